//! What people type, brought to one spelling.
//!
//! The builder normalises the names in the tables and the reader normalises what was typed; a person is
//! found only if both come to the same bytes. Some of the steps need large tables or long code that every
//! browser already has, so they are asked for through [`Platform`].

use alloc::{string::String, vec::Vec};

/// What a browser brings along, and a program must bring itself.
///
/// Implementations must agree: on all assigned characters, and on all addresses. The browser tests compare the
/// browser's `String.prototype.normalize` and `toLowerCase` with `NativePlatform` over every script.
pub trait Platform {
    /// Normalization Form KC ([UAX #15](https://www.unicode.org/reports/tr15/)).
    fn nfkc(&self, text: &str) -> String;
    /// The locale-independent full lower-case mapping (Unicode §3.13, R2).
    fn lowercase(&self, text: &str) -> String;
    /// Host, port, path and query of an address as the [URL Standard](https://url.spec.whatwg.org/) parses and
    /// writes them: `example.org:8080/path?query`. Nothing if it is no address.
    fn parse_url(&self, url: &str) -> Option<String>;
}

/// The platform's part from tables compiled into the program.
#[cfg(feature = "native-platform")]
#[derive(Debug, Clone, Copy, Default)]
pub struct NativePlatform;

#[cfg(feature = "native-platform")]
impl Platform for NativePlatform {
    fn nfkc(&self, text: &str) -> String {
        unicode_normalization::UnicodeNormalization::nfkc(text).collect()
    }

    fn lowercase(&self, text: &str) -> String {
        text.to_lowercase()
    }

    fn parse_url(&self, url: &str) -> Option<String> {
        let url = url::Url::parse(url).ok()?;
        Some(url[url::Position::BeforeHost..url::Position::AfterQuery].into())
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

fn visible(text: &str) -> String {
    let mut visible = String::new();
    for c in text.chars() {
        if !is_invisible(c) {
            visible.push(c);
        }
    }
    visible
}

/// Removes white space and what cannot be seen around a text. Inside an address it may mean something.
pub(crate) fn trim(text: &str) -> String {
    let (mut trimmed, mut gap) = (String::new(), String::new());
    for c in text.chars() {
        if c.is_whitespace() || is_invisible(c) {
            gap.push(c);
        } else {
            if !trimmed.is_empty() {
                trimmed.push_str(&gap);
            }
            gap.clear();
            trimmed.push(c);
        }
    }
    trimmed
}

/// Removes what cannot be seen and the white space around the rest.
pub fn strip(text: &str) -> String {
    visible(text).trim().into()
}

/// The one spelling under which a name has its key: invisible characters removed, NFKC, lower case (final
/// sigma as sigma), NFKC again, inner white space and control characters folded to one space, trimmed.
///
/// Lower-casing can leave text that is not in NFKC, so that step stands twice.
/// `fold(fold(x)) == fold(x)` is a property test.
pub fn fold(platform: &impl Platform, text: &str) -> String {
    // In ASCII nothing is invisible, and nothing composes.
    if text.is_ascii() {
        return single_spaced(&text.to_ascii_lowercase());
    }
    let mut lower = String::new();
    for c in platform.lowercase(&platform.nfkc(&visible(text))).chars() {
        lower.push(if c == 'ς' { 'σ' } else { c });
    }
    single_spaced(&platform.nfkc(&lower))
}

/// White space and control characters folded to one space, none at the ends.
fn single_spaced(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !folded.is_empty();
        } else {
            if gap {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        }
    }
    folded
}

// The browser module has no use for `format!`, `parse` and the standard library's searching but these, and they would be a tenth of it.

/// The number of digits of 2^64 − 1.
const LONGEST_NUMBER: usize = 20;

/// A number in decimal digits, at least `width` of them.
pub(crate) fn decimal(mut number: u64, width: usize) -> String {
    let mut digits = Vec::with_capacity(LONGEST_NUMBER);
    while number > 0 || digits.len() < width {
        digits.push(b'0' + (number % 10) as u8);
        number /= 10;
    }
    digits.reverse();
    String::from_utf8(digits).unwrap_or_default()
}

/// Reads a number of ASCII digits and nothing else, if it has at most 64 bits.
pub(crate) fn read_decimal(digits: &str) -> Option<u64> {
    if !is_digits(digits) {
        return None;
    }
    let mut number = 0_u64;
    for digit in digits.bytes() {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    Some(number)
}

/// Whether a text is ASCII digits, at least one.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// What stands before and after the first `separator`, an ASCII character.
pub(crate) fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    let before = before_any(text, &[separator]);
    Some((before, text.get(before.len() + 1..)?))
}

/// All parts between `separator`s, an ASCII character.
pub(crate) fn split(text: &str, separator: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, after)) = cut(rest, separator) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// What stands before and after the first `//`: of an address, its protocol in lower case, and the rest.
pub(crate) fn cut_protocol(text: &str) -> Option<(String, &str)> {
    let slashes = text.as_bytes().windows(2).position(|pair| pair == b"//")?;
    Some((text.get(..slashes)?.to_ascii_lowercase(), text.get(slashes + 2..)?))
}

/// What stands before the first of `stops`, ASCII characters: everything, if there is none of them.
pub(crate) fn before_any<'a>(text: &'a str, stops: &[u8]) -> &'a str {
    let end = text.bytes().position(|b| stops.contains(&b)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The texts one after the other.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut all = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        all.push_str(part);
    }
    all
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
            assert_eq!(fold(&NativePlatform, typed), expected, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&NativePlatform, &text);
            prop_assert_eq!(fold(&NativePlatform, &once), once);
        }
    }
}
