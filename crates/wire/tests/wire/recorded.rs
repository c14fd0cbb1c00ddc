//! Owned answers, steps and bills: what is written reads back as the same value.

use crate::{case, json};
use instance_lifecycle::analysis::{BatchVector, batch_vectors, vectors};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::policy::interpretations::StopOfStopped;
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::testing::{Bias, histories};
use instance_lifecycle::trace::{Bill, Trace};
use instance_lifecycle::{Instance, Operation, Policy, Request, Revision, explain, plan};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, BatchCase, Case, Defaults, Notes, Record, RecordedAnswer,
    RecordedBatchAnswer, RecordedBill, RecordedOutcome, RecordedPath, RecordedPlan, RecordedRejection,
    RecordedStep, TraceFile,
};
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it can be written")
}

/// Writes a value and reads it back.
fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = written(value);
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(read, *value, "{text}");
    assert_eq!(written(&read), text);
}

/// A policy with a rule about an attribute that no built-in row of the operation reads.
fn house() -> Policy {
    let error = CustomError::new(409, "House.Protected", "Ask \"the house\" first: \u{1f512} \\o/");
    let rule = CustomRule::refusal(Operation::RebootInstance, "protected", "Status", error);
    let rule = rule.when(&[("deletion_protection", &["Yes"])]).expect("known names");
    Policy::documented().with_rule(rule).expect("a rule")
}

/// For the case of every vector.
#[test]
fn every_answer_reads_back() {
    let policies =
        [Policy::documented().with(StopOfStopped::AlreadyDone), Policy::ecs(Revision::V2025_12_03), house()];
    let mut outcomes = BTreeMap::new();
    for policy in policies {
        let vectors = vectors(&policy).expect("few regions");
        for vector in vectors {
            let stated = vector.witness.case();
            let request = Request::new(vector.operation, stated.request);
            let record = (!request.creates()).then(|| Record::from(stated.instance));
            let (id, environment, notes) = (Some("i-1".to_owned()), stated.environment, Notes::default());
            let case = Case { id, record, environment, request, notes };
            let answer = Answer::new(&case, &policy);
            let recorded = RecordedAnswer::from(&answer);
            assert_eq!(written(&answer), written(&recorded));
            assert_round_trip(&recorded);
            let explanation = explain(&case.instance(), &request, &environment, &policy);
            assert_eq!(RecordedOutcome::from(&explanation), recorded.outcome);
            assert_is_head(&plan(&case.instance(), &request, &environment, &policy), &recorded.outcome);
            *outcomes.entry(answer.outcome.name()).or_insert(0) += 1;
        }
    }
    assert_eq!(
        outcomes.into_keys().collect::<Vec<_>>(),
        ["AlreadyDone", "DryRunPassed", "Planned", "Rejected"]
    );
}

#[test]
fn every_answer_to_a_plural_reads_back() {
    let mut outcomes = BTreeMap::new();
    let mut check = |case: &BatchCase, policy: &Policy| {
        let answer = BatchAnswer::new(case, policy);
        let recorded = RecordedBatchAnswer::from(&answer);
        assert_eq!(written(&answer), written(&recorded));
        assert_round_trip(&recorded);
        let name = serde_json::to_value(&recorded).expect("it can be written")["Outcome"].to_string();
        *outcomes.entry(name).or_insert(0) += 1;
    };
    for policy in [Policy::documented(), house()] {
        for BatchVector { request, items, environment, .. } in batch_vectors(&policy).expect("few regions") {
            let there = |instance: Instance| (instance != Instance::RELEASED).then(|| Record::from(instance));
            let (ids, records) = items.into_iter().map(|(id, instance)| (id, there(instance))).unzip();
            let case = BatchCase { ids, records, environment, request, notes: Notes::default() };
            check(&case, &policy);
        }
    }
    // Without ids, and with an error of the request.
    for request in [r#"{"Action": "DeleteInstances"}"#, r#"{"Action": "DeleteInstances", "Force": "x"}"#] {
        let text = format!(r#"{{"Instances": [], "Request": {request}}}"#);
        let Ok(AnyCase::Batch(case)) = AnyCase::read(&json(&text), &Defaults::default()) else {
            panic!("{text}")
        };
        check(&case, &Policy::documented());
    }
    let names = [r#""DryRunPassed""#, r#""Planned""#, r#""Rejected""#, r#""Unreadable""#];
    assert_eq!(outcomes.into_keys().collect::<Vec<_>>(), names);
}

/// A plan or a rejection has the members of the whole outcome that need no policy.
fn assert_is_head(
    answer: &Result<instance_lifecycle::Plan, instance_lifecycle::Rejection>,
    whole: &RecordedOutcome,
) {
    match (answer, whole) {
        (Ok(of), RecordedOutcome::Planned { plan, .. }) => assert_eq!(RecordedPlan::from(*of), *plan),
        (Ok(of), RecordedOutcome::AlreadyDone { .. }) => assert!(of.is_already_done()),
        (Err(rejection), whole) => {
            let mut whole = whole.clone();
            match &mut whole {
                RecordedOutcome::Rejected(RecordedRejection { violations, retryable, .. }) => {
                    violations.truncate(1);
                    // The others may not pass by waiting.
                    assert!(rejection.is_retryable() || !*retryable);
                    *retryable = rejection.is_retryable();
                }
                RecordedOutcome::DryRunPassed { relies_on, .. } => relies_on.clear(),
                accepted => panic!("{rejection:?} is no {accepted:?}"),
            }
            assert_eq!(RecordedOutcome::from(rejection), whole);
        }
        (accepted, rejected) => panic!("{accepted:?} is no {rejected:?}"),
    }
}

#[test]
fn an_error_of_the_request_reads_back() {
    let case = case(
        r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance", "ForceStop": "x"}}"#,
    );
    let policy = Policy::documented();
    let recorded = RecordedAnswer::from(&Answer::new(&case, &policy));
    let RecordedOutcome::Rejected(RecordedRejection { rule, violations, .. }) = &recorded.outcome else {
        panic!("{recorded:?}")
    };
    assert_eq!((rule.as_str(), violations.len()), ("request-parameter", 1));
    assert_round_trip(&recorded);
}

#[test]
fn every_path_reads_back() {
    for settlement in (0..Settlement::NAMES.len()).map(Settlement::from_index) {
        let (via, to) = settlement.path();
        assert_round_trip(&RecordedPath { from: to, via: via.to_vec(), to });
    }
}

/// Members that the command adds are ignored, and what is missing is named.
#[test]
fn answers_are_read_strictly() {
    let read = |text: &str| serde_json::from_str::<RecordedAnswer>(text).map_err(|error| error.to_string());
    let done =
        read(r#"{"Outcome": "AlreadyDone", "InstanceId": null, "Rule": "r", "Assumed": {}, "Line": 3}"#);
    let outcome = RecordedOutcome::AlreadyDone { rule: "r".to_owned(), relies_on: Vec::new() };
    assert_eq!(done, Ok(RecordedAnswer { instance_id: None, outcome, warnings: Vec::new() }));
    for (text, expected) in [
        (r#"{"InstanceId": null}"#, "missing field `Outcome`"),
        (
            r#"{"Outcome": "Accepted"}"#,
            "unknown variant `Accepted`, expected one of `Planned`, `AlreadyDone`, `Rejected`, `DryRunPassed`",
        ),
        (r#"{"Outcome": "AlreadyDone"}"#, "missing field `Rule`"),
        (
            r#"{"Outcome": "Rejected", "Rule": "r", "Evidence": "Sure"}"#,
            "invalid value: string \"Sure\", expected `Documented`",
        ),
    ] {
        let error = read(text).expect_err(text);
        assert!(error.starts_with(expected), "{error}\n{expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Steps that are written as they are taken are those of the file, and read back; so does the bill.
    #[test]
    fn a_history_reads_back(
        history in histories(Bias::Default, 1..8, Policy::documented()),
    ) {
        let policy = Policy::documented();
        let record = Record { instance_id: Some("i-1".to_owned()), ..history.start().into() };
        let file = TraceFile::new(Some(record.clone())).with(&history, &policy);
        let mut trace = Trace::new(record.instance);
        for (taken, of_file) in history.steps().iter().zip(&file.steps) {
            let before = record.evolved(trace.end());
            trace.push(taken.at, taken.input, &policy);
            let step = RecordedStep::new(&trace.steps()[trace.steps().len() - 1], &before, &policy);
            prop_assert_eq!(&RecordedStep { line: of_file.line, ..step.clone() }, of_file);
            prop_assert_eq!(RecordedStep::read(&json(&written(&step)), policy.attributes()), Ok(step));
        }
        prop_assert_eq!(&trace, &history);

        let bill = trace.bill(1_000, &policy).expect("ordered steps");
        let recorded = RecordedBill::from(&bill);
        assert_round_trip(&recorded);
        prop_assert_eq!(Bill::from(recorded), bill);
    }
}
