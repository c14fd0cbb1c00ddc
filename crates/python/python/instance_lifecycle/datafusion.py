"""Policies as functions of SQL in DataFusion's Python package.

>>> from datafusion import SessionContext
>>> context = SessionContext()
>>> register(context, ["Status", "Action"], name="lifecycle_code")
>>> calls = context.from_pydict({"Status": ["Running", "Stopped"], "Action": ["StopInstance"] * 2}, name="calls")
>>> context.sql('SELECT lifecycle_code("Status", "Action") AS code FROM calls').to_pydict()
{'code': [None, 'IncorrectInstanceStatus']}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Union

from instance_lifecycle import arrow
from instance_lifecycle._policy import Policy

if TYPE_CHECKING:
    from datafusion import SessionContext

__all__ = ["register"]


def register(
    context: "SessionContext",
    columns: Union[Sequence[str], Mapping[str, Any]],
    *,
    name: str = "lifecycle_code",
    answer: str = "Code",
    policy: Optional[Policy] = None,
    baseline: Optional[Policy] = None,
    request: Optional[arrow.Request] = None,
) -> None:
    """Registers a function of SQL over the named columns, texts unless types are given, as in a table of calls.

    It returns one column of the answer, such as ``Code``, ``Outcome`` or ``Rule``; with a ``baseline``, one of the
    difference, such as ``Change``.
    """
    import pyarrow as pa
    from datafusion import udf

    types = dict(columns) if isinstance(columns, Mapping) else {column: pa.string() for column in columns}
    schema = pa.schema(list(types.items()))

    def answered(*arrays: Any) -> Any:
        # DataFusion calls the function from several threads: each call has a reader of its own.
        decide = (
            arrow.Answers(policy=policy, request=request)
            if baseline is None
            else arrow.Changes(Policy() if policy is None else policy, baseline, request=request)
        )
        batch = pa.RecordBatch.from_arrays([array.cast(of) for array, of in zip(arrays, types.values())], schema=schema)
        return pa.table(decide(batch))[answer].combine_chunks().cast(pa.string())

    context.register_udf(udf(answered, list(types.values()), pa.string(), "immutable", name))
