//! Building: importing, linking, planning, packing and publishing sample tables.
//!
//! `cargo xtask bench` prints rows a second; peak memory is that of the benchmark's own process.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark has nobody to report to")]

use divan::{Bencher, counter::ItemsCount};
use hushset::{
    build::build,
    config::Config,
    prepare::{context, prepare},
    progress::Progress,
    sample::sample,
    signing::Signing,
    workspace::Workspace,
};
use std::{fs, path::Path};

fn main() {
    divan::main();
    if let Some(peak) = peak_memory() {
        println!("peak memory of all of the above: {peak}");
    }
}

/// Sample tables of so many photos, and the rows in them.
fn tables(folder: &Path, photos: u64) -> (Config, u64) {
    sample(folder, photos, 1).expect("the sample is written");
    let rows = ["crawl.csv", "faces.txt", "albums.txt"].iter().map(|table| {
        fs::read_to_string(folder.join(table)).expect("the table is there").lines().count() as u64
    });
    let rows = rows.sum();
    (Config::read(&folder.join("hushset.toml")).expect("the settings are right"), rows)
}

fn workspace(folder: &Path) -> Workspace {
    Workspace::new(folder.into(), Progress::silent())
}

#[divan::bench(args = [20_000, 100_000], sample_count = 5)]
fn prepare_sample(bencher: Bencher<'_, '_>, photos: u64) {
    let folder = tempfile::tempdir().expect("there is room");
    let (config, rows) = tables(folder.path(), photos);
    bencher.counter(ItemsCount::new(rows)).bench(|| {
        let workspace = workspace(folder.path());
        let context = context(&config).expect("the settings are right");
        prepare(&config, true, &context, &workspace).expect("it works").plan
    });
}

#[divan::bench(args = [20_000, 100_000], sample_count = 5)]
fn build_sample(bencher: Bencher<'_, '_>, photos: u64) {
    let folder = tempfile::tempdir().expect("there is room");
    let (config, rows) = tables(folder.path(), photos);
    let mut number = 0;
    bencher.counter(ItemsCount::new(rows)).bench_local(|| {
        number += 1;
        let site = folder.path().join(format!("site-{number}"));
        build(&config, &site, true, workspace(folder.path()), None, &Signing::Unsaid).expect("it works")
    });
}

/// The most memory this process has held, as the kernel says.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned())
}
