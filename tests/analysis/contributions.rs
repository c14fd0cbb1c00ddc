//! The effect of a custom rule equals the difference between the rules without it and with it.

use instance_lifecycle::analysis::{Budget, Contribution, Difference, Direction, OperationDiff, Rules};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::testing::policies;
use instance_lifecycle::{Operation, Policy};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// The rules without a custom rule.
fn without(rules: &Rules, rule: &str) -> Rules {
    let mut without = rules.clone();
    without.refusals.retain(|row| row.table_row.is_some() || row.name != rule);
    without.settlements.retain(|row| row.table_row.is_some() || row.name != rule);
    without
}

/// Compares a contribution with the difference.
fn check(rules: &Rules, contribution: &Contribution) {
    let cases = contribution.cases.expect("the budget suffices");
    let diff = OperationDiff::between(&without(rules, &contribution.rule), rules, Budget::default());
    let diff = diff.expect("the budget suffices");
    let changes = || diff.causes.iter().flat_map(|cause| &cause.changes);
    let sum = |is: fn(&Difference) -> bool| -> u128 {
        changes()
            .filter(|change| is(&change.difference))
            .map(|change| change.size.expect("counted").cases)
            .sum()
    };
    assert_eq!(cases.refused_plans, diff.size(Direction::Tightening).cases, "{contribution:?}");
    assert_eq!(diff.size(Direction::Loosening).cases, 0, "{contribution:?}");
    let other_errors =
        sum(|it| matches!(it, Difference::OtherError { .. } | Difference::OtherMessage { .. }));
    let other_plans = sum(|it| matches!(it, Difference::OtherPlan { .. }));
    assert_eq!((cases.other_errors, cases.other_plans), (other_errors, other_plans), "{contribution:?}");
    assert!(cases.decided <= cases.selected && cases.selected <= cases.of, "{contribution:?}");
    assert_eq!(cases.of, diff.cases);
}

#[test]
fn the_contribution_of_a_rule_is_the_difference_that_it_makes() {
    let mut runner = TestRunner::deterministic();
    let (mut checked, mut shadowed) = (0, 0);
    for _ in 0..80 {
        let policy = policies().new_tree(&mut runner).expect("a policy").current();
        for rules in Rules::all(&policy) {
            for contribution in rules.contributions(Budget::default()) {
                check(&rules, &contribution);
                checked += 1;
                shadowed += usize::from(contribution.cases.is_some_and(|cases| cases.decided == 0));
            }
        }
    }
    assert!(checked > 50 && shadowed > 0, "{checked} rules, {shadowed} shadowed");
}

#[test]
fn a_contribution_beyond_the_budget_is_unknown() {
    let error = CustomError::new(403, "House.Gpu", "No.");
    let rule = CustomRule::refusal(Operation::StopInstance, "no-gpu", "Confirmation", error);
    let policy = Policy::documented().with_rule(rule).expect("a rule");
    let rules = Rules::new(&policy, Operation::StopInstance);
    let contributions = rules.contributions(Budget(10));
    assert_eq!(contributions.len(), 1);
    assert_eq!((&*contributions[0].rule, contributions[0].cases), ("no-gpu", None));
    assert!(Rules::new(&policy, Operation::StartInstance).contributions(Budget(10)).is_empty());
}
