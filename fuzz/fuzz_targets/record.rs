//! Reads bytes as input of any shape. Buffering never changes the cases; a value means the same on one
//! line, on a padded line of up to 1 MiB, and over several lines; written records and traces read back
//! the same.

#![no_main]

use instance_lifecycle::{Policy, Request};
use instance_lifecycle_fuzz::as_written;
use instance_lifecycle_wire::{
    AnyCase, Defaults, InputErrorKind, Inspection, Item, Json, LineReader, MAX_LINE, Record, Stream,
    TraceFile,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::io::{BufRead, BufReader};

fuzz_target!(|input: &[u8]| {
    let whole = read(input, MAX_LINE);
    // The first byte chooses the size of the buffer and the maximal length of a line.
    let capacity = usize::from(input.first().copied().unwrap_or_default()) + 1;
    assert_eq!(read(BufReader::with_capacity(capacity, input), MAX_LINE), whole);
    for item in read(input, capacity) {
        let _ = item.case.map_err(|unreadable| unreadable.to_string());
    }
    for Item { line, case } in whole {
        match case {
            Ok(case) => written(&case),
            Err(unreadable) => {
                assert!(unreadable.line() >= line, "{unreadable}");
                assert!(unreadable.to_string().len() < 10_000);
            }
        }
    }
    match TraceFile::read(input, MAX_LINE) {
        Ok(file) => trace(&file),
        Err(error) => drop(error.to_string()),
    }
    // serde_json keeps the last of repeated keys.
    if let Ok(value) = serde_json::from_slice::<Value>(input)
        && !is_ambiguous(&value)
    {
        let line = serde_json::to_string(&value).expect("a value can be written");
        let mut on_one_line = Vec::new();
        LineReader::new(defaults()).each(1, line.as_bytes(), |item| on_one_line.push(item));
        let document = serde_json::to_string_pretty(&value).expect("a value can be written");
        let over_several: Vec<_> = cases(read(document.as_bytes(), MAX_LINE));
        let on_one_line = cases(on_one_line);
        assert_eq!(over_several, on_one_line, "{document}");
        if let Some(padded) = padded(&value, usize::from(input.len().min(1024) as u16) << 10) {
            assert_eq!(cases(read(padded.as_bytes(), MAX_LINE)), on_one_line, "{line}");
        }
    }
});

fn read(input: impl BufRead, max_line: usize) -> Vec<Item> {
    Stream::new(input, max_line, defaults()).map(|item| item.expect("a slice can be read")).collect()
}

fn defaults() -> Defaults {
    Defaults { request: Request::DEFAULTS.first().copied(), ..Defaults::default() }
}

/// Checks that a case and its records read back the same.
fn written(case: &AnyCase) {
    let text = serde_json::to_string(case).expect("a case can be written");
    let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(AnyCase::read(&json, &Defaults::default()), Ok(as_written(case)), "{text}");
    match case {
        AnyCase::One(case) => case.record.iter().for_each(read_back),
        AnyCase::Batch(batch) => batch.records.iter().flatten().for_each(read_back),
    }
}

fn read_back(record: &Record) {
    let text = serde_json::to_string(record).expect("a record can be written");
    let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(Record::read(&json).as_ref(), Ok(record), "{text}");
    let inspection = Inspection::new(record, &Policy::documented());
    serde_json::to_string(&inspection).expect("an inspection can be written");
}

/// Checks that a trace answered again does not differ, and reads back from its lines.
fn trace(file: &TraceFile) {
    let policy = Policy::documented();
    let answered = file.with(&file.trace(&policy), &policy);
    assert_eq!(answered.difference(&policy), None);
    let lines = answered.lines().map(|line| serde_json::to_string(&line).expect("a line can be written"));
    let text = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(TraceFile::read(text.as_bytes(), MAX_LINE).expect("what is written can be read"), answered);
}

/// Returns the cases and the kinds of errors, without their lines.
fn cases(items: Vec<Item>) -> Vec<Result<AnyCase, InputErrorKind>> {
    items.into_iter().map(|item| item.case.map_err(|error| error.kind().clone())).collect()
}

/// Returns a record or a list padded with a member that is not read; `None` for other values.
fn padded(value: &Value, length: usize) -> Option<String> {
    let mut value = value.clone();
    let record = match &mut value {
        Value::Array(elements) => elements.first_mut()?,
        record => record,
    };
    let members = record.as_object_mut()?;
    // Only records ignore unknown members.
    let is_record = members.contains_key("Status")
        && !["Request", "Environment", "Instance", "Instances"]
            .iter()
            .any(|name| members.keys().any(|key| key.eq_ignore_ascii_case(name)));
    if !is_record {
        return None;
    }
    members.insert("Description".to_owned(), "x".repeat(length).into());
    serde_json::to_string(&value).ok()
}

/// Returns whether a value is a response and something else, or a response twice: then the streaming
/// reader takes the first key and the other the nearest spelling.
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
