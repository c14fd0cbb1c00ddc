//! The ladder of StopInstance as it stands under each revision and precedence.

use crate::cases::{ladder, ordered};
use instance_lifecycle::{Ladder, Operation, Policy, Revision, Row};
use std::fmt::Write;

/// The rows that speak under a policy, in its order.
fn speaking(policy: &Policy) -> String {
    let mut text = String::new();
    for chapter in policy.precedence(Operation::StopInstance) {
        writeln!(text, "{chapter}").expect("text takes text");
        let of_chapter = |row: &Row<_>| ladder().chapters.names()[row.chapter as usize] == chapter;
        write_rows(&mut text, ladder().refusals, 0, policy, of_chapter);
    }
    writeln!(text, "settlements").expect("text takes text");
    write_rows(&mut text, ladder().settlements, ladder().refusals.len(), policy, |_| true);
    text
}

fn write_rows<V: std::fmt::Debug>(
    text: &mut String,
    rows: &[Row<V>],
    first: usize,
    policy: &Policy,
    of_chapter: impl Fn(&Row<V>) -> bool,
) {
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| of_chapter(row)) {
        if policy.has_row(Operation::StopInstance, first + number) {
            let Row { rule, then, evidence, source, .. } = row;
            writeln!(text, "  {rule}: {then:?} when {} [{evidence}: {source}]", row.condition())
                .expect("text takes text");
        }
    }
}

#[test]
fn of_every_revision() {
    for &revision in Revision::ALL {
        insta::assert_snapshot!(format!("ladder_{revision}"), speaking(&Policy::ecs(revision)));
    }
}

#[test]
fn in_other_orders() {
    let names = ladder().chapters.names();
    let reversed: Vec<&str> = names.iter().rev().copied().collect();
    let status_first: Vec<&str> =
        ["Status"].into_iter().chain(names.iter().copied().filter(|name| *name != "Status")).collect();
    insta::assert_snapshot!("ladder_reversed", speaking(&ordered(Policy::documented(), &reversed)));
    insta::assert_snapshot!("ladder_status_first", speaking(&ordered(Policy::documented(), &status_first)));
}

#[test]
fn rules_have_names_of_their_own() {
    let refusals = Ladder::rules(ladder().refusals).map(|rule| rule[0].rule);
    let mut names: Vec<&str> =
        refusals.chain(Ladder::rules(ladder().settlements).map(|rule| rule[0].rule)).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), all), (23, 23));
    assert!(ladder().refusals.len() + ladder().settlements.len() <= 64);
}
