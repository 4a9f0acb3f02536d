//! The third step: what is said of each alias answers what is asked about it.

use super::shapes::{AliasWord, OfAlias, OfOwner, OfWaiting, OwnerRef, OwnerWord};
use crate::{
    error::Result,
    spill::{Group, Route, Spill, Writer},
};

/// Tells every item that waits the account number behind an alias, where there is one. If tables disagree, it is the
/// smallest.
pub(crate) fn answer(aliases: &Spill<'_>, waiting: &Spill<'_>, owners: &Spill<'_>) -> Result<()> {
    aliases.reduce(
        "linking names",
        || Answerer { waiting: waiting.writer(), owners: owners.writer() },
        |answerer, group: Group<'_>| {
            group.sorted(|said: &[OfAlias<'_>]| {
                said.chunk_by(|a, b| a.alias == b.alias).try_for_each(|said| answerer.alias(said))
            })
        },
        |_| Ok(()),
        |answerer| {
            answerer.waiting.finish()?;
            answerer.owners.finish()
        },
    )?;
    Ok(())
}

struct Answerer<'s> {
    waiting: Writer<'s>,
    owners: Writer<'s>,
}

impl Answerer<'_> {
    fn alias(&mut self, said: &[OfAlias<'_>]) -> Result<()> {
        let claimed = said.iter().filter_map(|said| match said.what {
            AliasWord::Claim(nsid) => Some(nsid),
            AliasWord::Ask(_) | AliasWord::Shows(_) => None,
        });
        let nsid = claimed.min();
        for OfAlias { alias, what } in said {
            match (what, nsid) {
                (AliasWord::Ask(item), Some(nsid)) => {
                    let answer = OfWaiting::Answer { item: *item, alias, nsid };
                    self.waiting.put(Route::scattered(item), &answer)?;
                }
                (AliasWord::Shows(display), _) => {
                    let owner = nsid.map_or(OwnerRef::Alias(alias), OwnerRef::Nsid);
                    let what = OwnerWord::Named { alias: Some(alias), display: Some(display) };
                    self.owners.put(owner.route(), &OfOwner { owner, what })?;
                }
                (AliasWord::Claim(_), _) | (AliasWord::Ask(_), None) => {}
            }
        }
        Ok(())
    }
}
