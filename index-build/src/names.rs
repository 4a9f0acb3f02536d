//! Names from tables, brought to the spelling that has a key.

use hushset_core::text::{NativePlatform, fold};
use std::borrow::Cow;

/// What [`fold`] makes of a name. Most aliases are plain ASCII, and most of those folded already.
pub(crate) fn folded(name: &str) -> Cow<'_, str> {
    let is_folded = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    if name.bytes().all(is_folded) { name.into() } else { fold(&NativePlatform, name).into() }
}

/// A text with a space for every control character, so that it can stand in a line.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        return text.replace(char::is_control, " ").into();
    }
    text.into()
}

/// A text of somebody else's as a terminal may be given it: characters that move the cursor, or turn the direction of what
/// follows, could make it show another answer than the one that was found.
pub fn shown(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Whether nothing of a name is left when it is folded.
pub(crate) fn folds_to_nothing(name: &str) -> bool {
    !name.chars().any(char::is_alphanumeric) && folded(name).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_others_write_does_not_move_the_cursor() {
        assert_eq!(shown("A\u{1b}[2J\u{9b}1mB\u{202e}C\r\nD \u{627}"), "A [2J 1mBC  D \u{627}");
    }

    proptest! {
        #[test]
        fn the_short_way_comes_to_the_same(ascii in "[ -~]{0,12}", any in "\\PC{0,8}") {
            prop_assert_eq!(folded(&ascii), fold(&NativePlatform, &ascii));
            prop_assert_eq!(folded(&any), fold(&NativePlatform, &any));
            prop_assert_eq!(folds_to_nothing(&any), fold(&NativePlatform, &any).is_empty());
        }
    }
}
