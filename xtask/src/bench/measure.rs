//! What a program costs: time, processor time, memory, and what it leaves on the disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use wait4::Wait4;

/// A mebibyte.
const MIB: f64 = (1_u64 << 20) as f64;

/// What a run took, as the kernel counted it for that process and its threads.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Cost {
    /// From start to end.
    pub(crate) seconds: f64,
    /// Of all cores together, in the program and in the kernel on its behalf.
    pub(crate) cpu_seconds: f64,
    /// The most memory that was resident at any moment.
    pub(crate) peak_mib: f64,
}

/// A run that ended well.
pub(crate) struct Run {
    /// What it took.
    pub(crate) cost: Cost,
    /// What it printed.
    pub(crate) said: String,
}

/// Runs `command` to its end. Its complaints stay visible.
pub(crate) fn measure(command: &mut Command) -> Result<Run> {
    let shown = format!("{command:?}");
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("this could not be started: {shown}"))?;
    let mut said = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut said)?;
    }
    let ended = child.wait4()?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(ended.status.success(), "this did not end well ({}): {shown}", ended.status);
    let cost = Cost {
        seconds,
        cpu_seconds: (ended.rusage.utime + ended.rusage.stime).as_secs_f64(),
        peak_mib: ended.rusage.maxrss as f64 / MIB,
    };
    Ok(Run { cost, said })
}

/// Gives every run the same start: the table in the page cache as far as it fits, and nobody else's output on its way to
/// the disk.
pub(crate) fn even_start(table: &Path) -> Result<()> {
    let mut file = File::open(table).with_context(|| format!("cannot open {}", table.display()))?;
    io::copy(&mut file, &mut io::sink())?;
    ensure!(
        Command::new("sync").status()?.success(),
        "the disk could not be brought up to date: `sync` failed"
    );
    Ok(())
}

/// The size of a file, or of all files below a folder.
pub(crate) fn size_in_mib(path: &Path) -> Result<f64> {
    Ok(size(path)? as f64 / MIB)
}

fn size(path: &Path) -> Result<u64> {
    if !path.is_dir() {
        return Ok(fs::metadata(path).with_context(|| format!("cannot find {}", path.display()))?.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::{measure, size};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_run_is_measured_and_heard() {
        let run = measure(&mut shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done")).unwrap();
        assert_eq!(run.said, "done\n");
        assert!(run.cost.cpu_seconds > 0.0 && run.cost.seconds > 0.0);
        assert!((0.1..1000.0).contains(&run.cost.peak_mib), "{:?}", run.cost);
    }

    #[test]
    fn a_run_that_fails_is_no_measurement() {
        let error = measure(&mut shell("exit 3")).err().unwrap().to_string();
        assert!(error.contains("exit 3"), "{error}");
        assert!(measure(&mut Command::new("there-is-no-such-program")).is_err());
    }

    #[test]
    fn a_folder_is_as_large_as_its_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(folder.path().join("a"), [0; 10]).unwrap();
        fs::write(folder.path().join("inner/b"), [0; 7]).unwrap();
        assert_eq!(size(folder.path()).unwrap(), 17);
    }
}
