//! The command `hushset`.

// Lengths are counted in u64 and shown as f64 here.
#![allow(clippy::cast_precision_loss)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
