//! `hushset.toml`: what a publisher says about the site, the index, and the datasets' tables.

mod site;

pub use site::{PageText, Site};

use crate::{
    catalogue::{Catalogue, CatalogueChoice, Entry, settle},
    error::{Failure, Result},
};
use hushset_core::{
    dataset::MAX_DATASETS,
    filter::FingerprintBits,
    identifier::Scheme,
    manifest::{DetailsPolicy, is_slug},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    num::NonZeroU32,
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
    /// The largest number of photos on a page of details; the planner chooses if it is not given.
    pub page_cap: Option<NonZeroU32>,
    /// How many earlier builds stay readable beside the new one, for readers who have the page open.
    pub keep_builds: usize,
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
            page_cap: None,
            keep_builds: 1,
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

/// `[[dataset.table]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSettings {
    /// The files, relative to the settings file.
    pub files: Vec<PathBuf>,
    /// How the files are laid out.
    pub layout: Layout,
    /// For csv, tsv, json and jsonl: which column is what. A name, or a number (from 1) where the files have
    /// no header.
    #[serde(default)]
    pub columns: BTreeMap<Field, Column>,
    /// A file with one photo id in each line: only these photos are indexed.
    #[serde(default)]
    pub only: Option<PathBuf>,
}

/// The layouts that the importers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON array of objects.
    Json,
    /// A JSON object in each line.
    Jsonl,
    /// `NSID_identity_K/PHOTOID_F.jpg` lines.
    DiveFace,
    /// `photoset_id photo_id x y w h identity_id subset` lines.
    Pipa,
    /// The crawl list of Flickr-Suits-XL.
    Fsxl,
}

/// What a mapped column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The photo: an id, a file name, or any address of it (whose account then counts too).
    Photo,
    /// The owner's account number.
    Nsid,
    /// The name in the owner's addresses.
    Alias,
    /// The name the owner shows.
    DisplayName,
    /// When the photo was uploaded (or taken): `YYYY-MM…`; the day is dropped.
    Date,
    /// The licence: Flickr's number, its name, or its address.
    Licence,
    /// Hashtags, separated by commas, or by spaces where there is no comma.
    Tags,
}

/// A column's name or number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// By header.
    Name(String),
    /// By place, from 1; the files have no header.
    Number(usize),
}

/// A number of bytes: `"256 KiB"`, `"1 MiB"`, `"4096"`, or a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct ByteSize(pub u64);

impl TryFrom<toml::Value> for ByteSize {
    type Error = String;

    fn try_from(value: toml::Value) -> std::result::Result<Self, String> {
        match value {
            toml::Value::String(text) => text.parse(),
            toml::Value::Integer(bytes) => {
                u64::try_from(bytes).map(Self).map_err(|_| "a size cannot be negative".into())
            }
            _ => Err("a size is written like \"256 KiB\"".into()),
        }
    }
}

impl std::str::FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1000,
            "kib" => 1 << 10,
            "mb" => 1_000_000,
            "mib" => 1 << 20,
            _ => return Err(format!("\"{text}\" is not a size; write it like \"256 KiB\"")),
        };
        let number: u64 =
            number.parse().map_err(|_| format!("\"{text}\" is not a size; write it like \"256 KiB\""))?;
        number.checked_mul(factor).map(Self).ok_or_else(|| format!("\"{text}\" is too large"))
    }
}

impl Config {
    /// Reads and checks a settings file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Failure::reading(path, &error))?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| Failure::Settings { file: path.into(), problem: error.to_string() })?;
        config.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let wrong = |problem| Failure::Settings { file: path.into(), problem };
        config.check().map_err(wrong)?;
        settle(&mut config.datasets, &Catalogue::bundled()?, &config.site.language).map_err(|problem| {
            let line =
                problem.span.map(|span| text.bytes().take(span.start).filter(|&b| b == b'\n').count() + 1);
            wrong(line.map_or(problem.text.clone(), |line| format!("line {line}: {}", problem.text)))
        })?;
        // The order in the file does not matter to anyone, and the bytes of a build must not depend on it.
        config.datasets.sort_by(|a, b| a.slug.cmp(&b.slug));
        Ok(config)
    }

    fn check(&self) -> std::result::Result<(), String> {
        self.site.check()?;
        let mut slugs = BTreeSet::new();
        for dataset in &self.datasets {
            let slug = &dataset.slug;
            if !is_slug(slug) {
                return Err(format!(
                    "the slug \"{slug}\" may only have lower-case letters, digits, - and _ (64 at most)"
                ));
            }
            if !slugs.insert(slug) {
                return Err(format!("two datasets have the slug \"{slug}\""));
            }
            for table in &dataset.tables {
                table.check().map_err(|problem| format!("dataset \"{slug}\": {problem}"))?;
            }
        }
        if self.datasets.len() > MAX_DATASETS {
            return Err(format!(
                "an index holds at most {MAX_DATASETS} datasets, and here are {}",
                slugs.len()
            ));
        }
        if !self.datasets.iter().any(|dataset| !dataset.tables.is_empty()) {
            return Err("no dataset has a [[dataset.table]], so there is nothing to index".into());
        }
        Ok(())
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

impl TableSettings {
    fn check(&self) -> std::result::Result<(), String> {
        if self.files.is_empty() {
            return Err("a table has no files".into());
        }
        let mapped = matches!(self.layout, Layout::Csv | Layout::Tsv | Layout::Json | Layout::Jsonl);
        match (mapped, self.columns.is_empty()) {
            (true, _) if !self.columns.contains_key(&Field::Photo) => {
                Err("columns has no photo: say which column has the photo's id or address".into())
            }
            (false, false) => Err("this layout knows its columns: leave columns out".into()),
            _ if matches!(self.layout, Layout::Json | Layout::Jsonl)
                && self.columns.values().any(|c| matches!(c, Column::Number(_))) =>
            {
                Err("the fields of JSON objects have names, not numbers".into())
            }
            _ if self.columns.values().any(|c| *c == Column::Number(0)) => Err("columns count from 1".into()),
            _ => Ok(()),
        }
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
    fn sizes_are_written_with_units() {
        for (text, bytes) in [("256 KiB", 262_144), ("1MiB", 1_048_576), ("4096", 4096), ("5 kB", 5000)] {
            assert_eq!(text.parse::<ByteSize>().unwrap().0, bytes);
        }
        for text in ["", "KiB", "1 parsec", "99999999999999999999", "-1"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }

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
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(part) && error.contains("hushset.toml"), "{text}\n→ {error}");
        }
    }
}
