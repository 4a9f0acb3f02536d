//! An entry: a dataset's story, and facts that each say where they are from.

use super::{Citation, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;

/// What is known about a dataset. Nothing is required: what is not known is left out, and never guessed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    /// The dataset's name.
    pub name: String,
    /// The language of the texts here; the site's own if it is not said.
    pub language: Option<String>,
    /// The datasets that it was taken from, by their slugs in the catalogue.
    pub derived_from: Vec<String>,
    /// Its own page.
    pub url: Option<String>,
    /// The year of its first publication.
    pub year: Option<Statement>,
    /// Who made it.
    pub makers: Option<Statement>,
    /// What it was made for.
    pub purpose: Option<Statement>,
    /// Under which terms it is handed out.
    pub terms: Option<Statement>,
    /// How it came about and what became of it, paragraph by paragraph.
    pub story: Vec<Statement>,
    /// Everything else that is known.
    #[serde(rename = "fact")]
    pub facts: BTreeMap<FactKind, Vec<Statement>>,
    /// Whether it is still handed out: each with a date.
    pub status: Vec<Statement>,
    /// Whom to write to.
    pub contact: Option<Contact>,
    /// How the makers take photos out.
    pub removal: Vec<Statement>,
    /// Who is reported to have used it.
    #[serde(rename = "use")]
    pub uses: Vec<Statement>,
    /// What of it a checker cannot find, and why.
    pub coverage: Vec<Statement>,
    /// What to cite.
    #[serde(rename = "citation")]
    pub citations: Vec<Citation>,
    /// Sources that only this entry names.
    pub sources: BTreeMap<String, Source>,
}

/// A sentence or two, and who says so.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The sentence.
    pub text: String,
    /// When it happened, or when it was so.
    pub date: Option<Date>,
    /// How it is known.
    #[serde(default)]
    pub mark: Mark,
    /// Where it is known from.
    #[serde(default)]
    pub sources: Vec<Spanned<String>>,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// How many photos, faces, people.
    Size,
    /// Where the photos are from.
    Origin,
    /// Under which licences the photographers had published them.
    Licences,
    /// Who paid.
    Support,
    /// What courts said.
    Law,
}

/// How a statement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// It stands in the source.
    #[default]
    Read,
    /// The source reports it of others.
    Reported,
    /// It was counted in the published list that the source is.
    Counted,
}

/// Whom to write to.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// A mail address.
    pub email: Option<String>,
    /// A page.
    pub url: Option<String>,
    /// Where it is published.
    #[serde(default)]
    pub sources: Vec<Spanned<String>>,
}

/// A source.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Entry {
    /// This entry, and what another says where this one says nothing.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        fn or<T>(own: Vec<T>, base: Vec<T>) -> Vec<T> {
            if own.is_empty() { base } else { own }
        }
        Self {
            name: if self.name.is_empty() { base.name } else { self.name },
            language: self.language.or(base.language),
            derived_from: or(self.derived_from, base.derived_from),
            url: self.url.or(base.url),
            year: self.year.or(base.year),
            makers: self.makers.or(base.makers),
            purpose: self.purpose.or(base.purpose),
            terms: self.terms.or(base.terms),
            story: or(self.story, base.story),
            facts: base.facts.into_iter().chain(self.facts).collect(),
            status: or(self.status, base.status),
            contact: self.contact.or(base.contact),
            removal: or(self.removal, base.removal),
            uses: or(self.uses, base.uses),
            coverage: or(self.coverage, base.coverage),
            citations: or(self.citations, base.citations),
            sources: base.sources.into_iter().chain(self.sources).collect(),
        }
    }

    /// All that it says.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        let single = [&self.year, &self.makers, &self.purpose, &self.terms].into_iter().flatten();
        let lists = [&self.story, &self.status, &self.removal, &self.uses, &self.coverage];
        single.chain(lists.into_iter().flatten()).chain(self.facts.values().flatten())
    }

    /// The keys of the sources that it names.
    pub fn sources_named(&self) -> impl Iterator<Item = &Spanned<String>> {
        let statements = self.statements().flat_map(|statement| &statement.sources);
        let contact = self.contact.iter().flat_map(|contact| &contact.sources);
        statements.chain(contact)
    }

    /// The few facts that the manifest carries, for pages that show an answer.
    pub fn short_facts(&self) -> BTreeMap<String, String> {
        let text = |statement: &Option<Statement>| statement.as_ref().map(|statement| statement.text.clone());
        let contact = self.contact.as_ref().and_then(|contact| contact.email.clone().or(contact.url.clone()));
        [
            ("year", text(&self.year)),
            ("makers", text(&self.makers)),
            ("purpose", text(&self.purpose)),
            ("contact", contact),
            ("url", self.url.clone()),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some((key.to_owned(), text?)))
        .collect()
    }
}
