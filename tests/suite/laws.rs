//! The laws: on every combination that a row reads, and on random cases under random policies.

use crate::cases::{Random, conditions, ladder, ordered, plainest, policies, product, read_by, request};
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::Region;
use instance_lifecycle::{
    Case, Disposition, ErrorKind, Operation, Plan, Policy, Rejection, ResourceOutcome, Row, Status,
    StoppedMode, explain, plan,
};
use std::collections::BTreeSet;

/// The rules that object, in order.
fn objecting(case: &Case, policy: &Policy) -> Vec<&'static str> {
    let explanation = explain(&case.instance, &request(case), &case.environment, policy);
    explanation.objections().map(|objection| objection.row().rule).collect()
}

fn objects(rule: &str, case: &Case, policy: &Policy) -> bool {
    let explanation = explain(&case.instance, &request(case), &case.environment, policy);
    explanation.objections().any(|objection| objection.row().rule == rule)
}

/// Every case of which some row reads all that is not plain, under the built-in policies and under
/// each with one reading changed; and random cases, impossible ones among them, under random
/// policies.
fn each_answer(mut visit: impl FnMut(&Case, &Policy)) {
    let policies: Vec<Policy> = policies().collect();
    for region in conditions() {
        product(&read_by(&region), Case::PLAIN.point(), &mut |case| {
            policies.iter().for_each(|policy| visit(case, policy));
        });
    }
    let mut random = Random::new();
    for rarity in [1, 2, 4, 8] {
        for _ in 0..500 {
            let policy = random.policy();
            (0..50).for_each(|_| visit(&random.case(rarity), &policy));
        }
    }
}

#[test]
fn a_call_is_refused_exactly_when_a_rule_objects_and_with_the_first() {
    each_answer(|case, policy| {
        let explanation = explain(&case.instance, &request(case), &case.environment, policy);
        let answer = plan(&case.instance, &request(case), &case.environment, policy);
        assert_eq!(answer, explanation.answer());
        match (explanation.objections().next(), answer) {
            (Some(first), Err(Rejection::Refused(objection))) => assert_eq!(first, objection),
            (None, Ok(plan)) => assert!(!case.request.dry_run || plan.is_already_done()),
            (None, Err(Rejection::DryRunPassed(pass))) => {
                assert!(case.request.dry_run && !pass.plan().is_already_done());
            }
            (first, answer) => panic!("{answer:?}, where the first objection is {first:?}: {case:?}"),
        }
    });
}

/// Whether a refusal speaks under a policy: its readings admit the row, and its revision has the
/// error.
fn speaks(row: &Row<ErrorKind>, policy: &Policy) -> bool {
    let errors = Operation::StopInstance.errors();
    policy.readings().admit(&row.when) && errors.row(row.then, policy.revision(), false).is_some()
}

/// The column of the effect rows that a plan reads.
fn column(plan: &Plan) -> usize {
    usize::from(plan.stopped_mode() != StoppedMode::StopCharging) + 2 * usize::from(plan.hibernates())
}

fn equals_a_scan(case: &Case, policy: &Policy) {
    let point = case.point();
    assert_eq!(Case::at(&point), *case);
    let mut objecting: Vec<&Row<ErrorKind>> = Vec::new();
    for chapter in policy.precedence(Operation::StopInstance) {
        for row in ladder().refusals {
            if ladder().chapters.names()[usize::from(row.chapter)] == chapter
                && speaks(row, policy)
                && row.when.contains(&point)
                && objecting.last().is_none_or(|last| last.rule != row.rule)
            {
                objecting.push(row);
            }
        }
    }
    let explanation = explain(&case.instance, &request(case), &case.environment, policy);
    let found: Vec<_> = explanation.objections().map(|objection| objection.row()).collect();
    assert_eq!(found, objecting, "{case:?}");

    let plan = explanation.plan();
    let mut settling = ladder().settlements.iter();
    let settled = settling.find(|row| policy.readings().admit(&row.when) && row.when.contains(&point));
    assert_eq!(Some(plan.row()), settled, "{case:?}");
    if plan.is_already_done() {
        assert_eq!((plan.resources().count(), plan.risks().count()), (0, 0));
        return;
    }

    let effects = ladder().effects.iter();
    let effects = effects.filter(|row| policy.readings().admit(&row.when) && row.when.contains(&point));
    let expected: Vec<_> = effects
        .map(|row| {
            let cell = row.cells[column(&plan)];
            ResourceOutcome {
                resource: row.resource,
                disposition: cell.disposition,
                billed_before: row.billed_before,
                billed_after: cell.billed,
                at_next_start: cell.at_next_start,
                evidence: cell.evidence,
                source: row.source,
            }
        })
        .collect();
    assert_eq!(plan.resources().collect::<Vec<_>>(), expected, "{case:?}");

    let risks = ladder().risks.iter();
    let risks = risks.filter(|row| row.columns >> column(&plan) & 1 == 1 && row.when.contains(&point));
    let mut expected: Vec<_> = risks.map(|row| row.risk).collect();
    expected.dedup();
    assert_eq!(plan.risks().collect::<Vec<_>>(), expected, "{case:?}");
}

#[test]
fn the_tables_equal_a_scan_over_the_rows() {
    each_answer(equals_a_scan);
}

#[test]
fn the_precedence_never_changes_whether_a_case_is_refused() {
    let names = ladder().chapters.names();
    let mut random = Random::new();
    let rotations = (0..names.len()).map(|n| [&names[n..], &names[..n]].concat());
    let orders: Vec<_> = rotations.chain((0..30).map(|_| random.shuffled(names))).collect();
    for policy in policies().step_by(5) {
        let permuted: Vec<Policy> = orders.iter().map(|order| ordered(policy.clone(), order)).collect();
        for _ in 0..500 {
            let case = random.case(4);
            let mut expected = objecting(&case, &policy);
            expected.sort_unstable();
            for policy in &permuted {
                let mut found = objecting(&case, policy);
                found.sort_unstable();
                assert_eq!(found, expected, "{case:?}");
            }
        }
    }
}

/// The attributes that a region asks for; that the instance is there goes without saying.
fn asked_by(region: &Region) -> Vec<&'static Attribute> {
    let there = Status::ALL.len() - 1;
    let is_asked = |attribute: &&Attribute| {
        attribute.name != "status" || (region.admits(attribute.field).count_ones() as usize) < there
    };
    read_by(region).into_iter().filter(is_asked).collect()
}

/// The nearest cases to which the rule does not object: those that change the fewest of the
/// attributes that it reads. To release the instance is no repair.
fn nearest_repairs(case: &Case, rule: &str, policy: &Policy) -> Vec<Case> {
    let rows = ladder().refusals.iter().filter(|row| row.rule == rule);
    let read = rows.fold(Region::FULL, |read, row| read.intersect(&row.when));
    let attributes = asked_by(&read);
    let changes = |other: &Case| {
        let differs = |attribute: &&&Attribute| {
            case.point().value(attribute.field) != other.point().value(attribute.field)
        };
        attributes.iter().filter(differs).count()
    };
    let mut repairs: Vec<Case> = Vec::new();
    product(&attributes, case.point(), &mut |other| {
        if other.instance.status != Status::Released && !objects(rule, other, policy) {
            repairs.push(*other);
        }
    });
    let fewest = repairs.iter().map(changes).min();
    repairs.retain(|other| Some(changes(other)) == fewest);
    repairs
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
fn place(rule: &str, policy: &Policy) -> (Option<usize>, usize) {
    let number = ladder().refusals.iter().position(|row| row.rule == rule).expect("a rule of the ladder");
    let chapter = ladder().chapters.names()[usize::from(ladder().refusals[number].chapter)];
    (policy.precedence(Operation::StopInstance).position(|name| name == chapter), number)
}

/// Nearest repairs after which an earlier rule objects, in the default precedence: the rule that was
/// reported, the change, the rule that objects then. Each has a sibling that leads on.
#[rustfmt::skip] // a table: one line a row
const RELAPSES: [(&str, &str, &str); 9] = [
    ("hibernation-forbids",     "force_stop: No",                      "status-not-running"),
    ("hibernation-forbids",     "hibernation_configured: No",          "hibernation-not-enabled"),
    ("economical-classic",      "stopped_mode: KeepCharging",          "hibernation-forbids"),
    ("economical-subscription", "stopped_mode: KeepCharging",          "hibernation-forbids"),
    ("economical-local-disk",   "stopped_mode: KeepCharging",          "hibernation-forbids"),
    ("economical-spot",         "stopped_mode: KeepCharging",          "hibernation-forbids"),
    ("kms-key-untagged",        "encryption_key: ServiceUnauthorized", "kms-unauthorized"),
    ("kms-key-not-enabled",     "encryption_key: ServiceUnauthorized", "kms-unauthorized"),
    ("kms-key-not-enabled",     "encryption_key: MissingEcsTag",       "kms-key-untagged"),
];

#[test]
fn a_nearest_repair_of_what_was_reported_leads_to_a_plan_or_a_later_rule() {
    let mut relapses = BTreeSet::new();
    each_repairable(|case, policy| {
        // What is released stays so.
        let Some(&reported) = objecting(case, policy).first().filter(|rule| **rule != "not-found") else {
            return;
        };
        let goes_on = |repaired: &Case| {
            let next = objecting(repaired, policy);
            next.first().is_none_or(|next| place(next, policy) > place(reported, policy))
        };
        let repairs = nearest_repairs(case, reported, policy);
        let (onward, back): (Vec<Case>, Vec<Case>) = repairs.into_iter().partition(goes_on);
        assert!(!onward.is_empty(), "nothing repairs {reported}: {case:?}");
        if default_order(policy) {
            relapses.extend(back.iter().map(|repaired| {
                let next = objecting(repaired, policy)[0];
                (reported.to_owned(), change(case, repaired), next.to_owned())
            }));
        }
    });
    let listed =
        RELAPSES.map(|(reported, change, next)| (reported.to_owned(), change.to_owned(), next.to_owned()));
    assert_eq!(relapses, BTreeSet::from(listed));
}

fn default_order(policy: &Policy) -> bool {
    policy.precedence(Operation::StopInstance).eq(ladder().chapters.names().iter().copied())
}

/// Every plainest case of a refusal, with what another one reads, under the built-in policies and
/// the default one with one reading changed; and random cases under random policies.
fn each_repairable(mut visit: impl FnMut(&Case, &Policy)) {
    let mut built_in: Vec<Policy> = Vec::new();
    for policy in policies() {
        let is_plain = policy == Policy::ecs(policy.revision());
        let is_new = !built_in.contains(&policy);
        if is_new && (is_plain || policy.revision() == Policy::documented().revision()) {
            built_in.push(policy);
        }
    }
    for row in ladder().refusals {
        for other in ladder().refusals {
            product(&asked_by(&other.when), plainest(&row.when).point(), &mut |case| {
                built_in.iter().for_each(|policy| visit(case, policy));
            });
        }
    }
    let mut random = Random::new();
    for _ in 0..3_000 {
        let policy = random.policy();
        (0..10).for_each(|_| visit(&random.case(3), &policy));
    }
}

#[test]
fn what_is_not_retained_is_not_billed_and_nothing_stands_twice() {
    each_answer(|case, policy| {
        let explanation = explain(&case.instance, &request(case), &case.environment, policy);
        let mut listed = BTreeSet::new();
        for outcome in explanation.plan().resources() {
            assert!(!outcome.billed_after || outcome.disposition == Disposition::Retained, "{case:?}");
            assert!(listed.insert(outcome.resource), "{} stands twice: {case:?}", outcome.resource);
        }
    });
}
