//! Two builds that are known byte for byte, so that it can be told whether a site is wholly one of them.

use crate::common::{Ran, files, run};
use hushset::{keys::generate, publish::read_current, sample::sample};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    time::{Duration, Instant},
};

/// What names the folders of builds in the making.
pub(crate) const IN_THE_MAKING: &str = ".building-";

/// A build, as it is when nothing disturbs it.
pub(crate) struct Known {
    config: PathBuf,
    key: Option<PathBuf>,
    /// Where it was made.
    pub(crate) site: PathBuf,
    /// Its id.
    pub(crate) id: String,
    /// All files of a site that has had no other build.
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// How long building it took.
    pub(crate) took: Duration,
}

/// Two builds of other tables, languages and titles: shards of the same names with other bytes, and pages that only
/// one of them has.
pub(crate) struct Both {
    pub(crate) builds: [Known; 2],
    /// The key that they are signed with, if they are.
    public: Option<String>,
}

impl Known {
    fn new(folder: &Path, name: &str, photos: u64, languages: &str, key: Option<&Path>) -> Self {
        let tables = folder.join(format!("{name}-tables"));
        sample(&tables, photos, 1).unwrap();
        let config = tables.join("hushset.toml");
        let settings = fs::read_to_string(&config).unwrap();
        let own = format!("languages = {languages}\npublisher = \"{name}\"");
        fs::write(&config, settings.replace("publisher = \"The Hushset sample\"", &own)).unwrap();
        let site = folder.join(name);
        let start = Instant::now();
        run(&mut Self::command(&config, key, &site)).ended(0);
        let took = start.elapsed();
        let id = current(&site).unwrap();
        let (files, key) = (files(&site).into_iter().collect(), key.map(Path::to_path_buf));
        Self { config, key, site, id, files, took }
    }

    fn command(config: &Path, key: Option<&Path>, site: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
        command
            .args(["build", "--quiet", "--memory", "64 MiB", "--config"])
            .arg(config)
            .arg("--out")
            .arg(site);
        if let Some(key) = key {
            command.arg("--sign-key").arg(key);
        }
        command
    }

    /// The command that makes it in the folder `site`.
    pub(crate) fn building(&self, site: &Path) -> Command {
        Self::command(&self.config, self.key.as_deref(), site)
    }

    /// Makes it in the folder `site`, undisturbed.
    pub(crate) fn build(&self, site: &Path) -> Ran {
        run(&mut self.building(site))
    }

    /// The bytes of all its files.
    pub(crate) fn size(&self) -> u64 {
        self.files.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// The folders that are named by a hash of what they hold: its index and its program.
    fn lasting(&self) -> impl Iterator<Item = PathBuf> {
        let app = self.files.keys().filter_map(|path| path.iter().next()?.to_str());
        let app = app.into_iter().find(|name| name.starts_with("app-")).unwrap();
        [Path::new("hushset").join(&self.id), app.into()].into_iter()
    }
}

impl Both {
    /// The two, made once for all tests, in a folder that is Cargo's to clean.
    pub(crate) fn get() -> &'static Self {
        static BOTH: LazyLock<Both> = LazyLock::new(|| Both::new("whole", false));
        &BOTH
    }

    /// The same, signed.
    pub(crate) fn signed() -> &'static Self {
        static SIGNED: LazyLock<Both> = LazyLock::new(|| Both::new("whole-signed", true));
        &SIGNED
    }

    fn new(name: &str, signed: bool) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let key = folder.join("one.key");
        let public = signed.then(|| generate(&key, None).unwrap().to_string());
        let key = signed.then_some(key.as_path());
        let first = Known::new(&folder, "first", 2000, r#"["en", "de"]"#, key);
        Self { builds: [first, Known::new(&folder, "second", 2500, r#"["en", "fr"]"#, key)], public }
    }

    /// Asserts that a site, whatever was done to it, answers from one of the two builds or has none yet: everything
    /// that readers can get is whole. Gives the build that answers.
    pub(crate) fn assert_whole(&self, site: &Path, when: &str) -> Option<&Known> {
        let is = |path: &Path, bytes: &[u8]| {
            self.builds.iter().any(|build| build.files.get(path).is_some_and(|known| known == bytes))
        };
        let there = if site.exists() { files(site) } else { Vec::new() };
        for (path, bytes) in there.iter().filter(|(path, _)| !is_hidden(path)) {
            assert!(names_the_current(path) || is(path, bytes), "{when}: {} is of neither", path.display());
        }
        for build in &self.builds {
            for folder in build.lasting().filter(|folder| site.join(folder).exists()) {
                let mut whole = build.files.keys().filter(|path| path.starts_with(&folder));
                let missing = whole.find(|path| !site.join(path).exists());
                assert_eq!(missing, None, "{when}: the folder is there and this is not in it");
            }
        }
        let id = current(site)?;
        let answering = self.builds.iter().find(|build| build.id == id).expect("it is one of the two");
        let mut verify = Command::new(env!("CARGO_BIN_EXE_hushset"));
        verify.args(["verify", "--quiet"]).arg(site);
        if let Some(public) = &self.public {
            verify.args(["--public-key", public]);
        }
        let verified = run(&mut verify);
        assert!(verified.ended(0).contains(&answering.id), "{when}");
        let lasting: Vec<_> = answering.lasting().filter(|folder| !site.join(folder).exists()).collect();
        assert!(lasting.is_empty(), "{when}: {lasting:?} is missing, and this build is current");
        Some(answering)
    }

    /// Asserts that a site is what `build` makes of an empty folder, but for the builds that were there before.
    pub(crate) fn assert_swept(&self, site: &Path, build: &Known, when: &str) {
        let index = fs::read_dir(site.join("hushset")).unwrap();
        let names: Vec<_> = index.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.starts_with('.')), "{when}: {names:?}");
        assert_eq!(current(site).as_ref(), Some(&build.id), "{when}");
        let earlier = |path: &Path| {
            let others = self.builds.iter().filter(|other| other.id != build.id);
            names_the_current(path)
                || others.into_iter().any(|other| path.iter().any(|part| part == &*other.id))
        };
        let names = |files: BTreeMap<PathBuf, Vec<u8>>| -> Vec<_> {
            files.into_keys().filter(|path| !earlier(path)).collect()
        };
        assert_eq!(names(files(site).into_iter().collect()), names(build.files.clone()), "{when}");
        self.assert_whole(site, when);
    }
}

/// The build that a site says is current.
pub(crate) fn current(site: &Path) -> Option<String> {
    read_current(site).unwrap().map(|current| current.build.to_string())
}

/// The files that say which build is current: they differ with the site's history.
fn names_the_current(path: &Path) -> bool {
    path.ends_with("current.bin") || path.ends_with("current.bin.minisig")
}

/// What no host serves: builds in the making, and the list of pages.
fn is_hidden(path: &Path) -> bool {
    path.iter().any(|part| part.to_string_lossy().starts_with('.'))
}

/// The folders of builds in the making.
pub(crate) fn in_the_making(site: &Path) -> Vec<String> {
    let Ok(index) = fs::read_dir(site.join("hushset")) else { return Vec::new() };
    let names = index.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(IN_THE_MAKING)).collect()
}
