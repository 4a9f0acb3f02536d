//! `cargo xtask bench page`: what the page costs somebody with a slow phone, beside what it may cost.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use xshell::cmd;

use crate::demo;
use crate::project::Project;
use crate::setup::{self, Part};

/// Which site, and what is asked there.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of a site; the sample's, if none is named.
    #[arg(long, value_name = "FOLDER", requires = "name")]
    site: Option<PathBuf>,
    /// A name that is listed there, with details.
    #[arg(long, requires = "site")]
    name: Option<String>,
}

/// Measures.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    setup::ensure_all(project, &[Part::Browsers])?;
    let site = match &options.site {
        Some(site) => {
            demo::build_hushset_with_runtime(project)?;
            site.clone()
        }
        None => demo::build_site(project)?,
    };
    let (hushset, name) = (project.hushset(), &options.name);
    cmd!(project.shell, "node benches/page.mjs {hushset} {site} {name...}")
        .run()
        .context("the page is slower than its budget, or could not be measured")
}
