//! `hushset verify`

use super::{Output, Resources, Trusted, print};
use hushset::{
    audit::{Audit, Check, State, audit},
    config::Config,
    error::Result,
    plan::bytes,
    transport::Transport,
    verify::{VerifyReport, verify as verify_site},
};
use serde::Serialize;
use std::{path::Path, process::ExitCode};

/// Everything that was found, for `--json`.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    report: Option<VerifyReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<Audit>,
}

pub(super) fn verify(
    site: &str,
    trusted: &Trusted,
    config: Option<&Path>,
    resources: &Resources,
    output: Output,
) -> Result<ExitCode> {
    let config = config.map(Config::read).transpose()?;
    let trust = trusted.read(None)?;
    let workspace = resources.workspace(output)?;
    let transport = Transport::of(site);
    let audit = is_web(&transport).then(|| audit(site, &trust, &workspace)).transpose()?;
    let is_good = audit.as_ref().map_or(Ok(()), Audit::result);
    // An audit reads the same files; what it found wrong is told before anything else goes wrong for it.
    let report = match &is_good {
        Ok(()) if audit.is_none() || config.is_some() => {
            Some(verify_site(&transport, &trust, config.as_ref(), &workspace)?)
        }
        _ => None,
    };
    if output.json {
        print::json(&Found { report, audit });
    } else {
        audit.iter().for_each(print_audit);
        report.iter().for_each(print_report);
    }
    is_good.map(|()| ExitCode::SUCCESS)
}

fn is_web(site: &Transport) -> bool {
    matches!(site, Transport::Web { .. })
}

fn print_report(report: &VerifyReport) {
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
}

fn print_audit(audit: &Audit) {
    let sequence = audit.sequence.map(|sequence| format!("number {sequence}, ")).unwrap_or_default();
    anstream::println!(
        "\x1b[1m{}\x1b[0m\n  build {}\n  {sequence}{} files of the index, {}\n",
        audit.site,
        audit.build,
        print::number(audit.files),
        bytes(audit.bytes)
    );
    audit.checks.iter().for_each(print_check);
    let count = |state| print::number(audit.count(state) as u64);
    anstream::println!(
        "\n  {} as it should be, {} doubtful, {} wrong",
        count(State::Good),
        count(State::Doubtful),
        count(State::Bad)
    );
}

fn print_check(Check { state, about, check, said }: &Check) {
    let [good, doubtful, bad] = if print::has_unicode() { ["✓", "!", "✗"] } else { ["+", "!", "x"] };
    let mark = match state {
        State::Good => format!("\x1b[32m{good}\x1b[0m"),
        State::Doubtful => format!("\x1b[33;1m{doubtful}\x1b[0m"),
        State::Bad => format!("\x1b[31;1m{bad}\x1b[0m"),
    };
    anstream::println!("  {mark} {about:<10}{check:<14}{}", print::shown(said));
}
