//! `[site]`: what the pages say about themselves, and in which languages.

use super::SiteAddress;
use crate::{host::Host, keys::PublicKey, runtime};
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;

/// `[site]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The page's heading, a question perhaps.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// A sentence or two under the heading.
    #[serde(default)]
    pub description: String,
    /// Where it will be published. Only oEmbed documents need to know: everything else is relative.
    #[serde(default)]
    pub address: Option<SiteAddress>,
    /// The hosts that recipes are written for: `host = "nginx"`, or a list.
    #[serde(default, rename = "host", deserialize_with = "one_or_more")]
    pub hosts: Vec<Host>,
    /// The language of these texts, and of the page that readers come to first.
    #[serde(default = "english")]
    pub language: String,
    /// All languages that there are pages in.
    #[serde(default = "runtime::languages")]
    pub languages: Vec<String>,
    /// The key whose signature the page asks for: what is not signed with it, it does not use.
    #[serde(default, deserialize_with = "public_key")]
    pub public_key: Option<PublicKey>,
    /// The texts in other languages, by language: `[site.translation.de]`.
    #[serde(default)]
    pub translation: BTreeMap<String, Translation>,
}

/// `[site.translation.de]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The page's heading.
    pub title: String,
    /// A sentence or two under the heading.
    #[serde(default)]
    pub description: String,
}

/// What a page in some language says about the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageText<'a> {
    /// The heading.
    pub title: &'a str,
    /// A sentence or two under it.
    pub description: &'a str,
    /// The language of both: the page's own, if they are translated.
    pub language: &'a str,
}

fn english() -> String {
    "en".into()
}

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Host>, D::Error> {
    let hosts = match toml::Value::deserialize(deserializer)? {
        toml::Value::Array(hosts) => hosts,
        host => vec![host],
    };
    hosts.into_iter().map(|host| host.try_into().map_err(D::Error::custom)).collect()
}

/// A key in one line. A file would be a second place to look for what the page says.
fn public_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PublicKey>, D::Error> {
    let line = String::deserialize(deserializer)?;
    let key = PublicKey::from_line(&line);
    key.map(Some)
        .ok_or_else(|| D::Error::custom("a public key is one line of 56 characters that begins with RW"))
}

impl Site {
    /// The publisher's texts for pages in a language.
    pub fn text<'a>(&'a self, language: &'a str) -> PageText<'a> {
        match self.translation.get(language) {
            Some(Translation { title, description }) => PageText { title, description, language },
            None => PageText { title: &self.title, description: &self.description, language: &self.language },
        }
    }

    /// Adds hosts to those of the settings, each once.
    pub fn add_hosts(&mut self, hosts: &[Host]) {
        self.hosts.extend(hosts);
        self.hosts.sort_unstable();
        self.hosts.dedup();
    }

    /// All languages, that of the first page before the others.
    pub fn spoken(&self) -> Vec<&str> {
        let mut all = vec![&*self.language];
        all.extend(self.languages.iter().map(String::as_str).filter(|language| *language != self.language));
        all
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let known = runtime::languages();
        let mut named = self.spoken().into_iter().chain(self.translation.keys().map(String::as_str));
        named.find(|language| !known.iter().any(|known| known == language)).map_or(Ok(()), |unknown| {
            Err(format!("[site]: the page does not speak \"{unknown}\"; it speaks {}", known.join(", ")))
        })
    }
}
