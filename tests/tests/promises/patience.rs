//! Promise 8 when a site is slow: a page waits for it, and gives up with a sentence when nothing more comes.

use hushset_tests::browser::Engine;
use hushset_tests::faults::matrix::Victim;
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Variant};
use std::time::Duration;
use tempfile::TempDir;

in_every_engine!(a_slow_site_is_waited_for, a_site_that_stalls_is_given_up);

const TOO_LATE: &str = "The answer did not arrive in time.";

fn member() -> &'static str {
    &Site::sample().names.members.nsid
}

async fn a_slow_site_is_waited_for(engine: Engine) {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    faults.set([Rule::new(PathMatch::prefix("/hushset/"), Fault::Slow(Duration::from_millis(50)))]);
    let Some(page) = Page::open(engine, &witness).await else { return };
    assert_eq!(page.check(member()).await.kind, "hit");
    page.ask_details().await;
    assert!(page.count(".photos li").await > 0);
    assert_eq!(faults.hits(), 4, "which build, manifest, verdict, details:\n{}", witness.log().all());
}

/// A copy of a site whose page has less patience than a minute, for the test's sake.
fn impatient(folder: &TempDir) -> Built {
    let site = Site::sample().variant(Variant::Small).copy_to(folder.path());
    site.change_program("core/browser.js", "const TIMEOUT_MS = 60_000;", "const TIMEOUT_MS = 4_000;");
    site
}

async fn a_site_that_stalls_is_given_up(engine: Engine) {
    let folder = TempDir::with_prefix("hushset-impatient-").expect("a temporary folder");
    let site = impatient(&folder);
    let (faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };

    faults.set([Victim::Filter.struck_by(Fault::Stall)]);
    let answer = page.check(member()).await;
    assert_eq!(answer.kind, "unavailable", "{answer:?}");
    assert!(answer.text.contains(TOO_LATE), "{answer:?}");
    faults.clear();
    page.press(".answer .offer").await;
    assert_eq!(page.answer().await.kind, "hit", "the same page answers when the site does");

    faults.set([Victim::Exact.struck_by(Fault::Stall)]);
    page.ask_details().await;
    assert!(page.text(".details .notice").await.contains(TOO_LATE));
    faults.clear();
    page.press(".details .notice .offer").await;
    assert!(page.count(".photos li").await > 0, "the same page answers when the site does");

    // Another server: of a file that the browser has, it would only ask whether it is still the same.
    let (faults, witness) = serve(&site.folder).await;
    faults.set([Victim::Current.struck_by(Fault::Stall)]);
    page.goto(&witness.url("/")).await;
    page.wait_for_text("#foresight .notice", TOO_LATE).await;
    page.wait_for(".help").await;
    faults.clear();
    page.click("#foresight .notice .offer").await;
    page.ready().await;
    assert_eq!(page.check(member()).await.kind, "hit", "the same page answers when the site does");
}
