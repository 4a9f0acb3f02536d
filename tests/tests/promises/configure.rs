//! The configurator: what an editor copies there makes a box in an article, and the box answers.

use hushset_tests::article::{Article, Layout, Reading};
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use serde_json::json;

in_every_engine!(what_is_copied_works_in_an_article);

/// The ways into an article that need nothing from a third site.
const KINDS: [&str; 3] = ["iframe", "tag", "wordpress"];

async fn what_is_copied_works_in_an_article(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(snippets) = copied(engine, &witness.url("/de/embed/configure/")).await else { return };
    for (kind, snippet) in KINDS.into_iter().zip(snippets) {
        let article = Article::publish(&Layout { snippet, width: 640, strict: false }).await;
        let Some(reading) = Reading::open(engine, &article).await else { return };
        reading.scroll_to_box().await;
        reading.turn_to_box().await;
        reading.ready().await;
        let look = reading.execute(LOOK, vec![]).await;
        assert_eq!(look, json!(["de", "dark", true]), "{kind}");
        // WebKit gives a frame the focus by a click alone.
        reading.click("#text").await;
        reading.check(&Site::sample().names.members.nsid).await;
        reading.wait_for(".verdicts > li").await;
    }
}

/// What an editor copies who wants a dark box with little in it. The browser is closed afterwards: one that lies behind another
/// does not take the focus everywhere.
async fn copied(engine: Engine, url: &str) -> Option<Vec<String>> {
    let page = Page::blank(engine, Setup::default()).await?;
    page.goto(url).await;
    page.wait_for("#preview iframe").await;
    page.click("[name=compact]").await;
    page.execute(CHOOSE_DARK, vec![]).await;
    let mut snippets = Vec::new();
    for kind in KINDS {
        page.click(&format!("[name=kind][value={kind}]")).await;
        snippets.extend(page.texts("#snippet").await);
    }
    Some(snippets)
}

const CHOOSE_DARK: &str = "const theme = document.querySelector('#theme');
    theme.value = 'dark';
    theme.dispatchEvent(new Event('change', { bubbles: true }))";

/// How the box has taken its settings.
const LOOK: &str = "const { lang, dataset } = document.documentElement;
    return [lang, dataset.theme, 'compact' in dataset]";
