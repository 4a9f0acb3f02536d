//! Whether a server sends what the project's table says, for every kind of file and every ending.

use super::relative_files;
use crate::client::{Answer, get, request};
use hushset::host::headers::{BYTES, COMMON, Kind, content_type, is_hidden};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

const POLICY: &str = "Content-Security-Policy";

/// What a server does beside sending the right headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The compressed copies that it sends: `br`, `gzip`.
    pub codings: &'static [&'static str],
    /// Whether it calls every file what the table calls it. Some hosts have another name for the same: `application/javascript`.
    pub types: bool,
    /// Whether only pages come with the policy of pages. Elsewhere it means nothing.
    pub policy_for_pages_alone: bool,
    /// Whether a file that is missing is answered with the headers of a page, and not with those that its path asks for.
    pub missing_as_page: bool,
}

/// One file for each kind and type, by its path below the site.
///
/// # Panics
/// If the site lacks a kind.
pub fn representatives(site: &Path) -> Vec<String> {
    let mut one_each = BTreeMap::new();
    for path in relative_files(site) {
        let path = path.to_str().expect("a path that is text").to_owned();
        let is_copy = [".br", ".gz"].iter().any(|ending| path.ends_with(ending));
        if !is_copy && !is_hidden(&path) && path != "_headers" && path != "404.html" {
            one_each.entry((Kind::of(&path), content_type(&path))).or_insert(path);
        }
    }
    for kind in [Kind::Page, Kind::Program, Kind::Index, Kind::Current] {
        assert!(one_each.keys().any(|(of, _)| *of == kind), "no {kind:?} in {one_each:?}");
    }
    one_each.into_values().collect()
}

/// Fails unless the server at `address`, which has the site below `base`, follows the table.
pub async fn assert_follows(address: SocketAddr, base: &str, site: &Path, expected: Expected) {
    for path in representatives(site) {
        let asked = path.strip_suffix("index.html").unwrap_or(&path);
        let target = format!("{base}{asked}");
        let bytes = fs::read(site.join(&path)).expect("a file of the site");
        let plain = get(address, &target, &[]).await;
        assert_eq!(plain.status(), 200, "{target}");
        assert!(plain.content() == bytes, "{target}: other bytes");
        assert_headers(&target, &plain, Kind::of(&path));
        let is_page = Kind::of(&path).own_headers().iter().any(|(name, _)| *name == POLICY);
        if expected.policy_for_pages_alone && !is_page {
            assert!(plain.headers(POLICY).is_empty(), "{target}");
        }
        assert!(plain.headers("content-encoding").is_empty(), "{target}: compressed unasked");
        if expected.types {
            assert_eq!(plain.headers("content-type"), [content_type(&path)], "{target}");
        }

        let head = request(address, "HEAD", &target, &[]).await;
        assert_eq!((head.status(), head.body.len()), (200, 0), "HEAD {target}");
        assert_eq!(head.announced(), Some(bytes.len()), "HEAD {target}");
        assert_headers(&target, &head, Kind::of(&path));

        assert_compression(address, &target, &site.join(&path), expected).await;

        let part = get(address, &target, &["Range: bytes=2-11"]).await;
        match part.status() {
            206 => assert_eq!(part.body, bytes[2..12], "{target}: a range"),
            status => assert!(status == 200 && part.body == bytes, "{target}: {status} for a range"),
        }
    }
    assert_missing(address, base, site, expected).await;
}

/// Fails unless every header of the kind came once, with its value.
fn assert_headers(target: &str, answer: &Answer, kind: Kind) {
    for (name, value) in kind.headers() {
        assert_eq!(answer.headers(name), [value], "{target}: {name}");
    }
}

/// Fails unless what may be compressed comes as the copy beside it, and the index as it is.
async fn assert_compression(address: SocketAddr, target: &str, file: &Path, expected: Expected) {
    let bytes = fs::read(file).expect("a file of the site");
    for (accepted, coding, ending) in
        [("br, gzip", "br", "br"), ("gzip", "gzip", "gz"), ("br;q=0, gzip", "gzip", "gz")]
    {
        let answer = get(address, target, &[&format!("Accept-Encoding: {accepted}")]).await;
        assert_eq!(answer.status(), 200, "{target}");
        let copy = fs::read(format!("{}.{ending}", file.display()));
        if content_type(target) == BYTES {
            assert!(copy.is_err() && answer.body == bytes, "{target}: an index is compressed nowhere");
            assert!(
                answer.headers("content-encoding").is_empty() && answer.announced() == Some(bytes.len()),
                "{target}"
            );
        } else if expected.codings.contains(&coding) {
            assert_eq!(answer.headers("content-encoding"), [coding], "{target}: {accepted}");
            assert!(
                answer.content() == copy.expect("a compressed copy"),
                "{target}: {accepted}: other bytes"
            );
            let vary = answer.header("vary").unwrap_or_default().to_ascii_lowercase();
            assert!(vary.contains("accept-encoding"), "{target}: Vary: {vary}");
        }
    }
}

/// Fails unless what is not there is answered 404 with the page for that, and what is hidden is not there.
async fn assert_missing(address: SocketAddr, base: &str, site: &Path, expected: Expected) {
    let build =
        representatives(site).into_iter().find(|path| Kind::of(path) == Kind::Index).expect("an index");
    let build = build.rsplit_once('/').expect("a folder").0.to_owned();
    let page = fs::read(site.join("404.html")).expect("the page");
    for path in [
        "nothing",
        "de/nothing/",
        "app-0/main.js",
        &format!("{build}/no.bin"),
        ".hushset-pages",
        "datasets/nothing",
    ] {
        let target = format!("{base}{path}");
        for accepted in ["identity", "br, gzip"] {
            let answer = get(address, &target, &[&format!("Accept-Encoding: {accepted}")]).await;
            assert_eq!(answer.status(), 404, "{target}");
            if expected.missing_as_page {
                assert_headers(&target, &answer, Kind::Page);
            } else {
                COMMON
                    .iter()
                    .for_each(|(name, value)| assert_eq!(answer.headers(name), [*value], "{target}: {name}"));
            }
            if answer.headers("content-encoding").is_empty() && !is_hidden(path) {
                assert!(answer.content() == page, "{target}: {}", String::from_utf8_lossy(&answer.body));
                assert_eq!(answer.headers("content-type"), ["text/html; charset=utf-8"], "{target}");
            }
        }
    }
}
