//! `hushset inspect`: what a published site shows to everyone, or a build report, as text and charts.

use super::{Output, Resources, print};
use hushset::{
    error::{Failure, Result},
    report::{Report, file},
    transport::Transport,
    verify::open,
};
use std::{path::Path, process::ExitCode};

pub(super) fn inspect(what: &str, shards: bool, resources: &Resources, output: Output) -> Result<ExitCode> {
    let report = if Path::new(what).is_file() {
        if shards {
            return Err(Failure::Question("--shards is for a site: a report has no shards to read".into()));
        }
        file::read(Path::new(what))?
    } else {
        inspect_site(&Transport::of(what), shards, resources, output)?
    };
    if output.json {
        print::json(&report);
    } else {
        print::sections(&report.sections());
    }
    Ok(ExitCode::SUCCESS)
}

fn inspect_site(site: &Transport, shards: bool, resources: &Resources, output: Output) -> Result<Report> {
    let index = open(site, None)?;
    let mut report = Report::of_site(&index);
    if shards {
        report.read_shards(site, &index, &resources.workspace(output)?)?;
    }
    Ok(report)
}
