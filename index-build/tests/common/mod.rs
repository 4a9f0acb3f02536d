//! What the tests of the command share: sample tables, and the command itself.

#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each test binary uses its part; helpers of tests are not #[test]s"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A folder with sample tables and a place for sites; gone when dropped.
pub(crate) struct Workshop {
    folder: TempDir,
}

/// What a run of the command did.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Asserts that the command ended with this code, and gives what it said.
    pub(crate) fn ended(&self, code: i32) -> String {
        let said = format!("{}{}", self.out, self.err);
        assert_eq!(self.code, Some(code), "{said}");
        said
    }
}

/// Runs the command.
pub(crate) fn hushset<const N: usize>(arguments: [&str; N]) -> Ran {
    run(Command::new(env!("CARGO_BIN_EXE_hushset")).args(arguments))
}

/// Runs any command to its end.
pub(crate) fn run(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).expect("the command prints UTF-8");
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

impl Workshop {
    /// Sample tables of this many photos.
    pub(crate) fn with_photos(photos: u64) -> Self {
        let workshop = Self::empty();
        hushset::sample::sample(&workshop.path("tables"), photos, 1).expect("the sample is written");
        workshop
    }

    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("there is a folder for temporary files") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("temporary paths are UTF-8").to_owned()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
        fs::write(path, content).expect("files can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// Builds `tables/hushset.toml` into `site` with further arguments.
    pub(crate) fn build(&self, site: &str, further: &[&str]) -> Ran {
        let (config, out) = (self.text("tables/hushset.toml"), self.text(site));
        let mut arguments = vec!["build", "--quiet", "--config", &config, "--out", &out];
        arguments.extend(further);
        run(Command::new(env!("CARGO_BIN_EXE_hushset")).args(arguments))
    }

    /// The expected names to try.
    pub(crate) fn names(&self) -> serde_json::Value {
        serde_json::from_str(&self.read("tables/names.json")).expect("names.json is JSON")
    }
}

/// Every file below a folder with its bytes, by relative path.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("its entries can be read").path();
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                let bytes = fs::read(&path).expect("the file can be read");
                found.push((path.strip_prefix(root).expect("it is below").into(), bytes));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}
