//! Snapshots of the rule tables: every row, and the revisions under which it is active.

use instance_lifecycle::rules::{Condition, Effect, RiskRow, Row, RuleTable};
use instance_lifecycle::{Operation, Policy, Revision};
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use support::{ordered, rule_tables};

/// The revisions under which a row is active; empty if all are.
fn revisions<V>(operation: Operation, row: &Row<V>) -> String {
    let is_active = |revision: &&Revision| Policy::ecs(**revision).is_active(operation, row);
    let active: Vec<&str> =
        Revision::ALL.iter().filter(is_active).map(|revision| revision.as_str()).collect();
    match active.len() {
        0 => " (under no revision)".to_owned(),
        all if all == Revision::ALL.len() => String::new(),
        _ => format!(" ({})", active.join(", ")),
    }
}

fn write_rule<V: Debug>(text: &mut String, operation: Operation, rows: &[Row<V>]) {
    writeln!(text, "  {}: {:?}", rows[0].rule, rows[0].then).expect("text takes text");
    for row in rows {
        let revisions = revisions(operation, row);
        writeln!(text, "    when {} [{}: {}]{revisions}", row.condition(), row.evidence, row.source)
            .expect("text takes text");
    }
}

fn write_effect(text: &mut String, row: &Effect) {
    let cells = row.cells.iter().map(|cell| {
        let billed = if cell.billed { ", billed" } else { "" };
        let if_present = if cell.if_present { ", if present" } else { "" };
        let against = cell.against.map_or(String::new(), |source| format!(" against {source}"));
        format!(
            "{}{billed}{if_present}, {} [{}: {}{against}]",
            cell.disposition, cell.at_next_start, cell.evidence, cell.source
        )
    });
    let cells = cells.collect::<Vec<_>>().join(" | ");
    writeln!(text, "  {} when {}: {cells}", row.resource, Condition::new(&row.when))
        .expect("text takes text");
}

fn write_risk(text: &mut String, row: &RiskRow) {
    let columns: Vec<String> =
        (0..u8::BITS).filter(|n| row.columns >> n & 1 == 1).map(|n| (n + 1).to_string()).collect();
    writeln!(
        text,
        "  {} when {}, in {} [{}]",
        row.risk,
        Condition::new(&row.when),
        columns.join(" | "),
        row.source
    )
    .expect("text takes text");
}

/// The rule table of an operation as text.
fn written(rule_table: &'static RuleTable) -> String {
    let mut text = String::new();
    for (number, stage) in rule_table.stages.names().iter().enumerate() {
        writeln!(text, "{stage}").expect("text takes text");
        for rows in RuleTable::rules(rule_table.refusals).filter(|rows| usize::from(rows[0].stage) == number)
        {
            write_rule(&mut text, rule_table.operation, rows);
        }
    }
    writeln!(text, "settlements").expect("text takes text");
    for rows in RuleTable::rules(rule_table.settlements) {
        write_rule(&mut text, rule_table.operation, rows);
    }
    writeln!(text, "effects").expect("text takes text");
    rule_table.effects.iter().for_each(|row| write_effect(&mut text, row));
    writeln!(text, "risks").expect("text takes text");
    rule_table.risks.iter().for_each(|row| write_risk(&mut text, row));
    for (rule, statuses) in rule_table.expected {
        let statuses: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
        writeln!(text, "{rule} expects {}", statuses.join(" or ")).expect("text takes text");
    }
    text
}

#[test]
fn every_row_equals_its_snapshot() {
    for rule_table in rule_tables() {
        insta::assert_snapshot!(rule_table.operation.as_str(), written(rule_table));
    }
}

#[test]
fn a_precedence_reorders_its_own_operation_only() {
    for rule_table in rule_tables() {
        let (operation, names) = (rule_table.operation, rule_table.stages.names());
        let reversed: Vec<&str> = names.iter().rev().copied().collect();
        let policy = ordered(Policy::documented(), operation, &reversed);
        assert_eq!(policy.precedence(operation).collect::<Vec<_>>(), reversed);
        for other in rule_tables().filter(|other| other.operation != operation) {
            let order: Vec<&str> = policy.precedence(other.operation).collect();
            assert_eq!(order, other.stages.names(), "{} beside {operation}", other.operation);
        }
        assert_eq!(ordered(policy, operation, names), Policy::documented(), "{operation}");
    }
}

/// The templated text of a status error names the expected statuses, so exactly the rules that return
/// this error declare them.
#[test]
fn exactly_the_status_rules_declare_expected_statuses() {
    for rule_table in rule_tables() {
        let of_status =
            rule_table.refusals.iter().filter(|row| row.then.as_str() == "IncorrectInstanceStatus");
        let rules: BTreeSet<&str> = of_status.map(|row| row.rule).collect();
        let expecting: BTreeSet<&str> = rule_table.expected.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, expecting, "{}", rule_table.operation);
    }
}
