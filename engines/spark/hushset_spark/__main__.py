"""The command line: ``spark-submit … hushset_spark/__main__.py`` or ``hushset-spark``."""

from __future__ import annotations

import argparse
import sys

from pyspark.sql import SparkSession

from hushset_spark.job import Job
from hushset_spark.process import StepFailed


def main() -> int:
    """Builds what the arguments say; the exit codes are those of ``hushset``."""
    arguments, publishing = _parser().parse_known_args()
    session = SparkSession.builder.appName("hushset")
    # A task that is tried twice at a time is committed once; so slow machines need not be waited for.
    session = session.config("spark.speculation", "true") if arguments.speculation else session
    spark = session.getOrCreate()
    job = Job(
        spark,
        config=arguments.config,
        out=arguments.out,
        hushset=arguments.hushset,
        staging=arguments.staging,
        memory=arguments.memory,
        strict=arguments.strict,
        share=arguments.share,
        publishing=publishing,
    )
    try:
        job.run()
    except (FileNotFoundError, ValueError, StepFailed) as problem:
        said = problem.message if isinstance(problem, StepFailed) else f"error: {problem}"
        print(said, file=sys.stderr)
        return getattr(problem, "code", 3)
    finally:
        spark.stop()
    return 0


def _size(text: str) -> int:
    """A number of bytes, as the command writes it: 128 MiB."""
    number, _, unit = text.strip().partition(" ")
    units = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
    if not number.isdigit() or unit not in units or int(number) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 128 MiB")
    return int(number) * units[unit]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hushset-spark",
        description="Builds a Hushset site on Apache Spark, byte for byte that of `hushset build`.",
        epilog="Further arguments: --host, --report, --sign-key, --unsigned, --json, --quiet of `hushset build`.",
    )
    parser.add_argument("--config", default="hushset.toml", metavar="FILE", help="the settings file")
    parser.add_argument(
        "--out", required=True, metavar="FOLDER", help="the folder of the site, on the driver's machine"
    )
    parser.add_argument(
        "--hushset", default="hushset", metavar="FILE", help="the command, for the machines of the cluster"
    )
    parser.add_argument(
        "--staging",
        metavar="ADDRESS",
        help="a folder that all machines see (hdfs://…, s3a://…); by default beside --out",
    )
    parser.add_argument("--memory", default="256 MiB", metavar="SIZE", help="what the process of a task may use, about")
    parser.add_argument(
        "--share", type=_size, default="128 MiB", metavar="SIZE", help="about how many bytes a task takes; %(default)s"
    )
    parser.add_argument("--strict", action="store_true", help="stop at the first row that cannot be understood")
    parser.add_argument("--speculation", action="store_true", help="have slow tasks tried elsewhere at the same time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
