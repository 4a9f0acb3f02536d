//! The browsers that the tests drive, one of each engine, and a font for every script that the page is written in.

use anyhow::Result;

use crate::cargo_tool::CargoTool;
use crate::debian::{self, Wanted};
use crate::project::Project;

/// The fonts come with whichever browser is installed first. Without them the Arabic page is a row of boxes, and its
/// tests measure boxes.
const FONTS: &str = "fonts-noto-core";

/// The engine whose driver is a Rust program, which Debian does not have.
const WITH_GECKODRIVER: &str = "firefox";

/// All three engines.
const ENGINES: [Wanted; 3] = [
    Wanted {
        name: "chromium",
        commands: &[&["chromium", "chromium-browser", "google-chrome"], &["chromedriver"]],
        packages: &["chromium", "chromium-driver"],
    },
    Wanted { name: WITH_GECKODRIVER, commands: &[&["firefox-esr", "firefox"]], packages: &["firefox-esr"] },
    Wanted {
        // Safari's engine; it has no mode without a display, so it is given one that nobody sees.
        name: "webkit",
        commands: &[&["WebKitWebDriver"], &["Xvfb"]],
        packages: &["webkit2gtk-driver", "xvfb"],
    },
];

/// Makes sure of the browsers.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let there = debian::ensure(project, &ENGINES, &[FONTS])?;
    if there.contains(&WITH_GECKODRIVER) {
        CargoTool::geckodriver().ensure(project)?;
    }
    Ok(())
}
