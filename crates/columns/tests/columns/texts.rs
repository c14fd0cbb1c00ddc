//! The codes of values: texts that differ in few bytes, nulls, slices and dictionaries, against reading row by row.

use crate::tables::check;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_cast::cast;
use arrow_schema::DataType;
use instance_lifecycle::Policy;
use instance_lifecycle_columns::{Encoded, Reader};
use instance_lifecycle_wire::Defaults;
use serde_json::{Value, json};
use std::sync::Arc;

const TYPES: [DataType; 3] = [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View];

fn dictionary(value: DataType) -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(value))
}

/// Returns the text of the lock of each row, read back from its case: the row itself, as unknown locks are kept.
fn locks(encoded: &Encoded) -> Vec<String> {
    let of = |row| {
        encoded.case(row).expect("the row is read").record.map_or(String::new(), |it| it.locks.join(","))
    };
    (0..encoded.len()).map(of).collect()
}

/// Returns a table of stopped instances with these locks.
fn locked(locks: ArrayRef) -> RecordBatch {
    let texts = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; locks.len()])) };
    let columns = [
        ("Status", texts("Stopped")),
        ("Action", texts("StartInstance")),
        ("OperationLocks", Arc::clone(&locks)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)))
        .expect("columns of one length")
}

/// Texts of every length up to 40, each also with one other byte at every place, and some absent ones.
fn similar() -> Vec<Option<String>> {
    let plain = "abcdefghijklmnopqrstuvwxyz0123456789-_+=";
    let mut texts = Vec::new();
    for length in 0..=plain.len() {
        let text = &plain[..length];
        texts.push(Some(text.to_owned()));
        texts.extend((length % 5 == 0).then_some(None));
        for place in 0..length {
            texts.push(Some(format!("{}#{}", &text[..place], &text[place + 1..])));
        }
    }
    texts
}

#[test]
fn texts_that_differ_in_one_byte_are_told_apart() {
    let texts = similar();
    let expected: Vec<String> = texts.iter().map(|text| text.clone().unwrap_or_default()).collect();
    for data_type in TYPES.into_iter().chain(TYPES.map(dictionary)) {
        let array = cast(&StringArray::from(texts.clone()), &data_type).expect("texts are converted");
        let table = locked(array);
        let mut reader = Reader::new(table.schema_ref(), Defaults::default()).expect("a table of calls");
        // Twice: the second time the texts are known.
        for _ in 0..2 {
            let encoded = reader.encode(&table).expect("a batch of the schema");
            assert_eq!(locks(&encoded), expected, "{data_type}");
        }
        for (start, length) in [(1, 100), (63, 65), (700, 162)] {
            let encoded = reader.encode(&table.slice(start, length)).expect("a batch of the schema");
            assert_eq!(locks(&encoded), expected[start..start + length], "{data_type}");
        }
    }
}

/// More distinct values in a column than two bytes can number.
#[test]
fn a_column_may_have_more_values_than_two_bytes_number() {
    let count = (1 << 16) + 300;
    let texts: ArrayRef =
        Arc::new((0..count).map(|number| Some(format!("lock-{number}"))).collect::<StringArray>());
    let table = locked(texts);
    let mut reader = Reader::new(table.schema_ref(), Defaults::default()).expect("a table of calls");
    let encoded = reader.encode(&table).expect("a batch of the schema");
    let again = reader.encode(&table.slice(count - 5, 5)).expect("a batch of the schema");
    assert_eq!(encoded.cases(), (0..count as u32).collect::<Vec<_>>());
    assert_eq!(again.cases(), &encoded.cases()[count - 5..]);
    assert_eq!(locks(&again), (count - 5..count).map(|number| format!("lock-{number}")).collect::<Vec<_>>());
}

/// Values under a null, unused values and repeated ones change nothing.
#[test]
fn dictionaries_with_unused_repeated_and_null_values_are_read() {
    let values = ["Running", "Asleep", "Stopped", "Running"].map(Some).into_iter().chain([None]);
    let values: ArrayRef = Arc::new(values.collect::<StringArray>());
    let keys = Int32Array::from(vec![Some(0), None, Some(3), Some(4), Some(2), None]);
    let statuses = DictionaryArray::<Int32Type>::try_new(keys, values).expect("keys of the values");
    let status = [Some("Running"), None, Some("Running"), None, Some("Stopped"), None];
    let lines = status.map(|status| match status {
        Some(status) => json!({ "Instance": { "Status": status }, "Request": { "Action": "StopInstance" } }),
        None => json!({ "Instance": null, "Request": { "Action": "StopInstance" } }),
    });
    let actions: ArrayRef = Arc::new(StringArray::from(vec!["StopInstance"; 6]));
    let statuses: ArrayRef = Arc::new(statuses);
    let table =
        RecordBatch::try_from_iter_with_nullable([("Action", actions, true), ("Status", statuses, true)]);
    let table = table.expect("columns of one length");
    let policy = Policy::documented();
    check(std::slice::from_ref(&table), &lines, &policy, &Defaults::default());
    check(&[table.slice(2, 3)], &lines[2..5], &policy, &Defaults::default());
    let mut reader = Reader::new(table.schema_ref(), Defaults::default()).expect("a table of calls");
    let encoded = reader.encode(&table).expect("a batch of the schema");
    assert_eq!((encoded.unreadable(), encoded.cases()), (0, [0, 1, 0, 1, 2, 1].as_slice()));
}

/// Flags and numbers over more rows than a word of bits has, with nulls, from any offset.
#[test]
fn flags_and_numbers_with_nulls_are_read_from_any_offset() {
    let rows = 200;
    let flag = |row: usize| (!row.is_multiple_of(3)).then_some(row.is_multiple_of(7));
    let number = |row: usize| (!row.is_multiple_of(5)).then_some((row % 101) as i64);
    let line = |row: usize| -> Value {
        json!({
            "Instance": {
                "Status": "Running", "DeletionProtection": flag(row), "InternetMaxBandwidthOut": number(row),
            },
            "Request": { "Action": "DeleteInstance" },
        })
    };
    let lines: Vec<Value> = (0..rows).map(line).collect();
    let texts = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; rows])) };
    let flags: [ArrayRef; 2] = [
        Arc::new((0..rows).map(flag).collect::<BooleanArray>()),
        Arc::new((0..rows).map(|row| flag(row).map(|flag| flag.to_string())).collect::<StringArray>()),
    ];
    let numbers: [ArrayRef; 2] = [
        Arc::new((0..rows).map(number).collect::<Int64Array>()),
        Arc::new((0..rows).map(|row| number(row).map(|it| it as f64)).collect::<Float64Array>()),
    ];
    let policy = Policy::documented();
    for (flags, numbers) in flags.into_iter().zip(numbers) {
        let columns = [
            ("Status", texts("Running")),
            ("Action", texts("DeleteInstance")),
            ("DeletionProtection", flags),
            ("InternetMaxBandwidthOut", numbers),
        ];
        let table =
            RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)));
        let table = table.expect("columns of one length");
        for (start, length) in [(0, rows), (1, 64), (63, 66), (70, 130)] {
            let of = &lines[start..start + length];
            check(&[table.slice(start, length)], of, &policy, &Defaults::default());
        }
    }
}

/// Only a text that is not empty is present, and only in rows that are not null.
#[test]
fn presence_is_read_from_lengths_and_nulls() {
    check_presence("");
}

/// Of a dictionary without empty texts, the values are not looked at.
#[test]
fn presence_is_read_from_nulls_alone_if_no_text_is_empty() {
    check_presence("y");
}

fn check_presence(short: &str) {
    let addresses =
        [Some("192.0.2.1"), None, Some(short), Some("x"), None, Some("198.51.100.7, 198.51.100.8")];
    let addresses: Vec<_> = addresses.into_iter().cycle().take(150).collect();
    let lines: Vec<Value> = addresses
        .iter()
        .map(|address| {
            json!({
                "Instance": { "Status": "Running", "PublicIpAddress": address, "InternetChargeType": "PayByBandwidth" },
                "Request": { "Action": "StopInstance", "StoppedMode": "StopCharging" },
            })
        })
        .collect();
    let texts = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; 150])) };
    for data_type in TYPES.into_iter().chain(TYPES.map(dictionary)) {
        let column = cast(&StringArray::from(addresses.clone()), &data_type).expect("texts are converted");
        let columns = [
            ("Status", texts("Running")),
            ("InternetChargeType", texts("PayByBandwidth")),
            ("Action", texts("StopInstance")),
            ("Request.StoppedMode", texts("StopCharging")),
            ("PublicIpAddress", column),
        ];
        let table =
            RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)));
        let table = table.expect("columns of one length");
        check(std::slice::from_ref(&table), &lines, &Policy::documented(), &Defaults::default());
        check(&[table.slice(61, 70)], &lines[61..131], &Policy::documented(), &Defaults::default());
    }
}
