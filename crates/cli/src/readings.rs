//! `lifecycle readings`: the contested points.

use crate::args::{Format, ReadingsArguments};
use crate::output::{FAINT, Failure, Output, STRONG, Status};
use instance_lifecycle::{Reading, Revision};

pub(crate) fn run(arguments: &ReadingsArguments, output: &Output) -> Result<Status, Failure> {
    for reading in Reading::ALL {
        match arguments.format {
            Format::Text => write(reading, output)?,
            Format::Json => {
                let defaults: serde_json::Map<String, serde_json::Value> = Revision::ALL
                    .iter()
                    .map(|&revision| (revision.to_string(), reading.default(revision).into()))
                    .collect();
                output.json(&serde_json::json!({
                    "Id": reading.id, "Name": reading.name, "Question": reading.question,
                    "Values": reading.values, "Defaults": defaults, "Source": reading.source.to_string(),
                }))?;
            }
        }
    }
    Ok(Status::Good)
}

fn write(reading: &Reading, output: &Output) -> Result<(), Failure> {
    output.line(format_args!("{:<4} {}", reading.id, output.styled(STRONG, reading.name)))?;
    output.paragraph("     ", reading.question)?;
    for value in reading.values {
        let by: Vec<&str> = Revision::ALL
            .iter()
            .filter(|&&revision| reading.default(revision) == *value)
            .map(|revision| revision.as_str())
            .collect();
        let by = if by.is_empty() { String::new() } else { format!("default of {}", by.join(", ")) };
        output.line(format!("       {value:<23} {}", output.styled(FAINT, by)).trim_end())?;
    }
    Ok(())
}
