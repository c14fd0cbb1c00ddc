//! The law of progress: whoever repairs what was reported meets a plan or a later rule next, never
//! an earlier one; where it is otherwise stands here.

use crate::cases::{Random, explained, nearest, policies, product, read_by, rule_tables, simplest, welcome};
use crate::laws::objecting;
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::Region;
use instance_lifecycle::{Case, Operation, Policy, RuleTable, Status};
use std::collections::{BTreeSet, HashSet};

fn objects(operation: Operation, rule: &str, case: &Case, policy: &Policy) -> bool {
    explained(operation, case, policy).violations().any(|violation| violation.row().rule == rule)
}

/// The attributes that a region asks for; that the instance is there goes without saying.
fn asked_by(region: &Region) -> Vec<&'static Attribute> {
    let there = Status::ALL.len() - 1;
    let is_asked = |attribute: &&Attribute| {
        attribute.name != "status" || (region.admits(attribute.field).count_ones() as usize) < there
    };
    read_by(region).into_iter().filter(is_asked).collect()
}

/// The nearest cases to which the rule does not object: of the attributes that it reads they change no
/// more than they must. To release the instance is no repair.
fn nearest_repairs(rule_table: &'static RuleTable, case: &Case, rule: &str, policy: &Policy) -> Vec<Case> {
    let rows = rule_table.refusals.iter().filter(|row| row.rule == rule);
    let read = rows.fold(Region::FULL, |read, row| read.intersect(&row.when));
    let attributes = asked_by(&read);
    let changes = |other: &Case| {
        attributes.iter().enumerate().fold(0_u32, |changed, (number, attribute)| {
            let [before, after] = [case, other].map(|case| case.point().value(attribute.field));
            changed | u32::from(before != after) << number
        })
    };
    let mut repairs: Vec<(u32, Case)> = Vec::new();
    product(&attributes, case.point(), &mut |other| {
        if other.instance.status != Status::Released && !objects(rule_table.operation, rule, other, policy) {
            repairs.push((changes(other), *other));
        }
    });
    let enough: BTreeSet<u32> = repairs.iter().map(|(changed, _)| *changed).collect();
    let is_minimal = |all: u32| !enough.iter().any(|&fewer| fewer != all && fewer & all == fewer);
    repairs.into_iter().filter(|(changed, _)| is_minimal(*changed)).map(|(_, case)| case).collect()
}

/// What is different about the second case.
fn change(case: &Case, other: &Case) -> String {
    let changed = ATTRIBUTES.iter().filter_map(|attribute| {
        let [before, after] = [case, other].map(|case| case.point().value(attribute.field));
        (before != after).then(|| format!("{}: {}", attribute.name, attribute.values[after]))
    });
    changed.collect::<Vec<_>>().join(", ")
}

/// The place of a rule in the precedence of a policy.
fn place(rule_table: &RuleTable, rule: &str, policy: &Policy) -> (Option<usize>, usize) {
    let number =
        rule_table.refusals.iter().position(|row| row.rule == rule).expect("a rule of the rule table");
    let stage = rule_table.stages.names()[usize::from(rule_table.refusals[number].stage)];
    (policy.precedence(rule_table.operation).position(|name| name == stage), number)
}

/// What is asked of compute that must be found again.
const OF_NEW_COMPUTE: &[&str] = &[
    "dedicated-host-full",
    "dedicated-host-none",
    "capacity-reservation-short",
    "capacity-reservation-gone",
    "private-pool",
    "quota-type-exhausted",
    "quota-type-exceeded",
    "quota-vcpus-exceeded",
    "quota-type-or-vcpus-exceeded",
    "stock",
    "spot-price",
];

/// Any of the rules, any of the changes, and the rule that objects then.
type Relapse = (&'static [&'static str], &'static [&'static str], &'static str);

/// Nearest repairs after which an earlier rule objects, in the default precedence: the rules that were
/// reported, the changes, the rule that objects then. Each has a sibling that leads on.
#[rustfmt::skip] // a table: one line a row
const RELAPSES: &[(Operation, &[Relapse])] = &[
    (Operation::StopInstance, &[
        (&["hibernation-forbids"],     &["hibernation_configured: No"],          "hibernation-not-enabled"),
        (&["hibernation-forbids"],     &["force_stop: No",
                                         "spot_strategy: NoSpot, force_stop: No",
                                         "stopped_mode: Absent, force_stop: No",
                                         "stopped_mode: StopCharging, force_stop: No"], "status-not-running"),
        (&["economical-classic", "economical-subscription", "economical-local-disk", "economical-spot"],
                                       &["stopped_mode: KeepCharging"],          "hibernation-forbids"),
        (&["kms-key-untagged"],        &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: MissingEcsTag"],       "kms-key-untagged"),
    ]),
    (Operation::StartInstance, &[
        (&["expired-subscription"],    &["charge_type: PostPaid"],               "expired-pay-as-you-go"),
        (&["status-not-stopped"],      &["status: Pending"],                     "initializing"),
        (&["kms-key-untagged"],        &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: MissingEcsTag"],       "kms-key-untagged"),
        // Nothing is to be found for an instance that is not stopped, and it is not started either.
        (OF_NEW_COMPUTE,               &["status: Pending"],                     "initializing"),
        (OF_NEW_COMPUTE,               &["status: Pending", "status: Starting", "status: Running", "status: Stopping"],
                                                                                 "status-not-stopped"),
        (&["dedicated-host-none"],     &["dedicated_host: FullByAffinity"],      "dedicated-host-full"),
        (&["capacity-reservation-gone"], &["capacity_reservation: Insufficient"], "capacity-reservation-short"),
        (&["quota-type-exceeded", "quota-vcpus-exceeded", "quota-type-or-vcpus-exceeded"],
                                       &["quota: TypeExhausted"],                "quota-type-exhausted"),
        (&["quota-vcpus-exceeded", "quota-type-or-vcpus-exceeded"],
                                       &["quota: TypeExceeded"],                 "quota-type-exceeded"),
        (&["quota-type-or-vcpus-exceeded"], &["quota: VcpusExceeded"],           "quota-vcpus-exceeded"),
    ]),
    (Operation::RebootInstance, &[
        (&["kms-key-untagged"],        &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: ServiceUnauthorized"], "kms-unauthorized"),
        (&["kms-key-not-enabled"],     &["encryption_key: MissingEcsTag"],       "kms-key-untagged"),
    ]),
    (Operation::DeleteInstance, &[
        (&["charge-type"],             &["charge_type: PostPaid"],               "deletion-protection"),
        (&["status-not-stopped", "status-in-transit"], &["status: Pending"],     "initializing"),
        (&["status-in-transit"],       &["force: No"],                           "status-not-stopped"),
    ]),
    (Operation::ReActivateInstances, &[
        (&["balance"],                 &["charge_type: PrePaid"],                "pay-type"),
    ]),
];

/// The relapses of an operation, each by itself.
fn listed_of(operation: Operation) -> BTreeSet<[String; 3]> {
    let of_operation = RELAPSES.iter().filter(|(known, _)| *known == operation);
    of_operation
        .flat_map(|(_, relapses)| relapses.iter())
        .flat_map(|(rules, changes, next)| {
            let each =
                move |rule| changes.iter().map(move |change| [rule, *change, *next].map(str::to_owned));
            rules.iter().copied().flat_map(each)
        })
        .collect()
}

#[test]
fn a_nearest_repair_of_what_was_reported_leads_to_a_plan_or_a_later_rule() {
    for rule_table in rule_tables() {
        let mut relapses = BTreeSet::new();
        let operation = rule_table.operation;
        each_repairable(rule_table, |case, policy| {
            // What is released stays so.
            let objecting = |case: &Case| objecting(operation, case, policy);
            let Some(&reported) = objecting(case).first().filter(|rule| **rule != "not-found") else {
                return;
            };
            let goes_on = |repaired: &Case| {
                let next = objecting(repaired);
                next.first()
                    .is_none_or(|next| place(rule_table, next, policy) > place(rule_table, reported, policy))
            };
            let repairs = nearest_repairs(rule_table, case, reported, policy);
            assert!(!repairs.is_empty(), "nothing repairs {reported}: {case:?}");
            if !default_order(rule_table, policy) {
                return;
            }
            let (onward, back): (Vec<Case>, Vec<Case>) = repairs.into_iter().partition(goes_on);
            assert!(!onward.is_empty(), "what repairs {reported} leads back: {case:?}");
            relapses.extend(back.iter().map(|repaired| {
                [reported, &change(case, repaired), objecting(repaired)[0]].map(str::to_owned)
            }));
        });
        assert_eq!(relapses, listed_of(operation), "{operation}");
    }
}

fn default_order(rule_table: &RuleTable, policy: &Policy) -> bool {
    policy.precedence(rule_table.operation).eq(rule_table.stages.names().iter().copied())
}

/// Every simplest case of a refusal, and the one nearest to a case that the operation welcomes, with what
/// another refusal reads, under every policy that the operation can tell apart by its refusals; and random
/// cases under random policies, in the default order and in others.
fn each_repairable(rule_table: &'static RuleTable, mut visit: impl FnMut(&Case, &Policy)) {
    let mut policies: Vec<Policy> = policies().collect();
    let mut speaking = HashSet::new();
    policies.retain(|policy| {
        let speaks = |row| policy.is_active(rule_table.operation, row);
        speaking.insert(rule_table.refusals.iter().map(speaks).collect::<Vec<_>>())
    });
    let mut met = HashSet::new();
    let welcome = welcome(rule_table.operation);
    for row in rule_table.refusals {
        for case in [simplest(&row.when), nearest(&row.when, &welcome)] {
            for other in rule_table.refusals {
                product(&asked_by(&other.when), case.point(), &mut |case| {
                    if met.insert(*case) {
                        policies.iter().for_each(|policy| visit(case, policy));
                    }
                });
            }
        }
    }
    let mut random = Random::new();
    for _ in 0..100 {
        for policy in [random.interpretations(), random.policy()] {
            (0..10).for_each(|_| visit(&random.case(3), &policy));
        }
    }
}
