//! The harness under test: the witness's counts against a bare client's, what each fault does to an answer,
//! and that a real browser's requests are all seen. A harness that misses a request proves every promise.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "test code")]

use hushset_tests::client::{self, Wire};
use hushset_tests::folder::static_folder;
use hushset_tests::witness::{Ending, Witness};
use std::path::Path;
use tempfile::TempDir;

/// Length of the shard, in bytes.
const SHARD: usize = 5000;

/// A site of four files and one compressed sibling.
fn site() -> TempDir {
    let site = TempDir::with_prefix("hushset-site-").expect("a temporary folder");
    let put = |path: &str, bytes: &[u8]| {
        let file = site.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(file, bytes).expect("a file");
    };
    put("index.html", b"<!doctype html><title>Harness</title>");
    put("app-1/main.js", b"export {};");
    put("style.css", b"p { color: green }");
    put("style.css.br", b"not really Brotli");
    let shard: Vec<u8> = (0..SHARD).map(|at| u8::try_from(at * 7 % 256).unwrap_or(0)).collect();
    put("data/shard.bin", &shard);
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_of_an_exchange_is_counted() {
    let site = site();
    let witness = Witness::start(static_folder(site.path())).await;
    let mut wire = Wire::connect(witness.address()).await;
    let mark = witness.log().mark();
    let mut expected = Vec::new();
    for target in ["/data/shard.bin", "/missing?why", "/", "/data/shard.bin"] {
        let (sent, answer) = wire.ask(target).await;
        expected.push((target, sent, answer.status(), answer.head.len(), answer.body.len()));
    }
    let seen = witness.log().since(mark);
    let counted: Vec<_> = seen
        .iter()
        .map(|exchange| {
            let status = exchange.status.unwrap_or(0);
            let (head, body) = (exchange.response_head_len(), exchange.response_body_len);
            (exchange.target.as_str(), exchange.request_len(), status, head, body)
        })
        .collect();
    assert_eq!(counted, expected);
    assert_eq!(expected[0].4, SHARD);
    assert!(seen.iter().all(|exchange| exchange.ending == Ending::Complete), "{seen}");
    assert!(seen.iter().all(|exchange| exchange.connection == 0), "one connection carried all:\n{seen}");
    assert_eq!(seen[0].request_text(), "GET /data/shard.bin HTTP/1.1\r\nHost: witness\r\n\r\n");
    assert!(seen[0].ended < Some(seen[1].begun), "answered before the next was asked:\n{seen}");
    assert_eq!(seen[0].difference(&seen[3]), None, "the same question twice looks the same");
    let difference = seen[0].difference(&seen[1]).expect("two different questions");
    assert!(difference.contains("shard.bin") && difference.contains("missing?why"), "{difference}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_requests_and_pipelined_requests_are_told_apart() {
    let site = site();
    let witness = Witness::start(static_folder(site.path())).await;
    let mut wire = Wire::connect(witness.address()).await;
    let post = b"POST /log HTTP/1.1\r\nHost: w\r\nContent-Length: 9\r\n\r\nwho=alice";
    let get = b"GET / HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n";
    wire.send(&[&post[..], get].concat()).await;
    let answer = wire.drain().await;
    let seen = witness.log().all();
    assert_eq!(seen.len(), 2, "{seen}");
    assert_eq!(seen[0].raw_request, post);
    assert_eq!(seen[1].raw_request, get);
    assert_eq!((seen[0].method.as_str(), seen[0].status), ("POST", Some(405)));
    let out: usize =
        seen.iter().map(|exchange| exchange.response_head_len() + exchange.response_body_len).sum();
    assert_eq!(out, answer.head.len() + answer.body.len(), "{seen}");
    assert_eq!(seen.bytes(), out + post.len() + get.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_logged_too() {
    let site = site();
    let witness = Witness::start(static_folder(site.path())).await;
    let mut wire = Wire::connect(witness.address()).await;
    wire.send(b"\x16\x03\x01\x00\x05hello\r\n\r\n").await;
    wire.drain().await;
    let silent = Wire::connect(witness.address()).await;
    witness.log().settled().await;
    let seen = witness.log().all();
    assert_eq!(seen.len(), 1, "{seen}");
    assert_eq!(seen[0].method, "(not HTTP)");
    assert!(seen[0].raw_request.starts_with(b"\x16\x03\x01"), "{seen}");
    assert_eq!(witness.log().open_connections(), 1, "the one that says nothing");
    drop(silent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_is_served_as_hosts_serve_it() {
    let site = site();
    let service = static_folder(site.path()).header("X-Everywhere", "yes").header_below(
        "/app-",
        "Content-Security-Policy",
        "default-src 'none'",
    );
    let witness = Witness::start(service).await;
    let address = witness.address();

    let page = client::get(address, "/", &[]).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control").as_deref(), Some("no-cache"));
    assert_eq!(page.header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(page.header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(page.header("x-everywhere").as_deref(), Some("yes"));
    assert_eq!(page.header("content-security-policy"), None);

    let script = client::get(address, "/app-1/main.js", &[]).await;
    assert_eq!(script.header("content-type").as_deref(), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control").as_deref(), Some("public, max-age=31536000, immutable"));
    assert_eq!(script.header("content-security-policy").as_deref(), Some("default-src 'none'"));

    let plain = client::get(address, "/style.css", &[]).await;
    let brotli = client::get(address, "/style.css", &["Accept-Encoding: gzip, br"]).await;
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(brotli.header("content-encoding").as_deref(), Some("br"));
    assert_eq!(brotli.header("content-type").as_deref(), Some("text/css; charset=utf-8"));
    assert_eq!((&*plain.body, &*brotli.body), (&b"p { color: green }"[..], &b"not really Brotli"[..]));

    assert_eq!(client::get(address, "/nothing", &[]).await.status(), 404);
    let moved = client::get(address, "/data", &[]).await;
    assert_eq!((moved.status(), moved.header("location").as_deref()), (301, Some("/data/")));
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(
    expected = "the two can be told apart by the request: “GET / HTTP/1.1” against “GET /style.css HTTP/1.1”"
)]
async fn a_difference_is_reported() {
    let site = site();
    let witness = Witness::start(static_folder(site.path())).await;
    let start = witness.log().mark();
    client::get(witness.address(), "/", &[]).await;
    let first = witness.log().since(start);
    let middle = witness.log().mark();
    client::get(witness.address(), "/style.css", &[]).await;
    first.assert_alike(&witness.log().since(middle));
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "while nobody did anything: expected no request, saw 1")]
async fn a_request_too_many_is_reported() {
    let site = site();
    let witness = Witness::start(static_folder(site.path())).await;
    let mark = witness.log().mark();
    client::get(witness.address(), "/favicon.ico", &[]).await;
    witness.log().since(mark).assert_none("while nobody did anything");
}
