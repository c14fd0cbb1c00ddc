"""The strategies, and the state machine against a correct and a faulty control plane."""

import json

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.stateful import run_state_machine_as_test

import instance_lifecycle as il
from instance_lifecycle import _native
from instance_lifecycle.testing import LifecycleMachine, _described, cases, histories, instances, possible_events, requests

SETTINGS = settings(
    max_examples=60, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@SETTINGS
@given(cases())
def test_every_case_is_read_and_answered(case):
    [answer] = il.answers([case])
    assert answer["Outcome"] != "Unreadable", answer
    json.dumps(case)


def test_members_that_are_left_out_are_default():
    """A record without its defaults is decided like the whole record."""
    pairs = [(name, value) for name, part, values, _ in _native.attributes() if part == "instance" for value in values]
    whole, short = [], []
    for status in ("Running", "Stopped", "Starting", "Stopping", "Pending"):
        for pair in pairs:
            case = None if pair[0] == "status" else _native.case(status, "StopInstance", [pair])
            if case is not None:
                whole.append(json.loads(case))
                short.append({**whole[-1], "Instance": _described(status, "StopInstance", [pair])["Instance"]})
    assert len(whole) > 400
    found = [il.answers(cases) for cases in (whole, short)]
    for answers in found:
        for answer in answers:
            answer.pop("Assumed")
    assert found[0] == found[1]


@SETTINGS
@given(histories())
def test_every_history_can_happen(history):
    steps = il.replay(history)["Steps"][1:]
    assert [line["Answer"]["Outcome"] for line in steps if "Event" in line] == ["Evolved"] * sum(
        "Event" in line for line in steps
    )


def test_the_strategies_reach_every_status_and_operation():
    statuses, operations = set(), set()

    @settings(SETTINGS, max_examples=200)
    @given(instances(), requests())
    def collect(record, request):
        statuses.add(record["Status"])
        operations.add(request["Action"])

    collect()
    assert statuses == {"Pending", "Starting", "Running", "Stopping", "Stopped"}
    assert len(operations) == 5


@pytest.mark.parametrize("operation", ["CreateInstance", "RunInstances"])
def test_cases_of_a_creation_have_no_instance(operation):
    @SETTINGS
    @given(cases(operation))
    def answered(case):
        assert case["Instance"] is None and case["Request"]["Action"] == operation
        assert il.answers([case])[0]["Outcome"] in {"Planned", "Rejected"}

    answered()


ONE_OF = (
    "`operation`: expected one of `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `ReActivateInstances`, "
    "`CreateInstance` or `RunInstances`, found "
)
STATUS = "`status`: expected one of `Running`, `Stopped`, `Stopping`, `Starting` or `Pending`, found "
WRONG = [
    (lambda: requests("StopInstances"), ONE_OF + "'StopInstances'"),
    (lambda: cases("HaltInstance"), ONE_OF + "'HaltInstance'"),
    (lambda: instances("Released"), STATUS + "'Released'"),
    (lambda: instances("Asleep"), STATUS + "'Asleep'"),
]


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_unknown_names_are_value_errors(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == message


def test_a_policy_and_a_list_are_no_texts():
    with pytest.raises(TypeError, match="^`policy`: expected a Policy, found 'latest'; use "):
        find(histories(policy="latest"), lambda lines: True)
    with pytest.raises(TypeError, match="^`among`: expected a list of events, found 'BootFailed'$"):
        possible_events({"Status": "Starting"}, "BootFailed")


class Toy(LifecycleMachine):
    """A control plane of one instance: it keeps the record, and asks the library before it acts."""

    def start(self, record):
        self.record = record

    def call(self, request):
        try:
            self.record = il.accept(self.record, request)
        except il.Refused as refused:
            return refused.code
        return None

    def happen(self, event):
        self.record = il.evolve(self.record, event)["Instance"]

    def observe(self):
        return self.record


class Faulty(Toy):
    """A control plane that forgets the protection of an instance that is stopped."""

    records = instances("Running").map(lambda record: {**record, "DeletionProtection": True})
    calls = requests("DeleteInstance")
    events = ("GuestShutdown", "SystemFailure")

    def happen(self, event):
        super().happen(event)
        if self.record and self.record["Status"] == "Stopped":
            self.record.pop("DeletionProtection", None)


def test_a_correct_control_plane_passes():
    run_state_machine_as_test(Toy, settings=settings(SETTINGS, max_examples=30, stateful_step_count=12))


def test_a_fault_is_found_and_shrunk():
    with pytest.raises(AssertionError) as caught:
        shrinking = settings(SETTINGS, max_examples=100, stateful_step_count=4, phases=[Phase.generate, Phase.shrink])
        run_state_machine_as_test(Faulty, settings=shrinking)
    notes = "\n".join(caught.value.__notes__)
    assert "expected InvalidOperation.DeletionProtection, found acceptance" in str(caught.value)
    # The simplest history: a protected instance, an event that stops it, and one call.
    assert notes.count("Draw ") == 3, notes
    assert "(call): {'Action': 'DeleteInstance'}" in notes, notes
