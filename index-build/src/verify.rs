//! `hushset verify`: reads a published site as a stranger would, every file and every hash; and, where the tables
//! are at hand, asks it about every name and every photo in them.

use crate::{
    config::Config,
    entries::EntryPiece,
    error::{Failure, Result},
    prepare::{context, read_tables},
    spill::Group,
    transport::Transport,
    trust::Trust,
    workspace::Workspace,
};
use hushset_core::{
    dataset::DatasetSet,
    exact::ExactShard,
    file::{BuildId, ShardAddress, ShardKind},
    filter::FilterShard,
    frame::{Kind, Malformed},
    identifier::{Identifier, Page, Scope},
    index::Index,
    key::Prefix,
    lookup::{Answer, Request, answer, find, read_record},
    manifest::{FileSet, Manifest},
    scheme::Question,
    text::NativePlatform,
};
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// What was verified.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyReport {
    /// The build.
    pub build: BuildId,
    /// Files read, each with the length and the hash that the manifest vouches for.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Entries in all exact shards.
    pub entries: u64,
    /// Names and photos of the tables that were asked about and found with exactly the right datasets and photos.
    pub subjects: Option<u64>,
}

/// Opens a site's current (or pinned) build.
pub fn open(site: &Transport, pinned: Option<BuildId>) -> Result<Arc<Index>> {
    Ok(Trust { pinned, ..Trust::default() }.open(site)?.index)
}

/// Verifies a site, if it can be believed; with `tables`, against them.
pub fn verify(
    site: &Transport,
    trust: &Trust,
    tables: Option<&Config>,
    workspace: &Workspace,
) -> Result<VerifyReport> {
    let index = trust.open(site)?.index;
    let mut report = VerifyReport { build: index.build, files: 0, bytes: 0, entries: 0, subjects: None };
    for files in &index.manifest.scopes {
        for kind in ShardKind::ALL {
            let set = files.set(kind);
            let what = format!("reading {} {}s", files.scope.name(), Kind::from(kind));
            let bar = workspace.progress.count(&what, set.prefix_bits.shards().into());
            let prefixes: Vec<_> = set.prefix_bits.prefixes().collect();
            let entries = prefixes.par_iter().map(|&prefix| {
                workspace.cancel.check()?;
                let shard = Shard::fetch(site, &index, ShardAddress { scope: files.scope, kind, prefix })?;
                bar.advance(1);
                shard.entries(&index)
            });
            let entries: u64 = entries.sum::<Result<u64>>()?;
            bar.finish();
            add(&mut report, set, kind, entries)?;
        }
    }
    report.subjects = tables.map(|config| verify_records(site, &index, config, workspace)).transpose()?;
    Ok(report)
}

fn add(report: &mut VerifyReport, set: &FileSet, kind: ShardKind, entries: u64) -> Result<()> {
    report.files += u64::from(set.prefix_bits.shards());
    report.bytes += set.total_len();
    if kind == ShardKind::Exact {
        if entries != set.entries {
            let promised = set.entries;
            return Err(Failure::Site(format!(
                "the manifest promises {promised} entries, and there are {entries}"
            )));
        }
        report.entries += entries;
    }
    Ok(())
}

/// A shard whose bytes the manifest vouches for.
pub(crate) struct Shard {
    address: ShardAddress,
    path: String,
    /// Its body, unmasked.
    pub(crate) body: Vec<u8>,
}

/// Fetches a shard: its path, its file, and the body that the manifest vouches for.
pub(crate) fn fetch_shard(
    site: &Transport,
    index: &Index,
    address: &ShardAddress,
) -> Result<(String, Vec<u8>, Vec<u8>)> {
    let path = index.build.shard_path(address);
    let request = Request::shard(index, address)
        .ok_or_else(|| Failure::Site(format!("{path} is of a scope that the manifest lacks")))?;
    let file = site.fetch(&request).map_err(|failure| Failure::Site(format!("{path} {failure}")))?;
    let body =
        index.shard_body(address, &file).map_err(|malformed| Failure::Site(format!("{path} {malformed}")))?;
    Ok((path, file, body))
}

impl Shard {
    pub(crate) fn fetch(site: &Transport, index: &Index, address: ShardAddress) -> Result<Self> {
        let (path, _, body) = fetch_shard(site, index, &address)?;
        Ok(Self { address, path, body })
    }

    /// Reads it as a look-up does; gives the number of its entries.
    fn entries(&self, index: &Index) -> Result<u64> {
        match self.address.kind {
            ShardKind::Filter => {
                FilterShard::read(&self.body, index.manifest.fingerprint_bits)
                    .map_err(|bad| self.damaged(bad))?;
                Ok(0)
            }
            ShardKind::Exact => {
                Ok(ExactShard::read(&self.body).map_err(|bad| self.damaged(bad))?.len() as u64)
            }
        }
    }

    fn damaged(&self, malformed: Malformed) -> Failure {
        Failure::Site(format!("{} {malformed}", self.path))
    }
}

/// Asks the site about every name and every item that the tables have.
fn verify_records(site: &Transport, index: &Index, config: &Config, workspace: &Workspace) -> Result<u64> {
    let context = context(config)?;
    let read = read_tables(config, false, &context, workspace)?;
    read.entries.cut(index.manifest.page_cap as usize)?;
    let mut subjects = 0;
    for store in read.entries.stores() {
        let files = index
            .manifest
            .scope(store.scope)
            .ok_or_else(|| wrong(store.scope.name(), "there is no such scope"))?;
        let checker = Checker { site, index, scope: store.scope };
        let what = format!("asking about {}", store.scope.name());
        let asked = store.entries.shards(&what, files.filter.prefix_bits, asked, |prefix, asked| {
            checker.verdicts(prefix, asked)?;
            Ok(asked.len() as u64)
        })?;
        subjects += asked.into_iter().sum::<u64>();
        let what = format!("opening records of {}", store.scope.name());
        store.entries.shards(&what, files.exact.prefix_bits, expected, |prefix, expected| {
            checker.records(prefix, expected)
        })?;
    }
    Ok(subjects)
}

/// A name or an item of the tables, and in which datasets (stored) it is.
struct Asked {
    text: String,
    datasets: DatasetSet,
}

fn asked(all: &mut Vec<Asked>, group: Group<'_>) -> Result<()> {
    for entry in group.records() {
        let EntryPiece { text, page, datasets, .. } = entry?;
        if page == Page::FIRST.number() {
            all.push(Asked { text: text.to_owned(), datasets: DatasetSet(datasets) });
        }
    }
    Ok(())
}

/// A page of what the tables have under a name.
struct Expected {
    text: String,
    page: Page,
    record: Vec<u8>,
}

fn expected(all: &mut Vec<Expected>, group: Group<'_>) -> Result<()> {
    for entry in group.records() {
        let EntryPiece { text, page, record, .. } = entry?;
        let page = Page::new(page).ok_or_else(|| Failure::bug("pages count from 1"))?;
        all.push(Expected { text: text.to_owned(), page, record: record.to_vec() });
    }
    Ok(())
}

/// Compares what a site answers with what the tables say.
struct Checker<'a> {
    site: &'a Transport,
    index: &'a Index,
    scope: Scope,
}

impl Checker<'_> {
    fn shard(&self, kind: ShardKind, prefix: Prefix) -> Result<Shard> {
        Shard::fetch(self.site, self.index, ShardAddress { scope: self.scope, kind, prefix })
    }

    fn question(&self, text: &str) -> Question {
        question(&self.index.manifest, &Identifier::from_normalised(self.scope, text.to_owned()))
    }

    /// The filter may say yes too often, never too rarely.
    fn verdicts(&self, prefix: Prefix, asked: &[Asked]) -> Result<()> {
        let manifest = &self.index.manifest;
        let shard = self.shard(ShardKind::Filter, prefix)?;
        let filter =
            FilterShard::read(&shard.body, manifest.fingerprint_bits).map_err(|bad| shard.damaged(bad))?;
        for Asked { text, datasets } in asked {
            let listed = slugs(manifest, manifest.family.expanded(*datasets));
            for verdict in answer(manifest, &self.question(text), &filter) {
                let found = matches!(verdict.answer, Answer::AlmostCertainly { .. });
                if listed.contains(&verdict.dataset) && !found {
                    return Err(wrong(&verdict.dataset, "a filter misses a name that the tables have"));
                }
            }
        }
        Ok(())
    }

    fn records(&self, prefix: Prefix, expected: &[Expected]) -> Result<()> {
        let manifest = &self.index.manifest;
        let shard = self.shard(ShardKind::Exact, prefix)?;
        let exact = ExactShard::read(&shard.body).map_err(|bad| shard.damaged(bad))?;
        if exact.len() != expected.len() {
            return Err(wrong(self.scope.name(), "it has other records than the tables call for"));
        }
        for Expected { text, page, record } in expected {
            let question = self.question(text);
            let found = find(manifest, &question, *page, &exact)
                .map_err(|malformed| Failure::Site(format!("a record {malformed}")))?
                .ok_or_else(|| wrong(self.scope.name(), "a record that the tables call for is missing"))?;
            if Some(found) != read_record(manifest, &question, *page, record) {
                let problem = "a record names other items, datasets or owners than the tables";
                return Err(wrong(self.scope.name(), problem));
            }
        }
        Ok(())
    }
}

fn slugs(manifest: &Manifest, set: DatasetSet) -> Vec<String> {
    manifest.datasets().filter(|(at, _)| set.contains(*at)).map(|(_, dataset)| dataset.slug.clone()).collect()
}

/// The question of a person who types an identifier. Some names read as something else (a display name that is
/// an address, or only dots); those are asked about as names.
fn question(manifest: &Manifest, identifier: &Identifier) -> Question {
    let typed = match identifier.scope() {
        Scope::Tags => format!("#{}", identifier.text()),
        Scope::Owners | Scope::Items => identifier.text().to_owned(),
    };
    let understood = manifest.scheme.parse(&NativePlatform, &typed).ok();
    let mut questions =
        understood.into_iter().flat_map(|u| std::iter::once(u.question).chain(u.alternatives));
    let typed = questions.find(|question| question.identifier() == identifier);
    typed.unwrap_or_else(|| Question::about(identifier.clone()))
}

fn wrong(what: &str, problem: &str) -> Failure {
    Failure::Site(format!("the site does not say what the tables say: {problem} ({what})"))
}
