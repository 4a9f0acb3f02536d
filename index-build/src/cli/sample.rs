//! `hushset sample`

use super::print;
use hushset::{error::Result, sample::sample as write_sample};
use std::{path::Path, process::ExitCode};

pub(super) fn sample(out: &Path, photos: u64, seed: u64) -> Result<ExitCode> {
    let names = write_sample(out, photos, seed)?;
    let members = &names.members;
    print::heading("Invented tables are written. Names to try:");
    print::table(
        &["what", "text to type"],
        &[
            vec!["an account in the tables, by its number".into(), members.nsid.clone()],
            vec!["the same, by the name in its addresses".into(), members.alias.clone()],
            vec!["the same, by the name it shows".into(), members.display.clone()],
            vec!["an account with an Arabic name".into(), members.arabic.clone()],
            vec!["the account with the most photos".into(), members.heavy.clone()],
            vec!["a photo in two datasets".into(), members.photo.clone()],
            vec!["a photo page".into(), members.photo_page.clone()],
            vec!["an account that is in no table".into(), names.strangers.nsid.clone()],
        ],
    );
    anstream::println!(
        "  Build a site of them: hushset build --config {} --out site",
        out.join("hushset.toml").display()
    );
    Ok(ExitCode::SUCCESS)
}
