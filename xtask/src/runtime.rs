//! Assembles the browser runtime in `index-build/runtime`, from where the `hushset` command embeds it.
//!
//! ```text
//! www/**                      ─▶ index-build/runtime/**                without comments where browsers run them
//! www/locales/*.json          ─▶ index-build/runtime/app/locales/*.js, for browsers; the command reads the JSON
//! www/app/**  ─ imports ────▶ index-build/runtime/first-wave.txt      what the page loads first
//!                             index-build/runtime/embed-{shell,wave}.txt   the same of the frame, in two steps
//! crates/wasm ─ wasm.rs ───┬─▶ index-build/runtime/app/core/   the core, and its translation to JavaScript
//!                          └─▶ target/wasm-types/core/         *.d.ts, which only tsc reads
//! all of runtime/app ───────▶ index-build/runtime/compressed/  its copies for hosts that send those
//! ```

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hushset_compressed::{File, copies};
use sha2::{Digest, Sha256};

use crate::files::{self, Tree};
use crate::lock;
use crate::modules;
use crate::project::{Project, say};
use crate::translate::TRANSLATED;
use crate::wasm::MODULE;
use crate::{size, wasm};

/// Builds the runtime and prints its sizes; fails if one is over its budget.
pub(crate) fn build(project: &Project) -> Result<()> {
    size::check(&assemble(project)?)
}

/// Builds the runtime, and returns its files.
pub(crate) fn assemble(project: &Project) -> Result<Tree> {
    let _alone = lock::exclusive(&project.target.join("runtime.lock"))?;
    let output = wasm::build(project)?;
    let (types, code): (Tree, Tree) = output.into_iter().partition(|(path, _)| is_type_file(path));

    // Always below the checkout, whatever CARGO_TARGET_DIR says: www/tsconfig.json names this folder.
    files::write_tree(&project.root.join("target/wasm-types/core"), &types)?;

    let mut runtime = files::read_tree(&project.root.join("www"), is_served)
        .context("the page's own files are missing from the checkout")?;
    runtime.extend(code.into_iter().map(|(path, content)| (Path::new("app/core").join(path), content)));
    vouch_for_module(&mut runtime)?;
    let locales: Tree = runtime.iter().filter_map(|(path, json)| locale(path, json)).collect();
    runtime.extend(locales);
    runtime.iter_mut().filter(|(path, _)| is_program(path)).for_each(|(_, source)| strip(source));
    let app = below(&runtime, "app");
    let [shell, wave] = modules::frame(&app)?;
    let lists = [
        ("first-wave.txt", modules::first_wave(&app)?),
        ("embed-shell.txt", shell),
        ("embed-wave.txt", wave),
    ];
    for (file, listed) in lists {
        let listed: Vec<_> = listed.iter().map(|path| path.display().to_string()).collect();
        runtime.insert(file.into(), listed.join("\n").into_bytes());
    }
    let app: Vec<File> = app.into_iter().collect();
    runtime.extend(copies(&app).into_iter().map(|(path, copy)| (Path::new("compressed").join(path), copy)));
    let changes = files::write_tree(&project.root.join("index-build/runtime"), &runtime)?;
    say(format!(
        "the runtime has {} files ({} written, {} removed)",
        runtime.len(),
        changes.written,
        changes.removed
    ));
    Ok(runtime)
}

/// The module that starts the core, and the place in it for the core's hash.
const LOADER: &str = "app/core/load.js";
const NO_HASH: &str = "const HASH = \"\";";

/// Writes the first half of the Wasm module's hash into what loads it: its bytes in decimal, as JavaScript writes them by itself.
fn vouch_for_module(runtime: &mut Tree) -> Result<()> {
    let module = runtime.get(&Path::new("app/core").join(MODULE)).context("there is no Wasm module")?;
    let hash: Vec<_> = Sha256::digest(module).iter().take(16).map(ToString::to_string).collect();
    let loader = runtime.get_mut(Path::new(LOADER)).with_context(|| format!("there is no {LOADER}"))?;
    let text = String::from_utf8(loader.clone())?;
    ensure!(text.matches(NO_HASH).count() == 1, "{LOADER} has no place for the hash of the module");
    *loader = text.replace(NO_HASH, &format!("const HASH = \"{}\";", hash.join(","))).into_bytes();
    Ok(())
}

/// The module of a file with a language's strings, if browsers need it.
fn locale(path: &Path, json: &[u8]) -> Option<(PathBuf, Vec<u8>)> {
    let name = path.strip_prefix("locales").ok()?.to_str()?.strip_suffix(".json")?;
    let part = name.split_once('.').map(|(_, part)| part);
    // What stands only in the pages that are written at build time.
    if part == Some("pages") {
        return None;
    }
    let module = [b"export default ", json.trim_ascii(), b";\n"].concat();
    Some((PathBuf::from(format!("app/locales/{name}.js")), module))
}

/// The files of a folder, with paths inside it.
pub(crate) fn below(tree: &Tree, folder: &str) -> Tree {
    let inside = |(path, content): (&PathBuf, &Vec<u8>)| {
        Some((path.strip_prefix(folder).ok()?.to_path_buf(), content.clone()))
    };
    tree.iter().filter_map(inside).collect()
}

/// Whether a file is written by hand, or as if it were, and run or drawn by in browsers.
fn is_program(path: &Path) -> bool {
    path.starts_with("app")
        && !path.ends_with(TRANSLATED)
        && path.extension().is_some_and(|ending| ending == "js" || ending == "css")
}

/// Leaves out what is for people: comments, types, indentation and empty lines. They are a third of what a reader would
/// download. What is left are the sources' own lines, so that both can be compared. Formatted code begins and ends a
/// comment of several lines with its lines, and no text of the page has several lines or looks like a comment.
fn strip(source: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(source);
    let mut inside = false;
    let mut code = String::new();
    for line in text.lines().map(str::trim) {
        let ends = line.ends_with("*/");
        if inside {
            inside = !ends;
            continue;
        }
        inside = line.starts_with("/*") && !line.contains("*/");
        let is_comment =
            line.starts_with("//") || line.starts_with("/*") && ends && line.matches("*/").count() == 1;
        if !(inside || is_comment || line.is_empty()) {
            code.extend([&*without_types(line), "\n"]);
        }
    }
    *source = code.into_bytes();
}

/// A line without the types of its expressions.
fn without_types(line: &str) -> Cow<'_, str> {
    let Some((before, (_, after))) =
        line.split_once("/** @type {").and_then(|(before, rest)| Some((before, rest.split_once("} */ ")?)))
    else {
        return line.into();
    };
    format!("{before}{}", without_types(after)).into()
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

    use super::{is_program, is_served, locale, strip};

    #[test]
    fn of_code_only_the_code_is_served() {
        let mut source = b"// @ts-check\n/** What it\n * does. */\nconst a = /** @type {B} */ (c); // why\n\n  /* so */\n  \
            /** @type {D} */ (e) /* f */;\nconst [g, h] = [/** @type {I} */ (g), /** @type {J} */ (h)];\n"
            .to_vec();
        strip(&mut source);
        let code = "const a = (c); // why\n(e) /* f */;\nconst [g, h] = [(g), (h)];\n";
        assert_eq!(String::from_utf8(source).unwrap(), code);
        let mut style = b"/* What it\n   looks like. */\na > b {\n  color: red; /* c */\n}\n".to_vec();
        strip(&mut style);
        assert_eq!(String::from_utf8(style).unwrap(), "a > b {\ncolor: red; /* c */\n}\n");
        assert!(
            is_program(Path::new("app/core/load.js"))
                && !is_program(Path::new("app/core/hushset_translated.js"))
        );
    }

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

    #[test]
    fn a_locale_becomes_a_module_if_browsers_need_it() {
        let module = |path| locale(Path::new(path), b"{}\n");
        let expected = Some(("app/locales/ar.more.js".into(), b"export default {};\n".to_vec()));
        assert_eq!(module("locales/ar.more.json"), expected);
        assert_eq!(module("locales/ar.pages.json"), None);
        assert_eq!(module("catalogue/ar.json"), None);
    }
}
