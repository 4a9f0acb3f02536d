//! Lists on their way: an account's items, once under each of its names.

use super::Context;
use crate::{
    error::Result,
    link::{Facts, ItemRef, OwnerRef, SettledItem},
    recent::Recent,
    spill::{Route, Spill, Writer},
};
use hushset_core::{
    dataset::DatasetSet,
    identifier::{Identifier, Nsid, Scheme},
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
    /// The datasets stored for the identifier because of these items, or because of items that are not listed under it.
    pub(super) datasets: u64,
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

impl<'a> AccountPiece<'a> {
    /// A domain: its name is all that there is to say of it.
    pub(super) fn site(domain: &'a str) -> Self {
        Self {
            owner: OwnerRef::Alias(domain),
            alias: Some(domain),
            display: None,
            by_nsid: false,
            by_alias: true,
            by_display: false,
        }
    }

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

/// The datasets that are stored for at least one of these items.
pub(super) fn datasets_of(items: &[ItemPiece<'_>]) -> DatasetSet {
    items.iter().fold(DatasetSet::EMPTY, |all, item| all.union(DatasetSet(item.datasets)))
}

/// Hands lists to the identifiers that they stand under.
pub(crate) struct ListWriter<'s> {
    context: &'s Context,
    pieces: Writer<'s>,
    announced: Recent,
}

impl<'s> ListWriter<'s> {
    pub(super) fn new(context: &'s Context, pieces: &'s Spill<'_>) -> Self {
        Self { context, pieces: pieces.writer(), announced: Recent::new() }
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
        if let (Scheme::Web, OwnerRef::Alias(registered)) = (self.context.scheme, owner) {
            return self.record_site(registered, &items);
        }
        for (identifier, by) in self.names(owner, aliases, displays) {
            let account = AccountPiece {
                owner,
                alias: aliases.first().copied(),
                display: displays.first().copied(),
                by_nsid: by.nsid,
                by_alias: by.alias,
                by_display: by.display,
            };
            self.put(&identifier, Some(account), &items)?;
        }
        Ok(())
    }

    /// Says that an identifier is in datasets, without a list of items. Saying it twice changes nothing.
    pub(super) fn announce(&mut self, identifier: &Identifier, datasets: DatasetSet) -> Result<()> {
        if self.announced.is_new(&(identifier, datasets)) {
            self.put_piece(identifier, None, &[], datasets)?;
        }
        Ok(())
    }

    /// Lists items, or some of them, under an identifier.
    pub(super) fn put(
        &mut self,
        identifier: &Identifier,
        account: Option<AccountPiece<'_>>,
        items: &[ItemPiece<'_>],
    ) -> Result<()> {
        self.put_piece(identifier, account, items, datasets_of(items))
    }

    fn put_piece(
        &mut self,
        identifier: &Identifier,
        account: Option<AccountPiece<'_>>,
        items: &[ItemPiece<'_>],
        datasets: DatasetSet,
    ) -> Result<()> {
        let key = Key::of_name(self.context.scheme, identifier.scope(), identifier.text());
        let piece = ListPiece { text: identifier.text(), account, items: items.into(), datasets: datasets.0 };
        self.pieces.put(Route::of_key(&key), &piece)
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
            let other =
                if self.context.scheme == Scheme::Flickr { Nsid::parse(identifier.text()) } else { None };
            // Whoever calls themselves by another account's number must not be found under it.
            if other.is_none_or(|other| Some(other) == number) {
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
