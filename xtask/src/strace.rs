//! strace, with which a test stops a build at any operation on the file system. Where it cannot be had, that test says
//! that it was left out.

use crate::debian;
use crate::project::{Project, say};

/// Installs it if that can be done without asking anybody.
pub(crate) fn ensure(project: &Project) {
    let is_there = || project.which("strace").is_some();
    if !is_there() && !debian::apt_get(project, &["strace"]).unwrap_or(false) {
        say(
            "there is no strace: builds will be killed at random moments only. On Debian: `sudo apt-get install strace`",
        );
    }
}
