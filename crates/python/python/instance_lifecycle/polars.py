"""Policies over frames of Polars, by Arrow and without copies.

>>> import polars as pl
>>> calls = pl.DataFrame({"Status": ["Running", "Stopped"], "Action": ["StopInstance"] * 2})
>>> with_answers(calls).select("Status", "Outcome", "Code").rows()
[('Running', 'Planned', None), ('Stopped', 'Rejected', 'IncorrectInstanceStatus')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from instance_lifecycle import arrow
from instance_lifecycle._policy import Policy

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["backtest", "with_answers", "with_changes", "with_explanations"]


def with_answers(
    frame: "DataFrame", *, policy: Optional[Policy] = None, request: Optional[arrow.Request] = None
) -> "DataFrame":
    """Returns a frame of calls with the columns of their answers."""
    import polars as pl

    return frame.hstack(pl.DataFrame(arrow.plan(frame, policy=policy, request=request)))


def with_explanations(
    frame: "DataFrame", *, policy: Optional[Policy] = None, request: Optional[arrow.Request] = None
) -> "DataFrame":
    """Returns a frame of calls with the columns of their answers, all violated rules and the warnings.

    >>> import polars as pl
    >>> calls = pl.DataFrame({"Status": ["Running"], "DeletionProtection": [True]})
    >>> with_explanations(calls, request="DeleteInstance")["ViolatedRules"].to_list()
    [['deletion-protection', 'status-not-stopped']]
    """
    import polars as pl

    return frame.hstack(pl.DataFrame(arrow.explain(frame, policy=policy, request=request)))


def with_changes(
    frame: "DataFrame", policy: Policy, baseline: Policy, *, request: Optional[arrow.Request] = None
) -> "DataFrame":
    """Returns a frame of calls with what a policy changes in their answers."""
    import polars as pl

    return frame.hstack(pl.DataFrame(arrow.diff(frame, policy, baseline, request=request)))


def backtest(
    frame: "DataFrame", policy: Policy, baseline: Policy, *, request: Optional[arrow.Request] = None
) -> "DataFrame":
    """Returns the grouped difference of two policies over a frame of calls.

    >>> import polars as pl
    >>> calls = pl.DataFrame({"Status": ["Running"] * 3, "OperationLocks": [["security"], ["security"], None]})
    >>> lenient = Policy().with_interpretation("security-locked-stop", "Allow")
    >>> backtest(calls, lenient, Policy(), request="StopInstance").select("Change", "Cases").rows()
    [('refusal-to-plan', 2)]
    """
    import polars as pl

    return pl.DataFrame(arrow.backtest(frame, policy, baseline, request=request))
