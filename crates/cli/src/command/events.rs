//! `lifecycle events`: the statuses in which each event can happen, and those it leads to.

use crate::args::{Format, PolicyOptions};
use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Table, Text};
use crate::transitions::{self, Way};
use clap::Args;
use instance_lifecycle::Event;
use serde_json::json;

#[derive(Args, Debug)]
pub(crate) struct EventsArguments {
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &EventsArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let mut table = Table::new(["event", "from", "to"]);
    for &event in Event::ALL {
        let ways = transitions::by(event, &policy).map_err(|many| Failure::Usage(many.to_string()))?;
        match arguments.format {
            Format::Text => {
                table.add([Text::new().styled(STRONG, event), before(&ways).into(), after(&ways).into()]);
            }
            Format::Json => {
                let ways = ways.iter().map(|(before, after)| json!({ "From": before, "To": after }));
                output.json(&json!({ "Event": event, "Ways": ways.collect::<Vec<_>>() }))?;
            }
        }
    }
    if arguments.format == Format::Text {
        output.table(&table)?;
    }
    Ok(Status::Good)
}

/// The statuses in which the event can happen; `any` if it is every status but `Released`.
fn before(ways: &[Way]) -> String {
    let mut statuses: Vec<&str> = ways.iter().map(|(before, _)| before.as_str()).collect();
    statuses.dedup();
    if statuses.len() + 1 == instance_lifecycle::Status::ALL.len() {
        return "any".to_owned();
    }
    statuses.join(", ")
}

/// The statuses that the event leads to.
fn after(ways: &[Way]) -> String {
    let mut moved: Vec<_> =
        ways.iter().filter(|(before, after)| before != after).map(|(_, to)| *to).collect();
    moved.sort_unstable();
    moved.dedup();
    let moved = moved.iter().map(|status| status.as_str());
    let stays = ways.iter().any(|(before, after)| before == after).then_some("unchanged");
    moved.chain(stays).collect::<Vec<_>>().join(", ")
}
