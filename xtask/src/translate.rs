//! Translates the optimised Wasm module to JavaScript, for browsers without WebAssembly.
//!
//! ```text
//! hushset_wasm_bg.wasm ─ wasm2js ─▶ an ES module ─ esbuild ─▶ hushset_translated.js
//! ```
//!
//! It is done here because it cannot be done there: what translates in the browser has to evaluate text as code, which
//! the page's own policy forbids. The result exports and imports what the module does, so the same glue works with it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::Project;

/// The translation's file name.
pub(crate) const TRANSLATED: &str = "hushset_translated.js";

/// What a person reads who opens the file.
const BANNER: &str =
    "// hushset_wasm_bg.wasm, translated by Binaryen's wasm2js. The sources are crates/core and crates/wasm.";

/// How the memory grows in what wasm2js writes: a larger one takes the place of the smaller.
const GROWS: &str = "buffer = newBuffer;";

/// The same, and the smaller one is detached, as WebAssembly does it. By that the glue knows that its views of it are
/// out of date.
const DETACHES: &str = "structuredClone(buffer, { transfer: [buffer] }); buffer = newBuffer;";

/// Writes the translation of the file `module` to the file `translated`.
pub(crate) fn translate(project: &Project, module: &Path, translated: &Path) -> Result<()> {
    let sh = &project.shell;
    let translator = project.npm_commands().join("wasm2js");
    let source =
        cmd!(sh, "{translator} -Oz {module}").read().context("wasm2js could not translate the module")?;
    let minifier = project.npm_commands().join("esbuild");
    let minified = cmd!(sh, "{minifier} --minify --format=esm --target=es2022 --banner={BANNER}")
        .stdin(detaching(&source)?)
        .read()
        .context("esbuild could not minify the translation")?;
    fs::write(translated, minified + "\n").with_context(|| format!("cannot write {}", translated.display()))
}

/// The translation, with a memory that is detached when it is replaced.
fn detaching(source: &str) -> Result<String> {
    ensure!(
        source.matches(GROWS).count() == 1,
        "wasm2js writes memories in another way than xtask/src/translate.rs knows: the glue would not notice that one grew"
    );
    Ok(source.replace(GROWS, DETACHES))
}

#[cfg(test)]
mod tests {
    use super::detaching;

    #[test]
    fn a_memory_that_grows_in_an_unknown_way_is_refused() {
        let known = "if (more) {\n   buffer = newBuffer;\n  }";
        assert!(detaching(known).unwrap().contains("{ transfer: [buffer] }); buffer = newBuffer;\n"));
        for unknown in ["", "memory = newBuffer;", &known.repeat(2)] {
            assert!(detaching(unknown).is_err(), "{unknown:?}");
        }
    }
}
