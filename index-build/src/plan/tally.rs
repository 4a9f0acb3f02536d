//! Tallies: what a plan is made from, counted while the entries of a scope are written, by all threads at once.

use super::{Histogram, MAX_PLANNED_BITS, lengths::Lengths};
use hushset_core::{
    dataset::DatasetSet,
    identifier::Scope,
    key::{Key, PrefixBits},
};
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

    /// The entries under a page cap.
    pub(super) fn exact(&self, cap: usize) -> Histogram {
        let entries = self.entries.histogram();
        let long = self.long.iter().find(|(of, _)| *of == cap);
        long.map_or(entries.clone(), |(_, long)| entries.merged(&long.histogram()))
    }
}

/// Identifiers, in numbers. Each thread counts its own: a number that all would add to is what they would wait for.
#[derive(Debug, Clone, Default)]
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
pub(super) struct AtomicHistogram(Vec<Cell>);

/// Keys come in no order, so that nearly every cell has to be fetched from afar: its two numbers lie together.
#[derive(Debug, Default)]
struct Cell {
    count: AtomicU64,
    bytes: AtomicU64,
}

impl AtomicHistogram {
    fn new() -> Self {
        Self((0..1 << MAX_PLANNED_BITS).map(|_| Cell::default()).collect())
    }

    fn add(&self, key: &Key, count: u64, bytes: u64) {
        let bucket = PrefixBits::new(MAX_PLANNED_BITS).map_or(0, |bits| key.prefix(bits).index() as usize);
        let Some(cell) = self.0.get(bucket) else { return };
        cell.count.fetch_add(count, Ordering::Relaxed);
        if bytes > 0 {
            cell.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    pub(super) fn histogram(&self) -> Histogram {
        let read = |number: fn(&Cell) -> &AtomicU64| {
            self.0.iter().map(|cell| number(cell).load(Ordering::Relaxed)).collect()
        };
        Histogram { counts: read(|cell| &cell.count), bytes: read(|cell| &cell.bytes) }
    }
}
