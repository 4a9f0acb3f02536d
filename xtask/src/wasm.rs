//! Builds the Wasm module: wasm-pack, then wasm-opt, then a look at what must not be in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use xshell::cmd;

use crate::cargo_tool::CargoTool;
use crate::files::{self, Tree};
use crate::project::{Project, say};
use crate::rust::WASM_TARGET;
use crate::stamp::{Inputs, Stamp};

/// The module's file name, as wasm-bindgen calls it.
pub(crate) const MODULE: &str = "hushset_wasm_bg.wasm";

/// The JavaScript that loads the module.
pub(crate) const GLUE: &str = "hushset_wasm.js";

/// The Cargo profile of the module.
const PROFILE: &str = "wasm";

/// How rustc is called, beside the profile. SHA-256 as one small loop instead of 64 unrolled rounds saves 1.5 kB of
/// what is downloaded; inlining less than even `opt-level = "z"` does saves another 0.4 kB.
const RUST_FLAGS: [&str; 2] = ["--cfg=sha2_backend_soft=\"compact\"", "-Cllvm-args=-inline-threshold=10"];

/// How wasm-opt is called: smallest first, nothing about the machine or the tools left in, and exactly the features
/// that Rust's own target switches on. All browsers have had them since 2021 (reference types: Safari 15); without
/// the list wasm-opt could refuse the module, or use a newer one.
///
/// What counts is the size after compression: functions with one caller stay functions from a size of 20 on
/// (`-ocimfs`), and those of similar names, which are of similar code, stand together. Both make the module larger
/// and what is downloaded 1.5 kB smaller.
const WASM_OPT: [&str; 15] = [
    "-Oz",
    "-ocimfs",
    "20",
    "--converge",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What wasm-bindgen wrote, with the module optimised: `hushset_wasm.js`, `hushset_wasm_bg.wasm`, and their types.
/// Nothing is built when nothing changed that the module is made from.
pub(crate) fn build(project: &Project) -> Result<Tree> {
    let folder = project.target.join("wasm-pack");
    let output = folder.join("output");
    let stamp = Stamp::new(folder.join("stamp"), &inputs(project)?);
    if stamp.is_fresh() {
        say("the Wasm module is as its sources are");
    } else {
        stamp.clear()?;
        files::remove_folder(&output)?;
        compile(project, &output)?;
        optimise(project, &output.join(MODULE))?;
        stamp.set()?;
    }
    // wasm-pack copies licences and the like beside it.
    files::read_tree(&output, |path| path.to_string_lossy().starts_with("hushset_wasm"))
}

/// Everything that the module is made from.
fn inputs(project: &Project) -> Result<Inputs> {
    // What lies beside the sources of a crate and is not compiled into it.
    let beside =
        |path: &Path| ["tests", "benches", "examples", "fuzz", "target"].iter().any(|name| path == *name);
    let mut inputs = Inputs::default();
    for member in ["crates/core", "crates/wasm"] {
        inputs.folder(&project.root.join(member), beside)?;
    }
    for file in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "package-lock.json"] {
        inputs.file(&project.root.join(file));
    }
    for tool in CargoTool::for_wasm(&project.root)? {
        inputs.text(&tool.folder(Path::new("")).to_string_lossy());
    }
    inputs.text(include_str!("wasm.rs"));
    Ok(inputs)
}

/// Runs wasm-pack. It may not install anything: it would fetch finished binaries of other versions.
fn compile(project: &Project, output: &Path) -> Result<()> {
    say("building the Wasm module (about half a minute)");
    let sh = &project.shell;
    // The sources of all crates must be there before it is known which paths to keep out of the module.
    cmd!(sh, "cargo fetch --quiet --target {WASM_TARGET}").run()?;
    // Encoded: a path may hold a space, at which RUSTFLAGS would be cut.
    let mut flags: Vec<_> = RUST_FLAGS.map(String::from).into();
    for (from, to) in renamed_paths(project)? {
        flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    }
    let _flags = sh.push_env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    cmd!(sh, "wasm-pack build crates/wasm --target web --mode no-install --no-opt --no-pack --no-gitignore")
        .args(["--profile", PROFILE, "--out-name", "hushset_wasm", "--out-dir"])
        .arg(output)
        .run()
        .context("wasm-pack could not build crates/wasm")
}

/// Runs wasm-opt on the module, in place.
fn optimise(project: &Project, module: &Path) -> Result<()> {
    let optimiser = project.npm_commands().join("wasm-opt");
    ensure!(
        optimiser.exists(),
        "there is no wasm-opt in node_modules, and without it the module is a third larger: run `cargo xtask setup`"
    );
    cmd!(project.shell, "{optimiser} {module} -o {module}")
        .args(WASM_OPT)
        .run()
        .context("wasm-opt could not optimise the module")?;
    let content = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    for (folder, _) in renamed_paths(project)? {
        if mentions(&content, &folder.to_string_lossy()) {
            bail!(
                "the Wasm module holds the path {} of this machine: it would be published, and other machines would build other bytes",
                folder.display()
            );
        }
    }
    Ok(())
}

/// This machine's folders, and what stands for them in panic messages. rustc lets a later one prevail.
fn renamed_paths(project: &Project) -> Result<Vec<(PathBuf, String)>> {
    let home = env::home_dir().context("this account has no home folder")?;
    let cargo_home = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let sysroot = PathBuf::from(cmd!(project.shell, "rustc --print sysroot").quiet().read()?);
    let mut paths = vec![
        (home, "/home".to_owned()),
        (cargo_home.clone(), "/cargo".to_owned()),
        (sysroot, "/rust".to_owned()),
        (project.target.clone(), "/target".to_owned()),
        (project.root.clone(), "/hushset".to_owned()),
    ];
    // One folder per registry, whose name differs where crates.io is reached through a mirror. Sorted, so that the
    // same folders give the same flags.
    let sources = cargo_home.join("registry").join("src");
    let mut registries: Vec<_> = match fs::read_dir(&sources) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?,
        Err(_) => Vec::new(),
    };
    registries.sort();
    paths.extend(registries.into_iter().map(|folder| (folder, "/crates".to_owned())));
    // A home folder of "/" would rename, and find, every path there is.
    paths.retain(|(folder, _)| folder.parent().is_some());
    Ok(paths)
}

/// Whether `text` stands anywhere in `content`.
fn mentions(content: &[u8], text: &str) -> bool {
    content.windows(text.len().max(1)).any(|window| window == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_path_is_found_wherever_it_stands() {
        let cases = [("/home/eve", true), ("/home/eve/x", false), ("eve/src", true), ("", false)];
        for (text, expected) in cases {
            assert_eq!(mentions(b"\0\x01at /home/eve/src\0", text), expected, "{text:?}");
        }
    }
}
