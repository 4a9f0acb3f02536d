//! What was said a moment ago need not be said again.

use ahash::RandomState;
use std::hash::Hash;

/// Remembers some of the values it has seen, by 64 bits of a hash that nobody can foresee. Forgetting one costs a
/// repetition and nothing else.
#[derive(Debug)]
pub(crate) struct Recent {
    seen: Vec<u64>,
    hasher: RandomState,
}

/// 512 KiB a thread.
const SLOTS: usize = 1 << 16;

impl Recent {
    pub(crate) fn new() -> Self {
        Self { seen: vec![0; SLOTS], hasher: RandomState::new() }
    }

    /// Whether this may be a value that it does not remember.
    pub(crate) fn is_new(&mut self, value: &impl Hash) -> bool {
        let hash = self.hasher.hash_one(value);
        match self.seen.get_mut(hash as usize % SLOTS) {
            Some(slot) if *slot == hash => false,
            Some(slot) => {
                *slot = hash;
                true
            }
            None => true,
        }
    }
}
