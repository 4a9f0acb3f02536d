//! The entries and the filter values of one scope, on the disk.

use super::Context;
use crate::{
    error::Result,
    plan::{Counted, ScopeTally},
    spill::{Channel, Fields, Route, Spill, Spilled, Writer, push_bytes, push_number},
    workspace::Workspace,
};
use hushset_core::{
    dataset::DatasetSet,
    exact::entry_len,
    identifier::{Identifier, Page, Scheme, Scope},
    key::{Key, Tag},
};

/// What a scope has to say.
#[derive(Debug)]
pub(crate) struct Store<'w> {
    pub(crate) scope: Scope,
    /// [`EntryPiece`]s by key.
    pub(crate) entries: Spill<'w>,
    /// What the filters hold, by key: a `u64` for each (key, dataset) pair.
    pub(crate) pairs: Spill<'w>,
    /// Lists that are longer than the shortest page, by key.
    pub(super) long: Spill<'w>,
    pub(crate) tally: ScopeTally,
}

/// A record that is not yet sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryPiece<'a> {
    /// The text of its identifier.
    pub(crate) text: &'a str,
    /// Its page.
    pub(crate) page: u32,
    /// The tag of its key, which is not computed again.
    pub(crate) tag: Tag,
    /// The datasets stored for its identifier.
    pub(crate) datasets: u64,
    pub(crate) record: &'a [u8],
}

impl<'a> Spilled<'a> for EntryPiece<'a> {
    fn write(&self, out: &mut Vec<u8>) {
        push_bytes(out, self.text.as_bytes());
        push_number(out, self.page.into());
        out.extend_from_slice(&self.tag.0);
        push_number(out, self.datasets);
        out.extend_from_slice(self.record);
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let text = fields.text()?;
        let page = u32::try_from(fields.number()?).ok()?;
        let (tag, datasets) = (Tag(fields.array()?), fields.number()?);
        Some(Self { text, page, tag, datasets, record: fields.0 })
    }
}

impl<'w> Store<'w> {
    pub(crate) fn new(workspace: &'w Workspace, context: &Context, scope: Scope) -> Result<Self> {
        Ok(Self {
            scope,
            entries: Spill::new(workspace, Channel::Entries(scope))?,
            pairs: Spill::new(workspace, Channel::Pairs(scope))?,
            long: Spill::new(workspace, Channel::Long(scope))?,
            tally: ScopeTally::new(scope, context.page_caps()),
        })
    }

    pub(super) fn writer<'s>(&'s self, context: &'s Context) -> StoreWriter<'s> {
        StoreWriter {
            context,
            tally: &self.tally,
            counted: Counted::default(),
            entries: self.entries.writer(),
            pairs: self.pairs.writer(),
        }
    }
}

/// A page of an identifier's record, and its key.
pub(super) struct Named<'a> {
    pub(super) text: &'a str,
    pub(super) page: Page,
    pub(super) key: Key,
}

impl<'a> Named<'a> {
    /// The first page.
    pub(super) fn new(scheme: Scheme, scope: Scope, text: &'a str) -> Self {
        Self { text, page: Page::FIRST, key: Key::of_name(scheme, scope, text) }
    }

    /// Another page of an identifier.
    pub(super) fn page(scheme: Scheme, identifier: &'a Identifier, page: Page) -> Self {
        Self { text: identifier.text(), page, key: Key::of(&identifier.key_string(scheme, page)) }
    }
}

/// Writes one thread's part of a scope.
pub(super) struct StoreWriter<'s> {
    context: &'s Context,
    tally: &'s ScopeTally,
    counted: Counted,
    entries: Writer<'s>,
    pairs: Writer<'s>,
}

impl StoreWriter<'_> {
    /// Writes an identifier's share of the filter: that it is in these datasets.
    pub(super) fn pairs(&mut self, key: &Key, datasets: DatasetSet, listed: u64) -> Result<()> {
        self.counted.add_subject(key, datasets, listed);
        let slugs = datasets.iter().filter_map(|dataset| self.context.slugs.get(dataset.get()));
        for slug in slugs {
            self.pairs.put(Route::of_key(key), &key.in_dataset(slug))?;
        }
        Ok(())
    }

    /// Writes a page of an identifier's record.
    pub(super) fn entry(&mut self, name: &Named<'_>, datasets: DatasetSet, record: &[u8]) -> Result<()> {
        self.counted.add_entry(&name.key, entry_len(0, record.len()) as u64);
        self.tallied_entry(name, datasets, record)
    }

    /// The same for a page that the tally has already: of a long list, under each page cap.
    pub(super) fn tallied_entry(
        &mut self,
        name: &Named<'_>,
        datasets: DatasetSet,
        record: &[u8],
    ) -> Result<()> {
        let Named { text, page, key } = name;
        let entry =
            EntryPiece { text, page: page.number(), tag: key.full_tag(), datasets: datasets.0, record };
        self.entries.put(Route::of_key(key), &entry)
    }

    pub(super) fn finish(self) -> Result<()> {
        self.tally.add(&self.counted);
        self.entries.finish()?;
        self.pairs.finish()
    }
}
