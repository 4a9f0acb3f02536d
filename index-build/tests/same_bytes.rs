//! Same inputs, same bytes: whatever the number of threads, the order of rows, files and datasets.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files, run};
use std::process::Command;

/// Settings whose shards are many, so that threads have something to race for.
fn many_shards(settings: &str) -> String {
    format!("{settings}\n[index]\nverdict_budget = \"4 KiB\"\ndetails_budget = \"12 KiB\"\n")
}

#[test]
fn neither_threads_nor_order_leave_a_trace() {
    let workshop = Workshop::with_photos(4000);
    let settings = many_shards(&workshop.read("tables/hushset.toml"));
    workshop.write("tables/hushset.toml", &settings);
    workshop.build("one", &["--threads", "1"]).ended(0);
    workshop.build("four", &["--threads", "4"]).ended(0);
    assert_eq!(files(&workshop.path("one")), files(&workshop.path("four")));

    // The same rows back to front, one table cut in two, the datasets in another order.
    for table in ["crawl.csv", "faces.txt", "albums.txt"] {
        let text = workshop.read(&format!("tables/{table}"));
        let (header, rows) = if table == "crawl.csv" { text.split_once('\n').unwrap() } else { ("", &*text) };
        let mut reversed: Vec<&str> = rows.lines().rev().collect();
        reversed.splice(0..0, (!header.is_empty()).then_some(header));
        workshop.write(&format!("tables/{table}"), reversed.join("\n") + "\n");
    }
    let faces = workshop.read("tables/faces.txt");
    let (first, second) = faces.split_at(faces.find('\n').unwrap() + 1);
    workshop.write("tables/faces-1.txt", first);
    workshop.write("tables/faces-2.txt", second);
    let settings = settings.replace("[\"faces.txt\"]", "[\"faces-2.txt\", \"faces-1.txt\"]");
    let (head, datasets) = settings.split_at(settings.find("[[dataset]]").unwrap());
    let (datasets, index) = datasets.split_at(datasets.find("[index]").unwrap());
    let mut datasets: Vec<String> =
        datasets.split("[[dataset]]").skip(1).map(|dataset| format!("[[dataset]]{dataset}")).collect();
    datasets.reverse();
    workshop.write("tables/hushset.toml", format!("{head}{index}\n{}", datasets.concat()));
    workshop.build("shuffled", &[]).ended(0);
    assert_eq!(files(&workshop.path("one")), files(&workshop.path("shuffled")));
}

#[test]
fn other_rows_or_settings_are_another_build() {
    let workshop = Workshop::with_photos(2500);
    let id = |site: &str| {
        let built = workshop.build(site, &["--json"]);
        let report: serde_json::Value = serde_json::from_str(&built.out).unwrap();
        report["build"]["id"].as_str().unwrap().to_owned()
    };
    let first = id("a");
    let settings = workshop.read("tables/hushset.toml");
    workshop.write("tables/hushset.toml", settings.replace("The Hushset sample", "Somebody else"));
    let second = id("b");
    let crawl = workshop.read("tables/crawl.csv");
    workshop.write("tables/crawl.csv", crawl.replacen("sample-1,", "sample-one,", 1));
    let third = id("c");
    assert!(first != second && second != third && first != third);
}

/// Where it is built and by whom: the folders, the home, the language, the time zone, the rights of new files.
#[test]
fn neither_place_nor_person_leave_a_trace() {
    let workshop = Workshop::with_photos(2500);
    workshop.build("here", &[]).ended(0);
    let there = "somewhere else/ß";
    for file in ["hushset.toml", "crawl.csv", "faces.txt", "albums.txt"] {
        workshop.write(&format!("{there}/{file}"), workshop.read(&format!("tables/{file}")));
    }
    let mut command = Command::new("sh");
    command.args(["-c", "umask 077; exec \"$0\" build --quiet --out site --threads 3 --memory 64MiB"]);
    command.arg(env!("CARGO_BIN_EXE_hushset")).current_dir(workshop.path(there));
    for (name, value) in
        [("HOME", "/nowhere"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati"), ("USER", "eve")]
    {
        command.env(name, value);
    }
    run(&mut command).ended(0);
    assert_eq!(files(&workshop.path("here")), files(&workshop.path(&format!("{there}/site"))));
}
