//! The laws of deciding, for every operation: on every combination that a row reads, and on random
//! cases under random policies.

use crate::cases::{
    Random, explained, ordered, policies_of, product, read_by, regions, request, rule_tables, simplest,
};
use instance_lifecycle::{
    Case, Disposition, ErrorKind, Instance, Operation, Plan, Policy, PolicyRow, Rejection, Resource,
    ResourceOutcome, Row, RuleSource, RuleTable, Settlement, Verdict, charges, plan,
};
use std::collections::BTreeSet;

/// The rules that object, in order.
pub(crate) fn objecting<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Vec<&'p str> {
    explained(operation, case, policy).violations().map(|violation| violation.row().rule).collect()
}

/// Every case of which some row reads all that is not default, under every policy that the operation
/// can tell apart; and random cases, impossible ones among them, under random policies.
fn each_answer(rule_table: &'static RuleTable, mut visit: impl FnMut(&Case, &Policy)) {
    let policies = policies_of(rule_table);
    for region in regions(rule_table) {
        product(&read_by(&region), Case::DEFAULT.point(), &mut |case| {
            policies.iter().for_each(|policy| visit(case, policy));
        });
    }
    let mut random = Random::new();
    for rarity in [1, 2, 4, 8, 16] {
        for _ in 0..100 {
            let policy = random.policy();
            (0..50).for_each(|_| visit(&random.case(rarity), &policy));
        }
    }
}

#[test]
fn a_call_is_refused_exactly_when_a_rule_objects_and_with_the_first() {
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

/// Whether a refusal speaks under a policy: its interpretations admit the row, and its revision has the
/// error.
fn speaks(operation: Operation, row: &Row<ErrorKind>, policy: &Policy) -> bool {
    let error = operation.errors().row(row.then, policy.revision(), false);
    policy.interpretations().admit(&row.when) && error.is_some()
}

/// The column of the effect rows that a settlement reads, as the head of each table names them.
#[rustfmt::skip] // a table: one line a row
pub(crate) const fn column(settlement: Settlement) -> usize {
    match settlement {
        Settlement::StopEconomically                                     => 0,
        Settlement::StopInStandardMode | Settlement::StopSubscription    => 1,
        Settlement::HibernateEconomically                                => 2,
        Settlement::HibernateInStandardMode | Settlement::HibernateSubscription => 3,
        Settlement::AlreadyStopped                                       => 1,
        Settlement::StartOnNewCompute                                    => 0,
        Settlement::StartOnKeptCompute                                   => 1,
        Settlement::RebootViaStopping | Settlement::RebootAtOnce | Settlement::RebootViaStopped => 0,
        Settlement::Release | Settlement::ReleaseAfterShutdown           => 0,
        Settlement::ReactivateAndStart                                   => 0,
        Settlement::ReactivateStopped                                    => 1,
        Settlement::Create | Settlement::Run                             => 0,
    }
}

/// The instance that a plan begins with: a creation begins with none.
pub(crate) fn before(plan: &Plan, case: &Case) -> Instance {
    match plan.settlement() {
        Settlement::Create | Settlement::Run => Instance::RELEASED,
        _ => case.instance,
    }
}

/// A built-in row as a policy asks it.
fn asked<'p, V>(row: &Row<V>, stage: Option<&'p str>, then: Verdict<'p>) -> PolicyRow<'p> {
    let Row { rule, when, evidence, source, .. } = *row;
    PolicyRow { rule, stage, when, then, evidence, source: RuleSource::Documents(source) }
}

fn equals_a_scan(rule_table: &'static RuleTable, case: &Case, policy: &Policy) {
    let point = case.point();
    assert_eq!(Case::at(&point), *case);
    let mut objecting: Vec<PolicyRow<'_>> = Vec::new();
    for stage in policy.precedence(rule_table.operation) {
        for row in rule_table.refusals {
            if rule_table.stages.names()[usize::from(row.stage)] == stage
                && speaks(rule_table.operation, row, policy)
                && row.when.contains(&point)
                && objecting.last().is_none_or(|last| last.rule != row.rule)
            {
                objecting.push(asked(row, Some(stage), Verdict::Raise(row.then)));
            }
        }
    }
    let explanation = explained(rule_table.operation, case, policy);
    let found: Vec<_> = explanation.violations().map(|violation| violation.row()).collect();
    assert_eq!(found, objecting, "{case:?}");

    let plan = explanation.plan();
    let mut settling = rule_table.settlements.iter();
    let settled = settling.find(|row| policy.interpretations().admit(&row.when) && row.when.contains(&point));
    assert_eq!(plan.row(), settled, "{case:?}");
    let settled = settled.map(|row| asked(row, None, Verdict::Settle(row.then)));
    assert_eq!(Some(explanation.settlement()), settled, "{case:?}");
    if plan.is_already_done() {
        assert_eq!((plan.resources().count(), plan.risks().count()), (0, 0));
        return;
    }

    let billed: BTreeSet<Resource> =
        charges(&before(&plan, case), policy).map(|charge| charge.resource).collect();
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
                source: row.source,
            }
        })
        .collect();
    assert_eq!(plan.resources().collect::<Vec<_>>(), expected, "{plan:?}: {case:?}");

    let risks = rule_table.risks.iter();
    let column = column(plan.settlement());
    let risks = risks.filter(|row| row.columns >> column & 1 == 1 && row.when.contains(&point));
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

/// A settlement reads a column that its table has, and every column is read.
#[test]
fn a_table_has_the_columns_that_its_settlements_read() {
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

/// The rules that object, whatever their order.
fn sorted<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Vec<&'p str> {
    let mut found = objecting(operation, case, policy);
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
fn what_is_not_retained_is_not_billed_and_nothing_stands_twice() {
    for rule_table in rule_tables() {
        each_answer(rule_table, |case, policy| {
            let mut listed = BTreeSet::new();
            for outcome in explained(rule_table.operation, case, policy).plan().resources() {
                assert!(!outcome.billed_after || outcome.disposition == Disposition::Retained, "{case:?}");
                assert!(listed.insert(outcome.resource), "{} stands twice: {case:?}", outcome.resource);
            }
        });
    }
}
