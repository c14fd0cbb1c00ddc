//! `lifecycle plan` and `lifecycle explain`.

use crate::args::{DecideArguments, Format};
use crate::input;
use crate::output::{BAD, FAINT, Failure, GOOD, OTHER, Output, STRONG, Status};
use comfy_table::Table;
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{Evidence, Objection, Operation, Plan, Policy, Rejection, Resource, explain};
use instance_lifecycle_wire::{Answer, Case, Outcome};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What is asked about each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// What it comes to.
    Plan,
    /// Everything that objects, and why.
    Explain,
}

pub(crate) fn run(
    arguments: &DecideArguments,
    question: Question,
    output: &Output,
) -> Result<Status, Failure> {
    let (file, defaults) = arguments.targets()?;
    let policy = arguments.policy.policy();
    let is_text = arguments.input.format == Format::Text;
    let mut tally = Tally::default();
    input::each(file.as_deref(), arguments.input.max_line, defaults, output, |item| {
        let case = item.case.map_err(|unreadable| (unreadable.line, unreadable.reason.to_string()));
        let case = case.and_then(|case| match taken_for_granted(&case, &policy) {
            granted if arguments.strict && !granted.is_empty() => {
                Err((item.line, format!("taken for granted: {}", granted.join(", "))))
            }
            granted => Ok((case, granted)),
        });
        match &case {
            Err((line, reason)) => {
                tally.unreadable += 1;
                unreadable(*line, reason, is_text, output)
            }
            Ok((case, granted)) => {
                let answer = Answer::to(case, &policy);
                tally.count(&answer.outcome);
                match (question, is_text) {
                    (Question::Plan, false) => output.json(&answer),
                    (Question::Plan, true) => write_answer(&answer, granted, output),
                    (Question::Explain, false) => output.json(&Explained { case, policy: &policy }),
                    (Question::Explain, true) => write_explanation(case, &answer, &policy, granted, output),
                }
            }
        }
    })?;
    if is_text {
        tally.write(output)?;
    }
    Ok(tally.status())
}

/// Writes what stands in the place of a case that cannot be read.
pub(crate) fn unreadable(line: u64, reason: &str, is_text: bool, output: &Output) -> Result<(), Failure> {
    if is_text {
        output.paragraph("", &format!("line {line}: {} {reason}", output.styled(BAD, "unreadable:")))?;
        output.line("")
    } else {
        output.json(&serde_json::json!({ "Line": line, "Outcome": "Unreadable", "Reason": reason }))
    }
}

/// What the record leaves open of what the operation reads under the policy.
fn taken_for_granted(case: &Case, policy: &Policy) -> Vec<&'static str> {
    let operation = case.request.operation();
    let is_read = |field: &&str| attribute(field).is_some_and(|read| policy.reads(operation, read));
    case.record.iter().flat_map(|record| record.assumed.iter()).filter(is_read).collect()
}

/// The fields of a record whose attributes are called otherwise.
const NAMES: [(&str, &str); 4] = [
    ("InstanceChargeType", "charge_type"),
    ("InstanceNetworkType", "network_type"),
    ("OperationLocks", "security_lock"),
    ("HibernationOptions", "hibernation_configured"),
];

/// The attribute that a field tells: `DiskStatus` is `disk_status`.
fn attribute(field: &str) -> Option<&'static Attribute> {
    let renamed = NAMES.iter().find(|(name, _)| *name == field).map(|(_, attribute)| *attribute);
    let snake = |name: &str| {
        let letters = name.bytes().filter(|&byte| byte != b'_');
        letters.eq(field.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance).find(|attribute| match renamed {
        Some(name) => attribute.name == name,
        None => snake(attribute.name),
    })
}

/// How many cases came to what.
#[derive(Debug, Default)]
struct Tally {
    planned: u64,
    done: u64,
    passed: u64,
    refused: u64,
    unreadable: u64,
}

impl Tally {
    fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Planned(_) => &mut self.planned,
            Outcome::AlreadyDone(_) => &mut self.done,
            Outcome::DryRunPassed(_) => &mut self.passed,
            Outcome::Rejected(_) => &mut self.refused,
        } += 1;
    }

    fn status(&self) -> Status {
        match self {
            Self { unreadable: 1.., .. } => Status::Trouble,
            Self { refused: 1.., .. } => Status::Refused,
            _ => Status::Good,
        }
    }

    /// Writes the sums, unless there is nothing to sum up.
    fn write(&self, output: &Output) -> Result<(), Failure> {
        let all = [
            (self.planned, "planned"),
            (self.done, "already done"),
            (self.passed, "dry run passed"),
            (self.refused, "refused"),
            (self.unreadable, "unreadable"),
        ];
        if all.iter().map(|(count, _)| count).sum::<u64>() < 2 {
            return Ok(());
        }
        let parts: Vec<String> = all
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        output.line(output.styled(FAINT, parts.join(", ")))
    }
}

fn write_answer(answer: &Answer<'_>, granted: &[&str], output: &Output) -> Result<(), Failure> {
    let id = output.styled(STRONG, answer.id.unwrap_or("(no id)"));
    match &answer.outcome {
        Outcome::Planned(plan) => {
            output.line(format_args!("{id}  {}  {}", output.styled(GOOD, "planned"), plan.path()))?;
            write_plan(plan, answer.settled_by, output)?;
        }
        Outcome::DryRunPassed(pass) => {
            let error = pass.error();
            output.line(format_args!(
                "{id}  {}  {}",
                output.styled(OTHER, "dry run passed"),
                pass.plan().path()
            ))?;
            output.line(format_args!("  {} {}: {error}", error.http_status, error.code))?;
            output.line("  nothing is changed; without DryRun it would do this:")?;
            write_plan(&pass.plan(), answer.settled_by, output)?;
        }
        Outcome::AlreadyDone(_) => {
            output.line(format_args!(
                "{id}  {}  {}",
                output.styled(OTHER, "already done"),
                answer.settled_by
            ))?;
        }
        Outcome::Rejected(objections) => {
            let mut objections = objections.iter();
            if let Some(first) = objections.next() {
                output.line(format_args!("{id}  {}  {}", output.styled(BAD, "refused"), code(first)))?;
                output.paragraph("  ", &first.to_string())?;
                let retry = if first.is_retryable() {
                    "time alone may cure it"
                } else {
                    "trying again will not help"
                };
                let rule = first.row();
                output.paragraph("  ", &format!("rule {}, {}; {retry}", rule.rule, lower(rule.evidence)))?;
            }
            for other in objections {
                output.paragraph("  ", &format!("also objects: {}, {}", other.row().rule, code(other)))?;
            }
        }
    }
    write_granted(granted, output)?;
    output.line("")
}

fn write_plan(plan: &Plan, rule: &str, output: &Output) -> Result<(), Failure> {
    let memory = if plan.hibernates() { ", memory saved to the system disk" } else { "" };
    output.paragraph(
        "  ",
        &format!("rule {}, {}; stop mode {}{memory}", rule, lower(plan.evidence()), plan.stopped_mode()),
    )?;
    if let Some(status) = plan.wait_for() {
        output.line(format_args!(
            "  accepted is not done: wait for {status}; swap on {}",
            plan.guard().status
        ))?;
    }
    output.print(&resources(plan, output))?;
    if plan.resources().any(|resource| resource.resource == Resource::SubscriptionFee) {
        output.line("  billed: paid for by the subscription")?;
    }
    let risks: Vec<&str> = plan.risks().map(|risk| risk.as_str()).collect();
    if !risks.is_empty() {
        output.paragraph("  ", &format!("{} {}", output.styled(OTHER, "risks:"), risks.join(", ")))?;
    }
    Ok(())
}

fn resources(plan: &Plan, output: &Output) -> Table {
    let mut table = output.table(&["resource", "becomes", "billed", "at next start"]);
    for resource in plan.resources() {
        let billed = match (resource.billed_before, resource.billed_after) {
            (true, true) => "yes",
            (true, false) => "no more",
            (false, true) => "from now on",
            (false, false) => "no",
        };
        table.add_row([
            resource.resource.as_str(),
            resource.disposition.as_str(),
            billed,
            resource.at_next_start.as_str(),
        ]);
    }
    table
}

fn write_granted(granted: &[&str], output: &Output) -> Result<(), Failure> {
    if granted.is_empty() {
        return Ok(());
    }
    output.paragraph("  ", &format!("taken for granted: {}", granted.join(", ")))
}

fn write_explanation(
    case: &Case,
    answer: &Answer<'_>,
    policy: &Policy,
    granted: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    let id = output.styled(STRONG, answer.id.unwrap_or("(no id)"));
    let operation = case.request.operation();
    let objections: &[Objection] = match &answer.outcome {
        Outcome::Rejected(objections) => objections,
        _ => &[],
    };
    let verdict = match objections.len() {
        0 => output.styled(GOOD, "nothing objects"),
        1 => output.styled(BAD, "1 rule objects"),
        many => output.styled(BAD, format!("{many} rules object")),
    };
    output.line(format_args!("{id}  {operation}  {verdict}"))?;
    for (number, objection) in objections.iter().enumerate() {
        let row = objection.row();
        output.line(format_args!(
            "  {}. {}  {}",
            number + 1,
            output.styled(STRONG, row.rule),
            code(objection)
        ))?;
        output.paragraph("     ", &objection.to_string())?;
        output.paragraph("     ", &format!("objects when {}", row.condition()))?;
        output.paragraph("     ", &format!("{}: {}", lower(row.evidence), row.source))?;
    }
    let instance = case.instance();
    let explanation = explain(&instance, &case.request, &case.environment, policy);
    if objections.is_empty() {
        let row = explanation.settlement();
        output.line(format_args!("  settled by {}", output.styled(STRONG, row.rule)))?;
        output.paragraph("     ", &format!("settles when {}", row.condition()))?;
        output.paragraph("     ", &format!("{}: {}", lower(row.evidence), row.source))?;
        if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
            let error = pass.error();
            output.line(format_args!("  a dry run: {} {}", error.http_status, error.code))?;
        }
    }
    write_granted(granted, output)?;
    output.line("")
}

fn code(objection: &Objection) -> String {
    let error = objection.error();
    format!("{} {}", error.http_status, error.code)
}

pub(crate) fn lower(evidence: Evidence) -> String {
    evidence.as_str().to_lowercase()
}

/// An explanation as JSON: the answer without its plan, and of every objection all that is known.
struct Explained<'a> {
    case: &'a Case,
    policy: &'a Policy,
}

impl Serialize for Explained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { case, policy } = self;
        let instance = case.instance();
        let explanation = explain(&instance, &case.request, &case.environment, policy);
        let answer = Answer::to(case, policy);
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", &case.id)?;
        object.serialize_entry::<_, Operation>("Action", &case.request.operation())?;
        object.serialize_entry("Outcome", answer.outcome.name())?;
        let objections: Vec<_> = explanation.objections().map(|objection| {
            let (row, error) = (objection.row(), objection.error());
            serde_json::json!({
                "Rule": row.rule, "Chapter": objection.chapter(),
                "HttpStatus": error.http_status, "Code": error.code, "Message": error.to_string(),
                "When": row.condition().to_string(), "Evidence": row.evidence, "Source": row.source.to_string(),
                "Retryable": objection.is_retryable(),
            })
        }).collect();
        if objections.is_empty() {
            let row = explanation.settlement();
            let settled = serde_json::json!({
                "Rule": row.rule, "When": row.condition().to_string(),
                "Evidence": row.evidence, "Source": row.source.to_string(),
            });
            object.serialize_entry("Settlement", &settled)?;
        }
        object.serialize_entry("Objections", &objections)?;
        object.end()
    }
}
