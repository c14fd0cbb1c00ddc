//! Custom attributes in records and cases: tags, fields, facts and the environment.

use crate::json;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Event, Policy};
use instance_lifecycle_wire::{
    AnyCase, Case, Defaults, Evolution, Given, PolicyFormat, read_policy, schema, schema_of,
};

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

/// A record, the values that are not default, and the attributes that are assumed.
#[rustfmt::skip] // a table: one line a form
const READ: &[(&str, &[&str], &[&str])] = &[
    (r#"{"Status": "Running"}"#, &[], &["env", "keep", "zone", "approved"]),
    (r#"{"Status": "Running", "Tags": null}"#, &[], &["env", "keep", "zone", "approved"]),
    // A record with tags shows that the others are missing.
    (r#"{"Status": "Running", "Tags": {"Tag": []}}"#, &[], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "production"}]}}"#, &["env=production"], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "live"}]}}"#, &["env=production"], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "staging"}]}}"#, &[], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": [{"Key": "env", "Value": "test"}, {"Key": "keep"}]}"#, &["env=test", "keep=Yes"], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": {"env": "test", "keep": ""}}"#, &["env=test"], &["zone", "approved"]),
    (r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "keep", "TagValue": ""}]}}"#, &["keep=Yes"], &["zone", "approved"]),
    (r#"{"Status": "Running", "Placement": {"Zone": "b"}}"#, &["zone=b"], &["env", "keep", "approved"]),
    (r#"{"Status": "Running", "Placement": {"Zone": "a"}}"#, &[], &["env", "keep", "approved"]),
    (r#"{"Status": "Running", "Placement": {"Zone": null}}"#, &[], &["env", "keep", "zone", "approved"]),
    (r#"{"Status": "Running", "Placement": null}"#, &[], &["env", "keep", "zone", "approved"]),
    (r#"{"Status": "Running", "Facts": {"approved": true}}"#, &["approved=Yes"], &["env", "keep", "zone"]),
    (r#"{"Status": "Running", "Facts": {"approved": "No", "keep": null}}"#, &[], &["env", "keep", "zone"]),
    (r#"{"Status": "Running", "Facts": {"approved": "Yes", "env": "test", "Standing": "Good"}}"#, &["env=test", "approved=Yes"], &["keep", "zone"]),
    (r#"{"Status": "Running", "Facts": {"zone": "b", "keep": true}}"#, &["keep=Yes", "zone=b"], &["env", "approved"]),
    // Facts take precedence over tags and fields.
    (r#"{"Status": "Running", "Placement": {"Zone": "b"}, "Facts": {"zone": "a"}}"#, &[], &["env", "keep", "approved"]),
    (r#"{"Status": "Running", "Tags": {"env": "test"}, "Facts": {"env": "other"}}"#, &[], &["zone", "approved"]),
    (r#"{"Instance": {"Status": "Running"}, "Environment": {"freeze": true, "Stock": "SoldOut"}}"#, &["freeze=Yes"], &["env", "keep", "zone", "approved"]),
];

#[test]
fn every_source_is_read() {
    let attributes = policy().attributes().clone();
    let assumed = |case: &Case| -> Vec<String> {
        let record = case.record.as_ref().expect("a record");
        record.assumed_custom().map(|(name, _)| name.to_owned()).collect()
    };
    for (text, expected, expected_assumed) in READ {
        let case = read(text).unwrap_or_else(|error| panic!("{error} in {text}"));
        assert_eq!(values(&attributes, &case), *expected, "{text}");
        assert_eq!(assumed(&case), *expected_assumed, "{text}");
        // What is written reads back.
        let written = serde_json::to_string(&case).expect("a case can be written");
        let again = read(&written).expect(&written);
        assert_eq!(values(&attributes, &again), *expected, "{written}");
        assert_eq!(assumed(&again), *expected_assumed, "{written}");
    }
}

/// The facts that the caller gives are known, and the environment's are noted.
#[test]
fn what_is_given_is_not_assumed() {
    let attributes = policy().attributes().clone();
    let given = Given::NONE.with_custom(&attributes, "approved").with_custom(&attributes, "zone");
    let custom = attributes.values([("zone", "b")]).expect("values");
    let defaults = Defaults { attributes: attributes.clone(), given, custom, ..crate::stop() };
    let text = r#"{"Instance": {"Status": "Running"}, "Environment": {"freeze": "No"}}"#;
    let case = Case::read(&json(text), &defaults).expect("a case");
    let record = case.record.expect("a record");
    assert_eq!(record.assumed_custom().collect::<Vec<_>>(), [("env", "other"), ("keep", "No")]);
    assert_eq!(case.notes.given, given.with_custom(&attributes, "freeze"));
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
}

/// What is said of an unknown fact knows the declared ones, too.
#[test]
#[rustfmt::skip] // a table: one line a value
fn unknown_facts_are_told_with_the_declared_ones() {
    let environment = "one of `freeze`, `EconomicalModeDefault`, `Balance`, `Stock`, `Quota`, `SpotPrice`, `HostRepairing`, `PrivatePool`, `CapacityReservation`, `DedicatedHost` or `Site`";
    let table = [
        (r#"{"Status": "Running", "Facts": {"freeze": true}}"#, "at `Facts.freeze`: this is a fact of the environment, expected in `Environment`"),
        (r#"{"Status": "Running", "Facts": {"approvd": true}}"#, "unknown field `Facts.approvd`: did you mean `approved`?"),
        (r#"{"Status": "Running", "Facts": {"Standin": "Good"}}"#, "unknown field `Facts.Standin`: did you mean `Standing`?"),
        (r#"{"Instance": {"Status": "Running"}, "Environment": {"approved": true}}"#, "at `Environment.approved`: this is a fact of the instance, expected in `Facts`"),
        (r#"{"Instance": {"Status": "Running"}, "Environment": {"freez": true}}"#, "unknown field `Environment.freez`: did you mean `freeze`?"),
        (r#"{"Instance": {"Status": "Running"}, "Environment": {"foo": 1}}"#, &format!("unknown field `Environment.foo`; expected {environment}")),
    ];
    for (text, expected) in table {
        assert_eq!(read(text).map(|_| ()), Err(expected.to_owned()), "{text}");
    }
    let listed = read(r#"{"Status": "Running", "Facts": {"foo": 1}}"#).expect_err("an unknown fact");
    assert!(listed.starts_with("unknown field `Facts.foo`; expected one of `env`, `keep`, `zone`, `approved`, `"), "{listed}");
}

/// What is said of a wrong declaration, or of a condition in a policy with declared attributes.
#[test]
#[rustfmt::skip] // a table: one line a text
fn errors_in_policies_know_the_declared_attributes() {
    let attribute = |members: &str| format!("policy = 1\nbase = \"ecs-2024-11-14\"\n[[attributes]]\nname = \"env\"\nvalues = [\"other\", \"test\"]\n{members}\n");
    let tag = |members: &str| attribute(&format!("from = {{ tag = \"env\" }}\n{members}"));
    let rule = |members: &str| format!("{POLICY}[[rules]]\noperation = \"StopInstance\"\nname = \"a\"\nwarn = \"w\"\n{members}\n");
    let table = [
        (tag("default = \"prod\""), "line 7, column 1: at `attributes[0].default`: unknown value `prod` of the attribute `env`, expected `other` or `test`"),
        (tag("anything_else = \"prod\""), "line 7, column 1: at `attributes[0].anything_else`: unknown value `prod` of the attribute `env`, expected `other` or `test`"),
        (tag("texts = { tset = [\"x\"] }"), "line 7, column 11: at `attributes[0].texts.tset`: unknown value `tset` of the attribute `env`, expected `other` or `test`: did you mean `test`?"),
        (attribute("from = { items = [1, 5] }\ndefault = \"test\""), "line 7, column 1: at `attributes[0].default`: invalid default of the attribute `env`: expected `other`, the value of a call on one instance"),
        (attribute("from = { items = [2, 5] }\ndefault = \"test\""), "line 6, column 10: at `attributes[0].from.items`: expected a lowest number of items for each value of the attribute `env`, from 1 in ascending order"),
        (rule("when = { enw = [\"test\"] }"), "line 35, column 10: at `rules[0].when.enw`: unknown attribute `enw`: did you mean `env`?"),
        (rule("when = { gpus = [\"Yes\"] }"), "line 35, column 10: at `rules[0].when.gpus`: unknown attribute `gpus`: did you mean `gpu`?"),
        (rule("when = { env = { nott = [\"test\"] } }"), "line 35, column 18: at `rules[0].when.env.nott`: unknown key `nott` of the attribute `env`: did you mean `not`?"),
        (rule("when = { env = { not = [\"test\", \"other\", \"production\"] } }"), "line 35, column 18: at `rules[0].when.env.not`: `not` excludes every value of `env`"),
    ];
    for (text, expected) in table {
        let error = read_policy(&text, PolicyFormat::Toml).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(error, Err(expected.to_owned()), "{text}");
    }
    let listed = read_policy(&rule("when = { foo = [\"test\"] }"), PolicyFormat::Toml).expect_err("no attribute").to_string();
    let expected = "line 35, column 10: at `rules[0].when.foo`: unknown attribute `foo`, expected `env`, `keep`, `zone`, `approved`, `freeze`, `status`, `task`, ";
    assert!(listed.starts_with(expected), "{listed}");
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
        let assumed = |case: &Case| case.record.as_ref().expect("a record").assumed;
        assert_eq!(assumed(&read), assumed(&after), "{written}");
    }
}

/// The schema of a policy accepts what its reader accepts of custom attributes.
#[test]
fn the_schema_knows_custom_attributes() {
    let policy = policy();
    let validator = jsonschema::validator_for(&schema_of(policy.attributes())).expect("a schema");
    let built_in = jsonschema::validator_for(&schema()).expect("a schema");
    let of = |record: &str, environment: &str| {
        format!(
            r#"{{"Instance":{{"Status":"Running",{record}}},"Environment":{{{environment}}},"Request":{{"Action":"StopInstance"}}}}"#
        )
    };
    let facts = |facts: &str| of(&format!(r#""Facts":{{{facts}}}"#), "");
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (facts(r#""env":"live""#), true),
        (facts(r#""env":"anything","keep":true,"zone":"b","approved":"Yes""#), true),
        (facts(r#""approved":true"#), true),
        (facts(r#""approved":"yes""#), false),
        (facts(r#""approved":1"#), false),
        (facts(r#""approved":"""#), true),
        (facts(r#""approved":null"#), true),
        (facts(r#""approved":["Yes"]"#), false),
        (facts(r#""zone":"c""#), false),
        (facts(r#""freeze":"Yes""#), false),
        (facts(r#""approvd":"Yes""#), false),
        (of(r#""Tags":{"Tag":[{"TagKey":"env","TagValue":"x"},{"TagKey":"keep"}]}"#, ""), true),
        (of(r#""Tags":{"Tag":[{"TagKey":"env","TagValue":["x"]}]}"#, ""), false),
        (of(r#""Tags":[{"TagKey":"other","TagValue":1}]"#, ""), true),
        (of(r#""Tags":{"env":"live"}"#, ""), true),
        (of(r#""Tags":{"env":["live"]}"#, ""), false),
        (of(r#""Tags":null"#, ""), true),
        (of(r#""Tags":7"#, ""), false),
        (of(r#""Placement":{"Zone":"a"}"#, ""), true),
        (of(r#""Placement":{"Zone":"c"}"#, ""), false),
        (of(r#""Placement":null"#, ""), true),
        (of(r#""Placement":"a""#, ""), false),
        (of(r#""Status":"Running""#, r#""freeze":true"#), true),
        (of(r#""Status":"Running""#, r#""freeze":"on""#), false),
        (of(r#""Status":"Running""#, r#""approved":true"#), false),
    ];
    for (text, expected) in table {
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read(&text).is_ok(), expected, "reader: {text}: {:?}", read(&text));
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors.is_empty(), expected, "schema: {text}: {errors:?}");
    }
    let given: serde_json::Value = serde_json::from_str(&facts(r#""approved":true"#)).expect("JSON");
    assert!(!built_in.is_valid(&given), "a policy without the attribute has no such fact");
}
