"""On one machine: every way in which tables come in, and every way in which a build is refused."""

from __future__ import annotations

import json

import pytest
from conftest import assert_clean, assert_same

from hushset_spark import Job, StepFailed

SITE = """
[site]
title = "A sample"
publisher = "Somebody"
language = "en"
"""


@pytest.fixture
def job(session, hushset):
    """A job with what tests do not care about."""
    return lambda config, out, **more: Job(session, str(config), str(out), hushset, memory="64 MiB", **more)


def test_a_site_is_that_of_one_machine(sample, build, job, tmp_path):
    config = sample(30_000)
    expected = build(config, tmp_path / "one")
    report = tmp_path / "report.json"
    job(config, tmp_path / "many", publishing=["--report", str(report)]).run()
    assert_same(tmp_path / "one", tmp_path / "many")
    assert json.loads(report.read_text()) == expected
    assert_clean(tmp_path)


def test_large_tables_are_cut(sample, build, job, tmp_path):
    config = sample(30_000)
    expected = build(config, tmp_path / "one")
    report = tmp_path / "report.json"
    job(config, tmp_path / "many", share=256 << 10, publishing=["--report", str(report)]).run()
    assert_same(tmp_path / "one", tmp_path / "many")
    found = json.loads(report.read_text())
    for dataset in [*expected["datasets"], *found["datasets"]]:
        # Of a part of a file nobody knows the hash of the whole.
        (dataset["input"] or {}).pop("files", None)
    assert found == expected


def test_every_spark_table_will_do(session, build, job, tmp_path):
    names = ["photo", "nsid", "alias", "month", "face"]
    cells = [
        (90_000_000_000 + n, f"{10_000_000 + n % 700}@N{n % 10:02}", f"name{n % 700}", "2014-05", "x")
        for n in range(9_000)
    ]
    table = session.createDataFrame(cells, names)
    table.repartition(3).write.parquet(str(tmp_path / "rows"))
    config = tmp_path / "hushset.toml"
    config.write_text(
        SITE
        + """
[[dataset]]
slug = "rows"
name = "Rows"
[[dataset.table]]
files = ["rows"]
layout = "parquet"
columns = { photo = "photo", nsid = "nsid", alias = "alias", date = "month" }
"""
    )
    expected = build(config, tmp_path / "one")
    for name, more in {"whole": {}, "cut": {"share": 4 << 10}, "given": {"sources": {0: table}}}.items():
        report = tmp_path / f"{name}.json"
        job(config, tmp_path / name, publishing=["--report", str(report)], **more).run()
        assert_same(tmp_path / "one", tmp_path / name)
        (found,) = json.loads(report.read_text())["datasets"]
        (of_one,) = expected["datasets"]
        assert found["input"]["dropped_columns"] == of_one["input"]["dropped_columns"] == ["face"]


def test_names_lists_and_other_schemes(build, job, tmp_path):
    lines = "".join(f"https://www.site{n % 90}.example.org/page/{n}\n" for n in range(4_000))
    (tmp_path / "pages.csv").write_text("address\n" + lines)
    (tmp_path / "left-out.txt").write_text("site7.example.org\n")
    config = tmp_path / "hushset.toml"
    config.write_text(
        SITE
        + """
[index]
scheme = "web"
[suppress]
files = ["left-out.txt"]
[[dataset]]
slug = "crawl"
name = "Crawl"
[[dataset.table]]
files = ["pages.csv"]
layout = "csv"
columns = { item = "address" }
"""
    )
    build(config, tmp_path / "one")
    job(config, tmp_path / "many", share=16 << 10).run()
    assert_same(tmp_path / "one", tmp_path / "many")


def test_accounts_hashtags_and_tables_of_several_datasets(build, job, tmp_path):
    accounts = "".join(f"{10_000_000 + n}@N07,name{n},Name {n}\n" for n in range(300))
    (tmp_path / "accounts.csv").write_text("nsid,alias,shown\n" + accounts)
    # One in three by alias, one by number, one by both; one photo in ten in both datasets; some have tags.
    rows = ["set,photo,nsid,alias,tags"]
    for n in range(6_000):
        of = n * 7 % 311
        nsid, alias = (f"{10_000_000 + of}@N07" if n % 3 else "", f"Name{of}" if n % 3 != 1 else "")
        tags = "Birthday قطة two" if n % 5 == 0 else ""
        rows.append(f"{'first' if n % 2 else 'second'},{70_000_000_000 + n - n % 10 // 9},{nsid},{alias},{tags}")
    (tmp_path / "photos.csv").write_text("\n".join(rows) + "\n")
    config = tmp_path / "hushset.toml"
    config.write_text(
        SITE
        + """
[index]
tags = true
page_cap = 5
[[table]]
files = ["photos.csv"]
layout = "csv"
columns = { dataset = "set", photo = "photo", nsid = "nsid", alias = "alias", tags = "tags" }
[[accounts]]
files = ["accounts.csv"]
layout = "csv"
columns = { nsid = "nsid", alias = "alias", display_name = "shown" }
[[dataset]]
slug = "first"
name = "First"
[[dataset]]
slug = "second"
name = "Second"
"""
    )
    build(config, tmp_path / "one")
    job(config, tmp_path / "many", share=32 << 10).run()
    assert_same(tmp_path / "one", tmp_path / "many")


def test_refusals_are_sentences_and_leave_nothing(sample, job, tmp_path):
    config = sample(2_500)
    tables = config.parent
    out = tmp_path / "site"

    def refused(part: str, kind: type = StepFailed, **more) -> None:
        with pytest.raises(kind, match=part):
            job(config, out, **more).run()
        assert not out.exists() or not (out / "hushset" / "current.bin").exists()
        assert_clean(tmp_path)

    text = config.read_text()
    config.write_text(text.replace("title", "titel", 1))
    refused("titel")
    config.write_text(text)
    refused("moon", publishing=["--host", "moon"])
    config.write_text(text.replace("faces.txt", "fuces.txt"))
    refused("fuces.txt", ValueError)
    config.write_text(
        text.replace("title", 'public_key = "RWQwMTIzNDU2N/0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"\ntitle', 1)
    )
    refused("sign")
    config.write_text(text)
    crawl = (tables / "crawl.csv").read_text()
    (tables / "crawl.csv").write_text(crawl.replace(",", ";"))
    refused("crawl.csv")
    (tables / "crawl.csv").write_text(crawl.replace("@N", "@M"))
    refused("not one row of this table could be used")
    (tables / "crawl.csv").write_text(crawl)
    (tables / "faces.txt").write_text("nonsense\n" + (tables / "faces.txt").read_text())
    refused("stopped because of --strict", strict=True)
