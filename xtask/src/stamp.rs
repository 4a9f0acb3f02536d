//! Stamps: a file that holds the hash of what a result was made from, so that unchanged work is not done again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::files::{self, Tree};

/// Gathers everything that a result depends on.
#[derive(Default)]
pub(crate) struct Inputs(Sha256);

impl Inputs {
    /// Adds a setting, a version, or anything else that is text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds one file's content. A file that is not there counts as empty.
    pub(crate) fn file(&mut self, file: &Path) -> &mut Self {
        let content = fs::read(file).unwrap_or_default();
        self.bytes(&content)
    }

    /// Adds all files below `folder`, with their names, but for those that `skip` names.
    pub(crate) fn folder(&mut self, folder: &Path, skip: impl Fn(&Path) -> bool) -> Result<&mut Self> {
        let tree: Tree = files::read_tree(folder, |path| !skip(path))?;
        for (path, content) in &tree {
            // A path is spelled alike on all systems, so that the stamp does not depend on the separator.
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            self.text(&parts.join("/")).bytes(content);
        }
        Ok(self)
    }

    /// The hash of all that was added.
    pub(crate) fn finish(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }

    /// Adds a length and then the bytes, so that "ab", "c" differs from "a", "bc".
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }
}

/// The file in which a stamp is kept, beside the result that it speaks of.
pub(crate) struct Stamp {
    file: PathBuf,
    wanted: [u8; 32],
}

impl Stamp {
    /// A stamp kept in `file`, for a result made from `inputs`.
    pub(crate) fn new(file: PathBuf, inputs: &Inputs) -> Self {
        Self { file, wanted: inputs.finish() }
    }

    /// Whether the result was made from just these inputs.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read(&self.file).is_ok_and(|kept| kept == self.wanted)
    }

    /// Takes the stamp away. Called before work begins, so that work broken off is not mistaken for finished work.
    pub(crate) fn clear(&self) -> Result<()> {
        if self.file.exists() {
            fs::remove_file(&self.file)
                .with_context(|| format!("cannot remove the stamp {}", self.file.display()))?;
        }
        Ok(())
    }

    /// Says that the result is finished.
    pub(crate) fn set(&self) -> Result<()> {
        fs::write(&self.file, self.wanted)
            .with_context(|| format!("cannot write the stamp {}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Inputs, Stamp};

    fn of(parts: &[&str]) -> [u8; 32] {
        let mut inputs = Inputs::default();
        for part in parts {
            inputs.text(part);
        }
        inputs.finish()
    }

    #[test]
    fn where_one_input_ends_and_the_next_begins_matters() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a"]), of(&["a", ""]));
    }

    #[test]
    fn a_folder_counts_with_names_and_without_what_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let hash = || {
            let mut inputs = Inputs::default();
            inputs.folder(folder.path(), |path| path.starts_with("tests")).unwrap();
            inputs.finish()
        };
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), "one").unwrap();
        let first = hash();

        fs::create_dir_all(folder.path().join("tests")).unwrap();
        fs::write(folder.path().join("tests/a.rs"), "ignored").unwrap();
        assert_eq!(hash(), first);

        fs::rename(folder.path().join("src/lib.rs"), folder.path().join("src/main.rs")).unwrap();
        assert_ne!(hash(), first);
    }

    #[test]
    fn a_stamp_is_fresh_only_after_it_was_set_for_the_same_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("stamp");
        let mut inputs = Inputs::default();
        let stamp = Stamp::new(file.clone(), inputs.text("one"));
        assert!(!stamp.is_fresh());
        stamp.set().unwrap();
        assert!(stamp.is_fresh());
        assert!(!Stamp::new(file, inputs.text("two")).is_fresh());
        stamp.clear().unwrap();
        assert!(!stamp.is_fresh());
        stamp.clear().unwrap();
    }
}
