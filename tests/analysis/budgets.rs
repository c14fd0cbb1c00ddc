//! Adversarial rules exceed the budget of the analysis quickly.

use super::checks::custom;
use super::rules;
use instance_lifecycle::analysis::laws::{Claim, never};
use instance_lifecycle::analysis::{Budget, BudgetError, Diff, OperationDiff, Partition, Rules, simplest};
use instance_lifecycle::attribute::{ATTRIBUTES, ChangedBy};
use instance_lifecycle::region::Region;
use instance_lifecycle::{Case, Operation, Policy, Status};
use support::Random;

/// Returns the rules of a stop after refusals that each restrict two random attributes.
fn hostile(count: usize) -> Rules {
    let mut random = Random::new();
    let mut rules = rules(&Policy::documented(), Operation::StopInstance);
    for n in 0..count {
        let mut row = custom("hostile", &[], "House.Hostile");
        row.number = n + 1;
        for _ in 0..2 {
            let attribute = &ATTRIBUTES[random.below(ATTRIBUTES.len())];
            row.when = row.when.restrict(attribute.field, 1 << random.below(attribute.values.len()));
        }
        // Every row has another error, so that no two can be merged.
        row.verdict.http_status = 400 + n as u16;
        rules.refusals.insert(0, row);
    }
    rules
}

#[test]
fn adversarial_rules_exceed_the_budget() {
    let budget = Budget(20_000);
    let rules = hostile(60);
    let default = super::rules(&Policy::documented(), Operation::StopInstance);
    let too_many = BudgetError { budget: 20_000 };
    assert_eq!(Partition::new(rules.clone(), budget).map(|_| ()), Err(too_many));
    assert_eq!(OperationDiff::between(&default, &rules, budget).map(|_| ()), Err(too_many));
    assert_eq!(Diff::between([rules.clone()], [default], budget).map(|_| ()), Err(too_many));
    assert_eq!(rules.check(budget).map(|_| ()), Err(too_many));
    assert_eq!(rules.vectors(budget).map(|_| ()), Err(too_many));
    let law = never(Region::FULL, Claim::Billed(instance_lifecycle::Resource::Gpu));
    assert_eq!(law.prove_rules(&rules, budget), Err(too_many.into()));
    assert_eq!(too_many.to_string(), "the analysis exceeds its budget of 20000 regions");
}

#[test]
fn fixes_of_adversarial_rules_stay_in_the_budget() {
    let mut rules = hostile(200);
    rules.refusals.retain(|row| row.name != "hostile" || !row.when.contains(&Case::DEFAULT.point()));
    assert!(Partition::new(rules.clone(), Budget(20_000)).is_err());
    let objecting: Vec<Region> =
        rules.refusals.iter().filter(|row| row.name == "hostile").map(|row| row.when).collect();
    for when in objecting {
        let case = simplest(&[when], Budget(20_000)).expect("few regions");
        let Some(case) = case.filter(|case| case.case().instance.status != Status::Released) else {
            continue;
        };
        let repairs = rules.repairs(&case.case(), Budget(20_000)).expect("within the budget");
        let can_go_back = case.deviations().all(|(attribute, _)| attribute.changed_by != ChangedBy::Nobody);
        let least = repairs.iter().map(Vec::len).min();
        assert!(!can_go_back || least.is_some_and(|least| least <= case.deviations().count()), "{case}");
    }
}

#[test]
fn the_default_budget_suffices_for_every_built_in_policy() {
    for policy in support::policies() {
        for rules in Rules::all(&policy) {
            let partition = Partition::new(rules, Budget(1_000)).expect("a thousandth of it");
            assert!(partition.cubes().count() < 1_000);
        }
    }
}
