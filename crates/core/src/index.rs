//! An opened index: a manifest that its build id vouches for, and the way from a shard's file to its body.

use crate::{
    cipher::mask,
    file::{BuildId, ShardAddress},
    frame::{Kind, Malformed, body_of},
    key::sha256,
    manifest::{FileSet, Manifest},
    proof,
};
use alloc::vec::Vec;

/// One build, opened.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its id.
    pub build: BuildId,
    /// Its sequence number, if it was found through `current.bin`.
    pub sequence: Option<u64>,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Index {
    /// Opens a build from its manifest file.
    pub fn open(build: BuildId, sequence: Option<u64>, manifest: &[u8]) -> Result<Self, Malformed> {
        // An error page fails both tests; to be told that it is one helps more than "wrong hash".
        body_of(Kind::Manifest, manifest)?;
        if sha256(&[manifest]) != build.0 {
            return Err(Malformed::Hash);
        }
        Ok(Self { build, sequence, manifest: Manifest::read(manifest)? })
    }

    /// The files that a shard is one of.
    pub fn file_set(&self, shard: &ShardAddress) -> Option<&FileSet> {
        let files = self.manifest.scope(shard.scope)?;
        Some(files.set(shard.kind))
    }

    /// Verifies a shard's file against the manifest and returns its unmasked body.
    pub fn shard_body(&self, shard: &ShardAddress, file: &[u8]) -> Result<Vec<u8>, Malformed> {
        let set =
            self.file_set(shard).ok_or(Malformed::Body { rule: "the manifest has the shard's scope" })?;
        let framed = body_of(shard.kind.into(), file)?;
        let expected = set.file_len();
        if file.len() != expected {
            return Err(Malformed::Length { expected, found: file.len() });
        }
        let (vouched, proof) =
            file.split_at_checked(file.len() - set.proof_len()).ok_or(Malformed::NotAnIndexFile)?;
        proof::verify(&set.root, shard.prefix, sha256(&[vouched]), proof)?;
        let mut body = framed.get(..set.body_len as usize).unwrap_or_default().to_vec();
        mask(&self.manifest.salt, shard, &mut body);
        Ok(body)
    }
}

#[cfg(feature = "build")]
mod write {
    use super::{ShardAddress, Vec, mask, sha256};
    use crate::{cipher::Salt, frame::header, key::Hash};

    /// Header and masked body of a shard, padded to `body_len`: what its proof will vouch for.
    ///
    /// # Panics
    /// If the body is longer than `body_len`, which would mean that the plan and the packing disagree.
    pub fn frame_shard(salt: &Salt, shard: &ShardAddress, mut body: Vec<u8>, body_len: u32) -> Vec<u8> {
        assert!(body.len() <= body_len as usize, "a shard fits the length that was planned for it");
        body.resize(body_len as usize, 0);
        mask(salt, shard, &mut body);
        let mut file = Vec::from(header(shard.kind.into()));
        file.append(&mut body);
        file
    }

    /// The leaf of a shard in the tree over all of its kind: a hash over what [`frame_shard`] made.
    pub fn leaf(file: &[u8]) -> Hash {
        sha256(&[file])
    }
}

#[cfg(feature = "build")]
pub use write::{frame_shard, leaf};
