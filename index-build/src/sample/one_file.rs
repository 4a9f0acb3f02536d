//! One table of any length, `photos.csv`, for measuring what size costs. It is written as it is drawn: nothing is kept.
//!
//! * Accounts have a heavy tail, in octaves: each octave of accounts has as many rows as any other, and twice as many
//!   accounts as the one before. So account number k has about 1/k of the rows of the first, the largest have 1/400 of
//!   all rows, and 1.6 million accounts are there to be drawn.
//! * Rows stand by dataset, as when lists are put one behind the other; within a dataset, accounts and photo ids come in no
//!   order at all, which is harder to build from than any real list.
//! * One photo in twenty is in a second dataset, far behind its first row, with the same owner.

use super::{FIRST_PHOTO, Names, Strangers, Table, nsid_number};
use crate::{
    error::{Failure, Result},
    progress::Progress,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};
use std::{
    fmt::{self, Display},
    fs,
    io::Write as _,
    iter::StepBy,
    ops::RangeInclusive,
    path::Path,
};

/// The name of the table.
pub const TABLE: &str = "photos.csv";

/// What the table is and how a site is made of it.
const SETTINGS: &str = include_str!("one_file.toml");

/// Photos drawn between two that come again in a second dataset, so that these are from all of the first one.
const BETWEEN_REPEATED: usize = 13;

/// With fewer rows no account has a second one; and the photo ids of more would not have eleven digits.
const ROWS: RangeInclusive<u64> = 1000..=PHOTO_IDS;

/// So many photo ids are there to be drawn: a power of two.
const PHOTO_IDS: u64 = 1 << 33;

/// Accounts in the first octave.
const FIRST_OCTAVE: u64 = 25;

/// Octaves: a power of two, so that four bits choose one.
const OCTAVES: u64 = 16;

/// Names of an account and a photo that are in the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Members {
    /// An account number.
    pub nsid: String,
    /// The alias of the same account.
    pub alias: String,
    /// An account with one of the longest lists of photos.
    pub heavy: String,
    /// A photo that is in two datasets.
    pub photo: String,
    /// The address of the same photo, which is one of the first account.
    pub photo_page: String,
}

/// Writes a table of exactly `rows` rows, and the settings to build a site of it, into `folder`.
pub fn sample_rows(folder: &Path, rows: u64, seed: u64, progress: &Progress) -> Result<Names<Members>> {
    if !ROWS.contains(&rows) {
        let (least, most) = ROWS.into_inner();
        return Err(Failure::Question(format!("a sample can have {least} to {most} rows, and not {rows}")));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
    write_table(&folder.join(TABLE), rows, seed, progress)?;
    let members = members(seed);
    let strangers = Strangers::beside(&members.nsid);
    let names = Names { members, strangers };
    names.write(folder, SETTINGS)?;
    Ok(names)
}

fn write_table(path: &Path, rows: u64, seed: u64, progress: &Progress) -> Result<()> {
    let mut table = Table::create(path.into())?;
    let bar = progress.count("Writing invented rows", rows);
    table.write(b"dataset,alias,nsid,photo_id,secret,server\n")?;
    let mut line = Vec::new();
    for (written, row) in (1_u64..).zip(Rows::new(rows, seed)) {
        line.clear();
        row.append_to(&mut line);
        table.write(&line)?;
        if written % 65_536 == 0 {
            bar.advance(65_536);
        }
    }
    bar.finish();
    table.finish()
}

/// The first photo of all is the first one to come again.
fn members(seed: u64) -> Members {
    let photo = Photos::new(seed).draw();
    let nsid = nsid(photo.account).to_string();
    Members {
        alias: alias(photo.account).to_string(),
        heavy: self::nsid(1).to_string(),
        photo: photo.id.to_string(),
        photo_page: format!("https://www.flickr.com/photos/{nsid}/{}/", photo.id),
        nsid,
    }
}

fn nsid(account: u64) -> impl Display {
    fmt::from_fn(move |f| write!(f, "{}@N99", nsid_number(account)))
}

fn alias(account: u64) -> impl Display {
    fmt::from_fn(move |f| write!(f, "sample-{account}"))
}

/// A photo: everything about it follows from its place in the stream of photos.
#[derive(Clone, Copy)]
struct Photo {
    account: u64,
    id: u64,
    secret: u64,
    server: u64,
}

/// The endless stream of photos of a seed.
struct Photos {
    random: ChaCha8Rng,
    number: u64,
}

impl Photos {
    fn new(seed: u64) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), number: 0 }
    }

    fn draw(&mut self) -> Photo {
        let (owner, file) = (self.random.next_u64(), self.random.next_u64());
        let id = FIRST_PHOTO + scattered(self.number);
        self.number += 1;
        Photo { account: account(owner), id, secret: file >> 24, server: 1 + file % 65_535 }
    }
}

impl Iterator for Photos {
    type Item = Photo;

    fn next(&mut self) -> Option<Photo> {
        Some(self.draw())
    }
}

/// An account's rank, from 1: an octave, and an account in it.
fn account(draw: u64) -> u64 {
    let octave = FIRST_OCTAVE << (draw % OCTAVES);
    1 + (octave - FIRST_OCTAVE) + (draw / OCTAVES) % octave
}

/// A number below [`PHOTO_IDS`], another one for every number below it: an odd factor permutes them.
fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % PHOTO_IDS
}

/// A row of the table.
struct Row {
    dataset: &'static str,
    photo: Photo,
}

impl Row {
    fn append_to(&self, line: &mut Vec<u8>) {
        let Self { dataset, photo: Photo { account, id, secret, server } } = self;
        let (alias, nsid) = (alias(*account), nsid(*account));
        // Writing to memory cannot fail.
        let _ = writeln!(line, "{dataset},{alias},{nsid},{id},{secret:010x},{server}");
    }
}

/// The rows of a table.
struct Rows {
    photos: Photos,
    /// The same photos once more, from the first on, for the rows that repeat one.
    repeated: StepBy<Photos>,
    row: u64,
    end: u64,
}

impl Rows {
    fn new(rows: u64, seed: u64) -> Self {
        Self {
            photos: Photos::new(seed),
            repeated: Photos::new(seed).step_by(BETWEEN_REPEATED),
            row: 0,
            end: rows,
        }
    }

    /// Seven tenths, two tenths and one.
    fn dataset(&self) -> &'static str {
        match self.row * 10 / self.end {
            0..7 => "sample-crawl",
            7 | 8 => "sample-faces",
            _ => "sample-albums",
        }
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.row == self.end {
            return None;
        }
        let dataset = self.dataset();
        let is_repeated = dataset != "sample-crawl" && self.row.is_multiple_of(6);
        let photo = if is_repeated { self.repeated.next()? } else { self.photos.draw() };
        self.row += 1;
        Some(Row { dataset, photo })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    const MANY: u64 = 200_000;

    fn lines(rows: u64, seed: u64) -> Vec<u8> {
        let mut lines = Vec::new();
        Rows::new(rows, seed).for_each(|row| row.append_to(&mut lines));
        lines
    }

    #[test]
    fn a_seed_gives_one_table() {
        assert_eq!(lines(5000, 1), lines(5000, 1));
        assert_ne!(lines(5000, 1), lines(5000, 2));
        let first = String::from_utf8(lines(1000, 1)).unwrap();
        assert_eq!(
            first.lines().next(),
            Some("sample-crawl,sample-51,10403869@N99,90000000000,149406d8fc,42471"),
            "equal in every release"
        );
    }

    #[test]
    fn the_tail_is_heavy() {
        let mut photos = BTreeMap::<u64, u64>::new();
        Rows::new(MANY, 1).for_each(|row| *photos.entry(row.photo.account).or_default() += 1);
        let largest = photos.values().max().unwrap() * 400;
        assert!((MANY * 3 / 4..MANY * 5 / 4).contains(&largest), "1/400 of all rows, about: {largest}");
        assert!(photos.len() as u64 > MANY / 10, "most accounts have few: {}", photos.len());
    }

    #[test]
    fn one_photo_in_twenty_is_in_two_datasets_with_one_owner() {
        let mut seen = BTreeMap::<u64, Row>::new();
        let mut repeated = 0;
        for row in Rows::new(MANY, 1) {
            let photo = row.photo;
            if let Some(before) = seen.insert(photo.id, row) {
                repeated += 1;
                assert_eq!((before.dataset, before.photo.account), ("sample-crawl", photo.account));
                assert_eq!((before.photo.secret, before.photo.server), (photo.secret, photo.server));
            }
        }
        let datasets: BTreeSet<_> = seen.values().map(|row| row.dataset).collect();
        assert_eq!(datasets.len(), 3);
        assert!((MANY * 49 / 1000..MANY * 51 / 1000).contains(&repeated), "{repeated}");
    }

    #[test]
    fn everything_is_marked_as_invented() {
        for line in String::from_utf8(lines(20_000, 3)).unwrap().lines() {
            let fields: Vec<&str> = line.split(',').collect();
            let [dataset, alias, nsid, photo, secret, server] = fields[..] else { panic!("{line}") };
            assert!(dataset.starts_with("sample-") && alias.starts_with("sample-"), "{line}");
            assert!(nsid.ends_with("@N99"), "{line}");
            assert!(photo.len() == 11 && photo.parse::<u64>().unwrap() >= FIRST_PHOTO, "{line}");
            assert!(secret.len() == 10 && server.parse::<u16>().unwrap() > 0, "{line}");
        }
    }

    #[test]
    fn the_folder_has_what_a_build_needs() {
        let folder = tempfile::tempdir().unwrap();
        let names = sample_rows(folder.path(), 1000, 1, &Progress::silent()).unwrap();
        let table = fs::read_to_string(folder.path().join(TABLE)).unwrap();
        assert_eq!(table.lines().count(), 1001);
        let rows_of =
            |text: &str| table.lines().filter(|line| line.split(',').any(|field| field == text)).count();
        assert_eq!(rows_of(&names.members.photo), 2);
        assert!(rows_of(&names.members.nsid) > 0 && rows_of(&names.members.heavy) > 0);
        assert_eq!(rows_of(&names.strangers.same_prefix_as_nsid), 0);
        assert!(sample_rows(folder.path(), 999, 1, &Progress::silent()).is_err());
    }
}
