//! The two uses of a cipher: *sealing* a record under its key string, and *masking* a whole shard.
//!
//! Both are ChaCha20 ([RFC 8439](https://www.rfc-editor.org/rfc/rfc8439), counter 0) under a key from
//! HKDF-SHA256 ([RFC 5869](https://www.rfc-editor.org/rfc/rfc5869)) that is used for one message only, so the
//! nonce is zero.
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

const SEAL_LABEL: &[u8] = b"hushset/1 seal";
const MASK_LABEL: &[u8] = b"hushset/1 mask";

/// The number of the block of a key, behind what the key is for: one block is a whole key.
const FIRST_BLOCK: &[u8] = &[1];

/// The salt of a build, which follows from its inputs and its settings: the same record is sealed differently
/// in each build, and the same build twice gives the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub Hash);

/// Seals or opens a record in place: the operation is its own inverse.
pub fn seal(salt: &Salt, key_string: &KeyString, record: &mut [u8]) {
    Sealer::new(salt).seal(key_string, record);
}

/// Seals many records under one salt, of which it hashes what is the same for all only once.
#[derive(Debug, Clone)]
pub struct Sealer(Hmac);

impl Sealer {
    /// A sealer for a build's salt.
    pub fn new(salt: &Salt) -> Self {
        Self(Hmac::new(&salt.0))
    }

    /// Seals or opens a record in place: the operation is its own inverse.
    pub fn seal(&self, key_string: &KeyString, record: &mut [u8]) {
        apply(&self.0, &[key_string.as_bytes()], &[SEAL_LABEL, FIRST_BLOCK], record);
    }

    /// Seals the first page under a name: its key string is not put together for it.
    #[cfg(feature = "build")]
    pub fn seal_first(&self, scheme: Scheme, scope: Scope, text: &str, record: &mut [u8]) {
        apply(&self.0, &key_parts(scheme, scope, text), &[SEAL_LABEL, FIRST_BLOCK], record);
    }
}

/// Masks or unmasks the body of a shard in place: the operation is its own inverse.
pub(crate) fn mask(salt: &Salt, shard: &ShardAddress, body: &mut [u8]) {
    apply(&Hmac::new(&[0; 32]), &[&salt.0], &[MASK_LABEL, b" ", shard.label().as_bytes(), FIRST_BLOCK], body);
}

fn apply(salt: &Hmac, secret: &[&[u8]], info: &[&[u8]], bytes: &mut [u8]) {
    let key = hkdf(salt, secret, info);
    // The cipher itself: around it, `ChaCha20` could go on where it was in the keystream, which nothing here does.
    let cipher = ChaChaCore::<R20, Ietf>::new(&key.into(), &Nonce::default());
    // The keystream ends after 256 GiB; lengths are bounded far below that.
    let applied = cipher.try_apply_keystream_partial(bytes.into());
    debug_assert!(applied.is_ok());
}

/// HKDF-SHA256 ([RFC 5869](https://www.rfc-editor.org/rfc/rfc5869)) of one block, 32 bytes. A salt of zeros is none, and
/// `info` ends with [`FIRST_BLOCK`].
/// A test compares it with the crate `hkdf`, which would be twenty times as much code in the browser's module.
fn hkdf(salt: &Hmac, secret: &[&[u8]], info: &[&[u8]]) -> Hash {
    let extracted = salt.of(secret);
    Hmac::new(&extracted).of(info)
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_are_those_of_the_hkdf_crate(
            salt in any::<[u8; 32]>(),
            secret in proptest::collection::vec(any::<u8>(), 0..200),
            info in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut expected = [0; 32];
            ::hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &secret).expand(&info, &mut expected).unwrap();
            prop_assert_eq!(hkdf(&Hmac::new(&salt), &[&secret], &[&info, FIRST_BLOCK]), expected);
            ::hkdf::Hkdf::<sha2::Sha256>::new(None, &secret).expand(&info, &mut expected).unwrap();
            prop_assert_eq!(hkdf(&Hmac::new(&[0; 32]), &[&secret], &[b"", &info, FIRST_BLOCK]), expected);
        }
    }

    fn sealed(salt: u8, text: &str, len: usize) -> alloc::vec::Vec<u8> {
        let mut record = vec![0; len];
        let key_string = Identifier::new(Scope::Owners, text.into()).key_string(Scheme::Flickr, Page::FIRST);
        seal(&Salt([salt; 32]), &key_string, &mut record);
        record
    }

    #[test]
    fn a_first_page_is_sealed_by_its_name_as_by_its_key_string() {
        let sealer = Sealer::new(&Salt([7; 32]));
        let mut record = vec![0; 16];
        sealer.seal_first(Scheme::Flickr, Scope::Owners, "jane", &mut record);
        assert_eq!(record, sealed(7, "jane", 16));
    }

    #[test]
    fn sealing_depends_on_the_salt_and_on_the_name() {
        assert_ne!(sealed(1, "jane", 16), sealed(2, "jane", 16));
        assert_ne!(sealed(1, "jane", 16), sealed(1, "joan", 16));
        assert_eq!(sealed(1, "jane", 16), sealed(1, "jane", 16));
        // HKDF-SHA256 and ChaCha20 of Node's crypto module give these bytes too (tests/reader).
        assert_eq!(Hex(&sealed(7, "jane", 16)).to_string(), "9f985e631f29fe2450931158f1e57b66");
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
