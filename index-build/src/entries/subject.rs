//! Subjects: an identifier and all lists under it, cut into pages.

use super::{
    Context, Store, decoded,
    lists::ListPiece,
    store::{Named, StoreWriter},
};
use crate::{
    error::Result,
    spill::{Group, Route, Spill, Writer},
};
use hushset_core::{
    dataset::DatasetSet,
    exact::entry_len,
    identifier::{Identifier, Page, Scope},
    key::Key,
    record::{Account, Item, List, ListPage, NamedBy},
};

/// One identifier and what is recorded under it: several lists where several accounts have one name.
struct Subject {
    identifier: Identifier,
    datasets: DatasetSet,
    lists: Vec<OwnedList>,
}

/// All items of one account (or hashtag), by ascending id.
struct OwnedList {
    account: Option<(Account, NamedBy)>,
    items: Vec<Item>,
}

/// Puts the pieces of each list together and writes its record, or keeps it until there is a page cap.
pub(super) fn gather(context: &Context, pieces: &Spill<'_>, store: &Store<'_>) -> Result<()> {
    let caps = context.page_caps();
    let shortest = caps.last().copied().unwrap_or(1);
    let tools = || (store.writer(context), store.long.writer());
    let subject = |(writer, long): &mut (StoreWriter<'_>, Writer<'_>), pieces: &[ListPiece<'_>]| {
        let subject = Subject::new(context, store.scope, pieces);
        let key = Key::of_name(context.scheme, store.scope, subject.identifier.text());
        writer.pairs(&key, subject.datasets, subject.len() as u64)?;
        if caps.len() == 1 || subject.len() <= shortest {
            return subject.pages(shortest, |page, record| {
                writer.entry(
                    &Named::page(context.scheme, &subject.identifier, page),
                    subject.datasets,
                    record,
                )
            });
        }
        for (at, &cap) in caps.iter().enumerate() {
            subject.pages(cap, |page, record| {
                let key = Key::of(&subject.identifier.key_string(context.scheme, page));
                store.tally.add_long_entry(at, &key, entry_len(0, record.len()) as u64);
                Ok(())
            })?;
        }
        store.tally.note_length(subject.len());
        pieces.iter().try_for_each(|piece| long.put(Route::of_key(&key), piece))
    };
    let put_away = |(writer, long): (StoreWriter<'_>, Writer<'_>)| {
        writer.finish()?;
        long.finish()
    };
    for_each_subject(pieces, "making records", tools, subject, put_away)
}

/// Writes the records of the long lists.
pub(super) fn cut(context: &Context, store: &Store<'_>, cap: usize) -> Result<()> {
    let subject = |writer: &mut StoreWriter<'_>, pieces: &[ListPiece<'_>]| {
        let subject = Subject::new(context, store.scope, pieces);
        subject.pages(cap, |page, record| {
            let name = Named::page(context.scheme, &subject.identifier, page);
            writer.tallied_entry(&name, subject.datasets, record)
        })
    };
    for_each_subject(
        &store.long,
        "cutting long lists",
        || store.writer(context),
        subject,
        StoreWriter::finish,
    )
}

/// Hands the pieces of each identifier to `each`.
fn for_each_subject<Tools>(
    spill: &Spill<'_>,
    what: &str,
    tools: impl Fn() -> Tools + Sync,
    each: impl Fn(&mut Tools, &[ListPiece<'_>]) -> Result<()> + Sync,
    put_away: impl Fn(Tools) -> Result<()> + Sync,
) -> Result<()> {
    let group = |tools: &mut Tools, group: Group<'_>| {
        let pieces: Vec<ListPiece<'_>> = decoded(&group)?;
        pieces.chunk_by(|a, b| a.text == b.text).try_for_each(|pieces| each(tools, pieces))
    };
    spill.reduce(what, tools, group, |_| Ok(()), put_away)?;
    Ok(())
}

impl Subject {
    /// Pieces come sorted, those of one account together.
    fn new(context: &Context, scope: Scope, pieces: &[ListPiece<'_>]) -> Self {
        let text = pieces.first().map_or("", |piece| piece.text);
        let mut stored = DatasetSet::EMPTY;
        let lists = pieces.chunk_by(|a, b| a.account == b.account).map(|pieces| {
            let mut items: Vec<Item> = pieces
                .iter()
                .flat_map(|piece| piece.items.iter())
                .map(super::lists::ItemPiece::item)
                .collect();
            items.sort_unstable();
            stored = pieces.iter().fold(stored, |all, piece| all.union(DatasetSet(piece.datasets)));
            let account = pieces.first().and_then(|piece| piece.account.as_ref()?.account());
            OwnedList { account, items }
        });
        let mut lists: Vec<_> = lists.collect();
        lists.sort_by(|a, b| a.account.cmp(&b.account));
        let identifier = Identifier::from_normalised(scope, text.to_owned());
        Self { identifier, datasets: context.family.stored(stored), lists }
    }

    /// The number of items recorded under this subject.
    fn len(&self) -> usize {
        self.lists.iter().map(|list| list.items.len()).sum()
    }

    /// Its record in pages of at most `cap` items: one list after the other.
    fn pages(&self, cap: usize, mut each: impl FnMut(Page, &[u8]) -> Result<()>) -> Result<()> {
        let mut pages: Vec<Vec<List>> = vec![Vec::new()];
        let mut room = cap;
        for list in &self.lists {
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
        let numbers = (1..).filter_map(Page::new);
        pages
            .into_iter()
            .zip(numbers)
            .try_for_each(|(lists, number)| each(number, &ListPage { pages: count, lists }.write()))
    }
}
