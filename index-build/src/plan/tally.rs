//! Tallies: what a plan is made from, counted while the entries of a scope are written.

use super::{Histogram, lengths::Lengths};
use hushset_core::{dataset::DatasetSet, identifier::Scope, key::Key};
use serde::{Deserialize, Serialize};
use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// What a scope has to say, in numbers.
#[derive(Debug)]
pub struct ScopeTally {
    /// The scope.
    pub scope: Scope,
    counted: Mutex<Counted>,
    /// The length of the longest list.
    pub(super) longest: AtomicU64,
    /// For each page cap, the largest first: the pages of the lists that are longer than the smallest.
    pub(super) long: Vec<(usize, Mutex<Histogram>)>,
}

impl ScopeTally {
    /// Nothing yet, with these page caps to choose from.
    pub fn new(scope: Scope, page_caps: Vec<usize>) -> Self {
        Self {
            scope,
            counted: Mutex::default(),
            longest: AtomicU64::new(0),
            long: page_caps.into_iter().map(|cap| (cap, Mutex::default())).collect(),
        }
    }

    /// Takes what one thread has counted.
    pub(crate) fn add(&self, counted: &Counted) {
        lock(&self.counted).merge(counted);
    }

    /// Counts a page of a long list under the page cap at this place: there are few, so all threads count together.
    pub(crate) fn add_long_entry(&self, cap: usize, key: &Key, bytes: u64) {
        if let Some((_, histogram)) = self.long.get(cap) {
            lock(histogram).add(key, 1, bytes);
        }
    }

    /// Takes note of a long list's length.
    pub(crate) fn note_length(&self, items: usize) {
        self.longest.fetch_max(items as u64, Ordering::Relaxed);
    }

    /// What was counted, to be added to what others have counted.
    pub(crate) fn totals(&self) -> TallyTotals {
        TallyTotals {
            counted: lock(&self.counted).clone(),
            longest: self.longest.load(Ordering::Relaxed),
            long: self.long.iter().map(|(_, histogram)| lock(histogram).clone()).collect(),
        }
    }

    /// Adds what somebody else has counted with the same page caps.
    pub(crate) fn add_totals(&self, totals: &TallyTotals) {
        self.add(&totals.counted);
        self.longest.fetch_max(totals.longest, Ordering::Relaxed);
        self.long.iter().zip(&totals.long).for_each(|((_, mine), theirs)| lock(mine).merge(theirs));
    }

    /// The identifiers of the scope.
    pub(super) fn subjects(&self) -> Subjects {
        lock(&self.counted).subjects.clone()
    }

    /// (key, dataset) pairs.
    pub(super) fn pairs(&self) -> Histogram {
        lock(&self.counted).pairs.clone()
    }

    /// The entries under a page cap.
    pub(super) fn exact(&self, cap: usize) -> Histogram {
        let mut entries = lock(&self.counted).entries.clone();
        if let Some((_, long)) = self.long.iter().find(|(of, _)| *of == cap) {
            entries.merge(&lock(long));
        }
        entries
    }
}

/// Numbers are good whatever became of a thread that has counted.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a [`ScopeTally`] has counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TallyTotals {
    counted: Counted,
    longest: u64,
    /// The pages of long lists under each page cap.
    long: Vec<Histogram>,
}

/// What one thread has counted. Each counts its own: a number that all would add to is what they would wait for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Counted {
    subjects: Subjects,
    pairs: Histogram,
    /// Entries that no page cap changes.
    entries: Histogram,
}

impl Counted {
    /// Counts an identifier with a list of this length, and its pairs with its datasets.
    pub(crate) fn add_subject(&mut self, key: &Key, datasets: DatasetSet, listed: u64) {
        self.subjects.add(listed);
        self.pairs.add(key, datasets.0.count_ones().into(), 0);
    }

    /// Counts an entry of so many bytes, its tag not among them.
    pub(crate) fn add_entry(&mut self, key: &Key, bytes: u64) {
        self.entries.add(key, 1, bytes);
    }

    fn merge(&mut self, other: &Self) {
        self.subjects.merge(&other.subjects);
        self.pairs.merge(&other.pairs);
        self.entries.merge(&other.entries);
    }
}

/// Identifiers, in numbers.
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
    fn add(&mut self, listed: u64) {
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
