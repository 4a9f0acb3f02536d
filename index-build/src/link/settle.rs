//! Settling whose an item is, once all names in its rows are known.

use super::shapes::{Draft, ItemRef, Names, OfOwner, OwnerRef, OwnerWord, Record, SettledItem};
use crate::{
    account::AccountNumber,
    entries::{Entries, ItemWriter},
    error::Result,
    names::folded,
    recent::Recent,
    spill::{Spill, Writer},
    stats::Counts,
    suppress::Suppressed,
};
use hushset_core::{dataset::DatasetSet, identifier::Scheme, key::Key, record::ItemOwner};
use smallvec::SmallVec;

/// Tables seldom have more names for an item's owner.
const USUAL: usize = 2;

/// Hands items to their owners, and records those whose record has not to wait for them.
pub(crate) struct Settler<'s> {
    owners: Writer<'s>,
    named: Recent,
    records: ItemWriter<'s>,
    suppressed: &'s Suppressed,
    pub(super) counts: Counts,
}

impl<'s> Settler<'s> {
    pub(crate) fn new(owners: &'s Spill<'_>, entries: &'s Entries<'_>) -> Self {
        Self {
            owners: owners.writer(),
            named: Recent::new(),
            records: entries.item_writer(),
            suppressed: &entries.context.suppressed,
            counts: Counts::default(),
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        self.owners.finish()?;
        self.records.finish()
    }

    /// The rules by which names become identifiers.
    pub(super) fn scheme(&self) -> Scheme {
        self.records.scheme()
    }

    /// The key of an item.
    pub(super) fn key_of(&self, item: ItemRef<'_>) -> Key {
        self.records.key_of(item)
    }

    /// Settles who an item's owners are and tells them their names.
    ///
    /// Rows without a number speak of the account whose number another row has. Only rows with different numbers
    /// (or, without numbers, different aliases) are about different accounts; then the item is listed under each.
    /// `answers` are the numbers behind aliases.
    pub(super) fn settle(&mut self, draft: &Draft<'_>, answers: &[(&str, AccountNumber)]) -> Result<()> {
        let is_left_out = || self.suppressed.has_item(self.records.scheme(), draft.item.text().as_str());
        if !self.suppressed.is_empty() && is_left_out() {
            self.counts.links.items_suppressed += 1;
            return Ok(());
        }
        // Nearly every item has one owner, whom all of its rows name alike and by number.
        if let [(names, _)] = draft.names.as_slice()
            && let Some(nsid) = names.nsid
        {
            let owner = OwnerRef::Nsid(nsid);
            self.name(owner, names)?;
            return self.hand_over(draft, &[owner]);
        }
        let mut shown = Vec::new();
        let identities: SmallVec<[_; USUAL]> =
            draft.names.iter().map(|(names, _)| identity(names, answers)).collect();
        let mut owners: SmallVec<[OwnerRef<'_>; USUAL]> = identities.iter().copied().flatten().collect();
        if owners.iter().any(|owner| matches!(owner, OwnerRef::Nsid(_))) {
            owners.retain(|owner| matches!(owner, OwnerRef::Nsid(_)));
        }
        if owners.is_empty() {
            shown.extend(draft.names.iter().filter_map(|(names, _)| names.display.map(folded)));
            owners.extend(shown.iter().map(|name| OwnerRef::Display(name)));
        }
        owners.sort_unstable();
        owners.dedup();
        for ((names, _), identity) in draft.names.iter().zip(identities) {
            let own = identity.filter(|owner| owners.contains(owner));
            // A display name alone belongs to the item's owner, whoever that is, if there is only one.
            let only = owners.first().filter(|_| owners.len() == 1).copied();
            if let Some(owner) = own.or(only) {
                self.name(owner, names)?;
            }
        }
        self.hand_over(draft, &owners)
    }

    /// Hands an item to its owners, and writes its record if it has not to wait for them.
    fn hand_over(&mut self, draft: &Draft<'_>, owners: &[OwnerRef<'_>]) -> Result<()> {
        self.count(draft, owners);
        let item = SettledItem { item: draft.item, datasets: draft.datasets, facts: draft.facts.clone() };
        let record = match owners {
            [] => return self.records.record(&item, ItemOwner::Unknown, &mut self.counts),
            [_] if self.suppressed.has_owners() => Record::WithOwner,
            [owner] => {
                // Drafts come by their keys, and so most records are written to one partition after the other.
                owner.for_record(|owner| self.records.record(&item, owner, &mut self.counts))?;
                Record::Written
            }
            _ => Record::Shared,
        };
        for &owner in owners {
            let what = OwnerWord::Has { item: item.clone(), record };
            self.owners.put(owner.route(), &OfOwner { owner, what })?;
        }
        Ok(())
    }

    fn name(&mut self, owner: OwnerRef<'_>, names: &Names<'_>) -> Result<()> {
        let Names { alias, display, .. } = *names;
        let named = OwnerWord::Named { alias, display };
        if (alias.is_some() || display.is_some()) && self.named.is_new(&(owner, alias, display)) {
            self.owners.put(owner.route(), &OfOwner { owner, what: named })?;
        }
        Ok(())
    }

    fn count(&mut self, draft: &Draft<'_>, owners: &[OwnerRef<'_>]) {
        let told = draft.names.iter().fold(0, |all, (_, datasets)| all | datasets);
        let links = &mut self.counts.links;
        links.owner_conflicts += u64::from(owners.len() > 1);
        if !owners.is_empty() {
            links.owners_linked += u64::from(DatasetSet(draft.datasets & !told).0.count_ones());
        }
    }
}

/// The account that names speak of, as far as they alone tell.
fn identity<'a>(names: &Names<'a>, answers: &[(&'a str, AccountNumber)]) -> Option<OwnerRef<'a>> {
    match (names.nsid, names.alias) {
        (Some(nsid), _) => Some(OwnerRef::Nsid(nsid)),
        (None, Some(alias)) => {
            let known = answers.iter().find(|(asked, _)| *asked == alias);
            Some(known.map_or(OwnerRef::Alias(alias), |&(_, nsid)| OwnerRef::Nsid(nsid)))
        }
        (None, None) => None,
    }
}
