//! Dataset digests: which rows a build was made from (docs/FORMAT.md §16.4).

use crate::spill::Route;
use hushset_core::{
    dataset::{DatasetIndex, MAX_DATASETS},
    key::{Hash, sha256},
};
use sha2::{Digest, Sha256};
use std::{array, collections::BTreeMap, sync::Mutex};

/// Rows are hashed in this many buckets, by the first bits of their items' keys, so that many threads or machines
/// can share the work.
const BUCKET_BITS: u32 = 12;

/// The digests of all datasets while rows come in, bucket by bucket.
#[derive(Debug)]
pub(crate) struct Digests {
    buckets: Vec<Mutex<BTreeMap<usize, Hash>>>,
}

/// The bucket that one thread works on: rows of ascending keys.
#[derive(Debug)]
pub(crate) struct Bucket {
    number: usize,
    of_dataset: [Lines; MAX_DATASETS],
}

impl Default for Bucket {
    fn default() -> Self {
        Self { number: 0, of_dataset: array::from_fn(|_| Lines::default()) }
    }
}

/// The rows of a dataset in a bucket. They are hashed many at a time: for each, hashing begins with some copying.
#[derive(Debug, Default)]
struct Lines {
    has_rows: bool,
    hasher: Sha256,
    waiting: String,
}

/// How many bytes of rows wait.
const WAITING: usize = 4 << 10;

impl Lines {
    fn hash(&mut self) {
        self.hasher.update(&self.waiting);
        self.waiting.clear();
    }

    /// The digest, if there is anything of this dataset. The room for rows is kept for the next bucket's.
    fn close(&mut self) -> Option<Hash> {
        self.has_rows.then(|| {
            self.hash();
            self.has_rows = false;
            self.hasher.finalize_reset().into()
        })
    }
}

fn bucket_of(route: Route) -> usize {
    (route.0 >> (u32::BITS - BUCKET_BITS)) as usize
}

impl Digests {
    pub(crate) fn new() -> Self {
        Self { buckets: (0..1 << BUCKET_BITS).map(|_| Mutex::default()).collect() }
    }

    /// Takes a row of an item with this route, which is written as canonical text. Rows of a thread come in the order of
    /// their keys, those of one key bytewise.
    pub(crate) fn add(
        &self,
        bucket: &mut Bucket,
        route: Route,
        dataset: usize,
        write_row: impl FnOnce(&mut String),
    ) {
        let number = bucket_of(route);
        if number != bucket.number {
            self.close(bucket);
            bucket.number = number;
        }
        let Some(lines) = bucket.of_dataset.get_mut(dataset) else { return };
        lines.has_rows = true;
        write_row(&mut lines.waiting);
        if lines.waiting.len() >= WAITING {
            lines.hash();
        }
    }

    /// Takes what a thread has of its last bucket.
    pub(crate) fn close(&self, bucket: &mut Bucket) {
        let Some(mut closed) = self.buckets.get(bucket.number).and_then(|bucket| bucket.lock().ok()) else {
            return;
        };
        for (dataset, lines) in bucket.of_dataset.iter_mut().enumerate() {
            closed.extend(lines.close().map(|digest| (dataset, digest)));
        }
    }

    /// What of which buckets is known, by dataset.
    pub(crate) fn known(&self) -> BTreeMap<usize, BTreeMap<usize, Hash>> {
        let known = |(number, bucket): (usize, &Mutex<BTreeMap<usize, Hash>>)| {
            let hashes = bucket.lock().ok()?.clone();
            (!hashes.is_empty()).then_some((number, hashes))
        };
        self.buckets.iter().enumerate().filter_map(known).collect()
    }

    /// Takes over buckets that somebody else has digested. Nobody else has anything of these.
    pub(crate) fn extend(&self, known: &BTreeMap<usize, BTreeMap<usize, Hash>>) {
        for (number, hashes) in known {
            if let Some(mut bucket) = self.buckets.get(*number).and_then(|bucket| bucket.lock().ok()) {
                bucket.extend(hashes);
            }
        }
    }

    /// The digest of a dataset: SHA-256 over those of its buckets.
    pub(crate) fn of(&self, dataset: DatasetIndex) -> Hash {
        debug_assert!(dataset.get() < MAX_DATASETS);
        let empty = sha256(&[]);
        let digest = |bucket: &Mutex<BTreeMap<usize, Hash>>| {
            bucket.lock().ok().and_then(|bucket| bucket.get(&dataset.get()).copied()).unwrap_or(empty)
        };
        let digests: Vec<Hash> = self.buckets.iter().map(digest).collect();
        sha256(&[digests.as_flattened()])
    }
}
