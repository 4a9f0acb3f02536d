//! What the tests of importers share: a folder for tables, and a sink that keeps what it is given.

use super::{ImportReport, Pace, Purpose, Reading, Result};
use crate::{
    config::Config,
    progress::Progress,
    row::{AccountRow, Image, Intake, OwnerNames, Row, RowItem, RowSink},
};
use hushset_core::{
    dataset::DatasetIndex,
    record::{Licence, Month},
};
use std::{
    borrow::Cow,
    io::Write,
    path::PathBuf,
    sync::{Mutex, MutexGuard},
};
use tempfile::TempDir;

/// Settings with one dataset `d` and nothing wrong.
pub(in crate::import) const HEAD: &str = "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"d\"\nname = \"D\"\n\
    [[dataset.table]]\nfiles = [\"table\"]\nlayout = \"diveface\"\n";

/// How tests read if nothing else is asked for.
pub(in crate::import) const PACE: Pace = Pace { threads: 2, block: 1 << 20 };

pub(in crate::import) struct Folder(TempDir);

impl Folder {
    pub(in crate::import) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with one file `table`.
    pub(in crate::import) fn with(table: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write("table", table);
        folder
    }

    pub(in crate::import) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(in crate::import) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(in crate::import) fn config(&self, settings: &str) -> Result<Config> {
        self.write("hushset.toml", settings);
        Config::read(&self.path("hushset.toml"))
    }

    /// Imports the one table that the settings describe: `files`, `layout` …
    pub(in crate::import) fn import(&self, settings: &str) -> Result<Imported> {
        self.import_at(settings, PACE, false)
    }

    pub(in crate::import) fn import_at(&self, settings: &str, pace: Pace, strict: bool) -> Result<Imported> {
        let config = self.config(&format!(
            "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"d\"\nname = \"D\"\n\
             [[dataset.table]]\n{settings}\n"
        ))?;
        let purpose = Purpose::Dataset(DatasetIndex::new(0).unwrap());
        read(&config, pace, strict, |reading| reading.tables(&config.datasets[0].tables, purpose))
    }
}

/// Imports `table` as the only file of a table with these settings.
pub(in crate::import) fn import_text(settings: &str, table: impl AsRef<[u8]>) -> Result<Imported> {
    Folder::with(table).import(&format!("files = [\"table\"]\n{settings}"))
}

/// Reads with a sink that keeps everything.
pub(in crate::import) fn read(
    config: &Config,
    pace: Pace,
    strict: bool,
    read: impl FnOnce(&Reading<'_>) -> Result<ImportReport>,
) -> Result<Imported> {
    let kept = Kept::default();
    let progress = Progress::silent();
    let report = read(&Reading { config, strict, progress: &progress, intake: &kept, pace })?;
    let mut rows = kept.rows.into_inner().unwrap();
    rows.sort();
    let mut accounts = kept.accounts.into_inner().unwrap();
    accounts.sort();
    Ok(Imported { rows, accounts, report })
}

/// What came of an import; rows in an order of their own, since threads are as fast as they are.
#[derive(Debug)]
pub(in crate::import) struct Imported {
    pub(in crate::import) rows: Vec<KeptRow>,
    pub(in crate::import) accounts: Vec<(OwnerNames<'static>, Vec<String>)>,
    pub(in crate::import) report: ImportReport,
}

impl Imported {
    pub(in crate::import) fn photos(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.photo).collect()
    }

    /// The lines of the bad rows.
    pub(in crate::import) fn bad_lines(&self) -> Vec<u64> {
        self.report.examples.iter().map(|bad| bad.line).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) struct KeptRow {
    pub(in crate::import) photo: u64,
    pub(in crate::import) dataset: DatasetIndex,
    pub(in crate::import) owner: OwnerNames<'static>,
    pub(in crate::import) month: Option<Month>,
    pub(in crate::import) licence: Option<Licence>,
    pub(in crate::import) image: Option<Image>,
    pub(in crate::import) tags: Vec<String>,
}

impl KeptRow {
    /// Number, alias, name, month, licence: what there is, with `|` between.
    pub(in crate::import) fn gist(&self) -> String {
        let text = |name: &Option<Cow<'_, str>>| name.as_deref().unwrap_or_default().to_owned();
        let nsid = self.owner.nsid.as_ref().map(ToString::to_string).unwrap_or_default();
        let month = self.month.map(|month| month.to_string()).unwrap_or_default();
        let licence = self.licence.map(|licence| licence.number().to_string()).unwrap_or_default();
        [self.photo.to_string(), nsid, text(&self.owner.alias), text(&self.owner.display), month, licence]
            .join("|")
    }
}

#[derive(Default)]
struct Kept {
    rows: Mutex<Vec<KeptRow>>,
    accounts: Mutex<Vec<(OwnerNames<'static>, Vec<String>)>>,
}

impl Intake for Kept {
    fn sink(&self) -> Box<dyn RowSink + '_> {
        Box::new(KeptSink(self))
    }
}

struct KeptSink<'k>(&'k Kept);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

fn owned(owner: OwnerNames<'_>) -> OwnerNames<'static> {
    let keep = |name: Cow<'_, str>| name.into_owned().into();
    OwnerNames { nsid: owner.nsid, alias: owner.alias.map(keep), display: owner.display.map(keep) }
}

impl RowSink for KeptSink<'_> {
    fn row(&mut self, dataset: DatasetIndex, row: &Row<'_>) -> Result<()> {
        let RowItem::Number(photo) = row.item else { panic!("a photo has a number") };
        let Row { owner, month, licence, image, tags, .. } = row.clone();
        let tags = tags.into_iter().map(Cow::into_owned).collect();
        lock(&self.0.rows).push(KeptRow { photo, dataset, owner: owned(owner), month, licence, image, tags });
        Ok(())
    }

    fn account(&mut self, account: AccountRow<'_>) -> Result<()> {
        let former = account.former.into_iter().map(Cow::into_owned).collect();
        lock(&self.0.accounts).push((owned(account.owner), former));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

pub(in crate::import) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(in crate::import) fn zstd(bytes: &[u8]) -> Vec<u8> {
    // With a checksum, as the command `zstd` writes it.
    let mut encoder = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
