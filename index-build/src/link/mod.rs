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
//! rows ─by item─▶ drafts ─────────────────────────────────▶ items with owners ─by owner─▶ accounts, records
//!                 └▶ claims, questions ─by alias─▶ answers ─by item─┘
//! ```
//!
//! Nothing here depends on the order of the rows.

mod aliases;
mod intake;
mod items;
mod owners;
mod settle;
mod shapes;
mod waiting;

pub(crate) use shapes::{ItemRef, OwnerRef, SettledItem};

use crate::{
    digest::Digests,
    entries::Entries,
    error::Result,
    recent::Recent,
    spill::{Route, Spill, Writer},
    stats::{LinkReport, TableCounts},
    workspace::Workspace,
};
use hushset_core::{dataset::DatasetIndex, key::Hash};
use settle::Settler;
use shapes::{AliasWord, OfAlias};
use std::collections::BTreeMap;

pub use intake::Linking;

#[cfg(test)]
mod tests;

/// What linking has found, beside the records that it wrote.
#[derive(Debug)]
pub struct Linked {
    /// What was joined.
    pub report: LinkReport,
    /// By dataset, what its tables have.
    pub tables: BTreeMap<DatasetIndex, TableCounts>,
    /// By dataset, which rows those are.
    pub digests: BTreeMap<DatasetIndex, Hash>,
}

/// The spills between the steps.
#[derive(Debug)]
struct Spills<'w> {
    rows: Spill<'w>,
    aliases: Spill<'w>,
    waiting: Spill<'w>,
    owners: Spill<'w>,
}

impl<'w> Spills<'w> {
    fn new(workspace: &'w Workspace) -> Result<Self> {
        Ok(Self {
            rows: Spill::new(workspace)?,
            aliases: Spill::new(workspace)?,
            waiting: Spill::new(workspace)?,
            owners: Spill::new(workspace)?,
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
pub fn link(
    linking: Linking<'_>,
    entries: &Entries<'_>,
    datasets: impl Iterator<Item = DatasetIndex>,
) -> Result<Linked> {
    let Spills { rows, aliases, waiting, owners } = linking.into_spills();
    let digests = Digests::new();
    let settler = || Settler::new(&owners, entries);
    let mut counts = items::draft(&rows, &aliases, &waiting, &digests, settler)?;
    // What has been read needs no more room on the disk.
    drop(rows);
    aliases::answer(&aliases, &waiting, &owners)?;
    drop(aliases);
    counts.merge(waiting::settle(&waiting, settler)?);
    drop(waiting);
    counts.merge(owners::record(&owners, entries)?);
    let (report, tables) = counts.into_parts();
    let mut linked = Linked { report, tables: BTreeMap::new(), digests: BTreeMap::new() };
    for dataset in datasets {
        linked.tables.insert(dataset, tables.get(dataset.get()).cloned().unwrap_or_default());
        linked.digests.insert(dataset, digests.of(dataset));
    }
    Ok(linked)
}
