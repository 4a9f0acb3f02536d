//! What people type, brought to one spelling.
//!
//! The builder normalises the names in the tables and the reader normalises what was typed; a person is
//! found only if both come to the same bytes. Two of the steps need Unicode's large tables, which every
//! browser already has, so they are asked for through [`Unicode`].

use alloc::string::String;

/// The two operations of Unicode that [`fold`] needs.
///
/// Implementations must agree on all assigned characters; the browser tests compare the browser's
/// `String.prototype.normalize` and `toLowerCase` with `NativeUnicode` over every script.
pub trait Unicode {
    /// Normalization Form KC ([UAX #15](https://www.unicode.org/reports/tr15/)).
    fn nfkc(&self, text: &str) -> String;
    /// The locale-independent full lower-case mapping (Unicode §3.13, R2).
    fn lowercase(&self, text: &str) -> String;
}

/// Unicode's operations from tables compiled into the program.
#[cfg(feature = "native-unicode")]
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeUnicode;

#[cfg(feature = "native-unicode")]
impl Unicode for NativeUnicode {
    fn nfkc(&self, text: &str) -> String {
        unicode_normalization::UnicodeNormalization::nfkc(text).collect()
    }

    fn lowercase(&self, text: &str) -> String {
        text.to_lowercase()
    }
}

/// Characters that nobody sees: they come along when a name is copied from a page (direction marks around
/// Arabic and Hebrew names above all) and would make the same name a different key.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}'                  // soft hyphen
        | '\u{061C}'                // Arabic letter mark
        | '\u{200B}'..='\u{200F}'   // zero-width characters, direction marks
        | '\u{202A}'..='\u{202E}'   // direction embeddings and overrides
        | '\u{2060}'..='\u{2064}'   // word joiner, invisible operators
        | '\u{2066}'..='\u{2069}'   // direction isolates
        | '\u{FE00}'..='\u{FE0F}'   // variation selectors: text or emoji style
        | '\u{FEFF}'                // byte order mark
    )
}

/// Removes what cannot be seen and the white space around the rest.
pub fn strip(text: &str) -> String {
    let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    visible.trim().into()
}

/// The one spelling under which a name has its key: invisible characters removed, NFKC, lower case (final
/// sigma as sigma), NFKC again, inner white space and control characters folded to one space, trimmed.
///
/// Lower-casing can leave text that is not in NFKC, so that step stands twice.
/// `fold(fold(x)) == fold(x)` is a property test.
pub fn fold(unicode: &impl Unicode, text: &str) -> String {
    let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    let lower = unicode.lowercase(&unicode.nfkc(&visible)).replace('ς', "σ");
    let normal = unicode.nfkc(&lower);
    let mut folded = String::with_capacity(normal.len());
    for word in normal.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_come_to_one_spelling() {
        for (typed, expected) in [
            ("  Jane   Doe ", "jane doe"),
            ("ＪＡＮＥ", "jane"),
            ("Jane\u{a0}Doe\n", "jane doe"),
            ("\u{202b}محمد علي\u{202c}", "محمد علي"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("οδυσσεύς", "οδυσσεύσ"),
            ("Straße", "straße"),
            ("İzmir", "i\u{307}zmir"),
            ("cafe\u{301}", "café"),
            ("ﬁsh", "fish"),
            ("❤\u{fe0f}", "❤"),
            ("\u{200b} \u{feff}", ""),
            ("tab\tand\u{0}nul", "tab and nul"),
        ] {
            assert_eq!(fold(&NativeUnicode, typed), expected, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&NativeUnicode, &text);
            prop_assert_eq!(fold(&NativeUnicode, &once), once);
        }
    }
}
