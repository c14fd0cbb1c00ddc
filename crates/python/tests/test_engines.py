"""Polars, DuckDB, pandas and DataFusion get the answers that pyarrow gets."""

import re
from pathlib import Path

import datafusion
import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
from fleet import table

import instance_lifecycle.datafusion
import instance_lifecycle.duckdb
import instance_lifecycle.polars
from instance_lifecycle import Policy, arrow

LENIENT = Policy().with_interpretation("security-locked-stop", "Allow")
DOCS = Path(__file__).resolve().parents[1] / "docs"
CODES = pa.table(arrow.plan(table()))["Code"].to_pylist()
VIOLATED = pa.table(arrow.explain(table()))["ViolatedRules"].to_pylist()
GROUPS = pa.table(arrow.backtest(table(), LENIENT, Policy())).to_pylist()


def test_polars():
    frame = polars.DataFrame(table())
    assert instance_lifecycle.polars.with_answers(frame)["Code"].to_list() == CODES
    assert instance_lifecycle.polars.backtest(frame, LENIENT, Policy()).to_dicts() == GROUPS
    assert instance_lifecycle.polars.with_explanations(frame)["ViolatedRules"].to_list() == VIOLATED
    changes = instance_lifecycle.polars.with_changes(frame, LENIENT, Policy())["Change"]
    assert changes.to_list() == pa.table(arrow.diff(table(), LENIENT, Policy()))["Change"].to_pylist()


def test_duckdb(tmp_path):
    connection = duckdb.connect()
    connection.register("calls", table())
    calls = connection.sql("FROM calls")
    answers = instance_lifecycle.duckdb.plan(calls, connection=connection)
    assert [code for (code,) in answers.select("Code").fetchall()] == CODES
    explained = instance_lifecycle.duckdb.explain(calls, connection=connection)
    assert [rules for (rules,) in explained.select("ViolatedRules").fetchall()] == VIOLATED
    groups = instance_lifecycle.duckdb.backtest(calls, LENIENT, Policy(), connection=connection)
    assert groups.select("Cases").fetchall() == [(group["Cases"],) for group in GROUPS]
    connection.execute(f"COPY calls TO '{tmp_path}/calls.parquet'")
    stored = connection.sql(f"FROM '{tmp_path}/calls.parquet'")
    assert len(instance_lifecycle.duckdb.diff(stored, LENIENT, Policy(), connection=connection)) == len(table())


def test_pandas():
    frame = pandas.DataFrame({"Status": ["Running", "Stopped"], "Action": ["StopInstance"] * 2})
    assert pandas.DataFrame(pa.table(arrow.plan(frame)).to_pandas())["Outcome"].tolist() == ["Planned", "Rejected"]


def test_datafusion():
    context = datafusion.SessionContext()
    context.from_arrow(table(), name="calls")
    types = {"Status": pa.string(), "Action": pa.string(), "InstanceChargeType": pa.string(),
             "OperationLocks": pa.list_(pa.string()), "Request.Force": pa.bool_()}
    names = ", ".join(f'"{name}"' for name in types)
    instance_lifecycle.datafusion.register(context, types)
    found = context.sql(f"SELECT lifecycle_code({names}) AS code FROM calls").to_pydict()["code"]
    assert sorted(map(str, found)) == sorted(map(str, CODES))
    instance_lifecycle.datafusion.register(
        context, types, name="change", answer="Change", policy=LENIENT, baseline=Policy()
    )
    counted = context.sql(
        f"SELECT change({names}) AS change, count(*) AS cases FROM calls GROUP BY 1 HAVING change({names}) IS NOT NULL"
    ).to_pylist()
    assert sum(row["cases"] for row in counted) == sum(group["Cases"] for group in GROUPS if group["Change"] != "unreadable")


CHANGES = (
    "`Change`, `BaselineOutcome`, `PolicyOutcome`, `BaselineRule`, `PolicyRule`, `BaselineCode`, `PolicyCode` or `Error`"
)
ANSWERS = "`Outcome`, `Rule`, `Code`, `HttpStatus`, `Message`, `StoppedMode`, `Evidence`, `Violations` or `Error`"
REGISTRATIONS = [
    (["Status"], {"answer": "Foo"}, ValueError, f"`answer`: expected one of {ANSWERS}, found 'Foo'"),
    (["Status"], {"answer": "Billed"}, ValueError, f"`answer`: expected one of {ANSWERS}, found 'Billed'"),
    (["Status"], {"baseline": Policy()}, ValueError, f"`answer`: expected one of {CHANGES}, found 'Code'"),
    (["Status"], {"policy": "latest"}, TypeError, "`policy`: expected a Policy, found 'latest'; use Policy('latest')"),
    ("Status", {}, TypeError, "`columns`: expected a list of names, or types by name, found 'Status'"),
]


@pytest.mark.parametrize(("columns", "more", "error", "message"), REGISTRATIONS)
def test_a_wrong_registration_is_an_error_at_once(columns, more, error, message):
    with pytest.raises(error) as caught:
        instance_lifecycle.datafusion.register(datafusion.SessionContext(), columns, **more)
    assert str(caught.value) == message


@pytest.mark.parametrize("page", ["arrow.md", "polars.md", "duckdb.md", "datafusion.md"])
def test_the_pages_print_what_they_say(page, capsys):
    text = (DOCS / page).read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert examples
    for script, output in examples:
        exec(compile(script, page, "exec"), {})
        assert capsys.readouterr().out == output
