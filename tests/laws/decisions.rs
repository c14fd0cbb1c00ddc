//! The laws of decisions, for every operation: on every combination of attributes that a row reads, and
//! on random cases under random policies.

use instance_lifecycle::billing::charges;
use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::instance::Presence;
use instance_lifecycle::plan::{Disposition, Resource, ResourceOutcome};
use instance_lifecycle::rules::{PolicyRow, Row, RuleSource, RuleTable, Verdict};
use instance_lifecycle::{Case, Operation, Policy, Rejection, plan};
use std::collections::BTreeSet;
use support::{
    Random, before, column, explained, ordered, policies_of, policies_of_row, product, read_by, regions,
    request, rule_tables, simplest, violated,
};

/// Calls `visit` with every combination of the attributes that a row reads, the others default, under
/// every policy that changes the row; then with random cases, also impossible ones, under random policies.
fn each_answer(rule_table: &'static RuleTable, mut visit: impl FnMut(&Case, &Policy)) {
    for region in regions(rule_table) {
        let policies = policies_of_row(rule_table, &region);
        product(&read_by(&region), Case::DEFAULT.point(), &mut |case| {
            policies.iter().for_each(|policy| visit(case, policy));
        });
    }
    let mut random = Random::new();
    for rarity in [1, 2, 4, 8, 16] {
        for _ in 0..20 {
            let policy = random.policy();
            (0..50).for_each(|_| visit(&random.case(rarity), &policy));
        }
    }
}

#[test]
fn a_call_is_refused_exactly_by_its_first_violation() {
    for rule_table in rule_tables() {
        each_answer(rule_table, |case, policy| {
            let explanation = explained(rule_table.operation, case, policy);
            let request = request(rule_table.operation, case);
            let answer = plan(&case.instance, &request, &case.environment, policy);
            assert_eq!(answer, explanation.answer());
            let dry_run = request.parameters().dry_run;
            match (explanation.violations().next(), answer) {
                (Some(first), Err(Rejection::Refused(violation))) => assert_eq!(first, violation.violation()),
                (None, Ok(plan)) => assert!(!dry_run || plan.is_already_done()),
                (None, Err(Rejection::DryRunPassed(pass))) => {
                    assert!(dry_run && !pass.plan().is_already_done());
                }
                (first, answer) => panic!("{answer:?}, where the first violation is {first:?}: {case:?}"),
            }
        });
    }
}

/// Returns whether a refusal is active: the interpretations admit the row and the revision has the
/// error.
fn is_active(operation: Operation, row: &Row<ErrorKind>, policy: &Policy) -> bool {
    let error = operation.errors().row(row.then, policy.revision(), false);
    policy.interpretations().admit(&row.when) && error.is_some()
}

/// Returns a built-in row as a policy lists it.
fn listed<'p, V>(row: &Row<V>, stage: Option<&'p str>, then: Verdict<'p>) -> PolicyRow<'p> {
    let Row { rule, when, evidence, source, against, .. } = *row;
    PolicyRow {
        rule,
        stage,
        when,
        then,
        evidence,
        source: RuleSource::Documents(source),
        against,
        attributes: None,
    }
}

fn equals_a_scan(rule_table: &'static RuleTable, case: &Case, policy: &Policy) {
    let point = case.point();
    assert_eq!(Case::at(&point), *case);
    let mut expected_rows: Vec<PolicyRow<'_>> = Vec::new();
    for stage in policy.precedence(rule_table.operation) {
        for row in rule_table.refusals {
            if rule_table.stages.names()[usize::from(row.stage)] == stage
                && is_active(rule_table.operation, row, policy)
                && row.when.contains(&point)
                && expected_rows.last().is_none_or(|last| last.rule != row.rule)
            {
                expected_rows.push(listed(row, Some(stage), Verdict::Raise(row.then)));
            }
        }
    }
    let explanation = explained(rule_table.operation, case, policy);
    let found: Vec<_> = explanation.violations().map(|violation| violation.row()).collect();
    assert_eq!(found, expected_rows, "{case:?}");

    let plan = explanation.plan();
    let mut settling = rule_table.settlements.iter();
    let settled = settling.find(|row| policy.interpretations().admit(&row.when) && row.when.contains(&point));
    assert_eq!(plan.row(), settled, "{case:?}");
    let settled = settled.map(|row| listed(row, None, Verdict::Settle(row.then)));
    assert_eq!(Some(explanation.settlement()), settled, "{case:?}");
    let before = before(&plan, case);
    let billed: BTreeSet<Resource> =
        charges(&before, &case.environment, policy).map(|charge| charge.resource).collect();
    if plan.is_already_done() {
        // Nothing changes: the plan lists what stays billed.
        let listed: Vec<_> = plan.resources().collect();
        assert!(listed.iter().all(|outcome| {
            outcome.disposition == Disposition::Retained && outcome.billed_before && outcome.billed_after
        }));
        let listed: Vec<Resource> = listed.iter().map(|outcome| outcome.resource).collect();
        assert_eq!((listed, plan.risks().count()), (billed.into_iter().collect(), 0), "{plan:?}: {case:?}");
        return;
    }
    let effects = rule_table.effects.iter();
    let effects =
        effects.filter(|row| policy.interpretations().admit(&row.when) && row.when.contains(&point));
    let expected: Vec<_> = effects
        .map(|row| {
            let cell = row.cells[column(plan.settlement())];
            ResourceOutcome {
                resource: row.resource,
                disposition: cell.disposition,
                billed_before: billed.contains(&row.resource),
                billed_after: cell.billed,
                at_next_start: cell.at_next_start,
                evidence: cell.evidence,
                source: cell.source,
                against: cell.against,
                if_present: cell.if_present || row.resource.presence(&before) == Presence::Unknown,
            }
        })
        .collect();
    assert_eq!(plan.resources().collect::<Vec<_>>(), expected, "{plan:?}: {case:?}");

    let risks = rule_table.risks.iter();
    let column = column(plan.settlement());
    let risks = risks.filter(|row| {
        row.columns >> column & 1 == 1
            && policy.interpretations().admit(&row.when)
            && row.when.contains(&point)
    });
    let mut expected: Vec<_> = risks.map(|row| row.risk).collect();
    expected.dedup();
    assert_eq!(plan.risks().collect::<Vec<_>>(), expected, "{case:?}");
}

#[test]
fn the_tables_equal_a_scan_over_the_rows() {
    for rule_table in rule_tables() {
        each_answer(rule_table, |case, policy| equals_a_scan(rule_table, case, policy));
    }
}

#[test]
fn every_column_of_a_table_is_read_by_a_settlement() {
    for rule_table in rule_tables() {
        let read: BTreeSet<usize> = rule_table.settlements.iter().map(|row| column(row.then)).collect();
        for row in rule_table.effects {
            let columns: BTreeSet<usize> = (0..row.cells.len()).collect();
            assert_eq!(read, columns, "{}: {}", rule_table.operation, row.resource);
        }
        let all = rule_table.risks.iter().fold(0, |all, row| all | row.columns);
        assert_eq!(usize::from(all) >> read.len(), 0, "{}", rule_table.operation);
    }
}

/// Returns the violated rules, sorted by name.
fn sorted<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Vec<&'p str> {
    let mut found = violated(&explained(operation, case, policy));
    found.sort_unstable();
    found
}

#[test]
fn the_precedence_never_changes_whether_a_case_is_refused() {
    for rule_table in rule_tables() {
        let names = rule_table.stages.names();
        let mut random = Random::new();
        let rotations = (0..names.len()).map(|n| [&names[n..], &names[..n]].concat());
        let orders: Vec<_> = rotations.chain((0..20).map(|_| random.shuffled(names))).collect();
        let simplest = rule_table.refusals.iter().map(|row| simplest(&row.when));
        let cases: Vec<Case> = simplest.chain((0..200).map(|n| random.case(2 + n % 5))).collect();
        for policy in policies_of(rule_table) {
            let permuted = orders.iter().map(|order| ordered(policy.clone(), rule_table.operation, order));
            let permuted: Vec<Policy> = permuted.collect();
            for case in &cases {
                let expected = sorted(rule_table.operation, case, &policy);
                for policy in &permuted {
                    assert_eq!(sorted(rule_table.operation, case, policy), expected, "{case:?}");
                }
            }
        }
    }
}

#[test]
fn a_plan_lists_each_resource_once() {
    for rule_table in rule_tables() {
        each_answer(rule_table, |case, policy| {
            let mut listed = BTreeSet::new();
            for outcome in explained(rule_table.operation, case, policy).plan().resources() {
                assert!(listed.insert(outcome.resource), "{} is listed twice: {case:?}", outcome.resource);
            }
        });
    }
}
