//! `cargo xtask`: the project's chores, written in the project's own language.
//!
//! ```text
//! setup ─▶ runtime ─▶ demo      a sample checker in the browser
//!                  ├▶ package   what developers install from npm
//!                  ├▶ test      everything that must hold before a change is accepted
//!                  ├▶ screenshots   the page in every state, to be looked at
//!                  ├▶ bench     how fast it is, alone and beside other engines
//!                  ├▶ fuzz, miri, kill    what breaks it, looked for at length
//!                  └▶ dist      what is handed on
//! ```
//!
//! Every command can be run from a clean checkout: it first makes sure of what it needs. Nothing here is part of
//! what a publisher or a reader runs.
#![forbid(unsafe_code)]

mod advisories;
mod bench;
mod browser;
mod cargo_tool;
mod debian;
mod demo;
mod dist;
#[cfg(test)]
mod documents;
mod files;
mod fuzz;
mod kill;
mod lock;
mod lockfile;
mod miri;
mod modules;
mod npm;
mod number;
mod package;
mod project;
mod python;
mod runtime;
mod rust;
mod screenshots;
mod server;
mod setup;
mod size;
mod spark;
mod stamp;
mod steps;
mod strace;
mod summary;
mod test;
mod translate;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;
use crate::setup::Part;

/// The project's chores. Each command first makes sure of the tools that it needs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What can be done.
#[derive(Subcommand)]
enum Command {
    /// Installs every tool that building and testing need, or says how to.
    Setup,
    /// Builds what runs in the reader's browser, and holds it to its size budgets.
    Runtime,
    /// Puts the npm package together, and packs it.
    Package,
    /// Builds a sample index from synthetic tables, verifies it, and serves it.
    Demo(demo::Options),
    /// Runs every check and every test, and says what was run and what was not.
    Test(test::Options),
    /// Photographs the page in every state, narrow and wide, light and dark, in English and in Arabic, and prints it.
    Screenshots,
    /// Runs the benchmarks.
    Bench(bench::Options),
    /// Looks for bytes that break a promise, for as long as it is given.
    Fuzz(fuzz::Options),
    /// Kills builds at random moments, and looks whether the site is whole.
    Kill(kill::Options),
    /// Makes what is handed on, with hashes and bills of materials, and shows that others would make the same.
    Dist,
    /// Runs the core's tests in Rust's interpreter, where there is one.
    Miri,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command.
fn run(command: &Command) -> Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Setup => setup::ensure_all(&project, &Part::ALL)?,
        Command::Runtime => {
            setup::ensure_all(&project, &Part::RUNTIME)?;
            runtime::build(&project)?;
        }
        Command::Package => {
            setup::ensure_all(&project, &Part::RUNTIME)?;
            package::pack(&project)?;
        }
        Command::Demo(options) => demo::run(&project, options)?,
        Command::Test(options) => return test::run(&project, options),
        Command::Screenshots => screenshots::take(&project)?,
        Command::Bench(options) => bench::run(&project, options)?,
        Command::Fuzz(options) => fuzz::run(&project, options)?,
        Command::Kill(options) => kill::run(&project, options)?,
        Command::Dist => dist::make(&project)?,
        Command::Miri => miri::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }
}
