//! The growth of costs with custom rules, attributes, calls and violations.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench growth`; with `-- difference_of_wide_rules` only the
//! comparisons beside decision diagrams.

mod diagram;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use instance_lifecycle::analysis::{Budget, Difference, OperationDiff, Partition, Rules, check, diff};
use instance_lifecycle::instance::{DiskStatus, EncryptionKey, LockReason, Locks, NetworkType, Standing};
use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::request::{Parameters, StopMode};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{
    Decidable, DeleteInstance, Environment, Instance, Operation, Policy, ReActivateInstances, RebootInstance,
    StartInstance, Status, StopInstance, explain, plan,
};
use instance_lifecycle_benches::calls::{CALLS, calls};

fn main() {
    divan::main();
}

/// Returns the documented policy with `count` custom refusals of StopInstance. Each requires values of
/// three of the first `spread` attributes of instances, chosen at random.
fn with_custom_rules(count: usize, spread: usize) -> Policy {
    with_seeds(0..count as u64, spread, "Status")
}

/// Returns the policy of [`with_custom_rules`] with its last rule replaced.
fn with_last_replaced(count: usize, spread: usize) -> Policy {
    let last = count.saturating_sub(1) as u64;
    with_seeds((0..last).chain((count > 0).then_some(u64::MAX)), spread, "Status")
}

fn with_seeds(seeds: impl Iterator<Item = u64>, spread: usize, stage: &str) -> Policy {
    let instance: Vec<&Attribute> =
        ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance).take(spread).collect();
    seeds.fold(Policy::documented(), |policy, seed| {
        let error = CustomError::new(403, "House.Rule", "Not allowed.");
        let rule = CustomRule::refusal(Operation::StopInstance, format!("custom-{seed}"), stage, error);
        let rule = conditions(rule, &instance, &mut fastrand::Rng::with_seed(seed));
        policy.with_rule(rule).expect("the rule is valid")
    })
}

fn conditions(rule: CustomRule, attributes: &[&Attribute], random: &mut fastrand::Rng) -> CustomRule {
    random.choose_multiple(attributes, 3).into_iter().fold(rule, |rule, attribute| {
        let value = attribute.values[random.usize(..attribute.values.len())];
        rule.when(&[(attribute.name, &[value])]).expect("the attribute has the value")
    })
}

/// The number of custom rules, and of the attributes that they read.
const CUSTOM: [(usize, usize); 7] =
    [(0, 12), (10, 12), (100, 12), (1_000, 12), (10, 40), (30, 40), (100, 40)];

#[divan::bench(args = CUSTOM)]
fn compile(bencher: Bencher<'_, '_>, (count, spread): (usize, usize)) {
    bencher.bench_local(|| with_custom_rules(black_box(count), spread));
}

#[divan::bench(args = CUSTOM, sample_count = 20)]
fn partition(bencher: Bencher<'_, '_>, (count, spread): (usize, usize)) {
    let policy = with_custom_rules(count, spread);
    let rules = Rules::new(&policy, Operation::StopInstance);
    bencher
        .with_inputs(|| rules.clone())
        .bench_local_values(|rules| Partition::new(rules, Budget::default()).expect("within the budget"));
}

/// The last custom rule is replaced.
#[divan::bench(args = CUSTOM, sample_count = 20)]
fn difference_of_one_rule(bencher: Bencher<'_, '_>, (count, spread): (usize, usize)) {
    let (from, to) = (with_custom_rules(count, spread), with_last_replaced(count, spread));
    bencher.bench_local(|| diff(black_box(&from), black_box(&to)).expect("within the budget"));
}

/// Rules over all attributes of instances, behind the built-in rows or ahead of them.
const WIDE: [(usize, &str); 6] = [
    (0, "Existence"),
    (30, "Encryption"),
    (100, "Encryption"),
    (10, "Existence"),
    (30, "Existence"),
    (100, "Existence"),
];

/// Returns the rules of StopInstance with custom rules of which the last is replaced.
fn wide((count, stage): (usize, &str)) -> [Rules; 2] {
    let last = count.saturating_sub(1) as u64;
    let from = with_seeds(0..count as u64, usize::MAX, stage);
    let to = with_seeds((0..last).chain((count > 0).then_some(u64::MAX)), usize::MAX, stage);
    [from, to].map(|policy| Rules::new(&policy, Operation::StopInstance))
}

/// Returns the number of cases with different answers; `None` if they are not counted.
fn difference([from, to]: &[Rules; 2]) -> Option<u128> {
    let diff = OperationDiff::between(from, to, Budget::default()).expect("within the budget");
    let changes = diff.causes.iter().flat_map(|cause| &cause.changes);
    let counted = changes.filter(|change| !matches!(change.difference, Difference::OtherResource { .. }));
    counted.map(|change| Some(change.size?.cases)).sum()
}

#[divan::bench_group(sample_count = 5)]
mod difference_of_wide_rules {
    use super::*;

    /// Every pair of rows, with counts and the simplest cases.
    #[divan::bench(args = WIDE)]
    fn ours(bencher: Bencher<'_, '_>, policy: (usize, &str)) {
        let rules = wide(policy);
        bencher.bench_local(|| difference(black_box(&rules)));
    }

    /// The number of all cases alone.
    #[divan::bench(args = WIDE)]
    fn oxidd(bencher: Bencher<'_, '_>, policy: (usize, &str)) {
        let rules = wide(policy);
        let count = || diagram::difference(black_box(&rules[0]), &rules[1]).ok();
        if let (Some(ours), Some(theirs)) = (difference(&rules), count()) {
            assert_eq!(ours, theirs, "{policy:?}");
        }
        bencher.bench_local(count);
    }
}

#[divan::bench(args = CUSTOM, sample_count = 3)]
fn check_of_a_policy(bencher: Bencher<'_, '_>, (count, spread): (usize, usize)) {
    let policy = with_custom_rules(count, spread);
    bencher.bench_local(|| check(black_box(&policy)));
}

/// Custom rules are found by an index after the tables.
#[divan::bench(args = [0, 1, 10, 100, 1_000])]
fn plan_with_custom_rules(bencher: Bencher<'_, '_>, count: usize) {
    let calls: Vec<Call<StopInstance>> = calls(CALLS, 0.95);
    let policy = with_custom_rules(count, 12);
    bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
        for Call { instance, request, environment } in &calls {
            let _ = black_box(plan(instance, request, environment, black_box(&policy)));
        }
    });
}

/// Operations read different numbers of attributes.
#[divan::bench(types = [ReActivateInstances, RebootInstance, StopInstance, StartInstance, DeleteInstance])]
fn explain_operation<R: Decidable + From<Parameters>>(bencher: Bencher<'_, '_>) {
    let (calls, policy) = (calls::<R>(CALLS, 0.0), Policy::documented());
    bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
        for Call { instance, request, environment } in &calls {
            black_box(explain(instance, request, environment, black_box(&policy)));
        }
    });
}

#[divan::bench(args = [10, 1_000, 100_000, 1_000_000])]
fn plan_slice(bencher: Bencher<'_, '_>, count: usize) {
    let few: Vec<Call<StopInstance>> = calls(count.min(CALLS), 0.0);
    let packed: Vec<Packed<StopInstance>> = few.iter().map(Packed::from).cycle().take(count).collect();
    let policy = Policy::documented();
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| plan_each(&packed, black_box(&policy)).filter(Result::is_ok).count());
}

/// Violations are found together and read one by one.
#[divan::bench(args = [0, 1, 2, 4, 8])]
fn violations(bencher: Bencher<'_, '_>, count: usize) {
    let (call, policy) = (violating(count), Policy::documented());
    let Call { instance, request, environment } = &call;
    let all = || explain(black_box(instance), request, environment, &policy);
    assert_eq!(all().violations().count(), count);
    bencher.bench_local(|| {
        all().violations().for_each(|violation| {
            black_box((violation.row(), violation.error()));
        });
    });
}

/// Returns a stop that violates `count` rules.
fn violating(count: usize) -> Call<StopInstance> {
    let faults: [fn(&mut Call<StopInstance>); 8] = [
        |call| call.instance.locks = Locks::NONE.with(LockReason::Security),
        |call| call.instance.standing = Standing::InArrears,
        |call| call.instance.status = Status::Starting,
        |call| call.instance.disk_status = DiskStatus::Incorrect,
        |call| call.request.hibernate = true,
        |call| call.instance.encryption_key = EncryptionKey::NotEnabled,
        |call| {
            call.request.stopped_mode = Some(StopMode::StopCharging);
            call.instance.network_type = NetworkType::Classic;
        },
        |call| {
            call.instance.local_storage = true;
            call.request.confirm_stop = true;
        },
    ];
    let default = Call {
        instance: Instance::DEFAULT,
        request: StopInstance::DEFAULT,
        environment: Environment::DEFAULT,
    };
    faults[..count].iter().fold(default, |mut call, fault| {
        fault(&mut call);
        call
    })
}
