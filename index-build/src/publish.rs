//! Publishing: a new build appears whole or not at all.
//!
//! Everything is made in a folder beside the builds that no reader knows of, and moved into place by renaming.
//! `current.bin` is replaced last; until then the old build answers, and it stays readable afterwards for pages
//! that are open. A process that dies leaves at most a hidden folder, which the next one sweeps away.

mod old;

use crate::{
    error::{Failure, Result},
    host::limits::Size,
    pack::write_file,
    site::is_lasting,
};
use hushset_core::{
    current::Current,
    file::{BuildId, CURRENT_PATH, INDEX_DIR},
    key::sha256,
};
use old::{Old, with_folder};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};
use tempfile::TempDir;

/// The beginning of the names of folders in the making.
const STAGING_PREFIX: &str = ".building-";

/// The list of the pages that were published, so that the next build can remove those that are no more, and nothing
/// that somebody else has put beside them. Hosts serve no file of such a name.
const PAGES: &str = ".hushset-pages";

/// A site that is being published to. Only one process at a time has one for a folder.
#[derive(Debug)]
pub struct Publication {
    site: PathBuf,
    staging: TempDir,
    previous: Option<Current>,
    /// Locked for as long as this lives.
    _lock: File,
}

/// What was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The build.
    pub build: BuildId,
    /// Its number in the site's history.
    pub sequence: u64,
    /// Whether the site had this very build already.
    pub unchanged: bool,
}

impl Publication {
    /// Prepares to publish to the folder `site`, which may not exist yet.
    pub fn begin(site: &Path) -> Result<Self> {
        let index = site.join(INDEX_DIR);
        refuse_foreign_folder(site, &index)?;
        fs::create_dir_all(&index).map_err(|error| Failure::writing(&index, &error))?;
        let lock = File::open(&index).map_err(|error| Failure::writing(&index, &error))?;
        lock.try_lock().map_err(|_| Failure::Write {
            file: site.into(),
            problem: "another build is being published there: wait until it is done".into(),
        })?;
        let previous = read_current(site)?;
        sweep(&index)?;
        let staging = tempfile::Builder::new()
            .prefix(STAGING_PREFIX)
            .tempdir_in(&index)
            .map_err(|error| Failure::writing(&index, &error))?;
        Ok(Self { site: site.into(), staging, previous, _lock: lock })
    }

    /// A folder for temporary files, on the same disk as the site.
    pub fn temp(&self) -> PathBuf {
        self.staging.path().into()
    }

    /// The folder to make the index in.
    pub fn staging(&self) -> PathBuf {
        self.staging.path().join("build")
    }

    /// Moves the index in the staging folder into place, with the page that can read it.
    pub fn publish(
        self,
        manifest: &[u8],
        page: &[(PathBuf, Vec<u8>)],
        keep_builds: usize,
    ) -> Result<Published> {
        let build = BuildId(sha256(&[manifest]));
        self.place_page(page, is_lasting)?;
        move_folder(&self.staging(), &self.site.join(build.dir()))?;
        let placed = self.pages_placed();
        self.place_page(page, |path| !is_lasting(path))?;
        let unchanged = self.previous.as_ref().is_some_and(|previous| previous.build == build);
        let sequence = match &self.previous {
            None => 1,
            Some(previous) if unchanged => previous.sequence,
            Some(previous) => previous.sequence.saturating_add(1),
        };
        if !unchanged {
            let current = Current { build, sequence, signature: None };
            self.replace(Path::new(CURRENT_PATH), &current.write())?;
        }
        self.old(build, page, keep_builds)?.iter().try_for_each(Old::remove)?;
        self.prune_pages(&placed, page)?;
        Ok(Published { build, sequence, unchanged })
    }

    /// Writes the files of the page that `which` picks: those in folders of their own hash come before the
    /// index, those that point to them after it.
    fn place_page(&self, page: &[(PathBuf, Vec<u8>)], which: impl Fn(&Path) -> bool) -> Result<()> {
        page.iter().filter(|(path, _)| which(path)).try_for_each(|(path, bytes)| self.replace(path, bytes))
    }

    /// Writes a file beside its place and renames it into place.
    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let target = self.site.join(path);
        if fs::read(&target).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        let fresh = self.staging.path().join("file");
        write_file(&fresh, bytes)?;
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
        }
        fs::rename(&fresh, &target).map_err(|error| Failure::writing(&target, &error))?;
        target.parent().map_or(Ok(()), sync_folder)
    }

    /// The pages that the last build published.
    fn pages_placed(&self) -> BTreeSet<PathBuf> {
        let list = fs::read_to_string(self.site.join(PAGES)).unwrap_or_default();
        // The list may have been tampered with: nothing outside of the site is named.
        let is_inside = |path: &PathBuf| path.components().all(|part| matches!(part, Component::Normal(_)));
        list.lines().map(PathBuf::from).filter(is_inside).collect()
    }

    /// Removes the pages that this build does not have any more, a language's or a dataset's.
    fn prune_pages(&self, placed: &BTreeSet<PathBuf>, page: &[(PathBuf, Vec<u8>)]) -> Result<()> {
        let pages: BTreeSet<&Path> =
            page.iter().map(|(path, _)| path.as_path()).filter(|path| !is_lasting(path)).collect();
        for gone in placed.iter().filter(|path| !pages.contains(path.as_path())) {
            let file = self.site.join(gone);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Failure::writing(&file, &error));
                }
                _ => {}
            }
            // Folders that are empty now; the first that is not ends it.
            let folders = gone.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            let _ = folders
                .map(|folder| fs::remove_dir(self.site.join(folder)))
                .find(std::result::Result::is_err);
        }
        let list: Vec<_> = pages.iter().map(|path| path.display().to_string()).collect();
        self.replace(Path::new(PAGES), list.join("\n").as_bytes())
    }

    /// The builds, and the folders of programs, that are there beside those of today.
    fn old(&self, build: BuildId, page: &[(PathBuf, Vec<u8>)], keep: usize) -> Result<[Old; 2]> {
        let previous = self.previous.as_ref().map(|previous| previous.build.to_string());
        let is_build = |name: &str| BuildId::from_hex(name).is_some();
        let builds =
            Old::find(&self.site.join(INDEX_DIR), is_build, &build.to_string(), previous.as_deref(), keep)?;
        let app = page.iter().filter_map(|(path, _)| path.iter().next()?.to_str()).find(|name| is_app(name));
        let programs = Old::find(&self.site, is_app, app.unwrap_or_default(), None, keep)?;
        Ok([builds, programs])
    }

    /// How large the site will be, the builds that stay readable included.
    pub fn size_with(&self, build: BuildId, page: &[(PathBuf, Vec<u8>)], keep: usize) -> Result<Size> {
        let pages = page.iter().fold(Size::default(), |size, (_, bytes)| size.with(bytes.len() as u64));
        let old = self.old(build, page, keep)?;
        let kept = old.iter().flat_map(|old| &old.kept);
        kept.chain([&self.staging()]).try_fold(pages, |size, folder| with_folder(size, folder))
    }
}

fn is_app(name: &str) -> bool {
    is_lasting(Path::new(name))
}

/// A folder with something in it that is not a site of ours is not written to.
fn refuse_foreign_folder(site: &Path, index: &Path) -> Result<()> {
    match fs::read_dir(site) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::writing(site, &error)),
        Ok(_) if index.is_dir() => Ok(()),
        Ok(mut entries) => entries.next().map_or(Ok(()), |_| Err(Failure::Write {
            file: site.into(),
            problem: "the folder has other files in it. Name a new or empty folder, or one that holds a site made \
                      by this command"
                .into(),
        })),
    }
}

/// What a site's `current.bin` says, if it has one.
pub fn read_current(site: &Path) -> Result<Option<Current>> {
    let path = site.join(CURRENT_PATH);
    match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::reading(&path, &error)),
        Ok(bytes) => Current::read(&bytes).map(Some).map_err(|malformed| {
            Failure::Site(format!(
                "{} {malformed}. Remove it to publish again; readers will then see build number 1",
                path.display()
            ))
        }),
    }
}

/// Removes what processes that died have left.
fn sweep(index: &Path) -> Result<()> {
    for name in names_in(index)? {
        if name.starts_with(STAGING_PREFIX) {
            let path = index.join(name);
            fs::remove_dir_all(&path).map_err(|error| Failure::writing(&path, &error))?;
        }
    }
    Ok(())
}

/// Moves a folder to where it belongs. If it is there already, its files are repaired one by one: the same build
/// has the same bytes, and readers may be reading them.
fn move_folder(from: &Path, to: &Path) -> Result<()> {
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
    Ok(())
}

/// Writes files that are not for readers into a folder beside a site, each beside its place and renamed into it.
pub fn place_beside(folder: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    files.iter().try_for_each(|(path, bytes)| {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
        // A temporary file of the library's could be read by its owner alone, and servers have users of their own.
        let fresh = tempfile::tempdir_in(parent).map_err(|error| Failure::writing(parent, &error))?;
        let file = fresh.path().join("file");
        write_file(&file, bytes)?;
        fs::rename(&file, &target).map_err(|error| Failure::writing(&target, &error))
    })
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let read =
        || fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>();
    let names = read().map_err(|error| Failure::reading(folder, &error))?;
    Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
}

/// A rename is on the disk only when its folder is.
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Failure::writing(folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(site: &Path, manifest: &[u8]) -> Result<Published> {
        publish_pages(site, manifest, &["index.html"])
    }

    fn publish_pages(site: &Path, manifest: &[u8], pages: &[&str]) -> Result<Published> {
        let publication = Publication::begin(site)?;
        fs::create_dir_all(publication.staging().join("owners/f")).unwrap();
        fs::write(publication.staging().join("owners/f/33333.bin"), b"shard").unwrap();
        let mut page = vec![(PathBuf::from("app-1/main.js"), b"code".to_vec())];
        page.extend(pages.iter().map(|path| (PathBuf::from(path), b"page".to_vec())));
        publication.publish(manifest, &page, 1)
    }

    #[test]
    fn builds_follow_each_other_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let first = publish(&site, b"one").unwrap();
        assert_eq!((first.sequence, first.unchanged), (1, false));
        assert!(publish(&site, b"one").unwrap().unchanged);
        fs::write(site.join(first.build.dir()).join("owners/f/33333.bin"), b"bent!").unwrap();
        publish(&site, b"one").unwrap();
        assert_eq!(
            fs::read(site.join(first.build.dir()).join("owners/f/33333.bin")).unwrap(),
            b"shard",
            "repaired"
        );
        let second = publish(&site, b"two").unwrap();
        assert_eq!(second.sequence, 2);
        assert!(site.join(first.build.dir()).exists(), "the build before stays readable");
        let third = publish(&site, b"three").unwrap();
        assert_eq!(read_current(&site).unwrap().unwrap().build, third.build);
        assert!(site.join(second.build.dir()).exists() && !site.join(first.build.dir()).exists());
        let names = names_in(&site.join(INDEX_DIR)).unwrap();
        assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    }

    #[test]
    fn pages_of_languages_that_are_no_more_go_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        publish_pages(&site, b"one", &["index.html", "de/index.html", "de/datasets/a/index.html"]).unwrap();
        fs::write(site.join("CNAME"), "example.org").unwrap();
        fs::write(folder.path().join("outside"), "").unwrap();
        let list = fs::read_to_string(site.join(PAGES)).unwrap();
        fs::write(site.join(PAGES), format!("../outside\n{list}")).unwrap();
        publish_pages(&site, b"two", &["index.html", "fr/index.html"]).unwrap();
        assert!(!site.join("de").exists() && site.join("fr/index.html").exists());
        assert!(site.join("CNAME").exists() && folder.path().join("outside").exists());
    }

    #[test]
    fn the_size_is_that_of_what_will_be_there() {
        let folder = tempfile::tempdir().unwrap();
        for manifest in [b"one", b"two"] {
            publish(folder.path(), manifest).unwrap();
        }
        let publication = Publication::begin(folder.path()).unwrap();
        fs::create_dir_all(publication.staging()).unwrap();
        fs::write(publication.staging().join("manifest.bin"), b"three").unwrap();
        let page = [("app-2/main.js".into(), b"code".to_vec()), ("index.html".into(), b"page".to_vec())];
        let size = publication.size_with(BuildId(sha256(&[b"three"])), &page, 1).unwrap();
        publication.publish(b"three", &page, 1).unwrap();
        let there = with_folder(Size::default(), folder.path()).unwrap();
        // The list of pages and `current.bin` come on top; the first build has gone.
        assert_eq!((size.files + 2, size.files, size.largest), (there.files, 5, 5));
    }

    #[test]
    fn what_a_dead_process_left_is_swept_away_and_the_site_stays() {
        let folder = tempfile::tempdir().unwrap();
        let first = publish(folder.path(), b"one").unwrap();
        let dead = folder.path().join("hushset/.building-dead/build");
        fs::create_dir_all(&dead).unwrap();
        let publication = Publication::begin(folder.path()).unwrap();
        assert!(!dead.exists());
        drop(publication);
        assert_eq!(read_current(folder.path()).unwrap().unwrap().build, first.build);
    }

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Publication::begin(folder.path()).unwrap();
        let error = Publication::begin(folder.path()).unwrap_err().to_string();
        assert!(error.contains("another build"), "{error}");
    }

    #[test]
    fn other_peoples_folders_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "…").unwrap();
        assert!(Publication::begin(folder.path()).unwrap_err().to_string().contains("other files"));
        let file = folder.path().join("thesis.txt");
        assert!(Publication::begin(&file).unwrap_err().to_string().contains("a file where a folder"));
    }
}
