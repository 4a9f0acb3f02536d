//! Where the project's things are, and a shell that finds the project's own tools.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::Shell;

use crate::cargo_tool::CargoTool;

/// The checkout, its build folder, and a shell that stands in it.
pub(crate) struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's build folder: `target`, or what `CARGO_TARGET_DIR` says.
    pub(crate) target: PathBuf,
    /// The cache of tools, shared by all checkouts of one user.
    pub(crate) tools: PathBuf,
    /// Stands in `root`; its `PATH` begins with the project's own tools.
    pub(crate) shell: Shell,
}

impl Project {
    /// Finds the project from where Cargo started this command.
    pub(crate) fn find() -> Result<Self> {
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .context("this is the project's own tool: run it as `cargo xtask` inside the checkout")?;
        let root = Path::new(&own).parent().context("the xtask folder has no parent folder")?.to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        let tools = tool_cache(
            env::var_os("HUSHSET_TOOLS"),
            env::var_os("XDG_CACHE_HOME"),
            &env::home_dir().unwrap_or_else(|| target.clone()),
        );
        let shell = Shell::new()?;
        shell.change_dir(&root);
        let project = Self { root, target, tools, shell };
        project.put_tools_on_path()?;
        Ok(project)
    }

    /// Where the finished `hushset` command is after a release build.
    pub(crate) fn hushset(&self) -> PathBuf {
        self.target.join("release").join(format!("hushset{}", env::consts::EXE_SUFFIX))
    }

    /// Where npm puts the commands of its packages.
    pub(crate) fn npm_commands(&self) -> PathBuf {
        self.root.join("node_modules").join(".bin")
    }

    /// The first file of this name on the shell's `PATH`.
    pub(crate) fn which(&self, name: &str) -> Option<PathBuf> {
        let path = self.shell.var_os("PATH")?;
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&path).map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
    }

    /// Puts the pinned tools before everything else, so that another version on the machine does no harm.
    fn put_tools_on_path(&self) -> Result<()> {
        let before = env::var_os("PATH").unwrap_or_default();
        let tools = CargoTool::all(&self.root)?;
        let folders = tools
            .iter()
            .map(|tool| tool.folder(&self.tools).join("bin"))
            .chain([self.npm_commands()])
            .chain(env::split_paths(&before));
        self.shell.set_var("PATH", env::join_paths(folders)?);
        Ok(())
    }
}

/// `$HUSHSET_TOOLS`, or `hushset/tools` in the user's cache.
fn tool_cache(own: Option<OsString>, cache: Option<OsString>, home: &Path) -> PathBuf {
    // The base directory specification says that a relative XDG path is to be ignored.
    let cache = cache.map(PathBuf::from).filter(|path| path.is_absolute());
    own.map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .unwrap_or_else(|| cache.unwrap_or_else(|| home.join(".cache")).join("hushset").join("tools"))
}

/// Says, in one line, what begins now.
pub(crate) fn say(what: impl AsRef<str>) {
    println!("▸ {}", what.as_ref());
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::tool_cache;

    #[test]
    fn the_tool_cache_follows_the_environment() {
        let home = Path::new("/home/eve");
        let cases = [
            (None, None, "/home/eve/.cache/hushset/tools"),
            (None, Some("/var/cache"), "/var/cache/hushset/tools"),
            (None, Some("relative"), "/home/eve/.cache/hushset/tools"),
            (Some("/opt/tools"), Some("/var/cache"), "/opt/tools"),
        ];
        for (own, cache, expected) in cases {
            assert_eq!(tool_cache(own.map(Into::into), cache.map(Into::into), home), Path::new(expected));
        }
    }
}
