//! Somebody who reads the article and uses the box in it.

use super::{Article, Recording};
use crate::browser::{Engine, Setup};
use crate::page::Page;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};
use std::ops::Deref;

/// What WebDriver calls a reference to an element, <https://www.w3.org/TR/webdriver2/#elements>.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser that shows the article: as a [`Page`] it is the article, or the box after [`Reading::turn_to_box`].
#[derive(Debug)]
pub struct Reading(Page);

impl Deref for Reading {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.0
    }
}

impl Reading {
    /// A fresh browser that shows the beginning of the article, all of it loaded; `None` if the engine is left out.
    pub async fn open(engine: Engine, article: &Article) -> Option<Self> {
        let page = Page::blank(engine, Setup::default()).await?;
        page.goto(&article.url()).await;
        page.wait_until("return document.documentElement.dataset.replay === 'armed'").await;
        article.log().settled().await;
        Some(Self(page))
    }

    /// Begins another part of the recording.
    pub async fn chapter(&self, title: &str) {
        self.execute("replay.chapter(arguments[0])", vec![json!(title)]).await;
    }

    /// Scrolls until the box is in the middle of the window.
    pub async fn scroll_to_box(&self) {
        self.execute("replay.box().scrollIntoView({ block: 'center', behavior: 'instant' })", vec![]).await;
    }

    /// Scrolls to the box, waits until its index is open, and puts the cursor into its field. From here on the box is the page.
    pub async fn come_to_box(&self) {
        self.scroll_to_box().await;
        self.turn_to_box().await;
        self.ready().await;
        self.click("#text").await;
    }

    /// Turns from the article to what is in the box, wherever in the document the frame may hang.
    ///
    /// # Panics
    /// If there is no box.
    pub async fn turn_to_box(&self) {
        let found = self.execute("return replay.box()", vec![]).await;
        let reference = found[REFERENCE].as_str().expect("the box's frame").to_owned();
        let frame = Element::from_element_id(self.client().clone(), ElementRef::from(reference));
        frame.enter_frame().await.expect("the document in the box");
    }

    /// Scrolls what the selector matches to the middle of the box, in which the browser is to be. The driver would scroll the article,
    /// too, before it clicks on what is not in view, and other readers may scroll otherwise.
    pub async fn show_in_box(&self, css: &str) {
        let script = "const { top, height } = document.querySelector(arguments[0]).getBoundingClientRect();
            scrollTo({ top: scrollY + top + height / 2 - innerHeight / 2, behavior: 'instant' })";
        self.execute(script, vec![json!(css)]).await;
    }

    /// Turns back to the article.
    pub async fn turn_to_article(&self) {
        self.leave_frame().await;
    }

    /// All that the replay script has noted so far.
    pub async fn recording(&self) -> Recording {
        Recording::new(&self.execute("return replay.read()", vec![]).await)
    }

    /// Has the article fetch somebody else's file, and returns what comes of it: a status, or the error's name.
    pub async fn probe(&self, url: &str) -> Value {
        self.execute("return replay.probe(arguments[0])", vec![json!(url)]).await
    }
}
