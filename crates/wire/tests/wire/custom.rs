//! Custom attributes in records and cases: tags, fields, facts and the environment.

use crate::json;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Event, Policy};
use instance_lifecycle_wire::{AnyCase, Case, Defaults, Evolution, PolicyFormat, read_policy};

const POLICY: &str = r#"policy = 1
base = "ecs-2024-11-14"

[[attributes]]
name = "env"
values = ["other", "production", "test"]
from = { tag = "env" }
anything_else = "other"
texts = { production = ["prod", "live"] }

[[attributes]]
name = "keep"
values = ["No", "Yes"]
from = { tag = "keep" }
anything_else = "Yes"

[[attributes]]
name = "zone"
values = ["a", "b"]
from = { field = "Placement.Zone" }

[[attributes]]
name = "approved"
values = ["No", "Yes"]
from = "fact"

[[attributes]]
name = "freeze"
values = ["No", "Yes"]
from = "environment"
"#;

fn policy() -> Policy {
    read_policy(POLICY, PolicyFormat::Toml).expect("a policy")
}

fn read(text: &str) -> Result<Case, String> {
    let defaults = Defaults { attributes: policy().attributes().clone(), ..crate::stop() };
    match AnyCase::read(&json(text), &defaults) {
        Ok(AnyCase::One(case)) => Ok(case),
        Ok(AnyCase::Batch(_)) => panic!("one instance"),
        Err(error) => Err(error.to_string()),
    }
}

/// The values that are not default: `env=production`.
fn values(attributes: &AttributeSet, case: &Case) -> Vec<String> {
    [case.instance().custom, case.environment.custom]
        .into_iter()
        .flat_map(|values| attributes.given(values).map(|(it, value)| format!("{}={value}", it.name())))
        .collect()
}

#[rustfmt::skip] // a table: one line a form
const READ: &[(&str, &[&str])] = &[
    (r#"{"Status": "Running"}"#, &[]),
    (r#"{"Status": "Running", "Tags": null}"#, &[]),
    (r#"{"Status": "Running", "Tags": {"Tag": []}}"#, &[]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "production"}]}}"#, &["env=production"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "live"}]}}"#, &["env=production"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "staging"}]}}"#, &[]),
    (r#"{"Status": "Running", "Tags": [{"Key": "env", "Value": "test"}, {"Key": "keep"}]}"#, &["env=test", "keep=Yes"]),
    (r#"{"Status": "Running", "Tags": {"env": "test", "keep": ""}}"#, &["env=test"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "keep", "TagValue": ""}]}}"#, &["keep=Yes"]),
    (r#"{"Status": "Running", "Placement": {"Zone": "b"}}"#, &["zone=b"]),
    (r#"{"Status": "Running", "Placement": {"Zone": null}}"#, &[]),
    (r#"{"Status": "Running", "Placement": null}"#, &[]),
    (r#"{"Status": "Running", "Facts": {"approved": true}}"#, &["approved=Yes"]),
    (r#"{"Status": "Running", "Facts": {"approved": "Yes", "env": "test", "Standing": "Good"}}"#, &["env=test", "approved=Yes"]),
    // Facts take precedence over tags.
    (r#"{"Status": "Running", "Tags": {"env": "test"}, "Facts": {"env": "other"}}"#, &[]),
    (r#"{"Instance": {"Status": "Running"}, "Environment": {"freeze": true, "Stock": "SoldOut"}}"#, &["freeze=Yes"]),
];

#[test]
fn every_source_is_read() {
    let attributes = policy().attributes().clone();
    for (text, expected) in READ {
        let case = read(text).unwrap_or_else(|error| panic!("{error} in {text}"));
        assert_eq!(values(&attributes, &case), *expected, "{text}");
        // What is written reads back.
        let written = serde_json::to_string(&case).expect("a case can be written");
        assert_eq!(values(&attributes, &read(&written).expect(&written)), *expected, "{written}");
    }
}

#[test]
fn other_texts_and_forms_are_errors() {
    #[rustfmt::skip] // a table: one line a value
    let table = [
        (r#"{"Status": "Running", "Placement": {"Zone": "c"}}"#, "at `Placement.Zone`: expected a value of the custom attribute `zone`, `a` or `b`, found `c`"),
        (r#"{"Status": "Running", "Placement": {"Zone": "\u001b[31m"}}"#, "at `Placement.Zone`: expected a value of the custom attribute `zone`, `a` or `b`, found `\\u{1b}[31m`"),
        (r#"{"Status": "Running", "Placement": {"Zone": ["a"]}}"#, "at `Placement.Zone`: expected a text, found a list"),
        (r#"{"Status": "Running", "Placement": "a"}"#, "at `Placement`: expected an object, found `\"a\"`"),
        (r#"{"Status": "Running", "Tags": 7}"#, "at `Tags`: expected a list of tags, found `7`"),
        (r#"{"Status": "Running", "Tags": {"Tag": ["env"]}}"#, "at `Tags.Tag[0]`: expected a tag, found `\"env\"`"),
        (r#"{"Status": "Running", "Facts": {"approved": "maybe"}}"#, "at `Facts.approved`: expected a value of the custom attribute `approved`, `No` or `Yes`, found `maybe`"),
        (r#"{"Instance": {"Status": "Running"}, "Environment": {"freeze": 1}}"#, "at `Environment.freeze`: expected a value of the custom attribute `freeze`, `No` or `Yes`, found `1`"),
    ];
    for (text, expected) in table {
        assert_eq!(read(text).map(|_| ()), Err(expected.to_owned()), "{text}");
    }
    // A fact of the environment is none of the instance.
    let misplaced = read(r#"{"Status": "Running", "Facts": {"freeze": true}}"#).expect_err("another place");
    assert!(misplaced.starts_with("unknown field `Facts.freeze`"), "{misplaced}");
}

/// The values stay with an instance through events.
#[test]
fn events_change_no_custom_value() {
    let policy = policy();
    let text =
        r#"{"InstanceId": "i-1", "Status": "Running", "Tags": {"env": "test"}, "Facts": {"approved": true}}"#;
    for keep_records in [false, true] {
        let attributes = policy.attributes().clone();
        let defaults = Defaults { attributes, keep_records, ..crate::stop() };
        let AnyCase::One(case) = AnyCase::read(&json(text), &defaults).expect("a case") else {
            panic!("one")
        };
        let evolution = Evolution::new(&case, &[Event::GuestShutdown], &policy);
        assert_eq!(evolution.after().custom, case.instance().custom);
        let record = evolution.record.expect("the instance is there");
        let after = Case { record: Some(record), ..case.clone() };
        let written = serde_json::to_string(&after).expect("a case can be written");
        let read = read(&written).expect(&written);
        assert_eq!(read.instance(), after.instance(), "{written}");
    }
}
