//! The steps: each is what the module of the same work does, with other ends to its spills.

use super::{Brief, Planned, totals::Totals};
use crate::{
    digest::Digests,
    entries::{Entries, Store, cut, gather},
    error::{Failure, Result},
    import::Share,
    link::{Linking, Settler, Spills, answer, draft, record, record_shared, settle},
    spill::{Channel, Outlet, Spill, read_frames},
    stats::Counts,
    workspace::Workspace,
};
use hushset_core::{file::ShardKind, identifier::Scope, key::Prefix};
use std::{
    io::{self, Read},
    path::Path,
    sync::Arc,
};

/// A step that takes a share of what another has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Merges the rows of each item, and settles whose it is where these tell.
    Draft,
    /// Tells waiting items the account numbers behind aliases.
    Answer,
    /// Settles whose the items are that had to wait.
    Settle,
    /// Records the items and the names of each owner.
    Record,
    /// Records the items of several owners.
    Share,
    /// Puts the pieces of each list together.
    Gather(Scope),
    /// Cuts long lists into pages.
    Cut(Scope),
    /// Packs shards.
    Pack(Scope, ShardKind),
}

/// Rows of tables, as an engine hands them over: one line of JSON, which names files.
pub fn rows(brief: &Brief, workspace: &Workspace, strict: bool, share: impl Read) -> Result<()> {
    let text =
        io::read_to_string(share).map_err(|error| Failure::reading(Path::new("(standard input)"), &error))?;
    let share: Share = serde_json::from_str(&text)
        .map_err(|error| Failure::Question(format!("the share of a table is not understood: {error}")))?;
    let linking = Linking::new(workspace, brief.context.scheme, brief.context.tags)?;
    let only = brief.only.get(&share.table());
    let read = share.read(&brief.config, only, strict, &workspace.progress, &linking)?;
    let totals = Totals { tables: [(share.table(), read)].into(), ..Totals::default() };
    end(workspace, &totals)
}

fn outlet(workspace: &Workspace) -> Result<&Arc<Outlet>> {
    workspace.outlet.as_ref().ok_or(Failure::bug("a step has nowhere to send what it makes"))
}

fn end(workspace: &Workspace, totals: &Totals) -> Result<()> {
    let outlet = outlet(workspace)?;
    totals.send(outlet)?;
    outlet.end()
}

impl Step {
    /// What it takes.
    pub fn takes(self) -> Channel {
        match self {
            Self::Draft => Channel::Rows,
            Self::Answer => Channel::Aliases,
            Self::Settle => Channel::Waiting,
            Self::Record => Channel::Owners,
            Self::Share => Channel::Shared,
            Self::Gather(scope) => Channel::Pieces(scope),
            Self::Cut(scope) => Channel::Long(scope),
            Self::Pack(scope, ShardKind::Filter) => Channel::Pairs(scope),
            Self::Pack(scope, ShardKind::Exact) => Channel::Entries(scope),
        }
    }

    /// Takes a share of whole partitions, and sends what it makes of them. Steps after the plan need that.
    pub fn run(
        self,
        brief: &Brief,
        planned: Option<&Planned>,
        workspace: &Workspace,
        share: impl Read,
    ) -> Result<()> {
        let taken = self.take(workspace, share)?;
        let planned = || planned.ok_or(Failure::Question("this step needs --plan".into()));
        match self {
            Self::Cut(scope) => {
                let store = Store::new(workspace, &brief.context, scope)?;
                cut(&brief.context, &taken, &store, planned()?.plan.page_cap)?;
                // Its pages were counted when the lists were gathered.
                outlet(workspace)?.end()
            }
            Self::Pack(scope, kind) => {
                pack(planned()?, workspace, &taken, scope, kind)?;
                outlet(workspace)?.end()
            }
            Self::Gather(scope) => {
                let store = Store::new(workspace, &brief.context, scope)?;
                gather(&brief.context, &taken, &store)?;
                end(workspace, &Totals { tallies: vec![(scope, store.tally.totals())], ..Totals::default() })
            }
            Self::Draft | Self::Answer | Self::Settle | Self::Record | Self::Share => {
                end(workspace, &self.link(brief, workspace, &taken)?)
            }
        }
    }

    /// Puts what comes in on the disk.
    fn take(self, workspace: &Workspace, share: impl Read) -> Result<Spill<'_>> {
        let spill = Spill::on_disk(workspace)?;
        read_frames(share, |channel, partition, block| {
            if channel != self.takes() {
                return Err(Failure::Question(format!("this step takes {}, not {channel}", self.takes())));
            }
            spill.append(partition, block)
        })?;
        Ok(spill)
    }

    fn link(self, brief: &Brief, workspace: &Workspace, taken: &Spill<'_>) -> Result<Totals> {
        let out = Spills::new(workspace)?;
        let entries = Entries::new(workspace, &brief.context)?;
        let digests = Digests::new();
        let settler = || Settler::new(&out.owners, &entries);
        let counts = match self {
            Self::Draft => draft(taken, Some(&out.aliases), &out.waiting, &digests, settler)?,
            Self::Answer => answer(taken, &out.waiting, &out.owners).map(|()| Counts::default())?,
            Self::Settle => settle(taken, settler)?,
            Self::Record => record(taken, &out.shared, &entries)?,
            _ => record_shared(taken, &entries)?,
        };
        let tallies = entries.tallies().map(|tally| (tally.scope, tally.totals())).collect();
        Ok(Totals { counts, digests: digests.known(), tallies, ..Totals::default() })
    }
}

/// Packs the shards that something is in. What goes out is the number of each, and its file but for its proof.
fn pack(
    planned: &Planned,
    workspace: &Workspace,
    taken: &Spill<'_>,
    scope: Scope,
    kind: ShardKind,
) -> Result<()> {
    let (packer, files) = planned.packer(workspace, Path::new(""), scope)?;
    let outlet = outlet(workspace)?;
    let send = |prefix: Prefix, file: Option<Vec<u8>>| {
        let Some(file) = file else { return Ok(()) };
        let numbered = [&prefix.index().to_le_bytes(), &*file].concat();
        outlet.send(Channel::Shards(scope, kind), 0, &numbered)
    };
    match kind {
        ShardKind::Filter => packer.filters(taken, &files.filter, send)?,
        ShardKind::Exact => packer.exacts(taken, &files.exact, send)?,
    };
    Ok(())
}
