//! Assembles the browser runtime in `index-build/runtime`, from where the `hushset` command embeds it.
//!
//! ```text
//! www/**                      ─▶ index-build/runtime/**
//! crates/wasm ─ wasm-pack ─┬─▶ index-build/runtime/app/core/   hushset_wasm.js, hushset_wasm_bg.wasm
//!                          └─▶ target/wasm-types/core/         *.d.ts, which only tsc reads
//! ```

use std::path::Path;

use anyhow::{Context, Result};

use crate::files::{self, Tree};
use crate::lock;
use crate::project::{Project, say};
use crate::{size, wasm};

/// Builds the runtime and prints its sizes; fails if one is over its budget.
pub(crate) fn build(project: &Project) -> Result<()> {
    size::check(&assemble(project)?)
}

/// Builds the runtime. Returns what has a size budget: the module and the JavaScript that loads it.
pub(crate) fn assemble(project: &Project) -> Result<Tree> {
    let _alone = lock::exclusive(&project.target.join("runtime.lock"))?;
    let output = wasm::build(project)?;
    let (types, code): (Tree, Tree) = output.into_iter().partition(|(path, _)| is_type_file(path));

    // Always below the checkout, whatever CARGO_TARGET_DIR says: www/tsconfig.json names this folder.
    files::write_tree(&project.root.join("target/wasm-types/core"), &types)?;

    let mut runtime = files::read_tree(&project.root.join("www"), is_served)
        .context("the page's own files are missing from the checkout")?;
    runtime.extend(code.iter().map(|(path, content)| (Path::new("app/core").join(path), content.clone())));
    let changes = files::write_tree(&project.root.join("index-build/runtime"), &runtime)?;
    say(format!(
        "the runtime has {} files ({} written, {} removed)",
        runtime.len(),
        changes.written,
        changes.removed
    ));
    Ok(code)
}

/// Whether a path inside `www` is part of a site. What only developers need is not: types, tests, settings, notes,
/// and whatever an editor or npm left there.
fn is_served(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    !(name.starts_with('.')
        || matches!(&*name, "node_modules" | "tsconfig.json" | "package.json" | "README.md")
        || name.contains(".test.")
        || is_type_file(path))
}

/// Whether a file holds nothing but types.
fn is_type_file(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".d.ts")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_served;

    #[test]
    fn a_site_gets_what_browsers_use_and_nothing_else() {
        let cases = [
            ("app/main.js", true),
            ("templates/index.html", true),
            ("locales/ar.json", true),
            ("app/types.d.ts", false),
            ("app/main.test.js", false),
            ("tsconfig.json", false),
            (".prettierrc", false),
            ("node_modules", false),
        ];
        for (path, expected) in cases {
            assert_eq!(is_served(Path::new(path)), expected, "{path}");
        }
    }
}
