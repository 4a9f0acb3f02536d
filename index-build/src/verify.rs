//! `hushset verify`: reads a published site as a stranger would, every file and every hash; and, where the tables
//! are at hand, asks it about every name and every photo in them.

use crate::{
    config::Config,
    entries::{Subject, subjects},
    error::{Failure, Result},
    link::{Linked, LinkedItem},
    pack::with_prefix,
    prepare::read_tables,
    progress::Progress,
    transport::Transport,
};
use hushset_core::{
    dataset::DatasetSet,
    exact::ExactShard,
    file::{BuildId, ShardAddress, ShardKind},
    filter::FilterShard,
    frame::Kind,
    identifier::{Identifier, ItemId, Page, Scope},
    index::Index,
    key::{Key, Prefix},
    lookup::{Answer, Found, FoundItem, Opening, Request, answer, find},
    manifest::{FileSet, Manifest},
    record::OwnerId,
    scheme::Question,
    text::NativeUnicode,
};
use rayon::prelude::*;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
    let opened = site.run(Opening::start(pinned));
    opened.index.map(Arc::new).map_err(|unavailable| {
        let asked = opened.requests.last().map(|request| request.path.clone()).unwrap_or_default();
        Failure::Unavailable(format!("could not open the index: {unavailable} ({asked})"))
    })
}

/// Verifies a site; with `tables`, against them.
pub fn verify(site: &Transport, tables: Option<&Config>, progress: &Progress) -> Result<VerifyReport> {
    let index = open(site, None)?;
    let mut report = VerifyReport { build: index.build, files: 0, bytes: 0, entries: 0, subjects: None };
    let expected = match tables {
        Some(config) => {
            report.subjects = Some(0);
            Some(Expected::of(&index, read_tables(config, false, progress)?.linked))
        }
        None => None,
    };
    for files in &index.manifest.scopes {
        for kind in ShardKind::ALL {
            let set = files.set(kind);
            let bar = progress.count(
                &format!("reading {} {}s", files.scope.name(), Kind::from(kind)),
                set.prefix_bits.shards().into(),
            );
            let prefixes: Vec<_> = set.prefix_bits.prefixes().collect();
            let counts = prefixes.par_iter().map(|&prefix| {
                let shard = Shard::fetch(site, &index, ShardAddress { scope: files.scope, kind, prefix })?;
                bar.advance(1);
                shard.verify(&index, expected.as_ref())
            });
            let counts: Vec<(u64, u64)> = counts.collect::<Result<_>>()?;
            bar.finish();
            let entries = counts.iter().map(|(entries, _)| entries).sum();
            add(&mut report, set, kind, entries)?;
            if let (Some(subjects), ShardKind::Exact) = (&mut report.subjects, kind) {
                *subjects += counts.iter().map(|(_, subjects)| subjects).sum::<u64>();
            }
        }
    }
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
struct Shard {
    address: ShardAddress,
    path: String,
    body: Vec<u8>,
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
    fn fetch(site: &Transport, index: &Index, address: ShardAddress) -> Result<Self> {
        let (path, _, body) = fetch_shard(site, index, &address)?;
        Ok(Self { address, path, body })
    }

    /// The numbers of its entries and of the subjects asked about.
    fn verify(&self, index: &Index, expected: Option<&Expected>) -> Result<(u64, u64)> {
        let damaged = |malformed| Failure::Site(format!("{} {malformed}", self.path));
        let manifest = &index.manifest;
        let subjects = expected.map(|expected| expected.subjects(self.address.scope, self.address.prefix));
        let subjects = subjects.unwrap_or_default();
        if self.address.kind == ShardKind::Filter {
            let filter = FilterShard::read(&self.body, manifest.fingerprint_bits).map_err(damaged)?;
            subjects.iter().try_for_each(|asked| Expected::check_verdicts(manifest, asked, &filter))?;
            return Ok((0, subjects.len() as u64));
        }
        let exact = ExactShard::read(&self.body).map_err(damaged)?;
        if let Some(expected) = expected {
            let pages = expected.pages(self.address.scope, self.address.prefix);
            pages.iter().try_for_each(|page| expected.check_page(manifest, page, &exact))?;
        }
        Ok((exact.len() as u64, subjects.len() as u64))
    }
}

/// What the tables say the site must answer.
struct Expected {
    /// By scope, sorted by key: what is asked, and in which datasets (stored) it is.
    asked: BTreeMap<Scope, Vec<Asked>>,
    /// By scope, sorted by key: every page of every record.
    pages: BTreeMap<Scope, Vec<ExpectedPage>>,
    items: BTreeMap<u64, ExpectedItem>,
}

struct Asked {
    key: Key,
    question: Question,
    stored: DatasetSet,
}

struct ExpectedPage {
    key: Key,
    page: Page,
    question: Question,
    /// The photos of this page.
    photos: BTreeSet<u64>,
}

struct ExpectedItem {
    item: LinkedItem,
    stored: Vec<String>,
    implied: Vec<String>,
}

impl Expected {
    fn of(index: &Index, linked: Linked) -> Self {
        let manifest = &index.manifest;
        let mut expected = Self { asked: BTreeMap::new(), pages: BTreeMap::new(), items: BTreeMap::new() };
        for scope in subjects(&linked, &manifest.family, manifest.scope(Scope::Tags).is_some()) {
            let mut asked = Vec::with_capacity(scope.subjects.len());
            let mut pages = Vec::with_capacity(scope.subjects.len());
            for subject in &scope.subjects {
                let question = question(manifest, &subject.identifier);
                add_pages(&mut pages, manifest, subject, &question);
                asked.push(Asked { key: subject.key, question, stored: subject.datasets });
            }
            pages.sort_unstable_by_key(|page: &ExpectedPage| page.key);
            expected.asked.insert(scope.scope, asked);
            expected.pages.insert(scope.scope, pages);
        }
        for item in linked.items {
            let stored = manifest.family.stored(item.datasets);
            let implied = slugs(manifest, manifest.family.expanded(stored).minus(stored));
            expected
                .items
                .insert(item.photo, ExpectedItem { stored: slugs(manifest, stored), implied, item });
        }
        expected
    }

    fn subjects(&self, scope: Scope, prefix: Prefix) -> &[Asked] {
        self.asked.get(&scope).map(|asked| with_prefix(asked, prefix, |asked| &asked.key)).unwrap_or_default()
    }

    fn pages(&self, scope: Scope, prefix: Prefix) -> &[ExpectedPage] {
        self.pages.get(&scope).map(|pages| with_prefix(pages, prefix, |page| &page.key)).unwrap_or_default()
    }

    /// The filter may say yes too often, never too rarely.
    fn check_verdicts(manifest: &Manifest, asked: &Asked, filter: &FilterShard) -> Result<()> {
        let listed = slugs(manifest, manifest.family.expanded(asked.stored));
        for verdict in answer(manifest, &asked.question, filter) {
            let found = matches!(verdict.answer, Answer::AlmostCertainly { .. });
            if listed.contains(&verdict.dataset) && !found {
                return Err(wrong(&verdict.dataset, "a filter misses a name that the tables have"));
            }
        }
        Ok(())
    }

    fn check_page(&self, manifest: &Manifest, page: &ExpectedPage, exact: &ExactShard<'_>) -> Result<()> {
        let found = find(manifest, &page.question, page.page, exact)
            .map_err(|malformed| Failure::Site(format!("a record {malformed}")))?
            .ok_or_else(|| {
                wrong(page.question.scope().name(), "a record that the tables call for is missing")
            })?;
        let (photos, right) = match &found {
            Found::Item { item, owner } => {
                (photo_of(item).into_iter().collect(), self.is_right(item, owner.as_ref()))
            }
            Found::Lists { accounts, .. } => {
                let items = || accounts.iter().flat_map(|a| a.items.iter().map(move |item| (a, item)));
                let right = items().all(|(a, item)| self.is_right(item, a.account.as_ref().map(|a| &a.id)));
                (items().filter_map(|(_, item)| photo_of(item)).collect::<BTreeSet<_>>(), right)
            }
        };
        if photos != page.photos || !right {
            return Err(wrong(
                page.question.scope().name(),
                "a record names other photos, datasets or owners than the tables",
            ));
        }
        Ok(())
    }

    fn is_right(&self, found: &FoundItem, owner: Option<&OwnerId>) -> bool {
        photo_of(found).and_then(|photo| self.items.get(&photo)).is_some_and(|expected| {
            found.datasets == expected.stored
                && found.implied == expected.implied
                && found.month == expected.item.month
                && found.licence == expected.item.licence
                && owner.is_none_or(|owner| expected.item.owners.contains(owner))
        })
    }
}

fn photo_of(item: &FoundItem) -> Option<u64> {
    match item.id {
        ItemId::Number(photo) => Some(photo),
        ItemId::Text(_) => None,
    }
}

fn slugs(manifest: &Manifest, set: DatasetSet) -> Vec<String> {
    manifest.datasets().filter(|(at, _)| set.contains(*at)).map(|(_, dataset)| dataset.slug.clone()).collect()
}

/// The pages that the record of a subject is cut into.
fn add_pages(pages: &mut Vec<ExpectedPage>, manifest: &Manifest, subject: &Subject, question: &Question) {
    let photos = subject.photos();
    for (photos, page) in photos.chunks(manifest.page_cap as usize).zip((1..).filter_map(Page::new)) {
        let key = Key::of(&subject.identifier.key_string(manifest.scheme, page));
        let (question, photos) = (question.clone(), photos.iter().copied().collect());
        pages.push(ExpectedPage { key, page, question, photos });
    }
}

/// The question of a person who types an identifier. Some names read as something else (a display name that is
/// an address, or only dots); those are asked about as names.
fn question(manifest: &Manifest, identifier: &Identifier) -> Question {
    let typed = match identifier.scope() {
        Scope::Tags => format!("#{}", identifier.text()),
        Scope::Owners | Scope::Items => identifier.text().to_owned(),
    };
    let understood = manifest.scheme.parse(&NativeUnicode, &typed).ok();
    let mut questions =
        understood.into_iter().flat_map(|u| std::iter::once(u.question).chain(u.alternatives));
    let typed = questions.find(|question| question.identifier() == identifier);
    typed.unwrap_or_else(|| Question::about(identifier.clone()))
}

fn wrong(what: &str, problem: &str) -> Failure {
    Failure::Site(format!("the site does not say what the tables say: {problem} ({what})"))
}
