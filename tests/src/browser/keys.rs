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

    /// Presses a key while another is held: Shift and [`super::TAB`].
    #[track_caller]
    pub fn press_holding(&self, held: &str, key: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let down = held.chars().chain(key.chars()).map(|value| KeyAction::Down { value });
            let up = key.chars().chain(held.chars()).map(|value| KeyAction::Up { value });
            let pressed = down.chain(up).fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
            let result = self.client().perform_actions(pressed).await;
            self.done(at, &format!("press {held:?} and {key:?}"), result).await;
        }
    }
}
