"""A mock of the ECS endpoint, in a process of its own."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Union, cast

from instance_lifecycle._errors import UsageError
from instance_lifecycle._policy import Policy, checked, listed

if TYPE_CHECKING:
    import subprocess


class MockEcs:
    """A running mock endpoint.

    >>> with mock_ecs(progress="manual") as ecs:
    ...     [created] = ecs.create({"Status": "Running"})
    ...     [record["Status"] for record in ecs.instances()]
    ['Running']
    """

    def __init__(self, address: str, url: str, process: "subprocess.Popen[str]") -> None:
        #: The address, such as ``127.0.0.1:43210``: ``endpoint`` of alibabacloud_ecs20140526, with ``protocol="http"``.
        self.address = address
        #: The URL; a browser shows a page there.
        self.url = url
        #: The host.
        self.host, port = address.rsplit(":", 1)
        #: The port: ``port`` of ``AcsClient``.
        self.port = int(port)
        #: The access key of the account that the methods below ask about; any other one has an account of its own.
        self.access_key_id = "default"
        #: A secret. The endpoint checks no signatures unless the option ``--keys`` is given.
        self.access_key_secret = "secret"
        #: The process.
        self.process = process

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Makes a request of the admin interface: ``path`` is behind ``/_lifecycle/``.

        ``/_lifecycle/openapi.json`` describes it. Raises ``UsageError`` with the reason if the request is refused.

        >>> with mock_ecs() as ecs:
        ...     ecs.create({"Status": "Asleep"})
        Traceback (most recent call last):
        ...
        instance_lifecycle._errors.UsageError: record 1: at `Status`: expected one of ...
        """
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(f"{self.url}/_lifecycle/{path}", data, method=method), timeout=30) as answer:
                text = answer.read().decode()
        except HTTPError as error:
            raise UsageError(_reason(error.read()) or str(error)) from None
        is_lines = "ndjson" in (answer.headers.get("Content-Type") or "")
        return [json.loads(line) for line in text.splitlines()] if is_lines else json.loads(text or "null")

    def advance(self, seconds: Optional[float] = None) -> Any:
        """Lets the virtual clock pass; without a number until no task is in progress."""
        return self.ask("POST", "clock/advance", {"UntilIdle": True} if seconds is None else {"Seconds": seconds})

    def create(self, *records: Any) -> List[str]:
        """Creates instances from records of DescribeInstances, and returns their ids."""
        return cast(List[str], self.ask("POST", "instances", list(records))["InstanceIds"])

    def instances(self) -> List[Any]:
        """Returns the records of all instances."""
        listed = self.ask("GET", "instances")
        return cast(List[Any], listed["Instances"])

    def reset(self) -> None:
        """Removes all instances, faults and recorded calls."""
        self.ask("POST", "reset")


def _reason(body: bytes) -> Optional[str]:
    """Returns the reason in the answer to a refused request."""
    try:
        return cast(str, json.loads(body)["Error"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace").strip() or None


@contextmanager
def mock_ecs(
    *, progress: Union[str, float, None] = None, policy: Optional[Policy] = None, options: Optional[List[str]] = None
) -> Iterator[MockEcs]:
    """Starts a mock of the ECS endpoint on a free port, and stops it at the end.

    ``progress`` is the pace of tasks: ``"instant"``, ``"manual"`` or the seconds of a step. ``options`` are further
    options of the command ``lifecycle-server``. The endpoint accepts any access key.

    As a fixture of pytest it is called ``mock_ecs``, and needs no import.
    """
    import subprocess

    arguments = [sys.executable, "-m", "instance_lifecycle.server", "--listen", "127.0.0.1:0"]
    arguments += listed(options or [], "options", "a list of options")
    if progress is not None:
        arguments += ["--progress", str(progress)]
    if policy is not None:
        arguments += ["--policy", checked(policy)._json()]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the mock endpoint did not start: exit status {process.wait()}")
        started = cast(Any, json.loads(line))
        yield MockEcs(started["Address"], started["Url"], process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
