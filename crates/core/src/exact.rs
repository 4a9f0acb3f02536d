//! Exact shards: the sealed records of one prefix.
//!
//! The body, before masking:
//!
//! ```text
//! offset  size  what
//!      0     4  number of entries n
//!      4     1  tag length t, 1 to 8 bytes
//!      5     3  zero
//!      8   n·t  tags, ascending
//!      …     …  n record lengths as LEB128
//!      …     …  n sealed records, in the order of their tags
//!      …     …  zero padding
//! ```
//!
//! A tag is part of the key, cut as short as a wrong match allows; see [`tag_len`].

use crate::{
    frame::{Cursor, Malformed},
    key::{Key, MAX_TAG_LEN},
};
use alloc::vec::Vec;

/// The sealed records of one prefix, where they lie: nothing is copied.
#[derive(Debug)]
pub struct ExactShard<'a> {
    tag_len: usize,
    tags: &'a [u8],
    records: &'a [u8],
    /// Where each record ends.
    ends: Vec<usize>,
}

const TOO_LONG: Malformed = Malformed::Body { rule: "the records fit in the file" };

impl<'a> ExactShard<'a> {
    /// Reads an unmasked body.
    pub fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(body);
        let count = cursor.u32()? as usize;
        let [tag_len, reserved @ ..] = cursor.array::<4>()?;
        let tag_len = usize::from(tag_len);
        if !(1..=MAX_TAG_LEN).contains(&tag_len) || reserved != [0; 3] {
            return Err(Malformed::Body { rule: "a tag has 1 to 8 bytes, and reserved bytes are zero" });
        }
        let tags_len =
            count.checked_mul(tag_len).ok_or(Malformed::Body { rule: "the tags fit in memory" })?;
        let tags = cursor.bytes(tags_len)?;
        if !tags.chunks_exact(tag_len).is_sorted() {
            return Err(Malformed::Body { rule: "tags ascend" });
        }
        let mut ends = Vec::new();
        let mut end = 0_usize;
        for _ in 0..count {
            end = end.checked_add(cursor.varint()?).ok_or(TOO_LONG)?;
            ends.push(end);
        }
        let records = cursor.bytes(end)?;
        cursor.finish_padding()?;
        Ok(Self { tag_len, tags, records, ends })
    }

    /// The sealed records whose tag is this key's: one for a member, almost always none for anyone else.
    pub fn find(&self, key: &Key) -> impl Iterator<Item = &'a [u8]> {
        let wanted = key.tag(self.tag_len);
        let tag_at =
            |at: usize| self.tags.get(at * self.tag_len..(at + 1) * self.tag_len).unwrap_or_default();
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if tag_at(middle) < wanted { low = middle + 1 } else { high = middle }
        }
        let same = (low..self.len()).take_while(|&at| tag_at(at) == wanted).count();
        (low..low + same).filter_map(|at| self.record(at))
    }

    fn record(&self, at: usize) -> Option<&'a [u8]> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.records.get(start..*self.ends.get(at)?)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no key has this prefix.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(feature = "build")]
mod write {
    use super::MAX_TAG_LEN;
    use crate::{
        filter::FingerprintBits,
        frame::{push_varint, varint_len},
        key::Tag,
    };
    use alloc::vec::Vec;
    use core::ops::Deref;

    /// The bytes before the tags.
    const FIXED_LEN: usize = 8;

    /// The fewest bytes of tag for shards of up to `entries` entries in an index of `datasets` datasets, such that
    /// a stranger's key passes the filter for any of them (at 2^-w each) *and* matches one of the tags with a
    /// probability of at most 2^-32: details are looked up only after a verdict. At least 16 bits more than it
    /// takes to count the entries, however wide the fingerprints, so that members rarely share a tag either.
    pub fn tag_len(entries: usize, datasets: usize, width: FingerprintBits) -> usize {
        let log2 = |count: usize| count.max(1).next_power_of_two().ilog2();
        let bits = (32 - u32::from(width.get())).max(16) + log2(entries) + log2(datasets);
        (bits.div_ceil(8) as usize).clamp(1, MAX_TAG_LEN)
    }

    /// The length in bytes of an entry with a record of this length: tag, length, record.
    pub fn entry_len(tag_len: usize, record: usize) -> usize {
        tag_len + varint_len(record as u64) + record
    }

    /// The length of a body whose entries come to `entries` bytes, without padding.
    pub fn exact_len(entries: usize) -> usize {
        FIXED_LEN + entries
    }

    /// The unmasked body, without padding, of a shard with these sealed records, in any order.
    pub fn write_exact(tag_len: usize, entries: &mut [(Tag, impl Deref<Target = [u8]> + Ord)]) -> Vec<u8> {
        entries.sort_unstable();
        let size = entries.iter().map(|(_, record)| entry_len(tag_len, record.len())).sum();
        let mut out = Vec::with_capacity(exact_len(size));
        out.extend((entries.len() as u32).to_le_bytes());
        out.extend([tag_len as u8, 0, 0, 0]);
        entries.iter().for_each(|(tag, _)| out.extend(tag.0.iter().take(tag_len)));
        entries.iter().for_each(|(_, record)| push_varint(&mut out, record.len() as u64));
        entries.iter().for_each(|(_, record)| out.extend_from_slice(record));
        out
    }
}

#[cfg(feature = "build")]
pub use write::{entry_len, exact_len, tag_len, write_exact};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::FingerprintBits;
    use alloc::{vec, vec::Vec};
    use proptest::prelude::*;

    fn key(tag: &[u8]) -> Key {
        let mut bytes = [0; 32];
        bytes[16..16 + tag.len()].copy_from_slice(tag);
        Key(bytes)
    }

    #[test]
    fn entries_are_found_by_tag_and_equal_tags_are_all_offered() {
        let mut entries = [
            (key(&[9, 9]).full_tag(), vec![3; 300]),
            (key(&[1, 2]).full_tag(), vec![1]),
            (key(&[9, 9]).full_tag(), vec![4; 2]),
            (key(&[9, 8]).full_tag(), vec![]),
        ];
        let mut body = write_exact(2, &mut entries);
        body.extend([0; 5]);
        let shard = ExactShard::read(&body).unwrap();
        assert_eq!(shard.len(), 4);
        assert_eq!(shard.find(&key(&[1, 2])).collect::<Vec<_>>(), [&[1][..]]);
        assert_eq!(shard.find(&key(&[9, 8])).collect::<Vec<_>>(), [b""]);
        assert_eq!(shard.find(&key(&[9, 9])).map(<[u8]>::len).collect::<Vec<_>>(), [300, 2]);
        assert_eq!(shard.find(&key(&[1, 3])).count(), 0);
        assert_eq!(shard.find(&key(&[255, 255])).count(), 0);
        assert_eq!(shard.find(&key(&[0, 0])).count(), 0);
    }

    #[test]
    fn tags_are_as_short_as_a_wrong_match_allows() {
        use FingerprintBits::*;
        for (entries, datasets, width, bytes) in [
            (1, 1, Sixteen, 2),
            (256, 1, Sixteen, 3),
            (257, 1, Sixteen, 4),
            (2405, 4, Sixteen, 4),
            (1 << 16, 1, Sixteen, 4),
            (1 << 16, 2, Sixteen, 5),
            (100_000, 1, Sixteen, 5),
            (2405, 4, Eight, 5),
            (2405, 4, ThirtyTwo, 4),
            (0, 0, ThirtyTwo, 2),
        ] {
            assert_eq!(
                tag_len(entries, datasets, width),
                bytes,
                "{entries} entries, {datasets} datasets, {width:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn records_come_back(records in proptest::collection::btree_map(any::<[u8; 3]>(), proptest::collection::vec(any::<u8>(), 0..200), 0..40), padding in 0_usize..50) {
            let mut entries: Vec<_> = records.iter().map(|(tag, record)| (key(tag).full_tag(), record.clone())).collect();
            let mut body = write_exact(3, &mut entries);
            prop_assert_eq!(body.len(), exact_len(records.values().map(|r| entry_len(3, r.len())).sum()));
            body.resize(body.len() + padding, 0);
            let shard = ExactShard::read(&body).unwrap();
            prop_assert_eq!(shard.len(), records.len());
            for (tag, record) in &records {
                prop_assert_eq!(shard.find(&key(tag)).collect::<Vec<_>>(), vec![&record[..]]);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), count in 0_u32..30) {
            let mut bytes = bytes;
            if let Some(start) = bytes.first_chunk_mut::<8>() {
                start[..4].copy_from_slice(&count.to_le_bytes());
                start[5..].fill(0);
            }
            if let Ok(shard) = ExactShard::read(&bytes) {
                shard.find(&key(&[1, 2, 3])).count();
            }
        }
    }
}
