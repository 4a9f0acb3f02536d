//! Promises 5 and 7, which the published files must keep by themselves: their lengths and names tell nothing, and
//! nobody's name or photo can be read out of them.

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use hushset_core::text::{NativePlatform, fold};
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Variant, files_below};
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The site with one shard for all verdicts, and the one with many small shards.
fn sites() -> [Built; 2] {
    [Site::sample().built(), Site::sample().variant(Variant::Small)]
}

/// The shards of a site by scope and kind: `owners/f`.
fn shards(site: &Built) -> BTreeMap<String, Vec<PathBuf>> {
    let build = site.build();
    let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files_below(&build) {
        let path = file.strip_prefix(&build).expect("a file of the build");
        let kind = path.parent().expect("a folder").to_str().expect("text").to_owned();
        if kind.is_empty() {
            assert_eq!(path, Path::new("manifest.bin"), "nothing else stands beside the shards");
        } else {
            kinds.entry(kind).or_default().push(file);
        }
    }
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["items/f", "items/x", "owners/f", "owners/x"]);
    kinds
}

fn len(file: &Path) -> u64 {
    fs::metadata(file).expect("a file").len()
}

#[test]
fn all_files_of_a_kind_have_one_length() {
    for site in sites() {
        let plan = site.plan();
        for (kind, files) in shards(&site) {
            let (scope, letter) = kind.split_once('/').expect("a scope and a kind");
            let planned = plan.shards(scope, if letter == "f" { "filter" } else { "exact" });
            assert_eq!(files.len() as u64, planned.number, "{kind}");
            for file in files {
                assert_eq!(len(&file), planned.len, "{}", file.display());
            }
        }
    }
}

#[test]
fn no_file_can_be_compressed() {
    for site in sites() {
        for file in shards(&site).into_values().flatten() {
            let bytes = fs::read(&file).expect("a shard");
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(&bytes).expect("memory takes everything");
            let gzip = gzip.finish().expect("memory takes everything").len();
            assert!(gzip >= bytes.len(), "gzip makes {} {gzip} bytes of {}", file.display(), bytes.len());
            let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
            brotli.write_all(&bytes).expect("memory takes everything");
            let brotli = brotli.into_inner().len();
            assert!(
                brotli >= bytes.len(),
                "brotli makes {} {brotli} bytes of {}",
                file.display(),
                bytes.len()
            );
        }
    }
}

/// A host that sends them must not send another page than it has.
#[test]
fn compressed_copies_say_what_the_page_says() {
    const ENDINGS: [&str; 6] = ["html", "js", "css", "wasm", "svg", "json"];
    for site in sites() {
        let index = site.folder.join("hushset");
        let is_page = |file: &PathBuf| {
            file.extension().and_then(OsStr::to_str).is_some_and(|ending| ENDINGS.contains(&ending))
        };
        let files = files_below(&site.folder).into_iter().filter(|file| !file.starts_with(&index));
        for file in files.filter(is_page) {
            let copy = |ending: &str| {
                let name = format!("{}.{ending}", file.display());
                fs::read(&name).unwrap_or_else(|error| panic!("{name}: {error}"))
            };
            let page = fs::read(&file).expect("a page");
            let mut read = Vec::new();
            GzDecoder::new(&*copy("gz")).read_to_end(&mut read).expect("gzip");
            assert!(read == page, "{}.gz is of something else", file.display());
            read.clear();
            brotli::BrotliDecompress(&mut &*copy("br"), &mut read).expect("brotli");
            assert!(read == page, "{}.br is of something else", file.display());
        }
    }
}

#[test]
fn nothing_is_sent_compressed_but_the_page() {
    for site in sites() {
        for file in files_below(&site.folder.join("hushset")) {
            assert_eq!(
                file.extension().and_then(|ending| ending.to_str()),
                Some("bin"),
                "{}",
                file.display()
            );
        }
    }
}

/// How many bits HPACK (RFC 7541, appendix B) and QPACK, which has the same table, make of a character of a path.
fn huffman_bits(letter: char) -> u32 {
    match letter {
        '0'..='2' | 'a' | 'c' | 'e' | 'i' | 'o' | 's' | 't' => 5,
        '3'..='9' | '-' | '.' | '/' | 'b' | 'd' | 'f' | 'g' | 'h' | 'l' | 'm' | 'n' | 'p' | 'r' | 'u' => 6,
        'j' | 'k' | 'q' | 'v'..='z' => 7,
        other => panic!("`{other}` does not belong into a path"),
    }
}

#[test]
fn names_of_shards_are_equally_long_however_they_are_sent() {
    for site in sites() {
        for (kind, files) in shards(&site) {
            let name = |file: &PathBuf| file.file_stem().expect("a name").to_str().expect("text").to_owned();
            let names: Vec<String> = files.iter().map(name).collect();
            let bits = |name: &String| name.chars().map(huffman_bits).sum::<u32>();
            for name in &names {
                assert!(name.chars().all(|letter| "3456789bdfghlmnp".contains(letter)), "{kind}/{name}");
                assert_eq!((name.len(), bits(name)), (names[0].len(), bits(&names[0])), "{kind}/{name}");
            }
        }
    }
    assert!("3456789bdfghlmnp".chars().all(|letter| huffman_bits(letter) == 6));
}

/// Finds many patterns of at least `WIDTH` bytes at once.
#[derive(Default)]
struct Finder {
    /// By their first bytes.
    patterns: HashMap<[u8; WIDTH], Vec<Vec<u8>>>,
}

/// The shortest pattern. Photo ids of the sample fill five bytes of eight, so these are less likely to stand
/// somewhere by chance than once in a thousand builds.
const WIDTH: usize = 6;

impl Finder {
    fn add(&mut self, pattern: &[u8]) {
        let first =
            pattern.first_chunk().unwrap_or_else(|| panic!("{pattern:?} is too short to mean anything"));
        let patterns = self.patterns.entry(*first).or_default();
        if !patterns.iter().any(|one| one == pattern) {
            patterns.push(pattern.to_vec());
        }
    }

    fn add_text(&mut self, text: &str) {
        self.add(text.as_bytes());
        self.add(fold(&NativePlatform, text).as_bytes());
    }

    /// A number as programs write it: eight bytes, either way round (of a number that is not large, six tell), or
    /// seven bits a byte.
    fn add_number(&mut self, number: u64) {
        self.add(&number.to_le_bytes()[..WIDTH]);
        self.add(&number.to_be_bytes()[8 - WIDTH..]);
        let mut variable = Vec::new();
        let mut left = number;
        while left >= 0x80 {
            variable.push(u8::try_from(left & 0x7f).expect("seven bits") | 0x80);
            left >>= 7;
        }
        variable.push(u8::try_from(left).expect("seven bits"));
        if variable.len() >= WIDTH {
            self.add(&variable);
        }
    }

    fn find(&self, bytes: &[u8]) -> Option<(usize, &[u8])> {
        bytes.windows(WIDTH).enumerate().find_map(|(at, window)| {
            let candidates = self.patterns.get(window)?;
            let found = candidates.iter().find(|pattern| bytes[at..].starts_with(pattern))?;
            Some((at, &**found))
        })
    }
}

/// Every name and every photo of the sample's tables.
fn everybody() -> Finder {
    let tables = &Site::sample().tables;
    let read = |name: &str| fs::read_to_string(tables.join(name)).expect("a table");
    let mut finder = Finder::default();
    let mut photos = 0;
    let mut photo = |finder: &mut Finder, id: &str| {
        finder.add_text(id);
        finder.add_number(id.parse().expect("a photo id"));
        photos += 1;
    };
    let mut last = String::new();
    for row in read("crawl.csv").lines().skip(1) {
        let mut cells = row.split(',');
        let mut cell = || cells.next().expect("a cell");
        let (id, nsid, alias, display) = (cell(), cell(), cell(), cell());
        photo(&mut finder, id);
        if last == nsid {
            continue;
        }
        nsid.clone_into(&mut last);
        [nsid, alias, display].iter().for_each(|name| finder.add_text(name));
        let (number, cohort) = nsid.split_once("@N").expect("an account number");
        let (number, cohort): (u64, u64) =
            (number.parse().expect("a number"), cohort.parse().expect("a number"));
        // As the index packs it. Four bytes of eight are used, so all eight are looked for.
        finder.add(&(number * 100 + cohort).to_le_bytes());
        finder.add(&(number * 100 + cohort).to_be_bytes());
        finder.add(&number.to_le_bytes());
        finder.add(&number.to_be_bytes());
    }
    for row in read("albums.txt").lines() {
        photo(&mut finder, row.split(' ').nth(1).expect("a photo"));
    }
    assert!(photos > 50_000, "{photos} photos");
    finder
}

#[test]
fn no_file_holds_a_name_or_a_photo() {
    let finder = everybody();
    for site in sites() {
        let files = files_below(&site.folder);
        assert!(files.len() > 40, "{files:?}");
        for file in files {
            let bytes = fs::read(&file).expect("a file of the site");
            if let Some((at, pattern)) = finder.find(&bytes) {
                panic!("{} holds {:?} at {at}", file.display(), String::from_utf8_lossy(pattern));
            }
        }
    }

    // The search finds what is there.
    let members = &Site::sample().names.members;
    let photo: u64 = members.photo.parse().expect("a photo id");
    let mut shard = fs::read(&shards(&sites()[0])["owners/x"][0]).expect("a shard");
    assert_eq!(finder.find(&shard), None);
    for hidden in [
        members.nsid.as_bytes(),
        fold(&NativePlatform, &members.arabic).as_bytes(),
        members.display.as_bytes(),
        members.photo.as_bytes(),
        &photo.to_le_bytes(),
        &photo.to_be_bytes(),
    ] {
        let (place, sound) = (1234..1234 + hidden.len(), shard.clone());
        shard[place].copy_from_slice(hidden);
        assert!(finder.find(&shard).is_some(), "{hidden:?} was overlooked");
        shard = sound;
    }
}
