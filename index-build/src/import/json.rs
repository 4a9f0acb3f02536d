//! JSON tables: an object in each line, or one document of many objects.

use super::{
    blocks::{Block, RecordEnd},
    lane::{Feed, Job, Lane},
    object::{Object, ObjectCells, Plan},
    report::Tally,
    stream::Stream,
    text::{TextLayout, for_each_line},
};
use crate::{
    config::{Column, Columns, Field},
    error::{Failure, Result},
};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{
    cell::Cell,
    fmt,
    io::{self, BufReader, Read},
    rc::Rc,
};

/// The most that one element of a document may have, in bytes.
const MAX_ELEMENT: usize = 16 << 20;

/// The columns of Flickr-Suits-XL (`github.com/KorayUlusan/fsxl-dataset`): the account number stands in the photo's
/// address.
pub(super) fn fsxl_columns() -> Columns {
    photo_columns("")
}

/// The columns of Flickr-Faces-HQ (`github.com/NVlabs/ffhq-dataset`).
pub(super) fn ffhq_columns() -> Columns {
    photo_columns("metadata.")
}

fn photo_columns(outer: &str) -> Columns {
    [
        (Field::Photo, "photo_url"),
        (Field::DisplayName, "author"),
        (Field::Date, "date_uploaded"),
        (Field::Licence, "license"),
    ]
    .map(|(field, name)| (field, Column::Name(format!("{outer}{name}"))))
    .into()
}

/// An object in each line.
pub(super) struct JsonLines(pub(super) Plan);

impl TextLayout for JsonLines {
    type Head = ();

    fn ends(&self) -> RecordEnd {
        RecordEnd::Line
    }

    fn head(&self, _first: &mut Block, _tally: &mut Tally) -> std::result::Result<(), String> {
        Ok(())
    }

    fn read(&self, (): &(), block: &Block, lane: &mut Lane<'_>) -> Result<()> {
        for_each_line(block, lane, |lane, line| {
            let text = match line.checked() {
                Ok(text) => text,
                Err(reject) => return lane.reject(line.number, reject),
            };
            let mut json = serde_json::Deserializer::from_str(text);
            let seed = Object { plan: &self.0, tally: &mut lane.tally };
            match seed.deserialize(&mut json).and_then(|cells| json.end().map(|()| cells)) {
                Ok(Some(cells)) => lane.record(line.number, &cells),
                Ok(None) | Err(_) => lane.reject(line.number, "it is not a JSON object".into()),
            }
        })
    }
}

/// The documents of a table: an array of objects, or an object of objects. A document can only be read from its
/// beginning, so each is read by one thread.
pub(super) struct Documents<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) plan: &'a Plan,
    pub(super) next_file: usize,
}

impl<'a> Feed for Documents<'a> {
    type Piece = Option<(&'a Job<'a>, &'a Plan, usize)>;

    fn next(&mut self, piece: &mut Self::Piece, _tally: &mut Tally) -> Result<bool> {
        let file = self.next_file;
        self.next_file += 1;
        *piece = self.job.sources.get(file).map(|_| (self.job, self.plan, file));
        Ok(piece.is_some())
    }

    fn read(piece: &mut Self::Piece, lane: &mut Lane<'_>) -> Result<()> {
        let Some((job, plan, file)) = *piece else { return Ok(()) };
        let Some(source) = job.sources.get(file) else { return Ok(()) };
        lane.enter(file);
        let mut stream = Stream::open(source, job.progress)?;
        read_document(&mut stream, plan, lane)?;
        job.note_hash(file, stream.finish()?);
        Ok(())
    }
}

fn read_document(stream: &mut Stream, plan: &Plan, lane: &mut Lane<'_>) -> Result<()> {
    let left = Rc::new(Cell::new(MAX_ELEMENT));
    let mut failure = None;
    let mut number = 0;
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(Leash {
        inner: &mut *stream,
        left: Rc::clone(&left),
    }));
    let elements = Elements { plan, lane, number: &mut number, left: &left, failure: &mut failure };
    let read = json.deserialize_any(elements).and_then(|()| json.end());
    drop(json);
    match (failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Ok(())) => Ok(()),
        (None, Err(_)) if left.get() == 0 => Err(Failure::table(
            stream.shown(),
            format!("row {} is longer than 16 MiB: is this the right file?", number + 1),
        )),
        (None, Err(error)) if error.is_io() => Err(stream.failure(&error.into())),
        (None, Err(error)) if error.is_data() => {
            Err(Failure::table(stream.shown(), "is neither an array nor an object of JSON objects"))
        }
        (None, Err(error)) => {
            Err(Failure::table(stream.shown(), format!("is not a whole JSON document: {error}")))
        }
    }
}

/// A reader that gives no more than is left: one element cannot fill the memory.
struct Leash<'s> {
    inner: &'s mut Stream,
    left: Rc<Cell<usize>>,
}

impl Read for Leash<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        let room = buffer.get_mut(..left.min(buffer.len())).unwrap_or_default();
        if left == 0 {
            return Err(io::Error::other("an element is too long"));
        }
        let len = self.inner.read(room)?;
        self.left.set(left - len);
        Ok(len)
    }
}

struct Elements<'e, 'l> {
    plan: &'e Plan,
    lane: &'e mut Lane<'l>,
    /// The elements that were read.
    number: &'e mut u64,
    left: &'e Cell<usize>,
    /// Why the lane stopped: serde's own errors cannot carry it.
    failure: &'e mut Option<Failure>,
}

impl Elements<'_, '_> {
    fn take<E: serde::de::Error>(
        &mut self,
        cells: Option<ObjectCells<'_, '_>>,
    ) -> std::result::Result<(), E> {
        *self.number += 1;
        self.left.set(MAX_ELEMENT);
        let taken = match cells {
            Some(cells) => self.lane.record(*self.number, &cells),
            None => self.lane.reject(*self.number, "it is not a JSON object".into()),
        };
        taken.map_err(|failure| {
            *self.failure = Some(failure);
            E::custom("stopped")
        })
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> std::result::Result<(), A::Error> {
        let plan = self.plan;
        while let Some(cells) = elements.next_element_seed(Object { plan, tally: &mut self.lane.tally })? {
            self.take(cells)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut elements: A) -> std::result::Result<(), A::Error> {
        while elements.next_key::<IgnoredAny>()?.is_some() {
            let plan = self.plan;
            let cells = elements.next_value_seed(Object { plan, tally: &mut self.lane.tally })?;
            self.take(cells)?;
        }
        Ok(())
    }
}
