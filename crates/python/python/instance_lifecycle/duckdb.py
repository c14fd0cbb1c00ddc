"""Policies over relations of DuckDB, by Arrow: streamed, in constant memory.

>>> import duckdb
>>> calls = duckdb.sql("SELECT unnest(['Running', 'Running', 'Stopped']) AS Status, 'StopInstance' AS Action")
>>> plan(calls).aggregate("Outcome, count(*) AS calls", "Outcome").order("Outcome").fetchall()
[('Planned', 2), ('Rejected', 1)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from instance_lifecycle import arrow
from instance_lifecycle._policy import Policy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["backtest", "diff", "explain", "plan"]


def plan(
    calls: "DuckDBPyRelation", *, policy: Optional[Policy] = None, request: Optional[arrow.Request] = None,
    connection: Optional["DuckDBPyConnection"] = None,
) -> "DuckDBPyRelation":
    """Returns the answers to the calls of a relation, a row each, in order."""
    return _relation(arrow.plan(calls, policy=policy, request=request), connection)


def explain(
    calls: "DuckDBPyRelation", *, policy: Optional[Policy] = None, request: Optional[arrow.Request] = None,
    connection: Optional["DuckDBPyConnection"] = None,
) -> "DuckDBPyRelation":
    """Returns the answers to the calls of a relation with all violated rules and warnings, a row each, in order.

    >>> import duckdb
    >>> calls = duckdb.sql("SELECT 'Running' AS Status, true AS DeletionProtection")
    >>> explain(calls, request="DeleteInstance").select("ViolatedRules").fetchall()
    [(['deletion-protection', 'status-not-stopped'],)]
    """
    return _relation(arrow.explain(calls, policy=policy, request=request), connection)


def diff(
    calls: "DuckDBPyRelation", policy: Policy, baseline: Policy, *, request: Optional[arrow.Request] = None,
    connection: Optional["DuckDBPyConnection"] = None,
) -> "DuckDBPyRelation":
    """Returns what a policy changes in the answers to the calls of a relation, a row each, in order."""
    return _relation(arrow.diff(calls, policy, baseline, request=request), connection)


def backtest(
    calls: "DuckDBPyRelation", policy: Policy, baseline: Policy, *, request: Optional[arrow.Request] = None,
    connection: Optional["DuckDBPyConnection"] = None,
) -> "DuckDBPyRelation":
    """Returns the grouped difference of two policies over the calls of a relation.

    >>> import duckdb
    >>> calls = duckdb.sql("SELECT 'Running' AS Status, ['security'] AS OperationLocks FROM range(3)")
    >>> lenient = Policy().with_interpretation("security-locked-stop", "Allow")
    >>> backtest(calls, lenient, Policy(), request="StopInstance").select("Change, Cases").fetchall()
    [('refusal-to-plan', 3)]
    """
    return _relation(arrow.backtest(calls, policy, baseline, request=request), connection)


def _relation(table: Any, connection: Optional["DuckDBPyConnection"]) -> "DuckDBPyRelation":
    import duckdb
    import pyarrow as pa

    return (duckdb if connection is None else connection).from_arrow(pa.table(table))
