//! Filter shards: for each dataset, "certainly not" or "almost certainly".
//!
//! A filter shard is one binary fuse filter (Graf and Lemire, [Binary Fuse Filters: Fast and Smaller Than Xor
//! Filters](https://doi.org/10.1145/3510449), 2022, as the crate `xorf` makes it) over the values
//! [`Key::in_dataset`] of one prefix. The body, before masking:
//!
//! ```text
//! offset  size  what
//!      0     1  fingerprint width w: 8, 16 or 32 bits
//!      1     3  zero
//!      4     4  number of (key, dataset) pairs; 0 marks an empty shard, and only padding follows
//!      8     8  seed
//!     16     4  segment length, a power of two from 4 to 262144
//!     20     4  segment count length, a multiple of the segment length
//!     24     …  segment count length + 2 × segment length fingerprints of w bits
//!      …     …  zero padding
//! ```

use crate::{
    frame::{Cursor, Malformed},
    key::Key,
};
use serde::{Deserialize, Serialize};

/// The number of bits a filter keeps for each pair; false positives come at 2^-bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum FingerprintBits {
    /// 8 bits: one wrong "almost certainly" in 256.
    Eight,
    /// 16 bits: one in 65 536. The default.
    Sixteen,
    /// 32 bits: one in four thousand million.
    ThirtyTwo,
}

impl FingerprintBits {
    /// The number.
    pub const fn get(self) -> u8 {
        match self {
            Self::Eight => 8,
            Self::Sixteen => 16,
            Self::ThirtyTwo => 32,
        }
    }
}

impl TryFrom<u8> for FingerprintBits {
    type Error = &'static str;

    fn try_from(bits: u8) -> Result<Self, Self::Error> {
        match bits {
            8 => Ok(Self::Eight),
            16 => Ok(Self::Sixteen),
            32 => Ok(Self::ThirtyTwo),
            _ => Err("a fingerprint has 8, 16 or 32 bits"),
        }
    }
}

impl From<FingerprintBits> for u8 {
    fn from(bits: FingerprintBits) -> Self {
        bits.get()
    }
}

/// The largest segment that `xorf` makes.
const MAX_SEGMENT_LENGTH: u32 = 1 << 18;

/// The filter of one prefix, where it lies: nothing is copied.
///
/// `xorf` makes the filters; asking one is a few lines, which stand here once for all widths. A test compares the
/// two.
#[derive(Debug)]
pub struct FilterShard<'a> {
    seed: u64,
    segment_length: u32,
    segment_count_length: u32,
    /// Bytes of a fingerprint.
    width: usize,
    /// Nothing if no pair has this prefix: a fuse filter over nothing would still say yes at the false-positive rate.
    fingerprints: &'a [u8],
}

impl<'a> FilterShard<'a> {
    /// Reads an unmasked body.
    pub fn read(body: &'a [u8], expected: FingerprintBits) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(body);
        let [width, reserved @ ..] = cursor.array::<4>()?;
        if width != expected.get() {
            return Err(Malformed::Body {
                rule: "all filters of a build have the manifest's fingerprint width",
            });
        }
        if reserved != [0; 3] {
            return Err(Malformed::Body { rule: "reserved bytes are zero" });
        }
        let width = usize::from(width / 8);
        if cursor.u32()? == 0 {
            cursor.finish_padding()?;
            return Ok(Self {
                seed: 0,
                segment_length: 0,
                segment_count_length: 0,
                width,
                fingerprints: &[],
            });
        }
        let seed = cursor.u64()?;
        let segment_length = cursor.u32()?;
        let segment_count_length = cursor.u32()?;
        if !segment_length.is_power_of_two() || !(4..=MAX_SEGMENT_LENGTH).contains(&segment_length) {
            return Err(Malformed::Body { rule: "a segment length is a power of two from 4 to 262144" });
        }
        if segment_count_length == 0 || segment_count_length % segment_length != 0 {
            return Err(Malformed::Body { rule: "a filter has a whole number of segments, at least one" });
        }
        let size = segment_count_length
            .checked_add(2 * segment_length)
            .and_then(|len| (len as usize).checked_mul(width))
            .ok_or(Malformed::Body { rule: "the fingerprints fit in memory" })?;
        let fingerprints = cursor.bytes(size)?;
        cursor.finish_padding()?;
        Ok(Self { seed, segment_length, segment_count_length, width, fingerprints })
    }

    /// Whether the key is almost certainly in the dataset; `false` is certain.
    pub fn contains(&self, key: &Key, slug: &str) -> bool {
        self.contains_value(key.in_dataset(slug))
    }

    fn contains_value(&self, value: u64) -> bool {
        // The finaliser of MurmurHash3.
        let mut hash = value.wrapping_add(self.seed);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^= hash >> 33;
        // The first place is the hash scaled to the filter; the others stand in the two segments behind its own.
        let first = ((u128::from(hash) * u128::from(self.segment_count_length)) >> 64) as u32;
        let mask = u64::from(self.segment_length.wrapping_sub(1));
        let second = (first + self.segment_length) ^ ((hash >> 18) & mask) as u32;
        let third = (first + 2 * self.segment_length) ^ (hash & mask) as u32;
        let expected = ((hash ^ (hash >> 32)) as u32).to_le_bytes();
        let [Some(a), Some(b), Some(c)] = [first, second, third].map(|place| self.fingerprint(place)) else {
            return false;
        };
        expected.iter().zip(a).zip(b).zip(c).all(|(((expected, a), b), c)| *expected == a ^ b ^ c)
    }

    fn fingerprint(&self, place: u32) -> Option<&'a [u8]> {
        self.fingerprints.get(place as usize * self.width..)?.get(..self.width)
    }
}

#[cfg(feature = "build")]
mod write {
    use super::{FingerprintBits, MAX_SEGMENT_LENGTH};
    use alloc::vec::Vec;
    use xorf::{BinaryFuse8, BinaryFuse16, BinaryFuse32, Descriptor};

    /// The bytes before the fingerprints.
    const FIXED_LEN: usize = 24;

    /// The filter could not be built, which for distinct values has not been seen to happen.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ConstructionFailed;

    impl core::fmt::Display for ConstructionFailed {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a filter could not be constructed in a thousand attempts")
        }
    }

    impl core::error::Error for ConstructionFailed {}

    /// The unmasked body, without padding, of the filter over these values, which are sorted and distinct.
    pub fn write_filter(width: FingerprintBits, values: &[u64]) -> Result<Vec<u8>, ConstructionFailed> {
        debug_assert!(values.is_sorted_by(|a, b| a < b), "values are sorted and distinct");
        let mut out = Vec::with_capacity(filter_len(width, values.len()));
        out.extend([width.get(), 0, 0, 0]);
        let count = u32::try_from(values.len()).map_err(|_| ConstructionFailed)?;
        out.extend(count.to_le_bytes());
        if values.is_empty() {
            return Ok(out);
        }
        let mut push_descriptor = |d: &Descriptor| {
            out.extend(d.seed.to_le_bytes());
            out.extend(d.segment_length.to_le_bytes());
            out.extend(d.segment_count_length.to_le_bytes());
        };
        match width {
            FingerprintBits::Eight => {
                let filter = BinaryFuse8::try_from(values).map_err(|_| ConstructionFailed)?;
                push_descriptor(&filter.descriptor);
                out.extend_from_slice(&filter.fingerprints);
            }
            FingerprintBits::Sixteen => {
                let filter = BinaryFuse16::try_from(values).map_err(|_| ConstructionFailed)?;
                push_descriptor(&filter.descriptor);
                out.extend(filter.fingerprints.iter().flat_map(|f| f.to_le_bytes()));
            }
            FingerprintBits::ThirtyTwo => {
                let filter = BinaryFuse32::try_from(values).map_err(|_| ConstructionFailed)?;
                push_descriptor(&filter.descriptor);
                out.extend(filter.fingerprints.iter().flat_map(|f| f.to_le_bytes()));
            }
        }
        Ok(out)
    }

    /// The length of [`write_filter`]'s result for this many values, in bytes: what the planner plans with.
    ///
    /// The formulas are those of `xorf` 0.13 (segment length and size factor of an arity of three, Graf and
    /// Lemire §4), through the same `libm`, so that no rounding differs; a test compares the two.
    pub fn filter_len(width: FingerprintBits, values: usize) -> usize {
        if values == 0 {
            return 8;
        }
        let n = values as f64;
        let exponent = libm::floor(libm::log(n) / libm::log(3.33) + 2.25) as u32;
        let segment_length = (1_usize << exponent).min(MAX_SEGMENT_LENGTH as usize);
        let capacity = if values > 1 {
            let factor = libm::fmax(1.125, 0.875 + 0.25 * libm::log(1_000_000.0) / libm::log(n));
            libm::round(n * factor) as usize
        } else {
            0
        };
        let segments = capacity.div_ceil(segment_length).saturating_sub(2).max(1);
        FIXED_LEN + (segments + 2) * segment_length * usize::from(width.get() / 8)
    }
}

#[cfg(feature = "build")]
pub use write::{ConstructionFailed, filter_len, write_filter};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identifier::{Identifier, Page, Scheme, Scope},
        key::sha256,
    };
    use alloc::{format, vec::Vec};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use xorf::{BinaryFuse8, Filter};

    const WIDTHS: [FingerprintBits; 3] =
        [FingerprintBits::Eight, FingerprintBits::Sixteen, FingerprintBits::ThirtyTwo];

    fn key(number: u32) -> Key {
        Key::of(&Identifier::new(Scope::Items, format!("{number}")).key_string(Scheme::Flickr, Page::FIRST))
    }

    fn body(width: FingerprintBits, keys: core::ops::Range<u32>) -> Vec<u8> {
        let mut values: Vec<u64> = keys.map(|k| key(k).in_dataset("a")).collect();
        values.sort_unstable();
        write_filter(width, &values).unwrap()
    }

    #[test]
    fn members_are_found_and_datasets_told_apart() {
        for width in WIDTHS {
            for count in [1, 2, 3, 5, 10, 1000] {
                let body = body(width, 0..count);
                let filter = FilterShard::read(&body, width).unwrap();
                assert!((0..count).all(|k| filter.contains(&key(k), "a")));
                let elsewhere = (0..count).filter(|&k| filter.contains(&key(k), "b")).count();
                assert!(elsewhere <= 20, "{elsewhere} of {count} in a dataset that has none, {width:?}");
            }
        }
    }

    #[test]
    fn strangers_get_the_answer_that_xorf_gives() {
        let values: Vec<u64> =
            (0..1000).map(|k| key(k).in_dataset("a")).collect::<BTreeSet<_>>().into_iter().collect();
        let filter = BinaryFuse8::try_from(&values).unwrap();
        let body = body(FingerprintBits::Eight, 0..1000);
        let shard = FilterShard::read(&body, FingerprintBits::Eight).unwrap();
        let strangers = (0..20_000).map(|k| key(k).in_dataset("b"));
        let mut yes = 0;
        for value in strangers {
            assert_eq!(shard.contains_value(value), filter.contains(&value));
            yes += usize::from(shard.contains_value(value));
        }
        assert!((40..130).contains(&yes), "{yes} false positives of about 78");
    }

    #[test]
    fn an_empty_shard_says_no() {
        for width in WIDTHS {
            let body = body(width, 0..0);
            let filter = FilterShard::read(&body, width).unwrap();
            assert!(!(0..10_000).any(|k| filter.contains(&key(k), "a")));
        }
    }

    #[test]
    fn the_planner_knows_every_length() {
        for width in WIDTHS {
            for count in (0..300).chain([1000, 4095, 10_001, 100_003]) {
                assert_eq!(
                    body(width, 0..count).len(),
                    filter_len(width, count as usize),
                    "{width:?} {count}"
                );
            }
        }
    }

    #[test]
    fn bytes_stay_the_same_from_release_to_release() {
        let digest = sha256(&[&body(FingerprintBits::Sixteen, 0..1000)]);
        assert_eq!(
            format!("{}", crate::key::Hex(&digest)),
            "81e4635047be18a52fc3bae17971df1290c95d5790c50161b18839caa2d7079a"
        );
    }

    #[test]
    fn rules_of_the_body_are_checked() {
        let good = body(FingerprintBits::Sixteen, 0..10);
        let altered = |at: usize, bytes: &[u8]| {
            let mut bad = good.clone();
            bad[at..at + bytes.len()].copy_from_slice(bytes);
            FilterShard::read(&bad, FingerprintBits::Sixteen).map(|_| ())
        };
        assert!(altered(0, &[8]).is_err(), "another width");
        assert!(altered(2, &[1]).is_err(), "reserved");
        assert!(altered(4, &[0; 4]).is_err(), "empty, yet with fingerprints");
        assert!(altered(16, &3_u32.to_le_bytes()).is_err(), "not a power of two");
        assert!(altered(16, &2_u32.to_le_bytes()).is_err(), "too short");
        assert!(altered(16, &(1_u32 << 31).to_le_bytes()).is_err(), "too long");
        assert!(altered(20, &0_u32.to_le_bytes()).is_err(), "no segment");
        assert!(altered(20, &7_u32.to_le_bytes()).is_err(), "part of a segment");
        assert!(altered(20, &0xffff_fff0_u32.to_le_bytes()).is_err(), "more than there is");
        let mut padded = good.clone();
        padded.extend([0; 9]);
        assert!(FilterShard::read(&padded, FingerprintBits::Sixteen).is_ok());
        padded.push(1);
        assert!(FilterShard::read(&padded, FingerprintBits::Sixteen).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), valid_start in any::<bool>()) {
            let mut bytes = bytes;
            if valid_start && bytes.len() >= 24 {
                bytes[..4].copy_from_slice(&[8, 0, 0, 0]);
                bytes[16..24].copy_from_slice(&[4, 0, 0, 0, 4, 0, 0, 0]);
                bytes.iter_mut().skip(36).for_each(|b| *b = 0);
            }
            if let Ok(filter) = FilterShard::read(&bytes, FingerprintBits::Eight) {
                for k in 0..50 { filter.contains(&key(k), "a"); }
            }
        }
    }
}
