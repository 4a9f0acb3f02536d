//! Looks for bytes that break a promise: libFuzzer on the invariants of `tests/invariants`.
//!
//! cargo-fuzz asks for a nightly compiler; all that it would do here is to pass the flags below, which the stable one
//! knows too. So nothing has to be installed, and what is tried is what this compiler makes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use xshell::cmd;

use crate::project::{Project, say};

/// What is counted at each branch and comparison, so that libFuzzer sees where an input leads.
const INSTRUMENT: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// An input that takes longer hangs, in seconds.
const HANG: u32 = 30;

/// The program may grow to this size, in megabytes. Most of it is what libFuzzer knows about inputs.
const MEMORY: u32 = 2048;

/// No single allocation is larger, in megabytes: a length in a file must not be believed.
const ALLOCATION: u32 = 256;

/// What to try, and for how long.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this target: the name of a file in `fuzz/fuzz_targets`. All, one after the other, if nothing is said.
    #[arg(long)]
    target: Option<String>,
    /// How long to try each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// Tries each target. What it has found stays in `fuzz/corpus` below the build folder, for the next time.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let all = targets(&project.root)?;
    let chosen = match &options.target {
        None => all,
        Some(one) => {
            ensure!(all.contains(one), "there is no target {one}; there are {}", all.join(", "));
            vec![one.clone()]
        }
    };
    let folder = project.target.join("fuzz");
    let seeds = folder.join("seeds");
    let sh = &project.shell;
    cmd!(sh, "cargo run --quiet --package hushset-invariants --example seeds -- {seeds}").run()?;
    let programs = build(project, &folder)?;
    for target in chosen {
        try_target(project, &programs, &folder, &target, options.seconds)?;
    }
    say("no promise was broken");
    Ok(())
}

/// The targets' names, from the files that hold them.
fn targets(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("fuzz").join("fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Builds the programs, and says where they are.
fn build(project: &Project, folder: &Path) -> Result<PathBuf> {
    say("building the fuzzers (some minutes the first time)");
    let sh = &project.shell;
    let host = cmd!(sh, "rustc --print host-tuple").read()?;
    let _flags = sh.push_env("RUSTFLAGS", INSTRUMENT);
    let _target = sh.push_env("CARGO_TARGET_DIR", folder);
    // With the target named, the flags are not for build scripts, which are linked without libFuzzer.
    cmd!(sh, "cargo build --locked --release --manifest-path fuzz/Cargo.toml --target {host}").run()?;
    Ok(folder.join(host).join("release"))
}

fn try_target(project: &Project, programs: &Path, folder: &Path, target: &str, seconds: u32) -> Result<()> {
    say(format!("{target}: for {seconds} seconds"));
    let (program, seeds) = (programs.join(target), folder.join("seeds").join(target));
    let (corpus, found) = (folder.join("corpus").join(target), folder.join("found"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    let artifacts = format!("-artifact_prefix={}/{target}-", found.display());
    let dictionary = match target {
        "names" | "tables" => target,
        _ => "files",
    };
    let dictionary = format!("-dict={}/fuzz/dictionaries/{dictionary}.dict", project.root.display());
    let limits = [
        format!("-max_total_time={seconds}"),
        format!("-timeout={HANG}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-malloc_limit_mb={ALLOCATION}"),
    ];
    cmd!(
        project.shell,
        "{program} {limits...} -print_final_stats=1 -verbosity=0 {artifacts} {dictionary} {corpus} {seeds}"
    )
    .run()
    .with_context(|| {
        format!(
            "{target} does not hold. The input is in {}; run {} on it to see",
            found.display(),
            program.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The fuzzers are a workspace of their own, which no other command builds: a dependency that is new here would keep
    /// them from starting.
    #[test]
    fn the_lock_of_the_fuzzers_is_not_behind() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the checkout");
        let read = |path: &str| fs::read_to_string(root.join(path)).expect(path).replace("\r\n", "\n");
        let (lock, manifest) = (read("fuzz/Cargo.lock"), read("index-build/Cargo.toml"));
        let (_, package) = lock.split_once("name = \"hushset\"\n").expect("the package");
        let (package, _) = package.split_once("[[package]]").expect("another package");
        let locked: BTreeSet<&str> = package
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split(['"', ' ']).next())
            .collect();
        let (_, wanted) = manifest.split_once("\n[dependencies]\n").expect("dependencies");
        let wanted = wanted.split("\n[").next().unwrap_or_default().lines();
        let is_name = |name: &&str| !name.is_empty() && !name.starts_with('#');
        let names: Vec<&str> =
            wanted.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(is_name).collect();
        assert!(names.len() > 20, "{names:?}");
        let behind: Vec<_> = names.into_iter().filter(|name| !locked.contains(name)).collect();
        assert_eq!(behind, [""; 0], "run `cargo update --workspace` in fuzz/");
    }
}
