//! Reports as files.

use super::{FORMAT, Report, html};
use crate::error::{Failure, Result};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Where a report is written, and as what: its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Html,
}

impl std::str::FromStr for ReportFile {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let path = PathBuf::from(text);
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => Format::Json,
            Some("html") => Format::Html,
            _ => return Err("name a file that ends in .json or .html".into()),
        };
        Ok(Self { path, format })
    }
}

impl ReportFile {
    /// Refuses a file in the folder of the site: everything there is published, and reports name the publisher's
    /// files.
    pub fn outside(&self, site: &Path) -> Result<()> {
        let folder = self.folder();
        let folder = fs::canonicalize(folder).map_err(|error| Failure::writing(folder, &error))?;
        // A site that does not exist yet has nothing in it.
        match fs::canonicalize(site) {
            Ok(site) if folder.starts_with(&site) => Err(Failure::Question(format!(
                "--report {}: this is in the folder of the site, so it would be published, and reports name your \
                 files. Choose another folder",
                self.path.display()
            ))),
            _ => Ok(()),
        }
    }

    /// Writes a report: the whole of it, or nothing.
    pub fn write(&self, report: &Report) -> Result<()> {
        let text = match self.format {
            Format::Json => {
                let mut json = serde_json::to_string_pretty(report)
                    .map_err(|_| Failure::bug("a report cannot be written as JSON"))?;
                json.push('\n');
                json
            }
            Format::Html => html::render(report)?,
        };
        let write = || {
            let mut file =
                readable(&mut tempfile::Builder::new()).prefix(".report-").tempfile_in(self.folder())?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        };
        write().map_err(|error| Failure::writing(&self.path, &error))
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// Temporary files are their owner's alone. A report is an ordinary file, as open as the user's other files.
#[cfg(unix)]
fn readable<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn readable<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
}

/// Reads a `report.json`.
pub fn read(path: &Path) -> Result<Report> {
    let text = fs::read(path).map_err(|error| Failure::reading(path, &error))?;
    let problem = |problem: String| Failure::Read { file: path.into(), problem };
    let report: Report = serde_json::from_slice(&text)
        .map_err(|error| problem(format!("this is no report of a build ({error})")))?;
    if report.format != FORMAT {
        let problem_text = format!("reports of format {} are for another release of hushset", report.format);
        return Err(problem(problem_text));
    }
    Ok(report)
}
