//! Builds the Wasm module: wasm-pack, then wasm-opt, then a look at what must not be in it, then its translation.
//!
//! ```text
//! crates/wasm ─ wasm-pack ─┬▶ hushset_wasm_bg.js                  the glue
//!                          └─ wasm-opt ─▶ hushset_wasm_bg.wasm ─▶ hushset_translated.js
//! ```

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
use crate::translate::{self, TRANSLATED};

/// The module's file name, as wasm-bindgen calls it.
pub(crate) const MODULE: &str = "hushset_wasm_bg.wasm";

/// The JavaScript around the module, which `www/app/core/load.js` starts.
pub(crate) const GLUE: &str = "hushset_wasm_bg.js";

/// What wasm-bindgen leaves out of the glue's types: it expects a bundler to call this.
const SET_WASM: &str = "\n/** Takes the exports of the running module. */\nexport function __wbg_set_wasm(exports: object): void;\n";

/// The Cargo profile of the module.
const PROFILE: &str = "wasm";

/// How rustc is called, beside the profile. SHA-256 as one small loop instead of 64 unrolled rounds saves 1.5 kB of
/// what is downloaded; inlining less than even `opt-level = "z"` does saves another 0.4 kB.
///
/// wasm2js translates neither reference types nor functions with several results, and the module and its glue are
/// smaller without. rustc is told so; the standard library was compiled with them, so the linker is told to note only
/// the features of [`WASM_OPT`]: wasm-bindgen goes by that note.
const RUST_FLAGS: [&str; 5] = [
    "--cfg=sha2_backend_soft=\"compact\"",
    "-Cllvm-args=-inline-threshold=15",
    "-Ctarget-feature=-reference-types,-multivalue",
    "-Clink-arg=--features=bulk-memory,bulk-memory-opt,mutable-globals,nontrapping-fptoint,sign-ext",
    "-Clink-arg=--no-check-features",
];

/// How wasm-opt is called: smallest first, nothing about the machine or the tools left in, and of the features that
/// Rust's own target switches on those that wasm2js knows. All browsers have had them since 2021; without the list
/// wasm-opt could refuse the module, or use a newer one.
///
/// What counts is the size after compression: functions with one caller stay functions from a size of 20 on
/// (`-ocimfs`), and those of similar names, which are of similar code, stand together. Both make the module larger
/// and what is downloaded 1.5 kB smaller.
const WASM_OPT: [&str; 13] = [
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
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// The glue, the module, its translation, and the types of all three. Nothing is built when nothing changed that they
/// are made from.
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
        translate::translate(project, &output.join(MODULE), &output.join(TRANSLATED))?;
        stamp.set()?;
    }
    let written = files::read_tree(&output, |_| true)?;
    Ok(written.into_iter().filter_map(|(path, content)| for_browsers(path, content)).collect())
}

/// A file as wasm-bindgen writes it for bundlers, as the page takes it: types under the name of what they describe.
/// Nothing of the module that imports the Wasm by a statement, which browsers cannot, nor of what wasm-pack copies
/// beside it, licences and the like.
fn for_browsers(path: PathBuf, mut content: Vec<u8>) -> Option<(PathBuf, Vec<u8>)> {
    match path.to_str()? {
        GLUE | MODULE | TRANSLATED => Some((path, content)),
        "hushset_wasm.d.ts" => {
            content.extend_from_slice(SET_WASM.as_bytes());
            Some(("hushset_wasm_bg.d.ts".into(), content))
        }
        "hushset_wasm_bg.wasm.d.ts" => Some(("hushset_translated.d.ts".into(), content)),
        _ => None,
    }
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
    inputs.text(include_str!("wasm.rs")).text(include_str!("translate.rs"));
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
    cmd!(
        sh,
        "wasm-pack build crates/wasm --target bundler --mode no-install --no-opt --no-pack --no-gitignore"
    )
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
pub(crate) fn renamed_paths(project: &Project) -> Result<Vec<(PathBuf, String)>> {
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
pub(crate) fn mentions(content: &[u8], text: &str) -> bool {
    content.windows(text.len().max(1)).any(|window| window == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{for_browsers, mentions};

    #[test]
    fn types_are_named_after_what_the_page_imports() {
        let cases = [
            ("hushset_wasm_bg.js", Some("hushset_wasm_bg.js")),
            ("hushset_wasm.d.ts", Some("hushset_wasm_bg.d.ts")),
            ("hushset_wasm_bg.wasm.d.ts", Some("hushset_translated.d.ts")),
            ("hushset_wasm.js", None),
            ("LICENSE-MIT", None),
        ];
        for (written, expected) in cases {
            let file = for_browsers(written.into(), Vec::new());
            assert_eq!(file.map(|(path, _)| path), expected.map(PathBuf::from), "{written}");
        }
    }

    #[test]
    fn a_path_is_found_wherever_it_stands() {
        let cases = [("/home/eve", true), ("/home/eve/x", false), ("eve/src", true), ("", false)];
        for (text, expected) in cases {
            assert_eq!(mentions(b"\0\x01at /home/eve/src\0", text), expected, "{text:?}");
        }
    }
}
