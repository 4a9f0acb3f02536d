//! Account numbers as numbers: a build compares, hashes and moves each of them many times.

use crate::spill::{Fields, Route};
use hushset_core::identifier::Nsid;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

/// A Flickr account's number in one integer, from which its text comes back, leading zeros too. In order as the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountNumber(u64);

/// The fewest digits before the `@`, and how many other numbers of digits there are: [`Nsid`].
const FEWEST_DIGITS: usize = 5;
const WIDTHS: u64 = 7;

/// What stands behind these: `@N00`.
const BEHIND: usize = 4;
const LONGEST: usize = FEWEST_DIGITS + WIDTHS as usize - 1 + BEHIND;

impl AccountNumber {
    /// Reads an account number, as [`Nsid`] does.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, cohort) = Nsid::digits(text)?;
        let digits = number.bytes().chain(cohort.bytes());
        let value = digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        Some(Self(value * WIDTHS + (number.len() - FEWEST_DIGITS) as u64))
    }

    pub(crate) fn route(self) -> Route {
        Route::of_number(self.0)
    }

    pub(crate) fn write_bytes(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }

    pub(crate) fn read_bytes(fields: &mut Fields<'_>) -> Option<Self> {
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
        let (number, cohort) = (packed / 100, (packed % 100) as u8);
        let mut text = [b'0'; LONGEST];
        let len = digits + BEHIND;
        let mut buffer = itoa::Buffer::new();
        let number = buffer.format(number).as_bytes();
        // Leading zeros are there already.
        let start = digits.checked_sub(number.len());
        if let Some(place) = start.and_then(|start| text.get_mut(start..digits)) {
            place.copy_from_slice(number);
        }
        if let Some(place) = text.get_mut(digits..len) {
            place.copy_from_slice(&[b'@', b'N', b'0' + cohort / 10, b'0' + cohort % 10]);
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

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
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
            let number = |text: &str| AccountNumber::parse(text).unwrap();
            let text = number(&one).text();
            prop_assert_eq!(text.as_str(), &one);
            prop_assert_eq!(number(&one).nsid(), Nsid::parse(&one));
            prop_assert_eq!(number(&one).cmp(&number(&other)), one.cmp(&other));
            prop_assert_eq!(number(&one) == number(&other), one == other);
            prop_assert_eq!(number(&one).packed(), Nsid::parse(&one).unwrap().pack());
        }
    }
}
