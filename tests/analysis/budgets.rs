//! Adversarial rules exceed the budget of the analysis quickly.

use super::checks::custom;
use super::rules;
use instance_lifecycle::analysis::laws::{Claim, never};
use instance_lifecycle::analysis::{
    Budget, BudgetError, Diff, Direction, Finding, FindingKind, OperationDiff, Partition, Rules, Search,
    check, check_within, simplest,
};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, ChangedBy};
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{Case, Operation, Policy, Revision, Status};
use std::collections::BTreeSet;
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
    let too_many = BudgetError { budget: 20_000, operation: Some(Operation::StopInstance) };
    assert_eq!(Partition::new(rules.clone(), budget).map(|_| ()), Err(too_many));
    assert_eq!(rules.vectors(budget).map(|_| ()), Err(too_many));
    let law = never(Region::FULL, Claim::Billed(instance_lifecycle::plan::Resource::Gpu));
    assert_eq!(law.prove_rules(&rules, budget), Err(too_many.into()));
    assert_eq!(too_many.to_string(), "the analysis of `StopInstance` exceeds its budget of 20000 regions");
    // A difference needs no list of regions, and far less.
    let small = Budget(200);
    let too_many = BudgetError { budget: 200, ..too_many };
    assert_eq!(OperationDiff::between(&default, &rules, small).map(|_| ()), Err(too_many));
    assert_eq!(Diff::between([rules.clone()], [default.clone()], small).map(|_| ()), Err(too_many));
    let uncounted = |budget| {
        let diff = OperationDiff::between(&default, &rules, Budget(budget)).ok()?;
        Some(diff.uncounted(Direction::Tightening))
    };
    assert_eq!(uncounted(Budget::default().0), Some(0));
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
        let can_go_back = case.deviations().all(|(attribute, _)| attribute.changed_by() != ChangedBy::Nobody);
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

/// A policy with refusals ahead of the documented ones, each of which tests three attributes.
fn hostile_policy(count: usize) -> Policy {
    let (operation, mut random) = (Operation::StopInstance, Random::new());
    let policy = Policy::documented().with_stage(operation, "House").expect("a new stage");
    let stages: Vec<String> = policy.precedence(operation).map(str::to_owned).collect();
    let mut stages: Vec<&str> = stages.iter().map(String::as_str).collect();
    stages.rotate_right(1);
    let policy = policy.with_precedence(operation, &stages).expect("a permutation");
    (0..count).fold(policy, |policy, n| {
        let error = CustomError::new(403, format!("House.R{n}"), "No.");
        let mut rule = CustomRule::refusal(operation, format!("house-{n}"), "House", error);
        let mut tested = Vec::new();
        while tested.len() < 3 {
            let attribute = &ATTRIBUTES[random.below(ATTRIBUTES.len())];
            let is_of_stop = !attribute.name.starts_with("request.") || attribute.name.ends_with("_stop");
            if is_of_stop
                && !tested.contains(&attribute.name)
                && attribute.name != "request.delete_force_stop"
            {
                let value = attribute.values[random.below(attribute.values.len())];
                rule = rule.when(&[(attribute.name, &[value])]).expect("known names");
                tested.push(attribute.name);
            }
        }
        policy.clone().with_rule(rule).unwrap_or(policy)
    })
}

/// Returns the findings, and the operations and searches that are unfinished.
fn split(findings: Vec<Finding>) -> (Vec<Finding>, Vec<(Option<Operation>, Search)>) {
    let is_unfinished = |finding: &Finding| match &finding.kind {
        FindingKind::Unfinished { search, .. } => Some((finding.operation, *search)),
        _ => None,
    };
    let unfinished = findings.iter().filter_map(is_unfinished).collect();
    (findings.into_iter().filter(|finding| is_unfinished(finding).is_none()).collect(), unfinished)
}

fn search_for(kind: &FindingKind) -> Search {
    match kind {
        FindingKind::UnreachableRow { .. } => Search::UnreachableRows,
        FindingKind::PartlyShadowed { .. } => Search::PartlyShadowed,
        FindingKind::OrderMatters { .. } => Search::OrderMatters,
        FindingKind::UnreachableError { .. } => Search::UnreachableErrors,
        FindingKind::Undecided => Search::UndecidedCases,
        FindingKind::InterpretationWithoutInfluence { .. } => Search::Interpretations,
        FindingKind::AttributeWithoutInfluence { .. } => Search::Attributes,
        FindingKind::StatusWithoutExit { .. } => Search::StatusesWithoutExit,
        FindingKind::BilledNotRetained { .. } => Search::BilledNotRetained,
        FindingKind::PlanWithoutEnd { .. } => Search::PlansWithoutEnd,
        other => panic!("{other:?} has no search"),
    }
}

/// Whatever the budget, every finding is one of the whole check, with its size or without, and a finding is missing
/// only of a search that is reported as unfinished.
#[test]
fn an_unfinished_check_names_the_searches_whose_findings_are_missing() {
    let policies = [Policy::documented(), Policy::ecs(Revision::V2021_01), hostile_policy(8)];
    let mut cut = BTreeSet::new();
    for policy in policies {
        let (whole, unfinished) = split(check(&policy));
        assert_eq!(unfinished, []);
        for budget in [0, 1, 30, 300, 1_000, 3_000, 10_000, 30_000, 100_000] {
            let (found, unfinished) = split(check_within(&policy, Budget(budget)));
            let is_same = |finding: &Finding, counted: &Finding| {
                let uncounted = || Finding { size: None, ..counted.clone() };
                finding == counted || *finding == uncounted()
            };
            for finding in &found {
                assert!(whole.iter().any(|counted| is_same(finding, counted)), "{budget}: {finding:?}");
            }
            let is_missing = |counted: &&Finding| !found.iter().any(|finding| is_same(finding, counted));
            for missing in whole.iter().filter(is_missing) {
                let search = search_for(&missing.kind);
                let is_cut = [missing.operation, None].iter().any(|of| unfinished.contains(&(*of, search)));
                assert!(is_cut, "{budget}: {missing:?}");
                cut.insert(search);
            }
        }
    }
    assert_eq!(cut.len(), 6, "{cut:?}");
}

/// Only the operation with the many rules is left unfinished, and the rule is named at which each search
/// ends.
#[test]
fn the_operation_and_the_rule_that_exceed_the_budget_are_named() {
    let (policy, documented) = (hostile_policy(40), check(&Policy::documented()));
    let findings = check_within(&policy, Budget(1 << 20));
    let unfinished: Vec<String> = findings
        .iter()
        .filter_map(|finding| match &finding.kind {
            FindingKind::Unfinished { search, at: Some(at), .. } => {
                Some(format!("{:?}: {search}, at {at}", finding.operation))
            }
            FindingKind::Unfinished { search, at: None, .. } => panic!("{search} ends nowhere"),
            _ => None,
        })
        .collect();
    insta::assert_snapshot!(unfinished.join("\n"), @r"
    Some(StopInstance): partly shadowed rules, at house-39
    Some(StopInstance): stages whose order matters, at economical-classic
    ");
    let elsewhere = |finding: &&Finding| finding.operation != Some(Operation::StopInstance);
    let found: Vec<&Finding> = findings.iter().filter(elsewhere).collect();
    assert_eq!(found, documented.iter().filter(elsewhere).collect::<Vec<_>>());
    // Rows that cannot be reached are found though the cases of each row are too many to list.
    assert!(Partition::new(rules(&policy, Operation::StopInstance), Budget::default()).is_err());
    let is_row = |finding: &&Finding| matches!(finding.kind, FindingKind::UnreachableRow { .. });
    assert!(findings.iter().filter(is_row).count() > 10);
}
