//! Reports of builds and plans.

use super::{
    Budgets, Build, Cut, DatasetReport, FORMAT, Findable, Input, Problem, PublishedTable, Report, Rows,
    RowsRead, ScopeReport, Shards, Site, TableInput, Tables, Totals, made_by, suspicion,
};
use crate::{
    build::BuildReport,
    config::Config,
    import::ImportReport,
    plan::{Candidate, Choice, Plan, ScopePlan},
    prepare::InputReport,
    stats::TableCounts,
};
use hushset_core::{
    key::Hex,
    leak::Leak,
    manifest::{Dataset, Table},
};

impl Report {
    /// The report of a build.
    pub fn of_build(config: &Config, built: &BuildReport) -> Self {
        let build = Build {
            id: built.build.to_string(),
            sequence: Some(built.sequence),
            unchanged: Some(built.unchanged),
        };
        Self { build: Some(build), ..Self::of_plan(config, &built.input, &built.plan, &built.datasets) }
    }

    /// The report of a plan.
    pub fn of_plan(config: &Config, input: &InputReport, plan: &Plan, datasets: &[Dataset]) -> Self {
        let scopes: Vec<ScopeReport> = plan.scopes.iter().map(ScopeReport::of_plan).collect();
        Self {
            format: FORMAT,
            made_by: made_by(),
            site: Site {
                title: config.site.title.clone(),
                publisher: config.site.publisher.clone(),
                scheme: config.index.scheme,
                fingerprint_bits: config.index.fingerprint_bits,
                details: config.index.details,
                page_cap: plan.page_cap as u64,
            },
            build: None,
            datasets: datasets.iter().map(|dataset| DatasetReport::of_input(dataset, input)).collect(),
            shared: TableInput::of(&input.shared),
            accounts: TableInput::of(&input.accounts),
            linking: Some(input.links.clone()),
            budgets: Some(Budgets { verdict: plan.limits.verdict, details: plan.limits.details }),
            totals: Totals::of(&scopes),
            scopes,
        }
    }
}

impl DatasetReport {
    /// A dataset as a manifest has it.
    pub(super) fn of(dataset: &Dataset) -> Self {
        Self {
            slug: dataset.slug.clone(),
            name: dataset.name.clone(),
            derived_from: dataset.derived_from.clone(),
            published: dataset.table.as_ref().map(PublishedTable::of),
            input: None,
        }
    }

    fn of_input(dataset: &Dataset, input: &InputReport) -> Self {
        let counts = input.tables.get(&dataset.slug);
        let own = input.datasets.get(&dataset.slug);
        let given = input.shared.by_dataset.get(&dataset.slug).copied().unwrap_or(0);
        Self { input: counts.map(|counts| Input::of(own, given, counts)), ..Self::of(dataset) }
    }
}

impl PublishedTable {
    fn of(table: &Table) -> Self {
        let findable = Findable {
            by_nsid: table.findable.by_nsid,
            by_alias: table.findable.by_alias,
            by_display: table.findable.by_display,
            by_tag: table.findable.by_tag,
        };
        Self { items: table.items, owners: table.owners, findable, digest: Hex(&table.digest).to_string() }
    }
}

impl Input {
    /// What came of a dataset's own tables, and of the rows that it was given from shared ones.
    fn of(own: Option<&ImportReport>, given: u64, counts: &TableCounts) -> Self {
        let read = own.map(RowsRead::of).unwrap_or_default();
        let read = RowsRead { read: read.read + given, good: read.good + given, ..read };
        let tables = own.map(Tables::of).unwrap_or_default();
        Self { rows: Rows::of(read, counts), tables, stats: counts.stats.clone() }
    }
}

impl TableInput {
    fn of(report: &ImportReport) -> Option<Self> {
        let tables = !report.files.is_empty();
        tables.then(|| Self { rows: RowsRead::of(report), tables: Tables::of(report) })
    }
}

impl Tables {
    fn of(report: &ImportReport) -> Self {
        let problems = report.examples.iter().map(|bad| Problem {
            file: bad.file.display().to_string(),
            line: bad.line,
            problem: bad.problem.to_string(),
        });
        let files = report.files.iter().map(|(name, hash)| (name.display().to_string(), hash.clone()));
        Self {
            problems: problems.collect(),
            dropped_columns: report.dropped_columns.iter().cloned().collect(),
            files: files.collect(),
        }
    }
}

impl RowsRead {
    fn of(report: &ImportReport) -> Self {
        let &ImportReport { rows: read, bad, left_out, other, .. } = report;
        Self { read, good: read.saturating_sub(bad + left_out + other), bad, left_out, other }
    }
}

impl Rows {
    fn of(read: RowsRead, counts: &TableCounts) -> Self {
        let &TableCounts { duplicates, further, items: published, .. } = counts;
        // One row of each item is left without these; what is not published of them is suppressed.
        let suppressed = read.good.saturating_sub(duplicates + further + published);
        Self { read, duplicates, further, suppressed, published }
    }
}

impl ScopeReport {
    fn of_plan(plan: &ScopePlan) -> Self {
        let verdict = |cut: &Candidate| suspicion(&[leak(plan, cut, false)]);
        let before = leak(plan, &plan.filter.chosen, false);
        let details = |cut: &Candidate| suspicion(&[before, leak(plan, cut, true)]);
        let exact = Shards::of_choice(&plan.exact, details);
        let framing = plan.exact.chosen.files() * hushset_core::exact::exact_len(0) as u64;
        let entries = plan.exact.content.saturating_sub(framing);
        Self {
            scope: plan.scope,
            keys: plan.keys,
            listed: Some(plan.listed),
            lengths: plan.lengths.clone(),
            exact_bytes_per_item: Some(entries as f64 / plan.listed.max(1) as f64),
            filter_bits_per_pair: Some(plan.filter.content as f64 * 8.0 / plan.filter.entries.max(1) as f64),
            filter: Shards::of_choice(&plan.filter, verdict),
            exact,
        }
    }
}

fn leak(plan: &ScopePlan, cut: &Candidate, tells_of_a_hit: bool) -> Leak {
    Leak {
        scope: plan.scope,
        bits: cut.bits,
        shards: cut.prefix_bits().shards(),
        keys: plan.keys,
        bytes: cut.file_len,
        tells_of_a_hit,
    }
}

impl Shards {
    fn of_choice(choice: &Choice, suspicion: impl Fn(&Candidate) -> f64) -> Self {
        let cut = |candidate: &Candidate| Cut {
            bits: candidate.bits,
            files: candidate.files(),
            file_bytes: candidate.file_len,
            total_bytes: candidate.total(),
            one_percent_becomes: suspicion(candidate),
        };
        let others = choice.candidates.iter().filter(|candidate| candidate.bits != choice.chosen.bits);
        Self {
            cut: cut(&choice.chosen),
            entries: choice.entries,
            content_bytes: None,
            padding: None,
            alternatives: others.map(cut).collect(),
        }
        .with_content(choice.content)
    }

    /// The same, with the bytes of all contents.
    pub(super) fn with_content(self, bytes: u64) -> Self {
        let padding = self.cut.total_bytes as f64 / bytes.max(1) as f64;
        Self { content_bytes: Some(bytes), padding: Some(padding), ..self }
    }
}
