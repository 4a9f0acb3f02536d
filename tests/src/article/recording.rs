//! What a replay script has noted, and how two of its recordings are compared.

use serde_json::Value;
use std::collections::BTreeMap;

/// The chapter in which the article loads.
pub const BEFORE: &str = "loads";

/// A recording of one reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording(Vec<Note>);

/// Something noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Which part of the reading it belongs to.
    pub chapter: String,
    /// What kind of thing it is: `event focus`, `look box`.
    pub kind: String,
    /// What was noted.
    pub what: Value,
}

impl Recording {
    /// Takes what `replay.read()` returns.
    pub(super) fn new(read: &Value) -> Self {
        let mut chapter = BEFORE.to_owned();
        let mut notes = Vec::new();
        for record in read["records"].as_array().expect("records") {
            let kind = record["kind"].as_str().expect("a kind").to_owned();
            if kind == "chapter" {
                record["what"].as_str().expect("a title").clone_into(&mut chapter);
            } else {
                notes.push(Note { chapter: chapter.clone(), kind, what: record["what"].clone() });
            }
        }
        for kind in ["counts", "names"] {
            let (chapter, kind) = ("at the end".to_owned(), kind.to_owned());
            notes.push(Note { what: read[&kind].clone(), chapter, kind });
        }
        Self(notes)
    }

    /// All notes, in order.
    pub fn notes(&self) -> &[Note] {
        &self.0
    }

    /// Only the notes for which this is true.
    #[must_use]
    pub fn only(&self, is_meant: impl Fn(&Note) -> bool) -> Self {
        Self(self.0.iter().filter(|note| is_meant(note)).cloned().collect())
    }

    /// The first thing in which the publisher could tell two readings apart; `None` if there is no such thing.
    ///
    /// Notes of one kind are compared in their order, chapter by chapter. How kinds interleave is chance: observers
    /// are told in tasks of their own.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (mine, theirs) = (self.by_kind(), other.by_kind());
        mine.keys().chain(theirs.keys()).find_map(|key| {
            let [mine, theirs] = [&mine, &theirs].map(|notes| notes.get(key).map_or(&[][..], Vec::as_slice));
            let at = (0..mine.len().max(theirs.len())).find(|at| mine.get(*at) != theirs.get(*at))?;
            let [mine, theirs] =
                [mine, theirs].map(|notes| notes.get(at).map_or("nothing".into(), ToString::to_string));
            Some(format!("while the reader {}, {}: {mine} against {theirs}", key.0, key.1))
        })
    }

    fn by_kind(&self) -> ByKind<'_> {
        let mut by_kind = ByKind::new();
        for note in &self.0 {
            by_kind.entry((&note.chapter, &note.kind)).or_default().push(&note.what);
        }
        by_kind
    }

    /// The notes in which a text stands, in any case of letters.
    pub fn with(&self, text: &str) -> Vec<&Note> {
        let text = text.to_lowercase();
        self.0.iter().filter(|note| note.what.to_string().to_lowercase().contains(&text)).collect()
    }
}

type ByKind<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a Value>>;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn recording(notes: &[(&str, Value)]) -> Recording {
        let records: Vec<_> =
            notes.iter().map(|(kind, what)| json!({ "kind": kind, "what": what })).collect();
        Recording::new(&json!({ "records": records, "counts": [], "names": [] }))
    }

    #[test]
    fn what_differs_is_told_and_what_is_chance_is_not() {
        let one = recording(&[("look box", json!(1)), ("event focus", json!(2)), ("look box", json!(3))]);
        let interleaved =
            recording(&[("event focus", json!(2)), ("look box", json!(1)), ("look box", json!(3))]);
        assert_eq!(one.difference(&interleaved), None);
        let reordered =
            recording(&[("look box", json!(3)), ("event focus", json!(2)), ("look box", json!(1))]);
        assert_eq!(
            one.difference(&reordered).as_deref(),
            Some("while the reader loads, look box: 1 against 3")
        );
        let longer = recording(&[
            ("look box", json!(1)),
            ("event focus", json!(2)),
            ("look box", json!(3)),
            ("event message", json!("x")),
        ]);
        for (mine, theirs, expected) in
            [(&one, &longer, "nothing against \"x\""), (&longer, &one, "\"x\" against nothing")]
        {
            let difference = mine.difference(theirs).expect("a difference");
            assert!(difference.ends_with(&format!("event message: {expected}")), "{difference}");
        }
        let later = recording(&[("look box", json!(1)), ("chapter", json!("asks")), ("look box", json!(3))]);
        assert!(one.only(|note| note.kind == "look box").difference(&later).is_some(), "chapters count");
    }

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let one =
            recording(&[("look markup", json!(["<iframe name=\"Jane\">"])), ("look page", json!([1, 2]))]);
        assert_eq!(one.with("jane").len(), 1);
        assert_eq!(one.with("john").len(), 0);
    }
}
