//! Importers: from tables as people hold them to [`Row`]s.
//!
//! An importer takes from a table what a checker needs; columns that it does not name (face boxes, ages, names
//! of the people depicted, titles) are dropped where they are read. A row that cannot be understood is counted
//! and reported with its file and line.

mod json;
mod licence;
mod lists;
mod mapped;
mod separated;

use crate::{
    config::{Config, DatasetSettings, Layout, TableSettings},
    error::{Failure, Result},
    progress::Progress,
    row::Row,
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// What came of reading a dataset's tables.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ImportReport {
    /// Rows read, good and bad.
    pub rows: u64,
    /// Rows of photos that the settings leave out (`only`).
    pub left_out: u64,
    /// Rows that could not be understood.
    pub bad: u64,
    /// The first of these, with their places.
    pub examples: Vec<BadRow>,
    /// Columns that were in the tables and were not taken over.
    pub dropped_columns: BTreeSet<String>,
    /// SHA-256 of each file, so that anyone who holds the tables can tell that these were the ones.
    pub files: BTreeMap<PathBuf, String>,
}

/// A row that could not be understood.
#[derive(Debug, Clone, Serialize)]
pub struct BadRow {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1 (in a JSON array: its element).
    pub line: u64,
    /// What is wrong with it. Never quotes the row: reports get shared, and rows are about people.
    pub problem: String,
}

/// The bad rows that a report names one by one; beyond these they are only counted.
const EXAMPLES: usize = 20;

/// Reads the tables of a dataset and hands every row to `take`. With `strict` the first bad row is a failure.
pub fn import(
    config: &Config,
    dataset: &DatasetSettings,
    strict: bool,
    progress: &Progress,
    take: &mut dyn FnMut(Row),
) -> Result<ImportReport> {
    let mut report = ImportReport::default();
    for table in &dataset.tables {
        let only = table.only.as_ref().map(|path| read_ids(&config.path(path))).transpose()?;
        for file in &table.files {
            let path = config.path(file);
            let mut sink =
                Sink { file: &path, only: only.as_ref(), strict, report: &mut report, take, good: 0 };
            import_file(&path, table, progress, &mut sink)?;
            let good = sink.good;
            if good == 0 {
                return Err(Failure::table(&path, empty_table(&report)));
            }
        }
    }
    Ok(report)
}

fn empty_table(report: &ImportReport) -> String {
    match report.examples.first() {
        Some(bad) => format!(
            "not one row of this table could be used; the first is bad because {} (line {}). Check the layout \
             and the columns in the settings",
            bad.problem, bad.line
        ),
        None => "this table is empty".into(),
    }
}

fn import_file(path: &Path, table: &TableSettings, progress: &Progress, sink: &mut Sink<'_>) -> Result<()> {
    let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
    let meta = file.metadata().map_err(|error| Failure::reading(path, &error))?;
    if !meta.is_file() {
        return Err(Failure::table(path, "is not a file; list the files of a folder one by one"));
    }
    let bar = progress.bytes(&format!("reading {}", path.display()), meta.len());
    let mut reader = BufReader::with_capacity(1 << 16, Hashing::new(bar.wrap(file)));
    match table.layout {
        Layout::DiveFace => lists::diveface(&mut reader, sink)?,
        Layout::Pipa => lists::pipa(&mut reader, sink)?,
        Layout::Fsxl => json::array(&mut reader, &json::fsxl_columns(), sink)?,
        Layout::Csv => separated::read(&mut reader, b',', &table.columns, sink)?,
        Layout::Tsv => separated::read(&mut reader, b'\t', &table.columns, sink)?,
        Layout::Json => json::array(&mut reader, &table.columns, sink)?,
        Layout::Jsonl => json::lines(&mut reader, &table.columns, sink)?,
    }
    // What an importer leaves unread (white space at the end) belongs to the file's hash too.
    io::copy(&mut reader, &mut io::sink()).map_err(|error| Failure::reading(path, &error))?;
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    sink.report.files.insert(name, reader.into_inner().digest());
    bar.finish();
    Ok(())
}

fn read_ids(path: &Path) -> Result<HashSet<u64>> {
    let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
    let mut ids = HashSet::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| Failure::reading(path, &error))?;
        let text = line.trim();
        if !text.is_empty() {
            let id = text
                .parse()
                .map_err(|_| Failure::table(path, format!("line {} is not a photo id", at + 1)))?;
            ids.insert(id);
        }
    }
    Ok(ids)
}

/// Where importers put rows, good and bad.
pub(crate) struct Sink<'a> {
    file: &'a Path,
    only: Option<&'a HashSet<u64>>,
    strict: bool,
    report: &'a mut ImportReport,
    take: &'a mut dyn FnMut(Row),
    good: u64,
}

impl Sink<'_> {
    /// Takes the row at `line`, or what is wrong with it.
    fn put(&mut self, line: u64, row: std::result::Result<Row, String>) -> Result<()> {
        self.report.rows += 1;
        match row {
            Ok(row) if self.only.is_some_and(|only| !only.contains(&row.photo)) => self.report.left_out += 1,
            Ok(row) => {
                self.good += 1;
                (self.take)(row);
            }
            Err(problem) if self.strict => {
                return Err(Failure::table(
                    self.file,
                    format!("line {line}: {problem} (stopped because of --strict)"),
                ));
            }
            Err(problem) => {
                self.report.bad += 1;
                if self.report.examples.len() < EXAMPLES {
                    self.report.examples.push(BadRow { file: self.file.into(), line, problem });
                }
            }
        }
        Ok(())
    }

    /// Notes columns that are there and not taken over.
    fn drop_columns<'c>(&mut self, columns: impl IntoIterator<Item = &'c str>) {
        for column in columns {
            if !self.report.dropped_columns.contains(column) {
                self.report.dropped_columns.insert(column.into());
            }
        }
    }

    fn failure(&self, problem: impl Into<String>) -> Failure {
        Failure::table(self.file, problem)
    }

    fn reading(&self, error: &io::Error) -> Failure {
        Failure::reading(self.file, error)
    }
}

/// A reader that hashes what passes through it.
struct Hashing<R> {
    inner: R,
    hasher: sha2::Sha256,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self { inner, hasher: sha2::Digest::new() }
    }

    fn digest(self) -> String {
        let hash: [u8; 32] = sha2::Digest::finalize(self.hasher).into();
        hushset_core::key::Hex(&hash).to_string()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer)?;
        sha2::Digest::update(&mut self.hasher, buffer.get(..len).unwrap_or_default());
        Ok(len)
    }
}

/// Reads lines of bytes without their ends, counting from 1, and hands each that is not blank to `each`.
fn for_each_line(
    reader: &mut impl BufRead,
    sink: &mut Sink<'_>,
    mut each: impl FnMut(&mut Sink<'_>, u64, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        // One line cannot fill the memory: a longer one is no row of any table.
        let mut limited = (&mut *reader).take(MAX_LINE);
        let len = limited.read_until(b'\n', &mut line).map_err(|error| sink.reading(&error))?;
        if len == 0 {
            break;
        }
        if len as u64 == MAX_LINE && !line.ends_with(b"\n") {
            return Err(sink.failure(format!("line {number} is longer than 1 MiB: is this the right file?")));
        }
        let text = line.trim_ascii();
        if !text.is_empty() {
            each(sink, number, text)?;
        }
    }
    Ok(())
}

/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 1 << 20;

#[cfg(test)]
pub(crate) mod testing {
    use super::{Config, ImportReport, Result, Row, import};
    use crate::progress::Progress;

    /// Imports `table` as the only table of a dataset with these settings.
    pub(crate) fn import_text(
        settings: &str,
        table: &[u8],
        strict: bool,
    ) -> Result<(Vec<Row>, ImportReport)> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("table"), table).unwrap();
        std::fs::write(folder.path().join("ids"), "111111\n\n333333\n").unwrap();
        let text = format!(
            "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"d\"\nname = \"D\"\n\
             [[dataset.table]]\nfiles = [\"table\"]\n{settings}\n"
        );
        std::fs::write(folder.path().join("hushset.toml"), text).unwrap();
        let config = Config::read(&folder.path().join("hushset.toml"))?;
        let mut rows = Vec::new();
        let dataset = config.datasets.first().unwrap();
        let report = import(&config, dataset, strict, &Progress::silent(), &mut |row| rows.push(row))?;
        Ok((rows, report))
    }
}
