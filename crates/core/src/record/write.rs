//! Records as bytes: the writer's half.
//!
//! What is written is [postcard's encoding](https://postcard.jamesmunns.com/wire-format) of the shapes in
//! docs/FORMAT.md, and a test holds it to the library. The library would take every record as a tree of owned parts
//! first; a build writes some hundred million, most of them under several names, so what is the same under each
//! name is encoded once.

use super::{Account, Image, Item, ItemRecord, Licence, List, ListPage, Month, NamedBy, OwnerId};
use crate::{dataset::DatasetSet, frame::push_varint, identifier::ItemId};
use alloc::vec::Vec;

/// A list's place on a page: what comes before its items, the number of them on all pages, and those of this page.
#[derive(Debug, Clone, Copy)]
pub struct PageList<'a> {
    /// What [`write_heading`] gives.
    pub heading: &'a [u8],
    /// The number of the account's items on all pages.
    pub total: u32,
    /// What [`write_items`] gives.
    pub items: &'a [u8],
}

/// The bytes of a page, not yet sealed.
pub fn write_page(pages: u32, lists: &[PageList<'_>]) -> Vec<u8> {
    let len = lists.iter().map(|list| list.heading.len() + list.items.len() + MOST_AROUND).sum::<usize>();
    let mut out = Vec::with_capacity(len + MOST_AROUND);
    push_varint(&mut out, pages.into());
    push_varint(&mut out, lists.len() as u64);
    for list in lists {
        out.extend_from_slice(list.heading);
        push_varint(&mut out, list.total.into());
        out.extend_from_slice(list.items);
    }
    out
}

/// Two numbers of 32 bits have at most so many bytes.
const MOST_AROUND: usize = 10;

/// The beginning of a list: whose it is.
pub fn write_heading(account: Option<&(Account, NamedBy)>) -> Vec<u8> {
    let mut out = Vec::with_capacity(TYPICAL_RECORD);
    match account {
        None => out.push(0),
        Some((Account { id: OwnerId::Nsid(_), alias: None, display: None }, by))
            if *by == (NamedBy { nsid: true, ..NamedBy::default() }) =>
        {
            out.push(1);
        }
        Some((account, by)) => {
            out.push(2);
            push_owner(&mut out, ItemOwner::Of(&account.id));
            out.push(by.byte());
            for name in [&account.alias, &account.display] {
                out.push(u8::from(name.is_some()));
                name.iter().for_each(|name| push_text(&mut out, name));
            }
        }
    }
    out
}

/// The items of a list, or of a page of it, in groups of the same datasets. They come by ascending id.
pub fn write_items(items: &[Item]) -> Vec<u8> {
    let mut out = Vec::with_capacity(items.len() * TYPICAL_ITEM + MOST_AROUND);
    let mut groups: Groups<Vec<&Item>> = Groups::default();
    items.iter().for_each(|item| groups.add(item, |group| group.push(item)));
    push_varint(&mut out, groups.all.len() as u64);
    groups.all.sort_unstable_by_key(|(key, _)| *key);
    groups.all.iter().for_each(|(key, items)| push_group(&mut out, *key, items));
    out
}

/// What items of the same datasets come to, group by group. There are few.
pub(super) struct Groups<T> {
    pub(super) all: Vec<(GroupKey, T)>,
    /// Where the last item's group is: neighbours are mostly of the same one.
    last: usize,
}

impl<T> Default for Groups<T> {
    fn default() -> Self {
        Self { all: Vec::new(), last: 0 }
    }
}

impl<T: Default> Groups<T> {
    /// Hands an item's group to `add`.
    pub(super) fn add(&mut self, item: &Item, add: impl FnOnce(&mut T)) {
        let Self { all: groups, last } = self;
        let key = group_of(item);
        if groups.get(*last).is_none_or(|(known, _)| *known != key) {
            *last = groups.iter().position(|(known, _)| *known == key).unwrap_or(groups.len());
        }
        if *last == groups.len() {
            groups.push((key, T::default()));
        }
        if let Some((_, group)) = groups.get_mut(*last) {
            add(group);
        }
    }
}

/// Most items of a list take about as many bytes.
const TYPICAL_ITEM: usize = 8;

/// What items of one group have in common: their datasets, and whether texts name them. Numbers come before texts, as they do in the order of ids.
pub(super) type GroupKey = (DatasetSet, bool);

fn group_of(item: &Item) -> GroupKey {
    (item.datasets, matches!(item.id, ItemId::Text(_)))
}

fn push_group(out: &mut Vec<u8>, (datasets, is_text): GroupKey, items: &[&Item]) {
    push_varint(out, datasets.0);
    out.push(is_text.into());
    push_varint(out, items.len() as u64);
    let mut last = 0;
    for item in items {
        match &item.id {
            ItemId::Number(number) => {
                push_varint(out, number - last);
                last = *number;
            }
            ItemId::Text(text) => push_text(out, text),
        }
    }
    // A column is empty where nothing is known.
    let mut column = |known: fn(&Item) -> bool, push: fn(&mut Vec<u8>, &Item)| {
        let items = if items.iter().any(|item| known(item)) { items } else { &[] };
        push_varint(out, items.len() as u64);
        items.iter().for_each(|item| push(out, item));
    };
    column(|item| item.month.is_some(), |out, item| push_month(out, item.month));
    column(|item| item.licence.is_some(), |out, item| out.push(licence_byte(item.licence)));
    column(|item| item.image.is_some(), |out, item| push_image(out, item.image));
}

/// Whose an item is, as its record has it.
#[derive(Debug, Clone, Copy)]
pub enum ItemOwner<'a> {
    /// Nobody knows.
    Unknown,
    /// An account with this NSID, [packed](crate::identifier::Nsid::pack).
    Packed(u64),
    /// Any account.
    Of(&'a OwnerId),
}

impl<'a> From<Option<&'a OwnerId>> for ItemOwner<'a> {
    fn from(owner: Option<&'a OwnerId>) -> Self {
        owner.map_or(Self::Unknown, Self::Of)
    }
}

/// Writes an item's record, not yet sealed: what `item` says of it, and whose it is.
pub fn write_item_record(out: &mut Vec<u8>, item: &Item, owner: ItemOwner<'_>) {
    let Item { datasets, month, licence, image, .. } = *item;
    push_varint(out, datasets.0);
    push_owner(out, owner);
    push_month(out, month);
    out.push(licence_byte(licence));
    // Most indexes have no images, and two bytes of nothing would be a sixth of a record.
    if image.is_some() {
        push_image(out, image);
    }
}

impl ItemRecord {
    /// The bytes of the record, not yet sealed.
    pub fn write(&self) -> Vec<u8> {
        let Self { datasets, month, licence, image, .. } = *self;
        // A record says nothing of the id that it stands under.
        let item = Item { id: ItemId::Number(0), datasets, month, licence, image };
        let mut out = Vec::with_capacity(TYPICAL_RECORD);
        write_item_record(&mut out, &item, self.owner.as_ref().into());
        out
    }
}

/// Most records of items are shorter than this.
const TYPICAL_RECORD: usize = 32;

impl ListPage {
    /// The bytes of the record, not yet sealed. Equal pages give equal bytes.
    pub fn write(&self) -> Vec<u8> {
        let parts =
            |list: &List| (write_heading(list.account.as_ref()), list.total, write_items(&list.items));
        let parts: Vec<_> = self.lists.iter().map(parts).collect();
        let list = |(heading, total, items)| PageList { heading, total, items };
        let lists: Vec<_> = parts
            .iter()
            .map(|(heading, total, items)| list((heading.as_slice(), *total, items.as_slice())))
            .collect();
        write_page(self.pages, &lists)
    }
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    push_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn push_owner(out: &mut Vec<u8>, owner: ItemOwner<'_>) {
    let (kind, text) = match owner {
        ItemOwner::Unknown => return out.push(0),
        ItemOwner::Packed(packed) => return push_packed(out, packed),
        ItemOwner::Of(OwnerId::Nsid(nsid)) => match nsid.pack() {
            Some(packed) => return push_packed(out, packed),
            None => (2, nsid.as_str()),
        },
        ItemOwner::Of(OwnerId::Alias(name)) => (3, name.as_str()),
        ItemOwner::Of(OwnerId::Display(name)) => (4, name.as_str()),
    };
    out.push(kind);
    push_text(out, text);
}

fn push_packed(out: &mut Vec<u8>, packed: u64) {
    out.push(1);
    push_varint(out, packed);
}

fn push_month(out: &mut Vec<u8>, month: Option<Month>) {
    push_varint(out, month.map_or(0, |month| month.0.into()));
}

fn licence_byte(licence: Option<Licence>) -> u8 {
    licence.map_or(0, |licence| licence.0 + 1)
}

fn push_image(out: &mut Vec<u8>, image: Option<Image>) {
    let (server, secret) = image.map_or((0, 0), |image| (image.server, image.secret));
    push_varint(out, server.into());
    push_varint(out, secret);
}
