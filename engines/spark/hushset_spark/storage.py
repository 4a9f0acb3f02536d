"""Folders on whatever storage the cluster has, through Hadoop's file systems."""

from __future__ import annotations

from pyspark.sql import SparkSession


class Storage:
    """A folder that all machines see."""

    def __init__(self, spark: SparkSession, address: str):
        context = spark.sparkContext
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._root = address
        self._system = self._path(address).getFileSystem(context._jsc.hadoopConfiguration())

    def path(self, name: str) -> str:
        """The address of something in it."""
        return f"{self._root}/{name}"

    def folders(self, address: str) -> list[str]:
        """The names of the folders within a folder."""
        there = self._system.listStatus(self._path(address))
        return sorted(status.getPath().getName() for status in there if status.isDirectory())

    def files(self, address: str, ending: str) -> list[str]:
        """The addresses of the files within a folder whose names end so."""
        there = (status.getPath().toString() for status in self._system.listStatus(self._path(address)))
        return sorted(file for file in there if file.endswith(ending))

    def fetch(self, address: str, to: str) -> None:
        """Copies a file to the driver's machine."""
        self._system.copyToLocalFile(False, self._path(address), self._path(f"file://{to}"), True)

    def length(self, addresses: list[str]) -> int:
        """The bytes of all files in some folders."""
        return sum(self._system.getContentSummary(self._path(address)).getLength() for address in addresses)

    def remove(self) -> None:
        """Removes all of it."""
        self._system.delete(self._path(self._root), True)
