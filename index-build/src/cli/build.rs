//! `hushset build` and `hushset plan`.

use super::{Output, Settings, keys::read_key, print};
use hushset::{
    build::{BuildReport, build as build_site},
    config::Config,
    error::Result,
    host::Host,
    prepare::{context, prepare},
    report::{Report, file::ReportFile},
    signing::Signing,
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What was said about signing.
pub(super) struct Asked {
    pub(super) sign_key: Option<PathBuf>,
    pub(super) unsigned: bool,
}

impl Asked {
    /// Asks for the passphrase now, not after an hour of building.
    pub(super) fn signing(&self) -> Result<Signing> {
        Ok(match &self.sign_key {
            Some(file) => Signing::With(read_key(file)?),
            None if self.unsigned => Signing::Without,
            None => Signing::Unsaid,
        })
    }
}

pub(super) fn build(
    settings: &Settings,
    out: &Path,
    hosts: &[Host],
    files: &[ReportFile],
    asked: &Asked,
    output: Output,
) -> Result<ExitCode> {
    let mut config = Config::read(&settings.config)?;
    config.site.add_hosts(hosts);
    files.iter().try_for_each(|file| file.outside(out))?;
    let signing = asked.signing()?;
    let workspace = settings.resources.workspace(output)?;
    let temp = settings.resources.temp.as_deref();
    let built = build_site(&config, out, settings.strict, workspace, temp, &signing)?;
    tell(&config, &built, out, files, &signing, output)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells what was built: in the files of reports, and to whoever asked.
pub(super) fn tell(
    config: &Config,
    built: &BuildReport,
    out: &Path,
    files: &[ReportFile],
    signing: &Signing,
    output: Output,
) -> Result<()> {
    let report = Report::of_build(config, built);
    files.iter().try_for_each(|file| file.write(&report))?;
    if output.json {
        print::json(&report);
        return Ok(());
    }
    print::sections(&report.news());
    let state = if built.unchanged { "unchanged: the site had this build already" } else { "published" };
    let signed = if signing.key().is_some() { ", signed" } else { "" };
    anstream::println!(
        "\n\x1b[1mBuild {}\x1b[0m\n  number {} of this site{signed}, {state}\n  Preview it: hushset serve {}",
        built.build,
        built.sequence,
        out.display()
    );
    if config.site.address.is_none() {
        anstream::println!(
            "  Without oEmbed documents, by which WordPress and others lay the box into articles: they need [site] address"
        );
    }
    tell_hosts(&config.site.hosts);
    if let Some(recipes) = &built.recipes {
        anstream::println!("  The recipes are in {}", recipes.display());
    }
    Ok(())
}

/// What is to be done at each host, and what the host does not do.
fn tell_hosts(hosts: &[Host]) {
    for host in hosts {
        anstream::println!("  {}: {}", host.title(), host.advice());
        if let Some(caveat) = host.caveat() {
            print::warning(&format!("{}: {caveat}", host.title()));
        }
    }
}

pub(super) fn plan(settings: &Settings, output: Output) -> Result<ExitCode> {
    let config = Config::read(&settings.config)?;
    let workspace = settings.resources.workspace(output)?;
    let context = context(&config)?;
    let prepared = prepare(&config, settings.strict, &context, &workspace)?;
    if output.json {
        print::json(&prepared.plan);
    } else {
        let datasets = &prepared.manifest.datasets;
        print::sections(&Report::of_plan(&config, &prepared.report, &prepared.plan, datasets).outlook());
    }
    Ok(ExitCode::SUCCESS)
}
