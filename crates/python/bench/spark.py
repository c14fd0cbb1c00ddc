"""Rows a second of a grouped difference: the library alone, and Spark with one worker and with two.

`python bench/spark.py [ROWS]` in an environment with the package, pyspark, pandas and pyarrow. The calls are written to Parquet
once; every figure is the best of three runs over the same files. What the figures say about a billion rows is at the end.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import pyarrow as pa  # noqa: E402
import pyarrow.dataset  # noqa: E402
import pyarrow.parquet  # noqa: E402
from fleet import table  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import instance_lifecycle.spark  # noqa: E402
from instance_lifecycle import Policy, arrow  # noqa: E402

BASELINE, POLICY = Policy(), Policy("latest")
#: The columns that bear on answers: the others stay on the disk.
READ = ["Status", "InstanceChargeType", "OperationLocks", "Action", "Request.Force"]
FILES = 16


def best(run, times=3):
    """Returns the shortest time of several runs in seconds, and the last result."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def write(folder, rows):
    """Writes the calls, in files of equal size."""
    part = table(rows // FILES)
    for number in range(FILES):
        pyarrow.parquet.write_table(part, f"{folder}/{number}.parquet", compression="zstd")


def library(folder):
    """Counts the changes in this process, in constant memory."""
    stream = pyarrow.dataset.dataset(folder).scanner(columns=READ, batch_size=1 << 16).to_reader()
    return sum(pa.table(arrow.backtest(stream, POLICY, BASELINE))["Cases"].to_pylist())


def spark(folder, workers):
    """Returns the time of Spark, of which the start is no part, and the changes."""
    session = (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "700m")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(1 << 16))
        .config("spark.sql.files.minPartitionNum", str(FILES // 2))
        .config("spark.sql.files.openCostInBytes", "4096")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:

        def run():
            # A new query each time: Spark would take the shuffled groups of the same one from the time before.
            calls = session.read.parquet(folder).select(*(f"`{name}`" for name in READ))
            groups = instance_lifecycle.spark.backtest(calls, POLICY, BASELINE)
            return sum(row["Cases"] for row in groups.collect() if row["Change"] != "unreadable")

        run()
        return best(run)
    finally:
        session.stop()


def main(rows=1_000_000):
    """Prints the figures."""
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    rows = rows // FILES * FILES
    with tempfile.TemporaryDirectory() as folder:
        write(folder, rows)
        alone, changed = best(lambda: library(folder))
        print(f"{rows:,} calls in {FILES} Parquet files, {changed:,} with another answer, {os.cpu_count()} cores\n")
        print("| engine | rows/s | of the library |\n|---|---|---|")
        print(f"| the library, one thread | {rows / alone:,.0f} | 1.00 |")
        rates = {}
        for workers in (1, 2):
            seconds, found = spark(folder, workers)
            assert found == changed, f"Spark finds {found} changes"
            rates[workers] = rows / seconds
            print(f"| Spark, {workers} worker{'s' * (workers > 1)} | {rates[workers]:,.0f} | {rates[workers] * alone / rows:.2f} |")
    each = rates[2] / 2
    print(
        f"\nA billion rows, on paper: {1e9 / each / 3600:.2f} hours of a core at {each:,.0f} rows/s; with 100 cores "
        f"{1e9 / each / 100:.0f} s, if the files are 200 or more, so that the last task is short.\nA group is a row of the "
        "shuffle, so that it does not grow with the calls; an executor's memory is that of a batch and of the distinct cases."
    )


if __name__ == "__main__":
    main(*(int(argument.replace("_", "")) for argument in sys.argv[1:2]))
