//! Lists on their way: an account's items, once under each of its names.

use super::Context;
use crate::{
    error::Result,
    link::{OwnerRef, SettledItem},
    recent::Recent,
    spill::{Route, Spill, Writer, as_bytes, spilled_by_serde},
};
use hushset_core::{
    dataset::DatasetSet,
    identifier::{Identifier, Nsid, Scheme},
    key::Key,
    record::{Account, Item, NamedBy, OwnerId, write_items},
    text::NativePlatform,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A list, or a part of one, under one identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct ListPiece<'a> {
    /// The text of the identifier.
    pub(super) text: &'a str,
    #[serde(borrow)]
    pub(super) account: Option<AccountPiece<'a>>,
    pub(super) items: u32,
    /// The items as records have them: encoded once, they stand under each of an account's names.
    #[serde(serialize_with = "as_bytes")]
    pub(super) bytes: &'a [u8],
    /// The datasets stored for the identifier because of these items, or because of items that are not listed under it.
    pub(super) datasets: u64,
}

spilled_by_serde!(ListPiece);

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

/// The datasets that are stored for at least one of these items.
pub(super) fn datasets_of(items: &[Item]) -> DatasetSet {
    items.iter().fold(DatasetSet::EMPTY, |all, item| all.union(item.datasets))
}

/// Items of one list, encoded.
pub(super) struct Encoded {
    items: u32,
    bytes: Vec<u8>,
    datasets: DatasetSet,
}

impl Encoded {
    /// Encodes items, which come by ascending id.
    pub(super) fn of(items: &[Item]) -> Self {
        Self { items: items.len() as u32, bytes: write_items(items), datasets: datasets_of(items) }
    }

    /// No items: an identifier may be in datasets without a list.
    fn none(datasets: DatasetSet) -> Self {
        Self { items: 0, bytes: write_items(&[]), datasets }
    }
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
        let stored = |item: &SettledItem<'_>| item.as_item(&self.context.family);
        let mut items: Vec<Item> = items.map(stored).collect();
        items.sort_unstable();
        if let (Scheme::Web, OwnerRef::Alias(registered)) = (self.context.scheme, owner) {
            return self.record_site(registered, &items);
        }
        let encoded = Encoded::of(&items);
        for (identifier, by) in self.names(owner, aliases, displays) {
            let account = AccountPiece {
                owner,
                alias: aliases.first().copied(),
                display: displays.first().copied(),
                by_nsid: by.nsid,
                by_alias: by.alias,
                by_display: by.display,
            };
            self.put(&identifier, Some(account), &encoded)?;
        }
        Ok(())
    }

    /// Says that an identifier is in datasets, without a list of items. Saying it twice changes nothing.
    pub(super) fn announce(&mut self, identifier: &Identifier, datasets: DatasetSet) -> Result<()> {
        if self.announced.is_new(&(identifier, datasets)) {
            self.put(identifier, None, &Encoded::none(datasets))?;
        }
        Ok(())
    }

    /// Lists items, or some of them, under an identifier.
    pub(super) fn put(
        &mut self,
        identifier: &Identifier,
        account: Option<AccountPiece<'_>>,
        list: &Encoded,
    ) -> Result<()> {
        let key = Key::of_name(self.context.scheme, identifier.scope(), identifier.text());
        let Encoded { items, bytes, datasets } = list;
        let piece =
            ListPiece { text: identifier.text(), account, items: *items, bytes, datasets: datasets.0 };
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
