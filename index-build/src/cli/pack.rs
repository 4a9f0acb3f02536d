//! `hushset pack`: what engines call.

use super::{
    Output, Resources,
    build::{Publishing, tell},
    print,
};
use clap::{Subcommand, ValueEnum};
use hushset::{
    config::Config,
    engine::{Brief, Planned, Step, could_publish, plan, publish as publish_site, rows},
    error::{Failure, Result},
    signing::Signing,
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

/// Refuses what publishing would refuse, before hours of work. The passphrase of a key is not asked for yet.
fn check(publishing: &Publishing, config: &mut Config) -> Result<()> {
    publishing.amend(config)?;
    let signing = if publishing.sign_key.is_some() { Signing::Without } else { publishing.signing()? };
    could_publish(config, &publishing.out, &signing)
}

fn publish(
    publishing: &Publishing,
    mut config: Config,
    planned: Planned,
    workspace: &Workspace,
    shards: impl Read,
) -> Result<()> {
    publishing.amend(&mut config)?;
    let signing = publishing.signing()?;
    let built = publish_site(&config, planned, &publishing.out, workspace, &signing, shards)?;
    tell(&config, &built, publishing, &signing)
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
            check(&publishing, &mut brief.config)?;
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
            publishing.amend(&mut brief.config)?;
            planned.fits(&brief.config)?;
            planned.write(&to)?;
            print::json(&planned.packing());
        }
        Pack::Publish { brief, plan, shards, publishing, resources } => {
            let (Brief { config, .. }, planned) = (Brief::read(&brief)?, Planned::read(&plan)?);
            let workspace = resources.workspace(publishing.output)?;
            let shards: Box<dyn Read> = match shards {
                None => Box::new(io::stdin().lock()),
                Some(file) => {
                    let shards = File::open(&file).map_err(|error| Failure::reading(&file, &error))?;
                    Box::new(BufReader::new(shards))
                }
            };
            publish(&publishing, config, planned, &workspace, shards)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
