//! What earlier builds have left in a site: what stays, and what goes.

use super::names_in;
use crate::{
    error::{Failure, Result},
    host::limits::Size,
};
use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Folders of one kind beside the current one.
pub(super) struct Old {
    /// The newest.
    pub(super) kept: Vec<PathBuf>,
    /// The others.
    pub(super) gone: Vec<PathBuf>,
}

impl Old {
    /// Looks through a folder for those of a kind, the current one excepted. The one before it counts as the newest.
    pub(super) fn find(
        parent: &Path,
        kind: impl Fn(&str) -> bool,
        current: &str,
        previous: Option<&str>,
        keep: usize,
    ) -> Result<Self> {
        let mut old: Vec<String> =
            names_in(parent)?.into_iter().filter(|name| kind(name) && name != current).collect();
        old.sort_by_cached_key(|name| {
            let changed = fs::metadata(parent.join(name)).and_then(|meta| meta.modified());
            (Some(name.as_str()) != previous, Reverse(changed.unwrap_or(SystemTime::UNIX_EPOCH)))
        });
        let mut kept: Vec<PathBuf> = old.into_iter().map(|name| parent.join(name)).collect();
        let gone = kept.split_off(keep.min(kept.len()));
        Ok(Self { kept, gone })
    }

    /// Removes what goes.
    pub(super) fn remove(&self) -> Result<()> {
        self.gone
            .iter()
            .try_for_each(|path| fs::remove_dir_all(path).map_err(|error| Failure::writing(path, &error)))
    }
}

/// A size and all files below a folder.
pub(super) fn with_folder(size: Size, folder: &Path) -> Result<Size> {
    names_in(folder)?.into_iter().map(|name| folder.join(name)).try_fold(size, |size, path| {
        if path.is_dir() {
            return with_folder(size, &path);
        }
        let length = fs::metadata(&path).map_err(|error| Failure::reading(&path, &error))?.len();
        Ok(size.with(length))
    })
}
