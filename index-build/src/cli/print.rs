//! How things look on a terminal.

use hushset::{
    error::Failure,
    report::{
        sections::{Block, Section, Table},
        text::{self, Look},
    },
};

pub(super) use hushset::report::text::{number, shown};

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
    let said: Vec<String> = failure.to_string().lines().map(shown).collect();
    anstream::eprintln!("\x1b[31;1merror:\x1b[0m {}", said.join("\n"));
}

/// JSON for machines.
pub(super) fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => anstream::println!("{text}"),
        Err(error) => anstream::eprintln!("error: the result cannot be written as JSON: {error}"),
    }
}

/// The parts of a report: warnings to the error output, everything else to the output.
pub(super) fn sections(sections: &[Section]) {
    let look = look();
    for (at, section) in sections.iter().enumerate() {
        if at > 0 {
            anstream::println!();
        }
        heading(section.heading);
        section.blocks.iter().for_each(|block| print_block(block, look));
    }
}

fn print_block(block: &Block, look: Look) {
    match block {
        Block::Text(words) => anstream::print!("{}", text::paragraph(words, look)),
        Block::Lines(lines) => {
            lines.iter().for_each(|line| anstream::print!("{}", text::paragraph(line, look)));
        }
        Block::Warning { words, lines } => {
            warning(text::paragraph(words, look).trim());
            lines.iter().for_each(|line| anstream::eprint!("{}", text::paragraph(line, look)));
        }
        Block::Table(content) => anstream::print!("{}", text::table(content, look)),
        Block::Chart(content) => anstream::print!("{}", text::chart(content, look)),
    }
}

/// A table with a header; all columns but the first are flush right.
pub(super) fn table(header: &[&'static str], rows: &[Vec<String>]) {
    let table = Table { header: header.to_vec(), rows: rows.to_vec(), ..Table::default() };
    anstream::print!("{}", text::table(&table, look()));
}

/// What goes to a file or another program is as wide as this.
const DEFAULT_WIDTH: usize = 100;

/// What the terminal can show, as far as it tells.
fn look() -> Look {
    let width = console::Term::stdout().size_checked().map_or(DEFAULT_WIDTH, |(_, columns)| columns.into());
    Look { width, unicode: speaks_utf8(|name| std::env::var(name).ok()) }
}

/// Whether the output can show more than ASCII.
pub(super) fn has_unicode() -> bool {
    look().unicode
}

/// Whether the locale is one with UTF-8: the first variable that is set decides. Terminals of systems without locales
/// have Unicode.
fn speaks_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let mut set =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).filter(|value| !value.is_empty());
    let locale = set.next().map(|locale| locale.to_ascii_lowercase().replace('-', ""));
    locale.map_or(cfg!(windows), |locale| locale.ends_with("utf8"))
}

#[cfg(test)]
mod tests {
    use super::speaks_utf8;

    #[test]
    fn the_locale_says_whether_there_is_more_than_ascii() {
        let of = |set: &'static [(&str, &str)]| {
            speaks_utf8(|name| set.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(of(&[("LANG", "de_DE.UTF-8")]) && of(&[("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(!of(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]) && !of(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(of(&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")]), "an empty variable is not set");
    }
}
