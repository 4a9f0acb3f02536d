//! How long a list's items would be as bytes. A plan asks that of every page under every page cap, and writes none.

use super::{
    Image, Item,
    write::{GroupKey, Groups},
};
use crate::{frame::varint_len, identifier::ItemId};

/// The number of bytes that [`write_items`](super::write_items) would give for these items.
pub fn items_len(items: &[Item]) -> usize {
    let mut groups: Groups<Group> = Groups::default();
    items.iter().for_each(|item| groups.add(item, |group| group.add(item)));
    let lens = groups.all.iter().map(|(key, group)| group.len(*key));
    varint_len(groups.all.len() as u64) + lens.sum::<usize>()
}

/// The items of the same datasets.
#[derive(Default)]
struct Group {
    items: usize,
    last: u64,
    ids: usize,
    months: Column,
    licences: Column,
    images: Column,
}

/// A column is empty where nothing is known.
#[derive(Default)]
struct Column {
    is_known: bool,
    bytes: usize,
}

impl Group {
    fn add(&mut self, item: &Item) {
        self.items += 1;
        match &item.id {
            ItemId::Number(number) => {
                self.ids += varint_len(number - self.last);
                self.last = *number;
            }
            ItemId::Text(text) => self.ids += varint_len(text.len() as u64) + text.len(),
        }
        self.months.add(item.month.is_some(), item.month.map_or(1, |month| varint_len(month.0.into())));
        self.licences.add(item.licence.is_some(), 1);
        let image = |image: &Image| varint_len(image.server.into()) + varint_len(image.secret);
        self.images.add(item.image.is_some(), item.image.as_ref().map_or(2, image));
    }

    fn len(&self, (datasets, _): GroupKey) -> usize {
        let columns = [&self.months, &self.licences, &self.images].map(|column| column.len(self.items));
        varint_len(datasets.0) + 1 + varint_len(self.items as u64) + self.ids + columns.iter().sum::<usize>()
    }
}

impl Column {
    fn add(&mut self, is_known: bool, bytes: usize) {
        self.is_known |= is_known;
        self.bytes += bytes;
    }

    fn len(&self, items: usize) -> usize {
        if self.is_known { varint_len(items as u64) + self.bytes } else { 1 }
    }
}
