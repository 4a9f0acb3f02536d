//! Some rows of some columns, decoded.

use super::{Decoded, Table};
use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType},
    errors::ParquetError,
    file::reader::RowGroupReader,
};

/// Some rows of the mapped columns.
pub(super) struct Batch {
    pub(super) columns: Vec<ColumnBatch>,
}

pub(super) struct ColumnBatch {
    reader: ColumnReader,
    max_level: i16,
    /// Of each row, the place of its value.
    places: Vec<Option<usize>>,
    values: Vec<ByteArray>,
}

impl Batch {
    pub(super) fn of(table: &Table, group: &dyn RowGroupReader) -> Decoded<Self> {
        let column = |&place: &usize| -> Decoded<ColumnBatch> {
            let max_level = group.metadata().schema_descr().column(place).max_def_level();
            let reader = group.get_column_reader(place)?;
            Ok(ColumnBatch { reader, max_level, places: Vec::new(), values: Vec::new() })
        };
        Ok(Self { columns: table.columns.iter().map(column).collect::<Decoded<_>>()? })
    }

    pub(super) fn fill(&mut self, rows: usize) -> Decoded<()> {
        self.columns.iter_mut().try_for_each(|column| column.fill(rows))
    }
}

impl ColumnBatch {
    fn fill(&mut self, rows: usize) -> Decoded<()> {
        let mut levels = Vec::new();
        self.values.clear();
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => {
                exactly(rows, reader, &mut levels, &mut self.values)?;
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let mut numbers = Vec::new();
                exactly(rows, reader, &mut levels, &mut numbers)?;
                self.values.extend(numbers.iter().map(|number| decimal(i64::from(*number))));
            }
            ColumnReader::Int64ColumnReader(reader) => {
                let mut numbers = Vec::new();
                exactly(rows, reader, &mut levels, &mut numbers)?;
                self.values.extend(numbers.iter().map(|number| decimal(*number)));
            }
            _ => return Err(ParquetError::General("a column has changed its type".into())),
        }
        let mut next = 0;
        self.places.clear();
        for row in 0..rows {
            let is_given = self.max_level == 0 || levels.get(row) == Some(&self.max_level);
            self.places.push(is_given.then_some(next));
            next += usize::from(is_given);
        }
        Ok(())
    }

    pub(super) fn value(&self, at: usize) -> Option<&ByteArray> {
        self.values.get(self.places.get(at).copied().flatten()?)
    }

    pub(super) fn is_text(&self, at: usize) -> bool {
        self.value(at).is_none_or(|value| str::from_utf8(value.data()).is_ok())
    }
}

/// A number as text. No identifier is negative, so numbers past the half of 64 bits need no care.
fn decimal(number: i64) -> ByteArray {
    ByteArray::from(number.to_string().into_bytes())
}

/// Reads so many rows, or fails: a column that ends before the others would shift every row after it.
fn exactly<T: DataType>(
    rows: usize,
    reader: &mut ColumnReaderImpl<T>,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Decoded<()> {
    let mut read = 0;
    while read < rows {
        match reader.read_records(rows - read, Some(levels), None, values)? {
            (0, ..) => return Err(ParquetError::General("a column has fewer rows than the others".into())),
            (records, ..) => read += records,
        }
    }
    Ok(())
}
