//! The browser that the tests drive, and a font for every script that the page is written in.

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::project::{Project, say};

/// What the tests start: the browser, and the program that steers it.
const COMMANDS: [&str; 2] = ["chromium", "chromedriver"];

/// Where they come from on Debian. Without the fonts the Arabic page is a row of boxes, and its tests measure boxes.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-core"];

/// Makes sure of the browser: by apt-get where that is possible, else by saying what to install.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let missing: Vec<_> = COMMANDS.into_iter().filter(|command| project.which(command).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(" and ");
    let sh = &project.shell;
    let is_root = cmd!(sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0");
    if project.which("apt-get").is_none() || !is_root {
        bail!(
            "the browser tests need {missing} on the PATH. On Debian: `sudo apt-get install {}`; elsewhere install Chromium and its \
             WebDriver. `cargo xtask test --without browsers` runs everything else",
            PACKAGES.join(" ")
        );
    }
    say(format!("installing {} with apt-get (once, about a minute)", PACKAGES.join(", ")));
    let _quiet = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(sh, "apt-get update --quiet").run().context("apt-get could not fetch its lists of packages")?;
    cmd!(sh, "apt-get install --quiet --yes --no-install-recommends")
        .args(PACKAGES)
        .run()
        .context("apt-get could not install the browser")?;
    match COMMANDS.into_iter().find(|command| project.which(command).is_none()) {
        None => Ok(()),
        Some(command) => {
            bail!("apt-get has installed the browser, but there is still no `{command}` on the PATH")
        }
    }
}
