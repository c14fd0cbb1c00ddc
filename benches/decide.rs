//! What a decision costs: 100,000 random cases, so that no branch is learnt and no table stays
//! warm by chance. Run with `cargo bench --manifest-path benches/Cargo.toml`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use instance_lifecycle::attribute::ATTRIBUTES;
use instance_lifecycle::{Case, Policy, Revision, StopInstance, explain, plan};

const CASES: usize = 100_000;

fn main() {
    divan::main();
}

/// Cases at random points: of every attribute the default value with probability `default`, else any.
fn cases(default: f64) -> Vec<(Case, StopInstance)> {
    let mut random = fastrand::Rng::with_seed(0x0ec5);
    let mut case = || {
        let point = ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            let value =
                if random.f64() < default { attribute.default } else { random.usize(..attribute.values.len()) };
            point.with(attribute.field, value)
        });
        let case = Case::at(&point);
        (case, StopInstance::from(case.request))
    };
    (0..CASES).map(|_| case()).collect()
}

/// Most cases are refused at 0, and planned at 0.95.
const DEFAULT: [f64; 2] = [0.0, 0.95];

#[divan::bench(args = DEFAULT)]
fn plan_from_typed_values(bencher: Bencher<'_, '_>, default: f64) {
    let (cases, policy) = (cases(default), Policy::documented());
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            let _ = black_box(plan(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = DEFAULT)]
fn plan_with_precedence(bencher: Bencher<'_, '_>, default: f64) {
    let cases = cases(default);
    let operation = instance_lifecycle::Operation::StopInstance;
    let documented = Policy::documented();
    let mut stages: Vec<&str> = documented.precedence(operation).collect();
    stages.reverse();
    let policy =
        documented.clone().with_precedence(operation, &stages).expect("a permutation of its stages");
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            let _ = black_box(plan(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = DEFAULT)]
fn all_violations(bencher: Bencher<'_, '_>, default: f64) {
    let (cases, policy) = (cases(default), Policy::documented());
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            black_box(explain(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = DEFAULT)]
fn plan_and_its_resources(bencher: Bencher<'_, '_>, default: f64) {
    let (cases, policy) = (cases(default), Policy::documented());
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            if let Ok(plan) = plan(&case.instance, request, &case.environment, black_box(&policy)) {
                plan.resources().for_each(|resource| {
                    black_box(resource);
                });
            }
        }
    });
}

#[divan::bench]
fn build_a_policy() -> Policy {
    Policy::ecs(black_box(Revision::V2025_12_03))
}
