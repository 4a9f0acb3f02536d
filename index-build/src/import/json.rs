//! JSON tables: one array of objects, or an object in each line.

use super::{Sink, for_each_line, mapped};
use crate::{
    config::{Column, Field},
    error::{Failure, Result},
    row::Row,
};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{BufRead, Read},
};

/// The columns of Flickr-Suits-XL (github.com/KorayUlusan/fsxl-dataset): the account number stands in the
/// photo's address.
pub(super) fn fsxl_columns() -> BTreeMap<Field, Column> {
    [
        (Field::Photo, "photo_url"),
        (Field::DisplayName, "author"),
        (Field::Date, "date_uploaded"),
        (Field::Licence, "license"),
    ]
    .map(|(field, name)| (field, Column::Name(name.into())))
    .into()
}

/// Reads one array of objects, one element after the other.
pub(super) fn array(
    reader: &mut impl Read,
    columns: &BTreeMap<Field, Column>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let mut failure = None;
    let mut json = serde_json::Deserializer::from_reader(reader);
    let elements = Elements { columns, sink: &mut *sink, failure: &mut failure };
    let read = json.deserialize_seq(elements).and_then(|()| json.end());
    match (failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => {
            Err(sink.failure(format!("cannot be read as a JSON array of objects: {error}")))
        }
        (None, Ok(())) => Ok(()),
    }
}

/// Reads an object in each line.
pub(super) fn lines(
    reader: &mut impl BufRead,
    columns: &BTreeMap<Field, Column>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    for_each_line(reader, sink, |sink, number, line| {
        let mut json = serde_json::Deserializer::from_slice(line);
        let object = Object { columns }.deserialize(&mut json).and_then(|cells| json.end().map(|()| cells));
        match object {
            Ok(cells) => cells.put(number, sink),
            Err(_) => sink.put(number, Err("it is not a JSON object".into())),
        }
    })
}

/// The cells of one object that the settings name, and the names of the others.
struct Cells {
    texts: BTreeMap<Field, String>,
    dropped: BTreeSet<String>,
}

impl Cells {
    fn put(self, line: u64, sink: &mut Sink<'_>) -> Result<()> {
        sink.drop_columns(self.dropped.iter().map(String::as_str));
        let row: std::result::Result<Row, String> =
            mapped::row(|field| self.texts.get(&field).map(String::as_str));
        sink.put(line, row)
    }
}

struct Elements<'a, 's> {
    columns: &'a BTreeMap<Field, Column>,
    sink: &'a mut Sink<'s>,
    /// Why the sink stopped: serde's own errors cannot carry it.
    failure: &'a mut Option<Failure>,
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> std::result::Result<(), A::Error> {
        let mut number = 0;
        while let Some(cells) = elements.next_element_seed(Object { columns: self.columns })? {
            number += 1;
            if let Err(failure) = cells.put(number, self.sink) {
                *self.failure = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

struct Object<'a> {
    columns: &'a BTreeMap<Field, Column>,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Cells;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Cells, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Cells;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> std::result::Result<Cells, A::Error> {
        let mut cells = Cells { texts: BTreeMap::new(), dropped: BTreeSet::new() };
        while let Some(name) = object.next_key::<Cow<'_, str>>()? {
            let field =
                self.columns.iter().find(|(_, column)| matches!(column, Column::Name(n) if *n == name));
            match field {
                Some((&field, _)) => {
                    if let Some(text) = text_of(&object.next_value::<serde_json::Value>()?) {
                        cells.texts.insert(field, text);
                    }
                }
                None => {
                    object.next_value::<IgnoredAny>()?;
                    cells.dropped.insert(name.into_owned());
                }
            }
        }
        Ok(cells)
    }
}

fn text_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Array(values) => {
            Some(values.iter().filter_map(text_of).collect::<Vec<_>>().join(","))
                .filter(|text| !text.is_empty())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::import_text;

    #[test]
    fn the_layout_of_fsxl() {
        let table = r#"[
            {"image_name": "111111.jpg", "photo_url": "https://www.flickr.com/photos/12345678@N00/111111",
             "author": "¡A+B!", "license": "Public Domain Mark", "date_uploaded": "2020-02-03", "country": ""},
            {"photo_url": "https://example.org/"},
            {"image_name": "222222.jpg", "photo_url": "https://www.flickr.com/photos/12345678@N00/222222",
             "author": "", "license": "United States Government Work", "date_uploaded": ""}
        ]"#;
        let (rows, report) = import_text("layout = \"fsxl\"", table.as_bytes(), false).unwrap();
        assert_eq!(rows.iter().map(|r| r.photo).collect::<Vec<_>>(), [111_111, 222_222]);
        assert_eq!(rows[0].owner.display.as_deref(), Some("¡A+B!"));
        assert_eq!(rows[0].owner.nsid.as_ref().unwrap().as_str(), "12345678@N00");
        assert_eq!(rows[0].licence.unwrap().number(), 10);
        assert_eq!((rows[1].month, rows[1].owner.display.as_deref()), (None, None));
        assert_eq!((report.bad, report.examples[0].line), (1, 2));
        assert!(report.dropped_columns.contains("country") && report.dropped_columns.contains("image_name"));
        let error = import_text("layout = \"fsxl\"", table.as_bytes(), true).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn objects_in_lines() {
        let settings = "layout = \"jsonl\"\n[dataset.table.columns]\nphoto = \"id\"\ntags = \"tags\"\n";
        let table = b"{\"id\": 111111, \"tags\": [\"a\", \"b\"], \"age\": 3}\n\n{\"id\": null}\n[]\n{\"id\": \"222222\"} x\n";
        let (rows, report) = import_text(settings, table, false).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].tags, ["a", "b"]);
        assert_eq!(report.examples.iter().map(|e| e.line).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(report.dropped_columns.iter().collect::<Vec<_>>(), ["age"]);
    }

    #[test]
    fn broken_json_is_refused() {
        for table in [&b"{}"[..], b"[{\"photo_url\": 1}", b"[1]", b"", b"[] []"] {
            assert!(import_text("layout = \"fsxl\"", table, false).is_err());
        }
    }
}
