//! Comma- and tab-separated tables with mapped columns.

use super::{Sink, mapped};
use crate::{
    config::{Column, Field},
    error::Result,
};
use std::{collections::BTreeMap, io::Read};

/// Reads a table whose columns the settings name. With numbered columns the table has no header.
pub(super) fn read(
    reader: &mut impl Read,
    delimiter: u8,
    columns: &BTreeMap<Field, Column>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let headed = columns.values().any(|column| matches!(column, Column::Name(_)));
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .has_headers(headed)
        .flexible(true)
        .from_reader(reader);
    let header: Vec<String> = if headed {
        let header = csv.byte_headers().map_err(|error| sink.failure(problem(&error)))?;
        // Spreadsheets begin their files with a byte order mark.
        let text = |bytes| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').trim().to_owned();
        header.iter().map(text).collect()
    } else {
        Vec::new()
    };
    let places = places(columns, &header).map_err(|problem| sink.failure(problem))?;
    sink.drop_columns(
        header
            .iter()
            .enumerate()
            .filter(|(at, _)| !places.values().any(|p| p == at))
            .map(|(_, name)| name.as_str()),
    );
    let needed = places.values().max().map_or(0, |last| last + 1);
    let mut record = csv::ByteRecord::new();
    loop {
        let line = csv.position().line();
        match csv.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let row = if record.len() < needed {
                    Err(format!("it has {} columns where at least {needed} are expected", record.len()))
                } else {
                    cells(&record, &places)
                };
                sink.put(line, row)?;
            }
            Err(error) => return Err(sink.failure(problem(&error))),
        }
    }
}

fn cells(
    record: &csv::ByteRecord,
    places: &BTreeMap<Field, usize>,
) -> std::result::Result<crate::row::Row, String> {
    let mut texts = BTreeMap::new();
    for (&field, &place) in places {
        let cell = record.get(place).unwrap_or_default();
        texts.insert(field, str::from_utf8(cell).map_err(|_| "it is not UTF-8")?);
    }
    mapped::row(|field| texts.get(&field).copied())
}

/// The place of each mapped column, from 0.
fn places(
    columns: &BTreeMap<Field, Column>,
    header: &[String],
) -> std::result::Result<BTreeMap<Field, usize>, String> {
    let place = |column: &Column| match column {
        Column::Number(number) => Ok(number - 1),
        Column::Name(name) => header
            .iter()
            .position(|h| h == name)
            .ok_or_else(|| format!("there is no column \"{name}\"; this table has: {}", header.join(", "))),
    };
    columns.iter().map(|(&field, column)| Ok((field, place(column)?))).collect()
}

fn problem(error: &csv::Error) -> String {
    format!("cannot be read as a table: {error}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::import_text;

    const SETTINGS: &str = "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"Photo\"\nnsid = \"Owner\"\n\
        display_name = \"Name\"\ndate = \"Date\"\nlicence = \"Licence\"\n";

    #[test]
    fn mapped_columns() {
        let table = "\u{feff}Title,Photo,Owner,Name,Date,Licence\n\
            \"Birthday, 3\",111111,12345678@N00,محمد علي,2013-05-17,4\n\
            x,https://www.flickr.com/photos/janedoe/222222,,\"Jane \"\"J\"\" Doe\",,\n\
            x,333333,nobody,,,\n\
            x,,12345678@N00,,,\n\
            x,444444\n\
            x,555555,12345678@N00,,17.5.2013,\n\
            x,666666,12345678@N00,,,free\n";
        let (rows, report) = import_text(SETTINGS, table.as_bytes(), false).unwrap();
        let [first, second] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((first.photo, first.owner.display.as_deref()), (111_111, Some("محمد علي")));
        assert_eq!(first.month.unwrap().to_string(), "2013-05");
        assert_eq!(first.licence.unwrap().number(), 4);
        assert_eq!(second.owner.alias.as_deref(), Some("janedoe"));
        assert_eq!(second.owner.display.as_deref(), Some("Jane \"J\" Doe"));
        assert_eq!(report.bad, 5, "{:?}", report.examples);
        assert_eq!(report.examples[0].line, 4);
        assert_eq!(report.dropped_columns.iter().collect::<Vec<_>>(), ["Title"]);
    }

    #[test]
    fn a_missing_column_is_named_with_those_that_are_there() {
        let error = import_text(SETTINGS, b"Photo,Owner\n1,2\n", false).unwrap_err().to_string();
        assert!(error.contains("\"Name\"") && error.contains("Photo, Owner"), "{error}");
    }

    #[test]
    fn tables_without_header() {
        let settings = "layout = \"tsv\"\n[dataset.table.columns]\nphoto = 2\nalias = 1\n";
        let (rows, _) = import_text(settings, b"\"jane\t111111\njoan\t222222\n", false).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].owner.alias.as_deref(), Some("\"jane"), "tab-separated tables have no quotes");
    }
}
