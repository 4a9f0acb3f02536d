//! Reading a spill: partition by partition, the records of one route together.

use super::{
    FRAME_LEN, PARTITIONS, Route, Spill, Spilled, Writer, lock,
    record::{read, unreadable},
};
use crate::error::Result;
use std::{borrow::Cow, hint::black_box, slice};

/// The records of one route, in whatever order they were written.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The route.
    pub route: Route,
    records: &'a [&'a [u8]],
}

impl<'a> Group<'a> {
    /// The records, decoded, in any order.
    pub fn records<T: Spilled<'a>>(&self) -> impl ExactSizeIterator<Item = Result<T>> + use<'a, T> {
        self.records.iter().map(|record| read(record))
    }

    /// Hands all records to `each`, decoded and in the order of their bytes. Where there is only one, as in most groups
    /// of rows and of names, it is not put into a list.
    pub fn sorted<T: Spilled<'a>, R>(&self, each: impl FnOnce(&[T]) -> Result<R>) -> Result<R> {
        if let [only] = self.records {
            return each(slice::from_ref(&read(only)?));
        }
        let mut sorted = Cow::Borrowed(self.records);
        if !sorted.is_sorted() {
            sorted.to_mut().sort_unstable();
        }
        let mut all = Vec::with_capacity(sorted.len());
        for record in sorted.iter() {
            all.push(read(record)?);
        }
        each(&all)
    }
}

impl Spill<'_> {
    /// Hands the groups of all partitions to `each`, partitions in parallel and the groups of one in the order of
    /// their routes. Each thread has tools of its own; `done` turns them into a result after every partition.
    pub fn reduce<Tools, T: Send>(
        &self,
        what: &str,
        tools: impl Fn() -> Tools + Sync,
        each: impl Fn(&mut Tools, Group<'_>) -> Result<()> + Sync,
        done: impl Fn(&mut Tools) -> Result<T> + Sync,
        put_away: impl Fn(Tools) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        let bar = self.workspace.progress.bytes(what, self.bytes());
        let results = self.workspace.share(
            PARTITIONS,
            tools,
            |tools, partition| {
                self.groups(partition, &mut |group| each(tools, group))?;
                bar.advance(self.partition_len(partition)?);
                done(tools)
            },
            put_away,
        )?;
        bar.finish();
        Ok(results)
    }

    /// Hands the groups of one partition to `each`, in the order of their routes.
    pub fn groups(&self, partition: usize, each: &mut dyn FnMut(Group<'_>) -> Result<()>) -> Result<()> {
        // Beside the records themselves there is a list of them, and what the caller makes of them.
        let most = self.workspace.memory / 6 / self.workspace.threads() as u64;
        // At the deepest level all records of a partition have one route, and there is nothing to split it by.
        let deepest = self.level + 1 == u32::BITS / super::PARTITION_BITS;
        let len = self.partition_len(partition)?;
        if len > most.min(u32::MAX.into()) && !deepest {
            let split = self.split(partition)?;
            return (0..PARTITIONS).try_for_each(|part| split.groups(part, each));
        }
        let mut bytes = Vec::with_capacity(len as usize);
        for place in self.places(partition)? {
            self.read(place, &mut bytes)?;
        }
        if deepest {
            let frames = frames(&bytes).collect::<Result<Vec<_>>>()?;
            let records: Vec<_> = frames.iter().map(|&(_, _, record)| record).collect();
            return frames.first().map_or(Ok(()), |&(_, route, _)| each(Group { route, records: &records }));
        }
        let order = by_route(&bytes)?;
        let mut ahead = Ahead::default();
        for of_route in order.chunk_by(|a, b| a >> u32::BITS == b >> u32::BITS) {
            let route = of_route.first().map_or(0, |first| (first >> u32::BITS) as u32);
            each(Group { route: Route(route), records: ahead.take(&bytes, &order, of_route.len())? })?;
        }
        Ok(())
    }

    /// Writes a partition to a spill of its own, in smaller partitions.
    fn split(&self, partition: usize) -> Result<Self> {
        let split = Self::at_level(self.workspace, self.level + 1)?;
        let mut writer: Writer<'_> = split.writer();
        let mut block = Vec::new();
        for place in self.places(partition)? {
            block.clear();
            self.read(place, &mut block)?;
            for frame in frames(&block) {
                let (_, route, record) = frame?;
                writer.put_bytes(route, record)?;
            }
        }
        writer.finish()?;
        Ok(split)
    }

    fn partition_len(&self, partition: usize) -> Result<u64> {
        self.partitions.get(partition).map_or(Ok(0), |blocks| Ok(lock(blocks)?.bytes))
    }

    fn places(&self, partition: usize) -> Result<Vec<(u64, usize)>> {
        self.partitions.get(partition).map_or(Ok(Vec::new()), |blocks| Ok(lock(blocks)?.places.clone()))
    }
}

/// Where records begin, in the order of their routes: each a number, the route before the place. Numbers are sorted in a
/// third of the time that it takes to sort the records, of which few have the same route.
fn by_route(bytes: &[u8]) -> Result<Vec<u64>> {
    let mut order = Vec::with_capacity(bytes.len() / TYPICAL_FRAME);
    for frame in frames(bytes) {
        let (at, route, _) = frame?;
        order.push(u64::from(route.0) << u32::BITS | at as u64);
    }
    // It keeps places in order where routes are the same, and passes over the bytes that all routes of a partition share.
    radsort::sort_by_key(&mut order, |entry| (entry >> u32::BITS) as u32);
    Ok(order)
}

/// Records that were looked up before they are asked for. They lie all over a partition, in no cache of the processor, and it
/// fetches many at a time if it is not given one to work on in between.
#[derive(Default)]
struct Ahead<'a> {
    records: Vec<&'a [u8]>,
    /// How many of these were taken, and how many of all.
    taken: usize,
    done: usize,
}

/// How many are looked up at a time, at least.
const AHEAD: usize = 128;

impl<'a> Ahead<'a> {
    /// The next records, as many as there are in a group.
    fn take(&mut self, bytes: &'a [u8], order: &[u64], count: usize) -> Result<&[&'a [u8]]> {
        if self.records.len() - self.taken < count {
            self.done += self.taken;
            self.taken = 0;
            self.records.clear();
            let mut ends = 0;
            for &at in order.iter().skip(self.done).take(count.max(AHEAD)) {
                let (_, record) = frame(bytes, at as u32 as usize).ok_or_else(unreadable)?;
                ends ^= record.last().copied().unwrap_or_default();
                self.records.push(record);
            }
            // Many records begin in one line of the cache and end in the next.
            black_box(ends);
        }
        let start = self.taken;
        self.taken += count;
        self.records.get(start..self.taken).ok_or_else(unreadable)
    }
}

/// Few records are shorter.
const TYPICAL_FRAME: usize = 24;

/// The records in whole blocks, and where each begins.
fn frames(bytes: &[u8]) -> impl Iterator<Item = Result<(usize, Route, &[u8])>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        if at >= bytes.len() {
            return None;
        }
        let Some((route, record)) = frame(bytes, at) else {
            next = bytes.len();
            return Some(Err(unreadable()));
        };
        next = at + FRAME_LEN + record.len();
        Some(Ok((at, route, record)))
    })
}

/// The record that begins here.
fn frame(bytes: &[u8], at: usize) -> Option<(Route, &[u8])> {
    let (&[a, b, c, d, e, f, g, h], rest) = bytes.get(at..)?.split_first_chunk::<FRAME_LEN>()?;
    let record = rest.get(..u32::from_le_bytes([e, f, g, h]) as usize)?;
    Some((Route(u32::from_le_bytes([a, b, c, d])), record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{progress::Progress, workspace::Workspace};

    /// Everything in a spill, in the order in which it is read.
    fn read(spill: &Spill<'_>) -> Vec<(u32, Vec<u64>)> {
        let mut all = Vec::new();
        for partition in 0..PARTITIONS {
            spill
                .groups(partition, &mut |group| {
                    group.sorted(|records: &[u64]| {
                        all.push((group.route.0, records.to_vec()));
                        Ok(())
                    })
                })
                .unwrap();
        }
        all
    }

    #[test]
    fn records_come_back_sorted_whatever_the_memory() {
        let mut workspace = Workspace::new(std::env::temp_dir(), Progress::silent());
        let mut expected = None;
        for memory in [1 << 30, 64 << 20, 1 << 12] {
            workspace.memory = memory;
            let spill = Spill::on_disk(&workspace).unwrap();
            workspace
                .share(
                    8,
                    || spill.writer(),
                    |writer, part| {
                        for number in 0..5_000_u64 {
                            // A tenth of all records have the routes of a single partition of the last level.
                            let spread = if number % 10 == 0 { 7 } else { number as u32 * 858_993 };
                            writer.put(Route(spread), &(number * 8 + part as u64))?;
                        }
                        Ok(())
                    },
                    Writer::finish,
                )
                .unwrap();
            let all = read(&spill);
            assert_eq!(all.iter().map(|(_, records)| records.len()).sum::<usize>(), 40_000);
            assert!(all.is_sorted_by(|(a, _), (b, _)| a < b));
            assert_eq!(expected.get_or_insert_with(|| all.clone()), &all, "{memory} bytes of memory");
        }
    }
}
