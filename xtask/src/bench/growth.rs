//! How a build's time grows with the rows.

use std::fmt::{self, Display, Formatter};
use std::fs;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::bench::contender::Sitting;
use crate::bench::measure::Cost;
use crate::bench::plot::{self, Point};
use crate::bench::report::Entry;
use crate::bench::sample::Sample;
use crate::bench::table::Table;
use crate::number::grouped;
use crate::project::{Project, say};

/// The numbers of rows to build.
const STEPS: [u64; 7] = [1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000];

/// A build of each number of rows.
#[derive(Serialize)]
pub(crate) struct Growth {
    steps: Vec<Step>,
}

/// One build.
#[derive(Serialize)]
struct Step {
    rows: u64,
    #[serde(flatten)]
    cost: Cost,
    output_mib: Option<f64>,
    verify_seconds: f64,
}

/// Builds and verifies every number of rows up to `most`.
pub(crate) fn measure(project: &Project, most: u64) -> Result<Growth> {
    let step = |rows| -> Result<Step> {
        let sample = Sample::of(project, rows)?;
        let [Entry { cost, output_mib, .. }, verify] = Sitting::new(project, &sample)?.build_and_verify()?;
        Ok(Step { rows, cost, output_mib, verify_seconds: verify.cost.seconds })
    };
    let steps = STEPS.into_iter().filter(|rows| *rows <= most).map(step).collect::<Result<_>>()?;
    Ok(Growth { steps })
}

impl Growth {
    /// Draws the chart for the documentation.
    pub(crate) fn draw(&self, project: &Project) -> Result<()> {
        let file = project.root.join("docs").join("images").join("build-time.svg");
        let svg = plot::growth_chart(&self.points());
        fs::write(&file, svg).with_context(|| format!("cannot write {}", file.display()))?;
        say(format!("drew {}", file.display()));
        Ok(())
    }

    fn points(&self) -> Vec<Point> {
        self.steps.iter().map(|step| Point { rows: step.rows as f64, seconds: step.cost.seconds }).collect()
    }
}

impl Display for Growth {
    /// Markdown, as it stands in the documentation too.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&[
            "rows",
            "seconds",
            "rows/s",
            "CPU seconds",
            "peak MiB",
            "output MiB",
            "seconds to verify",
        ]);
        for Step { rows, cost, output_mib, verify_seconds } in &self.steps {
            table.add(vec![
                grouped(*rows as usize),
                format!("{:.1}", cost.seconds),
                grouped((*rows as f64 / cost.seconds) as usize),
                format!("{:.1}", cost.cpu_seconds),
                format!("{:.0}", cost.peak_mib),
                output_mib.map_or("–".into(), |mib| format!("{mib:.0}")),
                format!("{verify_seconds:.1}"),
            ]);
        }
        writeln!(out, "{table}")?;
        match exponent(&self.points()) {
            Some(power) => writeln!(out, "Time grows as the rows to the power of {power:.2} (1 is linear)."),
            None => Ok(()),
        }
    }
}

/// The slope of the straight line that lies best through the points, both axes being logarithmic.
fn exponent(points: &[Point]) -> Option<f64> {
    if points.len() < 2 {
        return None;
    }
    let logs: Vec<_> = points.iter().map(|point| (point.rows.ln(), point.seconds.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let together: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    let alone: f64 = logs.iter().map(|log| (log.0 - x).powi(2)).sum();
    Some(together / alone)
}

#[cfg(test)]
mod tests {
    use super::exponent;
    use crate::bench::plot::Point;

    #[test]
    fn the_exponent_is_that_of_the_points() {
        for power in [1.0, 1.5, 2.0] {
            let points = [1e6, 2e6, 5e6].map(|rows: f64| Point { rows, seconds: 1e-6 * rows.powf(power) });
            assert!((exponent(&points).unwrap() - power).abs() < 1e-9);
        }
        assert!(exponent(&[Point { rows: 1.0, seconds: 1.0 }]).is_none());
    }
}
