//! Reading a spill shard by shard.

use super::{Group, PARTITION_BITS, PARTITIONS, Route, Spill};
use crate::error::Result;
use hushset_core::key::{Prefix, PrefixBits};

impl Spill<'_> {
    /// For each shard of so many prefix bits, `add` collects what the groups of its records hold, and `done` makes
    /// something of that. Shards are worked on in parallel; the results are in their order. Routes must be those of
    /// keys.
    ///
    /// Shards and partitions are both ranges of keys, so a unit of work is one shard made from several partitions, or
    /// several shards made from one.
    pub(crate) fn shards<Part: Send, T: Send>(
        &self,
        what: &str,
        bits: PrefixBits,
        add: impl Fn(&mut Vec<Part>, Group<'_>) -> Result<()> + Sync,
        done: impl Fn(Prefix, &mut Vec<Part>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let bar = self.workspace.progress.count(what, bits.shards().into());
        let units = 1 << u32::from(bits.get()).min(PARTITION_BITS);
        let (partitions_each, shards_each) = (PARTITIONS / units, bits.shards() as usize / units);
        let finish = |shard: Prefix, parts: &mut Vec<Part>| {
            let result = done(shard, parts);
            parts.clear();
            bar.advance(1);
            result
        };
        let unit = |parts: &mut Vec<Part>, unit: usize| {
            let mut results = Vec::with_capacity(shards_each);
            let mut shards = bits.prefixes().skip(unit * shards_each).take(shards_each).peekable();
            for partition in unit * partitions_each..(unit + 1) * partitions_each {
                self.groups(partition, &mut |group| {
                    while let Some(shard) = shards.next_if(|&shard| shard < group.route.prefix(bits)) {
                        results.push(finish(shard, parts)?);
                    }
                    add(parts, group)
                })?;
            }
            for shard in shards {
                results.push(finish(shard, parts)?);
            }
            Ok(results)
        };
        let results = self.workspace.share(units, Vec::new, unit, |_| Ok(()))?;
        bar.finish();
        Ok(results.into_iter().flatten().collect())
    }
}

impl Route {
    fn prefix(self, bits: PrefixBits) -> Prefix {
        bits.prefix_of(self.0)
    }
}
