//! Lists on their way: an account's items, once under each of its names.

use super::Context;
use crate::{
    error::Result,
    link::{Facts, ItemRef, OwnerRef, SettledItem},
    spill::{Route, Spill, Writer},
};
use hushset_core::{
    dataset::DatasetSet,
    identifier::{Identifier, Nsid, Page},
    key::Key,
    record::{Account, Item, NamedBy, OwnerId},
    text::NativePlatform,
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// A list, or a part of one, under one identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct ListPiece<'a> {
    /// The text of the identifier.
    pub(super) text: &'a str,
    #[serde(borrow)]
    pub(super) account: Option<AccountPiece<'a>>,
    pub(super) items: Cow<'a, [ItemPiece<'a>]>,
}

/// Whose list it is; a hashtag's is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct AccountPiece<'a> {
    #[serde(borrow)]
    owner: OwnerRef<'a>,
    alias: Option<&'a str>,
    display: Option<&'a str>,
    by_nsid: bool,
    by_alias: bool,
    by_display: bool,
}

impl AccountPiece<'_> {
    pub(super) fn account(&self) -> Option<(Account, NamedBy)> {
        let account = Account {
            id: self.owner.id()?,
            alias: self.alias.map(str::to_owned),
            display: self.display.map(str::to_owned),
        };
        Some((account, NamedBy { nsid: self.by_nsid, alias: self.by_alias, display: self.by_display }))
    }
}

/// An item in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct ItemPiece<'a> {
    #[serde(borrow)]
    pub(super) item: ItemRef<'a>,
    /// The datasets stored for it.
    pub(super) datasets: u64,
    pub(super) facts: Facts,
}

impl ItemPiece<'_> {
    pub(super) fn item(&self) -> Item {
        Item {
            id: self.item.id(),
            datasets: DatasetSet(self.datasets),
            month: self.facts.month(),
            licence: self.facts.licence(),
            image: self.facts.image(),
        }
    }
}

/// Hands accounts to their names.
pub(crate) struct ListWriter<'s> {
    context: &'s Context,
    pieces: Writer<'s>,
}

impl<'s> ListWriter<'s> {
    pub(super) fn new(context: &'s Context, pieces: &'s Spill<'_>) -> Self {
        Self { context, pieces: pieces.writer() }
    }

    /// Lists an account's items under each of its names. What it is called beside its number stands in `aliases` and
    /// `displays`; the first of each is shown.
    pub(crate) fn record<'a>(
        &mut self,
        owner: OwnerRef<'_>,
        aliases: &BTreeSet<&str>,
        displays: &BTreeSet<&str>,
        items: impl Iterator<Item = &'a SettledItem<'a>>,
    ) -> Result<()> {
        let items: Vec<ItemPiece<'_>> = items
            .map(|item| {
                let datasets = self.context.family.stored(DatasetSet(item.datasets)).0;
                ItemPiece { item: item.item, datasets, facts: item.facts }
            })
            .collect();
        for (identifier, by) in self.names(owner, aliases, displays) {
            let account = AccountPiece {
                owner,
                alias: aliases.first().copied(),
                display: displays.first().copied(),
                by_nsid: by.nsid,
                by_alias: by.alias,
                by_display: by.display,
            };
            let key = Key::of(&identifier.key_string(self.context.scheme, Page::FIRST));
            let piece =
                ListPiece { text: identifier.text(), account: Some(account), items: items.as_slice().into() };
            self.pieces.put(Route::of_key(&key), &piece)?;
        }
        Ok(())
    }

    /// The identifiers of an account: one text can be more than one of its names.
    fn names(
        &self,
        owner: OwnerRef<'_>,
        aliases: &BTreeSet<&str>,
        displays: &BTreeSet<&str>,
    ) -> BTreeMap<Identifier, NamedBy> {
        let number = match owner.id() {
            Some(OwnerId::Nsid(nsid)) => Some(nsid),
            _ => None,
        };
        let mut named: BTreeMap<Identifier, NamedBy> = BTreeMap::new();
        let mut name = |text: &str, mark: fn(&mut NamedBy)| {
            let Some(identifier) = self.context.scheme.owner_identifier(&NativePlatform, text) else {
                return;
            };
            // Whoever calls themselves by another account's number must not be found under it.
            if Nsid::parse(identifier.text()).is_none_or(|other| Some(other) == number) {
                mark(named.entry(identifier).or_default());
            }
        };
        number.iter().for_each(|nsid| name(nsid.as_str(), |by| by.nsid = true));
        aliases.iter().for_each(|alias| name(alias, |by| by.alias = true));
        displays.iter().for_each(|display| name(display, |by| by.display = true));
        named
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.pieces.finish()
    }
}
