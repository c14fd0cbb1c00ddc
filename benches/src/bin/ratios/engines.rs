//! The cost of a decision, compared with general-purpose engines.

use crate::print;
use instance_lifecycle::packed::{Call, Packed};
use instance_lifecycle::{Policy, StopInstance, explain, plan};
use instance_lifecycle_benches::calls::{CALLS, KINDS, calls};
use instance_lifecycle_benches::engines::cedar::Cedar;
use instance_lifecycle_benches::engines::cel::Cel;
use instance_lifecycle_benches::engines::rego::Rego;
use instance_lifecycle_benches::engines::rhai::Rhai;
use instance_lifecycle_benches::engines::rules::{Expected, exists};
use instance_lifecycle_benches::engines::zen::Zen;
use instance_lifecycle_benches::stopwatch::{Contender, Times, race};
use std::cell::RefCell;
use std::hint::black_box;

/// Calls whose answers are compared.
const CHECKED: usize = 20_000;

/// Inputs that are built for each engine.
const INPUTS: usize = 2_000;

/// Inputs that an engine decides in one run. Engines take a thousand times longer than the library, which
/// decides [`CALLS`] in one run, too many for a branch predictor to learn.
const BATCH: usize = 200;

/// Compares all engines on both kinds of calls.
pub fn engines(runs: usize) {
    for (kind, default) in KINDS {
        let calls = calls(CALLS, default);
        deciding_rule(runs, kind, &calls);
        let existing: Vec<_> = calls.into_iter().filter(exists).collect();
        all_violations(runs, kind, &existing);
    }
}

/// Engines that answer the deciding rule.
fn deciding_rule(runs: usize, kind: &str, calls: &[Call<StopInstance>]) {
    let policy = Policy::documented();
    let (cel, mut zen, rhai) = (Cel::new(), Zen::new(), Rhai::new());
    for call in calls.iter().take(CHECKED) {
        let expected = Expected::of(call, &policy);
        assert_eq!(Cel::deciding(&cel.decide(&cel.input(call))), expected.deciding(), "{call:?}");
        assert_eq!(Zen::deciding(&zen.decide(&Zen::input(call))), expected.deciding(), "{call:?}");
        assert_eq!(rhai.decide(&mut Rhai::input(call)), expected.deciding(), "{call:?}");
    }
    let timed = &calls[..INPUTS];
    let cel_inputs: Vec<_> = timed.iter().map(|call| cel.input(call)).collect();
    let zen_inputs: Vec<_> = timed.iter().map(Zen::input).collect();
    let rhai_inputs: Vec<_> = timed.iter().map(Rhai::input).collect();
    let packed: Vec<Packed<StopInstance>> = calls.iter().map(Packed::from).collect();
    let policy = black_box(&policy);
    let contenders = vec![
        Contender::new("typed", calls.len(), || {
            for Call { instance, request, environment } in calls {
                black_box(&plan(instance, request, environment, policy));
            }
        }),
        Contender::new("packed", calls.len(), || {
            for call in &packed {
                black_box(&call.plan(policy));
            }
        }),
        engine("zen-expression", zen_inputs, |input| zen.decide(input)),
        engine("cel", cel_inputs, |input| cel.decide(input)),
        engine("rhai", rhai_inputs, |input| rhai.decide(input)),
    ];
    let times = race(runs, || (), contenders);
    report(&times, &format!("deciding rule, {kind}"), &["zen-expression", "cel", "rhai"]);
}

/// Engines that answer all violated rules.
fn all_violations(runs: usize, kind: &str, calls: &[Call<StopInstance>]) {
    let policy = Policy::documented();
    let (cedar, mut rego) = (Cedar::new(), Rego::new());
    for call in calls.iter().take(CHECKED) {
        let expected = Expected::of(call, &policy).violated();
        let input = Rego::input(call);
        assert_eq!(Cedar::violated(&cedar.decide(&Cedar::input(call))), expected, "{call:?}");
        assert_eq!(Rego::violated(&rego.interpret(&input)), expected, "{call:?}");
        assert_eq!(Rego::violated(&rego.run(&input)), expected, "{call:?}");
    }
    let timed = &calls[..INPUTS];
    let cedar_inputs: Vec<_> = timed.iter().map(Cedar::input).collect();
    let rego_inputs: Vec<_> = timed.iter().map(Rego::input).collect();
    let packed: Vec<Packed<StopInstance>> = calls.iter().map(Packed::from).collect();
    let (policy, rego) = (black_box(&policy), RefCell::new(rego));
    let contenders = vec![
        Contender::new("typed", calls.len(), || {
            for Call { instance, request, environment } in calls {
                let explanation = explain(instance, request, environment, policy);
                explanation.violations().for_each(|violation| {
                    black_box(violation.rule());
                });
            }
        }),
        Contender::new("packed", calls.len(), || {
            for call in &packed {
                call.explain(policy).violations().for_each(|violation| {
                    black_box(violation.rule());
                });
            }
        }),
        engine("cedar-policy", cedar_inputs, |input| cedar.decide(input)),
        engine("regorus, interpreter", rego_inputs.clone(), |input| rego.borrow().interpret(input)),
        engine("regorus, virtual machine", rego_inputs, |input| rego.borrow_mut().run(input)),
    ];
    let times = race(runs, || (), contenders);
    let engines = ["cedar-policy", "regorus, interpreter", "regorus, virtual machine"];
    report(&times, &format!("all violated rules, {kind}"), &engines);
}

/// Decides the next [`BATCH`] inputs in each run.
fn engine<'a, I: 'a, A>(
    name: &'static str,
    mut inputs: Vec<I>,
    mut decide: impl FnMut(&mut I) -> A + 'a,
) -> Contender<'a> {
    let mut next = 0;
    Contender::new(name, BATCH, move || {
        for input in &mut inputs[next..next + BATCH] {
            black_box(&decide(input));
        }
        next = (next + BATCH) % INPUTS;
    })
}

fn report(times: &Times, question: &str, engines: &[&str]) {
    let ours = [("typed call", "typed"), ("packed call", "packed")];
    for (name, contender) in ours {
        print(&format!("{question}, {name}"), times.time(contender), "ns/call");
    }
    for engine in engines {
        print(&format!("{question}, {engine}"), times.time(engine), "ns/call");
        for (name, contender) in ours {
            print(&format!("{question}, {engine} / {name}"), times.ratio(engine, contender), "times");
        }
    }
}
