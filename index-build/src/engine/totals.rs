//! What a step has counted, beside what it made: its share of what a plan and a report are made from.

use crate::{
    digest::Digests,
    entries::Context,
    error::{Failure, Result},
    import::TableRead,
    plan::{ScopeTally, TallyTotals},
    spill::{Channel, Outlet},
    stats::Counts,
};
use hushset_core::{identifier::Scope, key::Hash};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a step has counted.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Totals {
    /// By the number of a table.
    pub(super) tables: BTreeMap<usize, TableRead>,
    pub(super) counts: Counts,
    /// By bucket and dataset.
    pub(super) digests: BTreeMap<usize, BTreeMap<usize, Hash>>,
    pub(super) tallies: Vec<(Scope, TallyTotals)>,
}

/// Histograms are nearly all zeros where a step has seen a few partitions only.
const LEVEL: i32 = 1;

impl Totals {
    pub(super) fn send(&self, outlet: &Outlet) -> Result<()> {
        let bytes = postcard::to_allocvec(self).map_err(|_| Failure::bug("totals cannot be written"))?;
        let packed = zstd::encode_all(&*bytes, LEVEL).map_err(|_| Failure::bug("totals cannot be packed"))?;
        outlet.send(Channel::Totals, 0, &packed)
    }

    pub(super) fn read(block: &[u8]) -> Result<Self> {
        let damaged = || Failure::Plan("what a step has counted does not read back".into());
        let bytes = zstd::decode_all(block).map_err(|_| damaged())?;
        postcard::from_bytes(&bytes).map_err(|_| damaged())
    }
}

/// What all steps together have counted.
pub(super) struct Sum {
    pub(super) tables: BTreeMap<usize, TableRead>,
    pub(super) counts: Counts,
    pub(super) digests: Digests,
    pub(super) tallies: Vec<ScopeTally>,
}

impl Sum {
    pub(super) fn new(context: &Context) -> Self {
        let tally = |scope| ScopeTally::new(scope, context.page_caps());
        let scopes = Scope::ALL.into_iter().filter(|&scope| context.tags || scope != Scope::Tags);
        Self {
            tables: BTreeMap::new(),
            counts: Counts::default(),
            digests: Digests::new(),
            tallies: scopes.map(tally).collect(),
        }
    }

    pub(super) fn add(&mut self, totals: Totals) {
        for (number, read) in totals.tables {
            self.tables.entry(number).or_default().merge(read);
        }
        self.counts.merge(totals.counts);
        self.digests.extend(&totals.digests);
        for (scope, totals) in &totals.tallies {
            self.tallies
                .iter()
                .filter(|tally| tally.scope == *scope)
                .for_each(|tally| tally.add_totals(totals));
        }
    }
}
