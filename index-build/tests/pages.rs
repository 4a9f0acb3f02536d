//! The pages beside the one that asks: every link leads somewhere, wherever the site lies, and what a publisher or a
//! table says is text and never markup.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files};
use hushset::{
    config::Config,
    site::{Content, pages as write_pages},
    stats::TableStats,
};
use hushset_core::{file::BuildId, key::sha256, manifest::Manifest};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

/// What nobody must be able to put on a page.
const HOSTILE: &str = "<img src=x onerror=alert(1)> \" '>{{ 7 * 7 }}";

/// Settings with hostile text wherever text can be, beside entries of the catalogue and one of the publisher's own.
fn settings() -> String {
    let hostile = HOSTILE.replace('"', "\\\"");
    format!(
        r#"
[site]
title = "{hostile}"
publisher = "{hostile}"
description = "{hostile}"

[[dataset]]
slug = "mine"
name = "{hostile}"
derived_from = ["yfcc100m"]
[dataset.facts]
purpose = "{hostile}"
contact = "{hostile}"
removal = "{hostile}"
url = "javascript:alert(1)"
[[dataset.table]]
files = ["faces.txt"]
layout = "diveface"
[[dataset.entry.story]]
text = "{hostile}"
sources = ["own"]
[[dataset.entry.status]]
text = "{hostile}"
date = "2020-06-08"
sources = ["own"]
[[dataset.entry.citation]]
kind = "misc"
authors = ["{hostile}"]
title = "{hostile}"
year = 2020
[dataset.entry.sources.own]
title = "{hostile}"
url = "javascript:alert(1)"

[[dataset]]
slug = "yfcc100m"
catalogue = true
[[dataset]]
slug = "mf2"
catalogue = "megaface"
[[dataset]]
slug = "diveface"
catalogue = true
"#
    )
}

fn site() -> BTreeMap<PathBuf, String> {
    let workshop = Workshop::with_photos(2500);
    workshop.write("tables/hushset.toml", settings());
    workshop.build("site", &[]).ended(0);
    // The template engine writes slashes as references, too; a browser reads them as slashes.
    let text =
        |(path, bytes): (PathBuf, Vec<u8>)| (path, String::from_utf8_lossy(&bytes).replace("&#x2f;", "/"));
    files(&workshop.path("site")).into_iter().map(text).collect()
}

fn pages(site: &BTreeMap<PathBuf, String>) -> impl Iterator<Item = (&Path, &str)> {
    site.iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "html"))
        .map(|(path, html)| (path.as_path(), html.as_str()))
}

/// The values of an attribute in a page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

/// The file that a relative link in a page leads to. Nothing above the site's root is reached.
fn target(page: &Path, link: &str) -> Option<PathBuf> {
    let mut path = page.parent()?.to_path_buf();
    for part in Path::new(link).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::ParentDir => path.pop().then_some(())?,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    if link.ends_with('/') {
        path.push("index.html");
    }
    Some(path)
}

#[test]
fn every_link_leads_somewhere_wherever_the_site_lies() {
    let site = site();
    let mut reached = BTreeSet::from([PathBuf::from("index.html"), PathBuf::from("404.html")]);
    for (page, html) in pages(&site) {
        let links = [attributes(html, "href"), attributes(html, "src")].concat();
        for link in links.into_iter().filter(|link| !link.starts_with("https://") && *link != "data:,") {
            let file = target(page, link).unwrap_or_else(|| panic!("{}: {link}", page.display()));
            assert!(site.contains_key(&file), "{}: {link} leads to {}", page.display(), file.display());
            reached.insert(file);
        }
        // The page that stands for a missing one may stand anywhere, so it says nothing of where it is.
        let Some((_, root)) = html.split_once("hushset-root\" content=\"") else { continue };
        let (root, _) = root.split_once('"').unwrap();
        let current = target(page, &format!("{root}hushset/current.bin")).unwrap();
        assert!(site.contains_key(&current), "{}: {root}", page.display());
    }
    for (page, _) in pages(&site) {
        assert!(reached.contains(page), "no page leads to {}", page.display());
    }
    assert!(reached.contains(Path::new("datasets/mf2/index.html")));
}

#[test]
fn what_others_write_is_text() {
    let site = site();
    for (page, html) in pages(&site) {
        assert!(!html.contains("<img") && !html.contains("javascript:alert(1)\""), "{}", page.display());
        assert!(!html.contains("49") || !html.contains(">49<"), "{}", page.display());
        // What a page's own policy forbids would not run anyway; there is none of it.
        assert!(!html.contains("<script>") && !html.contains(" style=") && !html.contains("onclick"));
    }
    let own = &site[Path::new("datasets/mine/index.html")];
    let escaped = "&lt;img src=x onerror=alert(1)&gt;";
    assert!(own.matches(escaped).count() > 10 && own.contains("{{ 7 * 7 }}"), "{own}");
}

#[test]
fn entries_say_where_they_are_from() {
    let site = site();
    let megaface = &site[Path::new("datasets/mf2/index.html")];
    assert!(megaface.contains("University of Washington, Seattle"));
    assert!(megaface.contains("https://ar5iv.labs.arxiv.org/html/1512.00596"));
    assert!(megaface.contains("As reported by") && megaface.contains("@inproceedings{nech2017level"));
    // The family follows from the catalogue, also where a site gives its dataset another slug.
    assert!(megaface.contains("href=\"../yfcc100m/\"") && megaface.contains("href=\"../diveface/\""));
    let how = &site[Path::new("how/index.html")];
    let build =
        site.keys().find_map(|path| path.to_str()?.strip_prefix("hushset/")?.strip_suffix("/manifest.bin"));
    assert!(how.contains(build.unwrap()));
}

#[test]
fn charts_stand_beside_the_same_as_a_table() {
    let workshop = Workshop::with_photos(2500);
    workshop.write("tables/hushset.toml", settings());
    workshop.build("site", &[]).ended(0);
    let written = files(&workshop.path("site"));
    let (_, manifest) = written.iter().find(|(path, _)| path.ends_with("manifest.bin")).unwrap();
    let stats = TableStats { years: [(2008, 5), (2010, 10)].into(), licences: [(4, 1), (0, 2)].into() };
    let content = Content {
        config: &Config::read(&workshop.path("tables/hushset.toml")).unwrap(),
        manifest: &Manifest::read(manifest).unwrap(),
        build: BuildId(sha256(&[manifest])),
        stats: &[("mine".to_owned(), stats)].into(),
        thumbnails: true,
    };
    let pages: BTreeMap<PathBuf, Vec<u8>> = write_pages(content).unwrap().into_iter().collect();
    let mine = String::from_utf8_lossy(&pages[Path::new("datasets/mine/index.html")]).into_owned();
    assert_eq!(mine.matches("<rect ").count(), 3 + 2, "years, the one without photos too, and licences");
    for part in
        ["<th scope=\"row\">2009</th>", "CC BY 2.0", "All rights reserved", "https://live.staticflickr.com;"]
    {
        assert!(mine.contains(part), "{part}: {mine}");
    }
}

#[test]
fn others_find_the_box_by_oembed_if_the_site_says_where_it_is() {
    let workshop = Workshop::with_photos(2500);
    let settings = settings().replacen("[site]", "[site]\naddress = \"https://example.org/a&b\"", 1);
    workshop.write("tables/hushset.toml", settings);
    workshop.build("site", &[]).ended(0);
    let written: BTreeMap<PathBuf, Vec<u8>> = files(&workshop.path("site")).into_iter().collect();
    for (folder, words) in [("", "lang=\"en\""), ("de/", "lang=\"de\"")] {
        let page =
            String::from_utf8_lossy(&written[&PathBuf::from(format!("{folder}index.html"))]).into_owned();
        let path = format!("{folder}embed/oembed.json");
        let link = format!("type=\"application/json+oembed\" href=\"https://example.org/a&b/{path}\"");
        assert!(page.contains(&link) && page.contains(words), "{page}");
        let document: serde_json::Value = serde_json::from_slice(&written[Path::new(&path)]).unwrap();
        assert_eq!([&document["version"], &document["type"]], ["1.0", "rich"]);
        assert!(document["width"].is_u64() && document["height"].is_u64());
        // WordPress takes what lies between these two, and puts a fragment of its own behind the address.
        let html = document["html"].as_str().unwrap();
        let src = format!("<iframe src=\"https://example.org/a&amp;b/{folder}embed/\" ");
        assert!(html.starts_with(&src) && html.ends_with("></iframe>"), "{html}");
        assert!(!html.contains("<img") && html.contains("&lt;img"), "{html}");
    }
}

#[test]
fn without_an_address_there_is_no_oembed_and_the_build_says_so() {
    let workshop = Workshop::with_photos(2500);
    workshop.write("tables/hushset.toml", settings());
    assert!(workshop.build("site", &[]).ended(0).contains("Without oEmbed documents"));
    let written: BTreeMap<PathBuf, Vec<u8>> = files(&workshop.path("site")).into_iter().collect();
    assert!(!written.keys().any(|path| path.ends_with("oembed.json")));
    let page = String::from_utf8_lossy(&written[Path::new("index.html")]);
    assert!(!page.contains("oembed"), "{page}");
}

#[test]
fn a_copy_of_the_tag_that_articles_name_stays() {
    let workshop = Workshop::with_photos(2500);
    workshop.write("tables/hushset.toml", settings());
    workshop.build("site", &[]).ended(0);
    let earlier = "site/embed/hush-check-0123456789abcdef.js";
    workshop.write(earlier, "earlier");
    workshop.write(
        "tables/hushset.toml",
        settings().replace("[[dataset]]\nslug = \"mf2\"\ncatalogue = \"megaface\"\n", ""),
    );
    workshop.build("site", &[]).ended(0);
    assert!(workshop.path(earlier).exists());
    let configure = std::fs::read_to_string(workshop.path("site/embed/configure/index.html")).unwrap();
    let tag = attributes(&configure, "data-tag")[0].replace("&#x2f;", "/");
    assert!(workshop.path(&format!("site/{tag}")).exists(), "{tag}");
}

#[test]
fn pages_that_are_no_more_go() {
    let workshop = Workshop::with_photos(2500);
    workshop.write("tables/hushset.toml", settings());
    workshop.build("site", &[]).ended(0);
    assert!(workshop.path("site/datasets/diveface/index.html.br").exists());
    let without = settings().replace("[[dataset]]\nslug = \"diveface\"\ncatalogue = true\n", "");
    workshop.write("tables/hushset.toml", without);
    workshop.build("site", &[]).ended(0);
    assert!(!workshop.path("site/datasets/diveface").exists() && workshop.path("site/datasets/mf2").exists());
}
