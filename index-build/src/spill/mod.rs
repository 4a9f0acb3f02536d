//! Spills: records on the disk, in partitions, so that what does not fit into memory is worked on part by part.
//!
//! Every record has a [`Route`], a number of 32 bits of which the first few choose the partition. Whoever reads a
//! partition gets the records of one route together, routes in order; a partition that is too large for the memory is
//! split by further bits first. Nothing that is read depends on the order in which threads have written.
//!
//! A spill is one temporary file without a name. Partitions are lists of blocks in it, so there is no limit on open
//! files, and nothing to remove after a crash. Where an engine carries the records from one step to the next
//! ([`crate::engine`]), what is written to a spill goes out through the workspace's [`Outlet`] instead, block by block.

mod channel;
mod groups;
mod record;
mod shards;

pub use channel::{Channel, Outlet, read_frames};
pub use record::Spilled;
pub(crate) use record::{
    Fields, as_bytes, push_bytes, push_number, read_by_serde, spilled_by_serde, write_by_serde,
};

use crate::{
    error::{Failure, Result},
    workspace::Workspace,
};
use hushset_core::key::Key;
use std::{
    fs::File,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash},
    io::{Read, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{Mutex, MutexGuard},
    thread,
};

/// The bits that choose a partition.
pub(crate) const PARTITION_BITS: u32 = 8;

/// The number of partitions of a spill.
pub(crate) const PARTITIONS: usize = 1 << PARTITION_BITS;

/// Writers that may be open at a time, on each thread: what the memory for their buffers is shared by.
const OPEN_WRITERS: u64 = 8;

/// Which records belong together, and in which partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route(pub u32);

impl Route {
    /// By the first bits of a key: partitions are then ranges of keys, in order.
    pub fn of_key(key: &Key) -> Self {
        let [a, b, c, d, ..] = *key.as_bytes();
        Self(u32::from_be_bytes([a, b, c, d]))
    }

    /// By a hash that scatters: equal values have equal routes, and nothing else is promised.
    pub fn scattered(value: &impl Hash) -> Self {
        Self((BuildHasherDefault::<DefaultHasher>::default().hash_one(value) >> 32) as u32)
    }

    /// By a number, scattered too (Knuth, The Art of Computer Programming, volume 3, 6.4: Fibonacci hashing).
    pub fn of_number(number: u64) -> Self {
        Self((number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> u32::BITS) as u32)
    }

    /// The partition, after `level` splits.
    fn partition(self, level: u32) -> usize {
        let shift = u32::BITS - PARTITION_BITS * (level + 1);
        (self.0 >> shift) as usize % PARTITIONS
    }
}

/// A record's length and route come before it.
const FRAME_LEN: usize = 8;

/// Records in partitions, on the disk.
#[derive(Debug)]
pub struct Spill<'w> {
    workspace: &'w Workspace,
    /// How often the partition that this spill holds has been split.
    level: u32,
    store: Store<'w>,
    partitions: Vec<Mutex<Blocks>>,
}

/// Where blocks go.
#[derive(Debug)]
enum Store<'w> {
    File(Mutex<File>),
    Outlet(&'w Outlet, Channel),
}

/// Where a partition lies in the file.
#[derive(Debug, Default)]
struct Blocks {
    places: Vec<(u64, usize)>,
    bytes: u64,
}

impl<'w> Spill<'w> {
    /// An empty spill of a build: what is written to it lies on the disk, or goes out where there is an outlet.
    pub fn new(workspace: &'w Workspace, channel: Channel) -> Result<Self> {
        match &workspace.outlet {
            Some(outlet) => Ok(Self::over(workspace, 0, Store::Outlet(outlet, channel))),
            None => Self::on_disk(workspace),
        }
    }

    /// An empty spill on the disk.
    pub fn on_disk(workspace: &'w Workspace) -> Result<Self> {
        Self::at_level(workspace, 0)
    }

    fn at_level(workspace: &'w Workspace, level: u32) -> Result<Self> {
        let file = tempfile::tempfile_in(&workspace.temp)
            .map_err(|error| Failure::writing(&workspace.temp, &error))?;
        Ok(Self::over(workspace, level, Store::File(Mutex::new(file))))
    }

    fn over(workspace: &'w Workspace, level: u32, store: Store<'w>) -> Self {
        Self { workspace, level, store, partitions: (0..PARTITIONS).map(|_| Mutex::default()).collect() }
    }

    /// A writer. Each thread has its own.
    pub fn writer(&self) -> Writer<'_> {
        let share = self.workspace.memory / 8 / OPEN_WRITERS / PARTITIONS as u64;
        let block_len = (share as usize / self.workspace.threads()).clamp(512, 64 << 10);
        Writer { spill: self, block_len, buffers: vec![Vec::new(); PARTITIONS] }
    }

    /// The bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.partitions.iter().filter_map(|blocks| Some(blocks.lock().ok()?.bytes)).sum()
    }

    /// Takes whole records of a partition.
    pub(crate) fn append(&self, partition: usize, block: &[u8]) -> Result<()> {
        self.workspace.cancel.check()?;
        let file = match &self.store {
            Store::File(file) => file,
            Store::Outlet(outlet, channel) => return outlet.send(*channel, partition, block),
        };
        let place = {
            let mut file = lock(file)?;
            let write = |file: &mut File| {
                let place = file.seek(SeekFrom::End(0))?;
                file.write_all(block)?;
                Ok(place)
            };
            write(&mut file).map_err(|error| Failure::writing(&self.temp(), &error))?
        };
        if let Some(blocks) = self.partitions.get(partition) {
            let mut blocks = lock(blocks)?;
            blocks.places.push((place, block.len()));
            blocks.bytes += block.len() as u64;
        }
        Ok(())
    }

    fn read(&self, (place, len): (u64, usize), into: &mut Vec<u8>) -> Result<()> {
        let Store::File(file) = &self.store else { return Err(Failure::bug("what went out is read here")) };
        let start = into.len();
        into.resize(start + len, 0);
        let mut file = lock(file)?;
        let read = |file: &mut File, buffer: &mut [u8]| {
            file.seek(SeekFrom::Start(place))?;
            file.read_exact(buffer)
        };
        read(&mut file, into.get_mut(start..).unwrap_or_default())
            .map_err(|error| Failure::reading(&self.temp(), &error))
    }

    /// What a message about the file calls it.
    fn temp(&self) -> PathBuf {
        self.workspace.temp.join("(temporary file)")
    }
}

/// A file of so many bytes is given back by a thread of its own.
const LARGE: u64 = 64 << 20;

impl Drop for Spill<'_> {
    /// To give back a gigabyte takes the system a while, for which nobody has to wait.
    fn drop(&mut self) {
        if let Store::File(file) = &self.store
            && self.bytes() > LARGE
            && let Some(held) = file.lock().ok().and_then(|file| file.try_clone().ok())
        {
            // Without a thread it is given back here.
            let _ = thread::Builder::new().spawn(move || drop(held));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> Result<MutexGuard<'_, T>> {
    mutex.lock().map_err(|_| Failure::bug("a thread died"))
}

/// Writes records to a spill, through a buffer for each partition.
#[derive(Debug)]
pub struct Writer<'s> {
    spill: &'s Spill<'s>,
    block_len: usize,
    buffers: Vec<Vec<u8>>,
}

impl Writer<'_> {
    /// Writes a record.
    pub fn put<'r>(&mut self, route: Route, record: &impl Spilled<'r>) -> Result<()> {
        self.append(route, |buffer| record.write(buffer))
    }

    /// Writes a record that is encoded already.
    fn put_bytes(&mut self, route: Route, record: &[u8]) -> Result<()> {
        self.append(route, |buffer| buffer.extend_from_slice(record))
    }

    fn append(&mut self, route: Route, record: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        let partition = route.partition(self.spill.level);
        let Some(buffer) = self.buffers.get_mut(partition) else { return Ok(()) };
        let start = buffer.len();
        buffer.extend_from_slice(&route.0.to_le_bytes());
        buffer.extend_from_slice(&[0; 4]);
        record(buffer);
        let len = (buffer.len() - start - FRAME_LEN) as u32;
        if let Some(place) = buffer.get_mut(start + 4..start + FRAME_LEN) {
            place.copy_from_slice(&len.to_le_bytes());
        }
        if buffer.len() >= self.block_len {
            self.spill.append(partition, buffer)?;
            buffer.clear();
        }
        Ok(())
    }

    /// Writes what is still in the buffers. A writer that is dropped without has written only a part.
    pub fn finish(mut self) -> Result<()> {
        for (partition, buffer) in
            self.buffers.iter_mut().enumerate().filter(|(_, buffer)| !buffer.is_empty())
        {
            self.spill.append(partition, buffer)?;
        }
        Ok(())
    }
}

pub use groups::Group;
