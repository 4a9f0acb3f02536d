//! Promise 8 when the page itself comes broken: it may say that it cannot start, but gives no wrong answer. What the page names
//! with its hash does not start at all where the engine compares: Chromium and Firefox, and `WebKit` with the first module alone.

use hushset_tests::browser::{Engine, Setup};
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use std::fs;

in_every_engine!(a_broken_page_gives_no_wrong_answer);

/// The parts of the page: the program, modules of both waves, what it says, how it looks.
const PARTS: [&str; 11] = [
    "core/hushset_wasm_bg.wasm",
    "core/hushset_wasm_bg.js",
    "core/browser.js",
    "main.js",
    "verdict.js",
    "later.js",
    "locales/en.js",
    "locales/en.more.js",
    "style.css",
    "site.css",
    "more.css",
];

/// What becomes of a part of so many bytes.
fn faults(engine: Engine, len: usize) -> Vec<Fault> {
    let few = [Fault::Status(404), Fault::Truncate(len / 2), Fault::FlipBit(len * 3)];
    let more = [Fault::HtmlWith200, Fault::Empty, Fault::ResetMidway];
    match engine {
        Engine::Chromium => few.into_iter().chain(more).collect(),
        Engine::Firefox | Engine::WebKit => few.into(),
    }
}

async fn a_broken_page_gives_no_wrong_answer(engine: Engine) {
    let site = Site::sample().variant(Variant::Small);
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let html = fs::read_to_string(site.folder.join("index.html")).expect("the page");
    let (mut started, mut stayed) = (0, 0);
    for part in PARTS {
        let is_vouched_for = (engine != Engine::WebKit || part == "main.js")
            && html.contains(&format!("/{part}\" integrity=\""));
        let len = fs::metadata(site.app().join(part)).expect("a part of the page").len();
        for fault in faults(engine, usize::try_from(len).expect("a length")) {
            let what = format!("{part}: {fault:?}");
            // Another server each time, so that nothing is in the browser's cache.
            let (faults, witness) = serve(&site.folder).await;
            faults.set([Rule::new(PathMatch::suffix(part), fault)]);
            page.goto(&witness.url("/")).await;
            if has_started(&page).await {
                assert!(!is_vouched_for, "{what}: the page says what this part is, and it is another");
                assert_answers_rightly_or_not(&page, &what).await;
                started += 1;
            } else {
                let says = page.says().await;
                assert!(!says.contains("almost certainly") && !says.contains("Not found"), "{what}: {says}");
                assert!(page.count(".stalled, .notice").await > 0, "{what}: nothing says why: {says}");
                stayed += 1;
            }
            assert!(faults.hits() > 0, "{what} never struck:\n{}", witness.log().all());
        }
    }
    println!(
        "{engine:?}: {started} broken pages started and answered rightly or said why not, {stayed} did not start"
    );
}

/// Whether the page can be used. Of one that cannot, nobody says when it has finished trying.
async fn has_started(page: &Page) -> bool {
    page.wait_until(
        "return document.querySelector('.submit[aria-disabled=false]') || document.querySelector('#page .notice')
            || performance.now() > 2000",
    )
    .await;
    page.count(".submit[aria-disabled=false]").await > 0
}

async fn assert_answers_rightly_or_not(page: &Page, what: &str) {
    let names = &Site::sample().names;
    for (name, truth) in [(&names.members.nsid, "hit"), (&names.strangers.same_prefix_as_nsid, "miss")] {
        let answer = page.check(name).await;
        assert!(
            answer.kind == truth || answer.kind == "unavailable",
            "{what}: {name} is a {truth}: {answer:?}"
        );
    }
}
