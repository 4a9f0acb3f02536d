"""What the tests share: the command, sample tables, sites of both makers."""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cluster import ROOT
from pyspark.sql import SparkSession

# Tasks run the Python that runs the tests.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@pytest.fixture(scope="session")
def hushset() -> str:
    """The command."""
    return os.environ.get("HUSHSET_BIN", str(ROOT / "target/release/hushset"))


@pytest.fixture(scope="session")
def build(hushset):
    """What `hushset build` makes of settings: the site, and the report."""

    def build(config: Path, out: Path) -> dict:
        report = out.with_suffix(".json")
        command = [hushset, "build", "--quiet", "--config", config, "--out", out, "--report", report]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(report.read_text())

    return build


@pytest.fixture(scope="session")
def sample(hushset, tmp_path_factory):
    """The settings of invented tables of so many photos."""

    def sample(photos: int) -> Path:
        folder = tmp_path_factory.mktemp("sample")
        command = [hushset, "sample", "--photos", str(photos), "--out", folder / "tables"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder / "tables" / "hushset.toml"

    return sample


@pytest.fixture(scope="session")
def session():
    """Spark on this machine alone."""
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", 1 << 20)
        .getOrCreate()
    )
    yield spark
    spark.stop()


def assert_same(one: Path, other: Path) -> None:
    """Fails unless two folders have the same files with the same bytes."""
    files = [{path.relative_to(root) for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    assert files[0] == files[1]
    assert len(files[0]) > 100
    _, different, unread = filecmp.cmpfiles(one, other, map(str, files[0]), shallow=False)
    assert (different, unread) == ([], [])


def assert_clean(folder: Path) -> None:
    """Fails if a job has left anything beside its site."""
    assert [path.name for path in folder.iterdir() if path.name.startswith(".hushset")] == []
