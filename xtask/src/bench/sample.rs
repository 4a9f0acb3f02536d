//! The table to build from: invented rows, made once for each number of them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::bench::measure::{Cost, measure, size_in_mib};
use crate::files;
use crate::project::{Project, say};

/// A sample in its folder.
pub(crate) struct Sample {
    /// How many rows the table has.
    pub(crate) rows: u64,
    /// The folder with the table and the settings.
    pub(crate) folder: PathBuf,
}

impl Sample {
    /// The sample of so many rows in `target/bench`, made now if it is not there.
    pub(crate) fn of(project: &Project, rows: u64) -> Result<Self> {
        let folder = project.target.join("bench").join(format!("tables-{rows}"));
        let sample = Self { rows, folder };
        if !sample.folder.exists() {
            sample.make(project)?;
        }
        Ok(sample)
    }

    /// The table.
    pub(crate) fn table(&self) -> PathBuf {
        self.folder.join("photos.csv")
    }

    /// The settings to build a site of it.
    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join("hushset.toml")
    }

    /// Makes the sample under another name first, so that half a table is never taken for a whole one.
    fn make(&self, project: &Project) -> Result<()> {
        let unfinished = self.folder.with_extension("unfinished");
        files::remove_folder(&unfinished)?;
        let mut command = std::process::Command::new(project.hushset());
        command.arg("sample").args(["--rows", &self.rows.to_string()]).arg("--out").arg(&unfinished);
        let Cost { seconds, peak_mib, .. } =
            measure(&mut command).context("the sample could not be made")?.cost;
        fs::rename(&unfinished, &self.folder)?;
        say(format!(
            "made up {} rows ({:.0} MiB) in {seconds:.1} s with {peak_mib:.0} MiB of memory",
            self.rows,
            size_in_mib(&self.table())?
        ));
        Ok(())
    }
}
