//! The same sources on what looks like another person's machine: other folders, another home, language and time zone,
//! other rights on new files.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Cmd, cmd};

use crate::files::{self, Tree};
use crate::project::Project;

/// What is different there, beside folders.
pub(super) const PERSON: [(&str, &str); 4] =
    [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati"), ("USER", "eve"), ("LOGNAME", "eve")];

/// A copy of the sources, without anything that was built from them.
pub(super) struct Checkout<'a> {
    project: &'a Project,
    home: PathBuf,
    /// Where the copy is.
    pub(super) root: PathBuf,
}

impl<'a> Checkout<'a> {
    /// Copies the sources. Tools and downloaded packages are those of this machine, under other paths.
    pub(super) fn of(project: &'a Project) -> Result<Self> {
        let folder = project.target.join("elsewhere");
        files::remove_folder(&folder)?;
        let (home, root) = (folder.join("home"), folder.join("another-checkout"));
        files::write_tree(&root, &files::read_tree(&project.root, is_source)?)?;
        link(&project.root.join("node_modules"), &root.join("node_modules"))?;
        let cargo_home = own_folder("CARGO_HOME", ".cargo")?;
        fs::create_dir_all(home.join(".cargo"))?;
        for entry in
            fs::read_dir(&cargo_home).with_context(|| format!("cannot read {}", cargo_home.display()))?
        {
            let entry = entry?;
            link(&entry.path(), &home.join(".cargo").join(entry.file_name()))?;
        }
        Ok(Self { project, home, root })
    }

    /// Builds the browser runtime there, and gives its files.
    pub(super) fn runtime(&self) -> Result<Tree> {
        let xtask = env::current_exe()?;
        self.run(&xtask, &["runtime"])?.run().context("the runtime does not build elsewhere")?;
        files::read_tree(&self.root.join("index-build/runtime"), |_| true)
    }

    /// A program that is run there.
    pub(super) fn run(&self, program: &Path, arguments: &[&str]) -> Result<Cmd<'a>> {
        let sh = &self.project.shell;
        let strict = "umask 077; cd \"$0\" && exec \"$@\"";
        let root = &self.root;
        Ok(cmd!(sh, "sh -c {strict} {root} {program} {arguments...}")
            .envs(PERSON)
            .env("HOME", &self.home)
            .env("CARGO_HOME", self.home.join(".cargo"))
            .env("RUSTUP_HOME", own_folder("RUSTUP_HOME", ".rustup")?)
            .env("HUSHSET_TOOLS", &self.project.tools)
            // How xtask finds the checkout that it is to work in.
            .env("CARGO_MANIFEST_DIR", self.root.join("xtask"))
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("XDG_CACHE_HOME"))
    }
}

/// A folder of this account that a variable may have moved.
fn own_folder(variable: &str, otherwise: &str) -> Result<PathBuf> {
    let home = env::home_dir().context("this account has no home folder")?;
    Ok(env::var_os(variable).map_or_else(|| home.join(otherwise), PathBuf::from))
}

fn link(to: &Path, from: &Path) -> Result<()> {
    symlink(to, from).with_context(|| format!("cannot link {} to {}", from.display(), to.display()))
}

/// Whether a path in the checkout is one of the sources.
fn is_source(path: &Path) -> bool {
    let built = ["target", "node_modules", "dist", "out", ".git", "index-build/runtime", "fuzz/target"];
    !built.iter().any(|folder| path == Path::new(folder))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_source;

    #[test]
    fn what_was_built_is_left_behind() {
        for (path, expected) in
            [("crates", true), ("index-build", true), ("target", false), ("index-build/runtime", false)]
        {
            assert_eq!(is_source(Path::new(path)), expected, "{path}");
        }
    }
}
