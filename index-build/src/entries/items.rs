//! The records of items, and their hashtags' shares of the lists of those.

use super::{
    Context, Store,
    lists::{Encoded, ListWriter},
    store::{Named, StoreWriter},
};
use crate::{
    error::Result,
    link::{ItemRef, SettledItem},
    spill::Spill,
    stats::Counts,
};
use hushset_core::{
    dataset::DatasetSet,
    identifier::{Scheme, Scope},
    key::Key,
    record::{Item, ItemOwner, write_item_record},
    text::NativePlatform,
};
use std::slice;

/// Records items.
pub(crate) struct ItemWriter<'s> {
    context: &'s Context,
    store: StoreWriter<'s>,
    tags: Option<ListWriter<'s>>,
    /// Room for a record.
    record: Vec<u8>,
}

impl<'s> ItemWriter<'s> {
    pub(super) fn new(context: &'s Context, store: &'s Store<'_>, tags: Option<&'s Spill<'_>>) -> Self {
        Self {
            context,
            store: store.writer(context),
            tags: tags.map(|pieces| ListWriter::new(context, pieces)),
            record: Vec::new(),
        }
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.context.scheme
    }

    pub(crate) fn key_of(&self, item: ItemRef<'_>) -> Key {
        Key::of_name(self.context.scheme, Scope::Items, item.text().as_str())
    }

    /// Records an item under its own name and under its hashtags.
    pub(crate) fn record(
        &mut self,
        settled: &SettledItem<'_>,
        owner: ItemOwner<'_>,
        counts: &mut Counts,
    ) -> Result<()> {
        let item = settled.as_item(&self.context.family);
        let datasets = DatasetSet(settled.datasets);
        counts.links.items_with_owner += u64::from(!matches!(owner, ItemOwner::Unknown));
        counts.add_item(datasets, item.month, item.licence, !settled.facts.tags().is_empty());
        let mut text = settled.item.text();
        let name = Named::new(self.context.scheme, Scope::Items, text.as_str());
        self.store.pairs(&name.key, item.datasets, 1)?;
        self.record.clear();
        write_item_record(&mut self.record, &item, owner);
        self.store.entry(&name, item.datasets, &self.record)?;
        self.tag(settled, &item)
    }

    fn tag(&mut self, settled: &SettledItem<'_>, item: &Item) -> Result<()> {
        let Some(writer) = self.tags.as_mut().filter(|_| !settled.facts.tags().is_empty()) else {
            return Ok(());
        };
        let encoded = Encoded::of(slice::from_ref(item));
        for tag in settled.facts.tags() {
            if let Some(identifier) = self.context.scheme.tag_identifier(&NativePlatform, tag) {
                writer.put(&identifier, None, &encoded)?;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.tags.map_or(Ok(()), ListWriter::finish)?;
        self.store.finish()
    }
}
