//! The custom rules that tests reach and by which they are decided.

use instance_lifecycle::analysis::Rules;
use instance_lifecycle::{Action, Operation};
use instance_lifecycle_wire::{PolicyFile, PolicyFormat, line_of_rule};
use std::collections::BTreeMap;
use std::fmt;

/// A custom rule, and the number of tests that concern it.
pub(super) struct Covered {
    pub(super) operation: Operation,
    pub(super) rule: String,
    /// The line of its name, from 1.
    pub(super) line: usize,
    /// The tests with a case that its conditions select.
    pub(super) reached: usize,
    /// The tests with a case that it decides.
    pub(super) decided: usize,
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.rule)
    }
}

/// Counts the tests of every custom rule of a policy.
pub(super) fn of(file: &PolicyFile, text: &str, format: PolicyFormat) -> Vec<Covered> {
    let mut covered: Vec<Covered> = Vec::new();
    let of_actions: BTreeMap<&str, Rules> = Action::ALL
        .iter()
        .map(|&action| (action.as_str(), Rules::new(&file.policy, action)))
        .filter(|(_, rules)| custom(rules).next().is_some())
        .collect();
    for &operation in Operation::ALL {
        let Some(rules) = of_actions.get(operation.as_str()) else { continue };
        for index in custom(rules) {
            let rule = rules.row_name(index).rule.into_owned();
            if covered.iter().any(|known| known.operation == operation && known.rule == rule) {
                continue;
            }
            let line = line_of_rule(text, format, operation, &rule).unwrap_or(1);
            covered.push(Covered { operation, rule, line, reached: 0, decided: 0 });
        }
    }
    for test in &file.tests {
        let Some(rules) = of_actions.get(test.action.as_str()) else { continue };
        let attributes = file.policy.attributes();
        let points: Vec<_> = test.decided().iter().map(|case| attributes.point(case)).collect();
        for rule in covered.iter_mut().filter(|rule| rule.operation == test.action.singular()) {
            let is_it = |index: &usize| rules.row_name(*index).rule == rule.rule;
            let rows: Vec<usize> = custom(rules).filter(is_it).collect();
            let reaches = |index: &usize| points.iter().any(|point| rules.condition(*index).contains(point));
            let decides = |index: &usize| points.iter().any(|point| rules.decides(point) == Some(*index));
            rule.reached += usize::from(rows.iter().any(reaches));
            rule.decided += usize::from(rows.iter().any(decides));
        }
    }
    covered
}

/// The indices of the custom rules.
fn custom(rules: &Rules) -> impl Iterator<Item = usize> + '_ {
    (0..rules.len()).filter(|index| rules.row_name(*index).table_row.is_none())
}
