//! Folders as values: read one, and make another equal to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A folder's files: path inside the folder → content. Sorted, so that walking it is deterministic.
pub(crate) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// All files below `folder` whose path inside it `keep` accepts. `keep` is asked about folders too, and one that it
/// refuses is not entered.
pub(crate) fn read_tree(folder: &Path, keep: impl Fn(&Path) -> bool) -> Result<Tree> {
    let mut tree = Tree::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(inner) = waiting.pop() {
        let full = folder.join(&inner);
        let entries =
            fs::read_dir(&full).with_context(|| format!("cannot read the folder {}", full.display()))?;
        for entry in entries {
            let path = inner.join(entry?.file_name());
            if !keep(&path) {
                continue;
            }
            let full = folder.join(&path);
            if full.is_dir() {
                waiting.push(path);
            } else {
                let content = fs::read(&full).with_context(|| format!("cannot read {}", full.display()))?;
                tree.insert(path, content);
            }
        }
    }
    Ok(tree)
}

/// What [`write_tree`] had to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Files that were not there, or had other content.
    pub(crate) written: usize,
    /// Files that no longer belong.
    pub(crate) removed: usize,
}

/// Makes `folder` hold exactly `tree`. A file that is already right is not touched: Cargo looks at the time of a file,
/// and would build everything that embeds it again.
pub(crate) fn write_tree(folder: &Path, tree: &Tree) -> Result<Changes> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let there = read_tree(folder, |_| true)?;
    let mut changes = Changes::default();
    for path in there.keys().filter(|path| !tree.contains_key(*path)) {
        let full = folder.join(path);
        fs::remove_file(&full).with_context(|| format!("cannot remove {}", full.display()))?;
        changes.removed += 1;
    }
    for (path, content) in tree.iter().filter(|(path, content)| there.get(*path) != Some(content)) {
        let full = folder.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make the folder {}", parent.display()))?;
        }
        fs::write(&full, content).with_context(|| format!("cannot write {}", full.display()))?;
        changes.written += 1;
    }
    Ok(changes)
}

/// Removes a folder that this tool made, if it is there.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove the folder {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Changes, Tree, read_tree, write_tree};

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, content)| (PathBuf::from(path), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn writing_makes_the_folder_equal_and_touches_only_what_differs() {
        let folder = tempfile::tempdir().unwrap();
        let cases: [(&[(&str, &str)], Changes); 4] = [
            (&[("a", "1"), ("b/c", "2")], Changes { written: 2, removed: 0 }),
            (&[("a", "1"), ("b/c", "2")], Changes { written: 0, removed: 0 }),
            (&[("a", "1"), ("b/c", "3")], Changes { written: 1, removed: 0 }),
            (&[("b/d/e", "4")], Changes { written: 1, removed: 2 }),
        ];
        for (files, expected) in cases {
            let wanted = tree(files);
            assert_eq!(write_tree(folder.path(), &wanted).unwrap(), expected);
            assert_eq!(read_tree(folder.path(), |_| true).unwrap(), wanted);
        }
    }

    #[test]
    fn a_refused_folder_is_not_entered() {
        let folder = tempfile::tempdir().unwrap();
        write_tree(folder.path(), &tree(&[("keep/a", "1"), ("skip/b", "2")])).unwrap();
        let kept = read_tree(folder.path(), |path| path != Path::new("skip")).unwrap();
        assert_eq!(kept, tree(&[("keep/a", "1")]));
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_tree(&folder.path().join("absent"), |_| true).unwrap_err();
        assert!(error.to_string().contains("absent"));
    }
}
