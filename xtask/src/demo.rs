//! The demo: from nothing to a checker in the browser, with made-up people.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use xshell::cmd;

use crate::files;
use crate::project::{Project, say};
use crate::setup::{self, Part};
use crate::{lock, runtime};

/// How to show the demo.
#[derive(Args)]
pub(crate) struct Options {
    /// The port to serve on, at 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Build and verify the site, but do not serve it.
    #[arg(long)]
    no_serve: bool,
}

/// Builds a sample site, verifies it, and serves it until it is stopped.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let site = build_site(project)?;
    if options.no_serve {
        say(format!("the site is in {}", site.display()));
        return Ok(());
    }
    let (sh, hushset) = (&project.shell, project.hushset());
    let port = options.port.to_string();
    say(format!("serving the site at http://127.0.0.1:{port}/ until Ctrl-C"));
    cmd!(sh, "{hushset} serve {site} --port {port}")
        .run()
        .with_context(|| format!("could not serve. If port {port} is taken, choose another: --port 8081"))
}

/// Builds everything up to a site of sample tables, `target/demo/site`.
pub(crate) fn build_site(project: &Project) -> Result<PathBuf> {
    build_hushset_with_runtime(project)?;
    let sh = &project.shell;
    let hushset = project.hushset();
    let folder = project.target.join("demo");
    let (tables, site) = (folder.join("tables"), folder.join("site"));
    let _alone = lock::exclusive(&project.target.join("demo.lock"))?;
    files::remove_folder(&folder)?;

    say("making up tables of people and photos");
    cmd!(sh, "{hushset} sample --out {tables}").run().context("could not make the sample tables")?;

    say("building the site from them");
    let settings = tables.join("hushset.toml");
    cmd!(sh, "{hushset} build --config {settings} --out {site}").run().context("could not build the site")?;

    say("reading the site back, every byte of it");
    cmd!(sh, "{hushset} verify {site}").run().context("the site that was just built does not verify")?;
    Ok(site)
}

/// Builds the `hushset` command, from a clean checkout too: it embeds the runtime.
pub(crate) fn build_hushset_with_runtime(project: &Project) -> Result<()> {
    setup::ensure_all(project, &Part::RUNTIME)?;
    runtime::assemble(project)?;
    build_hushset(project)
}

/// Builds the `hushset` command as it would be released.
pub(crate) fn build_hushset(project: &Project) -> Result<()> {
    say("building the hushset command (a minute or two the first time)");
    cmd!(project.shell, "cargo build --release --package hushset")
        .run()
        .context("the hushset command does not build")
}
