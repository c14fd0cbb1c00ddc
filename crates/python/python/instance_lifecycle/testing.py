"""Strategies and a state machine for Hypothesis (``pip install instance-lifecycle[testing]``).

``instances``, ``environments``, ``requests``, ``cases`` and ``histories`` are strategies, which shrink towards a running
pay-as-you-go instance and a request without parameters. ``LifecycleMachine`` compares a control plane of your own
with the documented behaviour.

>>> from hypothesis import given, settings
>>> from instance_lifecycle import answers
>>> @settings(max_examples=20, database=None)
... @given(cases(operation="StopInstance"))
... def a_stop_has_an_answer(case):
...     [answer] = answers([case])
...     assert answer["Outcome"] in {"Planned", "AlreadyDone", "Rejected", "DryRunPassed"}
>>> a_stop_has_an_answer()
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import DataObject, SearchStrategy

from instance_lifecycle import _native
from instance_lifecycle._calls import Impossible, accept, evolve
from instance_lifecycle._errors import Json, Refused
from instance_lifecycle._policy import Policy, checked_or_default, listed, one_of

__all__ = [
    "LifecycleMachine", "OPERATIONS", "cases", "environments", "histories", "instances", "possible_events", "requests",
]

#: The operations on one existing instance.
OPERATIONS = ("StopInstance", "StartInstance", "RebootInstance", "DeleteInstance", "ReActivateInstances")

#: The operations that create instances.
_CREATING = ("CreateInstance", "RunInstances")

#: The statuses of an instance that exists, the simplest first.
_STATUSES = ("Running", "Stopped", "Stopping", "Starting", "Pending")

#: The number of attributes that differ from their default at most.
_CHANGES = 4

Pair = Tuple[str, str]


def _pairs(part: str, operation: Optional[str] = None) -> List[Pair]:
    """Returns the values of attributes, but for the defaults."""
    return [
        (name, value)
        for name, of, values, operations in _native.attributes()
        if of == part and name != "status" and (operation is None or operation in operations)
        for value in values[1:]
    ]


def _changes(pairs: Sequence[Pair]) -> SearchStrategy[List[Pair]]:
    if not pairs:
        return st.just([])
    return st.lists(st.sampled_from(pairs), max_size=_CHANGES, unique_by=lambda pair: pair[0])


def _described(status: str, operation: str, values: List[Pair]) -> Optional[Json]:
    """Returns the case with these values, without the members that are default; ``None`` if it cannot occur."""
    case = _native.case(status, operation, values)
    if case is None:
        return None
    described: Json = json.loads(case)
    if described.get("Instance") is not None:
        described["Instance"] = _without(described["Instance"], _default(status)["Instance"], ("Status",))
    return described


@lru_cache(maxsize=None)
def _default(status: str) -> Json:
    return cast(Json, json.loads(_native.case(status, "StopInstance", []) or b"{}"))


def _without(members: Json, defaults: Json, kept: Sequence[str] = ()) -> Json:
    """Returns the members that differ from the defaults, also inside ``Facts``."""
    short = {}
    for name, value in members.items():
        if name == "Facts":
            value = _without(value, defaults.get(name) or {})
        if name in kept or (value and name == "Facts") or (name != "Facts" and value != defaults.get(name)):
            short[name] = value
    return short


def _part(member: str, *drawn: SearchStrategy[Any]) -> SearchStrategy[Json]:
    described = st.builds(_described, *drawn).filter(lambda case: case is not None)
    return described.map(lambda case: cast(Json, cast(Json, case).get(member) or {}))


@lru_cache(maxsize=None)
def instances(status: Optional[str] = None) -> SearchStrategy[Json]:
    """Returns a strategy for records of instances, in one status or in any.

    >>> from hypothesis import find
    >>> record = find(instances("Stopped"), lambda record: "DeletionProtection" in record)
    >>> record["Status"], record["DeletionProtection"]
    ('Stopped', True)
    """
    if status is not None:
        one_of(status, "status", _STATUSES)
    statuses = st.sampled_from(_STATUSES) if status is None else st.just(status)
    return _part("Instance", statuses, st.just("StopInstance"), _changes(_pairs("instance")))


@lru_cache(maxsize=None)
def environments() -> SearchStrategy[Json]:
    """Returns a strategy for environments.

    >>> from hypothesis import find
    >>> find(environments(), lambda environment: environment.get("Stock") == "SoldOut")["Stock"]
    'SoldOut'
    """
    return _part("Environment", st.just("Running"), st.just("StopInstance"), _changes(_pairs("environment")))


@lru_cache(maxsize=None)
def requests(operation: Optional[str] = None) -> SearchStrategy[Json]:
    """Returns a strategy for requests of an operation on one instance, also of one that creates instances; without
    one, for requests of any operation on an existing instance.

    >>> from hypothesis import find
    >>> find(requests(), lambda request: "StoppedMode" in request)["Action"]
    'StopInstance'
    """
    if operation is None:
        return st.one_of([requests(operation) for operation in OPERATIONS])
    one_of(operation, "operation", OPERATIONS + _CREATING)
    return _part("Request", st.just("Running"), st.just(operation), _changes(_pairs("request", operation)))


@lru_cache(maxsize=None)
def cases(operation: Optional[str] = None) -> SearchStrategy[Json]:
    """Returns a strategy for cases, which ``answers`` takes: an instance, an environment and a request.

    The instance is ``None`` under an operation that creates instances.

    >>> from hypothesis import find
    >>> find(cases("RunInstances"), lambda case: True)
    {'Instance': None, 'Environment': {}, 'Request': {'Action': 'RunInstances'}}
    """
    return st.fixed_dictionaries(
        {"Instance": st.none() if operation in _CREATING else instances(), "Environment": environments(), "Request": requests(operation)}
    )


def possible_events(
    record: Mapping[str, Any],
    among: Optional[Sequence[str]] = None,
    *,
    environment: Optional[Mapping[str, Any]] = None,
    policy: Optional[Policy] = None,
) -> List[str]:
    """Returns the events that can happen to an instance, of all or of some.

    >>> possible_events({"Status": "Starting"})[:2]
    ['BootCompleted', 'BootFailed']
    """
    possible = []
    for event in _native.events() if among is None else listed(among, "among", "a list of events"):
        try:
            evolve(record, event, environment=environment, policy=policy)
        except Impossible:
            continue
        possible.append(event)
    return possible


@st.composite
def histories(draw: Any, max_steps: int = 10, policy: Optional[Policy] = None) -> List[Json]:
    """Returns a strategy for histories, which ``replay`` takes: calls, and events that can happen.

    >>> from hypothesis import find
    >>> from instance_lifecycle import replay
    >>> history = find(histories(), lambda lines: len(lines) > 1)
    >>> replay(history)["Difference"] is None
    True
    """
    policy = checked_or_default(policy)
    record: Optional[Json] = draw(instances())
    lines: List[Json] = [{"Trace": 1, "Instance": record}]
    for second in range(draw(st.integers(0, max_steps))):
        is_event = record is not None and draw(st.booleans())
        events = possible_events(cast(Json, record), policy=policy) if is_event else []
        step: Json = {"At": second}
        if events:
            step["Event"] = draw(st.sampled_from(events))
            record = evolve(cast(Json, record), step["Event"], policy=policy)["Instance"]
        else:
            step["Request"] = draw(requests())
            record = _after(record, step["Request"], policy)[1]
        lines.append(step)
    return lines


def _after(
    record: Optional[Json], request: Json, policy: Optional[Policy], environment: Optional[Mapping[str, Any]] = None
) -> Tuple[Optional[str], Optional[Json]]:
    """Returns the code of the error and the record after a call."""
    try:
        return None, accept(record, request, environment=environment, policy=policy)
    except Refused as refused:
        return refused.code, record


class LifecycleMachine(RuleBasedStateMachine):
    """A state machine that holds a control plane against the documented behaviour.

    A subclass says how the control plane is reached:

    * ``start(record)`` puts an instance into it;
    * ``call(request)`` makes a call, and returns the code of the error, or ``None`` if the call is accepted;
    * ``happen(event)`` lets an event happen;
    * ``observe()`` returns the record, or ``None`` if there is no instance any more.

    ``SubClass.TestCase`` is the test. A failure is shrunk to the simplest instance and the fewest steps.
    ``records`` and ``calls`` are strategies that may be narrowed to what the control plane supports; ``events``
    restricts the events.

    >>> from instance_lifecycle import Policy
    >>> class Mine(LifecycleMachine):
    ...     policy = Policy("latest")
    ...     def start(self, record): self.mine = record
    ...     def call(self, request): code, self.mine = _after(self.mine, request, self.policy); return code
    ...     def happen(self, event): self.mine = evolve(self.mine, event, policy=self.policy)["Instance"]
    ...     def observe(self): return self.mine
    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> run_state_machine_as_test(Mine, settings=settings(max_examples=5, database=None, deadline=None))
    """

    #: The policy that says what is expected.
    policy: Optional[Policy] = None
    #: The environment of all calls.
    environment: Dict[str, Any] = {}
    #: The records to start from.
    records: SearchStrategy[Json] = instances()
    #: The requests to make.
    calls: SearchStrategy[Json] = requests()
    #: The events that may happen; ``None`` for all.
    events: Optional[Sequence[str]] = None
    #: The members of a record that are compared, besides whether there is an instance.
    compared: Sequence[str] = ("Status",)

    def __init__(self) -> None:
        super().__init__()
        self._expected: Optional[Json] = None
        self._has_started = False

    def start(self, record: Json) -> None:
        """Puts an instance into the control plane."""
        raise NotImplementedError

    def call(self, request: Json) -> Optional[str]:
        """Makes a call; returns the code of the error, or ``None`` if it is accepted."""
        raise NotImplementedError

    def happen(self, event: str) -> None:
        """Lets an event happen."""
        raise NotImplementedError

    def observe(self) -> Optional[Mapping[str, Any]]:
        """Returns the record; ``None`` if there is no instance any more."""
        raise NotImplementedError

    @initialize(data=st.data())
    def _starts(self, data: DataObject) -> None:
        self._expected = data.draw(self.records, label="start")
        self._has_started = True
        self.start(dict(self._expected))

    @rule(data=st.data())
    def _calls(self, data: DataObject) -> None:
        request = data.draw(self.calls, label="call")
        before = self._expected
        expected, self._expected = _after(before, request, self.policy, self.environment)
        answered = self.call(dict(request))
        assert answered == expected, (
            f"{request} of {before}: expected {expected or 'acceptance'}, found {answered or 'acceptance'}"
        )

    @precondition(lambda self: self._expected is not None)
    @rule(data=st.data())
    def _happens(self, data: DataObject) -> None:
        record = cast(Json, self._expected)
        events = possible_events(record, self.events, environment=self.environment, policy=self.policy)
        if not events:
            return
        event = data.draw(st.sampled_from(events), label="event")
        self._expected = evolve(record, event, environment=self.environment, policy=self.policy)["Instance"]
        self.happen(event)

    @invariant()
    def _agrees(self) -> None:
        if not self._has_started:
            return
        observed = self.observe()
        shown = [None if of is None else {name: of.get(name) for name in self.compared} for of in (self._expected, observed)]
        assert shown[0] == shown[1], f"expected {shown[0]}, observed {shown[1]}"
