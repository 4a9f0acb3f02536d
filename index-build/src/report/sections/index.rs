//! What the index costs, and what its checks tell.

use super::{Bar, Block, Chart, Section, Table};
use crate::host::limits::{LIMITS, Limit, Size};
use crate::report::{
    Cut, Report, ScopeReport, Shards,
    text::{bytes, number, percent},
};
use hushset_core::{file::ShardKind, identifier::Scope, manifest::DetailsPolicy};

impl ScopeReport {
    fn kinds(&self) -> [(String, ShardKind, &Shards); 2] {
        let name = |what| format!("{} {what}", self.scope.name());
        [
            (name("verdicts"), ShardKind::Filter, &self.filter),
            (name("details"), ShardKind::Exact, &self.exact),
        ]
    }
}

impl Report {
    fn kinds(&self) -> impl Iterator<Item = (String, ShardKind, &Shards)> {
        self.scopes.iter().flat_map(ScopeReport::kinds)
    }

    /// How the index is cut into shards; with the planner's alternatives, too.
    pub(super) fn shards(&self, alternatives: bool) -> Option<Section> {
        let budgets = self.budgets.as_ref().map(|budgets| {
            Block::Text(format!(
                "Budgets: {} for a verdict, {} for details; at most {} items on a page of details. The planner \
                 takes the fewest bits that keep within these.",
                bytes(budgets.verdict),
                bytes(budgets.details),
                number(self.site.page_cap)
            ))
        });
        let words = "A host that suspects with 1 % that a certain person is asking suspects so with the last column \
                     afterwards, if it was right.";
        let row = |(name, _, shards): (String, ShardKind, &Shards)| {
            let Cut { bits, files, file_bytes, total_bytes, one_percent_becomes } = shards.cut;
            let padding = shards.padding.map_or("-".into(), |padding| percent(padding - 1.0));
            let cells =
                [number(files), bytes(file_bytes), bytes(total_bytes), padding, percent(one_percent_becomes)];
            [name, bits.to_string()].into_iter().chain(cells).collect()
        };
        let table = Table {
            header: vec![
                "kind of shard",
                "bits seen",
                "files",
                "a check costs",
                "all files",
                "padding",
                "1 % becomes",
            ],
            rows: self.kinds().map(row).collect(),
            ..Table::default()
        };
        let others = self.kinds().filter(|(_, _, shards)| alternatives && !shards.alternatives.is_empty());
        let others = others.map(|(name, _, shards)| Block::Table(other_cuts(&name, shards)));
        let blocks =
            budgets.into_iter().chain([Block::Text(words.into()), Block::Table(table)]).chain(others);
        Section::new("Shards", blocks)
    }

    /// Bars for the sizes of all kinds of shards.
    pub(super) fn sizes(&self) -> Option<Section> {
        let known = self.kinds().any(|(_, _, shards)| shards.content_bytes.is_some());
        let bar = |(label, _, shards): (String, ShardKind, &Shards)| {
            let total = shards.cut.total_bytes;
            let content = shards.content_bytes.unwrap_or(total).min(total);
            Bar { label, parts: vec![content, total - content], value: bytes(total) }
        };
        let chart = Chart {
            caption: "All files of each kind of shard".into(),
            legend: if known { vec!["content", "padding, headers, proofs"] } else { Vec::new() },
            bars: self.kinds().map(bar).collect(),
        };
        let row = |scope: &ScopeReport| {
            let decimal = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
            vec![
                scope.scope.name().into(),
                number(scope.keys),
                scope.listed.map_or("-".into(), number),
                decimal(scope.exact_bytes_per_item),
                decimal(scope.filter_bits_per_pair),
            ]
        };
        let table = Table {
            header: vec!["scope", "names", "items listed", "bytes per item", "filter bits per pair"],
            rows: self.scopes.iter().map(row).collect(),
            ..Table::default()
        };
        Section::new("Sizes", [Block::Chart(chart), Block::Table(table)])
    }

    /// What each kind of request tells the host of the files.
    pub(super) fn leaks(&self) -> Option<Section> {
        let policy = match self.site.details {
            DetailsPolicy::OnClick => {
                "Details are asked for by a click, after a hit: that request also tells that there was one."
            }
            DetailsPolicy::Always => {
                "Details are asked for with every check, so they do not tell whether there was a hit."
            }
        };
        let words = format!(
            "A request tells in which part of all names the asked one is; so many listed names share a part, on \
             average. {policy}"
        );
        let row = |scope: &ScopeReport| {
            scope.kinds().map(|(name, kind, shards)| {
                let hit = kind == ShardKind::Exact && self.site.details == DetailsPolicy::OnClick;
                vec![
                    name,
                    format!("1 of {}", number(shards.cut.files)),
                    number(scope.keys / shards.cut.files.max(1)),
                    percent(shards.cut.one_percent_becomes),
                    if hit { "yes" } else { "no" }.into(),
                ]
            })
        };
        let table = Table {
            header: vec!["request for", "part", "names in a part", "1 % becomes", "tells of a hit"],
            rows: self.scopes.iter().flat_map(row).collect(),
            ..Table::default()
        };
        Section::new("What the host learns", [Block::Text(words), Block::Table(table)])
    }

    /// The index beside what hosts take.
    pub(super) fn hosts(&self) -> Option<Section> {
        let size = self.size();
        let row = |limit: &Limit| {
            let fits = if limit.fits(&size) { "yes" } else { "no" };
            let what = format!("{}: {}", limit.host.title(), limit.what);
            vec![what, (limit.show)(limit.most), (limit.show)((limit.of)(&size)), fits.into()]
        };
        let table = Table {
            header: vec!["what some hosts take", "at most", "this index", "fits"],
            rows: LIMITS.iter().map(row).collect(),
            ..Table::default()
        };
        Section::new("Hosts", std::iter::once(Block::Table(table)).chain(self.warnings()))
    }

    /// The warnings of the index alone.
    pub(super) fn cautions(&self) -> Option<Section> {
        Section::new("Cautions", self.warnings())
    }

    fn size(&self) -> Size {
        Size { files: self.totals.files, bytes: self.totals.bytes, largest: self.totals.largest_file }
    }

    fn warnings(&self) -> impl Iterator<Item = Block> {
        let size = self.size();
        let over =
            LIMITS.iter().filter(move |limit| !limit.fits(&size)).map(move |limit| limit.exceeded(&size));
        let tags = self.scopes.iter().any(|scope| scope.scope == Scope::Tags).then(|| {
            "hashtags can be looked up: anyone can list other people's items of a hashtag, #birthday say"
                .to_owned()
        });
        over.chain(tags).map(|words| Block::Warning { words, lines: Vec::new() })
    }
}

/// The chosen cut of a kind of shard among those around it.
fn other_cuts(name: &str, shards: &Shards) -> Table {
    let mut cuts: Vec<Cut> = shards.alternatives.iter().copied().chain([shards.cut]).collect();
    cuts.sort_by_key(|cut| cut.bits);
    let row = |cut: &Cut| {
        let bits =
            if cut.bits == shards.cut.bits { format!("{} (chosen)", cut.bits) } else { cut.bits.to_string() };
        vec![
            bits,
            number(cut.files),
            bytes(cut.file_bytes),
            bytes(cut.total_bytes),
            percent(cut.one_percent_becomes),
        ]
    };
    Table {
        caption: format!("Other numbers of bits for {name}"),
        header: vec!["bits seen", "files", "a check costs", "all files", "1 % becomes"],
        rows: cuts.iter().map(row).collect(),
    }
}
