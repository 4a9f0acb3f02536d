//! Packing: from entries and a plan to the files of a build, in a folder that nobody reads yet.
//!
//! Equal inputs give equal bytes: everything is sorted by key, shards are packed independently of each other,
//! and no name, time or thread leaves a trace.

use crate::{
    entries::{Entries, EntryPiece},
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
    index::{frame_shard, leaf},
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
pub(crate) fn pack<'a>(
    workspace: &'a Workspace,
    folder: &'a Path,
    manifest: &mut Manifest,
    plan: &Plan,
    entries: &Entries<'_>,
) -> Result<Packed<'a>> {
    complete(workspace, manifest, plan, folder, |packer, files| {
        packer.make_folders()?;
        let store = entries.stores().find(|store| store.scope == packer.scope);
        let store = store.ok_or(Failure::bug("a scope is planned that has no entries"))?;
        let place = |kind| {
            move |prefix, file: Option<Vec<u8>>| match file {
                Some(file) => packer.place(kind, prefix, &file),
                None => packer.place_empty(kind, files.set(kind), prefix),
            }
        };
        let filters = packer.filters(&store.pairs, &files.filter, place(ShardKind::Filter))?;
        let exacts = packer.exacts(&store.entries, &files.exact, place(ShardKind::Exact))?;
        Ok([filters, exacts])
    })
}

/// Completes a manifest scope by scope: `scope` packs its shards into `folder` and returns the leaves of filters and exact
/// shards. The manifest is written there last.
pub(crate) fn complete<'a>(
    workspace: &'a Workspace,
    manifest: &mut Manifest,
    plan: &Plan,
    folder: &'a Path,
    mut scope: impl FnMut(&Packer<'a>, &ScopeFiles) -> Result<[Vec<Hash>; 2]>,
) -> Result<Packed<'a>> {
    let packer = |plan| Packer::new(workspace, folder, manifest, plan);
    let packers: Vec<_> = plan.scopes.iter().map(packer).collect();
    let mut trees = Vec::with_capacity(packers.len());
    for (files, packer) in manifest.scopes.iter_mut().zip(&packers) {
        let [filters, exacts] = scope(packer, files)?.map(Tree::of);
        (files.filter.root, files.exact.root) = (filters.root(), exacts.root());
        trees.push([
            (ShardKind::Filter, files.filter.prefix_bits, filters),
            (ShardKind::Exact, files.exact.prefix_bits, exacts),
        ]);
    }
    let bytes = manifest.write();
    write_file(&folder.join("manifest.bin"), &bytes)?;
    Ok(Packed { manifest: bytes, packers, trees })
}

/// An index whose shards lack their proofs, which need all leaves of a tree.
pub(crate) struct Packed<'a> {
    /// The file of the manifest.
    pub(crate) manifest: Vec<u8>,
    packers: Vec<Packer<'a>>,
    /// Those of the filters and of the exact shards of each packer.
    trees: Vec<[(ShardKind, PrefixBits, Tree); 2]>,
}

impl Packed<'_> {
    /// Appends the proofs, and makes sure that all files are on the disk.
    pub(crate) fn prove(&self) -> Result<()> {
        let trees = self.packers.iter().zip(&self.trees);
        trees.flat_map(|(packer, trees)| trees.iter().map(move |tree| (packer, tree))).try_for_each(
            |(packer, (kind, bits, tree))| {
                let prefixes: Vec<Prefix> = bits.prefixes().collect();
                packer.workspace.share_waiting(prefixes.len(), |at| {
                    let Some(&prefix) = prefixes.get(at) else { return Ok(()) };
                    append(&packer.path(*kind, prefix), &tree.proof(prefix))
                })
            },
        )
    }
}

/// A sealed record. Those of items are shorter than this, and there are a hundred million.
type Sealed = SmallVec<[u8; 24]>;

/// Packs the shards of a scope.
pub(crate) struct Packer<'a> {
    workspace: &'a Workspace,
    folder: &'a Path,
    salt: Salt,
    scheme: Scheme,
    width: FingerprintBits,
    pub(crate) scope: Scope,
    tag_len: usize,
}

impl<'a> Packer<'a> {
    /// Packs as it was planned, into this folder.
    pub(crate) fn new(
        workspace: &'a Workspace,
        folder: &'a Path,
        manifest: &Manifest,
        plan: &ScopePlan,
    ) -> Self {
        let Manifest { salt, scheme, fingerprint_bits: width, .. } = *manifest;
        Self { workspace, folder, salt, scheme, width, scope: plan.scope, tag_len: plan.exact.chosen.tag_len }
    }

    /// Hands each filter shard to `put`, without its proof, or nothing for an empty one.
    pub(crate) fn filters<T: Send>(
        &self,
        pairs: &Spill<'_>,
        set: &FileSet,
        put: impl Fn(Prefix, Option<Vec<u8>>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let add = |values: &mut Vec<u64>, group: Group<'_>| {
            group.records().try_for_each(|value| {
                values.push(value?);
                Ok(())
            })
        };
        let body = |values: &mut Vec<u64>| self.filter_body(values);
        self.shards(ShardKind::Filter, set, pairs, add, body, put)
    }

    /// The same for exact shards.
    pub(crate) fn exacts<T: Send>(
        &self,
        entries: &Spill<'_>,
        set: &FileSet,
        put: impl Fn(Prefix, Option<Vec<u8>>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let sealer = Sealer::new(&self.salt);
        let add = |sealed: &mut Vec<(Tag, Sealed)>, group: Group<'_>| {
            group.sorted(|entries: &[EntryPiece<'_>]| {
                // A record is sealed with a keystream that no other record may ever be sealed with.
                if !entries.is_sorted_by(|a, b| (a.text, a.page) != (b.text, b.page)) {
                    return Err(Failure::bug("two records have one key"));
                }
                entries.iter().try_for_each(|entry| {
                    let page = Page::new(entry.page).ok_or_else(|| Failure::bug("pages count from 1"))?;
                    let mut record = Sealed::from_slice(entry.record);
                    if page == Page::FIRST {
                        sealer.seal_first(self.scheme, self.scope, entry.text, &mut record);
                    } else {
                        let key_string = KeyString::of_name(self.scheme, self.scope, entry.text, page);
                        sealer.seal(&key_string, &mut record);
                    }
                    sealed.push((entry.tag, record));
                    Ok(())
                })
            })
        };
        let body = |sealed: &mut Vec<(Tag, Sealed)>| Ok(write_exact(self.tag_len, sealed));
        self.shards(ShardKind::Exact, set, entries, add, body, put)
    }

    fn filter_body(&self, values: &mut Vec<u64>) -> Result<Vec<u8>> {
        values.sort_unstable();
        values.dedup();
        write_filter(self.width, values).map_err(|error| Failure::Plan(error.to_string()))
    }

    /// Makes all shards of a kind: `add` collects what groups of one shard hold, `body` makes its body.
    fn shards<Part: Send, T: Send>(
        &self,
        kind: ShardKind,
        set: &FileSet,
        spill: &Spill<'_>,
        add: impl Fn(&mut Vec<Part>, Group<'_>) -> Result<()> + Sync,
        body: impl Fn(&mut Vec<Part>) -> Result<Vec<u8>> + Sync,
        put: impl Fn(Prefix, Option<Vec<u8>>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let make = |prefix: Prefix, parts: &mut Vec<Part>| {
            let file = (!parts.is_empty()).then(|| Ok(self.frame(kind, set, prefix, body(parts)?)));
            put(prefix, file.transpose()?)
        };
        spill.shards(
            &format!("packing {} {}", self.scope.name(), kind_name(kind)),
            set.prefix_bits,
            add,
            make,
        )
    }

    /// Writes a shard without its proof, and returns its leaf.
    pub(crate) fn place(&self, kind: ShardKind, prefix: Prefix, file: &[u8]) -> Result<Hash> {
        write_unsynced(&self.path(kind, prefix), file)?;
        Ok(leaf(file))
    }

    /// The same for a shard that nothing is in, which readers cannot tell from others.
    pub(crate) fn place_empty(&self, kind: ShardKind, set: &FileSet, prefix: Prefix) -> Result<Hash> {
        let body = match kind {
            ShardKind::Filter => self.filter_body(&mut Vec::new())?,
            ShardKind::Exact => write_exact(self.tag_len, &mut Vec::<(Tag, Sealed)>::new()),
        };
        self.place(kind, prefix, &self.frame(kind, set, prefix, body))
    }

    fn frame(&self, kind: ShardKind, set: &FileSet, prefix: Prefix, body: Vec<u8>) -> Vec<u8> {
        frame_shard(&self.salt, &self.address(kind, prefix), body, set.body_len)
    }

    /// Makes the folders that its shards go to.
    pub(crate) fn make_folders(&self) -> Result<()> {
        ShardKind::ALL.into_iter().try_for_each(|kind| {
            let first = PrefixBits::NONE.prefixes().next().map(|prefix| self.path(kind, prefix));
            let folder = first.as_deref().and_then(Path::parent).unwrap_or(self.folder);
            fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))
        })
    }

    fn path(&self, kind: ShardKind, prefix: Prefix) -> PathBuf {
        self.folder.join(format!("{}.bin", self.address(kind, prefix).label()))
    }

    fn address(&self, kind: ShardKind, prefix: Prefix) -> ShardAddress {
        ShardAddress { scope: self.scope, kind, prefix }
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
