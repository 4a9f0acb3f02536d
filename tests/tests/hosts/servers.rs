//! Servers that are run for real: `hushset serve`, nginx, Caddy.

use crate::{assert_answers, assert_box_answers, site};
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::client::get;
use hushset_tests::hosts::{Expected, Program, Server, assert_follows, forward};
use hushset_tests::page::Page;
use hushset_tests::site::Site;
use hushset_tests::witness::Witness;
use std::net::SocketAddr;

/// Where a site may be: a domain of its own, or somewhere on another's.
const BASES: [&str; 2] = ["/", "/news/faces/"];

fn everything(codings: &'static [&'static str]) -> Expected {
    Expected { codings, types: true, policy_for_pages_alone: true, missing_as_page: true }
}

#[tokio::test]
async fn the_preview_follows_the_table() {
    let site = site();
    let witness = Witness::start(hushset::serve::router(&site.folder)).await;
    assert_follows(witness.address(), "/", &site.folder, everything(&["br", "gzip"])).await;
}

async fn assert_server(program: Program) {
    let site = site();
    let codings: &[&str] = if program.has_brotli() { &["br", "gzip"] } else { &["gzip"] };
    for base in BASES {
        let Some(server) = program.serve(&site.folder, base) else { return };
        let address = server.address();
        assert_follows(address, base, &site.folder, everything(codings)).await;
        assert_leads_to_folders(address, base).await;
        assert_answers(address, base).await;
        assert_eq!(get(address, "/news/", &[]).await.status(), 404, "outside of the site");
    }
}

/// Fails unless a folder's address without its slash leads to the one with it, in the same place.
async fn assert_leads_to_folders(address: SocketAddr, base: &str) {
    for folder in ["de", "datasets"] {
        let answer = get(address, &format!("{base}{folder}"), &[]).await;
        assert!(matches!(answer.status(), 301 | 308), "{}", answer.status());
        let to = answer.header("location").expect("a location");
        assert!(to == format!("{base}{folder}/") || to == format!("{folder}/"), "{to}");
    }
}

#[tokio::test]
async fn nginx_follows_the_table() {
    assert_server(Program::Nginx).await;
}

#[tokio::test]
async fn nginx_with_brotli_follows_the_table() {
    assert_server(Program::NginxWithBrotli).await;
}

#[tokio::test]
async fn caddy_follows_the_table() {
    assert_server(Program::Caddy).await;
}

/// A reader's whole check behind a server, with the witness in front of it.
async fn assert_reads(server: &Server, base: &str) {
    let witness = Witness::start(forward(server.address())).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    page.visit(&witness.url(base)).await;
    let names = &Site::sample().names;
    let mut lengths = Vec::new();
    for (name, kind) in [(&names.members.nsid, "hit"), (&names.strangers.same_prefix_as_nsid, "miss")] {
        page.visit(&witness.url(base)).await;
        let mark = witness.log().mark();
        assert_eq!(page.check(name).await.kind, kind);
        if kind == "hit" {
            page.ask_details().await;
            assert!(page.count(".photos li").await > 0, "{}", page.says().await);
        }
        witness.log().settled().await;
        let asked = witness.log().since(mark);
        assert!(
            asked.iter().all(|exchange| exchange.target.starts_with(&format!("{base}hushset/"))),
            "{asked}"
        );
        lengths.extend(asked.only("/owners/f/").iter().map(|exchange| exchange.response_body_len));
    }
    assert!(!lengths.is_empty() && lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    let all = witness.log().all();
    let outside = all.iter().find(|exchange| !exchange.target.starts_with(base));
    assert!(outside.is_none(), "everything that is asked for is below the site: {all}");
    page.goto(&witness.url(&format!("{base}nothing/here"))).await;
    assert!(page.says().await.contains("is no such page"), "{}", page.says().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_checks_behind_nginx() {
    if let Some(server) = Program::NginxWithBrotli.serve(&site().folder, "/news/faces/") {
        assert_reads(&server, "/news/faces/").await;
        assert_box_answers(server.address(), "/news/faces/").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_checks_behind_caddy() {
    if let Some(server) = Program::Caddy.serve(&site().folder, "/") {
        assert_reads(&server, "/").await;
    }
}
