"""DuckDB on part of what a build does: hash three names of each row, sort by hash, write in 256 partitions.

    python duckdb_sort.py TABLE OUT TEMP THREADS

The keys are those of docs/FORMAT.md, as 32 bytes and not as text: that is less to sort. What a build does beyond this
(grouping, linking, records, filters, proofs) is left out.
"""

import json
import sys

import duckdb

MEMORY_LIMIT = "2GB"

HASH_SORT_WRITE = """
COPY (
    SELECT key, dataset, photo, hex(key[1:1]) AS shard
    FROM (
        SELECT
            unhex(sha256(unnest([
                'flickr:items:' || photo_id,
                'flickr:owners:' || lower(nsid),
                'flickr:owners:' || lower(alias)
            ]))) AS key,
            dataset,
            photo_id::UBIGINT AS photo
        FROM read_csv($table, header = true, all_varchar = true)
    )
    ORDER BY key
) TO '{out}' (FORMAT parquet, PARTITION_BY (shard))
"""


def main(table: str, out: str, temp: str, threads: str) -> None:
    settings = {
        "memory_limit": MEMORY_LIMIT,
        "threads": int(threads),
        "temp_directory": temp,
        # The order of the input is of no use to a sort, and keeping it costs memory.
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as engine:
        # The target of COPY is part of its text and cannot be a parameter.
        query = HASH_SORT_WRITE.format(out=out.replace("'", "''"))
        (keys,) = engine.execute(query, {"table": table}).fetchone()
    print(json.dumps({"version": duckdb.__version__, "rows": keys // 3}))


if __name__ == "__main__":
    main(*sys.argv[1:])
