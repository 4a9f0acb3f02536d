"""A standalone cluster on loopback: one master and workers of one core each, and jobs submitted to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyspark

ROOT = Path(__file__).parents[3]

HOME = Path(pyspark.__file__).parent
LONG = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A master and its workers, each a process group of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.log = folder / "job.log"
        self.port = free_port()
        self.address = f"spark://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen] = []
        self._start("Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0")
        self.wait(lambda: self._is_up(), "the master")

    def _start(self, name: str, *arguments: str) -> subprocess.Popen:
        log = (self.folder / f"{name}-{len(self.processes)}.log").open("w")
        command = [HOME / "bin/spark-class", f"org.apache.spark.deploy.{name.lower()}.{name}", *arguments]
        environment = os.environ | {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1"}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        self.processes.append(process)
        return process

    def add_worker(self, memory: str = "1g") -> subprocess.Popen:
        work = self.folder / f"work-{len(self.processes)}"
        size = ("--cores", "1", "--memory", memory)
        return self._start(
            "Worker", "--host", "127.0.0.1", *size, "--webui-port", "0", "--work-dir", str(work), self.address
        )

    def _is_up(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @staticmethod
    def wait(condition, what: str) -> None:
        end = time.monotonic() + LONG
        while not condition():
            assert time.monotonic() < end, f"waited {LONG} s for {what}"
            time.sleep(0.1)

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """Ends a worker with its executors, as a machine that loses its power ends."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)


def submit(cluster: Cluster, arguments: list[str | Path], **settings: str) -> subprocess.Popen:
    """A job as people submit it, with these arguments and settings of Spark's (`_` for the dots)."""
    settings = {
        "spark_executor_memory": "512m",
        "spark_driver_host": "127.0.0.1",
        "spark_ui_enabled": "false",
    } | settings
    command = [HOME / "bin/spark-submit", "--master", cluster.address]
    for name, value in settings.items():
        command += ["--conf", f"{name.replace('_', '.')}={value}"]
    command += [ROOT / "engines/spark/hushset_spark/__main__.py", *arguments]
    log = cluster.log.open("w")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "engines/spark"),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    cluster.processes.append(process)
    return process
