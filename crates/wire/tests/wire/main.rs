//! Records, cases and streams, read and written.

mod annotated;
mod answers;
mod batches;
mod cases;
mod chunks;
mod custom;
mod documents;
mod errors;
mod evolutions;
mod examples;
mod facts;
mod families;
mod fidelity;
mod layers;
mod layouts;
mod lines;
mod policies;
mod recorded;
mod records;
mod round_trip;
mod schema;
mod sources;
mod suite;
mod summaries;
mod traces;
mod varieties;

use instance_lifecycle::{Instance, Request, StopInstance};
use instance_lifecycle_wire::{Case, Defaults, Item, Json, MAX_LINE, Record, Stream};

fn json(text: &str) -> Json<'_> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn record(text: &str) -> Record {
    Record::read(&json(text)).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn instance(text: &str) -> Instance {
    record(text).instance
}

fn case(text: &str) -> Case {
    Case::read(&json(text), &Defaults::default()).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The defaults under which bare records are stopped.
fn stop() -> Defaults {
    Defaults { request: Some(Request::StopInstance(StopInstance::default())), ..Defaults::default() }
}

fn read(input: &[u8], max_line: usize) -> Vec<Item> {
    Stream::new(input, max_line, stop()).map(|item| item.expect("a slice can be read")).collect()
}

/// Every item as its line with the id, or with the reason why it has none.
fn told(input: impl AsRef<[u8]>) -> Vec<String> {
    told_up_to(input, MAX_LINE)
}

fn told_up_to(input: impl AsRef<[u8]>, max_line: usize) -> Vec<String> {
    read(input.as_ref(), max_line).iter().map(tell).collect()
}

fn tell(item: &Item) -> String {
    match &item.case {
        Ok(case) => format!("{}: {}", item.line, case.id().unwrap_or("-")),
        Err(unreadable) => unreadable.to_string(),
    }
}
