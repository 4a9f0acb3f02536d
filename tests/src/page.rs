//! The page as a reader uses it: type, press, read what comes.

use crate::browser::{Browser, Element, Engine, Setup};
use crate::faults::Faults;
use crate::witness::Witness;
use fantoccini::Locator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::Path;

/// Serves a site as `hushset serve` does, with a witness between it and the browser.
pub async fn serve(site: &Path) -> (Faults, Witness) {
    let faults = Faults::none();
    let witness = Witness::start(faults.over(hushset::serve::router(site))).await;
    (faults, witness)
}

/// The button that asks for the details, or for their next page.
pub const DETAILS: &str = ".details .choice .offer";

/// A browser that shows the page.
#[derive(Debug)]
pub struct Page(Browser);

impl Deref for Page {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

/// What the page shows of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `hit`, `miss`, `unavailable`, `uncovered`.
    pub kind: String,
    /// The heading.
    pub headline: String,
    /// By a dataset's name, `almost-certainly`, `not-found` or `not-covered`.
    pub verdicts: BTreeMap<String, String>,
    /// Everything that the answer says.
    pub text: String,
}

/// A line of the receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The path, from the site's root.
    pub path: String,
    /// What it was for, in words.
    pub what: String,
    /// How long the file was, in words.
    pub size: String,
}

impl Page {
    /// A fresh browser that shows nothing yet; `None` if the engine is left out.
    pub async fn blank(engine: Engine, setup: Setup) -> Option<Self> {
        Some(Self(Browser::open(engine, setup).await?))
    }

    /// A fresh browser with a site's page in it, and its index open.
    pub async fn open(engine: Engine, witness: &Witness) -> Option<Self> {
        let page = Self::blank(engine, Setup::default()).await?;
        page.visit(&witness.url("/")).await;
        Some(page)
    }

    /// Goes to a page and waits until its index is open.
    pub async fn visit(&self, url: &str) {
        self.goto(url).await;
        self.ready().await;
    }

    /// Waits until the index is open, what comes after it has come, and nothing is being asked.
    pub async fn ready(&self) {
        self.wait_until(
            "return document.querySelector('.submit')?.getAttribute('aria-disabled') === 'false'
                && document.querySelector('.help:not([hidden])') !== null",
        )
        .await;
    }

    /// Types a text key by key, in place of what stands in the field.
    pub async fn write(&self, text: &str) {
        self.execute(
            "const field = document.querySelector('#text'); field.value = '';
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
            vec![],
        )
        .await;
        self.type_text("#text", text).await;
    }

    /// Presses the button and waits for what comes of it.
    pub async fn submit(&self) {
        self.click(".submit").await;
        self.idle().await;
    }

    /// Types a text, checks it, and reads the answer.
    pub async fn check(&self, text: &str) -> Answer {
        self.write(text).await;
        self.submit().await;
        self.answer().await
    }

    /// Presses a button of the answer and waits for what comes of it.
    pub async fn press(&self, css: &str) {
        self.click(css).await;
        self.idle().await;
    }

    /// Asks for the details, or for their next page.
    pub async fn ask_details(&self) {
        self.press(DETAILS).await;
    }

    /// Whether an answer is shown, or that one is awaited.
    pub async fn has_asked(&self) -> bool {
        self.count(".result:not([hidden])").await > 0
    }

    /// Waits until there is an answer and no request is under way.
    pub async fn idle(&self) {
        self.wait_until(
            "return document.querySelector('.answer:not(.waiting)')
                && !document.querySelector('.result [aria-disabled=true]')",
        )
        .await;
    }

    /// The answer that is shown.
    pub async fn answer(&self) -> Answer {
        let shown = self
            .execute(
                "const answer = document.querySelector('.answer');
                const verdicts = [...answer.querySelectorAll('.verdicts > li')];
                return {
                    kind: answer.className.replace('answer ', ''),
                    headline: answer.querySelector('#verdict').innerText,
                    verdicts: verdicts.map(line => [line.querySelector('h3').innerText, line.className]),
                    text: answer.innerText,
                }",
                vec![],
            )
            .await;
        let pairs = shown["verdicts"].as_array().expect("verdicts").iter();
        Answer {
            kind: text(&shown["kind"]),
            headline: text(&shown["headline"]),
            verdicts: pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
            text: text(&shown["text"]),
        }
    }

    /// Everything that the page says.
    pub async fn says(&self) -> String {
        self.text("body").await
    }

    /// The texts of all that matches. `WebKit` ends some of them with a line break.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(element => element.innerText.trim())";
        let texts = self.execute(script, vec![json!(css)]).await;
        texts.as_array().expect("a list").iter().map(text).collect()
    }

    /// How many elements match.
    pub async fn count(&self, css: &str) -> usize {
        self.texts(css).await.len()
    }

    /// The receipt, line by line. Many lines are made when a reader unfolds them.
    pub async fn receipt(&self) -> Vec<Receipt> {
        let unfold = "const fold = document.querySelector('.receipt details');
            if (fold) fold.open = true;
            return document.querySelector('.requests li') !== null";
        self.wait_until(unfold).await;
        let script = "return [...document.querySelectorAll('.requests li')].map(line =>
            ['code', '.what', '.size'].map(part => line.querySelector(part).innerText))";
        let lines = self.execute(script, vec![]).await;
        let lines = lines.as_array().expect("a list").iter();
        let receipt =
            |line: &Value| Receipt { path: text(&line[0]), what: text(&line[1]), size: text(&line[2]) };
        lines.map(receipt).collect()
    }

    /// The field.
    pub async fn field(&self) -> Element {
        self.client().find(Locator::Id("text")).await.expect("the field")
    }

    /// What stands in the field.
    pub async fn typed(&self) -> String {
        text(&self.execute("return document.querySelector('#text').value", vec![]).await)
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A length as the page writes it in English.
pub fn bytes(count: u64) -> String {
    let of = |unit: f64| count as f64 / unit;
    match count {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", of(1e3)),
        _ => format!("{:.1} MB", of(1e6)).replace(".0 ", " "),
    }
}

/// A number of which two digits matter, as the page writes it in English.
pub fn about(number: f64) -> String {
    let mut step = 1.0;
    while number / step >= 100.0 {
        step *= 10.0;
    }
    whole((number / step).round() * step)
}

/// A whole number as the page writes it in English.
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What a suspicion of 1 in 100 becomes when its odds grow by a factor, as the page writes it in English: finer where
/// it is nearly a certainty, and never as one.
pub fn suspicion(factor: f64) -> String {
    let odds = 0.01 * factor;
    let probability = odds / (odds + 0.99);
    let of = if probability > 0.99 { 10_000.0 } else { 100.0 };
    let among = (of * probability).round().min(of - 1.0);
    format!("{} in {}", whole(among), whole(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_english() {
        for (count, written) in
            [(1, "1 byte"), (999, "999 bytes"), (6816, "7 kB"), (1_900_000, "1.9 MB"), (2_000_000, "2 MB")]
        {
            assert_eq!(bytes(count), written);
        }
        for (number, written) in [(2149.0, "2,100"), (134.3, "130"), (99.4, "99"), (1_250_000.0, "1,300,000")]
        {
            assert_eq!(about(number), written);
        }
        for (factor, written) in [
            (1.0, "1 in 100"),
            (16.0, "14 in 100"),
            (9_000.0, "99 in 100"),
            (65_536.0, "9,985 in 10,000"),
            (1e9, "9,999 in 10,000"),
        ] {
            assert_eq!(suspicion(factor), written);
        }
    }
}
