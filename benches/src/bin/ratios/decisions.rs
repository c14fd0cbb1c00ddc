//! The cost of a decision, compared with hand-written `if`s.

use crate::print;
use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::rules::Verdict;
use instance_lifecycle::{Policy, Rejection, StopInstance, explain, plan};
use instance_lifecycle_benches::by_hand;
use instance_lifecycle_benches::calls::{CALLS, Calls, KINDS, calls};
use instance_lifecycle_benches::stopwatch::{Contender, Times, race};
use std::cell::RefCell;
use std::hint::black_box;

/// Calls that never repeat, so that no branch predictor can learn them.
pub fn decisions(runs: usize) {
    for (kind, default) in KINDS {
        never_repeated(runs, kind, default);
    }
}

fn never_repeated(runs: usize, kind: &str, default: f64) {
    let policy = Policy::documented();
    calls(CALLS, default).iter().for_each(|call| check_by_hand(call, &policy));
    let policy = black_box(&policy);
    let mut source = Calls::new(default);
    let calls: RefCell<Vec<Call<StopInstance>>> = RefCell::default();
    let packed: RefCell<Vec<Packed<StopInstance>>> = RefCell::default();
    let next_calls = || {
        calls.replace(source.take(CALLS).collect());
        packed.replace(calls.borrow().iter().map(Packed::from).collect());
    };
    let contenders = vec![
        Contender::new("typed plan", CALLS, || plan_all(&calls.borrow(), policy)),
        Contender::new("typed explanation", CALLS, || {
            for Call { instance, request, environment } in &*calls.borrow() {
                black_box(&explain(instance, request, environment, policy));
            }
        }),
        Contender::new("typed names", CALLS, || {
            for Call { instance, request, environment } in &*calls.borrow() {
                let explanation = explain(instance, request, environment, policy);
                explanation.violations().for_each(|violation| {
                    black_box(violation.rule());
                });
            }
        }),
        Contender::new("packed plan", CALLS, || {
            for call in &*packed.borrow() {
                black_box(&call.plan(policy));
            }
        }),
        Contender::new("packed explanation", CALLS, || {
            for call in &*packed.borrow() {
                black_box(&call.explain(policy));
            }
        }),
        Contender::new("pack", CALLS, || {
            for call in &*calls.borrow() {
                black_box(&Packed::from(call));
            }
        }),
        Contender::new("slice", CALLS, || {
            black_box(plan_each(&packed.borrow(), policy).filter(Result::is_ok).count());
        }),
        Contender::new("by hand, first", CALLS, || first_by_hand(&calls.borrow())),
        Contender::new("by hand, all", CALLS, || {
            for call in &*calls.borrow() {
                black_box(&by_hand::all(call));
            }
        }),
    ];
    let times = race(runs, next_calls, contenders);
    let figure = |name: &str, of: &str| print(&format!("{name}, {kind}"), times.time(of), "ns/call");
    figure("plan, typed call", "typed plan");
    figure("plan, packed call", "packed plan");
    figure("explanation, typed call", "typed explanation");
    figure("explanation, packed call", "packed explanation");
    figure("explanation with all rule names, typed call", "typed names");
    figure("packing a typed call", "pack");
    figure("counting the accepted calls of a packed slice", "slice");
    figure("ifs, first error or settlement", "by hand, first");
    figure("ifs, all errors and settlement", "by hand, all");
    ratios(&times, kind, RATIOS);
    let ratio =
        |name: &str, ours| print(&format!("{name}, {kind}"), times.ratio(ours, "by hand, all"), "times");
    ratio("explanation, typed call / ifs, all errors", "typed explanation");
    ratio("explanation with all rule names, typed call / ifs, all errors", "typed names");
}

const RATIOS: [(&str, &str); 2] = [
    ("plan, typed call / ifs, first error", "typed plan"),
    ("plan, packed call / ifs, first error", "packed plan"),
];

fn ratios(times: &Times, kind: &str, ratios: [(&str, &str); 2]) {
    for (name, ours) in ratios {
        print(&format!("{name}, {kind}"), times.ratio(ours, "by hand, first"), "times");
    }
}

/// Lengths of a sequence that is decided again and again. A branch predictor learns the shorter ones.
const LENGTHS: [usize; 4] = [1_000, 5_000, 20_000, 100_000];

/// The same calls again and again: the best case for a chain of `if`s.
pub fn repeated(runs: usize) {
    let policy = black_box(Policy::documented());
    for (kind, default) in KINDS {
        for length in LENGTHS {
            let calls: Vec<Call<StopInstance>> = calls(length, default);
            let packed: Vec<Packed<StopInstance>> = calls.iter().map(Packed::from).collect();
            let rounds = CALLS / length;
            let contenders = vec![
                Contender::new("typed plan", CALLS, || (0..rounds).for_each(|_| plan_all(&calls, &policy))),
                Contender::new("packed plan", CALLS, || {
                    for call in (0..rounds).flat_map(|_| &packed) {
                        black_box(&call.plan(&policy));
                    }
                }),
                Contender::new("by hand, first", CALLS, || (0..rounds).for_each(|_| first_by_hand(&calls))),
            ];
            let times = race(runs, || (), contenders);
            let kind = format!("{length} {kind}, repeated");
            let figure = |name: &str, of: &str| print(&format!("{name}, {kind}"), times.time(of), "ns/call");
            figure("plan, typed call", "typed plan");
            figure("plan, packed call", "packed plan");
            figure("ifs, first error or settlement", "by hand, first");
            ratios(&times, &kind, RATIOS);
        }
    }
}

#[inline(never)]
fn plan_all(calls: &[Call<StopInstance>], policy: &Policy) {
    for Call { instance, request, environment } in calls {
        black_box(&plan(instance, request, environment, policy));
    }
}

#[inline(never)]
fn first_by_hand(calls: &[Call<StopInstance>]) {
    for call in calls {
        black_box(&by_hand::answer(call));
    }
}

/// Panics if the hand-written code and the library disagree.
fn check_by_hand(call: &Call<StopInstance>, policy: &Policy) {
    let explanation = explain(&call.instance, &call.request, &call.environment, policy);
    let settlement = explanation.plan().settlement();
    let answer = match explanation.answer() {
        Err(Rejection::Refused(refusal)) => match refusal.row().then {
            Verdict::Raise(kind) => Err(kind),
            other => panic!("the documented policy has no custom rules, but one decides: {other:?}"),
        },
        Ok(_) | Err(Rejection::DryRunPassed(_)) => Ok(settlement),
    };
    assert_eq!(by_hand::answer(call), answer, "{call:?}");
    let (errors, settled): (u16, Settlement) = by_hand::all(call);
    assert_eq!(
        (errors.count_ones() as usize, settled),
        (explanation.violations().count(), settlement),
        "{call:?}"
    );
}
