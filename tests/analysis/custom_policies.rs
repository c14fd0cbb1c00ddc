//! Analysis of policies with custom rules, removed rules and reordered stages equals the decisions of
//! the library.

use super::{Corner, rules, within};
use instance_lifecycle::analysis::{
    Budget, CauseKind, ChangeReason, Difference, FindingKind, OperationDiff, Partition, Scope, Severity,
    check, diff, fixes,
};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::testing::policies;
use instance_lifecycle::{Case, Operation, Policy, Request, explain};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use support::Random;

/// The deciding rule and its verdict.
fn decided(point: &Point, operation: Operation, policy: &Policy) -> (String, String) {
    let case = Case::at(point);
    let request = Request::new(operation, case.request);
    let explanation = explain(&case.instance, &request, &case.environment, policy);
    if let Some(first) = explanation.violations().next() {
        let error = first.error();
        let text = error.row.map_or(error.code, |_| error.message.text);
        return (first.row().rule.to_owned(), format!("{} {} {text}", error.http_status, error.code));
    }
    (explanation.settlement().rule.to_owned(), explanation.plan().settlement().to_string())
}

fn random_policies() -> impl FnMut() -> Policy {
    let mut runner = TestRunner::deterministic();
    move || policies().new_tree(&mut runner).expect("a policy").current()
}

#[test]
fn every_case_is_decided_by_the_rule_that_answers() {
    let (mut random, mut policy, mut custom) = (Random::new(), random_policies(), 0);
    for _ in 0..60 {
        let policy = policy();
        for operation in super::decided() {
            custom += policy.custom_rules(operation).count();
            let whole = rules(&policy, operation);
            let scope = Scope::read_by(&AttributeSet::BUILT_IN, whole.conditions());
            let corner = Corner::of(&scope, 300, &mut random);
            let part = Partition::new(within(whole, &corner.region), Budget::default()).expect("few regions");
            let mut counted: BTreeMap<String, u128> = BTreeMap::new();
            for point in &corner.points {
                let (rule, _) = decided(point, operation, &policy);
                *counted.entry(rule).or_default() += 1;
            }
            let mut sizes: BTreeMap<String, u128> = BTreeMap::new();
            for of in part.parts().filter(|of| of.size() > 0) {
                *sizes.entry(part.rules().row_name(of.index).rule.to_string()).or_default() += of.size();
            }
            assert_eq!(sizes, counted, "{operation}");
        }
    }
    assert!(custom > 50, "{custom} custom rules");
}

#[test]
fn two_policies_differ_exactly_where_their_answers_do() {
    let (mut random, mut policy) = (Random::new(), random_policies());
    for _ in 0..40 {
        let (from, to) = (policy(), policy());
        for operation in super::decided() {
            let [a, b] = [&from, &to].map(|policy| rules(policy, operation));
            let scope = Scope::read_by(&AttributeSet::BUILT_IN, a.conditions().chain(b.conditions()));
            let corner = Corner::of(&scope, 300, &mut random);
            let mut counted: BTreeMap<(String, String), u128> = BTreeMap::new();
            for point in &corner.points {
                let [(a, said), (b, says)] = [&from, &to].map(|policy| decided(point, operation, policy));
                if said != says {
                    *counted.entry((a, b)).or_default() += 1;
                }
            }
            let [a, b] = [a, b].map(|rules| within(rules, &corner.region));
            let diff = OperationDiff::between(&a, &b, Budget::default()).expect("few regions");
            let mut sizes: BTreeMap<(String, String), u128> = BTreeMap::new();
            for change in diff.causes.iter().flat_map(|cause| &cause.changes) {
                if !matches!(change.difference, Difference::OtherResource { .. }) {
                    let rules = (change.from.rule.to_string(), change.to.rule.to_string());
                    *sizes.entry(rules).or_default() += change.size.expect("counted").cases;
                }
            }
            assert_eq!(sizes, counted, "{operation}");
        }
    }
}

fn fair() -> Policy {
    let error = CustomError::new(403, "House.Fair", "No stops in the week of the fair.");
    let rule = CustomRule::refusal(Operation::StopInstance, "fair", "Arrears", error);
    let rule = rule.when(&[("charge_type", &["PostPaid"])]).expect("known names");
    Policy::documented().with_rule(rule).expect("a rule")
}

#[test]
fn a_custom_rule_is_the_only_cause_of_its_differences() {
    let (from, to) = (Policy::documented(), fair());
    let there = diff(&from, &to).expect("few regions");
    assert_eq!(there.operations.len(), 1);
    let [cause] = &there.operations[0].causes[..] else { panic!("one cause") };
    assert_eq!(
        (&cause.kind, &cause.why[..]),
        (&CauseKind::NewlyDecides("fair".into()), &[ChangeReason::CustomRule][..])
    );
    assert!(cause.changes.iter().all(|change| change.to.table_row.is_none()));
    let back = diff(&to, &from).expect("few regions");
    let [cause] = &back.operations[0].causes[..] else { panic!("one cause") };
    assert_eq!(cause.kind, CauseKind::NoLongerDecides("fair".into()));
    let sizes = |diff: &instance_lifecycle::analysis::Diff| -> u128 {
        diff.changes().map(|(.., change)| change.size.expect("counted").cases).sum()
    };
    assert_eq!(sizes(&there), sizes(&back));
}

#[test]
fn a_removed_rule_is_left_out() {
    let (from, rule) = (Policy::documented(), "confirm-stop");
    let to = from.clone().without(Operation::StopInstance, rule).expect("a rule");
    let diff = diff(&from, &to).expect("few regions");
    let [cause] = &diff.operations[0].causes[..] else { panic!("one cause") };
    assert_eq!(
        (&cause.kind, &cause.why[..]),
        (&CauseKind::NoLongerDecides(rule.into()), &[ChangeReason::LeftOut][..])
    );
    let findings = check(&to);
    let unraised = findings.iter().find_map(|finding| match &finding.kind {
        FindingKind::UnreachableError { error, reason } if error.code == "InstanceType.ParameterMismatch" => {
            Some(reason)
        }
        _ => None,
    });
    assert_eq!(unraised, Some(&instance_lifecycle::analysis::UnreachableReason::LeftOut(rule.into())));
}

#[test]
fn a_custom_rule_may_shadow_others() {
    let findings = check(&fair());
    let hidden = findings
        .iter()
        .filter(|finding| matches!(&finding.kind, FindingKind::PartlyShadowed { by, .. } if by == "fair"));
    assert_eq!(hidden.count(), 11, "every rule behind it but that of a subscription");
    assert!(findings.iter().all(|finding| finding.severity == Severity::Note));
    // Only cases that cannot be changed in time pass the rule.
    let fixes = fixes(&Case::DEFAULT, Operation::StopInstance, &fair()).expect("few regions");
    let changes: Vec<_> =
        fixes.iter().flat_map(|fix| &fix.changes).map(|it| (it.attribute.name(), &*it.to)).collect();
    assert_eq!(changes, [("charge_type", "PrePaid")]);
}
