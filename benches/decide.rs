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

/// Cases at random points: of every attribute the plain value with probability `plain`, else any.
fn cases(plain: f64) -> Vec<(Case, StopInstance)> {
    let mut random = fastrand::Rng::with_seed(0x0ec5);
    let mut case = || {
        let point = ATTRIBUTES.iter().fold(Case::PLAIN.point(), |point, attribute| {
            let value =
                if random.f64() < plain { attribute.plain } else { random.usize(..attribute.values.len()) };
            point.with(attribute.field, value)
        });
        let case = Case::at(&point);
        (case, StopInstance::from(case.request))
    };
    (0..CASES).map(|_| case()).collect()
}

/// Most cases are refused at 0, and planned at 0.95.
const PLAIN: [f64; 2] = [0.0, 0.95];

#[divan::bench(args = PLAIN)]
fn plan_from_typed_values(bencher: Bencher<'_, '_>, plain: f64) {
    let (cases, policy) = (cases(plain), Policy::documented());
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            let _ = black_box(plan(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = PLAIN)]
fn plan_with_precedence(bencher: Bencher<'_, '_>, plain: f64) {
    let cases = cases(plain);
    let operation = instance_lifecycle::Operation::StopInstance;
    let documented = Policy::documented();
    let mut chapters: Vec<&str> = documented.precedence(operation).collect();
    chapters.reverse();
    let policy =
        documented.clone().with_precedence(operation, &chapters).expect("a permutation of its chapters");
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            let _ = black_box(plan(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = PLAIN)]
fn all_objections(bencher: Bencher<'_, '_>, plain: f64) {
    let (cases, policy) = (cases(plain), Policy::documented());
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for (case, request) in &cases {
            black_box(explain(&case.instance, request, &case.environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = PLAIN)]
fn plan_and_its_resources(bencher: Bencher<'_, '_>, plain: f64) {
    let (cases, policy) = (cases(plain), Policy::documented());
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
