//! The npm package `@hushset/check`, put together from what sites run: the tag, and the core with the modules around it.
//!
//! ```text
//! packages/check/*              ─▶ target/package/check/          package.json, types, the developers' interface
//! www/tag/hush-check.js         ─▶ target/package/check/tag.js
//! www/app: three modules and
//! what they import, the core    ─▶ target/package/check/app/
//!                        npm pack ─▶ target/package/hushset-check-<version>.tgz
//! ```
//!
//! Nothing is written twice: what developers call is what readers' browsers run, so that the tests of the page hold for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::files::{self, Tree};
use crate::modules;
use crate::project::{Project, say};
use crate::runtime::{self, below};
use crate::translate::TRANSLATED;
use crate::wasm::MODULE;

/// What the package's own module imports of the page, and what that imports only where it is needed.
const ENTRIES: [&str; 4] = ["session.js", "shards.js", "download.js", "core/signature.js"];

/// The project that installs the package as a developer would, and the tests of both.
const CONSUMER: &str = "packages/consumer";

/// Puts the package together, packs it, and returns the packed file.
pub(crate) fn pack(project: &Project) -> Result<PathBuf> {
    let package = assemble(project)?;
    let folder = project.target.join("package");
    files::write_tree(&folder.join("check"), &package)?;
    let (sh, check) = (&project.shell, folder.join("check"));
    let said = cmd!(sh, "npm pack {check} --pack-destination {folder}").quiet().ignore_stderr().read();
    let said = said.context("`npm pack` could not pack the package")?;
    let name = said.lines().last().context("`npm pack` did not say what it wrote")?;
    say(format!("the package is {}", folder.join(name).display()));
    Ok(folder.join(name))
}

/// Installs the packed package in a project of Vite's, builds that, and has a browser ask a site's index with it.
pub(crate) fn test(project: &Project) -> Result<()> {
    let packed = pack(project)?;
    let folder = project.target.join("package").join("consumer");
    let consumer = files::read_tree(&project.root.join(CONSUMER), |path| !path.ends_with("node_modules"))?;
    files::remove_folder(&folder)?;
    files::write_tree(&folder, &consumer)?;
    let sh = &project.shell;
    let _in = sh.push_dir(&folder);
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    cmd!(sh, "npm ci {quiet...}").run().context("`npm ci` failed. It needs the network once")?;
    cmd!(sh, "npm install --no-save {quiet...} {packed}").run().context("the package cannot be installed")?;
    let tsc = project.npm_commands().join("tsc");
    cmd!(sh, "{tsc} --project .").run().context("the package's types do not fit how it is used")?;
    cmd!(sh, "npx --no-install vite build --logLevel warn")
        .run()
        .context("Vite could not build a page with it")?;
    cmd!(sh, "node --test check.test.mjs tag.test.mjs")
        .env("HUSHSET_BIN", project.hushset())
        .env("HUSHSET_ROOT", &project.root)
        .run()
        .context("a page with the package does not do what it should")
}

/// The package's files.
fn assemble(project: &Project) -> Result<Tree> {
    let runtime = runtime::assemble(project)?;
    let app = below(&runtime, "app");
    let read = |path: &str| {
        let path = project.root.join(path);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut package = files::read_tree(&project.root.join("packages/check"), |_| true)?;
    check_version(&package)?;
    package.insert("tag.js".into(), read("www/tag/hush-check.js")?);
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        package.insert(licence.into(), read(licence)?);
    }
    let mut modules = BTreeSet::new();
    for entry in ENTRIES {
        modules.extend(modules::graph(&app, entry)?);
    }
    // Neither is imported by a statement: one is fetched, the other only where there is no WebAssembly.
    modules.extend([MODULE, TRANSLATED].map(|name| Path::new("core").join(name)));
    for path in modules {
        let content = app.get(&path).with_context(|| format!("the runtime has no {}", path.display()))?;
        package.insert(Path::new("app").join(&path), content.clone());
    }
    package.insert("app/core/types.d.ts".into(), read("www/app/core/types.d.ts")?);
    Ok(package)
}

/// The package has the version of everything else.
fn check_version(package: &Tree) -> Result<()> {
    let manifest = package.get(Path::new("package.json")).context("the package has no package.json")?;
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    ensure!(
        String::from_utf8_lossy(manifest).contains(&version),
        "packages/check/package.json should say {version}, as Cargo.toml does"
    );
    Ok(())
}
