"""The ECS driver of apache-libcloud, which reads XML."""

from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.base import NodeAuthPassword
from libcloud.compute.drivers.ecs import ECSDriver
from walk import Walk


def driver(server, secret="client-secret"):
    """Returns a driver that calls the server."""
    class Local(ECSDriver):
        """The driver has no option for an endpoint without TLS."""

    connection = Local.connectionCls
    Local.connectionCls = type("Connection", (connection,), {"host": "127.0.0.1"})
    found = Local("client-id", secret, region="cn-hangzhou", secure=False, host="127.0.0.1", port=server.port)
    found.connection.host, found.connection.port = "127.0.0.1", server.port
    return found


def run(server):
    """Walks with the methods of the driver."""
    server.ask("POST", "reset")
    client = driver(server)
    walk = Walk("apache-libcloud", None, server)

    def noted(what, function, *arguments, **named):
        result = function(*arguments, **named)
        walk.done[what] = "ok"
        return result

    def refused(code, what, function, *arguments, **named):
        try:
            function(*arguments, **named)
        except BaseHTTPError as error:
            assert code in str(error), error
            walk.done[what] = "ok"
            return
        raise AssertionError(f"apache-libcloud: no error instead of {code}")

    image = type("Image", (), {"id": "m-1"})()
    size = type("Size", (), {"id": "ecs.g7.large"})()
    locations = noted("DescribeRegions", client.list_locations)
    assert any(location.id == "cn-hangzhou" for location in locations)
    new = {"name": "node", "size": size, "image": image, "auth": NodeAuthPassword("Password-1"),
           "ex_security_group_id": "sg-1", "ex_vswitch_id": "vsw-1", "ex_client_token": "token"}
    node = noted("CreateInstance", client.create_node, **new)
    # The driver starts it, and returns it as it was before.
    walk.done["StartInstance"] = "ok"
    # A creation with the same token answers with the same instance, which runs already.
    refused("IncorrectInstanceStatus", "client token", client.create_node, **new)
    zones = noted("DescribeZones", client.ex_list_zones)
    assert zones[0].id.startswith("cn-hangzhou"), zones
    assert [found.state for found in client.list_nodes()] == ["running"]
    noted("RebootInstance", client.reboot_node, node)
    noted("StopInstance KeepCharging", client.ex_stop_node, node)
    walk.done["StopInstance"] = "ok"
    noted("StartInstance", client.ex_start_node, node)
    refused("IncorrectInstanceStatus", "error of a rule", client.ex_start_node, node)
    gone = type("Node", (), {"id": "i-none", "driver": client})()
    refused("InvalidInstanceId.NotFound", "unknown id", client.ex_stop_node, gone)
    nodes = noted("DescribeInstances", client.list_nodes)
    assert [(found.id, found.state, found.extra["instance_type"]) for found in nodes] == [
        (node.id, "running", "ecs.g7.large")]
    server.ask("PATCH", f"instances/{node.id}", {"OperationLocks": {"LockReason": [{"LockReason": "security"}]}})
    assert client.list_nodes()[0].extra["operation_locks"], "the locks are read"
    server.ask("PATCH", f"instances/{node.id}", {"OperationLocks": {"LockReason": []}})
    noted("DeleteInstance", client.destroy_node, node)
    assert client.list_nodes() == []
    for _ in range(12):
        server.ask("POST", "instances", {"Status": "Running", "ImageId": "m-1", "InstanceType": "ecs.g7.large"})
    assert len(noted("paging by number", client.list_nodes)) == 12
    refused("SignatureDoesNotMatch", "wrong signature", driver(server, "wrong").list_nodes)
    server.fault(Kind="Throttling", Times=1)
    refused("Throttling", "throttled, not tried again", client.list_nodes)
    return [walk]
