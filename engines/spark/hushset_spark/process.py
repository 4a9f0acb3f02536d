"""Processes of the command, and the frames that go in and come out.

A frame is what ``index-build/src/spill/channel.rs`` says::

    name length: u8 | name | partition: u8 | block length: u32 (little-endian) | block

and a frame without a name ends the stream. What a block holds is the command's own business.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyarrow as pa

#: What a step takes, as a DataFrame has it: blocks of one channel.
BLOCKS = "part int, block binary"

#: What steps make.
SCHEMA = f"channel string, {BLOCKS}"

_ARROW = pa.schema([("channel", pa.string()), ("part", pa.int32()), ("block", pa.binary())])

#: What a pipe is written and read by.
_BUFFER = 1 << 20

#: About so many bytes go through Arrow at once.
_BATCH = 4 << 20

_HEAD = struct.Struct("<BI")


class StepFailed(RuntimeError):
    """The command said what is wrong; ``code`` is its exit code, as ``hushset --help`` explains it."""

    def __init__(self, message: str, code: int):
        super().__init__(message, code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} (exit code {self.code})"

    @classmethod
    def within(cls, said: str) -> StepFailed | None:
        """What a command said on another machine, from what Spark says of the task."""
        found = _FAILED.search(said)
        return cls(found["message"], int(found["code"])) if found else None


_FAILED = re.compile(r"StepFailed: (?P<message>.*?) \(exit code (?P<code>-?\d+)\)", re.DOTALL)


def run(command: list[str], feed: Iterable[bytes]) -> Iterator[pa.RecordBatch]:
    """Runs a step. It takes all of ``feed`` before it makes anything, so one comes after the other here, too."""
    with _running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        _write(process.stdin, feed)
        yield from _batches(process.stdout)


def ask(command: list[str], feed: Iterable[bytes] = ()) -> bytes:
    """Runs a command whose answer is short."""
    with _running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        _write(process.stdin, feed)
        return process.stdout.read()


def publish(command: list[str], shards: Iterable[bytes]) -> None:
    """Runs the command that takes shards from a pipe of its own: it may have to ask for a passphrase."""
    reader, writer = os.pipe()
    with _running([*command, "--shards", f"/dev/fd/{reader}"], pass_fds=[reader]):
        os.close(reader)
        _write(os.fdopen(writer, "wb", _BUFFER), shards)


@contextmanager
def _running(command: list[str], **pipes: object) -> Iterator[subprocess.Popen]:
    """A process that ends here, whatever happens; fails with what it has said if it has failed."""
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stderr=errors, bufsize=_BUFFER, **pipes) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            raise StepFailed(said or f"{command[0]} ended with {process.returncode}", process.returncode)


def frame(channel: str, part: int, block: bytes) -> bytes:
    """A frame."""
    name = channel.encode()
    return bytes([len(name)]) + name + _HEAD.pack(part, len(block)) + block


def frames(channel: str, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The stream of frames that a step takes: all of one channel."""
    for batch in batches:
        for part, block in zip(batch.column("part"), batch.column("block")):
            yield frame(channel, part.as_py(), block.as_py())
    yield b"\0"


def _write(pipe: BinaryIO, feed: Iterable[bytes]) -> None:
    try:
        with pipe:
            for piece in feed:
                pipe.write(piece)
    except BrokenPipeError:
        # The process has ended early, and says why itself.
        pass


def _batches(pipe: BinaryIO) -> Iterator[pa.RecordBatch]:
    """What a step makes. Where a process has died, its stream is cut off, and its exit code tells."""
    rows: list[tuple[str, int, bytes]] = []
    size = 0
    while (name_length := pipe.read(1)) not in (b"", b"\0"):
        name = pipe.read(name_length[0]).decode()
        head = pipe.read(_HEAD.size)
        if len(head) < _HEAD.size:
            break
        part, length = _HEAD.unpack(head)
        rows.append((name, part, pipe.read(length)))
        size += length
        if size >= _BATCH:
            yield _batch(rows)
            rows, size = [], 0
    if rows:
        yield _batch(rows)


def _batch(rows: list[tuple[str, int, bytes]]) -> pa.RecordBatch:
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows), _ARROW)]
    return pa.record_batch(columns, schema=_ARROW)
