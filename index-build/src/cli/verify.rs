//! `hushset verify`

use super::{Output, Resources, print};
use hushset::{
    config::Config, error::Result, plan::bytes, transport::Transport, verify::verify as verify_site,
};
use std::{path::Path, process::ExitCode};

pub(super) fn verify(
    site: &str,
    config: Option<&Path>,
    resources: &Resources,
    output: Output,
) -> Result<ExitCode> {
    let config = config.map(Config::read).transpose()?;
    let report = verify_site(&Transport::of(site), config.as_ref(), &resources.workspace(output)?)?;
    if output.json {
        print::json(&report);
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!(
        "\x1b[1mBuild {}\x1b[0m is whole: {} files, {}, {} records; every byte is vouched for by the build id",
        report.build,
        print::number(report.files),
        bytes(report.bytes),
        print::number(report.entries)
    );
    if let Some(subjects) = report.subjects {
        anstream::println!(
            "  {} names and photos of the tables were asked about; each has exactly its datasets and photos",
            print::number(subjects)
        );
    }
    Ok(ExitCode::SUCCESS)
}
