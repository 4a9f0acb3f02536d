//! The two uses of keystreams: *sealing* a record under its key string, and *masking* a whole shard.
//!
//! Both come from the build's salt by HKDF-SHA256 ([RFC 5869](https://www.rfc-editor.org/rfc/rfc5869)), which extracts a key
//! from it once and expands that for every record and every shard. What is expanded is used for one message only.
//! A record's first 32 bytes are sealed with HKDF's own first block, and there is no more than that in the record of a photo:
//! an index has a hundred million of those, and a cipher for each would cost more than all else. What is behind them, and a
//! shard's body, is encrypted with ChaCha20 ([RFC 8439](https://www.rfc-editor.org/rfc/rfc8439), counter and nonce 0).
//!
//! Sealing keeps a record from everyone who cannot name its subject. It carries no authentication tag: the
//! shard's Merkle proof vouches for every byte, and 16 bytes an entry would be the largest part of a photo.
//!
//! Masking hides nothing: its key follows from the manifest. It makes the bytes of a shard, its padding
//! included, look random, so that no host or network can compress one shard further than another and so turn
//! equal lengths into telling ones.

#[cfg(feature = "build")]
use crate::identifier::{Scheme, Scope, key_parts};
use crate::{
    file::ShardAddress,
    hash::{Hash, Midstate},
    identifier::KeyString,
};
use chacha20::{
    ChaChaCore, Nonce, R20,
    cipher::{KeyIvInit, StreamCipherCore},
    variants::Ietf,
};

/// What a seal is expanded for: these bytes and the key string.
const SEAL_LABEL: &[u8] = b"hushset/1 seal ";

/// What a mask is expanded for: these bytes and the shard's label.
const MASK_LABEL: &[u8] = b"hushset/1 mask ";

/// The salt of a build, which follows from its inputs and its settings: the same record is sealed differently
/// in each build, and the same build twice gives the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub Hash);

/// Seals or opens a record in place: the operation is its own inverse.
pub fn seal(salt: &Salt, key_string: &KeyString, record: &mut [u8]) {
    Sealer::new(salt).seal(key_string, record);
}

/// Seals many records under one salt, from which it extracts a key only once.
#[derive(Debug, Clone)]
pub struct Sealer(Extracted);

impl Sealer {
    /// A sealer for a build's salt.
    pub fn new(salt: &Salt) -> Self {
        Self(Extracted::of(salt))
    }

    /// Seals or opens a record in place: the operation is its own inverse.
    pub fn seal(&self, key_string: &KeyString, record: &mut [u8]) {
        self.apply(whole(key_string.as_bytes()), record);
    }

    /// Seals the first page under a name: its key string is not put together for it.
    #[cfg(feature = "build")]
    pub fn seal_first(&self, scheme: Scheme, scope: Scope, text: &str, record: &mut [u8]) {
        self.apply(key_parts(scheme, scope, text), record);
    }

    fn apply(&self, key_string: Parts<'_>, record: &mut [u8]) {
        let Self(extracted) = self;
        let first = extracted.block(&[], SEAL_LABEL, key_string, 1);
        let (head, rest) = record.split_at_mut(record.len().min(first.len()));
        head.iter_mut().zip(first).for_each(|(byte, key)| *byte ^= key);
        if !rest.is_empty() {
            encrypt(&extracted.block(&first, SEAL_LABEL, key_string, 2), rest);
        }
    }
}

/// A text in parts, which are not put together only to be hashed.
type Parts<'a> = [&'a [u8]; 5];

fn whole(text: &[u8]) -> Parts<'_> {
    [text, &[], &[], &[], &[]]
}

/// Masks or unmasks the body of a shard in place: the operation is its own inverse.
pub(crate) fn mask(salt: &Salt, shard: &ShardAddress, body: &mut [u8]) {
    encrypt(&Extracted::of(salt).block(&[], MASK_LABEL, whole(shard.label().as_bytes()), 1), body);
}

fn encrypt(key: &Hash, bytes: &mut [u8]) {
    // The cipher itself: around it, `ChaCha20` could go on where it was in the keystream, which nothing here does.
    let cipher = ChaChaCore::<R20, Ietf>::new(&(*key).into(), &Nonce::default());
    // The keystream ends after 256 GiB; lengths are bounded far below that.
    let applied = cipher.try_apply_keystream_partial(bytes.into());
    debug_assert!(applied.is_ok());
}

/// What HKDF-SHA256 extracts from a build's salt, as input and without a salt of its own.
/// A test compares it with the crate `hkdf`, which would be twenty times as much code in the browser's module.
#[derive(Debug, Clone)]
struct Extracted(Hmac);

impl Extracted {
    fn of(salt: &Salt) -> Self {
        Self(Hmac::new(&Hmac::new(&[0; 32]).of(&[&salt.0])))
    }

    /// A block of what it expands to for a label and what follows that. The block before comes first, and last its number,
    /// from 1.
    fn block(&self, before: &[u8], label: &[u8], info: Parts<'_>, number: u8) -> Hash {
        let [a, b, c, d, e] = info;
        self.0.of(&[before, label, a, b, c, d, e, &[number]])
    }
}

/// HMAC-SHA256 ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) under a key, which both hashes begin with.
#[derive(Debug, Clone)]
struct Hmac {
    inner: Midstate,
    outer: Midstate,
}

impl Hmac {
    fn new(key: &Hash) -> Self {
        let mut inner = [0x36; 64];
        let mut outer = [0x5c; 64];
        for ((inner, outer), byte) in inner.iter_mut().zip(&mut outer).zip(key) {
            *inner ^= byte;
            *outer ^= byte;
        }
        Self { inner: Midstate::after(&inner), outer: Midstate::after(&outer) }
    }

    /// Of the message's parts.
    fn of(&self, message: &[&[u8]]) -> Hash {
        self.outer.hash_of_hash(&self.inner.hash(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{file::ShardKind, identifier::*, key::*};
    use alloc::{string::ToString, vec};
    use chacha20::{ChaCha20, cipher::StreamCipher};
    use proptest::prelude::*;

    /// Seal and mask, as the crates `hkdf` and `chacha20` have them.
    fn expected(salt: &[u8; 32], info: &[u8], blocks: usize) -> vec::Vec<u8> {
        let mut expanded = vec![0; blocks * 32];
        ::hkdf::Hkdf::<sha2::Sha256>::new(None, salt).expand(info, &mut expanded).unwrap();
        expanded
    }

    fn keystream(key: &[u8], len: usize) -> vec::Vec<u8> {
        let mut bytes = vec![0; len];
        let mut cipher = ChaCha20::new(key.try_into().unwrap(), &Nonce::default());
        cipher.apply_keystream(&mut bytes);
        bytes
    }

    proptest! {
        #[test]
        fn seals_are_what_other_libraries_make_of_the_format(
            salt in any::<[u8; 32]>(), text in "\\PC{0,80}", len in 0_usize..200,
        ) {
            let key_string = KeyString::of_name(Scheme::Flickr, Scope::Owners, &text, Page::FIRST);
            let mut record = vec![0; len];
            seal(&Salt(salt), &key_string, &mut record);
            let expanded = expected(&salt, &[b"hushset/1 seal ", key_string.as_bytes()].concat(), 2);
            let (first, second) = expanded.split_at(32);
            let expected = [first, &keystream(second, 200)].concat();
            prop_assert_eq!(&record, &expected[..len]);
            let mut first_page = vec![0; len];
            Sealer::new(&Salt(salt)).seal_first(Scheme::Flickr, Scope::Owners, &text, &mut first_page);
            prop_assert_eq!(first_page, record);
        }

        #[test]
        fn masks_are_what_other_libraries_make_of_the_format(salt in any::<[u8; 32]>(), len in 0_usize..200) {
            let prefix = PrefixBits::NONE.prefixes().next().unwrap();
            let shard = ShardAddress { scope: Scope::Owners, kind: ShardKind::Exact, prefix };
            let mut body = vec![0; len];
            mask(&Salt(salt), &shard, &mut body);
            prop_assert_eq!(body, keystream(&expected(&salt, b"hushset/1 mask owners/x/33333", 1), len));
        }
    }

    fn sealed(salt: u8, text: &str, len: usize) -> alloc::vec::Vec<u8> {
        let mut record = vec![0; len];
        let key_string = Identifier::new(Scope::Owners, text.into()).key_string(Scheme::Flickr, Page::FIRST);
        seal(&Salt([salt; 32]), &key_string, &mut record);
        record
    }

    #[test]
    fn sealing_depends_on_the_salt_and_on_the_name() {
        assert_ne!(sealed(1, "jane", 16), sealed(2, "jane", 16));
        assert_ne!(sealed(1, "jane", 16), sealed(1, "joan", 16));
        assert_eq!(sealed(1, "jane", 16), sealed(1, "jane", 16));
        // HKDF-SHA256 of Node's crypto module gives these bytes too (tests/reader).
        assert_eq!(Hex(&sealed(7, "jane", 16)).to_string(), "95348e043ed7c8c4ff5d36849fbaeff5");
    }

    #[test]
    fn masks_differ_from_shard_to_shard() {
        let bits = PrefixBits::new(3).unwrap();
        let masked = |scope, kind: ShardKind, index: usize| {
            let mut body = vec![0; 32];
            let shard = ShardAddress { scope, kind, prefix: bits.prefixes().nth(index).unwrap() };
            mask(&Salt([7; 32]), &shard, &mut body);
            body
        };
        let first = masked(Scope::Owners, ShardKind::Filter, 0);
        assert_ne!(first, masked(Scope::Owners, ShardKind::Filter, 1));
        assert_ne!(first, masked(Scope::Owners, ShardKind::Exact, 0));
        assert_ne!(first, masked(Scope::Items, ShardKind::Filter, 0));
        assert_eq!(
            Hex(&first).to_string(),
            "02e2af8336a99edf1d3bf2380bdf1e8f73863c994fed23600444d915da6ca45d"
        );
    }
}
