//! What is handed on, in `dist/`: the command, the browser runtime, what both are made of, and the hash of each.
//!
//! ```text
//! sources ─▶ runtime ─▶ command ─▶ a site
//!    └─────▶ runtime  and site once more, elsewhere: all bytes must be equal
//! ```
//!
//! `docs/REPRODUCING.md` tells strangers how to do the same and compare.

mod archive;
mod bill;
mod command;
mod elsewhere;
mod sites;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use xshell::cmd;

use crate::files::{self, Tree};
use crate::project::{Project, say};
use crate::runtime::{self, below};
use crate::setup::{self, Part};

/// The folder, below the checkout.
const DIST: &str = "dist";

/// Makes `dist/`, and fails if anything in it depends on where and by whom it was built.
pub(crate) fn make(project: &Project) -> Result<()> {
    setup::ensure_all(project, &[&Part::RUNTIME[..], &[Part::Bill]].concat())?;
    runtime::build(project)?;
    let runtime = files::read_tree(&project.root.join("index-build/runtime"), |_| true)?;

    say("building the browser runtime once more, as somebody else would");
    let other = elsewhere::Checkout::of(project)?;
    same("the browser runtime", &runtime, &other.runtime()?)?;

    let hushset = command::build(project)?;
    say("building one site twice");
    let (here, there) = sites::build(project, &hushset)?;
    same("a site", &here, &there)?;

    let (version, host) = (env!("CARGO_PKG_VERSION"), host(project)?);
    let command = archive::File::program("hushset", &hushset)?;
    let licences = ["LICENSE-MIT", "LICENSE-APACHE", "README.md"];
    let mut with_command = vec![command];
    for name in licences {
        with_command.push(archive::File::read(&project.root.join(name), name)?);
    }
    let mut dist = Tree::new();
    let name = format!("hushset-{version}-{host}");
    dist.insert(format!("{name}.tar.gz").into(), archive::pack(&name, with_command)?);
    let name = format!("hushset-runtime-{version}");
    let app = below(&runtime, "app");
    dist.insert(format!("{name}.sha256").into(), sums(&app));
    let app = app.into_iter().map(archive::File::from).collect();
    dist.insert(format!("{name}.tar.gz").into(), archive::pack(&name, app)?);
    dist.insert(format!("hushset-{version}-{host}.cdx.json").into(), bill::of_command(&other, &host)?);
    dist.insert(format!("{name}.cdx.json").into(), bill::of_runtime(&other)?);
    let sums = sums(&dist);
    print!("{}", String::from_utf8_lossy(&sums));
    dist.insert("SHA256SUMS".into(), sums);
    files::write_tree(&project.root.join(DIST), &dist)?;
    say(format!("all of it is in {DIST}/; docs/REPRODUCING.md tells how others can make the same"));
    Ok(())
}

/// The platform that the command is built for, as rustc calls it.
fn host(project: &Project) -> Result<String> {
    let told = cmd!(project.shell, "rustc --version --verbose").quiet().read()?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say what it builds for")
}

/// Fails, and names the files, if two folders differ.
fn same(what: &str, here: &Tree, there: &Tree) -> Result<()> {
    let names = here.keys().chain(there.keys());
    let mut different: Vec<&PathBuf> = names.filter(|path| here.get(*path) != there.get(*path)).collect();
    different.sort();
    different.dedup();
    if different.is_empty() {
        say(format!("{what} is the same, byte for byte: {} files", here.len()));
        return Ok(());
    }
    let names: Vec<_> = different.iter().map(|path| path.display().to_string()).collect();
    bail!("{what} depends on where and by whom it is built: {} differ", names.join(", "))
}

/// The hash of each file, in the lines that `sha256sum --check` reads.
fn sums(tree: &Tree) -> Vec<u8> {
    let mut lines = String::new();
    for (path, content) in tree {
        Sha256::digest(content).iter().for_each(|byte| lines += &format!("{byte:02x}"));
        lines += &format!("  {}\n", path.display());
    }
    lines.into_bytes()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{same, sums};
    use crate::files::Tree;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, content)| (PathBuf::from(path), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn what_differs_is_named() {
        let here = tree(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert!(same("x", &here, &here.clone()).is_ok());
        let error =
            same("x", &here, &tree(&[("a", "1"), ("b", "other"), ("d", "4")])).unwrap_err().to_string();
        assert!(error.ends_with("b, c, d differ"), "{error}");
    }

    #[test]
    fn hashes_are_as_sha256sum_writes_them() {
        let lines = String::from_utf8(sums(&tree(&[("b", ""), ("a", "abc")]))).unwrap();
        assert_eq!(
            lines,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n"
        );
    }
}
