"""Answers over tables equal those over dicts."""

import json
import threading

import polars
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
    counted = {group["Change"]: 0 for group in groups.to_pylist()}
    for group in groups.to_pylist():
        counted[group["Change"]] += group["Cases"]
        assert changes[group["FirstRow"] - 1] == (None if group["Change"] == "unreadable" else group["Change"])
    unreadable = counted.pop("unreadable")
    assert sum(counted.values()) == sum(change is not None for change in changes) > 0
    report = il.backtest(cases(), policy, baseline)
    assert (report["Changed"], report["Unreadable"]) == (sum(counted.values()), unreadable)


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


@pytest.mark.parametrize("compare", [arrow.backtest, arrow.diff])
def test_a_policy_is_no_name(compare):
    with pytest.raises(TypeError, match="^`policy`: expected a Policy, found 'latest'; use Policy\\('latest'\\)$"):
        compare(table(1), "latest", Policy())
    with pytest.raises(TypeError, match="^`baseline`: expected a Policy, found None$"):
        compare(table(1), Policy(), None)
    with pytest.raises(TypeError, match="^`policy`: expected a Policy"):
        arrow.plan(table(1), policy="latest")


def test_rows_without_a_request_need_one():
    calls = pa.table({"Status": ["Running"]})
    assert pa.table(arrow.plan(calls))["Outcome"].to_pylist() == ["Unreadable"]
    request = {"Action": "StopInstance", "DryRun": True}
    assert pa.table(arrow.plan(calls, request=request))["Outcome"].to_pylist() == ["DryRunPassed"]
    with pytest.raises(ReadError, match="Action"):
        arrow.plan(calls, request=json.loads('{"Action": "HaltInstance"}'))


STRUCTS = [{"Status": "Running"}, None, {"Status": "Stopped"}]


@pytest.mark.parametrize("structs", [pa.array(STRUCTS), pa.chunked_array([STRUCTS[:1], STRUCTS[1:]]), polars.Series(STRUCTS)])
def test_structs_are_rows(structs):
    rows = pa.table({"Status": ["Running", None, "Stopped"]})
    found, expected = (pa.table(arrow.plan(of, request="StopInstance")).to_pylist() for of in (structs, rows))
    assert found == expected


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (pa.array(["Running"]), "expected a table, found an array of Utf8"),
        (pa.chunked_array([["Running"]]), "expected a table, found an array of Utf8"),
        (polars.Series(["Running"]), "expected a table, found an array of Utf8View"),
        (pa.array([1]), "expected a table, found an array of Int64"),
        (pa.array([None]), "expected a table, found an array of Null"),
    ],
)
def test_other_arrays_are_no_tables(texts, message):
    with pytest.raises(TypeError) as caught:
        arrow.plan(texts)
    assert str(caught.value) == message


def test_unreadable_rows_are_a_group():
    calls = pa.table({"Status": ["Stopped", "asleep", "Running", "asleep"], "Action": ["StopInstance"] * 4})
    changes = arrow.Changes(Policy(), Policy())
    changes.count(calls)
    assert pa.table(changes.groups()).to_pylist() == [
        {
            "Operation": "", "Change": "unreadable", "BaselineRule": "", "PolicyRule": "", "Baseline": "", "Policy": "",
            "Cases": 2, "FirstRow": 2,
        }
    ]
    assert changes.counted() == (2, 0, 2)
