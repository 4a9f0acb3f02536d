//! What is measured side by side, each as a process of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::bench::measure::{Run, even_start, measure, size_in_mib};
use crate::bench::peer::Peer;
use crate::bench::report::Entry;
use crate::bench::sample::Sample;
use crate::bench::sizes::Sizes;
use crate::files;
use crate::project::{Project, say};

/// The memory that a build may use, in mebibytes.
pub(crate) const MEMORY_MIB: u32 = 512;

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Contender {
    /// `hushset build`, from the table to a published site.
    Build,
    /// `hushset verify` of that site.
    Verify,
    /// Reading, parsing and hashing, and nothing else.
    Floor,
    /// DuckDB: hashing, sorting, and writing as partitioned Parquet.
    Duckdb,
    /// SQLite: an indexed table.
    Sqlite,
}

impl From<Peer> for Contender {
    fn from(peer: Peer) -> Self {
        match peer {
            Peer::Duckdb => Self::Duckdb,
            Peer::Sqlite => Self::Sqlite,
        }
    }
}

impl Contender {
    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Build => "hushset build",
            Self::Verify => "hushset verify",
            Self::Floor => "floor: read, parse, hash",
            Self::Duckdb => "DuckDB: hash, sort, write",
            Self::Sqlite => "SQLite: table, 3 indexes",
        }
    }
}

/// What a program says of itself in its last line.
#[derive(Deserialize)]
struct Told {
    rows: u64,
    version: Option<String>,
}

/// The folder of a sitting, with the sample that all are given.
pub(crate) struct Sitting<'a> {
    project: &'a Project,
    sample: &'a Sample,
    folder: PathBuf,
}

impl<'a> Sitting<'a> {
    /// An empty folder to work in, beside the samples: on one disk with them.
    pub(crate) fn new(project: &'a Project, sample: &'a Sample) -> Result<Self> {
        let folder = project.target.join("bench").join("work");
        files::remove_folder(&folder)?;
        fs::create_dir_all(folder.join("temp"))?;
        Ok(Self { project, sample, folder })
    }

    /// Builds the site, and verifies it. The build's report stays.
    pub(crate) fn build_and_verify(&self) -> Result<[Entry; 2]> {
        let site = self.folder.join("site");
        let build = self.measure(Contender::Build, &mut self.build(&site), Some(&site))?;
        let verify = self.measure(Contender::Verify, &mut self.verify(&site), None)?;
        self.clear(&site)?;
        Ok([build, verify])
    }

    /// What the build has said of the size of its index.
    pub(crate) fn sizes(&self) -> Result<Sizes> {
        Sizes::of(&self.report())
    }

    /// Reads, parses and hashes.
    pub(crate) fn floor(&self) -> Result<Entry> {
        let floor = self.project.target.join("release").join("examples").join("floor");
        self.measure(Contender::Floor, Command::new(floor).arg(self.sample.table()), None)
    }

    /// Has a peer, started by `engine`, do its work.
    pub(crate) fn peer(&self, peer: Peer, mut engine: Command) -> Result<Entry> {
        let scripts = self.project.root.join("benches").join("peers");
        let output = self.folder.join("output");
        match peer {
            Peer::Duckdb => engine
                .arg(scripts.join("duckdb_sort.py"))
                .args([&self.sample.table(), &output, &self.temp()])
                .arg(thread::available_parallelism()?.to_string()),
            Peer::Sqlite => engine
                .args(["-batch", "-bail"])
                .arg(&output)
                .stdin(File::open(scripts.join("sqlite.sql"))?)
                .env("SQLITE_TMPDIR", self.temp())
                .current_dir(&self.sample.folder),
        };
        let entry = self.measure(peer.into(), &mut engine, Some(&output))?;
        self.clear(&output)?;
        Ok(entry)
    }

    fn build(&self, site: &Path) -> Command {
        let mut command = Command::new(self.project.hushset());
        command
            .args(["build", "--quiet", "--memory", &format!("{MEMORY_MIB}MiB"), "--temp"])
            .arg(self.temp())
            .arg("--config")
            .arg(self.sample.settings())
            .arg("--out")
            .arg(site)
            .arg("--report")
            .arg(self.report());
        command
    }

    fn verify(&self, site: &Path) -> Command {
        let mut command = Command::new(self.project.hushset());
        command.args(["verify", "--quiet"]).arg(site);
        command
    }

    fn measure(&self, contender: Contender, command: &mut Command, output: Option<&Path>) -> Result<Entry> {
        even_start(&self.sample.table())?;
        say(format!("measuring {} of {} rows", contender.name(), self.sample.rows));
        let run = measure(command)?;
        let told = self.told(contender, &run)?;

        Ok(Entry {
            contender,
            version: told.and_then(|told| told.version),
            cost: run.cost,
            output_mib: output.map(size_in_mib).transpose()?,
        })
    }

    /// Holds the floor and the peers to having read every row. What our own command read, it checks itself.
    fn told(&self, contender: Contender, run: &Run) -> Result<Option<Told>> {
        if matches!(contender, Contender::Build | Contender::Verify) {
            return Ok(None);
        }
        let last = run.said.lines().last().unwrap_or_default();
        let told: Told = serde_json::from_str(last)
            .with_context(|| format!("{} did not say how many rows it read", contender.name()))?;
        let (rows, expected) = (told.rows, self.sample.rows);
        ensure!(rows == expected, "{} read {rows} rows and not {expected}", contender.name());
        Ok(Some(told))
    }

    fn report(&self) -> PathBuf {
        self.folder.join("report.json")
    }

    fn temp(&self) -> PathBuf {
        self.folder.join("temp")
    }

    /// Removes what a contender has written: the next one may need the room.
    fn clear(&self, output: &Path) -> Result<()> {
        remove(output)?;
        remove(&self.temp())?;
        fs::create_dir_all(self.temp()).context("there is no folder for temporary files")
    }
}

fn remove(path: &Path) -> Result<()> {
    if path.is_file() {
        return fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()));
    }
    files::remove_folder(path)
}
