//! Importing: rows a second from a file on the disk into sinks that only count.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark has nobody to report to")]

use divan::{Bencher, counter::ItemsCount};
use hushset::{
    config::Config,
    error::Result,
    import,
    progress::Progress,
    row::{AccountRow, Intake, Row, RowSink},
};
use hushset_core::dataset::DatasetIndex;
use std::{
    fmt::Write,
    fs,
    sync::atomic::{AtomicU64, Ordering},
};

const ROWS: u64 = 2_000_000;

fn main() {
    divan::main();
}

#[derive(Default)]
struct Counting(AtomicU64);

struct Count<'c>(&'c Counting, u64);

impl Intake for Counting {
    fn sink(&self) -> Box<dyn RowSink + '_> {
        Box::new(Count(self, 0))
    }
}

impl RowSink for Count<'_> {
    fn row(&mut self, _dataset: DatasetIndex, row: &Row<'_>) -> Result<()> {
        self.1 += u64::from(divan::black_box(row).owner.nsid.is_some());
        Ok(())
    }

    fn account(&mut self, _account: AccountRow<'_>) -> Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.0.0.fetch_add(self.1, Ordering::Relaxed);
        Ok(())
    }
}

/// How the table is written.
#[derive(Debug, Clone, Copy)]
enum Form {
    Plain,
    Quoted,
    Lines,
    Addresses,
}

fn table(form: Form) -> String {
    let mut table = String::from("dataset,alias,nsid,photo,secret,server\n");
    for at in 0..ROWS {
        let (account, photo, secret) =
            (10_000_000 + at % 200_000, 90_000_000_000 + at * 7, at * 7919 % (1 << 40));
        match form {
            Form::Plain => writeln!(table, "d,sample-{account},{account}@N99,{photo},{secret:010x},65535"),
            Form::Quoted => writeln!(table, "d,\"sample-{account}\",{account}@N99,{photo},\"{secret:010x}\",65535"),
            Form::Lines => writeln!(
                table,
                "{{\"dataset\":\"d\",\"alias\":\"sample-{account}\",\"nsid\":\"{account}@N99\",\"photo\":{photo}}}"
            ),
            Form::Addresses => {
                writeln!(table, "d,x,{account}@N99,https://www.flickr.com/photos/{account}@N99/{photo}/,x,65535")
            }
        }
        .expect("there is room");
    }
    if matches!(form, Form::Lines) {
        table.drain(..=table.find('\n').expect("there is a header"));
    }
    table
}

#[divan::bench(args = [Form::Plain, Form::Quoted, Form::Lines, Form::Addresses], sample_count = 5)]
fn import_rows(bencher: Bencher<'_, '_>, form: Form) {
    let folder = tempfile::tempdir().expect("there is room");
    fs::write(folder.path().join("table"), table(form)).expect("there is room");
    let layout = if matches!(form, Form::Lines) { "jsonl" } else { "csv" };
    let settings = format!(
        "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[table]]\n\
         files = [\"table\"]\nlayout = \"{layout}\"\n\
         columns = {{ dataset = \"dataset\", alias = \"alias\", nsid = \"nsid\", photo = \"photo\" }}\n"
    );
    let path = folder.path().join("hushset.toml");
    fs::write(&path, settings).expect("there is room");
    let config = Config::read(&path).expect("the settings are right");
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let counting = Counting::default();
        import::shared(&config, true, &Progress::silent(), &counting).expect("it works");
        assert_eq!(counting.0.into_inner(), ROWS);
    });
}
