//! What WebDriver itself does not offer: the console, media preferences, being offline, exact sizes.
//!
//! Chromium is asked over its debugging protocol, through `ChromeDriver`'s vendor command, so that no second
//! connection is needed. Where another engine has a way of its own it is used; where it has none, that is said.

use super::engine::firefox_media;
use super::{Browser, Element, Engine};
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::future::Future;
use std::panic::Location;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use url::{ParseError, Url};

/// Asks a page for its size.
const INNER: &str = "return [innerWidth, innerHeight]";

/// How long a browser may take to give a page its new size.
const SETTLED: Duration = Duration::from_secs(10);

/// A command below `/session/<id>/`.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    /// Sends a command of the Chrome `DevTools` Protocol, <https://chromedevtools.github.io/devtools-protocol/>.
    ///
    /// # Panics
    /// In another engine than Chromium, or if the command fails.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> impl Future<Output = Value> {
        let at = Location::caller();
        async move {
            assert_eq!(self.engine(), Engine::Chromium, "{at}: only Chromium takes `{command}`");
            let body = json!({"cmd": command, "params": parameters});
            let result = self.client().issue_cmd(Vendor { path: "goog/cdp/execute", body }).await;
            self.done(at, &format!("do `{command}`"), result).await
        }
    }

    /// Runs a script, a function's body, in Firefox itself instead of the page: with all its rights.
    async fn privileged(&self, script: &str, arguments: Vec<Value>) -> Result<Value, CmdError> {
        let turn_to = |context: &str| {
            self.client().issue_cmd(Vendor { path: "moz/context", body: json!({"context": context}) })
        };
        turn_to("chrome").await?;
        let result = self.client().execute(script, arguments).await;
        turn_to("content").await?;
        result
    }

    /// Changes the preferences of colour and motion. Not in `WebKit`, where they are set at the start.
    ///
    /// # Panics
    /// In `WebKit`.
    #[track_caller]
    pub fn set_media(&self, dark: bool, reduced_motion: bool) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            match self.engine() {
                Engine::Chromium => {
                    let colours = if dark { "dark" } else { "light" };
                    let motion = if reduced_motion { "reduce" } else { "no-preference" };
                    let features = json!([
                        {"name": "prefers-color-scheme", "value": colours},
                        {"name": "prefers-reduced-motion", "value": motion},
                    ]);
                    self.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await;
                }
                Engine::Firefox => {
                    let script =
                        "for (const [name, value] of arguments[0]) Services.prefs.setIntPref(name, value)";
                    let media = vec![json!(firefox_media(dark, reduced_motion))];
                    let result = self.privileged(script, media).await;
                    self.done(at, "change the preferences of colour and motion", result).await;
                }
                Engine::WebKit => {
                    panic!("{at}: WebKit takes the preferences of colour and motion at its start")
                }
            }
        }
    }

    /// Cuts the browser off the network, or joins it again. Not in `WebKit`; for every engine, drop the witness
    /// or let [`crate::faults`] reset every answer.
    ///
    /// # Panics
    /// In `WebKit`.
    #[track_caller]
    pub fn set_offline(&self, offline: bool) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            match self.engine() {
                Engine::Chromium => {
                    // Without this the command succeeds and does nothing (Chromium 156).
                    self.devtools("Network.enable", json!({})).await;
                    let conditions = json!({
                        "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
                    });
                    self.devtools("Network.emulateNetworkConditions", conditions).await;
                }
                Engine::Firefox => {
                    // A connection that is open would be used all the same.
                    let script = "Services.io.offline = arguments[0];
                        Services.obs.notifyObservers(null, 'net:cancel-all-connections');";
                    let result = self.privileged(script, vec![json!(offline)]).await;
                    self.done(at, "cut the network", result).await;
                }
                Engine::WebKit => panic!("{at}: WebKit cannot be told that it is offline"),
            }
        }
    }

    /// Inserts a text behind what stands in an element, without keys.
    pub(super) async fn insert_text(&self, at: &Location<'_>, into: &Element, text: &str) {
        const FOCUS: &str = "const [field] = arguments; field.focus();
            field.setSelectionRange(field.value.length, field.value.length);";
        let doing = format!("insert “{text}”");
        let arguments = vec![json!(into), json!(text)];
        if self.engine() == Engine::Chromium {
            let result = self.client().execute(FOCUS, arguments).await;
            self.done(at, &doing, result).await;
            self.devtools("Input.insertText", json!({"text": text})).await;
        } else {
            let script = format!("{FOCUS} return document.execCommand('insertText', false, arguments[1])");
            let result = match self.client().execute(&script, arguments).await {
                Ok(Value::Bool(true)) => Ok(()),
                Ok(other) => Err(format!("the page answers {other}")),
                Err(error) => Err(error.to_string()),
            };
            self.done(at, &doing, result).await;
        }
    }

    /// Makes the page's viewport exactly so large, in CSS pixels.
    ///
    /// # Panics
    /// If the engine refuses: windows have a least width, which is why Chromium is made to pretend.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let wanted = json!([width, height]);
            let deadline = Instant::now() + SETTLED;
            loop {
                self.ask_for_size(at, width, height).await;
                // The browser tells the page in its own time.
                for _ in 0..50 {
                    if self.execute(INNER, Vec::new()).await == wanted {
                        return;
                    }
                    sleep(SETTLED / 500).await;
                }
                if Instant::now() >= deadline {
                    let why = format!("the viewport is {}", self.execute(INNER, Vec::new()).await);
                    panic!("{}", self.report(at, &format!("make the viewport {wanted}"), &why).await);
                }
            }
        }
    }

    async fn ask_for_size(&self, at: &Location<'_>, width: u32, height: u32) {
        const DOING: &str = "ask for another size";
        match self.engine() {
            Engine::Chromium => {
                let metrics =
                    json!({"width": width, "height": height, "deviceScaleFactor": 0, "mobile": false});
                self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            }
            Engine::Firefox => {
                let script = "const { style } = gBrowser.selectedBrowser;
                    [style.minWidth, style.minHeight] = [style.maxWidth, style.maxHeight] =
                        arguments[0].map(length => `${length}px`)";
                let result = self.privileged(script, vec![json!([width, height])]).await;
                self.done(at, DOING, result).await;
            }
            Engine::WebKit => {
                // The page's size is the window's without the frame, which shows in the difference as it is now.
                let result = self.client().get_window_size().await;
                let (outer_width, outer_height) = self.done(at, DOING, result).await;
                let inner = self.execute(INNER, Vec::new()).await;
                let with_frame = |wanted: u32, outer: u64, inner: &Value| {
                    let frame = outer.saturating_sub(inner.as_u64().unwrap_or(outer));
                    wanted.saturating_add(u32::try_from(frame).unwrap_or(0))
                };
                let width = with_frame(width, outer_width, &inner[0]);
                let height = with_frame(height, outer_height, &inner[1]);
                let result = self.client().set_window_size(width, height).await;
                self.done(at, DOING, result).await;
            }
        }
    }

    /// Everything on the console since the start, one message a line; `None` where the engine does not tell.
    ///
    /// Chromium tells over WebDriver, failed requests included. Firefox prints what scripts write and keeps the rest,
    /// broken policies included. `WebKit` tells nobody what happens in an ephemeral session, and under WebDriver it has
    /// no other.
    #[track_caller]
    pub fn console(&self) -> impl Future<Output = Option<Vec<String>>> {
        let at = Location::caller();
        async move {
            let result = self.console_or_error().await;
            self.done(at, "read the console", result).await
        }
    }

    pub(super) async fn console_or_error(&self) -> Result<Option<Vec<String>>, CmdError> {
        match self.engine() {
            Engine::Chromium => {
                let command = Vendor { path: "se/log", body: json!({"type": "browser"}) };
                let answer = self.client().issue_cmd(command).await?;
                let mut lines = self.console.lock().unwrap_or_else(PoisonError::into_inner);
                for entry in answer.as_array().into_iter().flatten() {
                    let part = |name: &str| entry[name].as_str().unwrap_or_default();
                    lines.push(format!("{}: {}", part("level"), part("message")));
                }
                Ok(Some(lines.clone()))
            }
            Engine::Firefox => {
                let output = self.driver.output();
                let written = output.lines().filter(|line| is_of_a_page(line));
                let mut lines: Vec<String> = written.map(str::to_owned).collect();
                // Of all that Firefox complains about, what concerns a page of the tests.
                let script = "return Services.console.getMessageArray()
                    .filter(message => message instanceof Ci.nsIScriptError)
                    .filter(message => /^(http|data|blob)/.test(message.sourceName))
                    .map(message => message.toString())";
                let kept = self.privileged(script, Vec::new()).await?;
                let kept = kept.as_array().into_iter().flatten().filter_map(Value::as_str);
                lines.extend(kept.map(str::to_owned));
                Ok(Some(lines))
            }
            Engine::WebKit => Ok(None),
        }
    }
}

/// Whether a line that Firefox printed is `console.log: "what a page wrote"`, and not `console.warn: Firefox's part: …`.
fn is_of_a_page(line: &str) -> bool {
    let Some((_, message)) = line.strip_prefix("console.").and_then(|line| line.split_once(": ")) else {
        return false;
    };
    // A page's texts are quoted.
    let end = message.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(message.len());
    end == 0 || !message[end..].starts_with(": ")
}

#[cfg(test)]
mod tests {
    use super::is_of_a_page;

    #[test]
    fn firefox_is_told_from_its_pages() {
        for line in [
            "console.log: \"a: b\"",
            "console.error: (new Error(\"x: y\"))",
            "console.log: 5",
            "console.log: ({a:1})",
        ] {
            assert!(is_of_a_page(line), "{line}");
        }
        for line in [
            "console.error: RSLoader: ",
            "console.warn: BackupService: \"x\"",
            "console",
            "JavaScript error: x",
        ] {
            assert!(!is_of_a_page(line), "{line}");
        }
    }
}
