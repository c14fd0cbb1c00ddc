"""The exceptions of the package."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

Json = Dict[str, Any]


class LifecycleError(Exception):
    """The base of all exceptions of the package."""


class Refused(LifecycleError):
    """A call that the service refuses, with the documented error.

    >>> from instance_lifecycle import plan
    >>> try:
    ...     plan({"InstanceId": "i-1", "Status": "Running"}, "StartInstance")
    ... except Refused as refused:
    ...     print(refused)
    ...     print(refused.operation, refused.http_status, refused.code, refused.rule, refused.retryable)
    IncorrectInstanceStatus: The current status of the resource does not support this operation.
    StartInstance 403 IncorrectInstanceStatus status-not-stopped False
    """

    def __init__(self, answer: Json, operation: str) -> None:
        error = answer.get("Error") or {}
        #: The error code.
        self.code: str = error.get("Code", "")
        #: The HTTP status; ``None`` if no page states it.
        self.http_status: Optional[int] = error.get("HttpStatus")
        #: The message of the vendor.
        self.message: str = error.get("Message", "")
        #: The operation.
        self.operation: str = operation
        #: The rule that refuses the call.
        self.rule: Optional[str] = answer.get("Rule")
        #: All violations, in the order in which the service checks them.
        self.violations: List[Json] = answer.get("Violations", [])
        #: Whether the call may succeed later without a change by the caller or the owner.
        self.retryable: bool = answer.get("Retryable", False)
        #: The grade of the evidence for the error.
        self.evidence: Optional[str] = answer.get("Evidence")
        #: The whole answer.
        self.answer: Json = answer
        super().__init__(answer, operation)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class ReadError(LifecycleError, ValueError):
    """A record, a request or a case that cannot be read.

    >>> from instance_lifecycle import plan
    >>> try:
    ...     plan({"Status": "running"}, "StopInstance")
    ... except ReadError as error:
    ...     print(error.path, error.found)
    Instance.Status `"running"`
    """

    def __init__(
        self,
        message: str,
        line: Optional[int] = None,
        path: Optional[str] = None,
        expected: Optional[str] = None,
        found: Optional[str] = None,
    ) -> None:
        #: What is wrong.
        self.message = message
        #: The line of the input, from 1; ``None`` for a single case.
        self.line = line
        #: The path of the value; ``None`` if the input is no JSON.
        self.path = path
        #: The expected form.
        self.expected = expected
        #: The value found.
        self.found = found
        super().__init__(message, line, path, expected, found)

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


class PolicyError(LifecycleError, ValueError):
    """A policy that does not exist or cannot be read.

    >>> from instance_lifecycle import Policy
    >>> try:
    ...     Policy.from_text('policy = 1\\nbase = "ecs-2024-11-15"')
    ... except PolicyError as error:
    ...     print(error.line, error.column)
    2 1
    """

    def __init__(self, message: str, line: Optional[int] = None, column: Optional[int] = None) -> None:
        #: What is wrong.
        self.message = message
        #: The line of the file, from 1.
        self.line = line
        #: The column, from 1.
        self.column = column
        super().__init__(message, line, column)

    def __str__(self) -> str:
        return self.message


class UsageError(LifecycleError, ValueError):
    """Arguments that are wrong, or files that cannot be read."""
