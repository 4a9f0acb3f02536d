//! The compiler's own parts: the Wasm target, rustfmt and clippy.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::{Project, say};

/// What a browser runs. Also named in `rust-toolchain.toml`, but rustup's automatic install may be switched off.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that Rust can compile for the browser.
pub(crate) fn ensure_wasm_target(project: &Project) -> Result<()> {
    let sh = &project.shell;
    if project.which("rustup").is_none() {
        // Rust from a distribution: all that can be done is to look.
        let sysroot = cmd!(sh, "rustc --print sysroot").quiet().read()?;
        let there = Path::new(&sysroot).join("lib/rustlib").join(WASM_TARGET).is_dir();
        ensure!(
            there,
            "this Rust cannot compile for {WASM_TARGET} and there is no rustup to add it. Install Rust from https://rustup.rs, \
             or your distribution's package for that target"
        );
        return Ok(());
    }
    let installed = cmd!(sh, "rustup target list --installed").quiet().read()?;
    if !installed.lines().any(|line| line == WASM_TARGET) {
        say(format!("adding the Rust target {WASM_TARGET} (once, a few seconds)"));
        cmd!(sh, "rustup target add {WASM_TARGET}").run()?;
    }
    Ok(())
}

/// Makes sure of rustfmt and clippy.
pub(crate) fn ensure_components(project: &Project) -> Result<()> {
    let sh = &project.shell;
    for (component, command) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if project.which("rustup").is_none() {
            project.which(command).with_context(|| {
                format!(
                    "`{command}` is not on the PATH and there is no rustup to add it: install {component}"
                )
            })?;
            continue;
        }
        let installed = cmd!(sh, "rustup component list --installed").quiet().read()?;
        if !installed.lines().any(|line| line.starts_with(component)) {
            say(format!("adding {component} (once, a few seconds)"));
            cmd!(sh, "rustup component add {component}").run()?;
        }
    }
    Ok(())
}
