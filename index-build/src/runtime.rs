//! The page that reads the index, its words and its catalogue: embedded in the command, so that each command writes
//! the runtime that can read exactly what it writes.

use crate::error::{Failure, Result};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

/// What `cargo xtask runtime` puts together from `www/` and the Wasm module.
static RUNTIME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime");

/// A text of the runtime.
pub(crate) fn text(path: &str) -> Result<&'static str> {
    let file = RUNTIME.get_file(path).and_then(|file| file.contents_utf8());
    file.ok_or_else(|| Failure::Site(format!("this command was built without {path}: build it again")))
}

/// All files below a folder of the runtime, with paths relative to it, sorted.
pub(crate) fn below(folder: &str) -> Vec<(PathBuf, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, root: &Path, files: &mut Vec<(PathBuf, &'static [u8])>) {
        for file in dir.files() {
            let path = file.path().strip_prefix(root).unwrap_or(file.path());
            files.push((path.into(), file.contents()));
        }
        dir.dirs().for_each(|dir| collect(dir, root, files));
    }
    let mut files = Vec::new();
    if let Some(dir) = RUNTIME.get_dir(folder) {
        collect(dir, dir.path(), &mut files);
    }
    files.sort();
    files
}

/// The languages that the page speaks: `en`, and those after it in the order of their codes.
pub(crate) fn languages() -> Vec<String> {
    let locales = below("locales").into_iter();
    let code = |path: PathBuf| path.to_str()?.strip_suffix(".pages.json").map(str::to_owned);
    let mut codes: Vec<String> = locales.filter_map(|(path, _)| code(path)).collect();
    codes.sort_by_key(|code| (code != "en", code.clone()));
    codes
}
