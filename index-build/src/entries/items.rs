//! The records of items, and their hashtags' shares of the lists of those.

use super::{
    Context, Store,
    lists::{ItemPiece, ListWriter},
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
    record::{ItemRecord, OwnerId},
    text::NativePlatform,
};

/// Records items.
pub(crate) struct ItemWriter<'s> {
    context: &'s Context,
    store: StoreWriter<'s>,
    tags: Option<ListWriter<'s>>,
}

impl<'s> ItemWriter<'s> {
    pub(super) fn new(context: &'s Context, store: &'s Store<'_>, tags: Option<&'s Spill<'_>>) -> Self {
        Self {
            context,
            store: store.writer(context),
            tags: tags.map(|pieces| ListWriter::new(context, pieces)),
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
        item: &SettledItem<'_>,
        owner: Option<&OwnerId>,
        counts: &mut Counts,
    ) -> Result<()> {
        let datasets = DatasetSet(item.datasets);
        let stored = self.context.family.stored(datasets);
        let (month, licence) = (item.facts.month(), item.facts.licence());
        counts.links.items_with_owner += u64::from(owner.is_some());
        counts.add_item(datasets, month, licence, !item.tags.is_empty());
        let record =
            ItemRecord { datasets: stored, owner: owner.cloned(), month, licence, image: item.facts.image() };
        let mut text = item.item.text();
        let name = Named::new(self.context.scheme, Scope::Items, text.as_str());
        self.store.pairs(&name.key, stored, 1)?;
        self.store.entry(&name, stored, &record.write())?;
        self.tag(item, stored)
    }

    fn tag(&mut self, item: &SettledItem<'_>, stored: DatasetSet) -> Result<()> {
        let Some(writer) = &mut self.tags else { return Ok(()) };
        for tag in &item.tags {
            let Some(identifier) = self.context.scheme.tag_identifier(&NativePlatform, tag) else { continue };
            let piece = ItemPiece { item: item.item, datasets: stored.0, facts: item.facts };
            writer.put(&identifier, None, &[piece])?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.tags.map_or(Ok(()), ListWriter::finish)?;
        self.store.finish()
    }
}
