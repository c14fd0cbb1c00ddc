//! The cost of analysing policies.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench analysis`

use divan::{Bencher, black_box};
use instance_lifecycle::analysis::laws::{self, Claim};
use instance_lifecycle::analysis::{
    Budget, Goal, NamedGoal, Partition, Ranking, Routes, Rules, Steps, check, diff, fixes, vectors,
};
use instance_lifecycle::environment::{SpotPrice, Stock};
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, LockReason, Locks, NetworkType, SpotStrategy, Standing,
    StoppedMode,
};
use instance_lifecycle::request::{Parameters, StopModeAsked};
use instance_lifecycle::rules::attributes::region_of;
use instance_lifecycle::{Case, Environment, Event, Instance, Operation, Policy, Revision, Status};

fn main() {
    divan::main();
}

/// At most 5 ms.
#[divan::bench]
fn partitions_of_all_operations() -> usize {
    let policy = Policy::documented();
    let partitions = Rules::all(black_box(&policy)).map(|rules| Partition::new(rules, Budget::default()));
    partitions.map(|partition| partition.expect("within the budget").cubes().count()).sum()
}

#[divan::bench]
fn partition_of_stop_instance(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let rules = || Rules::new(&policy, Operation::StopInstance);
    bencher
        .with_inputs(rules)
        .bench_local_values(|rules| Partition::new(rules, Budget::default()).expect("within the budget"));
}

/// At most 10 ms.
#[divan::bench]
fn difference_of_two_revisions(bencher: Bencher<'_, '_>) {
    let [old, new] = [Revision::V2024_11_14, Revision::V2025_12_03].map(Policy::ecs);
    bencher.bench_local(|| diff(black_box(&old), black_box(&new)).expect("within the budget"));
}

#[divan::bench]
fn difference_of_a_reversed_precedence(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let mut stages: Vec<&str> = policy.precedence(Operation::StartInstance).collect();
    stages.reverse();
    let reversed = policy
        .clone()
        .with_precedence(Operation::StartInstance, &stages)
        .expect("a permutation of its stages");
    bencher.bench_local(|| diff(black_box(&policy), black_box(&reversed)).expect("within the budget"));
}

/// At most 50 ms.
#[divan::bench(args = Revision::ALL)]
fn check_of_a_policy(revision: &Revision) -> usize {
    check(black_box(&Policy::ecs(*revision))).len()
}

/// Returns the steps of all calls in all environments, and of all events.
fn steps() -> Steps {
    let calls = Steps::from_policy(&Policy::documented(), Budget::default()).expect("within the budget");
    calls.and(Steps::from_events(&Policy::documented(), Event::ALL))
}

#[divan::bench]
fn steps_of_all_calls_and_events() -> usize {
    steps().iter().count()
}

#[divan::bench]
fn states_reachable_from_pending(bencher: Bencher<'_, '_>) {
    let (steps, pending) = (steps(), region_of(&[("status", &["Pending"])]).expect("known names"));
    bencher.bench_local(|| steps.reachable_from(&[pending], Budget::default()).expect("within the budget"));
}

#[divan::bench]
fn states_leading_to_hibernation(bencher: Bencher<'_, '_>) {
    let (steps, hibernated) = (steps(), region_of(&[("hibernated", &["Yes"])]).expect("known names"));
    bencher.bench_local(|| steps.leading_to(&[hibernated], Budget::default()).expect("within the budget"));
}

/// Returns the routes to a stop that is not billed for compute, from every instance.
fn routes() -> Routes {
    let (policy, budget) = (Policy::documented(), Budget::default());
    let goal = Goal::named(NamedGoal::NotBilled, &policy, budget).expect("within the budget");
    Routes::new(goal, &Environment::DEFAULT, &[], &policy, budget).expect("within the budget")
}

/// At most 5 ms.
#[divan::bench]
fn routes_from_every_instance() -> usize {
    routes().levels().count()
}

/// At most 0.1 ms.
#[divan::bench]
fn shortest_route_of_an_instance(bencher: Bencher<'_, '_>) {
    let (routes, stopped) = (routes(), Instance::in_status(Status::Stopped));
    bencher.bench_local(|| {
        routes.from(black_box(&stopped), Ranking::Calls, 1, Budget::default()).expect("within the budget")
    });
}

/// At most 20 ms.
#[divan::bench]
fn blockers_of_a_subscription(bencher: Bencher<'_, '_>) {
    let subscription = Instance::in_status(Status::Stopped).with(|it| it.charge_type = ChargeType::PrePaid);
    let routes = routes();
    bencher.bench_local(|| {
        routes.blockers(black_box(&subscription), Budget::default()).expect("within the budget")
    });
}

/// A stop and a start that violate many rules.
fn refused() -> [(Operation, Case); 2] {
    let instance = Instance::DEFAULT.with(|it| {
        it.standing = Standing::InArrears;
        it.locks = Locks::NONE.with(LockReason::Security).with(LockReason::Financial);
        it.network_type = NetworkType::Classic;
        it.local_storage = true;
        it.disk_in_arrears = true;
        it.disk_status = DiskStatus::Incorrect;
        it.encryption_key = EncryptionKey::NotEnabled;
    });
    let request = Parameters::DEFAULT.with(|it| {
        it.stopped_mode = StopModeAsked::StopCharging;
        it.hibernate = true;
    });
    let stopped = instance.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
        it.spot_strategy = SpotStrategy::SpotWithPriceLimit;
        it.compute_recycled = true;
    });
    let environment = Environment::DEFAULT.with(|it| {
        it.stock = Stock::SoldOut;
        it.spot_price = SpotPrice::AboveBid;
        it.host_repairing = true;
    });
    [
        (Operation::StopInstance, Case::new(instance, Environment::DEFAULT, request)),
        (Operation::StartInstance, Case::new(stopped, environment, Parameters::DEFAULT)),
    ]
}

/// At most 0.1 ms.
#[divan::bench(args = [0, 1])]
fn nearest_fixes(bencher: Bencher<'_, '_>, which: usize) {
    let (policy, (operation, case)) = (Policy::documented(), refused()[which]);
    bencher.bench_local(|| fixes(black_box(&case), operation, &policy).expect("within the budget"));
}

#[divan::bench]
fn proof_of_a_law(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let spot =
        region_of(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])]).expect("known names");
    let law = laws::never(spot, Claim::StoppedMode(StoppedMode::StopCharging));
    bencher.bench_local(|| law.prove(black_box(&policy), Operation::StopInstance).expect("it holds"));
}

#[divan::bench]
fn all_vectors() -> usize {
    vectors(black_box(&Policy::documented())).expect("within the budget").len()
}
