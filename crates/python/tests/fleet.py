"""A table of calls with many forms, and the same calls as cases."""

import itertools

import pyarrow as pa

STATUSES = ["Running", "Stopped", "Stopping", "Starting", "Asleep", None]
ACTIONS = ["StopInstance", "StartInstance", "RebootInstance", "DeleteInstance"]
LOCKS = [None, ["security"], ["financial", "security"]]
CHARGES = ["PostPaid", "PrePaid"]
FORCE = [None, False, True]


def columns(rows):
    """Returns the columns of calls: all combinations, as often as it takes."""
    combined = itertools.cycle(itertools.product(STATUSES, ACTIONS, LOCKS, CHARGES, FORCE))
    status, action, locks, charge, force = zip(*itertools.islice(combined, rows))
    is_forced = [flag if of == "DeleteInstance" else None for flag, of in zip(force, action)]
    return {
        "InstanceId": [f"i-{number}" for number in range(rows)],
        "Status": list(status),
        "InstanceChargeType": list(charge),
        "OperationLocks": list(locks),
        "Action": list(action),
        "Request.Force": is_forced,
    }


def table(rows=432):
    """Returns the calls as a table of pyarrow."""
    types = {"OperationLocks": pa.list_(pa.string()), "Request.Force": pa.bool_()}
    made = {name: pa.array(values, types.get(name, pa.string())) for name, values in columns(rows).items()}
    return pa.table(made)


def cases(rows=432):
    """Returns the calls as cases."""
    return [case(row) for row in table(rows).to_pylist()]


def case(row):
    """Returns the case of a row."""
    names = ("InstanceId", "Status", "InstanceChargeType", "OperationLocks")
    record = {name: row[name] for name in names if row[name] is not None}
    request = {"Action": row["Action"]}
    if row["Request.Force"] is not None:
        request["Force"] = row["Request.Force"]
    return {"Instance": record, "Request": request}
