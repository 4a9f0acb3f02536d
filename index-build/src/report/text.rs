//! How reports look on a terminal. Text comes from settings, tables and other people's sites, so control characters
//! are taken out of all of it.

use super::sections::{Chart, Table};
use console::{Alignment, measure_text_width, pad_str, truncate_str};

pub use crate::{names::shown, plan::bytes};

/// What a terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its width in columns.
    pub width: usize,
    /// Whether it has more than ASCII.
    pub unicode: bool,
}

/// A first column is not cut shorter than this: where there is less room, the lines are long.
const MIN_LABEL: usize = 20;

/// Bars are as long as there is room, within these.
const BAR_LENGTHS: std::ops::RangeInclusive<usize> = 8..=48;

impl Look {
    /// What the parts of a bar are drawn with.
    fn strokes(self) -> [char; 4] {
        if self.unicode { ['█', '▒', '░', '▓'] } else { ['#', '+', '.', '!'] }
    }
}

/// A whole number with commas between thousands.
pub fn number(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A share of 1 as a percentage.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A paragraph with a margin, its lines no longer than the terminal is wide.
pub fn paragraph(text: &str, look: Look) -> String {
    let mut out = String::new();
    let mut room = 0;
    for word in shown(text).split_whitespace() {
        let width = measure_text_width(word);
        if out.is_empty() || room < width + 1 {
            out += if out.is_empty() { "  " } else { "\n  " };
            room = look.width.saturating_sub(2 + width);
        } else {
            out.push(' ');
            room -= width + 1;
        }
        out += word;
    }
    out + "\n"
}

/// A table; all columns but the first are flush right. The first is cut where the terminal is narrow.
pub fn table(table: &Table, look: Look) -> String {
    let width = |at: usize, head: &str| {
        let cells =
            table.rows.iter().filter_map(|row| row.get(at)).map(|cell| measure_text_width(&shown(cell)));
        cells.chain([measure_text_width(head)]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = table.header.iter().enumerate().map(|(at, head)| width(at, head)).collect();
    let others: usize = widths.iter().skip(1).map(|width| width + 2).sum();
    if let Some(first) = widths.first_mut() {
        *first = (*first).min(look.width.saturating_sub(others + 2).max(MIN_LABEL));
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::new();
        for (at, (cell, &width)) in cells.zip(&widths).enumerate() {
            let side = if at == 0 { Alignment::Left } else { Alignment::Right };
            out += "  ";
            out += &pad_str(&truncate_str(&shown(cell), width, "..."), width, side, None);
        }
        out.trim_end().to_owned() + "\n"
    };
    let mut out = String::new();
    if !table.caption.is_empty() {
        out += &format!("\n{}", paragraph(&table.caption, look));
    }
    out += &format!("\x1b[2m{}\x1b[0m\n", line(&mut table.header.iter().copied()).trim_end());
    table.rows.iter().for_each(|row| out += &line(&mut row.iter().map(String::as_str)));
    out
}

/// A chart.
pub fn chart(chart: &Chart, look: Look) -> String {
    let widest = |of: &dyn Fn(&super::sections::Bar) -> usize| chart.bars.iter().map(of).max().unwrap_or(0);
    let label = widest(&|bar| measure_text_width(&shown(&bar.label))).min((look.width / 3).max(MIN_LABEL));
    let value = widest(&|bar| measure_text_width(&bar.value));
    let room = look.width.saturating_sub(label + value + 6);
    let length = room.clamp(*BAR_LENGTHS.start(), *BAR_LENGTHS.end()) as u64;
    let strokes = look.strokes();
    let mut out = format!("\n{}", paragraph(&chart.caption, look));
    if !chart.legend.is_empty() {
        let legend = chart.legend.iter().zip(strokes).map(|(what, stroke)| format!("{stroke} {what}"));
        out += &format!("  {}\n", legend.collect::<Vec<_>>().join("   "));
    }
    for (bar, spans) in chart.spans(length) {
        let drawn: String = spans
            .iter()
            .zip(strokes)
            .flat_map(|((start, end), stroke)| (*start..*end).map(move |_| stroke))
            .collect();
        let name = shown(&bar.label);
        let name = truncate_str(&name, label, "...");
        let name = pad_str(&name, label, Alignment::Right, None);
        out += &format!("  {name}  {drawn}{}{}\n", if drawn.is_empty() { "" } else { " " }, bar.value);
    }
    out
}
