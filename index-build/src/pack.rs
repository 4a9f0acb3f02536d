//! Packing: from entries and a plan to the files of a build, in a folder that nobody reads yet.
//!
//! Equal inputs give equal bytes: everything is sorted by key, shards are packed independently of each other,
//! and no name, time or thread leaves a trace.

use crate::{
    entries::{Entries, EntryPiece, Store},
    error::{Failure, Result},
    plan::{Candidate, Plan, ScopePlan},
    spill::{Group, Spill},
    workspace::Workspace,
};
use hushset_core::{
    cipher::{Salt, Sealer},
    exact::write_exact,
    file::{ShardAddress, ShardKind},
    filter::{FingerprintBits, write_filter},
    identifier::{KeyString, Page, Scheme, Scope},
    index::frame_shard,
    key::{Hash, Prefix, PrefixBits, Tag, sha256},
    manifest::{FileSet, Manifest, ScopeFiles},
    proof::Tree,
};
use smallvec::SmallVec;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The salt of a build: a hash over everything that its records follow from.
///
/// Two builds that seal different records under one name must never do so with one keystream. Records follow from the
/// rows (whose digests stand in the manifest, as does what the plan made of them), from the accounts tables and the
/// suppression list (`others`), and from this program.
pub fn salt(manifest: &Manifest, others: &[Vec<u8>]) -> Salt {
    let version = sha256(&[env!("CARGO_PKG_VERSION").as_bytes()]);
    let hashes = others.iter().map(|other| sha256(&[other]));
    let others: Vec<Hash> = std::iter::once(version).chain(hashes).collect();
    Salt(sha256(&[b"hushset/1 salt", others.as_flattened(), &manifest.write()]))
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
    workspace: &Workspace,
    folder: &Path,
    manifest: &mut Manifest,
    plan: &Plan,
    entries: &Entries<'_>,
) -> Result<Vec<u8>> {
    let (salt, scheme, width) = (manifest.salt, manifest.scheme, manifest.fingerprint_bits);
    for ((files, store), plan) in manifest.scopes.iter_mut().zip(entries.stores()).zip(&plan.scopes) {
        let packer = Packer { workspace, folder, salt, scope: store.scope };
        files.filter.root = packer.filters(store, &files.filter, width)?;
        files.exact.root = packer.exacts(store, &files.exact, scheme, plan.exact.chosen.tag_len)?;
    }
    let bytes = manifest.write();
    write_file(&folder.join("manifest.bin"), &bytes)?;
    Ok(bytes)
}

/// A sealed record. Those of items are shorter than this, and there are a hundred million.
type Sealed = SmallVec<[u8; 24]>;

struct Packer<'a> {
    workspace: &'a Workspace,
    folder: &'a Path,
    salt: Salt,
    scope: Scope,
}

impl Packer<'_> {
    fn filters(&self, store: &Store<'_>, set: &FileSet, width: FingerprintBits) -> Result<Hash> {
        let add = |values: &mut Vec<u64>, group: Group<'_>| {
            group.records().try_for_each(|value| {
                values.push(value?);
                Ok(())
            })
        };
        let body = |values: &mut Vec<u64>| {
            values.sort_unstable();
            values.dedup();
            write_filter(width, values).map_err(|error| Failure::Plan(error.to_string()))
        };
        self.shards(ShardKind::Filter, set, &store.pairs, add, body)
    }

    fn exacts(&self, store: &Store<'_>, set: &FileSet, scheme: Scheme, tag_len: usize) -> Result<Hash> {
        let sealer = Sealer::new(&self.salt);
        let add = |sealed: &mut Vec<(Tag, Sealed)>, group: Group<'_>| {
            let mut last = None;
            group.records().try_for_each(|entry| {
                let EntryPiece { text, page, tag, record, .. } = entry?;
                // A record is sealed with a keystream that no other record may ever be sealed with.
                if last.replace((text, page)) == Some((text, page)) {
                    return Err(Failure::bug("two records have one key"));
                }
                let page = Page::new(page).ok_or_else(|| Failure::bug("pages count from 1"))?;
                let tag = Tag(tag.try_into().map_err(|_| Failure::bug("tags have one length"))?);
                let mut record = Sealed::from_slice(record);
                if page == Page::FIRST {
                    sealer.seal_first(scheme, store.scope, text, &mut record);
                } else {
                    sealer.seal(&KeyString::of_name(scheme, store.scope, text, page), &mut record);
                }
                sealed.push((tag, record));
                Ok(())
            })
        };
        let body = |sealed: &mut Vec<(Tag, Sealed)>| Ok(write_exact(tag_len, sealed));
        self.shards(ShardKind::Exact, set, &store.entries, add, body)
    }

    /// Writes all shards of a kind and returns their root: `add` collects what groups of one shard hold, `body` makes
    /// its body. Proofs need all leaves, so they are appended when the last shard has been framed.
    fn shards<Part: Send>(
        &self,
        kind: ShardKind,
        set: &FileSet,
        spill: &Spill<'_>,
        add: impl Fn(&mut Vec<Part>, Group<'_>) -> Result<()> + Sync,
        body: impl Fn(&mut Vec<Part>) -> Result<Vec<u8>> + Sync,
    ) -> Result<Hash> {
        self.make_folder(kind)?;
        let write = |prefix: Prefix, parts: &mut Vec<Part>| {
            let address = ShardAddress { scope: self.scope, kind, prefix };
            let (framed, leaf) = frame_shard(&self.salt, &address, body(parts)?, set.body_len);
            write_unsynced(&self.path(kind, prefix), &framed)?;
            Ok(leaf)
        };
        let what = format!("packing {} {}", self.scope.name(), kind_name(kind));
        let leaves = spill.shards(&what, set.prefix_bits, add, write)?;
        self.finish(kind, set.prefix_bits, &Tree::of(leaves))
    }

    /// Appends the proofs, and makes sure that all files are on the disk.
    fn finish(&self, kind: ShardKind, bits: PrefixBits, tree: &Tree) -> Result<Hash> {
        let prefixes: Vec<Prefix> = bits.prefixes().collect();
        let append = |(): &mut (), at: usize| {
            prefixes.get(at).map_or(Ok(()), |&prefix| append(&self.path(kind, prefix), &tree.proof(prefix)))
        };
        self.workspace.share(prefixes.len(), || (), append, |()| Ok(()))?;
        Ok(tree.root())
    }

    fn make_folder(&self, kind: ShardKind) -> Result<()> {
        let first = PrefixBits::NONE.prefixes().next().map(|prefix| self.path(kind, prefix));
        let folder = first.as_deref().and_then(Path::parent).unwrap_or(self.folder);
        fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))
    }

    fn path(&self, kind: ShardKind, prefix: Prefix) -> PathBuf {
        self.folder.join(format!("{}.bin", ShardAddress { scope: self.scope, kind, prefix }.label()))
    }
}

fn kind_name(kind: ShardKind) -> &'static str {
    match kind {
        ShardKind::Filter => "filters",
        ShardKind::Exact => "records",
    }
}

/// Writes a new file and makes sure it is on the disk.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    write_to(path, fs::OpenOptions::new().write(true).create(true).truncate(true), bytes, true)
}

fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<()> {
    write_to(path, fs::OpenOptions::new().write(true).create(true).truncate(true), bytes, false)
}

fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    write_to(path, fs::OpenOptions::new().append(true), bytes, true)
}

fn write_to(path: &Path, how: &fs::OpenOptions, bytes: &[u8], synced: bool) -> Result<()> {
    let write = || {
        let mut file = how.open(path)?;
        file.write_all(bytes)?;
        if synced { file.sync_all() } else { Ok(()) }
    };
    write().map_err(|error| Failure::writing(path, &error))
}
