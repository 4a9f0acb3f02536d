//! One site, built here and once more as somebody else would.

use std::path::Path;

use anyhow::{Context, Result};
use xshell::cmd;

use super::elsewhere::PERSON;
use crate::files::{self, Tree};
use crate::project::Project;

/// Builds both, and gives their files.
pub(super) fn build(project: &Project, hushset: &Path) -> Result<(Tree, Tree)> {
    let sh = &project.shell;
    let folder = project.target.join("dist-sites");
    files::remove_folder(&folder)?;
    let (tables, here, there) = (folder.join("tables"), folder.join("here"), folder.join("there/site"));
    cmd!(sh, "{hushset} sample --out {tables} --photos 20000").ignore_stdout().run()?;
    let settings = tables.join("hushset.toml");
    cmd!(sh, "{hushset} build --quiet --config {settings} --out {here}").ignore_stdout().run()?;

    files::write_tree(&folder.join("there"), &files::read_tree(&tables, |_| true)?)?;
    let other = "umask 077; cd \"$0\" && exec \"$1\" build --quiet --threads 1 --memory 64MiB --out site";
    let place = folder.join("there");
    cmd!(sh, "sh -c {other} {place} {hushset}")
        .envs(PERSON)
        .env("HOME", "/nowhere")
        .ignore_stdout()
        .run()
        .context("the site could not be built a second time")?;
    Ok((files::read_tree(&here, |_| true)?, files::read_tree(&there, |_| true)?))
}
