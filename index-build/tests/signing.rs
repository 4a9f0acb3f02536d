//! Signatures, and what they are for: who published it, and whether it is the newest.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Ran, Workshop, files, hushset};
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

const CURRENT: &str = "site/hushset/current.bin";
const MINISIG: &str = "site/hushset/current.bin.minisig";

/// Tables, and a key pair without a passphrase: the public key.
fn workshop() -> (Workshop, String) {
    let workshop = Workshop::with_photos(1000);
    let key = make_key(&workshop, "one.key");
    (workshop, key)
}

fn make_key(workshop: &Workshop, name: &str) -> String {
    hushset(["keys", "--no-passphrase", "--out", &workshop.text(name)]).ended(0);
    workshop.read(&format!("{name}.pub")).lines().last().unwrap().to_owned()
}

fn build_signed(workshop: &Workshop) -> Ran {
    workshop.build("site", &["--sign-key", &workshop.text("one.key")])
}

/// Changes what the site says of itself, so that the next build is another.
fn retitle(workshop: &Workshop, title: &str) {
    let settings = workshop.read("tables/hushset.toml");
    let line = settings.lines().find(|line| line.starts_with("title = ")).unwrap();
    workshop.write("tables/hushset.toml", settings.replacen(line, &format!("title = \"{title}\""), 1));
}

fn verify(workshop: &Workshop, site: &str, further: &[&str]) -> Ran {
    let site = workshop.text(site);
    let arguments = [&["verify", "--quiet", &site], further].concat();
    common::run(Command::new(env!("CARGO_BIN_EXE_hushset")).args(arguments))
}

#[test]
fn what_is_signed_is_verified_by_everybody() {
    let (workshop, key) = workshop();
    assert!(build_signed(&workshop).ended(0).contains("signed"));
    verify(&workshop, "site", &["--public-key", &key]).ended(0);
    verify(&workshop, "site", &["--public-key", &workshop.text("one.key.pub"), "--at-least", "1"]).ended(0);
    let member = workshop.names()["members"]["nsid"].as_str().unwrap().to_owned();
    hushset(["check", &workshop.text("site"), &member, "--public-key", &key]).ended(0);

    let said = hushset(["download", &workshop.text("site"), &workshop.text("copy"), "--public-key", &key]);
    said.ended(0);
    for file in ["current.bin", "current.bin.minisig"] {
        let of = |site: &str| fs::read(workshop.path(site).join("hushset").join(file)).unwrap();
        assert_eq!(of("copy"), of("site"), "a copy says what the site says");
    }
    verify(&workshop, "copy", &["--public-key", &key]).ended(0);

    let before = files(&workshop.path("site"));
    build_signed(&workshop).ended(0);
    hushset(["sign", &workshop.text("site"), "--key", &workshop.text("one.key")]).ended(0);
    assert!(files(&workshop.path("site")) == before, "signing again changes nothing");
    by_minisign(&workshop, &key);
}

/// The stock tool, where it is installed (`apt install minisign`).
fn by_minisign(workshop: &Workshop, key: &str) {
    let run = |key: &str| Command::new("minisign").args(["-Vm", &workshop.text(CURRENT), "-P", key]).output();
    let Ok(output) = run(key) else {
        return eprintln!("LEFT OUT: there is no minisign here to verify the signature with");
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("hushset build "), "{output:?}");
    assert!(!run(&make_key(workshop, "stranger.key")).unwrap().status.success());

    // Its own keys serve as well.
    let (secret, public) = (workshop.text("stock.key"), workshop.text("stock.pub"));
    let made = Command::new("minisign").args(["-G", "-W", "-s", &secret, "-p", &public]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    hushset(["sign", &workshop.text("site"), "--key", &secret]).ended(0);
    verify(workshop, "site", &["--public-key", &public]).ended(0);
    assert!(run(workshop.read("stock.pub").lines().last().unwrap()).unwrap().status.success());
}

#[test]
fn what_is_not_the_publishers_is_refused() {
    let (workshop, key) = workshop();
    workshop.build("site", &[]).ended(0);
    let refused = |key: &str, part: &str| {
        let said = verify(&workshop, "site", &["--public-key", key]).ended(6);
        assert!(said.contains(part), "{said}");
    };
    refused(&key, "not signed");
    build_signed(&workshop).ended(0);
    refused(&make_key(&workshop, "other.key"), "another key");
    let good = fs::read(workshop.path(CURRENT)).unwrap();
    for (at, code) in [(9, 6), (41, 6), (49, 6), (52, 6), (60, 6), (122, 6), (0, 5)] {
        let mut bent = good.clone();
        bent[at] ^= 1;
        workshop.write(CURRENT, &bent);
        verify(&workshop, "site", &["--public-key", &key]).ended(code);
    }
    workshop.write(CURRENT, &good);
    verify(&workshop, "site", &["--public-key", &key]).ended(0);
    let member = workshop.names()["members"]["nsid"].as_str().unwrap().to_owned();
    let other = workshop.text("other.key.pub");
    hushset(["check", &workshop.text("site"), &member, "--public-key", &other]).ended(6);
    hushset(["download", &workshop.text("site"), &workshop.text("copy"), "--public-key", &other]).ended(6);
    assert!(!workshop.path("copy").exists(), "nothing was copied");
    verify(&workshop, "site", &["--public-key", &workshop.text("tables/hushset.toml")]).ended(4);
}

#[test]
fn a_site_that_was_signed_stays_signed() {
    let (workshop, key) = workshop();
    build_signed(&workshop).ended(0);
    retitle(&workshop, "Another title");
    let before = files(&workshop.path("site"));
    let said = workshop.build("site", &[]).ended(6);
    assert!(said.contains("--sign-key") && said.contains("--unsigned"), "{said}");
    assert!(files(&workshop.path("site")) == before);
    workshop.build("site", &["--unsigned"]).ended(0);
    assert!(!workshop.path(MINISIG).exists());
    hushset(["sign", &workshop.text("site"), "--key", &workshop.text("one.key")]).ended(0);
    verify(&workshop, "site", &["--public-key", &key, "--at-least", "2"]).ended(0);

    let settings = workshop.read("tables/hushset.toml");
    let other = make_key(&workshop, "other.key");
    let pin = |key: &str| {
        let pinned = settings.replacen("[site]", &format!("[site]\npublic_key = \"{key}\""), 1);
        workshop.write("tables/hushset.toml", pinned);
    };
    pin(&other);
    let said = build_signed(&workshop).ended(6);
    assert!(said.contains("public_key"), "{said}");
    pin(&key);
    workshop.build("new", &[]).ended(6);
    build_signed(&workshop).ended(0);
    assert!(workshop.read("site/index.html").contains(&format!("name=\"hushset-key\" content=\"{key}\"")));
    pin("RWnonsense");
    assert!(build_signed(&workshop).ended(3).contains("56 characters"));
    hushset(["sign", &workshop.text("tables"), "--key", &workshop.text("one.key")]).ended(5);
}

#[test]
fn an_older_number_is_refused() {
    let (workshop, _) = workshop();
    workshop.build("site", &[]).ended(0);
    let first = fs::read(workshop.path(CURRENT)).unwrap();
    retitle(&workshop, "Another title");
    workshop.build("site", &[]).ended(0);
    verify(&workshop, "site", &["--at-least", "2"]).ended(0);
    let said = verify(&workshop, "site", &["--at-least", "3"]).ended(6);
    assert!(said.contains("older than number 3"), "{said}");

    let download = || hushset(["download", "--quiet", &workshop.text("site"), &workshop.text("copy")]);
    download().ended(0);
    workshop.write(CURRENT, first);
    let before = files(&workshop.path("copy"));
    let said = download().ended(6);
    assert!(said.contains("number 2") && said.contains("number 1"), "{said}");
    assert!(files(&workshop.path("copy")) == before, "the copy stays what it was");
}

#[test]
fn a_passphrase_is_asked_for() {
    let workshop = Workshop::with_photos(1000);
    workshop.build("site", &[]).ended(0);
    let (key, site) = (workshop.text("one.key"), workshop.text("site"));
    with_input(&["keys", "--out", &key], "correct horse\n").ended(0);
    let said = with_input(&["sign", &site, "--key", &key], "battery\n").ended(4);
    assert!(said.contains("the passphrase is wrong"), "{said}");
    with_input(&["sign", &site, "--key", &key], "correct horse\n").ended(0);
    verify(&workshop, "site", &["--public-key", &workshop.text("one.key.pub")]).ended(0);
    assert!(with_input(&["keys", "--out", &key], "correct horse\n").ended(4).contains("never overwritten"));
    with_input(&["keys", "--out", &workshop.text("two.key")], "\n").ended(2);
}

/// Runs the command with something to read.
fn with_input(arguments: &[&str], input: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}
