//! Hosts: each sends what the project's table says, or what it does not send is said in docs/HOSTING.md; and a reader's check is right
//! behind every one of them, or is none.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code"
)]

mod likenesses;
mod servers;

use hushset_tests::article::{Article, Layout, Reading, SCRIPTS_ONLY};
use hushset_tests::browser::Engine;
use hushset_tests::site::{Site, binary};
use hushset_tests::variant::{Built, Variant};
use std::net::SocketAddr;
use std::process::Command;

/// A site whose checks show some bits of the name, as large ones do.
fn site() -> Built {
    Site::sample().variant(Variant::Small)
}

/// What the command says about a name when it asks a site on the web, and its exit code.
fn check(address: SocketAddr, base: &str, name: &str) -> (Option<i32>, String) {
    let site = format!("http://{address}{base}");
    let output = Command::new(binary()).args(["check", &site, name]).output().expect("the command");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Fails unless a site on the web answers about somebody who is listed and somebody who is not.
async fn assert_answers(address: SocketAddr, base: &str) {
    let names = &Site::sample().names;
    for (name, code) in [(&names.members.nsid, 0), (&names.strangers.nsid, 1)] {
        let (name, base) = (name.clone(), base.to_owned());
        let (ended, said) =
            tokio::task::spawn_blocking(move || check(address, &base, &name)).await.expect("the command");
        assert_eq!(ended, Some(code), "{said}");
    }
}

/// Fails unless the box of a site answers in an article on another origin, with scripts and nothing else allowed.
async fn assert_box_answers(address: SocketAddr, base: &str) {
    let layout = Layout::frame(&format!("http://{address}{base}embed/"), SCRIPTS_ONLY, 640, 600);
    let article = Article::publish(&layout).await;
    let Some(reading) = Reading::open(Engine::Chromium, &article).await else { return };
    reading.come_to_box().await;
    let names = &Site::sample().names;
    for (name, kind) in [(&names.members.nsid, "hit"), (&names.strangers.nsid, "miss")] {
        assert_eq!(reading.check(name).await.kind, kind);
    }
}
