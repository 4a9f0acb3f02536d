//! From settings to everything that will be published, in memory: import, link, make records, plan.

use crate::{
    config::Config,
    entries::{ScopeSubjects, subjects},
    error::{Failure, Result},
    import::{ImportReport, import},
    link::{LinkReport, Linked, LinkedItem, link},
    plan::{Budgets, Plan, plan},
    progress::Progress,
};
use hushset_core::{
    cipher::Salt,
    dataset::{DatasetIndex, Family},
    identifier::{Identifier, Page},
    key::{Hash, Key, sha256},
    manifest::{Dataset, Findable, Manifest, Table, family_of},
    scheme::flickr,
};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is known before packing.
#[derive(Debug)]
pub struct Prepared {
    /// The manifest, without salt and scopes.
    pub manifest: Manifest,
    /// What each scope has to say.
    pub scopes: Vec<ScopeSubjects>,
    /// How it will be cut into shards.
    pub plan: Plan,
    /// What was read and joined.
    pub report: InputReport,
}

/// What was read and joined.
#[derive(Debug, Clone, Serialize)]
pub struct InputReport {
    /// By slug, what came of reading the dataset's tables.
    pub datasets: BTreeMap<String, ImportReport>,
    /// What linking did.
    pub links: LinkReport,
}

/// Reads the tables of `config` and links them.
pub fn read_tables(config: &Config, strict: bool, progress: &Progress) -> Result<(Linked, InputReport)> {
    let mut rows = Vec::new();
    let mut reports = BTreeMap::new();
    for (at, dataset) in config.datasets.iter().enumerate() {
        let Some(at) = DatasetIndex::new(at).filter(|_| !dataset.tables.is_empty()) else { continue };
        let report = import(config, dataset, strict, progress, &mut |row| rows.push((at, row)))?;
        reports.insert(dataset.slug.clone(), report);
    }
    let linked = link(rows);
    let links = linked.report.clone();
    Ok((linked, InputReport { datasets: reports, links }))
}

/// Reads the tables of `config`, links them and plans the index.
pub fn prepare(config: &Config, strict: bool, progress: &Progress) -> Result<Prepared> {
    // What is wrong with the settings is said before an hour of reading.
    let described: Vec<Dataset> = config.datasets.iter().map(describe).collect();
    let family = family(&described)?;
    let (linked, report) = read_tables(config, strict, progress)?;
    let tables = Tables::of(&linked);
    let datasets = described.into_iter().enumerate().map(|(at, dataset)| Dataset { table: tables.table(at), ..dataset });
    let scopes = subjects(&linked, &family, config.index.tags);
    let settings = &config.index;
    let budgets = Budgets { verdict: settings.verdict_budget.0, details: settings.details_budget.0 };
    let plan = plan(settings.scheme, &scopes, settings.fingerprint_bits, budgets)?;
    let manifest = Manifest {
        scheme: settings.scheme,
        title: config.site.title.clone(),
        publisher: config.site.publisher.clone(),
        salt: Salt([0; 32]),
        fingerprint_bits: settings.fingerprint_bits,
        details: settings.details,
        page_cap: plan.page_cap as u32,
        datasets: datasets.collect(),
        scopes: Vec::new(),
        family,
    };
    Ok(Prepared { manifest, scopes, plan, report })
}

fn describe(dataset: &crate::config::DatasetSettings) -> Dataset {
    Dataset {
        slug: dataset.slug.clone(),
        name: dataset.name.clone(),
        derived_from: dataset.derived_from.clone(),
        table: None,
        facts: dataset.facts.clone().into_iter().collect(),
    }
}

fn family(datasets: &[Dataset]) -> Result<Family> {
    family_of(datasets).map_err(|problem| {
        Failure::Plan(format!(
            "{problem}. A dataset that is only described needs a [[dataset]] too, without a table"
        ))
    })
}

/// The lines of the manifest that say what each dataset's tables hold.
struct Tables(BTreeMap<usize, Table>);

impl Tables {
    fn of(linked: &Linked) -> Self {
        let mut keyed: Vec<(Key, &LinkedItem)> = linked
            .items
            .par_iter()
            .map(|item| (key_of(&flickr::photo_identifier(item.photo)), item))
            .collect();
        keyed.par_sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let present = linked.items.iter().fold(hushset_core::dataset::DatasetSet::EMPTY, |s, i| s.union(i.datasets));
        let table = |dataset: DatasetIndex| {
            let items: Vec<_> = keyed.iter().filter(|(_, item)| item.datasets.contains(dataset)).collect();
            let mut findable = Findable::default();
            let mut owners: Vec<_> = items.iter().filter_map(|(_, item)| item.owner.as_ref()).collect();
            for owner in &owners {
                let account = linked.accounts.get(owner);
                let has = |names: fn(&crate::link::LinkedAccount) -> bool| u64::from(account.is_some_and(names));
                findable.by_nsid += u64::from(matches!(owner, hushset_core::record::OwnerId::Nsid(_)));
                findable.by_alias += has(|account| !account.aliases.is_empty());
                findable.by_display += has(|account| !account.displays.is_empty());
            }
            owners.sort_unstable();
            owners.dedup();
            let table = Table {
                items: items.len() as u64,
                owners: owners.len() as u64,
                findable,
                digest: digest(&items),
            };
            (dataset.get(), table)
        };
        Self(present.iter().collect::<Vec<_>>().into_par_iter().map(table).collect())
    }

    fn table(&self, dataset: usize) -> Option<Table> {
        self.0.get(&dataset).cloned()
    }
}

fn key_of(identifier: &Identifier) -> Key {
    Key::of(&identifier.key_string(hushset_core::identifier::Scheme::Flickr, Page::FIRST))
}

/// SHA-256 over the digests of 256 buckets (by the first byte of the key), each the SHA-256 of its rows in the
/// order of their keys, a row being `id TAB owner TAB month TAB licence LF`. Buckets let many machines share
/// the work; nothing depends on the order or the number of the files.
fn digest(items: &[&(Key, &LinkedItem)]) -> Hash {
    let row = |item: &LinkedItem| {
        let owner = item.owner.as_ref().map(ToString::to_string).unwrap_or_default();
        let month = item.month.map(|m| m.to_string()).unwrap_or_default();
        let licence = item.licence.map(|l| l.number().to_string()).unwrap_or_default();
        format!("{}\t{owner}\t{month}\t{licence}\n", item.photo)
    };
    let buckets: Vec<Hash> = (0..=u8::MAX)
        .into_par_iter()
        .map(|bucket| {
            let in_bucket = |(key, _): &&&(Key, &LinkedItem)| key.as_bytes().first() == Some(&bucket);
            let rows: String = items.iter().filter(in_bucket).map(|(_, item)| row(item)).collect();
            sha256(&[rows.as_bytes()])
        })
        .collect();
    sha256(&[buckets.as_flattened()])
}
