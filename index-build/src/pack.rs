//! Packing: from entries and a plan to the files of a build, in a folder that nobody reads yet.
//!
//! Equal inputs give equal bytes: everything is sorted by key, shards are packed independently of each other,
//! and no name, time or thread leaves a trace.

use crate::{
    entries::{Entry, Pair, ScopeSubjects},
    error::{Failure, Result},
    plan::{Candidate, Plan, ScopePlan},
    progress::{Bar, Progress},
};
use hushset_core::{
    cipher::{Salt, seal},
    exact::write_exact,
    file::{ShardAddress, ShardKind},
    filter::{FingerprintBits, write_filter},
    identifier::{Scheme, Scope},
    index::frame_shard,
    key::{Hash, Key, Prefix, sha256},
    manifest::{FileSet, Manifest, ScopeFiles},
    proof::Tree,
};
use rayon::prelude::*;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The records of a scope, in full and unsealed, sorted by key.
#[derive(Debug)]
pub struct ScopeEntries {
    /// The scope.
    pub scope: Scope,
    /// The share of each key in the filters.
    pub pairs: Vec<Pair>,
    /// The records, pages of lists one by one.
    pub entries: Vec<Entry>,
}

/// Makes the records of a scope with the plan's page cap.
pub fn entries_of(scheme: Scheme, scope: &ScopeSubjects, page_cap: usize) -> Result<ScopeEntries> {
    let mut entries: Vec<_> =
        scope.subjects.par_iter().flat_map_iter(|subject| subject.entries(scheme, page_cap)).collect();
    entries.par_sort_unstable_by(|a, b| a.key.cmp(&b.key));
    // A record is sealed with a keystream that no other record may ever be sealed with.
    if entries.windows(2).any(|pair| matches!(pair, [a, b] if a.key == b.key)) {
        return Err(Failure::Plan(format!(
            "two records of {} have one key: this is a bug",
            scope.scope.name()
        )));
    }
    let pairs = scope.subjects.iter().map(crate::entries::Subject::pair).collect();
    Ok(ScopeEntries { scope: scope.scope, pairs, entries })
}

/// The salt of a build: a hash over everything that the build will say.
///
/// Two builds that seal different records under one name must never do so with one keystream, so every record
/// takes part, and so does the manifest (in which salt and roots are still zero).
pub fn salt(manifest: &Manifest, scopes: &[ScopeEntries]) -> Salt {
    let mut parts: Vec<Hash> = vec![sha256(&[b"hushset/1 salt", &manifest.write()])];
    for scope in scopes {
        let records = scope.entries.par_iter().map(|entry| sha256(&[entry.key.as_bytes(), &entry.record]));
        parts.push(sha256(&[records.collect::<Vec<_>>().as_flattened()]));
        let pairs = scope.pairs.iter().flat_map(|pair| pair.datasets.0.to_le_bytes()).collect::<Vec<_>>();
        parts.push(sha256(&[&pairs]));
    }
    Salt(sha256(&[parts.as_flattened()]))
}

/// The manifest's lines on a scope before its shards are packed: everything but the roots.
pub fn unpacked(plan: &ScopePlan) -> ScopeFiles {
    let set = |chosen: &Candidate, entries| FileSet {
        prefix_bits: chosen.prefix_bits(),
        body_len: chosen.body_len as u32,
        entries,
        root: [0; 32],
    };
    ScopeFiles {
        scope: plan.scope,
        keys: plan.keys,
        filter: set(&plan.filter.chosen, plan.filter.entries),
        exact: set(&plan.exact.chosen, plan.exact.entries),
    }
}

/// Packs all shards into `folder` and completes the manifest, which is written there last.
pub fn pack(
    folder: &Path,
    manifest: &mut Manifest,
    plan: &Plan,
    scopes: &[ScopeEntries],
    progress: &Progress,
) -> Result<Vec<u8>> {
    let files: u64 = plan.scopes.iter().map(|s| s.filter.chosen.files() + s.exact.chosen.files()).sum();
    let bar = progress.count("packing shards", files);
    let (salt, width) = (manifest.salt, manifest.fingerprint_bits);
    let slugs: Vec<&str> = manifest.datasets.iter().map(|dataset| dataset.slug.as_str()).collect();
    for ((files, scope), plan) in manifest.scopes.iter_mut().zip(scopes).zip(&plan.scopes) {
        let packer = Packer { folder, salt, scope: scope.scope, bar: &bar };
        files.filter.root = packer.shards(ShardKind::Filter, &files.filter, |prefix| {
            filter_body(width, &slugs, &scope.pairs, prefix)
        })?;
        let tag_len = plan.exact.chosen.tag_len;
        files.exact.root = packer.shards(ShardKind::Exact, &files.exact, |prefix| {
            Ok(exact_body(salt, tag_len, &scope.entries, prefix))
        })?;
    }
    bar.finish();
    let bytes = manifest.write();
    write_file(&folder.join("manifest.bin"), &bytes)?;
    Ok(bytes)
}

/// The part of a slice sorted by key that has this prefix.
pub(crate) fn with_prefix<T>(sorted: &[T], prefix: Prefix, key: impl Fn(&T) -> &Key) -> &[T] {
    let bits = prefix.bits();
    let start = sorted.partition_point(|item| key(item).prefix(bits) < prefix);
    let end = sorted.partition_point(|item| key(item).prefix(bits) <= prefix);
    sorted.get(start..end).unwrap_or_default()
}

fn filter_body(width: FingerprintBits, slugs: &[&str], pairs: &[Pair], prefix: Prefix) -> Result<Vec<u8>> {
    let pairs = with_prefix(pairs, prefix, |pair| &pair.key);
    let values = pairs.iter().flat_map(|pair| {
        let slugs = pair.datasets.iter().filter_map(|dataset| slugs.get(dataset.get()));
        slugs.map(|slug| pair.key.in_dataset(slug))
    });
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    values.dedup();
    write_filter(width, &values).map_err(|error| Failure::Plan(error.to_string()))
}

fn exact_body(salt: Salt, tag_len: usize, entries: &[Entry], prefix: Prefix) -> Vec<u8> {
    let sealed = |entry: &Entry| {
        let mut record = entry.record.clone();
        seal(&salt, &entry.key_string, &mut record);
        (entry.key, record)
    };
    let mut entries: Vec<_> = with_prefix(entries, prefix, |entry| &entry.key).iter().map(sealed).collect();
    write_exact(tag_len, &mut entries)
}

struct Packer<'a> {
    folder: &'a Path,
    salt: Salt,
    scope: Scope,
    bar: &'a Bar,
}

impl Packer<'_> {
    /// Writes all shards of a kind and returns their root. Proofs need all leaves, so they are appended when the
    /// last shard has been framed.
    fn shards(
        &self,
        kind: ShardKind,
        set: &FileSet,
        body: impl Fn(Prefix) -> Result<Vec<u8>> + Sync,
    ) -> Result<Hash> {
        let prefixes: Vec<Prefix> = set.prefix_bits.prefixes().collect();
        if let Some(parent) = prefixes.first().map(|&p| self.path(kind, p)).as_deref().and_then(Path::parent)
        {
            fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
        }
        let leaves: Vec<Hash> = prefixes
            .par_iter()
            .map(|&prefix| {
                let address = ShardAddress { scope: self.scope, kind, prefix };
                let (framed, leaf) = frame_shard(&self.salt, &address, body(prefix)?, set.body_len);
                write_file(&self.path(kind, prefix), &framed)?;
                self.bar.advance(1);
                Ok(leaf)
            })
            .collect::<Result<_>>()?;
        let tree = Tree::of(leaves);
        if prefixes.len() > 1 {
            prefixes
                .par_iter()
                .try_for_each(|&prefix| append(&self.path(kind, prefix), &tree.proof(prefix)))?;
        }
        Ok(tree.root())
    }

    fn path(&self, kind: ShardKind, prefix: Prefix) -> PathBuf {
        self.folder.join(format!("{}.bin", ShardAddress { scope: self.scope, kind, prefix }.label()))
    }
}

/// Writes a new file and makes sure it is on the disk.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    write_to(path, fs::OpenOptions::new().write(true).create(true).truncate(true), bytes)
}

fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    write_to(path, fs::OpenOptions::new().append(true), bytes)
}

fn write_to(path: &Path, how: &fs::OpenOptions, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = how.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| Failure::writing(path, &error))
}
