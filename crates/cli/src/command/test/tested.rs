//! The results of a policy file.

use super::coverage::{self, Covered};
use crate::exit::Failure;
use crate::proof::ProofResult;
use instance_lifecycle_wire::{PolicyFormat, PolicyLaw, PolicyTest, TestResult, read_policy_file};

/// A policy file, and the results of its tests and laws.
pub(super) struct Tested {
    pub(super) file: String,
    pub(super) tests: Vec<(PolicyTest, TestResult)>,
    pub(super) laws: Vec<(PolicyLaw, ProofResult)>,
    pub(super) rules: Vec<Covered>,
}

impl Tested {
    pub(super) fn new(file: String) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(&file).map_err(|error| Failure::Input(file.clone(), error))?;
        let format = PolicyFormat::of(&text);
        let read = read_policy_file(&text, format)
            .map_err(|error| Failure::Usage(format!("cannot read `{file}`: {error}")))?;
        let policy = &read.policy;
        let tests = read.tests.into_iter().map(|test| {
            let result = test.run(policy);
            (test, result)
        });
        let tests: Vec<_> = tests.collect();
        let rules = coverage::of(policy, &tests, &text, format);
        let laws = read.laws.into_iter().map(|law| {
            let proved = ProofResult::of(&law, policy);
            proved.map(|proved| (law, proved))
        });
        let laws = laws.collect::<Result<_, _>>()?;
        Ok(Self { file, tests, laws, rules })
    }

    pub(super) fn failed_tests(&self) -> usize {
        self.tests.iter().filter(|(_, result)| !result.mismatches.is_empty()).count()
    }

    pub(super) fn failed_laws(&self) -> usize {
        self.laws.iter().filter(|(_, proved)| !proved.is_proved()).count()
    }

    pub(super) fn unreached(&self) -> impl Iterator<Item = &Covered> {
        self.rules.iter().filter(|rule| rule.reached == 0)
    }
}

/// The differences of a test in words: `code: expected A, answered B`.
pub(super) fn differences(result: &TestResult) -> impl Iterator<Item = String> {
    result.mismatches.iter().map(|mismatch| {
        let answered = mismatch.answered.as_deref().unwrap_or("none");
        format!("{}: expected {}, answered {answered}", mismatch.key, mismatch.expected)
    })
}
