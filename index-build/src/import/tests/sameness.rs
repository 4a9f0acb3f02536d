//! Rows and line numbers depend on the bytes of a table alone, not on how they are cut up and shared out.

use super::super::{
    Pace,
    testing::{Folder, Imported, KeptRow},
};
use proptest::prelude::*;

const SETTINGS: &str =
    "files = [\"table\"]\nlayout = \"csv\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"\n";

fn import(folder: &Folder, settings: &str, block: usize, threads: usize) -> Option<Imported> {
    folder.import_at(settings, Pace { threads, block }, false).ok()
}

/// Everything that must be the same.
fn gist(imported: &Imported) -> (Vec<KeptRow>, String) {
    (imported.rows.clone(), serde_json::to_string(&imported.report).unwrap())
}

fn is_the_same_however_it_is_cut(folder: &Folder, settings: &str, len: usize) {
    let whole = import(folder, settings, len + 1, 1);
    for block in [1, 2, 3, 7, 16, 61, 1000] {
        for threads in [1, 3] {
            let cut = import(folder, settings, block, threads);
            assert_eq!(
                cut.as_ref().map(gist),
                whole.as_ref().map(gist),
                "blocks of {block}, {threads} threads"
            );
        }
    }
}

#[test]
fn every_kind_of_record() {
    let csv = "by,x,id\n\"a\nb\",\"\"\"\",90000000001\n\nbad\nc,5\" tall,90000000002\r\n\"d,\"\"\n\n\",,90000000003\n,,x\n\
               e,\"\",90000000004";
    let folder = Folder::with(csv);
    let whole = import(&folder, SETTINGS, 1 << 20, 1).unwrap();
    assert_eq!(whole.photos(), (90_000_000_001..=90_000_000_004).collect::<Vec<_>>());
    assert_eq!(whole.bad_lines(), [5, 10]);
    is_the_same_however_it_is_cut(&folder, SETTINGS, csv.len());

    let folder = Folder::with("\n1 90000000001 1 2 3 4 5 1\nbad\n\n1 90000000002 1 2 3 4 5 1\r\nbad");
    is_the_same_however_it_is_cut(&folder, "files = [\"table\"]\nlayout = \"pipa\"", 80);
}

/// A cell as it is written, sometimes in quotation marks.
fn cell() -> impl Strategy<Value = String> {
    let inside =
        prop::collection::vec(prop::sample::select(vec!["a", "\n", ",", "\"", "\r", " ", "é"]), 0..4)
            .prop_map(|parts| parts.concat());
    prop_oneof![
        "[a-zé5\"]{0,4}".prop_filter("it would open a quotation", |cell| !cell.starts_with('"')),
        inside.prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The `csv` crate, reading the table whole, is the measure.
    #[test]
    fn blocks_are_cut_where_records_end(rows in prop::collection::vec((cell(), cell()), 1..12), block in 1_usize..40) {
        let mut table = "by,x,id\n".to_owned();
        for (at, (alias, other)) in rows.iter().enumerate() {
            table.push_str(&format!("{alias},{other},{}\n", 90_000_000_000_u64 + at as u64));
        }
        let folder = Folder::with(&table);
        let read = import(&folder, SETTINGS, block, 2).expect("the table is whole");
        let mut reader = csv::ReaderBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_reader(table.as_bytes());
        let expected: Vec<(u64, Option<String>)> = reader
            .records()
            .map(|record| {
                let record = record.expect("the table is whole");
                let alias = record[0].trim();
                (record[2].parse().expect("an id"), (!alias.is_empty()).then(|| alias.to_owned()))
            })
            .collect();
        let found: Vec<_> =
            read.rows.iter().map(|row| (row.photo, row.owner.alias.as_deref().map(str::to_owned))).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(read.report.bad, 0);
    }
}
