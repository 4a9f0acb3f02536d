//! `cargo xtask bench build`: a large index from one table, beside other engines on the same rows, in one sitting.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use xshell::cmd;

use crate::bench::contender::Sitting;
use crate::bench::docs::{self, Section};
use crate::bench::growth::{self, Growth};
use crate::bench::measure::size_in_mib;
use crate::bench::peer::Peer;
use crate::bench::report::{GOAL_ROWS, LeftOut, Report};
use crate::bench::sample::Sample;
use crate::demo;
use crate::lock;
use crate::project::{Project, say};

/// How much, and beside whom.
#[derive(Args)]
pub(crate) struct Options {
    /// How many rows the table has.
    #[arg(long, default_value_t = GOAL_ROWS)]
    rows: u64,
    /// The engines to run beside ours; none, if no name follows.
    #[arg(long, value_enum, value_delimiter = ',', num_args = 0.., default_value = "duckdb,sqlite")]
    peers: Vec<Peer>,
    /// Then build 1, 2, 5, 10, 20 … million rows, and draw how the time grows.
    #[arg(long)]
    plot: bool,
    /// The most rows to build for the plot.
    #[arg(long, default_value_t = GOAL_ROWS, requires = "plot")]
    max: u64,
    /// Write everything as JSON to this file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Replace the figures in docs/BENCHMARKS.md.
    #[arg(long)]
    write_docs: bool,
}

/// Everything that was measured.
#[derive(Serialize)]
struct Results {
    comparison: Report,
    growth: Option<Growth>,
}

/// Measures, and says what came of it.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    demo::build_hushset_with_runtime(project)?;
    cmd!(project.shell, "cargo build --release --package hushset --example floor").run()?;
    let _alone = lock::exclusive(&project.target.join("bench.lock"))?;

    let comparison = compare(project, options)?;
    println!("\n{comparison}");
    let growth = options.plot.then(|| growth::measure(project, options.max)).transpose()?;
    if let Some(growth) = &growth {
        println!("\n{growth}");
        growth.draw(project)?;
    }
    let results = Results { comparison, growth };
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_string_pretty(&results)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    if options.write_docs {
        docs::write(project, Section::Comparison, &results.comparison.to_string())?;
        if let Some(growth) = &results.growth {
            docs::write(project, Section::Growth, &growth.to_string())?;
        }
    }
    Ok(())
}

/// Runs the contenders one after the other.
fn compare(project: &Project, options: &Options) -> Result<Report> {
    let (engines, left_out) = engines(project, &options.peers);
    let sample = Sample::of(project, options.rows)?;
    let sitting = Sitting::new(project, &sample)?;
    let mut entries = Vec::from(sitting.build_and_verify()?);
    entries.push(sitting.floor()?);
    for (peer, engine) in engines {
        entries.push(sitting.peer(peer, engine)?);
    }
    let goals = sitting.sizes()?.goals();
    Ok(Report::of(options.rows, size_in_mib(&sample.table())?, entries, left_out, goals))
}

/// The peers that are there or can be had, before anything is measured; and the others, loudly.
fn engines(project: &Project, peers: &[Peer]) -> (Vec<(Peer, std::process::Command)>, Vec<LeftOut>) {
    let (mut engines, mut left_out) = (Vec::new(), Vec::new());
    for &peer in peers {
        match peer.command(project) {
            Ok(engine) => engines.push((peer, engine)),
            Err(error) => {
                let reason = format!("{error:#}");
                say(format!("!! LEFT OUT: {peer:?}. {reason}"));
                left_out.push(LeftOut { contender: peer.into(), reason });
            }
        }
    }
    (engines, left_out)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Options, Peer};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn peers_are_all_or_those_named_or_none() {
        let cases: [(&[&str], &[Peer]); 4] = [
            (&["build"], &[Peer::Duckdb, Peer::Sqlite]),
            (&["build", "--peers", "sqlite"], &[Peer::Sqlite]),
            (&["build", "--peers", "sqlite,duckdb", "--rows", "1000"], &[Peer::Sqlite, Peer::Duckdb]),
            (&["build", "--peers", "--plot"], &[]),
        ];
        for (arguments, peers) in cases {
            assert_eq!(Line::try_parse_from(arguments).unwrap().options.peers, peers, "{arguments:?}");
        }
    }
}
