//! The worked examples of docs/examples: their tables are built and their questions asked, as they stand there.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, hushset};
use hushset::transport::Transport;
use hushset_core::{
    identifier::{Page, Scope},
    lookup::{Check, Details, DetailsOutcome, Found},
    scheme::Understood,
    text::NativePlatform,
};
use std::{fs, path::Path, process::Command, sync::Arc};

/// A fenced block: what stands behind the fence, and the lines.
struct Block {
    kind: String,
    lines: Vec<String>,
}

fn blocks(example: &str) -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(example);
    let text = fs::read_to_string(path).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(kind), None) => open = Some(Block { kind: kind.into(), lines: Vec::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.lines.push(line.into()),
            (None, None) => {}
        }
    }
    blocks
}

/// Builds what an example has, verifies it against its table, and asks what the example asks.
fn built(example: &str) -> Workshop {
    let workshop = Workshop::empty();
    let blocks = blocks(example);
    for block in &blocks {
        if let Some((_, name)) = block.kind.split_once(' ') {
            workshop.write(&format!("tables/{name}"), block.lines.join("\n"));
        }
    }
    workshop.build("site", &["--strict"]).ended(0);
    let (site, config) = (workshop.text("site"), workshop.text("tables/hushset.toml"));
    hushset(["verify", &site, "--config", &config]).ended(0);
    let asked = blocks.iter().filter(|block| block.kind == "console");
    assert!(asked.map(|block| ask(&workshop, block)).count() > 1, "{example} asks something");
    workshop
}

/// Runs `$ hushset …`; what it says has all the lines that follow.
fn ask(workshop: &Workshop, block: &Block) {
    let (command, expected) = block.lines.split_first().unwrap();
    let command = command.strip_prefix("$ hushset check site ").unwrap();
    let (text, options) = match command.strip_prefix('"') {
        Some(quoted) => quoted.rsplit_once('"').unwrap(),
        None => command.split_once(' ').unwrap_or((command, "")),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_hushset"))
        .args(["check", &workshop.text("site"), text])
        .args(options.split_whitespace())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    for line in expected {
        assert!(said.contains(line.as_str()), "{command}\n{line}\n→ {said}");
    }
}

#[test]
fn a_crawl() {
    let workshop = built("web-crawl.md");
    assert_eq!(found(&workshop, "https://harbour.example/about", Scope::Items), ["harbour.example/about"]);
    assert_eq!(found(&workshop, "http://192.0.2.7/", Scope::Owners), ["192.0.2.7:8080/status"]);
    assert_eq!(found(&workshop, "blog.harbour.example/2019", Scope::Items), [""; 0]);
    let asked = found_items(&workshop, "http://blog.harbour.example/2019/gulls/#x", Scope::Owners);
    let asked: Vec<_> = asked.into_iter().filter(|item| item.asked).map(|item| item.id.to_string()).collect();
    assert_eq!(asked, ["blog.harbour.example/2019/gulls"], "the page that was typed is pointed out");
}

#[test]
fn books() {
    let workshop = built("book-list.md");
    assert_eq!(found(&workshop, "Notes on GULLS", Scope::Items), ["notes on gulls"]);
    assert_eq!(
        found(&workshop, "Ángela Ruiz Vidal", Scope::Owners),
        ["notes on gulls", "the harbour at night"]
    );
    let item = found_items(&workshop, "1984 photographs", Scope::Items).remove(0);
    assert_eq!(item.url, None, "a title has no address");
}

/// Who asked to be left out is, with everything below a domain.
#[test]
fn suppression() {
    let workshop = built("web-crawl.md");
    let settings = workshop.read("tables/hushset.toml");
    workshop.write("tables/hushset.toml", format!("{settings}\n[suppress]\nfiles = [\"letters.txt\"]\n"));
    workshop.write("tables/letters.txt", "blog.harbour.example\nhttps://harbour.example/about\n");
    workshop.build("site", &["--strict"]).ended(0);
    assert_eq!(found(&workshop, "harbour.example", Scope::Owners), ["harbour.example"]);
    assert_eq!(found(&workshop, "blog.harbour.example", Scope::Owners), [""; 0]);
}

/// Settings that only make sense for photos are refused, with the place.
#[test]
fn settings_of_another_scheme() {
    let workshop = built("book-list.md");
    let settings = workshop.read("tables/hushset.toml");
    for (from, to, problem) in [
        (
            "scheme = \"plain\"",
            "scheme = \"plain\"\ntags = true",
            "index.tags: this is for the scheme flickr alone",
        ),
        ("item = \"title\"", "photo = \"title\"", "columns has no item"),
        (
            "scheme = \"plain\"",
            "scheme = \"web\"",
            "columns.owner: with this scheme there are item, date, dataset only",
        ),
        ("layout = \"csv\"", "layout = \"pipa\"", "Flickr's photos"),
        ("scheme = \"plain\"", "scheme = \"flickr\"", "columns has no photo"),
    ] {
        workshop.write("tables/hushset.toml", settings.replace(from, to));
        let said = workshop.build("other", &[]);
        assert_ne!(said.code, Some(0), "{to}");
        assert!(said.err.contains(problem), "{to}\n→ {}", said.err);
    }
}

fn found(workshop: &Workshop, text: &str, scope: Scope) -> Vec<String> {
    found_items(workshop, text, scope).into_iter().map(|item| item.id.to_string()).collect()
}

/// The items that the question about a text in a scope finds.
fn found_items(workshop: &Workshop, text: &str, scope: Scope) -> Vec<hushset_core::lookup::FoundItem> {
    let site = Transport::of(&workshop.text("site"));
    let index = hushset::verify::open(&site, None).unwrap();
    let Understood { question, alternatives, .. } =
        index.manifest.scheme.parse(&NativePlatform, text).unwrap();
    let question =
        [question].into_iter().chain(alternatives).find(|question| question.scope() == scope).unwrap();
    let checked = site.run(Check::start(Arc::clone(&index), question.clone()));
    if !checked.is_hit() {
        return Vec::new();
    }
    match site.run(Details::start(index, question, Page::FIRST)).outcome {
        DetailsOutcome::Found(Found::Lists { accounts, .. }) => {
            accounts.into_iter().flat_map(|account| account.items).collect()
        }
        DetailsOutcome::Found(Found::Item { item, .. }) => vec![item],
        _ => Vec::new(),
    }
}
