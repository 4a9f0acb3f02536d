//! Entries: what each key of a scope will have in its filter and in its exact shard.
//!
//! Records are made here, in full and unsealed, because a plan needs their lengths and the build's salt needs
//! their contents.

use crate::link::{Linked, LinkedItem};
use hushset_core::{
    dataset::{DatasetSet, Family},
    identifier::{Identifier, ItemId, KeyString, Nsid, Page, Scheme, Scope},
    key::Key,
    record::{Account, ItemRecord, List, ListPage, NamedBy, OwnerId},
    scheme::flickr,
    text::NativeUnicode,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A key's share of the filter: the datasets stored for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The key.
    pub key: Key,
    /// The datasets.
    pub datasets: DatasetSet,
}

/// A record, not yet sealed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key of the page.
    pub key: Key,
    /// The text that it is sealed under.
    pub key_string: KeyString,
    /// The record.
    pub record: Vec<u8>,
}

/// One identifier of a scope and what is recorded under it.
#[derive(Debug)]
pub struct Subject {
    /// The identifier.
    pub identifier: Identifier,
    /// Its key, that of its first page.
    pub key: Key,
    /// The datasets stored for it.
    pub datasets: DatasetSet,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Item(ItemRecord),
    /// Lists that are cut into pages of at most so many items as the plan says.
    Lists(Vec<OwnedList>),
}

/// All items of one account (or hashtag), by ascending id.
#[derive(Debug)]
struct OwnedList {
    account: Option<(Account, NamedBy)>,
    items: Vec<hushset_core::record::Item>,
}

/// The subjects of a scope, sorted by key.
#[derive(Debug)]
pub struct ScopeSubjects {
    /// The scope.
    pub scope: Scope,
    /// The subjects.
    pub subjects: Vec<Subject>,
}

/// Makes the subjects of every scope that the index will have.
pub fn subjects(linked: &Linked, family: &Family, tags: bool) -> Vec<ScopeSubjects> {
    let scopes = [
        Some((Scope::Owners, owners(linked, family))),
        Some((Scope::Items, items(linked, family))),
        tags.then(|| (Scope::Tags, tagged(linked, family))),
    ];
    let sorted = scopes.into_iter().flatten().map(|(scope, mut subjects)| {
        subjects.par_sort_unstable_by(|a, b| a.key.cmp(&b.key));
        ScopeSubjects { scope, subjects }
    });
    sorted.collect()
}

fn items(linked: &Linked, family: &Family) -> Vec<Subject> {
    let subject = |item: &LinkedItem| {
        let datasets = family.stored(item.datasets);
        let record = ItemRecord {
            datasets,
            owner: item.owners.first().cloned(),
            month: item.month,
            licence: item.licence,
        };
        Subject::new(flickr::photo_identifier(item.photo), datasets, Content::Item(record))
    };
    linked.items.par_iter().map(subject).collect()
}

fn owners(linked: &Linked, family: &Family) -> Vec<Subject> {
    let mut photos: BTreeMap<&OwnerId, Vec<&LinkedItem>> = BTreeMap::new();
    for item in &linked.items {
        item.owners.iter().for_each(|owner| photos.entry(owner).or_default().push(item));
    }
    // One text can name several accounts, and be more than one of an account's names.
    let mut named: BTreeMap<Identifier, BTreeMap<&OwnerId, NamedBy>> = BTreeMap::new();
    for (owner, account) in &linked.accounts {
        let own_number = match owner {
            OwnerId::Nsid(nsid) => Some(nsid),
            OwnerId::Alias(_) | OwnerId::Display(_) => None,
        };
        let mut name = |text: &str, mark: fn(&mut NamedBy)| {
            let Some(identifier) = flickr::owner_identifier(&NativeUnicode, text) else { return };
            // Whoever calls themselves by another account's number must not be found under it.
            if Nsid::parse(identifier.text()).is_none_or(|number| Some(&number) == own_number) {
                mark(named.entry(identifier).or_default().entry(owner).or_default());
            }
        };
        own_number.iter().for_each(|nsid| name(nsid.as_str(), |by| by.nsid = true));
        account.aliases.iter().for_each(|alias| name(alias, |by| by.alias = true));
        account.displays.iter().for_each(|display| name(display, |by| by.display = true));
    }
    let subject = |(identifier, accounts): (Identifier, BTreeMap<&OwnerId, NamedBy>)| {
        let lists: Vec<_> = accounts
            .into_iter()
            .filter_map(|(owner, named_by)| {
                let account = linked.accounts.get(owner)?.as_account(owner);
                let items = photos.get(owner)?.iter().map(|item| item.as_item(family.stored(item.datasets)));
                Some(OwnedList { account: Some((account, named_by)), items: items.collect() })
            })
            .collect();
        Subject::of_lists(identifier, lists, family)
    };
    named.into_iter().map(subject).collect()
}

fn tagged(linked: &Linked, family: &Family) -> Vec<Subject> {
    let mut photos: BTreeMap<&str, Vec<&LinkedItem>> = BTreeMap::new();
    for item in &linked.items {
        item.tags.iter().for_each(|tag| photos.entry(tag).or_default().push(item));
    }
    let subject = |(tag, items): (&str, Vec<&LinkedItem>)| {
        let items = items.into_iter().map(|item| item.as_item(family.stored(item.datasets))).collect();
        let identifier = flickr::tag_identifier(&NativeUnicode, tag)?;
        Some(Subject::of_lists(identifier, vec![OwnedList { account: None, items }], family))
    };
    photos.into_iter().filter_map(subject).collect()
}

impl Subject {
    fn new(identifier: Identifier, datasets: DatasetSet, content: Content) -> Self {
        let key = Key::of(&identifier.key_string(Scheme::Flickr, Page::FIRST));
        Self { identifier, key, datasets, content }
    }

    fn of_lists(identifier: Identifier, lists: Vec<OwnedList>, family: &Family) -> Self {
        let items = lists.iter().flat_map(|list| &list.items);
        let datasets = family.stored(items.fold(DatasetSet::EMPTY, |set, item| set.union(item.datasets)));
        Self::new(identifier, datasets, Content::Lists(lists))
    }

    /// The number of items recorded under this subject.
    pub fn items(&self) -> usize {
        match &self.content {
            Content::Item(_) => 1,
            Content::Lists(lists) => lists.iter().map(|list| list.items.len()).sum(),
        }
    }

    /// The photos recorded under this subject, in the order in which pages list them.
    pub fn photos(&self) -> Vec<u64> {
        let number = |id: &ItemId| match id {
            ItemId::Number(photo) => Some(*photo),
            ItemId::Text(_) => None,
        };
        match &self.content {
            Content::Item(_) => self.identifier.text().parse().into_iter().collect(),
            Content::Lists(lists) => {
                lists.iter().flat_map(|list| &list.items).filter_map(|item| number(&item.id)).collect()
            }
        }
    }

    /// Its share of the filter.
    pub fn pair(&self) -> Pair {
        Pair { key: self.key, datasets: self.datasets }
    }

    /// Its entries, with at most `cap` items on a page.
    pub fn entries(&self, scheme: Scheme, cap: usize) -> Vec<Entry> {
        let records = match &self.content {
            Content::Item(record) => vec![record.write()],
            Content::Lists(lists) => pages(lists, cap).iter().map(ListPage::write).collect(),
        };
        let pages = (1..).filter_map(Page::new);
        let entry = |(record, page)| {
            let key_string = self.identifier.key_string(scheme, page);
            Entry { key: Key::of(&key_string), key_string, record }
        };
        records.into_iter().zip(pages).map(entry).collect()
    }
}

/// Cuts lists into pages: one list after the other, `cap` items to a page.
fn pages(lists: &[OwnedList], cap: usize) -> Vec<ListPage> {
    let mut pages: Vec<Vec<List>> = vec![Vec::new()];
    let mut room = cap;
    for list in lists {
        let mut rest = list.items.as_slice();
        while !rest.is_empty() {
            if room == 0 {
                pages.push(Vec::new());
                room = cap;
            }
            let (items, later) = rest.split_at(rest.len().min(room));
            if let Some(page) = pages.last_mut() {
                let total = list.items.len() as u32;
                page.push(List { account: list.account.clone(), total, items: items.to_vec() });
            }
            room -= items.len();
            rest = later;
        }
    }
    let count = pages.len() as u32;
    pages.into_iter().map(|lists| ListPage { pages: count, lists }).collect()
}
