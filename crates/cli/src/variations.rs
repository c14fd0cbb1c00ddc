//! The requests of an operation, the default one first.

use crate::fields::request_name;
use instance_lifecycle::request::Parameters;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::{Operation, Request};
use instance_lifecycle_wire::{Json, parameters, read_request};

/// A request, with the parameters that are not default: `Force`, `ForceStop=false`, `StoppedMode=StopCharging`.
pub(crate) struct Variation {
    pub(crate) set: Vec<String>,
    pub(crate) request: Request,
}

/// A value of a parameter.
#[derive(Clone)]
enum Value {
    Flag(bool),
    Text(&'static str),
}

/// The requests of an operation for all combinations of its parameters but `DryRun`, those that set the fewest first,
/// and among these flags before values. Of a creation, only the flags: what is created is given.
pub(crate) fn of(operation: Operation) -> Vec<Variation> {
    let default = Request::new(operation, Parameters::DEFAULT);
    let names = parameters(operation).iter().filter(|name| **name != "DryRun");
    let flags = names.clone().flat_map(|name| [true, false].map(|flag| (*name, Value::Flag(flag))));
    let texts = names.filter(|_| !operation.creates()).flat_map(|name| {
        let of_request = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Request);
        let attribute = of_request.into_iter().find(|attribute| request_name(attribute) == *name);
        let values = attribute.map_or(&[][..], |attribute| attribute.values);
        values.iter().map(|text| (*name, Value::Text(text)))
    });
    let is_varied = |given: &(&str, Value)| {
        read(operation, core::slice::from_ref(given)).is_some_and(|request| request != default)
    };
    let values: Vec<(&str, Value)> = flags.chain(texts).filter(is_varied).collect();
    let mut variations: Vec<Variation> = (0..1_usize << values.len())
        .filter_map(|chosen| {
            let chosen = values.iter().enumerate().filter(|(n, _)| chosen >> n & 1 == 1);
            let set: Vec<(&str, Value)> = chosen.map(|(_, value)| value.clone()).collect();
            let repeats = |n: usize| set[..n].iter().any(|(name, _)| *name == set[n].0);
            if (1..set.len()).any(repeats) {
                return None;
            }
            let request = read(operation, &set)?;
            Some(Variation { set: set.iter().map(write).collect(), request })
        })
        .collect();
    variations.sort_by_key(|variation| variation.set.len());
    variations
}

fn read(operation: Operation, values: &[(&str, Value)]) -> Option<Request> {
    let action = ("Action".into(), Json::String(operation.as_str().into()));
    let values = values.iter().map(|(name, value)| {
        let value = match value {
            Value::Flag(flag) => Json::Bool(*flag),
            Value::Text(text) => Json::String((*text).into()),
        };
        ((*name).into(), value)
    });
    let (request, _) = read_request(&Json::Object([action].into_iter().chain(values).collect())).ok()?;
    Some(request)
}

fn write((name, value): &(&str, Value)) -> String {
    match value {
        Value::Flag(true) => (*name).to_owned(),
        Value::Flag(false) => format!("{name}=false"),
        Value::Text(text) => format!("{name}={text}"),
    }
}
