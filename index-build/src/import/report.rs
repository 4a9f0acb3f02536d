//! What came of reading tables: counted by each thread on its own, and summed up.

use super::{lane::Purpose, source::Source};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// What came of reading tables.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct ImportReport {
    /// Rows read: good, bad, left out, and about something else.
    pub rows: u64,
    /// Rows of photos that the settings leave out (`only`).
    pub left_out: u64,
    /// Rows that could not be understood.
    pub bad: u64,
    /// Rows about something that is not a Flickr photo: an image on another site.
    pub other: u64,
    /// The first of the bad rows, with their places.
    pub examples: Vec<BadRow>,
    /// Columns that were in the tables and were not taken over.
    pub dropped_columns: BTreeSet<String>,
    /// SHA-256 of each file as it lies on the disk, so that anyone who holds the tables can tell that these were
    /// the ones.
    pub files: BTreeMap<PathBuf, String>,
    /// For a table of several datasets: by slug, the rows that each was given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_dataset: BTreeMap<String, u64>,
}

/// A row that could not be understood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BadRow {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1 (in a JSON document or in Parquet: its row).
    pub line: u64,
    /// What is wrong with it. Never quotes the row: reports get shared, and rows are about people.
    pub problem: Cow<'static, str>,
}

/// The bad rows that a report names one by one; beyond these they are only counted.
const EXAMPLES: usize = 20;

/// The dropped columns that a report names: tables have fewer, and what is no table should not fill the memory.
const DROPPED: usize = 200;

/// A longer name of a column is none.
const MAX_COLUMN_NAME: usize = 100;

impl ImportReport {
    /// Adds what came of another table.
    pub(super) fn add(&mut self, purpose: Purpose<'_>, read: TableRead) {
        let counts = read.tally.counts();
        let TableRead { tally: Tally { examples, dropped_columns, of_dataset, .. }, shown, hashes } = read;
        self.rows += counts.rows;
        self.left_out += counts.left_out;
        self.bad += counts.bad;
        self.other += counts.other;
        self.dropped_columns.extend(dropped_columns);
        self.files.extend(hashes);
        let room = EXAMPLES.saturating_sub(self.examples.len());
        let named = examples.into_iter().take(room).filter_map(|((file, line), problem)| {
            Some(BadRow { file: shown.get(&file)?.clone(), line, problem })
        });
        self.examples.extend(named);
        if let Purpose::Shared(config) = purpose {
            for (dataset, rows) in of_dataset {
                if let Some(settings) = config.datasets.get(dataset) {
                    *self.by_dataset.entry(settings.slug.clone()).or_default() += rows;
                }
            }
        }
    }
}

/// What came of reading a table, or a share of one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TableRead {
    pub(super) tally: Tally,
    /// What messages call its files, by their numbers.
    pub(super) shown: BTreeMap<usize, PathBuf>,
    pub(super) hashes: BTreeMap<PathBuf, String>,
}

impl TableRead {
    /// What came of reading these files.
    pub(super) fn of(tally: Tally, sources: &[Source], hashes: BTreeMap<PathBuf, String>) -> Self {
        let shown = sources.iter().map(|source| (source.number, source.shown.clone())).collect();
        Self { tally: tally.renumbered(sources), shown, hashes }
    }

    /// Adds what came of another share of the same table.
    pub(crate) fn merge(&mut self, other: Self) {
        self.tally.add(other.tally);
        self.shown.extend(other.shown);
        self.hashes.extend(other.hashes);
    }
}

/// How many rows of each kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) rows: u64,
    pub(super) left_out: u64,
    pub(super) bad: u64,
    pub(super) other: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.left_out += other.left_out;
        self.bad += other.bad;
        self.other += other.other;
    }
}

/// What one thread, or all of them, counted in one table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    /// The first bad rows by file and line.
    pub(super) examples: BTreeMap<(usize, u64), Cow<'static, str>>,
    pub(super) dropped_columns: BTreeSet<String>,
    /// By file.
    pub(super) of_file: BTreeMap<usize, Counts>,
    /// By the place of the dataset.
    pub(super) of_dataset: BTreeMap<usize, u64>,
}

impl Tally {
    /// The same by the numbers that files have in their whole table.
    fn renumbered(mut self, sources: &[Source]) -> Self {
        let number = |at: usize| sources.get(at).map_or(at, |source| source.number);
        self.examples =
            self.examples.into_iter().map(|((at, line), why)| ((number(at), line), why)).collect();
        self.of_file = self.of_file.into_iter().map(|(at, counts)| (number(at), counts)).collect();
        self
    }

    /// All files together.
    pub(super) fn counts(&self) -> Counts {
        let mut all = Counts::default();
        self.of_file.values().for_each(|counts| all.add(*counts));
        all
    }

    /// Adds what was counted in a piece of a file.
    pub(super) fn note_counts(&mut self, file: usize, counts: Counts) {
        self.of_file.entry(file).or_default().add(counts);
    }

    /// Notes a bad row. A thread sees a file's rows in their order, so the first ones are the ones to keep.
    pub(super) fn note_bad(&mut self, file: usize, line: u64, problem: Cow<'static, str>) {
        if self.examples.len() < EXAMPLES {
            self.examples.insert((file, line), problem);
        }
    }

    /// Notes a column that is there and not taken over.
    pub(super) fn drop_column(&mut self, name: &str) {
        let is_name = !name.is_empty() && name.len() <= MAX_COLUMN_NAME;
        if is_name && self.dropped_columns.len() < DROPPED && !self.dropped_columns.contains(name) {
            self.dropped_columns.insert(name.into());
        }
    }

    /// Adds what another thread counted.
    pub(super) fn add(&mut self, other: Self) {
        self.examples.extend(other.examples);
        while self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
        self.dropped_columns.extend(other.dropped_columns);
        for (file, counts) in other.of_file {
            self.note_counts(file, counts);
        }
        for (dataset, rows) in other.of_dataset {
            *self.of_dataset.entry(dataset).or_default() += rows;
        }
    }
}
