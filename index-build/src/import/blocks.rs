//! Text in blocks that end where a record ends, so that each can be read on its own.

use super::stream::Stream;
use crate::error::{Failure, Result};
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{ErrorKind, Read};

/// The longest record that is read, in bytes: one record cannot fill the memory, and a longer one is no row of any
/// table.
pub(super) const MAX_RECORD: usize = 1 << 20;

/// Some whole records.
#[derive(Debug, Default)]
pub(super) struct Block {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The line that it begins with, from 1.
    pub(super) first_line: u64,
}

impl Block {
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes away what was read already: a header.
    pub(super) fn skip(&mut self, len: usize) {
        let skipped = self.bytes().get(..len).unwrap_or_default();
        let (lines, len) = (count_lines(skipped), skipped.len());
        self.first_line += lines;
        self.start += len;
    }
}

/// Where records end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// At the end of each line.
    Line,
    /// At the end of a line that is not within quotation marks; fields are separated by this byte.
    UnquotedLine(u8),
}

/// A stream, cut into blocks.
pub(super) struct Blocks {
    stream: Stream,
    ends: RecordEnd,
    /// The beginning of a record whose end was not read yet.
    carry: Vec<u8>,
    line: u64,
    size: usize,
}

impl Blocks {
    /// Blocks of about `size` bytes; longer only if a single record is.
    pub(super) fn new(stream: Stream, ends: RecordEnd, size: usize) -> Self {
        Self { stream, ends, carry: Vec::new(), line: 1, size: size.max(1) }
    }

    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }

    /// Fills the block with the next records; `false` if there are none.
    pub(super) fn next(&mut self, block: &mut Block) -> Result<bool> {
        (block.start, block.end, block.first_line) = (0, self.carry.len(), self.line);
        if block.buffer.len() < block.end {
            block.buffer.resize(block.end, 0);
        }
        if let Some(begin) = block.buffer.get_mut(..block.end) {
            begin.copy_from_slice(&self.carry);
        }
        self.carry.clear();
        loop {
            let is_last = self.fill(block)?;
            let Scan { end, open_quote } = scan(block.bytes(), self.ends);
            if is_last {
                if let Some(at) = open_quote {
                    return Err(self.unclosed(block, at));
                }
            } else if let Some(end) = end {
                self.carry.extend_from_slice(block.bytes().get(end..).unwrap_or_default());
                block.end = end;
            } else if block.bytes().len() > MAX_RECORD {
                return Err(match open_quote {
                    Some(at) => self.unclosed(block, at),
                    None => too_long(&self.stream, block.first_line),
                });
            } else {
                continue;
            }
            self.line += count_lines(block.bytes());
            return Ok(!block.bytes().is_empty());
        }
    }

    /// Reads up to a block's size more; `true` if the stream has ended.
    fn fill(&mut self, block: &mut Block) -> Result<bool> {
        let wanted = block.end + self.size.saturating_sub(block.end).max(self.size.min(1 << 16));
        if block.buffer.len() < wanted {
            block.buffer.resize(wanted, 0);
        }
        while block.end < wanted {
            let room = block.buffer.get_mut(block.end..wanted).unwrap_or_default();
            match self.stream.read(room) {
                Ok(0) => return Ok(true),
                Ok(len) => block.end += len,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.stream.failure(&error)),
            }
        }
        Ok(false)
    }

    fn unclosed(&self, block: &Block, quote: usize) -> Failure {
        let line = block.first_line + count_lines(block.bytes().get(..quote).unwrap_or_default());
        Failure::table(
            self.stream.shown(),
            format!(
                "line {line}: a quotation mark is opened and not closed within 1 MiB, so nobody can say where the \
                 rows after it begin"
            ),
        )
    }
}

fn too_long(stream: &Stream, line: u64) -> Failure {
    Failure::table(stream.shown(), format!("line {line} is longer than 1 MiB: is this the right file?"))
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

struct Scan {
    /// The end of the last whole record.
    end: Option<usize>,
    /// The quotation mark that was opened and not closed.
    open_quote: Option<usize>,
}

/// Finds the last end of a record in bytes that begin with one.
fn scan(bytes: &[u8], ends: RecordEnd) -> Scan {
    let last_line = |from: usize, to: usize| {
        let at = memrchr(b'\n', bytes.get(from..to)?)?;
        Some(from + at + 1)
    };
    let RecordEnd::UnquotedLine(delimiter) = ends else {
        return Scan { end: last_line(0, bytes.len()), open_quote: None };
    };
    let (mut at, mut end) = (0, None);
    while let Some(quote) = memchr(b'"', bytes.get(at..).unwrap_or_default()).map(|found| at + found) {
        end = last_line(at, quote).or(end);
        let before = quote.checked_sub(1).and_then(|before| bytes.get(before)).copied();
        // Within a field that is not quoted, a quotation mark is a character like any other.
        let opens = before.is_none_or(|byte| byte == delimiter || byte == b'\n');
        at = if opens {
            match closing_quote(bytes, quote + 1) {
                Some(close) => close + 1,
                None => return Scan { end, open_quote: Some(quote) },
            }
        } else {
            quote + 1
        };
    }
    Scan { end: last_line(at, bytes.len()).or(end), open_quote: None }
}

/// The quotation mark that ends a quoted field; doubled ones stand for themselves.
fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', bytes.get(from..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}
