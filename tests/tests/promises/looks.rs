//! What the page looks like: every state and page, narrow and wide, light and dark, in English and in Arabic, and printed.
//! `cargo xtask screenshots` makes the pictures; somebody has to look at them.

use crate::states::{STATIC_PAGES, through_all_states};
use fantoccini::wd::PrintConfiguration;
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::page::{Page, serve};
use hushset_tests::site::{Site, target_folder};
use hushset_tests::variant::Variant;
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// Presses the button that prints a letter, and leaves it to the test to print.
const PRINT_LETTER: &str =
    "window.print = () => {}; document.querySelectorAll('.letter-maker .deliver button')[3].click()";

/// Chromium draws nothing that is taller.
const TALLEST: u32 = 16_000;

/// Where the pictures go.
struct Album {
    folder: PathBuf,
    language: &'static str,
}

impl Album {
    /// Photographs the whole page as it is, narrow and wide, light and dark.
    async fn photograph(&self, page: &Page, state: &str) {
        for (width, dark) in [(320, false), (320, true), (1200, false), (1200, true)] {
            let colours = if dark { "dark" } else { "light" };
            page.set_media(dark, true).await;
            page.resize(width, 900).await;
            let high =
                page.execute("scrollTo(0, 0); return document.documentElement.scrollHeight", vec![]).await;
            let high = u32::try_from(high.as_u64().expect("a height")).expect("a page that ends");
            page.resize(width, high.clamp(300, TALLEST)).await;
            page.screenshot(&self.file(state, &format!("{width}-{colours}.png"))).await;
        }
        page.set_media(false, true).await;
        page.resize(1200, 900).await;
    }

    /// Prints the page.
    async fn print(&self, page: &Page, state: &str) {
        let pdf = page.client().print(PrintConfiguration::default()).await.expect("a printed page");
        fs::write(self.file(state, "print.pdf"), pdf).expect("a file");
    }

    fn file(&self, state: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{state}-{}-{ending}", self.language))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it asserts nothing: `cargo xtask screenshots` runs it for those who look at the pictures"]
async fn the_page_is_photographed_in_every_state() {
    let folder = target_folder().join("screenshots");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("remove the pictures of last time");
    }
    fs::create_dir_all(&folder).expect("a folder for pictures");
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    page.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
    for (language, home) in [("en", "/"), ("ar", "/ar/")] {
        let album = Album { folder: folder.clone(), language };
        page.set_media(false, true).await;
        page.visit(&witness.url(home)).await;
        through_all_states(&page, &faults, async |state| {
            album.photograph(&page, state).await;
            match state {
                "found" | "details" => album.print(&page, state).await,
                "letter" => {
                    page.execute(PRINT_LETTER, vec![]).await;
                    album.print(&page, state).await;
                    page.execute("dispatchEvent(new Event('afterprint'))", vec![]).await;
                }
                _ => {}
            }
        })
        .await;
        for (name, path) in STATIC_PAGES {
            page.goto(&witness.url(&format!("{home}{path}"))).await;
            album.photograph(&page, name).await;
            album.print(&page, name).await;
        }
    }
}
