//! Kills builds by the hundred. The test run does it a few times (`index-build/tests/whole/killed.rs`).

use anyhow::Result;
use clap::Args;
use xshell::cmd;

use crate::project::Project;
use crate::runtime;
use crate::setup::{self, Part};

/// How often, and when.
#[derive(Args)]
pub(crate) struct Options {
    /// How many builds to kill: half of them at random moments, half at counted operations on the file system; and as
    /// many again that are signed.
    #[arg(long, default_value_t = 300)]
    runs: u32,
    /// What chooses the random moments.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// Kills builds, and looks each time whether the site is one whole build.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    setup::ensure_all(project, &[&Part::RUNTIME[..], &[Part::Strace]].concat())?;
    runtime::assemble(project)?;
    // One after the other: the moments are shares of a measured time.
    cmd!(project.shell, "cargo test --package hushset --test whole killed -- --nocapture --test-threads 1")
        .env("HUSHSET_KILLS", options.runs.div_ceil(2).to_string())
        .env("HUSHSET_SEED", options.seed.to_string())
        .run()?;
    Ok(())
}
