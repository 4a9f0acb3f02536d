//! The frame that every file of an index has: eight bytes that say what it is, a body, and for shards a proof.
//!
//! ```text
//! offset  size  what
//!      0     4  magic 89 48 53 54 ("\x89HST"; the first byte is not ASCII, so no page of text passes for it)
//!      4     1  format version, 1
//!      5     1  kind: 1 current, 2 manifest, 3 filter shard, 4 exact shard
//!      6     2  zero
//!      8     …  body
//!      …     …  Merkle inclusion proof, 32 bytes × prefix bits (shards only)
//! ```
//!
//! All integers are little-endian unless a line says otherwise.

use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::Serialize;

/// The first four bytes of every file.
pub const MAGIC: [u8; 4] = *b"\x89HST";

/// The format this version reads and writes. Any other is an error: no reader guesses at bytes it does not
/// know. A new format means a new number here, new golden files, and a page that brings the reader for it.
pub const FORMAT_VERSION: u8 = 1;

/// The length of the header, in bytes.
pub const HEADER_LEN: usize = 8;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `current.bin`: which build is current.
    Current,
    /// `manifest.bin`: everything about one build.
    Manifest,
    /// A shard of filters: verdicts.
    Filter,
    /// A shard of sealed records: details.
    Exact,
}

impl Kind {
    const fn byte(self) -> u8 {
        match self {
            Self::Current => 1,
            Self::Manifest => 2,
            Self::Filter => 3,
            Self::Exact => 4,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current build",
            Self::Manifest => "manifest",
            Self::Filter => "filter shard",
            Self::Exact => "exact shard",
        })
    }
}

/// Why bytes are not what they should be. None of these says anything about who is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// The file does not begin with [`MAGIC`]: most often an error page sent with status 200.
    NotAnIndexFile,
    /// The file is of a format that this version does not know.
    Version {
        /// The version byte found.
        found: u8,
    },
    /// The file is one of ours, but of another kind.
    Kind {
        /// The kind that was asked for.
        expected: Kind,
    },
    /// The file is not as long as the manifest says.
    Length {
        /// Bytes expected.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// The bytes are not those that the manifest (or the build id) vouches for.
    Hash,
    /// The bytes are vouched for, yet break a rule of the format: the index was built wrongly.
    Body {
        /// The rule.
        rule: &'static str,
    },
}

impl Malformed {
    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAnIndexFile => "not-an-index-file",
            Self::Version { .. } => "version",
            Self::Kind { .. } => "kind",
            Self::Length { .. } => "length",
            Self::Hash => "hash",
            Self::Body { .. } => "body",
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnIndexFile => f.write_str("is not a file of an index (an error page, perhaps)"),
            Self::Version { found } => {
                write!(f, "is of format {found}; this program reads format {FORMAT_VERSION}")
            }
            Self::Kind { expected } => write!(f, "is not a {expected}"),
            Self::Length { expected, found } => {
                write!(f, "is {found} bytes long where the manifest says {expected}")
            }
            Self::Hash => f.write_str("does not have the hash that its build vouches for"),
            Self::Body { rule } => write!(f, "breaks a rule of the format: {rule}"),
        }
    }
}

impl core::error::Error for Malformed {}

/// The header of a file of this kind.
#[cfg(feature = "build")]
pub(crate) fn header(kind: Kind) -> [u8; HEADER_LEN] {
    let [a, b, c, d] = MAGIC;
    [a, b, c, d, FORMAT_VERSION, kind.byte(), 0, 0]
}

/// Checks the header and returns what follows it.
pub(crate) fn body_of(kind: Kind, file: &[u8]) -> Result<&[u8], Malformed> {
    let Some((head, body)) = file.split_first_chunk::<HEADER_LEN>() else {
        return Err(Malformed::NotAnIndexFile);
    };
    let [a, b, c, d, version, kind_byte, reserved @ ..] = *head;
    if [a, b, c, d] != MAGIC {
        return Err(Malformed::NotAnIndexFile);
    }
    if version != FORMAT_VERSION {
        return Err(Malformed::Version { found: version });
    }
    if kind_byte != kind.byte() {
        return Err(Malformed::Kind { expected: kind });
    }
    if reserved != [0, 0] {
        return Err(Malformed::Body { rule: "the header's last two bytes are zero" });
    }
    Ok(body)
}

/// A field that is not there whole, or is not of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl From<Unreadable> for Malformed {
    fn from(_: Unreadable) -> Self {
        Self::Body { rule: "every field is there and of its type" }
    }
}

/// A reader of bytes from front to back: each call returns a value and moves on, or says that there is none.
///
/// Manifests and records are in the wire format of [postcard](https://postcard.jamesmunns.com/wire-format), which
/// also writes them; they are read here, because code that serde derives takes several times as much room.
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Unreadable)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Unreadable> {
        let (byte, rest) = self.rest.split_first().ok_or(Unreadable)?;
        self.rest = rest;
        Ok(*byte)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Unreadable)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Unreadable> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Unreadable> {
        self.array().map(u64::from_le_bytes)
    }

    /// An integer as LEB128: least significant seven bits first, shortest form only.
    pub(crate) fn number(&mut self) -> Result<u64, Unreadable> {
        let mut value = 0;
        let mut shift = 0;
        while shift < u64::BITS {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            let fits = (bits << shift) >> shift == bits;
            let shortest = byte != 0 || shift == 0;
            if !fits || !shortest {
                return Err(Unreadable);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
        Err(Unreadable)
    }

    /// An integer of at most 32 bits, written as [`Cursor::number`] reads it.
    pub(crate) fn small_number(&mut self) -> Result<u32, Unreadable> {
        u32::try_from(self.number()?).map_err(|_| Unreadable)
    }

    /// A length: a number of at most four bytes.
    pub(crate) fn varint(&mut self) -> Result<usize, Unreadable> {
        let len = self.small_number()? as usize;
        if len < 1 << 28 { Ok(len) } else { Err(Unreadable) }
    }

    /// A length and so many bytes of text.
    pub(crate) fn text(&mut self) -> Result<String, Unreadable> {
        let len = self.varint()?;
        core::str::from_utf8(self.bytes(len)?).map(String::from).map_err(|_| Unreadable)
    }

    /// 0, or 1 and a value.
    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<Option<T>, Unreadable> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(Unreadable),
        }
    }

    /// A length and so many values.
    pub(crate) fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Unreadable> {
        // Nothing is allocated ahead: the length may lie.
        let mut list = Vec::new();
        for _ in 0..self.varint()? {
            list.push(read(self)?);
        }
        Ok(list)
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// What is left must be padding, which is zero before masking.
    pub(crate) fn finish_padding(self) -> Result<(), Malformed> {
        if self.rest.iter().all(|&byte| byte == 0) {
            Ok(())
        } else {
            Err(Malformed::Body { rule: "padding is zero" })
        }
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Malformed::Body { rule: "nothing follows the last field" })
        }
    }
}

/// Appends a number in the form that [`Cursor::varint`] and [`Cursor::number`] read. Lengths stay under 2^28.
#[cfg(feature = "build")]
pub(crate) fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The number of bytes that [`push_varint`] appends.
#[cfg(feature = "build")]
pub(crate) fn varint_len(value: u64) -> usize {
    (value.max(1).ilog2() as usize) / 7 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headers_are_checked_field_by_field() {
        let good = header(Kind::Filter);
        assert_eq!(body_of(Kind::Filter, &good), Ok(&[][..]));
        let altered = |at: usize, byte: u8| {
            let mut bytes = good;
            bytes[at] = byte;
            body_of(Kind::Filter, &bytes).unwrap_err()
        };
        assert_eq!(altered(0, b'<'), Malformed::NotAnIndexFile);
        assert_eq!(altered(4, 2), Malformed::Version { found: 2 });
        assert_eq!(altered(5, 4), Malformed::Kind { expected: Kind::Filter });
        assert!(matches!(altered(7, 1), Malformed::Body { .. }));
        assert_eq!(body_of(Kind::Filter, b"<!doctype html>"), Err(Malformed::NotAnIndexFile));
        assert_eq!(body_of(Kind::Filter, &good[..7]), Err(Malformed::NotAnIndexFile));
    }

    proptest! {
        #[test]
        fn lengths_come_back(value in 0_usize..1 << 28) {
            let mut out = alloc::vec::Vec::new();
            push_varint(&mut out, value as u64);
            prop_assert_eq!(out.len(), varint_len(value as u64));
            let mut cursor = Cursor::new(&out);
            prop_assert_eq!(cursor.varint(), Ok(value));
            prop_assert_eq!(cursor.finish(), Ok(()));
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(value: u64) {
            let mut out = alloc::vec::Vec::new();
            push_varint(&mut out, value);
            prop_assert_eq!(out.len(), varint_len(value));
            prop_assert_eq!(Cursor::new(&out).number(), Ok(value));
        }
    }

    #[test]
    fn lengths_have_one_form() {
        for bytes in [&[0x80, 0x00][..], &[0xff, 0xff, 0xff, 0xff, 0x01], &[0x80]] {
            assert!(Cursor::new(bytes).varint().is_err(), "{bytes:?}");
        }
    }
}
