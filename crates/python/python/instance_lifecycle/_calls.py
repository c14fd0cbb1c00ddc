"""Calls over dicts in the vendor's form."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Union, cast

from instance_lifecycle import _native
from instance_lifecycle._errors import Json, LifecycleError, ReadError, Refused, UsageError
from instance_lifecycle._policy import Policy, checked, listed

Record = Mapping[str, Any]
#: A record of DescribeInstances; ``None`` if there is no such instance.
Instance = Optional[Record]
#: The name of an operation, or a request with ``Action`` and parameters.
Request = Union[str, Mapping[str, Any]]
#: Facts by name, such as ``{"Stock": "SoldOut"}``.
Facts = Mapping[str, Any]
#: Cases: dicts, or the text of lines or documents.
Cases = Union[str, bytes, Iterable[Mapping[str, Any]]]

_DEFAULT = Policy()
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Impossible(LifecycleError):
    """An event that cannot happen to an instance.

    >>> try:
    ...     evolve({"Status": "Running"}, "BootFailed")
    ... except Impossible as impossible:
    ...     print(impossible)
    BootFailed cannot happen: no matching task is in flight
    """

    def __init__(self, answer: Json) -> None:
        #: The event.
        self.event: str = answer["Event"]
        #: Why it cannot happen.
        self.reason: str = answer["Reason"]
        #: The whole answer; ``Instance`` is the record after the events before.
        self.answer = answer
        super().__init__(answer)

    def __str__(self) -> str:
        return f"{self.event} cannot happen: {self.reason}"


def plan(
    instance: Union[Instance, Sequence[Record]],
    request: Request,
    *,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
    **parameters: Any,
) -> Json:
    """Returns the plan of a call, in the form of ``lifecycle plan --format json``.

    ``instance`` is a record of DescribeInstances; ``None`` if there is none; a list for a plural operation.
    ``parameters`` are those of the request. ``facts`` are what the record does not show, ``environment`` what
    surrounds the call.

    Raises ``Refused`` if the service would refuse the call, ``ReadError`` if a value is invalid.

    >>> answer = plan({"InstanceId": "i-1", "Status": "Running"}, "StopInstance", StoppedMode="StopCharging")
    >>> answer["Outcome"], answer["Plan"]["Status"], answer["Plan"]["StoppedMode"]
    ('Planned', {'From': 'Running', 'Via': ['Stopping'], 'To': 'Stopped'}, 'StopCharging')
    >>> stopped = {"Status": "Stopped", "StoppedMode": "StopCharging"}
    >>> plan(stopped, "StartInstance", environment={"Stock": "SoldOut"})
    Traceback (most recent call last):
    ...
    instance_lifecycle._errors.Refused: OperationDenied.NoStock: ...
    >>> answer = plan([{"InstanceId": "i-1", "Status": "Running"}], "StopInstances")
    >>> [(item["InstanceId"], item["Code"], item["CurrentStatus"]) for item in answer["Items"]]
    [('i-1', '200', 'Stopping')]
    """
    case = _case(instance, request, environment, facts, parameters)
    answer: Json = json.loads(_native_of(policy).answer(_encode(case)))
    if answer["Outcome"] == "Rejected":
        raise Refused(answer, case["Request"].get("Action", ""))
    if answer["Outcome"] == "Unreadable":
        raise ReadError(answer["Reason"])
    return answer


def explain(
    instance: Union[Instance, Sequence[Record]],
    request: Request,
    *,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
    **parameters: Any,
) -> Json:
    """Returns every rule that a call violates, with evidence and fixes, as ``lifecycle explain --format json`` does.

    A refused call is an answer here, and raises nothing.

    >>> answer = explain({"Status": "Running", "DeletionProtection": True}, "DeleteInstance")
    >>> [violation["Code"] for violation in answer["Violations"]]
    ['InvalidOperation.DeletionProtection', 'IncorrectInstanceStatus']
    >>> explain({"Status": "Running"}, "StopInstance")["Settlement"]["Rule"]
    'stop-in-standard-mode'
    """
    case = _case(instance, request, environment, facts, parameters)
    answer: Json = json.loads(_native_of(policy).answer(_encode(case), explain=True))
    if answer.get("Outcome") == "Unreadable":
        raise ReadError(answer["Reason"])
    return answer


def answers(
    cases: Cases, request: Optional[Request] = None, *, policy: Optional[Policy] = None, explain: bool = False
) -> List[Json]:
    """Returns the answers to many cases, in order; nothing is raised for a single case.

    A case is ``{"Instance": …, "Request": …, "Environment": …}``, or a bare record under ``request``. Text is read
    as the command reads it: lines, a list or a response of DescribeInstances. The answer to a refused call has the
    ``Outcome`` ``"Rejected"``, that to an unreadable case ``"Unreadable"``.

    >>> records = [{"InstanceId": "i-1", "Status": "Running"}, {"InstanceId": "i-2", "Status": "Asleep"}]
    >>> [answer["Outcome"] for answer in answers(records, "StopInstance")]
    ['Planned', 'Unreadable']
    """
    default = None if request is None else _encode(_request(request, {}))
    return _lines(_native_of(policy).answers(_input(cases), default, explain=explain))


def accept(
    instance: Instance,
    request: Request,
    *,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
    **parameters: Any,
) -> Optional[Json]:
    """Returns the record right after an accepted call; ``None`` if the instance is released at once.

    Raises ``Refused`` as ``plan`` does. A dry run changes nothing.

    >>> accept({"InstanceId": "i-1", "Status": "Running", "Cpu": 4}, "RebootInstance")["Status"]
    'Stopping'
    >>> accept({"InstanceId": "i-1", "Status": "Stopped", "Cpu": 4}, "DeleteInstance") is None
    True
    """
    case = _case(instance, request, environment, facts, parameters)
    record = _native_of(policy).accept(_encode(case))
    if record is not None:
        return cast(Optional[Json], json.loads(record))
    plan(instance, request, environment=environment, facts=facts, policy=policy, **parameters)
    return None if instance is None else dict(instance)


def evolve(
    instance: Record,
    *events: str,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
) -> Json:
    """Returns an instance after events, as ``lifecycle evolve --format json`` does: ``Instance`` is the record.

    Raises ``Impossible`` at the first event that cannot happen.

    >>> evolve({"InstanceId": "i-1", "Status": "Starting"}, "BootCompleted")["Instance"]
    {'InstanceId': 'i-1', 'Status': 'Running'}
    """
    case: Dict[str, Any] = {"Instance": _with_facts(instance, facts)}
    case["Environment"] = dict(environment or {})
    answer: Json = json.loads(_native_of(policy).evolve(_encode(case), list(events)))
    if answer["Outcome"] == "Impossible":
        raise Impossible(answer)
    return answer


def status(
    instance: Union[Record, Sequence[Record]],
    *,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
) -> Any:
    """Returns which operations an instance allows now and what is billed, as ``lifecycle status --format json`` does.

    A list of records gets a list of answers.

    >>> overview = status({"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"})
    >>> {operation["Action"]: operation["Now"] for operation in overview["Operations"]}["StartInstance"]
    'yes'
    >>> "Vcpu" in overview["Billed"]
    False
    """
    return _each(["status"], instance, environment, facts, policy)


def route(
    instance: Union[Record, Sequence[Record]],
    to: str,
    *,
    by: str = "calls",
    events: Iterable[str] = (),
    prices: Optional[Mapping[str, float]] = None,
    limit: int = 3,
    environment: Optional[Facts] = None,
    facts: Optional[Facts] = None,
    policy: Optional[Policy] = None,
) -> Any:
    """Returns the shortest calls that lead to a goal, as ``lifecycle route --format json`` does.

    ``to`` is ``"not-billed"``, ``"released"``, ``"running"``, ``"address-kept"`` or a condition; ``by`` is
    ``"calls"``, ``"risk"`` or ``"money"``, which needs ``prices`` per hour by resource.

    >>> found = route({"InstanceId": "i-1", "Status": "Running"}, "released", limit=1)
    >>> [step.get("Request", step.get("Event")) for step in found["Routes"][0]["Steps"]]
    [{'Action': 'DeleteInstance', 'Force': True}]
    """
    arguments = ["route", "--to", to, "--by", by, "--limit", str(limit)]
    for event in listed(events, "events", "a list of events"):
        arguments += ["--event", event]
    if prices is not None:
        arguments += ["--prices", _encode(dict(prices))]
    return _each(arguments, instance, environment, facts, policy)


def replay(trace: Cases, *, policy: Optional[Policy] = None) -> Json:
    """Replays a recorded history: lines of a trace, of which the first has the instance.

    ``Steps`` are the lines with the answers of the policy, by default the built-in one of the trace; ``Difference`` is the first
    line with another recorded answer, or ``None``.

    >>> trace = [
    ...     {"Trace": 1, "Instance": {"Status": "Running"}},
    ...     {"At": 0, "Request": {"Action": "StopInstance"}},
    ...     {"At": 30, "Event": "ShutdownCompleted"},
    ... ]
    >>> replayed = replay(trace)
    >>> [line.get("Answer", {}).get("Outcome") for line in replayed["Steps"]]
    [None, 'Planned', 'Evolved']
    >>> replayed["Difference"] is None
    True
    """
    lines, difference = _native.replay(_input(trace), None if policy is None else _native_of(policy))
    found: Optional[Json] = None
    if difference is not None:
        line, recorded, other = difference
        found = {"Line": line, "Recorded": json.loads(recorded), "Found": json.loads(other)}
    return {"Steps": _lines(lines), "Difference": found}


def bill(trace: Cases, *, until: Optional[int] = None, policy: Optional[Policy] = None) -> Json:
    """Returns how long each resource of a recorded history is billed, as ``lifecycle replay --bill`` does.

    >>> trace = [{"Trace": 1, "Instance": {"Status": "Running"}}, {"At": 0, "Request": {"Action": "StopInstance"}}]
    >>> {line["Resource"]: line["Billed"] for line in bill(trace, until=60)["Lines"]}["SystemDisk"]
    60
    """
    arguments = ["replay", "--bill"]
    if until is not None:
        arguments += ["--until", str(until)]
    (answer,) = _command(arguments, _input(trace), policy)
    return answer


def diff(
    baseline: Policy,
    policy: Policy,
    *,
    operation: Optional[str] = None,
    weights: Optional[Cases] = None,
) -> Json:
    """Returns the exact differences between two policies, as ``lifecycle diff --format json`` does.

    With ``weights``, the cases given are counted instead of possible cases. Raises ``ReadError`` if one cannot be read.

    >>> found = diff(Policy(), Policy("latest"), operation="StopInstance")
    >>> [of["operation"] for of in found["operations"]]
    ['StopInstance']
    >>> diff(Policy(), Policy())["operations"]
    []
    """
    arguments = ["diff", checked(baseline, "baseline")._json(), checked(policy)._json()]
    if operation is not None:
        arguments += ["--operation", operation]
    if weights is None:
        (answer,) = _command(arguments, b"", None)
        return answer
    text = _input(weights)
    try:
        (answer,) = _command([*arguments, "--weights", "-"], text, None)
    except ReadError:
        # The command counts what it cannot read; a backtest names it.
        for unreadable in backtest(text, policy, baseline, operation="StopInstance")["FirstUnreadable"]:
            raise ReadError(unreadable["Reason"], unreadable["Line"]) from None
        raise
    return answer


def backtest(
    cases: Cases, policy: Policy, baseline: Policy, *, operation: Optional[str] = None, threads: Optional[int] = None
) -> Json:
    """Answers recorded cases under two policies, and counts the changes, as ``lifecycle backtest`` does.

    ``operation`` is the request of bare records, with default parameters, as in the command; cases with a request keep
    theirs. It is no filter, unlike that of ``diff``, ``check`` and ``vectors``. Cases that cannot be read are counted as
    ``Unreadable``.

    >>> cases = [{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance"}}] * 3
    >>> backtest(cases, Policy("latest"), Policy())["Cases"]
    3
    """
    arguments = ["backtest", "--baseline", checked(baseline, "baseline")._json()]
    if operation is not None:
        arguments += ["--operation", operation]
    if threads is not None:
        arguments += ["--threads", str(threads)]
    (answer,) = _command(arguments, _input(cases), checked(policy), is_read_in_part=True)
    return answer


def check(policy: Policy, *, baseline: Optional[Policy] = None, operation: Optional[str] = None) -> List[Json]:
    """Returns the defects of a policy and notes on it, as ``lifecycle check --format json`` does.

    >>> {finding["Severity"] for finding in check(Policy(), operation="StopInstance")}
    {'Note'}
    """
    arguments = ["check"]
    if baseline is not None:
        arguments += ["--baseline", checked(baseline, "baseline")._json()]
    if operation is not None:
        arguments += ["--operation", operation]
    return _command(arguments, b"", checked(policy))


def prove(laws: Union[str, Mapping[str, Any], Iterable[Mapping[str, Any]]], policy: Optional[Policy] = None) -> List[Json]:
    """Proves laws, or returns the simplest counterexample, as ``lifecycle prove --format json`` does.

    ``laws`` is the text of a file of laws, its content, or a list of laws.

    >>> law = {"name": "a running instance is stopped", "operation": "StopInstance",
    ...        "when": {"status": ["Running"]}, "always": {"refused": False}}
    >>> [result] = prove([law])
    >>> result["Result"], result["Counterexample"]["Instance"]["Status"]
    ('Refuted', 'Running')
    """
    if not isinstance(laws, (str, Mapping)):
        laws = {"laws": list(laws)}
    text = laws if isinstance(laws, str) else _encode(laws)
    return _command(["prove", "-"], text.encode(), policy)


def vectors(
    *, operation: Optional[str] = None, events: bool = False, policy: Optional[Policy] = None
) -> Iterator[Json]:
    """Yields test vectors for other implementations, as ``lifecycle vectors`` writes them.

    >>> next(vectors(operation="StartInstance"))["Id"].split("/")[0]
    'StartInstance'
    """
    arguments = ["vectors"]
    if operation is not None:
        arguments += ["--operation", operation]
    if events:
        arguments.append("--events")
    return (cast(Json, json.loads(line)) for line in _run(arguments, b"", policy).splitlines())


def _native_of(policy: Optional[Policy]) -> _native.Policy:
    return (_DEFAULT if policy is None else checked(policy))._native


def _request(request: Request, parameters: Mapping[str, Any]) -> Dict[str, Any]:
    if isinstance(request, str):
        return {"Action": request, **parameters}
    return {**request, **parameters}


def _with_facts(record: Instance, facts: Optional[Facts]) -> Instance:
    if record is None or not facts:
        return record
    return {**record, "Facts": {**record.get("Facts", {}), **facts}}


def _case(
    instance: Union[Instance, Sequence[Record]],
    request: Request,
    environment: Optional[Facts],
    facts: Optional[Facts],
    parameters: Mapping[str, Any],
) -> Dict[str, Any]:
    case: Dict[str, Any] = {}
    if isinstance(instance, (list, tuple)):
        case["Instances"] = [_with_facts(record, facts) for record in instance]
    else:
        case["Instance"] = _with_facts(cast(Instance, instance), facts)
    case["Request"] = _request(request, parameters)
    if environment:
        case["Environment"] = environment
    return case


def _input(cases: Cases) -> bytes:
    if isinstance(cases, bytes):
        return cases
    if isinstance(cases, str):
        return cases.encode()
    return "".join(_encode(case) + "\n" for case in listed(cases, "cases", "text or a list of cases")).encode()


def _lines(text: bytes) -> List[Json]:
    # One document is parsed faster than many.
    lines: List[Json] = json.loads(b"[" + text.strip().replace(b"\n", b",") + b"]")
    return lines


def _each(
    arguments: List[str],
    instance: Union[Record, Sequence[Record]],
    environment: Optional[Facts],
    facts: Optional[Facts],
    policy: Optional[Policy],
) -> Any:
    is_one = isinstance(instance, Mapping)
    expected = "a record or a list of records"
    records = [cast(Record, instance)] if is_one else cast(List[Record], listed(instance, "instance", expected))
    if not records:
        return []
    cases = [{"Instance": _with_facts(record, facts), "Environment": environment or {}} for record in records]
    found = _command(arguments, _input(cases), policy, is_read_in_part=True)
    for case, answer in zip(cases, found):
        if answer.get("Outcome") == "Unreadable":
            raise _read_error(case, answer, None if is_one else answer["Line"], policy)
    return found[0] if is_one else found


def _read_error(case: Mapping[str, Any], answer: Json, line: Optional[int], policy: Optional[Policy]) -> ReadError:
    """Returns the error of a case with its path, which the answer of the command lacks."""
    try:
        _native_of(policy).evolve(_encode(case), [])
    except ReadError as error:
        if error.message == answer["Reason"]:
            return ReadError(error.message, line, error.path, error.expected, error.found)
    return ReadError(answer["Reason"], line)


def _command(
    arguments: List[str], text: bytes, policy: Optional[Policy], *, is_read_in_part: bool = False
) -> List[Json]:
    return _lines(_run([*arguments, "--format", "json"], text, policy, is_read_in_part=is_read_in_part))


def _run(arguments: List[str], text: bytes, policy: Optional[Policy], *, is_read_in_part: bool = False) -> bytes:
    """Returns the output of the command. With ``is_read_in_part``, the output says which input cannot be read."""
    if policy is not None:
        arguments = [*arguments, "--policy", checked(policy)._json()]
    status, output, errors = _native.run_in_memory(arguments, text)
    if status == 2:
        message = errors.decode().strip()
        if not output or any(line.startswith("error: ") for line in message.splitlines()):
            raise UsageError(message[len("error: ") :] if message.startswith("error: ") else message)
        if not is_read_in_part:
            raise ReadError(message[len("note: ") :] if message.startswith("note: ") else message)
    return output
