//! What a report says, in the order in which a person reads it: the same on a terminal and in HTML.

mod index;
mod tables;

use super::{
    Report,
    text::{bytes, number},
};
use serde::Serialize;

/// A part of a report with a heading.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The heading.
    pub heading: &'static str,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", content = "content", rename_all = "lowercase")]
pub enum Block {
    /// A sentence or two.
    Text(String),
    /// Lines that name one thing each.
    Lines(Vec<String>),
    /// What a publisher should know before anyone else does.
    Warning(String),
    /// A table.
    Table(Table),
    /// Bars.
    Chart(Chart),
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it is about; empty where the heading says it.
    pub caption: String,
    /// The heads of the columns.
    pub header: Vec<&'static str>,
    /// The rows. All but the first cell are numbers.
    pub rows: Vec<Vec<String>>,
}

/// Bars, one below the other, on one scale.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Chart {
    /// What it is about.
    pub caption: String,
    /// What the parts of a bar are; empty if each has only one.
    pub legend: Vec<&'static str>,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// The lengths of its parts.
    pub parts: Vec<u64>,
    /// Its length in words.
    pub value: String,
}

impl Chart {
    /// Where each part of each bar begins and ends, if the longest bar ends at `length`. What is there at all is at
    /// least 1 long.
    pub fn spans(&self, length: u64) -> impl Iterator<Item = (&Bar, Vec<(u64, u64)>)> {
        let total = |bar: &Bar| bar.parts.iter().sum::<u64>();
        let longest = self.bars.iter().map(total).max().unwrap_or(0).max(1);
        let place = move |value: u64| (value as f64 * length as f64 / longest as f64).round() as u64;
        self.bars.iter().map(move |bar| {
            let mut sum = 0;
            let mut end = 0;
            let mut span = |part: &u64| {
                sum += part;
                let start = end;
                end = place(sum).max(start + u64::from(*part > 0)).min(length.max(start));
                (start, end)
            };
            (bar, bar.parts.iter().map(&mut span).collect())
        })
    }
}

impl Section {
    fn new(heading: &'static str, blocks: impl IntoIterator<Item = Block>) -> Option<Self> {
        let blocks: Vec<Block> = blocks.into_iter().collect();
        (!blocks.is_empty()).then_some(Self { heading, blocks })
    }
}

impl Report {
    /// Everything.
    pub fn sections(&self) -> Vec<Section> {
        let sections = [
            self.summary(),
            self.rows(),
            self.coverage(),
            self.problems(usize::MAX),
            self.linking(),
            self.spread(),
            self.shards(true),
            self.sizes(),
            self.leaks(),
            self.hosts(),
        ];
        sections.into_iter().flatten().collect()
    }

    /// What a person wants to know when a build is done.
    pub fn news(&self) -> Vec<Section> {
        let sections = [
            self.rows(),
            self.coverage(),
            self.problems(5),
            self.linking(),
            self.shards(false),
            self.cautions(),
        ];
        sections.into_iter().flatten().collect()
    }

    /// What a person wants to know before building.
    pub fn outlook(&self) -> Vec<Section> {
        let sections = [
            self.rows(),
            self.coverage(),
            self.problems(5),
            self.linking(),
            self.shards(true),
            self.cautions(),
        ];
        sections.into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Section> {
        let build = self.build.iter().flat_map(|build| {
            let number = build.sequence.map(|sequence| ("number in the site's history", number(sequence)));
            let state = build.unchanged.map(|unchanged| {
                let news = if unchanged { "unchanged: the site had this build already" } else { "published" };
                ("state", news.to_owned())
            });
            [Some(("build", build.id.clone())), number, state].into_iter().flatten()
        });
        let with_table = self.datasets.iter().filter(|dataset| dataset.published.is_some()).count();
        let datasets = format!("{}, of which {with_table} with a table", self.datasets.len());
        let wrong = format!("1 in {}", number(1 << self.site.fingerprint_bits.get()));
        let facts = [
            ("title", self.site.title.clone()),
            ("publisher", self.site.publisher.clone()),
            ("datasets", datasets),
            ("wrong \"almost certainly\"", wrong),
            ("items on a page of details", format!("at most {}", number(self.site.page_cap))),
            ("files of the index", number(self.totals.files)),
            ("their size", bytes(self.totals.bytes)),
            ("made by", self.made_by.clone()),
        ];
        let lines = build.chain(facts).map(|(what, value)| format!("{what}: {value}"));
        Section::new("Summary", [Block::Lines(lines.collect())])
    }
}
