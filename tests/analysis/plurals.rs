//! The rules of plural actions, compared with batches of one instance.

use instance_lifecycle::analysis::laws::{Claim, Law, ProofError, always, never};
use instance_lifecycle::analysis::{Budget, Diff, OperationDiff, Rules, cases_of_each, vectors};
use instance_lifecycle::batch::{BatchRejection, batch};
use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::policy::interpretations::{SecurityLockedStop, StatusText};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Constraint, Part, region_of};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Action, Case, Operation, Policy, Request, Revision};
use std::collections::HashSet;
use support::{Random, batch_requests};

/// The case of one instance of a call.
fn case_of_each(request: BatchRequest) -> Case {
    Case::DEFAULT.with(|it| it.request = request.of_each().parameters())
}

/// Whether an operation takes the parameter of an attribute.
fn takes(operation: Operation, number: usize) -> bool {
    let field = ATTRIBUTES[number].field;
    (0..ATTRIBUTES[number].values.len()).any(|value| {
        let asked = Case::at(&Case::DEFAULT.point().with(field, value));
        let request = Request::new(operation, asked.request).parameters();
        let taken = Case::DEFAULT.with(|it| it.request = request);
        taken.point().value(field) != Case::DEFAULT.point().value(field)
    })
}

#[test]
fn the_cases_of_a_plural_are_those_that_its_requests_make() {
    for action in Action::ALL.iter().filter(|action| action.operation().is_none()) {
        let points: Vec<Point> = batch_requests()
            .into_iter()
            .filter(|it| it.action() == *action)
            .map(|it| case_of_each(it).point())
            .collect();
        let parameters = ATTRIBUTES.iter().enumerate().filter(|(number, attribute)| {
            attribute.part == Part::Request && takes(action.singular(), *number)
        });
        let made = parameters.fold(Region::FULL, |region, (_, attribute)| {
            let values = points.iter().fold(0, |values, point| values | 1 << point.value(attribute.field));
            region.restrict(attribute.field, values)
        });
        assert_eq!(cases_of_each(*action), made, "{action}");
    }
    for operation in Operation::ALL {
        assert_eq!(cases_of_each(operation.action()), Region::FULL, "{operation}");
    }
}

/// What a batch of one instance answers: the rule with the error or the settlement.
fn answered(request: BatchRequest, case: &Case, policy: &Policy) -> String {
    match batch(request, [("i-1", case.instance)].into_iter(), &case.environment, policy) {
        Ok(batch) => {
            let item = batch.items().next().expect("one instance");
            match item.outcome() {
                Ok(plan) => format!("{} {}", item.settled_by(), plan.settlement()),
                Err(violation) => {
                    let error = violation.error();
                    format!(
                        "{} {} {} {}",
                        violation.rule(),
                        error.http_status,
                        error.code,
                        error.message.text
                    )
                }
            }
        }
        Err(BatchRejection::Item { violation, .. }) => {
            let (row, error) = (violation.row(), violation.error());
            format!("{} {} {} {}", row.rule, error.http_status, error.code, error.message.text)
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// What the rules of a plural answer.
fn decided(rules: &Rules, point: &Point) -> String {
    let index = rules.decides(point).expect("every case is decided");
    match rules.refusals.get(index) {
        Some(row) => {
            let error = &row.verdict;
            format!("{} {} {} {}", row.name, error.http_status, error.code, error.message)
        }
        None => {
            let row = &rules.settlements[index - rules.refusals.len()];
            format!("{} {}", row.name, row.verdict)
        }
    }
}

/// A policy with a custom rule about a parameter that StopInstances does not take, and one about a fact.
fn house() -> Policy {
    let rule = |name: &str, when: Constraint<'static>| {
        let error = CustomError::new(409, format!("House.{name}"), "Not in this house.");
        let rule = CustomRule::refusal(Operation::StopInstance, name, "SecurityLock", error);
        rule.when(&[when]).expect("known names")
    };
    let unconfirmed = rule("unconfirmed", ("request.confirm_stop", &["No"]));
    let policy = Policy::documented().with_rule(unconfirmed).expect("a rule");
    policy.with_rule(rule("gpu", ("gpu", &["Yes"]))).expect("a rule")
}

/// For the case of every vector of the singular operations, with every request of the plurals, and for
/// random cases.
#[test]
fn the_rules_of_a_plural_decide_what_a_batch_decides() {
    let policies = [
        Policy::documented(),
        Policy::documented().with(StatusText::Templated),
        Policy::ecs(Revision::V2021_01),
        Policy::ecs(Revision::V2025_12_03),
        house(),
    ];
    let mut random = Random::new();
    for policy in policies {
        let stated = vectors(&policy).expect("few regions").into_iter().map(|vector| vector.witness.case());
        let cases: HashSet<Case> = stated.chain((0..200).map(|_| random.case(8))).collect();
        for request in batch_requests() {
            let rules = Rules::new(&policy, request.action());
            for case in &cases {
                let point = case.with(|it| it.request = request.of_each().parameters()).point();
                let expected = answered(request, case, &policy);
                assert_eq!(decided(&rules, &point), expected, "{request:?} {case:?}");
                // The rules read no parameter that the plural does not take.
                let fixed = ATTRIBUTES.iter().map(|attribute| attribute.field);
                let fixed = fixed.filter(|field| cases_of_each(request.action()).reads(*field));
                let other = fixed.fold(point, |point, field| point.with(field, case.point().value(field)));
                assert_eq!(decided(&rules, &other), expected, "{request:?} {case:?}");
            }
        }
    }
}

#[test]
fn laws_about_plurals() {
    let policy = Policy::documented();
    let confirmed = never(Region::FULL, Claim::Raises(ErrorKind::ConfirmStopRequired));
    let region =
        |name: &'static str, value: &'static str| region_of(&[(name, &[value])]).expect("an attribute");
    let refused = |name, value| always(region(name, value), Claim::Refused);
    let table: [(&str, &Law, Action, &str); 6] = [
        (
            "a stop may lack a confirmation",
            &confirmed,
            Action::StopInstance,
            "refuted by `local_storage: Yes`, which `confirm-stop/1` decides",
        ),
        ("a plural stop never does", &confirmed, Action::StopInstances, "proved"),
        ("released instances", &refused("status", "Released"), Action::DeleteInstances, "proved"),
        (
            "a parameter of the singular",
            &refused("request.hibernate", "Yes"),
            Action::StopInstances,
            "no call of `StopInstances` has this value of `request.hibernate`",
        ),
        (
            "a parameter at its value",
            &refused("request.init_local_disk", "No"),
            Action::StartInstances,
            "refuted by `status: Stopped`, which `start-on-kept-compute/1` decides",
        ),
        (
            "a parameter of the plural",
            &refused("request.force", "Yes"),
            Action::DeleteInstances,
            "refuted by `request.force: Yes`, which `release/1` decides",
        ),
    ];
    for (about, law, action, expected) in table {
        let told = match law.prove(&policy, action) {
            Ok(proof) if proof.cases > 0 => "proved".to_owned(),
            Ok(_) => "vacuous".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(told, expected, "{about}");
    }
    let error = refused("request.dry_run", "Yes").prove(&policy, Action::RebootInstances);
    let attribute = "request.dry_run";
    assert_eq!(error, Err(ProofError::NoParameter { action: Action::RebootInstances, attribute }));
}

/// The difference of two policies in one action.
fn difference(from: &Policy, to: &Policy, action: Action) -> Diff {
    let [from, to] = [from, to].map(|policy| [Rules::new(policy, action)]);
    Diff::between(from, to, Budget::default()).expect("few regions")
}

#[test]
fn policies_that_differ_for_the_singular_alone() {
    let policy = Policy::documented();
    let unconfirmed = policy.clone().without(Operation::StopInstance, "confirm-stop").expect("a rule");
    assert!(!difference(&policy, &unconfirmed, Action::StopInstance).is_empty());
    assert!(difference(&policy, &unconfirmed, Action::StopInstances).is_empty());
}

/// Every change of a plural is one between the answers of batches.
#[test]
fn a_change_of_a_plural_is_a_change_of_batches() {
    let from = Policy::documented();
    for to in [from.clone().with(SecurityLockedStop::Allow), Policy::ecs(Revision::V2025_12_03)] {
        for request in BatchRequest::DEFAULTS {
            let action = request.action();
            let rules = [&from, &to].map(|policy| Rules::new(policy, action));
            let diff = OperationDiff::between(&rules[0], &rules[1], Budget::default()).expect("few regions");
            assert_eq!((diff.action, diff.operation), (action, action.singular()));
            for change in diff.causes.iter().flat_map(|cause| &cause.changes) {
                let Some(witness) = &change.witness else { continue };
                let case = witness.case();
                let asked = batch_requests().into_iter().find(|other| {
                    let each = case.with(|it| it.request = other.of_each().parameters()).point();
                    let fixed = cases_of_each(action);
                    other.action() == action
                        && ATTRIBUTES.iter().filter(|attribute| !fixed.reads(attribute.field)).all(
                            |attribute| each.value(attribute.field) == witness.point().value(attribute.field),
                        )
                });
                let asked = asked.expect("a request of the plural");
                let answers = [&from, &to].map(|policy| batch_answer(asked, &case, policy));
                assert_ne!(answers[0], answers[1], "{action} {witness}");
            }
        }
    }
}

/// What a batch of one instance answers, with every consequence.
fn batch_answer(request: BatchRequest, case: &Case, policy: &Policy) -> String {
    let Ok(batch) = batch(request, [("i-1", case.instance)].into_iter(), &case.environment, policy) else {
        return answered(request, case, policy);
    };
    let resources = batch.items().filter_map(|item| item.outcome().ok()).flat_map(|plan| plan.resources());
    let resources = resources.map(|it| {
        (it.resource, it.disposition, [it.billed_before, it.billed_after, it.if_present], it.at_next_start)
    });
    format!("{} {:?}", answered(request, case, policy), resources.collect::<Vec<_>>())
}
