//! The tools that come from npm, at the exact versions of `package-lock.json`: Binaryen, esbuild, `tsc`, and axe-core.
//!
//! They are used while building and testing. What a reader's browser runs holds nothing from npm, but for the few lines
//! around a translated module that wasm2js writes.

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::lock;
use crate::project::{Project, say};
use crate::stamp::{Inputs, Stamp};

/// The oldest Node.js whose test runner and tools are known to work here.
const OLDEST_NODE: u32 = 20;

/// Installs the npm packages when they are missing or `package-lock.json` has changed since.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    ensure_node(project)?;
    let _alone = lock::exclusive(&project.target.join("npm.lock"))?;
    let modules = project.root.join("node_modules");
    let mut inputs = Inputs::default();
    inputs.file(&project.root.join("package.json")).file(&project.root.join("package-lock.json"));
    let stamp = Stamp::new(modules.join(".hushset-stamp"), &inputs);
    if stamp.is_fresh() {
        return Ok(());
    }
    stamp.clear()?;
    say("installing the npm packages of package-lock.json (Binaryen, esbuild, tsc, axe-core; a few seconds)");
    // None of them needs a script of its own to run at installation, so none may.
    cmd!(project.shell, "npm ci --ignore-scripts --no-audit --no-fund").run().context(
        "`npm ci` failed. It needs the network once, and a package-lock.json that fits package.json",
    )?;
    stamp.set()
}

/// Says what to do when Node.js is missing or too old.
fn ensure_node(project: &Project) -> Result<()> {
    let advice = format!("Install Node.js {OLDEST_NODE} or later, with npm (https://nodejs.org)");
    for command in ["node", "npm"] {
        project.which(command).with_context(|| format!("`{command}` is not on the PATH. {advice}"))?;
    }
    let version = cmd!(project.shell, "node --version").quiet().read()?;
    match major(&version) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => bail!("the Node.js on the PATH says that it is {version}. {advice}"),
    }
}

/// The first number of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_version_of_node() {
        for (text, expected) in [("v20.20.2\n", Some(20)), ("v9.1.0", Some(9)), ("20.1.0", None), ("", None)]
        {
            assert_eq!(major(text), expected);
        }
    }
}
