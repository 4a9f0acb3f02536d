//! The box inside an article: an article of ours on another origin, with all that a publisher's page carries, and a reader in it.

mod reading;
mod recording;

pub use reading::Reading;
pub use recording::{BEFORE, Recording};

use crate::folder::static_folder;
use crate::witness::{Log, Witness};
use std::fs;
use tempfile::TempDir;

/// The files that need no more than to be served.
const FILES: [(&str, &str); 5] = [
    ("article.css", include_str!("article.css")),
    ("replay.js", include_str!("replay.js")),
    ("worker.js", include_str!("worker.js")),
    ("advert.html", include_str!("advert.html")),
    ("advert.js", include_str!("advert.js")),
];

/// What the configurator's snippets let the frame do.
pub const SANDBOX: &str = "allow-scripts allow-forms allow-popups allow-downloads";

/// What `WordPress`, and others like it, leave of that.
pub const SCRIPTS_ONLY: &str = "allow-scripts";

/// The article itself, with places for the box and the advertisement.
const ARTICLE: &str = include_str!("article.html");

/// How an editor has laid the box into the article.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The markup.
    pub snippet: String,
    /// The width of the column that holds it, in CSS pixels: one that the article's style sheet has a class for.
    pub width: u32,
    /// Whether the article has a strict policy of its own, Trusted Types included. It is as friendly to replay scripts as such a
    /// policy can be.
    pub strict: bool,
}

impl Layout {
    /// A bare frame.
    pub fn frame(source: &str, sandbox: &str, height: u32, width: u32) -> Self {
        let snippet = format!(
            r#"<iframe src="{source}" sandbox="{sandbox}" width="100%" height="{height}" loading="lazy" title="Are you in it?"></iframe>"#
        );
        Self { snippet, width, strict: false }
    }

    /// The tag, with its script beside it. `site` ends with a slash.
    pub fn tag(site: &str, attributes: &str, width: u32) -> Self {
        let snippet = format!(
            r#"<script src="{site}embed/hush-check.js" async></script><hush-check site="{site}" {attributes}><a href="{site}">Are you in it?</a></hush-check>"#
        );
        Self { snippet, width, strict: false }
    }

    /// The same in an article with a strict policy.
    #[must_use]
    pub fn strict(self) -> Self {
        Self { strict: true, ..self }
    }
}

/// An article that is being served. Dropping it takes it off the net.
#[derive(Debug)]
pub struct Article {
    witness: Witness,
    _folder: TempDir,
}

impl Article {
    /// Serves an article.
    ///
    /// # Panics
    /// If its files cannot be written.
    pub async fn publish(layout: &Layout) -> Self {
        let folder = TempDir::with_prefix("hushset-article-").expect("a temporary folder");
        let mut files = static_folder(folder.path());
        if layout.strict {
            files = files.header("content-security-policy", STRICT);
        }
        let witness = Witness::start(files).await;
        let article = ARTICLE
            .replace("{{box}}", &layout.snippet)
            .replace("{{width}}", &format!("w{}", layout.width))
            .replace("{{advert}}", &witness.url("/advert.html"));
        for (name, text) in FILES.into_iter().chain([("index.html", &*article)]) {
            fs::write(folder.path().join(name), text).expect("a file of the article");
        }
        Self { witness, _folder: folder }
    }

    /// Its address: to a browser another site than any that is served at 127.0.0.1, the box's and the advertisement's for two.
    pub fn url(&self) -> String {
        self.witness.url_at_localhost("/")
    }

    /// What was asked of the publisher.
    pub fn log(&self) -> &Log {
        self.witness.log()
    }
}

/// The article's policy. Sites in the tests are at 127.0.0.1, at one port or another.
const STRICT: &str = "default-src 'none'; script-src 'self' http://127.0.0.1:*; style-src 'self'; img-src data:; \
    frame-src http://127.0.0.1:*; connect-src 'self' http://127.0.0.1:*; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";
