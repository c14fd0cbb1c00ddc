//! Nothing is there in vain: every row decides some case, every answer to a reading and every value
//! of an attribute changes some answer, or stands here with the reason why not.

use crate::cases::{Random, answered, conditions, ladder, plainest, policies, product, request};
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute, SPACE};
use instance_lifecycle::{Case, Policy, Reading, Rejection, Revision, explain};
use std::collections::{BTreeSet, HashSet};

/// Cases at the plainest point of every row, with any one attribute changed; of every two rows that
/// meet; and random ones.
fn cases() -> Vec<Case> {
    let consequences =
        ladder().effects.iter().map(|row| row.when).chain(ladder().risks.iter().map(|row| row.when));
    let regions: Vec<_> = conditions().chain(consequences).collect();
    let meeting =
        regions.iter().enumerate().flat_map(|(n, a)| regions[..n].iter().map(move |b| a.intersect(b)));
    let mut cases: Vec<Case> =
        meeting.filter(|region| !region.is_empty(SPACE)).map(|region| plainest(&region)).collect();
    for region in &regions {
        for attribute in &ATTRIBUTES {
            product(&[attribute], plainest(region).point(), &mut |case| cases.push(*case));
        }
    }
    let mut random = Random::new();
    cases.extend((0..1_000).map(|_| random.case(6)));
    let mut met = HashSet::new();
    cases.retain(|case| met.insert(*case));
    cases
}

/// Everything that an answer says.
fn outcome(case: &Case, policy: &Policy) -> String {
    let explanation = explain(&case.instance, &request(case), &case.environment, policy);
    let objections: Vec<String> = explanation
        .objections()
        .map(|objection| {
            let row = objection.error().row;
            format!("{} {} {objection} {}", row.http_status, row.code, objection.is_retryable())
        })
        .collect();
    if !objections.is_empty() {
        return objections.join("; ");
    }
    let plan = explanation.plan();
    let resources: Vec<_> = plan
        .resources()
        .map(|it| (it.resource, it.disposition, it.billed_before, it.billed_after, it.at_next_start))
        .collect();
    let risks: Vec<_> = plan.risks().collect();
    let dry_run = matches!(explanation.answer(), Err(Rejection::DryRunPassed(_)));
    format!("{:?} {} {:?} {resources:?} {risks:?} {dry_run}", plan.settlement(), plan.path(), plan.guard())
}

#[test]
fn every_row_decides_some_case_under_some_policy() {
    let (mut refusing, mut settling) = (BTreeSet::new(), BTreeSet::new());
    let policies: Vec<Policy> = policies().collect();
    for case in &cases() {
        for policy in &policies {
            let explanation = explain(&case.instance, &request(case), &case.environment, policy);
            match explanation.objections().next() {
                Some(first) => refusing.insert(first.row().condition().to_string()),
                None => settling.insert(explanation.plan().row().condition().to_string()),
            };
        }
    }
    let idle: Vec<_> = ladder()
        .refusals
        .iter()
        .map(|row| row.condition().to_string())
        .filter(|condition| !refusing.contains(condition))
        .chain(
            ladder()
                .settlements
                .iter()
                .map(|row| row.condition().to_string())
                .filter(|condition| !settling.contains(condition)),
        )
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_answer_to_a_reading_changes_some_answer() {
    let cases = cases();
    for reading in Reading::ALL {
        for (n, value) in reading.values.iter().enumerate() {
            for other in &reading.values[..n] {
                let differs = Revision::ALL.iter().any(|&revision| {
                    let [a, b] =
                        [*value, *other].map(|value| answered(Policy::ecs(revision), reading, value));
                    cases.iter().any(|case| outcome(case, &a) != outcome(case, &b))
                });
                assert!(differs, "{}: {value} and {other} never differ", reading.name);
            }
        }
    }
}

/// Values that no answer tells apart: attribute, values, reason.
const SYNONYMS: [(&str, &[&str], &str); 4] = [
    (
        "task",
        &["None", "Create", "Run", "Start", "Stop", "Hibernate"],
        "what may be forced to stop, or is no stop",
    ),
    ("task", &["Reboot", "Release"], "what no stop may cut short"),
    ("standing", &["Expired", "InArrears"], "one error row is for both"),
    ("encryption_key", &["None", "Usable"], "a usable key objects to nothing"),
];

#[test]
fn every_value_of_an_attribute_changes_some_answer_or_is_a_synonym() {
    let cases = cases();
    let policies: Vec<Policy> = policies().collect();
    for attribute in &ATTRIBUTES {
        for (n, value) in attribute.values.iter().enumerate() {
            for other in &attribute.values[..n] {
                let are_synonyms = SYNONYMS.iter().any(|(name, values, _)| {
                    *name == attribute.name && values.contains(value) && values.contains(other)
                });
                let differs = told_apart(attribute, value, other, &cases, &policies);
                assert_eq!(differs, !are_synonyms, "{}: {value} and {other}", attribute.name);
            }
        }
    }
}

fn told_apart(attribute: &Attribute, value: &str, other: &str, cases: &[Case], policies: &[Policy]) -> bool {
    let number =
        |name: &str| attribute.values.iter().position(|known| *known == name).expect("a value of it");
    cases.iter().any(|case| {
        let [a, b] = [value, other].map(|name| Case::at(&case.point().with(attribute.field, number(name))));
        policies.iter().any(|policy| outcome(&a, policy) != outcome(&b, policy))
    })
}
