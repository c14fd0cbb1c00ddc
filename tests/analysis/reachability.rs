//! Symbolic reachability equals a walk over every instance, forwards and backwards.

use instance_lifecycle::analysis::{Budget, BudgetError, Reach, Steps, Trigger, instance_region};
use instance_lifecycle::instance::{ChargeType, SpotInterruptionBehavior, SpotStrategy, Task};
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::policy::interpretations::{ForceStopWhileStopping, StopOfStopped};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::rules::attributes::region_of;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{
    Case, DeleteInstance, Environment, Event, Instance, Operation, Policy, ReActivateInstances,
    RebootInstance, Request, StartInstance, Status, StopInstance, plan,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use support::{Random, is_possible, rounds};

const BUDGET: Budget = Budget(1 << 20);

/// Attributes and the values admitted of them.
type Constraint<'a> = &'a [(&'a str, &'a [&'a str])];

const CALLS: [Request; 6] = [
    Request::StopInstance({
        let mut it = StopInstance::DEFAULT;
        it.stopped_mode = Some(StopMode::StopCharging);
        it.hibernate = true;
        it
    }),
    Request::StopInstance({
        let mut it = StopInstance::DEFAULT;
        it.force_stop = true;
        it
    }),
    Request::StartInstance(StartInstance::DEFAULT),
    Request::RebootInstance(RebootInstance::DEFAULT),
    Request::DeleteInstance({
        let mut it = DeleteInstance::DEFAULT;
        it.force = true;
        it
    }),
    Request::ReActivateInstances(ReActivateInstances::DEFAULT),
];

/// The inputs of these models, without locks that enable nothing.
const EVENTS: [Event; 25] = [
    Event::CreationFinished,
    Event::CreationFailed,
    Event::InitializationFinished,
    Event::BootCompleted,
    Event::BootFailed,
    Event::ShutdownCompleted,
    Event::HibernationFailed,
    Event::GuestShutdown,
    Event::SystemFailure,
    Event::FinancialLockSet,
    Event::FinancialLockCleared,
    Event::SecurityLockSet,
    Event::SecurityLockCleared,
    Event::SubscriptionExpired,
    Event::ExpiryStopped,
    Event::Renewed,
    Event::ArrearsIncurred,
    Event::ArrearsStopped,
    Event::PaymentSettled,
    Event::ComputeRecycled,
    Event::GracePeriodEnded,
    Event::SpotProtectionEnded,
    Event::SpotInterruptionNoticed,
    Event::SpotInterrupted,
    Event::AutoReleaseTimeReached,
];

/// Every kind of instance at its creation.
fn bought() -> [Instance; 4] {
    let default = Instance::DEFAULT.with(|it| {
        it.status = Status::Pending;
        it.task = Task::Run;
        it.initializing = true;
    });
    let spot = default.with(|it| {
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.spot_interruption = SpotInterruptionBehavior::Stop;
        it.spot_protected = true;
    });
    [
        default.with(|it| it.hibernation_configured = true),
        default.with(|it| {
            it.local_storage = true;
            it.disk_in_arrears = true;
            it.task = Task::Create;
        }),
        default.with(|it| it.charge_type = ChargeType::PrePaid),
        spot,
    ]
}

fn steps(policy: &Policy) -> Steps {
    CALLS.iter().fold(Steps::from_events(policy, &EVENTS), |steps, call| {
        steps.and(Steps::from_call(policy, call, &Environment::DEFAULT, BUDGET).expect("within the budget"))
    })
}

/// Returns the instance after one step.
fn after(instance: &Instance, policy: &Policy) -> Vec<Instance> {
    let called = CALLS.iter().filter_map(|call| {
        let plan = plan(instance, call, &Environment::DEFAULT, policy).ok()?;
        Some(plan.accept(instance).expect("the plan is for this instance"))
    });
    // Events occur in any environment: arrears stop an instance in the mode that the account has set.
    let environments = [false, true].map(|economical_mode_default| {
        Environment::DEFAULT.with(|it| it.economical_mode_default = economical_mode_default)
    });
    let occurred = environments.iter().flat_map(|environment| {
        EVENTS.iter().filter_map(move |event| instance.apply(*event, environment, policy).ok())
    });
    called.chain(occurred).collect()
}

/// Returns every instance that a walk reaches, with its successors.
fn walked(starts: &[Instance], policy: &Policy) -> HashMap<Instance, Vec<Instance>> {
    let mut met = HashMap::new();
    let mut open = starts.to_vec();
    while let Some(instance) = open.pop() {
        met.entry(instance).or_insert_with(|| {
            let next = after(&instance, policy);
            open.extend(&next);
            next
        });
    }
    met
}

fn policies() -> [Policy; 2] {
    let other = Policy::documented().with(StopOfStopped::AlreadyDone).with(ForceStopWhileStopping::Accept);
    [Policy::documented(), other]
}

#[test]
fn reachable_instances_are_those_of_a_walk() {
    for policy in policies() {
        for starts in bought().map(|instance| vec![instance]).into_iter().chain([bought().to_vec()]) {
            let met = walked(&starts, &policy);
            let regions: Vec<Region> = starts.iter().map(instance_region).collect();
            let reached = steps(&policy).reachable_from(&regions, BUDGET).expect("within the budget");
            assert!(met.keys().all(|instance| reached.contains(instance)), "{starts:?}");
            assert_eq!(reached.size(BUDGET), Ok(met.len() as u128), "{starts:?}");
        }
    }
}

#[test]
fn predecessors_are_those_of_a_walk() {
    let policy = Policy::documented();
    let met = walked(&bought(), &policy);
    let table: [(&str, Constraint<'_>); 5] = [
        ("released", &[("status", &["Released"])]),
        ("running", &[("status", &["Running"])]),
        ("hibernated", &[("hibernated", &["Yes"])]),
        ("stopped for a debt", &[("stopped_for", &["Expiry", "Arrears"])]),
        ("pending", &[("status", &["Pending"])]),
    ];
    for (name, asked) in table {
        let end = region_of(asked).expect("known names");
        let leading = steps(&policy).leading_to(&[end], BUDGET).expect("within the budget");
        // Backwards from the target, until nothing is added.
        let is_there =
            |instance: &Instance| end.contains(&Case::DEFAULT.with(|it| it.instance = *instance).point());
        let mut coming: HashSet<Instance> =
            met.keys().filter(|instance| is_there(instance)).copied().collect();
        loop {
            let comes = |next: &[Instance]| next.iter().any(|next| coming.contains(next));
            let more: Vec<Instance> = met
                .iter()
                .filter(|(instance, next)| !coming.contains(*instance) && comes(next))
                .map(|(instance, _)| *instance)
                .collect();
            if more.is_empty() {
                break;
            }
            coming.extend(more);
        }
        assert!(!coming.is_empty(), "{name}");
        for instance in met.keys() {
            assert_eq!(leading.contains(instance), coming.contains(instance), "{name}: {instance:?}");
        }
    }
}

/// Every call with any parameters in any environment, and every event.
fn anything(policy: &Policy) -> Steps {
    Steps::from_policy(policy, BUDGET).expect("within the budget").and(Steps::from_events(policy, Event::ALL))
}

fn reached(policy: &Policy, asked: Constraint<'_>) -> Reach {
    anything(policy)
        .reachable_from(&[region_of(asked).expect("known names")], BUDGET)
        .expect("within the budget")
}

#[test]
fn reachable_regions_are_closed_under_steps() {
    let policy = Policy::documented();
    let reached = reached(&policy, &[("status", &["Pending"]), ("task", &["Create"]), ("gpu", &["Yes"])]);
    let mut random = Random::new();
    let (mut taken, mut outside) = (BTreeSet::new(), 0);
    for n in 0..rounds(50_000) {
        let case = random.case(2 + n % 6);
        if !is_possible(&case) || !reached.contains(&case.instance) {
            outside += 1;
            continue;
        }
        for &event in Event::ALL {
            let Ok(after) = case.instance.apply(event, &case.environment, &policy) else { continue };
            taken.insert(event.to_string());
            assert!(reached.contains(&after), "{event}: {case:?}");
        }
        for &operation in Operation::ALL {
            if operation.creates() {
                continue;
            }
            let request = Request::new(operation, case.request);
            let Ok(plan) = plan(&case.instance, &request, &case.environment, &policy) else { continue };
            let after = plan.accept(&case.instance).expect("the plan is for this instance");
            taken.insert(operation.to_string());
            assert!(reached.contains(&after), "{operation}: {case:?}");
        }
    }
    assert!(outside > 0 && taken.len() > 1, "{outside} outside, {taken:?}");
}

/// Instances that no sequence of calls and events reaches.
#[test]
fn some_instances_are_unreachable() {
    let policy = Policy::documented();
    let bought: Constraint<'_> = &[
        ("status", &["Pending"]),
        ("hibernated", &["No"]),
        ("hibernation_configured", &["No"]),
        ("standing", &["Good"]),
    ];
    let reached = reached(&policy, bought);
    let table: [(Constraint<'_>, &str); 5] = [
        (&[("hibernated", &["Yes"])], "never"),
        (&[("status", &["Stopping"]), ("task", &["Hibernate"])], "never"),
        (&[("status", &["Running"]), ("standing", &["Expired"])], "charge_type: PrePaid, standing: Expired"),
        (
            &[("status", &["Starting"]), ("locks.security", &["Yes"])],
            "status: Starting, task: Run, locks.security: Yes",
        ),
        (&[("status", &["Released"])], "status: Released"),
    ];
    for (asked, expected) in table {
        let region = region_of(asked).expect("known names");
        let witness = reached.simplest(&region, BUDGET).expect("within the budget");
        assert_eq!(witness.map_or("never".to_owned(), |witness| witness.to_string()), expected);
    }
}

#[test]
fn a_step_names_its_call_or_event() {
    let call = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::StopCharging)).into();
    let policy = Policy::documented();
    let steps = Steps::from_call(&policy, &call, &Environment::DEFAULT, BUDGET).expect("within the budget");
    let settled: BTreeSet<Settlement> = steps
        .iter()
        .map(|step| match step.trigger {
            Trigger::Call(Operation::StopInstance, settlement) => settlement,
            by => panic!("{by:?} is no stop"),
        })
        .collect();
    // Subscriptions and spot instances need the switch of the account.
    assert_eq!(Vec::from_iter(settled), [Settlement::StopEconomically, Settlement::StopInStandardMode]);
    let pass = StopInstance::DEFAULT.with(|it| it.dry_run = true).into();
    assert_eq!(Steps::from_call(&policy, &pass, &Environment::DEFAULT, BUDGET), Ok(Steps::default()));
    let made = Request::new(Operation::RunInstances, Case::DEFAULT.request);
    assert_eq!(Steps::from_call(&policy, &made, &Environment::DEFAULT, BUDGET), Ok(Steps::default()));
    assert!(
        Steps::from_events(&policy, &[Event::BootFailed])
            .iter()
            .all(|step| step.trigger == Trigger::Event(Event::BootFailed))
    );
}

#[test]
fn an_exceeded_budget_is_reported() {
    let policy = Policy::documented();
    let small = Budget(10);
    let too_many = |operation| Some(BudgetError { budget: 10, operation });
    assert_eq!(Steps::from_policy(&policy, small).err(), too_many(Some(Operation::StopInstance)));
    let pending = region_of(&[("status", &["Pending"])]).expect("known names");
    assert_eq!(anything(&policy).reachable_from(&[pending], small).err(), too_many(None));
    assert_eq!(anything(&policy).leading_to(&[pending], small).err(), None, "nothing leads to a creation");
    let everywhere = anything(&policy).reachable_from(&[pending], BUDGET).expect("within the budget");
    assert_eq!(everywhere.size(small).err(), too_many(None));
    assert!(everywhere.cubes().len() > 10);
}
