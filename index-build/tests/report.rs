//! Reports: every row is accounted for, and what a site shows is told from the site alone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files, hushset};
use serde_json::Value;

fn sum<const N: usize>(rows: &Value, parts: [&str; N]) -> u64 {
    parts.iter().map(|part| rows[part].as_u64().unwrap_or_else(|| panic!("{part}: {rows}"))).sum()
}

fn read(workshop: &Workshop, name: &str) -> Value {
    serde_json::from_str(&workshop.read(name)).unwrap()
}

#[test]
fn every_row_is_accounted_for() {
    let workshop = Workshop::with_photos(2500);
    let crawl = workshop.read("tables/crawl.csv");
    let second = crawl.lines().nth(1).unwrap();
    workshop.write("tables/crawl.csv", format!("{crawl}{second}\n{second}\nnot a photo,,,,,\n"));
    let (json, html) = (workshop.text("report.json"), workshop.text("report.html"));
    workshop.build("site", &["--report", &json, "--report", &html]).ended(0);
    let report = read(&workshop, "report.json");
    let mut bad = 0;
    for dataset in report["datasets"].as_array().unwrap() {
        let input = &dataset["input"];
        if input.is_null() {
            assert!(dataset["published"].is_null(), "{dataset}");
            continue;
        }
        let rows = &input["rows"];
        assert_eq!(sum(rows, ["good", "bad", "left_out", "other"]), rows["read"], "{rows}");
        assert_eq!(sum(rows, ["duplicates", "further", "suppressed", "published"]), rows["good"], "{rows}");
        assert_eq!(rows["suppressed"], 0, "nobody asked for that: {rows}");
        assert_eq!(rows["published"], dataset["published"]["items"]);
        bad += sum(rows, ["bad"]);
    }
    let crawl = &report["datasets"].as_array().unwrap().iter().find(|d| d["slug"] == "sample-crawl").unwrap()
        ["input"];
    assert_eq!(bad, 1);
    assert!(sum(&crawl["rows"], ["duplicates"]) >= 2, "{crawl}");
    assert_eq!(crawl["problems"].as_array().unwrap().len(), 1);
    let owners = &report["scopes"][0];
    let classes = owners["lengths"].as_array().unwrap();
    let of = |field: &str| classes.iter().map(|class| class[field].as_u64().unwrap()).sum::<u64>();
    assert_eq!((of("keys"), of("items")), (sum(owners, ["keys"]), sum(owners, ["listed"])));
    let page = workshop.read("report.html");
    assert!(page.contains("crawl.csv") && page.contains("sample-crawl"), "{page}");
}

#[test]
fn a_report_is_written_of_an_unchanged_build_too_and_never_into_the_site() {
    let workshop = Workshop::with_photos(2500);
    let json = workshop.text("report.json");
    workshop.build("site", &["--report", &json]).ended(0);
    let first = read(&workshop, "report.json");
    workshop.build("site", &["--report", &json]).ended(0);
    let mut second = read(&workshop, "report.json");
    assert_eq!(
        (first["build"]["unchanged"].clone(), second["build"]["unchanged"].clone()),
        (false.into(), true.into())
    );
    second["build"]["unchanged"] = false.into();
    assert_eq!(first, second, "nothing else is different");
    let before = files(&workshop.path("site"));
    let inside = workshop.text("site/report.json");
    assert!(workshop.build("site", &["--report", &inside]).ended(2).contains("would be published"));
    assert!(workshop.build("site", &["--report", "report.txt"]).ended(2).contains(".json or .html"));
    let nowhere = workshop.text("nowhere/report.json");
    assert!(workshop.build("site", &["--report", &nowhere]).ended(4).contains("no such file or folder"));
    assert_eq!(files(&workshop.path("site")), before);
}

#[test]
fn a_site_and_its_report_say_the_same() {
    let workshop = Workshop::with_photos(2500);
    let json = workshop.text("report.json");
    workshop.build("site", &["--report", &json]).ended(0);
    let site = workshop.text("site");
    let told: Value = serde_json::from_str(&hushset(["inspect", &json, "--json"]).ended(0)).unwrap();
    let built = read(&workshop, "report.json");
    assert_eq!(told, built);
    let seen: Value = serde_json::from_str(&hushset(["inspect", &site, "--json"]).ended(0)).unwrap();
    assert_eq!(seen["build"]["id"], built["build"]["id"]);
    assert_eq!(seen["totals"], built["totals"]);
    assert!(
        seen["linking"].is_null() && seen["datasets"][0]["input"].is_null(),
        "a site does not tell: {seen}"
    );
    let shards = hushset(["inspect", &site, "--shards", "--quiet", "--json"]).ended(0);
    let shards: Value = serde_json::from_str(&shards).unwrap();
    for (seen, built) in shards["scopes"].as_array().unwrap().iter().zip(built["scopes"].as_array().unwrap())
    {
        for kind in ["filter", "exact"] {
            assert_eq!(seen[kind]["one_percent_becomes"], built[kind]["one_percent_becomes"]);
            let padding = |report: &Value| report[kind]["padding"].as_f64().unwrap();
            assert!((padding(seen) / padding(built) - 1.0).abs() < 0.02, "{seen} {built}");
        }
    }
}

#[test]
fn what_a_person_sees() {
    let workshop = Workshop::with_photos(2500);
    let json = workshop.text("report.json");
    workshop.build("site", &["--report", &json]).ended(0);
    let site = hushset(["inspect", &workshop.text("site")]).ended(0);
    for part in ["What the host learns", "1 % becomes", "this index", "sample-crawl", "no table"] {
        assert!(site.contains(part), "{part}: {site}");
    }
    let report = hushset(["inspect", &json]).ended(0);
    for part in
        ["Rows of each dataset", "Names of owners by the number of their items", "by year", "by licence"]
    {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!site.contains('\x1b') && !report.contains('\x1b'), "no colours outside a terminal");
    assert!(
        hushset(["inspect", &workshop.text("tables/hushset.toml")]).ended(4).contains("no report of a build")
    );
    assert!(hushset(["inspect", &workshop.text("nowhere")]).ended(5).contains("404"));
}
