//! Reports as one file of HTML that needs nothing else: no script, and nothing that is fetched.

use super::{
    Report,
    sections::{Bar, Block, Chart, Section},
};
use crate::error::{Failure, Result};
use minijinja::{Environment, Value, context, value::Serde};
use serde::Serialize;

/// The template. Its name ends in `.html`, so everything put into it is escaped: names come from settings, and file
/// names and columns from tables.
const TEMPLATE: &str = include_str!("report.html");

/// The width of the longest bar, in the units of its drawing.
const BAR_LENGTH: u64 = 1000;

/// A part of a bar where it is drawn.
#[derive(Serialize)]
struct Part {
    start: u64,
    length: u64,
}

/// A bar with its parts.
#[derive(Serialize)]
struct DrawnBar<'a> {
    bar: &'a Bar,
    parts: Vec<Part>,
}

/// Renders a report.
pub(super) fn render(report: &Report) -> Result<String> {
    let broken = |_| Failure::bug("the template of the report is broken");
    let mut templates = Environment::new();
    templates.add_template("report.html", TEMPLATE).map_err(broken)?;
    let sections: Vec<Value> = report.sections().iter().map(section).collect();
    let page = templates.get_template("report.html").map_err(broken)?;
    page.render(context! { title => report.site.title.as_str(), sections, length => BAR_LENGTH })
        .map_err(broken)
}

fn section(section: &Section) -> Value {
    let blocks: Vec<Value> = section.blocks.iter().map(block).collect();
    context! { heading => section.heading, blocks }
}

fn block(block: &Block) -> Value {
    match block {
        Block::Chart(chart) => context! { kind => "chart", content => drawn(chart) },
        other => Value::from(Serde(other)),
    }
}

fn drawn(chart: &Chart) -> Value {
    let part = |(start, end): (u64, u64)| Part { start, length: end - start };
    let bars = chart.spans(BAR_LENGTH);
    let bars: Vec<DrawnBar<'_>> =
        bars.map(|(bar, spans)| DrawnBar { bar, parts: spans.into_iter().map(part).collect() }).collect();
    context! { caption => chart.caption.as_str(), legend => Serde(&chart.legend), bars => Serde(bars) }
}
