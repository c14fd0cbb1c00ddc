//! What the analysis of policies costs. Run with
//! `cargo bench --manifest-path benches/Cargo.toml --bench analysis`.

use divan::{Bencher, black_box};
use instance_lifecycle::analysis::laws::{self, Outcome};
use instance_lifecycle::analysis::{Budget, Partition, Rules, Steps, check, diff, fixes, vectors};
use instance_lifecycle::attribute::region_of;
use instance_lifecycle::{
    Case, DiskStatus, EncryptionKey, Environment, Event, Instance, LockReason, Locks, NetworkType, Operation,
    Parameters, Policy, Revision, SpotPrice, SpotStrategy, Standing, Status, Stock, StopModeAsked,
    StoppedMode,
};

fn main() {
    divan::main();
}

/// Budget: 5 ms.
#[divan::bench]
fn partitions_of_all_operations() -> usize {
    let policy = Policy::documented();
    let partitions = Rules::all(black_box(&policy)).map(|rules| Partition::of(rules, Budget::default()));
    partitions.map(|partition| partition.expect("within the budget").cubes().count()).sum()
}

#[divan::bench]
fn the_partition_of_a_stop(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let rules = || Rules::of(&policy, Operation::StopInstance);
    bencher
        .with_inputs(rules)
        .bench_local_values(|rules| Partition::of(rules, Budget::default()).expect("within the budget"));
}

/// Budget: 10 ms.
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

/// Budget: 50 ms.
#[divan::bench(args = Revision::ALL)]
fn check_of_a_policy(revision: &Revision) -> usize {
    check(black_box(&Policy::ecs(*revision))).expect("within the budget").len()
}

/// Every call in every environment, and every event.
fn steps() -> Steps {
    let calls = Steps::of_policy(&Policy::documented(), Budget::default()).expect("within the budget");
    calls.and(Steps::of_events(Event::ALL))
}

#[divan::bench]
fn the_steps_of_every_call_and_event() -> usize {
    steps().iter().count()
}

#[divan::bench]
fn what_is_reached_from_what_is_bought(bencher: Bencher<'_, '_>) {
    let (steps, bought) = (steps(), region_of(&[("status", &["Pending"])]).expect("known names"));
    bencher.bench_local(|| steps.from(&[bought], Budget::default()).expect("within the budget"));
}

#[divan::bench]
fn what_leads_to_hibernation(bencher: Bencher<'_, '_>) {
    let (steps, asleep) = (steps(), region_of(&[("hibernated", &["Yes"])]).expect("known names"));
    bencher.bench_local(|| steps.to(&[asleep], Budget::default()).expect("within the budget"));
}

/// A stop and a start with everything against them.
fn refused() -> [(Operation, Case); 2] {
    let instance = Instance {
        standing: Standing::InArrears,
        locks: Locks::NONE.with(LockReason::Security).with(LockReason::Financial),
        network_type: NetworkType::Classic,
        local_storage: true,
        disk_in_arrears: true,
        disk_status: DiskStatus::Incorrect,
        encryption_key: EncryptionKey::NotEnabled,
        ..Instance::DEFAULT
    };
    let request =
        Parameters { stopped_mode: StopModeAsked::StopCharging, hibernate: true, ..Parameters::DEFAULT };
    let stopped = Instance {
        status: Status::Stopped,
        stopped_mode: StoppedMode::StopCharging,
        spot_strategy: SpotStrategy::SpotWithPriceLimit,
        compute_recycled: true,
        ..instance
    };
    let environment = Environment {
        stock: Stock::SoldOut,
        spot_price: SpotPrice::AboveBid,
        host_repairing: true,
        ..Environment::DEFAULT
    };
    [
        (Operation::StopInstance, Case { instance, request, environment: Environment::DEFAULT }),
        (Operation::StartInstance, Case { instance: stopped, request: Parameters::DEFAULT, environment }),
    ]
}

/// Budget: 0.1 ms.
#[divan::bench(args = [0, 1])]
fn all_nearest_fixes(bencher: Bencher<'_, '_>, which: usize) {
    let (policy, (operation, case)) = (Policy::documented(), refused()[which]);
    bencher.bench_local(|| fixes(black_box(&case), operation, &policy).expect("within the budget"));
}

#[divan::bench]
fn a_law(bencher: Bencher<'_, '_>) {
    let policy = Policy::documented();
    let spot =
        region_of(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])]).expect("known names");
    let law = laws::never(spot, Outcome::stopped_mode(StoppedMode::StopCharging));
    bencher.bench_local(|| law.prove(black_box(&policy), Operation::StopInstance).expect("it holds"));
}

#[divan::bench]
fn all_vectors() -> usize {
    vectors(black_box(&Policy::documented())).expect("within the budget").len()
}
