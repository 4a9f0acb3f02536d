//! Linking: rows of many tables become items, and items find their owners.
//!
//! A photo whose owner one table knows has that owner in all of them: a PIPA photo that is also in DiveFace
//! shows under its owner. An account that tables name by number in one place and by alias in another is one
//! account wherever both stand in one row. Display names are shown and searched, but never used to link: many
//! people may have the same one.
//!
//! Nothing here depends on the order of the rows.

use crate::row::{OwnerNames, Row};
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
    /// Its owners: one if any table knows, several only if tables disagree.
    pub owners: BTreeSet<OwnerId>,
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
    /// Photos for which tables name different owners; they are listed under each.
    pub owner_conflicts: u64,
    /// Accounts with at least one photo.
    pub owners: u64,
}

/// Links the rows of all datasets.
pub fn link(rows: impl IntoIterator<Item = (DatasetIndex, Row)>) -> Linked {
    let mut photos: BTreeMap<u64, Merging> = BTreeMap::new();
    for (dataset, row) in rows {
        photos.entry(row.photo).or_default().add(dataset, row);
    }
    let nsid_of_alias = nsids_of_aliases(photos.values());
    let mut linked = Linked::default();
    for (photo, merging) in photos {
        let item = merging.into_item(photo, &nsid_of_alias, &mut linked);
        linked.items.push(item);
    }
    linked.report.owners = linked.accounts.len() as u64;
    linked
}

/// The account number behind each alias, as far as rows or photos tell: a row that has both, or a photo that one
/// table has under the number and another under the alias. If tables disagree, the smallest number is kept,
/// whatever the order of the rows.
fn nsids_of_aliases<'a>(photos: impl Iterator<Item = &'a Merging>) -> BTreeMap<String, Nsid> {
    let mut nsids: BTreeMap<String, Nsid> = BTreeMap::new();
    let mut note = |alias: &String, nsid: &Nsid| {
        let kept = nsids.entry(alias.clone()).or_insert_with(|| nsid.clone());
        if nsid < kept {
            *kept = nsid.clone();
        }
    };
    for photo in photos {
        let numbers: BTreeSet<&Nsid> = photo.owners.keys().filter_map(|owner| owner.nsid.as_ref()).collect();
        let the_number = numbers.first().filter(|_| numbers.len() == 1).copied();
        for owner in photo.owners.keys() {
            if let (Some(alias), Some(nsid)) = (&owner.alias, owner.nsid.as_ref().or(the_number)) {
                note(alias, nsid);
            }
        }
    }
    nsids
}

/// All rows of one photo.
#[derive(Debug, Default)]
struct Merging {
    datasets: DatasetSet,
    /// The names that rows give the owner, and the datasets whose tables do so.
    owners: BTreeMap<OwnerNames, DatasetSet>,
    months: BTreeSet<Month>,
    licences: BTreeSet<Licence>,
    tags: BTreeSet<String>,
}

impl Merging {
    fn add(&mut self, dataset: DatasetIndex, row: Row) {
        let dataset = DatasetSet::of(dataset);
        self.datasets = self.datasets.union(dataset);
        let names = cleaned(row.owner);
        if names != OwnerNames::default() {
            let from = self.owners.entry(names).or_default();
            *from = from.union(dataset);
        }
        self.months.extend(row.month);
        self.licences.extend(row.licence);
        let tags = row.tags.iter().filter_map(|tag| flickr::tag_identifier(&NativeUnicode, tag));
        self.tags.extend(tags.map(|identifier| identifier.text().to_owned()));
    }

    /// Settles who the photo's owners are and notes their names.
    ///
    /// Rows without a number speak of the account whose number another row has. Only rows with different numbers
    /// (or, without numbers, different aliases) are about different accounts; then the photo is listed under each.
    fn into_item(
        self,
        photo: u64,
        nsid_of_alias: &BTreeMap<String, Nsid>,
        linked: &mut Linked,
    ) -> LinkedItem {
        let identity = |names: &OwnerNames| match (&names.nsid, &names.alias) {
            (Some(nsid), _) => Some(OwnerId::Nsid(nsid.clone())),
            (None, Some(alias)) => {
                let known = nsid_of_alias.get(alias);
                Some(known.map_or_else(|| OwnerId::Alias(alias.clone()), |nsid| OwnerId::Nsid(nsid.clone())))
            }
            (None, None) => None,
        };
        let mut owners: BTreeSet<OwnerId> = self.owners.keys().filter_map(identity).collect();
        if owners.iter().any(|owner| matches!(owner, OwnerId::Nsid(_))) {
            owners.retain(|owner| matches!(owner, OwnerId::Nsid(_)));
        }
        if owners.is_empty() {
            let displays = self.owners.keys().filter_map(|names| names.display.as_ref());
            owners.extend(displays.map(|display| OwnerId::Display(fold(&NativeUnicode, display))));
        }
        for names in self.owners.keys() {
            let own = identity(names).filter(|owner| owners.contains(owner));
            // A display name alone belongs to the photo's owner, whoever that is, if there is only one.
            let owner = own.or_else(|| owners.first().filter(|_| owners.len() == 1).cloned());
            if let Some(owner) = owner {
                let account = linked.accounts.entry(owner).or_default();
                account.aliases.extend(names.alias.clone());
                account.displays.extend(names.display.clone());
            }
        }
        for owner in &owners {
            linked.accounts.entry(owner.clone()).or_default();
        }
        let told = self.owners.values().fold(DatasetSet::EMPTY, |all, datasets| all.union(*datasets));
        let report = &mut linked.report;
        report.items += 1;
        report.items_in_several += u64::from(self.datasets.iter().count() > 1);
        report.items_with_owner += u64::from(!owners.is_empty());
        report.owner_conflicts += u64::from(owners.len() > 1);
        if !owners.is_empty() {
            report.owners_linked += self.datasets.minus(told).iter().count() as u64;
        }
        LinkedItem {
            photo,
            datasets: self.datasets,
            owners,
            month: self.months.into_iter().next(),
            licence: self.licences.into_iter().next(),
            tags: self.tags,
        }
    }
}

/// The names of a row with the alias folded (a number in its place taken as one), and without names that fold to
/// nothing.
fn cleaned(names: OwnerNames) -> OwnerNames {
    let folds_to_something = |name: &String| !fold(&NativeUnicode, name).is_empty();
    let alias = names.alias.map(|alias| fold(&NativeUnicode, &alias)).filter(|alias| !alias.is_empty());
    let misplaced = alias.as_deref().and_then(Nsid::parse);
    OwnerNames {
        alias: alias.filter(|_| misplaced.is_none()),
        nsid: names.nsid.or(misplaced),
        display: names.display.filter(folds_to_something),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(dataset: usize, photo: u64, nsid: &str, alias: &str, display: &str) -> (DatasetIndex, Row) {
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let owner = OwnerNames { nsid: Nsid::parse(nsid), alias: name(alias), display: name(display) };
        (DatasetIndex::new(dataset).unwrap(), Row { photo, owner, ..Row::default() })
    }

    /// Links the rows in their order and in the reverse, and gives each photo with its owners.
    fn owners(rows: &[(DatasetIndex, Row)]) -> (Vec<String>, Linked) {
        let gist = |linked: &Linked| {
            let owners =
                |item: &LinkedItem| item.owners.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
            linked.items.iter().map(|item| format!("{}:{}", item.photo, owners(item))).collect::<Vec<_>>()
        };
        let linked = link(rows.to_vec());
        let reversed = link(rows.iter().rev().cloned());
        assert_eq!(gist(&linked), gist(&reversed), "the order of rows does not matter");
        assert_eq!(format!("{:?}", linked.accounts), format!("{:?}", reversed.accounts));
        (gist(&linked), linked)
    }

    #[test]
    fn owners_are_found_across_tables() {
        let (owners, linked) = owners(&[
            row(0, 1, "12345@N00", "", ""),
            row(1, 1, "", "", ""),
            row(1, 2, "", "Jane", ""),
            row(2, 3, "12345@N00", "jane", "Jane D"),
            row(2, 4, "", "", "Joan  X"),
            row(0, 1, "12345@N00", "", ""),
        ]);
        assert_eq!(owners, ["1:12345@N00", "2:12345@N00", "3:12345@N00", "4:joan x"]);
        assert_eq!(linked.items[0].datasets, DatasetSet(3));
        let account = &linked.accounts[&OwnerId::Nsid(Nsid::parse("12345@N00").unwrap())];
        assert_eq!(account.aliases.iter().collect::<Vec<_>>(), ["jane"]);
        let report = &linked.report;
        assert_eq!(
            (report.items, report.items_in_several, report.owners_linked, report.owners),
            (4, 1, 1, 2)
        );
    }

    #[test]
    fn a_photo_under_a_number_here_and_an_alias_there_joins_the_two() {
        let (owners, linked) = owners(&[
            row(0, 1, "", "jane", ""),
            row(1, 1, "12345@N00", "", ""),
            row(0, 2, "", "jane", "Jane"),
            row(0, 3, "", "12345@n00", ""),
        ]);
        assert_eq!(owners, ["1:12345@N00", "2:12345@N00", "3:12345@N00"]);
        assert_eq!((linked.accounts.len(), linked.report.owner_conflicts), (1, 0));
        assert!(linked.accounts.values().all(|account| account.aliases.contains("jane")));
    }

    #[test]
    fn tables_that_disagree_leave_a_photo_with_both() {
        let (owners, linked) = owners(&[row(0, 1, "99999@N00", "", ""), row(1, 1, "11111@N00", "", "Jane")]);
        assert_eq!(owners, ["1:11111@N00+99999@N00"]);
        assert_eq!((linked.report.owner_conflicts, linked.accounts.len()), (1, 2));
    }

    #[test]
    fn equal_display_names_do_not_join_accounts() {
        let (owners, linked) = owners(&[
            row(0, 1, "", "jane", "Jane"),
            row(0, 2, "", "", "Jane"),
            row(0, 3, "12345@N00", "", "Jane"),
            row(0, 4, "", "\u{200b}", "\u{200b}"),
        ]);
        assert_eq!(owners, ["1:jane", "2:jane", "3:12345@N00", "4:"]);
        assert_eq!(linked.accounts.len(), 3, "{:?}", linked.accounts);
    }
}
