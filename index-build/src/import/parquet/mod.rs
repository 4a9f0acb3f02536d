//! Parquet tables: read row group by row group, and of these only the mapped columns.

mod batch;
mod chunks;

use super::{
    lane::{Feed, Job, Lane},
    mapped::Cells,
    report::Tally,
    separated::missing,
    source::Source,
    stream,
};
use crate::{
    config::{Column, Columns, Field},
    error::{Failure, Result},
};
use batch::Batch;
use chunks::Chunks;
use parquet::{
    basic::{ConvertedType, LogicalType, Type as Physical},
    errors::ParquetError,
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
    schema::types::ColumnDescriptor,
};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

/// The rows that are decoded at once.
const BATCH: usize = 4096;

/// What the library makes of bytes.
type Decoded<T> = std::result::Result<T, ParquetError>;

/// The row groups of all files of a table.
pub(super) struct RowGroups<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) columns: &'a Columns,
    pub(super) next_file: usize,
    pub(super) current: Option<Opened>,
}

/// A file of which some row groups are read.
pub(super) struct Opened {
    file: usize,
    table: Arc<Table>,
    next_group: usize,
    next_row: u64,
}

/// An open file, and where the mapped columns are in it.
struct Table {
    reader: SerializedFileReader<Chunks>,
    /// The mapped columns' places in the file.
    columns: Vec<usize>,
    /// By field, the place among these.
    of_field: [Option<usize>; Field::COUNT],
}

/// A row group, and the number of its first row.
#[derive(Default)]
pub(super) struct RowGroup {
    place: Option<(usize, Arc<Table>, usize)>,
    first_row: u64,
}

impl Feed for RowGroups<'_> {
    type Piece = RowGroup;

    fn next(&mut self, piece: &mut RowGroup, tally: &mut Tally) -> Result<bool> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.open(tally)? {
                    Some(opened) => opened,
                    None => return Ok(false),
                },
            };
            let groups = current.table.reader.metadata().row_groups();
            let Some(group) = groups.get(current.next_group) else { continue };
            let rows = u64::try_from(group.num_rows()).unwrap_or_default();
            piece.place = Some((current.file, Arc::clone(&current.table), current.next_group));
            piece.first_row = current.next_row;
            current.next_group += 1;
            current.next_row += rows;
            self.current = Some(current);
            return Ok(true);
        }
    }

    fn read(piece: &mut RowGroup, lane: &mut Lane<'_>) -> Result<()> {
        let Some((file, table, group)) = &piece.place else { return Ok(()) };
        lane.enter(*file);
        let job = lane.job;
        let damaged = |error: ParquetError| job.failure(*file, format!("is damaged: {error}"));
        let reader = guarded(|| table.reader.get_row_group(*group)).map_err(damaged)?;
        let mut batch = guarded(|| Batch::of(table, &*reader)).map_err(damaged)?;
        let mut left = usize::try_from(reader.metadata().num_rows()).unwrap_or_default();
        let mut row = piece.first_row;
        while left > 0 {
            let rows = left.min(BATCH);
            guarded(|| batch.fill(rows)).map_err(damaged)?;
            left -= rows;
            for at in 0..rows {
                let record = Record { table, batch: &batch, at };
                if batch.columns.iter().all(|column| column.is_text(at)) {
                    lane.record(row, &record)?;
                } else {
                    lane.reject(row, "it is not UTF-8".into())?;
                }
                row += 1;
            }
        }
        Ok(())
    }
}

impl RowGroups<'_> {
    fn open(&mut self, tally: &mut Tally) -> Result<Option<Opened>> {
        let file = self.next_file;
        let Some(source) = self.job.sources.get(file) else { return Ok(None) };
        self.next_file += 1;
        self.job.note_hash(file, stream::hash(source, self.job.progress)?);
        let table = Arc::new(Table::open(source, self.columns, tally)?);
        Ok(Some(Opened { file, table, next_group: 0, next_row: 1 }))
    }
}

impl Table {
    fn open(source: &Source, columns: &Columns, tally: &mut Tally) -> Result<Self> {
        let failure = |problem: String| Failure::table(&source.shown, problem);
        let (file, len) = stream::open_regular(&source.path, &source.shown)?;
        let reader = guarded(|| SerializedFileReader::new(Chunks::new(file, len)))
            .map_err(|error| failure(format!("cannot be read as Parquet: {error}")))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let mut table = Self { reader, columns: Vec::new(), of_field: [None; Field::COUNT] };
        for (&field, column) in columns {
            let Column::Name(name) = column else { continue };
            let place = names.iter().position(|known| known == name);
            let place = place.ok_or_else(|| failure(missing(name, &names)))?;
            check_type(&schema.column(place)).map_err(failure)?;
            let among = table.columns.iter().position(|&known| known == place).unwrap_or_else(|| {
                table.columns.push(place);
                table.columns.len() - 1
            });
            if let Some(slot) = table.of_field.get_mut(field as usize) {
                *slot = Some(among);
            }
        }
        for (place, name) in names.iter().enumerate() {
            if !table.columns.contains(&place) {
                tally.drop_column(name);
            }
        }
        Ok(table)
    }
}

/// Decodes something. On a file that contradicts itself the library may panic rather than return an error; for whoever
/// holds that file it is the same.
fn guarded<T>(decode: impl FnOnce() -> Decoded<T>) -> Decoded<T> {
    panic::catch_unwind(AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err(ParquetError::General("its parts contradict each other".into())))
}

/// Texts and whole numbers are read; of anything else nobody could say how it is meant.
fn check_type(column: &ColumnDescriptor) -> std::result::Result<(), String> {
    let name = column.path().string();
    if column.max_rep_level() > 0 {
        return Err(format!("the column \"{name}\" is a list; texts and whole numbers are read"));
    }
    let is_plain = matches!(
        column.logical_type_ref(),
        None | Some(LogicalType::String | LogicalType::Enum | LogicalType::Integer { .. })
    );
    let is_read = match (column.physical_type(), column.converted_type()) {
        (Physical::BYTE_ARRAY, ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::ENUM) => is_plain,
        (Physical::INT32 | Physical::INT64, kind) => {
            let is_whole = matches!(
                kind,
                ConvertedType::NONE
                    | ConvertedType::INT_8
                    | ConvertedType::INT_16
                    | ConvertedType::INT_32
                    | ConvertedType::INT_64
                    | ConvertedType::UINT_8
                    | ConvertedType::UINT_16
                    | ConvertedType::UINT_32
                    | ConvertedType::UINT_64
            );
            is_whole && is_plain
        }
        _ => false,
    };
    if is_read {
        return Ok(());
    }
    let kind = match column.converted_type() {
        ConvertedType::NONE => column.physical_type().to_string(),
        kind => format!("{kind} ({})", column.physical_type()),
    };
    Err(format!("the column \"{name}\" is of the type {kind}; texts and whole numbers are read"))
}

struct Record<'r> {
    table: &'r Table,
    batch: &'r Batch,
    at: usize,
}

impl Cells for Record<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        let among = self.table.of_field.get(field as usize).copied().flatten()?;
        str::from_utf8(self.batch.columns.get(among)?.value(self.at)?.data()).ok()
    }
}
