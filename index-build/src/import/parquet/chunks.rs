//! A file whose parts several threads read at once.

use parquet::{
    errors::{ParquetError, Result},
    file::reader::{ChunkReader, Length},
};
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    sync::{Arc, Mutex, PoisonError},
};

/// A file to read from at any place, by any thread.
///
/// The library's own reader of a `File` clones it, and clones share one position: of two threads that seek and read at
/// the same time, one reads the other's bytes. Here whoever reads holds the file while it seeks and reads.
#[derive(Clone)]
pub(super) struct Chunks {
    file: Arc<Mutex<File>>,
    len: u64,
}

/// The bytes of the file from some place on.
pub(super) struct Tail {
    chunks: Chunks,
    next: u64,
}

impl Chunks {
    pub(super) fn new(file: File, len: u64) -> Self {
        Self { file: Arc::new(Mutex::new(file)), len }
    }

    fn read_at(&self, start: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read(buffer)
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Tail>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(Tail { chunks: self.clone(), next: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        let mut buffer = Vec::new();
        let tail = Tail { chunks: self.clone(), next: start };
        let read = tail.take(length as u64).read_to_end(&mut buffer)?;
        if read == length {
            return Ok(buffer.into());
        }
        Err(ParquetError::EOF(format!("{read} of {length} bytes are there")))
    }
}

impl Read for Tail {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.chunks.read_at(self.next, buffer)?;
        self.next += read as u64;
        Ok(read)
    }
}
