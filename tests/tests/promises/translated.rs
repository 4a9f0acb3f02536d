//! Browsers without WebAssembly: the same core, translated to JavaScript, answers the same and asks for the same.

use hushset_tests::browser::{Engine, Setup};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Answer, Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Variant};
use hushset_tests::witness::{Requests, Witness};
use std::fs;
use tempfile::TempDir;

in_every_engine!(
    a_browser_without_webassembly_does_the_same,
    a_browser_that_may_not_compile_it_does_the_same
);

/// What came of a visit: a check of somebody who is listed, that account's details, and a check of somebody who is not.
struct Visit {
    /// What was loaded to run.
    program: Requests,
    /// Everything that was asked of the index.
    index: Requests,
    answers: [Answer; 2],
    photos: Vec<String>,
}

/// A visit to a page of the site with a fresh browser.
async fn visit(engine: Engine, setup: Setup, witness: &Witness, path: &str) -> Option<Visit> {
    let names = &Site::sample().names;
    let page = Page::blank(engine, setup).await?;
    let log = witness.log();
    let start = log.mark();
    page.visit(&witness.url(path)).await;
    let member = page.check(&names.members.nsid).await;
    page.ask_details().await;
    let photos = page.texts(".photos li").await;
    let stranger = page.check(&names.strangers.nsid).await;
    log.settled().await;
    let seen = log.since(start);
    Some(Visit {
        program: seen.clone().only("/core/"),
        index: seen.only("/hushset/"),
        answers: [member, stranger],
        photos,
    })
}

impl Visit {
    fn is_translated(&self) -> bool {
        self.program.targets().iter().any(|target| target.ends_with("/core/hushset_translated.js"))
    }

    /// Fails unless the translated core did here what the module did in another visit.
    #[track_caller]
    fn assert_same_but_translated(&self, other: &Self) {
        assert!(self.is_translated(), "{}", self.program);
        assert!(!other.is_translated(), "only browsers that need it load it:\n{}", other.program);
        assert_eq!(self.answers, other.answers);
        assert_eq!(self.answers.each_ref().map(|answer| &*answer.kind), ["hit", "miss"]);
        assert_eq!(self.photos, other.photos);
        assert!(!self.photos.is_empty(), "details were shown");
        self.index.assert_alike(&other.index);
    }
}

async fn a_browser_without_webassembly_does_the_same(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(usual) = visit(engine, Setup::default(), &witness, "/").await else { return };
    let without = Setup { webassembly: false, ..Setup::default() };
    let Some(translated) = visit(engine, without, &witness, "/").await else { return };
    translated.assert_same_but_translated(&usual);
}

async fn a_browser_that_may_not_compile_it_does_the_same(engine: Engine) {
    let copy = TempDir::with_prefix("hushset-uncompiled-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(copy.path());
    let strict = add_strict_page(&site);
    let (_faults, witness) = serve(&site.folder).await;
    let Some(usual) = visit(engine, Setup::default(), &witness, "/").await else { return };
    let Some(translated) = visit(engine, Setup::default(), &witness, strict).await else { return };
    translated.assert_same_but_translated(&usual);
}

/// Adds the page again with a policy of its own that does not let it compile WebAssembly; the server's policy does, and
/// a browser follows both. Returns its path.
fn add_strict_page(site: &Built) -> &'static str {
    const ALLOWED: &str = " 'wasm-unsafe-eval'";
    let html = fs::read_to_string(site.folder.join("index.html")).expect("the page");
    assert!(html.contains(ALLOWED), "the page's policy has changed: {html}");
    fs::write(site.folder.join("strict.html"), html.replace(ALLOWED, "")).expect("a stricter page");
    "/strict.html"
}
