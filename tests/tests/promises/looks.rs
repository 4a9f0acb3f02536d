//! Every state of the page: checked by axe-core for what keeps people out, light and dark, and photographed at the width
//! of a phone and of a desk.

use hushset_tests::browser::{Engine, Setup};
use hushset_tests::faults::{Fault, Faults, PathMatch, Rule};
use hushset_tests::page::{Page, serve};
use hushset_tests::site::{Site, target_folder};
use hushset_tests::variant::Variant;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What axe-core is run with: everything it knows, best practices included.
const RUN: &str = "return axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({
    passed: passes.length,
    violations: violations.map(({ id, help, nodes }) =>
        `${id}: ${help}: ` + nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join(' | ')),
}))";

/// Leads the page through its states, and calls `look` in each with the state's name.
async fn through_all_states(page: &Page, faults: &Faults, look: impl AsyncFn(&str)) {
    let names = &Site::sample().names;
    look("empty").await;
    page.write(&names.members.photo_page).await;
    look("understood").await;
    page.write("https://flic.kr/s/aHsk1234").await;
    look("refused").await;
    page.check(&names.members.photo_page).await;
    look("hit").await;
    page.ask_details().await;
    look("details").await;
    page.check(&names.members.photo).await;
    page.ask_details().await;
    look("photo").await;
    page.check(&names.strangers.alias).await;
    look("miss").await;
    page.check("#birthday").await;
    look("not-covered").await;
    faults.set([Rule::new(PathMatch::contains("/owners/f/"), Fault::Status(503))]);
    page.check("somebody whose part was not fetched before").await;
    look("unavailable").await;
    faults.clear();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_in_any_state() {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(axe).expect("axe-core, which `npm ci` installs");
    for dark in [false, true] {
        page.set_media(dark, true).await;
        page.visit(&witness.url("/")).await;
        page.execute(&axe, vec![]).await;
        through_all_states(&page, &faults, async |state| {
            let found = page.execute(RUN, vec![]).await;
            assert!(found["passed"].as_u64() > Some(5), "axe looked at something: {found}");
            let violations = found["violations"].as_array().expect("a list");
            let list: Vec<_> = violations.iter().filter_map(Value::as_str).collect();
            assert!(list.is_empty(), "{state}, dark: {dark}:\n{}", list.join("\n"));
        })
        .await;
    }

    // It finds what is there.
    page.execute(
        "document.querySelector('label').remove(); document.querySelector('#text').removeAttribute('title')",
        vec![],
    )
    .await;
    let found = page.execute(RUN, vec![]).await;
    assert!(found["violations"].to_string().contains("label"), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_is_photographed_in_every_state() {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    let folder = target_folder().join("screenshots");
    fs::create_dir_all(&folder).expect("a folder for pictures");
    for (width, dark) in [(320, false), (320, true), (1200, false), (1200, true)] {
        page.set_media(dark, true).await;
        page.resize(width, 900).await;
        page.visit(&witness.url("/")).await;
        through_all_states(&page, &faults, async |state| {
            let (wide, high) = size(&page).await;
            assert!(wide <= u64::from(width), "{state}: {wide} px wide on a screen of {width}");
            page.resize(width, u32::try_from(high).expect("a height").clamp(300, 8000)).await;
            let colours = if dark { "dark" } else { "light" };
            page.screenshot(&folder.join(format!("{state}-{width}-{colours}.png"))).await;
            page.resize(width, 900).await;
        })
        .await;
    }
}

/// The size of the whole document, in CSS pixels.
async fn size(page: &Page) -> (u64, u64) {
    let script =
        "const { scrollWidth, scrollHeight } = document.documentElement; return [scrollWidth, scrollHeight]";
    let size = page.execute(script, vec![]).await;
    (size[0].as_u64().expect("a width"), size[1].as_u64().expect("a height"))
}
