"""Calls over dicts: the answers are those of the command."""

import json
import subprocess
import sys
import threading

import pytest

import instance_lifecycle as il
from instance_lifecycle import Policy, ReadError, Refused, UsageError

RUNNING = {"InstanceId": "i-1", "Status": "Running", "InstanceChargeType": "PostPaid"}
STOPPED = {**RUNNING, "Status": "Stopped"}

CASES = [
    (RUNNING, {"Action": "StopInstance", "StoppedMode": "StopCharging"}, {}, "Planned"),
    (STOPPED, {"Action": "StopInstance"}, {}, "Rejected"),
    (STOPPED, {"Action": "StartInstance"}, {}, "Planned"),
    (RUNNING, {"Action": "StopInstance", "DryRun": True}, {}, "DryRunPassed"),
    (RUNNING, {"Action": "StartInstance"}, {}, "Rejected"),
    ({**STOPPED, "StoppedMode": "StopCharging"}, {"Action": "StartInstance"}, {"Stock": "SoldOut"}, "Rejected"),
    (None, {"Action": "StopInstance"}, {}, "Rejected"),
    ({**STOPPED, "OperationLocks": [{"LockReason": "security"}]}, {"Action": "StartInstance"}, {}, "Rejected"),
]


def command(*arguments, text=""):
    run = subprocess.run(
        [sys.executable, "-m", "instance_lifecycle", *arguments], input=text, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout, run.stderr


def line(record, request, environment):
    return {"Instance": record, "Request": request, "Environment": environment}


@pytest.mark.parametrize("policy", ["ecs-2021-01", "ecs-2024-11-14", "latest"])
@pytest.mark.parametrize("question", ["plan", "explain"])
def test_answers_are_those_of_the_command(question, policy):
    lines = [line(*case[:3]) for case in CASES]
    text = "".join(json.dumps(case) + "\n" for case in lines)
    _, output, _ = command(question, "--format", "json", "--policy", policy, text=text)
    expected = [json.loads(answer) for answer in output.splitlines()]
    assert il.answers(lines, policy=Policy(policy), explain=question == "explain") == expected
    for (record, request, environment, outcome), answer in zip(CASES, expected):
        if question == "explain":
            assert il.explain(record, request, environment=environment, policy=Policy(policy)) == answer
            continue
        try:
            found = il.plan(record, request, environment=environment, policy=Policy(policy))
        except Refused as refused:
            found = refused.answer
        assert found == answer
        if policy == "ecs-2024-11-14":
            assert found["Outcome"] == outcome


def test_refused_carries_the_whole_error():
    with pytest.raises(Refused) as caught:
        il.plan({**RUNNING, "DeletionProtection": True}, "DeleteInstance")
    refused = caught.value
    assert (refused.operation, refused.http_status, refused.code) == (
        "DeleteInstance", 403, "InvalidOperation.DeletionProtection",
    )
    assert refused.message and not refused.retryable and refused.rule == "deletion-protection"
    assert [violation["Rule"] for violation in refused.violations] == ["deletion-protection", "status-not-stopped"]


def test_facts_and_parameters():
    with pytest.raises(Refused, match="InstanceExpired"):
        il.plan(STOPPED, "StartInstance", facts={"Standing": "InArrears"})
    answer = il.plan(RUNNING, {"Action": "DeleteInstance"}, Force=True)
    assert answer["Plan"]["Status"]["To"] == "Released"


READ_ERRORS = [
    ({"Status": "running"}, "StopInstance", {}, ("Instance.Status", '`"running"`')),
    (RUNNING, "StopInstance", {"Environment": {"Stock": "None"}}, ("Environment.Stock", '`"None"`')),
    (RUNNING, "HaltInstance", {}, ("Request.Action", '`"HaltInstance"`')),
    ({}, "StopInstance", {}, ("Instance.Status", None)),
]


@pytest.mark.parametrize(("record", "operation", "more", "expected"), READ_ERRORS)
def test_read_errors_name_the_path(record, operation, more, expected):
    with pytest.raises(ReadError) as caught:
        il.plan(record, operation, environment=more.get("Environment"))
    assert (caught.value.path, caught.value.found) == expected
    assert isinstance(caught.value, ValueError) and caught.value.expected


STATUSES = "one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`"


@pytest.mark.parametrize("answer", [il.status, lambda record: il.route(record, "released")])
@pytest.mark.parametrize(("records", "line"), [({"Status": "x"}, None), ([RUNNING, {"Status": "x"}], 2)])
def test_overviews_and_routes_name_the_path(answer, records, line):
    with pytest.raises(ReadError) as caught:
        answer(records)
    error = caught.value
    assert (error.line, error.path, error.expected, error.found) == (line, "Instance.Status", STATUSES, '`"x"`')
    assert error.message == f"at `Instance.Status`: expected {STATUSES}, found `\"x\"`"


UNREADABLE_WEIGHTS = [
    ("{bad", "line 1: not JSON at column 2: key must be a string"),
    ([RUNNING, {"Status": "x"}], f"line 2: at `Status`: expected {STATUSES}, found `\"x\"`"),
]


@pytest.mark.parametrize(("weights", "message"), UNREADABLE_WEIGHTS)
@pytest.mark.parametrize("policy", [Policy(), Policy("latest")])
def test_unreadable_weights_are_errors(policy, weights, message):
    with pytest.raises(ReadError) as caught:
        il.diff(Policy(), policy, weights=weights)
    assert str(caught.value) == message


USE = "found 'latest'; use Policy('latest')"
NO_POLICIES = [
    (lambda: il.plan(RUNNING, "StopInstance", policy="latest"), "policy", USE),
    (lambda: il.explain(RUNNING, "StopInstance", policy="latest"), "policy", USE),
    (lambda: il.accept(RUNNING, "StopInstance", policy="latest"), "policy", USE),
    (lambda: il.answers([RUNNING], "StopInstance", policy="latest"), "policy", USE),
    (lambda: il.evolve(RUNNING, policy="latest"), "policy", USE),
    (lambda: il.status(RUNNING, policy="latest"), "policy", USE),
    (lambda: il.route(RUNNING, "released", policy="latest"), "policy", USE),
    (lambda: il.replay(TRACE, policy="latest"), "policy", USE),
    (lambda: il.bill(TRACE, policy="latest"), "policy", USE),
    (lambda: il.diff(Policy(), "latest"), "policy", USE),
    (lambda: il.diff("latest", Policy()), "baseline", USE),
    (lambda: il.backtest([RUNNING], None, Policy()), "policy", "found None"),
    (lambda: il.backtest([RUNNING], Policy(), None), "baseline", "found None"),
    (lambda: il.check("latest"), "policy", USE),
    (lambda: il.check(Policy(), baseline="latest"), "baseline", USE),
    (lambda: il.prove([], "latest"), "policy", USE),
    (lambda: il.vectors(policy="latest"), "policy", USE),
    (lambda: il.mock_ecs(policy="latest").__enter__(), "policy", USE),
]


@pytest.mark.parametrize(("call", "name", "found"), NO_POLICIES)
def test_a_policy_is_no_name(call, name, found):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == f"`{name}`: expected a Policy, {found}"


NO_LISTS = [
    (lambda: il.route(RUNNING, "not-billed", events="SpotInterrupted"), "`events`: expected a list of events, found 'SpotInterrupted'"),
    (lambda: il.answers({"Status": "Running"}), "`cases`: expected text or a list of cases, found {'Status': 'Running'}"),
    (lambda: il.status("i-1"), "`instance`: expected a record or a list of records, found 'i-1'"),
    (lambda: il.mock_ecs(options="--keys").__enter__(), "`options`: expected a list of options, found '--keys'"),
]


@pytest.mark.parametrize(("call", "message"), NO_LISTS)
def test_a_text_is_no_list(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message


def test_an_unknown_event_is_named():
    with pytest.raises(UsageError, match="^`Foo` is not an Event: expected `CreationFinished`, "):
        il.evolve(RUNNING, "Foo")


def test_values_that_are_no_json_are_type_errors():
    with pytest.raises(TypeError):
        il.plan({"Status": object()}, "StopInstance")


def test_plural_operations_take_a_list():
    answer = il.plan([RUNNING, {**STOPPED, "InstanceId": "i-2"}], "RebootInstances", BatchOptimization="SuccessFirst")
    assert [item["Code"] for item in answer["Items"]] == ["200", "IncorrectInstanceStatus"]
    with pytest.raises(ReadError, match="duplicate instance id"):
        il.plan([RUNNING, RUNNING], "RebootInstances")


def test_accept_and_evolve_keep_the_record():
    record = {**RUNNING, "Cpu": 4, "Tags": {"Tag": [{"TagKey": "team", "TagValue": "a"}]}}
    stopping = il.accept(record, "StopInstance")
    assert stopping.pop("Facts") == {"StoppedMode": "KeepCharging", "Task": "Stop"}
    assert stopping == {**record, "Status": "Stopping"}
    stopping = il.accept(record, "StopInstance")
    stopped = il.evolve(stopping, "ShutdownCompleted")["Instance"]
    assert stopped["Status"] == "Stopped" and stopped["Cpu"] == 4
    assert il.accept(stopped, "DeleteInstance") is None
    with pytest.raises(Refused):
        il.accept(stopped, "RebootInstance")
    assert il.accept(record, "StopInstance", DryRun=True) == record
    with pytest.raises(UsageError, match="Boot"):
        il.evolve(record, "BootComplete")


def test_status_and_route_of_one_and_of_many():
    one = il.status(RUNNING)
    many = il.status([RUNNING, STOPPED])
    assert many[0] == one and len(many) == 2 and il.status([]) == []
    with pytest.raises(ReadError, match="^line 2: "):
        il.status([RUNNING, {"Status": "Asleep"}])
    found = il.route(RUNNING, "not-billed", by="money", prices={"Vcpu": 0.1, "SystemDisk": 0.01})
    assert found["Routes"]
    with pytest.raises(UsageError, match="`Cpu` is no resource"):
        il.route(RUNNING, "not-billed", by="money", prices={"Cpu": 1})


def test_replay_finds_another_answer():
    trace = [
        {"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": {"Status": "Running"}},
        {"At": 0, "Request": {"Action": "StopInstance"}},
        {"At": 9, "Event": "ShutdownCompleted"},
        {"At": 20, "Request": {"Action": "RebootInstance"}},
    ]
    recorded = il.replay(trace)["Steps"]
    assert il.replay(recorded)["Difference"] is None
    recorded[3]["Answer"] = recorded[1]["Answer"]
    assert il.replay(recorded)["Difference"]["Line"] == 4
    assert {of["Resource"] for of in il.bill(trace, until=60)["Lines"]} >= {"Vcpu", "SystemDisk"}


TRACE = [{"Trace": 1, "Policy": "latest", "Instance": {"Status": "Running"}}, {"At": 0, "Request": {"Action": "StopInstance"}}]
TRACE_TEXT = "".join(json.dumps(line) + "\n" for line in TRACE)


@pytest.mark.parametrize("text", [TRACE_TEXT, "\n" + TRACE_TEXT, " \n\n" + TRACE_TEXT])
def test_replay_finds_the_policy_of_the_trace(text):
    assert il.replay(text) == il.replay(TRACE, policy=Policy("latest")) != il.replay(TRACE, policy=Policy())


def test_the_policy_of_a_trace_is_never_a_file(tmp_path):
    file = tmp_path / "house.toml"
    file.write_text('policy = 1\nbase = "latest"\n', encoding="utf-8")
    for name in ("ecs-1999", str(file), 'policy = 1\nbase = "ecs-2025-12-03"'):
        with pytest.raises(UsageError) as caught:
            il.replay([{**TRACE[0], "Policy": name}])
        assert str(caught.value).startswith(f"the policy `{name}` of the trace is not built in, expected `ecs-2021-01`, ")


TRACE_ERRORS = [
    ([{**TRACE[0], "Policy": 5}], (1, "Policy", "a string", "`5`", "line 1: at `Policy`: expected a string, found `5`")),
    ([TRACE[0], {"At": []}], (2, "At", "a whole number of seconds", "a list", "line 2: at `At`: expected a whole number of seconds, found a list")),
    ("", (None, None, None, None, "empty trace; expected a first line with `Trace`")),
    ("{bad", (1, None, None, None, "line 1: not JSON at column 2: key must be a string")),
]


@pytest.mark.parametrize(("trace", "expected"), TRACE_ERRORS)
def test_errors_of_a_trace_name_the_line(trace, expected):
    with pytest.raises(ReadError) as caught:
        il.replay(trace)
    error = caught.value
    assert (error.line, error.path, error.expected, error.found, str(error)) == expected


def test_analysis_is_that_of_the_command():
    latest = Policy("latest")
    _, output, _ = command("diff", "ecs-2024-11-14", "latest", "--format", "json", "--operation", "StopInstance")
    assert il.diff(Policy(), latest, operation="StopInstance") == json.loads(output)
    assert il.diff(Policy(), latest, weights=[RUNNING])
    _, output, _ = command("check", "--format", "json", "--operation", "StopInstance")
    assert il.check(Policy(), operation="StopInstance") == [json.loads(of) for of in output.splitlines()]
    _, output, _ = command("vectors", "--operation", "StartInstance")
    assert list(il.vectors(operation="StartInstance")) == [json.loads(of) for of in output.splitlines()]
    law = {"name": "a", "operation": "StopInstance", "never": {"ends_in": "Running"}}
    assert [of["Result"] for of in il.prove([law])] == ["Proved"]
    with pytest.raises(UsageError, match="cannot read standard input"):
        il.prove([{"name": "a"}])
    cases = [line(*case[:3]) for case in CASES]
    report = il.backtest(cases, latest, Policy())
    assert report["Cases"] == len(cases) and report == il.backtest(cases, latest, Policy(), threads=1)


def test_deciding_releases_the_gil():
    """Another thread counts while a long analysis runs."""
    counted, done = 0, threading.Event()

    def analyse():
        for _ in range(5):
            il.check(Policy("latest"), operation="StopInstance")
        done.set()

    thread = threading.Thread(target=analyse)
    thread.start()
    while not done.is_set():
        counted += 1
        done.wait(0.001)
    thread.join()
    assert counted > 1
