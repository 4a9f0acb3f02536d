//! What lets other people's pages show the box: the tag's script, what the configurator is told, and oEmbed documents.

use super::{broken, no_values, words::Words};
use crate::{
    config::{Site, SiteAddress},
    error::{Failure, Result},
    runtime,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hushset_compressed::File;
use hushset_core::key::{Hex, sha256};
use minijinja::HtmlEscape;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Where the tag's script always is, for those who want its repairs without touching their articles.
const TAG: &str = "embed/hush-check.js";

/// How the names of its lasting copies begin and end; between stands their hash.
const LASTING_TAG: (&str, &str) = ("embed/hush-check-", ".js");

/// The size of the box where a document must state one, in pixels: enough at every width.
const SIZE: (u32, u32) = (600, 640);

/// What the frame may do; see `www/tag/hush-check.js`.
const SANDBOX: &str = "allow-scripts allow-forms allow-popups allow-downloads";

/// The script that defines `<hush-check>`.
#[derive(Serialize)]
pub(super) struct Tag {
    /// Its lasting copy, whose bytes never change.
    file: String,
    /// What a browser compares it with.
    integrity: String,
    #[serde(skip)]
    script: &'static str,
}

/// A language that the box can speak, as the configurator's snippets need it.
#[derive(Serialize)]
pub(super) struct Voice<'a> {
    code: &'a str,
    name: String,
    /// The way from the site to its first page in this language.
    home: String,
    title: &'a str,
    /// What a button says that shows the whole box.
    more: String,
}

/// A document of oEmbed 1.0.
#[derive(Serialize)]
struct OEmbed<'a> {
    version: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    provider_name: &'a str,
    provider_url: &'a str,
    width: u32,
    height: u32,
    html: String,
}

/// What browsers compare a script with, as they want it written.
pub(super) fn integrity(script: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(sha256(&[script])))
}

impl Tag {
    pub(super) fn read() -> Result<Self> {
        let script = runtime::text("tag/hush-check.js")?;
        let hash = sha256(&[script.as_bytes()]);
        let (before, after) = LASTING_TAG;
        Ok(Self {
            file: format!("{before}{}{after}", Hex(hash.get(..8).unwrap_or_default())),
            integrity: integrity(script.as_bytes()),
            script,
        })
    }

    pub(super) fn files(&self) -> [File; 2] {
        [TAG, &self.file].map(|path| (PathBuf::from(path), self.script.into()))
    }
}

/// Whether a file is a lasting copy of the tag's script. Articles name it for years, so that none is ever removed.
pub(super) fn is_lasting_tag(path: &Path) -> bool {
    let (before, after) = LASTING_TAG;
    // What compressed copies add to the name.
    let path = path.to_str().unwrap_or_default();
    let path = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz")).unwrap_or(path);
    let hash = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Where the oEmbed document of a language is, whose folder this is.
pub(super) fn oembed_path(folder: &str) -> String {
    format!("{folder}embed/oembed.json")
}

impl<'a> Voice<'a> {
    pub(super) fn of(site: &'a Site, code: &'a str, words: &Words, home: String) -> Result<Self> {
        let say = |key| words.plain(key, &no_values()).map_err(broken);
        Ok(Self {
            code,
            name: say("language.name")?,
            home,
            title: site.text(code).title,
            more: say("configure.more")?,
        })
    }

    /// Its oEmbed document, for a site whose address is known.
    pub(super) fn oembed(&self, site: &Site, address: &SiteAddress) -> Result<File> {
        let (width, height) = SIZE;
        let html = format!(
            "<iframe src=\"{}{}embed/\" title=\"{}\" width=\"{width}\" height=\"{height}\" frameborder=\"0\" \
             sandbox=\"{SANDBOX}\" loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>",
            address.as_str().replace('&', "&amp;"),
            self.home,
            HtmlEscape(self.title),
        );
        let document = OEmbed {
            version: "1.0",
            kind: "rich",
            title: self.title,
            provider_name: &site.publisher,
            provider_url: address.as_str(),
            width,
            height,
            html,
        };
        let json = serde_json::to_vec(&document).map_err(|error| Failure::Site(error.to_string()))?;
        Ok((PathBuf::from(oembed_path(&self.home)), json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_and_oembed_give_a_frame_the_same_permissions() {
        assert!(Tag::read().unwrap().script.contains(&format!("\"{SANDBOX}\"")));
    }

    #[test]
    fn copies_of_the_tag_that_articles_name_are_told_from_everything_else() {
        let tag = Tag::read().unwrap();
        for (path, lasting) in [
            (tag.file.as_str(), true),
            ("embed/hush-check-0123456789abcdef.js.br", true),
            (TAG, false),
            ("embed/hush-check-.js", false),
            ("embed/index.html", false),
            ("de/embed/hush-check-0123456789abcdef.js", false),
        ] {
            assert_eq!(is_lasting_tag(Path::new(path)), lasting, "{path}");
        }
    }
}
