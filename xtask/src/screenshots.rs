//! Pictures of the page in every state, for those who change what it looks like. The tests' harness takes them, as it knows the
//! way to every state.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::demo;
use crate::project::{Project, say};
use crate::setup::{self, Part};

/// Takes them.
pub(crate) fn take(project: &Project) -> Result<()> {
    setup::ensure_all(project, &[Part::Browsers])?;
    demo::build_hushset_with_runtime(project)?;
    cmd!(project.shell, "cargo test --package hushset-tests --test promises looks:: -- --ignored")
        .env("HUSHSET_BIN", project.hushset())
        .run()
        .context("the page could not be photographed in every state")?;
    say(format!("the pictures are in {}", project.target.join("screenshots").display()));
    Ok(())
}
