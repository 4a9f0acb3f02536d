//! What a sitting amounts to: a line for each contender, and which of the goals are met.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::bench::contender::{Contender, MEMORY_MIB};
use crate::bench::machine::Machine;
use crate::bench::measure::Cost;
use crate::bench::table::Table;
use crate::number::grouped;

/// The number of rows that the goals are about.
pub(crate) const GOAL_ROWS: u64 = 20_000_000;

/// What was measured of a contender.
pub(crate) struct Entry {
    /// Who.
    pub(crate) contender: Contender,
    /// Of which version, where it is not ours.
    pub(crate) version: Option<String>,
    /// What it took.
    pub(crate) cost: Cost,
    /// What it left.
    pub(crate) output_mib: Option<f64>,
}

/// A contender that did not run, and why.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    /// Who.
    pub(crate) contender: Contender,
    /// Why.
    pub(crate) reason: String,
}

/// A line of the table.
#[derive(Debug, Serialize)]
struct Line {
    contender: Contender,
    version: Option<String>,
    rows_per_second: f64,
    #[serde(flatten)]
    cost: Cost,
    output_mib: Option<f64>,
    /// How many times as long as our build.
    times_ours: f64,
}

/// One thing that a build should do, and whether it does.
#[derive(Debug, Serialize)]
pub(crate) struct Goal {
    /// What is asked.
    pub(crate) what: String,
    /// What was measured, with a comma behind it.
    pub(crate) found: String,
    /// Nothing if it was not measured.
    pub(crate) met: Option<bool>,
}

/// A whole sitting.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    rows: u64,
    table_mib: f64,
    machine: Machine,
    lines: Vec<Line>,
    left_out: Vec<LeftOut>,
    goals: Vec<Goal>,
}

impl Report {
    /// The report of what was measured on a table of `rows` rows, with goals about something else than time and memory.
    pub(crate) fn of(
        rows: u64,
        table_mib: f64,
        entries: Vec<Entry>,
        left_out: Vec<LeftOut>,
        others: impl IntoIterator<Item = Goal>,
    ) -> Self {
        let ours = seconds(&entries, Contender::Build).unwrap_or(f64::NAN);
        let goals = goals(&entries).into_iter().chain(others).collect();
        let line = |entry: Entry| Line {
            contender: entry.contender,
            version: entry.version,
            rows_per_second: rows as f64 / entry.cost.seconds,
            cost: entry.cost,
            output_mib: entry.output_mib,
            times_ours: entry.cost.seconds / ours,
        };
        let lines = entries.into_iter().map(line).collect();
        Self { rows, table_mib, machine: Machine::this(), lines, left_out, goals }
    }

    fn table(&self) -> Table {
        let mut table =
            Table::new(&["", "rows/s", "seconds", "CPU seconds", "peak MiB", "output MiB", "time to ours"]);
        for line in &self.lines {
            let version = line.version.as_ref().map_or(String::new(), |version| format!(" ({version})"));
            table.add(vec![
                format!("{}{version}", line.contender.name()),
                grouped(line.rows_per_second as usize),
                format!("{:.1}", line.cost.seconds),
                format!("{:.1}", line.cost.cpu_seconds),
                format!("{:.0}", line.cost.peak_mib),
                line.output_mib.map_or("–".into(), |mib| format!("{mib:.0}")),
                format!("× {:.2}", line.times_ours),
            ]);
        }
        table
    }
}

impl Display for Report {
    /// Markdown, as it stands in the documentation too.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (rows, mib) = (grouped(self.rows as usize), grouped(self.table_mib as usize));
        writeln!(out, "{rows} rows ({mib} MiB), on {}:\n", self.machine)?;
        writeln!(out, "{}", self.table())?;
        for LeftOut { contender, reason } in &self.left_out {
            writeln!(out, "**Not measured: {}.** {reason}\n", contender.name())?;
        }
        if self.rows != GOAL_ROWS {
            writeln!(out, "The goals are set for {} rows:\n", grouped(GOAL_ROWS as usize))?;
        }
        for Goal { what, found, met } in &self.goals {
            let met = match met {
                Some(true) => "met",
                Some(false) => "**not met**",
                None => "**not measured**",
            };
            writeln!(out, "* {what}: {found}{met}")?;
        }
        Ok(())
    }
}

fn find(entries: &[Entry], contender: Contender) -> Option<&Entry> {
    entries.iter().find(|entry| entry.contender == contender)
}

fn seconds(entries: &[Entry], contender: Contender) -> Option<f64> {
    find(entries, contender).map(|entry| entry.cost.seconds)
}

/// What is asked of a build at [`GOAL_ROWS`] rows.
fn goals(entries: &[Entry]) -> Vec<Goal> {
    let peak = find(entries, Contender::Build).map(|entry| entry.cost.peak_mib);
    let memory = Goal {
        what: format!("a build in at most {MEMORY_MIB} MiB of memory"),
        found: peak.map_or(String::new(), |peak| format!("{peak:.0} MiB, ")),
        met: peak.map(|peak| peak <= f64::from(MEMORY_MIB)),
    };
    vec![
        memory,
        faster(entries, Contender::Duckdb, 3.0),
        faster(entries, Contender::Sqlite, 10.0),
        near_floor(entries, 4.0),
    ]
}

/// A build should be `times` as fast as a peer.
fn faster(entries: &[Entry], peer: Contender, times: f64) -> Goal {
    let of = |contender| seconds(entries, contender);
    let measured = of(peer).zip(of(Contender::Build)).map(|(peer, ours)| peer / ours);
    let verified = of(Contender::Verify).zip(of(Contender::Build)).map(|(verify, build)| verify + build);
    let verified = of(peer).zip(verified).map(|(peer, ours)| peer / ours);
    Goal {
        what: format!("{times} times as fast as \"{}\"", peer.name()),
        found: measured.zip(verified).map_or(String::new(), |(build, both)| {
            format!("{build:.1} times, {both:.1} with verification, ")
        }),
        met: measured.map(|measured| measured >= times),
    }
}

/// A build should take at most `times` as long as the floor.
fn near_floor(entries: &[Entry], times: f64) -> Goal {
    let of = |contender| seconds(entries, contender);
    let measured = of(Contender::Build).zip(of(Contender::Floor)).map(|(ours, floor)| ours / floor);
    Goal {
        what: format!("at most {times} times as long as the floor"),
        found: measured.map_or(String::new(), |measured| format!("{measured:.1} times, ")),
        met: measured.map(|measured| measured <= times),
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, GOAL_ROWS, LeftOut, Report, goals};
    use crate::bench::contender::Contender;
    use crate::bench::measure::Cost;

    fn entry(contender: Contender, seconds: f64, peak_mib: f64) -> Entry {
        let cost = Cost { seconds, cpu_seconds: seconds, peak_mib };
        Entry { contender, version: None, cost, output_mib: None }
    }

    #[test]
    fn goals_are_met_or_not_or_not_measured() {
        let build = |seconds, peak| entry(Contender::Build, seconds, peak);
        let duckdb = entry(Contender::Duckdb, 30.0, 2000.0);
        let floor = entry(Contender::Floor, 2.5, 10.0);
        let cases = [
            (vec![build(10.0, 512.0), duckdb, floor], [Some(true), Some(true), None, Some(true)]),
            (
                vec![
                    build(10.1, 513.0),
                    entry(Contender::Duckdb, 30.0, 0.0),
                    entry(Contender::Floor, 2.5, 0.0),
                    entry(Contender::Sqlite, 101.0, 0.0),
                ],
                [Some(false), Some(false), Some(true), Some(false)],
            ),
        ];
        for (entries, expected) in cases {
            let met: Vec<_> = goals(&entries).iter().map(|goal| goal.met).collect();
            assert_eq!(met, expected);
        }
    }

    #[test]
    fn a_report_compares_and_says_what_is_missing() {
        let entries = vec![entry(Contender::Build, 10.0, 100.0), entry(Contender::Verify, 5.0, 10.0)];
        let left_out = vec![LeftOut { contender: Contender::Sqlite, reason: "It is not there.".into() }];
        let report = Report::of(GOAL_ROWS, 1400.0, entries, left_out, []);
        let text = report.to_string();
        assert!(text.starts_with("20 000 000 rows (1 400 MiB), on "), "{text}");
        assert!(text.contains("2 000 000 |    10.0 |") && text.contains("× 0.50 |"), "{text}");
        assert!(text.contains("**Not measured: SQLite: table, 3 indexes.** It is not there."), "{text}");
        assert!(
            text.contains("10 times as fast as \"SQLite: table, 3 indexes\": **not measured**"),
            "{text}"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["lines"][1]["times_ours"], 0.5);
        assert_eq!(json["lines"][0]["seconds"], 10.0);
        assert_eq!(json["left_out"][0]["contender"], "sqlite");
    }
}
