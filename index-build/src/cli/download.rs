//! `hushset download`

use super::{Output, Trusted};
use hushset::{download::download as copy, error::Result, transport::Transport};
use std::{path::Path, process::ExitCode};

pub(super) fn download(site: &Transport, trust: &Trusted, out: &Path, output: Output) -> Result<ExitCode> {
    let copied = copy(site, &trust.read(None)?, out, &output.progress())?;
    let out = out.display();
    anstream::println!(
        "\x1b[1mBuild {}\x1b[0m is in {out}, and whole.\n  Ask it: hushset check {out} \"12345678@N00\" --details",
        copied.build
    );
    Ok(ExitCode::SUCCESS)
}
