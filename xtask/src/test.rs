//! Runs the checks and tests, goes on past a failure, and says plainly what was run and what was not.

use std::collections::BTreeSet;
use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::debian::WITHOUT;
use crate::project::{Project, say};
use crate::setup::{self, Missing};
use crate::steps::Step;
use crate::summary::{Outcome, Summary};

/// Which steps to run: all, if nothing is said.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave these steps out. The summary will say so.
    #[arg(long, value_name = "STEP", num_args = 1..)]
    without: Vec<Step>,
    /// Run only these steps, and those whose results they need.
    #[arg(long, value_name = "STEP", num_args = 1..)]
    only: Vec<Step>,
}

/// Runs the steps that `options` leaves.
pub(crate) fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    let chosen = choose(options);
    let parts: BTreeSet<_> = chosen.iter().flat_map(|step| step.parts()).copied().collect();
    let parts: Vec<_> = parts.into_iter().collect();
    let missing = setup::ensure(project, &parts)?;

    let mut summary = Summary::default();
    for &step in Step::value_variants() {
        if !chosen.contains(&step) {
            summary.add(step, Outcome::LeftOut, Duration::ZERO);
            continue;
        }
        println!();
        say(format!("{}: {}", step.name(), step.about()));
        let start = Instant::now();
        let outcome = match obstacle(step, &missing, &summary) {
            Some(reason) => Outcome::Failed(format!("could not run: {reason}")),
            None => step.run(project).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}"))),
        };
        if let Outcome::Failed(reason) = &outcome {
            eprintln!("error: {}: {reason}", step.name());
        }
        summary.add(step, outcome, start.elapsed());
    }
    if chosen.contains(&Step::Browsers) {
        // So that a run without an engine does not look like one with it.
        summary.without_engines(&env::var(WITHOUT).unwrap_or_default());
    }
    println!("{summary}");
    Ok(if summary.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The steps to run.
fn choose(options: &Options) -> BTreeSet<Step> {
    let mut chosen: BTreeSet<Step> = if options.only.is_empty() {
        Step::value_variants().iter().copied().collect()
    } else {
        options.only.iter().copied().collect()
    };
    // A step stands after all that it needs, so one walk from the last to the first finds everything.
    for step in Step::value_variants().iter().rev() {
        if chosen.contains(step) {
            chosen.extend(step.after());
        }
    }
    chosen.retain(|step| !options.without.contains(step));
    chosen
}

/// Why `step` cannot run: a tool that could not be had, or an earlier step that failed.
fn obstacle(step: Step, missing: &Missing, summary: &Summary) -> Option<String> {
    let tool = step.parts().iter().find_map(|part| missing.get(part).cloned());
    let before = || step.after().iter().find(|before| summary.has_failed(**before));
    tool.or_else(|| before().map(|before| format!("`{}` failed", before.name())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::ValueEnum;

    use super::{Options, choose, obstacle};
    use crate::setup::{Missing, Part};
    use crate::steps::Step;
    use crate::summary::{Outcome, Summary};

    fn chosen(only: &[Step], without: &[Step]) -> Vec<Step> {
        choose(&Options { only: only.to_vec(), without: without.to_vec() }).into_iter().collect()
    }

    #[test]
    fn chooses_what_was_asked_for_and_what_that_needs() {
        let all = Step::value_variants();
        assert_eq!(chosen(&[], &[]), all);
        assert_eq!(chosen(&[], &[Step::Browsers, Step::Deny]).len(), all.len() - 2);
        assert_eq!(chosen(&[Step::Fmt], &[]), [Step::Fmt]);
        assert_eq!(chosen(&[Step::Browsers], &[]), [Step::Runtime, Step::Release, Step::Browsers]);
        assert_eq!(chosen(&[Step::Browsers], &[Step::Release]), [Step::Runtime, Step::Browsers]);
    }

    #[test]
    fn a_step_is_held_up_by_a_missing_tool_or_a_failed_step() {
        let mut summary = Summary::default();
        summary.add(Step::Runtime, Outcome::Failed(String::new()), Duration::ZERO);
        summary.add(Step::Release, Outcome::LeftOut, Duration::ZERO);
        let missing = Missing::from([(Part::Deny, "no cargo-deny".to_owned())]);
        let cases = [
            (Step::Deny, Some("no cargo-deny")),
            (Step::Unit, Some("`runtime` failed")),
            (Step::Reader, None),
            (Step::Fmt, None),
        ];
        for (step, expected) in cases {
            assert_eq!(obstacle(step, &missing, &summary).as_deref(), expected, "{step:?}");
        }
    }
}
