//! What holds for every file that a host serves, and how often it did not.

use super::{
    Check,
    State::{self, Bad, Doubtful, Good},
    client::Answer,
};
use crate::host::headers::content_type;
use std::collections::BTreeMap;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Served,
    Vouched,
    OneLength,
    Plain,
    MediaType,
    AnyOrigin,
    Lasting,
    Untransformed,
    NoSniffing,
    NoCookie,
}

impl Rule {
    /// Its name; what can be said where it holds; how bad it is if it does not, and what can be said then.
    fn words(self) -> (&'static str, &'static str, State, &'static str) {
        match self {
            Self::Served => ("files", "all are there", Bad, "not there, or sent on to another address"),
            Self::Vouched => ("bytes", "each is what was published", Bad, "not what was published"),
            Self::OneLength => {
                ("lengths", "one for each kind of file", Bad, "of another length than their kind")
            }
            Self::Plain => (
                "compression",
                "none is compressed, although that was offered",
                Bad,
                "compressed, so that their lengths tell them apart",
            ),
            Self::MediaType => ("content type", "as it should be", Doubtful, "sent as another content type"),
            Self::AnyOrigin => (
                "CORS",
                "open to the frame in an article",
                Doubtful,
                "without Access-Control-Allow-Origin: *, which a frame in an article needs",
            ),
            Self::Lasting => (
                "caching",
                "kept for a year",
                Doubtful,
                "without Cache-Control: max-age=31536000, immutable, so that they are fetched more often than needed",
            ),
            Self::Untransformed => (
                "no-transform",
                "said",
                Doubtful,
                "without no-transform, so that a cache on the way may compress them",
            ),
            Self::NoSniffing => ("nosniff", "said", Doubtful, "without X-Content-Type-Options: nosniff"),
            Self::NoCookie => ("cookies", "none is set", Bad, "sent with a cookie"),
        }
    }
}

/// How often each rule was looked at, and how often it was broken.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<Rule, Count>);

#[derive(Debug, Default)]
struct Count {
    all: u64,
    broken: u64,
    /// The first file, in the order of paths, that broke it.
    example: Option<String>,
}

impl Tally {
    pub(super) fn note(&mut self, rule: Rule, path: &str, holds: bool) {
        let example = (!holds).then(|| path.to_owned());
        self.add(rule, Count { all: 1, broken: u64::from(!holds), example });
    }

    /// Notes the rules that can be told from an answer's headers alone, about a file that never changes.
    pub(super) fn note_headers(&mut self, path: &str, answer: &Answer) {
        let cache = answer.header("cache-control");
        // Without its parameters, which hosts write in their own ways.
        let media_type = content_type(path).split(';').next().unwrap_or_default();
        self.note(Rule::MediaType, path, answer.header("content-type").starts_with(media_type));
        self.note(Rule::AnyOrigin, path, answer.header("access-control-allow-origin") == "*");
        self.note(Rule::NoSniffing, path, answer.header("x-content-type-options") == "nosniff");
        self.note(Rule::NoCookie, path, !answer.has("set-cookie"));
        self.note(Rule::Lasting, path, cache.contains("immutable") && cache.contains("max-age=31536000"));
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        other.0.into_iter().for_each(|(rule, count)| self.add(rule, count));
        self
    }

    fn add(&mut self, rule: Rule, more: Count) {
        let count = self.0.entry(rule).or_default();
        count.all += more.all;
        count.broken += more.broken;
        let examples = [count.example.take(), more.example];
        count.example = examples.into_iter().flatten().min();
    }

    /// A line for each rule.
    pub(super) fn checks(&self, about: &'static str) -> impl Iterator<Item = Check> {
        self.0.iter().map(move |(rule, count)| {
            let (name, good, state, bad) = rule.words();
            match &count.example {
                None => Check::new(Good, about, name, format!("{} files: {good}", count.all)),
                Some(example) => {
                    let said = format!("{} of {} files: {bad} ({example})", count.broken, count.all);
                    Check::new(state, about, name, said)
                }
            }
        })
    }
}
