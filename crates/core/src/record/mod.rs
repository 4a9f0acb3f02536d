//! Records: what an exact shard holds under a key, before sealing. Encoded by
//! [postcard](https://postcard.jamesmunns.com/wire-format); docs/FORMAT.md gives the bytes.
//!
//! A record under an owner's name stands alone: it carries everything that is shown, under each of the owner's
//! names, because following references from record to record would tell the host b bits for each step.

use crate::{
    dataset::DatasetSet,
    frame::{Cursor, Unreadable},
    identifier::{ItemId, Nsid},
    text::{concat, decimal},
};
use alloc::{collections::BinaryHeap, string::String, vec::Vec};
use core::fmt;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// A calendar month. Photos carry a month and not a day: enough to recognise a picture by, and less to leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u16);

/// Months count from January of this year, the number 1: photography is younger, and the numbers up to the
/// year 3165 take two bytes.
const FIRST_YEAR: u16 = 1800;

impl Month {
    /// The month of a year, 1 to 12.
    pub fn new(year: u16, month: u16) -> Option<Self> {
        let years = year.checked_sub(FIRST_YEAR)?;
        (1..=12).contains(&month).then_some(Self(years.checked_mul(12)?.checked_add(month)?))
    }

    /// Reads `YYYY-MM`, whatever follows (a day, a time).
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, rest) = rest.strip_prefix('-')?.split_at_checked(2)?;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let ends = rest.is_empty() || rest.starts_with(|c: char| !c.is_ascii_digit());
        (digits(year) && digits(month) && ends).then_some(())?;
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> u16 {
        FIRST_YEAR + (self.0 - 1) / 12
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u16 {
        (self.0 - 1) % 12 + 1
    }

    fn text(self) -> String {
        concat(&[&decimal(self.year().into(), 4), "-", &decimal(self.month().into(), 2)])
    }

    /// The month of a number that [`Month::number`] gave.
    pub fn from_number(number: u16) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// The number by which records have it: from 1, January 1800.
    #[cfg(feature = "build")]
    pub fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// A licence by its number in Flickr's API (`flickr.photos.licenses.getInfo`), 0 to 254.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Licence(u8);

impl Licence {
    /// The licence of this number.
    pub fn new(number: u8) -> Option<Self> {
        (number < u8::MAX).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }

    fn read(byte: u8) -> Option<Self> {
        byte.checked_sub(1).map(Self)
    }
}

/// Where Flickr keeps a photo's image: with the photo's id, the address of a thumbnail. The secret goes on working
/// after a photo was made private, so a publisher must ask for it to be indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Image {
    /// The number of the server.
    pub server: u32,
    /// The ten hexadecimal digits in the address.
    pub secret: u64,
}

impl Image {
    /// The address of the square thumbnail, 150 pixels wide.
    pub fn thumbnail(&self, id: &str) -> String {
        let digit = |at: u32| char::from_digit((self.secret >> (4 * at) & 15) as u32, 16);
        let secret: String = (0..10).rev().filter_map(digit).collect();
        let server = decimal(self.server.into(), 1);
        concat(&["https://live.staticflickr.com/", &server, "/", id, "_", &secret, "_q.jpg"])
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Option<Self>, Unreadable> {
        let (server, secret) = (cursor.small_number()?, cursor.number()?);
        Ok((secret > 0).then_some(Self { server, secret }))
    }
}

/// An account, by its number or, where a table does not have that, by a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerId {
    /// The account's number.
    Nsid(Nsid),
    /// The folded name in its addresses, for accounts whose number no table has.
    Alias(String),
    /// The folded name it shows, for accounts of which no table has more. Whoever shows the same name is in the
    /// same list: nothing tells them apart.
    Display(String),
}

impl Serialize for OwnerId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, id) = match self {
            Self::Nsid(nsid) => ("nsid", nsid.as_str()),
            Self::Alias(name) => ("alias", name.as_str()),
            Self::Display(name) => ("display", name.as_str()),
        };
        let mut fields = serializer.serialize_struct("OwnerId", 2)?;
        fields.serialize_field("kind", kind)?;
        fields.serialize_field("id", id)?;
        fields.end()
    }
}

impl fmt::Display for OwnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nsid(nsid) => nsid.fmt(f),
            Self::Alias(name) | Self::Display(name) => f.write_str(name),
        }
    }
}

/// Which of an account's names the looked-up text is. It may be several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct NamedBy {
    /// The account's number.
    pub nsid: bool,
    /// The name in the account's addresses.
    pub alias: bool,
    /// The name shown beside its photos.
    pub display: bool,
}

impl NamedBy {
    #[cfg(feature = "build")]
    fn byte(self) -> u8 {
        u8::from(self.nsid) | u8::from(self.alias) << 1 | u8::from(self.display) << 2
    }

    fn read(byte: u8) -> Option<Self> {
        (1..8).contains(&byte).then_some(Self {
            nsid: byte & 1 != 0,
            alias: byte & 2 != 0,
            display: byte & 4 != 0,
        })
    }
}

/// What is known of an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Account {
    /// Its number or name.
    pub id: OwnerId,
    /// The name in its addresses, where a table has it.
    pub alias: Option<String>,
    /// The name it shows, where a table has it: as it is written, not folded.
    pub display: Option<String>,
}

/// A photo in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The datasets stored for it; others may follow from these.
    pub datasets: DatasetSet,
    /// The month it was uploaded (or taken, if the table has only that).
    pub month: Option<Month>,
    /// Its licence when the table was made.
    pub licence: Option<Licence>,
    /// Where its image lies, in an index that has thumbnails.
    pub image: Option<Image>,
}

/// One page of the items of an account (or of a hashtag, which has no account).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Whose items these are, and which of the account's names was asked about.
    pub account: Option<(Account, NamedBy)>,
    /// The number of the account's items on all pages.
    pub total: u32,
    /// The items of this page by ascending id.
    pub items: Vec<Item>,
}

/// A record under an owner's name or a hashtag: one page of lists. One text can name several accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The number of pages, at least 1.
    pub pages: u32,
    /// A list for each account of this name that has items on this page.
    pub lists: Vec<List>,
}

/// A record under an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRecord {
    /// The datasets stored for it.
    pub datasets: DatasetSet,
    /// Its owner, if known.
    pub owner: Option<OwnerId>,
    /// The month it was uploaded.
    pub month: Option<Month>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Where its image lies, in an index that has thumbnails.
    pub image: Option<Image>,
}

impl ListPage {
    /// Reads an opened record; `None` if the bytes are not one, as happens where a tag matched by chance and
    /// the record was opened with the wrong key. `nsid` is the account number that was asked about, if it was
    /// one: its own record does not repeat it.
    pub fn read(bytes: &[u8], nsid: Option<&Nsid>, datasets: usize) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let pages = cursor.small_number().ok()?;
        let lists = cursor.list(|cursor| List::read(cursor, nsid, datasets)).ok()?;
        cursor.finish().ok()?;
        (pages > 0).then_some(Self { pages, lists })
    }
}

impl ItemRecord {
    /// Reads an opened record, as [`ListPage::read`] does.
    pub fn read(bytes: &[u8], datasets: usize) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let record = Self {
            datasets: read_datasets(&mut cursor, datasets).ok()?,
            owner: read_owner(&mut cursor).ok()?,
            month: read_month(&mut cursor).ok()?,
            licence: Licence::read(cursor.byte().ok()?),
            image: if cursor.rest().is_empty() { None } else { Image::read(&mut cursor).ok()? },
        };
        cursor.finish().ok()?;
        Some(record)
    }
}

impl List {
    fn read(cursor: &mut Cursor<'_>, asked: Option<&Nsid>, datasets: usize) -> Result<Self, Unreadable> {
        let account = match cursor.byte()? {
            // A hashtag's list.
            0 => None,
            // The account whose number was asked about, and of which nothing else is known.
            1 => {
                let id = OwnerId::Nsid(asked.ok_or(Unreadable)?.clone());
                Some((
                    Account { id, alias: None, display: None },
                    NamedBy { nsid: true, ..NamedBy::default() },
                ))
            }
            2 => {
                let id = read_owner(cursor)?.ok_or(Unreadable)?;
                let by = NamedBy::read(cursor.byte()?).ok_or(Unreadable)?;
                Some((
                    Account {
                        id,
                        alias: cursor.option(Cursor::text)?,
                        display: cursor.option(Cursor::text)?,
                    },
                    by,
                ))
            }
            _ => return Err(Unreadable),
        };
        let total = cursor.small_number()?;
        let mut items = BinaryHeap::new();
        read_groups(cursor, datasets, |item| items.push(item))?;
        if items.len() > total as usize {
            return Err(Unreadable);
        }
        // Sorted through a heap because that takes a tenth of the room of the other sorts.
        Ok(Self { account, total, items: items.into_sorted_vec() })
    }
}

/// The items of a list, by ascending id, from what [`write_items`] gave.
#[cfg(feature = "build")]
pub fn read_items(bytes: &[u8]) -> Option<Vec<Item>> {
    let mut cursor = Cursor::new(bytes);
    let mut items = Vec::new();
    read_groups(&mut cursor, crate::dataset::MAX_DATASETS, |item| items.push(item)).ok()?;
    cursor.finish().ok()?;
    items.sort();
    Some(items)
}

/// All groups of a list's items.
fn read_groups(
    cursor: &mut Cursor<'_>,
    datasets: usize,
    mut each: impl FnMut(Item),
) -> Result<(), Unreadable> {
    for _ in 0..cursor.varint()? {
        read_group(cursor, datasets, &mut each)?;
    }
    Ok(())
}

/// Items of the same datasets: their ids, and columns of months, licences and images that are empty where none is known.
fn read_group(
    cursor: &mut Cursor<'_>,
    datasets: usize,
    each: &mut impl FnMut(Item),
) -> Result<(), Unreadable> {
    let set = read_datasets(cursor, datasets)?;
    let ids = match cursor.byte()? {
        0 => read_number_ids(cursor)?,
        1 => cursor.list(|cursor| cursor.text().map(ItemId::Text))?,
        _ => return Err(Unreadable),
    };
    let months = cursor.list(read_month)?;
    let licences = cursor.list(|cursor| cursor.byte().map(Licence::read))?;
    let images = cursor.list(Image::read)?;
    let whole = |len: usize| len == 0 || len == ids.len();
    if !whole(months.len()) || !whole(licences.len()) || !whole(images.len()) {
        return Err(Unreadable);
    }
    for (at, id) in ids.into_iter().enumerate() {
        each(Item {
            id,
            datasets: set,
            month: months.get(at).copied().flatten(),
            licence: licences.get(at).copied().flatten(),
            image: images.get(at).copied().flatten(),
        });
    }
    Ok(())
}

/// The first id, then what each id is more than the one before.
fn read_number_ids(cursor: &mut Cursor<'_>) -> Result<Vec<ItemId>, Unreadable> {
    let mut ids = Vec::new();
    let mut id = 0_u64;
    for _ in 0..cursor.varint()? {
        let step = cursor.number()?;
        id = id.checked_add(step).filter(|_| step > 0).ok_or(Unreadable)?;
        ids.push(ItemId::Number(id));
    }
    Ok(ids)
}

fn read_datasets(cursor: &mut Cursor<'_>, datasets: usize) -> Result<DatasetSet, Unreadable> {
    let set = DatasetSet(cursor.number()?);
    if !set.is_empty() && set.is_within(datasets) { Ok(set) } else { Err(Unreadable) }
}

fn read_owner(cursor: &mut Cursor<'_>) -> Result<Option<OwnerId>, Unreadable> {
    Ok(Some(match cursor.byte()? {
        0 => return Ok(None),
        1 => OwnerId::Nsid(Nsid::unpack(cursor.number()?).ok_or(Unreadable)?),
        2 => OwnerId::Nsid(Nsid::parse(&cursor.text()?).ok_or(Unreadable)?),
        3 => OwnerId::Alias(cursor.text()?),
        4 => OwnerId::Display(cursor.text()?),
        _ => return Err(Unreadable),
    }))
}

fn read_month(cursor: &mut Cursor<'_>) -> Result<Option<Month>, Unreadable> {
    u16::try_from(cursor.number()?).map(Month::from_number).map_err(|_| Unreadable)
}

#[cfg(feature = "build")]
mod length;
#[cfg(feature = "build")]
mod write;

#[cfg(feature = "build")]
pub use length::items_len;
#[cfg(feature = "build")]
pub use write::{ItemOwner, PageList, write_heading, write_item_record, write_items, write_page};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wire;
