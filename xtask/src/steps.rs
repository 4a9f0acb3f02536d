//! The steps of `cargo xtask test`: what each needs, what must have gone well before it, and how it runs.

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use xshell::{Cmd, cmd};

use crate::advisories;
use crate::demo;
use crate::files;
use crate::package;
use crate::project::Project;
use crate::runtime;
use crate::rust::WASM_TARGET;
use crate::setup::Part;
use crate::spark;
use crate::summary::Outcome;

/// One step, in the order in which they run: what is quick and fails often comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    /// The sources are formatted.
    Fmt,
    /// The browser runtime builds.
    Runtime,
    /// The runtime is within its size budgets.
    Size,
    /// No compiler or clippy warning, natively and for the browser.
    Clippy,
    /// The documentation builds, and its links lead somewhere.
    Doc,
    /// The page's JavaScript is well typed.
    Types,
    /// The page's own computations: tables, files, downloads, letters.
    Page,
    /// Every language says everything, and nothing is said that no page needs.
    Strings,
    /// Licences, sources and doubled crates are as deny.toml allows.
    Deny,
    /// Nothing is known against a dependency, if the database of advisories can be asked.
    Advisories,
    /// Unit and integration tests of all packages.
    Unit,
    /// The hushset command builds as it is released.
    Release,
    /// An independent reader, written from docs/FORMAT.md in another language, reads an index.
    Reader,
    /// The npm package, installed in a project of Vite's, gives a page its answers in a browser.
    Package,
    /// Sites that Apache Spark builds, on a cluster that loses a worker too, are those of one machine.
    Spark,
    /// Real browsers, watched from the server's side.
    Browsers,
}

impl Step {
    /// The step's name on the command line and in the table.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// One line about the step.
    pub(crate) fn about(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        help.unwrap_or_default()
    }

    /// The tools that the step needs.
    pub(crate) fn parts(self) -> &'static [Part] {
        match self {
            Self::Fmt => &[Part::Components],
            Self::Runtime => &Part::RUNTIME,
            Self::Clippy => &[Part::Components, Part::WasmTarget],
            Self::Types => &[Part::Npm],
            Self::Deny | Self::Advisories => &[Part::Deny],
            Self::Unit => &[Part::Strace],
            Self::Package => &[Part::Browsers, Part::Npm],
            Self::Spark => &[Part::Spark],
            Self::Browsers => &[Part::Browsers, Part::Npm, Part::Servers],
            Self::Size | Self::Doc | Self::Page | Self::Strings | Self::Release | Self::Reader => &[],
        }
    }

    /// The steps without whose results this one cannot run. The hushset command embeds the runtime, so most of what
    /// Cargo does comes after it.
    pub(crate) fn after(self) -> &'static [Self] {
        match self {
            Self::Fmt | Self::Runtime | Self::Page | Self::Strings | Self::Deny | Self::Advisories => &[],
            Self::Size | Self::Clippy | Self::Doc | Self::Types | Self::Unit | Self::Release => {
                &[Self::Runtime]
            }
            Self::Reader | Self::Package | Self::Spark | Self::Browsers => &[Self::Release],
        }
    }

    /// Runs the step. What the programs print is left visible.
    pub(crate) fn run(self, project: &Project) -> Result<Outcome> {
        let sh = &project.shell;
        let done = match self {
            Self::Advisories => return advisories::check(project),
            Self::Fmt => all([cmd!(sh, "cargo fmt --all -- --check")]),
            Self::Runtime => runtime::assemble(project).map(drop),
            Self::Size => runtime::build(project),
            Self::Clippy => {
                let strict = ["--", "--deny", "warnings"];
                all([
                    cmd!(sh, "cargo clippy --workspace --all-targets {strict...}"),
                    // A reader that writes nothing: no feature but what it needs.
                    cmd!(sh, "cargo clippy --package hushset-core --no-default-features {strict...}"),
                    cmd!(sh, "cargo clippy --package hushset-core --features build {strict...}"),
                    cmd!(sh, "cargo clippy --package hushset-core --features native-platform {strict...}"),
                    // On 32 bits, where a length may not fit into a usize. Together, as half of it is the same work.
                    cmd!(
                        sh,
                        "cargo clippy --package hushset-core --package hushset-wasm --target {WASM_TARGET} {strict...}"
                    ),
                ])
            }
            Self::Doc => {
                let _strict = sh.push_env("RUSTDOCFLAGS", "--deny warnings");
                all([cmd!(sh, "cargo doc --workspace --no-deps")])
            }
            Self::Types => {
                let tsc = project.npm_commands().join("tsc");
                all([cmd!(sh, "{tsc} --project www")])
            }
            Self::Page => all([node_test(project, "www/app", ".test.js")?]),
            Self::Strings => all([cmd!(sh, "node --test www/locales/locales.test.mjs")]),
            Self::Deny => all([cmd!(sh, "cargo deny check licenses bans sources")]),
            Self::Unit => all([cmd!(sh, "cargo test --workspace --exclude hushset-tests --no-fail-fast")]),
            Self::Release => demo::build_hushset(project),
            Self::Reader => {
                all([node_test(project, "tests/reader", ".test.mjs")?.env("HUSHSET_BIN", project.hushset())])
            }
            Self::Package => package::test(project),
            Self::Spark => spark::test(project),
            Self::Browsers => all([cmd!(sh, "cargo test --package hushset-tests --no-fail-fast")
                .env("HUSHSET_BIN", project.hushset())]),
        };
        done.map(|()| Outcome::Passed)
    }
}

/// Runs every command, also after one that failed, and names those that did.
fn all<'a>(commands: impl IntoIterator<Item = Cmd<'a>>) -> Result<()> {
    let failed: Vec<_> = commands
        .into_iter()
        .filter_map(|command| command.run().err().map(|error| error.to_string()))
        .collect();
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}

/// Node's test runner on the files of a folder whose names end so. Each file is named: Node 20 takes a folder and
/// Node 22 a pattern, but both take files.
fn node_test<'a>(project: &'a Project, folder: &str, ending: &str) -> Result<Cmd<'a>> {
    let folder = project.root.join(folder);
    let files: Vec<_> = files::read_tree(&folder, |_| true)
        .with_context(|| format!("{} is missing from the checkout", folder.display()))?
        .into_keys()
        .map(|path| folder.join(path))
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    ensure!(!files.is_empty(), "there is no *{ending} in {}", folder.display());
    Ok(cmd!(project.shell, "node --test {files...}"))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::Step;

    #[test]
    fn a_step_comes_after_what_it_needs_and_says_what_it_is() {
        for step in Step::value_variants() {
            assert!(step.after().iter().all(|before| before < step), "{step:?}");
            assert!(!step.about().is_empty(), "{step:?}");
        }
    }
}
