//! The laws: on every combination that a row reads, and on random cases under random policies.

use crate::cases::{Random, conditions, ladder, ordered, policies, product, read_by, request};
use instance_lifecycle::{Case, Disposition, Operation, Policy, Rejection, explain, plan};

/// The rules that object, in order.
fn objecting(case: &Case, policy: &Policy) -> Vec<&'static str> {
    let explanation = explain(&case.instance, &request(case), &case.environment, policy);
    explanation.objections().map(|objection| objection.row().rule).collect()
}

/// Every case of which some row reads all that is not plain, and random ones.
fn each_case(mut visit: impl FnMut(&Case)) {
    for region in conditions() {
        product(&read_by(&region), Case::PLAIN.point(), &mut visit);
    }
    let mut random = Random::new();
    for rarity in [1, 2, 4, 8] {
        (0..20_000).for_each(|_| visit(&random.case(rarity)));
    }
}

#[test]
fn a_call_is_refused_exactly_when_a_rule_objects_and_with_the_first() {
    let mut random = Random::new();
    let random: Vec<Policy> = (0..20).map(|_| random.policy()).collect();
    let policies: Vec<Policy> = policies().chain(random).collect();
    let mut n = 0;
    each_case(|case| {
        n += 1;
        let policy = &policies[n % policies.len()];
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

#[test]
fn the_tables_equal_a_scan_over_the_rows() {
    let mut random = Random::new();
    let policies: Vec<Policy> = policies().chain((0..20).map(|_| random.policy())).collect();
    let mut n = 0;
    each_case(|case| {
        n += 1;
        let policy = &policies[n % policies.len()];
        let point = case.point();
        assert_eq!(Case::at(&point), *case);
        let mut expected = Vec::new();
        for chapter in policy.precedence(Operation::StopInstance) {
            for (number, row) in ladder().refusals.iter().enumerate() {
                let speaks = policy.has_row(Operation::StopInstance, number) && row.when.contains(&point);
                if ladder().chapters.names()[row.chapter as usize] == chapter
                    && speaks
                    && expected.last() != Some(&row.rule)
                {
                    expected.push(row.rule);
                }
            }
        }
        assert_eq!(objecting(case, policy), expected, "{case:?}");
        let first = ladder().settlements.iter().enumerate().find(|(number, row)| {
            policy.has_row(Operation::StopInstance, ladder().refusals.len() + number)
                && row.when.contains(&point)
        });
        let explanation = explain(&case.instance, &request(case), &case.environment, policy);
        assert_eq!(Some(explanation.plan().row()), first.map(|(_, row)| row), "{case:?}");
    });
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

/// The cases that a change of one attribute, or of two, makes of this one, such that the rule no
/// longer objects.
fn repaired(case: &Case, rule: &str, policy: &Policy) -> Vec<Case> {
    let of_rule = || ladder().refusals.iter().filter(|row| row.rule == rule);
    let read: Vec<_> =
        of_rule().flat_map(|row| read_by(&row.when)).filter(|read| read.name != "status").collect();
    let mut repaired = Vec::new();
    for pair in read.iter().flat_map(|first| read.iter().map(move |second| [*first, *second])) {
        product(&pair, case.point(), &mut |changed| {
            if !objecting(changed, policy).contains(&rule) {
                repaired.push(*changed);
            }
        });
    }
    repaired
}

#[test]
fn repairing_what_was_reported_leads_to_a_plan_or_a_later_rule() {
    let mut random = Random::new();
    let place = |order: &[&str], rule: &str| {
        let number = ladder().refusals.iter().position(|row| row.rule == rule).expect("a rule of the ladder");
        let chapter = ladder().chapters.names()[ladder().refusals[number].chapter as usize];
        (order.iter().position(|name| *name == chapter), number)
    };
    let mut repairs = 0;
    for _ in 0..2_000 {
        let policy = random.policy();
        let order: Vec<_> = policy.precedence(Operation::StopInstance).collect();
        let case = random.case(3);
        let before = objecting(&case, &policy);
        let Some(&reported) = before.first() else { continue };
        for repaired in repaired(&case, reported, &policy) {
            let after = objecting(&repaired, &policy);
            // A change that makes another rule object is no repair.
            if after.iter().all(|rule| before.contains(rule)) {
                repairs += 1;
                let next = after.first().map(|rule| place(&order, rule));
                assert!(next.is_none_or(|next| next > place(&order, reported)), "{case:?}");
            }
        }
    }
    assert!(repairs > 10_000, "{repairs} repairs were tried");
}

#[test]
fn what_is_not_retained_is_not_billed() {
    let policies: Vec<Policy> = policies().collect();
    let mut n = 0;
    each_case(|case| {
        n += 1;
        let explanation =
            explain(&case.instance, &request(case), &case.environment, &policies[n % policies.len()]);
        let plan = explanation.plan();
        let mut resources: Vec<_> = plan.resources().map(|resource| resource.resource).collect();
        assert!(
            plan.resources()
                .all(|resource| !resource.billed_after || resource.disposition == Disposition::Retained)
        );
        let listed = resources.len();
        resources.dedup();
        assert_eq!(resources.len(), listed, "a resource stands twice: {case:?}");
    });
}
