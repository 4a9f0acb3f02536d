//! From settings to everything that will be published, in memory: import, link, make records, plan.

use crate::{
    config::Config,
    entries::{ScopeSubjects, subjects},
    error::{Failure, Result},
    import::{ImportReport, import},
    link::{LinkReport, Linked, LinkedAccount, link},
    plan::{Filters, Limits, Plan, plan},
    progress::Progress,
    row::Row,
};
use hushset_core::{
    cipher::Salt,
    dataset::{DatasetIndex, Family},
    identifier::{Nsid, Page, Scheme},
    key::{Hash, Key, sha256},
    manifest::{Dataset, Findable, Manifest, Table, family_of},
    record::OwnerId,
    scheme::flickr,
};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// The tables, read and linked.
#[derive(Debug)]
pub struct TablesRead {
    /// Everything that they say.
    pub linked: Linked,
    /// Which rows each dataset has.
    pub digests: BTreeMap<DatasetIndex, Hash>,
    /// What was read and joined.
    pub report: InputReport,
}

/// Reads the tables of `config` and links them.
pub fn read_tables(config: &Config, strict: bool, progress: &Progress) -> Result<TablesRead> {
    let mut rows = Vec::new();
    let mut reports = BTreeMap::new();
    let mut digests = BTreeMap::new();
    for (at, dataset) in config.datasets.iter().enumerate() {
        let Some(at) = DatasetIndex::new(at).filter(|_| !dataset.tables.is_empty()) else { continue };
        let first = rows.len();
        let report = import(config, dataset, strict, progress, &mut |row| rows.push((at, row)))?;
        reports.insert(dataset.slug.clone(), report);
        digests.insert(at, digest(rows.iter().skip(first).map(|(_, row)| row)));
    }
    let linked = link(rows);
    let report = InputReport { datasets: reports, links: linked.report.clone() };
    Ok(TablesRead { linked, digests, report })
}

/// Reads the tables of `config`, links them and plans the index.
pub fn prepare(config: &Config, strict: bool, progress: &Progress) -> Result<Prepared> {
    // What is wrong with the settings is said before an hour of reading.
    let described: Vec<Dataset> = config.datasets.iter().map(describe).collect();
    let family = family(&described)?;
    let TablesRead { linked, digests, report } = read_tables(config, strict, progress)?;
    let mut tables = tables(&linked, &digests);
    let mut table_at = |at| DatasetIndex::new(at).and_then(|at| tables.remove(&at));
    let datasets =
        described.into_iter().enumerate().map(|(at, dataset)| Dataset { table: table_at(at), ..dataset });
    let datasets: Vec<Dataset> = datasets.collect();
    let scopes = subjects(&linked, &family, config.index.tags);
    let settings = &config.index;
    let limits = Limits {
        verdict: settings.verdict_budget.0,
        details: settings.details_budget.0,
        page_cap: settings.page_cap.map(|cap| cap.get() as usize),
    };
    let filters = Filters { width: settings.fingerprint_bits, datasets: digests.len() };
    let plan = plan(settings.scheme, &scopes, filters, limits)?;
    let manifest = Manifest {
        scheme: settings.scheme,
        title: config.site.title.clone(),
        publisher: config.site.publisher.clone(),
        salt: Salt([0; 32]),
        fingerprint_bits: settings.fingerprint_bits,
        details: settings.details,
        page_cap: plan.page_cap as u32,
        datasets,
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
        facts: dataset.short_facts().into_iter().collect(),
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
fn tables(linked: &Linked, digests: &BTreeMap<DatasetIndex, Hash>) -> BTreeMap<DatasetIndex, Table> {
    let table = |(&dataset, &digest): (&DatasetIndex, &Hash)| {
        let mut table = Table { items: 0, owners: 0, findable: Findable::default(), digest };
        let mut owners = BTreeSet::new();
        for item in linked.items.iter().filter(|item| item.datasets.contains(dataset)) {
            table.items += 1;
            owners.extend(&item.owners);
            // A photo is found by a kind of name only if each of its owners is.
            let all = |has: &dyn Fn(&OwnerId, &LinkedAccount) -> bool| {
                let known = |owner| linked.accounts.get(owner).is_some_and(|account| has(owner, account));
                u64::from(!item.owners.is_empty() && item.owners.iter().all(known))
            };
            table.findable.by_nsid += all(&|owner, _| matches!(owner, OwnerId::Nsid(_)));
            table.findable.by_alias += all(&|_, account| !account.aliases.is_empty());
            table.findable.by_display += all(&|_, account| !account.displays.is_empty());
            table.findable.by_tag += u64::from(!item.tags.is_empty());
        }
        table.owners = owners.len() as u64;
        (dataset, table)
    };
    digests.par_iter().map(table).collect()
}

/// SHA-256 over the digests of 256 buckets, each the SHA-256 of the dataset's distinct rows in bytewise order, a
/// row being `photo TAB nsid TAB alias TAB display name TAB month TAB licence LF`; a row's bucket is the first byte
/// of its photo's key. Buckets let many machines share the work; nothing depends on the order or the number of
/// the files, nor on other datasets.
fn digest<'a>(rows: impl Iterator<Item = &'a Row>) -> Hash {
    let mut buckets = vec![BTreeSet::new(); 256];
    for row in rows {
        let identifier = flickr::photo_identifier(row.photo);
        let key = Key::of(&identifier.key_string(Scheme::Flickr, Page::FIRST));
        let [first, ..] = *key.as_bytes();
        if let Some(bucket) = buckets.get_mut(usize::from(first)) {
            bucket.insert(canonical(row));
        }
    }
    let hash = |rows: &BTreeSet<String>| sha256(&rows.iter().map(String::as_bytes).collect::<Vec<_>>());
    let digests: Vec<Hash> = buckets.par_iter().map(hash).collect();
    sha256(&[digests.as_flattened()])
}

fn canonical(row: &Row) -> String {
    let text = |name: Option<&str>| name.unwrap_or_default().replace(|c: char| c.is_control(), " ");
    let nsid = text(row.owner.nsid.as_ref().map(Nsid::as_str));
    let (alias, display) = (text(row.owner.alias.as_deref()), text(row.owner.display.as_deref()));
    let month = row.month.map(|month| month.to_string()).unwrap_or_default();
    let licence = row.licence.map(|licence| licence.number().to_string()).unwrap_or_default();
    format!("{}\t{nsid}\t{alias}\t{display}\t{month}\t{licence}\n", row.photo)
}
