//! Makes sure of the tools, each in its part, so that a command installs only what it needs.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::cargo_tool::{self, CargoTool};
use crate::project::{Project, say};
use crate::{browser, npm, rust, server, spark, strace};

/// A part of the set-up. Each is a matter of milliseconds when everything is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// rustfmt and clippy.
    Components,
    /// Rust's target for the browser.
    WasmTarget,
    /// wasm-pack and wasm-bindgen.
    WasmTools,
    /// wasm-opt, tsc, axe-core.
    Npm,
    /// cargo-deny.
    Deny,
    /// cargo-cyclonedx.
    Bill,
    /// strace, if it can be had.
    Strace,
    /// A browser of each engine, their drivers, fonts.
    Browsers,
    /// nginx and Caddy.
    Servers,
    /// Java and Spark.
    Spark,
}

impl Part {
    /// Everything that building and testing need.
    pub(crate) const ALL: [Self; 9] = [
        Self::Components,
        Self::WasmTarget,
        Self::WasmTools,
        Self::Npm,
        Self::Deny,
        Self::Strace,
        Self::Browsers,
        Self::Servers,
        Self::Spark,
    ];

    /// What building the browser runtime, and so the demo, takes.
    pub(crate) const RUNTIME: [Self; 3] = [Self::WasmTarget, Self::WasmTools, Self::Npm];

    /// Makes sure of this part.
    fn ensure(self, project: &Project) -> Result<()> {
        match self {
            Self::Components => rust::ensure_components(project),
            Self::WasmTarget => rust::ensure_wasm_target(project),
            Self::WasmTools => {
                CargoTool::for_wasm(&project.root)?.iter().try_for_each(|tool| tool.ensure(project))
            }
            Self::Npm => npm::ensure(project),
            Self::Deny => CargoTool::cargo_deny().ensure(project),
            Self::Bill => CargoTool::cargo_cyclonedx().ensure(project),
            Self::Strace => {
                strace::ensure(project);
                Ok(())
            }
            Self::Browsers => browser::ensure(project),
            Self::Servers => server::ensure(project),
            Self::Spark => spark::ensure(project),
        }
    }
}

/// The parts that could not be had, and why.
pub(crate) type Missing = BTreeMap<Part, String>;

/// Makes sure of `parts`, going on past a part that fails: one run shows everything that is missing.
pub(crate) fn ensure(project: &Project, parts: &[Part]) -> Result<Missing> {
    say("looking whether the tools are there");
    let missing = parts
        .iter()
        .filter_map(|part| part.ensure(project).err().map(|error| (*part, format!("{error:#}"))))
        .collect();
    cargo_tool::remove_build_folder(project)?;
    Ok(missing)
}

/// Makes sure of `parts`; an error that names every one that is missing.
pub(crate) fn ensure_all(project: &Project, parts: &[Part]) -> Result<()> {
    let missing = ensure(project, parts)?;
    if !missing.is_empty() {
        let sentences: Vec<_> = missing.into_values().collect();
        bail!("not everything could be set up:\n  - {}", sentences.join("\n  - "));
    }
    say("the tools are there");
    Ok(())
}
