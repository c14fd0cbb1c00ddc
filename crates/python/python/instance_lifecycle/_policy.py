"""Policies: a revision of the vendor's documents, with interpretations and custom rules."""

from __future__ import annotations

import json
from os import PathLike, fspath
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

from instance_lifecycle import _native
from instance_lifecycle._errors import Json, PolicyError

Names = Union[str, Iterable[str]]


class Policy:
    """A policy, which decides calls.

    It is a built-in policy by name, or a policy file:

    >>> Policy()
    Policy('ecs-2024-11-14')
    >>> Policy("latest") == Policy("ecs-2025-12-03")
    True

    A policy is immutable, can be compared, hashed and pickled, and may be used by many threads.
    """

    __slots__ = ("_native", "_text")

    def __init__(self, name: Union[str, "PathLike[str]"] = "ecs-2024-11-14") -> None:
        self._native = _native.Policy(fspath(name))
        self._text: Optional[str] = None

    @classmethod
    def _of(cls, native: _native.Policy) -> "Policy":
        policy = cls.__new__(cls)
        policy._native = native
        policy._text = None
        return policy

    @classmethod
    def documented(cls) -> "Policy":
        """Returns the policy of the documents of 2024-11-14: the default.

        >>> Policy.documented()
        Policy('ecs-2024-11-14')
        """
        return cls()

    @classmethod
    def from_file(cls, path: Union[str, "PathLike[str]"]) -> "Policy":
        """Reads a policy file, TOML or JSON."""
        with open(path, encoding="utf-8") as file:
            text = file.read()
        try:
            return cls.from_text(text)
        except PolicyError as error:
            raise PolicyError(f"{fspath(path)}: {error.message}", error.line, error.column) from None

    @classmethod
    def from_text(cls, text: str) -> "Policy":
        """Reads the text of a policy file, TOML or JSON.

        >>> Policy.from_text('policy = 1\\nbase = "ecs-2025-12-03"') == Policy("latest")
        True
        """
        return cls._of(_native.Policy.from_text(text))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Policy":
        """Reads the content of a policy file."""
        return cls.from_text(json.dumps(document))

    @classmethod
    def builder(cls, base: str = "ecs-2024-11-14") -> "PolicyBuilder":
        """Begins a policy based on a built-in one."""
        return PolicyBuilder(base)

    @property
    def revision(self) -> str:
        """The built-in policy that this one is based on."""
        return self._native.revision

    def with_interpretation(self, name: str, value: str) -> "Policy":
        """Returns this policy with another value of one interpretation, by id or name.

        >>> Policy().with_interpretation("security-locked-stop", "Allow") == Policy()
        False
        """
        return Policy._of(self._native.with_interpretation(name, value))

    def to_dict(self) -> Json:
        """Returns the content of a policy file.

        >>> Policy().to_dict()
        {'policy': 1, 'base': 'ecs-2024-11-14'}
        """
        document: Json = json.loads(self._json())
        return document

    def to_toml(self) -> str:
        """Returns the text of a policy file.

        >>> print(Policy().with_interpretation("R2", "Allow").to_toml(), end="")
        policy = 1
        base = "ecs-2024-11-14"
        <BLANKLINE>
        [interpretations]
        security-locked-stop = "Allow"
        """
        return self._native.to_text()

    def _json(self) -> str:
        if self._text is None:
            self._text = self._native.to_text(json=True)
        return self._text

    def __eq__(self, other: object) -> bool:
        return self._native == other._native if isinstance(other, Policy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json())

    def __repr__(self) -> str:
        is_built_in = self.to_dict().keys() <= {"policy", "base"}
        return f"Policy({self.revision!r})" if is_built_in else f"<Policy based on {self.revision!r}>"

    def __reduce__(self) -> Tuple[Any, Tuple[str]]:
        return (Policy.from_text, (self._json(),))


class PolicyBuilder:
    """A policy in the making. Every method returns the builder.

    >>> from instance_lifecycle import plan, Refused
    >>> policy = (
    ...     Policy.builder("latest")
    ...     .stage("DeleteInstance", "House")
    ...     .rule(
    ...         "DeleteInstance", "keep-what-runs", stage="House", when={"status": "Running"},
    ...         error=(403, "House.StopFirst", "Stop the instance first."),
    ...     )
    ...     .build()
    ... )
    >>> try:
    ...     plan({"Status": "Running"}, "DeleteInstance", Force=True, policy=policy)
    ... except Refused as refused:
    ...     print(refused)
    House.StopFirst: Stop the instance first.
    """

    def __init__(self, base: str = "ecs-2024-11-14") -> None:
        self._document: Dict[str, Any] = {"policy": 1, "base": Policy(base).revision}

    def interpretation(self, name: str, value: str) -> "PolicyBuilder":
        """Chooses the value of an interpretation."""
        self._document.setdefault("interpretations", {})[name] = value
        return self

    def stage(self, operation: str, *names: str) -> "PolicyBuilder":
        """Declares custom stages of an operation, behind those of the vendor."""
        self._document.setdefault("stages", {}).setdefault(operation, []).extend(names)
        return self

    def precedence(self, operation: str, *stages: str) -> "PolicyBuilder":
        """Orders the stages of an operation; every one of them is named."""
        self._document.setdefault("precedence", {})[operation] = list(stages)
        return self

    def without(self, operation: str, *rules: str) -> "PolicyBuilder":
        """Removes built-in rules of an operation."""
        self._document.setdefault("remove", {}).setdefault(operation, []).extend(rules)
        return self

    def attribute(
        self, name: str, values: Iterable[str], source: Union[str, Mapping[str, str]], **more: Any
    ) -> "PolicyBuilder":
        """Declares a custom attribute: ``source`` is ``from`` of the policy file, such as ``{"tag": "team"}``."""
        attribute = {"name": name, "values": list(values), "from": source, **more}
        self._document.setdefault("attributes", []).append(attribute)
        return self

    def rule(
        self,
        operations: Names,
        name: str,
        *,
        when: Optional[Mapping[str, Names]] = None,
        any_of: Optional[Iterable[Mapping[str, Names]]] = None,
        error: Optional[Tuple[int, str, str]] = None,
        **more: Any,
    ) -> "PolicyBuilder":
        """Adds a custom rule of one operation or of several.

        ``error`` is the status, the code and the message of a refusal; ``more`` are the other keys of a rule in a
        policy file: ``stage``, ``before``, ``after``, ``mode``, ``settle``, ``warn``, ``reason``.
        """
        rule: Dict[str, Any] = {"name": name, **more}
        if isinstance(operations, str):
            rule["operation"] = operations
        else:
            rule["operations"] = list(operations)
        if when is not None:
            rule["when"] = _condition(when)
        if any_of is not None:
            rule["any"] = [_condition(condition) for condition in any_of]
        if error is not None:
            rule["error"] = dict(zip(("http_status", "code", "message"), error))
        self._document.setdefault("rules", []).append(rule)
        return self

    def build(self) -> Policy:
        """Returns the policy."""
        return Policy.from_dict(self._document)


def _condition(condition: Mapping[str, Names]) -> Dict[str, List[str]]:
    return {name: [values] if isinstance(values, str) else list(values) for name, values in condition.items()}
