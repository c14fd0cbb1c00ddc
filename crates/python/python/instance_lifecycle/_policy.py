"""Policies: a revision of the vendor's documents, with interpretations and custom rules."""

from __future__ import annotations

import json
from os import PathLike, fspath
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from instance_lifecycle import _native
from instance_lifecycle._errors import Json, PolicyError, UsageError

Names = Union[str, Iterable[str]]
#: Values by attribute, such as ``{"status": "Running", "charge_type": {"not": ["PrePaid"]}}``.
Condition = Mapping[str, Union[Names, Mapping[str, Any]]]


def checked(policy: object, name: str = "policy") -> "Policy":
    """Returns a policy; anything else that is given as one is a ``TypeError``."""
    if isinstance(policy, Policy):
        return policy
    hint = f"; use Policy({policy!r})" if isinstance(policy, (str, PathLike)) else ""
    raise TypeError(f"`{name}`: expected a Policy, found {policy!r}{hint}")


def checked_or_default(policy: object) -> "Policy":
    """Returns a policy, by default that of the documents."""
    return Policy() if policy is None else checked(policy)


def listed(values: Any, name: str, expected: str) -> List[Any]:
    """Returns the items of a list; a text or a table, whose items would be letters or keys, is a ``TypeError``."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"`{name}`: expected {expected}, found {values!r}")
    return list(values)


def one_of(value: object, name: str, expected: Sequence[str]) -> None:
    """Raises ``UsageError`` if a value is not among those expected."""
    if value not in expected:
        known = [f"`{of}`" for of in expected]
        raise UsageError(f"`{name}`: expected one of {', '.join(known[:-1])} or {known[-1]}, found {value!r}")


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
        with open(path, "rb") as file:
            content = file.read()
        try:
            return cls.from_text(content.decode())
        except UnicodeDecodeError as error:
            reason = f"not UTF-8, byte {error.start + 1} is 0x{content[error.start]:02x}"
            raise PolicyError(f"{fspath(path)}: {reason}") from None
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
        self, name: str, values: Iterable[str], source: Union[str, Mapping[str, Any]], **more: Any
    ) -> "PolicyBuilder":
        """Declares a custom attribute: ``source`` is ``from`` of the policy file, such as ``{"tag": "team"}``
        or ``{"items": [1, 2]}``.
        """
        attribute = {"name": name, "values": listed(values, "values", "a list of texts"), "from": source, **more}
        self._document.setdefault("attributes", []).append(attribute)
        return self

    def rule(
        self,
        operations: Names,
        name: str,
        *,
        when: Optional[Condition] = None,
        any_of: Optional[Iterable[Condition]] = None,
        error: Union[Tuple[int, str, str], str, Mapping[str, Any], None] = None,
        **more: Any,
    ) -> "PolicyBuilder":
        """Adds a custom rule of one operation or of several.

        A condition has values by attribute, or ``{"not": values}``. ``error`` is the status, the code and the message
        of a refusal, the code of a documented error, or the table of a policy file; ``more`` are the other keys of a
        rule in a policy file: ``stage``, ``before``, ``after``, ``mode``, ``settle``, ``warn``, ``reason``.
        """
        rule: Dict[str, Any] = {"name": name, **more}
        if isinstance(operations, str):
            rule["operation"] = operations
        else:
            rule["operations"] = listed(operations, "operations", "an operation or a list of them")
        if when is not None:
            rule["when"] = _condition(when, "when")
        if any_of is not None:
            conditions = listed(any_of, "any_of", "a list of conditions")
            rule["any"] = [_condition(condition, "any_of") for condition in conditions]
        if error is not None:
            rule["error"] = _error(error)
        self._document.setdefault("rules", []).append(rule)
        return self

    def build(self) -> Policy:
        """Returns the policy."""
        return Policy.from_dict(self._document)


def _condition(condition: object, name: str) -> Dict[str, Any]:
    if not isinstance(condition, Mapping):
        raise TypeError(f"`{name}`: expected values by attribute, found {condition!r}")
    return {of: _values(values, f"{name}.{of}") for of, values in condition.items()}


def _values(values: object, name: str) -> Any:
    if isinstance(values, Mapping):
        return _condition(values, name)
    return [values] if isinstance(values, str) else listed(values, name, "a value or a list of them")


def _error(error: object) -> Union[str, Dict[str, Any]]:
    if isinstance(error, str):
        return error
    if isinstance(error, Mapping):
        return dict(error)
    if isinstance(error, (tuple, list)) and len(error) == 3:
        return dict(zip(("http_status", "code", "message"), error))
    raise TypeError(f"`error`: expected (status, code, message), the code of a documented error or a table, found {error!r}")
