//! What linking writes to its spills. Texts are borrowed from the partition that was read.

use crate::{
    account::AccountNumber,
    spill::{Route, spilled_by_serde},
};
use hushset_core::{
    dataset::{DatasetSet, Family},
    identifier::ItemId,
    record::{Image, Item, ItemOwner, Licence, Month, OwnerId},
};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::borrow::Cow;

/// An item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum ItemRef<'a> {
    Number(u64),
    Text(&'a str),
}

impl ItemRef<'_> {
    /// The text of its identifier.
    pub(crate) fn text(&self) -> ItemText<'_> {
        match self {
            Self::Number(number) => ItemText::Digits(itoa::Buffer::new(), *number),
            Self::Text(text) => ItemText::Text(text),
        }
    }

    pub(crate) fn id(&self) -> ItemId {
        match self {
            Self::Number(number) => ItemId::Number(*number),
            Self::Text(text) => ItemId::Text((*text).to_owned()),
        }
    }
}

/// The text of an item's identifier, without an allocation for each of a hundred million.
pub(crate) enum ItemText<'a> {
    Digits(itoa::Buffer, u64),
    Text(&'a str),
}

impl ItemText<'_> {
    pub(crate) fn as_str(&mut self) -> &str {
        match self {
            Self::Digits(buffer, number) => buffer.format(*number),
            Self::Text(text) => text,
        }
    }
}

/// What is known of an item beside its owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(crate) struct Facts<'a> {
    month: Option<u16>,
    licence: Option<u8>,
    /// Boxed, so that what most tables do not have is not moved about with each item.
    #[serde(borrow)]
    rare: Option<Box<Rare<'a>>>,
}

/// What few indexes have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
struct Rare<'a> {
    image: Option<(u32, u64)>,
    /// Folded, sorted, each once.
    #[serde(borrow)]
    tags: Vec<&'a str>,
}

impl<'a> Facts<'a> {
    /// Tags come folded, sorted, each once.
    pub(crate) fn new(
        month: Option<Month>,
        licence: Option<Licence>,
        image: Option<Image>,
        tags: Vec<&'a str>,
    ) -> Self {
        let rare = (image.is_some() || !tags.is_empty())
            .then(|| Rare { image: image.map(|image| (image.server, image.secret)), tags });
        Self {
            month: month.map(Month::number),
            licence: licence.map(Licence::number),
            rare: rare.map(Box::new),
        }
    }

    /// Of each fact that several tables know, the smallest: any rule will do that does not depend on their order. All tags.
    pub(crate) fn merge(&mut self, other: &Self) {
        fn settle<T: Ord>(mine: &mut Option<T>, theirs: Option<T>) {
            *mine = [mine.take(), theirs].into_iter().flatten().min();
        }
        settle(&mut self.month, other.month);
        settle(&mut self.licence, other.licence);
        if let Some(theirs) = &other.rare {
            let mine = self.rare.get_or_insert_default();
            settle(&mut mine.image, theirs.image);
            if mine.tags != theirs.tags {
                mine.tags.extend(&theirs.tags);
                mine.tags.sort_unstable();
                mine.tags.dedup();
            }
        }
    }

    pub(crate) fn month(&self) -> Option<Month> {
        self.month.and_then(Month::from_number)
    }

    pub(crate) fn licence(&self) -> Option<Licence> {
        self.licence.and_then(Licence::new)
    }

    pub(crate) fn image(&self) -> Option<Image> {
        self.rare.as_ref()?.image.map(|(server, secret)| Image { server, secret })
    }

    /// Folded, sorted, each once.
    pub(crate) fn tags(&self) -> &[&'a str] {
        self.rare.as_ref().map_or(&[], |rare| &rare.tags)
    }
}

/// The names that a row gives an owner. Aliases are folded; shown names are as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
pub(crate) struct Names<'a> {
    pub(crate) nsid: Option<AccountNumber>,
    #[serde(borrow)]
    pub(crate) alias: Option<&'a str>,
    pub(crate) display: Option<&'a str>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SpilledRow<'a> {
    pub(crate) item: ItemRef<'a>,
    pub(crate) dataset: u8,
    pub(crate) names: Names<'a>,
    pub(crate) facts: Facts<'a>,
}

/// All that the tables say of an item, before its owners are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Draft<'a> {
    #[serde(borrow)]
    pub(crate) item: ItemRef<'a>,
    pub(crate) datasets: u64,
    /// The names that rows give the owner, with the datasets whose tables do so.
    #[serde(borrow)]
    pub(crate) names: SmallVec<[(Names<'a>, u64); 1]>,
    #[serde(borrow)]
    pub(crate) facts: Facts<'a>,
}

/// What concerns an alias.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct OfAlias<'a> {
    pub(crate) alias: &'a str,
    #[serde(borrow)]
    pub(crate) what: AliasWord<'a>,
}

/// What is said of an alias, or asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum AliasWord<'a> {
    /// It is the account with this number.
    Claim(AccountNumber),
    /// An item waits to know whose it is.
    Ask(#[serde(borrow)] ItemRef<'a>),
    /// An account of this name shows this name.
    Shows(&'a str),
}

/// What concerns an item that waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum OfWaiting<'a> {
    /// The item itself.
    Draft(#[serde(borrow)] Draft<'a>),
    /// The account number behind an alias.
    Answer { item: ItemRef<'a>, alias: &'a str, nsid: AccountNumber },
}

/// An owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum OwnerRef<'a> {
    Nsid(AccountNumber),
    Alias(&'a str),
    /// Folded.
    Display(&'a str),
}

impl<'a> OwnerRef<'a> {
    /// The name that it is known by.
    pub(crate) fn name(self) -> Cow<'a, str> {
        match self {
            Self::Nsid(nsid) => nsid.text().as_str().to_owned().into(),
            Self::Alias(name) | Self::Display(name) => name.into(),
        }
    }

    /// What groups all that is said of it.
    pub(crate) fn route(self) -> Route {
        match self {
            Self::Nsid(nsid) => nsid.route(),
            Self::Alias(_) | Self::Display(_) => Route::scattered(&self),
        }
    }

    /// Hands it to `write` as the record of an item has it.
    pub(crate) fn for_record<T>(self, write: impl FnOnce(ItemOwner<'_>) -> T) -> T {
        if let Self::Nsid(nsid) = self
            && let Some(packed) = nsid.packed()
        {
            return write(ItemOwner::Packed(packed));
        }
        write(self.id().as_ref().into())
    }

    pub(crate) fn id(self) -> Option<OwnerId> {
        match self {
            Self::Nsid(nsid) => nsid.nsid().map(OwnerId::Nsid),
            Self::Alias(name) => Some(OwnerId::Alias(name.to_owned())),
            Self::Display(name) => Some(OwnerId::Display(name.to_owned())),
        }
    }
}

/// What concerns an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OfOwner<'a> {
    pub(crate) owner: OwnerRef<'a>,
    pub(crate) what: OwnerWord<'a>,
}

/// What is said of an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OwnerWord<'a> {
    /// It has these names.
    Named { alias: Option<&'a str>, display: Option<&'a str> },
    /// It has this item.
    Has { item: SettledItem<'a>, record: Record },
}

/// What has become of an item's own record, when its owner is told of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Record {
    /// It is written.
    Written,
    /// It is to be written unless the owner is suppressed.
    WithOwner,
    /// Tables disagree whose the item is: it is written when all of its owners are known.
    Shared,
}

/// An item whose owners are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SettledItem<'a> {
    #[serde(borrow)]
    pub(crate) item: ItemRef<'a>,
    pub(crate) datasets: u64,
    #[serde(borrow)]
    pub(crate) facts: Facts<'a>,
}

impl SettledItem<'_> {
    /// The item as records have it.
    pub(crate) fn as_item(&self, family: &Family) -> Item {
        Item {
            id: self.item.id(),
            datasets: family.stored(DatasetSet(self.datasets)),
            month: self.facts.month(),
            licence: self.facts.licence(),
            image: self.facts.image(),
        }
    }
}

spilled_by_serde!(Draft, OfAlias, OfWaiting);
