//! Leak accounting: what the host of the files learns from the requests of a check, computed from the manifest.
//!
//! The host sees which shard was asked for: the first b bits of a key, and whether it is an account, a photo or
//! a hashtag. If it suspected before, with probability *p*, that the person asking goes by a certain name, and
//! the shard is that name's, then by Bayes' rule it now suspects so with p·N / (p·N + 1 − p), where N = 2^b: a
//! stranger would have asked for that shard once in N times. If the shard is another, it knows that it was wrong.

use crate::{
    identifier::Scope,
    manifest::{FileSet, ScopeFiles},
};
use serde::Serialize;

/// The suspicion that examples start from: a host that holds one person in a hundred to be the one who asks.
pub const EXAMPLE_PRIOR: f64 = 0.01;

/// What one request for a shard tells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Leak {
    /// The family of keys that is visibly asked.
    pub scope: Scope,
    /// The bits of the key that are visible.
    pub bits: u8,
    /// The number of shards: the request is "1 of N".
    pub shards: u32,
    /// How many names are listed in all shards; divided by their number, the company that a listed person is in.
    pub keys: u64,
    /// The length of the response's body, in bytes; the same for every shard.
    pub bytes: u64,
    /// Whether the request is made only after an "almost certainly", so that it also tells that there was one.
    pub tells_of_a_hit: bool,
}

impl Leak {
    /// What asking for a verdict tells.
    pub fn of_verdict(files: &ScopeFiles) -> Self {
        Self::of(files, &files.filter, false)
    }

    /// What asking for details by a click tells.
    pub fn of_details(files: &ScopeFiles) -> Self {
        Self::of(files, &files.exact, true)
    }

    fn of(files: &ScopeFiles, set: &FileSet, tells_of_a_hit: bool) -> Self {
        let shards = set.prefix_bits.shards();
        Self {
            scope: files.scope,
            bits: set.prefix_bits.get(),
            shards,
            keys: files.keys,
            bytes: set.file_len() as u64,
            tells_of_a_hit,
        }
    }

    /// The host's suspicion after the request, having been `prior` (0 to 1) before, if it was right.
    pub fn posterior(&self, prior: f64) -> f64 {
        let odds = prior * f64::from(self.shards);
        odds / (odds + 1.0 - prior)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PrefixBits;

    #[test]
    fn suspicion_grows_by_the_number_of_shards() {
        let set = |bits| FileSet {
            prefix_bits: PrefixBits::new(bits).unwrap(),
            body_len: 100,
            entries: 0,
            root: [0; 32],
        };
        let files = ScopeFiles { scope: Scope::Owners, keys: 640, filter: set(0), exact: set(6) };
        let verdict = Leak::of_verdict(&files);
        assert_eq!((verdict.bits, verdict.shards, verdict.bytes), (0, 1, 108));
        assert!((verdict.posterior(0.01) - 0.01).abs() < 1e-12, "one shard tells nothing");
        let details = Leak::of_details(&files);
        assert_eq!((details.shards, details.keys, details.bytes), (64, 640, 108 + 6 * 32));
        assert!((details.posterior(0.01) - 0.64 / 1.63).abs() < 1e-12);
        assert!((details.posterior(0.0)).abs() < 1e-12 && (details.posterior(1.0) - 1.0).abs() < 1e-12);
    }
}
