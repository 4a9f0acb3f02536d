//! Tools that are Rust programs: built once per user from crates.io, each version in a folder of its own.
//!
//! Nothing is downloaded as a finished binary, and nothing is installed where it could get in the way of another
//! project: a tool of the right version that the machine already has is used as it is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::files;
use crate::lock;
use crate::lockfile;
use crate::project::{Project, say};

/// The version of wasm-pack that runs the Wasm build.
const WASM_PACK: &str = "0.15.1";

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// The version of cargo-cyclonedx that lists what is handed on.
const CARGO_CYCLONEDX: &str = "0.5.9";

/// The version of geckodriver that steers Firefox in the tests.
const GECKODRIVER: &str = "0.37.1";

/// A command from crates.io.
pub(crate) struct CargoTool {
    /// The package's name on crates.io.
    package: &'static str,
    /// The commands that must be there; the first is asked for its version.
    commands: &'static [&'static str],
    /// What it is asked to tell its version with.
    asked: &'static [&'static str],
    /// The exact version.
    version: String,
    /// Whether to build with the versions that the package was released with.
    locked: bool,
}

impl CargoTool {
    /// Builds the Wasm module and calls wasm-bindgen.
    fn wasm_pack() -> Self {
        Self {
            package: "wasm-pack",
            commands: &["wasm-pack"],
            asked: &["--version"],
            version: WASM_PACK.to_owned(),
            locked: true,
        }
    }

    /// Writes the JavaScript side of the Wasm module. It must be of exactly the version of the library that is linked
    /// into the module, so the version is read from `Cargo.lock` and stands nowhere else. wasm-pack also looks for
    /// the test runner.
    fn wasm_bindgen(root: &Path) -> Result<Self> {
        let file = root.join("Cargo.lock");
        let lock = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(Self {
            package: "wasm-bindgen-cli",
            commands: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            asked: &["--version"],
            version: lockfile::version_of(&lock, "wasm-bindgen")?,
            // The lock file of 0.2.130 asks for a yanked release of webpki-roots.
            locked: false,
        })
    }

    /// The two that the Wasm build needs.
    pub(crate) fn for_wasm(root: &Path) -> Result<Vec<Self>> {
        Ok(vec![Self::wasm_pack(), Self::wasm_bindgen(root)?])
    }

    /// Checks licences, sources and doubled crates.
    pub(crate) fn cargo_deny() -> Self {
        Self {
            package: "cargo-deny",
            commands: &["cargo-deny"],
            asked: &["--version"],
            version: CARGO_DENY.to_owned(),
            locked: true,
        }
    }

    /// Writes bills of materials.
    pub(crate) fn cargo_cyclonedx() -> Self {
        Self {
            package: "cargo-cyclonedx",
            commands: &["cargo-cyclonedx"],
            asked: &["cyclonedx", "--version"],
            version: CARGO_CYCLONEDX.to_owned(),
            locked: true,
        }
    }

    /// Steers Firefox.
    pub(crate) fn geckodriver() -> Self {
        Self {
            package: "geckodriver",
            commands: &["geckodriver"],
            asked: &["--version"],
            version: GECKODRIVER.to_owned(),
            locked: true,
        }
    }

    /// All of them.
    pub(crate) fn all(root: &Path) -> Result<Vec<Self>> {
        let mut tools = Self::for_wasm(root)?;
        tools.extend([Self::cargo_deny(), Self::cargo_cyclonedx(), Self::geckodriver()]);
        Ok(tools)
    }

    /// Where this version is kept in the cache `tools`.
    pub(crate) fn folder(&self, tools: &Path) -> PathBuf {
        tools.join(format!("{}-{}", self.package, self.version))
    }

    /// Installs the tool if this version is neither in the cache nor on the `PATH`.
    pub(crate) fn ensure(&self, project: &Project) -> Result<()> {
        let Self { package, version, .. } = self;
        if self.is_there(project) {
            return Ok(());
        }
        let _alone = lock::exclusive(&project.tools.join("lock"))?;
        if self.is_there(project) {
            return Ok(());
        }
        say(format!("installing {package} {version} (once, 2-4 minutes)"));
        let folder = self.folder(&project.tools);
        // One build folder for all tools, so that what they share is built once; setup removes it.
        let _target = project.shell.push_env("CARGO_TARGET_DIR", build_folder(project));
        let locked: &[&str] = if self.locked { &["--locked"] } else { &[] };
        cmd!(project.shell, "cargo install {locked...} --version ={version} --root {folder} {package}")
            .run()
            .with_context(|| {
                format!(
                    "could not install {package} {version}. It is built from crates.io, so this needs the network once; \
                     a {package} {version} that is on the PATH already is used instead"
                )
            })?;
        ensure!(
            self.is_there(project),
            "{package} {version} was installed into {} but does not start from there; remove that folder and try again",
            folder.display()
        );
        Ok(())
    }

    /// Whether the shell's `PATH` leads to this version.
    fn is_there(&self, project: &Project) -> bool {
        let Some((first, _)) = self.commands.split_first() else { return false };
        self.commands.iter().all(|command| project.which(command).is_some())
            && cmd!(project.shell, "{first}")
                .args(self.asked)
                .quiet()
                .ignore_stderr()
                .read()
                .is_ok_and(|answer| says_version(&answer, &self.version))
    }
}

/// Whether a tool's `--version` answer (`name 1.2.3`, with more behind it or not) names exactly `version`.
fn says_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(version)
}

/// Removes what building the tools left behind: more than a gigabyte.
pub(crate) fn remove_build_folder(project: &Project) -> Result<()> {
    let folder = build_folder(project);
    if folder.exists() {
        let _alone = lock::exclusive(&project.tools.join("lock"))?;
        files::remove_folder(&folder)?;
    }
    Ok(())
}

/// Where tools are built.
fn build_folder(project: &Project) -> PathBuf {
    project.tools.join("build")
}

#[cfg(test)]
mod tests {
    use super::says_version;

    #[test]
    fn only_the_exact_version_will_do() {
        let cases = [
            ("wasm-pack 0.15.1", true),
            ("wasm-pack 0.15.1 (abcdef 2026-01-01)", true),
            ("wasm-pack 0.15.10", false),
            ("wasm-pack", false),
            ("", false),
        ];
        for (answer, expected) in cases {
            assert_eq!(says_version(answer, "0.15.1"), expected, "{answer:?}");
        }
    }
}
