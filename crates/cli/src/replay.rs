//! `lifecycle replay`: histories, answered again.

use crate::args::PolicyOptions;
use crate::input;
use crate::output::{BAD, FAINT, Failure, GOOD, Output, STRONG, Status};
use clap::Args;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{Difference, MAX_LINE, TraceFile};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
A trace is a file of lines: the first with the instance, every other a step.
  {\"Trace\": 1, \"Policy\": \"ecs-2024-11-14\", \"Instance\": {\"Status\": \"Running\"}}
  {\"At\": 0, \"Request\": {\"Action\": \"StopInstance\"}}
  {\"At\": 30, \"Event\": \"ShutdownCompleted\"}
`At` is a time in seconds. A step may hold an `Answer`, which is compared;
`--record` writes the answers. `lifecycle schema` says it all.

Exit status: 0 every answer is the recorded one; 1 one differs; 2 trouble.")]
pub(crate) struct ReplayArguments {
    /// The trace; standard input where there is none, or `-`
    file: Option<PathBuf>,
    /// Write the trace with the answers of the policy
    #[arg(long, conflicts_with_all = ["shrink", "bill"])]
    record: bool,
    /// Write the shortest trace with the same last answer
    #[arg(long, conflicts_with = "bill")]
    shrink: bool,
    /// Say what the instance costs, resource by resource
    #[arg(long)]
    bill: bool,
    /// The end of the bill, in seconds; else the last step
    #[arg(long, value_name = "SECONDS", requires = "bill")]
    until: Option<u64>,
    /// The most bytes of a line that are read
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(crate) fn run(arguments: &ReplayArguments, output: &Output) -> Result<Status, Failure> {
    let (name, reader) = input::open(arguments.file.as_deref(), output)?;
    let file = TraceFile::read(reader, arguments.max_line)
        .map_err(|error| Failure::Usage(format!("cannot read `{name}`: {error}")))?;
    let policy = arguments.policy.policy_or(file.policy.as_deref()).map_err(Failure::Usage)?;
    if arguments.bill {
        return write_bill(&file, arguments.until, &policy, output);
    }
    if arguments.record || arguments.shrink {
        let trace = file.trace(&policy);
        let trace = if arguments.shrink { trace.shrink(&policy) } else { trace };
        let answered = file.with(&trace, &policy);
        answered.lines().try_for_each(|line| output.json(&line))?;
        return Ok(Status::Good);
    }
    match file.difference(&policy) {
        None => {
            let compared = file.steps.iter().filter(|step| step.answer.is_some()).count();
            let steps = file.steps.len();
            output.line(format_args!(
                "{}  {steps} steps, {compared} answers compared",
                output.styled(GOOD, "replays")
            ))?;
            Ok(Status::Good)
        }
        Some(difference) => {
            write_difference(&difference, output)?;
            Ok(Status::Refused)
        }
    }
}

fn write_difference(difference: &Difference, output: &Output) -> Result<(), Failure> {
    let Difference { line, recorded, found } = difference;
    output.line(format_args!("{}  line {line} is answered otherwise", output.styled(BAD, "differs")))?;
    for (what, answer) in [("recorded", recorded), ("found", found)] {
        let told = ["Outcome", "Rule", "Reason"].iter().filter_map(|name| answer[name].as_str());
        let code = answer["Error"]["Code"].as_str();
        let told: Vec<&str> = told.chain(code).collect();
        output.line(format_args!("  {what:<9} {}", told.join(", ")))?;
        output.hanging("            ", "            ", &output.styled(FAINT, answer))?;
    }
    Ok(())
}

fn write_bill(
    file: &TraceFile,
    until: Option<u64>,
    policy: &Policy,
    output: &Output,
) -> Result<Status, Failure> {
    let trace = file.trace(policy);
    let last = trace.steps().last().map_or(0, |step| step.at);
    let bill =
        trace.bill(until.unwrap_or(last), policy).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut table = output.table(&["resource", "seconds billed", "not billed"]);
    for line in bill.lines() {
        let billed = output.styled(STRONG, line.billed);
        table.add_row([line.resource.as_str().to_owned(), billed, line.unbilled.to_string()]);
    }
    output.print(&table)?;
    if !bill.left_behind().is_empty() {
        let left: Vec<&str> = bill.left_behind().iter().map(|resource| resource.as_str()).collect();
        output.paragraph("  ", &format!("still billed after the release: {}", left.join(", ")))?;
    }
    Ok(Status::Good)
}
