//! The command as a person meets it: what it says, how it ends, and what it leaves behind.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files, hushset};
use std::{
    fs,
    process::{Command, Stdio},
};
use wait4::Wait4;

#[test]
fn from_sample_to_answers() {
    let workshop = Workshop::empty();
    hushset(["sample", "--out", &workshop.text("tables"), "--photos", "3000"]).ended(0);
    let said = workshop.build("site", &[]).ended(0);
    assert!(said.contains("1 % becomes") && said.contains("owners verdicts"), "{said}");
    let site = workshop.text("site");
    let config = workshop.text("tables/hushset.toml");
    let said = hushset(["verify", &site, "--config", &config]).ended(0);
    assert!(said.contains("exactly its datasets and photos"), "{said}");
    let names = workshop.names();
    let member = names["members"]["nsid"].as_str().unwrap();
    let said = hushset(["check", &site, member, "--details"]).ended(0);
    assert!(said.contains("almost certainly") && said.contains("https://www.flickr.com/photos/"), "{said}");
    assert!(said.contains("that there was a hit"), "the leak is told: {said}");
    hushset(["check", &site, names["strangers"]["nsid"].as_str().unwrap()]).ended(1);
    assert!(hushset(["check", &site, "https://flic.kr/s/abc"]).ended(2).contains("Flickr's own server"));
    assert!(hushset(["check", &workshop.text("nowhere"), member]).ended(5).contains("404"));
    let json = hushset(["check", &site, member, "--json", "--details"]);
    let answer: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(answer["understood"]["reading"]["nsid"], member);
    assert_eq!(answer["details"]["outcome"]["details"], "found");
}

/// Somebody else's index may name its datasets as it likes. Its names must not wipe the screen, or turn the line.
#[test]
fn what_others_write_cannot_change_what_a_terminal_shows() {
    let workshop = Workshop::with_photos(1000);
    let hostile = r"\u001b[2J\u001b[1;1HNot found\u0007\u009b1m\u202e";
    let settings = workshop.read("tables/hushset.toml");
    let named = settings.replace("\"Sample Crawl\"", &format!("\"{hostile}\""));
    workshop.write("tables/hushset.toml", named.replace("title = \"", &format!("title = \"{hostile}")));
    workshop.build("site", &[]).ended(0);
    let member = workshop.names()["members"]["nsid"].as_str().unwrap().to_owned();
    for arguments in [vec!["check", "--details", "SITE", &member], vec!["inspect", "SITE"]] {
        let site = workshop.text("site");
        let arguments =
            arguments.into_iter().map(|argument| if argument == "SITE" { &site } else { argument });
        let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
        let said = common::run(command.args(arguments).env("CLICOLOR_FORCE", "1")).ended(0);
        assert!(said.contains("\x1b[1m") && said.contains("[2J"), "{said:?}");
        for part in ["\x1b[2J", "\x1b[1;1H", "\x07", "\u{9b}", "\u{202e}"] {
            assert!(!said.contains(part), "{said:?}");
        }
    }
}

/// A list of numbers alone has nothing to say about a name, and whoever reads exit codes must not take that for a no.
#[test]
fn what_no_list_covers_does_not_end_as_not_found() {
    let workshop = Workshop::with_photos(1000);
    let settings = "[site]\ntitle = \"Faces\"\npublisher = \"Nobody\"\n[[dataset]]\nslug = \"faces\"\nname = \"Faces\"\n\
        [[dataset.table]]\nfiles = [\"faces.txt\"]\nlayout = \"diveface\"\n";
    workshop.write("tables/hushset.toml", settings);
    workshop.build("site", &[]).ended(0);
    let names = workshop.names();
    let ask = |name: &str| hushset(["check", &workshop.text("site"), name]);
    assert!(ask("nobody-of-this-name").ended(7).contains("not covered"));
    ask("#birthday").ended(7);
    ask(names["strangers"]["nsid"].as_str().unwrap()).ended(1);
}

#[test]
fn a_sample_of_rows_is_one_table() {
    let workshop = Workshop::empty();
    let said = hushset(["sample", "--out", &workshop.text("tables"), "--rows", "2000"]).ended(0);
    assert!(said.contains(workshop.names()["members"]["nsid"].as_str().unwrap()), "{said}");
    assert_eq!(workshop.read("tables/photos.csv").lines().count(), 2001);
    let said = hushset(["sample", "--out", &workshop.text("few"), "--rows", "10"]).ended(2);
    assert!(said.contains("1000") && !workshop.path("few").exists(), "{said}");
    hushset(["sample", "--out", &workshop.text("both"), "--rows", "2000", "--photos", "2000"]).ended(2);
}

/// What the longer table would need if anything were kept of its rows is many times the difference allowed.
#[test]
fn a_sample_of_rows_takes_no_more_memory_for_more_of_them() {
    let workshop = Workshop::empty();
    let peak = |rows: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
        command.args(["sample", "--rows", rows, "--out", &workshop.text("tables")]);
        let ended = command.stdout(Stdio::null()).spawn().unwrap().wait4().unwrap();
        assert!(ended.status.success());
        ended.rusage.maxrss
    };
    let (few, many) = (peak("1000"), peak("1000000"));
    assert!(many < few + (2 << 20), "{few} bytes for a thousand rows, {many} for a million");
}

#[test]
fn a_downloaded_copy_answers_like_the_site() {
    let workshop = Workshop::with_photos(2500);
    workshop.build("site", &[]).ended(0);
    let (site, copy) = (workshop.text("site"), workshop.text("copy"));
    hushset(["download", &site, &copy, "--quiet"]).ended(0);
    hushset(["verify", &copy, "--quiet"]).ended(0);
    let member = workshop.names()["members"]["nsid"].as_str().unwrap().to_owned();
    let answers = [&site, &copy].map(|place| hushset(["check", place, &member, "--details"]).ended(0));
    assert_eq!(answers[0], answers[1]);
    assert!(
        hushset(["download", &site, &workshop.text("tables"), "--quiet"]).ended(4).contains("other files")
    );
}

#[test]
fn the_catalogue_is_printed_with_its_sources() {
    let said = hushset(["catalogue"]).ended(0);
    assert!(said.contains("megaface") && said.contains("yfcc100m"), "{said}");
    let said = hushset(["catalogue", "megaface"]).ended(0);
    assert!(
        said.contains("University of Washington") && said.contains("as reported by: ethicsai.org"),
        "{said}"
    );
    assert!(hushset(["catalogue", "nonsense"]).ended(2).contains("it has adience"));
}

#[test]
fn a_damaged_site_is_found_out() {
    let workshop = Workshop::with_photos(2500);
    workshop.build("site", &[]).ended(0);
    let site = workshop.path("site");
    let (shard, mut bytes) =
        files(&site).into_iter().find(|(path, _)| path.to_string_lossy().contains("/x/")).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(site.join(&shard), bytes).unwrap();
    let said = hushset(["verify", &workshop.text("site")]).ended(5);
    assert!(said.contains(shard.to_str().unwrap()), "the file is named: {said}");
}

/// Settings with one thing wrong each, and what is said about it.
#[test]
fn mistakes_get_one_clear_sentence_and_the_old_site_stays() {
    let workshop = Workshop::with_photos(2500);
    workshop.build("site", &[]).ended(0);
    let before = files(&workshop.path("site"));
    let settings = workshop.read("tables/hushset.toml");
    workshop.write("tables/empty.txt", "");
    workshop.write("tables/folder.txt/folder/x", "");
    workshop.write("tables/nonsense.txt", [0, 159, 146, 150, b'\n'].repeat(50));
    for (old, new, code, part) in [
        ("photo = \"photo_id\"", "photo = \"picture\"", 3, "no column \"picture\"; this table has: photo_id"),
        ("[\"faces.txt\"]", "[\"empty.txt\"]", 3, "empty.txt: this table is empty"),
        ("[\"faces.txt\"]", "[\"absent.txt\"]", 4, "absent.txt: there is no such file"),
        ("[\"faces.txt\"]", "[\"folder.txt\"]", 3, "there is no file in this folder"),
        ("[\"faces.txt\"]", "[\"nonsense.txt\"]", 3, "not one row"),
        ("derived_from = [\"sample-crawl\"]", "derived_from = [\"absent\"]", 3, "\"absent\""),
        ("layout = \"pipa\"", "layout = \"papi\"", 3, "papi"),
        ("title = ", "tilte = ", 3, "tilte"),
        ("[site]", "[index]\nverdict_budget = \"100\"\n[site]", 3, "verdict budget of 100 B is too small"),
    ] {
        workshop.write("tables/hushset.toml", settings.replacen(old, new, 1));
        let said = workshop.build("site", &[]).ended(code);
        assert!(said.contains(part), "{new}: {said}");
        assert_eq!(files(&workshop.path("site")), before, "the old site is untouched after {new}");
    }
}

#[test]
fn bad_rows_are_counted_and_told_by_file_and_line() {
    let workshop = Workshop::with_photos(2500);
    let faces = workshop.read("tables/faces.txt");
    workshop.write("tables/faces.txt", format!("not a row\n{faces}\u{fffd}/\n"));
    let said = workshop.build("site", &[]).ended(0);
    assert!(said.contains("2 rows could not be understood") && said.contains("faces.txt:1:"), "{said}");
    let said = workshop.build("strict", &["--strict"]).ended(3);
    assert!(said.contains("faces.txt: line 1:"), "{said}");
    assert!(!workshop.path("strict/hushset/current.bin").exists());
}

#[test]
fn places_that_cannot_be_written_to() {
    let workshop = Workshop::with_photos(2500);
    workshop.write("file", "");
    assert!(workshop.build("file/site", &[]).ended(4).contains("a file where a folder"));
    workshop.write("thesis/chapter.txt", "…");
    assert!(workshop.build("thesis", &[]).ended(4).contains("other files"));
    assert_eq!(workshop.read("thesis/chapter.txt"), "…");
}
