//! How things look on a terminal.

use hushset::error::Failure;
use std::fmt::Display;

/// Bold, where the output is a terminal that can show it.
pub(super) fn heading(text: &str) {
    anstream::println!("\x1b[1m{text}\x1b[0m");
}

/// A warning: the work goes on.
pub(super) fn warning(text: &str) {
    anstream::eprintln!("\x1b[33;1mwarning:\x1b[0m {text}");
}

/// Why the work stopped.
pub(super) fn error(failure: &Failure) {
    anstream::eprintln!("\x1b[31;1merror:\x1b[0m {failure}");
}

/// JSON for machines.
pub(super) fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => anstream::println!("{text}"),
        Err(error) => anstream::eprintln!("error: the result cannot be written as JSON: {error}"),
    }
}

/// A whole number with spaces between thousands.
pub(super) fn number(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A table with a header; all columns but the first are flush right.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
            cells.max().unwrap_or(0).max(title.chars().count())
        })
        .collect();
    let line = |cells: &[&dyn Display]| {
        let mut out = String::from(" ");
        for (at, (cell, &width)) in cells.iter().zip(&widths).enumerate() {
            out += &if at == 0 { format!(" {cell:<width$}") } else { format!("  {cell:>width$}") };
        }
        out
    };
    let titles: Vec<&dyn Display> = header.iter().map(|title| title as &dyn Display).collect();
    anstream::println!("\x1b[2m{}\x1b[0m", line(&titles));
    for row in rows {
        anstream::println!("{}", line(&row.iter().map(|cell| cell as &dyn Display).collect::<Vec<_>>()));
    }
}
