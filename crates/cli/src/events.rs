//! `lifecycle events`: when each can happen, and where it leads.

use crate::args::{EventsArguments, Format};
use crate::output::{Failure, Output, STRONG, Status};
use crate::transitions::{self, Way};
use comfy_table::ColumnConstraint;
use instance_lifecycle::Event;
use serde_json::json;

pub(crate) fn run(arguments: &EventsArguments, output: &Output) -> Result<Status, Failure> {
    let mut table = output.table(&["event", "happens to", "that becomes"]);
    for &event in Event::ALL {
        let ways = transitions::by(event).map_err(|many| Failure::Usage(many.to_string()))?;
        match arguments.format {
            Format::Text => {
                table.add_row([output.styled(STRONG, event), before(&ways), after(&ways)]);
            }
            Format::Json => {
                let ways = ways.iter().map(|(before, after)| json!({ "From": before, "To": after }));
                output.json(&json!({ "Event": event, "Ways": ways.collect::<Vec<_>>() }))?;
            }
        }
    }
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    if arguments.format == Format::Text {
        output.print(&table)?;
    }
    Ok(Status::Good)
}

/// The statuses in which it can happen; `any` that is on the wire.
fn before(ways: &[Way]) -> String {
    let mut statuses: Vec<&str> = ways.iter().map(|(before, _)| before.as_str()).collect();
    statuses.dedup();
    if statuses.len() + 1 == instance_lifecycle::Status::ALL.len() {
        return "any".to_owned();
    }
    statuses.join(", ")
}

/// The statuses to which it leads.
fn after(ways: &[Way]) -> String {
    let mut moved: Vec<_> =
        ways.iter().filter(|(before, after)| before != after).map(|(_, to)| *to).collect();
    moved.sort_unstable();
    moved.dedup();
    let moved = moved.iter().map(|status| status.as_str());
    let stays = ways.iter().any(|(before, after)| before == after).then_some("the same");
    moved.chain(stays).collect::<Vec<_>>().join(", ")
}
