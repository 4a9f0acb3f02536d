//! The keyboard, as somebody has it who has nothing else: keys go to whatever has the focus.

use super::Browser;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use std::future::Future;
use std::panic::Location;

impl Browser {
    /// Presses keys one after the other: letters, [`super::TAB`], [`super::ENTER`].
    #[track_caller]
    pub fn press_keys(&self, keys: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let mut pressed = KeyActions::new("keyboard".to_owned());
            for value in keys.chars() {
                pressed = pressed.then(KeyAction::Down { value }).then(KeyAction::Up { value });
            }
            let result = self.client().perform_actions(pressed).await;
            self.done(at, &format!("press {keys:?}"), result).await;
        }
    }
}
