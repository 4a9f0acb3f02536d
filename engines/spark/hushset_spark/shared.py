"""Files that every machine of the cluster gets."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid

from pyspark import SparkContext

#: By application. A machine that joins later fetches what was shared before, so the files stay as long as this process.
_FOLDERS: dict[str, tempfile.TemporaryDirectory] = {}


def share(context: SparkContext, file: str, name: str) -> str:
    """Gives a file to all machines; returns what `SparkFiles.get` knows it by there."""
    shared = f"{name}-{uuid.uuid4().hex}"
    context.addFile(shutil.copy(file, os.path.join(_folder(context), shared)))
    return shared


def share_this_package(context: SparkContext) -> None:
    """Lets tasks import what the driver has imported."""
    if context.applicationId not in _FOLDERS:
        here = os.path.dirname(os.path.abspath(__file__))
        archive = os.path.join(_folder(context), "hushset_spark")
        context.addPyFile(shutil.make_archive(archive, "zip", os.path.dirname(here), os.path.basename(here)))


def _folder(context: SparkContext) -> str:
    if context.applicationId not in _FOLDERS:
        _FOLDERS[context.applicationId] = tempfile.TemporaryDirectory(prefix="hushset-")
    return _FOLDERS[context.applicationId].name
