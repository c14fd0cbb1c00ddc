"""alibabacloud_ecs20140526, with signatures of both styles."""

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi import models as openapi
from Tea.exceptions import TeaException, UnretryableException
from walk import Refused, Walk


def snake(name):
    """Returns the name of a method: `StopInstance` is `stop_instance`."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def caller(server, secret="client-secret", algorithm=None):
    """Returns a function that makes calls."""
    config = openapi.Config(
        access_key_id="client-id", access_key_secret=secret, endpoint=server.address, protocol="http",
        region_id="cn-hangzhou", signature_algorithm=algorithm,
    )
    client = Client(config)

    def call(action, parameters):
        request = getattr(models, f"{action}Request")().from_map(parameters)
        try:
            answer = getattr(client, snake(action).replace("re_activate", "re_activate"))(request)
        except (TeaException, UnretryableException) as error:
            raise Refused(getattr(error, "code", None) or error.inner_exception.code) from error
        except Exception as error:  # the exceptions of newer versions have a code as well
            if not getattr(error, "code", None):
                raise
            raise Refused(error.code, getattr(error, "status_code", None)) from error
        return answer.to_map()["body"]

    return call


def run(server):
    """Walks with style V3, then with style V1."""
    walks = []
    for name, algorithm in (("alibabacloud_ecs20140526", None), ("alibabacloud_ecs20140526, style V1", "v2")):
        server.ask("POST", "reset")
        walk = Walk(name, caller(server, algorithm=algorithm), server)
        walk.everything()
        walk.faults(caller(server, "wrong", algorithm), retries=False)
        walks.append(walk)
    return walks
