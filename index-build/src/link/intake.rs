//! The first step: rows as importers read them, to the spill that groups them by item.

use super::{
    AliasWriter, Spills,
    items::unknown,
    shapes::{AliasWord, Facts, ItemRef, Names, OfOwner, OwnerRef, OwnerWord, SpilledRow},
};
use crate::{
    account::AccountNumber,
    error::Result,
    names::{folded, folds_to_nothing, plain},
    row::{AccountRow, Intake, OwnerNames, Row, RowItem, RowSink},
    spill::{Route, Writer},
    workspace::Workspace,
};
use hushset_core::{
    dataset::DatasetIndex,
    identifier::{Scheme, Scope},
    key::Key,
    text::NativePlatform,
};
use std::{
    borrow::Cow,
    sync::atomic::{AtomicBool, Ordering},
};

/// Takes the rows of all tables.
#[derive(Debug)]
pub struct Linking<'w> {
    spills: Spills<'w>,
    scheme: Scheme,
    /// Whether hashtags are indexed.
    tags: bool,
    /// Whether a row names an account by its alias alone.
    has_questions: AtomicBool,
}

impl<'w> Linking<'w> {
    /// Nothing is linked yet.
    pub fn new(workspace: &'w Workspace, scheme: Scheme, tags: bool) -> Result<Self> {
        Ok(Self { spills: Spills::new(workspace)?, scheme, tags, has_questions: AtomicBool::new(false) })
    }

    /// What was taken, and whether any of it asks for the number behind an alias.
    pub(super) fn into_spills(self) -> (Spills<'w>, bool) {
        (self.spills, self.has_questions.into_inner())
    }
}

impl Intake for Linking<'_> {
    fn sink(&self) -> Box<dyn RowSink + '_> {
        Box::new(Sink {
            scheme: self.scheme,
            tags: self.tags,
            rows: self.spills.rows.writer(),
            aliases: AliasWriter::new(&self.spills.aliases),
            owners: self.spills.owners.writer(),
            last: None,
            asks: false,
            has_questions: &self.has_questions,
        })
    }
}

struct Sink<'s> {
    scheme: Scheme,
    tags: bool,
    rows: Writer<'s>,
    aliases: AliasWriter<'s>,
    owners: Writer<'s>,
    /// The item of the row before: a face dataset names a photo once for each face.
    last: Option<(u64, Route)>,
    /// Whether something was taken that needs to know the number behind an alias.
    asks: bool,
    has_questions: &'s AtomicBool,
}

impl Sink<'_> {
    fn route(&mut self, item: ItemRef<'_>) -> Route {
        match (item, self.last) {
            (ItemRef::Number(number), Some((last, route))) if number == last => route,
            _ => {
                let key = Key::of_name(self.scheme, Scope::Items, item.text().as_str());
                let route = Route::of_key(&key);
                if let ItemRef::Number(number) = item {
                    self.last = Some((number, route));
                }
                route
            }
        }
    }
}

impl RowSink for Sink<'_> {
    fn row(&mut self, dataset: DatasetIndex, row: &Row<'_>) -> Result<()> {
        let text = match &row.item {
            RowItem::Number(_) => Cow::Borrowed(""),
            RowItem::Text(text) => plain(text),
        };
        let item = match &row.item {
            RowItem::Number(number) => ItemRef::Number(*number),
            RowItem::Text(_) => ItemRef::Text(&text),
        };
        let names = Cleaned::of(self.scheme, &row.owner);
        self.asks |= unknown(&names.as_names()).is_some();
        let mut tags: Vec<String> = Vec::new();
        if self.tags {
            let folded = row.tags.iter().filter_map(|tag| self.scheme.tag_identifier(&NativePlatform, tag));
            tags.extend(folded.map(|identifier| identifier.text().to_owned()));
            tags.sort_unstable();
            tags.dedup();
        }
        let route = self.route(item);
        let spilled = SpilledRow {
            item,
            dataset: dataset.get() as u8,
            names: names.as_names(),
            facts: Facts::new(row.month, row.licence, row.image, tags.iter().map(String::as_str).collect()),
        };
        self.rows.put(route, &spilled)
    }

    /// Names from an accounts table need no item to be grouped by.
    fn account(&mut self, account: AccountRow<'_>) -> Result<()> {
        let names = Cleaned::of(self.scheme, &account.owner);
        let Names { nsid, alias, display } = names.as_names();
        let former = account.former.iter().filter(|name| !folds_to_nothing(name));
        let former: Vec<Cow<'_, str>> = former.map(|name| plain(name)).collect();
        let shown = display.into_iter().chain(former.iter().map(Cow::as_ref));
        match (nsid, alias) {
            (Some(nsid), alias) => {
                if let Some(alias) = alias {
                    self.aliases.put(alias, AliasWord::Claim(nsid))?;
                }
                let owner = OwnerRef::Nsid(nsid);
                let mut say = |what| self.owners.put(owner.route(), &OfOwner { owner, what });
                say(OwnerWord::Named { alias, display: None })?;
                for display in shown {
                    say(OwnerWord::Named { alias: None, display: Some(display) })?;
                }
            }
            (None, Some(alias)) => {
                self.asks = true;
                for display in shown {
                    self.aliases.put(alias, AliasWord::Shows(display))?;
                }
            }
            // Nothing to tell one account of this name from another.
            (None, None) => {}
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.has_questions.fetch_or(self.asks, Ordering::Relaxed);
        self.rows.finish()?;
        self.owners.finish()?;
        self.aliases.finish()
    }
}

/// The names of a row with the alias folded (a number in its place taken as one), and without names that fold to
/// nothing.
struct Cleaned<'a> {
    nsid: Option<AccountNumber>,
    alias: Option<Cow<'a, str>>,
    display: Option<Cow<'a, str>>,
}

impl<'a> Cleaned<'a> {
    fn of(scheme: Scheme, names: &'a OwnerNames<'_>) -> Self {
        let alias = names.alias.as_deref().map(folded).filter(|alias| !alias.is_empty());
        let misplaced = alias.as_deref().filter(|_| scheme == Scheme::Flickr).and_then(AccountNumber::parse);
        Self {
            alias: alias.filter(|_| misplaced.is_none()),
            nsid: names.nsid.or(misplaced),
            display: names.display.as_deref().filter(|name| !folds_to_nothing(name)).map(plain),
        }
    }

    fn as_names(&self) -> Names<'_> {
        Names { nsid: self.nsid, alias: self.alias.as_deref(), display: self.display.as_deref() }
    }
}
