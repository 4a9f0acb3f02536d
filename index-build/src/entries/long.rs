//! Long lists, and how they are cut into pages.

use hushset_core::record::{Item, PageList, items_len, write_items, write_page};
use std::{borrow::Cow, ops::Range};

/// All lists under an identifier, decoded.
pub(super) struct LongSubject<'a> {
    pub(super) lists: Vec<LongList<'a>>,
}

/// All items of one account (or hashtag), by ascending id.
pub(super) struct LongList<'a> {
    /// What stands before them in a record.
    pub(super) heading: &'a [u8],
    pub(super) items: Vec<Item>,
    /// All of them, encoded.
    pub(super) bytes: &'a [u8],
}

/// A page of a record: some items of some lists.
pub(super) struct LongPage<'a> {
    pages: u32,
    parts: Vec<(&'a LongList<'a>, Range<usize>)>,
}

impl LongSubject<'_> {
    /// The record in pages of at most `cap` items: one list after the other.
    pub(super) fn pages(&self, cap: usize) -> impl Iterator<Item = LongPage<'_>> {
        let total: usize = self.lists.iter().map(|list| list.items.len()).sum();
        let pages = total.div_ceil(cap);
        (0..pages).map(move |page| LongPage {
            pages: pages as u32,
            parts: self.parts(page * cap..(page + 1) * cap),
        })
    }

    /// What of each list lies in a range of all items.
    fn parts(&self, range: Range<usize>) -> Vec<(&LongList<'_>, Range<usize>)> {
        let mut before = 0;
        let mut parts = Vec::new();
        for list in &self.lists {
            let inside = |at: usize| at.saturating_sub(before).min(list.items.len());
            let part = inside(range.start)..inside(range.end);
            if !part.is_empty() {
                parts.push((list, part));
            }
            before += list.items.len();
        }
        parts
    }
}

impl LongList<'_> {
    /// Some of its items, encoded.
    fn encoded(&self, part: &Range<usize>) -> Cow<'_, [u8]> {
        match self.cut(part) {
            Some(items) => write_items(items).into(),
            None => self.bytes.into(),
        }
    }

    /// How long that is.
    fn encoded_len(&self, part: &Range<usize>) -> usize {
        self.cut(part).map_or(self.bytes.len(), items_len)
    }

    /// Some of its items, if they are not all.
    fn cut(&self, part: &Range<usize>) -> Option<&[Item]> {
        self.items.get(part.clone()).filter(|items| items.len() < self.items.len())
    }

    fn with<'a>(&'a self, items: &'a [u8]) -> PageList<'a> {
        PageList { heading: self.heading, total: self.items.len() as u32, items }
    }
}

impl LongPage<'_> {
    /// The bytes of the record.
    pub(super) fn write(&self) -> Vec<u8> {
        let encoded: Vec<_> = self.parts.iter().map(|(list, part)| list.encoded(part)).collect();
        let lists = self.parts.iter().zip(&encoded).map(|((list, _), items)| list.with(items));
        write_page(self.pages, &lists.collect::<Vec<_>>())
    }

    /// The length of these bytes, which are not written for it.
    pub(super) fn len(&self) -> usize {
        let lists: Vec<_> = self.parts.iter().map(|(list, _)| list.with(&[])).collect();
        let items = self.parts.iter().map(|(list, part)| list.encoded_len(part));
        write_page(self.pages, &lists).len() + items.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hushset_core::{dataset::DatasetSet, identifier::ItemId, record::ListPage};

    fn list(ids: Range<u64>) -> LongList<'static> {
        let item = |id| Item {
            id: ItemId::Number(id),
            datasets: DatasetSet(1 << (id % 3)),
            month: None,
            licence: None,
            image: None,
        };
        let items: Vec<Item> = ids.map(item).collect();
        LongList { heading: &[0], bytes: write_items(&items).leak(), items }
    }

    #[test]
    fn every_item_stands_on_one_page_and_lengths_are_right() {
        let subject = LongSubject { lists: vec![list(1..8), list(3..4), list(5..17)] };
        for cap in 1..25 {
            let mut ids = Vec::new();
            for page in subject.pages(cap) {
                assert_eq!(page.len(), page.write().len());
                let read = ListPage::read(&page.write(), None, 3).unwrap();
                assert_eq!(read.pages as usize, 20_usize.div_ceil(cap));
                let items: Vec<_> = read.lists.iter().flat_map(|list| &list.items).collect();
                assert!(items.len() == cap || ids.len() + items.len() == 20);
                ids.extend(items.into_iter().map(|item| item.id.to_string()));
            }
            let all: Vec<_> = (1..8).chain(3..4).chain(5..17).map(|id: u64| id.to_string()).collect();
            assert_eq!(ids, all, "at most {cap} on a page");
        }
    }
}
