//! Custom attributes of a policy.

use crate::tables::{check, decide, flat, nested};
use arrow_array::builder::{MapBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{Defaults, PolicyFormat, read_policy};
use serde_json::{Value, json};
use std::sync::Arc;

fn policy() -> Policy {
    read_policy(include_str!("house.toml"), PolicyFormat::Toml).unwrap_or_else(|error| panic!("{error}"))
}

fn defaults(policy: &Policy) -> Defaults {
    Defaults { attributes: policy.attributes().clone(), ..Defaults::default() }
}

fn lines() -> Vec<Value> {
    let tags = [
        json!({ "Tag": [{ "TagKey": "Name", "TagValue": "a" }, { "TagKey": "env", "TagValue": "prod" }] }),
        json!({ "Tag": [{ "TagKey": "Name", "TagValue": "b" }, { "TagKey": "env", "TagValue": "test" }] }),
        json!({ "Tag": [{ "TagKey": "env", "TagValue": "" }] }),
        json!({ "Tag": [] }),
        Value::Null,
    ];
    let mut lines = Vec::new();
    for tags in &tags {
        for (zone, tier, window) in
            [("cn-hangzhou-a", "silver", "open"), ("cn-hangzhou-b", "gold", "closed"), ("", "", "")]
        {
            for (action, status) in [("StopInstance", "Running"), ("DeleteInstance", "Stopped")] {
                lines.push(json!({
                    "Instance": {
                        "Status": status, "Tags": tags, "ZoneId": zone, "Facts": { "tier": tier },
                    },
                    "Environment": { "window": window },
                    "Request": { "Action": action },
                }));
            }
        }
    }
    lines
}

#[test]
fn tags_fields_facts_and_the_environment_are_read() {
    let policy = policy();
    let lines = lines();
    let nested = nested(&lines);
    check(&[nested.clone(), flat(&nested)], &lines, &policy, &defaults(&policy));
    let mut codes: Vec<_> =
        decide(&nested, &policy, &defaults(&policy)).into_iter().filter_map(|row| row.code).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes, ["House.Gold", "House.Production", "House.Window", "House.Zone"]);
}

#[test]
fn a_value_that_an_attribute_does_not_have_is_unreadable() {
    let policy = policy();
    let lines = [json!({
        "Instance": { "Status": "Running", "Facts": { "tier": "bronze" } }, "Request": { "Action": "StopInstance" },
    })];
    check(&[nested(&lines)], &lines, &policy, &defaults(&policy));
    let error = decide(&nested(&lines), &policy, &defaults(&policy)).remove(0).error;
    assert_eq!(
        error.as_deref(),
        Some(
            "at `Instance.Facts.tier`: expected a value of the custom attribute `tier`, `silver` or `gold`, found `bronze`"
        )
    );
}

#[test]
fn tags_are_also_a_map_or_columns_of_their_own() {
    let policy = policy();
    let mut tags = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for values in [&[("Name", "a"), ("env", "prod")][..], &[("Name", "b")], &[]] {
        for (key, value) in values {
            tags.keys().append_value(key);
            tags.values().append_value(value);
        }
        tags.append(true).expect("keys and values");
    }
    let texts = |texts: [Option<&str>; 3]| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
    let map: ArrayRef = Arc::new(tags.finish());
    let column = texts([Some("prod"), None, Some("")]);
    for (name, tags) in [("Tags", map), ("Tags.env", column)] {
        let columns = [
            ("Status", texts([Some("Running"); 3])),
            ("Action", texts([Some("StopInstance"); 3])),
            (name, tags),
        ];
        let table = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let codes: Vec<_> =
            decide(&table, &policy, &defaults(&policy)).into_iter().map(|row| row.code).collect();
        assert_eq!(codes, [Some("House.Production".to_owned()), None, None], "{name}");
    }
}

#[test]
fn a_policy_without_the_attributes_does_not_read_them() {
    let lines = lines();
    let table = flat(&nested(&lines));
    let names: Vec<&str> = vec!["Facts.tier", "Environment.window"];
    let kept: Vec<usize> = (0..table.num_columns())
        .filter(|&n| !names.contains(&table.schema_ref().field(n).name().as_str()))
        .collect();
    let table = table.project(&kept).expect("columns");
    let rows = decide(&table, &Policy::documented(), &Defaults::default());
    assert!(rows.iter().all(|row| row.outcome == "Planned" || row.outcome == "Rejected"));
}
