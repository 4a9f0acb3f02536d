//! Hosts that nobody can run here, by likenesses of them.

use crate::{assert_answers, assert_box_answers, check, site};
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::client::get;
use hushset_tests::hosts::{Bucket, Conduct, Expected, assert_follows, likeness};
use hushset_tests::page::Page;
use hushset_tests::site::{Site, run};
use hushset_tests::variant::Built;
use hushset_tests::witness::Witness;
use std::fs;
use tempfile::TempDir;

/// A copy of the site, built again for every host that takes a whole folder, and the folder that it is in.
fn published() -> (TempDir, Built) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let site = site().copy_to(&home.path().join("site"));
    let text = |path: &std::path::Path| path.to_str().expect("a path that is text").to_owned();
    let mut arguments = vec!["build", "--quiet"];
    let (config, out) = (text(&site.settings), text(&site.folder));
    arguments.extend(["--config", &config, "--out", &out]);
    for host in ["netlify", "cloudflare", "github", "s3"] {
        arguments.extend(["--host", host]);
    }
    run(&arguments);
    (home, site)
}

#[tokio::test]
async fn what_is_written_for_a_host_makes_it_follow_the_table() {
    let (home, site) = published();
    let bucket = Bucket::fill(&site.folder, &home.path().join("site.recipes"));
    let hosted =
        Expected { codings: &[], types: false, policy_for_pages_alone: true, missing_as_page: false };
    let amazon = Expected { types: true, policy_for_pages_alone: false, missing_as_page: true, ..hosted };
    for (conduct, expected) in
        [(Conduct::Netlify, hosted), (Conduct::Cloudflare, hosted), (Conduct::S3(bucket), amazon)]
    {
        let witness = Witness::start(likeness(conduct, &site.folder, "/")).await;
        assert_follows(witness.address(), "/", &site.folder, expected).await;
        assert_eq!(get(witness.address(), "/_headers", &[]).await.status(), 404);
        assert_answers(witness.address(), "/").await;
    }
}

#[tokio::test]
async fn a_check_is_right_without_any_header_and_anywhere() {
    let (_home, site) = published();
    assert!(site.folder.join(".nojekyll").is_file());
    for conduct in [Conduct::Bare, Conduct::Github] {
        let witness = Witness::start(likeness(conduct, &site.folder, "/faces/")).await;
        assert_answers(witness.address(), "/faces/").await;
        let current = get(witness.address(), "/faces/hushset/current.bin", &[]).await;
        assert!(current.header("content-security-policy").is_none(), "none of ours");
    }
}

/// A page instead of a file, with status 200 or 404: both are no answer, and not "not found".
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_instead_of_a_file_is_no_answer() {
    let (_home, site) = published();
    let name = &Site::sample().names.strangers.nsid;
    fs::remove_dir_all(site.build().join("owners/f")).expect("a folder of shards");
    for (has_page, status) in [(true, 404), (false, 200)] {
        if !has_page {
            fs::remove_file(site.folder.join("404.html")).expect("the page for what is missing");
        }
        let witness = Witness::start(likeness(Conduct::Cloudflare, &site.folder, "/")).await;
        assert_eq!(get(witness.address(), "/nothing", &[]).await.status(), status);
        let (address, asked) = (witness.address(), name.clone());
        let (ended, said) =
            tokio::task::spawn_blocking(move || check(address, "/", &asked)).await.expect("it");
        assert_eq!(ended, Some(5), "{said}");
        if let Some(page) = Page::open(Engine::Chromium, &witness).await {
            assert_eq!(page.check(name).await.kind, "unavailable");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_checks_on_a_host_that_sends_no_header_of_ours() {
    let (_home, site) = published();
    let names = &Site::sample().names;
    let witness = Witness::start(likeness(Conduct::Github, &site.folder, "/faces/")).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    page.visit(&witness.url("/faces/")).await;
    assert_eq!(page.check(&names.members.nsid).await.kind, "hit");
    page.ask_details().await;
    // Every address that hosts make of a page's.
    for path in ["/faces/index.html", "/faces/de", "/faces/de/"] {
        page.visit(&witness.url(path)).await;
        assert_eq!(page.check(&names.strangers.nsid).await.kind, "miss", "{path}");
    }
    let all = witness.log().all();
    assert!(all.iter().all(|exchange| exchange.target.starts_with("/faces/")), "{all}");
    assert_box_answers(witness.address(), "/faces/").await;
}
