//! SHA-256 ([FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4)) of messages that lie in memory.
//!
//! The compression function is that of the crate `sha2`. Around it that crate keeps a buffer for messages that come in
//! pieces over time. Names and keys have one or two blocks; for those the buffer takes as long as the hashing, and a
//! build hashes some ten of them for every row. A test compares the results with the crate's own.

use core::slice;
use sha2::block_api::compress256;

/// 32 bytes of SHA-256.
pub type Hash = [u8; 32];

/// SHA-256 of the concatenated parts.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    Midstate::START.hash(parts)
}

const BLOCK: usize = 64;

/// The length of a message stands at the end of its last block.
const LENGTH_AT: usize = BLOCK - size_of::<u64>();

/// What stands in the last block behind a message of one block and 32 bytes: a mark, zeros, and its length in bits.
const BEHIND_BLOCK_AND_HASH: [u8; 32] = {
    let mut padding = [0; 32];
    [padding[0], padding[30]] = [0x80, 3];
    padding
};

/// Where SHA-256 is after some whole blocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Midstate {
    state: [u32; 8],
    /// The bytes behind it.
    len: u64,
}

impl Midstate {
    /// The beginning: FIPS 180-4, 5.3.3.
    const START: Self = Self {
        state: [
            0x6a09_e667,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ],
        len: 0,
    };

    /// After one block.
    pub(crate) fn after(block: &[u8; BLOCK]) -> Self {
        let mut start = Self::START;
        start.take(slice::from_ref(block));
        start
    }

    /// The hash of what came before and these parts.
    pub(crate) fn hash(mut self, parts: &[&[u8]]) -> Hash {
        let mut last = LastBlock::EMPTY;
        for &part in parts {
            let rest = last.fill(part);
            if last.len == BLOCK {
                self.take(slice::from_ref(&last.bytes));
                let (blocks, rest) = rest.as_chunks();
                self.take(blocks);
                last = LastBlock::EMPTY;
                last.fill(rest);
            }
        }
        let bits = (self.len + last.len as u64) * 8;
        last.fill(&[0x80]);
        if last.len > LENGTH_AT {
            self.take(slice::from_ref(&last.bytes));
            last = LastBlock::EMPTY;
        }
        if let Some(length) = last.bytes.last_chunk_mut() {
            *length = bits.to_be_bytes();
        }
        self.finish(&last.bytes)
    }

    /// The hash of one block and another hash: what HMAC ends with. The last block is put together from two halves, and
    /// not from bytes here and there, which a processor has to wait for before it can read them as one.
    pub(crate) fn hash_of_hash(self, hash: &Hash) -> Hash {
        debug_assert!(self.len == BLOCK as u64);
        match [*hash, BEHIND_BLOCK_AND_HASH].as_flattened().first_chunk() {
            Some(last) => self.finish(last),
            None => self.hash(&[hash]),
        }
    }

    /// The hash at the end of the last block.
    fn finish(mut self, last: &[u8; BLOCK]) -> Hash {
        self.take(slice::from_ref(last));
        let mut hash = [0; 32];
        for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        hash
    }

    fn take(&mut self, blocks: &[[u8; BLOCK]]) {
        compress256(&mut self.state, blocks);
        self.len += blocks.as_flattened().len() as u64;
    }
}

/// A block that is not whole yet.
struct LastBlock {
    /// With zeros behind what is there, as padding has them: to write just those that are needed takes longer.
    bytes: [u8; BLOCK],
    len: usize,
}

impl LastBlock {
    const EMPTY: Self = Self { bytes: [0; BLOCK], len: 0 };

    /// Takes of a part what there is room for, and returns the rest.
    fn fill<'a>(&mut self, part: &'a [u8]) -> &'a [u8] {
        let (taken, rest) = part.split_at(part.len().min(BLOCK - self.len));
        let end = self.len + taken.len();
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(taken);
        }
        self.len = end;
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    proptest! {
        #[test]
        fn hashes_are_those_of_the_sha2_crate(
            key in any::<[u8; BLOCK]>(),
            parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..6),
        ) {
            let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            let expected: Hash = Sha256::digest(parts.concat()).into();
            prop_assert_eq!(sha256(&slices), expected);
            let expected: Hash = Sha256::new_with_prefix(key).chain_update(parts.concat()).finalize().into();
            prop_assert_eq!(Midstate::after(&key).hash(&slices), expected);
        }
    }

    #[test]
    fn every_length_ends_as_it_should() {
        for len in 0..300 {
            let message = alloc::vec![7; len];
            let expected: Hash = Sha256::digest(&message).into();
            assert_eq!(sha256(&[&message]), expected, "{len} bytes");
        }
    }
}
