//! Records as bytes: the writer's half, by serde and postcard.

use super::{Account, Image, Item, ItemRecord, List, ListPage, NamedBy, OwnerId};
use crate::identifier::ItemId;
use alloc::vec::Vec;
use serde::Serialize;

/// postcard fails only where a writer runs full or a length is not known; a `Vec` and these types have
/// neither fault.
fn encode(value: &impl Serialize) -> Vec<u8> {
    let encoded = postcard::to_extend(value, Vec::with_capacity(TYPICAL_LEN));
    debug_assert!(encoded.is_ok());
    encoded.unwrap_or_default()
}

/// Most records are of one item and shorter than this.
const TYPICAL_LEN: usize = 32;

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
        let mut bytes = encode(&wire::ItemRecord {
            datasets: self.datasets.0,
            owner: self.owner.as_ref().map_or(wire::Owner::Unknown, wire_owner),
            month: self.month.map_or(0, |month| month.0),
            licence: self.licence.map_or(0, |licence| licence.0 + 1),
        });
        // Most indexes have no images, and two bytes of nothing would be a sixth of a record.
        if self.image.is_some() {
            bytes.extend(encode(&wire_image(self.image)));
        }
        bytes
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

fn wire_image(image: Option<Image>) -> (u32, u64) {
    image.map_or((0, 0), |image| (image.server, image.secret))
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
    // Numbers come before texts, as they do in the order of ids.
    let group = |item: &Item| (item.datasets, matches!(item.id, ItemId::Text(_)));
    let mut items: Vec<&Item> = list.items.iter().collect();
    items.sort_unstable_by(|a, b| group(a).cmp(&group(b)).then_with(|| a.cmp(b)));
    let groups = items.chunk_by(|a, b| group(a) == group(b)).map(wire_group).collect();
    wire::List { owner, total: list.total, groups }
}

/// Items of one group, by ascending id.
fn wire_group(items: &[&Item]) -> wire::Group {
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
    wire::Group {
        datasets: items.first().map_or(0, |item| item.datasets.0),
        ids: if texts.is_empty() { wire::Ids::Numbers(numbers) } else { wire::Ids::Texts(texts) },
        months: months.iter().map(|item| item.month.map_or(0, |month| month.0)).collect(),
        licences: licences.iter().map(|item| item.licence.map_or(0, |licence| licence.0 + 1)).collect(),
        images: images.iter().map(|item| wire_image(item.image)).collect(),
    }
}

/// The shapes that postcard writes and the reader's half reads. Fields and variants are only ever changed together
/// with [`FORMAT_VERSION`](crate::frame::FORMAT_VERSION).
pub(super) mod wire {
    use alloc::{string::String, vec::Vec};
    use serde::Serialize;

    #[derive(Serialize)]
    pub(in crate::record) struct ListPage {
        pub(in crate::record) pages: u32,
        pub(in crate::record) lists: Vec<List>,
    }

    #[derive(Serialize)]
    pub(in crate::record) struct List {
        pub(in crate::record) owner: ListOwner,
        pub(in crate::record) total: u32,
        pub(in crate::record) groups: Vec<Group>,
    }

    #[derive(Serialize)]
    pub(in crate::record) enum ListOwner {
        /// A hashtag's list.
        Nobody,
        /// The account whose number was asked about, and of which nothing else is known.
        AskedNsid,
        /// Any other account.
        Account { id: Owner, named_by: u8, alias: Option<String>, display: Option<String> },
    }

    #[derive(Serialize)]
    pub(in crate::record) enum Owner {
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
    pub(in crate::record) struct Group {
        pub(in crate::record) datasets: u64,
        pub(in crate::record) ids: Ids,
        pub(in crate::record) months: Vec<u16>,
        pub(in crate::record) licences: Vec<u8>,
        pub(in crate::record) images: Vec<(u32, u64)>,
    }

    #[derive(Serialize)]
    pub(in crate::record) enum Ids {
        /// The first id, then what each id is more than the one before.
        Numbers(Vec<u64>),
        Texts(Vec<String>),
    }

    #[derive(Serialize)]
    pub(in crate::record) struct ItemRecord {
        pub(in crate::record) datasets: u64,
        pub(in crate::record) owner: Owner,
        pub(in crate::record) month: u16,
        pub(in crate::record) licence: u8,
    }
}
