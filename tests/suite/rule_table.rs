//! The rule tables as they stand: every row, and the revisions under which it speaks.

use crate::cases::{ordered, rule_tables};
use instance_lifecycle::{Condition, Effect, Operation, Policy, Revision, RiskRow, Row, RuleTable, Stages};
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

/// The built-in revisions under which a row speaks, where it is not all of them.
fn revisions<V>(operation: Operation, row: &Row<V>) -> String {
    let speaks = |revision: &&Revision| Policy::ecs(**revision).is_active(operation, row);
    let speaking: Vec<&str> = Revision::ALL.iter().filter(speaks).map(|revision| revision.as_str()).collect();
    match speaking.len() {
        0 => " (under no revision)".to_owned(),
        all if all == Revision::ALL.len() => String::new(),
        _ => format!(" ({})", speaking.join(", ")),
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
        format!("{}{billed}, {} [{}]", cell.disposition, cell.at_next_start, cell.evidence)
    });
    let cells = cells.collect::<Vec<_>>().join(" | ");
    writeln!(text, "  {} when {}: {cells} [{}]", row.resource, Condition(&row.when), row.source)
        .expect("text takes text");
}

fn write_risk(text: &mut String, row: &RiskRow) {
    let columns: Vec<String> =
        (0..u8::BITS).filter(|n| row.columns >> n & 1 == 1).map(|n| (n + 1).to_string()).collect();
    writeln!(
        text,
        "  {} when {}, in {} [{}]",
        row.risk,
        Condition(&row.when),
        columns.join(" | "),
        row.source
    )
    .expect("text takes text");
}

/// Everything that is known of an operation.
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
fn as_they_stand() {
    for rule_table in rule_tables() {
        insta::assert_snapshot!(rule_table.operation.as_str(), written(rule_table));
    }
}

/// The rows of a rule table stand in the order of its stages: what is written first is asked first.
#[test]
fn rows_stand_in_the_order_of_their_stages() {
    for rule_table in rule_tables() {
        assert!(rule_table.refusals.is_sorted_by_key(|row| row.stage), "{}", rule_table.operation);
        let with_rows: BTreeSet<u8> = rule_table.refusals.iter().map(|row| row.stage).collect();
        assert_eq!(with_rows.len(), rule_table.stages.names().len(), "{}", rule_table.operation);
    }
}

#[test]
fn in_other_orders() {
    for rule_table in rule_tables() {
        let (operation, names) = (rule_table.operation, rule_table.stages.names());
        let reversed: Vec<&str> = names.iter().rev().copied().collect();
        let policy = ordered(Policy::documented(), operation, &reversed);
        assert_eq!(policy.precedence(operation).collect::<Vec<_>>(), reversed);
        // The order is that of one operation.
        for other in rule_tables().filter(|other| other.operation != operation) {
            let order: Vec<&str> = policy.precedence(other.operation).collect();
            assert_eq!(order, other.stages.names(), "{} beside {operation}", other.operation);
        }
        assert_eq!(ordered(policy, operation, names), Policy::documented(), "{operation}");
    }
}

#[test]
fn rules_have_names_of_their_own_and_there_are_few_enough() {
    // Operation, rules, decision rows, stages.
    #[rustfmt::skip] // a table: one line a row
    let expected = [
        (Operation::StopInstance,        23, 46, 10),
        (Operation::StartInstance,       27, 61, 15),
        (Operation::RebootInstance,      11, 17,  6),
        (Operation::DeleteInstance,      14, 18, 11),
        (Operation::ReActivateInstances,  8, 10,  6),
        (Operation::CreateInstance,       1,  1,  0),
        (Operation::RunInstances,         1,  1,  0),
    ];
    let counted = rule_tables().map(|rule_table| {
        let refusals = RuleTable::rules(rule_table.refusals).map(|rows| rows[0].rule);
        let names: Vec<&str> =
            refusals.chain(RuleTable::rules(rule_table.settlements).map(|rows| rows[0].rule)).collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "{}: {names:?}", rule_table.operation);
        let rows = rule_table.refusals.len() + rule_table.settlements.len();
        assert!(rows <= 64 && rule_table.stages.names().len() <= Stages::MAX, "{}", rule_table.operation);
        (rule_table.operation, names.len(), rows, rule_table.stages.names().len())
    });
    assert_eq!(counted.collect::<Vec<_>>(), expected);
}

/// The text of a status refusal names the statuses that are asked for: each rule of that error has
/// them, and no other.
#[test]
fn a_rule_of_a_status_names_what_it_expects() {
    for rule_table in rule_tables() {
        let of_status =
            rule_table.refusals.iter().filter(|row| row.then.as_str() == "IncorrectInstanceStatus");
        let rules: BTreeSet<&str> = of_status.map(|row| row.rule).collect();
        let expecting: BTreeSet<&str> = rule_table.expected.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, expecting, "{}", rule_table.operation);
    }
}
