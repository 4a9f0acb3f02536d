//! Runs the benchmarks of the engine, of building an index, and of the page's lookup.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::demo;
use crate::project::{Project, say};

/// Runs the benchmarks one after the other, with arguments for those in Rust.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    // The command embeds the runtime, so it is not built without one; the page's lookup needs a site to ask.
    let site = demo::build_site(project)?;
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
