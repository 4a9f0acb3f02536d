//! From settings to everything that will be published: import, link, make records, plan.

use crate::{
    config::Config,
    entries::{Context, Entries},
    error::{Failure, Result},
    import::{self, ImportReport, TablesReport},
    link::{Linked, Linking, link},
    plan::{Filters, Limits, Plan, ScopeTally, plan},
    stats::{LinkReport, TableCounts},
    suppress::Suppressed,
    workspace::Workspace,
};
use hushset_core::{
    cipher::Salt,
    dataset::DatasetIndex,
    manifest::{Dataset, Manifest, Table, family_of},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known before packing.
#[derive(Debug)]
pub struct Prepared<'w> {
    /// The manifest, without salt and scopes.
    pub manifest: Manifest,
    /// What each scope has to say.
    pub entries: Entries<'w>,
    /// How it will be cut into shards.
    pub plan: Plan,
    /// What was read and joined.
    pub report: InputReport,
}

/// What was read and joined.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InputReport {
    /// By slug, what came of reading the dataset's tables.
    pub datasets: BTreeMap<String, ImportReport>,
    /// What came of reading the tables that hold several datasets.
    pub shared: ImportReport,
    /// What came of reading the accounts tables.
    pub accounts: ImportReport,
    /// By slug, what the datasets have.
    pub tables: BTreeMap<String, TableCounts>,
    /// What linking did.
    pub links: LinkReport,
}

/// The tables, read and linked, and their records.
#[derive(Debug)]
pub struct TablesRead<'w> {
    /// The records, those of long lists not yet cut into pages.
    pub entries: Entries<'w>,
    /// What the tables hold, for the manifest.
    pub tables: BTreeMap<DatasetIndex, Table>,
    /// What was read and joined.
    pub report: InputReport,
}

/// What the records of a build are written with. What is wrong with the settings is said here, before an hour of
/// reading.
pub fn context(config: &Config) -> Result<Context> {
    context_without(config, import::suppressed(config)?)
}

/// The same if it was read already who is left out.
pub(crate) fn context_without(config: &Config, suppressed: Suppressed) -> Result<Context> {
    let datasets: Vec<Dataset> = config.datasets.iter().map(describe).collect();
    let family = family_of(&datasets).map_err(|problem| {
        Failure::Plan(format!(
            "{problem}. A dataset that is only described needs a [[dataset]] too, without a table"
        ))
    })?;
    Ok(Context {
        scheme: config.index.scheme,
        slugs: datasets.into_iter().map(|dataset| dataset.slug).collect(),
        family,
        width: config.index.fingerprint_bits,
        tags: config.index.tags,
        suppressed,
        page_cap: config.index.page_cap,
    })
}

/// Reads the tables of `config`, links them and makes their records.
pub fn read_tables<'w>(
    config: &Config,
    strict: bool,
    context: &'w Context,
    workspace: &'w Workspace,
) -> Result<TablesRead<'w>> {
    let linking = Linking::new(workspace, context.scheme, context.tags)?;
    let progress = &workspace.progress;
    let mut read = TablesReport {
        shared: import::shared(config, strict, progress, &linking)?,
        accounts: import::accounts(config, strict, progress, &linking)?,
        datasets: BTreeMap::new(),
    };
    for (at, dataset) in config.datasets.iter().enumerate() {
        let Some(at) = DatasetIndex::new(at) else { continue };
        if !dataset.tables.is_empty() {
            let report = import::dataset(config, at, dataset, strict, progress, &linking)?;
            read.datasets.insert(dataset.slug.clone(), report);
        }
    }
    let entries = Entries::new(workspace, context)?;
    let linked = link(linking, &entries)?;
    entries.gather()?;
    let (tables, report) = sum_up(context, read, linked);
    Ok(TablesRead { entries, tables, report })
}

/// What the tables hold, for the manifest; and what was read and joined.
pub(crate) fn sum_up(
    context: &Context,
    read: TablesReport,
    linked: Linked,
) -> (BTreeMap<DatasetIndex, Table>, InputReport) {
    let has_table =
        |slug: &String| read.datasets.contains_key(slug) || read.shared.by_dataset.contains_key(slug);
    let Linked { report: links, tables: mut counts, digests } = linked;
    let mut tables = BTreeMap::new();
    let mut of_slug = BTreeMap::new();
    for (at, slug) in context.slugs.iter().enumerate().filter(|(_, slug)| has_table(slug)) {
        let Some(index) = DatasetIndex::new(at) else { continue };
        let counts = counts.get_mut(at).map(std::mem::take).unwrap_or_default();
        let TableCounts { items, owners, findable, .. } = counts;
        tables.insert(index, Table { items, owners, findable, digest: digests.of(index) });
        of_slug.insert(slug.clone(), counts);
    }
    let TablesReport { datasets, shared, accounts } = read;
    (tables, InputReport { datasets, shared, accounts, tables: of_slug, links })
}

/// Reads the tables of `config`, links them and plans the index.
pub fn prepare<'w>(
    config: &Config,
    strict: bool,
    context: &'w Context,
    workspace: &'w Workspace,
) -> Result<Prepared<'w>> {
    let TablesRead { entries, tables, report } = read_tables(config, strict, context, workspace)?;
    let (manifest, plan) = plan_index(config, context, entries.tallies(), tables)?;
    entries.cut(plan.page_cap)?;
    Ok(Prepared { manifest, entries, plan, report })
}

/// Plans an index of these tables, and writes its manifest as far as it is known then: without salt and scopes.
pub(crate) fn plan_index<'a>(
    config: &Config,
    context: &Context,
    tallies: impl Iterator<Item = &'a ScopeTally>,
    mut tables: BTreeMap<DatasetIndex, Table>,
) -> Result<(Manifest, Plan)> {
    let settings = &config.index;
    let limits = Limits {
        verdict: settings.verdict_budget.0,
        details: settings.details_budget.0,
        page_cap: settings.page_cap.map(|cap| cap.get() as usize),
    };
    let filters = Filters { width: settings.fingerprint_bits, datasets: tables.len() };
    let plan = plan(tallies, filters, limits)?;
    let mut table_of = |at| DatasetIndex::new(at).and_then(|at| tables.remove(&at));
    let described = config.datasets.iter().map(describe).enumerate();
    let datasets = described.map(|(at, dataset)| Dataset { table: table_of(at), ..dataset }).collect();
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
        family: context.family.clone(),
    };
    Ok((manifest, plan))
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
