//! The shapes of docs/FORMAT.md as postcard knows them: what [`write`](super::write) is held to.

use super::{Account, Image, Item, List, ListPage, NamedBy, OwnerId};
use crate::identifier::ItemId;
use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// The bytes of an item's record.
pub(super) fn wire_record(item: &Item, owner: Option<&OwnerId>) -> Vec<u8> {
    let record = WireRecord {
        datasets: item.datasets.0,
        owner: owner.map_or(Owner::Unknown, wire_owner),
        month: item.month.map_or(0, |month| month.0),
        licence: item.licence.map_or(0, |licence| licence.0 + 1),
    };
    let image = item.image.map(|_| postcard::to_allocvec(&wire_image(item.image)).unwrap());
    [postcard::to_allocvec(&record).unwrap(), image.unwrap_or_default()].concat()
}

pub(super) fn wire_page(page: &ListPage) -> WirePage {
    WirePage { pages: page.pages, lists: page.lists.iter().map(wire_list).collect() }
}

pub(super) fn wire_owner(owner: &OwnerId) -> Owner {
    match owner {
        OwnerId::Nsid(nsid) => nsid.pack().map_or_else(|| Owner::NsidText(nsid.as_str().into()), Owner::Nsid),
        OwnerId::Alias(name) => Owner::Alias(name.clone()),
        OwnerId::Display(name) => Owner::Display(name.clone()),
    }
}

pub(super) fn wire_image(image: Option<Image>) -> (u32, u64) {
    image.map_or((0, 0), |image| (image.server, image.secret))
}

pub(super) fn wire_list(list: &List) -> WireList {
    let owner = match &list.account {
        None => ListOwner::Nobody,
        Some((Account { id: OwnerId::Nsid(_), alias: None, display: None }, by))
            if *by == (NamedBy { nsid: true, ..NamedBy::default() }) =>
        {
            ListOwner::AskedNsid
        }
        Some((account, by)) => ListOwner::Account {
            id: wire_owner(&account.id),
            named_by: by.byte(),
            alias: account.alias.clone(),
            display: account.display.clone(),
        },
    };
    // Numbers come before texts, as they do in the order of ids.
    let group = |item: &Item| (item.datasets, matches!(item.id, ItemId::Text(_)));
    let mut items: Vec<&Item> = list.items.iter().collect();
    items.sort_unstable_by(|a, b| group(a).cmp(&group(b)).then_with(|| a.cmp(b)));
    let groups = items.chunk_by(|a, b| group(a) == group(b)).map(wire_group).collect();
    WireList { owner, total: list.total, groups }
}

/// Items of one group, by ascending id.
fn wire_group(items: &[&Item]) -> Group {
    let mut last = 0;
    let mut numbers = Vec::with_capacity(items.len());
    let mut texts = Vec::new();
    for item in items {
        match &item.id {
            ItemId::Number(number) => {
                numbers.push(number - last);
                last = *number;
            }
            ItemId::Text(text) => texts.push(text.clone()),
        }
    }
    let column = |known: bool| if known { items } else { &[] };
    let months = column(items.iter().any(|item| item.month.is_some()));
    let licences = column(items.iter().any(|item| item.licence.is_some()));
    let images = column(items.iter().any(|item| item.image.is_some()));
    Group {
        datasets: items.first().map_or(0, |item| item.datasets.0),
        ids: if texts.is_empty() { Ids::Numbers(numbers) } else { Ids::Texts(texts) },
        months: months.iter().map(|item| item.month.map_or(0, |month| month.0)).collect(),
        licences: licences.iter().map(|item| item.licence.map_or(0, |licence| licence.0 + 1)).collect(),
        images: images.iter().map(|item| wire_image(item.image)).collect(),
    }
}

#[derive(Serialize)]
pub(super) struct WirePage {
    pub(super) pages: u32,
    pub(super) lists: Vec<WireList>,
}

#[derive(Serialize)]
pub(super) struct WireList {
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

/// Items of the same datasets. Columns of months, licences and images are empty where none is known.
#[derive(Serialize)]
pub(super) struct Group {
    pub(super) datasets: u64,
    pub(super) ids: Ids,
    pub(super) months: Vec<u16>,
    pub(super) licences: Vec<u8>,
    pub(super) images: Vec<(u32, u64)>,
}

#[derive(Serialize)]
pub(super) enum Ids {
    /// The first id, then what each id is more than the one before.
    Numbers(Vec<u64>),
    Texts(Vec<String>),
}

#[derive(Serialize)]
pub(super) struct WireRecord {
    pub(super) datasets: u64,
    pub(super) owner: Owner,
    pub(super) month: u16,
    pub(super) licence: u8,
}
