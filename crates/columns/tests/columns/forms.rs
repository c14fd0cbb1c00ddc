//! Every accepted type of a column has the same answers.

use crate::tables::{check, enumerated, flat, nested};
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int8Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_cast::cast;
use arrow_schema::DataType;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::Defaults;
use serde_json::{Value, json};
use std::sync::Arc;

/// Returns a table with each column converted.
fn converted(batch: &RecordBatch, convert: impl Fn(&ArrayRef) -> ArrayRef) -> RecordBatch {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let columns = columns.map(|(field, array)| (field.name().clone(), convert(array)));
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

fn dictionary(key: DataType, value: DataType) -> DataType {
    DataType::Dictionary(Box::new(key), Box::new(value))
}

#[test]
fn every_type_of_texts_has_the_same_answers() {
    let policy = Policy::documented();
    let lines = enumerated(&policy);
    let flat = flat(&nested(&lines));
    let types = [
        DataType::LargeUtf8,
        DataType::Utf8View,
        dictionary(DataType::Int8, DataType::Utf8),
        dictionary(DataType::Int16, DataType::LargeUtf8),
        dictionary(DataType::Int32, DataType::Utf8View),
        dictionary(DataType::Int64, DataType::Utf8),
        dictionary(DataType::UInt8, DataType::Utf8),
        dictionary(DataType::UInt16, DataType::Utf8),
        dictionary(DataType::UInt32, DataType::Utf8),
        dictionary(DataType::UInt64, DataType::Utf8),
    ];
    let tables = types.map(|data_type| {
        converted(&flat, |array| match array.data_type() {
            DataType::Utf8 => cast(array, &data_type).expect("texts are converted"),
            _ => Arc::clone(array),
        })
    });
    check(&tables, &lines, &policy, &Defaults::default());
}

#[test]
fn flags_are_booleans_texts_or_numbers() {
    let policy = Policy::documented();
    let lines = enumerated(&policy);
    let flat = flat(&nested(&lines));
    type Convert = fn(&BooleanArray) -> ArrayRef;
    let forms: [Convert; 5] = [
        |flags| Arc::new(flags.iter().map(|flag| flag.map(|flag| flag.to_string())).collect::<StringArray>()),
        |flags| {
            Arc::new(
                flags
                    .iter()
                    .map(|flag| flag.map(|flag| if flag { "True" } else { "0" }))
                    .collect::<StringArray>(),
            )
        },
        |flags| Arc::new(flags.iter().map(|flag| flag.map(i8::from)).collect::<Int8Array>()),
        |flags| Arc::new(flags.iter().map(|flag| flag.map(u64::from)).collect::<UInt64Array>()),
        |flags| {
            Arc::new(
                flags
                    .iter()
                    .map(|flag| flag.map(|flag| if flag { 1.0 } else { 0.0 }))
                    .collect::<Float64Array>(),
            )
        },
    ];
    let tables = forms.map(|form| {
        converted(&flat, |array| match array.data_type() {
            DataType::Boolean => form(array.as_boolean()),
            _ => Arc::clone(array),
        })
    });
    check(&tables, &lines, &policy, &Defaults::default());
}

/// Records as DescribeInstances returns them, with members that are not read.
fn described() -> Vec<Value> {
    let request = json!({ "Action": "StopInstance", "InstanceId": "i-1", "StoppedMode": "StopCharging" });
    let addresses = [
        json!({ "IpAddress": ["192.0.2.1"] }),
        json!({ "IpAddress": [] }),
        json!({ "IpAddress": [""] }),
        Value::Null,
    ];
    let locks = [
        json!({ "LockReason": [{ "LockReason": "financial", "LockMsg": "overdue" }] }),
        json!({ "LockReason": [{ "LockReason": "security" }, { "LockReason": "Recycling" }] }),
        json!({ "LockReason": [{ "LockReason": "finansial" }] }),
        json!({ "LockReason": [] }),
    ];
    let disks = [
        json!({ "Disk": [
            { "DiskId": "d-1", "Type": "system", "Status": "In_use", "DeleteWithInstance": true, "Encrypted": false },
            { "DiskId": "d-2", "Type": "data", "Status": "Available", "DeleteWithInstance": false,
              "OperationLocks": { "OperationLock": [{ "LockReason": "recycling" }] } },
        ] }),
        json!({ "Disk": [{ "DiskId": "d-3", "Type": "system", "Status": "Attaching" }] }),
        Value::Null,
    ];
    let types = ["ecs.g7.large", "ecs.t6-c1m2.large", "ecs.i2.xlarge", "ecs.gn6i-c4g1.xlarge"];
    let mut lines = Vec::new();
    for (number, public) in addresses.iter().enumerate() {
        for (other, locks) in locks.iter().enumerate() {
            for disks in &disks {
                lines.push(json!({
                    "Instance": {
                        "InstanceId": "i-1",
                        "InstanceName": format!("host-{number}"),
                        "Status": if other < 2 { "Running" } else { "Stopped" },
                        "InstanceType": types[number],
                        "VpcAttributes": { "VpcId": if number == 1 { "" } else { "vpc-1" }, "VSwitchId": "vsw-1", "NatIpAddress": "" },
                        "PublicIpAddress": public,
                        "EipAddress": { "AllocationId": "", "IpAddress": if other == 0 { "198.51.100.7" } else { "" }, "Bandwidth": 5 },
                        "InternetChargeType": "PayByBandwidth",
                        "InternetMaxBandwidthOut": number * 5,
                        "OperationLocks": locks,
                        "HibernationOptions": { "Configured": number == 2 },
                        "GPUAmount": other,
                        "LocalStorageAmount": number,
                        "AutoReleaseTime": if other == 1 { "2026-12-01T00:00Z" } else { "" },
                        "Disks": disks,
                        "Snapshots": if number == 0 { json!(["s-1", "s-2"]) } else { json!([]) },
                        "StoppedMode": if other < 2 { "Not-applicable" } else { "KeepCharging" },
                        "SpotStrategy": "NoSpot",
                    },
                    "Request": request,
                }));
            }
        }
    }
    lines
}

#[test]
fn records_of_describe_instances_have_the_same_answers_nested_and_flat() {
    let lines = described();
    let nested = nested(&lines);
    let large = converted(&flat(&nested), |array| match array.data_type() {
        DataType::List(item) => {
            cast(array, &DataType::LargeList(Arc::clone(item))).expect("lists are converted")
        }
        _ => Arc::clone(array),
    });
    check(&[flat(&nested), nested, large], &lines, &Policy::documented(), &Defaults::default());
}

/// A member of a record as a value of JSON, and as a column.
#[test]
fn less_wrapped_members_have_the_same_answers() {
    let texts = |texts: [Option<&str>; 2]| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
    let list = |lists: [&[Option<&str>]; 2]| -> ArrayRef {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for list in lists {
            list.iter().for_each(|text| builder.values().append_option(*text));
            builder.append(true);
        }
        Arc::new(builder.finish())
    };
    let times: ArrayRef =
        Arc::new(arrow_array::TimestampMillisecondArray::from(vec![Some(1_764_000_000_000), None]));
    #[rustfmt::skip]
    let table: [(&str, [Value; 2], ArrayRef); 8] = [
        ("OperationLocks", [json!("security"), Value::Null], texts([Some("security"), None])),
        ("OperationLocks", [json!(["financial", "sealed"]), json!([])], list([&[Some("financial"), Some("sealed")], &[]])),
        ("OperationLocks", [json!(["security", null]), json!([""])], list([&[Some("security"), None], &[Some("")]])),
        ("PublicIpAddress", [json!("192.0.2.1"), json!("")], texts([Some("192.0.2.1"), Some("")])),
        ("EipAddress", [json!(["192.0.2.1"]), json!([null])], list([&[Some("192.0.2.1")], &[None]])),
        ("AutoReleaseTime", [json!("2026-12-01T00:00Z"), Value::Null], times),
        ("Snapshots", [json!(["s-1"]), json!([])], list([&[Some("s-1")], &[]])),
        ("status", [json!("Running"), json!("Stopped")], texts([Some("Running"), Some("Stopped")])),
    ];
    for (name, values, column) in table {
        for action in ["StopInstance", "DeleteInstance"] {
            let mut lines = Vec::new();
            for value in &values {
                let mut record = json!({ "Status": "Running", "InstanceChargeType": "PostPaid" });
                if name == "status" {
                    record.as_object_mut().expect("an object").remove("Status");
                }
                record[name] = value.clone();
                lines.push(json!({ "Instance": record, "Request": { "Action": action } }));
            }
            let mut columns = vec![
                ("Action", texts([Some(action); 2])),
                ("InstanceChargeType", texts([Some("PostPaid"); 2])),
                (name, Arc::clone(&column)),
            ];
            if name != "status" {
                columns.push(("Status", texts([Some("Running"); 2])));
            }
            let table = RecordBatch::try_from_iter(columns).expect("columns of one length");
            check(&[table], &lines, &Policy::documented(), &Defaults::default());
        }
    }
}

#[test]
fn slices_of_arrays_are_read_from_their_offsets() {
    let lines = described();
    let table = flat(&nested(&lines));
    for (start, length) in [(1, 5), (7, 30), (47, 1)] {
        check(
            &[table.slice(start, length)],
            &lines[start..start + length],
            &Policy::documented(),
            &Defaults::default(),
        );
    }
}
