"""Policies: by name, from files and text, from the builder."""

import pickle
from pathlib import Path

import pytest

from instance_lifecycle import Policy, PolicyError, Refused, plan

POLICIES = Path(__file__).resolve().parents[3] / "examples" / "policies"
RUNNING = {"InstanceId": "i-1", "Status": "Running", "InstanceChargeType": "PostPaid"}


@pytest.mark.parametrize("name", ["house.toml", "organisation.toml"])
def test_a_policy_file_survives_every_form(name):
    policy = Policy.from_file(POLICIES / name)
    forms = [
        Policy(POLICIES / name),
        Policy.from_text((POLICIES / name).read_text(encoding="utf-8")),
        Policy.from_text(policy.to_toml()),
        Policy.from_dict(policy.to_dict()),
        pickle.loads(pickle.dumps(policy)),
    ]
    assert all(form == policy and hash(form) == hash(policy) for form in forms)
    assert policy != Policy(policy.revision) and repr(policy).startswith("<Policy based on 'ecs-")


def test_a_custom_rule_refuses():
    with pytest.raises(Refused) as caught:
        plan(RUNNING, "DeleteInstance", Force=True, policy=Policy(POLICIES / "house.toml"))
    assert (caught.value.code, caught.value.rule) == ("House.StopFirst", "keep-what-runs")


def test_the_builder_writes_what_a_file_says():
    built = (
        Policy.builder("ecs-2025-12-03")
        .interpretation("security-locked-stop", "Deny")
        .stage("DeleteInstance", "House")
        .rule(
            "DeleteInstance", "keep-what-runs", stage="House",
            when={"status": "Running", "charge_type": ["PostPaid"]},
            error=(403, "House.StopFirst", "Stop the instance before you delete it."),
            reason="a forced release has cost us data once",
        )
        .rule(
            "StopInstance", "gpus-keep-their-place", settle="stop-in-standard-mode",
            when={"gpu": "Yes", "charge_type": "PostPaid", "request.hibernate": "No", "request.stopped_mode": "StopCharging"},
            reason="GPU capacity is often sold out at the next start",
        )
        .build()
    )
    assert built == Policy(POLICIES / "house.toml")


def test_tags_decide_under_a_custom_attribute():
    policy = (
        Policy.builder()
        .attribute("keep", ["No", "Yes"], {"tag": "keep"}, anything_else="Yes")
        .rule("StopInstance", "keep", stage="Confirmation", when={"keep": "Yes"}, error=(403, "House.Keep", "Tagged."))
        .build()
    )
    assert plan(RUNNING, "StopInstance", policy=policy)["Outcome"] == "Planned"
    tagged = {**RUNNING, "Tags": {"Tag": [{"TagKey": "keep", "TagValue": "please"}]}}
    with pytest.raises(Refused, match="House.Keep: Tagged."):
        plan(tagged, "StopInstance", policy=policy)


def rule(**more):
    """Returns the policy with one rule."""
    return Policy.builder().rule("StopInstance", "house", stage="Status", **{"when": {}, **more}).build()


REFUSAL = {"http_status": 403, "code": "House.No", "message": "No."}
RULES = [
    (rule(error=(403, "House.No", "No.")), {"error": REFUSAL, "when": {}}),
    (rule(error={**REFUSAL, "retryable": True}), {"error": {**REFUSAL, "retryable": True}, "when": {}}),
    (rule(error="InstanceLockedForSecurity"), {"error": "InstanceLockedForSecurity", "when": {}}),
    (
        rule(error=(403, "House.No", "No."), when={"status": {"not": ["Stopped", "Released"]}}),
        {"error": REFUSAL, "when": {"status": ["Pending", "Starting", "Running", "Stopping"]}},
    ),
    (
        rule(error=(403, "House.No", "No."), when={"charge_type": {"not": "PrePaid"}, "locks": {"security": "Yes"}}),
        {"error": REFUSAL, "when": {"charge_type": ["PostPaid"], "locks.security": ["Yes"]}},
    ),
]


@pytest.mark.parametrize(("policy", "expected"), RULES)
def test_the_builder_takes_the_forms_of_files(policy, expected):
    expected = {"operation": "StopInstance", "name": "house", "stage": "Status", **expected}
    assert Policy.from_dict({"policy": 1, "base": "ecs-2024-11-14", "rules": [expected]}) == policy
    assert policy.to_dict()["rules"] == [{name: of for name, of in expected.items() if name != "when" or of}]


ERROR_FORMS = "(status, code, message), the code of a documented error or a table"
WRONG_FORMS = [
    (lambda: rule(error=(403, "A", "B", "C")), f"`error`: expected {ERROR_FORMS}, found (403, 'A', 'B', 'C')"),
    (lambda: rule(error=403), f"`error`: expected {ERROR_FORMS}, found 403"),
    (lambda: rule(when="Running"), "`when`: expected values by attribute, found 'Running'"),
    (lambda: rule(when={"status": 1}), "`when.status`: expected a value or a list of them, found 1"),
    (lambda: rule(any_of={"status": "Running"}), "`any_of`: expected a list of conditions, found {'status': 'Running'}"),
    (lambda: rule(any_of=["Running"]), "`any_of`: expected values by attribute, found 'Running'"),
    (lambda: Policy.builder().attribute("team", "ab", {"tag": "team"}), "`values`: expected a list of texts, found 'ab'"),
    (lambda: Policy.builder().rule(5, "house"), "`operations`: expected an operation or a list of them, found 5"),
]


@pytest.mark.parametrize(("make", "message"), WRONG_FORMS)
def test_other_forms_are_type_errors(make, message):
    with pytest.raises(TypeError) as caught:
        make()
    assert str(caught.value) == message


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "bin.toml"
    file.write_bytes(b"policy = 1\xff")
    with pytest.raises(PolicyError) as caught:
        Policy.from_file(file)
    assert str(caught.value) == f"{file}: not UTF-8, byte 11 is 0xff"
    with pytest.raises(PolicyError, match="bin.toml`: cannot read the file: "):
        Policy(file)


ERRORS = [
    (lambda: Policy("ecs-2020"), "neither a file nor a built-in policy"),
    (lambda: Policy.from_text("policy = 1"), "base"),
    (lambda: Policy.from_text('policy = 1\nbase = "ecs-2025-12-03"\n[[rules]]\n'), "^line 3"),
    (lambda: Policy().with_interpretation("R99", "Allow"), "^there is no interpretation `R99`"),
    (
        lambda: Policy().with_interpretation("R2", "Maybe"),
        "^`R2`: `Maybe` is not a value of the interpretation: expected `Deny` or `Allow`$",
    ),
    (lambda: Policy.builder("ecs-2020"), "ecs-2020"),
]


@pytest.mark.parametrize(("make", "message"), ERRORS)
def test_policy_errors(make, message):
    with pytest.raises(PolicyError, match=message):
        make()
