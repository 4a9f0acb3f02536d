//! The last step: the items and the names of each owner.

use super::shapes::{OfOwner, OwnerRef, OwnerWord, Record, SettledItem};
use crate::{
    entries::{Entries, ItemWriter, ListWriter},
    error::Result,
    names::folded,
    spill::{Group, Route, Spill, Writer, spilled_by_serde},
    stats::Counts,
    suppress::Suppressed,
};
use hushset_core::dataset::DatasetSet;
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
        Recorder::group,
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

spilled_by_serde!(SharedItem);

/// Records items that tables give to several owners, under the first of those that are not suppressed. Such an item is
/// found by a kind of name only if each of them is.
pub(crate) fn record_shared(shared: &Spill<'_>, entries: &Entries<'_>) -> Result<Counts> {
    let group = |(items, counts): &mut (ItemWriter<'_>, Counts), group: Group<'_>| {
        let item = |parts: &[&SharedItem<'_>]| {
            let by = |kind: fn(&FoundBy) -> bool| parts.iter().all(|part| kind(&part.found_by));
            let found_by =
                FoundBy { nsid: by(|by| by.nsid), alias: by(|by| by.alias), display: by(|by| by.display) };
            let Some(SharedItem { item, owner, .. }) = parts.first() else { return Ok(()) };
            found_by.count(DatasetSet(item.datasets), counts);
            owner.for_record(|owner| items.record(item, owner, counts))
        };
        group.sorted(|parts: &[SharedItem<'_>]| {
            // Owners in the order of their names, and not of the bytes that they were spilled as.
            let mut parts: Vec<_> = parts.iter().collect();
            parts.sort_unstable();
            parts.chunk_by(|a, b| a.item == b.item).try_for_each(item)
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
    fn group(&mut self, group: Group<'_>) -> Result<()> {
        let records = group.records();
        let mut said: Vec<OfOwner<'_>> = Vec::with_capacity(records.len());
        for record in records {
            said.push(record?);
        }
        // Almost always one owner, whose items and names may come in any order.
        if !said.is_sorted_by(|a, b| a.owner == b.owner) {
            said.sort_unstable_by_key(|said| said.owner);
        }
        said.chunk_by(|a, b| a.owner == b.owner).try_for_each(|said| self.owner(said))
    }

    fn owner(&mut self, said: &[OfOwner<'_>]) -> Result<()> {
        let mut names = OwnerNames::default();
        let mut items = Vec::with_capacity(said.len());
        for said in said {
            match &said.what {
                OwnerWord::Named { alias, display } => {
                    names.aliases.extend(alias);
                    names.displays.extend(display);
                }
                OwnerWord::Has { item, record } => items.push((item, *record)),
            }
        }
        let Some(owner) = said.first().map(|said| said.owner) else { return Ok(()) };
        if items.is_empty() {
            // An accounts table may name many people who are in no dataset.
            return Ok(());
        }
        if self.is_suppressed(owner, &names) {
            self.counts.links.owners_suppressed += 1;
            let alone = items.iter().filter(|(_, record)| *record != Record::Shared);
            self.counts.links.items_suppressed += alone.count() as u64;
            return Ok(());
        }
        self.counts.links.owners += 1;
        let mut datasets = DatasetSet::EMPTY;
        let found_by = FoundBy {
            nsid: matches!(owner, OwnerRef::Nsid(_)),
            alias: !names.aliases.is_empty(),
            display: !names.displays.is_empty(),
        };
        for (item, record) in &items {
            datasets = datasets.union(DatasetSet(item.datasets));
            match record {
                Record::Shared => {
                    let part = SharedItem { item: (*item).clone(), owner, found_by };
                    self.shared.put(Route::scattered(&item.item), &part)?;
                    continue;
                }
                Record::WithOwner => {
                    owner.for_record(|owner| self.items.record(item, owner, &mut self.counts))?;
                }
                Record::Written => {}
            }
            found_by.count(DatasetSet(item.datasets), &mut self.counts);
        }
        self.counts.each(datasets, |table| table.owners += 1);
        items.sort_unstable_by_key(|(item, _)| item.item);
        let items = items.into_iter().map(|(item, _)| item);
        self.lists.record(owner, &names.aliases, &names.displays, items)
    }

    fn is_suppressed(&self, owner: OwnerRef<'_>, names: &OwnerNames<'_>) -> bool {
        if !self.suppressed.has_owners() {
            return false;
        }
        let own = owner.name();
        let mut all = names.aliases.iter().chain(&names.displays).copied().chain([&*own]);
        all.any(|name| self.suppressed.has_owner(&folded(name)) || self.suppressed.has_owner(name))
    }
}
