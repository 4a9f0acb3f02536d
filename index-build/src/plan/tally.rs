//! Tallies: what a plan is made from, counted while the entries of a scope are written, by all threads at once.

use super::{Histogram, MAX_PLANNED_BITS, lengths::Lengths};
use hushset_core::{
    dataset::DatasetSet,
    identifier::Scope,
    key::{Key, PrefixBits},
};
use serde::{Deserialize, Serialize};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// What a scope has to say, in numbers.
#[derive(Debug)]
pub struct ScopeTally {
    /// The scope.
    pub scope: Scope,
    subjects: Mutex<Subjects>,
    /// The length of the longest list.
    pub(super) longest: AtomicU64,
    /// (key, dataset) pairs.
    pub(super) pairs: AtomicHistogram,
    /// Entries that no page cap changes.
    entries: AtomicHistogram,
    /// For each page cap, the largest first: the pages of the lists that are longer than the smallest.
    pub(super) long: Vec<(usize, AtomicHistogram)>,
}

impl ScopeTally {
    /// Nothing yet, with these page caps to choose from.
    pub fn new(scope: Scope, page_caps: Vec<usize>) -> Self {
        Self {
            scope,
            subjects: Mutex::default(),
            longest: AtomicU64::new(0),
            pairs: AtomicHistogram::new(),
            entries: AtomicHistogram::new(),
            long: page_caps.into_iter().map(|cap| (cap, AtomicHistogram::new())).collect(),
        }
    }

    /// Counts an identifier's pairs with its datasets.
    pub(crate) fn add_pairs(&self, key: &Key, datasets: DatasetSet) {
        self.pairs.add(key, datasets.0.count_ones().into(), 0);
    }

    /// Takes what one thread has counted.
    pub(crate) fn add_subjects(&self, counted: &Subjects) {
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner).merge(counted);
    }

    /// The identifiers of the scope.
    pub(super) fn subjects(&self) -> Subjects {
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts an entry of so many bytes, its tag not among them.
    pub(crate) fn add_entry(&self, key: &Key, bytes: u64) {
        self.entries.add(key, 1, bytes);
    }

    /// Counts a page of a long list under the page cap at this place.
    pub(crate) fn add_long_entry(&self, cap: usize, key: &Key, bytes: u64) {
        if let Some((_, histogram)) = self.long.get(cap) {
            histogram.add(key, 1, bytes);
        }
    }

    /// Takes note of a long list's length.
    pub(crate) fn note_length(&self, items: usize) {
        self.longest.fetch_max(items as u64, Ordering::Relaxed);
    }

    /// What was counted, to be added to what others have counted.
    pub(crate) fn totals(&self) -> TallyTotals {
        TallyTotals {
            subjects: self.subjects(),
            longest: self.longest.load(Ordering::Relaxed),
            histograms: self.histograms().map(AtomicHistogram::histogram).collect(),
        }
    }

    /// Adds what somebody else has counted with the same page caps.
    pub(crate) fn add(&self, totals: &TallyTotals) {
        self.add_subjects(&totals.subjects);
        self.longest.fetch_max(totals.longest, Ordering::Relaxed);
        self.histograms().zip(&totals.histograms).for_each(|(mine, theirs)| mine.add_all(theirs));
    }

    fn histograms(&self) -> impl Iterator<Item = &AtomicHistogram> {
        [&self.pairs, &self.entries].into_iter().chain(self.long.iter().map(|(_, histogram)| histogram))
    }

    /// The entries under a page cap.
    pub(super) fn exact(&self, cap: usize) -> Histogram {
        let entries = self.entries.histogram();
        let long = self.long.iter().find(|(of, _)| *of == cap);
        long.map_or(entries.clone(), |(_, long)| entries.merged(&long.histogram()))
    }
}

/// What a [`ScopeTally`] has counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TallyTotals {
    subjects: Subjects,
    longest: u64,
    /// Pairs, entries, and the pages of long lists under each page cap.
    histograms: Vec<Histogram>,
}

/// Identifiers, in numbers. Each thread counts its own: a number that all would add to is what they would wait for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Subjects {
    /// How many there are.
    pub(super) keys: u64,
    /// The items listed under them.
    pub(super) listed: u64,
    /// How long their lists are.
    pub(super) lengths: Lengths,
}

impl Subjects {
    /// Counts an identifier with a list of this length.
    pub(crate) fn add(&mut self, listed: u64) {
        self.keys += 1;
        self.listed += listed;
        self.lengths.add(listed);
    }

    fn merge(&mut self, other: &Self) {
        self.keys += other.keys;
        self.listed += other.listed;
        self.lengths.merge(&other.lengths);
    }
}

/// A [`Histogram`] that many threads count in.
#[derive(Debug)]
pub(super) struct AtomicHistogram {
    counts: Vec<AtomicU64>,
    bytes: Vec<AtomicU64>,
}

impl AtomicHistogram {
    fn new() -> Self {
        let zeros = || (0..1 << MAX_PLANNED_BITS).map(|_| AtomicU64::new(0)).collect();
        Self { counts: zeros(), bytes: zeros() }
    }

    fn add(&self, key: &Key, count: u64, bytes: u64) {
        let bucket = PrefixBits::new(MAX_PLANNED_BITS).map_or(0, |bits| key.prefix(bits).index() as usize);
        for (column, value) in [(&self.counts, count), (&self.bytes, bytes)] {
            if let Some(cell) = column.get(bucket) {
                cell.fetch_add(value, Ordering::Relaxed);
            }
        }
    }

    fn add_all(&self, Histogram { counts, bytes }: &Histogram) {
        for (column, values) in [(&self.counts, counts), (&self.bytes, bytes)] {
            for (cell, &value) in column.iter().zip(values).filter(|(_, value)| **value > 0) {
                cell.fetch_add(value, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn histogram(&self) -> Histogram {
        let read = |column: &[AtomicU64]| column.iter().map(|cell| cell.load(Ordering::Relaxed)).collect();
        Histogram { counts: read(&self.counts), bytes: read(&self.bytes) }
    }
}
