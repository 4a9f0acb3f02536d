"""The same table built by one machine's command, and by Spark with one worker and with two; in one sitting.

Run by `cargo xtask bench spark`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from cluster import Cluster, submit
from conftest import assert_same

#: What a worker's executor and the processes of its task may use.
SETTINGS = {
    "spark_executor_memory": "1g",
    "spark_driver_memory": "1g",
    "spark_eventLog_enabled": "true",
    "spark_eventLog_compress": "false",
}


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hushset", required=True)
    parser.add_argument("--rows", default="20000000")
    parser.add_argument("--folder", type=Path, required=True, help="where the tables are kept")
    arguments = parser.parse_args()
    tables = arguments.folder / f"spark-{arguments.rows}"
    if not tables.exists():
        command = [arguments.hushset, "sample", "--rows", arguments.rows, "--out", tables]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        measure(arguments.hushset, tables / "hushset.toml", int(arguments.rows), Path(folder))


def measure(hushset: str, config: Path, rows: int, folder: Path) -> None:
    """Builds three times."""
    print(f"{rows:,} rows, {os.cpu_count()} cores\n")
    print("| | seconds | rows/s | peak MiB |")
    print("|---|---:|---:|---:|")
    one = folder / "one"
    start = time.monotonic()
    subprocess.run(
        [hushset, "build", "--quiet", "--config", config, "--out", one], check=True, stdout=subprocess.DEVNULL
    )
    tell("hushset build", rows, time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
    steps = {}
    for workers in (1, 2):
        out = folder / f"many-{workers}"
        steps[workers] = on_spark(hushset, config, rows, out, workers)
        assert_same(one, out)
    print("\n| where the time goes, in seconds | 1 worker | 2 workers |")
    print("|---|---:|---:|")
    for step in steps[1]:
        print(f"| {step} | {steps[1][step]:.1f} | {steps[2].get(step, 0):.1f} |")


def on_spark(hushset: str, config: Path, rows: int, out: Path, workers: int) -> dict[str, float]:
    """Builds on a cluster of so many workers; returns what each step took."""
    with tempfile.TemporaryDirectory(dir=out.parent) as folder, tempfile.TemporaryDirectory(dir=out.parent) as events:
        cluster = Cluster(Path(folder))
        try:
            for _ in range(workers):
                cluster.add_worker(memory="2g")
            start = time.monotonic()
            arguments = ["--config", config, "--out", out, "--hushset", hushset]
            job = submit(cluster, arguments, **SETTINGS, spark_eventLog_dir=f"file://{events}")
            peak = Peak(cluster)
            code = job.wait()
            seconds, most = time.monotonic() - start, peak.stop()
            assert code == 0, cluster.log.read_text()[-4000:]
        finally:
            cluster.stop()
        tell(f"Spark, workers of one core: {workers}", rows, seconds, most)
        return by_step(Path(events))


class Peak:
    """The most memory that all processes of a cluster had at once: what each does not share with others."""

    def __init__(self, cluster: Cluster):
        self._groups = {process.pid for process in cluster.processes}
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> int:
        """The most, in MiB."""
        self._done.set()
        self._thread.join()
        return self._most >> 20

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            self._most = max(self._most, sum(map(self._size, Path("/proc").glob("[0-9]*"))))

    def _size(self, process: Path) -> int:
        try:
            group = int((process / "stat").read_text().rpartition(")")[2].split()[2])
            resident, shared = map(int, (process / "statm").read_text().split()[1:3])
        except (OSError, ValueError):
            return 0
        return (resident - shared) * resource.getpagesize() if group in self._groups else 0


def by_step(events: Path) -> dict[str, float]:
    """Seconds by the description of Spark's jobs."""
    started, spent = {}, defaultdict(float)
    for log in sorted(path for path in events.rglob("*") if path.is_file()):
        for line in log.read_text().splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("Event") == "SparkListenerJobStart":
                what = event["Properties"].get("spark.job.description", "the rest")
                started[event["Job ID"]] = (what.removeprefix("hushset: "), event["Submission Time"])
            elif event.get("Event") == "SparkListenerJobEnd":
                what, since = started[event["Job ID"]]
                spent[what] += (event["Completion Time"] - since) / 1000
    return spent


def tell(what: str, rows: int, seconds: float, mebibytes: int) -> None:
    """A line of the table."""
    print(f"| {what} | {seconds:.1f} | {rows / seconds:,.0f} | {mebibytes:,} |", flush=True)


if __name__ == "__main__":
    main()
