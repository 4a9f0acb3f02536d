//! Waiting for the page, with a deadline that only a broken page meets.

use super::{Browser, Element};
use crate::PATIENCE;
use fantoccini::Locator;
use std::future::Future;
use std::panic::Location;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often the page is asked.
const EVERY: Duration = Duration::from_millis(50);

impl Browser {
    /// Waits until the selector matches an element that can be seen, and returns it.
    #[track_caller]
    pub fn wait_for(&self, css: &str) -> impl Future<Output = Element> {
        let at = Location::caller();
        async move {
            self.until(at, &format!("see `{css}`"), async || {
                let Ok(element) = self.client().find(Locator::Css(css)).await else {
                    return Err("there is none".to_owned());
                };
                match element.is_displayed().await {
                    Ok(true) => Ok(element),
                    Ok(false) => Err("it is there, hidden".to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            })
            .await
        }
    }

    /// Waits until the element's text contains `needle`, and returns the whole text.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, needle: &str) -> impl Future<Output = String> {
        let at = Location::caller();
        async move {
            self.until(at, &format!("read “{needle}” in `{css}`"), async || {
                let Ok(element) = self.client().find(Locator::Css(css)).await else {
                    return Err("there is no such element".to_owned());
                };
                match element.text().await {
                    Ok(text) if text.contains(needle) => Ok(text),
                    Ok(text) => Err(format!("it says “{text}”")),
                    Err(error) => Err(error.to_string()),
                }
            })
            .await
        }
    }

    /// Waits until nothing matches the selector, or nothing that can be seen.
    #[track_caller]
    pub fn wait_gone(&self, css: &str) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            self.until(at, &format!("see `{css}` gone"), async || {
                let Ok(element) = self.client().find(Locator::Css(css)).await else { return Ok(()) };
                match element.is_displayed().await {
                    Ok(true) => Err("it is still there".to_owned()),
                    // An element that went away between the two questions is gone.
                    Ok(false) | Err(_) => Ok(()),
                }
            })
            .await;
        }
    }

    /// Waits until a script, a function's body, returns something true, and returns that.
    #[track_caller]
    pub fn wait_until(&self, script: &str) -> impl Future<Output = serde_json::Value> {
        let at = Location::caller();
        async move {
            self.until(at, &format!("get something true from `{script}`"), async || {
                use serde_json::Value::{Bool, Null};
                match self.client().execute(script, Vec::new()).await {
                    Ok(Null | Bool(false)) => Err("it stayed false".to_owned()),
                    Ok(value) => Ok(value),
                    Err(error) => Err(error.to_string()),
                }
            })
            .await
        }
    }

    async fn until<T>(
        &self,
        at: &Location<'_>,
        doing: &str,
        attempt: impl AsyncFn() -> Result<T, String>,
    ) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = attempt().await;
            match outcome {
                Ok(value) => return value,
                Err(why) if Instant::now() >= deadline => {
                    let why = format!("after {PATIENCE:?}, {why}");
                    panic!("{}", self.report(at, doing, &why).await);
                }
                Err(_) => sleep(EVERY).await,
            }
        }
    }
}
