//! `lifecycle replay`: recorded histories.

mod history;

use crate::args::{EnvironmentOptions, Format, PolicyOptions, Prices, prices};
use crate::exit::{Failure, Input, Status};
use crate::input;
use crate::output::{BAD, FAINT, GOOD, Output, STRONG, Table, Text, amount, counted};
use crate::trails::{self, write_unreadable};
use clap::Args;
use history::{History, Other, only_instance};
use instance_lifecycle::trace::{Answer, Bill, Cost};
use instance_lifecycle::{Policy, Rejection};
use instance_lifecycle_wire::{Difference, MAX_LINE, RecordedBill, TraceError, TraceFile};
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(after_help = "\
A trace is a file of lines: the first has the instance, every other a step.
  {\"Trace\": 1, \"Policy\": \"ecs-2024-11-14\", \"Instance\": {\"Status\": \"Running\"}}
  {\"At\": 0, \"Request\": {\"Action\": \"StopInstance\"}}
  {\"At\": 30, \"Event\": \"ShutdownCompleted\"}
`At` is a time in seconds. A step may have an `Answer`, which is compared;
`--record` writes the answers, and the policy that they are of. `lifecycle
schema` describes the format.

With --records, FILE is a trail of ActionTrail, as in `lifecycle audit`: the
history of one listed or created instance, of which the codes of errors are
compared. A task in progress ends at the earliest time that explains them.

Exit status: 0 every step can happen and has its recorded answer; 1 a step
cannot happen or has another answer; 2 usage error or unreadable input.",
    mut_arg("policy", |policy| policy.help(POLICY)))]
pub(crate) struct ReplayArguments {
    /// The trace; standard input without a file, or with `-`
    file: Option<PathBuf>,
    /// Write the trace with the answers of the policy
    #[arg(long, conflicts_with_all = ["shrink", "bill"])]
    record: bool,
    /// Write the shortest trace with the same last answer
    #[arg(long, conflicts_with = "bill")]
    shrink: bool,
    /// Print how long each resource is billed
    #[arg(long)]
    bill: bool,
    /// The format of the bill
    #[arg(long, value_enum, default_value = "text", requires = "bill")]
    format: Format,
    /// Prices per hour by resource, as TOML or JSON, such as Vcpu = 0.12; the bill has costs
    #[arg(long, value_name = "FILE", value_parser = prices, requires = "bill")]
    prices: Option<Prices>,
    /// The end of the bill, in seconds; default: the last step
    #[arg(long, value_name = "SECONDS", requires = "bill")]
    until: Option<u64>,
    /// The maximum number of bytes in a line
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,
    /// The listing before the first event; FILE is a trail
    #[arg(long, value_name = "BEFORE")]
    records: Option<PathBuf>,
    /// The instance of the trail; default: the only one
    #[arg(long, value_name = "ID", requires = "records")]
    instance: Option<String>,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    environment: EnvironmentOptions,
}

impl ReplayArguments {
    /// The unit in which the steps of the input are counted.
    const fn unit(&self) -> &'static str {
        if self.records.is_some() { "event" } else { "line" }
    }
}

/// The help of `--policy`.
const POLICY: &str = "The policy, by name or as a file [default: the policy of the trace]";

pub(super) fn run(arguments: &ReplayArguments, output: &Output) -> Result<Status, Failure> {
    if let Some(records) = &arguments.records {
        return replay_trail(arguments, records, output);
    }
    let (name, reader) = input::open(arguments.file.as_deref(), output)?;
    let read = TraceFile::read_under(reader, arguments.max_line, |name| arguments.policy.policy_or(name));
    let (file, policy) = read.map_err(|error| {
        Failure::Usage(match error {
            TraceError::Policy(problem) => problem,
            error => format!("cannot read {}: {error}", Input(&name)),
        })
    })?;
    if let Some(status) = write_trace(&file, arguments, &policy, output)? {
        return Ok(status);
    }
    let steps = Steps::of(&file, &policy);
    match file.difference(&policy) {
        None => {
            steps.write(file.steps.iter().filter(|step| step.answer.is_some()).count(), output)?;
            steps.warn("line", output)
        }
        Some(difference) => {
            write_difference(&difference, output)?;
            Ok(Status::Refused)
        }
    }
}

/// Writes the trace or the bill if they are asked for.
fn write_trace(
    file: &TraceFile,
    arguments: &ReplayArguments,
    policy: &Policy,
    output: &Output,
) -> Result<Option<Status>, Failure> {
    if arguments.record {
        file.answered_lines(policy).try_for_each(|line| output.json(&line))?;
        return Ok(Some(Status::Good));
    }
    if arguments.shrink {
        let shortest = file.with(&file.trace(policy).shrink(policy), policy);
        shortest.lines().try_for_each(|line| output.json(&line))?;
        return Ok(Some(Status::Good));
    }
    if !arguments.bill {
        return Ok(None);
    }
    let steps = Steps::of(file, policy);
    write_bill(file, arguments, policy, output)?;
    match arguments.format {
        Format::Text => steps.warn(arguments.unit(), output),
        Format::Json => Ok(steps.status()),
    }
    .map(Some)
}

/// Replays the history of one instance in a trail.
fn replay_trail(arguments: &ReplayArguments, records: &Path, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let fleet = trails::read_fleet(records, &arguments.environment, &policy, output)?;
    let trail = trails::read_trail(arguments.file.as_deref(), output)?;
    if !trail.unreadable.is_empty() {
        write_unreadable(&trail, output)?;
        return Ok(Status::Invalid);
    }
    let id = match &arguments.instance {
        Some(id) => id.clone(),
        None => only_instance(&trail)?,
    };
    let environment = arguments.environment.environment(policy.attributes())?;
    let history = History::of(&id, &trail, fleet, environment, &policy);
    let history = history.ok_or_else(|| {
        Failure::Usage(format!("the instance `{id}` is neither in the listing nor created by the trail"))
    })?;
    if let Some(status) = write_trace(&history.file, arguments, &policy, output)? {
        return Ok(status);
    }
    match history.difference(&policy) {
        None => {
            let steps = Steps::of(&history.file, &policy);
            steps.write(history.len(), output)?;
            steps.warn("event", output)
        }
        Some(Other { event, recorded, found }) => {
            let place = format_args!("  event {event} has another answer");
            output.line(Text::new().styled(BAD, "differs").plain(place))?;
            output.line(format_args!("  recorded  {recorded}"))?;
            output.line(format_args!("  found     {found}"))?;
            Ok(Status::Refused)
        }
    }
}

/// The steps of a history by their answers.
struct Steps {
    accepted: usize,
    refused: usize,
    happened: usize,
    /// The events that cannot happen: the line and the reason.
    impossible: Vec<(u64, String)>,
}

impl Steps {
    fn of(file: &TraceFile, policy: &Policy) -> Self {
        let mut steps = Self { accepted: 0, refused: 0, happened: 0, impossible: Vec::new() };
        let mut instance = file.start();
        for recorded in &file.steps {
            let (answer, next) = recorded.input.apply_to(&instance, policy);
            instance = next;
            match answer {
                Answer::Request(Ok(_) | Err(Rejection::DryRunPassed(_))) => steps.accepted += 1,
                Answer::Request(Err(Rejection::Refused(_))) => steps.refused += 1,
                Answer::Event(Ok(_)) => steps.happened += 1,
                Answer::Event(Err(error)) => steps.impossible.push((recorded.line, error.to_string())),
            }
        }
        steps
    }

    fn summary(&self) -> String {
        let Self { accepted, refused, happened, impossible } = self;
        let all = accepted + refused + happened + impossible.len();
        format!(
            "{}: {} accepted, {refused} refused, {} happened, {} impossible",
            counted(all, "step"),
            counted(accepted, "call"),
            counted(happened, "event"),
            impossible.len()
        )
    }

    /// Writes the verdict, with the number of recorded answers.
    fn write(&self, compared: usize, output: &Output) -> Result<(), Failure> {
        let verdict = match self.impossible.is_empty() {
            true => Text::new().styled(GOOD, "replayed"),
            false => Text::new().styled(BAD, "impossible"),
        };
        let answers = counted(compared, "recorded answer");
        let verdict = verdict.plain("  ").plain(self.summary()).plain("; ").plain(answers);
        output.paragraph("", verdict.plain(" compared"))
    }

    /// Names the steps that cannot happen. `unit` is what they are counted in.
    fn warn(&self, unit: &str, output: &Output) -> Result<Status, Failure> {
        for (number, reason) in &self.impossible {
            let head = Text::from(format_args!("{unit} {number}: ")).styled(BAD, "impossible:").plain(' ');
            output.paragraph("  ", head.plain(reason))?;
        }
        Ok(self.status())
    }

    fn status(&self) -> Status {
        if self.impossible.is_empty() { Status::Good } else { Status::Refused }
    }
}

fn write_difference(difference: &Difference, output: &Output) -> Result<(), Failure> {
    let Difference { line, recorded, found } = difference;
    output
        .line(Text::new().styled(BAD, "differs").plain(format_args!("  line {line} has another answer")))?;
    for (what, answer) in [("recorded", recorded), ("found", found)] {
        let words = ["Outcome", "Rule", "Reason"].iter().filter_map(|name| answer[name].as_str());
        let code = answer["Error"]["Code"].as_str();
        let words: Vec<&str> = words.chain(code).collect();
        output.line(format_args!("  {what:<9} {}", words.join(", ")))?;
        output.paragraph("            ", Text::new().styled(FAINT, answer))?;
    }
    Ok(())
}

fn write_bill(
    file: &TraceFile,
    arguments: &ReplayArguments,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    let until = arguments.until;
    let trace = file.trace(policy);
    let last = trace.steps().last().map_or(0, |step| step.at);
    let bill = trace.bill(until.unwrap_or(last), policy).map_err(|error| {
        let lines = file.steps.windows(2).find(|pair| pair[1].at < pair[0].at).map(|pair| pair[1].line);
        Failure::Usage(match (lines, until, file.steps.last()) {
            (Some(line), ..) => format!("line {line}: {error}"),
            (None, Some(until), Some(step)) => {
                let place = format!("{} {}", arguments.unit(), step.line);
                format!("`--until {until}` is before the last step, at {} s on {place}", step.at)
            }
            (None, ..) => error.to_string(),
        })
    })?;
    let cost = arguments.prices.as_ref().map(|prices| bill.cost(|resource| prices.of(resource)));
    if arguments.format == Format::Json {
        return output.json(&RecordedBill { cost: cost.map(Into::into), ..RecordedBill::from(&bill) });
    }
    output.table(&bill_table(&bill, arguments.prices.as_ref()))?;
    if !bill.left_behind().is_empty() {
        let left = bill.left_behind().iter().map(|left| {
            let if_present = if left.if_present { " if present" } else { "" };
            format!("{} for {} s since {}{if_present}", left.resource, left.seconds, left.since)
        });
        let left: Vec<String> = left.collect();
        output.paragraph("  ", format_args!("still billed after the release: {}", left.join(", ")))?;
    }
    match cost {
        None => Ok(()),
        Some(Cost { billed, if_present }) if if_present > 0.0 => {
            let (billed, more) = (amount(billed), amount(if_present));
            output.line(format_args!("  total: {billed}, {more} more if present"))
        }
        Some(cost) => output.line(format_args!("  total: {}", amount(cost.billed))),
    }
}

/// The lines of a bill, with their cost if there are prices.
fn bill_table(bill: &Bill, prices: Option<&Prices>) -> Table {
    let mut table = match prices {
        Some(_) => Table::new(["resource", "billed for", "if present", "not billed for", "cost"]),
        None => Table::new(["resource", "billed for", "if present", "not billed for"]),
    };
    for line in bill.lines() {
        let billed = Text::new().styled(STRONG, format!("{} s", line.billed));
        let [if_present, unbilled] = [line.if_present, line.unbilled].map(|time| format!("{time} s").into());
        let Some(prices) = prices else {
            table.add([line.resource.as_str().into(), billed, if_present, unbilled]);
            continue;
        };
        let Cost { billed: least, if_present: more } =
            Bill::new([*line], []).cost(|resource| prices.of(resource));
        let cost = match more > 0.0 {
            true => format!("{} to {}", amount(least), amount(least + more)),
            false => amount(least),
        };
        table.add([line.resource.as_str().into(), billed, if_present, unbilled, cost.into()]);
    }
    table
}
