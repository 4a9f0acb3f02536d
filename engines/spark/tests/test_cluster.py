"""A standalone cluster on loopback, of one master and two workers, one of which dies midway."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cluster import LONG, ROOT, Cluster, submit
from conftest import assert_clean, assert_same


@pytest.fixture
def cluster(tmp_path_factory):
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sample", "published lists"])
def config(request, sample, tmp_path) -> Path:
    """Settings of invented tables, and of published lists: those describe real people and are no part of this."""
    if request.param == "sample":
        return sample(60_000)
    tables = os.environ.get("HUSHSET_TABLES")
    if not tables:
        pytest.skip("HUSHSET_TABLES names no folder with diveface.txt, pipa_all_data.txt and the two of fsxl")
    settings = tmp_path / "hushset.toml"
    settings.write_text((ROOT / "tests/published-lists.toml").read_text().replace("{tables}", tables))
    return settings


def test_a_dead_worker_costs_time_and_nothing_else(config, cluster, build, hushset, tmp_path):
    expected = build(config, tmp_path / "one")
    workers = [cluster.add_worker(), cluster.add_worker()]
    out, report = tmp_path / "many", tmp_path / "many.json"
    # In tasks small enough that there are many.
    arguments = ["--config", config, "--out", out, "--hushset", hushset, "--memory", "64 MiB", "--share", "256 KiB"]
    # As soon as some tasks of a step are done, the others are tried a second time.
    eager = {
        "spark_speculation_interval": "50ms",
        "spark_speculation_multiplier": "1",
        "spark_speculation_quantile": "0.1",
    }
    files = {"spark_sql_files_maxPartitionBytes": str(1 << 20)}
    job = submit(cluster, [*arguments, "--speculation", "--report", report], **files, **eager)

    def has_begun(step: str) -> bool:
        """Whether a task of a step has finished and others have not."""
        attempts = tmp_path.glob(f".hushset-*/{step}/_temporary/*/task_*")
        return next(attempts, None) is not None or job.poll() is not None

    cluster.wait(lambda: has_begun("draft"), "the first tasks of a step")
    cluster.kill(workers[1])
    assert job.wait(LONG) == 0, cluster.log.read_text()[-4000:]
    assert "Lost executor" in cluster.log.read_text(), "the worker died too late"
    assert_same(tmp_path / "one", out)
    found = json.loads(report.read_text())
    assert found["linking"] == expected["linking"]
    assert [dataset["published"] for dataset in found["datasets"]] == [
        dataset["published"] for dataset in expected["datasets"]
    ]
    assert_clean(tmp_path)
