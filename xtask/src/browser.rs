//! The browsers that the tests drive, one of each engine, and a font for every script that the page is written in.

use std::collections::BTreeSet;
use std::env;

use anyhow::{Context, Result, bail, ensure};
use xshell::cmd;

use crate::cargo_tool::CargoTool;
use crate::project::{Project, say};

/// The browser tests leave out the engines that this variable names, such as `firefox,webkit`, and so does the set-up.
pub(crate) const WITHOUT_ENGINES: &str = "HUSHSET_WITHOUT";

/// The fonts come with whichever browser is installed first. Without them the Arabic page is a row of boxes, and its
/// tests measure boxes.
const FONTS: &str = "fonts-noto-core";

/// What drives one engine.
struct Engine {
    /// Its name in [`WITHOUT_ENGINES`].
    name: &'static str,
    /// What must be on the `PATH`; of each row, any one.
    commands: &'static [&'static [&'static str]],
    /// Where that comes from on Debian.
    packages: &'static [&'static str],
    /// Whether its driver is a Rust program, which Debian does not have.
    geckodriver: bool,
}

/// All three.
const ENGINES: [Engine; 3] = [
    Engine {
        name: "chromium",
        commands: &[&["chromium", "chromium-browser", "google-chrome"], &["chromedriver"]],
        packages: &["chromium", "chromium-driver"],
        geckodriver: false,
    },
    Engine {
        name: "firefox",
        commands: &[&["firefox-esr", "firefox"]],
        packages: &["firefox-esr"],
        geckodriver: true,
    },
    Engine {
        // Safari's engine; it has no mode without a display, so it is given one that nobody sees.
        name: "webkit",
        commands: &[&["WebKitWebDriver"], &["Xvfb"]],
        packages: &["webkit2gtk-driver", "xvfb"],
        geckodriver: false,
    },
];

/// Makes sure of the browsers: by apt-get where that is possible, else by saying what to install.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let engines = wanted(&env::var(WITHOUT_ENGINES).unwrap_or_default())?;
    let missing =
        |engine: &&&Engine| missing_of(engine, |command| project.which(command).is_some()).is_some();
    let incomplete: Vec<_> = engines.iter().filter(missing).collect();
    if !incomplete.is_empty() {
        let names: Vec<_> = incomplete.iter().map(|engine| engine.name).collect();
        let packages: Vec<_> =
            incomplete.iter().flat_map(|engine| engine.packages).copied().chain([FONTS]).collect();
        install(project, &names.join(","), &packages)?;
    }
    for engine in &engines {
        let missing = missing_of(engine, |command| project.which(command).is_some());
        ensure!(
            missing.is_none(),
            "apt-get has installed what {} needs, but there is still no `{}` on the PATH",
            engine.name,
            missing.unwrap_or_default()
        );
    }
    if engines.iter().any(|engine| engine.geckodriver) {
        CargoTool::geckodriver().ensure(project)?;
    }
    Ok(())
}

/// The engines that `left_out`, the value of [`WITHOUT_ENGINES`], does not name.
fn wanted(left_out: &str) -> Result<Vec<&'static Engine>> {
    let left_out: BTreeSet<_> = left_out.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    for name in &left_out {
        ensure!(
            ENGINES.iter().any(|engine| engine.name == *name),
            "{WITHOUT_ENGINES} names “{name}”; it takes chromium, firefox and webkit"
        );
    }
    Ok(ENGINES.iter().filter(|engine| !left_out.contains(engine.name)).collect())
}

/// A command that the engine needs and that is not `there`.
fn missing_of(engine: &Engine, there: impl Fn(&str) -> bool) -> Option<&'static str> {
    engine
        .commands
        .iter()
        .find(|row| !row.iter().any(|command| there(command)))
        .and_then(|row| row.first())
        .copied()
}

/// Installs Debian packages.
fn install(project: &Project, engines: &str, packages: &[&str]) -> Result<()> {
    let sh = &project.shell;
    let is_root = cmd!(sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0");
    let list = packages.join(" ");
    if project.which("apt-get").is_none() || !is_root {
        bail!(
            "the browser tests need {engines}, each with its WebDriver. On Debian: `sudo apt-get install {list}`; elsewhere \
             install what is in these packages. {WITHOUT_ENGINES}={engines} runs the tests without them, and \
             `cargo xtask test --without browsers` runs everything but them"
        );
    }
    say(format!("installing {list} with apt-get (once, about a minute)"));
    let _quiet = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(sh, "apt-get update --quiet").run().context("apt-get could not fetch its lists of packages")?;
    cmd!(sh, "apt-get install --quiet --yes --no-install-recommends")
        .args(packages)
        .run()
        .context("apt-get could not install the browsers")
}

#[cfg(test)]
mod tests {
    use super::{ENGINES, missing_of, wanted};

    #[test]
    fn engines_are_left_out_by_name() {
        let names = |left_out: &str| -> Option<Vec<_>> {
            Some(wanted(left_out).ok()?.iter().map(|engine| engine.name).collect())
        };
        assert_eq!(names(""), Some(vec!["chromium", "firefox", "webkit"]));
        assert_eq!(names(" firefox, webkit,"), Some(vec!["chromium"]));
        assert_eq!(names("chromium,firefox,webkit"), Some(vec![]));
        assert_eq!(names("safari"), None);
    }

    #[test]
    fn one_command_of_each_row_is_enough() {
        let [chromium, firefox, _] = &ENGINES;
        let missing = |engine, there: &[&str]| missing_of(engine, |command| there.contains(&command));
        assert_eq!(missing(chromium, &["google-chrome", "chromedriver"]), None);
        assert_eq!(missing(chromium, &["google-chrome"]), Some("chromedriver"));
        assert_eq!(missing(chromium, &[]), Some("chromium"));
        assert_eq!(missing(firefox, &["firefox"]), None);
    }
}
