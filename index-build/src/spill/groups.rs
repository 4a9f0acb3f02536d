//! Reading a spill: partition by partition, the records of one route together.

use super::{FRAME_LEN, PARTITIONS, Route, Spill, Writer, lock};
use crate::error::{Failure, Result};
use std::slice;

/// The records of one route, sorted by their bytes.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The route.
    pub route: Route,
    records: &'a [(Route, &'a [u8])],
}

impl<'a> Group<'a> {
    /// The records, decoded.
    pub fn records<T: serde::Deserialize<'a>>(&self) -> impl Iterator<Item = Result<T>> + use<'a, T> {
        self.records.iter().map(|(_, record)| decode(record))
    }

    /// Hands all records to `each`, decoded. Where there is only one, as in most groups of rows and of names, it is not
    /// put into a list.
    pub fn decoded<T: serde::Deserialize<'a>, R>(&self, each: impl FnOnce(&[T]) -> Result<R>) -> Result<R> {
        if let [(_, only)] = self.records {
            return each(slice::from_ref(&decode(only)?));
        }
        let mut all = Vec::with_capacity(self.records.len());
        for record in self.records() {
            all.push(record?);
        }
        each(&all)
    }
}

fn decode<'a, T: serde::Deserialize<'a>>(record: &'a [u8]) -> Result<T> {
    postcard::from_bytes(record).map_err(|_| Failure::bug("a temporary file does not read back"))
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
        let deepest = self.level + 1 == u32::BITS / super::PARTITION_BITS;
        if self.partition_len(partition)? > most && !deepest {
            let split = self.split(partition)?;
            return (0..PARTITIONS).try_for_each(|part| split.groups(part, each));
        }
        let mut bytes = Vec::with_capacity(self.partition_len(partition)? as usize);
        for place in self.places(partition)? {
            self.read(place, &mut bytes)?;
        }
        let mut records = by_route(&frames(&bytes).collect::<Result<Vec<_>>>()?);
        for records in records.chunk_by_mut(|(a, _), (b, _)| a == b) {
            records.sort_unstable();
            if let Some(&(route, _)) = records.first() {
                each(Group { route, records })?;
            }
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
                let (route, record) = frame?;
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

/// Records in the order of their routes. Routes with places are sorted, as numbers: that takes a third of the time of
/// sorting the records, of which few have the same route.
fn by_route<'a>(records: &[(Route, &'a [u8])]) -> Vec<(Route, &'a [u8])> {
    let numbered = records.iter().zip(0_u64..);
    let mut order: Vec<u64> = numbered.map(|((route, _), place)| u64::from(route.0) << 32 | place).collect();
    order.sort_unstable();
    order.iter().filter_map(|&place| records.get(place as u32 as usize).copied()).collect()
}

/// The records in whole blocks.
fn frames(mut bytes: &[u8]) -> impl Iterator<Item = Result<(Route, &[u8])>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let frame = bytes.split_first_chunk::<FRAME_LEN>().and_then(|(&[a, b, c, d, e, f, g, h], rest)| {
            let (record, rest) = rest.split_at_checked(u32::from_le_bytes([e, f, g, h]) as usize)?;
            bytes = rest;
            Some((Route(u32::from_le_bytes([a, b, c, d])), record))
        });
        if frame.is_none() {
            bytes = &[];
        }
        Some(frame.ok_or_else(|| Failure::bug("a temporary file does not read back")))
    })
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
                    all.push((group.route.0, group.records().collect::<Result<_>>()?));
                    Ok(())
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
