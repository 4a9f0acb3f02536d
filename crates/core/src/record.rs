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

    fn read(number: u16) -> Option<Self> {
        (number > 0).then_some(Self(number))
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
        for _ in 0..cursor.varint()? {
            read_group(cursor, &mut items, datasets)?;
        }
        if items.len() > total as usize {
            return Err(Unreadable);
        }
        // Sorted through a heap because that takes a tenth of the room of the other sorts.
        Ok(Self { account, total, items: items.into_sorted_vec() })
    }
}

/// Items of the same datasets: their ids, and columns of months and licences that are empty where none is known.
fn read_group(
    cursor: &mut Cursor<'_>,
    items: &mut BinaryHeap<Item>,
    datasets: usize,
) -> Result<(), Unreadable> {
    let set = read_datasets(cursor, datasets)?;
    let ids = match cursor.byte()? {
        0 => read_number_ids(cursor)?,
        1 => cursor.list(|cursor| cursor.text().map(ItemId::Text))?,
        _ => return Err(Unreadable),
    };
    let months = cursor.list(read_month)?;
    let licences = cursor.list(|cursor| cursor.byte().map(Licence::read))?;
    let whole = |len: usize| len == 0 || len == ids.len();
    if !whole(months.len()) || !whole(licences.len()) {
        return Err(Unreadable);
    }
    for (at, id) in ids.into_iter().enumerate() {
        items.push(Item {
            id,
            datasets: set,
            month: months.get(at).copied().flatten(),
            licence: licences.get(at).copied().flatten(),
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
    u16::try_from(cursor.number()?).map(Month::read).map_err(|_| Unreadable)
}

/// The shapes that postcard writes and the functions above read. Fields and variants are only ever changed together
/// with [`FORMAT_VERSION`](crate::frame::FORMAT_VERSION).
#[cfg(feature = "build")]
mod wire {
    use super::{Serialize, String, Vec};

    #[derive(Serialize)]
    pub(super) struct ListPage {
        pub(super) pages: u32,
        pub(super) lists: Vec<List>,
    }

    #[derive(Serialize)]
    pub(super) struct List {
        pub(super) owner: ListOwner,
        pub(super) total: u32,
        pub(super) groups: Vec<Group>,
    }

    #[derive(Serialize)]
    pub(super) enum ListOwner {
        /// A hashtag's list.
        Nobody,
        /// The account whose number was asked about, and of which nothing else is known.
        AskedNsid,
        /// Any other account.
        Account { id: Owner, named_by: u8, alias: Option<String>, display: Option<String> },
    }

    #[derive(Serialize)]
    pub(super) enum Owner {
        Unknown,
        /// number × 100 + cohort
        Nsid(u64),
        /// An account number with leading zeros, which packing would lose.
        NsidText(String),
        Alias(String),
        Display(String),
    }

    /// Items of the same datasets. Columns of months and licences are empty where none is known.
    #[derive(Serialize)]
    pub(super) struct Group {
        pub(super) datasets: u64,
        pub(super) ids: Ids,
        pub(super) months: Vec<u16>,
        pub(super) licences: Vec<u8>,
    }

    #[derive(Serialize)]
    pub(super) enum Ids {
        /// The first id, then what each id is more than the one before.
        Numbers(Vec<u64>),
        Texts(Vec<String>),
    }

    #[derive(Serialize)]
    pub(super) struct ItemRecord {
        pub(super) datasets: u64,
        pub(super) owner: Owner,
        pub(super) month: u16,
        pub(super) licence: u8,
    }
}

#[cfg(feature = "build")]
mod write {
    use super::{Account, Item, ItemId, ItemRecord, List, ListPage, NamedBy, OwnerId, wire};
    use alloc::{collections::BTreeMap, vec::Vec};
    use serde::Serialize;

    /// postcard fails only where a writer runs full or a length is not known; a `Vec` and these types have
    /// neither fault.
    fn encode(value: &impl Serialize) -> Vec<u8> {
        let encoded = postcard::to_allocvec(value);
        debug_assert!(encoded.is_ok());
        encoded.unwrap_or_default()
    }

    impl ListPage {
        /// The bytes of the record, not yet sealed. Equal pages give equal bytes.
        pub fn write(&self) -> Vec<u8> {
            let lists = self.lists.iter().map(wire_list).collect();
            encode(&wire::ListPage { pages: self.pages, lists })
        }
    }

    impl ItemRecord {
        /// The bytes of the record, not yet sealed.
        pub fn write(&self) -> Vec<u8> {
            encode(&wire::ItemRecord {
                datasets: self.datasets.0,
                owner: self.owner.as_ref().map_or(wire::Owner::Unknown, wire_owner),
                month: self.month.map_or(0, |month| month.0),
                licence: self.licence.map_or(0, |licence| licence.0 + 1),
            })
        }
    }

    fn wire_owner(owner: &OwnerId) -> wire::Owner {
        match owner {
            OwnerId::Nsid(nsid) => {
                nsid.pack().map_or_else(|| wire::Owner::NsidText(nsid.as_str().into()), wire::Owner::Nsid)
            }
            OwnerId::Alias(name) => wire::Owner::Alias(name.clone()),
            OwnerId::Display(name) => wire::Owner::Display(name.clone()),
        }
    }

    fn wire_list(list: &List) -> wire::List {
        let owner = match &list.account {
            None => wire::ListOwner::Nobody,
            Some((Account { id: OwnerId::Nsid(_), alias: None, display: None }, by))
                if *by == (NamedBy { nsid: true, ..NamedBy::default() }) =>
            {
                wire::ListOwner::AskedNsid
            }
            Some((account, by)) => wire::ListOwner::Account {
                id: wire_owner(&account.id),
                named_by: by.byte(),
                alias: account.alias.clone(),
                display: account.display.clone(),
            },
        };
        let mut groups: BTreeMap<_, Vec<&Item>> = BTreeMap::new();
        for item in &list.items {
            let numbered = matches!(item.id, ItemId::Number(_));
            groups.entry((item.datasets, !numbered)).or_default().push(item);
        }
        let groups = groups.into_values().map(wire_group).collect();
        wire::List { owner, total: list.total, groups }
    }

    fn wire_group(mut items: Vec<&Item>) -> wire::Group {
        items.sort_unstable();
        let mut last = 0;
        let mut numbers = Vec::new();
        let mut texts = Vec::new();
        for item in &items {
            match &item.id {
                ItemId::Number(number) => {
                    numbers.push(number - last);
                    last = *number;
                }
                ItemId::Text(text) => texts.push(text.clone()),
            }
        }
        let column = |known: bool| if known { items.as_slice() } else { &[] };
        let months = column(items.iter().any(|item| item.month.is_some()));
        let licences = column(items.iter().any(|item| item.licence.is_some()));
        wire::Group {
            datasets: items.first().map_or(0, |item| item.datasets.0),
            ids: if texts.is_empty() { wire::Ids::Numbers(numbers) } else { wire::Ids::Texts(texts) },
            months: months.iter().map(|item| item.month.map_or(0, |month| month.0)).collect(),
            licences: licences.iter().map(|item| item.licence.map_or(0, |licence| licence.0 + 1)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};
    use proptest::prelude::*;

    fn an_item(id: ItemId) -> impl Strategy<Value = Item> {
        (1_u64..16, proptest::option::of(1_u16..4000), proptest::option::of(0_u8..255)).prop_map(
            move |(datasets, month, licence)| Item {
                id: id.clone(),
                datasets: DatasetSet(datasets),
                month: month.map(Month),
                licence: licence.map(Licence),
            },
        )
    }

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let ids = proptest::collection::btree_set(
            prop_oneof![(1..u64::MAX).prop_map(ItemId::Number), "[a-z]{1,9}".prop_map(ItemId::Text)],
            0..30,
        );
        ids.prop_flat_map(|ids| ids.into_iter().map(an_item).collect::<Vec<_>>())
    }

    fn account() -> impl Strategy<Value = Option<(Account, NamedBy)>> {
        let owner = prop_oneof![
            "[0-9]{5,11}@N[0-9]{2}".prop_map(|text| OwnerId::Nsid(Nsid::parse(&text).unwrap())),
            "[a-z ]{1,9}".prop_map(OwnerId::Alias),
            "[a-z ]{1,9}".prop_map(OwnerId::Display),
        ];
        let name = || proptest::option::of("\\PC{1,12}");
        let by = (1_u8..8).prop_map(|byte| NamedBy::read(byte).unwrap());
        proptest::option::of((owner, name(), name(), by))
            .prop_map(|parts| parts.map(|(id, alias, display, by)| (Account { id, alias, display }, by)))
    }

    proptest! {
        #[test]
        fn list_pages_come_back(account in account(), items in items(), pages in 1_u32..9) {
            let asked = match &account {
                Some((Account { id: OwnerId::Nsid(nsid), .. }, _)) => Some(nsid.clone()),
                _ => None,
            };
            let page = ListPage { pages, lists: vec![List { account, total: items.len() as u32 + 7, items }] };
            prop_assert_eq!(ListPage::read(&page.write(), asked.as_ref(), 4), Some(page));
        }

        #[test]
        fn item_records_come_back(account in account(), item in an_item(ItemId::Number(1))) {
            let owner = account.map(|(account, _)| account.id);
            let record = ItemRecord { datasets: item.datasets, owner, month: item.month, licence: item.licence };
            prop_assert_eq!(ItemRecord::read(&record.write(), 4), Some(record));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            let nsid = Nsid::parse("12345@N00").unwrap();
            let _ = ListPage::read(&bytes, Some(&nsid), 64);
            let _ = ItemRecord::read(&bytes, 64);
        }
    }

    #[test]
    fn a_photo_costs_what_the_format_promises() {
        let item = |id| Item { id: ItemId::Number(id), datasets: DatasetSet(1), month: None, licence: None };
        let nsid = Nsid::parse("123456789@N00").unwrap();
        let account = Account { id: OwnerId::Nsid(nsid.clone()), alias: None, display: None };
        let by = NamedBy { nsid: true, ..NamedBy::default() };
        let list = List { account: Some((account, by)), total: 1, items: vec![item(5_283_094_951)] };
        let one = ListPage { pages: 1, lists: vec![list] }.write();
        assert_eq!(one.len(), 15, "ten bytes around a list, five for a photo id of ten digits");
        let record = ItemRecord {
            datasets: DatasetSet(1),
            owner: Some(OwnerId::Nsid(nsid)),
            month: None,
            licence: None,
        };
        assert_eq!(record.write().len(), 9);
    }

    #[test]
    fn broken_lists_are_refused() {
        let page = |group: wire::Group, total| {
            let list = wire::List { owner: wire::ListOwner::Nobody, total, groups: vec![group] };
            let bytes = postcard::to_allocvec(&wire::ListPage { pages: 1, lists: vec![list] }).unwrap();
            ListPage::read(&bytes, None, 2)
        };
        let group = |datasets, steps: Vec<u64>, months: Vec<u16>| wire::Group {
            datasets,
            ids: wire::Ids::Numbers(steps),
            months,
            licences: vec![],
        };
        assert!(page(group(1, vec![5, 1], vec![]), 2).is_some());
        assert!(page(group(0, vec![5], vec![]), 2).is_none(), "in no dataset");
        assert!(page(group(4, vec![5], vec![]), 2).is_none(), "in a dataset that is not there");
        assert!(page(group(1, vec![5, 0], vec![]), 2).is_none(), "the same id twice");
        assert!(page(group(1, vec![5, u64::MAX], vec![]), 2).is_none(), "an id past the end");
        assert!(page(group(1, vec![5, 1], vec![3]), 2).is_none(), "a column too short");
        assert!(page(group(1, vec![5, 1], vec![]), 1).is_none(), "more than in all");
    }

    #[test]
    fn months_come_back() {
        for (text, expected) in [
            ("2013-05-17", Some("2013-05")),
            ("2013-05", Some("2013-05")),
            ("1826-12-01 10:00:00", Some("1826-12")),
            ("2013-13-01", None),
            ("2013-00-01", None),
            ("1799-12", None),
            ("2013-5-1", None),
            ("2013-055", None),
            ("13-05-2013", None),
            ("", None),
            ("２０13", None),
        ] {
            assert_eq!(Month::parse(text).map(|m| m.to_string()).as_deref(), expected, "{text}");
        }
        assert_eq!(Month::new(3165, 3).unwrap().to_string(), "3165-03");
    }
}
