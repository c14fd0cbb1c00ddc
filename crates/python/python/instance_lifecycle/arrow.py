"""Calls over tables: any library with Arrow's PyCapsule interface, such as pyarrow, Polars, DuckDB or pandas.

A table has the columns of a case: fields of DescribeInstances such as ``Status``, ``Action``, ``Request.DryRun``,
``Environment.Stock`` and ``Facts.Standing``, or the structs ``Instance``, ``Request`` and ``Environment``. Absent values are
null. Answers are tables, too: nothing is copied in either direction.

>>> import pyarrow as pa
>>> calls = pa.table({"Status": ["Running", "Stopped", "Asleep"], "Action": ["StopInstance"] * 3})
>>> answers = pa.table(plan(calls))
>>> answers["Outcome"].to_pylist()
['Planned', 'Rejected', 'Unreadable']
>>> answers["Code"].to_pylist()
[None, 'IncorrectInstanceStatus', None]
"""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional, Tuple, Union

from instance_lifecycle import _native
from instance_lifecycle._policy import Policy, checked, checked_or_default

__all__ = ["Answers", "Changes", "Table", "backtest", "diff", "explain", "plan"]

Table = _native.Table

#: The name of an operation, or a request with ``Action`` and parameters: that of rows without one.
Request = Union[str, Mapping[str, Any]]


def plan(table: Any, *, policy: Optional[Policy] = None, request: Optional[Request] = None) -> Table:
    """Answers the call of each row: ``Outcome``, ``Rule``, ``Code``, ``HttpStatus``, ``Message``, ``StoppedMode``,
    ``Billed``, ``Evidence``, ``Violations`` and ``Error``, the reason why a row cannot be read.

    >>> import pyarrow as pa
    >>> answers = plan(pa.table({"Status": ["Running"]}), request={"Action": "StopInstance", "StoppedMode": "StopCharging"})
    >>> pa.table(answers)["StoppedMode"].to_pylist()
    ['StopCharging']
    """
    return Answers(policy=policy, request=request)(table)


def explain(table: Any, *, policy: Optional[Policy] = None, request: Optional[Request] = None) -> Table:
    """Answers the call of each row as ``plan`` does, with the columns ``ViolatedRules`` and ``Warnings``.

    >>> import pyarrow as pa
    >>> calls = pa.table({"Status": ["Running"], "DeletionProtection": [True]})
    >>> pa.table(explain(calls, request="DeleteInstance"))["ViolatedRules"].to_pylist()
    [['deletion-protection', 'status-not-stopped']]
    """
    return Answers(policy=policy, request=request, explain=True)(table)


def diff(table: Any, policy: Policy, baseline: Policy, *, request: Optional[Request] = None) -> Table:
    """Returns what a policy changes in the answer to each row: ``Change``, null if nothing, and both answers.

    >>> import pyarrow as pa
    >>> calls = pa.table({"Status": ["Running", "Stopped"], "OperationLocks": [["security"], None]})
    >>> lenient = Policy().with_interpretation("security-locked-stop", "Allow")
    >>> pa.table(diff(calls, lenient, Policy(), request="StopInstance"))["Change"].to_pylist()
    ['refusal-to-plan', None]
    """
    return Changes(policy, baseline, request=request)(table)


def backtest(table: Any, policy: Policy, baseline: Policy, *, request: Optional[Request] = None) -> Table:
    """Returns the grouped difference over a table, or over a stream in constant memory: ``Operation``, ``Change``,
    ``BaselineRule``, ``PolicyRule``, ``Baseline``, ``Policy``, ``Cases`` and ``FirstRow``. Rows that cannot be read are a
    group with the change ``unreadable``, whose other texts are empty.

    >>> import pyarrow as pa
    >>> calls = pa.table({"Status": ["Running"] * 3, "OperationLocks": [["security"], ["security"], None]})
    >>> lenient = Policy().with_interpretation("security-locked-stop", "Allow")
    >>> groups = pa.table(backtest(calls, lenient, Policy(), request="StopInstance"))
    >>> groups.select(["Change", "Cases", "FirstRow"]).to_pylist()
    [{'Change': 'refusal-to-plan', 'Cases': 2, 'FirstRow': 1}]
    """
    changes = Changes(policy, baseline, request=request)
    changes.count(table)
    return changes.groups()


def _request(request: Optional[Request]) -> Optional[str]:
    if request is None:
        return None
    return json.dumps({"Action": request} if isinstance(request, str) else dict(request))


class Answers:
    """Answers to the batches of one stream: what is known of one batch is used for the next.

    >>> import pyarrow as pa
    >>> answers = Answers(request="StopInstance")
    >>> [len(answers(batch)) for batch in pa.table({"Status": ["Running"] * 5}).to_batches(max_chunksize=2)]
    [2, 2, 1]
    """

    def __init__(
        self, *, policy: Optional[Policy] = None, request: Optional[Request] = None, explain: bool = False
    ) -> None:
        self._columns = _native.Columns(checked_or_default(policy)._native, None, _request(request), explain=explain)

    def __call__(self, table: Any) -> Table:
        """Answers the call of each row of a batch, or of several."""
        return self._columns.answer(table)


class Changes:
    """What a policy changes in the batches of one stream."""

    def __init__(self, policy: Policy, baseline: Policy, *, request: Optional[Request] = None) -> None:
        policies = checked(policy)._native, checked(baseline, "baseline")._native
        self._columns = _native.Columns(*policies, _request(request))

    def __call__(self, table: Any) -> Table:
        """Returns what changes in each row of a batch, or of several."""
        return self._columns.answer(table)

    def count(self, table: Any) -> None:
        """Counts the rows of a batch, or of several, by their changes."""
        self._columns.count(table)

    def groups(self) -> Table:
        """Returns the changes that were counted: a row for each group, and one with the change ``unreadable`` if rows
        cannot be read.
        """
        return self._columns.groups()

    def counted(self) -> Tuple[int, int, int]:
        """Returns the numbers of rows that were counted: readable ones, those with a change, unreadable ones."""
        return self._columns.counted()
