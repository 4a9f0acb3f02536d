//! Tables in shares: what an engine hands to this program, file by file or part by part, and what the shares of all
//! tables come to.

use super::{
    Reading, as_table, check,
    lane::{Pace, Purpose},
    mapped, read_ids,
    report::{ImportReport, TableRead},
    separated,
    source::{self, Source},
};
use crate::{
    config::{Column, Columns, Config, Layout, TableSettings},
    error::{Failure, Result},
    progress::Progress,
    row::Intake,
};
use hushset_core::dataset::DatasetIndex;
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

/// A table of the settings, whatever it is for.
struct Table<'c> {
    purpose: Purpose<'c>,
    settings: Cow<'c, TableSettings>,
}

/// Every table of the settings. Their places are the numbers that shares name them by.
fn tables(config: &Config) -> Vec<Table<'_>> {
    let table = |purpose, settings| Table { purpose, settings };
    let shared = config.tables.iter().map(|shared| table(Purpose::Shared(config), Cow::Borrowed(&shared.0)));
    let accounts =
        config.accounts.iter().map(|accounts| table(Purpose::Accounts, Cow::Owned(as_table(accounts))));
    let of_datasets = config.datasets.iter().enumerate().flat_map(|(at, dataset)| {
        let index = DatasetIndex::new(at);
        let own = move |settings| Some(table(Purpose::Dataset(index?), Cow::Borrowed(settings)));
        dataset.tables.iter().filter_map(own)
    });
    shared.chain(accounts).chain(of_datasets).collect()
}

/// What an engine has to know to read a table.
#[derive(Debug, Serialize)]
pub(crate) struct Description {
    /// Its place among all tables.
    number: usize,
    /// The files as the settings have them.
    files: Vec<PathBuf>,
    /// In which parts it may be read.
    parts: Parts,
    /// Whether the first line of each file names the columns.
    header: bool,
    /// The columns that are taken over, where these have names.
    columns: Vec<String>,
}

/// In which parts a table may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Parts {
    /// File by file alone: a document is one thing, and the hash of an accounts table stands in the build.
    Files,
    /// From any line on.
    Lines,
    /// Rows of columns.
    Rows,
}

impl Table<'_> {
    fn describe(&self, number: usize, thumbnails: bool) -> Description {
        let layout = self.settings.layout;
        let parts = match layout {
            _ if matches!(self.purpose, Purpose::Accounts) => Parts::Files,
            Layout::Json | Layout::Fsxl | Layout::Ffhq => Parts::Files,
            Layout::Parquet => Parts::Rows,
            _ => Parts::Lines,
        };
        let columns = match layout {
            Layout::Adience => separated::adience_columns(),
            Layout::OpenImages => separated::open_images_columns(),
            _ => self.settings.columns.clone(),
        };
        let columns = names(&mapped::wanted(&columns, thumbnails).0);
        let has_header = matches!(layout, Layout::Csv | Layout::Tsv | Layout::Adience | Layout::OpenImages);
        let files = self.settings.files.clone();
        Description { number, files, parts, header: has_header && !columns.is_empty(), columns }
    }
}

/// What an engine has to know of each table.
pub(crate) fn describe(config: &Config) -> Vec<Description> {
    let thumbnails = config.index.thumbnails;
    tables(config).iter().enumerate().map(|(number, table)| table.describe(number, thumbnails)).collect()
}

/// By the number of a table, the items of it that alone are indexed, where a list of those is given.
pub(crate) fn only(config: &Config) -> Result<BTreeMap<usize, HashSet<u64>>> {
    let progress = Progress::silent();
    let listed = tables(config).into_iter().enumerate();
    let listed = listed.filter_map(|(number, table)| Some((number, table.settings.only.clone()?)));
    listed.map(|(number, path)| Ok((number, read_ids(config, &path, &progress)?))).collect()
}

fn names(columns: &Columns) -> Vec<String> {
    let names = columns.values().filter_map(|column| match column {
        Column::Name(name) => Some(name.clone()),
        Column::Number(_) => None,
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A share of a table, as an engine hands it over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Share {
    /// Which table.
    table: usize,
    /// Whether it was turned into Parquet on the way.
    #[serde(default)]
    parquet: bool,
    /// Columns that the engine has left out.
    #[serde(default)]
    dropped: Vec<String>,
    /// The files.
    files: Vec<ShareFile>,
}

/// A file of a share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareFile {
    /// Where this process finds it.
    path: PathBuf,
    /// What reports call it.
    shown: PathBuf,
    /// Its place among the files of its table.
    number: usize,
    /// Whether it is a part of a file, so that its hash says nothing.
    #[serde(default)]
    part: bool,
}

impl Share {
    /// The number of its table.
    pub(crate) fn table(&self) -> usize {
        self.table
    }

    /// Reads it. With `strict` the first bad row is a failure.
    pub(crate) fn read(
        &self,
        config: &Config,
        only: Option<&HashSet<u64>>,
        strict: bool,
        progress: &Progress,
        intake: &dyn Intake,
    ) -> Result<TableRead> {
        let tables = tables(config);
        let table = tables.get(self.table).ok_or(Failure::bug("a share is of a table that is not there"))?;
        let mut settings = table.settings.clone();
        if self.parquet {
            settings.to_mut().layout = Layout::Parquet;
        }
        let reading = Reading { config, strict, progress, intake, pace: Pace::default() };
        let source = |file: &ShareFile| Source {
            path: file.path.clone(),
            shown: file.shown.clone(),
            number: file.number,
        };
        let mut sources: Vec<Source> = self.files.iter().map(source).collect();
        if settings.layout == Layout::VggFace {
            source::hide_names(&mut sources);
        }
        let mut read = reading.files(&settings, table.purpose, &sources, only)?;
        let parts = self.files.iter().filter(|file| file.part);
        parts.for_each(|part| drop(read.hashes.remove(&part.shown)));
        self.dropped.iter().for_each(|name| read.tally.drop_column(name));
        Ok(read)
    }
}

/// What came of reading all tables.
#[derive(Debug, Default)]
pub(crate) struct TablesReport {
    /// By slug, the datasets' own tables.
    pub(crate) datasets: BTreeMap<String, ImportReport>,
    /// The tables that hold several datasets.
    pub(crate) shared: ImportReport,
    /// The accounts tables.
    pub(crate) accounts: ImportReport,
}

/// What the shares of all tables come to, and that something came of each table.
pub(crate) fn report(config: &Config, mut shares: BTreeMap<usize, TableRead>) -> Result<TablesReport> {
    let mut report = TablesReport::default();
    for (number, table) in tables(config).iter().enumerate() {
        let read = shares.remove(&number).unwrap_or_default();
        check(&read)?;
        let of_purpose = match table.purpose {
            Purpose::Shared(_) => &mut report.shared,
            Purpose::Accounts => &mut report.accounts,
            Purpose::Dataset(index) => {
                let slug = config.datasets.get(index.get()).map(|dataset| dataset.slug.clone());
                report.datasets.entry(slug.unwrap_or_default()).or_default()
            }
        };
        of_purpose.add(table.purpose, read);
    }
    Ok(report)
}
