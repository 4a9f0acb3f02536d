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
use std::{path::PathBuf, process::ExitCode};

/// How a site is published.
#[derive(Debug, clap::Args)]
pub(super) struct Publishing {
    /// The folder of the site: new, empty, or one that holds a site made by this command
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: PathBuf,
    /// Write what this host needs to know, and refuse what it cannot hold. May be given several times; see
    /// docs/HOSTING.md
    #[arg(long, value_name = "HOST")]
    host: Vec<Host>,
    /// Write a report to this file, as its ending says: .json for programs, .html for people. May be given twice
    #[arg(long, value_name = "FILE")]
    report: Vec<ReportFile>,
    /// Sign the build with this secret key (minisign's), so that it is never published without a signature
    #[arg(long, value_name = "FILE")]
    pub(super) sign_key: Option<PathBuf>,
    /// Publish without a signature, although the site had one or its page asks for one
    #[arg(long, conflicts_with = "sign_key")]
    unsigned: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Publishing {
    /// Adds what was said here to the settings, and refuses reports within the site.
    pub(super) fn amend(&self, config: &mut Config) -> Result<()> {
        config.site.add_hosts(&self.host);
        self.report.iter().try_for_each(|file| file.outside(&self.out))
    }

    /// Asks for the passphrase now, not after an hour of building.
    pub(super) fn signing(&self) -> Result<Signing> {
        Ok(match &self.sign_key {
            Some(file) => Signing::With(read_key(file)?),
            None if self.unsigned => Signing::Without,
            None => Signing::Unsaid,
        })
    }
}

pub(super) fn build(settings: &Settings, publishing: &Publishing) -> Result<ExitCode> {
    let mut config = Config::read(&settings.config)?;
    publishing.amend(&mut config)?;
    let signing = publishing.signing()?;
    let workspace = settings.resources.workspace(publishing.output)?;
    let temp = settings.resources.temp.as_deref();
    let built = build_site(&config, &publishing.out, settings.strict, workspace, temp, &signing)?;
    tell(&config, &built, publishing, &signing)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells what was built: in the files of reports, and to whoever asked.
pub(super) fn tell(
    config: &Config,
    built: &BuildReport,
    publishing: &Publishing,
    signing: &Signing,
) -> Result<()> {
    let report = Report::of_build(config, built);
    publishing.report.iter().try_for_each(|file| file.write(&report))?;
    if publishing.output.json {
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
        publishing.out.display()
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
