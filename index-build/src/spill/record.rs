//! Records as bytes, on their way through a spill.
//!
//! Most are [postcard](https://postcard.jamesmunns.com/wire-format) of what `serde` sees in them. The few that there are as many of
//! as rows are written by hand, in fields of fixed length where they can be: a build writes and reads each row four times, and
//! a program that goes from field to field by what `serde` hands it takes three times as many steps.

use crate::error::{Failure, Result};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize, Serializer};

/// What can be spilled: it writes itself to the end of a buffer, and reads itself from all of those bytes.
pub trait Spilled<'a>: Sized {
    /// Writes it.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads it.
    fn read(bytes: &'a [u8]) -> Option<Self>;
}

/// Reads what was spilled.
pub(super) fn read<'a, T: Spilled<'a>>(bytes: &'a [u8]) -> Result<T> {
    T::read(bytes).ok_or_else(unreadable)
}

pub(super) fn unreadable() -> Failure {
    Failure::bug("a temporary file does not read back")
}

/// Types that are spilled as `serde` sees them.
macro_rules! spilled_by_serde {
    ($($name:ident),+) => {$(
        impl<'a> $crate::spill::Spilled<'a> for $name<'a> {
            fn write(&self, out: &mut Vec<u8>) {
                $crate::spill::write_by_serde(self, out);
            }

            fn read(bytes: &'a [u8]) -> Option<Self> {
                $crate::spill::read_by_serde(bytes)
            }
        }
    )+};
}
pub(crate) use spilled_by_serde;

/// Writes what `serde` sees.
pub(crate) fn write_by_serde(record: &impl Serialize, out: &mut Vec<u8>) {
    let written = postcard::serialize_with_flavor(record, Appending(out));
    debug_assert!(written.is_ok(), "a Vec does not run full");
}

/// Reads what was written so.
pub(crate) fn read_by_serde<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Where postcard writes to: the end of a buffer. Its own way to write there goes byte by byte, texts too.
struct Appending<'a>(&'a mut Vec<u8>);

impl Flavor for Appending<'_> {
    type Output = ();

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// For fields of bytes in a record: unless it is told, serde takes them one by one.
pub(crate) fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// A value for a filter.
impl Spilled<'_> for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_le_bytes(bytes.try_into().ok()?))
    }
}

/// The fields of a record that is read by hand, one after the other.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number that is mostly small, as [`push_number`] writes it.
    pub(crate) fn number(&mut self) -> Option<u64> {
        match self.byte()? {
            LARGE => self.u64(),
            small => Some(small.into()),
        }
    }

    /// Bytes with their number before them, as [`push_bytes`] writes them.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        str::from_utf8(self.bytes()?).ok()
    }
}

/// Stands before a number that does not fit into a byte.
const LARGE: u8 = 255;

/// Writes a number that is mostly small: as one byte then.
pub(crate) fn push_number(out: &mut Vec<u8>, number: u64) {
    match u8::try_from(number) {
        Ok(small) if small < LARGE => out.push(small),
        _ => {
            out.push(LARGE);
            out.extend_from_slice(&number.to_le_bytes());
        }
    }
}

/// Writes bytes with their number before them.
pub(crate) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_every_length_come_back() {
        for len in [0, 1, 254, 255, 256, 70_000] {
            let bytes = vec![7; len];
            let mut out = Vec::new();
            push_bytes(&mut out, &bytes);
            out.push(9);
            let mut fields = Fields(&out);
            assert_eq!(fields.bytes(), Some(&*bytes));
            assert_eq!((fields.byte(), fields.byte()), (Some(9), None));
            assert_eq!(Fields(&out[..len]).bytes(), None, "cut off");
        }
    }

    #[test]
    fn numbers_of_every_size_come_back() {
        for number in [0, 1, 254, 255, 256, u64::MAX] {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(Fields(&out).number(), Some(number));
        }
    }
}
