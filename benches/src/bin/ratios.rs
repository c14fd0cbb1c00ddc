//! All comparisons in one go, or the parts that are named (`decisions`, `engines`, `checker`,
//! `lines`), a line a figure: `name: value unit`. Medians of runs by turns; a ratio is
//! the median of the ratios of each turn.
//!
//! Whatever is compared decides the same calls, and answers alike: that is asserted first.

use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::{Policy, Rejection, Settlement, StopInstance, Verdict, explain, plan};
use instance_lifecycle_benches::by_hand;
use instance_lifecycle_benches::calls::{CALLS, calls};
use instance_lifecycle_benches::cedar::Cedar;
use instance_lifecycle_benches::checker::Lifecycle;
use instance_lifecycle_benches::ndjson;
use instance_lifecycle_benches::rego::Rego;
use instance_lifecycle_benches::rules::{of_instances, refusing};
use instance_lifecycle_benches::stopwatch::{Contender, Times, race};
use std::cell::RefCell;
use std::hint::black_box;
use std::path::Path;

/// Calls that the policy engines decide: they take a thousand times longer.
const FEW: usize = 2_000;

/// How often this library does the same in one run, so that one is no shorter than that of what it is held
/// against, nor than a cold start.
const ROUNDS: usize = 100;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |part: &str| asked.is_empty() || asked.iter().any(|asked| asked == part);
    let parts: [(&str, fn()); 4] =
        [("decisions", decisions), ("engines", engines), ("checker", checker), ("lines", lines)];
    if let Some(unknown) = asked.iter().find(|asked| !parts.iter().any(|(part, _)| part == asked)) {
        eprintln!("no part `{unknown}`: expected `decisions`, `engines`, `checker` or `lines`");
        std::process::exit(2);
    }
    machine();
    parts.iter().filter(|(part, _)| is_asked(part)).for_each(|(_, run)| run());
}

fn print(name: &str, value: f64, unit: &str) {
    let digits = if value < 10.0 { 2 } else { usize::from(value < 1000.0) };
    println!("{name}: {value:.digits$} {unit}");
}

fn machine() {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("machine: {}, {cores} cores", model.map_or("of an unknown model", |(_, model)| model));
}

/// What it costs to decide, beside a chain of `if`s.
fn decisions() {
    for (kind, default) in [("random calls", 0.0), ("mostly default calls", 0.95)] {
        decisions_of(kind, default);
    }
}

fn decisions_of(kind: &str, default: f64) {
    let policy = Policy::documented();
    let calls: Vec<Call<StopInstance>> = calls(CALLS, default);
    calls.iter().for_each(|call| agrees_by_hand(call, &policy));
    let packed: Vec<Packed<StopInstance>> = calls.iter().map(Packed::from).collect();
    let policy = black_box(&policy);
    let times = race(vec![
        Contender::new("pack", CALLS, || {
            for call in &calls {
                black_box(&Packed::from(call));
            }
        }),
        Contender::new("packed rows", CALLS, || {
            for call in &packed {
                let explanation = call.explain(policy);
                black_box((explanation.first_row(), explanation.rows()));
            }
        }),
        Contender::new("packed plan", CALLS, || {
            for call in &packed {
                let answer = call.plan(policy);
                black_box(&answer);
            }
        }),
        Contender::new("asking rows", CALLS, || {
            for (held, call) in packed.iter().zip(&calls) {
                let explanation = held.with_request(call.request).explain(policy);
                black_box((explanation.first_row(), explanation.rows()));
            }
        }),
        Contender::new("typed rows", CALLS, || {
            for call in &calls {
                let explanation = explain(&call.instance, &call.request, &call.environment, policy);
                black_box((explanation.first_row(), explanation.rows()));
            }
        }),
        Contender::new("typed row", CALLS, || {
            for call in &calls {
                let explanation = explain(&call.instance, &call.request, &call.environment, policy);
                black_box(explanation.deciding_row());
            }
        }),
        Contender::new("typed explain", CALLS, || {
            for call in &calls {
                let explanation = explain(&call.instance, &call.request, &call.environment, policy);
                black_box(&explanation);
            }
        }),
        Contender::new("typed plan", CALLS, || {
            for call in &calls {
                let answer = plan(&call.instance, &call.request, &call.environment, policy);
                black_box(&answer);
            }
        }),
        Contender::new("slice", CALLS, || {
            black_box(plan_each(&packed, policy).filter(Result::is_ok).count());
        }),
        Contender::new("by hand, first", CALLS, || {
            for call in &calls {
                black_box(&by_hand::answer(call));
            }
        }),
        Contender::new("by hand, all", CALLS, || {
            for call in &calls {
                black_box(&by_hand::all(call));
            }
        }),
    ]);
    let figure = |name: &str, of: &str| print(&format!("{name}, {kind}"), times.median(of), "ns a call");
    figure("packed call to first row and all violations", "packed rows");
    figure("packed call to plan", "packed plan");
    figure("packed instance and typed request to first row and all violations", "asking rows");
    figure("typed call to first row and all violations", "typed rows");
    figure("typed call to deciding row", "typed row");
    figure("typed call to explanation", "typed explain");
    figure("typed call to plan", "typed plan");
    figure("typed call to packed call", "pack");
    figure("slice of packed calls, those that would run counted", "slice");
    figure("ifs by hand, first error or settlement", "by hand, first");
    figure("ifs by hand, all errors and settlement", "by hand, all");
    let ratio = |name: &str, ours: &str, theirs: &str| {
        print(&format!("{name}, {kind}"), times.ratio(ours, theirs), "times as long");
    };
    ratio("deciding row typed to ifs by hand for the first", "typed row", "by hand, first");
    ratio("first row and all violations typed to ifs by hand for all", "typed rows", "by hand, all");
    ratio("plan typed to ifs by hand for the first", "typed plan", "by hand, first");
    ratio("plan packed to ifs by hand for the first", "packed plan", "by hand, first");
}

/// The chain of `if`s answers as the library does.
fn agrees_by_hand(call: &Call<StopInstance>, policy: &Policy) {
    let explanation = explain(&call.instance, &call.request, &call.environment, policy);
    let settlement = explanation.plan().settlement();
    let answer = match explanation.answer() {
        Err(Rejection::Refused(refusal)) => match refusal.row().then {
            Verdict::Raise(kind) => Err(kind),
            other => panic!("the documented policy has no custom rules, and says {other:?}"),
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

/// What it costs beside general policy engines.
fn engines() {
    let calls = of_instances(calls::<StopInstance>(FEW, 0.9));
    let policy = Policy::documented();
    let (cedar, mut rego) = (Cedar::new(), Rego::new());
    let requests: Vec<_> = calls.iter().map(Cedar::request).collect();
    let inputs: Vec<_> = calls.iter().map(Rego::input).collect();
    let packed: Vec<Packed<StopInstance>> = calls.iter().map(Packed::from).collect();
    for ((call, request), input) in calls.iter().zip(&requests).zip(&inputs) {
        let rules = refusing(call);
        assert_eq!(Cedar::refusing(&cedar.decide(request)), rules, "{call:?}");
        assert_eq!(Rego::refusing(&rego.interpret(input)), rules, "{call:?}");
        assert_eq!(Rego::refusing(&rego.run(input)), rules, "{call:?}");
    }
    let (policy, rego) = (black_box(&policy), RefCell::new(rego));
    let times = race(vec![
        Contender::new("ours", ROUNDS * calls.len(), || {
            for call in (0..ROUNDS).flat_map(|_| &calls) {
                let explanation = explain(&call.instance, &call.request, &call.environment, policy);
                black_box((explanation.first_row(), explanation.rows()));
            }
        }),
        Contender::new("ours packed", ROUNDS * calls.len(), || {
            for call in (0..ROUNDS).flat_map(|_| &packed) {
                let explanation = call.explain(policy);
                black_box((explanation.first_row(), explanation.rows()));
            }
        }),
        Contender::new("cedar", calls.len(), || {
            for request in &requests {
                black_box(&cedar.decide(request));
            }
        }),
        Contender::new("interpreter", calls.len(), || {
            for input in &inputs {
                black_box(&rego.borrow().interpret(input));
            }
        }),
        Contender::new("machine", calls.len(), || {
            for input in &inputs {
                black_box(&rego.borrow_mut().run(input));
            }
        }),
    ]);
    for (name, ours) in OURS {
        print(
            &format!("{name} to first row and all violations, 14 conditions"),
            times.median(ours),
            "ns a call",
        );
    }
    theirs(&times, "cedar-policy", "cedar");
    theirs(&times, "regorus, interpreter", "interpreter");
    theirs(&times, "regorus, virtual machine", "machine");
}

/// Theirs are handed requests and inputs that were built before; so is ours that is packed.
const OURS: [(&str, &str); 2] = [("typed call", "ours"), ("packed call", "ours packed")];

fn theirs(times: &Times, name: &str, theirs: &str) {
    print(&format!("{name}, 14 conditions"), times.median(theirs), "ns a call");
    for (of, ours) in OURS {
        print(&format!("{name} to that of a {of}"), times.ratio(theirs, ours), "times as long");
    }
}

/// What it costs to explore the lifecycle, state by state and by whole regions.
fn checker() {
    for (kind, model) in [("five instances", Lifecycle::few()), ("any that is bought", Lifecycle::any())] {
        let (states, holds) = model.regions();
        assert!(holds, "the law");
        assert_eq!(model.walk(), (states, holds));
        assert_eq!(model.check(), (states, holds));
        print(&format!("states of the model of {kind}"), states as f64, "states");
        let times = race(vec![
            Contender::new("regions", ROUNDS * states, || {
                for _ in 0..ROUNDS {
                    black_box(model.regions());
                }
            }),
            Contender::new("walk", states, || {
                black_box(model.walk());
            }),
            Contender::new("stateright", states, || {
                black_box(model.check());
            }),
        ]);
        for (name, contender) in
            [("regions", "regions"), ("default walk", "walk"), ("stateright", "stateright")]
        {
            print(&format!("{name}, {kind}, one thread"), 1e9 / times.median(contender), "states/s");
        }
        print(
            &format!("stateright to regions, {kind}"),
            times.ratio("stateright", "regions"),
            "times as long",
        );
        print(
            &format!("stateright to default walk, {kind}"),
            times.ratio("stateright", "walk"),
            "times as long",
        );
    }
}

/// What it costs to read cases and to write answers.
fn lines() {
    let cases = ndjson::cases(CALLS);
    let command = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/lifecycle");
    let mut contenders = vec![
        Contender::new("read", CALLS, || assert_eq!(ndjson::read(&cases), CALLS)),
        Contender::new("answer", CALLS, || assert_eq!(ndjson::answer(&cases), CALLS)),
    ];
    if command.exists() {
        let file = ndjson::file(&cases);
        contenders.push(Contender::new("command", CALLS, move || ndjson::run(&command, &file)));
    } else {
        println!("left out: there is no release build of the command");
    }
    let has_command = contenders.len() == 3;
    let times = race(contenders);
    let figure = |name: &str, of: &str| print(name, 1e9 / times.median(of), "cases/s");
    figure("cases of NDJSON read by the library", "read");
    figure("cases of NDJSON read, decided and answered by the library", "answer");
    if has_command {
        figure("cases of NDJSON through the command", "command");
    }
}
