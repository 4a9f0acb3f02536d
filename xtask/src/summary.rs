//! What a test run amounts to: a table, and one line that machines and people read alike.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::steps::Step;

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It ran and everything held.
    Passed,
    /// It ran and something did not hold, or it was to run and could not: for the reason given.
    Failed(String),
    /// What it needs is out of reach, and nobody here can help that: for the reason given.
    NotDone(String),
    /// It was left out, by request.
    LeftOut,
}

/// All steps with their outcomes, in order.
#[derive(Default)]
pub(crate) struct Summary {
    steps: Vec<(Step, Outcome, Duration)>,
    engines_left_out: String,
}

impl Summary {
    /// Notes how a step ended and how long it took.
    pub(crate) fn add(&mut self, step: Step, outcome: Outcome, took: Duration) {
        self.steps.push((step, outcome, took));
    }

    /// Notes that the browser tests skipped these engines, in the words in which they were asked to.
    pub(crate) fn without_engines(&mut self, names: &str) {
        names.trim().clone_into(&mut self.engines_left_out);
    }

    /// Whether `step` failed, or could not run.
    pub(crate) fn has_failed(&self, step: Step) -> bool {
        self.steps.iter().any(|(other, outcome, _)| *other == step && matches!(outcome, Outcome::Failed(_)))
    }

    /// Whether everything that was to run has run, and held.
    pub(crate) fn is_good(&self) -> bool {
        !self.steps.iter().any(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_)))
    }

    /// What could not be done, and why.
    fn not_done(&self) -> impl Iterator<Item = String> {
        self.steps.iter().filter_map(|(step, outcome, _)| match outcome {
            Outcome::NotDone(reason) => Some(format!("{}: {reason}", step.name())),
            _ => None,
        })
    }

    /// The names of the steps left out.
    fn left_out(&self) -> Vec<String> {
        let left_out = self.steps.iter().filter(|(_, outcome, _)| *outcome == Outcome::LeftOut);
        left_out.map(|(step, ..)| step.name()).collect()
    }
}

impl Display for Summary {
    /// The table, a warning if anything was left out, and the counts as the last line.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (mut passed, mut failed) = (0, 0);
        writeln!(out, "\n  step       result     time")?;
        for (step, outcome, took) in &self.steps {
            let (result, reason) = match outcome {
                Outcome::Passed => ("ok", ""),
                Outcome::Failed(reason) => ("FAILED", reason.as_str()),
                Outcome::NotDone(reason) => ("NOT DONE", reason.as_str()),
                Outcome::LeftOut => ("LEFT OUT", ""),
            };
            let time = if *outcome == Outcome::LeftOut { String::new() } else { seconds(*took) };
            let line = format!("  {:<10} {result:<8} {time:>8}  {reason}", step.name());
            writeln!(out, "{}", line.trim_end())?;
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Failed(_) => failed += 1,
                Outcome::NotDone(_) | Outcome::LeftOut => {}
            }
        }
        if !self.engines_left_out.is_empty() {
            writeln!(out, "\n  !! NO TEST, as was asked for, in: {}.", self.engines_left_out)?;
        }
        let not_done: Vec<_> = self.not_done().collect();
        for line in &not_done {
            writeln!(out, "\n  !! NOT DONE: {line}. This run does not show that it holds.")?;
        }
        let left_out = self.left_out();
        if !left_out.is_empty() {
            writeln!(
                out,
                "\n  !! NOT RUN, as was asked for: {}. This run does not show that they hold.",
                left_out.join(", ")
            )?;
        }
        write!(out, "\n{passed} passed, {failed} failed")?;
        match not_done.len() + left_out.len() {
            0 => Ok(()),
            skipped => write!(out, ", {skipped} skipped"),
        }
    }
}

/// A duration as people say it: `3.2 s`, `4 m 07 s`.
fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole < 60 {
        return format!("{:.1} s", took.as_secs_f64());
    }
    format!("{} m {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Outcome, Summary, seconds};
    use crate::steps::Step;

    fn summary(outcomes: &[(Step, Outcome)]) -> Summary {
        let mut summary = Summary::default();
        for (step, outcome) in outcomes {
            summary.add(*step, outcome.clone(), Duration::from_millis(1_240));
        }
        summary
    }

    #[test]
    fn all_well() {
        let summary = summary(&[(Step::Fmt, Outcome::Passed), (Step::Unit, Outcome::Passed)]);
        let text = summary.to_string();
        assert!(summary.is_good());
        assert!(text.contains("  fmt        ok          1.2 s\n"), "{text}");
        assert!(text.ends_with("\n2 passed, 0 failed"), "{text}");
    }

    #[test]
    fn a_failure_is_named_with_its_reason() {
        let summary =
            summary(&[(Step::Fmt, Outcome::Failed("not formatted".into())), (Step::Unit, Outcome::Passed)]);
        let text = summary.to_string();
        assert!(!summary.is_good());
        assert!(summary.has_failed(Step::Fmt) && !summary.has_failed(Step::Unit));
        assert!(text.contains("FAILED      1.2 s  not formatted\n"), "{text}");
        assert!(text.ends_with("\n1 passed, 1 failed"), "{text}");
    }

    #[test]
    fn what_was_left_out_is_loud() {
        let summary = summary(&[(Step::Unit, Outcome::Passed), (Step::Browsers, Outcome::LeftOut)]);
        let text = summary.to_string();
        assert!(summary.is_good());
        assert!(text.contains("  browsers   LEFT OUT\n"), "{text}");
        assert!(text.contains("NOT RUN, as was asked for: browsers"), "{text}");
        assert!(text.ends_with("\n1 passed, 0 failed, 1 skipped"), "{text}");
    }

    #[test]
    fn what_could_not_be_done_is_loud() {
        let summary = summary(&[
            (Step::Advisories, Outcome::NotDone("out of reach".into())),
            (Step::Unit, Outcome::Passed),
        ]);
        let text = summary.to_string();
        assert!(summary.is_good());
        assert!(text.contains("  advisories NOT DONE    1.2 s  out of reach\n"), "{text}");
        assert!(text.contains("!! NOT DONE: advisories: out of reach."), "{text}");
        assert!(text.ends_with("\n1 passed, 0 failed, 1 skipped"), "{text}");
    }

    #[test]
    fn an_engine_left_out_is_loud() {
        let mut summary = summary(&[(Step::Browsers, Outcome::Passed)]);
        summary.without_engines("firefox,webkit");
        let text = summary.to_string();
        assert!(text.contains("!! NO TEST, as was asked for, in: firefox,webkit."), "{text}");
        assert!(text.ends_with("\n1 passed, 0 failed"), "{text}");
    }

    #[test]
    fn durations_read_well() {
        for (millis, expected) in [(0, "0.0 s"), (59_900, "59.9 s"), (247_000, "4 m 07 s")] {
            assert_eq!(seconds(Duration::from_millis(millis)), expected);
        }
    }
}
