//! Input of any shape: the cases do not depend on buffering or on line breaks inside a value; records and
//! trace files survive writing and reading.

#![no_main]

use instance_lifecycle::{Policy, Request};
use instance_lifecycle_wire::{
    AnyCase, Defaults, Inspection, Item, Items, Json, MAX_LINE, Reason, Record, TraceFile, each_in_line,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::io::{BufRead, BufReader};

fuzz_target!(|input: &[u8]| {
    let whole = read(input, MAX_LINE);
    // The first byte chooses how much is read at once, and how long a line may be.
    let capacity = usize::from(input.first().copied().unwrap_or_default()) + 1;
    assert_eq!(read(BufReader::with_capacity(capacity, input), MAX_LINE), whole);
    for item in read(input, capacity) {
        let _ = item.case.map_err(|unreadable| unreadable.to_string());
    }
    for Item { line, case } in whole {
        match case {
            Ok(case) => written(&case),
            Err(unreadable) => {
                assert!(unreadable.line >= line, "{unreadable}");
                assert!(unreadable.to_string().len() < 10_000);
            }
        }
    }
    match TraceFile::read(input, MAX_LINE) {
        Ok(file) => trace(&file),
        Err(error) => drop(error.to_string()),
    }
    // What stands once in each object is the same, however it is laid out.
    if let Ok(value) = serde_json::from_slice::<Value>(input)
        && !is_ambiguous(&value)
    {
        let line = serde_json::to_string(&value).expect("a value can be written");
        let mut on_one_line = Vec::new();
        each_in_line(1, line.as_bytes(), &defaults(), |item| on_one_line.push(item));
        let document = serde_json::to_string_pretty(&value).expect("a value can be written");
        let over_several: Vec<_> = cases(read(document.as_bytes(), MAX_LINE));
        assert_eq!(over_several, cases(on_one_line), "{document}");
    }
});

fn read(input: impl BufRead, max_line: usize) -> Vec<Item> {
    Items::new(input, max_line, defaults()).map(|item| item.expect("a slice can be read")).collect()
}

fn defaults() -> Defaults {
    Defaults { request: Request::DEFAULTS.first().copied(), ..Defaults::default() }
}

/// The case and its records are written, and read back the same.
fn written(case: &AnyCase) {
    let text = serde_json::to_string(case).expect("a case can be written");
    let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(AnyCase::read(&json, &Defaults::default()).as_ref(), Ok(case), "{text}");
    match case {
        AnyCase::One(case) => case.record.iter().for_each(read_back),
        AnyCase::Batch(batch) => batch.records.iter().flatten().for_each(read_back),
    }
}

fn read_back(record: &Record) {
    let text = serde_json::to_string(record).expect("a record can be written");
    let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(Record::read(&json).as_ref(), Ok(record), "{text}");
    let inspection = Inspection::of(record, &Policy::documented());
    serde_json::to_string(&inspection).expect("an inspection can be written");
}

/// A trace file answered anew differs in nothing, and is read back from its lines.
fn trace(file: &TraceFile) {
    let policy = Policy::documented();
    let answered = file.with(&file.trace(&policy), &policy);
    assert_eq!(answered.difference(&policy), None);
    let lines = answered.lines().map(|line| serde_json::to_string(&line).expect("a line can be written"));
    let text = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(TraceFile::read(text.as_bytes(), MAX_LINE).expect("what is written can be read"), answered);
}

/// The cases that are read, and of the others the reasons; not where they stand.
fn cases(items: Vec<Item>) -> Vec<Result<AnyCase, Reason>> {
    items.into_iter().map(|item| item.case.map_err(|unreadable| unreadable.reason)).collect()
}

/// Whether a value is a response and something else at once, or twice a response: one reader sees all
/// of it and takes the nearest spelling, the other has to take what comes first.
fn is_ambiguous(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(is_ambiguous),
        Value::Object(members) => {
            let leads = |key: &&String| {
                ["Instances", "Instance", "Request", "Environment"]
                    .iter()
                    .any(|name| key.eq_ignore_ascii_case(name))
            };
            let is_response = members.keys().any(|key| key.eq_ignore_ascii_case("Instances"));
            is_response && members.keys().filter(leads).count() > 1
                || members.values().any(is_ambiguous)
                || members.keys().filter(|key| key.eq_ignore_ascii_case("Instance")).count() > 1
        }
        _ => false,
    }
}
