//! Vectors: each row decides its own and does not decide its near misses.

use super::{answer, deciding};
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::analysis::{Budget, ExpectedAnswer, Partition, Purpose, Rules, Vector, vectors};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Operation, Policy, Revision};
use std::collections::BTreeSet;
use support::policies;

fn all(policy: &Policy) -> Vec<Vector> {
    vectors(policy).expect("within the budget")
}

#[test]
fn every_vector_is_answered_as_expected() {
    let revisions = [Revision::V2024_11_14, Revision::V2025_12_03];
    for policy in policies().filter(|policy| revisions.contains(&policy.revision())) {
        for vector in all(&policy) {
            let point = vector.witness.point();
            assert!(impossible().all(|impossible| !impossible.region.contains(point)), "{}", vector.id);
            assert_eq!(
                deciding(point, vector.operation, &policy),
                vector.decided_by.table_row,
                "{}",
                vector.id
            );
            match (&vector.expected, answer(point, vector.operation, &policy)) {
                (ExpectedAnswer::Settled(settlement), Ok(plan)) => assert_eq!(plan.settlement(), *settlement),
                (ExpectedAnswer::Refused(expected), Err(violation)) => {
                    let row = violation.error().row.expect("a documented error");
                    assert_eq!((row.http_status, row.code), (expected.http_status, &*expected.code));
                    assert_eq!(violation.error().message.text, expected.message);
                }
                (expected, answer) => panic!("{}: {expected:?}, but {answer:?}", vector.id),
            }
        }
    }
}

#[test]
fn every_reachable_row_has_a_vector_and_near_misses() {
    let policy = Policy::documented();
    let vectors = all(&policy);
    let ids: BTreeSet<&str> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    assert_eq!(ids.len(), vectors.len(), "an id stands for one vector");
    for rules in Rules::all(&policy) {
        let partition = Partition::new(rules.clone(), Budget::default()).expect("within the budget");
        for part in partition.parts() {
            let name = rules.row_name(part.index);
            let id = format!("{}/{name}", rules.operation);
            let hit = vectors.iter().find(|vector| vector.id == id);
            assert_eq!(hit.is_some(), part.size() > 0, "{id}");
            let Some(hit) = hit else { continue };
            assert_eq!(
                (&hit.decided_by, &hit.about, &hit.purpose),
                (&name, &name, &Purpose::Decides),
                "{id}"
            );
            let when = rules.condition(part.index);
            for attribute in ATTRIBUTES.iter().filter(|attribute| when.reads(attribute.field)) {
                let id = format!("{id}/{}", attribute.name);
                let Some(miss) = vectors.iter().find(|vector| vector.id == id) else {
                    // Excluding only released instances needs no near miss.
                    assert_eq!(
                        (attribute.name, when.admits(attribute.field).count_ones()),
                        ("status", 5),
                        "{id}"
                    );
                    continue;
                };
                assert_ne!(miss.decided_by, name, "{id}");
                let admitted =
                    when.admits(attribute.field) >> miss.witness.point().value(attribute.field) & 1;
                assert_eq!(admitted, 0, "{id}");
            }
        }
    }
}

#[test]
fn vectors_are_deterministic() {
    let policy = Policy::documented();
    assert_eq!(all(&policy), all(&policy));
}

#[test]
fn the_vectors_of_a_reboot_equal_their_snapshot() {
    let vectors = all(&Policy::documented());
    let lines = vectors.iter().filter(|vector| vector.operation == Operation::RebootInstance).map(|vector| {
        let expected = match &vector.expected {
            ExpectedAnswer::Refused(error) => format!("{} {}", error.http_status, error.code),
            ExpectedAnswer::Settled(settlement) => settlement.to_string(),
        };
        format!("{} | {} | {} | {expected}", vector.id, vector.witness, vector.decided_by)
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}
