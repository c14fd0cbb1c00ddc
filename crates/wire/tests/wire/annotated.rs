//! Policy files with comments: they read back, with tests and laws that pass.

use crate::policies::of_everything;
use instance_lifecycle::testing::policies;
use instance_lifecycle::{Operation, Policy};
use instance_lifecycle_wire::{
    PolicyFile, PolicyFormat, WrittenSuite, read_policy, read_policy_file, write_annotated_policy,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

#[test]
fn an_annotated_policy_reads_back() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..50 {
        let policy = policies().new_tree(&mut runner).expect("a policy").current();
        let text = write_annotated_policy(&policy, &WrittenSuite::NONE);
        let file =
            read_policy_file(&text, PolicyFormat::Toml).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(file.policy, policy, "{text}");
        assert_eq!((file.tests.len(), file.laws.len()), (1, 1));
        assert_eq!(file.tests[0].run(&policy).mismatches, [], "{text}");
        assert!(file.laws[0].law.prove(&policy, file.laws[0].action).is_ok(), "{text}");
    }
}

/// The tests and laws of the examples are kept, from TOML as from JSON.
#[test]
fn an_annotated_policy_keeps_tests_and_laws() {
    for text in [
        include_str!("../../../../examples/policies/house.toml"),
        include_str!("../../../../examples/policies/organisation.toml"),
    ] {
        let file = read_policy_file(text, PolicyFormat::Toml).expect("a policy");
        let table: toml::Table = toml::from_str(text).expect("TOML");
        let mut json = serde_json::to_value(&table).expect("JSON");
        // TOML has neither `null` nor such numbers.
        json["tests"][0]["instance"]["Description"] = serde_json::Value::Null;
        json["tests"][0]["instance"]["Odd"] =
            serde_json::json!({ "a b": [null, u64::MAX, -1, 0.5, "\u{1}\"'"] });
        for (text, format) in [(text.to_owned(), PolicyFormat::Toml), (json.to_string(), PolicyFormat::Json)]
        {
            let suite = WrittenSuite::read(&text, format).expect("a suite");
            let annotated = write_annotated_policy(&file.policy, &suite);
            let again = read_policy_file(&annotated, PolicyFormat::Toml).expect("a policy");
            assert_eq!(again.policy, file.policy);
            let tests = |file: &PolicyFile| {
                let tests = file.tests.iter().map(|test| {
                    assert_eq!(test.run(&file.policy).mismatches, [], "{}", test.name);
                    (test.name.clone(), test.action, test.expected.clone(), test.decided())
                });
                tests.collect::<Vec<_>>()
            };
            assert_eq!(tests(&again), tests(&file));
            let laws = |file: &PolicyFile| {
                file.laws
                    .iter()
                    .map(|law| (law.name.clone(), law.action, law.law.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(laws(&again), laws(&file));
            if format == PolicyFormat::Toml {
                assert_eq!(WrittenSuite::read(&annotated, format), Ok(suite));
            }
        }
    }
}

/// The comments of an annotated policy can be made lines: each is the order that the policy has.
#[test]
fn the_comments_of_an_annotated_policy_are_true() {
    for policy in [Policy::documented(), of_everything()] {
        let text = write_annotated_policy(&policy, &WrittenSuite::NONE);
        let edited = text.replace("\n# StartInstance = ", "\nStartInstance = ");
        let edited = edited.replace("\n# DeleteInstance = ", "\nDeleteInstance = ");
        assert_ne!(edited, text);
        assert_eq!(read_policy(&edited, PolicyFormat::Toml), Ok(policy.clone()));
        // The examples are an attribute and a rule.
        let mut edited = String::new();
        let mut is_example = false;
        for line in text.lines() {
            is_example = line.starts_with("# [[") || is_example && line.starts_with("# ");
            edited += if is_example { &line[2..] } else { line };
            edited += "\n";
        }
        let policy = read_policy(&edited, PolicyFormat::Toml).expect("a policy");
        assert!(policy.custom_rules(Operation::StopInstance).any(|rule| rule.name() == "local-disks-stay"));
        assert!(policy.attributes().custom().any(|attribute| attribute.name() == "stage"));
        let wide: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("# ") && !line.contains(" = "))
            .filter(|line| line.chars().count() > 101)
            .collect();
        assert_eq!(wide, Vec::<&str>::new());
    }
}
