"""The job: which steps there are, who takes what another has made, and in how many parts."""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

import pyarrow.parquet as pq
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from . import tables
from .process import BLOCKS, SCHEMA, StepFailed, ask, frame, frames, publish, run
from .shared import share, share_this_package
from .storage import Storage

#: Records are in 256 partitions, and a task takes whole ones: so many tasks can work on a step at a time.
PARTITION_BITS = 8

#: Blocks are tens of KiB, and so many of them are in memory at once.
_BLOCKS = 64

#: A task is worth its start from this part of its usual share on.
_LEAST = 1 / 32


@dataclass(frozen=True)
class Step:
    """A step of a build, as ``hushset pack step`` has it."""

    name: str
    takes: str
    what: str
    scope: str | None = None
    #: The first bits of a record's route that must not be parted.
    bits: int = PARTITION_BITS

    @property
    def label(self) -> str:
        """What nothing else is called."""
        return f"{self.name}-{self.scope}" if self.scope else self.name


LINKING = (
    Step("draft", "rows", "linking rows"),
    Step("answer", "aliases", "linking names"),
    Step("settle", "waiting", "linking items"),
    Step("record", "owners", "linking accounts"),
    Step("share", "shared", "linking accounts that share items"),
    Step("gather", "pieces-owners", "making records of owners", "owners"),
    Step("gather", "pieces-tags", "making records of hashtags", "tags"),
)

CUTTING = (
    Step("cut", "long-owners", "cutting long lists of owners", "owners"),
    Step("cut", "long-tags", "cutting long lists of hashtags", "tags"),
)


def packing(scopes: list[dict]) -> Iterator[Step]:
    """The steps that pack the shards of a plan."""
    for scope in scopes:
        name = scope["scope"]
        for step, takes in {"filters": "pairs", "records": "entries"}.items():
            bits = min(scope[step], PARTITION_BITS)
            yield Step(step, f"{takes}-{name}", f"packing {name} {step}", name, bits)


@dataclass
class Job:
    """A build on Spark.

    ``config`` and ``out`` are what ``hushset build`` takes: paths on the driver's machine. ``staging`` is a folder
    that all machines see, for what steps hand to each other; by default one beside ``out``. ``sources`` has DataFrames
    to read in place of the files of tables, by the numbers that ``hushset pack brief`` gives to tables.
    """

    spark: SparkSession
    config: str
    out: str
    hushset: str = "hushset"
    staging: str | None = None
    memory: str = "256 MiB"
    strict: bool = False
    #: About how many bytes a task takes: a part of them is in memory, the rest on the machine's disk.
    share: int = 128 << 20
    #: Further arguments for publishing: ``--host``, ``--report``, ``--sign-key`` …
    publishing: list[str] = field(default_factory=list)
    sources: dict[int, DataFrame] = field(default_factory=dict)

    def run(self) -> None:
        """Builds and publishes. What fails leaves the site as it was."""
        self._binary = shutil.which(self.hushset)
        if self._binary is None:
            raise FileNotFoundError(f"there is no command {self.hushset}: name it with --hushset")
        self._made: dict[str, list[str]] = {}
        self._found: dict[int, list[int]] = {}
        beside = os.path.dirname(os.path.abspath(self.out))
        name = f".hushset-{uuid.uuid4().hex}"
        self._storage = Storage(self.spark, f"{self.staging or 'file://' + beside}/{name}")
        context = self.spark.sparkContext
        share_this_package(context)
        self._program = share(context, self._binary, "hushset")
        with tempfile.TemporaryDirectory(prefix="hushset-") as self._folder:
            try:
                self._build()
            finally:
                context.setJobDescription(None)
                self._storage.remove()

    def _build(self) -> None:
        brief = os.path.join(self._folder, "brief.bin")
        # What publishing would refuse is refused now, and not after hours.
        asked = [self._binary, "pack", "brief", "--config", self.config, "--to", brief, "--out", self.out]
        described = json.loads(ask([*asked, *self.publishing]))
        self._brief = share(self.spark.sparkContext, brief, "brief")
        for table in described:
            self._read(table)
        for step in LINKING:
            self._step(step)
        plan = os.path.join(self._folder, "plan.json")
        totals = (frame("totals", 0, block) for block in self._blocks("totals"))
        self._tell("planning")
        asked = [self._binary, "pack", "plan", "--brief", brief, "--to", plan, "--out", self.out, *self.publishing]
        answer = ask(asked, self._ended(totals))
        self._plan = share(self.spark.sparkContext, plan, "plan")
        for step in CUTTING:
            self._step(step)
        for step in packing(json.loads(answer)):
            self._step(step)
        self._publish(brief, plan)

    def _read(self, table: dict) -> None:
        number = table["number"]
        self._tell(f"reading {', '.join(table['files'])}")
        reader = tables.Reader(self._process("rows", *(["--strict"] if self.strict else [])), number)
        if number in self.sources:
            made = tables.rows(self.sources[number], table, f"table {number}", reader)
        else:
            folder = os.path.dirname(self.config)
            files = tables.list_files(self.spark, folder, table["files"])
            made = tables.read(self.spark, table, files, self.share, reader)
        self._keep(f"rows-{number}", *made)

    def _step(self, step: Step) -> None:
        paths = self._made.get(step.takes)
        if not paths:
            return
        self._tell(step.what)
        taken = self.spark.read.schema(BLOCKS).parquet(*paths)
        options = ["--scope", step.scope] if step.scope else []
        command = self._process("step", step.name, *options)

        def task(batches: Iterator) -> Iterator:
            with tables.scratch() as folder:
                first = next(batches, None)
                if first is not None:
                    yield from run(command(folder), frames(step.takes, chain([first], batches)))

        parted = self._part(taken, step.bits, self._storage.length(paths))
        self._keep(step.label, parted.mapInArrow(task, SCHEMA), _BLOCKS)

    def _part(self, taken: DataFrame, bits: int, length: int) -> DataFrame:
        """Brings what belongs together to one task, and about as much to each."""
        groups = 1 << bits
        workers = self.spark.sparkContext.defaultParallelism
        tasks = max(math.ceil(length / self.share), min(2 * workers, math.ceil(length / self.share / _LEAST)))
        tasks = min(max(tasks, 1), groups)
        group = F.shiftright(F.col("part"), PARTITION_BITS - bits)
        wanted = (group * tasks / groups).cast("int")
        numbers = F.array(*(F.lit(number) for number in self._numbers(tasks)))
        return taken.repartition(tasks, F.element_at(numbers, wanted + 1))

    def _numbers(self, tasks: int) -> list[int]:
        """For each task a number that Spark's hash sends to it: so tasks get equal ranges, and none is left without."""
        if tasks not in self._found:
            candidates = self.spark.range(tasks * 64).select(F.col("id").cast("int").alias("number"))
            sent = candidates.select("number", F.pmod(F.hash("number"), F.lit(tasks)).alias("task"))
            smallest = sent.groupBy("task").agg(F.min("number").alias("number")).orderBy("task")
            self._found[tasks] = [row["number"] for row in smallest.collect()]
        return self._found[tasks]

    def _keep(self, name: str, made: DataFrame, batch: int) -> None:
        """Puts on the shared storage what a step makes. A task's part counts once, whoever else has tried it."""
        path = self._storage.path(name)
        writer = made.write.partitionBy("channel").option("parquet.enable.dictionary", "false")
        settings = {
            "spark.sql.execution.arrow.maxRecordsPerBatch": batch,
            "spark.sql.parquet.columnarReaderBatchSize": _BLOCKS,
            # A file for each channel at once, where Spark would sort the blocks by channel first.
            "spark.sql.maxConcurrentOutputFileWriters": 32,
        }
        with _set(self.spark, settings):
            try:
                writer.option("compression", "snappy").parquet(path)
            except Exception as problem:
                # What a command said in a task, and not how Spark came to hear of it.
                raise StepFailed.within(str(problem)) or problem from None
        for channel in self._storage.folders(path):
            self._made.setdefault(channel.removeprefix("channel="), []).append(f"{path}/{channel}")

    def _blocks(self, channel: str) -> Iterator[bytes]:
        """What steps have made for the driver, file by file: the result of a task would have to fit into memory."""
        copy = os.path.join(self._folder, "part.parquet")
        for path in self._made.get(channel, []):
            for part in self._storage.files(path, ".parquet"):
                self._storage.fetch(part, copy)
                with pq.ParquetFile(copy) as file:
                    for batch in file.iter_batches(_BLOCKS, columns=["block"]):
                        yield from (block.as_py() for block in batch.column(0))

    def _publish(self, brief: str, plan: str) -> None:
        self._tell("publishing")
        kinds = [channel for channel in self._made if channel.startswith(("filters-", "records-"))]
        shards = (frame(kind, 0, block) for kind in kinds for block in self._blocks(kind))
        command = [self._binary, "pack", "publish", "--brief", brief, "--plan", plan, "--out", self.out]
        publish([*command, *self.publishing], self._ended(shards))

    @staticmethod
    def _ended(stream: Iterator[bytes]) -> Iterator[bytes]:
        yield from stream
        yield b"\0"

    def _tell(self, what: str) -> None:
        """What Spark's pages call the jobs that follow."""
        self.spark.sparkContext.setJobDescription(f"hushset: {what}")

    def _process(self, *arguments: str) -> Callable[[str], list[str]]:
        """The command line of a step, for a task that has a folder for temporary files."""
        program, brief, memory = self._program, self._brief, self.memory
        plan = getattr(self, "_plan", None) if arguments[0] == "step" else None
        threads = self.spark.conf.get("spark.task.cpus", "1")

        def command(folder: str) -> list[str]:
            line = [SparkFiles.get(program), "pack", *arguments, "--brief", SparkFiles.get(brief)]
            line += ["--memory", memory, "--temp", folder, "--threads", threads]
            return line + (["--plan", SparkFiles.get(plan)] if plan else [])

        return command


@contextmanager
def _set(spark: SparkSession, settings: dict[str, object]) -> Iterator[None]:
    """Changes settings of a session that is not ours for a moment."""
    before = {name: spark.conf.get(name, None) for name in settings}
    try:
        for name, value in settings.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, value in before.items():
            spark.conf.set(name, value) if value is not None else spark.conf.unset(name)
