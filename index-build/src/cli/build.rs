//! `hushset build` and `hushset plan`.

use super::{Output, Settings, print};
use hushset::{
    build::{BuildReport, build as build_site},
    error::{Failure, Result},
    import::ImportReport,
    plan::{Candidate, Choice, Plan, bytes},
    prepare::{InputReport, prepare},
};
use hushset_core::{identifier::Scope, manifest::Dataset};
use std::{path::Path, process::ExitCode};

/// Static hosts take so many files in one site (Cloudflare Pages, free plan) …
const HOST_FILES: u64 = 20_000;
/// … of at most so many bytes each (the same) …
const HOST_FILE_LEN: u64 = 25 << 20;
/// … and so many in all (GitHub Pages).
const HOST_TOTAL: u64 = 1 << 30;

pub(super) fn build(
    settings: &Settings,
    out: &Path,
    report: Option<&Path>,
    output: Output,
) -> Result<ExitCode> {
    let config = settings.read()?;
    let built = build_site(&config, out, settings.strict, &output.progress())?;
    if let Some(path) = report {
        let text = serde_json::to_vec_pretty(&built).unwrap_or_default();
        std::fs::write(path, text).map_err(|error| Failure::writing(path, &error))?;
    }
    if output.json {
        print::json(&built);
    } else {
        print_build(&built, out);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn plan(settings: &Settings, output: Output) -> Result<ExitCode> {
    let config = settings.read()?;
    let prepared = prepare(&config, settings.strict, &output.progress())?;
    if output.json {
        print::json(&prepared.plan);
    } else {
        print_input(&prepared.report, &prepared.manifest.datasets);
        print_plan(&prepared.plan, true);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_build(built: &BuildReport, out: &Path) {
    print_input(&built.input, &built.datasets);
    print_plan(&built.plan, false);
    print_sizes(built);
    let state = if built.unchanged { "unchanged: the site had this build already" } else { "published" };
    anstream::println!(
        "\n\x1b[1mBuild {}\x1b[0m (number {}, {state})\n  {}\n  Preview it: hushset serve {}",
        built.build,
        built.sequence,
        out.display(),
        out.display()
    );
}

fn print_input(input: &InputReport, datasets: &[Dataset]) {
    print::heading("Tables");
    let rows: Vec<Vec<String>> = datasets
        .iter()
        .map(|dataset| {
            let report = input.datasets.get(&dataset.slug);
            let count = |of: fn(&ImportReport) -> u64| report.map_or("–".into(), |r| print::number(of(r)));
            let table = |of: fn(&hushset_core::manifest::Table) -> u64| {
                dataset.table.as_ref().map_or("–".into(), |t| print::number(of(t)))
            };
            vec![
                dataset.slug.clone(),
                count(|r| r.rows),
                count(|r| r.bad),
                count(|r| r.left_out),
                table(|t| t.items),
                table(|t| t.owners),
                table(|t| t.findable.by_nsid.max(t.findable.by_alias).max(t.findable.by_display)),
            ]
        })
        .collect();
    print::table(&["dataset", "rows", "bad", "left out", "photos", "owners", "photos with owner"], &rows);
    let links = &input.links;
    anstream::println!(
        "  {} photos, {} of them in several datasets; {} accounts; {} photos got their owner from another table",
        print::number(links.items),
        print::number(links.items_in_several),
        print::number(links.owners),
        print::number(links.owners_linked)
    );
    if links.owner_conflicts > 0 {
        print::warning(&format!(
            "for {} photos the tables name different owners",
            print::number(links.owner_conflicts)
        ));
    }
    for (slug, report) in &input.datasets {
        if !report.dropped_columns.is_empty() {
            let columns: Vec<&str> = report.dropped_columns.iter().map(String::as_str).collect();
            anstream::println!("  {slug}: columns not taken over: {}", columns.join(", "));
        }
        if report.bad > 0 {
            print::warning(&format!("{slug}: {} rows could not be understood:", print::number(report.bad)));
            for bad in report.examples.iter().take(5) {
                anstream::eprintln!("    {}:{}: {}", bad.file.display(), bad.line, bad.problem);
            }
        }
    }
}

/// The plan: of each kind of shard the chosen line, or the alternatives too.
fn print_plan(plan: &Plan, alternatives: bool) {
    anstream::println!();
    print::heading("Plan");
    anstream::println!(
        "  Budgets: {} for a verdict, {} for details; at most {} photos on a page of details.\n  \
         A host that suspects with 1 % that a certain person is asking suspects so with the last column \
         afterwards,\n  if it was right.",
        bytes(plan.budgets.verdict),
        bytes(plan.budgets.details),
        print::number(plan.page_cap as u64)
    );
    let header =
        ["kind of shard", "", "bits seen", "1 of", "a check costs", "files", "all files", "1 % becomes"];
    let mut rows = Vec::new();
    for scope in &plan.scopes {
        for (what, choice) in [("verdicts", &scope.filter), ("details", &scope.exact)] {
            for candidate in &choice.candidates {
                let chosen = candidate.bits == choice.chosen.bits;
                if chosen || alternatives {
                    let what = format!("{} {what}", scope.scope.name());
                    rows.push(plan_row(
                        if chosen || !alternatives { &what } else { "" },
                        chosen && alternatives,
                        candidate,
                    ));
                }
            }
        }
    }
    print::table(&header, &rows);
    plan.scopes.iter().flat_map(|scope| [&scope.filter, &scope.exact]).for_each(warn_of_hosts);
    let files: u64 = plan.scopes.iter().map(|s| s.filter.chosen.files() + s.exact.chosen.files()).sum();
    let total: u64 = plan.scopes.iter().map(|s| s.filter.chosen.total() + s.exact.chosen.total()).sum();
    if files > HOST_FILES {
        let files = print::number(files);
        print::warning(&format!("{files} files are more than some hosts take (Cloudflare Pages: 20 000)"));
    }
    if total > HOST_TOTAL {
        let total = bytes(total);
        print::warning(&format!("{total} in all are more than some hosts take (GitHub Pages: 1 GB)"));
    }
    if plan.scopes.iter().any(|scope| scope.scope == Scope::Tags) {
        print::warning(
            "hashtags can be looked up: anyone can list other people's photos of a hashtag, #birthday say",
        );
    }
}

fn plan_row(what: &str, marked: bool, candidate: &Candidate) -> Vec<String> {
    let shards = candidate.files() as f64;
    vec![
        what.into(),
        if marked { "→".into() } else { String::new() },
        candidate.bits.to_string(),
        print::number(candidate.files()),
        bytes(candidate.file_len),
        print::number(candidate.files()),
        bytes(candidate.total()),
        format!("{:.1} %", 100.0 * shards * 0.01 / (shards * 0.01 + 0.99)),
    ]
}

fn warn_of_hosts(choice: &Choice) {
    if choice.chosen.file_len > HOST_FILE_LEN {
        let len = bytes(choice.chosen.file_len);
        print::warning(&format!("files of {len} are larger than some hosts take (Cloudflare Pages: 25 MiB)"));
    }
}

fn print_sizes(built: &BuildReport) {
    anstream::println!();
    print::heading("Sizes");
    let rows: Vec<Vec<String>> = built
        .sizes
        .iter()
        .map(|size| {
            vec![
                size.scope.name().into(),
                print::number(size.listed),
                format!("{:.2} B", size.exact_bytes_per_item),
                format!("× {:.2}", size.exact_padding),
                format!("{:.1}", size.filter_bits_per_pair),
            ]
        })
        .collect();
    print::table(&["scope", "photos listed", "details, each", "padding", "filter bits per pair"], &rows);
}
