//! Real browsers, driven over W3C WebDriver.
//!
//! The methods of [`Browser`] are made to be read as a story, so they return no errors: what cannot be done
//! stops the test with the line of the test, the page as it was, the console and a screenshot.

mod devtools;
mod driver;
mod elsewhere;
mod engine;
mod keys;
mod trouble;
mod waiting;

pub use engine::Engine;
pub use fantoccini::elements::Element;

use crate::PATIENCE;
use crate::witness::{Log, Witness};
use driver::Driver;
use elsewhere::Elsewhere;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use std::panic::Location;
use std::path::Path;
use std::sync::Mutex;
use tokio::time::timeout;

/// The Enter key, to be typed behind a text.
pub const ENTER: &str = "\u{E007}";
/// The Tab key.
pub const TAB: &str = "\u{E004}";
/// The Shift key, to be held.
pub const SHIFT: &str = "\u{E008}";
/// The space bar.
pub const SPACE: &str = " ";

/// How a browser is to be.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent switches, named where they are set")]
pub struct Setup {
    /// Size of the window in CSS pixels, width and height; [`Browser::resize`] is exact, this includes borders.
    pub window: (u32, u32),
    /// What the reader accepts, most wanted first: `de,en`. `WebKit` takes the first only.
    pub languages: String,
    /// Prefers dark colours.
    pub dark: bool,
    /// Prefers reduced motion.
    pub reduced_motion: bool,
    /// Has WebAssembly. Tor Browser "Safer" and Lockdown Mode have none.
    pub webassembly: bool,
    /// Runs the page's scripts.
    pub javascript: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            window: (1280, 900),
            languages: "en".to_owned(),
            dark: false,
            reduced_motion: false,
            webassembly: true,
            javascript: true,
        }
    }
}

/// A browser with a fresh profile. Dropping it ends the browser and its driver.
#[derive(Debug)]
pub struct Browser {
    engine: Engine,
    client: Client,
    driver: Driver,
    /// Where every request goes that is meant for any other host than 127.0.0.1 and localhost.
    elsewhere: Witness,
    /// Console lines fetched so far: the driver hands out each only once.
    console: Mutex<Vec<String>>,
}

impl Browser {
    /// Starts a browser; `None` if `HUSHSET_WITHOUT` names the engine.
    ///
    /// # Panics
    /// If the engine is missing, with a sentence that says what to install, or does not start.
    pub async fn open(engine: Engine, setup: Setup) -> Option<Self> {
        let programs = engine.programs_unless_left_out()?;
        let mut driver = Driver::start(engine, &programs, &setup).await;
        let elsewhere = Witness::start(Elsewhere).await;
        let proxy = elsewhere.address();
        let Value::Object(capabilities) = engine.capabilities(&programs, &setup, &driver.profile(), proxy)
        else {
            unreachable!("capabilities are an object");
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let url = driver.url();
        let client = match timeout(PATIENCE, builder.connect(&url)).await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => {
                panic!("{engine} does not start: {error}\nits driver said:\n{}", driver.output())
            }
            Err(late) => {
                panic!("{engine} does not start: {late}, {PATIENCE:?}; it said:\n{}", driver.output())
            }
        };
        driver.serves(client.session_id().await.ok().flatten());
        let browser = Self { engine, client, driver, elsewhere, console: Mutex::default() };
        if engine == Engine::Chromium {
            browser.set_media(setup.dark, setup.reduced_motion).await;
            if !setup.javascript {
                browser
                    .devtools("Emulation.setScriptExecutionDisabled", serde_json::json!({"value": true}))
                    .await;
            }
        } else {
            let (width, height) = setup.window;
            let result = browser.client.set_window_size(width, height).await;
            browser.done(Location::caller(), "make the window as large as asked", result).await;
        }
        Some(browser)
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// What arrived for any other host than 127.0.0.1 and localhost: an absolute URL for `http`, a `CONNECT` with
    /// host and port for `https`. None of it is answered.
    ///
    /// Browsers talk to their makers while they start, so let this log settle before the first mark. What comes
    /// after that is a broken promise, or a new habit of the browser that a flag in the harness must stop.
    pub fn elsewhere(&self) -> &Log {
        self.elsewhere.log()
    }

    /// The WebDriver client, for what is not offered here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Loads a page and waits for its `load` event.
    #[track_caller]
    pub fn goto(&self, url: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let result = self.client.goto(url).await;
            self.done(at, &format!("go to {url}"), result).await;
        }
    }

    /// The first element that the selector matches now; see [`Browser::wait_for`] for one yet to come.
    #[track_caller]
    pub fn find(&self, css: &str) -> impl Future<Output = Element> {
        let at = Location::caller();
        async move {
            let result = self.client.find(Locator::Css(css)).await;
            self.done(at, &format!("find `{css}`"), result).await
        }
    }

    /// All elements that the selector matches now.
    #[track_caller]
    pub fn find_all(&self, css: &str) -> impl Future<Output = Vec<Element>> {
        let at = Location::caller();
        async move {
            let result = self.client.find_all(Locator::Css(css)).await;
            self.done(at, &format!("find all `{css}`"), result).await
        }
    }

    /// The text of an element as a reader sees it.
    #[track_caller]
    pub fn text(&self, css: &str) -> impl Future<Output = String> {
        let at = Location::caller();
        async move {
            let result = match self.client.find(Locator::Css(css)).await {
                Ok(element) => element.text().await,
                Err(error) => Err(error),
            };
            self.done(at, &format!("read `{css}`"), result).await
        }
    }

    /// Types a text into an element key by key, behind what stands there.
    ///
    /// Only Firefox's driver has keys for characters beyond U+FFFF; elsewhere these are inserted as an input method
    /// does it.
    #[track_caller]
    pub fn type_text(&self, css: &str, text: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let doing = format!("type “{text}” into `{css}`");
            let result = self.client.find(Locator::Css(css)).await;
            let element = self.done(at, &doing, result).await;
            let has_key = |letter: char| letter <= '\u{FFFF}' || self.engine == Engine::Firefox;
            let mut rest = text;
            while let Some(first) = rest.chars().next() {
                let end = rest.find(|letter| has_key(letter) != has_key(first)).unwrap_or(rest.len());
                let (piece, behind) = rest.split_at(end);
                rest = behind;
                if has_key(first) {
                    let result = element.send_keys(piece).await;
                    self.done(at, &doing, result).await;
                    continue;
                }
                self.insert_text(at, &element, piece).await;
            }
        }
    }

    /// Clicks in the middle of an element, after scrolling it into view; fails if something covers it.
    #[track_caller]
    pub fn click(&self, css: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let result = match self.client.find(Locator::Css(css)).await {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            self.done(at, &format!("click `{css}`"), result).await;
        }
    }

    /// Runs a script in the page and returns what it returns; a promise is awaited.
    /// `arguments[0]` and so on are `args`.
    #[track_caller]
    pub fn execute(&self, script: &str, args: Vec<Value>) -> impl Future<Output = Value> {
        let at = Location::caller();
        async move {
            let result = self.client.execute(script, args).await;
            self.done(at, &format!("run `{script}`"), result).await
        }
    }

    /// Turns to the document in a frame, whatever its origin.
    #[track_caller]
    pub fn enter_frame(&self, css: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let result = match self.client.find(Locator::Css(css)).await {
                Ok(frame) => frame.enter_frame().await,
                Err(error) => Err(error),
            };
            self.done(at, &format!("enter the frame `{css}`"), result).await;
        }
    }

    /// Turns back to the document around the frame.
    #[track_caller]
    pub fn leave_frame(&self) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let result = self.client.enter_parent_frame().await;
            self.done(at, "leave the frame", result).await;
        }
    }

    /// Writes what the window shows into a PNG file.
    #[track_caller]
    pub fn screenshot(&self, file: &Path) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let result = self.client.screenshot().await;
            let png = self.done(at, "take a screenshot", result).await;
            let result = std::fs::write(file, png);
            self.done(at, &format!("write {}", file.display()), result).await;
        }
    }
}

/// Makes one test for each engine out of an `async fn(Engine)`: `story::chromium`, `story::firefox`,
/// `story::webkit`.
#[macro_export]
macro_rules! in_every_engine {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use $crate::browser::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn chromium() {
                super::$story(Engine::Chromium).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn firefox() {
                super::$story(Engine::Firefox).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn webkit() {
                super::$story(Engine::WebKit).await;
            }
        }
    )+};
}
