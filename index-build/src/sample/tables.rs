//! Small tables with everything in them that a site may meet: names in many scripts, a heavy tail of accounts, three
//! layouts, photos in several datasets, owners that only one table knows.

use super::{FIRST_PHOTO, Names, Strangers, Table, nsid_number};
use crate::error::{Failure, Result};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// What the tables are and how a site is made of them.
const SETTINGS: &str = include_str!("tables.toml");

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
    let strangers = Strangers::beside(&members.nsid);
    let names = Names { members, strangers };
    names.write(folder, SETTINGS)?;
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
            nsid: format!("{}@N99", nsid_number(rank)),
            alias: format!("sample-{rank}"),
            display: format!("{given} {family} {rank}"),
            photos: share,
        });
    }
    accounts
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

impl Tables {
    fn create(folder: &Path) -> Result<Self> {
        let mut crawl = Table::create(folder.join("crawl.csv"))?;
        crawl.write(b"photo_id,owner_nsid,owner_alias,owner_name,uploaded,licence,title\n")?;
        Ok(Self {
            crawl,
            faces: Table::create(folder.join("faces.txt"))?,
            albums: Table::create(folder.join("albums.txt"))?,
        })
    }

    fn write(&mut self, row: &SampleRow<'_>) -> Result<()> {
        let SampleRow { account: Account { nsid, alias, display, .. }, photo, number, .. } = row;
        let (month, licence) = (row.month(), row.licence());
        self.crawl.write(
            format!("{photo},{nsid},{alias},{display},{month},{licence},Untitled {number}\n").as_bytes(),
        )?;
        if row.is_in_faces() {
            self.faces.write(format!("{nsid}_identity_{}/{photo}_0.jpg\n", number % 4).as_bytes())?;
        }
        if row.is_in_albums() {
            self.albums.write(format!("7215760000 {photo} 10 20 90 90 {} 1\n", number % 100).as_bytes())?;
        }
        Ok(())
    }

    /// Photos that only the table without owners has.
    fn finish(mut self, random: &mut ChaCha8Rng, photos: u64) -> Result<()> {
        for number in 0..photos / 20 {
            let photo = FIRST_PHOTO * 2 + number * 100 + random.next_u64() % 100;
            self.albums.write(format!("7215760000 {photo} 10 20 90 90 {} 0\n", number % 100).as_bytes())?;
        }
        self.crawl.finish()?;
        self.faces.finish()?;
        self.albums.finish()
    }
}
