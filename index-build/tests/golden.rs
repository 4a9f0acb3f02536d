//! An index of format version 1, as it was first written. Files of version 1 stay readable, and the same tables
//! still give the same bytes.
//!
//! When a new format version is made, this folder stays and another one is added:
//! `HUSHSET_GOLDEN=write cargo test -p hushset --test golden` writes what is missing.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod common;

use common::{files, hushset};
use hushset::{transport::Transport, verify::open};
use hushset_core::{
    identifier::Page,
    key::{Hex, sha256},
    lookup::{Answer, Check, Details, DetailsOutcome, Found, Outcome},
    text::NativePlatform,
};
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

/// The golden folder. Its index is written first if it is missing and that was asked for.
fn golden() -> &'static Path {
    static GOLDEN: LazyLock<PathBuf> = LazyLock::new(|| {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1");
        let index = golden.join("hushset");
        if env::var("HUSHSET_GOLDEN").is_ok_and(|value| value == "write") && !index.exists() {
            for (path, bytes) in build(&golden) {
                let path = index.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        golden
    });
    &GOLDEN
}

/// The index that the golden tables give now.
fn build(golden: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let site = tempfile::tempdir().unwrap();
    let config = golden.join("tables/hushset.toml");
    let (config, out) = (config.to_str().expect("UTF-8"), site.path().to_str().expect("UTF-8"));
    hushset(["build", "--quiet", "--config", config, "--out", out]).ended(0);
    files(&site.path().join("hushset"))
}

#[test]
fn the_same_tables_still_give_the_same_bytes() {
    // Hashes, because a page of bytes tells nobody more.
    let hashed = |files: Vec<(PathBuf, Vec<u8>)>| -> Vec<_> {
        files.into_iter().map(|(path, bytes)| (path, Hex(&sha256(&[&bytes])).to_string())).collect()
    };
    assert_eq!(hashed(build(golden())), hashed(files(&golden().join("hushset"))));
}

/// Everything that the golden index says about a text, in a few words.
fn said(text: &str) -> String {
    let site = Transport::of(golden().to_str().expect("UTF-8"));
    let index = open(&site, None).unwrap();
    let question = index.manifest.scheme.parse(&NativePlatform, text).unwrap().question;
    let mut said = String::new();
    let Outcome::Verdicts { verdicts, .. } =
        site.run(Check::start(Arc::clone(&index), question.clone())).outcome
    else {
        panic!("no verdicts on {text}");
    };
    for verdict in verdicts {
        let short = match verdict.answer {
            Answer::AlmostCertainly { implied_by } if implied_by.is_empty() => "yes",
            Answer::AlmostCertainly { .. } => "implied",
            Answer::NotFound => "no",
            Answer::NotCovered { .. } => "not covered",
        };
        write!(said, "{}: {short}; ", verdict.dataset.trim_start_matches("golden-")).unwrap();
    }
    for page in (1..).filter_map(Page::new).take(9) {
        let detailed = site.run(Details::start(Arc::clone(&index), question.clone(), page));
        match detailed.outcome {
            DetailsOutcome::Found(Found::Lists { accounts, .. }) => {
                for account in accounts {
                    let owner = account.account.map_or("#".into(), |account| account.id.to_string());
                    let photos: Vec<_> = account.items.iter().map(|item| item.id.to_string()).collect();
                    write!(said, "[{owner}: {} of {}]", photos.join(" "), account.total).unwrap();
                }
            }
            DetailsOutcome::Found(Found::Item { item, owner }) => {
                let month = item.month.map(|month| month.to_string()).unwrap_or_default();
                let licence = item.licence.map(|licence| licence.number().to_string()).unwrap_or_default();
                let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
                let picture = item.thumbnail.unwrap_or_default();
                write!(said, "[{owner} {month} {licence} {picture}]").unwrap();
                break;
            }
            DetailsOutcome::NotFound => break,
            outcome => panic!("{outcome:?} on {text}"),
        }
    }
    said
}

#[test]
fn version_1_stays_readable() {
    for (text, expected) in [
        (
            "10000001@N99",
            "closed: not covered; faces: yes; photos: implied; [10000001@N99: 90000000001 90000000002 of 3][10000001@N99: 90000000007 of 3]",
        ),
        (
            "golden-ada",
            "closed: not covered; faces: yes; photos: implied; [10000001@N99: 90000000001 90000000002 of 3][10000001@N99: 90000000007 of 3]",
        ),
        (
            "Ada Golden",
            "closed: not covered; faces: yes; photos: implied; [00010003@N99: 90000000013 of 1][10000001@N99: 90000000001 of 3][10000001@N99: 90000000002 90000000007 of 3]",
        ),
        ("كريم الذهبي", "closed: not covered; faces: yes; photos: implied; [10000002@N99: 90000000011 of 1]"),
        ("00010003@N99", "closed: not covered; faces: no; photos: yes; [00010003@N99: 90000000013 of 1]"),
        (
            "golden-only-alias",
            "closed: not covered; faces: not covered; photos: yes; [golden-only-alias: 90000000017 of 1]",
        ),
        (
            "only a name",
            "closed: not covered; faces: not covered; photos: yes; [only a name: 90000000019 of 1]",
        ),
        (
            "10000004@N99",
            "closed: not covered; faces: yes; photos: implied; [10000004@N99: 90000000029 of 1]",
        ),
        (
            "90000000002",
            "closed: not covered; faces: yes; photos: implied; [10000001@N99 2012-04 4 https://live.staticflickr.com/12/90000000002_00000000ff_q.jpg]",
        ),
        ("90000000023", "closed: not covered; faces: no; photos: yes; [  10 ]"),
        ("#harbour", "closed: not covered; faces: yes; photos: implied; [#: 90000000001 90000000002 of 2]"),
        ("#Old Town", "closed: not covered; faces: not covered; photos: yes; [#: 90000000001 of 1]"),
        ("99999999@N98", "closed: not covered; faces: no; photos: not covered; "),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}
