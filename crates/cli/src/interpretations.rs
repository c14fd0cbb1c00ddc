//! `lifecycle interpretations`: the contested points.

use crate::args::{Format, InterpretationsArguments};
use crate::output::{FAINT, Failure, Output, STRONG, Status};
use instance_lifecycle::{Interpretation, Revision};

pub(crate) fn run(arguments: &InterpretationsArguments, output: &Output) -> Result<Status, Failure> {
    for interpretation in Interpretation::ALL {
        match arguments.format {
            Format::Text => write(interpretation, output)?,
            Format::Json => {
                let defaults: serde_json::Map<String, serde_json::Value> = Revision::ALL
                    .iter()
                    .map(|&revision| (revision.to_string(), interpretation.default(revision).into()))
                    .collect();
                output.json(&serde_json::json!({
                    "Id": interpretation.id, "Name": interpretation.name, "Question": interpretation.question,
                    "Values": interpretation.values, "Defaults": defaults, "Source": interpretation.source.to_string(),
                }))?;
            }
        }
    }
    Ok(Status::Good)
}

fn write(interpretation: &Interpretation, output: &Output) -> Result<(), Failure> {
    output.line(format_args!("{:<4} {}", interpretation.id, output.styled(STRONG, interpretation.name)))?;
    output.paragraph("     ", interpretation.question)?;
    for value in interpretation.values {
        let by: Vec<&str> = Revision::ALL
            .iter()
            .filter(|&&revision| interpretation.default(revision) == *value)
            .map(|revision| revision.as_str())
            .collect();
        let by = if by.is_empty() { String::new() } else { format!("default of {}", by.join(", ")) };
        output.line(format!("       {value:<23} {}", output.styled(FAINT, by)).trim_end())?;
    }
    Ok(())
}
