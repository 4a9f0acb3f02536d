//! What engines call: one step of a build, on a share of the data.
//!
//! An engine (`engines/spark`) spreads a build over many machines. It knows nothing of names, keys and records: it hands a
//! process of this program a share of what a step takes, and carries what the step makes to whoever takes that next. Both are
//! blocks of records with the number of their partition ([`Channel`](crate::spill::Channel)); the blocks of one partition
//! belong together. So there is one set of rules, and the bytes of a build are the same whoever makes it.
//!
//! ```text
//! tables ─[rows]▶ rows ─[draft]▶ aliases ─[answer]▶ waiting ─[settle]▶ owners ─[record]▶ shared ─[share]▶
//!        pieces ─[gather]▶ entries, pairs, long lists            totals of all steps ─[plan]▶ plan
//!        long lists ─[cut]▶ entries        entries, pairs ─[filters, records]▶ shards ─[publish]▶ site
//! ```
//!
//! The first process writes a [`Brief`] for all others, with all that they need from the settings and the files beside these.

mod brief;
mod finish;
mod step;
mod totals;

pub use brief::Brief;
pub use finish::{Packing, Planned, could_publish, plan, publish};
pub use step::{Step, rows};
