"""footmark, the older package on which the modules for Ansible are built."""

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.profile import region_provider
from footmark.ecs import connection
from footmark.ecs.connection import ECSConnection
from footmark.exception import FootmarkServerError
from walk import Walk

REGION = "cn-hangzhou"


def run(server):
    """Walks with the methods of the connection."""
    server.ask("POST", "reset")
    region_provider.add_endpoint("Ecs", REGION, server.address)
    client = ECSConnection("client-id", "client-secret", REGION)
    walk = Walk("footmark", None, server)

    def noted(what, function, *arguments, **named):
        result = function(*arguments, **named)
        walk.done[what] = "ok"
        return result

    def refused(code, what, function, *arguments, **named):
        try:
            function(*arguments, **named)
        except (ServerException, FootmarkServerError) as error:
            found = getattr(error, "error_code", None) or str(error)
            assert code in found, found
            walk.done[what] = "ok"
            return
        raise AssertionError(f"footmark: no error instead of {code}")

    created = server.ask("POST", "instances", [{"Status": "Running"}] * 12)["InstanceIds"]
    found = noted("DescribeInstances", client.describe_instances)
    assert sorted(one.id for one in found) == sorted(created), found
    walk.done["paging by number"] = "ok"
    server.ask("PATCH", f"instances/{created[1]}", {"Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]}})
    tagged = noted("filter by tag", client.describe_instances, tags={"a": "b"})
    assert [it.id for it in tagged] == [created[1]], tagged
    one = created[0]
    noted("StopInstance KeepCharging", client.stop_instances, instance_ids=[one])
    noted("StartInstance", client.start_instances, instance_ids=[one])
    noted("RebootInstance", client.reboot_instances, instance_ids=[one], force_stop=True)
    walk.done["StopInstance"] = "ok"
    noted("DescribeInstanceAttribute", client.get_instance_details, one)
    noted("ModifyInstanceAttribute", client.modify_instance_attribute, instance_id=one, name="renamed")
    _, statuses = noted("DescribeInstanceStatus", client.get_instance_status, pagesize=50)
    assert len(statuses.instance_statuses["instance_status"]) == 12, statuses
    assert any(zone.id.startswith(REGION) for zone in noted("DescribeZones", client.describe_zones))
    assert any(region.id == REGION for region in noted("DescribeRegions", client.describe_regions))
    # The package waits ten seconds for a new instance.
    connection.time.sleep = lambda seconds: None
    new = {"image_id": "m-1", "instance_type": "ecs.g7.large", "client_token": "token"}
    made = noted("CreateInstance", client.create_instances, count=1, **new)
    ran = noted("RunInstances", client.run_instances, amount=2, **new)
    assert (len(made), len(ran)) == (1, 2), (made, ran)
    client.stop_instances(instance_ids=[one])
    # The package takes a start of what runs, and a stop of what is stopped, for done.
    refused("IncorrectInstanceStatus", "error of a rule", client.reboot_instances, instance_ids=[one])
    refused("InvalidInstanceId.NotFound", "unknown id", client.stop_instances, instance_ids=["i-none"])
    noted("DeleteInstance", client.delete_instances, instance_ids=[one], force=True)
    assert client.describe_instances(instance_ids=[one]) == []
    wrong = ECSConnection("client-id", "wrong", REGION)
    refused("InvalidAccessKeySecret", "wrong signature", wrong.describe_instances)
    server.fault(Kind="Throttling", Times=1)
    noted("throttled, tried again", client.describe_instances)
    return [walk]
