//! Entries: what each key of a scope has in its filter and in its exact shard.
//!
//! ```text
//! items with owners ────────────────────────────────▶ entries, pairs   of the scope `items`
//! accounts ─▶ lists ─by identifier─▶ subjects ──────▶ entries, pairs   of the scope `owners` (and `tags`)
//!                                    └▶ long lists ─(the plan's page cap)─▶ entries
//! ```
//!
//! Records are written here, in full and unsealed, because a plan needs their lengths. A plan also says how long a
//! page of a list may be, so long lists are kept apart until there is one.

mod items;
mod lists;
mod long;
mod sites;
mod store;
mod subject;

pub(crate) use items::ItemWriter;
pub(crate) use lists::ListWriter;
pub(crate) use store::{EntryPiece, Store};
pub(crate) use subject::{cut, gather};

use crate::{
    error::Result,
    plan::{PAGE_CAPS, ScopeTally},
    spill::{Channel, Spill},
    suppress::Suppressed,
    workspace::Workspace,
};
use hushset_core::{
    dataset::Family,
    filter::FingerprintBits,
    identifier::{Scheme, Scope},
};
use std::num::NonZeroU32;

/// What all records are written with.
#[derive(Debug)]
pub struct Context {
    /// The rules by which names become identifiers.
    pub scheme: Scheme,
    /// The slugs of the datasets, in the manifest's order.
    pub slugs: Vec<String>,
    /// Which datasets follow from which.
    pub family: Family,
    /// The width of a fingerprint.
    pub width: FingerprintBits,
    /// Whether hashtags are indexed.
    pub tags: bool,
    /// Who and what is left out.
    pub suppressed: Suppressed,
    /// The largest number of items on a page, if it is not for the planner to choose.
    pub page_cap: Option<NonZeroU32>,
}

impl Context {
    /// The numbers of items on a page that are planned with, the largest first.
    pub(crate) fn page_caps(&self) -> Vec<usize> {
        self.page_cap.map_or_else(|| PAGE_CAPS.to_vec(), |cap| vec![cap.get() as usize])
    }
}

/// The entries of all scopes of a build.
#[derive(Debug)]
pub struct Entries<'w> {
    pub(crate) context: &'w Context,
    owners: Lists<'w>,
    items: Store<'w>,
    tags: Option<Lists<'w>>,
}

/// A scope whose records are lists, and the pieces that these are made from.
#[derive(Debug)]
struct Lists<'w> {
    pieces: Spill<'w>,
    store: Store<'w>,
}

impl<'w> Entries<'w> {
    /// No entries yet.
    pub fn new(workspace: &'w Workspace, context: &'w Context) -> Result<Self> {
        let store = |scope| Store::new(workspace, context, scope);
        let lists = |scope| {
            Ok(Lists { pieces: Spill::new(workspace, Channel::Pieces(scope))?, store: store(scope)? })
        };
        Ok(Self {
            context,
            owners: lists(Scope::Owners)?,
            items: store(Scope::Items)?,
            tags: context.tags.then(|| lists(Scope::Tags)).transpose()?,
        })
    }

    pub(crate) fn item_writer(&self) -> ItemWriter<'_> {
        ItemWriter::new(self.context, &self.items, self.tags.as_ref().map(|lists| &lists.pieces))
    }

    pub(crate) fn list_writer(&self) -> ListWriter<'_> {
        ListWriter::new(self.context, &self.owners.pieces)
    }

    /// The scopes whose records are lists.
    fn lists(&self) -> impl Iterator<Item = &Lists<'w>> {
        [&self.owners].into_iter().chain(&self.tags)
    }

    /// Puts the pieces of each list together and writes its record, or keeps it until there is a page cap.
    pub fn gather(&self) -> Result<()> {
        self.lists().try_for_each(|lists| gather(self.context, &lists.pieces, &lists.store))
    }

    /// Writes the records of the long lists, with at most `cap` items on a page.
    pub fn cut(&self, cap: usize) -> Result<()> {
        self.lists().try_for_each(|lists| cut(self.context, &lists.store.long, &lists.store, cap))
    }

    /// The scopes in the manifest's order, with what a plan is made from.
    pub fn tallies(&self) -> impl Iterator<Item = &ScopeTally> {
        self.stores().map(|store| &store.tally)
    }

    /// The scopes in the manifest's order.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &Store<'w>> {
        [&self.owners.store, &self.items].into_iter().chain(self.tags.as_ref().map(|lists| &lists.store))
    }
}
