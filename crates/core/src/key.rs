//! Keys and everything that derives from one: the prefix that routes, the tag that finds, the value that a
//! filter holds.

use crate::identifier::KeyString;
#[cfg(feature = "build")]
use crate::identifier::{Scheme, Scope, key_parts};
use alloc::string::String;
#[cfg(feature = "build")]
use core::cmp::Ordering;
use core::fmt;

pub use crate::hash::{Hash, sha256};

/// The largest number of prefix bits, and with it the largest number of shards of one kind, 2^20.
///
/// Static hosts stop at a few tens of thousands of files; the bound keeps every index in a `u32` and a
/// Merkle proof under 640 bytes.
pub const MAX_PREFIX_BITS: u8 = 20;

/// SHA-256 of a key string. Stable across builds: a new hash for each build would give whoever watches the
/// requests fresh bits about the same person each time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub(crate) Hash);

/// Where in the key the tag of its exact entry starts. The prefix takes bytes 0–2; the tag is taken far from
/// them so that it says something new.
const TAG_OFFSET: usize = 16;

/// The longest tag, in bytes.
pub const MAX_TAG_LEN: usize = 8;

impl Key {
    /// The key of a key string.
    pub fn of(key_string: &KeyString) -> Self {
        Self(sha256(&[key_string.as_bytes()]))
    }

    /// The key of the first page under a name: that of its key string, which is not put together for it.
    #[cfg(feature = "build")]
    pub fn of_name(scheme: Scheme, scope: Scope, text: &str) -> Self {
        Self(sha256(&key_parts(scheme, scope, text)))
    }

    /// The first `bits` bits, as a shard number.
    pub fn prefix(&self, bits: PrefixBits) -> Prefix {
        let [a, b, c, d, ..] = self.0;
        bits.prefix_of(u32::from_be_bytes([a, b, c, d]))
    }

    /// The longest tag, from which a writer cuts the one that it needs.
    #[cfg(feature = "build")]
    pub fn full_tag(&self) -> Tag {
        let mut tag = [0; MAX_TAG_LEN];
        tag.iter_mut().zip(self.tag(MAX_TAG_LEN)).for_each(|(byte, &of_key)| *byte = of_key);
        Tag(tag)
    }

    /// The bytes that name this key's entry in an exact shard: `len` ≤ [`MAX_TAG_LEN`] of them.
    pub fn tag(&self, len: usize) -> &[u8] {
        self.0.get(TAG_OFFSET..TAG_OFFSET + len.min(MAX_TAG_LEN)).unwrap_or_default()
    }

    /// What the filter holds for "this key is in that dataset": the first eight bytes, big-endian, of
    /// SHA-256(key ‖ slug).
    pub fn in_dataset(&self, slug: &str) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[&self.0, slug.as_bytes()]);
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &Hash {
        &self.0
    }
}

/// A tag in full length.
#[cfg(feature = "build")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub [u8; MAX_TAG_LEN]);

/// As their bytes are, but compared as numbers: every shard's tags are sorted.
#[cfg(feature = "build")]
impl Ord for Tag {
    fn cmp(&self, other: &Self) -> Ordering {
        u64::from_be_bytes(self.0).cmp(&u64::from_be_bytes(other.0))
    }
}

#[cfg(feature = "build")]
impl PartialOrd for Tag {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", Hex(&self.0))
    }
}

/// How many leading bits of a key choose a shard: the only part of a query that a host can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrefixBits(u8);

impl PrefixBits {
    /// No bits: one shard holds everything, and a request for it says nothing about the query.
    pub const NONE: Self = Self(0);

    /// At most [`MAX_PREFIX_BITS`].
    pub fn new(bits: u8) -> Option<Self> {
        (bits <= MAX_PREFIX_BITS).then_some(Self(bits))
    }

    /// The number of bits.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The number of shards, 2^bits.
    pub fn shards(self) -> u32 {
        1 << self.0
    }

    /// The prefix of all keys that begin with these 32 bits.
    pub fn prefix_of(self, word: u32) -> Prefix {
        // A shift by 32 would overflow, so the word is widened first; with no bits there is one shard, 0.
        Prefix { bits: self, index: (u64::from(word) >> (32 - u32::from(self.0))) as u32 }
    }

    /// The shard number `index`, if there are so many.
    pub fn prefix(self, index: u32) -> Option<Prefix> {
        (index < self.shards()).then_some(Prefix { bits: self, index })
    }

    /// All shard numbers, in order.
    pub fn prefixes(self) -> impl Iterator<Item = Prefix> {
        (0..self.shards()).map(move |index| Prefix { bits: self, index })
    }
}

/// A shard number: the value of a key's first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    bits: PrefixBits,
    index: u32,
}

impl Prefix {
    /// How many bits it has.
    pub fn bits(self) -> PrefixBits {
        self.bits
    }

    /// The number, below 2^bits.
    pub fn index(self) -> u32 {
        self.index
    }

    /// The shard's name in the files' names.
    pub fn shard_name(self) -> ShardName {
        let mut name = ['3'; ShardName::LEN];
        let mut rest = self.index;
        for character in name.iter_mut().rev() {
            *character = SHARD_ALPHABET.get((rest & 15) as usize).map_or('3', |&c| char::from(c));
            rest >>= 4;
        }
        ShardName(name)
    }
}

/// Sixteen characters whose codes in HPACK's and QPACK's static Huffman table have the same length, 6 bits
/// ([RFC 7541, appendix B](https://www.rfc-editor.org/rfc/rfc7541#appendix-B)), so that the length of a
/// compressed request header does not tell which shard was asked for.
pub const SHARD_ALPHABET: &[u8; 16] = b"3456789bdfghlmnp";

/// A shard's number as five characters of [`SHARD_ALPHABET`], most significant first: always the same length,
/// on the wire too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ShardName([char; Self::LEN]);

impl ShardName {
    /// 4 bits a character: [`MAX_PREFIX_BITS`] bits need five.
    pub const LEN: usize = MAX_PREFIX_BITS.div_ceil(4) as usize;

    /// The name as text.
    pub(crate) fn text(self) -> String {
        self.0.iter().collect()
    }
}

impl fmt::Display for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Bytes as lower-case hexadecimal.
#[derive(Clone, Copy)]
pub struct Hex<'a>(pub &'a [u8]);

impl Hex<'_> {
    /// The hexadecimal text.
    pub(crate) fn text(self) -> String {
        let digit = |nibble: u8| char::from(nibble + if nibble < 10 { b'0' } else { b'a' - 10 });
        let mut text = String::new();
        for byte in self.0 {
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
        text
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// What two hexadecimal digits stand for.
pub(crate) fn byte_from_hex(high: u8, low: u8) -> Option<u8> {
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    Some((nibble(high)? << 4 | nibble(low)?) as u8)
}

/// Reads 64 hexadecimal characters.
pub fn hash_from_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != hash.len() || !rest.is_empty() {
        return None;
    }
    for (byte, &[high, low]) in hash.iter_mut().zip(pairs) {
        *byte = byte_from_hex(high, low)?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{Identifier, Page, Scheme, Scope};
    use alloc::{collections::BTreeSet, string::ToString};

    fn key() -> Key {
        let identifier = Identifier::new(Scope::Owners, "12345678@N00".into());
        Key::of(&identifier.key_string(Scheme::Flickr, Page::FIRST))
    }

    #[test]
    fn keys_are_what_any_sql_engine_computes() {
        // printf 'flickr:owners:12345678@N00' | sha256sum
        assert_eq!(
            Hex(key().as_bytes()).to_string(),
            "cadd103dc8809b1226d8e54c93ea1e6b9bedfd3acdae0dec3764885096494262"
        );
    }

    #[test]
    fn a_name_has_the_key_of_its_key_string() {
        assert_eq!(Key::of_name(Scheme::Flickr, Scope::Owners, "12345678@N00"), key());
    }

    #[test]
    fn prefixes_are_the_leading_bits() {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&[0b1010_1100, 0b0101_0000, 0b1111_0000, 0xff]);
        let key = Key(bytes);
        for (bits, index) in [(0, 0), (1, 1), (3, 0b101), (8, 0b1010_1100), (20, 0b1010_1100_0101_0000_1111)]
        {
            assert_eq!(key.prefix(PrefixBits::new(bits).unwrap()).index(), index, "{bits} bits");
        }
        assert_eq!(PrefixBits::new(21), None);
    }

    #[test]
    fn shard_names_are_distinct_and_of_one_length() {
        let names: BTreeSet<_> =
            PrefixBits::new(12).unwrap().prefixes().map(|p| p.shard_name().to_string()).collect();
        assert_eq!(names.len(), 4096);
        assert!(
            names.iter().all(|name| name.len() == 5 && name.bytes().all(|b| SHARD_ALPHABET.contains(&b)))
        );
        assert_eq!(PrefixBits::NONE.prefixes().next().unwrap().shard_name().to_string(), "33333");
    }

    #[test]
    fn hexadecimal_comes_back() {
        let hash = *key().as_bytes();
        assert_eq!(hash_from_hex(&Hex(&hash).to_string()), Some(hash));
        for bad in ["", "00", &"g".repeat(64), &"é".repeat(32), &"+1".repeat(32)] {
            assert_eq!(hash_from_hex(bad), None, "{bad}");
        }
    }
}
