"""Spark in local-cluster mode with two workers: results are the library's, also after an executor dies."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from fleet import table

import instance_lifecycle.spark
from instance_lifecycle import Policy, arrow

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
if shutil.which("java") is None:
    pytest.skip("needs Java 17", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

ROWS = 8_000
BASELINE, POLICY = Policy(), Policy("latest").with_interpretation("security-locked-stop", "Allow")
DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("instance-lifecycle")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executor.memory", "700m")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def calls(spark, tmp_path_factory):
    folder = tmp_path_factory.mktemp("calls")
    rows = table(ROWS)
    for number in range(8):
        part = rows.slice(number * ROWS // 8, ROWS // 8)
        pyarrow.parquet.write_table(part, folder / f"{number}.parquet")
    return spark.read.parquet(str(folder))


def library():
    groups = pa.table(arrow.backtest(table(ROWS), POLICY, BASELINE)).to_pylist()
    names = ("Operation", "Change", "BaselineRule", "PolicyRule", "Baseline", "Policy", "Cases")
    return {tuple(group[name] for name in names) for group in groups}


def of_spark(groups):
    return {tuple(row) for row in groups.collect()}


def test_the_grouped_difference_is_that_of_the_library(calls):
    assert calls.rdd.getNumPartitions() >= 2
    found = instance_lifecycle.spark.backtest(calls, POLICY, BASELINE)
    assert of_spark(found) == library()


def test_answers_stand_beside_the_calls(calls):
    answers = instance_lifecycle.spark.plan(calls, policy=POLICY).select("InstanceId", "Outcome", "Code", "Billed")
    expected = pa.table(arrow.plan(table(ROWS), policy=POLICY)).select(["Outcome", "Code", "Billed"]).to_pylist()
    found = {row["InstanceId"]: (row["Outcome"], row["Code"], row["Billed"]) for row in answers.collect()}
    assert found == {f"i-{number}": tuple(row.values()) for number, row in enumerate(expected)}
    explained = instance_lifecycle.spark.explain(calls, policy=POLICY).select("InstanceId", "ViolatedRules", "Warnings")
    expected = pa.table(arrow.explain(table(ROWS), policy=POLICY)).select(["ViolatedRules", "Warnings"]).to_pylist()
    found = {row["InstanceId"]: (row["ViolatedRules"], row["Warnings"]) for row in explained.collect()}
    assert found == {f"i-{number}": tuple(row.values()) for number, row in enumerate(expected)}
    changes = instance_lifecycle.spark.diff(calls, POLICY, BASELINE).where("Change is not null").count()
    assert changes == sum(group[-1] for group in library() if group[1] != "unreadable")


CALLS = [
    lambda calls: instance_lifecycle.spark.backtest(calls, "latest", BASELINE),
    lambda calls: instance_lifecycle.spark.diff(calls, "latest", BASELINE),
    lambda calls: instance_lifecycle.spark.plan(calls, policy="latest"),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_policy_that_is_none_is_an_error_of_the_driver(calls, call):
    with pytest.raises(TypeError, match="^`policy`: expected a Policy, found 'latest'; use Policy\\('latest'\\)$"):
        call(calls)


def executors():
    """Returns the processes of executors below this one."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    children, mine = {int(pid): (int(parent), args) for pid, parent, args in rows}, {os.getpid()}
    while True:
        more = {pid for pid, (parent, _) in children.items() if parent in mine} - mine
        if not more:
            return [pid for pid in mine if "CoarseGrainedExecutorBackend" in children.get(pid, (0, ""))[1]]
        mine |= more


def test_a_killed_executor_changes_nothing(calls, tmp_path):
    running = executors()
    assert len(running) == 2
    marker = str(tmp_path / "killed")

    def kill_once(batches):
        """The first task that gets there ends its executor, in the middle of a partition."""
        for number, batch in enumerate(batches):
            yield batch
            if number == 0:
                try:
                    os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                # The parent of this worker of Python is its daemon, the parent of that the executor.
                daemon = os.getppid()
                with open(f"/proc/{daemon}/stat", encoding="utf-8") as file:
                    executor = int(file.read().rsplit(")", 1)[1].split()[1])
                os.kill(executor, signal.SIGKILL)

    # `mapInArrow` takes a name with a dot for a field of a struct.
    numbered = calls.toDF(*(f"c{number}" for number in range(len(calls.columns))))
    killed = numbered.mapInArrow(kill_once, numbered.schema).toDF(*calls.columns)
    found = instance_lifecycle.spark.backtest(killed, POLICY, BASELINE)
    assert of_spark(found) == library()
    assert os.path.exists(marker) and not set(running) <= set(executors()), "an executor was killed"


def test_the_page_prints_what_it_says(spark, capsys):
    text = (DOCS / "spark.md").read_text(encoding="utf-8")
    ((script, output),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    exec(compile(script, "spark.md", "exec"), {})
    assert capsys.readouterr().out == output
