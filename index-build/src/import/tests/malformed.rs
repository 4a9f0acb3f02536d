//! What is not as it should be ends in a clear sentence, or is counted: nothing hangs, panics or gets lost.

use super::super::testing::{Folder, PACE, gzip, import_text};
use proptest::prelude::*;

const PIPA: &str = "layout = \"pipa\"";
const CSV: &str = "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"\n";

/// Each layout, with the settings it needs.
fn every_layout() -> Vec<String> {
    let fixed = [
        "diveface",
        "megaface",
        "pipa",
        "fsxl",
        "ffhq",
        "adience",
        "vgg_face",
        "yfcc100m",
        "open_images",
        "ibm_dif",
    ];
    let mapped = ["csv", "tsv", "json", "jsonl", "parquet"];
    let columns = "[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"";
    fixed
        .iter()
        .map(|layout| format!("layout = \"{layout}\""))
        .chain(mapped.iter().map(|layout| format!("layout = \"{layout}\"\n{columns}")))
        .collect()
}

fn refused(settings: &str, table: impl AsRef<[u8]>, part: &str) {
    let error = import_text(settings, table).unwrap_err().to_string();
    assert!(error.contains(part), "{settings} → {error}");
    assert!(!error.contains("secret words"), "{error}");
}

#[test]
fn files_that_are_something_else() {
    let utf16: Vec<u8> = "id,by\n1,jane\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for settings in every_layout().iter().filter(|settings| !settings.contains("parquet")) {
        refused(settings, [&b"\xff\xfe"[..], &utf16].concat(), "UTF-16");
        refused(settings, &utf16, "UTF-16");
        refused(settings, "<!DOCTYPE html><html>secret words</html>", "web page");
        refused(settings, b"PK\x03\x04...", "zip");
        refused(settings, b"BZh91AY", "bzip2");
        refused(settings, b"PAR1....", "parquet");
        refused(settings, gzip(b"\xfd7zXZ\x00"), "xz");
    }
}

#[test]
fn empty_files() {
    for settings in every_layout() {
        for table in ["", "\u{feff}", "\n\n \n"] {
            let error = import_text(&settings, table).unwrap_err().to_string();
            assert!(
                ["empty", "JSON document", "Parquet", "no column"].iter().any(|part| error.contains(part)),
                "{error}"
            );
        }
    }
    refused(CSV, "id,by\n", "empty");
    refused("layout = \"fsxl\"", "[]", "empty");
}

#[test]
fn tables_of_which_nothing_can_be_used() {
    refused("layout = \"diveface\"", "secret words\n\nc,d\n", "line 1");
    refused(
        "layout = \"ibm_dif\"",
        "https://example.org/secret words\n",
        "not one is about a photo on Flickr",
    );
    let folder = Folder::new();
    folder.write("good", "1 90000000001 1 2 3 4 5 1\n");
    folder.write("wrong", "some other table\n");
    let error = folder.import("files = [\"good\", \"wrong\"]\nlayout = \"pipa\"").unwrap_err().to_string();
    assert!(error.starts_with("wrong: not one row"), "{error}");
}

#[test]
fn a_table_that_turns_into_something_else() {
    let table =
        "id,by\n90000000001,jane\n<!DOCTYPE html>\n<title>502, secret words, 502</title>\n90000000002,joan\n";
    let read = import_text(CSV, table).unwrap();
    assert_eq!((read.photos(), read.bad_lines()), (vec![90_000_000_001, 90_000_000_002], vec![3, 4]));
    assert!(!format!("{:?}", read.report).contains("secret words"));
}

#[test]
fn bytes_that_are_not_text() {
    let table = b"id,by\n90000000001,\xe9\n90000000002,a\0b\n90000000003,\"\xe9\"\n90000000004,\"\0\"\n90000000005,jane\n";
    let read = import_text(CSV, table).unwrap();
    assert_eq!((read.photos(), read.bad_lines()), (vec![90_000_000_005], vec![2, 3, 4, 5]));
    let only_id = "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"id\"\n";
    let read = import_text(only_id, b"id,by\n90000000001,\xe9\n90000000002,\"\xe9\"\n").unwrap();
    assert_eq!(read.photos().len(), 2, "a column that is dropped may hold what it likes");
}

#[test]
fn an_endless_line() {
    let long = vec![b'x'; 100 << 20];
    refused(PIPA, &long, "line 1 is longer than 1 MiB");
    refused(CSV, [b"id,by\n90000000001,a\n", &long[..]].concat(), "longer than 1 MiB");
    refused(CSV, [b"id,by\n90000000001,\"", &long[..]].concat(), "line 2: a quotation mark");
    refused("layout = \"fsxl\"", [b"[{\"photo_url\": \"", &long[..]].concat(), "row 1 is longer than 16 MiB");
    refused(
        "layout = \"ffhq\"",
        gzip(&[b"{\"0\": {}, \"1\": {\"x\": \"", &long[..]].concat()),
        "row 2 is longer",
    );
}

#[test]
fn quotation_marks_that_are_not_closed() {
    refused(CSV, "id,by\n90000000001,jane\n90000000002,\"joan\n90000000003,x\n", "line 3: a quotation mark");
    let read = import_text(CSV, "id,by\n90000000001,5\" tall\n90000000002,joan\n").unwrap();
    assert_eq!(read.photos().len(), 2, "within a field it is a character like any other");
}

#[test]
fn broken_json() {
    for table in ["{\"photo_url\": 1}", "[{\"photo_url\": 1}", "[1]", "7", "\"secret words\"", "[] []", "[{]"]
    {
        let error = import_text("layout = \"fsxl\"", table).unwrap_err().to_string();
        assert!(!error.contains("secret words"), "{error}");
    }
    refused("layout = \"ffhq\"", format!("{}1", "[".repeat(100_000)), "JSON");
}

#[test]
fn strict_stops_at_the_first_bad_row() {
    let mut table = "1 90000000001 1 2 3 4 5 1\n".repeat(5000);
    table.push_str("bad\n");
    table.push_str(&"1 90000000001 1 2 3 4 5 1\nbad\n".repeat(5000));
    let folder = Folder::with(table);
    for block in [1, 100, 5000, 1 << 20] {
        for threads in [1, 2, 7] {
            let pace = super::super::Pace { threads, block };
            let error = folder.import_at("files = [\"table\"]\nlayout = \"pipa\"", pace, true).unwrap_err();
            assert!(error.to_string().contains("line 5001: "), "{error}");
        }
    }
}

#[test]
fn a_sink_that_fails_ends_the_import() {
    struct Full;
    impl crate::row::Intake for Full {
        fn sink(&self) -> Box<dyn crate::row::RowSink + '_> {
            Box::new(Full)
        }
    }
    impl crate::row::RowSink for Full {
        fn row(
            &mut self,
            _: hushset_core::dataset::DatasetIndex,
            _: &crate::row::Row<'_>,
        ) -> crate::error::Result<()> {
            Err(crate::error::Failure::Plan("the disk is full".into()))
        }
        fn account(&mut self, _: crate::row::AccountRow<'_>) -> crate::error::Result<()> {
            Ok(())
        }
        fn finish(self: Box<Self>) -> crate::error::Result<()> {
            Ok(())
        }
    }
    let folder = Folder::with("12345678@N99_identity_3/90000000001_0.jpg\n");
    let config = folder.config(super::super::testing::HEAD).unwrap();
    let progress = crate::progress::Progress::silent();
    let index = hushset_core::dataset::DatasetIndex::new(0).unwrap();
    let error =
        super::super::dataset(&config, index, &config.datasets[0], false, &progress, &Full).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
}

/// Pieces of which tables are made, and things that should not be in them.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        prop::sample::select(vec![
            &b"\n"[..],
            b"\r\n",
            b"\"",
            b"\"\"",
            b",",
            b"\t",
            b" ",
            b"id",
            b"by",
            b"id,by\n",
            b"90000000001",
            b"@N99",
            b"12345678@N99_identity_1/",
            b"_0.jpg",
            b"[",
            b"{",
            b"}",
            b"]",
            b":",
            b"\"id\"",
            b"\"metadata\"",
            b"null",
            b"https://live.staticflickr.com/1/",
            b"https://www.flickr.com/photos/",
            b"\xef\xbb\xbf",
            b"\x1f\x8b\x08",
            b"\x28\xb5\x2f\xfd",
            b"PAR1",
            b"\0",
            b"\xff",
            b"user_id\toriginal_image\n",
            b"%E9",
            b"+",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(scrap, 0..60).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic(bytes in scraps(), strict: bool) {
        let folder = Folder::with(bytes);
        for settings in every_layout() {
            let _ = folder.import_at(&format!("files = [\"table\"]\n{settings}"), PACE, strict);
        }
    }
}
