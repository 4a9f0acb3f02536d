//! Linking: rows of many tables become items, and items find their owners.
//!
//! A photo whose owner one table knows has that owner in all of them: a PIPA photo that is also in DiveFace
//! shows under its owner. An account that tables name by number in one place and by alias in another is one
//! account wherever both stand in one row. Display names are shown and searched, but never used to link: many
//! people may have the same one.
//!
//! Each step groups what the step before has spilled, by another name:
//!
//! ```text
//! rows ─by item─▶ drafts ─────────────────────────────────▶ items with owners, records ─by owner─▶ accounts, lists
//!                 └▶ claims, questions ─by alias─▶ answers ─by item─┘
//! ```
//!
//! An item's record is written as soon as its owner is known: items come by their keys then, as records do. It waits
//! for the owner only if that may be suppressed under another of its names, and for all owners if there are several.
//!
//! Nothing here depends on the order of the rows.

mod aliases;
mod intake;
mod items;
mod owners;
mod settle;
mod shapes;
mod waiting;
mod wire;

pub(crate) use aliases::answer;
pub(crate) use items::draft;
pub(crate) use owners::{record, record_shared};
pub(crate) use settle::Settler;
pub(crate) use shapes::{ItemRef, OwnerRef, SettledItem};
pub(crate) use waiting::settle;

use crate::{
    digest::Digests,
    entries::Entries,
    error::Result,
    recent::Recent,
    spill::{Channel, Route, Spill, Writer},
    stats::{Counts, LinkReport, TableCounts},
    workspace::Workspace,
};
use shapes::{AliasWord, OfAlias};

pub use intake::Linking;

#[cfg(test)]
mod tests;

/// What linking has found, beside the records that it wrote.
#[derive(Debug)]
pub struct Linked {
    /// What was joined.
    pub report: LinkReport,
    /// What the tables of each dataset have, by its place.
    pub tables: Vec<TableCounts>,
    pub(crate) digests: Digests,
}

impl Linked {
    /// What all steps together have counted and digested.
    pub(crate) fn new(counts: Counts, digests: Digests) -> Self {
        let (report, tables) = counts.into_parts();
        Self { report, tables, digests }
    }
}

/// The spills between the steps.
#[derive(Debug)]
pub(crate) struct Spills<'w> {
    pub(crate) rows: Spill<'w>,
    pub(crate) aliases: Spill<'w>,
    pub(crate) waiting: Spill<'w>,
    pub(crate) owners: Spill<'w>,
    pub(crate) shared: Spill<'w>,
}

impl<'w> Spills<'w> {
    /// Nothing is in them yet.
    pub(crate) fn new(workspace: &'w Workspace) -> Result<Self> {
        Ok(Self {
            rows: Spill::new(workspace, Channel::Rows)?,
            aliases: Spill::new(workspace, Channel::Aliases)?,
            waiting: Spill::new(workspace, Channel::Waiting)?,
            owners: Spill::new(workspace, Channel::Owners)?,
            shared: Spill::new(workspace, Channel::Shared)?,
        })
    }
}

/// A writer to what is known of aliases, which does not repeat itself much.
struct AliasWriter<'s> {
    writer: Writer<'s>,
    said: Recent,
}

impl<'s> AliasWriter<'s> {
    fn new(aliases: &'s Spill<'_>) -> Self {
        Self { writer: aliases.writer(), said: Recent::new() }
    }

    /// Says something of an alias, unless it was said a moment ago.
    fn put(&mut self, alias: &str, what: AliasWord<'_>) -> Result<()> {
        let said = OfAlias { alias, what };
        if self.said.is_new(&said) {
            self.writer.put(Route::scattered(&alias), &said)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.writer.finish()
    }
}

/// Links all rows that `linking` has taken, and writes the records of all items and accounts to `entries`.
pub fn link(linking: Linking<'_>, entries: &Entries<'_>) -> Result<Linked> {
    let (Spills { rows, aliases, waiting, owners, shared }, has_questions) = linking.into_spills();
    let digests = Digests::new();
    let settler = || Settler::new(&owners, entries);
    // Most tables name accounts by number or say no name at all. Then nobody needs to know whose an alias is.
    let asked = has_questions.then_some(&aliases);
    let mut counts = draft(&rows, asked, &waiting, &digests, settler)?;
    // What has been read needs no more room on the disk.
    drop(rows);
    if has_questions {
        answer(&aliases, &waiting, &owners)?;
        drop(aliases);
        counts.merge(settle(&waiting, settler)?);
        drop(waiting);
    }
    counts.merge(record(&owners, &shared, entries)?);
    drop(owners);
    counts.merge(record_shared(&shared, entries)?);
    Ok(Linked::new(counts, digests))
}
