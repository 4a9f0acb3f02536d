//! Which files a table consists of: names, patterns and folders come to a list of regular files.

use crate::{
    config::{Config, Layout},
    error::{Failure, Result},
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What reports and messages call it.
    pub(super) shown: PathBuf,
    /// Its place among the files of its table.
    pub(super) number: usize,
}

impl Source {
    /// A single file that the settings name.
    pub(super) fn one(config: &Config, name: &Path) -> Self {
        Self { path: config.path(name), shown: name.into(), number: 0 }
    }
}

/// The files of a table, each once, in the order of the settings and, within a pattern or folder, of their names.
pub(super) fn list(config: &Config, names: &[PathBuf], layout: Layout) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    for name in names {
        let path = config.path(name);
        let found = match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => files_in(&path)?,
            Ok(_) => vec![path],
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(name) => matching(&path)?,
            Err(error) => return Err(Failure::reading(&path, &error)),
        };
        for path in found {
            if seen.insert(path.clone()) {
                let shown = path.strip_prefix(&config.folder).unwrap_or(&path).to_owned();
                sources.push(Source { path, shown, number: sources.len() });
            }
        }
    }
    if layout == Layout::VggFace {
        hide_names(&mut sources);
    }
    Ok(sources)
}

fn is_pattern(name: &Path) -> bool {
    name.to_string_lossy().contains(['*', '?', '['])
}

/// The regular files of a folder. Hidden files and those with `_` in front are not data but about it (`.DS_Store`,
/// `_SUCCESS`).
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let reading = |error: io::Error| Failure::reading(folder, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with(['.', '_']);
        if !is_hidden && is_file(&entry.path()) {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.is_empty() { Err(Failure::table(folder, "there is no file in this folder")) } else { Ok(files) }
}

fn matching(pattern: &Path) -> Result<Vec<PathBuf>> {
    let refused = |problem: String| Failure::table(pattern, problem);
    let text = pattern.to_str().ok_or_else(|| refused("a pattern has to be text in UTF-8".into()))?;
    let paths = glob::glob(text).map_err(|error| refused(format!("is no pattern: {}", error.msg)))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| Failure::reading(error.path(), error.error()))?;
        if is_file(&path) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(refused("no file matches this pattern".into())) } else { Ok(files) }
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file())
}

/// VGG Face names each file after the person in the pictures. That name must not get into a report.
pub(super) fn hide_names(sources: &mut [Source]) {
    for source in sources {
        let folder = source.shown.parent().map(Path::to_owned).unwrap_or_default();
        source.shown = folder.join(format!("file {}", source.number + 1));
    }
}
