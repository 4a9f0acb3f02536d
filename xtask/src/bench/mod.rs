//! The benchmarks: of the parts, of building a large index beside other engines, and of the page on a slow phone.
//!
//! ```text
//! bench         parts
//! bench build   sample ─▶ contenders ─▶ measure, sizes ─▶ report ─▶ table, JSON, docs
//!                                             └─────────▶ growth ─▶ chart, docs
//! bench spark   engines/spark/tests/bench.py ─▶ tables
//! bench page    site ─▶ benches/page.mjs ─▶ table
//! ```

mod build;
mod contender;
mod docs;
mod growth;
mod machine;
mod measure;
mod page;
mod parts;
mod peer;
mod plot;
mod report;
mod sample;
mod sizes;
mod table;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::project::Project;
use crate::spark;

/// What to measure.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// Handed on to the benchmarks of the parts, for instance a piece of a benchmark's name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// A benchmark with options of its own.
#[derive(Subcommand)]
enum What {
    /// Builds a large index beside other engines, and says which of the goals are met.
    Build(build::Options),
    /// Builds a large index on Apache Spark beside this machine's own build, with one worker and with two.
    Spark(spark::Options),
    /// Uses the page as on a slow phone, and holds it to its budget.
    Page(page::Options),
}

/// Runs the benchmarks that were asked for.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    match &options.what {
        Some(What::Build(options)) => build::run(project, options),
        Some(What::Spark(options)) => spark::bench(project, options),
        Some(What::Page(options)) => page::run(project, options),
        None => parts::run(project, &options.arguments),
    }
}
