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
from instance_lifecycle._policy import Policy, checked_or_default, listed, one_of

if TYPE_CHECKING:
    import pyarrow
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
    difference, such as ``Change``. Raises ``ValueError`` if the answer has no such column, or a list in it.
    """
    import pyarrow as pa
    from datafusion import udf

    if isinstance(columns, Mapping):
        types = dict(columns)
    else:
        types = {column: pa.string() for column in listed(columns, "columns", "a list of names, or types by name")}
    schema = pa.schema(list(types.items()))
    policy = checked_or_default(policy)

    def decided(batch: "pyarrow.RecordBatch") -> "pyarrow.Table":
        # DataFusion calls the function from several threads: each call has a reader of its own.
        decide = (
            arrow.Answers(policy=policy, request=request)
            if baseline is None
            else arrow.Changes(policy, baseline, request=request)
        )
        return pa.table(decide(batch))

    def answered(*arrays: Any) -> Any:
        batch = pa.RecordBatch.from_arrays([array.cast(of) for array, of in zip(arrays, types.values())], schema=schema)
        return decided(batch)[answer].combine_chunks().cast(pa.string())

    # No rows have the columns of any.
    fields = decided(pa.RecordBatch.from_pylist([], schema=schema)).schema
    known = [field.name for field in fields if not pa.types.is_list(field.type)]
    one_of(answer, "answer", known)
    context.register_udf(udf(answered, list(types.values()), pa.string(), "immutable", name))
