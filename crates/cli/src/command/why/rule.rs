//! Rules of a rule table: their names, their errors, and the rules that hold together with them.

use instance_lifecycle::errors::{DryRunPass, ErrorKind, ErrorRow};
use instance_lifecycle::rules::attributes::SPACE;
use instance_lifecycle::rules::{PolicyRow, Row, RuleTable};
use instance_lifecycle::{Operation, Policy};
use instance_lifecycle_wire::parameters;

/// The names of an operation's rules: refusals in the default precedence, settlements, the dry run.
pub(super) fn names(rule_table: &RuleTable) -> Vec<&'static str> {
    let refusals = RuleTable::rules(rule_table.refusals).map(|rule| rule[0].rule);
    let settlements = RuleTable::rules(rule_table.settlements).map(|rule| rule[0].rule);
    refusals.chain(settlements).chain(has_dry_run(rule_table).then_some(DryRunPass::RULE)).collect()
}

/// Splits the number of a row off, as in `status-not-running/2`.
pub(super) fn split_row(name: &str) -> (&str, Option<usize>) {
    match name.rsplit_once('/').map(|(rule, row)| (rule, row.parse())) {
        Some((rule, Ok(row))) => (rule, Some(row)),
        _ => (name, None),
    }
}

/// Whether an operation has a rule of that name, with a row of that number.
pub(super) fn has_row(rule_table: &RuleTable, name: &str, row: Option<usize>) -> bool {
    let refusals = RuleTable::rules(rule_table.refusals).map(|rule| (rule[0].rule, rule.len()));
    let settlements = RuleTable::rules(rule_table.settlements).map(|rule| (rule[0].rule, rule.len()));
    match row {
        None => names(rule_table).contains(&name),
        Some(row) => {
            refusals.chain(settlements).any(|(rule, rows)| rule == name && (1..=rows).contains(&row))
        }
    }
}

/// The rows of a rule with their numbers, or one of them.
pub(super) fn numbered<V>(rows: &[Row<V>], only: Option<usize>) -> impl Iterator<Item = (usize, &Row<V>)> {
    (1..).zip(rows).filter(move |(number, _)| only.is_none_or(|only| only == *number))
}

pub(super) fn has_dry_run(rule_table: &RuleTable) -> bool {
    parameters(rule_table.operation).contains(&"DryRun")
}

/// The other rules that hold together with a rule: those after it in the precedence of the policy, and
/// those before it.
pub(super) fn neighbours(
    rule_table: &RuleTable,
    rule: &[Row<ErrorKind>],
    policy: &Policy,
) -> (Vec<&'static str>, Vec<&'static str>) {
    let stages = rule_table.stages.names();
    let order: Vec<&str> = policy.precedence(rule_table.operation).collect();
    let rank = |row: &Row<ErrorKind>| {
        (
            order.iter().position(|name| *name == stages[row.stage as usize]),
            place(rule_table.refusals, &[*row]),
        )
    };
    let active_rows = |rows: &[Row<ErrorKind>]| -> Vec<Row<ErrorKind>> {
        rows.iter().filter(|row| policy.is_active(rule_table.operation, row)).copied().collect()
    };
    let (mut later, mut earlier) = (Vec::new(), Vec::new());
    let mine = active_rows(rule);
    for other in RuleTable::rules(rule_table.refusals).filter(|other| other[0].rule != rule[0].rule) {
        let meet = active_rows(other)
            .iter()
            .any(|other| mine.iter().any(|row| !row.when.intersect(&other.when).is_empty(SPACE)));
        match meet {
            true if rank(&other[0]) < rank(&rule[0]) => earlier.push(other[0].rule),
            true => later.push(other[0].rule),
            false => {}
        }
    }
    (later, earlier)
}

/// The rules that hold together with a custom rule: those after it in the order of evaluation, and those
/// before it. Refusals come before settlements.
pub(super) fn around<'p>(
    operation: Operation,
    row: &PolicyRow<'p>,
    policy: &'p Policy,
) -> (Vec<&'p str>, Vec<&'p str>) {
    let (mut later, mut earlier, mut is_after) = (Vec::new(), Vec::new(), false);
    for other in policy.rows(operation) {
        is_after |= other == *row;
        let meets = other.rule != row.rule && !row.when.intersect(&other.when).is_empty(SPACE);
        let rules = if is_after { &mut later } else { &mut earlier };
        if meets && !rules.contains(&other.rule) {
            rules.push(other.rule);
        }
    }
    (later, earlier)
}

/// The rows of an error under a revision: the fixed text, and the template.
pub(super) fn errors_of(rule_table: &RuleTable, kind: ErrorKind, policy: &Policy) -> Vec<&'static ErrorRow> {
    let rows = [false, true].into_iter();
    rows.filter_map(|template| rule_table.operation.errors().row(kind, policy.revision(), template)).collect()
}

/// The number of a rule's first row.
fn place<V>(rows: &[Row<V>], rule: &[Row<V>]) -> usize {
    rows.iter().position(|row| row.rule == rule[0].rule).unwrap_or_default()
}
