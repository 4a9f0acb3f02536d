//! The command as it is handed on: like `cargo build --release`, with this machine's folders named in no panic message.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::project::{Project, say};
use crate::wasm::{mentions, renamed_paths};

/// Builds the command in a build folder of its own, since every crate is compiled with other flags.
pub(super) fn build(project: &Project) -> Result<PathBuf> {
    say("building the command as it is handed on (some minutes the first time)");
    let sh = &project.shell;
    let target = project.target.join("dist");
    let renamed = renamed_paths(project)?;
    let flags: Vec<_> =
        renamed.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect();
    let for_c: Vec<_> =
        renamed.iter().map(|(from, to)| format!("-ffile-prefix-map={}={to}", from.display())).collect();
    cmd!(sh, "cargo build --release --locked --package hushset --target-dir {target}")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("CFLAGS", for_c.join(" "))
        .env("CARGO_INCREMENTAL", "0")
        .run()
        .context("the command does not build")?;
    let hushset = target.join("release").join("hushset");
    let content = fs::read(&hushset).with_context(|| format!("cannot read {}", hushset.display()))?;
    for (folder, _) in renamed {
        if mentions(&content, &folder.to_string_lossy()) {
            bail!(
                "the command holds the path {} of this machine: other machines would build other bytes",
                folder.display()
            );
        }
    }
    Ok(hushset)
}
