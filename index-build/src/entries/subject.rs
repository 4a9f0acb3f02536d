//! Subjects: an identifier and all lists under it.

use super::{
    Context, Store,
    lists::ListPiece,
    long::{LongList, LongPage, LongSubject},
    store::{Named, StoreWriter},
};
use crate::{
    error::{Failure, Result},
    spill::{Group, Route, Spill, Writer},
};
use hushset_core::{
    dataset::DatasetSet,
    exact::entry_len,
    identifier::{Identifier, Page, Scope},
    record::{Account, Item, NamedBy, PageList, read_items, write_heading, write_items, write_page},
};
use std::borrow::Cow;

/// One identifier and what is recorded under it: several lists where several accounts have one name.
struct Subject<'a> {
    identifier: Identifier,
    datasets: DatasetSet,
    lists: Vec<SubjectList<'a>>,
}

/// All items of one account (or hashtag), as records have them.
struct SubjectList<'a> {
    account: Option<(Account, NamedBy)>,
    /// What stands before the items in a record.
    heading: Vec<u8>,
    items: u32,
    bytes: Cow<'a, [u8]>,
}

/// Puts the pieces of each list together and writes its record, or keeps it until there is a page cap.
pub(crate) fn gather(context: &Context, pieces: &Spill<'_>, store: &Store<'_>) -> Result<()> {
    let caps = context.page_caps();
    let shortest = caps.last().copied().unwrap_or(1);
    let tools = || (store.writer(context), store.long.writer());
    let subject = |(writer, long): &mut (StoreWriter<'_>, Writer<'_>), pieces: &[ListPiece<'_>]| {
        let subject = Subject::new(context, store.scope, pieces)?;
        let name = Named::new(context.scheme, store.scope, subject.identifier.text());
        writer.pairs(&name.key, subject.datasets, subject.len() as u64)?;
        if subject.len() <= shortest {
            return writer.entry(&name, subject.datasets, &subject.only_page());
        }
        let long_list = subject.decoded()?;
        if caps.len() == 1 {
            let mut pages = subject.pages(context, &long_list, shortest);
            return pages.try_for_each(|(page, name)| writer.entry(&name, subject.datasets, &page.write()));
        }
        for (at, &cap) in caps.iter().enumerate() {
            for (page, name) in subject.pages(context, &long_list, cap) {
                store.tally.add_long_entry(at, &name.key, entry_len(0, page.len()) as u64);
            }
        }
        store.tally.note_length(subject.len());
        pieces.iter().try_for_each(|piece| long.put(Route::of_key(&name.key), piece))
    };
    let put_away = |(writer, long): (StoreWriter<'_>, Writer<'_>)| {
        writer.finish()?;
        long.finish()
    };
    for_each_subject(pieces, "making records", tools, subject, put_away)
}

/// Writes the records of the long lists.
pub(crate) fn cut(context: &Context, long: &Spill<'_>, store: &Store<'_>, cap: usize) -> Result<()> {
    let subject = |writer: &mut StoreWriter<'_>, pieces: &[ListPiece<'_>]| {
        let subject = Subject::new(context, store.scope, pieces)?;
        if subject.len() <= cap {
            let name = Named::new(context.scheme, store.scope, subject.identifier.text());
            return writer.tallied_entry(&name, subject.datasets, &subject.only_page());
        }
        let long_list = subject.decoded()?;
        let mut pages = subject.pages(context, &long_list, cap);
        pages.try_for_each(|(page, name)| writer.tallied_entry(&name, subject.datasets, &page.write()))
    };
    for_each_subject(long, "cutting long lists", || store.writer(context), subject, StoreWriter::finish)
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
        group.sorted(|pieces: &[ListPiece<'_>]| {
            pieces.chunk_by(|a, b| a.text == b.text).try_for_each(|pieces| each(tools, pieces))
        })
    };
    spill.reduce(what, tools, group, |_| Ok(()), put_away)?;
    Ok(())
}

impl<'a> Subject<'a> {
    /// Pieces come sorted, those of one account together.
    fn new(context: &Context, scope: Scope, pieces: &[ListPiece<'a>]) -> Result<Self> {
        let text = pieces.first().map_or("", |piece| piece.text);
        let datasets =
            pieces.iter().fold(DatasetSet::EMPTY, |all, piece| all.union(DatasetSet(piece.datasets)));
        let lists = pieces.chunk_by(|a, b| a.account == b.account).map(SubjectList::new);
        let mut lists = lists.collect::<Result<Vec<_>>>()?;
        lists.sort_by(|a, b| a.account.cmp(&b.account));
        let identifier = Identifier::from_normalised(scope, text.to_owned());
        Ok(Self { identifier, datasets: context.family.stored(datasets), lists })
    }

    /// The number of items recorded under this subject.
    fn len(&self) -> usize {
        self.lists.iter().map(|list| list.items as usize).sum()
    }

    /// Its record, if all items stand on one page.
    fn only_page(&self) -> Vec<u8> {
        let lists = self.lists.iter().filter(|list| list.items > 0);
        let lists =
            lists.map(|list| PageList { heading: &list.heading, total: list.items, items: &list.bytes });
        write_page(1, &lists.collect::<Vec<_>>())
    }

    /// Its record in pages of at most `cap` items, each with its name.
    fn pages<'b>(
        &'b self,
        context: &'b Context,
        list: &'b LongSubject<'_>,
        cap: usize,
    ) -> impl Iterator<Item = (LongPage<'b>, Named<'b>)> {
        let numbers = (1..).filter_map(Page::new);
        let named = |number| Named::page(context.scheme, &self.identifier, number);
        list.pages(cap).zip(numbers.map(named))
    }

    fn decoded(&self) -> Result<LongSubject<'_>> {
        let lists = self.lists.iter().filter(|list| list.items > 0);
        let lists = lists.map(|list| {
            Ok(LongList { heading: &list.heading, items: decode(&list.bytes)?, bytes: &list.bytes })
        });
        Ok(LongSubject { lists: lists.collect::<Result<_>>()? })
    }
}

impl<'a> SubjectList<'a> {
    /// The list of one account, from the pieces that say something of it.
    fn new(pieces: &[ListPiece<'a>]) -> Result<Self> {
        let account = pieces.first().and_then(|piece| piece.account.as_ref()?.account());
        let heading = write_heading(account.as_ref());
        if let [ListPiece { items, bytes, .. }] = *pieces {
            return Ok(Self { account, heading, items, bytes: bytes.into() });
        }
        let mut items: Vec<Item> = Vec::new();
        for piece in pieces {
            items.append(&mut decode(piece.bytes)?);
        }
        items.sort_unstable();
        Ok(Self { account, heading, items: items.len() as u32, bytes: write_items(&items).into() })
    }
}

fn decode(bytes: &[u8]) -> Result<Vec<Item>> {
    read_items(bytes).ok_or_else(|| Failure::bug("a list does not read back"))
}
