//! Apache Spark, of which `PyPI` has everything but Java.

use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use xshell::cmd;

use crate::debian;
use crate::demo;
use crate::project::Project;
use crate::python::Venv;
use crate::setup::{self, Part};

/// The oldest Java that Spark 4 runs on.
const JAVA: u32 = 17;

/// What the engine's tests run with: the version of today, and the oldest that is still in use. Spark wants a pandas beside Arrow, and
/// none from 3 on.
const SPARKS: [Venv<'static>; 2] = [
    Venv {
        name: "pyspark-4.3.0-ruff-0.17.6",
        title: "Spark 4.3",
        packages: &["pyspark==4.3.0", "pyarrow==26.0.1", "pandas==2.3.3", "pytest==9.2.0", "ruff==0.17.6"],
    },
    Venv {
        name: "pyspark-3.5.9",
        title: "Spark 3.5",
        packages: &[
            "pyspark==3.5.9",
            "pyarrow==26.0.1",
            "pandas==2.3.3",
            "pytest==9.2.0",
            "setuptools==80.9.0",
        ],
    },
];

/// Makes sure of Java and of both versions of Spark.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let packages = ["default-jre-headless", "python3-venv"];
    let is_there = java(project).is_some() && has_venv(project);
    if !is_there && !debian::apt_get(project, &packages)? {
        bail!(
            "the tests of the Spark engine need Java {JAVA} or newer and Python with venv. On Debian: `sudo apt-get install {}`; \
             `cargo xtask test --without spark` runs everything but them",
            packages.join(" ")
        );
    }
    let version = java(project).context("there is still no `java` on the PATH")?;
    ensure!(
        version >= JAVA,
        "Spark 4 needs Java {JAVA} or newer, and this is Java {version}. On Debian and Ubuntu: `sudo apt-get install \
         openjdk-{JAVA}-jre-headless`; `cargo xtask test --without spark` runs everything but its tests"
    );
    SPARKS.iter().try_for_each(|spark| spark.ensure(project).map(drop))
}

/// Whether Python can make itself a folder of packages: Debian's leaves that to a package of its own.
fn has_venv(project: &Project) -> bool {
    cmd!(project.shell, "python3 -c 'import ensurepip, venv'").quiet().ignore_stderr().run().is_ok()
}

/// The version of the Java that is there.
fn java(project: &Project) -> Option<u32> {
    project.which("java")?;
    let said = cmd!(project.shell, "java --version").quiet().ignore_stderr().read().ok()?;
    major(&said)
}

/// `openjdk 17.0.15 2025-04-15` is 17.
fn major(said: &str) -> Option<u32> {
    said.split_whitespace().nth(1)?.split(['.', '-', '+']).next()?.parse().ok()
}

/// Builds sites on Spark: with today's version in every way, with the oldest in one.
pub(crate) fn test(project: &Project) -> Result<()> {
    let [today, oldest] = &SPARKS;
    for check in [&["format", "--check"][..], &["check"]] {
        let arguments = [&["-m", "ruff"], check, &["--no-cache", "."]].concat();
        run(project, today, &arguments).context("the engine's Python is not as ruff would have it")?;
    }
    for (spark, tests) in
        [(today, "tests"), (oldest, "tests/test_local.py::test_a_site_is_that_of_one_machine")]
    {
        let arguments = ["-m", "pytest", "-p", "no:cacheprovider", "--durations=0", tests];
        run(project, spark, &arguments)
            .with_context(|| format!("{} did not do what it should", spark.title))?;
    }
    Ok(())
}

/// A benchmark beside one machine.
#[derive(Args)]
pub(crate) struct Options {
    /// The rows of the table.
    #[arg(long, default_value_t = 20_000_000)]
    rows: u64,
}

/// Measures.
pub(crate) fn bench(project: &Project, options: &Options) -> Result<()> {
    setup::ensure_all(project, &[Part::Spark])?;
    demo::build_hushset_with_runtime(project)?;
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let (hushset, rows, folder) =
        (project.hushset().display().to_string(), options.rows.to_string(), folder.display().to_string());
    let [today, _] = &SPARKS;
    run(project, today, &["tests/bench.py", "--hushset", &hushset, "--rows", &rows, "--folder", &folder])
}

/// Runs a Python with Spark in the engine's folder.
fn run(project: &Project, spark: &Venv<'_>, arguments: &[&str]) -> Result<()> {
    let sh = &project.shell;
    let engine = project.root.join("engines").join("spark");
    let _in = sh.push_dir(&engine);
    let python = spark.python(project);
    let programs = python.parent().context("a Python is in a folder")?.to_path_buf();
    let path = env::var_os("PATH").unwrap_or_default();
    cmd!(sh, "{python} {arguments...}")
        .env("PATH", env::join_paths([programs].into_iter().chain(env::split_paths(&path)))?)
        .env("PYTHONPATH", &engine)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("HUSHSET_BIN", project.hushset())
        .env_remove("SPARK_HOME")
        .run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_version_of_java_is_read() {
        assert_eq!(major("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment"), Some(17));
        assert_eq!(major("openjdk 21-ea 2023-09-19"), Some(21));
        assert_eq!(major("java 25 2025-09-16 LTS"), Some(25));
        assert_eq!(major("no such thing"), None);
    }
}
