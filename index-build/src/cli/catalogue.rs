//! `hushset catalogue`

use super::print;
use hushset::{
    catalogue::{Catalogue, Entry, Mark, Statement},
    error::{Failure, Result},
};
use std::process::ExitCode;

pub(super) fn catalogue(slug: Option<&str>, json: bool) -> Result<ExitCode> {
    let catalogue = Catalogue::bundled()?;
    match slug {
        None if json => print::json(&catalogue.entries),
        None => list(&catalogue),
        Some(slug) => {
            let entry = catalogue.entry(slug).map_err(Failure::Question)?;
            if json { print::json(entry) } else { print_entry(entry, &catalogue) }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(catalogue: &Catalogue) {
    let rows: Vec<Vec<String>> = catalogue
        .entries
        .iter()
        .map(|(slug, entry)| vec![slug.clone(), entry.name.clone(), entry.derived_from.join(", ")])
        .collect();
    print::table(&["slug", "name", "taken from"], &rows);
    anstream::println!("\n  In hushset.toml: slug = \"megaface\" and catalogue = true under a [[dataset]].");
}

fn print_entry(entry: &Entry, catalogue: &Catalogue) {
    print::heading(&entry.name);
    for statement in entry.statements() {
        let date = statement.date.map(|date| format!("{date}: ")).unwrap_or_default();
        anstream::println!("  {date}{}\n    \x1b[2m{}\x1b[0m", statement.text, sources(statement, catalogue));
    }
    for citation in &entry.citations {
        anstream::println!("\n{}", citation.bibtex());
    }
}

fn sources(statement: &Statement, catalogue: &Catalogue) -> String {
    let known = statement.sources.iter().filter_map(|key| catalogue.sources.get(key.get_ref()));
    let named: Vec<String> = known.map(|source| format!("{} <{}>", source.title, source.url)).collect();
    let mark = match statement.mark {
        Mark::Read => "source",
        Mark::Reported => "as reported by",
        Mark::Counted => "counted in",
    };
    format!("{mark}: {}", named.join("; "))
}
