//! Bytes made worse, the same in each run.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// Numbers at which lengths and counts go wrong.
const EDGES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b'"', b'@'];

/// A source of mutations.
#[derive(Debug)]
pub struct Havoc(ChaCha8Rng);

impl Havoc {
    /// One that makes the same mutations for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `end`, 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let random = usize::try_from(self.0.next_u64() >> 1).unwrap_or(usize::MAX);
        random.checked_rem(end).unwrap_or(0)
    }

    /// Any bytes, up to so many.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.below(most + 1)];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// One of the seeds with up to eight things done to it.
    pub fn spoil(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(8) {
            self.once(&mut bytes, seeds);
        }
        bytes
    }

    fn once(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(bytes.len());
        match self.below(8) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at] = EDGES[self.below(EDGES.len())],
            2 => bytes.truncate(at),
            3 => drop(bytes.splice(at..at, self.bytes(9))),
            4 => {
                let end = (at + self.below(17)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let end = (at + self.below(65)).min(bytes.len());
                bytes.extend_from_within(at..end);
            }
            6 => {
                let other = &seeds[self.below(seeds.len())];
                let from = self.below(other.len());
                bytes.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let end = (at + self.below(9)).min(bytes.len());
                let noise = self.bytes(end - at);
                bytes[at..at + noise.len()].copy_from_slice(&noise);
            }
        }
    }
}
