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


ERRORS = [
    (lambda: Policy("ecs-2020"), "neither a file nor a built-in policy"),
    (lambda: Policy.from_text("policy = 1"), "base"),
    (lambda: Policy.from_text('policy = 1\nbase = "ecs-2025-12-03"\n[[rules]]\n'), "^line 3"),
    (lambda: Policy().with_interpretation("R99", "Allow"), "R99"),
    (lambda: Policy().with_interpretation("R2", "Maybe"), "Maybe"),
    (lambda: Policy.builder("ecs-2020"), "ecs-2020"),
]


@pytest.mark.parametrize(("make", "message"), ERRORS)
def test_policy_errors(make, message):
    with pytest.raises(PolicyError, match=message):
        make()
