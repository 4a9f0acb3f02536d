//! The site that the promises are tested on: built by the command line itself, from its own made-up tables.

use hushset::sample::Names;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Environment variable with the `hushset` command to test; without it, the one of the last release build.
pub const BINARY: &str = "HUSHSET_BIN";

/// A finished site, and who is in it.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder to serve. Other tests use it, too: nobody writes into it.
    pub folder: PathBuf,
    /// The tables that it was built from, and their `hushset.toml`.
    pub tables: PathBuf,
    /// Names to ask for.
    pub names: Names,
}

impl Site {
    /// The sample site. It is built once for each build of the command, whichever test comes first; the others wait.
    ///
    /// # Panics
    /// If there is no command, with a sentence that says how to build it, or if the command fails, with what it said.
    pub fn sample() -> &'static Self {
        static SITE: OnceLock<Site> = OnceLock::new();
        SITE.get_or_init(|| {
            let shared = target_folder().join("tmp").join("sites");
            shared_site(&shared, &binary())
        })
    }
}

/// The command under test.
///
/// # Panics
/// If it is not there, with a sentence that says how to build it.
pub fn binary() -> PathBuf {
    let named = std::env::var_os(BINARY).map(PathBuf::from);
    let binary = named.clone().unwrap_or_else(|| {
        target_folder().join("release").join(format!("hushset{}", std::env::consts::EXE_SUFFIX))
    });
    let why = if named.is_some() { "as HUSHSET_BIN says" } else { "where a release build puts it" };
    assert!(
        binary.is_file(),
        "there is no hushset command at {}, {why}. `cargo xtask test --only browsers` builds it and runs these tests; \
         by hand it takes `cargo xtask runtime` and `cargo build --release --package hushset`",
        binary.display()
    );
    binary
}

/// Runs the command with these arguments, and returns what it wrote to standard output.
///
/// # Panics
/// If it fails, with everything that it said.
#[track_caller]
pub fn run(arguments: &[&str]) -> String {
    run_binary(&binary(), arguments)
}

#[track_caller]
fn run_binary(binary: &Path, arguments: &[&str]) -> String {
    let output = Command::new(binary).args(arguments).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{} does not start: {error}", binary.display()));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "`hushset {}` failed with {}:\n{said}{}",
        arguments.join(" "),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// The site of this build of the command, in a folder that all test programs share, built if it is not there yet.
fn shared_site(shared: &Path, binary: &Path) -> Site {
    fs::create_dir_all(shared).expect("a folder for sites");
    // Held until the end of this function, also by a test program that is killed in it.
    let lock = File::create(shared.join("lock")).expect("a lock");
    lock.lock().expect("the lock");
    let key = key(binary);
    let home = shared.join(&key);
    let (tables, folder, ready) = (home.join("tables"), home.join("site"), home.join("ready"));
    if !ready.is_file() {
        remove_old_sites(shared, &key);
        fs::create_dir_all(&home).expect("a folder for the site");
        let text = |path: &Path| path.to_str().expect("a path that is text").to_owned();
        run_binary(binary, &["sample", "--out", &text(&tables)]);
        let settings = text(&tables.join("hushset.toml"));
        run_binary(binary, &["build", "--config", &settings, "--out", &text(&folder)]);
        File::create(ready).expect("a note that the site is finished");
    }
    let names = read_names(&tables.join("names.json"));
    Site { folder, tables, names }
}

/// Tells one build of the command from another.
fn key(binary: &Path) -> String {
    let metadata = fs::metadata(binary).expect("the command's file");
    let modified = metadata.modified().expect("when the command was built");
    let age = modified.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_nanos());
    format!("{:x}-{age:x}", metadata.len())
}

/// Removes the remains of this build's site, and the sites of builds that no test can still be busy with.
fn remove_old_sites(shared: &Path, key: &str) {
    const BUSY: Duration = Duration::from_hours(1);
    for entry in fs::read_dir(shared).expect("the folder of sites").flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        if entry.path().is_dir() && (entry.file_name() == key || age.is_some_and(|age| age > BUSY)) {
            fs::remove_dir_all(entry.path()).expect("remove an old site");
        }
    }
}

fn read_names(file: &Path) -> Names {
    let text = fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("`hushset sample` left no {}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Cargo's build folder, which this program was built in. Cargo marks it as a cache.
pub fn target_folder() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this program");
    let marked = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.expect("this program is in Cargo's build folder").to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A command as the real one is seen from here; it counts how often it was asked for tables.
    const COMMAND: &str = r#"#!/bin/sh
set -e
case "$1" in
sample)
    mkdir -p "$3"
    echo once >> "$(dirname "$0")/samples"
    echo settings > "$3/hushset.toml"
    cat > "$3/names.json" <<'END'
    {"members": {"nsid": "1@N00", "alias": "a", "display": "d", "arabic": "ع", "heavy": "2@N00", "photo": "3",
                 "photo_page": "p", "linked_photo": "7", "more": "m"},
     "strangers": {"nsid": "4@N00", "alias": "b", "same_prefix_as_nsid": "5@N00", "photo": "6"}}
END
    ;;
build)
    test "$(cat "$3")" = settings
    sleep 0.2
    mkdir "$5"
    echo page > "$5/index.html"
    ;;
*) echo "what is $1?" >&2; exit 2 ;;
esac
"#;

    fn command(folder: &Path) -> PathBuf {
        let path = folder.join("hushset");
        fs::write(&path, COMMAND).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a script that can run");
        path
    }

    #[test]
    fn a_site_is_built_once_for_each_build_of_the_command() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let command = command(folder.path());
        let shared = folder.path().join("sites");
        let samples = || fs::read_to_string(folder.path().join("samples")).expect("a count").lines().count();

        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let site = shared_site(&shared, &command);
                    let page = fs::read_to_string(site.folder.join("index.html")).expect("the page");
                    assert_eq!((page.as_str(), site.names.members.arabic.as_str()), ("page\n", "ع"));
                });
            }
        });
        assert_eq!(samples(), 1);

        // Killed before it was finished.
        let site = shared_site(&shared, &command);
        fs::remove_file(site.folder.with_file_name("ready")).expect("a note that the site is finished");
        shared_site(&shared, &command);
        assert_eq!(samples(), 2);

        let later = SystemTime::now() + Duration::from_secs(1);
        File::options()
            .append(true)
            .open(&command)
            .and_then(|file| file.set_modified(later))
            .expect("a time");
        assert_ne!(shared_site(&shared, &command).folder, site.folder);
        assert_eq!(samples(), 3);

        // Here and not in a test of its own: the system refuses to start a file that another thread is just writing.
        let failure = std::panic::catch_unwind(|| run_binary(&command, &["this"])).expect_err("a failure");
        let said = failure.downcast_ref::<String>().expect("a text");
        assert!(said.contains("`hushset this` failed") && said.contains("what is this?"), "{said}");
    }
}
