//! The floor under every build: reads the sample's one table, finds the fields, hashes the three names of each row, on
//! all cores, and does nothing else. No sorting, no grouping, no filter, no file written.
//!
//! It leaves out what a real importer cannot: quoted fields, checks of what stands in them, spellings of names. So it is a
//! little lower than any build could get. `cargo xtask bench build` runs it beside the build.
//!
//! ```sh
//! cargo run --release --package hushset --example floor -- photos.csv
//! ```

use anyhow::{Context, Result};
use memchr::{memchr, memchr_iter};
use sha2::{Digest, Sha256};
use std::{
    env,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// What a thread takes at a time.
const BLOCK: u64 = 4 << 20;

/// The longest row that is expected: a block is read so far beyond its end.
const LONGEST_ROW: u64 = 4096;

fn main() -> Result<()> {
    let path = env::args_os().nth(1).context("say which table: floor photos.csv")?;
    let total = hash_table(Path::new(&path))?;
    println!("{{\"rows\": {}, \"checksum\": \"{:016x}\"}}", total.rows, total.checksum);
    Ok(())
}

/// What came of some rows. The checksum is there so that no hash can be optimised away.
#[derive(Clone, Copy, Default)]
struct Total {
    rows: u64,
    checksum: u64,
}

impl Total {
    fn and(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, checksum: self.checksum ^ other.checksum }
    }
}

fn hash_table(path: &Path) -> Result<Total> {
    let next_block = AtomicU64::new(0);
    let threads = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| hash_blocks(path, &next_block))).collect();
        workers.into_iter().try_fold(Total::default(), |total, worker| {
            let done = worker.join().map_err(|_| anyhow::anyhow!("a thread stopped"))?;
            Ok(total.and(done?))
        })
    })
}

/// Takes blocks until there are none.
fn hash_blocks(path: &Path, next_block: &AtomicU64) -> Result<Total> {
    let mut file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let len = file.metadata()?.len();
    let (mut total, mut block) = (Total::default(), Vec::new());
    loop {
        let start = next_block.fetch_add(BLOCK, Ordering::Relaxed);
        if start >= len {
            return Ok(total);
        }
        block.clear();
        file.seek(SeekFrom::Start(start))?;
        file.by_ref().take(BLOCK + LONGEST_ROW).read_to_end(&mut block)?;
        total = total.and(hash_rows(&block));
    }
}

/// Hashes the rows behind a line's end in the block: the header is behind none, and what begins in the block before is its.
fn hash_rows(block: &[u8]) -> Total {
    let mut total = Total::default();
    let mut at = line_end(block).map_or(block.len(), |end| end + 1);
    while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty() && at as u64 <= BLOCK) {
        let end = line_end(rest).unwrap_or(rest.len());
        total.checksum ^= rest.get(..end).and_then(hash_row).unwrap_or_default();
        total.rows += 1;
        at += end + 1;
    }
    total
}

fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr(b'\n', bytes)
}

/// Hashes the alias, the account number and the photo of a row: `dataset,alias,nsid,photo,…`.
fn hash_row(row: &[u8]) -> Option<u64> {
    let mut commas = memchr_iter(b',', row);
    let [first, second, third, fourth] = [commas.next()?, commas.next()?, commas.next()?, commas.next()?];
    let alias = key(b"flickr:owners:", row.get(first + 1..second)?);
    let nsid = key(b"flickr:owners:", row.get(second + 1..third)?);
    let photo = key(b"flickr:items:", row.get(third + 1..fourth)?);
    Some(alias ^ nsid ^ photo)
}

/// The first eight bytes of a name's key.
fn key(family: &[u8], name: &[u8]) -> u64 {
    let hash = Sha256::new().chain_update(family).chain_update(name).finalize();
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}
