//! Comma- and tab-separated tables with mapped columns.

use super::{
    blocks::{Block, RecordEnd},
    lane::{Lane, Parsed},
    mapped::Cells,
    report::Tally,
    text::{Line, TextLayout, for_each_line},
};
use crate::{
    config::{Column, Columns, Field},
    error::Result,
};
use csv::{ByteRecord, Position, ReaderBuilder, Terminator};
use memchr::{memchr, memchr_iter};
use std::{collections::BTreeMap, ops::Range};

/// A table of separated cells. Only comma-separated ones have quotation marks.
pub(super) struct Separated {
    pub(super) delimiter: u8,
    pub(super) columns: Columns,
}

/// Where the mapped columns are.
pub(super) struct Places {
    /// By field, the place of its column, from 0.
    of_field: [Option<usize>; Field::COUNT],
    /// The columns that a record has at least …
    needed: usize,
    /// … and at most: more than the header has mean that a delimiter stands where it should not, and that cells are
    /// not where they seem to be.
    most: usize,
}

impl TextLayout for Separated {
    type Head = Places;

    fn ends(&self) -> RecordEnd {
        match self.delimiter {
            b'\t' => RecordEnd::Line,
            delimiter => RecordEnd::UnquotedLine(delimiter),
        }
    }

    fn head(&self, first: &mut Block, tally: &mut Tally) -> std::result::Result<Places, String> {
        if !self.columns.values().any(|column| matches!(column, Column::Name(_))) {
            return Places::of(&self.columns, &[], usize::MAX);
        }
        let mut reader = self.reader(first.bytes());
        let mut record = ByteRecord::new();
        reader
            .read_byte_record(&mut record)
            .map_err(|error| format!("cannot be read as a table: {error}"))?;
        let name = |cell| String::from_utf8_lossy(cell).trim().to_owned();
        let header: Vec<String> = record.iter().map(name).collect();
        let len = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let places = Places::of(&self.columns, &header, header.len())?;
        first.skip(len);
        for (at, name) in header.iter().enumerate() {
            if !places.of_field.contains(&Some(at)) {
                tally.drop_column(name);
            }
        }
        Ok(places)
    }

    fn read(&self, places: &Places, block: &Block, lane: &mut Lane<'_>) -> Result<()> {
        let is_quoted = self.delimiter != b'\t' && memchr(b'"', block.bytes()).is_some();
        if is_quoted { self.read_quoted(places, block, lane) } else { self.read_plain(places, block, lane) }
    }
}

impl Separated {
    fn reader<'b>(&self, bytes: &'b [u8]) -> csv::Reader<&'b [u8]> {
        ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.delimiter != b'\t')
            .terminator(Terminator::Any(b'\n'))
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
    }

    /// Without quotation marks a record is a line, and a cell is what stands between two delimiters.
    fn read_plain(&self, places: &Places, block: &Block, lane: &mut Lane<'_>) -> Result<()> {
        let mut cells: Vec<Range<usize>> = Vec::new();
        for_each_line(block, lane, |lane, line| {
            cells.clear();
            let mut start = 0;
            for end in memchr_iter(self.delimiter, line.bytes) {
                cells.push(start..end);
                start = end + 1;
            }
            cells.push(start..line.bytes.len());
            take(line, &cells, places, lane)
        })
    }

    fn read_quoted(&self, places: &Places, block: &Block, lane: &mut Lane<'_>) -> Result<()> {
        let may_have_nul = memchr(0, block.bytes()).is_some();
        let mut reader = self.reader(block.bytes());
        let mut record = ByteRecord::new();
        let mut cells: Vec<Range<usize>> = Vec::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => return Err(lane.failure(block.first_line, &error.to_string())),
            }
            let bytes = record.as_slice();
            if record.len() == 1 && bytes.trim_ascii().is_empty() {
                continue;
            }
            cells.clear();
            cells.extend((0..record.len()).filter_map(|at| record.range(at)));
            let line = Line {
                number: block.first_line + record.position().map_or(0, |at| lines_before(at, block.bytes())),
                bytes,
                text: str::from_utf8(bytes).ok(),
                has_nul: may_have_nul && memchr(0, bytes).is_some(),
            };
            take(&line, &cells, places, lane)?;
        }
    }
}

/// The lines of a block before the record at a position, which is that of the blank lines in front of it.
fn lines_before(at: &Position, bytes: &[u8]) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let blank = bytes.get(from..).unwrap_or_default().iter().take_while(|&&byte| byte == b'\n').count();
    at.line() - 1 + blank as u64
}

/// Takes a record.
fn take(line: &Line<'_>, cells: &[Range<usize>], places: &Places, lane: &mut Lane<'_>) -> Result<()> {
    let record = Record { line, cells, places };
    match record.problem() {
        Some(problem) => lane.reject(line.number, problem.into()),
        None => lane.record(line.number, &record),
    }
}

struct Record<'r> {
    line: &'r Line<'r>,
    cells: &'r [Range<usize>],
    places: &'r Places,
}

impl Record<'_> {
    fn problem(&self) -> Option<String> {
        let Places { needed, most, .. } = *self.places;
        let count = self.cells.len();
        if count < needed {
            return Some(format!("it has {count} columns where at least {needed} are expected"));
        }
        if count > most {
            return Some(format!("it has {count} columns where the header has {most}"));
        }
        if self.line.has_nul {
            return Some("it has a NUL byte in it".into());
        }
        // Columns that are not read may hold what they like.
        let is_text = |&place: &usize| self.cell(place).is_ok();
        let all_text = self.line.text.is_some() || self.places.of_field.iter().flatten().all(is_text);
        (!all_text).then(|| "it is not UTF-8".into())
    }

    fn cell(&self, place: usize) -> Parsed<&str> {
        let range = self.cells.get(place).cloned().ok_or("it has too few columns")?;
        let cell = match self.line.text {
            Some(text) => text.get(range),
            None => self.line.bytes.get(range).and_then(|bytes| str::from_utf8(bytes).ok()),
        };
        cell.ok_or_else(|| "it is not UTF-8".into())
    }
}

impl Cells for Record<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        let place = self.places.of_field.get(field as usize).copied().flatten()?;
        self.cell(place).ok()
    }
}

impl Places {
    fn of(columns: &Columns, header: &[String], most: usize) -> std::result::Result<Self, String> {
        let mut of_field = [None; Field::COUNT];
        for (&field, column) in columns {
            let place = match column {
                Column::Number(number) => number.saturating_sub(1),
                Column::Name(name) => {
                    let mut same = (0..).zip(header).filter(|(_, known)| *known == name);
                    let (place, _) = same.next().ok_or_else(|| missing(name, header))?;
                    if same.next().is_some() {
                        return Err(format!("there are several columns \"{name}\""));
                    }
                    place
                }
            };
            if let Some(slot) = of_field.get_mut(field as usize) {
                *slot = Some(place);
            }
        }
        let needed = of_field.iter().flatten().max().map_or(0, |last| last + 1);
        Ok(Self { of_field, needed, most })
    }
}

/// The sentence about a column that is not there. It tells those that are, unless they look like somebody's row.
pub(super) fn missing(name: &str, header: &[String]) -> String {
    let is_data = |cell: &String| cell.contains("@N") || cell.contains("://") || cell.parse::<f64>().is_ok();
    if header.iter().any(is_data) {
        return format!(
            "there is no column \"{name}\"; the first line looks like a row, not a header: name columns by number"
        );
    }
    let mut names: Vec<&str> = header.iter().map(String::as_str).collect();
    names.truncate(60);
    format!("there is no column \"{name}\"; this table has: {}", names.join(", "))
}

/// The columns of a published layout.
fn named<const N: usize>(columns: [(Field, &str); N]) -> BTreeMap<Field, Column> {
    columns.map(|(field, name)| (field, Column::Name(name.into()))).into()
}

/// The folds of Adience (`fold_0_data.txt` …), separated by tabs.
pub(super) fn adience_columns() -> Columns {
    named([(Field::Nsid, "user_id"), (Field::Photo, "original_image"), (Field::Image, "original_image")])
}

/// The image lists of Open Images, in all its versions. The address of the original has a secret that opens no
/// other size; that of the thumbnail has the usual one.
pub(super) fn open_images_columns() -> Columns {
    named([
        (Field::Photo, "OriginalURL"),
        (Field::Page, "OriginalLandingURL"),
        (Field::Owner, "AuthorProfileURL"),
        (Field::DisplayName, "Author"),
        (Field::Licence, "License"),
        (Field::Image, "Thumbnail300KURL"),
    ])
}
