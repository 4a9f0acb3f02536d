//! What was counted on the way: by dataset, and in all.

use hushset_core::{
    dataset::{DatasetSet, MAX_DATASETS},
    manifest::Findable,
    record::{Licence, Month},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What linking did.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct LinkReport {
    /// Items in at least one dataset.
    pub items: u64,
    /// Items in more than one dataset.
    pub items_in_several: u64,
    /// Items whose owner is known.
    pub items_with_owner: u64,
    /// (item, dataset) pairs whose own table does not know the owner that another table knows.
    pub owners_linked: u64,
    /// Items for which tables name different owners; they are listed under each.
    pub owner_conflicts: u64,
    /// Accounts with at least one item.
    pub owners: u64,
    /// Items left out because they, or their owners, are to be suppressed.
    pub items_suppressed: u64,
    /// Accounts left out for the same reason.
    pub owners_suppressed: u64,
}

/// What the tables of one dataset have.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct TableCounts {
    /// Rows that say what another row of the dataset says already.
    pub duplicates: u64,
    /// Rows that say something else about an item that another row of the dataset names already.
    pub further: u64,
    /// Items.
    pub items: u64,
    /// Owners of these, as far as any table tells.
    pub owners: u64,
    /// Items that each kind of name finds.
    pub findable: Findable,
    /// Their years and licences.
    pub stats: TableStats,
}

/// How a dataset's items are spread.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableStats {
    /// Items by year.
    pub years: BTreeMap<u16, u64>,
    /// Items by the number of their licence.
    pub licences: BTreeMap<u8, u64>,
}

/// All counts; each thread has its own, and they add up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) links: LinkReport,
    tables: Vec<TableCounts>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { links: LinkReport::default(), tables: vec![TableCounts::default(); MAX_DATASETS] }
    }
}

impl Counts {
    /// Counts something in each dataset of a set.
    pub(crate) fn each(&mut self, datasets: DatasetSet, mut count: impl FnMut(&mut TableCounts)) {
        for dataset in datasets.iter() {
            self.tables.get_mut(dataset.get()).into_iter().for_each(&mut count);
        }
    }

    /// Counts an item that is published.
    pub(crate) fn add_item(
        &mut self,
        datasets: DatasetSet,
        month: Option<Month>,
        licence: Option<Licence>,
        tagged: bool,
    ) {
        self.links.items += 1;
        self.links.items_in_several += u64::from(datasets.0.count_ones() > 1);
        self.each(datasets, |table| {
            table.items += 1;
            table.findable.by_tag += u64::from(tagged);
            if let Some(month) = month {
                *table.stats.years.entry(month.year()).or_default() += 1;
            }
            if let Some(licence) = licence {
                *table.stats.licences.entry(licence.number()).or_default() += 1;
            }
        });
    }

    pub(crate) fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::default();
        parts.into_iter().for_each(|part| sum.merge(part));
        sum
    }

    pub(crate) fn merge(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.links, other.links);
        mine.items += theirs.items;
        mine.items_in_several += theirs.items_in_several;
        mine.items_with_owner += theirs.items_with_owner;
        mine.owners_linked += theirs.owners_linked;
        mine.owner_conflicts += theirs.owner_conflicts;
        mine.owners += theirs.owners;
        mine.items_suppressed += theirs.items_suppressed;
        mine.owners_suppressed += theirs.owners_suppressed;
        self.tables.iter_mut().zip(other.tables).for_each(|(mine, theirs)| mine.merge(theirs));
    }

    /// The report, and the counts by a dataset's place.
    pub(crate) fn into_parts(self) -> (LinkReport, Vec<TableCounts>) {
        (self.links, self.tables)
    }
}

impl TableCounts {
    fn merge(&mut self, other: Self) {
        self.duplicates += other.duplicates;
        self.further += other.further;
        self.items += other.items;
        self.owners += other.owners;
        self.findable.by_nsid += other.findable.by_nsid;
        self.findable.by_alias += other.findable.by_alias;
        self.findable.by_display += other.findable.by_display;
        self.findable.by_tag += other.findable.by_tag;
        other.stats.years.into_iter().for_each(|(year, n)| *self.stats.years.entry(year).or_default() += n);
        other.stats.licences.into_iter().for_each(|(id, n)| *self.stats.licences.entry(id).or_default() += n);
    }
}
