"""Builds Hushset sites on Apache Spark, byte for byte those of ``hushset build``."""

from .job import Job
from .process import StepFailed

__all__ = ["Job", "StepFailed"]
