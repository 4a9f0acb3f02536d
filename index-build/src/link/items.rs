//! The second step: the rows of each item, together at last.

use super::{
    AliasWriter,
    settle::Settler,
    shapes::{AliasWord, Draft, Names, OfWaiting, SpilledRow},
};
use crate::{
    digest::{Bucket, Digests},
    error::Result,
    spill::{Group, Route, Spill, Writer},
    stats::Counts,
};
use hushset_core::{dataset::DatasetSet, identifier::Scheme};
use smallvec::SmallVec;

/// Digests the rows, merges those of each item, and settles whose it is where its own rows tell. Where that takes the
/// number behind an alias, the item waits; without `aliases` nobody asks for one.
pub(crate) fn draft<'s>(
    rows: &Spill<'_>,
    aliases: Option<&Spill<'_>>,
    waiting: &Spill<'_>,
    digests: &Digests,
    settler: impl Fn() -> Settler<'s> + Sync,
) -> Result<Counts> {
    let tools = || Drafter {
        digests,
        bucket: Bucket::default(),
        aliases: aliases.map(AliasWriter::new),
        waiting: waiting.writer(),
        settler: settler(),
    };
    let counts = rows.reduce(
        "linking rows",
        tools,
        Drafter::group,
        |drafter| {
            digests.close(&mut drafter.bucket);
            Ok(std::mem::take(&mut drafter.settler.counts))
        },
        Drafter::finish,
    )?;
    Ok(Counts::sum(counts))
}

struct Drafter<'s> {
    digests: &'s Digests,
    bucket: Bucket,
    aliases: Option<AliasWriter<'s>>,
    waiting: Writer<'s>,
    settler: Settler<'s>,
}

impl Drafter<'_> {
    fn group(&mut self, group: Group<'_>) -> Result<()> {
        group.sorted(|rows: &[SpilledRow<'_>]| self.rows(group.route, rows))
    }

    fn rows(&mut self, route: Route, rows: &[SpilledRow<'_>]) -> Result<()> {
        if let [_] = rows {
            return self.item(route, rows);
        }
        let mut items: Vec<&[SpilledRow<'_>]> = rows.chunk_by(|a, b| a.item == b.item).collect();
        // Almost always one item; different ones stand in the order of their keys.
        if items.len() > 1 {
            items.sort_by_cached_key(|rows| rows.first().map(|row| self.settler.key_of(row.item)));
        }
        items.into_iter().try_for_each(|rows| self.item(route, rows))
    }

    fn item(&mut self, route: Route, rows: &[SpilledRow<'_>]) -> Result<()> {
        self.digest(route, rows);
        let [first, others @ ..] = rows else { return Ok(()) };
        let draft = merge(first, others);
        let Some(aliases) = &mut self.aliases else { return self.settler.settle(&draft, &[]) };
        claim(aliases, &draft)?;
        // Only at Flickr do owners have numbers.
        let has_numbers = self.settler.scheme() == Scheme::Flickr;
        let asked = draft.names.iter().filter(|_| has_numbers).filter_map(|(names, _)| unknown(names));
        let mut asked: Vec<&str> = asked.collect();
        if asked.is_empty() {
            return self.settler.settle(&draft, &[]);
        }
        asked.sort_unstable();
        asked.dedup();
        for alias in asked {
            aliases.put(alias, AliasWord::Ask(draft.item))?;
        }
        self.waiting.put(Route::scattered(&draft.item), &OfWaiting::Draft(draft))
    }

    /// Takes each distinct row into its dataset's digest, and counts the others.
    fn digest(&mut self, route: Route, rows: &[SpilledRow<'_>]) {
        if let [row] = rows {
            let write = |line: &mut String| write_canonical(line, row);
            return self.digests.add(&mut self.bucket, route, row.dataset.into(), write);
        }
        let mut texts: Vec<(u8, String)> = rows.iter().map(|row| (row.dataset, canonical(row))).collect();
        texts.sort_unstable();
        for of_dataset in texts.chunk_by(|(a, _), (b, _)| a == b) {
            let mut distinct = 0;
            for (dataset, text) in of_dataset.chunk_by(|a, b| a == b).filter_map(<[_]>::first) {
                let write = |line: &mut String| line.push_str(text);
                self.digests.add(&mut self.bucket, route, usize::from(*dataset), write);
                distinct += 1;
            }
            let datasets =
                of_dataset.first().map_or(DatasetSet::EMPTY, |(dataset, _)| DatasetSet(1 << dataset));
            self.settler.counts.each(datasets, |table| {
                table.duplicates += of_dataset.len() as u64 - distinct;
                table.further += distinct - 1;
            });
        }
    }

    fn finish(self) -> Result<()> {
        self.aliases.map_or(Ok(()), AliasWriter::finish)?;
        self.waiting.finish()?;
        self.settler.finish()
    }
}

/// Notes the account number behind each alias, as far as this item tells: from a row that has both, or from rows of
/// which one has the number and another the alias.
fn claim(aliases: &mut AliasWriter<'_>, draft: &Draft<'_>) -> Result<()> {
    let mut numbers = draft.names.iter().filter_map(|(names, _)| names.nsid);
    let only = numbers.next().filter(|first| numbers.all(|number| number == *first));
    for (names, _) in &draft.names {
        if let (Some(alias), Some(nsid)) = (names.alias, names.nsid.or(only)) {
            aliases.put(alias, AliasWord::Claim(nsid))?;
        }
    }
    Ok(())
}

/// The alias in names without a number.
pub(super) fn unknown<'a>(names: &Names<'a>) -> Option<&'a str> {
    names.alias.filter(|_| names.nsid.is_none())
}

/// All that the rows of one item say.
fn merge<'a>(first: &SpilledRow<'a>, others: &[SpilledRow<'a>]) -> Draft<'a> {
    let mut draft =
        Draft { item: first.item, datasets: 0, names: SmallVec::new(), facts: first.facts.clone() };
    for row in [first].into_iter().chain(others) {
        let dataset = 1 << row.dataset;
        draft.datasets |= dataset;
        if row.names != Names::default() {
            match draft.names.iter_mut().find(|(names, _)| *names == row.names) {
                Some((_, datasets)) => *datasets |= dataset,
                None => draft.names.push((row.names, dataset)),
            }
        }
    }
    others.iter().for_each(|row| draft.facts.merge(&row.facts));
    draft
}

/// A row as text.
fn canonical(row: &SpilledRow<'_>) -> String {
    let mut line = String::with_capacity(96);
    write_canonical(&mut line, row);
    line
}

/// Writes a row as docs/FORMAT.md §16.4 has it.
fn write_canonical(line: &mut String, row: &SpilledRow<'_>) {
    line.push_str(row.item.text().as_str());
    let Names { nsid, alias, display } = row.names;
    line.push('\t');
    nsid.into_iter().for_each(|nsid| line.push_str(nsid.text().as_str()));
    for name in [alias, display] {
        line.push('\t');
        line.push_str(name.unwrap_or_default());
    }
    let facts = [
        row.facts.month().map(|month| month.to_string()),
        row.facts.licence().map(|licence| licence.number().to_string()),
        row.facts.image().map(|image| format!("{}/{:010x}", image.server, image.secret)),
    ];
    for fact in facts {
        line.push('\t');
        line.push_str(&fact.unwrap_or_default());
    }
    line.push('\t');
    for (at, tag) in row.facts.tags().iter().enumerate() {
        line.push_str(if at > 0 { "," } else { "" });
        line.push_str(tag);
    }
    line.push('\n');
}
