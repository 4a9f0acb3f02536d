"""From the tables that the settings name to shares that ``hushset pack rows`` reads.

Small files go to the command as they are. Large ones are cut by Spark, into lines or into rows of the mapped columns,
which the command reads by the same rules.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from .process import SCHEMA, run

#: Spark hands over a whole file as one value, and no value is larger.
LARGEST = (2 << 30) - 1

#: Lines or rows that Spark hands to Python at once.
ROWS = 10_000

#: Packed files are read from their beginning, whatever reads them.
_PACKED = (".gz", ".zst", ".zstd", ".bz2", ".xz")


@dataclass(frozen=True)
class File:
    """A file of a table: where Spark finds it, and what reports call it."""

    path: str
    shown: str
    number: int
    length: int


@dataclass(frozen=True)
class Reader:
    """What a task needs to read a share: the command with all but the share itself."""

    command: Callable[[str], list[str]]
    table: int

    def share(self, folder: str, files: list[dict], **more: object) -> Iterator[pa.RecordBatch]:
        """Has the command read files."""
        share = {"table": self.table, "files": files, **more}
        yield from run(self.command(folder), [json.dumps(share).encode()])


def scratch() -> tempfile.TemporaryDirectory:
    """A folder for what a task needs for a moment, on the disks that the cluster has for that."""
    disks = os.environ.get("SPARK_LOCAL_DIRS") or os.environ.get("LOCAL_DIRS") or tempfile.gettempdir()
    return tempfile.TemporaryDirectory(prefix="hushset-", dir=disks.split(",")[0])


def list_files(spark: SparkSession, folder: str, names: list[str]) -> list[File]:
    """The files of a table in the order in which ``hushset build`` reads them."""
    files: dict[str, File] = {}
    for name in names:
        address = name if "://" in name else "file://" + os.path.join(os.path.abspath(folder), name)
        try:
            found = spark.read.format("binaryFile").load(address).select("path", "length").collect()
        except AnalysisException as problem:
            raise ValueError(f"cannot read {name}: {problem}") from None
        if not found:
            raise ValueError(f"{name}: there is no file in this folder")
        for path, length in sorted(map(tuple, found)):
            if path not in files:
                files[path] = File(path, _shown(path, folder), len(files), length)
    return list(files.values())


def _shown(path: str, folder: str) -> str:
    local = path.removeprefix("file://").removeprefix("file:")
    root = os.path.join(os.path.abspath(folder), "")
    return local.removeprefix(root) if local.startswith(root) else local


class Made(NamedTuple):
    """What the command makes of a table, and how many records of that table Spark should hand to Python at once."""

    frame: DataFrame
    batch: int


def read(spark: SparkSession, table: dict, files: list[File], split: int, reader: Reader) -> Made:
    """What the command makes of a table. Files longer than ``split`` are cut, where their layout lets them."""
    is_large = any(file.length > split and not file.path.endswith(_PACKED) for file in files)
    if is_large and table["parts"] == "lines":
        return _lines(spark, table, files, reader)
    if is_large and table["parts"] == "rows":
        return rows(spark.read.parquet(*(file.path for file in files)), table, _one(table), reader)
    too_large = [file.shown for file in files if file.length > LARGEST]
    if too_large:
        raise ValueError(
            f"{too_large[0]} is larger than 2 GiB, and a file of this kind is read whole: cut it into several, "
            "or make it Parquet"
        )
    return _whole(spark, files, reader)


def _one(table: dict) -> str:
    """What reports call a part of a table that was cut."""
    return ", ".join(table["files"]) + " (a part)"


def _whole(spark: SparkSession, files: list[File], reader: Reader) -> Made:
    of_path = {file.path: file for file in files}

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path, content in zip(batch.column("path"), batch.column("content")):
                file = of_path[path.as_py()]
                with scratch() as folder:
                    copy = os.path.join(folder, "table")
                    with open(copy, "wb") as out:
                        out.write(content.as_buffer())
                    named = {"path": copy, "shown": file.shown, "number": file.number}
                    yield from reader.share(folder, [named])

    contents = spark.read.format("binaryFile").load([file.path for file in files]).select("path", "content")
    # A file at a time: each may be as large as memory.
    return Made(contents.mapInArrow(task, SCHEMA), 1)


def _lines(spark: SparkSession, table: dict, files: list[File], reader: Reader) -> Made:
    # Only \n: what else Spark takes for the end of a line may stand within a quoted cell.
    text = spark.read.option("lineSep", "\n")
    header = None
    lines = text.text([file.path for file in files])
    if table["header"]:
        headers = {text.text(file.path).head()[0] for file in files}
        if len(headers) > 1:
            raise ValueError(
                f"the files {', '.join(table['files'])} have different first lines: as parts of large files are read "
                "on many machines, all of a table need the same columns in the same order"
            )
        (header,) = headers
        lines = lines.where(F.col("value") != header)
    shown = _one(table)

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with scratch() as folder:
            part = os.path.join(folder, "table")
            with open(part, "wb") as out:
                if header is not None:
                    out.write(header.encode() + b"\n")
                for batch in batches:
                    ended = pc.binary_join_element_wise(batch.column(0).cast(pa.binary()), b"\n", b"")
                    out.write(_bytes(ended))
            yield from reader.share(folder, [{"path": part, "shown": shown, "number": 0, "part": True}])

    return Made(lines.mapInArrow(task, SCHEMA), ROWS)


def _bytes(column: pa.Array) -> memoryview:
    """All values of a column of bytes, one after the other."""
    _, offsets, data = column.buffers()
    width = 8 if pa.types.is_large_binary(column.type) else 4
    place = memoryview(offsets).cast("q" if width == 8 else "i")
    return memoryview(data)[place[column.offset] : place[column.offset + len(column)]]


def rows(source: DataFrame, table: dict, shown: str, reader: Reader) -> Made:
    """What the command makes of the rows of any DataFrame that has the columns which the settings map."""
    missing = [name for name in table["columns"] if name not in source.columns]
    if missing:
        raise ValueError(f'there is no column "{missing[0]}"; the table has: {", ".join(source.columns)}')
    dropped = [name for name in source.columns if name not in table["columns"]]

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with scratch() as folder:
            part = os.path.join(folder, "table")
            writer = None
            for batch in batches:
                writer = writer or pq.ParquetWriter(part, batch.schema, compression="none")
                writer.write_batch(batch)
            if writer is None:
                return
            writer.close()
            files = [{"path": part, "shown": shown, "number": 0, "part": True}]
            yield from reader.share(folder, files, parquet=True, dropped=dropped)

    columns = [F.col(f"`{name}`") for name in table["columns"]]
    return Made(source.select(*columns).mapInArrow(task, SCHEMA), ROWS)
