//! Importers: whatever a table holds, every row of it is accounted for, or a sentence says what is wrong.

use flate2::{Compression, write::GzEncoder};
use hushset::{
    config::Config,
    error::{Failure, Result},
    import::{self, ImportReport},
    progress::Progress,
    row::{AccountRow, Intake, Row, RowSink},
};
use hushset_core::dataset::DatasetIndex;
use parquet::{
    column::writer::ColumnWriter,
    data_type::ByteArray,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::{
    fs,
    io::Write,
    path::PathBuf,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

/// What a file is read as.
struct Kind {
    settings: &'static str,
    reads: Reads,
    /// A small invented table: no account number ends in `@N99`, and no photo has such an id.
    table: &'static str,
}

/// Which importer reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Dataset,
    Shared,
    Accounts,
    Suppressed,
}

const COLUMNS: &str = "id\tby\towner\tshown\twhen\tlicence\ttags\timage\n90000000001\tjanedoe\t12345678@N99\tJane é\t2010-05-01\t4\tcat,new york\t90000000001_0123456789_b.jpg\n90000000002\tjoan\t\t\t1331840483\tx\t\"a \t\"\t\nnone\t\n";

/// Every layout, and the lists that are no tables of a dataset.
const KINDS: [Kind; 20] = [
    of("layout = \"diveface\"", "12345678@N99_identity_3/90000000001_0.jpg\n\nnonsense\n"),
    of(
        "layout = \"megaface\"",
        "FlickrFinal2/012/34567890@N99/90000000003_0.jpg\nMF2/23456789@N99_identity_0/90000000002_4.jpg\n",
    ),
    of("layout = \"pipa\"", "72157 90000000001 1 2 3 4 5 1\n72157 90000000002 1 2 3 4 5\n"),
    of(
        "layout = \"fsxl\"",
        r#"[{"image_name": "90000000001.jpg", "photo_url": "https://www.flickr.com/photos/12345678@N99/90000000001", "author": "A", "license": "Public Domain Mark", "date_uploaded": "2020-02-03"}, {"photo_url": null}]"#,
    ),
    of(
        "layout = \"ffhq\"",
        r#"{"0": {"metadata": {"photo_url": "https://www.flickr.com/photos/janedoe/90000000001/", "author": "Jane \u00e9", "license": "Attribution License", "date_uploaded": "2010-05-15"}, "image": {"face_landmarks": [[1.5, -2e3], []]}}, "1": []}"#,
    ),
    of(
        "layout = \"adience\"",
        "user_id\toriginal_image\tface_id\tage\n12345678@N99\t90000000001_0123456789_o.jpg\t1\t(25, 32)\n",
    ),
    of(
        "layout = \"vgg_face\"",
        "00000001 http://farm5.static.flickr.com/4072/90000000001_0123456789_b.jpg 70.9 80.1 200.5 210.7 1.00 3.20 1\n3 http://example.org/x.jpg 1 2\n",
    ),
    of(
        "layout = \"yfcc100m\"",
        "90000000001\t12345678@N99\tJane+%C3%A9\t2012-02-16 09:56:37.0\t1331840483\tCanon\tA\tb\tcat,new+york\t\t1\t2\t16\thttp://www.flickr.com/photos/12345678@N99/90000000001/\thttp://x/\tAttribution License\thttp://creativecommons.org/licenses/by/2.0/\t7205\t8\t0123456789\tabcdefabcd\tjpg\t0\n1\t2\n",
    ),
    of(
        "layout = \"open_images\"",
        "ImageID,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Thumbnail300KURL\n0,https://farm4.staticflickr.com/3927/90000000001_abcdefabcd_o.jpg,https://www.flickr.com/photos/janedoe/90000000001,https://creativecommons.org/licenses/by/2.0/,https://www.flickr.com/people/12345678@N99/,\"Doe, \"\"J\"\"\",https://c4.staticflickr.com/4/3927/90000000001_0123456789_z.jpg\n",
    ),
    of(
        "layout = \"ibm_dif\"",
        "url,age\nhttp://farm3.staticflickr.com/2893/90000000001_0123456789_b.jpg,33\n\"x\",https://example.org/\nnone\n",
    ),
    of(
        "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"\nlicence = \"licence\"\n",
        "id,by,licence\n90000000001,\"a\nb\",4\n90000000002,5\" tall,\n,,\n",
    ),
    of(
        "layout = \"tsv\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"\nowner = \"owner\"\ndisplay_name = \"shown\"\ndate = \"when\"\nlicence = \"licence\"\ntags = \"tags\"\nimage = \"image\"\n",
        COLUMNS,
    ),
    of("layout = \"csv\"\n[dataset.table.columns]\nphoto = 2\nnsid = 1\n", "12345678@N99,90000000001\nx,\n"),
    of(
        "layout = \"json\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by.alias\"\ntags = \"tags\"\n",
        r#"[{"id": 90000000001, "by": {"alias": "j\u0061ne"}, "tags": ["a, b", "c"]}, {"id": "90000000002"}, [], 1e400]"#,
    ),
    of(
        "layout = \"jsonl\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by.alias\"\ntags = \"tags\"\n",
        "{\"id\": 90000000001, \"tags\": [\"a\"], \"by\": {\"alias\": \"jane\"}}\n\n{\"id\": null}\n{\"id\": [1]}\n",
    ),
    of("layout = \"parquet\"\n[dataset.table.columns]\nphoto = \"id\"\nalias = \"by\"\n", ""),
    Kind {
        settings: "[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[table]]\nfiles = [\"table\"]\nlayout = \"csv\"\n[table.columns]\nphoto = \"id\"\ndataset = \"of\"\n",
        reads: Reads::Shared,
        table: "id,of\n90000000001,d\n90000000002,\n",
    },
    Kind {
        settings: "[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[dataset.table]]\nfiles = [\"other\"]\nlayout = \"pipa\"\n[[accounts]]\nfiles = [\"table\"]\nlayout = \"csv\"\n[accounts.columns]\nnsid = \"id\"\nalias = \"by\"\nformer = \"before\"\n",
        reads: Reads::Accounts,
        table: "id,by,before\n12345678@N99,jane,\"joan, jo\"\n,,\n",
    },
    Kind {
        settings: "[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[dataset.table]]\nfiles = [\"other\"]\nlayout = \"pipa\"\n[suppress]\nfiles = [\"table\"]\n",
        reads: Reads::Suppressed,
        table: "12345678@N99\n# nobody\njanedoe\nhttps://www.flickr.com/photos/janedoe/90000000001\n",
    },
    of(
        "layout = \"csv\"\n[dataset.table.columns]\nitem = \"url\"\n[index]\nscheme = \"web\"\n",
        "url\nhttps://www.example.co.uk/a?b\nb\u{fc}cher.example\n::\n",
    ),
];

const fn of(settings: &'static str, table: &'static str) -> Kind {
    Kind { settings, reads: Reads::Dataset, table }
}

/// A folder with the settings of each kind, and one name for the table that they are about.
struct Desk {
    folder: TempDir,
    configs: Vec<Config>,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    // Fails only if there is a pool already, and that does as well.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(2).build_global();
    // In memory where the system has that: thousands of tables are written.
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.expect("a temporary folder");
    let config = |kind: &Kind| {
        let table = match kind.reads {
            Reads::Dataset => format!(
                "[[dataset]]\nslug = \"d\"\nname = \"D\"\n[[dataset.table]]\nfiles = [\"table\"]\n{}",
                kind.settings
            ),
            _ => kind.settings.to_owned(),
        };
        let file = folder.path().join("hushset.toml");
        fs::write(&file, format!("[site]\ntitle = \"T\"\npublisher = \"P\"\n{table}")).expect("settings");
        Config::read(&file).expect("sound settings")
    };
    Desk { configs: KINDS.iter().map(config).collect(), folder }
});

/// Reads a table: the first byte says as what, the second how it is packed. Every row is taken, or counted with the
/// reason why not; or else a sentence says what is wrong with the table, and does not quote it.
pub fn tables(bytes: &[u8]) {
    let [kind, packing, table @ ..] = bytes else { return };
    let which = usize::from(*kind) % KINDS.len();
    let config = &DESK.configs[which];
    fs::write(DESK.folder.path().join("table"), pack(*packing, table)).expect("a table");
    let taken = Taken::default();
    match read(KINDS[which].reads, config, &taken) {
        Err(failure) => assert_is_told(&failure),
        Ok(None) => {}
        Ok(Some(report)) => {
            let taken = taken.0.into_inner();
            assert_eq!(taken + report.bad + report.other + report.left_out, report.rows);
            assert!(taken > 0, "a table of which nothing could be used is refused");
            assert!(report.examples.len() as u64 <= report.bad);
        }
    }
}

fn pack(how: u8, table: &[u8]) -> Vec<u8> {
    match how % 4 {
        1 => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(table).expect("memory");
            gzip.finish().expect("memory")
        }
        2 => zstd::encode_all(table, 1).expect("memory"),
        _ => table.to_vec(),
    }
}

fn read(reads: Reads, config: &Config, taken: &Taken) -> Result<Option<ImportReport>> {
    let silent = Progress::silent();
    match reads {
        Reads::Dataset => {
            let place = DatasetIndex::new(0).expect("the first dataset");
            import::dataset(config, place, &config.datasets[0], false, &silent, taken).map(Some)
        }
        Reads::Shared => import::shared(config, false, &silent, taken).map(Some),
        Reads::Accounts => import::accounts(config, false, &silent, taken).map(Some),
        Reads::Suppressed => import::suppressed(config).map(|_| None),
    }
}

/// A failure is about the table, and a bug is none.
fn assert_is_told(failure: &Failure) {
    let text = failure.to_string();
    assert!(matches!(failure, Failure::Table { .. }), "{text}");
    assert!(!text.trim().is_empty() && text.len() < 2000, "{text}");
}

/// Counts what it is given.
#[derive(Default)]
struct Taken(AtomicU64);

impl Intake for Taken {
    fn sink(&self) -> Box<dyn RowSink + '_> {
        Box::new(Counter(&self.0))
    }
}

struct Counter<'t>(&'t AtomicU64);

impl RowSink for Counter<'_> {
    fn row(&mut self, _: DatasetIndex, _: &Row<'_>) -> Result<()> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn account(&mut self, _: AccountRow<'_>) -> Result<()> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// A table of each kind, plain and packed; packed bytes also as they are, to be damaged.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (kind, Kind { table, .. }) in (0_u8..).zip(&KINDS) {
        let table = if table.is_empty() { parquet() } else { table.as_bytes().to_vec() };
        let seed = |packing: u8, table: &[u8]| [&[kind, packing], table].concat();
        seeds.push(seed(0, &table));
        seeds.push(seed(1, &table));
        seeds.push(seed(0, &pack(1, &table)));
        seeds.push(seed(0, &pack(2, &table)));
    }
    seeds
}

fn parquet() -> Vec<u8> {
    let schema = "message photos { required int64 id; optional binary by (UTF8); required double age; }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a file");
    let mut group = file.next_row_group().expect("a row group");
    while let Some(mut column) = group.next_column().expect("a column") {
        let written = match column.untyped() {
            ColumnWriter::Int64ColumnWriter(ids) => {
                ids.write_batch(&[90_000_000_001, 90_000_000_002], None, None)
            }
            ColumnWriter::ByteArrayColumnWriter(names) => {
                names.write_batch(&[ByteArray::from("jane")], Some(&[1, 0]), None)
            }
            ColumnWriter::DoubleColumnWriter(ages) => ages.write_batch(&[1.5, 2.5], None, None),
            _ => panic!("the schema has no such column"),
        };
        written.expect("memory");
        column.close().expect("memory");
    }
    group.close().expect("memory");
    file.close().expect("memory");
    bytes
}
