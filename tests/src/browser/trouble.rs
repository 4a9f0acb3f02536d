//! What a test says when a browser would not do as it was told.

use super::Browser;
use std::fmt::{Display, Write};
use std::future::Future;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How long each part of the report may take: the browser may be the one that hangs.
const REPORT: Duration = Duration::from_secs(5);

/// How much of the page's text and of the driver's output is shown, in characters.
const SHOWN: usize = 2000;

impl Browser {
    /// Passes a result on, or stops the test with a report.
    pub(super) async fn done<T, E: Display>(
        &self,
        at: &Location<'_>,
        doing: &str,
        result: Result<T, E>,
    ) -> T {
        match result {
            Ok(value) => value,
            Err(error) => panic!("{}", self.report(at, doing, &error.to_string()).await),
        }
    }

    /// Where in the test, what was to be done, why it could not be, and the state of the page.
    pub(super) async fn report(&self, at: &Location<'_>, doing: &str, why: &str) -> String {
        let mut report = format!("{at}: {} could not {doing}: {why}\n", self.engine());
        let url = ask(self.client().current_url()).await;
        let title = ask(self.client().title()).await;
        let script = "return document.body ? document.body.innerText : '(no body)'";
        let text = ask(self.client().execute(script, Vec::new())).await;
        let console = match timeout(REPORT, self.console_or_error()).await {
            Ok(Ok(Some(lines))) if lines.is_empty() => "(empty)".to_owned(),
            Ok(Ok(Some(lines))) => lines.join("\n"),
            Ok(Ok(None)) => "(this engine does not offer it)".to_owned(),
            Ok(Err(error)) => format!("({error})"),
            Err(_) => "(no answer)".to_owned(),
        };
        let screenshot = self.last_picture().await;
        let output = self.driver.output();
        let output = output.char_indices().rev().nth(SHOWN).map_or(&*output, |(at, _)| &output[at..]);
        // Writing to a String cannot fail.
        let _ = write!(
            report,
            "page: {url} {title}\ntext: {}\nconsole: {console}\nscreenshot: {screenshot}\ndriver: …{output}",
            text.replace("\\n", "\n      ").chars().take(SHOWN).collect::<String>(),
        );
        report
    }

    async fn last_picture(&self) -> String {
        static PICTURES: AtomicUsize = AtomicUsize::new(0);
        let Ok(Ok(png)) = timeout(REPORT, self.client().screenshot()).await else {
            return "(none to be had)".to_owned();
        };
        let number = PICTURES.fetch_add(1, Ordering::Relaxed);
        let name = format!("hushset-trouble-{}-{number}.png", std::process::id());
        let file = std::env::temp_dir().join(name);
        match std::fs::write(&file, png) {
            Ok(()) => file.display().to_string(),
            Err(error) => format!("({}: {error})", file.display()),
        }
    }
}

async fn ask<T: Display, E: Display>(question: impl Future<Output = Result<T, E>>) -> String {
    match timeout(REPORT, question).await {
        Ok(Ok(value)) => value.to_string(),
        Ok(Err(error)) => format!("({error})"),
        Err(_) => "(no answer)".to_owned(),
    }
}
