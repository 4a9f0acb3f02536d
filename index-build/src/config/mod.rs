//! `hushset.toml`: what a publisher says about the site, the index, and the datasets' tables.

mod address;
mod mistake;
mod site;
mod size;
mod table;

pub use address::SiteAddress;
pub use site::{PageText, Site};
pub use size::ByteSize;
pub use table::{AccountsSettings, Column, Columns, Field, Layout, SharedTable, Suppress, TableSettings};

use crate::{
    catalogue::{Catalogue, CatalogueChoice, Entry, settle},
    error::{Failure, Result},
};
use hushset_core::{
    dataset::{DatasetIndex, MAX_DATASETS},
    filter::FingerprintBits,
    identifier::Scheme,
    manifest::{DetailsPolicy, is_slug},
};
use mistake::Mistake;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    num::{NonZeroU32, NonZeroUsize},
    path::{Path, PathBuf},
};
use toml::Spanned;

/// The settings, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the page says about itself.
    pub site: Site,
    /// How the index is made.
    #[serde(default)]
    pub index: IndexSettings,
    /// The datasets; each has a table or is only described.
    #[serde(default, rename = "dataset")]
    pub datasets: Vec<DatasetSettings>,
    /// Tables that feed several datasets: a column says which row belongs to which.
    #[serde(default, rename = "table")]
    pub tables: Vec<SharedTable>,
    /// Tables of accounts: their numbers, aliases, and names shown now and before.
    #[serde(default)]
    pub accounts: Vec<AccountsSettings>,
    /// Who asked not to be found.
    #[serde(default)]
    pub suppress: Suppress,
    /// The folder of the settings file, which paths in it are relative to.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// `[index]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IndexSettings {
    /// The rules that read what people type.
    pub scheme: Scheme,
    /// The width of a fingerprint: 8, 16 or 32 bits.
    pub fingerprint_bits: FingerprintBits,
    /// What a verdict may cost a reader.
    pub verdict_budget: ByteSize,
    /// What details may cost a reader.
    pub details_budget: ByteSize,
    /// Whether details wait for a click or come with every check.
    pub details: DetailsPolicy,
    /// Whether hashtags can be looked up. Off by default: it lets a stranger list other people's photos of
    /// `#birthday`.
    pub tags: bool,
    /// Whether the index may hold what the address of a thumbnail needs. Off by default: an image's address keeps
    /// working after its photo is made private.
    pub thumbnails: bool,
    /// The largest number of photos on a page of details; the planner chooses if it is not given.
    pub page_cap: Option<NonZeroU32>,
    /// How many earlier builds stay readable beside the new one, for readers who have the page open. One at least: a
    /// reader may have opened it just before.
    pub keep_builds: NonZeroUsize,
}

impl Default for IndexSettings {
    fn default() -> Self {
        Self {
            scheme: Scheme::Flickr,
            fingerprint_bits: FingerprintBits::Sixteen,
            verdict_budget: ByteSize(256 << 10),
            details_budget: ByteSize(256 << 10),
            details: DetailsPolicy::OnClick,
            tags: false,
            thumbnails: false,
            page_cap: None,
            keep_builds: NonZeroUsize::MIN,
        }
    }
}

/// `[[dataset]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetSettings {
    /// The short name: lower-case letters, digits, `-`, `_`.
    pub slug: String,
    /// The name; its entry's in the catalogue if it is not given.
    #[serde(default)]
    pub name: String,
    /// The slugs of the datasets that this one was taken from; what its entry says if none is given.
    #[serde(default)]
    pub derived_from: Vec<String>,
    /// Facts to show: year, makers, purpose, licence, contact, removal, url, citation …
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    /// Which entry of the catalogue tells about it.
    #[serde(default)]
    pub catalogue: Option<Spanned<CatalogueChoice>>,
    /// What to say instead of that entry, or without one.
    #[serde(default, rename = "entry")]
    pub own_entry: Option<Entry>,
    /// Both together.
    #[serde(skip)]
    pub entry: Entry,
    /// The tables with its rows. None: it is described, and answers "not covered".
    #[serde(default, rename = "table")]
    pub tables: Vec<TableSettings>,
}

impl Config {
    /// Reads and checks a settings file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Failure::reading(path, &error))?;
        Self::parse(path, &text)
    }

    /// Checks the text of a settings file.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let mut config: Self = toml::from_str(text)
            .map_err(|error| Failure::Settings { file: path.into(), problem: error.to_string() })?;
        config.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let wrong = |problem| Failure::Settings { file: path.into(), problem };
        config.check().map_err(|mistake| wrong(mistake.told(text)))?;
        settle(&mut config.datasets, &Catalogue::bundled()?, &config.site.language).map_err(|problem| {
            let line =
                problem.span.map(|span| text.bytes().take(span.start).filter(|&b| b == b'\n').count() + 1);
            wrong(line.map_or(problem.text.clone(), |line| format!("line {line}: {}", problem.text)))
        })?;
        // The order in the file does not matter to anyone, and the bytes of a build must not depend on it.
        config.datasets.sort_by(|a, b| a.slug.cmp(&b.slug));
        Ok(config)
    }

    fn check(&self) -> std::result::Result<(), Mistake> {
        let scheme = self.index.scheme;
        self.check_scheme()?;
        self.site.check().map_err(|problem| Mistake::new(problem).within("site"))?;
        for (at, dataset) in self.datasets.iter().enumerate() {
            self.check_slug(at, dataset)
                .map_err(|problem| Mistake::new(problem).within("slug"))
                .and_then(|()| Mistake::each(&dataset.tables, "table", |table| table.check(scheme)))
                .map_err(|mistake| mistake.within(at).within("dataset"))?;
        }
        Mistake::each(&self.tables, "table", |table| table.check(scheme))?;
        Mistake::each(&self.accounts, "accounts", AccountsSettings::check)?;
        if self.datasets.len() > MAX_DATASETS {
            return Err(Mistake::new(format!(
                "an index holds at most {MAX_DATASETS} datasets, and here are {}",
                self.datasets.len()
            )));
        }
        if self.tables.is_empty() && self.datasets.iter().all(|dataset| dataset.tables.is_empty()) {
            return Err(Mistake::new("no dataset has a [[dataset.table]], so there is nothing to index"));
        }
        Ok(())
    }

    /// What only Flickr has.
    fn check_scheme(&self) -> std::result::Result<(), Mistake> {
        if self.index.scheme == Scheme::Flickr {
            return Ok(());
        }
        let mistake = || Mistake::new("this is for the scheme flickr alone");
        if self.index.tags {
            return Err(mistake().within("tags").within("index"));
        }
        if self.index.thumbnails {
            return Err(mistake().within("thumbnails").within("index"));
        }
        if self.accounts.is_empty() { Ok(()) } else { Err(mistake().within(0).within("accounts")) }
    }

    fn check_slug(&self, at: usize, dataset: &DatasetSettings) -> std::result::Result<(), String> {
        let slug = &dataset.slug;
        if !is_slug(slug) {
            return Err(format!(
                "the slug \"{slug}\" may only have lower-case letters, digits, - and _ (64 at most)"
            ));
        }
        if self.datasets.iter().take(at).any(|other| other.slug == *slug) {
            return Err(format!("two datasets have the slug \"{slug}\""));
        }
        Ok(())
    }

    /// The dataset of this slug.
    pub fn dataset(&self, slug: &str) -> Option<DatasetIndex> {
        self.datasets.iter().position(|dataset| dataset.slug == slug).and_then(DatasetIndex::new)
    }

    /// A path of the settings file, which is relative to it.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }
}

impl DatasetSettings {
    /// What the manifest says about it, for pages that show an answer: its entry's main facts, and its own.
    pub fn short_facts(&self) -> BTreeMap<String, String> {
        self.entry.short_facts().into_iter().chain(self.facts.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hushset.toml");
        fs::write(&path, text).unwrap();
        Config::read(&path)
    }

    const HEAD: &str = "[site]\ntitle = \"T\"\npublisher = \"P\"\n";

    #[test]
    fn mistakes_are_named() {
        let table = "[[dataset.table]]\nfiles = [\"a\"]\nlayout = \"diveface\"\n";
        for (text, part) in [
            (String::new(), "site"),
            (HEAD.into(), "nothing to index"),
            (format!("{HEAD}colour = 3\n"), "colour"),
            (format!("{HEAD}[[dataset]]\nslug = \"A b\"\nname = \"A\"\n{table}"), "A b"),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"a\"\nname = \"A\"\n{table}[[dataset]]\nslug = \"a\"\nname = \"A\"\n"
                ),
                "two datasets",
            ),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"a\"\nname = \"A\"\n[[dataset.table]]\nfiles = [\"a\"]\nlayout = \"csv\"\n"
                ),
                "photo",
            ),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"a\"\nname = \"A\"\n[[dataset.table]]\nfiles = []\nlayout = \"pipa\"\n"
                ),
                "no files",
            ),
            (format!("{HEAD}language = \"xx\"\n[[dataset]]\nslug = \"a\"\nname = \"A\"\n{table}"), "\"xx\""),
            (format!("{HEAD}[[dataset]]\nslug = \"a\"\n{table}"), "no name"),
            (
                format!("{HEAD}[[dataset]]\nslug = \"a\"\ncatalogue = true\n{table}"),
                "line 6: dataset \"a\": the catalogue has no entry",
            ),
            (format!("{HEAD}[[dataset]]\nslug = \"a\"\ncatalogue = 3\n{table}"), "line 6"),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"pipa\"\ncatalogue = true\nderived_from = [\"megaface\"]\n{table}\
                     [[dataset]]\nslug = \"megaface\"\ncatalogue = true\n"
                ),
                "does not say that it was taken from megaface",
            ),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"a\"\nname = \"A\"\n{table}[dataset.entry.makers]\ntext = \"B\"\n\
                     sources = [\"hearsay\"]\n"
                ),
                "line 12: dataset \"a\": there is no source \"hearsay\"",
            ),
            (format!("{HEAD}[index]\nverdict_budget = \"lots\"\n"), "256 KiB"),
            (format!("{HEAD}[index]\nfingerprint_bits = 12\n"), "8, 16 or 32"),
            (
                format!(
                    "{HEAD}[[dataset]]\nslug = \"a\"\nname = \"A\"\n[[dataset.table]]\nfiles = [\"a\"]\nlayout = \"xls\"\n"
                ),
                "xls",
            ),
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(part) && error.contains("hushset.toml"), "{text}\n→ {error}");
        }
    }

    #[test]
    fn mistakes_have_a_line_and_a_key() {
        let dataset = "[[dataset]]\nslug = \"a\"\nname = \"A\"\n";
        let table = |more: &str| format!("{HEAD}{dataset}[[dataset.table]]\nfiles = [\"a\"]\n{more}\n");
        let good = table("layout = \"pipa\"");
        for (text, place, part) in [
            (format!("{good}{dataset}"), "line 11, dataset.slug:", "two datasets"),
            (
                table("layout = \"csv\"\n[dataset.table.columns]\nalias = \"x\""),
                "line 10, dataset.table.columns:",
                "no photo",
            ),
            (table("layout = \"csv\""), "line 7, dataset.table.columns:", "no photo"),
            (
                table("layout = \"csv\"\n[dataset.table.columns]\nphoto = 1\nformer = 2"),
                "line 12, dataset.table.columns.former:",
                "[[accounts]]",
            ),
            (
                table("layout = \"csv\"\n[dataset.table.columns]\nphoto = 1\ndataset = 2"),
                "line 12, dataset.table.columns.dataset:",
                "[[table]]",
            ),
            (table("layout = \"pipa\"\ncolumns = { photo = 1 }"), "line 10,", "leave columns out"),
            (table("layout = \"csv\"\ncolumns = { photo = 0 }"), "line 10,", "count from 1"),
            (
                table("layout = \"csv\"\ncolumns = { photo = \"a\", nsid = 2 }"),
                "line 10,",
                "names or numbers",
            ),
            (table("layout = \"jsonl\"\ncolumns = { photo = 1 }"), "line 10,", "not numbers"),
            (table("layout = \"csv\"\ncolumns = { photo = 1, secret = 2 }"), "line 10,", "together"),
            (table("layout = \"csv\"\ncolumns = { photo = true }"), "line 10", "a column is a name"),
            (
                format!("{good}[[table]]\nfiles = [\"b\"]\nlayout = \"pipa\""),
                "line 12, table.layout:",
                "[[dataset.table]]",
            ),
            (
                format!("{good}[[table]]\nfiles = [\"b\"]\nlayout = \"csv\"\ncolumns = {{ photo = 1 }}"),
                "line 13, table.columns:",
                "no dataset",
            ),
            (
                format!(
                    "{good}[[accounts]]\nfiles = [\"b\"]\nlayout = \"csv\"\ncolumns = {{ nsid = 1, tags = 2 }}"
                ),
                "line 13, accounts.columns.tags:",
                "nsid, alias",
            ),
            (
                format!(
                    "{good}[[accounts]]\nfiles = []\nlayout = \"csv\"\ncolumns = {{ nsid = 1, alias = 2 }}"
                ),
                "line 11, accounts.files:",
                "no files",
            ),
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(place) && error.contains(part), "{text}\n→ {error}");
        }
    }
}
