//! Parquet tables, written here.

use super::super::{
    Pace,
    testing::{Folder, Imported, KeptRow, import_text},
};
use crate::error::Result;
use parquet::{
    basic::{Compression, ZstdLevel},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use proptest::prelude::*;
use std::sync::Arc;

const SETTINGS: &str = "layout = \"parquet\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by.alias\"\nlicence = \"licence\"\n";

const SCHEMA: &str = "message photos { required int64 id; optional int32 licence; \
    optional group by { optional binary alias (UTF8); } required double age; }";

/// Id, licence, alias.
type Photo<'a> = (i64, Option<i32>, Option<&'a str>);

/// A table of these row groups.
fn table(groups: &[&[Photo<'_>]]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for rows in groups {
        let mut group = file.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            match column.untyped() {
                ColumnWriter::Int64ColumnWriter(writer) => {
                    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
                    writer.write_batch(&ids, None, None).unwrap();
                }
                ColumnWriter::Int32ColumnWriter(writer) => {
                    let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.1.is_some())).collect();
                    let licences: Vec<i32> = rows.iter().filter_map(|row| row.1).collect();
                    writer.write_batch(&licences, Some(&levels), None).unwrap();
                }
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let levels: Vec<i16> =
                        rows.iter().map(|row| if row.2.is_some() { 2 } else { 0 }).collect();
                    let names: Vec<ByteArray> =
                        rows.iter().filter_map(|row| row.2.map(ByteArray::from)).collect();
                    writer.write_batch(&names, Some(&levels), None).unwrap();
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    writer.write_batch(&vec![1.5; rows.len()], None, None).unwrap();
                }
                _ => unreachable!(),
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
    bytes
}

fn gists(imported: &Imported) -> Vec<String> {
    imported.rows.iter().map(KeptRow::gist).collect()
}

fn two_groups() -> Vec<u8> {
    table(&[
        &[(90_000_000_001, Some(4), Some("jane")), (-1, None, None), (90_000_000_002, None, None)],
        &[(90_000_000_003, Some(999), None), (90_000_000_004, None, Some("محمد"))],
    ])
}

#[test]
fn the_mapped_columns_of_all_row_groups() {
    let read = import_text(SETTINGS, two_groups()).unwrap();
    assert_eq!(gists(&read), ["90000000001||jane|||4", "90000000002|||||", "90000000004||محمد|||"]);
    assert_eq!(read.bad_lines(), [2, 4]);
    assert_eq!(read.report.dropped_columns.iter().collect::<Vec<_>>(), ["age"]);
    assert_eq!(read.report.files.len(), 1);
}

#[test]
fn more_rows_than_are_decoded_at_once() {
    let rows: Vec<_> =
        (0..10_000).map(|at| (90_000_000_000 + at, (at % 3 == 0).then_some(1), None)).collect();
    let read = import_text(SETTINGS, table(&[&rows, &rows[..1]])).unwrap();
    assert_eq!((read.report.rows, read.report.bad), (10_001, 0));
    assert_eq!(read.rows.iter().filter(|row| row.licence.is_some()).count(), 3335);
}

/// Threads that shared one position in the file read each other's bytes.
#[test]
fn row_groups_that_several_threads_read_at_once() {
    let rows: Vec<_> = (0..400).map(|at| [(90_000_000_000 + at, None, None)]).collect();
    let groups: Vec<_> = rows.iter().map(<[_; 1]>::as_slice).collect();
    let folder = Folder::with(table(&groups));
    let pace = Pace { threads: 4, block: 1 << 20 };
    let read = folder.import_at(&format!("files = [\"table\"]\n{SETTINGS}"), pace, false).unwrap();
    let photos: Vec<_> = rows.iter().map(|[row]| u64::try_from(row.0).unwrap()).collect();
    assert_eq!(read.photos(), photos);
}

#[test]
fn other_types_and_missing_columns_are_named() {
    let refused = |settings: &str, part: &str| {
        let error = import_text(settings, two_groups()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    };
    refused("layout = \"parquet\"\ncolumns = { photo = \"age\" }", "\"age\" is of the type DOUBLE");
    refused(
        "layout = \"parquet\"\ncolumns = { photo = \"uid\" }",
        "this table has: id, licence, by.alias, age",
    );
    let folder = Folder::with("id,by\n");
    let error = folder.import(&format!("files = [\"table\"]\n{SETTINGS}")).unwrap_err().to_string();
    assert!(error.contains("cannot be read as Parquet"), "{error}");
}

fn import(bytes: &[u8]) -> Result<Imported> {
    import_text(SETTINGS, bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn damage_does_not_panic(at in any::<prop::sample::Index>(), with: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = two_groups();
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        let _ = import(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = import(&bytes);
    }
}
