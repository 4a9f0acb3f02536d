//! The sample's site again, with other settings: what must hold for every index is shown for more than one.

use crate::site::{Site, run};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// A check may cost so little that the host must see some bits of the key, for verdicts too.
    Small,
    /// The same, and details come with every check.
    Always,
    /// The same as [`Variant::Small`] by another publisher: another build with files of the same names and lengths.
    Other,
    /// The same as [`Variant::Small`] with one more dataset, which says where the images lie and has two accounts that go by
    /// [`SHARED_NAME`].
    Pictures,
    /// The same as [`Variant::Small`] with one more dataset whose photos have hashtags, [`TAG`] among them, which can be asked.
    Tags,
    /// To that what [`Variant::Other`] is to the small one.
    OtherTags,
}

/// A hashtag of some photos of [`Variant::Tags`].
pub const TAG: &str = "#birthday";

/// What two accounts of [`Variant::Pictures`] show as their name.
pub const SHARED_NAME: &str = "Two of one name";

/// The rows of its further dataset.
const PICTURES: &str = "photo_id,nsid,alias,display_name,date,licence,server,secret
90000900001,20000001@N97,one-of-two,Two of one name,2009-05-01,1,65535,0a1b2c3d4e
90000900002,20000001@N97,one-of-two,Two of one name,2010-06-01,2,65535,1a1b2c3d4e
90000900003,20000002@N97,other-of-two,Two of one name,2011-07-01,4,65535,2a1b2c3d4e
";

/// The settings of its further dataset.
const PICTURES_SETTINGS: &str = r#"
[[dataset]]
slug = "sample-pictures"
name = "Sample Pictures"

[dataset.facts]
year = "2018"
makers = "Nobody: these rows are invented"

[[dataset.table]]
files = ["pictures.csv"]
layout = "csv"

[dataset.table.columns]
photo = "photo_id"
nsid = "nsid"
alias = "alias"
display_name = "display_name"
date = "date"
licence = "licence"
server = "server"
secret = "secret"
"#;

/// The settings of a dataset with hashtags.
const TAGS_SETTINGS: &str = r#"
[[dataset]]
slug = "sample-tags"
name = "Sample Tags"

[[dataset.table]]
files = ["tags.csv"]
layout = "csv"

[dataset.table.columns]
photo = "photo_id"
tags = "tags"
"#;

/// Its rows: so many tags that they take several shards.
fn tags() -> String {
    let row = |number: u32| {
        let shared = if number < 30 { "birthday " } else { "" };
        format!("{},{shared}tag{number}\n", 90_000_950_000_u64 + u64::from(number))
    };
    let rows: String = (0..9000).map(row).collect();
    format!("photo_id,tags\n{rows}")
}

/// The settings of another publisher.
fn renamed(sample: &str) -> String {
    sample.replace("The Hushset sample", "A Hushset sample.")
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Always => "always",
            Self::Other => "other",
            Self::Pictures => "pictures",
            Self::Tags => "tags",
            Self::OtherTags => "other-tags",
        }
    }

    fn settings(self, sample: &str) -> String {
        let small = "\n[index]\nverdict_budget = \"8 KiB\"\ndetails_budget = \"16 KiB\"\n";
        match self {
            Self::Small => format!("{sample}{small}"),
            Self::Always => format!("{sample}{small}details = \"always\"\n"),
            Self::Other => format!("{}{small}", renamed(sample)),
            Self::Tags => format!("{sample}{TAGS_SETTINGS}{small}tags = true\n"),
            Self::OtherTags => format!("{}{TAGS_SETTINGS}{small}tags = true\n", renamed(sample)),
            Self::Pictures => format!("{sample}{PICTURES_SETTINGS}{small}thumbnails = true\n"),
        }
    }
}

/// A finished site and its settings file.
#[derive(Clone, Debug)]
pub struct Built {
    /// The folder to serve. Other tests use it, too: nobody writes into it.
    pub folder: PathBuf,
    /// The settings.
    pub settings: PathBuf,
}

impl Site {
    /// This site.
    pub fn built(&self) -> Built {
        Built { folder: self.folder.clone(), settings: self.tables.join("hushset.toml") }
    }

    /// A variant of this site, built once by whichever test comes first; the others wait.
    ///
    /// # Panics
    /// If the command fails, with what it said.
    pub fn variant(&self, variant: Variant) -> Built {
        let home = self.folder.with_file_name(variant.name());
        fs::create_dir_all(&home).expect("a folder for the variant");
        // Held until the end of this function, also by a test program that is killed in it.
        let lock = File::create(home.join("lock")).expect("a lock");
        lock.lock().expect("the lock");
        let (folder, ready) = (home.join("site"), home.join("ready"));
        let settings = self.tables.join(format!("{}.toml", variant.name()));
        if !ready.is_file() {
            if folder.exists() {
                fs::remove_dir_all(&folder).expect("remove half a site");
            }
            let sample = fs::read_to_string(self.tables.join("hushset.toml")).expect("the sample's settings");
            fs::write(&settings, variant.settings(&sample)).expect("the settings");
            fs::write(self.tables.join("pictures.csv"), PICTURES).expect("a table");
            fs::write(self.tables.join("tags.csv"), tags()).expect("a table");
            run(&["build", "--config", text(&settings), "--out", text(&folder)]);
            File::create(ready).expect("a note that the site is finished");
        }
        Built { folder, settings }
    }
}

impl Built {
    /// What the planner says about it.
    ///
    /// # Panics
    /// If the command fails, with what it said.
    pub fn plan(&self) -> Plan {
        let json = run(&["plan", "--config", text(&self.settings), "--json"]);
        Plan(serde_json::from_str(&json).expect("the plan is JSON"))
    }

    /// The folder of its build, below the site.
    ///
    /// # Panics
    /// If there is not exactly one.
    pub fn build(&self) -> PathBuf {
        let entries = fs::read_dir(self.folder.join("hushset")).expect("the index's folder");
        let builds: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
        assert_eq!(builds.len(), 1, "{builds:?}");
        builds[0].clone()
    }

    /// The folder of the page's scripts.
    ///
    /// # Panics
    /// If there is none.
    pub fn app(&self) -> PathBuf {
        let entries = fs::read_dir(&self.folder).expect("the site's folder");
        let is_app =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("app-"));
        entries
            .map(|entry| entry.expect("an entry").path())
            .find(is_app)
            .expect("a folder with the page's scripts")
    }

    /// Copies the site, so that a test can change it.
    ///
    /// # Panics
    /// If it cannot be copied.
    #[must_use]
    pub fn copy_to(&self, folder: &Path) -> Self {
        for file in files_below(&self.folder) {
            let copy = folder.join(file.strip_prefix(&self.folder).expect("a file of the site"));
            fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
            fs::copy(&file, &copy).expect("a copy");
        }
        Self { folder: folder.to_owned(), settings: self.settings.clone() }
    }

    /// Changes something in a file of the page's program. Only for a copy of a site.
    ///
    /// # Panics
    /// If it is not there exactly once.
    pub fn change_program(&self, file: &str, from: &str, to: &str) {
        let path = self.app().join(file);
        let program = fs::read_to_string(&path).expect("a file of the page's program");
        assert_eq!(program.matches(from).count(), 1, "{from} in {file}");
        fs::write(&path, program.replace(from, to)).expect("a changed program");
        for ending in ["br", "gz"] {
            fs::remove_file(format!("{}.{ending}", path.display())).expect("a compressed program");
        }
        self.vouch_for_nothing();
    }

    /// Adds something to a module of the page's program: `main.js`. Only for a copy of a site.
    ///
    /// # Panics
    /// If its files cannot be changed.
    pub fn add_to_program(&self, module: &str, script: &str) {
        let program = self.app().join(module);
        let mut file = OpenOptions::new().append(true).open(&program).expect("the page's program");
        file.write_all(script.as_bytes()).expect("a longer program");
        for ending in ["br", "gz"] {
            fs::remove_file(program.with_extension(format!("js.{ending}"))).expect("a compressed program");
        }
        self.vouch_for_nothing();
    }

    /// Takes the hashes of modules out of the pages, as whoever changes a program would.
    fn vouch_for_nothing(&self) {
        for page in files_below(&self.folder).into_iter().filter(|path| path.ends_with("index.html")) {
            let html = fs::read_to_string(&page).expect("a page");
            let mut parts = html.split(" integrity=\"");
            let first = parts.next().unwrap_or_default().to_owned();
            let rest: String = parts.filter_map(|part| Some(part.split_once('"')?.1)).collect();
            if first.len() < html.len() {
                fs::write(&page, first + &rest).expect("a page");
                for ending in ["html.br", "html.gz"] {
                    fs::remove_file(page.with_extension(ending)).expect("a compressed page");
                }
            }
        }
    }
}

/// What the planner says, as `hushset plan --json` prints it.
#[derive(Clone, Debug)]
pub struct Plan(serde_json::Value);

/// One kind of shard in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shards {
    /// How many bits of a key a request shows.
    pub bits: u32,
    /// How many files there are.
    pub number: u64,
    /// The length of each, in bytes.
    pub len: u64,
    /// How many names are listed in all.
    pub keys: u64,
}

impl Plan {
    /// What a scope (`owners`) has of a kind (`filter`, `exact`).
    ///
    /// # Panics
    /// If the plan has no such thing.
    pub fn shards(&self, scope: &str, kind: &str) -> Shards {
        let scopes = self.0["scopes"].as_array().expect("scopes");
        let scope = scopes.iter().find(|plan| plan["scope"] == scope).expect("a scope of that name");
        let number = |value: &serde_json::Value| value.as_u64().expect("a number in the plan");
        let chosen = &scope[kind]["chosen"];
        let bits = u32::try_from(number(&chosen["bits"])).expect("a few bits");
        Shards { bits, number: 1 << bits, len: number(&chosen["file_len"]), keys: number(&scope["keys"]) }
    }
}

/// All files below a folder, in the order of their paths.
///
/// # Panics
/// If the folder cannot be read.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    files.sort();
    files
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}
