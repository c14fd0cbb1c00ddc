//! Comparisons of two policies.

use crate::tables::{column, enumerated, nested, texts};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use instance_lifecycle::{Policy, Revision};
use instance_lifecycle_columns::{Differ, Reader};
use instance_lifecycle_wire::{Answer, AnyCase, Defaults, Json};
use std::collections::BTreeMap;

#[test]
fn each_row_has_the_change_of_its_answers() {
    let policies = [Policy::documented(), Policy::ecs(Revision::V2025_12_03)];
    let lines = enumerated(&policies[1]);
    let table = nested(&lines);
    let mut reader = Reader::new(table.schema_ref(), Defaults::default()).expect("a table of calls");
    let encoded = reader.encode(&table).expect("a batch of the schema");
    let mut differ = Differ::new(&policies[0], &policies[1]).expect("no custom attributes");
    let compared = differ.compare(&encoded);
    assert_eq!(compared.schema(), differ.schema());
    let names = [
        "Change",
        "BaselineOutcome",
        "PolicyOutcome",
        "BaselineRule",
        "PolicyRule",
        "BaselineCode",
        "PolicyCode",
        "Error",
    ];
    let columns = names.map(|name| texts(column(&compared, name)));
    let mut expected_groups: BTreeMap<[String; 6], (u64, u64)> = BTreeMap::new();
    let (mut unreadable, mut changed) = (0, 0);
    let unreadable_group = ["", "unreadable", "", "", "", ""].map(str::to_owned);
    for (row, line) in lines.iter().enumerate() {
        let text = line.to_string();
        let json: Json<'_> = serde_json::from_str(&text).expect("it is JSON");
        let found = columns.each_ref().map(|column| column[row].clone());
        let case = match AnyCase::read(&json, &Defaults::default()).and_then(AnyCase::one) {
            Ok(case) => case,
            Err(error) => {
                unreadable += 1;
                let group = expected_groups.entry(unreadable_group.clone());
                group.or_insert((0, row as u64 + 1)).0 += 1;
                let name = Some("Unreadable".to_owned());
                assert_eq!(
                    found,
                    [None, name.clone(), name, None, None, None, None, Some(error.to_string())]
                );
                continue;
            }
        };
        let answers =
            policies.each_ref().map(|policy| serde_json::to_value(Answer::new(&case, policy)).expect("JSON"));
        let both = policies.each_ref().map(|policy| Answer::new(&case, policy));
        let [from, to] = both.each_ref().map(|answer| &answer.outcome);
        let kind = from.change_to(to);
        let of = |name: &str| answers.each_ref().map(|answer| answer[name].as_str().map(str::to_owned));
        let outcome = of("Outcome");
        // A dry run is settled by a rule, too.
        let settled = both.each_ref().map(|answer| answer.settled_by.to_owned());
        let rule = [0, 1].map(|side| match outcome[side].as_deref() {
            Some("DryRunPassed") => Some(settled[side].clone()),
            _ => of("Rule")[side].clone(),
        });
        let code = answers.each_ref().map(|answer| answer["Error"]["Code"].as_str().map(str::to_owned));
        let change = kind.map(|kind| kind.as_str().to_owned());
        let expected = [
            change,
            outcome[0].clone(),
            outcome[1].clone(),
            rule[0].clone(),
            rule[1].clone(),
            code[0].clone(),
            code[1].clone(),
            None,
        ];
        assert_eq!(found, expected, "{line}");
        let Some(kind) = kind else {
            assert!(outcome[0] == outcome[1] && code[0] == code[1], "{line}");
            continue;
        };
        changed += 1;
        let operation = case.request.operation().as_str().to_owned();
        let key = [
            operation,
            kind.as_str().to_owned(),
            rule[0].clone().expect("a rule"),
            rule[1].clone().expect("a rule"),
            from.contrast(to, kind),
            to.contrast(from, kind),
        ];
        expected_groups.entry(key).or_insert((0, row as u64 + 1)).0 += 1;
    }
    assert!(changed > 100, "{changed} changes");
    differ.count(&encoded, 1);
    assert_eq!(
        (differ.cases(), differ.changed(), differ.unreadable()),
        (lines.len() as u64 - unreadable, changed, unreadable)
    );
    let groups = differ.groups();
    assert_eq!(groups.schema(), Differ::groups_schema());
    let keys = ["Operation", "Change", "BaselineRule", "PolicyRule", "Baseline", "Policy"]
        .map(|name| texts(column(&groups, name)));
    let [cases, first] = ["Cases", "FirstRow"].map(|name| column(&groups, name).as_primitive::<UInt64Type>());
    let found: BTreeMap<[String; 6], (u64, u64)> = (0..groups.num_rows())
        .map(|row| {
            (
                keys.each_ref().map(|key| key[row].clone().expect("a text")),
                (cases.value(row), first.value(row)),
            )
        })
        .collect();
    assert_eq!(found, expected_groups);
    assert!(first.values().is_sorted());
}
