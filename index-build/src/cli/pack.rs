//! `hushset pack`: what engines call.

use super::{
    Output, Resources,
    build::{Asked, tell},
    print,
};
use clap::{Subcommand, ValueEnum};
use hushset::{
    config::Config,
    engine::{Brief, Planned, Step, could_publish, plan, publish, rows},
    error::{Failure, Result},
    host::Host,
    report::file::ReportFile,
    spill::Outlet,
    workspace::Workspace,
};
use hushset_core::{file::ShardKind, identifier::Scope};
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

/// One step of a build, on a share of the data.
#[derive(Debug, Subcommand)]
pub(super) enum Pack {
    /// Write what all other steps need to know to a file; print what there is to read
    Brief {
        /// The settings file
        #[arg(long, value_name = "FILE", default_value = "hushset.toml")]
        config: PathBuf,
        /// Where to write it
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        publishing: Publishing,
    },
    /// Read files of a table: a line of JSON on standard input says which
    Rows {
        #[command(flatten)]
        process: Process,
        /// Stop at the first row that cannot be understood
        #[arg(long)]
        strict: bool,
    },
    /// Take whole partitions of what another step has made, from standard input
    Step {
        /// Which step
        step: StepName,
        /// Of which scope, where the step is of one
        #[arg(long, value_parser = scope)]
        scope: Option<Scope>,
        /// The plan, where the step follows it
        #[arg(long, value_name = "FILE")]
        plan: Option<PathBuf>,
        #[command(flatten)]
        process: Process,
    },
    /// Plan with the totals of all steps, from standard input; print into how many parts packing can be cut
    Plan {
        /// The brief
        #[arg(long, value_name = "FILE")]
        brief: PathBuf,
        /// Where to write the plan
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        publishing: Publishing,
    },
    /// Publish the shards that come from standard input
    Publish {
        /// The brief
        #[arg(long, value_name = "FILE")]
        brief: PathBuf,
        /// The plan
        #[arg(long, value_name = "FILE")]
        plan: PathBuf,
        /// Where the shards come from, if not from standard input
        #[arg(long, value_name = "FILE")]
        shards: Option<PathBuf>,
        #[command(flatten)]
        publishing: Publishing,
        #[command(flatten)]
        resources: Resources,
    },
}

/// How a site is published: as by `build`. Brief and plan take it, too, so that what publishing would refuse is refused
/// before hours of work.
#[derive(Debug, clap::Args)]
pub(super) struct Publishing {
    /// The folder of the site
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Write what this host needs to know, and refuse what it cannot hold
    #[arg(long, value_name = "HOST")]
    host: Vec<Host>,
    /// Write a report to this file
    #[arg(long, value_name = "FILE")]
    report: Vec<ReportFile>,
    /// Sign the build with this secret key
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
    /// Publish without a signature, although the site had one or its page asks for one
    #[arg(long, conflicts_with = "sign_key")]
    unsigned: bool,
    #[command(flatten)]
    output: Output,
}

impl Publishing {
    /// Refuses what publishing would refuse. The passphrase of a key is not asked for yet.
    fn check(&self, config: &mut Config) -> Result<()> {
        config.site.add_hosts(&self.host);
        self.report.iter().try_for_each(|file| file.outside(&self.out))?;
        let unsigned = self.unsigned || self.sign_key.is_some();
        could_publish(config, &self.out, &Asked { sign_key: None, unsigned }.signing()?)
    }

    fn publish(self, brief: Brief, planned: Planned, workspace: &Workspace, shards: impl Read) -> Result<()> {
        let Self { out, host, report, sign_key, unsigned, output } = self;
        let Brief { mut config, .. } = brief;
        config.site.add_hosts(&host);
        report.iter().try_for_each(|file| file.outside(&out))?;
        let signing = Asked { sign_key, unsigned }.signing()?;
        let built = publish(&config, planned, &out, workspace, &signing, shards)?;
        tell(&config, &built, &out, &report, &signing, output)
    }
}

/// What a process on another machine is given.
#[derive(Debug, clap::Args)]
pub(super) struct Process {
    /// The brief
    #[arg(long, value_name = "FILE")]
    brief: PathBuf,
    #[command(flatten)]
    resources: Resources,
}

/// The steps, by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum StepName {
    Draft,
    Answer,
    Settle,
    Record,
    Share,
    Gather,
    Cut,
    Filters,
    Records,
}

fn scope(name: &str) -> std::result::Result<Scope, String> {
    Scope::from_name(name).ok_or_else(|| "there are owners, items and tags".into())
}

impl StepName {
    fn of(self, scope: Option<Scope>) -> Result<Step> {
        let scope = || scope.ok_or_else(|| Failure::Question("this step needs --scope".into()));
        Ok(match self {
            Self::Draft => Step::Draft,
            Self::Answer => Step::Answer,
            Self::Settle => Step::Settle,
            Self::Record => Step::Record,
            Self::Share => Step::Share,
            Self::Gather => Step::Gather(scope()?),
            Self::Cut => Step::Cut(scope()?),
            Self::Filters => Step::Pack(scope()?, ShardKind::Filter),
            Self::Records => Step::Pack(scope()?, ShardKind::Exact),
        })
    }
}

/// Nobody watches a process on another machine.
const QUIET: Output = Output { json: false, quiet: true };

/// Blocks are tens of KiB; those at the end are shorter.
const BUFFER: usize = 1 << 18;

impl Process {
    fn start(&self) -> Result<(Brief, Workspace)> {
        let outlet = Outlet::new(BufWriter::with_capacity(BUFFER, io::stdout()));
        let workspace = Workspace { outlet: Some(Arc::new(outlet)), ..self.resources.workspace(QUIET)? };
        Ok((Brief::read(&self.brief)?, workspace))
    }
}

pub(super) fn pack(pack: Pack) -> Result<ExitCode> {
    match pack {
        Pack::Brief { config, to, publishing } => {
            let mut brief = Brief::write(&config, &to)?;
            publishing.check(&mut brief.config)?;
            print::json(&brief.tables());
        }
        Pack::Rows { process, strict } => {
            let (brief, workspace) = process.start()?;
            rows(&brief, &workspace, strict, io::stdin().lock())?;
        }
        Pack::Step { step, scope, plan, process } => {
            let step = step.of(scope)?;
            let (brief, workspace) = process.start()?;
            let planned = plan.map(|plan| Planned::read(&plan)).transpose()?;
            step.run(&brief, planned.as_ref(), &workspace, io::stdin().lock())?;
        }
        Pack::Plan { brief, to, publishing } => {
            let mut brief = Brief::read(&brief)?;
            let planned = plan(&brief, io::stdin().lock())?;
            brief.config.site.add_hosts(&publishing.host);
            planned.fits(&brief.config)?;
            planned.write(&to)?;
            print::json(&planned.packing());
        }
        Pack::Publish { brief, plan, shards, publishing, resources } => {
            let (brief, planned) = (Brief::read(&brief)?, Planned::read(&plan)?);
            let workspace = resources.workspace(publishing.output)?;
            match shards {
                None => publishing.publish(brief, planned, &workspace, io::stdin().lock())?,
                Some(file) => {
                    let shards = File::open(&file).map_err(|error| Failure::reading(&file, &error))?;
                    publishing.publish(brief, planned, &workspace, BufReader::new(shards))?;
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
