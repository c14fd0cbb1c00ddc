//! How the cost of a decision grows: with custom rules, attributes, calls and violations. Run with
//! `cargo bench --manifest-path benches/Cargo.toml --bench growth`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::{
    DeleteInstance, DiskStatus, EncryptionKey, Environment, Instance, LockReason, Locks, NetworkType,
    Operation, CustomError, CustomRule, Decidable, Parameters, Policy, ReActivateInstances, RebootInstance,
    Standing, StartInstance, Status, StopInstance, StopMode, explain, plan,
};
use instance_lifecycle_benches::calls::{CALLS, calls};

fn main() {
    divan::main();
}

/// Custom rules are scanned after the tables.
#[divan::bench(args = [0, 1, 4, 16, 64])]
fn custom_rules(bencher: Bencher<'_, '_>, count: usize) {
    let calls: Vec<Call<StopInstance>> = calls(CALLS, 0.95);
    let policy = (0..count).fold(Policy::documented(), |policy, number| {
        let error = CustomError::new(403, "House.Rule", "Not here.");
        let rule = CustomRule::refusal(Operation::StopInstance, format!("own-{number}"), "Status", error);
        let rule = rule.when(&[("gpu", &["Yes"]), ("burstable", &["Yes"])]).expect("they are attributes");
        policy.with_rule(rule).expect("there is room")
    });
    bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
        for Call { instance, request, environment } in &calls {
            let _ = black_box(plan(instance, request, environment, black_box(&policy)));
        }
    });
}

/// Each operation reads its own attributes.
#[divan::bench(types = [ReActivateInstances, RebootInstance, StopInstance, StartInstance, DeleteInstance])]
fn attributes<R: Decidable + From<Parameters>>(bencher: Bencher<'_, '_>) {
    let (calls, policy) = (calls::<R>(CALLS, 0.0), Policy::documented());
    bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
        for Call { instance, request, environment } in &calls {
            let explanation = explain(instance, request, environment, black_box(&policy));
            black_box((explanation.first_row(), explanation.rows()));
        }
    });
}

/// Lengths of a slice.
const LENGTHS: [usize; 5] = [10, 1_000, 100_000, 1_000_000, 10_000_000];

#[divan::bench(args = LENGTHS)]
fn calls_of_a_slice(bencher: Bencher<'_, '_>, count: usize) {
    let (packed, policy) = (slice(count), Policy::documented());
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| plan_each(&packed, black_box(&policy)).filter(Result::is_ok).count());
}

fn slice(count: usize) -> Vec<Packed<StopInstance>> {
    let few: Vec<Call<StopInstance>> = calls(count.min(CALLS), 0.0);
    few.iter().map(Packed::from).cycle().take(count).collect()
}

/// Violations are matched together, and read one by one: rule, error and source.
#[divan::bench(args = [0, 1, 2, 4, 8])]
fn violations(bencher: Bencher<'_, '_>, count: usize) {
    let (call, policy) = (objected(count), Policy::documented());
    let Call { instance, request, environment } = &call;
    let all = || explain(black_box(instance), request, environment, &policy);
    assert_eq!(all().violations().count(), count);
    bencher.bench_local(|| {
        all().violations().for_each(|violation| {
            black_box((violation.row(), violation.error()));
        });
    });
}

/// A stop that so many rules object to.
fn objected(count: usize) -> Call<StopInstance> {
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
    let default =
        Call { instance: Instance::DEFAULT, request: StopInstance::DEFAULT, environment: Environment::DEFAULT };
    faults[..count].iter().fold(default, |mut call, fault| {
        fault(&mut call);
        call
    })
}
