//! `lifecycle interpretations`: the ambiguities of the vendor's documents.

use crate::args::{Format, interpretation_named};
use crate::exit::{Failure, Status};
use crate::output::{FAINT, Output, STRONG, Text};
use clap::Args;
use instance_lifecycle::Revision;
use instance_lifecycle::policy::interpretations::Interpretation;

#[derive(Args, Debug)]
pub(crate) struct InterpretationsArguments {
    /// Only these, by id or name, such as R2 or account-switch
    #[arg(value_name = "ID|NAME", value_parser = interpretation_named)]
    only: Vec<&'static Interpretation>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &InterpretationsArguments, output: &Output) -> Result<Status, Failure> {
    let asked = |one: &&Interpretation| {
        arguments.only.is_empty() || arguments.only.iter().any(|asked| asked.id == one.id)
    };
    for interpretation in Interpretation::ALL.iter().filter(asked) {
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
                    "Against": interpretation.against.map(|against| against.to_string()),
                }))?;
            }
        }
    }
    Ok(Status::Good)
}

fn write(interpretation: &Interpretation, output: &Output) -> Result<(), Failure> {
    let id = Text::from(format_args!("{:<4} ", interpretation.id));
    output.line(id.styled(STRONG, interpretation.name))?;
    output.paragraph("     ", interpretation.question)?;
    for value in interpretation.values {
        let by: Vec<&str> = Revision::ALL
            .iter()
            .filter(|&&revision| interpretation.default(revision) == *value)
            .map(|revision| revision.as_str())
            .collect();
        let by = if by.is_empty() { String::new() } else { format!("default of {}", by.join(", ")) };
        let text = Text::from(format_args!("{value:<23} ")).styled(FAINT, by);
        output.hanging("       ", "         ", text)?;
    }
    output.paragraph("     ", format_args!("source: {}", interpretation.source))?;
    match interpretation.against {
        Some(against) => output.paragraph("     ", format_args!("contradicted by: {against}")),
        None => Ok(()),
    }
}
