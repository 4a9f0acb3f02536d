//! A check: one filter shard, and a verdict for each dataset.

use super::{
    Conclusion, Details, DetailsOutcome, Machine, Pending, RequestMade, Step, Unavailable, body_of,
    details::read_details, request_for,
};
use crate::{
    dataset::DatasetSet,
    file::ShardKind,
    filter::FilterShard,
    identifier::Page,
    index::Index,
    key::Key,
    manifest::{Dataset, DetailsPolicy, Manifest},
    scheme::{AskedBy, Question},
};
use alloc::{string::String, sync::Arc, vec::Vec};
use serde::Serialize;

/// A check under way.
#[derive(Debug)]
pub struct Check {
    index: Arc<Index>,
    question: Question,
    state: State,
    requests: Vec<RequestMade>,
}

#[derive(Debug)]
enum State {
    /// Waits for the filter shard.
    Filter,
    /// The publisher has details fetched with every check: waits for the exact shard, whatever the filter said.
    Exact { filter: Result<DatasetSet, Unavailable> },
}

/// The result of a check.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// What was asked.
    pub question: Question,
    /// What came out.
    pub outcome: Outcome,
    /// The requests made.
    pub requests: Vec<RequestMade>,
}

/// What came out of a check.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// Every dataset has a verdict.
    Verdicts {
        /// A verdict for each dataset, in the manifest's order.
        verdicts: Vec<Verdict>,
        /// Which items, where the publisher has details fetched with every check.
        details: Option<DetailsOutcome>,
    },
    /// The index has no keys of this family: it cannot be asked about hashtags, say.
    NotCovered,
    /// The check could not be completed.
    Unavailable {
        /// Why.
        #[serde(flatten)]
        reason: Unavailable,
    },
}

/// The verdict on one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The dataset's slug.
    pub dataset: String,
    /// The verdict.
    #[serde(flatten)]
    pub answer: Answer,
}

/// A verdict, without the dataset that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// In it, but for one time in 2^fingerprint bits.
    AlmostCertainly {
        /// Empty if a list of the dataset has the name; or else the datasets taken from it that have.
        implied_by: Vec<String>,
    },
    /// Certainly not under this name.
    NotFound,
    /// A miss that says little: the table cannot be searched by this kind of name, or only in part.
    NotCovered {
        /// How many of the dataset's items can be found by the kind of name that was asked.
        findable: u64,
        /// The dataset's items, or nothing where this index has no list of it at all.
        items: Option<u64>,
    },
}

impl Check {
    /// Starts a check.
    pub fn start(index: Arc<Index>, question: Question) -> Step<Self> {
        let check = Self { index, question, state: State::Filter, requests: Vec::new() };
        check.fetch(ShardKind::Filter)
    }

    fn fetch(self, kind: ShardKind) -> Step<Self> {
        match request_for(&self.index, &self.question, Page::FIRST, kind) {
            Some(request) => Step::Fetch(Pending { request, machine: self }),
            None => self.done(Outcome::NotCovered),
        }
    }

    fn done(self, outcome: Outcome) -> Step<Self> {
        Step::Done(Checked { question: self.question, outcome, requests: self.requests })
    }

    fn read_filter(&self, file: &[u8]) -> Result<DatasetSet, Unavailable> {
        let body = body_of(&self.index, &self.question, Page::FIRST, ShardKind::Filter, file)?;
        let filter = FilterShard::read(&body, self.index.manifest.fingerprint_bits)?;
        Ok(hits(&self.index.manifest, &self.question, &filter))
    }

    fn finish(self, filter: Result<DatasetSet, Unavailable>, details: Option<DetailsOutcome>) -> Step<Self> {
        let outcome = match filter {
            Err(reason) => Outcome::Unavailable { reason },
            Ok(hits) => Outcome::Verdicts {
                verdicts: verdicts(&self.index.manifest, self.question.asked_by(), hits),
                // Both stages must say yes: tags are cut as short as that allows.
                details: details
                    .map(|details| if hits.is_empty() { DetailsOutcome::NotFound } else { details }),
            },
        };
        self.done(outcome)
    }
}

impl Machine for Check {
    type Output = Checked;

    fn resume(mut self, file: Result<&[u8], Unavailable>) -> Step<Self> {
        match self.state {
            State::Filter => {
                let filter = file.and_then(|file| self.read_filter(file));
                match self.index.manifest.details {
                    DetailsPolicy::OnClick => self.finish(filter, None),
                    DetailsPolicy::Always => {
                        self.state = State::Exact { filter };
                        self.fetch(ShardKind::Exact)
                    }
                }
            }
            State::Exact { filter } => {
                let details = match file {
                    Ok(file) => read_details(&self.index, &self.question, Page::FIRST, file),
                    Err(reason) => DetailsOutcome::Unavailable { reason },
                };
                self.finish(filter, Some(details))
            }
        }
    }

    fn receipt(&mut self) -> &mut Vec<RequestMade> {
        &mut self.requests
    }
}

impl Conclusion for Checked {
    fn unavailable(&self) -> Option<Unavailable> {
        match &self.outcome {
            Outcome::Unavailable { reason }
            | Outcome::Verdicts { details: Some(DetailsOutcome::Unavailable { reason }), .. } => {
                Some(*reason)
            }
            _ => None,
        }
    }
}

impl Checked {
    /// Whether any dataset almost certainly has the name: whether details can be asked for.
    pub fn is_hit(&self) -> bool {
        match &self.outcome {
            Outcome::Verdicts { verdicts, .. } => {
                verdicts.iter().any(|v| matches!(v.answer, Answer::AlmostCertainly { .. }))
            }
            _ => false,
        }
    }

    /// The next machine: the details of what was checked.
    pub fn details(&self, index: Arc<Index>, page: Page) -> Step<Details> {
        Details::start(index, self.question.clone(), page)
    }
}

/// The verdicts of a filter shard that is at hand: what a [`Check`] comes to when it has fetched it.
pub fn answer(manifest: &Manifest, question: &Question, filter: &FilterShard<'_>) -> Vec<Verdict> {
    verdicts(manifest, question.asked_by(), hits(manifest, question, filter))
}

/// The verdicts on a name that no list has: what is left when details have refuted a filter's "almost certainly".
pub fn miss(manifest: &Manifest, question: &Question) -> Vec<Verdict> {
    verdicts(manifest, question.asked_by(), DatasetSet::EMPTY)
}

/// The datasets that the filter says yes to; those without a table are not in it.
fn hits(manifest: &Manifest, question: &Question, filter: &FilterShard<'_>) -> DatasetSet {
    let key = Key::of(&question.identifier().key_string(manifest.scheme, Page::FIRST));
    let mut hits = DatasetSet::EMPTY;
    for (at, dataset) in manifest.datasets() {
        if dataset.table.is_some() && filter.contains(&key, &dataset.slug) {
            hits = hits.union(DatasetSet::of(at));
        }
    }
    hits
}

fn verdicts(manifest: &Manifest, asked_by: AskedBy, hits: DatasetSet) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (at, dataset) in manifest.datasets() {
        let mut implied_by = Vec::new();
        for (child, other) in manifest.datasets() {
            if hits.contains(child) && manifest.family.implied_by(child).contains(at) {
                implied_by.push(other.slug.clone());
            }
        }
        let answer = if hits.contains(at) {
            Answer::AlmostCertainly { implied_by: Vec::new() }
        } else if implied_by.is_empty() {
            missed(dataset, asked_by)
        } else {
            Answer::AlmostCertainly { implied_by }
        };
        verdicts.push(Verdict { dataset: dataset.slug.clone(), answer });
    }
    verdicts
}

/// What a miss means: "not found" only where everything in the dataset would have been found by such a name.
fn missed(dataset: &Dataset, asked_by: AskedBy) -> Answer {
    match &dataset.table {
        None => Answer::NotCovered { findable: 0, items: None },
        Some(table) => match table.findable_by(asked_by) {
            findable if findable >= table.items => Answer::NotFound,
            findable => Answer::NotCovered { findable, items: Some(table.items) },
        },
    }
}
