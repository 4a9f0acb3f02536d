//! What came of the publisher's tables.

use super::{Bar, Block, Chart, Section, Table};
use crate::{
    import::licence,
    plan::LengthClass,
    report::{
        DatasetReport, Input, PublishedTable, Report, Rows, RowsRead, Tables,
        text::{number, percent},
    },
};
use hushset_core::identifier::Scope;

impl Report {
    fn inputs(&self) -> impl Iterator<Item = (&DatasetReport, &Input)> {
        self.datasets.iter().filter_map(|dataset| Some((dataset, dataset.input.as_ref()?)))
    }

    pub(super) fn rows(&self) -> Option<Section> {
        let dataset = |(dataset, input): (&DatasetReport, &Input)| {
            let Rows { suppressed, published, .. } = input.rows;
            let settled = [input.rows.repeated(), suppressed, published].map(number);
            row(&dataset.slug, &input.rows.read, settled)
        };
        let others = [("(shared tables)", &self.shared), ("(accounts)", &self.accounts)];
        let others = others
            .into_iter()
            .filter_map(|(name, input)| Some(row(name, &input.as_ref()?.rows, [const { String::new() }; 3])));
        let rows: Vec<_> = self.inputs().map(dataset).chain(others).collect();
        let words = "Every row is one of these: bad (not understood), left out (by the settings), other (not about an \
                     item of this kind), repeated (about an item that another row names), suppressed (on request), \
                     or published as an item.";
        let shared = "Rows of shared tables are counted there and in the dataset that they name.";
        let shared = self.shared.is_some().then(|| Block::Text(shared.into()));
        let header = vec!["dataset", "rows", "bad", "left out", "other", "repeated", "suppressed", "items"];
        let table = (!rows.is_empty()).then(|| Block::Table(Table { header, rows, ..Table::default() }));
        table.map(|table| {
            Section::new("Rows", [Block::Text(words.into())].into_iter().chain(shared).chain([table]))
        })?
    }

    /// What is published of each dataset, and how much of that is found by which kind of name.
    pub(super) fn coverage(&self) -> Option<Section> {
        let row = |dataset: &DatasetReport| {
            let Some(PublishedTable { items, owners, findable, .. }) = &dataset.published else {
                return vec![dataset.slug.clone(), "no table".into()];
            };
            let share =
                |found: u64| if *items == 0 { "-".into() } else { percent(found as f64 / *items as f64) };
            vec![
                dataset.slug.clone(),
                number(*items),
                number(*owners),
                share(findable.by_nsid),
                share(findable.by_alias),
                share(findable.by_display),
                share(findable.by_tag),
            ]
        };
        let table = Table {
            header: vec!["dataset", "items", "owners", "by number", "by alias", "by name", "by hashtag"],
            rows: self.datasets.iter().map(row).collect(),
            ..Table::default()
        };
        let words = "The last columns say how many of a dataset's items are found when somebody asks by their owner's \
                     account number, by the name in its addresses, by the name it shows, or by a hashtag.";
        (!self.datasets.is_empty())
            .then(|| Section::new("Datasets", [Block::Text(words.into()), Block::Table(table)]))?
    }

    /// Bad rows, at most `most` of each dataset, and columns that were not taken over.
    pub(super) fn problems(&self, most: usize) -> Option<Section> {
        let datasets =
            self.inputs().map(|(dataset, input)| (dataset.slug.as_str(), input.rows.read.bad, &input.tables));
        let others = [("shared tables", &self.shared), ("accounts", &self.accounts)];
        let others = others.into_iter().filter_map(|(name, input)| {
            let input = input.as_ref()?;
            Some((name, input.rows.bad, &input.tables))
        });
        Section::new(
            "Left behind",
            datasets.chain(others).flat_map(|(name, bad, tables)| left_behind(name, bad, tables, most)),
        )
    }

    pub(super) fn linking(&self) -> Option<Section> {
        let links = self.linking.as_ref()?;
        let rows = [
            ("items in at least one dataset", links.items),
            ("items in several datasets", links.items_in_several),
            ("items whose owner is known", links.items_with_owner),
            ("owners that another table told", links.owners_linked),
            ("owners", links.owners),
            ("items suppressed", links.items_suppressed),
            ("owners suppressed", links.owners_suppressed),
        ];
        let rows = rows.map(|(what, count)| vec![what.into(), number(count)]).to_vec();
        let conflicts = (links.owner_conflicts > 0).then(|| {
            let many = number(links.owner_conflicts);
            Block::Warning(format!(
                "for {many} items the tables name different owners; each is listed under all"
            ))
        });
        let table = Block::Table(Table { header: vec!["linking", "count"], rows, ..Table::default() });
        Section::new("Linking", std::iter::once(table).chain(conflicts))
    }

    /// How everything is spread, in charts.
    pub(super) fn spread(&self) -> Option<Section> {
        let lists =
            self.scopes.iter().filter(|scope| scope.scope != Scope::Items && !scope.lengths.is_empty());
        let tails = lists.map(|scope| heavy_tail(scope.scope, &scope.lengths));
        let rows = (self.inputs().next().is_some()).then(|| self.rows_chart());
        let years = self.inputs().filter_map(|(dataset, input)| years(dataset, input));
        let licences = self.inputs().filter_map(|(dataset, input)| licences(dataset, input));
        Section::new("Spread", rows.into_iter().chain(tails).chain(years).chain(licences).map(Block::Chart))
    }

    fn rows_chart(&self) -> Chart {
        let bar = |(dataset, Input { rows, .. }): (&DatasetReport, &Input)| {
            let read = rows.read;
            let unused = rows.suppressed + read.left_out + read.other;
            Bar {
                label: dataset.slug.clone(),
                parts: vec![rows.published, rows.repeated(), unused, read.bad],
                value: number(read.read),
            }
        };
        Chart {
            caption: "Rows of each dataset".into(),
            legend: vec!["published", "repeated", "left out, other, suppressed", "bad"],
            bars: self.inputs().map(bar).collect(),
        }
    }
}

fn row(name: &str, read: &RowsRead, settled: [String; 3]) -> Vec<String> {
    let counts = [read.read, read.bad, read.left_out, read.other].map(number);
    std::iter::once(name.to_owned()).chain(counts).chain(settled).collect()
}

fn left_behind(name: &str, bad: u64, tables: &Tables, most: usize) -> impl Iterator<Item = Block> {
    let problems = (bad > 0).then(|| {
        let shown = tables.problems.len().min(most);
        let which = if bad > shown as u64 { "; the first of them:" } else { ":" };
        let rows = if bad == 1 { "row" } else { "rows" };
        let lines = tables.problems.iter().take(most);
        let lines = lines.map(|bad| format!("{}:{}: {}", bad.file, bad.line, bad.problem));
        let warning = format!("{name}: {} {rows} could not be understood{which}", number(bad));
        [Block::Warning(warning), Block::Lines(lines.collect())]
    });
    let dropped = (!tables.dropped_columns.is_empty()).then(|| {
        Block::Lines(vec![format!("{name}: columns not taken over: {}", tables.dropped_columns.join(", "))])
    });
    problems.into_iter().flatten().chain(dropped)
}

/// Most lists are short, and a few are very long.
fn heavy_tail(scope: Scope, lengths: &[LengthClass]) -> Chart {
    let all = lengths.iter().map(|class| class.items).sum::<u64>().max(1);
    let bar = |class: &LengthClass| Bar {
        label: if class.from == class.to {
            number(class.from)
        } else {
            format!("{} to {}", number(class.from), number(class.to))
        },
        parts: vec![class.keys],
        value: format!(
            "{} with {} of the items",
            number(class.keys),
            percent(class.items as f64 / all as f64)
        ),
    };
    let what = if scope == Scope::Tags { "Hashtags" } else { "Names of owners" };
    Chart {
        caption: format!("{what} by the number of their items"),
        bars: lengths.iter().map(bar).collect(),
        ..Chart::default()
    }
}

fn years(dataset: &DatasetReport, input: &Input) -> Option<Chart> {
    let years = &input.stats.years;
    let (first, last) = (*years.first_key_value()?.0, *years.last_key_value()?.0);
    let of = |year: u16| (year.to_string(), years.get(&year).copied().unwrap_or(0));
    let caption = format!("Items of {} by year", dataset.slug);
    Some(distribution(caption, input.rows.published, (first..=last).map(of)))
}

fn licences(dataset: &DatasetReport, input: &Input) -> Option<Chart> {
    let licences = &input.stats.licences;
    let of = |(&id, &count): (&u8, &u64)| {
        (licence::name(id).map_or(format!("licence {id}"), str::to_owned), count)
    };
    let caption = format!("Items of {} by licence", dataset.slug);
    (!licences.is_empty()).then(|| distribution(caption, input.rows.published, licences.iter().map(of)))
}

/// A bar for each value, and one for the items of which it is not known.
fn distribution(caption: String, items: u64, values: impl Iterator<Item = (String, u64)>) -> Chart {
    let mut values: Vec<_> = values.collect();
    let known: u64 = values.iter().map(|(_, count)| count).sum();
    if items > known {
        values.push(("not known".into(), items - known));
    }
    let bar = |(label, count)| Bar { label, parts: vec![count], value: number(count) };
    Chart { caption, bars: values.into_iter().map(bar).collect(), ..Chart::default() }
}
