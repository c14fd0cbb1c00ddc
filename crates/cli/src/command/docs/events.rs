//! The page of the events.

use super::markdown::{Markdown, condition};
use crate::evidence::lower;
use instance_lifecycle::Event;
use instance_lifecycle::event::{Next, Transition};
use instance_lifecycle::rules::Source;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::rules::region::{Assignment, Region};
use std::slice;

/// The result of every event. The rows that all events share come first, once; the row behind them
/// leads to the rows of the event.
pub(super) fn events(page: &mut Markdown) {
    page.paragraph("The events: when each can happen, and how it changes an instance.");
    page.paragraph(
        "For each event the first row whose condition holds decides. A row either sets attributes, \
         releases the instance, or states why the event cannot happen.",
    );
    let all = |n: usize| Event::ALL.iter().map(move |event| event.transitions().get(n));
    let common =
        (0..).take_while(|&n| all(n).all(|row| row.is_some() && row == all(n).next().flatten())).count();
    if let Some(first) = Event::ALL.first() {
        page.paragraph("## All events");
        let mut cells = Vec::new();
        event_rows(&first.transitions()[..common], &Chain::START, "", page, &mut cells);
        page.table(EVENT_HEADER, &cells);
    }
    for &named in Event::ALL {
        page.paragraph(&format!("## {named}"));
        let mut cells = Vec::new();
        for row in &named.transitions()[common..] {
            let of_event = match row.next {
                Next::Becomes { set: Assignment::NONE, then } if row.when == Region::FULL => then,
                _ => slice::from_ref(row),
            };
            event_rows(of_event, &Chain::START, named.as_str(), page, &mut cells);
        }
        page.table(EVENT_HEADER, &cells);
    }
}

const EVENT_HEADER: &[&str] = &["condition", "result", "evidence", "source"];

/// Rows that lead to one another: their conditions, assignments, evidence and sources combined.
#[derive(Clone)]
struct Chain {
    asked: Region,
    set: Assignment,
    evidence: Vec<String>,
    sources: Vec<Source>,
}

impl Chain {
    const START: Self =
        Self { asked: Region::FULL, set: Assignment::NONE, evidence: Vec::new(), sources: Vec::new() };

    /// Returns this chain, extended by a row that makes the assignment.
    fn then(&self, row: &Transition, set: &Assignment) -> Self {
        let mut chain = self.clone();
        chain.asked = self.asked.intersect(&self.set.preimage(&row.when));
        chain.set = self.set.then(set);
        let evidence = lower(row.evidence);
        if !chain.evidence.contains(&evidence) {
            chain.evidence.push(evidence);
        }
        for source in [Some(row.source), row.against].into_iter().flatten() {
            if !chain.sources.contains(&source) {
                chain.sources.push(source);
            }
        }
        chain
    }
}

/// Adds the rows of an event. A row that leads to others is combined with each of them.
fn event_rows(
    rows: &[Transition],
    before: &Chain,
    event: &str,
    page: &mut Markdown,
    cells: &mut Vec<Vec<String>>,
) {
    for row in rows {
        let (chain, result) = match row.next {
            Next::Becomes { set, then } => {
                let chain = before.then(row, &set);
                if !then.is_empty() {
                    event_rows(then, &chain, event, page, cells);
                    continue;
                }
                let result = in_words(&chain.set);
                (chain, result)
            }
            Next::Cannot(reason) => (before.then(row, &Assignment::NONE), format!("cannot happen: {reason}")),
        };
        let sources: Vec<String> =
            chain.sources.iter().map(|&source| page.quote("event", event, source)).collect();
        cells.push(vec![condition(&chain.asked), result, chain.evidence.join(", "), sources.join("; ")]);
    }
}

/// The attributes that are set; a release in one word.
fn in_words(set: &Assignment) -> String {
    let of_it = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
    if of_it.clone().all(|attribute| set.value(attribute.field).is_some()) {
        return "released".to_owned();
    }
    let set = of_it.filter_map(|attribute| {
        let value = set.value(attribute.field)?;
        Some(format!("`{}: {}`", attribute.name, attribute.values[value]))
    });
    set.collect::<Vec<_>>().join(", ")
}
