//! What a publisher's settings make of the catalogue: whose entry a dataset has, and what it was taken from.

use super::{Catalogue, Entry};
use crate::config::DatasetSettings;
use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range};

/// `catalogue = true` or `catalogue = "megaface"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub enum CatalogueChoice {
    /// Whether the dataset has the entry of its own slug.
    OfSlug(bool),
    /// It has this entry.
    Named(String),
}

impl TryFrom<toml::Value> for CatalogueChoice {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        match value {
            toml::Value::Boolean(chosen) => Ok(Self::OfSlug(chosen)),
            toml::Value::String(slug) => Ok(Self::Named(slug)),
            _ => Err("catalogue is true or the name of an entry, like \"megaface\"".into()),
        }
    }
}

/// What is wrong, and where in the settings.
#[derive(Debug)]
pub struct Problem {
    /// The bytes of the settings that are to blame.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub text: String,
}

impl DatasetSettings {
    /// The slug of its entry in the catalogue.
    fn catalogued(&self) -> Option<&str> {
        match self.catalogue.as_ref()?.get_ref() {
            CatalogueChoice::OfSlug(true) => Some(&self.slug),
            CatalogueChoice::OfSlug(false) => None,
            CatalogueChoice::Named(slug) => Some(slug),
        }
    }

    /// Whether an entry of the catalogue is the one that tells about it.
    pub fn has_entry(&self, slug: &str) -> bool {
        self.catalogued() == Some(slug)
    }
}

/// Gives each dataset its entry, and its name and parents where the settings leave them to the catalogue.
pub fn settle(
    datasets: &mut [DatasetSettings],
    catalogue: &Catalogue,
    language: &str,
) -> Result<(), Problem> {
    // Entry → dataset of this site.
    let mut here: BTreeMap<String, String> = BTreeMap::new();
    for dataset in datasets.iter() {
        if let Some(entry) = dataset.catalogued()
            && let Some(other) = here.insert(entry.to_owned(), dataset.slug.clone())
        {
            let text = format!("the datasets \"{other}\" and \"{}\" have the same entry", dataset.slug);
            return Err(Problem { span: dataset.catalogue.as_ref().map(toml::Spanned::span), text });
        }
    }
    datasets.iter_mut().try_for_each(|dataset| settle_one(dataset, catalogue, &here, language))
}

fn settle_one(
    dataset: &mut DatasetSettings,
    catalogue: &Catalogue,
    here: &BTreeMap<String, String>,
    language: &str,
) -> Result<(), Problem> {
    let slug = &dataset.slug;
    let span = dataset.catalogue.as_ref().map(toml::Spanned::span);
    let named = |text: String| format!("dataset \"{slug}\": {text}");
    let bundled = dataset.catalogued().map(|entry| catalogue.entry(entry)).transpose();
    let bundled = bundled.map_err(|text| Problem { span: span.clone(), text: named(text) })?;
    let mut own = dataset.own_entry.clone().unwrap_or_default();
    if dataset.own_entry.is_some() {
        own.language.get_or_insert_with(|| language.to_owned());
    }
    let entry = own.over(bundled.cloned().unwrap_or_default());
    if let Some(unknown) = entry.sources_named().find(|key| {
        let key = key.get_ref();
        !entry.sources.contains_key(key) && !catalogue.sources.contains_key(key)
    }) {
        let text =
            named(format!("there is no source \"{}\": add it to [dataset.entry.sources]", unknown.get_ref()));
        return Err(Problem { span: Some(unknown.span()), text });
    }
    if dataset.name.is_empty() {
        dataset.name.clone_from(&entry.name);
    }
    if dataset.name.is_empty() {
        return Err(Problem { span: None, text: named("it has no name".into()) });
    }
    let parents = parents(&entry, catalogue, here);
    if dataset.derived_from.is_empty() {
        dataset.derived_from = parents;
    } else if bundled.is_some() {
        let lineage = ancestors(&entry, catalogue);
        let foreign = |(entry, slug): (&String, &String)| {
            dataset.derived_from.contains(slug) && !lineage.contains(entry)
        };
        if let Some((entry, _)) = here.iter().find(|pair| foreign(*pair)) {
            let text = named(format!(
                "the catalogue does not say that it was taken from {entry}. If you know better, write derived_from in \
                 [dataset.entry]"
            ));
            return Err(Problem { span, text });
        }
    }
    dataset.entry = entry;
    Ok(())
}

/// The nearest datasets of this site that an entry's was taken from.
fn parents(entry: &Entry, catalogue: &Catalogue, here: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for parent in &entry.derived_from {
        match (here.get(parent), catalogue.entries.get(parent)) {
            (Some(slug), _) => found.push(slug.clone()),
            (None, Some(entry)) => found.extend(parents(entry, catalogue, here)),
            (None, None) => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Everything that an entry's dataset was taken from, at any remove.
fn ancestors(entry: &Entry, catalogue: &Catalogue) -> Vec<String> {
    let nearer = entry.derived_from.iter().cloned();
    let farther = entry.derived_from.iter().filter_map(|parent| catalogue.entries.get(parent));
    nearer.chain(farther.flat_map(|entry| ancestors(entry, catalogue))).collect()
}
