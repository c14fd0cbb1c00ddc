//! Rows that are absent in part, and rows that cannot be read.

use crate::tables::{check, decide, flat, nested, row_of_line};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use instance_lifecycle::Policy;
use instance_lifecycle_columns::Reader;
use instance_lifecycle_wire::Defaults;
use serde_json::{Value, json};
use std::sync::Arc;

fn texts<const N: usize>(texts: [Option<&str>; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// Cases with their errors; `None` if the case reads.
#[test]
fn unreadable_rows_have_the_error_of_the_same_case_as_json() {
    #[rustfmt::skip]
    let table: &[(Value, Option<&str>)] = &[
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance" } }), None),
        (json!({ "Instance": null, "Request": { "Action": "StopInstance", "InstanceId": "i-9" } }), None),
        (json!({ "Instance": null, "Request": { "Action": "RunInstances", "Amount": 3 } }), None),
        (json!({ "Instance": { "Status": "running" }, "Request": { "Action": "StopInstance" } }),
            Some("at `Instance.Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"running\"`")),
        (json!({ "Instance": { "InstanceChargeType": "PostPaid" }, "Request": { "Action": "StopInstance" } }),
            Some("missing field `Instance.Status`; expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`")),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "HaltInstance" } }),
            Some("at `Request.Action`: expected one of `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `ReActivateInstances`, `CreateInstance` or `RunInstances`, found `\"HaltInstance\"`")),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "DryRun": true } }),
            Some("missing field `Request.Action`; expected one of `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `ReActivateInstances`, `CreateInstance` or `RunInstances`")),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StartInstance", "ForceStop": true } }),
            Some("unknown field `Request.ForceStop`; expected one of `Action`, `InstanceId`, `InitLocalDisk` or `DryRun`")),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "RunInstances" } }),
            Some("at `Instance`: expected `null`, since `RunInstances` creates the instance; found a record")),
        (json!({ "Instance": null, "Request": { "Action": "RunInstances", "Amount": 101 } }),
            Some("at `Request.Amount`: expected a whole number from 1 to 100, found `101`")),
        (json!({ "Instance": { "Status": "Running" }, "Environment": { "Stock": "Empty" }, "Request": { "Action": "StopInstance" } }),
            Some("at `Environment.Stock`: expected `Available` or `SoldOut`, found `\"Empty\"`")),
        (json!({ "Instance": { "Status": "Running", "Facts": { "Task": "Stop" } }, "Request": { "Action": "StopInstance" } }),
            Some("at `Instance.Facts.Task`: expected `None` while `Running`, found `Stop`")),
        (json!({ "Instance": { "InstanceId": "i-1", "Status": "Running" }, "Request": { "Action": "StopInstance", "InstanceId": "i-2" } }),
            Some("at `Request.InstanceId`: expected `i-1` as in the record, found `i-2`")),
        (json!({ "Instance": { "InstanceId": "i-3", "Status": "Running" }, "Request": { "Action": "StopInstance", "InstanceId": "i-3" } }), None),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance", "InstanceId": "" } }), None),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance", "StoppedMode": "Not-applicable" } }), None),
        (json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance", "RegionId": "cn-hangzhou" } }), None),
    ];
    let lines: Vec<Value> = table.iter().map(|(line, _)| line.clone()).collect();
    let policy = Policy::documented();
    for (line, error) in table {
        assert_eq!(row_of_line(line, &policy, &Defaults::default()).error.as_deref(), *error, "{line}");
    }
    check(&[nested(&lines), flat(&nested(&lines))], &lines, &policy, &Defaults::default());
}

#[test]
fn a_malformed_request_is_answered_and_not_refused() {
    let lines = [
        json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance", "ForceStop": "yes" } }),
        json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance", "InstanceId": "" } }),
    ];
    check(&[nested(&lines)], &lines, &Policy::documented(), &Defaults::default());
    let rows = decide(&nested(&lines), &Policy::documented(), &Defaults::default());
    let codes: Vec<_> = rows.iter().map(|row| row.code.as_deref()).collect();
    assert_eq!(codes, [Some("InvalidParameter"), Some("MissingParameter")]);
}

#[test]
fn a_row_without_any_column_of_the_record_has_no_instance() {
    let columns = [
        ("Action", texts([Some("StopInstance"), Some("StopInstance"), Some("CreateInstance")])),
        ("Status", texts([Some("Running"), None, None])),
        ("InstanceType", texts([None, None, None])),
    ];
    let table = RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)));
    let rows = decide(&table.expect("a table"), &Policy::documented(), &Defaults::default());
    let outcomes: Vec<_> = rows.iter().map(|row| (row.outcome.as_str(), row.code.as_deref())).collect();
    assert_eq!(
        outcomes,
        [("Planned", None), ("Rejected", Some("InvalidInstanceId.NotFound")), ("Planned", None)]
    );
}

#[test]
fn a_plural_call_is_unreadable() {
    let lines = [json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstances" } })];
    check(&[nested(&lines)], &lines, &Policy::documented(), &Defaults::default());
}

#[test]
fn columns_that_are_not_read_need_not_be_loaded() {
    let columns = [
        ("HostName", texts([Some("a"), Some("b")])),
        ("Status", texts([Some("Running"), Some("Stopped")])),
        ("Memory", texts([Some("1"), Some("2")])),
        ("Action", texts([Some("StopInstance"), Some("StartInstance")])),
    ];
    let table = RecordBatch::try_from_iter(columns).expect("a table");
    let mut reader = Reader::new(table.schema_ref(), Defaults::default()).expect("a table of calls");
    assert_eq!(reader.columns(), [1, 3]);
    let part = table.project(&[1, 3]).expect("columns");
    let [whole, part] = [&table, &part].map(|table| reader.encode(table).expect("a batch of the schema"));
    assert_eq!(whole.cases(), part.cases());
    assert!(whole.same_cases(&part));
    let error = reader.encode(&table.project(&[1, 2]).expect("columns")).expect_err("a column is missing");
    assert_eq!(error.to_string(), "column `Action`: expected `Utf8` as in the schema, found no such column");
}
