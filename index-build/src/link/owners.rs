//! The last step: the items and the names of each owner.

use super::shapes::{OfOwner, OwnerRef, OwnerWord, SettledItem};
use crate::{
    entries::{Entries, ItemWriter, ListWriter},
    error::Result,
    names::folded,
    spill::{Group, Route, Spill, Writer},
    stats::Counts,
    suppress::Suppressed,
};
use hushset_core::{dataset::DatasetSet, record::OwnerBytes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Records every item under its owner, and every owner under each of its names.
/// Items of several owners wait in `shared` for all of these.
pub(crate) fn record(owners: &Spill<'_>, shared: &Spill<'_>, entries: &Entries<'_>) -> Result<Counts> {
    let counts = owners.reduce(
        "linking accounts",
        || Recorder {
            items: entries.item_writer(),
            lists: entries.list_writer(),
            shared: shared.writer(),
            suppressed: &entries.context.suppressed,
            counts: Counts::default(),
        },
        |recorder, group: Group<'_>| {
            group.decoded(|said: &[OfOwner<'_>]| {
                said.chunk_by(|a, b| a.owner == b.owner).try_for_each(|said| recorder.owner(said))
            })
        },
        |recorder| Ok(std::mem::take(&mut recorder.counts)),
        |recorder| {
            recorder.items.finish()?;
            recorder.shared.finish()?;
            recorder.lists.finish()
        },
    )?;
    Ok(Counts::sum(counts))
}

/// Which kinds of name find an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct FoundBy {
    nsid: bool,
    alias: bool,
    display: bool,
}

impl FoundBy {
    fn count(self, datasets: DatasetSet, counts: &mut Counts) {
        counts.each(datasets, |table| {
            table.findable.by_nsid += u64::from(self.nsid);
            table.findable.by_alias += u64::from(self.alias);
            table.findable.by_display += u64::from(self.display);
        });
    }
}

/// One of an item's several owners.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct SharedItem<'a> {
    #[serde(borrow)]
    item: SettledItem<'a>,
    owner: OwnerRef<'a>,
    found_by: FoundBy,
}

/// Records items that tables give to several owners, under the first of those that are not suppressed. Such an item is
/// found by a kind of name only if each of them is.
pub(crate) fn record_shared(shared: &Spill<'_>, entries: &Entries<'_>) -> Result<Counts> {
    let group = |(items, counts): &mut (ItemWriter<'_>, Counts), group: Group<'_>| {
        let parts: Vec<SharedItem<'_>> = group.records().collect::<Result<_>>()?;
        parts.chunk_by(|a, b| a.item == b.item).try_for_each(|parts| {
            let by = |kind: fn(&FoundBy) -> bool| parts.iter().all(|part| kind(&part.found_by));
            let found_by =
                FoundBy { nsid: by(|by| by.nsid), alias: by(|by| by.alias), display: by(|by| by.display) };
            let Some(SharedItem { item, owner, .. }) = parts.first() else { return Ok(()) };
            found_by.count(DatasetSet(item.datasets), counts);
            items.record(item, &OwnerBytes::of(owner.id().as_ref()), counts)
        })
    };
    let counts = shared.reduce(
        "linking accounts that share items",
        || (entries.item_writer(), Counts::default()),
        group,
        |(_, counts)| Ok(std::mem::take(counts)),
        |(items, _)| items.finish(),
    )?;
    Ok(Counts::sum(counts))
}

struct Recorder<'s> {
    items: ItemWriter<'s>,
    lists: ListWriter<'s>,
    shared: Writer<'s>,
    suppressed: &'s Suppressed,
    counts: Counts,
}

/// The names of an owner. Of several the first in order is shown; all of them are keys.
#[derive(Debug, Default)]
pub(crate) struct OwnerNames<'a> {
    /// The names in its addresses, folded; more than one only if tables disagree.
    pub(crate) aliases: BTreeSet<&'a str>,
    /// The names it showed, as written; several if it changed its name between tables.
    pub(crate) displays: BTreeSet<&'a str>,
}

impl Recorder<'_> {
    fn owner(&mut self, said: &[OfOwner<'_>]) -> Result<()> {
        let mut names = OwnerNames::default();
        let mut items = Vec::with_capacity(said.len());
        for said in said {
            match &said.what {
                OwnerWord::Named { alias, display } => {
                    names.aliases.extend(alias);
                    names.displays.extend(display);
                }
                OwnerWord::Has { item, shared } => items.push((item, *shared)),
            }
        }
        let Some((owner, id)) = said.first().and_then(|said| Some((said.owner, said.owner.id()?))) else {
            return Ok(());
        };
        if items.is_empty() {
            // An accounts table may name many people who are in no dataset.
            return Ok(());
        }
        if self.is_suppressed(owner, &names) {
            self.counts.links.owners_suppressed += 1;
            self.counts.links.items_suppressed += items.iter().filter(|(_, shared)| !shared).count() as u64;
            return Ok(());
        }
        self.counts.links.owners += 1;
        let mut datasets = DatasetSet::EMPTY;
        let id = OwnerBytes::of(Some(&id));
        let found_by = FoundBy {
            nsid: matches!(owner, OwnerRef::Nsid(_)),
            alias: !names.aliases.is_empty(),
            display: !names.displays.is_empty(),
        };
        for (item, shared) in &items {
            datasets = datasets.union(DatasetSet(item.datasets));
            if *shared {
                let part = SharedItem { item: (*item).clone(), owner, found_by };
                self.shared.put(Route::scattered(&item.item), &part)?;
            } else {
                self.items.record(item, &id, &mut self.counts)?;
                found_by.count(DatasetSet(item.datasets), &mut self.counts);
            }
        }
        self.counts.each(datasets, |table| table.owners += 1);
        let items = items.into_iter().map(|(item, _)| item);
        self.lists.record(owner, &names.aliases, &names.displays, items)
    }

    fn is_suppressed(&self, owner: OwnerRef<'_>, names: &OwnerNames<'_>) -> bool {
        let own = match owner {
            OwnerRef::Nsid(name) | OwnerRef::Alias(name) | OwnerRef::Display(name) => name,
        };
        let all = names.aliases.iter().chain(&names.displays).copied().chain([own]);
        !self.suppressed.is_empty()
            && all
                .into_iter()
                .any(|name| self.suppressed.has_owner(&folded(name)) || self.suppressed.has_owner(name))
    }
}
