//! The other engines: where they come from, and what is asked of them.

use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::project::Project;
use crate::python::Venv;

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
            Self::Duckdb => {
                let packages = &[&*format!("duckdb=={DUCKDB}")];
                let name = &*format!("duckdb-{DUCKDB}");
                Venv { name, title: "DuckDB", packages }.ensure(project).map(Command::new)
            }
            Self::Sqlite => {
                let sqlite3 = project.which("sqlite3");
                sqlite3
                    .map(Command::new)
                    .context("there is no `sqlite3` on the PATH; on Debian: `sudo apt-get install sqlite3`")
            }
        }
    }
}
