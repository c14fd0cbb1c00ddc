//! The custom rules that tests reach, and those by which they are decided.

use instance_lifecycle::analysis::Rules;
use instance_lifecycle::{Action, Operation, Policy};
use instance_lifecycle_wire::{PolicyFormat, PolicyTest, TestResult, line_of_rule};
use std::collections::BTreeMap;
use std::fmt;

/// A custom rule, and the number of tests that concern it.
pub(super) struct Covered {
    pub(super) operation: Operation,
    pub(super) rule: String,
    /// The line of its name, from 1.
    pub(super) line: usize,
    /// The tests with a case that its conditions select; if it warns, those whose answer has its warning.
    pub(super) reached: usize,
    /// The tests with a case that it decides; `None` if it warns.
    pub(super) decided: Option<usize>,
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.rule)
    }
}

/// Counts the tests of every custom rule of a policy.
pub(super) fn of(
    policy: &Policy,
    tests: &[(PolicyTest, TestResult)],
    text: &str,
    format: PolicyFormat,
) -> Vec<Covered> {
    let mut covered: Vec<Covered> = Vec::new();
    let of_actions: BTreeMap<&str, Rules> = Action::ALL
        .iter()
        .map(|&action| (action.as_str(), Rules::new(policy, action)))
        .filter(|(_, rules)| custom(rules).next().is_some())
        .collect();
    for &operation in Operation::ALL {
        let deciding = of_actions
            .get(operation.as_str())
            .into_iter()
            .flat_map(|rules| custom(rules).map(|index| (rules.row_name(index).rule.into_owned(), Some(0))));
        let warning = policy.warning_rows(operation).map(|row| (row.rule.to_owned(), None));
        for (rule, decided) in deciding.chain(warning) {
            if covered.iter().any(|known| known.operation == operation && known.rule == rule) {
                continue;
            }
            let line = line_of_rule(text, format, operation, &rule).unwrap_or(1);
            covered.push(Covered { operation, rule, line, reached: 0, decided });
        }
    }
    for (test, result) in tests {
        let attributes = policy.attributes();
        let points: Vec<_> = test.decided().iter().map(|case| attributes.point(case)).collect();
        for rule in covered.iter_mut().filter(|rule| rule.operation == test.action.singular()) {
            let Some(decided) = &mut rule.decided else {
                let warns = result.answer.warnings.iter().any(|warning| warning.rule == rule.rule);
                rule.reached += usize::from(warns);
                continue;
            };
            let Some(rules) = of_actions.get(test.action.as_str()) else { continue };
            let is_it = |index: &usize| rules.row_name(*index).rule == rule.rule;
            let rows: Vec<usize> = custom(rules).filter(is_it).collect();
            let reaches = |index: &usize| points.iter().any(|point| rules.condition(*index).contains(point));
            let decides = |index: &usize| points.iter().any(|point| rules.decides(point) == Some(*index));
            rule.reached += usize::from(rows.iter().any(reaches));
            *decided += usize::from(rows.iter().any(decides));
        }
    }
    covered
}

/// The indices of the custom rules.
fn custom(rules: &Rules) -> impl Iterator<Item = usize> + '_ {
    (0..rules.len()).filter(|index| rules.row_name(*index).table_row.is_none())
}
