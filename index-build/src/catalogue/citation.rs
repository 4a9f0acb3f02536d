//! Citations, for people and for BibTeX.

use serde::{Deserialize, Serialize};

/// A paper about a dataset.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// What kind of paper it is.
    pub kind: CitationKind,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its title.
    pub title: String,
    /// The journal or the proceedings.
    pub venue: Option<String>,
    /// Its year.
    pub year: u16,
    /// The volume, with the issue in brackets.
    pub volume: Option<String>,
    /// Its pages.
    pub pages: Option<String>,
    /// Its DOI.
    pub doi: Option<String>,
    /// Its number on arXiv.
    pub arxiv: Option<String>,
}

/// Kinds of papers, as BibTeX knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CitationKind {
    /// In a journal.
    Article,
    /// In the proceedings of a conference.
    InProceedings,
    /// Elsewhere.
    Misc,
}

impl Citation {
    /// The entry for a BibTeX file.
    pub fn bibtex(&self) -> String {
        let (kind, place) = match self.kind {
            CitationKind::Article => ("article", "journal"),
            CitationKind::InProceedings => ("inproceedings", "booktitle"),
            CitationKind::Misc => ("misc", "howpublished"),
        };
        let fields = [
            ("author", Some(self.authors.join(" and "))),
            // The second pair of braces keeps the title's capitals.
            ("title", Some(format!("{{{}}}", escaped(&self.title)))),
            (place, self.venue.as_deref().map(escaped)),
            ("year", Some(self.year.to_string())),
            ("volume", self.volume.as_deref().map(escaped)),
            ("pages", self.pages.as_deref().map(|pages| pages.replace('–', "--"))),
            ("doi", self.doi.clone()),
            ("eprint", self.arxiv.clone()),
            ("archiveprefix", self.arxiv.as_ref().map(|_| "arXiv".to_owned())),
        ];
        let lines: String = fields
            .into_iter()
            .filter_map(|(name, value)| Some(format!("  {name} = {{{}}},\n", value?)))
            .collect();
        format!("@{kind}{{{},\n{lines}}}\n", self.key())
    }

    /// The first author's name, the year and the first word of the title, in ASCII.
    fn key(&self) -> String {
        let word = |text: &str| -> String {
            let word = text.split_whitespace().find(|word| word.len() > 3).unwrap_or(text);
            word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
        };
        let author = self.authors.first().map(|author| word(author)).unwrap_or_default();
        format!("{author}{}{}", self.year, word(&self.title))
    }
}

/// A text in which nothing means anything to TeX.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '–' => out.push_str("--"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bibtex_has_the_fields_that_are_known_and_nothing_that_tex_would_run() {
        let citation = Citation {
            kind: CitationKind::InProceedings,
            authors: vec!["Nech".into(), "Kemelmacher-Shlizerman".into()],
            title: "A 100% {fair} Field \\input".into(),
            venue: Some("CVPR".into()),
            year: 2017,
            volume: None,
            pages: Some("3406–3415".into()),
            doi: Some("10.1109/CVPR.2017.363".into()),
            arxiv: None,
        };
        assert_eq!(
            citation.bibtex(),
            "@inproceedings{nech2017100,\n  author = {Nech and Kemelmacher-Shlizerman},\n  \
             title = {{A 100\\% \\{fair\\} Field \\textbackslash{}input}},\n  booktitle = {CVPR},\n  year = {2017},\n  \
             pages = {3406--3415},\n  doi = {10.1109/CVPR.2017.363},\n}\n"
        );
    }
}
