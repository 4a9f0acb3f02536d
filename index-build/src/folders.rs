//! Folders that are filled out of sight and then moved into place, so that whoever reads sees all of one or nothing.

use crate::error::{Failure, Result};
use std::{
    cmp::Reverse,
    fs::{self, File},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Makes sure that the names in `folder`, and in all folders below it, are on the disk. What the files hold was
/// synced when they were written.
pub(crate) fn sync_tree(folder: &Path) -> Result<()> {
    let paths = names_in(folder)?.into_iter().map(|name| folder.join(name));
    paths.filter(|path| path.is_dir()).try_for_each(|path| sync_tree(&path))?;
    sync_folder(folder)
}

/// A rename is on the disk only when its folder is.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Failure::writing(folder, &error))
}

/// Moves a folder to where it belongs, by one renaming. What is there already is gone through file by file, and only
/// what differs is replaced: readers may be reading it.
pub(crate) fn move_folder(from: &Path, to: &Path) -> Result<()> {
    if !to.exists() {
        fs::rename(from, to).map_err(|error| Failure::writing(to, &error))?;
        return to.parent().map_or(Ok(()), sync_folder);
    }
    for name in names_in(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            move_folder(&from, &to)?;
        } else if fs::read(&from).ok() != fs::read(&to).ok() {
            fs::rename(&from, &to).map_err(|error| Failure::writing(&to, &error))?;
        }
    }
    sync_folder(to)
}

/// Removes a folder by way of `aside`, a folder of the same disk that nobody reads: it is gone at once, and never half
/// there.
pub(crate) fn remove_folder(folder: &Path, aside: &Path) -> Result<()> {
    fs::rename(folder, aside)
        .and_then(|()| fs::remove_dir_all(aside))
        .map_err(|error| Failure::writing(folder, &error))
}

/// Folders of one kind, beside the current one.
#[derive(Debug)]
pub(crate) struct Others {
    parent: PathBuf,
    current: String,
    kept: Vec<String>,
    outdated: Vec<String>,
}

impl Others {
    /// Looks through `parent` for those of a kind. Kept are the `keep` that were in use last, of which the one `before`
    /// the current one is the first.
    pub(crate) fn of(
        parent: PathBuf,
        kind: impl Fn(&str) -> bool,
        current: &str,
        before: Option<&str>,
        keep: usize,
    ) -> Result<Self> {
        let mut kept: Vec<String> =
            names_in(&parent)?.into_iter().filter(|name| kind(name) && name != current).collect();
        kept.sort_by_cached_key(|name| {
            let used = fs::metadata(parent.join(name)).and_then(|meta| meta.modified());
            (Some(name.as_str()) != before, Reverse(used.unwrap_or(SystemTime::UNIX_EPOCH)))
        });
        let outdated = kept.split_off(keep.min(kept.len()));
        Ok(Self { parent, current: current.to_owned(), kept, outdated })
    }

    /// The current one.
    pub(crate) fn current(&self) -> PathBuf {
        self.parent.join(&self.current)
    }

    /// Those to keep.
    pub(crate) fn kept(&self) -> impl Iterator<Item = PathBuf> {
        self.kept.iter().map(|name| self.parent.join(name))
    }

    /// The names of those that are not to be kept, and where they are.
    pub(crate) fn outdated(&self) -> impl Iterator<Item = (&str, PathBuf)> {
        self.outdated.iter().map(|name| (name.as_str(), self.parent.join(name)))
    }
}

/// Notes, in its time of change, that a folder is in use from now on: one that was moved here long ago may be the
/// current one again.
pub(crate) fn mark_used(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.set_modified(SystemTime::now()))
        .map_err(|error| Failure::writing(folder, &error))
}

/// The names of what is in a folder.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let read =
        || fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>();
    let names = read().map_err(|error| Failure::reading(folder, &error))?;
    Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs::FileTimes, time::Duration};

    #[test]
    fn the_current_one_the_one_before_and_those_used_last_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        for (name, age) in [("now", 9), ("before", 8), ("old", 3), ("older", 5), ("oldest", 7), ("other", 9)]
        {
            fs::create_dir(folder.path().join(name)).unwrap();
            let then = SystemTime::now() - Duration::from_hours(age);
            let times = FileTimes::new().set_modified(then);
            File::open(folder.path().join(name)).unwrap().set_times(times).unwrap();
        }
        let kind = |name: &str| name != "other";
        let others = |keep| Others::of(folder.path().into(), kind, "now", Some("before"), keep).unwrap();
        assert_eq!(others(1).outdated, ["old", "older", "oldest"]);
        assert_eq!(others(3).outdated, ["oldest"]);
        mark_used(&folder.path().join("oldest")).unwrap();
        assert_eq!(others(2).outdated, ["old", "older"]);
        assert_eq!(others(9).kept, ["before", "oldest", "old", "older"]);
    }

    #[test]
    fn what_is_there_is_completed_and_mended_file_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, text) in
            [("from/a/1", "one"), ("from/a/2", "two"), ("from/b/3", "three"), ("to/a/2", "bent")]
        {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), text).unwrap();
        }
        fs::write(path("to/mine"), "mine").unwrap();
        sync_tree(&path("from")).unwrap();
        move_folder(&path("from"), &path("to")).unwrap();
        for (name, text) in [("to/a/1", "one"), ("to/a/2", "two"), ("to/b/3", "three"), ("to/mine", "mine")] {
            assert_eq!(fs::read_to_string(path(name)).unwrap(), text, "{name}");
        }
        remove_folder(&path("to"), &path("aside")).unwrap();
        assert!(!path("to").exists() && !path("aside").exists());
    }
}
