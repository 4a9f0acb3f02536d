//! From settings to everything that will be published: import, link, make records, plan.

use crate::{
    config::Config,
    entries::{Context, Entries},
    error::{Failure, Result},
    import::{self, ImportReport},
    link::{Linking, link},
    plan::{Filters, Limits, Plan, plan},
    stats::{LinkReport, TableCounts},
    workspace::Workspace,
};
use hushset_core::{
    cipher::Salt,
    dataset::DatasetIndex,
    manifest::{Dataset, Manifest, Table, family_of},
};
use serde::Serialize;
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
#[derive(Debug, Clone, Serialize)]
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
        suppressed: import::suppressed(config)?,
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
    let shared = import::shared(config, strict, progress, &linking)?;
    let accounts = import::accounts(config, strict, progress, &linking)?;
    let mut datasets = BTreeMap::new();
    let mut with_tables = Vec::new();
    for (at, dataset) in config.datasets.iter().enumerate() {
        let Some(at) = DatasetIndex::new(at) else { continue };
        if !dataset.tables.is_empty() {
            let report = import::dataset(config, at, dataset, strict, progress, &linking)?;
            datasets.insert(dataset.slug.clone(), report);
        }
        if !dataset.tables.is_empty() || shared.by_dataset.contains_key(&dataset.slug) {
            with_tables.push(at);
        }
    }
    let entries = Entries::new(workspace, context)?;
    let linked = link(linking, &entries, with_tables.iter().copied())?;
    entries.gather()?;
    let tables = with_tables.into_iter().filter_map(|at| {
        let counts = linked.tables.get(&at)?;
        let digest = *linked.digests.get(&at)?;
        Some((at, Table { items: counts.items, owners: counts.owners, findable: counts.findable, digest }))
    });
    let slug = |at: DatasetIndex| context.slugs.get(at.get()).cloned().unwrap_or_default();
    let counts = linked.tables.iter().map(|(&at, counts)| (slug(at), counts.clone())).collect();
    Ok(TablesRead {
        entries,
        tables: tables.collect(),
        report: InputReport { datasets, shared, accounts, tables: counts, links: linked.report },
    })
}

/// Reads the tables of `config`, links them and plans the index.
pub fn prepare<'w>(
    config: &Config,
    strict: bool,
    context: &'w Context,
    workspace: &'w Workspace,
) -> Result<Prepared<'w>> {
    let TablesRead { entries, mut tables, report } = read_tables(config, strict, context, workspace)?;
    let settings = &config.index;
    let limits = Limits {
        verdict: settings.verdict_budget.0,
        details: settings.details_budget.0,
        page_cap: settings.page_cap.map(|cap| cap.get() as usize),
    };
    let filters = Filters { width: settings.fingerprint_bits, datasets: tables.len() };
    let plan = plan(entries.tallies(), filters, limits)?;
    entries.cut(plan.page_cap)?;
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
    Ok(Prepared { manifest, entries, plan, report })
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
