//! strace, with which a test stops a build at any operation on the file system. Where it cannot be had, that test says
//! that it was left out.

use xshell::cmd;

use crate::project::{Project, say};

/// Installs it if that can be done without asking anybody.
pub(crate) fn ensure(project: &Project) {
    let sh = &project.shell;
    if project.which("strace").is_some() {
        return;
    }
    let is_root = cmd!(sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0");
    let _quiet = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    let installed = is_root
        && project.which("apt-get").is_some()
        && cmd!(sh, "apt-get update --quiet").run().is_ok()
        && cmd!(sh, "apt-get install --quiet --yes --no-install-recommends strace").run().is_ok();
    if !installed {
        say(
            "there is no strace: builds will be killed at random moments only. On Debian: `sudo apt-get install strace`",
        );
    }
}
