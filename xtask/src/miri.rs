//! Miri, Rust's interpreter that finds undefined behaviour, on the tests of the core.
//!
//! The core forbids unsafe code, so what Miri could show is in its dependencies: SHA-256, `ChaCha20`, Unicode's tables.

use anyhow::Result;
use xshell::cmd;

use crate::project::{Project, say};

/// Proptest tries fewer cases, and keeps no files of failures: the interpreter is a few hundred times slower.
const CASES: &str = "4";

/// Runs it, or says loudly that it was not run.
pub(crate) fn run(project: &Project) -> Result<()> {
    let sh = &project.shell;
    let is_there =
        cmd!(sh, "cargo +nightly miri --version").quiet().ignore_stdout().ignore_stderr().run().is_ok();
    if !is_there {
        say("LEFT OUT: Miri is part of the nightly compiler, which is not on this machine. To have it:");
        println!("    rustup toolchain install nightly --component miri --component rust-src");
        return Ok(());
    }
    let _flags = sh.push_env("MIRIFLAGS", "-Zmiri-disable-isolation");
    let _cases = sh.push_env("PROPTEST_CASES", CASES);
    let _target = sh.push_env("CARGO_TARGET_DIR", project.target.join("miri"));
    cmd!(sh, "cargo +nightly miri test --package hushset-core --lib").run()?;
    Ok(())
}
