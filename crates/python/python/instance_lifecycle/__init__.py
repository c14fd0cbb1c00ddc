"""The lifecycle of a cloud instance (Alibaba Cloud ECS) as a pure state machine: a plan, or the documented error.

>>> from instance_lifecycle import Refused, plan
>>> plan({"InstanceId": "i-1", "Status": "Running"}, "StopInstance")["Plan"]["Status"]["To"]
'Stopped'

Calls over dicts: ``plan``, ``explain``, ``accept``, ``answers``, ``evolve``, ``status``, ``route``, ``replay``,
``bill``. About policies: ``Policy``, ``diff``, ``backtest``, ``check``, ``prove``, ``vectors``. ``mock_ecs`` starts a mock
of the ECS endpoint; ``instance_lifecycle.testing`` has strategies for Hypothesis. ``python -m instance_lifecycle``
is the command.
"""

from __future__ import annotations

from instance_lifecycle._calls import (
    Impossible,
    accept,
    answers,
    backtest,
    bill,
    check,
    diff,
    evolve,
    explain,
    plan,
    prove,
    replay,
    route,
    status,
    vectors,
)
from instance_lifecycle._errors import LifecycleError, PolicyError, ReadError, Refused, UsageError
from instance_lifecycle._mock import MockEcs, mock_ecs
from instance_lifecycle._policy import Policy, PolicyBuilder

__all__ = [
    "Impossible",
    "LifecycleError",
    "MockEcs",
    "Policy",
    "PolicyBuilder",
    "PolicyError",
    "ReadError",
    "Refused",
    "UsageError",
    "accept",
    "answers",
    "backtest",
    "bill",
    "check",
    "diff",
    "evolve",
    "explain",
    "mock_ecs",
    "plan",
    "prove",
    "replay",
    "route",
    "status",
    "vectors",
]
