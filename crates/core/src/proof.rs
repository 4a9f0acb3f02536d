//! Merkle proofs: what lets one hash in the manifest vouch for every shard of a kind.
//!
//! The tree is that of [RFC 9162 §2.1](https://www.rfc-editor.org/rfc/rfc9162#section-2.1) with SHA-256; leaf
//! entry *i* is the SHA-256 of the header and (masked) body of shard *i*, 32 bytes that are hashed once more as a
//! leaf. There are 2^b shards, so the tree is perfect, and every proof of a kind has b × 32 bytes.

use crate::{
    frame::Malformed,
    key::{Hash, Prefix, sha256},
};

/// The number of bytes of a hash in a proof.
pub(crate) const NODE_LEN: usize = 32;

/// Checks that `leaf` is shard `prefix` under `root`: its way up, where each bit of its number says on which side
/// of the proof's next hash it stands.
pub(crate) fn verify(root: &Hash, prefix: Prefix, leaf: Hash, proof: &[u8]) -> Result<(), Malformed> {
    let (siblings, rest) = proof.as_chunks::<NODE_LEN>();
    if siblings.len() != usize::from(prefix.bits().get()) || !rest.is_empty() {
        return Err(Malformed::Hash);
    }
    let mut hash = sha256(&[&[0], &leaf]);
    let mut place = prefix.index();
    for sibling in siblings {
        hash = match place & 1 {
            0 => sha256(&[&[1], &hash, sibling]),
            _ => sha256(&[&[1], sibling, &hash]),
        };
        place >>= 1;
    }
    if hash == *root { Ok(()) } else { Err(Malformed::Hash) }
}

/// The tree over all shards of a kind, for the writer.
#[cfg(feature = "build")]
#[derive(Debug, Default)]
pub struct Tree(ct_merkle::mem_backed_tree::MemoryBackedTree<sha2::Sha256, Hash>);

#[cfg(feature = "build")]
impl Tree {
    /// The tree over these leaves, in the order of the shards' numbers.
    pub fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.0.push(leaf));
        tree
    }

    /// The hash that stands in the manifest.
    pub fn root(&self) -> Hash {
        let root = self.0.root();
        let mut hash = [0; NODE_LEN];
        hash.copy_from_slice(root.as_bytes());
        hash
    }

    /// The proof of one shard.
    ///
    /// # Panics
    /// If the tree has no leaf of that number.
    pub fn proof(&self, prefix: Prefix) -> alloc::vec::Vec<u8> {
        self.0.prove_inclusion(prefix.index() as usize).as_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{PrefixBits, sha256};

    #[test]
    fn a_proof_vouches_for_one_leaf_at_one_place() {
        for bits in [0, 1, 4] {
            let bits = PrefixBits::new(bits).unwrap();
            let leaf = |prefix: Prefix| sha256(&[&prefix.index().to_le_bytes()]);
            let tree = Tree::of(bits.prefixes().map(leaf));
            for prefix in bits.prefixes() {
                let proof = tree.proof(prefix);
                assert_eq!(proof.len(), usize::from(bits.get()) * NODE_LEN);
                let check = |leaf, prefix, proof: &[u8]| verify(&tree.root(), prefix, leaf, proof);
                assert_eq!(check(leaf(prefix), prefix, &proof), Ok(()));
                assert_eq!(check([0; 32], prefix, &proof), Err(Malformed::Hash));
                if let Some(other) = bits.prefixes().find(|&p| p != prefix) {
                    assert_eq!(check(leaf(prefix), other, &proof), Err(Malformed::Hash));
                    let mut bent = proof.clone();
                    bent[3] ^= 1;
                    assert_eq!(check(leaf(prefix), prefix, &bent), Err(Malformed::Hash));
                    assert_eq!(check(leaf(prefix), prefix, &proof[1..]), Err(Malformed::Hash));
                    assert_eq!(check(leaf(prefix), prefix, &proof[32..]), Err(Malformed::Hash));
                }
            }
        }
    }
}
