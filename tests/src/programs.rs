//! Programs that tests start: where they are, and whether somebody asked to go without them.

use std::io::Write;
use std::path::PathBuf;

/// Environment variable that names the engines and servers to leave out, separated by commas: `firefox,webkit,caddy`.
pub(crate) const WITHOUT: &str = "HUSHSET_WITHOUT";

/// What it takes.
const NAMES: [&str; 5] = ["chromium", "firefox", "webkit", "nginx", "caddy"];

/// Whether [`WITHOUT`] names this one, which is then said on standard error whatever the test runner captures.
///
/// # Panics
/// If it names something that is none of them.
pub(crate) fn is_left_out(name: &str) -> bool {
    let left_out = std::env::var(WITHOUT).unwrap_or_default();
    let left_out: Vec<&str> = left_out.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    for name in &left_out {
        assert!(NAMES.contains(name), "{WITHOUT} names “{name}”; it takes {}", NAMES.join(", "));
    }
    if left_out.contains(&name) {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        // Not eprintln!, which the test runner keeps to itself when a test passes.
        let _ = writeln!(std::io::stderr(), "LEFT OUT: {name} ({WITHOUT}), {test}");
        return true;
    }
    false
}

/// Finds a program in `PATH`, or at an absolute path in which one part may be `*`.
pub(crate) fn locate(name: &str) -> Option<PathBuf> {
    if let Some((before, after)) = name.split_once("/*/") {
        let folders = std::fs::read_dir(before).ok()?;
        return folders.flatten().map(|folder| folder.path().join(after)).find(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    // `join` with an absolute path is that path. Servers stand where only root's PATH leads.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|path| path.is_file())
}
