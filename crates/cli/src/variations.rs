//! The requests of an operation, the default one first.

use instance_lifecycle::request::Parameters;
use instance_lifecycle::{Operation, Request};
use instance_lifecycle_wire::{Json, parameters, read_request};

/// A request, with the parameters that are not default: `Force`, `ForceStop=false`.
pub(crate) struct Variation {
    pub(crate) set: Vec<String>,
    pub(crate) request: Request,
}

/// The requests of an operation for all combinations of its flags but `DryRun`, those that set the
/// fewest first.
pub(crate) fn of(operation: Operation) -> Vec<Variation> {
    let default = Request::new(operation, Parameters::DEFAULT);
    let names = parameters(operation).iter().filter(|name| **name != "DryRun");
    let flags: Vec<(&str, bool)> = names
        .flat_map(|name| [(*name, true), (*name, false)])
        .filter(|(name, flag)| read(operation, &[(*name, *flag)]).is_some_and(|request| request != default))
        .collect();
    let mut variations: Vec<Variation> = (0..1_usize << flags.len())
        .filter_map(|chosen| {
            let chosen = flags.iter().enumerate().filter(|(n, _)| chosen >> n & 1 == 1);
            let set: Vec<(&str, bool)> = chosen.map(|(_, flag)| *flag).collect();
            let request = read(operation, &set)?;
            Some(Variation { set: set.iter().map(|flag| write(*flag)).collect(), request })
        })
        .collect();
    variations.sort_by_key(|variation| variation.set.len());
    variations
}

fn read(operation: Operation, flags: &[(&str, bool)]) -> Option<Request> {
    let action = ("Action".into(), Json::String(operation.as_str().into()));
    let flags = flags.iter().map(|(name, flag)| ((*name).into(), Json::Bool(*flag)));
    let (request, _) = read_request(&Json::Object([action].into_iter().chain(flags).collect())).ok()?;
    Some(request)
}

fn write((name, flag): (&str, bool)) -> String {
    if flag { name.to_owned() } else { format!("{name}=false") }
}
