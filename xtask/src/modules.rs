//! The graph of the page's modules: which of them a reader's browser loads before the first question can be asked.
//!
//! A browser finds out about a module's imports only when it has the module, so a chain of imports costs a round trip
//! for each link. The page names all of them at once (`<link rel="modulepreload">`), from the list made here.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::files::Tree;

/// What the page starts with.
const FIRST: &str = "main.js";

/// The modules of the first wave: [`FIRST`], what it imports, and what these import. `app` is the page's folder.
pub(crate) fn first_wave(app: &Tree) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![PathBuf::from(FIRST)];
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

    use super::first_wave;
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
        let error = first_wave(&Tree::new()).unwrap_err().to_string();
        assert!(error.contains("main.js"), "{error}");
    }
}
