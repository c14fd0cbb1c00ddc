//! The law of progress: after a repair of the reported violation, the next answer is a plan or a later
//! rule, never an earlier one; exceptions are listed.

use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::rules::{Row, RuleTable};
use instance_lifecycle::{Case, Operation, Policy, Status};
use std::collections::{BTreeSet, HashSet};
use support::{
    Random, explained, nearest, policies, product, read_by, rounds, rule_tables, simplest, violated, welcome,
};

fn is_violated(operation: Operation, rule: &str, case: &Case, policy: &Policy) -> bool {
    explained(operation, case, policy).violations().any(|violation| violation.row().rule == rule)
}

/// Returns the attributes that a region restricts; excluding only released instances does not count.
fn restricted_by(region: &Region) -> Vec<&'static Attribute> {
    let there = Status::ALL.len() - 1;
    let is_restricted = |attribute: &&Attribute| {
        attribute.name != "status" || (region.admits(attribute.field).count_ones() as usize) < there
    };
    read_by(region).into_iter().filter(is_restricted).collect()
}

/// Calls `visit` with every case in which each of some attributes has another value than in `point`.
fn product_of_changes(attributes: &[&Attribute], point: Point, visit: &mut impl FnMut(&Case)) {
    match attributes {
        [] => visit(&Case::at(&point)),
        [first, rest @ ..] => {
            let others = (0..first.values.len()).filter(|value| *value != point.value(first.field));
            others.for_each(|value| product_of_changes(rest, point.with(first.field, value), visit));
        }
    }
}

/// Returns the nearest cases that satisfy the rule: no smaller set of the attributes that it reads
/// changes. A release is not a repair.
fn nearest_repairs(rule_table: &'static RuleTable, case: &Case, rule: &str, policy: &Policy) -> Vec<Case> {
    let rows = rule_table.refusals.iter().filter(|row| row.rule == rule);
    let read = rows.fold(Region::FULL, |read, row| read.intersect(&row.when));
    let attributes = restricted_by(&read);
    let mut sets: Vec<u32> = (1..1 << attributes.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    let (mut enough, mut repairs) = (Vec::new(), Vec::new());
    for set in sets {
        if enough.iter().any(|fewer| fewer & set == *fewer) {
            continue;
        }
        let changed: Vec<&Attribute> =
            (0..attributes.len()).filter(|n| set >> n & 1 == 1).map(|n| attributes[n]).collect();
        let before = repairs.len();
        product_of_changes(&changed, case.point(), &mut |other| {
            if other.instance.status != Status::Released
                && !is_violated(rule_table.operation, rule, other, policy)
            {
                repairs.push(*other);
            }
        });
        if repairs.len() > before {
            enough.push(set);
        }
    }
    repairs
}

/// Describes the attributes in which the second case differs.
fn change(case: &Case, other: &Case) -> String {
    let changed = ATTRIBUTES.iter().filter_map(|attribute| {
        let [before, after] = [case, other].map(|case| case.point().value(attribute.field));
        (before != after).then(|| format!("{}: {}", attribute.name, attribute.values[after]))
    });
    changed.collect::<Vec<_>>().join(", ")
}

/// Returns the position of a rule in the precedence of a policy.
fn place(rule_table: &RuleTable, rule: &str, policy: &Policy) -> (Option<usize>, usize) {
    let number =
        rule_table.refusals.iter().position(|row| row.rule == rule).expect("a rule of the rule table");
    let stage = rule_table.stages.names()[usize::from(rule_table.refusals[number].stage)];
    (policy.precedence(rule_table.operation).position(|name| name == stage), number)
}

/// The rules about compute that must be allocated again.
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

/// Any of the rules, any of the changes, and the rule that is violated next.
type Relapse = (&'static [&'static str], &'static [&'static str], &'static str);

/// Nearest repairs after which an earlier rule is violated, in the default precedence: the reported
/// rules, the changes, the rule violated next. Each has an alternative that makes progress.
#[rustfmt::skip] // a table: one line a row
const RELAPSES: &[(Operation, &[Relapse])] = &[
    (Operation::StopInstance, &[
        (&["hibernation-forbids"],     &["hibernation_configured: No"],          "hibernation-not-enabled"),
        (&["hibernation-forbids"],     &["request.force_stop: No",
                                         "request.stopped_mode: StopCharging",
                                         "local_storage: No, request.stopped_mode: StopCharging",
                                         "persistent_memory: No, request.stopped_mode: StopCharging"], "status-not-running"),
        (&["economical-classic", "economical-subscription"],
                                       &["request.stopped_mode: Absent",
                                         "request.stopped_mode: KeepCharging"],  "hibernation-forbids"),
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
        // These rules apply to stopped instances only; so does a start.
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
        (&["status-in-transit"],       &["request.force: No"],                           "status-not-stopped"),
    ]),
    (Operation::ReActivateInstances, &[
        (&["balance"],                 &["charge_type: PrePaid"],                "pay-type"),
    ]),
];

/// Returns the relapses of an operation one by one.
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
fn a_nearest_repair_leads_to_a_plan_or_a_later_rule() {
    let mut all = Vec::new();
    for rule_table in rule_tables() {
        let mut relapses = BTreeSet::new();
        let operation = rule_table.operation;
        each_repairable(rule_table, |case, policy| {
            // A released instance has no repair.
            let violations = |case: &Case| violated(&explained(operation, case, policy));
            let Some(&reported) = violations(case).first().filter(|rule| **rule != "not-found") else {
                return;
            };
            let goes_on = |repaired: &Case| {
                let next = violations(repaired);
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
                [reported, &change(case, repaired), violations(repaired)[0]].map(str::to_owned)
            }));
        });
        let listed = listed_of(operation);
        all.extend(relapses.difference(&listed).map(|relapse| (operation, "is not listed", relapse.clone())));
        all.extend(listed.difference(&relapses).map(|relapse| (operation, "is listed", relapse.clone())));
    }
    assert_eq!(all, Vec::new());
}

fn default_order(rule_table: &RuleTable, policy: &Policy) -> bool {
    policy.precedence(rule_table.operation).eq(rule_table.stages.names().iter().copied())
}

/// Calls `visit` with the simplest case of each refusal, and with the case nearest to an accepted one
/// combined with what each earlier refusal reads, under the policy of each revision and every policy under
/// which one of the two refusals is active otherwise; and with random cases under random policies, in the
/// default and in other orders.
fn each_repairable(rule_table: &'static RuleTable, mut visit: impl FnMut(&Case, &Policy)) {
    let operation = rule_table.operation;
    let mut policies: Vec<Policy> = policies().collect();
    let mut active = HashSet::new();
    policies.retain(|policy| {
        let is_active = |row| policy.is_active(operation, row);
        active.insert(rule_table.refusals.iter().map(is_active).collect::<Vec<_>>())
    });
    let matters = |policy: &Policy, rows: [&Row<ErrorKind>; 2]| {
        let default = Policy::ecs(policy.revision());
        *policy == default
            || rows.iter().any(|row| policy.is_active(operation, row) != default.is_active(operation, row))
    };
    let mut met = HashSet::new();
    let welcome = welcome(operation);
    for (n, row) in rule_table.refusals.iter().enumerate() {
        for other in &rule_table.refusals[..=n] {
            let of_rows: Vec<(usize, &Policy)> =
                policies.iter().enumerate().filter(|(_, policy)| matters(policy, [row, other])).collect();
            let is_same = core::ptr::eq(row, other);
            let cases = [Some(nearest(&row.when, &welcome)), is_same.then(|| simplest(&row.when))];
            for case in cases.into_iter().flatten() {
                product(&restricted_by(&other.when), case.point(), &mut |case| {
                    for (number, policy) in &of_rows {
                        if met.insert((*case, *number)) {
                            visit(case, policy);
                        }
                    }
                });
            }
        }
    }
    let mut random = Random::new();
    for _ in 0..rounds(25) {
        for policy in [random.interpretations(), random.policy()] {
            (0..10).for_each(|_| visit(&random.case(3), &policy));
        }
    }
}
