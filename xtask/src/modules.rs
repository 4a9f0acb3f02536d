//! The graph of the page's modules: which of them a reader's browser loads before the first question can be asked.
//!
//! A browser finds out about a module's imports only when it has the module, so a chain of imports costs a round trip
//! for each link. The page names all of them at once (`<link rel="modulepreload">`), from the list made here; the frame
//! in an article does so with what it starts with, and asks for the others at once when it is wanted.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::files::Tree;

/// What the page starts with.
const PAGE: &str = "main.js";

/// What the frame starts with, and what it loads when it is wanted.
const FRAME: [&str; 2] = ["embed/frame.js", "embed/start.js"];

/// The modules that the page loads first. `app` is its folder.
pub(crate) fn first_wave(app: &Tree) -> Result<BTreeSet<PathBuf>> {
    graph(app, PAGE)
}

/// The modules of the frame's shell, and the others that it needs for a verdict.
pub(crate) fn frame(app: &Tree) -> Result<[BTreeSet<PathBuf>; 2]> {
    let [shell, all] = FRAME.map(|first| graph(app, first));
    let shell = shell?;
    let wave = all?.difference(&shell).cloned().collect();
    Ok([shell, wave])
}

/// A module, what it imports, and what these import.
pub(crate) fn graph(app: &Tree, first: &str) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![PathBuf::from(first)];
    while let Some(path) = waiting.pop() {
        let source = app.get(&path).with_context(|| format!("no module {} in the page", path.display()))?;
        let source = str::from_utf8(source).with_context(|| format!("{} is not text", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let imported: Vec<_> = imports(source).map(|import| resolve(folder, import)).collect();
        if found.insert(path) {
            waiting.extend(imported);
        }
    }
    Ok(found)
}

/// The addresses in a module's static imports: what follows `from`, or `import` itself, at the start of a statement.
/// Formatted code has one statement to a line, or closes a long list with `} from "…";`.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let statement = ["import ", "export ", "} from "].iter().any(|start| line.starts_with(start));
        let line = line.strip_suffix(';').unwrap_or(line);
        // The project writes double quotation marks, wasm-bindgen single ones.
        let quote = line.chars().next_back().filter(|quote| matches!(quote, '"' | '\''))?;
        let (before, address) = line.strip_suffix(quote)?.rsplit_once(quote)?;
        let named = before.ends_with("from ") || before.ends_with("import ");
        (statement && named && address.starts_with('.')).then_some(address)
    })
}

/// The path of an address that stands in a module of `folder`.
fn resolve(folder: &Path, address: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    for part in Path::new(address).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{first_wave, frame};
    use crate::files::Tree;

    #[test]
    fn static_imports_are_followed_and_dynamic_ones_are_not() {
        let app: Tree = [
            ("main.js", "/** import \"./never.js\" */\nimport { a } from \"./a.js\";\nawait import(\"./later.js\");\n"),
            ("a.js", "import {\n  b,\n} from \"./deep/b.js\";\nimport \"./core/glue.js\";\nconst from = \"./never.js\";\n"),
            ("deep/b.js", "import \"../main.js\";\nexport * from \"./c.js\"\n"),
            ("deep/c.js", ""),
            ("core/glue.js", "import { run } from './../deep/c.js';\n"),
            ("later.js", ""),
        ]
        .map(|(path, source)| (PathBuf::from(path), source.as_bytes().to_vec()))
        .into();
        let found: Vec<_> = first_wave(&app).unwrap().into_iter().collect();
        assert_eq!(found, ["a.js", "core/glue.js", "deep/b.js", "deep/c.js", "main.js"].map(PathBuf::from));
        assert!(frame(&app).is_err(), "there is no frame");
        let error = first_wave(&Tree::new()).unwrap_err().to_string();
        assert!(error.contains("main.js"), "{error}");
    }

    #[test]
    fn the_frame_loads_nothing_twice() {
        let app: Tree = [
            ("embed/frame.js", "import { a } from \"../a.js\";\nawait import(\"./start.js\");\n"),
            ("embed/start.js", "import { a } from \"../a.js\";\nimport { b } from \"./b.js\";\n"),
            ("embed/b.js", ""),
            ("a.js", ""),
        ]
        .map(|(path, source)| (PathBuf::from(path), source.as_bytes().to_vec()))
        .into();
        let [shell, wave] = frame(&app).unwrap();
        assert_eq!(shell, ["a.js", "embed/frame.js"].map(PathBuf::from).into());
        assert_eq!(wave, ["embed/b.js", "embed/start.js"].map(PathBuf::from).into());
    }
}
