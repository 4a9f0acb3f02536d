//! Pythons with packages from `PyPI`, each in a folder of its own in the cache of tools.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::files;
use crate::lock;
use crate::project::{Project, say};

/// A Python with packages.
pub(crate) struct Venv<'a> {
    /// Its folder's name.
    pub(crate) name: &'a str,
    /// What it is for, in a message.
    pub(crate) title: &'a str,
    /// The packages, with their versions.
    pub(crate) packages: &'a [&'a str],
}

impl Venv<'_> {
    /// The program.
    pub(crate) fn python(&self, project: &Project) -> PathBuf {
        project.tools.join(self.name).join("bin").join("python")
    }

    /// Makes it the first time, and returns its program.
    pub(crate) fn ensure(&self, project: &Project) -> Result<PathBuf> {
        let &Self { name, title, packages } = self;
        let folder = project.tools.join(name);
        let python = self.python(project);
        let _alone = lock::exclusive(&project.tools.join("lock"))?;
        // Written last, so that half an installation is never taken for a whole one.
        let whole = folder.join("installed");
        if whole.exists() {
            return Ok(python);
        }
        say(format!("installing {title} from PyPI (once, about a minute)"));
        let sh = &project.shell;
        files::remove_folder(&folder)?;
        cmd!(sh, "python3 -m venv {folder}").run().with_context(|| {
            format!("{title} needs Python with venv; on Debian: `sudo apt-get install python3-venv`")
        })?;
        cmd!(sh, "{python} -m pip install --quiet --disable-pip-version-check {packages...}")
            .run()
            .with_context(|| format!("pip could not install {title}; this needs the network once"))?;
        sh.write_file(&whole, "")?;
        Ok(python)
    }
}
