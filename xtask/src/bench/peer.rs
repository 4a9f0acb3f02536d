//! The other engines: where they come from, and what is asked of them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;
use xshell::cmd;

use crate::files;
use crate::lock;
use crate::project::{Project, say};

/// The version of DuckDB that is measured.
const DUCKDB: &str = "2.0.0";

/// Another engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Peer {
    /// Hash, sort, write as partitioned Parquet.
    Duckdb,
    /// Make an indexed table.
    Sqlite,
}

impl Peer {
    /// Makes sure of the engine: a command that starts it.
    pub(crate) fn command(self, project: &Project) -> Result<Command> {
        match self {
            Self::Duckdb => duckdb(project).map(Command::new),
            Self::Sqlite => {
                let sqlite3 = project.which("sqlite3");
                sqlite3
                    .map(Command::new)
                    .context("there is no `sqlite3` on the PATH; on Debian: `sudo apt-get install sqlite3`")
            }
        }
    }
}

/// A Python with DuckDB in the cache of tools, made there the first time.
fn duckdb(project: &Project) -> Result<PathBuf> {
    let folder = project.tools.join(format!("duckdb-{DUCKDB}"));
    let python = folder.join("bin").join("python");
    let _alone = lock::exclusive(&project.tools.join("lock"))?;
    // Written last, so that half an installation is never taken for a whole one.
    let whole = folder.join("installed");
    if whole.exists() {
        return Ok(python);
    }
    say(format!("installing DuckDB {DUCKDB} from PyPI (once, half a minute)"));
    let sh = &project.shell;
    files::remove_folder(&folder)?;
    cmd!(sh, "python3 -m venv {folder}")
        .run()
        .context("DuckDB needs Python with venv; on Debian: `sudo apt-get install python3-venv`")?;
    cmd!(sh, "{python} -m pip install --quiet --disable-pip-version-check duckdb=={DUCKDB}")
        .run()
        .context("pip could not install DuckDB; this needs the network once")?;
    sh.write_file(&whole, "")?;
    Ok(python)
}
