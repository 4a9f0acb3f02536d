//! Files of lines or of separated records: fed block by block.

use super::{
    blocks::{Block, Blocks, MAX_RECORD, RecordEnd},
    lane::{Feed, Job, Lane, Parsed},
    report::Tally,
    stream::Stream,
};
use crate::{error::Result, row::Row};
use memchr::{memchr, memchr_iter, memmem};
use std::sync::Arc;

/// A layout whose files can be read from any record on.
pub(super) trait TextLayout: Send + Sync {
    /// What the beginning of a file says about the rest of it.
    type Head: Send + Sync;

    /// Where records end.
    fn ends(&self) -> RecordEnd;

    /// Reads the beginning of a file, and takes it out of its first block. An error is a sentence.
    fn head(&self, first: &mut Block, tally: &mut Tally) -> std::result::Result<Self::Head, String>;

    /// Hands the rows of a block to a lane.
    fn read(&self, head: &Self::Head, block: &Block, lane: &mut Lane<'_>) -> Result<()>;
}

/// The blocks of all files of a table, one file after the other.
pub(super) struct TextFeed<'a, L: TextLayout> {
    job: &'a Job<'a>,
    layout: &'a L,
    next_file: usize,
    current: Option<Current<L::Head>>,
}

struct Current<H> {
    file: usize,
    blocks: Blocks,
    head: Option<Arc<H>>,
}

impl<'a, L: TextLayout> TextFeed<'a, L> {
    pub(super) fn new(job: &'a Job<'a>, layout: &'a L) -> Self {
        Self { job, layout, next_file: 0, current: None }
    }

    fn open(&mut self) -> Result<Option<Current<L::Head>>> {
        let file = self.next_file;
        let Some(source) = self.job.sources.get(file) else { return Ok(None) };
        self.next_file += 1;
        let stream = Stream::open(source, self.job.progress)?;
        let blocks = Blocks::new(stream, self.layout.ends(), self.job.pace.block);
        Ok(Some(Current { file, blocks, head: None }))
    }
}

/// A block, and what is known of its file.
pub(super) struct TextPiece<'a, L: TextLayout> {
    block: Block,
    origin: Option<(&'a L, usize, Arc<L::Head>)>,
}

impl<L: TextLayout> Default for TextPiece<'_, L> {
    fn default() -> Self {
        Self { block: Block::default(), origin: None }
    }
}

impl<'a, L: TextLayout> Feed for TextFeed<'a, L> {
    type Piece = TextPiece<'a, L>;

    fn next(&mut self, piece: &mut Self::Piece, tally: &mut Tally) -> Result<bool> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.open()? {
                    Some(current) => current,
                    None => return Ok(false),
                },
            };
            if !current.blocks.next(&mut piece.block)? {
                self.job.note_hash(current.file, current.blocks.into_stream().finish()?);
                continue;
            }
            let head = match current.head {
                Some(head) => head,
                None => {
                    let head = self.layout.head(&mut piece.block, tally);
                    Arc::new(head.map_err(|problem| self.job.failure(current.file, problem))?)
                }
            };
            piece.origin = Some((self.layout, current.file, Arc::clone(&head)));
            current.head = Some(head);
            self.current = Some(current);
            return Ok(true);
        }
    }

    fn read(piece: &mut Self::Piece, lane: &mut Lane<'_>) -> Result<()> {
        let Some((layout, file, head)) = &piece.origin else { return Ok(()) };
        lane.enter(*file);
        layout.read(head, &piece.block, lane)
    }
}

/// The bytes of a line without its end, and its text if they are UTF-8.
pub(super) struct Line<'b> {
    pub(super) number: u64,
    pub(super) bytes: &'b [u8],
    pub(super) text: Option<&'b str>,
    pub(super) has_nul: bool,
}

/// Hands each line that is not blank to `each`.
pub(super) fn for_each_line(
    block: &Block,
    lane: &mut Lane<'_>,
    mut each: impl FnMut(&mut Lane<'_>, &Line<'_>) -> Result<()>,
) -> Result<()> {
    let bytes = block.bytes();
    // Looked at once for all lines: nearly every block is wholly UTF-8 and without NUL.
    let whole = str::from_utf8(bytes).ok();
    let may_have_nul = memchr(0, bytes).is_some();
    let ends = memchr_iter(b'\n', bytes).chain((!bytes.ends_with(b"\n")).then_some(bytes.len()));
    let mut start = 0;
    for (end, number) in ends.zip(block.first_line..) {
        let mut line = bytes.get(start..end).unwrap_or_default();
        line = line.strip_suffix(b"\r").unwrap_or(line);
        let from = std::mem::replace(&mut start, end + 1);
        if line.iter().all(|&byte| byte == b' ') {
            continue;
        }
        if line.len() > MAX_RECORD {
            return Err(lane.failure(number, "it is longer than 1 MiB: is this the right file?"));
        }
        let text = match whole {
            Some(whole) => whole.get(from..from + line.len()),
            None => str::from_utf8(line).ok(),
        };
        let has_nul = may_have_nul && memchr(0, line).is_some();
        each(lane, &Line { number, bytes: line, text, has_nul })?;
    }
    Ok(())
}

/// A layout with one row in each line.
pub(super) struct Lines {
    /// What the first line has if it is a row and no header; `None` where there never is a header.
    pub(super) row_has: Option<&'static str>,
    /// What a line holds besides what is taken over.
    pub(super) dropped: &'static [&'static str],
    pub(super) row: fn(&str) -> Parsed<Row<'_>>,
}

impl TextLayout for Lines {
    type Head = ();

    fn ends(&self) -> RecordEnd {
        RecordEnd::Line
    }

    fn head(&self, first: &mut Block, tally: &mut Tally) -> std::result::Result<(), String> {
        if let Some(mark) = self.row_has {
            let len = memchr(b'\n', first.bytes()).map_or(first.bytes().len(), |end| end + 1);
            let line = first.bytes().get(..len).unwrap_or_default();
            if memmem::find(line, mark.as_bytes()).is_none() {
                first.skip(len);
            }
        }
        self.dropped.iter().for_each(|name| tally.drop_column(name));
        Ok(())
    }

    fn read(&self, (): &(), block: &Block, lane: &mut Lane<'_>) -> Result<()> {
        for_each_line(block, lane, |lane, line| {
            let row = line.checked().and_then(self.row);
            lane.row(line.number, row)
        })
    }
}

impl<'b> Line<'b> {
    /// The text, if a row can be made of it.
    pub(super) fn checked(&self) -> Parsed<&'b str> {
        if self.has_nul {
            return Err("it has a NUL byte in it".into());
        }
        self.text.ok_or_else(|| "it is not UTF-8".into())
    }
}
