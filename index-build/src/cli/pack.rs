//! `hushset pack`: what engines call.

use super::{
    Output, Resources,
    build::{Asked, tell},
    print,
};
use clap::{Subcommand, ValueEnum};
use hushset::{
    engine::{Brief, Planned, Step, plan, publish, rows},
    error::{Failure, Result},
    host::Host,
    report::file::ReportFile,
    spill::Outlet,
    workspace::Workspace,
};
use hushset_core::{file::ShardKind, identifier::Scope};
use std::{
    io::{self, BufWriter},
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
    },
    /// Publish the shards that come from standard input
    Publish {
        /// The brief
        #[arg(long, value_name = "FILE")]
        brief: PathBuf,
        /// The plan
        #[arg(long, value_name = "FILE")]
        plan: PathBuf,
        /// The folder of the site, as for `build`
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
        /// As for `build`
        #[arg(long, value_name = "HOST")]
        host: Vec<Host>,
        /// As for `build`
        #[arg(long, value_name = "FILE")]
        report: Vec<ReportFile>,
        /// As for `build`
        #[arg(long, value_name = "FILE")]
        sign_key: Option<PathBuf>,
        /// As for `build`
        #[arg(long, conflicts_with = "sign_key")]
        unsigned: bool,
        #[command(flatten)]
        resources: Resources,
        #[command(flatten)]
        output: Output,
    },
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
        Pack::Brief { config, to } => print::json(&Brief::write(&config, &to)?.tables()),
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
        Pack::Plan { brief, to } => {
            let planned = plan(&Brief::read(&brief)?, io::stdin().lock())?;
            planned.write(&to)?;
            print::json(&planned.packing());
        }
        Pack::Publish { brief, plan, out, host, report, sign_key, unsigned, resources, output } => {
            let Brief { mut config, .. } = Brief::read(&brief)?;
            config.site.add_hosts(&host);
            report.iter().try_for_each(|file| file.outside(&out))?;
            let signing = Asked { sign_key, unsigned }.signing()?;
            let (planned, workspace) = (Planned::read(&plan)?, resources.workspace(output)?);
            let built = publish(&config, planned, &out, &workspace, &signing, io::stdin().lock())?;
            tell(&config, &built, &out, &report, &signing, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
