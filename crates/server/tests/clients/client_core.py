"""aliyun-python-sdk-core with -ecs: typed requests where the package has them, else CommonRequest."""

import importlib
import json

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from walk import Refused, Walk


def caller(server, secret="client-secret", typed=True):
    """Returns a function that makes calls."""
    client = AcsClient("client-id", secret, "cn-hangzhou", port=server.port)

    def call(action, parameters):
        request = typed_request(action, parameters) if typed else common_request(action, parameters)
        request.set_protocol_type("http")
        try:
            return json.loads(client.do_action_with_exception(request))
        except (ServerException, ClientException) as error:
            raise Refused(error.get_error_code(), getattr(error, "http_status", None)) from error

    def typed_request(action, parameters):
        module = importlib.import_module(f"aliyunsdkecs.request.v20140526.{action}Request")
        request = getattr(module, f"{action}Request")()
        for name, value in parameters.items():
            if name == "RegionId":
                continue  # the client adds it
            getattr(request, NAMES.get((action, name), f"set_{name}"))(value)
        request.set_endpoint("127.0.0.1")
        return request

    def common_request(action, parameters):
        request = CommonRequest(domain="127.0.0.1", version="2014-05-26", action_name=action)
        request.set_method("POST")
        for name, value in flat(parameters):
            request.add_body_params(name, value)
        return request

    return call


NAMES = {("TagResources", "ResourceId"): "set_ResourceIds", ("UntagResources", "ResourceId"): "set_ResourceIds",
         ("TagResources", "Tag"): "set_Tags", ("UntagResources", "TagKey"): "set_TagKeys",
         ("DescribeInstances", "Tag"): "set_Tags"}
for plural in ("StartInstances", "StopInstances", "RebootInstances", "DeleteInstances", "DescribeInstanceStatus"):
    NAMES[(plural, "InstanceId")] = "set_InstanceIds"


def flat(parameters):
    """Writes lists as `Name.1`, and structures as `Name.1.Key`."""
    for name, value in parameters.items():
        if not isinstance(value, list):
            yield name, value
            continue
        for number, element in enumerate(value, 1):
            if isinstance(element, dict):
                yield from ((f"{name}.{number}.{key}", inner) for key, inner in element.items())
            else:
                yield f"{name}.{number}", element


def run(server):
    """Walks with typed requests, then with CommonRequest."""
    typed = Walk("aliyun-python-sdk-ecs", caller(server), server)
    typed.everything()
    typed.faults(caller(server, "wrong"), retries=True)
    server.ask("POST", "reset")
    common = Walk("aliyun-python-sdk-core, CommonRequest", caller(server, typed=False), server)
    common.everything()
    # A CommonRequest has no product, by which the client finds what may be tried again.
    common.faults(caller(server, "wrong", typed=False), retries=False)
    return [typed, common]
