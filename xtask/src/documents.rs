//! Documents that name tests as their witnesses are held to it: each of these tests must exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::files;

/// The documents.
const DOCUMENTS: [&str; 2] = ["docs/THREATS.md", "docs/REPRODUCING.md"];

/// What a document says between backticks that reads like the name of a test: three words or more, joined by
/// underscores.
fn named(document: &str) -> BTreeSet<&str> {
    let is_name = |text: &&str| {
        text.split('_').count() >= 3
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'0'..=b'9'))
    };
    document.split('`').skip(1).step_by(2).filter(is_name).collect()
}

/// The names of all functions in the Rust sources below these folders.
fn functions(root: &Path) -> BTreeSet<String> {
    let folders = ["crates", "index-build/src", "index-build/tests", "tests", "xtask/src"];
    let sources = folders.iter().flat_map(|folder| {
        let is_source = |path: &Path| path.extension().is_none_or(|ending| ending == "rs");
        files::read_tree(&root.join(folder), is_source).unwrap().into_values()
    });
    let names = sources.flat_map(|source| {
        let text = String::from_utf8_lossy(&source).into_owned();
        let after = |line: &str| Some(line.split_once("fn ")?.1.split('(').next()?.to_owned());
        text.lines().filter_map(after).collect::<Vec<_>>()
    });
    names.collect()
}

#[test]
fn every_test_that_a_document_names_exists() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf();
    let functions = functions(&root);
    for path in DOCUMENTS {
        let document = std::fs::read_to_string(root.join(path)).unwrap();
        let named = named(&document);
        assert!(!named.is_empty(), "{path} names no test");
        let missing: Vec<_> = named.into_iter().filter(|name| !functions.contains(*name)).collect();
        assert!(missing.is_empty(), "{path} names tests that do not exist: {missing:?}");
    }
}

#[test]
fn names_of_tests_are_told_from_other_code() {
    let document =
        "See `a_name_of_three` and `current.bin`, not `one_two` or a_bare_name; `Strict-Transport-Security`.";
    assert_eq!(named(document), BTreeSet::from(["a_name_of_three"]));
}
