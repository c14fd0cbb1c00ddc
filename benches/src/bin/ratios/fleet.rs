//! Calls of a fleet that `crates/columns/examples/fleet.rs` wrote, decided row by row.

use crate::print;
use instance_lifecycle::packed::Call;
use instance_lifecycle::{Policy, Request, StopInstance, explain};
use instance_lifecycle_benches::engines::cedar::Cedar;
use instance_lifecycle_benches::engines::rules::{Expected, exists};
use instance_lifecycle_benches::stopwatch::{Contender, race};
use instance_lifecycle_wire::{AnyCase, Case, Defaults, MAX_LINE, Stream};
use std::fs::File;
use std::hint::black_box;
use std::io::BufReader;

/// The calls of StopInstance that are decided in one run.
const CALLS: usize = 20_000;

/// All violated rules of the calls to stop in the file that the variable `FLEET` names, by Cedar and by the library.
pub fn fleet(runs: usize) {
    let Some(path) = std::env::var_os("FLEET") else {
        println!("skipped the fleet: `FLEET` names no file of calls");
        return;
    };
    let file = BufReader::new(File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}")));
    let calls: Vec<Call<StopInstance>> = Stream::new(file, MAX_LINE, Defaults::default())
        .filter_map(|item| match item.expect("the file can be read").case {
            Ok(AnyCase::One(Case {
                record: Some(record),
                environment,
                request: Request::StopInstance(request),
                ..
            })) => Some(Call { instance: record.instance, request, environment }),
            _ => None,
        })
        .filter(exists)
        .take(CALLS)
        .collect();
    let (policy, cedar) = (Policy::documented(), Cedar::new());
    for call in &calls {
        let expected = Expected::of(call, &policy).violated();
        assert_eq!(Cedar::violated(&cedar.decide(&Cedar::input(call))), expected, "{call:?}");
    }
    let inputs: Vec<_> = calls.iter().map(Cedar::input).collect();
    let policy = black_box(&policy);
    let contenders = vec![
        Contender::new("library", calls.len(), || {
            for Call { instance, request, environment } in &calls {
                explain(instance, request, environment, policy).violations().for_each(|violation| {
                    black_box(violation.rule());
                });
            }
        }),
        Contender::new("cedar, prepared", calls.len(), || {
            for input in &inputs {
                black_box(&cedar.decide(input));
            }
        }),
        Contender::new("cedar", calls.len(), || {
            for call in &calls {
                black_box(&cedar.decide(&Cedar::input(call)));
            }
        }),
    ];
    let times = race(runs, || (), contenders);
    for name in ["library", "cedar, prepared", "cedar"] {
        print(&format!("all violated rules of calls of a fleet, {name}"), times.rate(name), "calls/s");
    }
    print("cedar to the library", times.ratio("cedar", "library"), "times as long");
}
