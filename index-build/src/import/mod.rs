//! Importers: from tables as people hold them to rows.
//!
//! ```text
//! settings ─[source]▶ files ─[stream]▶ bytes ─[blocks]▶ whole records ─[a layout]▶ cells ─[mapped]▶ rows ─[lane]▶ sinks
//! ```
//!
//! An importer takes from a table what a checker needs; columns that it does not name (face boxes, ages, names of
//! the people depicted, titles) are dropped where they are read. A row that cannot be understood is counted and
//! reported with its file and line.

mod blocks;
mod generic;
mod json;
mod lane;
pub(crate) mod licence;
mod lists;
mod mapped;
mod object;
mod parquet;
mod photo;
mod report;
mod separated;
mod share;
mod source;
mod stream;
mod suppress;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod yfcc;

pub(crate) use report::TableRead;
pub use report::{BadRow, ImportReport};
pub(crate) use share::{Share, TablesReport, describe, only, report};
pub use suppress::suppressed;

use crate::{
    config::{AccountsSettings, Columns, Config, DatasetSettings, Layout, TableSettings},
    error::{Failure, Result},
    progress::Progress,
    row::Intake,
};
use hushset_core::dataset::DatasetIndex;
use lane::{Job, Pace, Purpose, run};
use report::{Counts, Tally};
use source::Source;
use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use stream::Stream;
use text::{TextFeed, TextLayout};

/// How tables are read, whatever is in them.
#[derive(Clone, Copy)]
struct Reading<'a> {
    config: &'a Config,
    strict: bool,
    progress: &'a Progress,
    intake: &'a dyn Intake,
    pace: Pace,
}

/// Reads a dataset's own tables. With `strict` the first bad row is a failure.
pub fn dataset(
    config: &Config,
    index: DatasetIndex,
    dataset: &DatasetSettings,
    strict: bool,
    progress: &Progress,
    intake: &dyn Intake,
) -> Result<ImportReport> {
    let reading = Reading { config, strict, progress, intake, pace: Pace::default() };
    reading.tables(&dataset.tables, Purpose::Dataset(index))
}

/// Reads the tables of several datasets, whose rows name their dataset.
pub fn shared(
    config: &Config,
    strict: bool,
    progress: &Progress,
    intake: &dyn Intake,
) -> Result<ImportReport> {
    let reading = Reading { config, strict, progress, intake, pace: Pace::default() };
    reading.tables(config.tables.iter().map(|table| &table.0), Purpose::Shared(config))
}

/// Reads the tables of accounts.
pub fn accounts(
    config: &Config,
    strict: bool,
    progress: &Progress,
    intake: &dyn Intake,
) -> Result<ImportReport> {
    read_accounts(&Reading { config, strict, progress, intake, pace: Pace::default() })
}

fn read_accounts(reading: &Reading<'_>) -> Result<ImportReport> {
    let mut report = ImportReport::default();
    for accounts in &reading.config.accounts {
        reading.table(&as_table(accounts), Purpose::Accounts, &mut report)?;
    }
    Ok(report)
}

fn as_table(AccountsSettings { files, layout, columns }: &AccountsSettings) -> TableSettings {
    TableSettings { files: files.clone(), layout: *layout, columns: columns.clone(), only: None }
}

impl Reading<'_> {
    fn tables<'t>(
        &self,
        tables: impl IntoIterator<Item = &'t TableSettings>,
        purpose: Purpose<'_>,
    ) -> Result<ImportReport> {
        let mut report = ImportReport::default();
        for table in tables {
            self.table(table, purpose, &mut report)?;
        }
        Ok(report)
    }

    fn table(&self, table: &TableSettings, purpose: Purpose<'_>, report: &mut ImportReport) -> Result<()> {
        let sources = source::list(self.config, &table.files, table.layout)?;
        let only = table.only.as_ref().map(|path| read_ids(self.config, path, self.progress)).transpose()?;
        let read = self.files(table, purpose, &sources, only.as_ref())?;
        check(&read)?;
        report.add(purpose, read);
        Ok(())
    }

    /// Reads files of a table.
    fn files(
        &self,
        table: &TableSettings,
        purpose: Purpose<'_>,
        sources: &[Source],
        only: Option<&HashSet<u64>>,
    ) -> Result<TableRead> {
        let job = Job {
            sources,
            scheme: self.config.index.scheme,
            purpose,
            only,
            thumbnails: self.config.index.thumbnails,
            strict: self.strict,
            progress: self.progress,
            intake: self.intake,
            pace: self.pace,
            hashes: Mutex::default(),
        };
        let tally = read(&job, table)?;
        Ok(TableRead::of(tally, sources, job.hashes.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The photos of a list of which only these are indexed.
fn read_ids(config: &Config, name: &Path, progress: &Progress) -> Result<HashSet<u64>> {
    let source = Source::one(config, name);
    let mut stream = Stream::open(&source, progress)?;
    let mut ids = HashSet::new();
    let mut lines = BufReader::new(&mut stream).lines();
    let mut number = 0;
    while let Some(line) = lines.next() {
        number += 1;
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                drop(lines);
                return Err(stream.failure(&error));
            }
        };
        let text = line.trim();
        if !text.is_empty() {
            let id = photo::id(text)
                .map_err(|_| Failure::table(&source.shown, format!("line {number} is not a photo id")))?;
            ids.insert(id);
        }
    }
    Ok(ids)
}

/// Reads the files of a table by their layout.
fn read(job: &Job<'_>, table: &TableSettings) -> Result<Tally> {
    match table.layout {
        Layout::Csv => separated(job, b',', &table.columns),
        Layout::Tsv => separated(job, b'\t', &table.columns),
        Layout::Adience => separated(job, b'\t', &separated::adience_columns()),
        Layout::OpenImages => separated(job, b',', &separated::open_images_columns()),
        Layout::Json => mapped(job, &table.columns, |columns| documents(job, columns)),
        Layout::Fsxl => documents(job, &json::fsxl_columns()),
        Layout::Ffhq => documents(job, &json::ffhq_columns()),
        Layout::Jsonl => {
            mapped(job, &table.columns, |columns| text(job, &json::JsonLines(object::Plan::of(columns))))
        }
        Layout::Parquet => mapped(job, &table.columns, |columns| {
            run(job, parquet::RowGroups { job, columns, next_file: 0, current: None })
        }),
        Layout::DiveFace => text(job, &lists::DIVEFACE),
        Layout::MegaFace => text(job, &lists::MEGAFACE),
        Layout::Pipa => text(job, &lists::PIPA),
        Layout::VggFace => text(job, &lists::VGG_FACE).map(|tally| with_image(job, tally)),
        Layout::IbmDif => text(job, &lists::IBM_DIF).map(|tally| with_image(job, tally)),
        Layout::Yfcc100m => text(job, &yfcc::YFCC100M).map(|tally| with_image(job, tally)),
    }
}

fn text<L: TextLayout>(job: &Job<'_>, layout: &L) -> Result<Tally> {
    run(job, TextFeed::new(job, layout))
}

fn separated(job: &Job<'_>, delimiter: u8, columns: &Columns) -> Result<Tally> {
    mapped(job, columns, |columns| text(job, &separated::Separated { delimiter, columns: columns.clone() }))
}

fn documents(job: &Job<'_>, columns: &Columns) -> Result<Tally> {
    run(job, json::Documents { job, plan: &object::Plan::of(columns), next_file: 0 })
}

/// Reads with those of the columns that are wanted.
fn mapped(job: &Job<'_>, columns: &Columns, read: impl Fn(&Columns) -> Result<Tally>) -> Result<Tally> {
    let (columns, dropped) = mapped::wanted(columns, job.thumbnails);
    let mut tally = read(&columns)?;
    dropped.iter().for_each(|name| tally.drop_column(name));
    Ok(tally)
}

/// Notes that a layout's image addresses were not taken over, if they were not.
fn with_image(job: &Job<'_>, mut tally: Tally) -> Tally {
    if !job.thumbnails {
        tally.drop_column("server and secret of the image");
    }
    tally
}

/// Refuses tables of which nothing could be used: that is the settings' mistake, or the wrong file.
fn check(TableRead { tally, shown, .. }: &TableRead) -> Result<()> {
    let failure = |file: Option<&PathBuf>, problem: String| match file {
        Some(file) => Failure::table(file, problem),
        None => Failure::Plan(problem),
    };
    for (&file, counts) in &tally.of_file {
        if counts.rows > 0 && counts.bad == counts.rows {
            let first = tally.examples.iter().find(|((of, _), _)| *of == file);
            let why = first.map_or(String::new(), |((_, line), problem)| {
                format!("; the first is bad because {problem} (line {line})")
            });
            return Err(failure(
                shown.get(&file),
                format!(
                    "not one row of this table could be used{why}. Check the layout and the columns in the settings"
                ),
            ));
        }
    }
    let first = shown.values().next();
    let Counts { rows, bad, other, .. } = tally.counts();
    if rows == 0 {
        return Err(failure(first, "this table is empty".into()));
    }
    if rows == bad + other {
        return Err(failure(
            first,
            format!("of {rows} rows of this table not one is about a photo on Flickr"),
        ));
    }
    Ok(())
}
