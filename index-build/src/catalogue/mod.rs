//! What is known about well-known datasets, with where it is known from: the entries that come with the command
//! (`www/catalogue/*.toml`), and what a publisher writes in their place.

mod citation;
mod date;
mod entry;
mod settle;

pub use citation::{Citation, CitationKind};
pub use date::Date;
pub use entry::{Contact, Entry, FactKind, Mark, Source, Statement};
pub use settle::{CatalogueChoice, settle};

use crate::{
    error::{Failure, Result},
    runtime,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, path::Path};

/// Everything that comes with the command.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Entries by slug.
    pub entries: BTreeMap<String, Entry>,
    /// The sources that they name.
    pub sources: BTreeMap<String, Source>,
    /// What happened, in the order of time.
    pub timeline: Vec<Event>,
}

/// An event of the timeline.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When it happened.
    pub date: Date,
    /// What happened.
    pub text: String,
    /// How it is known.
    #[serde(default)]
    pub mark: Mark,
    /// Where it is known from.
    pub sources: Vec<String>,
    /// The datasets that it is about; none: about all of them.
    #[serde(default)]
    pub datasets: Vec<String>,
}

#[derive(Deserialize)]
struct Timeline {
    event: Vec<Event>,
}

impl Catalogue {
    /// Reads the entries that come with the command.
    pub fn bundled() -> Result<Self> {
        let mut catalogue = Self::default();
        for (path, bytes) in runtime::below("catalogue") {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            match name {
                "sources" => catalogue.sources = read(&path, bytes)?,
                "timeline" => catalogue.timeline = read::<Timeline>(&path, bytes)?.event,
                slug => {
                    catalogue.entries.insert(slug.to_owned(), read(&path, bytes)?);
                }
            }
        }
        catalogue.timeline.sort_by_key(|event| event.date);
        Ok(catalogue)
    }

    /// The entry of a slug, or what to say to somebody who asks for one that there is not.
    pub fn entry(&self, slug: &str) -> std::result::Result<&Entry, String> {
        self.entries.get(slug).ok_or_else(|| {
            let known: Vec<&str> = self.entries.keys().map(String::as_str).collect();
            format!("the catalogue has no entry \"{slug}\"; it has {}", known.join(", "))
        })
    }
}

fn read<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    let broken = |problem: String| Failure::Settings { file: Path::new("catalogue").join(path), problem };
    let text = str::from_utf8(bytes).map_err(|error| broken(error.to_string()))?;
    toml::from_str(text).map_err(|error| broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_bundled_source_is_there_and_is_used() {
        let catalogue = Catalogue::bundled().unwrap();
        assert!(catalogue.entries.len() >= 17 && !catalogue.timeline.is_empty());
        let mut used = BTreeSet::new();
        for (slug, entry) in &catalogue.entries {
            for key in entry.sources_named() {
                let key = key.get_ref().as_str();
                assert!(catalogue.sources.contains_key(key), "{slug}: no source {key}");
                used.insert(key);
            }
        }
        for event in &catalogue.timeline {
            used.extend(event.sources.iter().map(String::as_str));
        }
        let known: BTreeSet<&str> = catalogue.sources.keys().map(String::as_str).collect();
        assert_eq!(used, known);
        assert!(catalogue.sources.values().all(|source| source.url.starts_with("https://")));
    }

    /// A fact without a source is a rumour, and a status without a date is out of date.
    #[test]
    fn every_bundled_statement_has_a_source() {
        let catalogue = Catalogue::bundled().unwrap();
        for (slug, entry) in &catalogue.entries {
            for statement in entry.statements() {
                assert!(!statement.sources.is_empty(), "{slug}: {}", statement.text);
            }
            assert!(entry.status.iter().all(|status| status.date.is_some()), "{slug}");
            assert!(
                entry.makers.is_some() && entry.purpose.is_some() && !entry.citations.is_empty(),
                "{slug}"
            );
        }
        for Event { text, sources, datasets, .. } in &catalogue.timeline {
            assert!(!sources.is_empty(), "{text}");
            assert!(datasets.iter().all(|slug| catalogue.entries.contains_key(slug)), "{text}");
        }
    }

    #[test]
    fn the_bundled_family_holds_together() {
        let catalogue = Catalogue::bundled().unwrap();
        for (slug, entry) in &catalogue.entries {
            let known = entry.derived_from.iter().all(|parent| catalogue.entries.contains_key(parent));
            assert!(known, "{slug}: {:?}", entry.derived_from);
        }
    }
}
