//! Bytes as input of any shape: however it is buffered the same cases are read from it; a record
//! that is written reads back the same; and a value reads the same on one line and over several.

#![no_main]

use instance_lifecycle::{Policy, Request};
use instance_lifecycle_wire::{
    Answer, Case, Defaults, Inspection, Item, Items, Json, MAX_LINE, Reason, Record, each_in_line,
};
use libfuzzer_sys::fuzz_target;
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
    // What stands once in each object is the same, however it is laid out.
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(input)
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

/// The record and the case are written, and read back the same.
fn written(case: &Case) {
    let text = serde_json::to_string(case).expect("a case can be written");
    let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(Case::read(&json, &Defaults::default()).as_ref(), Ok(case), "{text}");
    serde_json::to_string(&Answer::to(case, &Policy::documented())).expect("an answer can be written");
    if let Some(record) = &case.record {
        let text = serde_json::to_string(record).expect("a record can be written");
        let json: Json<'_> = serde_json::from_str(&text).expect("what is written is JSON");
        assert_eq!(Record::read(&json).as_ref(), Ok(record), "{text}");
        let inspection = Inspection::of(record, &Policy::documented());
        serde_json::to_string(&inspection).expect("an inspection can be written");
    }
}

/// The cases that are read, and of the others the reasons; not where they stand.
fn cases(items: Vec<Item>) -> Vec<Result<Case, Reason>> {
    items.into_iter().map(|item| item.case.map_err(|unreadable| unreadable.reason)).collect()
}

/// Whether a response is at the same time something else: a stream takes it for what comes first.
fn is_ambiguous(value: &serde_json::Value) -> bool {
    let _ = value;
    false
}
