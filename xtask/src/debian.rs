//! Programs that tests drive and that come as Debian packages: which are missing, and how they are had.

use std::collections::BTreeSet;
use std::env;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::{Project, say};

/// The tests leave out the engines and servers that this variable names, such as `firefox,caddy`, and so does the set-up.
pub(crate) const WITHOUT: &str = "HUSHSET_WITHOUT";

/// All that it may name.
const NAMES: [&str; 5] = ["chromium", "firefox", "webkit", "nginx", "caddy"];

/// A program.
pub(crate) struct Wanted {
    /// Its name in [`WITHOUT`].
    pub(crate) name: &'static str,
    /// What must be on the `PATH`; of each row, any one.
    pub(crate) commands: &'static [&'static [&'static str]],
    /// Where that comes from on Debian.
    pub(crate) packages: &'static [&'static str],
}

/// Makes sure of those that nobody asked to leave out: by apt-get where that is possible, else by saying what to install. `further`
/// packages come along with whichever is installed. Returns the names of those that are there now.
pub(crate) fn ensure(project: &Project, all: &[Wanted], further: &[&str]) -> Result<Vec<&'static str>> {
    let wanted = wanted(all, &env::var(WITHOUT).unwrap_or_default())?;
    let missing = |one: &&&Wanted| missing_of(one, |command| is_there(project, command)).is_some();
    let incomplete: Vec<_> = wanted.iter().filter(missing).collect();
    if !incomplete.is_empty() {
        let names: Vec<_> = incomplete.iter().map(|one| one.name).collect();
        let packages: Vec<_> =
            incomplete.iter().flat_map(|one| one.packages).chain(further).copied().collect();
        install(project, &names.join(","), &packages)?;
    }
    for one in &wanted {
        let missing = missing_of(one, |command| is_there(project, command));
        ensure!(
            missing.is_none(),
            "apt-get has installed what {} needs, but there is still no `{}` on the PATH",
            one.name,
            missing.unwrap_or_default()
        );
    }
    Ok(wanted.iter().map(|one| one.name).collect())
}

/// Whether a command can be found; servers stand where only root's PATH leads.
fn is_there(project: &Project, command: &str) -> bool {
    project.which(command).is_some() || std::path::Path::new("/usr/sbin").join(command).is_file()
}

/// Those that `left_out`, the value of [`WITHOUT`], does not name.
fn wanted<'a>(all: &'a [Wanted], left_out: &str) -> Result<Vec<&'a Wanted>> {
    let left_out: BTreeSet<_> = left_out.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    for name in &left_out {
        ensure!(NAMES.contains(name), "{WITHOUT} names “{name}”; it takes {}", NAMES.join(", "));
    }
    Ok(all.iter().filter(|one| !left_out.contains(one.name)).collect())
}

/// A command that is needed and not `there`.
fn missing_of(one: &Wanted, there: impl Fn(&str) -> bool) -> Option<&'static str> {
    one.commands
        .iter()
        .find(|row| !row.iter().any(|command| there(command)))
        .and_then(|row| row.first())
        .copied()
}

/// Installs Debian packages.
fn install(project: &Project, names: &str, packages: &[&str]) -> Result<()> {
    ensure!(
        apt_get(project, packages)?,
        "the browser tests need {names}, and each engine its WebDriver. On Debian: `sudo apt-get install {}`; elsewhere \
         install what is in these packages. {WITHOUT}={names} runs the tests without them, and \
         `cargo xtask test --without browsers` runs everything but them",
        packages.join(" ")
    );
    Ok(())
}

/// Installs Debian packages where that can be done without asking anybody; `false` where it cannot.
pub(crate) fn apt_get(project: &Project, packages: &[&str]) -> Result<bool> {
    let sh = &project.shell;
    let is_root = cmd!(sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0");
    if project.which("apt-get").is_none() || !is_root {
        return Ok(false);
    }
    let list = packages.join(" ");
    say(format!("installing {list} with apt-get (once, about a minute)"));
    let _quiet = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(sh, "apt-get update --quiet").run().context("apt-get could not fetch its lists of packages")?;
    cmd!(sh, "apt-get install --quiet --yes --no-install-recommends")
        .args(packages)
        .run()
        .with_context(|| format!("apt-get could not install {list}"))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Wanted, missing_of, wanted};

    const ALL: [Wanted; 2] = [
        Wanted {
            name: "chromium",
            commands: &[&["chromium", "google-chrome"], &["chromedriver"]],
            packages: &[],
        },
        Wanted { name: "caddy", commands: &[&["caddy"]], packages: &[] },
    ];

    #[test]
    fn what_is_left_out_is_named() {
        let names = |left_out: &str| -> Option<Vec<_>> {
            Some(wanted(&ALL, left_out).ok()?.iter().map(|one| one.name).collect())
        };
        assert_eq!(names(""), Some(vec!["chromium", "caddy"]));
        assert_eq!(names(" caddy, webkit,"), Some(vec!["chromium"]));
        assert_eq!(names("chromium,caddy"), Some(vec![]));
        assert_eq!(names("safari"), None);
    }

    #[test]
    fn one_command_of_each_row_is_enough() {
        let missing = |there: &[&str]| missing_of(&ALL[0], |command| there.contains(&command));
        assert_eq!(missing(&["google-chrome", "chromedriver"]), None);
        assert_eq!(missing(&["google-chrome"]), Some("chromedriver"));
        assert_eq!(missing(&[]), Some("chromium"));
    }
}
