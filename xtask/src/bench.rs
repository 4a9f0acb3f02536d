//! Runs the benchmarks: of the engine, of building an index, and of the page's lookup.

use anyhow::{Context, Result};
use clap::Args;
use xshell::cmd;

use crate::demo;
use crate::project::{Project, say};

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Handed on to the benchmarks, for instance a part of a benchmark's name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the benchmarks one after the other.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    // The command embeds the runtime, so it is not built without one; the page's lookup needs a site to ask.
    let site = demo::build_site(project)?;
    let arguments = &options.arguments;
    for package in ["hushset-core", "hushset"] {
        say(format!("measuring {package}"));
        // All bench targets and nothing else: the unit tests' harness does not know the benchmarks' options.
        cmd!(project.shell, "cargo bench --package {package} --bench * -- {arguments...}")
            .run()
            .with_context(|| format!("the benchmarks of {package} did not run to their end"))?;
    }
    say(
        "measuring the page's lookup: in WebAssembly, without it, and without a compiler for JavaScript either",
    );
    for engine in [None, Some("--no-expose-wasm"), Some("--jitless")] {
        cmd!(project.shell, "node {engine...} benches/lookup.mjs {site}")
            .run()
            .context("the benchmarks of the page's lookup did not run to their end")?;
    }
    Ok(())
}
