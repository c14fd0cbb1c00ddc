"""Policies over DataFrames of Spark, on the executors: by ``mapInArrow``.

The package is installed on the driver and on the executors. A policy travels as its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, List, Optional

from instance_lifecycle._policy import Policy, checked, checked_or_default
from instance_lifecycle.arrow import Answers, Changes, Request

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

__all__ = ["backtest", "diff", "explain", "plan"]

#: The columns of a grouped difference, in the types of Spark.
_GROUPS = (
    "Operation string, Change string, BaselineRule string, PolicyRule string, Baseline string, Policy string, "
    "Cases long"
)

#: The columns of answers and of changes.
_ANSWERS = (
    "Outcome string, Rule string, Code string, HttpStatus int, Message string, StoppedMode string, "
    "Billed array<string>, Evidence string, Violations long, Error string"
)
_EXPLANATIONS = _ANSWERS + ", ViolatedRules array<string>, Warnings array<string>"
_CHANGES = (
    "Change string, BaselineOutcome string, PolicyOutcome string, BaselineRule string, PolicyRule string, "
    "BaselineCode string, PolicyCode string, Error string"
)



def backtest(
    df: "DataFrame", policy: Policy, baseline: Policy, *, request: Optional[Request] = None
) -> "DataFrame":
    """Returns the grouped difference of two policies over the calls of a DataFrame: a row for each group.

    Each partition is counted on its executor, and only groups are shuffled. ``Cases`` is the number of calls. Calls
    that cannot be read have a group with the change ``unreadable``.
    """
    from pyspark.sql import functions

    def count(batches: Iterator["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        changes = Changes(policy, baseline, request=request)
        for batch in batches:
            changes.count(_named(batch, names))
        yield from _groups(changes)

    # Here, what is no policy is an error of the driver.
    policy, baseline = checked(policy), checked(baseline, "baseline")
    names = df.columns
    groups = _numbered(df).mapInArrow(count, _GROUPS)
    keys = [name for name in groups.columns if name != "Cases"]
    return groups.groupBy(*keys).agg(functions.sum("Cases").alias("Cases")).orderBy(functions.desc("Cases"), *keys)


def plan(df: "DataFrame", *, policy: Optional[Policy] = None, request: Optional[Request] = None) -> "DataFrame":
    """Returns the calls of a DataFrame with the columns of their answers."""
    return _answered(df, policy, request, explain=False)


def explain(df: "DataFrame", *, policy: Optional[Policy] = None, request: Optional[Request] = None) -> "DataFrame":
    """Returns the calls of a DataFrame with the columns of their answers, all violated rules and the warnings."""
    return _answered(df, policy, request, explain=True)


def _answered(
    df: "DataFrame", policy: Optional[Policy], request: Optional[Request], *, explain: bool
) -> "DataFrame":
    def answer(batches: Iterator["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        answers = Answers(policy=policy, request=request, explain=explain)
        return (_beside(batch, answers(_named(batch, names)), _types(columns)) for batch in batches)

    policy = checked_or_default(policy)
    columns = _EXPLANATIONS if explain else _ANSWERS
    names = df.columns
    return _with(df, answer, columns)


def diff(df: "DataFrame", policy: Policy, baseline: Policy, *, request: Optional[Request] = None) -> "DataFrame":
    """Returns the calls of a DataFrame with what a policy changes in their answers."""

    def compare(batches: Iterator["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        changes = Changes(policy, baseline, request=request)
        return (_beside(batch, changes(_named(batch, names)), _types(_CHANGES)) for batch in batches)

    policy, baseline = checked(policy), checked(baseline, "baseline")
    names = df.columns
    return _with(df, compare, _CHANGES)


def _types(columns: str) -> "pyarrow.Schema":
    import pyarrow as pa

    types = {
        "string": pa.string(), "int": pa.int32(), "long": pa.int64(), "array<string>": pa.list_(pa.string()),
    }
    fields = (column.split(" ") for column in columns.split(", "))
    return pa.schema([(name, types[of]) for name, of in fields])


def _numbered(df: "DataFrame") -> "DataFrame":
    """Returns a DataFrame with numbers as names: ``mapInArrow`` takes a name with a dot for a field of a struct."""
    return df.toDF(*(f"c{number}" for number in range(len(df.columns))))


def _named(batch: "pyarrow.RecordBatch", names: List[str]) -> "pyarrow.RecordBatch":
    """Returns a batch with the names of the calls."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(batch.columns, names=names)


def _with(df: "DataFrame", function: Any, columns: str) -> "DataFrame":
    """Returns a DataFrame with the further columns that a function over batches adds."""
    from pyspark.sql.types import ArrayType, IntegerType, LongType, StringType, StructType

    types = {
        "string": StringType(), "int": IntegerType(), "long": LongType(), "array<string>": ArrayType(StringType()),
    }
    numbered = _numbered(df)
    schema = StructType(list(numbered.schema.fields))
    added = [column.split(" ") for column in columns.split(", ")]
    for name, of in added:
        schema = schema.add(name, types[of])
    return numbered.mapInArrow(function, schema).toDF(*df.columns, *(name for name, _ in added))


def _groups(changes: Changes) -> Iterator["pyarrow.RecordBatch"]:
    import pyarrow as pa

    # Spark reads no dictionaries.
    yield from pa.table(changes.groups()).drop_columns(["FirstRow"]).cast(_types(_GROUPS)).to_batches()


def _beside(batch: "pyarrow.RecordBatch", answers: Any, types: "pyarrow.Schema") -> "pyarrow.RecordBatch":
    import pyarrow as pa

    table = pa.table(answers).cast(types).combine_chunks()
    columns = [column.combine_chunks() for column in table.columns]
    columns = [column.chunk(0) if isinstance(column, pa.ChunkedArray) else column for column in columns]
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *columns], schema=pa.schema([*batch.schema, *table.schema])
    )
