//! How long the lists of a scope are: most are short, and a few are very long.

use serde::{Deserialize, Serialize};

/// A list has at most 2^32 items; lengths are counted by powers of two.
const CLASSES: usize = 33;

/// The lists of one class of lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthClass {
    /// The shortest length in it: a power of two.
    pub from: u64,
    /// The longest length in it.
    pub to: u64,
    /// The keys whose lists are as long.
    pub keys: u64,
    /// The items on all these lists.
    pub items: u64,
}

/// Keys and items of each class.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Lengths(Vec<(u64, u64)>);

impl Default for Lengths {
    fn default() -> Self {
        Self(vec![(0, 0); CLASSES])
    }
}

impl Lengths {
    pub(super) fn add(&mut self, items: u64) {
        let class = items.checked_ilog2().and_then(|class| self.0.get_mut(class as usize));
        if let Some((keys, all)) = class {
            *keys += 1;
            *all += items;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for ((keys, items), (others, their)) in self.0.iter_mut().zip(&other.0) {
            *keys += others;
            *items += their;
        }
    }

    /// The classes up to the last one that has lists.
    pub(super) fn classes(&self) -> Vec<LengthClass> {
        let class = |(at, &(keys, items)): (usize, &(u64, u64))| {
            let from = 1 << at;
            LengthClass { from, to: 2 * from - 1, keys, items }
        };
        let mut classes: Vec<_> = self.0.iter().enumerate().map(class).collect();
        let used = classes.iter().rposition(|class| class.keys > 0).map_or(0, |last| last + 1);
        classes.truncate(used);
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_by_powers_of_two() {
        let mut lengths = Lengths::default();
        [0, 1, 1, 3, 4, 7].into_iter().for_each(|items| lengths.add(items));
        let counted: Vec<_> = lengths.classes().iter().map(|c| (c.from, c.to, c.keys, c.items)).collect();
        assert_eq!(counted, [(1, 1, 2, 2), (2, 3, 1, 3), (4, 7, 2, 11)]);
    }
}
