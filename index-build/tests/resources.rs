//! What a build takes and leaves: bounded memory, a full disk, and somebody who presses Ctrl-C.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files, hushset};
use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use wait4::Wait4;

/// The names of what lies in the folder of the index, hidden things too.
fn in_index(workshop: &Workshop) -> Vec<String> {
    let entries = fs::read_dir(workshop.path("site/hushset")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn building(workshop: &Workshop, memory: &str, out: &str) -> Child {
    let config = workshop.text("tables/hushset.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
    command.args(["build", "--quiet", "--memory", memory, "--config", &config, "--out", &workshop.text(out)]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn memory_is_bounded_and_changes_nothing() {
    let workshop = Workshop::empty();
    hushset(["sample", "--rows", "400000", "--out", &workshop.text("tables")]).ended(0);
    let mut peaks = Vec::new();
    for (memory, out) in [("64 MiB", "little"), ("2 GiB", "much")] {
        let child = building(&workshop, memory, out);
        let ended = child.wait4().unwrap();
        assert!(ended.status.success());
        peaks.push(ended.rusage.maxrss >> 20);
    }
    assert!(peaks[0] <= 96, "about 64 MiB, and what the program itself is: {peaks:?} MiB");
    assert_eq!(files(&workshop.path("little")), files(&workshop.path("much")));
}

#[test]
fn ctrl_c_leaves_the_old_site_and_nothing_else() {
    let workshop = Workshop::with_photos(3000);
    workshop.build("site", &[]).ended(0);
    let before = files(&workshop.path("site"));
    hushset(["sample", "--rows", "1000000", "--out", &workshop.text("tables")]).ended(0);
    for delay in [50, 300, 900] {
        let mut child = building(&workshop, "64 MiB", "site");
        thread::sleep(Duration::from_millis(delay));
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let status = child.wait().unwrap();
        // A signal that comes before it can be caught ends the process at once: nothing has been begun by then.
        assert!(!status.success(), "{status}");
        if status.code().is_some() {
            assert_eq!(status.code(), Some(130));
            assert!(
                in_index(&workshop).iter().all(|name| !name.starts_with('.')),
                "{:?}",
                in_index(&workshop)
            );
        }
        assert_eq!(files(&workshop.path("site")), before, "after {delay} ms");
    }
    workshop.build("site", &[]).ended(0);
}

#[test]
fn a_folder_for_temporary_files_that_is_none_is_a_clear_mistake() {
    let workshop = Workshop::with_photos(2500);
    let said = workshop.build("site", &["--temp", &workshop.text("nowhere")]).ended(4);
    assert!(said.contains("nowhere") && said.contains("no such file or folder"), "{said}");
    assert!(!workshop.path("site/hushset/current.bin").exists());
    let said = workshop.build("site", &["--memory", "1 MiB"]).ended(2);
    assert!(said.contains("64 MiB"), "{said}");
}
