//! Reports: what became of every row, and what the checks of an index cost and tell.
//!
//! ```text
//! build, plan ─[gather]─┐
//! published site ─[site]┼▶ Report ─[sections]▶ text, tables, charts ─[text]▶ terminal
//! report.json ──────────┘     └▶ report.json                        └[html]▶ report.html
//! ```
//!
//! [`Report`] is what `report.json` holds; docs/REPORT.md explains each field. A field is not taken away and does not
//! change its meaning while [`FORMAT`] stays the same. Of a published site only that is known which everyone can read
//! from it, so what came of the tables is left out there.

pub mod file;
mod gather;
mod html;
pub mod sections;
mod site;
pub mod text;

#[cfg(test)]
mod tests;

use crate::{
    plan::LengthClass,
    stats::{LinkReport, TableStats},
};
use hushset_core::{
    filter::FingerprintBits,
    identifier::{Scheme, Scope},
    leak::{EXAMPLE_PRIOR, Leak},
    manifest::DetailsPolicy,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The shape of the report. Another number means that fields have changed.
pub const FORMAT: u32 = 1;

/// A report.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// The program that made the report, with its version.
    pub made_by: String,
    /// What the site is.
    pub site: Site,
    /// The published build; nothing if it was only planned.
    pub build: Option<Build>,
    /// The datasets by ascending slug.
    pub datasets: Vec<DatasetReport>,
    /// What came of the tables that hold several datasets, if there are any.
    pub shared: Option<TableInput>,
    /// What came of the accounts tables, if there are any.
    pub accounts: Option<TableInput>,
    /// What linking did.
    pub linking: Option<LinkReport>,
    /// What the publisher lets a check cost.
    pub budgets: Option<Budgets>,
    /// The families of keys, each with its shards.
    pub scopes: Vec<ScopeReport>,
    /// All shards together.
    pub totals: Totals,
}

/// What a site is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// Its heading.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The rules that read what people type.
    pub scheme: Scheme,
    /// The width of the filters' fingerprints: a wrong "almost certainly" comes once in 2^width.
    pub fingerprint_bits: FingerprintBits,
    /// When details are fetched.
    pub details: DetailsPolicy,
    /// The largest number of items on a page of details.
    pub page_cap: u64,
}

/// A published build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Build {
    /// The build id, in hexadecimal digits.
    pub id: String,
    /// Its number in the site's history, if it is the current one.
    pub sequence: Option<u64>,
    /// Whether the site had this very build already. Nobody can tell from the site.
    pub unchanged: Option<bool>,
}

/// What the publisher lets a check cost, in bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Budgets {
    /// For a verdict.
    pub verdict: u64,
    /// For a page of details.
    pub details: u64,
}

/// A dataset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DatasetReport {
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The slugs of the datasets it was taken from.
    pub derived_from: Vec<String>,
    /// What is published of it; nothing if it is only described.
    pub published: Option<PublishedTable>,
    /// What came of its tables.
    pub input: Option<Input>,
}

/// What is published of a dataset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishedTable {
    /// Its items.
    pub items: u64,
    /// Their owners, as far as any table tells.
    pub owners: u64,
    /// How many of the items are found by each kind of name.
    pub findable: Findable,
    /// Which rows these are: a SHA-256, in hexadecimal digits.
    pub digest: String,
}

/// How many items are found by each kind of name.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Findable {
    /// By their owners' account numbers.
    pub by_nsid: u64,
    /// By the names in their owners' addresses.
    pub by_alias: u64,
    /// By the names that their owners show.
    pub by_display: u64,
    /// By their hashtags.
    pub by_tag: u64,
}

/// What came of a dataset's tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// What became of the rows.
    pub rows: Rows,
    /// What there is to know about the tables.
    #[serde(flatten)]
    pub tables: Tables,
    /// How the items are spread over years and licences.
    pub stats: TableStats,
}

/// What came of tables that are not one dataset's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableInput {
    /// What became of the rows.
    pub rows: RowsRead,
    /// What there is to know about the tables.
    #[serde(flatten)]
    pub tables: Tables,
}

/// What there is to know about tables beside their rows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tables {
    /// The first of the bad rows.
    pub problems: Vec<Problem>,
    /// Columns that were there and were not taken over.
    pub dropped_columns: Vec<String>,
    /// SHA-256 of each file by its name.
    pub files: BTreeMap<String, String>,
}

/// What became of rows while they were read: each is one of `good`, `bad`, `left_out` and `other`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsRead {
    /// Rows read.
    pub read: u64,
    /// Rows that could be used.
    pub good: u64,
    /// Rows that could not be understood.
    pub bad: u64,
    /// Rows that the settings leave out.
    pub left_out: u64,
    /// Rows about something that is not an item of this scheme.
    pub other: u64,
}

/// What became of the rows of a dataset, those that it was given from shared tables among them: each good one is one of
/// `published`, `duplicates`, `further` and `suppressed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// What became of them while they were read.
    #[serde(flatten)]
    pub read: RowsRead,
    /// Rows that say what another row of the dataset says already.
    pub duplicates: u64,
    /// Rows that say something else about an item that another row of the dataset names already.
    pub further: u64,
    /// Items that are not published, since somebody asked for that.
    pub suppressed: u64,
    /// Items that are published: one row of each counts here.
    pub published: u64,
}

impl Rows {
    /// Rows about an item that another row names.
    pub fn repeated(&self) -> u64 {
        self.duplicates + self.further
    }
}

/// A bad row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong. It never quotes the row.
    pub problem: String,
}

/// A family of keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScopeReport {
    /// `owners`, `items` or `tags`.
    pub scope: Scope,
    /// The number of names.
    pub keys: u64,
    /// Items listed under these; an account's photo counts once for each of its names.
    pub listed: Option<u64>,
    /// How long the lists are, by powers of two.
    pub lengths: Vec<LengthClass>,
    /// Bytes of all exact entries (tag, length, sealed record) for each listed item.
    pub exact_bytes_per_item: Option<f64>,
    /// Bits of all filters for each (key, dataset) pair.
    pub filter_bits_per_pair: Option<f64>,
    /// The shards that answer verdicts.
    pub filter: Shards,
    /// The shards that answer details.
    pub exact: Shards,
}

/// All shards of one kind in one scope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shards {
    /// How they are cut.
    #[serde(flatten)]
    pub cut: Cut,
    /// (key, dataset) pairs in all filters, or entries in all exact shards.
    pub entries: u64,
    /// The bytes of all bodies before padding.
    pub content_bytes: Option<u64>,
    /// The length of all files over that of their contents.
    pub padding: Option<f64>,
    /// Other cuts that the planner looked at, by ascending bits.
    pub alternatives: Vec<Cut>,
}

/// A number of bits, and what it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// The bits of a key that the host sees.
    pub bits: u8,
    /// The number of files: a request is for "1 of" so many.
    pub files: u64,
    /// The length of each file: what a check transfers.
    pub file_bytes: u64,
    /// The length of all files.
    pub total_bytes: u64,
    /// What becomes of a host's suspicion of 1 % that a certain person is asking, if it was right. Details come after
    /// a verdict, so what that told is in here too.
    pub one_percent_becomes: f64,
}

/// All shards of an index; the page that asks them is not among these.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Totals {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The length of the longest.
    pub largest_file: u64,
}

impl Totals {
    fn of(scopes: &[ScopeReport]) -> Self {
        let cuts = || scopes.iter().flat_map(|scope| [scope.filter.cut, scope.exact.cut]);
        Self {
            files: cuts().map(|cut| cut.files).sum(),
            bytes: cuts().map(|cut| cut.total_bytes).sum(),
            largest_file: cuts().map(|cut| cut.file_bytes).max().unwrap_or(0),
        }
    }
}

/// The suspicion after `requests`, all for one key: the longest of their prefixes tells what the others tell, too.
fn suspicion(requests: &[Leak]) -> f64 {
    requests.iter().map(|leak| leak.posterior(EXAMPLE_PRIOR)).fold(EXAMPLE_PRIOR, f64::max)
}

fn made_by() -> String {
    format!("hushset {}", env!("CARGO_PKG_VERSION"))
}
