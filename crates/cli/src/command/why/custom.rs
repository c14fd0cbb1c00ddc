//! The rows of a custom rule.

use instance_lifecycle::rules::{Evidence, PolicyRow};
use instance_lifecycle::{Operation, Policy};

/// The rows of a custom rule of an operation, with their numbers.
pub(super) struct CustomRows<'p> {
    pub(super) operation: Operation,
    /// Whether the rule decides nothing.
    pub(super) warns: bool,
    pub(super) first: PolicyRow<'p>,
    pub(super) rows: Vec<(usize, PolicyRow<'p>)>,
    /// The number of rows of the rule.
    pub(super) of: usize,
}

impl<'p> CustomRows<'p> {
    /// The custom rules of that name, with all their rows or with one.
    pub(super) fn all(
        policy: &'p Policy,
        operation: Option<Operation>,
        name: &str,
        only: Option<usize>,
    ) -> Vec<Self> {
        let operations = Operation::ALL.iter().filter(|one| operation.is_none_or(|asked| asked == **one));
        let rules = operations.flat_map(|&operation| {
            let is_it = |row: &PolicyRow<'_>| row.evidence == Evidence::Own && row.rule == name;
            let deciding: Vec<_> = policy.rows(operation).filter(is_it).collect();
            let warning: Vec<_> = policy.warning_rows(operation).filter(is_it).collect();
            [(false, deciding), (true, warning)].map(|(warns, rows)| (operation, warns, rows))
        });
        let rules = rules.filter_map(|(operation, warns, rows)| {
            let (first, of) = (*rows.first()?, rows.len());
            let asked = |(number, _): &(usize, PolicyRow<'_>)| only.is_none_or(|only| only == *number);
            let rows: Vec<_> = (1..).zip(rows).filter(asked).collect();
            (!rows.is_empty()).then_some(Self { operation, warns, first, rows, of })
        });
        rules.collect()
    }
}
