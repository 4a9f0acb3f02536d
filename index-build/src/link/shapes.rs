//! What linking writes to its spills. Texts are borrowed from the partition that was read.

use hushset_core::{
    dataset::{DatasetSet, Family},
    identifier::{ItemId, Nsid},
    record::{Image, Item, Licence, Month, OwnerId},
};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(crate) struct Facts {
    month: Option<u16>,
    licence: Option<u8>,
    image: Option<(u32, u64)>,
}

impl Facts {
    pub(crate) fn new(month: Option<Month>, licence: Option<Licence>, image: Option<Image>) -> Self {
        Self {
            month: month.map(Month::number),
            licence: licence.map(Licence::number),
            image: image.map(|image| (image.server, image.secret)),
        }
    }

    /// Of each fact that several tables know, the smallest: any rule will do that does not depend on their order.
    pub(crate) fn merge(&mut self, other: Self) {
        fn settle<T: Ord>(mine: &mut Option<T>, theirs: Option<T>) {
            *mine = [mine.take(), theirs].into_iter().flatten().min();
        }
        settle(&mut self.month, other.month);
        settle(&mut self.licence, other.licence);
        settle(&mut self.image, other.image);
    }

    pub(crate) fn month(&self) -> Option<Month> {
        self.month.and_then(Month::from_number)
    }

    pub(crate) fn licence(&self) -> Option<Licence> {
        self.licence.and_then(Licence::new)
    }

    pub(crate) fn image(&self) -> Option<Image> {
        self.image.map(|(server, secret)| Image { server, secret })
    }
}

/// The names that a row gives an owner. Numbers are canonical and aliases folded; shown names are as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
pub(crate) struct Names<'a> {
    #[serde(borrow)]
    pub(crate) nsid: Option<&'a str>,
    pub(crate) alias: Option<&'a str>,
    pub(crate) display: Option<&'a str>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SpilledRow<'a> {
    #[serde(borrow)]
    pub(crate) item: ItemRef<'a>,
    pub(crate) dataset: u8,
    pub(crate) names: Names<'a>,
    pub(crate) facts: Facts,
    /// Folded, sorted, each once.
    pub(crate) tags: Vec<&'a str>,
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
    pub(crate) facts: Facts,
    pub(crate) tags: Vec<&'a str>,
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
    Claim(&'a str),
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
    Answer { item: ItemRef<'a>, alias: &'a str, nsid: &'a str },
}

/// An owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum OwnerRef<'a> {
    Nsid(&'a str),
    Alias(&'a str),
    /// Folded.
    Display(&'a str),
}

impl OwnerRef<'_> {
    pub(crate) fn id(self) -> Option<OwnerId> {
        match self {
            Self::Nsid(nsid) => Nsid::parse(nsid).map(OwnerId::Nsid),
            Self::Alias(name) => Some(OwnerId::Alias(name.to_owned())),
            Self::Display(name) => Some(OwnerId::Display(name.to_owned())),
        }
    }
}

/// What concerns an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct OfOwner<'a> {
    #[serde(borrow)]
    pub(crate) owner: OwnerRef<'a>,
    pub(crate) what: OwnerWord<'a>,
}

/// What is said of an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum OwnerWord<'a> {
    /// It has these names.
    Named { alias: Option<&'a str>, display: Option<&'a str> },
    /// It has this item.
    Has {
        #[serde(borrow)]
        item: SettledItem<'a>,
        /// Whether tables disagree, so that others have it too.
        shared: bool,
    },
}

/// An item whose owners are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SettledItem<'a> {
    #[serde(borrow)]
    pub(crate) item: ItemRef<'a>,
    pub(crate) datasets: u64,
    pub(crate) facts: Facts,
    pub(crate) tags: Vec<&'a str>,
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
