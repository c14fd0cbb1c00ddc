//! `lifecycle inspect`.

use crate::args::{Format, InspectArguments};
use crate::decide::unreadable;
use crate::input;
use crate::output::{Failure, Output, STRONG, Status, printable};
use instance_lifecycle::{StaticAddress, Status as InstanceStatus};
use instance_lifecycle_wire::Inspection;

pub(crate) fn run(arguments: &InspectArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let is_text = arguments.input.format == Format::Text;
    let mut status = Status::Good;
    let max_line = arguments.input.max_line;
    input::each_of_one(arguments.file.as_deref(), max_line, input::of_records(), output, |line, case| {
        let record = case
            .map_err(|error| (error.line, error.reason.to_string()))
            .and_then(|case| case.record.ok_or_else(|| (line, "there is no record to inspect".to_owned())));
        match record {
            Ok(record) => {
                let inspection = Inspection::of(&record, &policy);
                if is_text { write(&inspection, output) } else { output.json(&inspection) }
            }
            Err((line, reason)) => {
                status = Status::Trouble;
                unreadable(line, &reason, is_text, output)
            }
        }
    })?;
    Ok(status)
}

fn write(inspection: &Inspection<'_>, output: &Output) -> Result<(), Failure> {
    let (record, instance) = (inspection.record, &inspection.record.instance);
    let id = printable(record.instance_id.as_deref().unwrap_or("(no id)"));
    output.line(format_args!("{}  {}", output.styled(STRONG, id), instance.status))?;
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let locks = if record.locks.is_empty() {
        "none".to_owned()
    } else {
        printable(&record.locks.join(", ")).into_owned()
    };
    let mut table = output.table(&[]);
    let mut row = |name: &str, value: String| {
        table.add_row([name.to_owned(), value]);
    };
    row("charge type", instance.charge_type.to_string());
    row("network type", instance.network_type.to_string());
    row("spot strategy", instance.spot_strategy.to_string());
    row("locks", locks);
    if instance.status == InstanceStatus::Stopped {
        row("stopped mode", instance.stopped_mode.to_string());
    }
    row("hibernation configured", yes(instance.hibernation_configured));
    row("local storage", yes(instance.local_storage));
    row("persistent memory", yes(instance.persistent_memory));
    row("burstable", yes(instance.burstable));
    row("GPU", yes(instance.gpu));
    row("static public address", yes(instance.static_address != StaticAddress::None));
    row("elastic IP address", yes(instance.elastic_address));
    row("eligible for economical mode", yes(inspection.is_eligible_for_economical_mode));
    output.print(&table)?;
    let assumed: Vec<&str> = record.assumed.iter().collect();
    if !assumed.is_empty() {
        output.paragraph("  ", &format!("assumed: {}", assumed.join(", ")))?;
    }
    output.line("")
}
