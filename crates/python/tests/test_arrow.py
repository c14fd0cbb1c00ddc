"""Answers over tables equal those over dicts."""

import json
import threading

import pyarrow as pa
import pytest
from fleet import cases, table

import instance_lifecycle as il
from instance_lifecycle import Policy, ReadError, arrow

LENIENT = Policy().with_interpretation("security-locked-stop", "Allow")


def expected(answer):
    """Returns the columns of an answer over dicts."""
    error = answer.get("Error") or {}
    return (answer["Outcome"], answer.get("Rule"), error.get("Code"), error.get("HttpStatus"), error.get("Message"))


@pytest.mark.parametrize("policy", [Policy(), Policy("latest"), LENIENT])
def test_answers_equal_those_over_dicts(policy):
    answers = pa.table(arrow.plan(table(), policy=policy))
    found = [tuple(row[name] for name in ("Outcome", "Rule", "Code", "HttpStatus", "Message")) for row in answers.to_pylist()]
    assert found == [expected(answer) for answer in il.answers(cases(), policy=policy)]
    explained = pa.table(arrow.explain(table(), policy=policy))
    assert explained.select(answers.column_names).equals(answers)
    rules = [[of["Rule"] for of in answer.get("Violations", [])] for answer in il.answers(cases(), policy=policy)]
    assert [of or [] for of in explained["ViolatedRules"].to_pylist()] == rules


def test_unreadable_rows_are_marked_and_never_dropped():
    answers = pa.table(arrow.plan(table()))
    unreadable = [row for row in answers.to_pylist() if row["Outcome"] == "Unreadable"]
    assert len(answers) == len(table()) and len(unreadable) == 144
    assert unreadable[0]["Error"].startswith("at `Instance.Status`: expected one of")


def test_the_grouped_difference_counts_what_differs():
    baseline, policy = Policy(), Policy("latest")
    changes = pa.table(arrow.diff(table(), policy, baseline))["Change"].to_pylist()
    groups = pa.table(arrow.backtest(table(), policy, baseline))
    assert sum(groups["Cases"].to_pylist()) == sum(change is not None for change in changes) > 0
    for group in groups.to_pylist():
        assert changes[group["FirstRow"] - 1] == group["Change"]
    report = il.backtest(cases(), policy, baseline)
    assert report["Changed"] == sum(groups["Cases"].to_pylist())


def test_a_stream_is_answered_batch_by_batch():
    whole = table(1000)
    stream = pa.RecordBatchReader.from_batches(whole.schema, whole.to_batches(max_chunksize=64))
    assert pa.table(arrow.plan(stream)).to_pylist() == pa.table(arrow.plan(whole)).to_pylist()
    changes = arrow.Changes(LENIENT, Policy())
    for batch in whole.to_batches(max_chunksize=64):
        changes.count(batch)
    assert pa.table(changes.groups()).equals(pa.table(arrow.backtest(whole, LENIENT, Policy())))
    assert changes.counted()[0] + changes.counted()[2] == 1000


def test_tables_are_read_more_than_once():
    answers = arrow.plan(table(4))
    assert pa.table(answers).equals(pa.table(answers)) and len(answers) == 4
    assert pa.schema(answers).names == answers.column_names
    assert repr(answers).startswith("<Table of 4 rows: Outcome, Rule")


def test_several_threads_answer_at_once():
    results = []
    threads = [threading.Thread(target=lambda: results.append(pa.table(arrow.plan(table(2000))))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and all(result.equals(results[0]) for result in results)


ERRORS = [
    (pa.table({"Status": [1]}), ReadError, "column `Status`: expected .*found `Int64`"),
    (pa.table({"Colour": ["red"]}), ReadError, "no column of the table is read"),
    (pa.table({"Status": ["Running"], "Request.Forse": [True]}), ReadError, "did you mean `Force"),
    ({"Status": ["Running"]}, TypeError, "expected a table with `__arrow_c_stream__`"),
]


@pytest.mark.parametrize(("given", "error", "message"), ERRORS)
def test_errors_name_the_column(given, error, message):
    with pytest.raises(error, match=message):
        arrow.plan(given, request="StopInstance")


def test_rows_without_a_request_need_one():
    calls = pa.table({"Status": ["Running"]})
    assert pa.table(arrow.plan(calls))["Outcome"].to_pylist() == ["Unreadable"]
    request = {"Action": "StopInstance", "DryRun": True}
    assert pa.table(arrow.plan(calls, request=request))["Outcome"].to_pylist() == ["DryRunPassed"]
    with pytest.raises(ReadError, match="Action"):
        arrow.plan(calls, request=json.loads('{"Action": "HaltInstance"}'))
