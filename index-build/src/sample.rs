//! `hushset sample`: invented tables that look like real ones: names in many scripts, a heavy tail of accounts,
//! photos in several datasets, owners that only one table knows.
//!
//! Nothing in them exists. Account numbers end in `@N99` and photo ids start at ninety thousand million, where
//! Flickr has given out neither. Equal settings give equal tables.

use crate::error::{Failure, Result};
use hushset_core::{
    identifier::{Page, Scheme},
    key::{Key, PrefixBits},
    scheme::flickr,
    text::NativePlatform,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// The first photo id: no real photo has it or one above it.
const FIRST_PHOTO: u64 = 90_000_000_000;

/// Parts of invented names.
const GIVEN: [&str; 16] = [
    "Ada",
    "Björn",
    "Chloé",
    "Dilnoza",
    "Émile",
    "Fatoumata",
    "Γιώργος",
    "Hiroshi 浩",
    "Иван",
    "Jürgen",
    "كريم",
    "ليلى",
    "Mbali",
    "Nguyễn",
    "Ôlafur",
    "Zoë",
];
const FAMILY: [&str; 16] = [
    "Ashby",
    "Brandt",
    "Çelik",
    "Dubois",
    "Eriksen",
    "Ferrari",
    "García",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kowalczyk",
    "Lindqvist",
    "Mensah",
    "Novák",
    "Okafor",
    "الزهراء",
];

/// The names to try, which the command prints and tests read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Names {
    /// In the datasets.
    pub members: Members,
    /// Not in them.
    pub strangers: Strangers,
}

/// Names of accounts and photos that are in the sample.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Members {
    /// An account number.
    pub nsid: String,
    /// The alias of the same account.
    pub alias: String,
    /// The display name of the same account.
    pub display: String,
    /// A display name in Arabic script.
    pub arabic: String,
    /// The account with the most photos.
    pub heavy: String,
    /// A photo that is in two datasets.
    pub photo: String,
    /// The address of a photo of the first account.
    pub photo_page: String,
    /// A photo whose owner only another table knows.
    pub linked_photo: String,
}

/// Names that are in no table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Strangers {
    /// An account number.
    pub nsid: String,
    /// An alias.
    pub alias: String,
    /// An account number whose key begins with the same 20 bits as the member's: no host can tell the two apart.
    pub same_prefix_as_nsid: String,
    /// A photo.
    pub photo: String,
}

struct Account {
    nsid: String,
    alias: String,
    display: String,
    photos: u64,
}

/// Writes tables of about `photos` photos, and the settings to build a site of them, into `folder`.
pub fn sample(folder: &Path, photos: u64, seed: u64) -> Result<Names> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let accounts = accounts(&mut random, photos);
    let mut tables = Tables::create(folder)?;
    let mut photo = FIRST_PHOTO;
    let mut names = None;
    let mut linked_photo = None;
    let mut arabic = None;
    for account in &accounts {
        let first = photo;
        let mut in_two = None;
        for number in 0..account.photos {
            photo += 1 + random.next_u64() % 97;
            let row = SampleRow { account, photo, number, draw: random.next_u64() };
            tables.write(&row)?;
            if row.is_in_faces() {
                in_two = in_two.or(Some(photo));
            }
            if row.is_in_albums() && account.photos > 20 {
                linked_photo = linked_photo.or(Some(photo));
            }
        }
        if account.display.contains('ل') && account.photos > 2 {
            arabic = arabic.or_else(|| Some(account.display.clone()));
        }
        if let (None, Some(in_two), 5..=40) = (&names, in_two, account.photos) {
            names = Some((account, first, in_two));
        }
    }
    tables.finish(&mut random, photos)?;
    let heavy = accounts.iter().max_by_key(|account| account.photos).map(|account| account.nsid.clone());
    let (account, _, photo) = names.ok_or_else(|| too_few(photos))?;
    let members = Members {
        nsid: account.nsid.clone(),
        alias: account.alias.clone(),
        display: account.display.clone(),
        arabic: arabic.ok_or_else(|| too_few(photos))?,
        heavy: heavy.unwrap_or_default(),
        photo: photo.to_string(),
        photo_page: format!("https://www.flickr.com/photos/{}/{photo}/", account.nsid),
        linked_photo: linked_photo.ok_or_else(|| too_few(photos))?.to_string(),
    };
    let strangers = Strangers {
        nsid: "1234567@N98".into(),
        alias: "nobody-of-this-name".into(),
        same_prefix_as_nsid: twin(&members.nsid),
        photo: (FIRST_PHOTO - 1).to_string(),
    };
    let names = Names { members, strangers };
    write(&folder.join("names.json"), &serde_json::to_vec_pretty(&names).unwrap_or_default())?;
    write(&folder.join("hushset.toml"), SETTINGS.as_bytes())?;
    Ok(names)
}

fn too_few(photos: u64) -> Failure {
    Failure::Question(format!("{photos} photos are too few for a sample: ask for 2000 or more"))
}

/// Accounts with a heavy tail: account number k has about 1/k of what the first has.
fn accounts(random: &mut ChaCha8Rng, photos: u64) -> Vec<Account> {
    let mut accounts = Vec::new();
    let mut left = photos;
    for rank in 1_u64.. {
        if left == 0 {
            break;
        }
        let share = (photos / 40 / rank).max(1 + random.next_u64() % 8).min(left);
        left -= share;
        let pick = |list: &[&'static str], draw: u64| {
            list.get((draw % list.len() as u64) as usize).copied().unwrap_or("")
        };
        let given = pick(&GIVEN, random.next_u64());
        let family = pick(&FAMILY, random.next_u64());
        accounts.push(Account {
            nsid: format!("{}@N99", 10_000_000 + rank * 7919),
            alias: format!("sample-{rank}"),
            display: format!("{given} {family} {rank}"),
            photos: share,
        });
    }
    accounts
}

/// An account number that no table has and whose key begins with the same bits as that of `nsid`.
fn twin(nsid: &str) -> String {
    let key = |nsid: &str| {
        flickr::owner_identifier(&NativePlatform, nsid)
            .map(|identifier| Key::of(&identifier.key_string(Scheme::Flickr, Page::FIRST)))
    };
    let bits = PrefixBits::new(hushset_core::key::MAX_PREFIX_BITS).unwrap_or(PrefixBits::NONE);
    let prefix = key(nsid).map(|key| key.prefix(bits));
    (10_000_000_u64..99_999_999_999)
        .map(|number| format!("{number}@N98"))
        .find(|nsid| key(nsid).map(|k| k.prefix(bits)) == prefix)
        .unwrap_or_default()
}

/// A photo with the draw that decides which tables it is in.
struct SampleRow<'a> {
    account: &'a Account,
    photo: u64,
    number: u64,
    draw: u64,
}

impl SampleRow<'_> {
    /// A third of the photos went on into the face dataset that was made from the crawl.
    fn is_in_faces(&self) -> bool {
        self.draw.is_multiple_of(3)
    }

    /// A few are also in a dataset that does not record owners.
    fn is_in_albums(&self) -> bool {
        self.draw % 50 == 1
    }

    fn month(&self) -> String {
        let months = 2004 * 12 + (self.draw >> 8) % 120;
        format!("{:04}-{:02}-{:02}", months / 12, months % 12 + 1, (self.draw >> 16) % 28 + 1)
    }

    fn licence(&self) -> u64 {
        (self.draw >> 24) % 7
    }
}

struct Tables {
    crawl: Table,
    faces: Table,
    albums: Table,
}

struct Table {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Table {
    fn create(path: PathBuf) -> Result<Self> {
        let file = File::create(&path).map_err(|error| Failure::writing(&path, &error))?;
        Ok(Self { path, out: BufWriter::new(file) })
    }

    fn line(&mut self, line: &str) -> Result<()> {
        self.out.write_all(line.as_bytes()).map_err(|error| Failure::writing(&self.path, &error))
    }

    fn finish(mut self) -> Result<()> {
        self.out.flush().map_err(|error| Failure::writing(&self.path, &error))
    }
}

impl Tables {
    fn create(folder: &Path) -> Result<Self> {
        let mut crawl = Table::create(folder.join("crawl.csv"))?;
        crawl.line("photo_id,owner_nsid,owner_alias,owner_name,uploaded,licence,title\n")?;
        Ok(Self {
            crawl,
            faces: Table::create(folder.join("faces.txt"))?,
            albums: Table::create(folder.join("albums.txt"))?,
        })
    }

    fn write(&mut self, row: &SampleRow<'_>) -> Result<()> {
        let SampleRow { account: Account { nsid, alias, display, .. }, photo, number, .. } = row;
        let (month, licence) = (row.month(), row.licence());
        self.crawl
            .line(&format!("{photo},{nsid},{alias},{display},{month},{licence},Untitled {number}\n"))?;
        if row.is_in_faces() {
            self.faces.line(&format!("{nsid}_identity_{}/{photo}_0.jpg\n", number % 4))?;
        }
        if row.is_in_albums() {
            self.albums.line(&format!("7215760000 {photo} 10 20 90 90 {} 1\n", number % 100))?;
        }
        Ok(())
    }

    /// Photos that only the table without owners has.
    fn finish(mut self, random: &mut ChaCha8Rng, photos: u64) -> Result<()> {
        for number in 0..photos / 20 {
            let photo = FIRST_PHOTO * 2 + number * 100 + random.next_u64() % 100;
            self.albums.line(&format!("7215760000 {photo} 10 20 90 90 {} 0\n", number % 100))?;
        }
        self.crawl.finish()?;
        self.faces.finish()?;
        self.albums.finish()
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> io::Result<()> { File::create(path)?.write_all(bytes) };
    write().map_err(|error| Failure::writing(path, &error))
}

const SETTINGS: &str = r#"# Settings for a site of invented tables. Copy this file to begin your own: docs/PUBLISHING.md explains each line.

[site]
title = "Is your photo in these datasets?"
publisher = "The Hushset sample"
description = "Invented tables, to try the page with. No account and no photo in them exists."

[[dataset]]
slug = "sample-crawl"
name = "Sample Crawl"

[dataset.facts]
year = "2014"
makers = "Nobody: these rows are invented"
purpose = "A general collection of photos, to show what a parent dataset looks like"

[[dataset.table]]
files = ["crawl.csv"]
layout = "csv"

[dataset.table.columns]
photo = "photo_id"
nsid = "owner_nsid"
alias = "owner_alias"
display_name = "owner_name"
date = "uploaded"
licence = "licence"

[[dataset]]
slug = "sample-faces"
name = "Sample Faces"
derived_from = ["sample-crawl"]

[dataset.facts]
year = "2017"
makers = "Nobody: these rows are invented"
purpose = "Face crops taken from Sample Crawl, in the layout of DiveFace"

[[dataset.table]]
files = ["faces.txt"]
layout = "diveface"

[[dataset]]
slug = "sample-albums"
name = "Sample Albums"

[dataset.facts]
year = "2015"
makers = "Nobody: these rows are invented"
purpose = "A dataset that does not record whose the photos are, in the layout of PIPA"

[[dataset.table]]
files = ["albums.txt"]
layout = "pipa"

[[dataset]]
slug = "sample-closed"
name = "Sample Closed"
derived_from = ["sample-crawl"]

[dataset.facts]
year = "2019"
makers = "Nobody: it is invented"
purpose = "A dataset of which no list was published: it can be described, and not searched"
"#;
