//! Asks the database of Rust's advisories whether something is known against a version that is linked in. It changes without a
//! change here and is out of reach on many machines, so "could not ask" is an outcome of its own, and not a pass.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::project::Project;
use crate::summary::Outcome;

/// Fails if an advisory is found.
pub(crate) fn check(project: &Project) -> Result<Outcome> {
    let sh = &project.shell;
    let fetched = cmd!(sh, "cargo deny fetch db").ignore_status().output()?;
    if !fetched.status.success() {
        return Ok(Outcome::NotDone(why(&String::from_utf8_lossy(&fetched.stderr))));
    }
    cmd!(sh, "cargo deny check --disable-fetch advisories").run().context(
        "something is known against a dependency: update it, or say in deny.toml why it does no harm here",
    )?;
    Ok(Outcome::Passed)
}

/// The last thing that was said, which is the nearest to the cause.
fn why(said: &str) -> String {
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    format!("the database of advisories cannot be reached ({})", last.unwrap_or("it was not said why"))
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn the_cause_is_named() {
        let said = "[ERROR] failed to fetch\nCloning…\nfatal: unable to access: Could not resolve host\n\n";
        assert!(why(said).ends_with("(fatal: unable to access: Could not resolve host)"));
        assert!(why("").contains("not said why"));
    }
}
