//! Linking: rows of many tables become items, and items find their owners.
//!
//! A photo whose owner one table knows has that owner in all of them: a PIPA photo that is also in DiveFace
//! shows under its owner. An account that tables name by number in one place and by alias in another is one
//! account wherever both stand in one row. Display names are shown and searched, but never used to link: many
//! people may have the same one.
//!
//! Nothing here depends on the order of the rows.

use crate::row::Row;
use hushset_core::{
    dataset::{DatasetIndex, DatasetSet},
    identifier::{ItemId, Nsid},
    record::{Account, Item, Licence, Month, OwnerId},
    scheme::flickr,
    text::{NativeUnicode, fold},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that the tables say, each thing once.
#[derive(Debug, Default)]
pub struct Linked {
    /// The photos by ascending id.
    pub items: Vec<LinkedItem>,
    /// The accounts.
    pub accounts: BTreeMap<OwnerId, LinkedAccount>,
    /// What was joined.
    pub report: LinkReport,
}

/// A photo with all that is known of it.
#[derive(Debug, Clone)]
pub struct LinkedItem {
    /// The photo's id.
    pub photo: u64,
    /// The datasets whose tables list it.
    pub datasets: DatasetSet,
    /// Its owner, if any table knows.
    pub owner: Option<OwnerId>,
    /// When it was uploaded.
    pub month: Option<Month>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Its hashtags, folded.
    pub tags: BTreeSet<String>,
}

impl LinkedItem {
    /// The photo as a record lists it, with `datasets` as stored.
    pub fn as_item(&self, datasets: DatasetSet) -> Item {
        Item { id: ItemId::Number(self.photo), datasets, month: self.month, licence: self.licence }
    }
}

/// An account with its names.
#[derive(Debug, Clone, Default)]
pub struct LinkedAccount {
    /// The names in its addresses, folded; more than one only if tables disagree.
    pub aliases: BTreeSet<String>,
    /// The names it showed, as written; several if it changed its name between tables.
    pub displays: BTreeSet<String>,
}

impl LinkedAccount {
    /// The account as records show it. Of several names the first in order is shown; all of them are keys.
    pub fn as_account(&self, id: &OwnerId) -> Account {
        Account {
            id: id.clone(),
            alias: self.aliases.first().cloned(),
            display: self.displays.first().cloned(),
        }
    }
}

/// What linking did.
#[derive(Debug, Default, Clone, Serialize)]
pub struct LinkReport {
    /// Photos in at least one dataset.
    pub items: u64,
    /// Photos in more than one dataset.
    pub items_in_several: u64,
    /// Photos whose owner is known.
    pub items_with_owner: u64,
    /// (photo, dataset) pairs whose own table does not know the owner that another table knows.
    pub owners_linked: u64,
    /// Photos for which tables name different owners; the first in order is kept.
    pub owner_conflicts: u64,
    /// Accounts with at least one photo.
    pub owners: u64,
}

/// A row's owner, by number if the row or the alias tells it.
fn owner_of(row: &Row, nsid_of_alias: &BTreeMap<String, Nsid>) -> Option<OwnerId> {
    if let Some(nsid) = &row.owner.nsid {
        return Some(OwnerId::Nsid(nsid.clone()));
    }
    if let Some(alias) = &row.owner.alias {
        return Some(nsid_of_alias.get(alias).map_or_else(|| OwnerId::Name(alias.clone()), |n| OwnerId::Nsid(n.clone())));
    }
    row.owner.display.as_ref().map(|display| OwnerId::Name(fold(&NativeUnicode, display)))
}

/// Links the rows of all datasets.
pub fn link(mut rows: Vec<(DatasetIndex, Row)>) -> Linked {
    let mut nsid_of_alias: BTreeMap<String, Nsid> = BTreeMap::new();
    for (_, row) in &mut rows {
        if let Some(alias) = &mut row.owner.alias {
            *alias = fold(&NativeUnicode, alias);
            if let Some(nsid) = &row.owner.nsid {
                // If tables disagree, the smallest number is kept, whatever the order of the rows.
                let kept = nsid_of_alias.entry(alias.clone()).or_insert_with(|| nsid.clone());
                if nsid < kept {
                    *kept = nsid.clone();
                }
            }
        }
    }
    let mut linked = Linked::default();
    let mut merging: BTreeMap<u64, Merging> = BTreeMap::new();
    for (dataset, row) in rows {
        let owner = owner_of(&row, &nsid_of_alias);
        if let Some(owner) = &owner {
            let account = linked.accounts.entry(owner.clone()).or_default();
            account.aliases.extend(row.owner.alias.filter(|alias| !alias.is_empty()));
            account.displays.extend(row.owner.display);
        }
        merging.entry(row.photo).or_default().add(dataset, owner, &row.tags, row.month, row.licence);
    }
    for (photo, merged) in merging {
        let item = merged.into_item(photo, &mut linked.report);
        linked.items.push(item);
    }
    // An account whose every photo went to another owner in a conflict has nothing to show.
    let owners: BTreeSet<&OwnerId> = linked.items.iter().filter_map(|item| item.owner.as_ref()).collect();
    linked.accounts.retain(|owner, _| owners.contains(owner));
    linked.report.owners = linked.accounts.len() as u64;
    linked
}

/// All rows of one photo.
#[derive(Debug, Default)]
struct Merging {
    datasets: DatasetSet,
    datasets_with_owner: DatasetSet,
    owners: BTreeSet<OwnerId>,
    months: BTreeSet<Month>,
    licences: BTreeSet<Licence>,
    tags: BTreeSet<String>,
}

impl Merging {
    fn add(
        &mut self,
        dataset: DatasetIndex,
        owner: Option<OwnerId>,
        tags: &[String],
        month: Option<Month>,
        licence: Option<Licence>,
    ) {
        self.datasets = self.datasets.union(DatasetSet::of(dataset));
        if let Some(owner) = owner {
            self.datasets_with_owner = self.datasets_with_owner.union(DatasetSet::of(dataset));
            self.owners.insert(owner);
        }
        self.months.extend(month);
        self.licences.extend(licence);
        let folded = tags.iter().filter_map(|tag| flickr::tag_identifier(&NativeUnicode, tag));
        self.tags.extend(folded.map(|identifier| identifier.text().to_owned()));
    }

    fn into_item(self, photo: u64, report: &mut LinkReport) -> LinkedItem {
        report.items += 1;
        report.items_in_several += u64::from(self.datasets.iter().count() > 1);
        report.items_with_owner += u64::from(!self.owners.is_empty());
        report.owner_conflicts += u64::from(self.owners.len() > 1);
        if !self.owners.is_empty() {
            report.owners_linked += self.datasets.minus(self.datasets_with_owner).iter().count() as u64;
        }
        LinkedItem {
            photo,
            datasets: self.datasets,
            owner: self.owners.into_iter().next(),
            month: self.months.into_iter().next(),
            licence: self.licences.into_iter().next(),
            tags: self.tags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::OwnerNames;

    fn row(dataset: usize, photo: u64, nsid: Option<&str>, alias: Option<&str>, display: Option<&str>) -> (DatasetIndex, Row) {
        let owner = OwnerNames {
            nsid: nsid.and_then(Nsid::parse),
            alias: alias.map(Into::into),
            display: display.map(Into::into),
        };
        (DatasetIndex::new(dataset).unwrap(), Row { photo, owner, ..Row::default() })
    }

    #[test]
    fn owners_are_found_across_tables_whatever_the_order() {
        let rows = vec![
            row(0, 1, Some("12345@N00"), None, None),
            row(1, 1, None, None, None),
            row(1, 2, None, Some("Jane"), None),
            row(2, 3, Some("12345@N00"), Some("jane"), Some("Jane D")),
            row(2, 4, None, None, Some("Joan  X")),
            row(0, 1, Some("12345@N00"), None, None),
        ];
        let mut reversed = rows.clone();
        reversed.reverse();
        for rows in [rows, reversed] {
            let linked = link(rows);
            let owners: Vec<_> = linked.items.iter().map(|i| i.owner.as_ref().unwrap().to_string()).collect();
            assert_eq!(owners, ["12345@N00", "12345@N00", "12345@N00", "joan x"]);
            assert_eq!(linked.items[0].datasets, DatasetSet(3));
            let account = &linked.accounts[&OwnerId::Nsid(Nsid::parse("12345@N00").unwrap())];
            assert_eq!(account.aliases.iter().collect::<Vec<_>>(), ["jane"]);
            let report = &linked.report;
            assert_eq!((report.items, report.items_in_several, report.owners_linked, report.owners), (4, 1, 1, 2));
        }
    }

    #[test]
    fn conflicts_are_counted_and_settled_the_same_way() {
        let rows = vec![row(0, 1, Some("99999@N00"), None, None), row(1, 1, Some("11111@N00"), None, None)];
        let linked = link(rows);
        assert_eq!(linked.items[0].owner.as_ref().unwrap().to_string(), "11111@N00");
        assert_eq!((linked.report.owner_conflicts, linked.accounts.len()), (1, 1));
    }
}
