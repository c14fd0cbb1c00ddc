//! The refusals of a policy that are on trial: they warn of their errors.

use instance_lifecycle::errors::Warning;
use instance_lifecycle::{Operation, Policy, explain};
use instance_lifecycle_wire::{BatchAnswer, BatchCase, Case};

/// Returns the rules on trial that would refuse a call, if the policy does not refuse it anyway.
pub(super) fn refusing<'p>(case: &Case, policy: &'p Policy) -> Vec<&'p str> {
    if case.notes.malformed.is_some() || !has_trials(case.request.operation(), policy) {
        return Vec::new();
    }
    let explanation = explain(&case.instance(), &case.request, &case.environment, policy);
    if explanation.violations().next().is_some() {
        return Vec::new();
    }
    on_trial(explanation.warnings()).collect()
}

/// Returns the rules on trial that would refuse a plural call for an instance, each with the first instance.
pub(super) fn refusing_batch(batch: &BatchCase, policy: &Policy) -> Vec<(String, String)> {
    if !has_trials(batch.request.action().singular(), policy) {
        return Vec::new();
    }
    let answer = BatchAnswer::new(batch, policy);
    let items = answer.outcome.iter().flatten().filter(|item| item.outcome().is_ok());
    let mut found: Vec<(String, String)> = Vec::new();
    for item in items {
        for rule in on_trial(item.warnings()) {
            if !found.iter().any(|(known, _)| known == rule) {
                found.push((rule.to_owned(), item.id.to_owned()));
            }
        }
    }
    found
}

/// Whether an operation has refusals on trial. Most policies have none.
fn has_trials(operation: Operation, policy: &Policy) -> bool {
    policy.warning_rows(operation).any(|row| row.then.refuses())
}

fn on_trial<'p>(warnings: impl Iterator<Item = Warning<'p>>) -> impl Iterator<Item = &'p str> {
    warnings.filter(|warning| warning.violation().is_some()).map(|warning| warning.rule())
}
