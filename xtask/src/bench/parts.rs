//! Runs the benchmarks of the engine, of building an index, and of the lookup in WebAssembly.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::demo;
use crate::project::{Project, say};

/// Runs the benchmarks one after the other, with arguments for those in Rust.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    // The command embeds the runtime, so it is not built without one; the lookup in Wasm needs a site to ask.
    let site = demo::build_site(project)?;
    for package in ["hushset-core", "hushset"] {
        say(format!("measuring {package}"));
        // All bench targets and nothing else: the unit tests' harness does not know the benchmarks' options.
        cmd!(project.shell, "cargo bench --package {package} --bench * -- {arguments...}")
            .run()
            .with_context(|| format!("the benchmarks of {package} did not run to their end"))?;
    }
    say("measuring the lookup in WebAssembly");
    cmd!(project.shell, "node benches/wasm.mjs {site}")
        .run()
        .context("the benchmarks in WebAssembly did not run to their end")
}
