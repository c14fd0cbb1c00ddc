//! The cost of a decision.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench decide`

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use instance_lifecycle::packed::Call;
use instance_lifecycle::{Operation, Policy, Revision, StopInstance, explain, plan};
use instance_lifecycle_benches::calls::{CALLS, calls};

fn main() {
    divan::main();
}

/// The probability that an attribute has its default value.
const DEFAULT: [f64; 2] = [0.0, 0.95];

fn measure<T>(
    bencher: Bencher<'_, '_>,
    default: f64,
    policy: &Policy,
    decide: impl Fn(&Call<StopInstance>, &Policy) -> T,
) {
    let calls = calls(CALLS, default);
    bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
        for call in &calls {
            black_box(decide(call, black_box(policy)));
        }
    });
}

#[divan::bench(args = DEFAULT)]
fn plan_typed(bencher: Bencher<'_, '_>, default: f64) {
    measure(bencher, default, &Policy::documented(), |call, policy| {
        plan(&call.instance, &call.request, &call.environment, policy)
    });
}

#[divan::bench(args = DEFAULT)]
fn plan_with_precedence(bencher: Bencher<'_, '_>, default: f64) {
    let documented = Policy::documented();
    let mut stages: Vec<&str> = documented.precedence(Operation::StopInstance).collect();
    stages.reverse();
    let policy = documented.clone().with_precedence(Operation::StopInstance, &stages);
    measure(bencher, default, &policy.expect("a permutation of the stages"), |call, policy| {
        plan(&call.instance, &call.request, &call.environment, policy)
    });
}

#[divan::bench(args = DEFAULT)]
fn names_of_all_violations(bencher: Bencher<'_, '_>, default: f64) {
    measure(bencher, default, &Policy::documented(), |call, policy| {
        let explanation = explain(&call.instance, &call.request, &call.environment, policy);
        explanation.violations().for_each(|violation| {
            black_box(violation.rule());
        });
    });
}

#[divan::bench(args = DEFAULT)]
fn plan_and_resources(bencher: Bencher<'_, '_>, default: f64) {
    measure(bencher, default, &Policy::documented(), |call, policy| {
        let plan = plan(&call.instance, &call.request, &call.environment, policy);
        plan.map(|plan| {
            plan.resources().for_each(|resource| {
                black_box(resource);
            })
        })
    });
}

/// Accepting a plan compares each attribute of the instance that the decision read.
#[divan::bench]
fn accept(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let planned = |call: &Call<StopInstance>| {
        Some((plan(&call.instance, &call.request, &call.environment, &policy).ok()?, call.instance))
    };
    let plans: Vec<_> = calls(1_000, 0.999).iter().filter_map(planned).collect();
    bencher.counter(ItemsCount::new(plans.len())).bench_local(|| {
        for (plan, instance) in &plans {
            black_box(&plan.accept(black_box(instance)));
        }
    });
}

#[divan::bench]
fn build_a_policy() -> Policy {
    Policy::ecs(black_box(Revision::V2025_12_03))
}
