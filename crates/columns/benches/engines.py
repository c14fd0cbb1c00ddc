#!/usr/bin/env python3
"""The grouped difference of two policies by engines, with the rows of the policies as SQL.

    python3 -m venv /tmp/engines && /tmp/engines/bin/pip install duckdb polars
    figures=target/release/examples/figures
    $figures --sql >/tmp/rows.sql && /tmp/engines/bin/python crates/columns/benches/engines.py /tmp/calls.parquet /tmp/rows.sql

One thread, CPU time, the median of three runs. The columns are those of `examples/fleet.rs`.
"""

import os

os.environ["POLARS_MAX_THREADS"] = "1"

import statistics
import sys
import time


def measure(name, rows, run):
    spent = []
    for _ in range(3):
        start = time.process_time()
        groups = run()
        spent.append(time.process_time() - start)
    rate = rows / 1e6 / statistics.median(spent)
    changed = sum(cases for old, new, cases in groups if old != new)
    print(f"{rate:8.1f} M calls/s  {name}; {changed} calls are decided by another rule")


def main():
    path, sql = sys.argv[1:3]
    with open(sql) as file:
        old, new = file.read().splitlines()
    query = "SELECT old, new, count(*) AS cases FROM (SELECT {} AS old, {} AS new FROM {}) AS calls GROUP BY old, new"
    try:
        import duckdb
    except ImportError:
        print("skipped: duckdb is not installed")
    else:
        connection = duckdb.connect()
        connection.execute("SET threads = 1")
        rows = connection.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0]
        read = query.format(old, new, f"'{path}'")
        measure(f"DuckDB {duckdb.__version__}, Parquet", rows, lambda: connection.execute(read).fetchall())
        connection.execute(f"CREATE TABLE memory AS SELECT * FROM '{path}'")
        in_memory = query.format(old, new, "memory")
        measure(f"DuckDB {duckdb.__version__}, in memory", rows, lambda: connection.execute(in_memory).fetchall())
    try:
        import polars
    except ImportError:
        print("skipped: polars is not installed")
    else:
        def of(frame):
            context = polars.SQLContext(calls=frame)
            return context.execute(query.format(old, new, "calls")).collect().rows()

        lazy = polars.scan_parquet(path)
        rows = lazy.select(polars.len()).collect().item()
        try:
            measure(f"Polars {polars.__version__}, Parquet", rows, lambda: of(lazy))
            loaded = lazy.collect().lazy()
            measure(f"Polars {polars.__version__}, in memory", rows, lambda: of(loaded))
        except polars.exceptions.PolarsError as error:
            print(f"skipped: Polars {polars.__version__} does not run the query: {str(error)[:200]}")


if __name__ == "__main__":
    main()
