//! Details: one exact shard, and the items in it that are sealed under the question's name.

use super::{Conclusion, Machine, Pending, RequestMade, Step, Unavailable, body_of, request_for};
use crate::{
    cipher::seal,
    dataset::DatasetSet,
    exact::ExactShard,
    file::ShardKind,
    frame::Malformed,
    identifier::{ItemId, KeyString, Page, Scope},
    index::Index,
    key::Key,
    manifest::Manifest,
    record::{Account, Item, ItemRecord, Licence, List, ListPage, Month, NamedBy, OwnerId},
    scheme::Question,
};
use alloc::{string::String, sync::Arc, vec::Vec};
use serde::Serialize;

/// Details under way.
#[derive(Debug)]
pub struct Details {
    index: Arc<Index>,
    question: Question,
    page: Page,
    requests: Vec<RequestMade>,
}

/// The result of asking for details.
#[derive(Debug, Clone, Serialize)]
pub struct Detailed {
    /// What was asked.
    pub question: Question,
    /// What came out.
    pub outcome: DetailsOutcome,
    /// The requests made.
    pub requests: Vec<RequestMade>,
}

/// What came out of asking for details.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "details")]
pub enum DetailsOutcome {
    /// These items.
    Found(Found),
    /// Nothing: the verdict was one of the filter's rare mistakes.
    NotFound,
    /// The index has no keys of this family.
    NotCovered,
    /// The details could not be read.
    Unavailable {
        /// Why.
        #[serde(flatten)]
        reason: Unavailable,
    },
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "found")]
pub enum Found {
    /// The items of an account, of several of the same name, or of a hashtag.
    Lists {
        /// The number of this page.
        page: Page,
        /// The number of pages; each further one is another request.
        pages: u32,
        /// The accounts with their items on this page.
        accounts: Vec<AccountItems>,
    },
    /// The item that was asked about.
    Item {
        /// The item.
        item: FoundItem,
        /// Its owner, if known: a further question, and a further request.
        owner: Option<OwnerId>,
    },
}

/// The items of one account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountItems {
    /// The account; nothing for a hashtag.
    pub account: Option<Account>,
    /// Which of its names was asked about.
    pub named_by: NamedBy,
    /// The number of its items on all pages.
    pub total: u32,
    /// Its items on this page.
    pub items: Vec<FoundItem>,
}

/// An item that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundItem {
    /// Its id.
    pub id: ItemId,
    /// The address of its page, if it has one.
    pub url: Option<String>,
    /// The slugs of the datasets that list it.
    pub datasets: Vec<String>,
    /// The slugs of the datasets that it must be in because those were taken from them.
    pub implied: Vec<String>,
    /// The month it was uploaded, if known.
    pub month: Option<Month>,
    /// Its licence when the table was made, if known.
    pub licence: Option<Licence>,
    /// The address of a small picture of it at Flickr, in an index that has these.
    pub thumbnail: Option<String>,
    /// Whether this is the very item that was asked about.
    pub asked: bool,
}

impl Conclusion for Detailed {
    fn unavailable(&self) -> Option<Unavailable> {
        match self.outcome {
            DetailsOutcome::Unavailable { reason } => Some(reason),
            _ => None,
        }
    }
}

impl Details {
    /// Starts asking for a page of details.
    pub fn start(index: Arc<Index>, question: Question, page: Page) -> Step<Self> {
        let request = request_for(&index, &question, page, ShardKind::Exact);
        let details = Self { index, question, page, requests: Vec::new() };
        match request {
            Some(request) => Step::Fetch(Pending { request, machine: details }),
            None => details.done(DetailsOutcome::NotCovered),
        }
    }

    fn done(self, outcome: DetailsOutcome) -> Step<Self> {
        Step::Done(Detailed { question: self.question, outcome, requests: self.requests })
    }
}

impl Machine for Details {
    type Output = Detailed;

    fn resume(self, file: Result<&[u8], Unavailable>) -> Step<Self> {
        let outcome = match file {
            Ok(file) => read_details(&self.index, &self.question, self.page, file),
            Err(reason) => DetailsOutcome::Unavailable { reason },
        };
        self.done(outcome)
    }

    fn receipt(&mut self) -> &mut Vec<RequestMade> {
        &mut self.requests
    }
}

/// Verifies the exact shard in `file` and opens the record of `question` in it.
pub(super) fn read_details(index: &Index, question: &Question, page: Page, file: &[u8]) -> DetailsOutcome {
    outcome(open_record(index, question, page, file))
}

/// What finding comes to.
pub(super) fn outcome(found: Result<Option<Found>, Malformed>) -> DetailsOutcome {
    match found {
        Ok(Some(found)) => DetailsOutcome::Found(found),
        Ok(None) => DetailsOutcome::NotFound,
        Err(malformed) => DetailsOutcome::Unavailable { reason: malformed.into() },
    }
}

fn open_record(
    index: &Index,
    question: &Question,
    page: Page,
    file: &[u8],
) -> Result<Option<Found>, Malformed> {
    let body = body_of(index, question, page, ShardKind::Exact, file)?;
    find(&index.manifest, question, page, &ExactShard::read(&body)?)
}

/// The details in an exact shard that is at hand: what [`Details`] come to when they have fetched it. Nothing if
/// the name is not in it. A record whose tag matches and that cannot be read is an error: it may be the name's.
pub fn find(
    manifest: &Manifest,
    question: &Question,
    page: Page,
    shard: &ExactShard<'_>,
) -> Result<Option<Found>, Malformed> {
    let key_string = question.identifier().key_string(manifest.scheme, page);
    let mut unreadable = false;
    for sealed in shard.find(&Key::of(&key_string)) {
        let record = unseal(manifest, &key_string, sealed);
        let found = read_record(manifest, question, page, &record);
        if found.is_some() {
            return Ok(found);
        }
        unreadable = true;
    }
    if unreadable {
        Err(Malformed::Body { rule: "a record can be read by whoever can name its subject" })
    } else {
        Ok(None)
    }
}

fn unseal(manifest: &Manifest, key_string: &KeyString, sealed: &[u8]) -> Vec<u8> {
    let mut record = sealed.to_vec();
    seal(&manifest.salt, key_string, &mut record);
    record
}

fn item(manifest: &Manifest, question: &Question, record: &[u8]) -> Option<Found> {
    let ItemRecord { datasets, owner, month, licence, image } =
        ItemRecord::read(record, manifest.datasets.len())?;
    let id = manifest.scheme.item_id(question.identifier().text());
    let item = found_item(manifest, question, owner.as_ref(), Item { id, datasets, month, licence, image });
    Some(Found::Item { item, owner })
}

/// What an opened record says to a question; nothing if the bytes are not a record.
pub fn read_record(manifest: &Manifest, question: &Question, page: Page, record: &[u8]) -> Option<Found> {
    match question.scope() {
        Scope::Items => item(manifest, question, record),
        Scope::Owners | Scope::Tags => lists(manifest, question, page, record),
    }
}

fn lists(manifest: &Manifest, question: &Question, page: Page, record: &[u8]) -> Option<Found> {
    let record = ListPage::read(record, question.nsid.as_ref(), manifest.datasets.len())?;
    let mut accounts = Vec::new();
    for List { account, total, items: listed } in record.lists {
        let owner = account.as_ref().map(|(account, _)| account.id.clone());
        let mut items = Vec::new();
        for item in listed {
            items.push(found_item(manifest, question, owner.as_ref(), item));
        }
        let (account, named_by) = account.map_or((None, NamedBy::default()), |(a, by)| (Some(a), by));
        accounts.push(AccountItems { account, named_by, total, items });
    }
    Some(Found::Lists { page, pages: record.pages, accounts })
}

fn found_item(manifest: &Manifest, question: &Question, owner: Option<&OwnerId>, item: Item) -> FoundItem {
    let implied = manifest.family.expanded(item.datasets).minus(item.datasets);
    FoundItem {
        url: manifest.scheme.item_url(owner, &item.id),
        datasets: slugs(manifest, item.datasets),
        implied: slugs(manifest, implied),
        month: item.month,
        licence: item.licence,
        thumbnail: item.image.map(|image| image.thumbnail(&item.id.text())),
        asked: question.mark() == Some(&item.id),
        id: item.id,
    }
}

fn slugs(manifest: &Manifest, set: DatasetSet) -> Vec<String> {
    let mut slugs = Vec::new();
    for (at, dataset) in manifest.datasets() {
        if set.contains(at) {
            slugs.push(dataset.slug.clone());
        }
    }
    slugs
}
