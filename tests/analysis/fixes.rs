//! Fixes of a refusal: all minimal ones, and only those.

use super::checks::custom;
use super::{answer, decided, rules};
use instance_lifecycle::analysis::{Budget, Fix, fixes, impossible};
use instance_lifecycle::environment::{SpotPrice, Stock};
use instance_lifecycle::instance::{
    EncryptionKey, LockReason, Locks, SpotStrategy, Standing, StoppedMode, Task,
};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, ChangedBy, PolicyAttribute};
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::{Case, Environment, Instance, Operation, Policy, Status};
use std::collections::BTreeSet;
use support::{Random, product, rounds};

fn of(case: &Case, operation: Operation, policy: &Policy) -> Vec<Fix> {
    fixes(case, operation, policy).expect("within the budget")
}

fn can_be(point: &Point) -> bool {
    impossible().all(|impossible| !impossible.region.contains(point))
}

/// Whether a fix may lead from one case to another: an impossible region that holds the case is no
/// obstacle, since a case outside it may not be reachable.
fn is_reachable(from: &Point, to: &Point) -> bool {
    impossible().all(|impossible| impossible.region.contains(from) || !impossible.region.contains(to))
}

/// Returns the case with some of the changes of a fix.
fn changed(case: &Case, fix: &Fix, which: impl Fn(usize) -> bool) -> Point {
    let changes = fix.changes.iter().enumerate().filter(|(n, _)| which(*n));
    changes.fold(case.point(), |point, (_, change)| {
        let value = change.attribute.values().position(|name| name == change.to).expect("a value");
        point.with(change.attribute.field(), value)
    })
}

#[test]
fn a_fix_is_accepted_and_minimal() {
    let mut random = Random::new();
    for operation in decided() {
        for round in 0..rounds(100) {
            let policy = random.policy();
            let case = random.case(if round % 2 == 0 { 3 } else { 8 });
            if !can_be(&case.point()) {
                continue;
            }
            let found = of(&case, operation, &policy);
            let repairs = rules(&policy, operation).repairs(&case, Budget::default()).expect("few");
            assert_eq!(found.len(), repairs.len(), "the library plans what the rules let through");
            let sets: BTreeSet<Vec<&str>> = found.iter().map(names).collect();
            assert_eq!(sets.len(), found.len(), "each set once");
            let refused = answer(&case.point(), operation, &policy).is_err();
            assert!(refused || found.iter().all(|fix| fix.changes.is_empty()), "nothing is to be fixed");
            for fix in &found {
                assert!(fix.changes.iter().all(|change| change.attribute.changed_by() != ChangedBy::Nobody));
                assert!(can_be(&changed(&case, fix, |_| true)));
                let count = fix.changes.len();
                for spared in (0..(1_u32 << count) - 1).take(2_000) {
                    let point = changed(&case, fix, |n| spared >> n & 1 == 1);
                    let is_way_out = can_be(&point) && answer(&point, operation, &policy).is_ok();
                    assert!(!is_way_out, "{operation}: a change of {:?} can be spared", names(fix));
                }
            }
            let declared = |fix: &Fix| -> Vec<_> {
                let number = |name: &str| ATTRIBUTES.iter().position(|attribute| attribute.name == name);
                names(fix).into_iter().map(number).collect()
            };
            let order: Vec<_> =
                found.iter().map(|fix| (fix.changed_by(), fix.changes.len(), declared(fix))).collect();
            assert!(order.is_sorted(), "{order:?}");
        }
    }
}

fn names(fix: &Fix) -> Vec<&str> {
    fix.changes.iter().map(|change| change.attribute.name()).collect()
}

/// Returns the minimal sets of attributes in which an accepted case differs, by enumeration.
fn looked_up(
    case: &Case,
    operation: Operation,
    policy: &Policy,
    free: &[&'static Attribute],
) -> BTreeSet<Vec<&'static str>> {
    let mut sets: Vec<Vec<&'static str>> = Vec::new();
    product(free, case.point(), &mut |other| {
        let point = other.point();
        let differing = ATTRIBUTES
            .iter()
            .filter(|attribute| point.value(attribute.field) != case.point().value(attribute.field));
        let differing: Vec<&'static str> = differing.map(|attribute| attribute.name).collect();
        let is_known = sets.iter().any(|set| set.iter().all(|name| differing.contains(name)));
        let is_fixed = is_reachable(&case.point(), &point) && answer(&point, operation, policy).is_ok();
        if !is_known && is_fixed {
            sets.retain(|set| !differing.iter().all(|name| set.contains(name)));
            sets.push(differing);
        }
    });
    sets.into_iter().collect()
}

#[test]
fn all_fixes_are_found() {
    let mut random = Random::new();
    let policy = Policy::documented();
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances] {
        let rules = rules(&policy, operation);
        let beside = ["task", "stopped_mode", "compute_recycled"];
        let free = ATTRIBUTES.iter().filter(|attribute| {
            let is_asked = rules.conditions().any(|when| when.reads(attribute.field));
            attribute.changed_by != ChangedBy::Nobody && (is_asked || beside.contains(&attribute.name))
        });
        let free: Vec<&'static Attribute> = free.collect();
        // Of possible and of impossible cases.
        let mut left = [4_usize; 2];
        while left != [0; 2] {
            let point = free.iter().fold(Case::DEFAULT.point(), |point, attribute| {
                point.with(attribute.field, random.below(attribute.field.width()))
            });
            let case = Case::at(&point);
            let left = &mut left[usize::from(can_be(&point))];
            if *left == 0 || case.instance.status == Status::Released {
                continue;
            }
            *left -= 1;
            let fixes = of(&case, operation, &policy);
            let found: BTreeSet<_> = fixes.iter().map(names).collect();
            assert_eq!(found, looked_up(&case, operation, &policy, &free), "{case:?}");
        }
    }
}

#[test]
fn a_fix_leads_to_the_simplest_case() {
    let mut random = Random::new();
    let default = Case::DEFAULT.point();
    let away = |point: &Point| {
        ATTRIBUTES.iter().filter(|it| point.value(it.field) != default.value(it.field)).count()
    };
    let (mut compared, mut chosen) = (0, 0);
    for operation in decided() {
        for round in 0..rounds(75) {
            let (policy, case) = (random.policy(), random.case(2 + round % 7));
            if !can_be(&case.point()) {
                continue;
            }
            for fix in of(&case, operation, &policy) {
                let free: Vec<PolicyAttribute> =
                    fix.changes.iter().map(|change| change.attribute.clone()).collect();
                if free.iter().map(|attribute| attribute.field().width()).product::<usize>() > 500 {
                    continue;
                }
                let mut least: Vec<usize> = Vec::new();
                product(&free, case.point(), &mut |other| {
                    let point = other.point();
                    let changes =
                        |it: &PolicyAttribute| point.value(it.field()) != case.point().value(it.field());
                    if free.iter().all(changes)
                        && can_be(&point)
                        && answer(&point, operation, &policy).is_ok()
                    {
                        least.push(away(&point));
                    }
                });
                compared += 1;
                chosen += usize::from(least.iter().min() != least.iter().max());
                assert_eq!(
                    Some(&away(&changed(&case, &fix, |_| true))),
                    least.iter().min(),
                    "{case:?}: {:?}",
                    names(&fix)
                );
            }
        }
    }
    assert!(compared > 0 && chosen > 0, "{compared} compared, {chosen} chosen");
}

/// Also if a region that is less default is found first.
#[test]
fn a_fix_names_the_simpler_of_two_regions() {
    let mut rules = rules(&Policy::documented(), Operation::RebootInstance);
    rules.refusals = vec![
        custom("disabled", &[("encryption_key", &["NotEnabled"])], "House.Key"),
        custom("open", &[("encryption_key", &["None"]), ("route_entry", &["No"])], "House.Key"),
    ];
    let instance = Instance::DEFAULT.with(|it| {
        it.encryption_key = EncryptionKey::NotEnabled;
        it.route_entry = true;
    });
    let case = Case::DEFAULT.with(|it| it.instance = instance);
    let repairs = rules.repairs(&case, Budget::default()).expect("few");
    let [repair] = &repairs[..] else { panic!("one way out: {repairs:?}") };
    let changes: Vec<_> = repair.iter().map(|it| (it.attribute.name(), &*it.from, &*it.to)).collect();
    assert_eq!(changes, [("encryption_key", "NotEnabled", "None")]);
}

/// Returns the changes of each fix, who can make them, and the settlement.
fn in_words(case: &Case, operation: Operation) -> Vec<String> {
    let in_words = |fix: &Fix| {
        let changes: Vec<String> = fix
            .changes
            .iter()
            .map(|it| format!("{}: {} -> {}", it.attribute.name(), it.from, it.to))
            .collect();
        format!("{:?} {}; {}", fix.changed_by(), changes.join(", "), fix.plan.settlement())
    };
    of(case, operation, &Policy::documented()).iter().map(in_words).collect()
}

#[test]
fn fixes_of_some_refusals_equal_their_snapshot() {
    let of_instance = |instance| Case::DEFAULT.with(|it| it.instance = instance);
    let locked = Locks::NONE.with(LockReason::Security);
    let economical = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    let spot = economical.with(|it| it.spot_strategy = SpotStrategy::SpotWithPriceLimit);
    let sold_out = Environment::DEFAULT.with(|it| {
        it.stock = Stock::SoldOut;
        it.spot_price = SpotPrice::AboveBid;
    });
    let table = [
        (Case::DEFAULT, Operation::StopInstance),
        (of_instance(Instance::DEFAULT.with(|it| it.status = Status::Stopped)), Operation::StopInstance),
        (
            of_instance(Instance::DEFAULT.with(|it| {
                it.status = Status::Stopping;
                it.task = Task::Stop;
            })),
            Operation::StopInstance,
        ),
        (
            of_instance(Instance::DEFAULT.with(|it| {
                it.locks = locked;
                it.standing = Standing::InArrears;
            })),
            Operation::StopInstance,
        ),
        (of_instance(Instance::DEFAULT.with(|it| it.local_storage = true)), Operation::StopInstance),
        (of_instance(Instance::RELEASED), Operation::StopInstance),
        (of_instance(economical).with(|it| it.environment = sold_out), Operation::StartInstance),
        (of_instance(spot).with(|it| it.environment = sold_out), Operation::StartInstance),
        (Case::DEFAULT, Operation::DeleteInstance),
    ];
    let lines: Vec<String> = table
        .iter()
        .map(|(case, operation)| {
            let witness = instance_lifecycle::analysis::Witness::from(*case);
            format!("{operation} of {witness}:\n  {}", in_words(case, *operation).join("\n  "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    StopInstance of the default case:
      Request ; stop-in-standard-mode
    StopInstance of status: Stopped:
      Owner status: Stopped -> Running; stop-in-standard-mode
    StopInstance of status: Stopping, task: Stop:
      Vendor status: Stopping -> Running, task: Stop -> None; stop-in-standard-mode
    StopInstance of locks.security: Yes, standing: InArrears:
      Vendor locks.security: Yes -> No, standing: InArrears -> Good; stop-in-standard-mode
    StopInstance of local_storage: Yes:
      Request request.confirm_stop: No -> Yes; stop-in-standard-mode
    StopInstance of status: Released:
      
    StartInstance of status: Stopped, stopped_mode: StopCharging, stock: SoldOut, spot_price: AboveBid:
      Owner stopped_mode: StopCharging -> Not-applicable; start-on-kept-compute
      Vendor stock: SoldOut -> Available; start-on-new-compute
    StartInstance of status: Stopped, spot_strategy: SpotWithPriceLimit, stopped_mode: StopCharging, stock: SoldOut, spot_price: AboveBid:
      Vendor spot_protected: No -> Yes, stock: SoldOut -> Available; start-on-new-compute
      Vendor stock: SoldOut -> Available, spot_price: AboveBid -> WithinBid; start-on-new-compute
    DeleteInstance of the default case:
      Request request.force: No -> Yes; release
      Owner status: Running -> Stopped; release
    ");
}
