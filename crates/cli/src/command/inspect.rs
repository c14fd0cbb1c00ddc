//! `lifecycle inspect`: how each record was understood.

use crate::args::{AssumeOptions, InputOptions, PolicyOptions};
use crate::assumed::Assumer;
use crate::assumptions::Assumptions;
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, STRONG, Table, Tally, Text, UNREADABLE};
use clap::Args;
use instance_lifecycle::Environment;
use instance_lifecycle_wire::{Assumed, Inspection};
use serde_json::{Map, Value};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
Exit status: 0 every record was read; 2 usage error or unreadable input; 3 the
input holds no instance.")]
pub(crate) struct InspectArguments {
    /// The input; standard input without a file, or with `-`
    file: Option<PathBuf>,
    #[command(flatten)]
    assume: AssumeOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    input: InputOptions,
}

pub(super) fn run(arguments: &InspectArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let is_text = arguments.input.is_text();
    let mut tally = Tally::new(&[("instances", Status::Good), (UNREADABLE, Status::Invalid)]);
    let mut assumer = Assumer::new(&arguments.assume);
    let defaults = arguments.assume.defaults(input::record_defaults(Environment::DEFAULT, &policy))?;
    let max_line = arguments.input.max_line;
    input::each_single(arguments.file.as_deref(), max_line, defaults, output, |line, case| {
        let record = case.map_err(|error| (error.line(), error.kind().to_string())).and_then(|mut case| {
            assumer.assume(&mut case);
            case.record.ok_or_else(|| (line, "the case has no record".to_owned()))
        });
        match record {
            Ok(record) => {
                tally.count("instances");
                let inspection = Inspection::new(&record, &policy);
                if is_text {
                    write(&inspection, &Assumptions::of_record(&record, Assumed::ALL, |_| true), output)
                } else {
                    output.json(&inspection)
                }
            }
            Err((line, reason)) => {
                tally.count(UNREADABLE);
                output.unreadable(line, &reason, is_text)
            }
        }
    })?;
    assumer.report(output);
    tally.finish(is_text, output)
}

/// Writes the fields of the JSON form, so that both forms show the same.
fn write(inspection: &Inspection<'_>, assumptions: &Assumptions, output: &Output) -> Result<(), Failure> {
    let record = inspection.record;
    let id = record.instance_id.as_deref().unwrap_or("(no id)");
    output.line(Text::new().styled(STRONG, id).plain("  ").plain(record.instance.status))?;
    let fields: Map<String, Value> = match serde_json::to_value(inspection) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let mut table = Table::new([]);
    for (name, value) in
        fields.iter().filter(|(name, _)| !["InstanceId", "Status", "Assumed"].contains(&name.as_str()))
    {
        if let Some(value) = show(value) {
            table.add([name.into(), value.into()]);
        }
    }
    output.table(&table)?;
    assumptions.texts().try_for_each(|text| output.paragraph("  ", text))?;
    output.line("")
}

/// A value as text. `None` if it does not apply.
fn show(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Array(values) if values.is_empty() => Some("none".to_owned()),
        Value::Array(values) => Some(values.iter().filter_map(show).collect::<Vec<_>>().join(", ")),
        other => Some(other.to_string()),
    }
}
