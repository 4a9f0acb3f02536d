//! `hushset sample`

use super::print;
use hushset::{
    error::Result,
    progress::Progress,
    sample::{Members, Strangers, one_file, sample as write_sample, sample_rows},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to write, and where.
#[derive(Debug, clap::Args)]
pub(super) struct Sample {
    /// The folder for the tables and their settings file
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How many photos, about
    #[arg(long, value_name = "N", default_value_t = 60_000)]
    photos: u64,
    /// Instead, one table of exactly this many rows: for measuring, of any size
    #[arg(long, value_name = "N", conflicts_with = "photos")]
    rows: Option<u64>,
    /// Equal seeds give equal tables
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn sample(asked: &Sample) -> Result<ExitCode> {
    let Sample { out, photos, rows, seed } = asked;
    match rows {
        Some(rows) => {
            let names = sample_rows(out, *rows, *seed, &Progress::on_terminal())?;
            print_names(out, one_file_names(&names.members), &names.strangers);
        }
        None => {
            let names = write_sample(out, *photos, *seed)?;
            print_names(out, table_names(&names.members), &names.strangers);
        }
    }
    Ok(ExitCode::SUCCESS)
}

type Line = [String; 2];

fn table_names(members: &Members) -> Vec<Line> {
    vec![
        line("an account in the tables, by its number", &members.nsid),
        line("the same, by the name in its addresses", &members.alias),
        line("the same, by the name it shows", &members.display),
        line("an account with an Arabic name", &members.arabic),
        line("the account with the most photos", &members.heavy),
        line("a photo in two datasets", &members.photo),
        line("a photo page", &members.photo_page),
    ]
}

fn one_file_names(members: &one_file::Members) -> Vec<Line> {
    vec![
        line("an account in the table, by its number", &members.nsid),
        line("the same, by the name in its addresses", &members.alias),
        line("an account with many photos", &members.heavy),
        line("a photo in two datasets", &members.photo),
        line("its page", &members.photo_page),
    ]
}

fn line(what: &str, text: &str) -> Line {
    [what.into(), text.into()]
}

fn print_names(out: &Path, members: Vec<Line>, strangers: &Strangers) {
    print::heading("Invented tables are written. Names to try:");
    let stranger = line("an account that is in no table", &strangers.nsid);
    let rows: Vec<Vec<String>> = members.into_iter().chain([stranger]).map(Vec::from).collect();
    print::table(&["what", "text to type"], &rows);
    let settings = out.join("hushset.toml");
    anstream::println!("  Build a site of them: hushset build --config {} --out site", settings.display());
}
