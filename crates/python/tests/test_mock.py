"""The mock endpoint, driven by the two official SDKs."""

import json

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeInstancesRequest import DescribeInstancesRequest
from aliyunsdkecs.request.v20140526.StartInstanceRequest import StartInstanceRequest
from aliyunsdkecs.request.v20140526.StopInstanceRequest import StopInstanceRequest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi import models as openapi

import instance_lifecycle as il

pytest_plugins = ["pytester"]


def old_sdk(ecs):
    """aliyun-python-sdk-core with -ecs."""
    client = AcsClient(ecs.access_key_id, ecs.access_key_secret, "cn-hangzhou", port=ecs.port)

    def call(request, **parameters):
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        request.set_endpoint(ecs.host)
        request.set_protocol_type("http")
        return json.loads(client.do_action_with_exception(request))

    return call


def new_sdk(ecs):
    """alibabacloud_ecs20140526."""
    return Client(
        openapi.Config(
            access_key_id=ecs.access_key_id, access_key_secret=ecs.access_key_secret, endpoint=ecs.address,
            protocol="http", region_id="cn-hangzhou",
        )
    )


def test_the_old_sdk_stops_and_starts(mock_ecs):
    [instance] = mock_ecs.create({"Status": "Running", "RegionId": "cn-hangzhou"})
    call = old_sdk(mock_ecs)
    call(StopInstanceRequest(), InstanceId=instance, StoppedMode="StopCharging")
    (record,) = call(DescribeInstancesRequest())["Instances"]["Instance"]
    assert (record["Status"], record["StoppedMode"]) == ("Stopped", "StopCharging")
    call(StartInstanceRequest(), InstanceId=instance)
    with pytest.raises(ServerException) as caught:
        call(StartInstanceRequest(), InstanceId=instance)
    (running,) = mock_ecs.instances()
    with pytest.raises(il.Refused) as refused:
        il.plan(running, "StartInstance")
    assert caught.value.error_code == refused.value.code
    assert caught.value.http_status == refused.value.http_status
    assert caught.value.message.startswith(refused.value.message)


def test_the_new_sdk_stops_and_starts(mock_ecs):
    [instance] = mock_ecs.create({"Status": "Running", "RegionId": "cn-hangzhou"})
    client = new_sdk(mock_ecs)
    client.stop_instance(models.StopInstanceRequest(instance_id=instance, stopped_mode="KeepCharging"))
    answer = client.describe_instances(models.DescribeInstancesRequest(region_id="cn-hangzhou"))
    (record,) = answer.body.instances.instance
    assert (record.status, record.stopped_mode) == ("Stopped", "KeepCharging")
    client.start_instance(models.StartInstanceRequest(instance_id=instance))
    with pytest.raises(Exception) as caught:
        client.start_instance(models.StartInstanceRequest(instance_id=instance))
    assert caught.value.code == "IncorrectInstanceStatus"


def test_time_passes_by_hand():
    with il.mock_ecs(progress="manual") as ecs:
        [instance] = ecs.create({"Status": "Running"})
        old_sdk(ecs)(StopInstanceRequest(), InstanceId=instance)
        assert [record["Status"] for record in ecs.instances()] == ["Stopping"]
        ecs.advance()
        assert [record["Status"] for record in ecs.instances()] == ["Stopped"]
        ecs.reset()
        assert ecs.instances() == []


def test_a_policy_decides():
    policy = (
        il.Policy.builder()
        .rule("StopInstance", "never", stage="Confirmation", when={}, error=(403, "House.Never", "No stops."))
        .build()
    )
    with il.mock_ecs(policy=policy) as ecs:
        [instance] = ecs.create({"Status": "Running"})
        with pytest.raises(ServerException, match="House.Never"):
            old_sdk(ecs)(StopInstanceRequest(), InstanceId=instance)


def test_a_refused_request_says_why():
    with il.mock_ecs() as ecs:
        with pytest.raises(il.UsageError) as caught:
            ecs.create({"Status": "x"})
        expected = "one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`"
        assert str(caught.value) == f"record 1: at `Status`: expected {expected}, found `\"x\"`"
        with pytest.raises(il.UsageError) as caught:
            ecs.advance(-1)
        assert str(caught.value) == "expected `Seconds`, from 0 to 3.2e9, or `UntilIdle`"


@pytest.mark.parametrize("progress", [5, 5.0, "5"])
def test_the_pace_is_a_number_of_seconds(progress):
    with il.mock_ecs(progress=progress) as ecs:
        assert ecs.instances() == []


def test_the_server_ends_with_the_block():
    with il.mock_ecs() as ecs:
        process = ecs.process
    assert process.returncode == 0
    with pytest.raises(RuntimeError, match="exit status 2"):
        with il.mock_ecs(options=["--nonsense"]):
            pass


def test_the_fixture_is_found_without_an_import(pytester):
    pytester.makepyfile("def test_it(mock_ecs):\n    assert mock_ecs.instances() == []\n")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
