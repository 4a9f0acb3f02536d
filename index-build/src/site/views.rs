//! What the templates are given: the manifest, the settings and the catalogue, laid out as the pages need them.

use super::{
    Content,
    charts::{self, Licence, Uploads},
};
use crate::catalogue::{Catalogue, Entry, Event, Source};
use hushset_core::{
    leak::{EXAMPLE_PRIOR, Leak},
    manifest::{Dataset, Table},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A dataset and all that its page says.
#[derive(Serialize)]
pub(super) struct DatasetView<'a> {
    slug: &'a str,
    name: &'a str,
    table: Option<&'a Table>,
    /// How many of its photos can be found by some name of their owner.
    findable: Option<u64>,
    /// What the publisher says about it, beside its entry.
    facts: BTreeMap<&'a str, &'a str>,
    entry: &'a Entry,
    bibtex: Vec<String>,
    sources: BTreeMap<&'a str, &'a Source>,
    parents: Vec<Link<'a>>,
    children: Vec<Link<'a>>,
    years: Vec<Uploads>,
    licences: Vec<Licence>,
}

/// Another dataset of this site.
#[derive(Serialize)]
struct Link<'a> {
    slug: &'a str,
    name: &'a str,
}

/// A dataset with those that were taken from it.
#[derive(Serialize)]
pub(super) struct Branch<'a> {
    slug: &'a str,
    name: &'a str,
    children: Vec<Branch<'a>>,
}

/// A line of the table that says what a request tells.
#[derive(Serialize)]
pub(super) struct LeakLine {
    scope: &'static str,
    kind: &'static str,
    shards: u32,
    bits: u8,
    bytes: u64,
    /// Listed names in a part, on average.
    keys: u64,
    /// What becomes of a suspicion of 1 %, if it was right.
    posterior: f64,
}

/// The datasets of a site, in the order of their names.
pub(super) fn datasets<'a>(content: &'a Content<'a>, catalogue: &'a Catalogue) -> Vec<DatasetView<'a>> {
    let all = &content.manifest.datasets;
    let settings = content.config.datasets.iter();
    let mut views: Vec<DatasetView<'a>> = all
        .iter()
        .zip(settings)
        .map(|(dataset, settings)| {
            let entry = &settings.entry;
            let stats = content.stats.get(&dataset.slug);
            DatasetView {
                slug: &dataset.slug,
                name: &dataset.name,
                table: dataset.table.as_ref(),
                findable: dataset.table.as_ref().map(|table| {
                    let found = table.findable;
                    found.by_nsid.max(found.by_alias).max(found.by_display)
                }),
                facts: settings.facts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect(),
                entry,
                bibtex: entry.citations.iter().map(crate::catalogue::Citation::bibtex).collect(),
                sources: sources(entry, catalogue),
                parents: links(all, |other| dataset.derived_from.contains(&other.slug)),
                children: links(all, |other| other.derived_from.contains(&dataset.slug)),
                years: stats.map(charts::years).unwrap_or_default(),
                licences: stats.map(charts::licences).unwrap_or_default(),
            }
        })
        .collect();
    views.sort_by_key(|view| (view.table.is_none(), view.name.to_lowercase()));
    views
}

fn links(all: &[Dataset], which: impl Fn(&Dataset) -> bool) -> Vec<Link<'_>> {
    let chosen = all.iter().filter(|dataset| which(dataset));
    chosen.map(|Dataset { slug, name, .. }| Link { slug, name }).collect()
}

fn sources<'a>(entry: &'a Entry, catalogue: &'a Catalogue) -> BTreeMap<&'a str, &'a Source> {
    let source = |key: &'a str| Some((key, entry.sources.get(key).or_else(|| catalogue.sources.get(key))?));
    entry.sources_named().filter_map(|key| source(key.get_ref())).collect()
}

/// The families of a site's datasets: each under what it was taken from. One that is alone is no family.
pub(super) fn family(all: &[Dataset]) -> Vec<Branch<'_>> {
    fn branch<'a>(dataset: &'a Dataset, all: &'a [Dataset]) -> Branch<'a> {
        let children = all.iter().filter(|other| other.derived_from.contains(&dataset.slug));
        Branch {
            slug: &dataset.slug,
            name: &dataset.name,
            children: children.map(|child| branch(child, all)).collect(),
        }
    }
    let roots = all.iter().filter(|dataset| dataset.derived_from.is_empty());
    roots.map(|root| branch(root, all)).filter(|tree| !tree.children.is_empty()).collect()
}

/// The events that concern a site's datasets, with their sources.
pub(super) fn timeline<'a>(content: &'a Content<'a>, catalogue: &'a Catalogue) -> Vec<&'a Event> {
    let catalogued = |slug: &String| content.config.datasets.iter().any(|dataset| dataset.has_entry(slug));
    let any = content.config.datasets.iter().any(|dataset| dataset.catalogue.is_some());
    let concerns =
        |event: &&Event| any && (event.datasets.is_empty() || event.datasets.iter().any(catalogued));
    catalogue.timeline.iter().filter(concerns).collect()
}

/// The sources of a timeline.
pub(super) fn sources_of<'a>(
    events: &[&'a Event],
    catalogue: &'a Catalogue,
) -> BTreeMap<&'a str, &'a Source> {
    let keys: BTreeSet<&str> = events.iter().flat_map(|event| &event.sources).map(String::as_str).collect();
    keys.into_iter().filter_map(|key| Some((key, catalogue.sources.get(key)?))).collect()
}

/// What each request of a check tells, in this very index.
pub(super) fn leaks(content: &Content<'_>) -> Vec<LeakLine> {
    let line = |kind, leak: Leak| LeakLine {
        scope: leak.scope.name(),
        kind,
        shards: leak.shards,
        bits: leak.bits,
        bytes: leak.bytes,
        keys: leak.keys / u64::from(leak.shards.max(1)),
        posterior: leak.posterior(EXAMPLE_PRIOR),
    };
    let scopes = content.manifest.scopes.iter();
    let both = scopes
        .map(|files| [line("verdict", Leak::of_verdict(files)), line("details", Leak::of_details(files))]);
    both.flatten().collect()
}

impl DatasetView<'_> {
    /// The folder of its page.
    pub(super) fn path(&self) -> String {
        format!("datasets/{}/", self.slug)
    }
}
