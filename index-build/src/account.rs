//! Account numbers as numbers: a build compares, hashes and moves each of them many times.

use crate::spill::{Fields, Route};
use hushset_core::identifier::Nsid;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A Flickr account's number in one integer, from which its text comes back, leading zeros too. In order as the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct AccountNumber(u64);

/// The fewest digits before the `@`, and how many other numbers of digits there are: [`Nsid`].
const FEWEST_DIGITS: usize = 5;
const WIDTHS: u64 = 7;

/// What stands behind these: `@N00`.
const BEHIND: usize = 4;
const LONGEST: usize = FEWEST_DIGITS + WIDTHS as usize - 1 + BEHIND;

impl AccountNumber {
    pub(crate) fn of(nsid: &Nsid) -> Self {
        let text = nsid.as_str();
        let digits = text.bytes().filter(u8::is_ascii_digit);
        let number = digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        let width = text.find('@').unwrap_or(FEWEST_DIGITS) - FEWEST_DIGITS;
        Self(number * WIDTHS + width as u64)
    }

    pub(super) fn route(self) -> Route {
        Route::of_number(self.0)
    }

    pub(super) fn write_bytes(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }

    pub(super) fn read_bytes(fields: &mut Fields<'_>) -> Option<Self> {
        fields.u64().map(Self)
    }

    /// The number as records have it, unless it has leading zeros: these would not come back.
    pub(crate) fn packed(self) -> Option<u64> {
        let (packed, digits) = self.parts();
        let needed = (packed / 100).checked_ilog10().map_or(0, |log| log as usize + 1);
        (digits == needed).then_some(packed)
    }

    /// The number as everybody else has it.
    pub(crate) fn nsid(self) -> Option<Nsid> {
        Nsid::parse(self.text().as_str())
    }

    /// Its text.
    pub(crate) fn text(self) -> NumberText {
        let (packed, digits) = self.parts();
        let mut rest = packed;
        let mut next = || {
            let digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            digit
        };
        let mut text = [0; LONGEST];
        let len = digits + BEHIND;
        for (place, at) in text.iter_mut().zip(0..len).rev() {
            *place = match len - at {
                4 => b'@',
                3 => b'N',
                _ => next(),
            };
        }
        NumberText { text, len }
    }

    /// The number, and how many digits it has before the `@`.
    fn parts(self) -> (u64, usize) {
        (self.0 / WIDTHS, (self.0 % WIDTHS) as usize + FEWEST_DIGITS)
    }
}

/// The text of an account number, without an allocation for each row.
pub(crate) struct NumberText {
    text: [u8; LONGEST],
    len: usize,
}

impl NumberText {
    pub(crate) fn as_str(&self) -> &str {
        // All of it is ASCII.
        self.text.get(..self.len).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Ord for AccountNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.text().as_str().cmp(other.text().as_str()) }
    }
}

impl PartialOrd for AccountNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back_and_keep_their_order(one in "[0-9]{5,11}@N[0-9]{2}", other in "[0-9]{5,11}@N[0-9]{2}") {
            let number = |text: &str| AccountNumber::of(&Nsid::parse(text).unwrap());
            let text = number(&one).text();
            prop_assert_eq!(text.as_str(), &one);
            prop_assert_eq!(number(&one).nsid(), Nsid::parse(&one));
            prop_assert_eq!(number(&one).cmp(&number(&other)), one.cmp(&other));
            prop_assert_eq!(number(&one) == number(&other), one == other);
            prop_assert_eq!(number(&one).packed(), Nsid::parse(&one).unwrap().pack());
        }
    }
}
