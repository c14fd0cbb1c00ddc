//! The ladders as they stand: every row, and the revisions under which it speaks.

use crate::cases::{ladders, ordered};
use instance_lifecycle::{Chapters, Condition, Effect, Ladder, Operation, Policy, Revision, RiskRow, Row};
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

/// The built-in revisions under which a row speaks, where it is not all of them.
fn revisions(operation: Operation, row: usize) -> String {
    let speaks = |revision: &&Revision| Policy::ecs(**revision).has_row(operation, row);
    let speaking: Vec<&str> = Revision::ALL.iter().filter(speaks).map(|revision| revision.as_str()).collect();
    match speaking.len() {
        0 => " (under no revision)".to_owned(),
        all if all == Revision::ALL.len() => String::new(),
        _ => format!(" ({})", speaking.join(", ")),
    }
}

fn write_rule<V: Debug>(text: &mut String, operation: Operation, first: usize, rows: &[Row<V>]) {
    writeln!(text, "  {}: {:?}", rows[0].rule, rows[0].then).expect("text takes text");
    for (number, row) in rows.iter().enumerate() {
        let revisions = revisions(operation, first + number);
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
fn written(ladder: &'static Ladder) -> String {
    let mut text = String::new();
    let mut first = 0;
    for (number, chapter) in ladder.chapters.names().iter().enumerate() {
        writeln!(text, "{chapter}").expect("text takes text");
        for rows in Ladder::rules(ladder.refusals).filter(|rows| usize::from(rows[0].chapter) == number) {
            write_rule(&mut text, ladder.operation, first, rows);
            first += rows.len();
        }
    }
    writeln!(text, "settlements").expect("text takes text");
    for rows in Ladder::rules(ladder.settlements) {
        write_rule(&mut text, ladder.operation, first, rows);
        first += rows.len();
    }
    writeln!(text, "effects").expect("text takes text");
    ladder.effects.iter().for_each(|row| write_effect(&mut text, row));
    writeln!(text, "risks").expect("text takes text");
    ladder.risks.iter().for_each(|row| write_risk(&mut text, row));
    for (rule, statuses) in ladder.expected {
        let statuses: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
        writeln!(text, "{rule} expects {}", statuses.join(" or ")).expect("text takes text");
    }
    text
}

#[test]
fn as_they_stand() {
    for ladder in ladders() {
        insta::assert_snapshot!(ladder.operation.as_str(), written(ladder));
    }
}

/// The rows of a ladder stand in the order of its chapters: what is written first is asked first.
#[test]
fn rows_stand_in_the_order_of_their_chapters() {
    for ladder in ladders() {
        assert!(ladder.refusals.is_sorted_by_key(|row| row.chapter), "{}", ladder.operation);
        let with_rows: BTreeSet<u8> = ladder.refusals.iter().map(|row| row.chapter).collect();
        assert_eq!(with_rows.len(), ladder.chapters.names().len(), "{}", ladder.operation);
    }
}

#[test]
fn in_other_orders() {
    for ladder in ladders() {
        let (operation, names) = (ladder.operation, ladder.chapters.names());
        let reversed: Vec<&str> = names.iter().rev().copied().collect();
        let policy = ordered(Policy::documented(), operation, &reversed);
        assert_eq!(policy.precedence(operation).collect::<Vec<_>>(), reversed);
        // The order is that of one operation.
        for other in ladders().filter(|other| other.operation != operation) {
            let order: Vec<&str> = policy.precedence(other.operation).collect();
            assert_eq!(order, other.chapters.names(), "{} beside {operation}", other.operation);
        }
        assert_eq!(ordered(policy, operation, names), Policy::documented(), "{operation}");
    }
}

#[test]
fn rules_have_names_of_their_own_and_there_are_few_enough() {
    // Operation, rules, decision rows, chapters.
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
    let counted = ladders().map(|ladder| {
        let refusals = Ladder::rules(ladder.refusals).map(|rows| rows[0].rule);
        let names: Vec<&str> =
            refusals.chain(Ladder::rules(ladder.settlements).map(|rows| rows[0].rule)).collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "{}: {names:?}", ladder.operation);
        let rows = ladder.refusals.len() + ladder.settlements.len();
        assert!(rows <= 64 && ladder.chapters.names().len() <= Chapters::MOST, "{}", ladder.operation);
        (ladder.operation, names.len(), rows, ladder.chapters.names().len())
    });
    assert_eq!(counted.collect::<Vec<_>>(), expected);
}

/// The text of a status refusal names the statuses that are asked for: each rule of that error has
/// them, and no other.
#[test]
fn a_rule_of_a_status_names_what_it_expects() {
    for ladder in ladders() {
        let of_status = ladder.refusals.iter().filter(|row| row.then.as_str() == "IncorrectInstanceStatus");
        let rules: BTreeSet<&str> = of_status.map(|row| row.rule).collect();
        let expecting: BTreeSet<&str> = ladder.expected.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, expecting, "{}", ladder.operation);
    }
}
