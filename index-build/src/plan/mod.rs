//! The planner: how many bits of a key a reader must show so that a check stays within its budget.
//!
//! More bits make smaller shards and tell the host more. The planner takes the fewest bits whose shards, padded
//! to the length of the longest, fit the publisher's budget, and prints what the alternatives would cost.

mod lengths;
mod tally;

pub use lengths::LengthClass;
pub use tally::ScopeTally;
use tally::Subjects;
pub(crate) use tally::{Counted, TallyTotals};

use crate::error::{Failure, Result};
use hushset_core::{
    exact::{exact_len, tag_len},
    filter::{FingerprintBits, filter_len},
    frame::HEADER_LEN,
    identifier::Scope,
    key::{Key, PrefixBits},
    manifest::MAX_SHARD_LEN,
};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;

/// The most bits that are planned with: 65 536 shards of a kind, past what static hosts take.
pub const MAX_PLANNED_BITS: u8 = 16;

/// The numbers of items on a page that the planner tries. A thousand photos are as many as a person looks through.
pub(crate) const PAGE_CAPS: [usize; 5] = [1_000, 500, 250, 100, 50];

/// Padding that is not worth more clicks: of page caps with equally few bits, the largest within it is taken.
const ACCEPTABLE_PADDING: f64 = 1.25;

/// What a publisher lets a check cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes on the wire for a verdict.
    pub verdict: u64,
    /// Bytes on the wire for a page of details.
    pub details: u64,
    /// Items on a page of details, if it is not for the planner to choose.
    pub page_cap: Option<usize>,
}

/// What decides how well a filter keeps strangers from the exact shards, and so how long tags must be.
#[derive(Debug, Clone, Copy)]
pub struct Filters {
    /// The width of a fingerprint.
    pub width: FingerprintBits,
    /// The number of datasets with a table: each is asked about.
    pub datasets: usize,
}

/// The plan of an index.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// A plan for each scope, in their order.
    pub scopes: Vec<ScopePlan>,
    /// The largest number of items on a page of a list, for the whole index.
    pub page_cap: usize,
    /// The limits it keeps.
    pub limits: Limits,
}

/// The plan of a scope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScopePlan {
    /// The scope.
    pub scope: Scope,
    /// The number of keys.
    pub keys: u64,
    /// Items listed under these; an account's photo counts once for each of its names.
    pub listed: u64,
    /// How long the lists are, by powers of two.
    pub lengths: Vec<LengthClass>,
    /// The filter shards.
    pub filter: Choice,
    /// The exact shards.
    pub exact: Choice,
}

/// What was chosen for one kind of shard, and what else could have been.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// The chosen number of bits.
    pub chosen: Candidate,
    /// The candidates around it, by ascending bits, the chosen one among them.
    pub candidates: Vec<Candidate>,
    /// (key, dataset) pairs, or entries.
    pub entries: u64,
    /// The bytes of all bodies before padding.
    pub content: u64,
}

/// What a number of bits would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The bits of the key that the host sees.
    pub bits: u8,
    /// The length of every body, in bytes.
    pub body_len: u64,
    /// The length of every file, in bytes: what a check costs.
    pub file_len: u64,
    /// The length of a tag in bytes (exact shards).
    pub tag_len: usize,
}

impl Candidate {
    fn new(bits: u8, body_len: u64, tag_len: usize) -> Self {
        let file_len = HEADER_LEN as u64 + body_len + u64::from(bits) * 32;
        Self { bits, body_len, file_len, tag_len }
    }

    /// The number of files.
    pub fn files(&self) -> u64 {
        1 << self.bits
    }

    /// The length of all files, in bytes.
    pub fn total(&self) -> u64 {
        self.file_len * self.files()
    }

    /// The prefix bits as the core has them.
    pub fn prefix_bits(&self) -> PrefixBits {
        // Never more than MAX_PLANNED_BITS, which is below the core's bound.
        PrefixBits::new(self.bits).unwrap_or(PrefixBits::NONE)
    }
}

/// For each value of the first [`MAX_PLANNED_BITS`] bits of a key: how many entries, and how many bytes.
///
/// A histogram is all that a plan needs; it is the same size for a thousand keys and for a thousand million,
/// and those of parts of an index add up to that of the whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Histogram {
    counts: Vec<u64>,
    bytes: Vec<u64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; 1 << MAX_PLANNED_BITS], bytes: vec![0; 1 << MAX_PLANNED_BITS] }
    }
}

impl Histogram {
    /// Counts entries of a key.
    fn add(&mut self, key: &Key, count: u64, bytes: u64) {
        let bucket = PrefixBits::new(MAX_PLANNED_BITS).map_or(0, |bits| key.prefix(bits).index() as usize);
        // Not every histogram has bytes, and those that have none need no memory for them.
        for (column, more) in [(&mut self.counts, count), (&mut self.bytes, bytes)] {
            if let Some(number) = column.get_mut(bucket).filter(|_| more > 0) {
                *number += more;
            }
        }
    }

    /// Becomes the histogram of the union.
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.counts, &other.counts), (&mut self.bytes, &other.bytes)] {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
    }

    /// One bit fewer: neighbours become one.
    fn halve(&mut self) {
        let fold = |column: &[u64]| column.chunks_exact(2).map(|pair| pair.iter().sum()).collect();
        self.counts = fold(&self.counts);
        self.bytes = fold(&self.bytes);
    }

    fn entries(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The candidates for every number of bits, by ascending bits: `measure` gives a body's length and a tag's
    /// length from the counts and bytes of all shards.
    fn candidates(mut self, measure: impl Fn(&[u64], &[u64]) -> (u64, usize)) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for bits in (0..=MAX_PLANNED_BITS).rev() {
            let (body_len, tag_len) = measure(&self.counts, &self.bytes);
            candidates.push(Candidate::new(bits, body_len, tag_len));
            if bits > 0 {
                self.halve();
            }
        }
        candidates.reverse();
        candidates
    }
}

/// Plans an index.
pub fn plan<'a>(
    tallies: impl Iterator<Item = &'a ScopeTally>,
    filters: Filters,
    limits: Limits,
) -> Result<Plan> {
    let tallies: Vec<&ScopeTally> = tallies.collect();
    let with_lists = tallies.iter().filter(|tally| tally.scope != Scope::Items);
    let page_cap = limits
        .page_cap
        .or_else(|| with_lists.map(|tally| best_page_cap(tally, filters, limits)).min())
        .unwrap_or(PAGE_CAPS[0]);
    let scope = |tally: &&ScopeTally| {
        let Subjects { keys, listed, lengths } = tally.subjects();
        Ok(ScopePlan {
            scope: tally.scope,
            keys,
            listed,
            lengths: lengths.classes(),
            filter: plan_filter(tally, filters.width, limits.verdict)?,
            exact: choose(&tally.exact(page_cap), filters, limits.details)
                .ok_or_else(|| too_small("details", limits.details))?,
        })
    };
    Ok(Plan { scopes: tallies.iter().map(scope).collect::<Result<_>>()?, page_cap, limits })
}

fn too_small(what: &str, budget: u64) -> Failure {
    Failure::Plan(format!(
        "the {what} budget of {} is too small: even {} shards would each be longer. Give {what}_budget more",
        bytes(budget),
        1_u64 << MAX_PLANNED_BITS
    ))
}

fn plan_filter(tally: &ScopeTally, width: FingerprintBits, budget: u64) -> Result<Choice> {
    let histogram = tally.pairs();
    let entries = histogram.entries();
    let longest = |counts: &[u64], _: &[u64]| {
        let lengths = counts.iter().map(|&count| filter_len(width, count as usize) as u64);
        (lengths.max().unwrap_or(0), 0)
    };
    let content = |counts: &[u64]| counts.iter().map(|&count| filter_len(width, count as usize) as u64).sum();
    let candidates = histogram.clone().candidates(longest);
    let chosen = pick(&candidates, budget).ok_or_else(|| too_small("verdict", budget))?;
    let mut at_chosen = histogram;
    (chosen.bits..MAX_PLANNED_BITS).for_each(|_| at_chosen.halve());
    Ok(Choice {
        chosen,
        candidates: around(&candidates, chosen.bits),
        entries,
        content: content(&at_chosen.counts),
    })
}

fn choose(histogram: &Histogram, filters: Filters, budget: u64) -> Option<Choice> {
    let measure = |counts: &[u64], bytes: &[u64]| {
        let tag_len =
            tag_len(counts.iter().copied().max().unwrap_or(0) as usize, filters.datasets, filters.width);
        let lengths =
            counts.iter().zip(bytes).map(|(&n, &b)| exact_len((b + n * tag_len as u64) as usize) as u64);
        (lengths.max().unwrap_or(0), tag_len)
    };
    let candidates = histogram.clone().candidates(measure);
    let chosen = pick(&candidates, budget)?;
    let entries = histogram.entries();
    let payload: u64 = histogram.bytes.iter().sum::<u64>() + entries * chosen.tag_len as u64;
    let content = payload + chosen.files() * exact_len(0) as u64;
    Some(Choice { chosen, candidates: around(&candidates, chosen.bits), entries, content })
}

fn pick(candidates: &[Candidate], budget: u64) -> Option<Candidate> {
    candidates.iter().find(|c| c.file_len <= budget && c.body_len <= u64::from(MAX_SHARD_LEN)).copied()
}

/// Three candidates either side of the chosen one.
fn around(candidates: &[Candidate], bits: u8) -> Vec<Candidate> {
    candidates.iter().filter(|c| c.bits.abs_diff(bits) <= 3).copied().collect()
}

/// The page cap that needs the fewest bits; of those, the largest with acceptable padding, or else the one with
/// the least.
fn best_page_cap(tally: &ScopeTally, filters: Filters, limits: Limits) -> usize {
    // Caps that cut nothing all come to the same; the smallest of them stands for all.
    let longest = tally.longest.load(Ordering::Relaxed) as usize;
    let caps: Vec<usize> = tally.long.iter().map(|(cap, _)| *cap).collect();
    let uncut = caps.iter().rposition(|&cap| cap >= longest).unwrap_or(0);
    let plans = caps.get(uncut..).unwrap_or_default().iter().filter_map(|&cap| {
        let choice = choose(&tally.exact(cap), filters, limits.details)?;
        let padding = choice.chosen.total() as f64 / choice.content.max(1) as f64;
        Some((cap, choice.chosen.bits, padding))
    });
    let plans: Vec<_> = plans.collect();
    let fewest = plans.iter().map(|&(_, bits, _)| bits).min();
    let mut best = plans.into_iter().filter(|&(_, bits, _)| Some(bits) == fewest).collect::<Vec<_>>();
    best.sort_by(|(cap, _, padding), (other, _, others)| {
        let excess = |padding: &f64| if *padding <= ACCEPTABLE_PADDING { 0.0 } else { *padding };
        excess(padding).total_cmp(&excess(others)).then(other.cmp(cap))
    });
    best.first().map(|&(cap, ..)| cap).or(caps.last().copied()).unwrap_or(1)
}

/// A number of bytes for people.
pub fn bytes(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hushset_core::{
        identifier::{Page, Scheme},
        scheme::flickr,
    };

    fn key(number: u64) -> Key {
        Key::of(&flickr::photo_identifier(number).key_string(Scheme::Flickr, Page::FIRST))
    }

    #[test]
    fn the_fewest_bits_that_fit() {
        let filters = Filters { width: FingerprintBits::Sixteen, datasets: 1 };
        let tally = ScopeTally::new(Scope::Items, vec![1000]);
        let mut counted = Counted::default();
        (1..=4096).for_each(|number| counted.add_entry(&key(number), 100));
        tally.add(&counted);
        let histogram = tally.exact(1000);
        let all = choose(&histogram, filters, 1 << 20).unwrap();
        assert_eq!((all.chosen.bits, all.entries), (0, 4096), "everything fits, so nothing is shown");
        let choice = choose(&histogram, filters, 64 << 10).unwrap();
        assert!(choice.chosen.file_len <= 64 << 10);
        let fewer = choice.candidates.iter().find(|c| c.bits + 1 == choice.chosen.bits).unwrap();
        assert!(fewer.file_len > 64 << 10, "one bit fewer would not have fitted");
        assert!(choose(&histogram, filters, 100).is_none());
    }

    #[test]
    fn a_hundred_thousand_owners_need_no_bits() {
        // The example of the design: 100 000 keys at 16 bits are 0.23 MiB, within the default budget.
        let len = filter_len(FingerprintBits::Sixteen, 100_000) + HEADER_LEN;
        assert!(len <= 256 << 10, "{len}");
    }
}
