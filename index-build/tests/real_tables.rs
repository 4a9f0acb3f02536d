//! Tables as they were published, counted to the row. They are about people and no part of this repository: the
//! test runs where `HUSHSET_TABLES` names the folder that has them.

#![allow(clippy::expect_used, reason = "helpers of tests are tests too")]

use hushset::{
    config::Config,
    error::Result,
    import::{self, ImportReport},
    progress::Progress,
    row::{AccountRow, Intake, Row, RowItem, RowSink},
};
use hushset_core::dataset::DatasetIndex;
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Keeps which photos and accounts there are.
#[derive(Default)]
struct Seen(Mutex<(BTreeSet<u64>, BTreeSet<String>)>);

struct SeenPart<'s>(&'s Seen, BTreeSet<u64>, BTreeSet<String>);

impl Intake for Seen {
    fn sink(&self) -> Box<dyn RowSink + '_> {
        Box::new(SeenPart(self, BTreeSet::new(), BTreeSet::new()))
    }
}

impl RowSink for SeenPart<'_> {
    fn row(&mut self, _dataset: DatasetIndex, row: &Row<'_>) -> Result<()> {
        if let RowItem::Number(photo) = row.item {
            self.1.insert(photo);
        }
        self.2.extend(row.owner.nsid.as_ref().map(ToString::to_string));
        Ok(())
    }

    fn account(&mut self, _account: AccountRow<'_>) -> Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let mut all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.0.extend(self.1);
        all.1.extend(self.2);
        Ok(())
    }
}

/// Reads one table, and gives the report with the numbers of photos and of accounts.
fn import(table: &str) -> Option<(ImportReport, usize, usize)> {
    let Some(folder) = std::env::var_os("HUSHSET_TABLES").map(PathBuf::from) else {
        println!("skipped: HUSHSET_TABLES does not name a folder with the published tables");
        return None;
    };
    let text = format!(
        "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[dataset.table]]\n{table}\n"
    );
    let mut config = {
        let settings = tempfile::NamedTempFile::new().expect("there is room");
        std::fs::write(settings.path(), text).expect("there is room");
        Config::read(settings.path()).expect("the settings are right")
    };
    config.folder = folder;
    let seen = Seen::default();
    let index = DatasetIndex::new(0).expect("there is a first dataset");
    let dataset = config.datasets.first().expect("there is a dataset");
    let report = import::dataset(&config, index, dataset, true, &Progress::silent(), &seen);
    let (photos, accounts) = seen.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    Some((report.expect("the table is whole"), photos.len(), accounts.len()))
}

#[test]
fn diveface() {
    for layout in ["diveface", "megaface"] {
        let table = format!("files = [\"diveface.txt\"]\nlayout = \"{layout}\"");
        let Some((report, photos, accounts)) = import(&table) else { return };
        assert_eq!((report.rows, photos, accounts), (139_677, 115_729, 6_102));
    }
}

#[test]
fn pipa() {
    let Some((report, photos, accounts)) = import("files = [\"pipa_*.txt\"]\nlayout = \"pipa\"") else {
        return;
    };
    assert_eq!((report.rows, photos, accounts), (63_188, 37_107, 0));
}

#[test]
fn fsxl() {
    let table = "files = [\"fsxl-metadata.json\"]\nlayout = \"fsxl\"";
    let Some((report, photos, accounts)) = import(table) else { return };
    assert_eq!((report.rows, photos, accounts), (5_684, 5_684, 608));
    let Some((report, photos, accounts)) = import(&format!("{table}\nonly = \"fsxl-final-ids.txt\"")) else {
        return;
    };
    assert_eq!((report.rows - report.left_out, photos, accounts), (1_208, 1_208, 301));
}
