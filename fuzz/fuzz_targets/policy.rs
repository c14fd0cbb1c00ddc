//! A policy file, TOML or JSON: nothing panics, the position of an error lies in the file, a policy
//! survives writing and reading in both formats, and it can be checked and decides.

#![no_main]

use instance_lifecycle::analysis::{Budget, Finding, FindingKind, Rules};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Case, Policy, Request};
use instance_lifecycle_fuzz::answer;
use instance_lifecycle_wire::{PolicyFormat, read_policy, write_policy};
use libfuzzer_sys::fuzz_target;

/// Adversarial rules exceed this budget, which is reported.
const BUDGET: Budget = Budget(1 << 12);

fuzz_target!(|text: &str| {
    for format in [PolicyFormat::Toml, PolicyFormat::Json] {
        match read_policy(text, format) {
            Ok(policy) => hold_the_laws(&policy),
            Err(error) => {
                let line = text.split('\n').nth(error.line - 1).expect("a line of the file");
                assert!((1..=line.chars().count() + 1).contains(&error.column), "{error}");
                drop(error.to_string());
            }
        }
    }
});

fn hold_the_laws(policy: &Policy) {
    for format in [PolicyFormat::Toml, PolicyFormat::Json] {
        let written = write_policy(policy, format);
        assert_eq!(PolicyFormat::of(&written), format, "{written}");
        let read = read_policy(&written, format).unwrap_or_else(|error| panic!("{error} in {written}"));
        assert_eq!(read, *policy, "{written}");
        assert_eq!(write_policy(&read, format), written);
    }
    for rules in Rules::all(policy) {
        let (part, whole) = (rules.check(Budget(BUDGET.0 / 16)), rules.check(BUDGET));
        let is_unfinished = |finding: &Finding| matches!(finding.kind, FindingKind::Unfinished { .. });
        if !whole.iter().any(is_unfinished) {
            // The rows that shadow one are not always the same.
            let is_row = |finding: &Finding| matches!(finding.kind, FindingKind::UnreachableRow { .. });
            let found = part.iter().filter(|finding| !is_unfinished(finding) && !is_row(finding));
            found.for_each(|finding| assert!(whole.contains(finding), "{finding:?}"));
        }
    }
    // The default case and its neighbours.
    for request in Request::DEFAULTS {
        let (operation, default) = (request.operation(), Case::DEFAULT.point());
        for attribute in &ATTRIBUTES {
            for value in 0..attribute.values.len() {
                let case = Case::at(&default.with(attribute.field, value));
                let request = Request::new(operation, case.request);
                let decided = answer(&case.instance, &request, &case.environment, policy);
                drop(decided.map_err(|refusal| refusal.to_string()));
            }
        }
    }
}
