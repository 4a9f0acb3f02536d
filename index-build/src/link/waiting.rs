//! The fourth step: items that waited, and the answers to their questions.

use super::{settle::Settler, shapes::OfWaiting};
use crate::{
    error::Result,
    spill::{Group, Spill},
    stats::Counts,
};

/// Settles whose the items are that had to wait.
pub(crate) fn settle<'s>(waiting: &Spill<'_>, settler: impl Fn() -> Settler<'s> + Sync) -> Result<Counts> {
    let counts = waiting.reduce(
        "linking items",
        settler,
        group,
        |settler| Ok(std::mem::take(&mut settler.counts)),
        Settler::finish,
    )?;
    Ok(Counts::sum(counts))
}

fn group(settler: &mut Settler<'_>, group: Group<'_>) -> Result<()> {
    let mut drafts = Vec::new();
    let mut answers = Vec::new();
    for record in group.records() {
        match record? {
            OfWaiting::Draft(draft) => drafts.push(draft),
            OfWaiting::Answer { item, alias, nsid } => answers.push((item, alias, nsid)),
        }
    }
    drafts.iter().try_for_each(|draft| {
        let own = answers.iter().filter(|(item, ..)| *item == draft.item);
        let own: Vec<_> = own.map(|(_, alias, nsid)| (*alias, *nsid)).collect();
        settler.settle(draft, &own)
    })
}
