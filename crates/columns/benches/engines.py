#!/usr/bin/env python3
"""The grouped difference of two policies by engines, with the rows of the policies as SQL.

    python3 -m venv /tmp/engines && /tmp/engines/bin/pip install duckdb polars
    figures=target/release/examples/figures
    $figures --sql >/tmp/rows.sql && /tmp/engines/bin/python crates/columns/benches/engines.py /tmp/calls /tmp/rows.sql

reads `/tmp/calls.parquet` and `/tmp/calls.ndjson`, if they exist. One thread and CPU time; lines of JSON also with two
threads, and by the clock. The median of three runs. The columns are those of `examples/fleet.rs`.
"""

import os

os.environ["POLARS_MAX_THREADS"] = "1"

import statistics
import sys
import time
from pathlib import Path

QUERY = "SELECT old, new, count(*) AS cases FROM (SELECT {} AS old, {} AS new FROM {}) AS calls GROUP BY old, new"

#: The members of the lines, with their types.
RECORD = {
    "InstanceId": "VARCHAR", "Status": "VARCHAR", "InstanceType": "VARCHAR", "InstanceChargeType": "VARCHAR",
    "InstanceNetworkType": "VARCHAR", "SpotStrategy": "VARCHAR", "OperationLocks": "VARCHAR", "StoppedMode": "VARCHAR",
    "HibernationOptions": 'STRUCT("Configured" BOOLEAN)', "DeletionProtection": "BOOLEAN", "AutoReleaseTime": "VARCHAR",
    "PublicIpAddress": "VARCHAR", "EipAddress": "VARCHAR", "InternetChargeType": "VARCHAR", "GPUAmount": "INTEGER",
    "LocalStorageAmount": "INTEGER",
}
REQUEST = {"Action": "VARCHAR", "StoppedMode": "VARCHAR", "ForceStop": "BOOLEAN", "DryRun": "BOOLEAN", "Amount": "INTEGER"}
ENVIRONMENT = {"Stock": "VARCHAR", "Balance": "VARCHAR"}


def measure(name, rows, run):
    """Prints the calls a second, of CPU time and by the clock."""
    spent, taken = [], []
    for _ in range(3):
        start, clock = time.process_time(), time.perf_counter()
        groups = run()
        spent.append(time.process_time() - start)
        taken.append(time.perf_counter() - clock)
    rates = " ".join(f"{rows / 1e6 / statistics.median(times):8.2f} M calls/s {of}," for times, of in [(spent, "of CPU"), (taken, "of time")])
    changed = sum(cases for old, new, cases in groups if old != new)
    print(f"{rates} {name}; {changed} calls are decided by another rule", flush=True)


def lines(path):
    """Returns a table of SQL: the lines of a file as flat columns."""
    def struct(members):
        return "STRUCT({})".format(", ".join(f'"{name}" {kind}' for name, kind in members.items()))

    def flat(member, members, prefix):
        for name in members:
            inner = '"Configured"' if name == "HibernationOptions" else None
            column = prefix + name + (".Configured" if inner else "")
            yield f'"{member}"."{name}"{"." + inner if inner else ""} AS "{column}"'

    columns = {"Instance": RECORD, "Request": REQUEST, "Environment": ENVIRONMENT}
    types = ", ".join(f"'{name}': '{struct(members)}'" for name, members in columns.items())
    selected = [
        *flat("Instance", RECORD, ""), *flat("Request", REQUEST, "Request."), *flat("Environment", ENVIRONMENT, "Environment."),
        '"Request"."Action" AS "Action"',
    ]
    read = f"read_json('{path}', format = 'newline_delimited', columns = {{{types}}})"
    return f"(SELECT {', '.join(selected)} FROM {read})"


def duck(paths, old, new):
    try:
        import duckdb
    except ImportError:
        print("skipped: duckdb is not installed")
        return
    name = f"DuckDB {duckdb.__version__}"
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    if paths["parquet"].exists():
        path = paths["parquet"]
        rows = connection.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0]
        read = QUERY.format(old, new, f"'{path}'")
        measure(f"{name}, Parquet", rows, lambda: connection.execute(read).fetchall())
        connection.execute(f"CREATE TABLE memory AS SELECT * FROM '{path}'")
        in_memory = QUERY.format(old, new, "memory")
        measure(f"{name}, in memory", rows, lambda: connection.execute(in_memory).fetchall())
        connection.execute("DROP TABLE memory")
    if paths["ndjson"].exists():
        with open(paths["ndjson"], "rb") as file:
            rows = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 24), b""))
        read = QUERY.format(old, new, lines(paths["ndjson"]))
        for threads in 1, 2:
            connection.execute(f"SET threads = {threads}")
            measure(f"{name}, lines of JSON, threads: {threads}", rows, lambda: connection.execute(read).fetchall())


def polar(path, old, new):
    try:
        import polars
    except ImportError:
        print("skipped: polars is not installed")
        return

    def of(frame):
        context = polars.SQLContext(calls=frame)
        return context.execute(QUERY.format(old, new, "calls")).collect().rows()

    lazy = polars.scan_parquet(path)
    rows = lazy.select(polars.len()).collect().item()
    try:
        measure(f"Polars {polars.__version__}, Parquet", rows, lambda: of(lazy))
        loaded = lazy.collect().lazy()
        measure(f"Polars {polars.__version__}, in memory", rows, lambda: of(loaded))
    except polars.exceptions.PolarsError as error:
        print(f"skipped: Polars {polars.__version__} does not run the query: {str(error)[:200]}")


def main():
    base, sql = sys.argv[1:3]
    with open(sql) as file:
        old, new = file.read().splitlines()
    paths = {kind: Path(f"{base}.{kind}") for kind in ("parquet", "ndjson")}
    duck(paths, old, new)
    if paths["parquet"].exists():
        polar(paths["parquet"], old, new)


if __name__ == "__main__":
    main()
