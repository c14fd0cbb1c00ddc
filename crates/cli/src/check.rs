//! `lifecycle check`: what is wrong with a policy, or worth knowing.

use crate::args::{PolicyFile, PolicyOptions};
use crate::output::{BAD, FAINT, Failure, OTHER, Output, STRONG, Status};
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{Answer, Finding, Kind, RowName, Severity, Unraised, Witness, check};
use instance_lifecycle::{Condition, Operation, Request};
use instance_lifecycle_wire::{Case, Record};
use serde_json::{Value, json};

#[derive(Args, Debug)]
#[command(after_help = "\
An error is a rule that does not do what it was written for; a note is worth
knowing. The built-in policies have notes alone.

Exit status: 0 no error; 1 an error, with --strict a note too; 2 trouble.")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Let notes fail the check too
    #[arg(long)]
    strict: bool,
    /// Of one operation only
    #[arg(long, value_name = "OPERATION", value_parser = str::parse::<Operation>)]
    operation: Option<Operation>,
    /// List also every two stages of which the order decides
    #[arg(long)]
    all: bool,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: CheckFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    Text,
    /// One finding a line
    Json,
    /// For code hosts
    Sarif,
}

pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let mut findings = check(&policy).map_err(|error| Failure::Usage(error.to_string()))?;
    findings.retain(|finding| arguments.operation.is_none_or(|asked| finding.operation == Some(asked)));
    match arguments.format {
        CheckFormat::Text => write(&findings, arguments.all, output)?,
        CheckFormat::Json => findings.iter().try_for_each(|finding| output.json(&as_json(finding)))?,
        CheckFormat::Sarif => output.json(&sarif(&findings, arguments.policy.file()))?,
    }
    let fails = |finding: &Finding| arguments.strict || finding.severity == Severity::Error;
    Ok(if findings.iter().any(fails) { Status::Refused } else { Status::Good })
}

fn write(findings: &[Finding], all: bool, output: &Output) -> Result<(), Failure> {
    let of_order = |finding: &&Finding| matches!(finding.kind, Kind::OrderDecides { .. });
    for finding in findings.iter().filter(|finding| all || !of_order(finding)) {
        let severity = match finding.severity {
            Severity::Error => output.styled(BAD, "error"),
            Severity::Note => output.styled(OTHER, "note"),
        };
        let operation = finding.operation.map_or(String::new(), |operation| format!("{operation}: "));
        let text = format!("{severity}  {}{}", output.styled(STRONG, operation), message(&finding.kind));
        output.hanging("", "       ", &text)?;
        if finding.severity == Severity::Error {
            if let Some(region) = &finding.region {
                output.paragraph("       ", &format!("when {}", Condition(region)))?;
            }
            if let Some(witness) = &finding.witness {
                output.paragraph("       ", &format!("such as {witness}"))?;
            }
        }
    }
    let ordered = findings.iter().filter(of_order).count();
    if !all && ordered > 0 {
        let text = format!(
            "of {ordered} pairs of stages the order decides which error is answered: --all lists them"
        );
        output.hanging("", "      ", &format!("{}  {text}", output.styled(OTHER, "note")))?;
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    output.line(output.styled(FAINT, format!("{errors} errors, {} notes", findings.len() - errors)))
}

fn names(rows: &[RowName]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn error(answer: &Answer) -> String {
    format!("{} {} `{}`", answer.http_status, answer.code, answer.message)
}

fn pairs_of_rows(pairs: usize) -> String {
    if pairs == 1 { "one pair of rows".to_owned() } else { format!("{pairs} pairs of rows") }
}

/// What a finding says.
fn message(kind: &Kind) -> String {
    match kind {
        Kind::NeverFires { row, hidden_by } if hidden_by.is_empty() => {
            format!("{row} can never fire: no such case can be")
        }
        Kind::NeverFires { row, hidden_by } => {
            format!("{row} can never fire: hidden by {}", names(hidden_by))
        }
        Kind::PartlyHidden { rule, by } => format!("{by} takes cases from {rule} and says something else"),
        Kind::OrderDecides { first, then, pairs } if first == then => {
            format!("within {first} the order decides which error is answered, in {}", pairs_of_rows(*pairs))
        }
        Kind::OrderDecides { first, then, pairs } => {
            format!(
                "that {first} is asked before {then} decides which error is answered, in {pairs} pairs of rows"
            )
        }
        Kind::NobodyRaises { error: answer, why } => {
            let why = match why {
                Unraised::Dormant(reason) => format!("dormant, {reason}"),
                Unraised::Interpretations(interpretations) => {
                    format!("the interpretations {} silence its rows", interpretations.join(", "))
                }
                Unraised::AnotherText => "the same is said in another text".to_owned(),
                Unraised::Hidden(rows) => format!("its rows never fire: {}", names(rows)),
                Unraised::LeftOut(rule) => format!("the policy leaves out {rule}"),
                Unraised::NoRow => "no row raises it".to_owned(),
            };
            format!("nobody raises {}: {why}", error(answer))
        }
        Kind::Undecided => "some case is decided by no row".to_owned(),
        Kind::InterpretationWithoutInfluence { id, interpretation } => {
            format!("the interpretation {id} {interpretation} makes no difference under this policy")
        }
        Kind::AttributeWithoutInfluence { attribute } => {
            format!("the attribute {attribute} is asked for and makes no difference")
        }
        Kind::StatusWithoutExit { status, task } => format!("{status} with {task} in flight has no exit"),
        Kind::BilledThoughGone { resource, disposition, row } => {
            format!("{resource} is {disposition} by {row}, and billed")
        }
        Kind::PlanWithoutEnd { settlement, to } => format!("{settlement} leads to {to}, which is no end"),
    }
}

/// The name of what is found, as a code host groups by.
fn rule_id(kind: &Kind) -> &'static str {
    match kind {
        Kind::NeverFires { .. } => "never-fires",
        Kind::PartlyHidden { .. } => "partly-hidden",
        Kind::OrderDecides { .. } => "order-decides",
        Kind::NobodyRaises { .. } => "nobody-raises",
        Kind::Undecided => "undecided",
        Kind::InterpretationWithoutInfluence { .. } => "interpretation-without-influence",
        Kind::AttributeWithoutInfluence { .. } => "attribute-without-influence",
        Kind::StatusWithoutExit { .. } => "status-without-exit",
        Kind::BilledThoughGone { .. } => "billed-though-gone",
        Kind::PlanWithoutEnd { .. } => "plan-without-end",
    }
}

/// A witness in the case format.
fn witness_case(operation: Option<Operation>, witness: &Witness) -> Value {
    let case = witness.case();
    let request = operation.map(|operation| Request::new(operation, case.request));
    let record =
        (case.instance != instance_lifecycle::Instance::RELEASED).then(|| Record::from(case.instance));
    match request {
        Some(request) => {
            let record = record.filter(|_| !request.creates());
            json!(Case { id: None, record, environment: case.environment, request })
        }
        None => json!({ "Instance": record }),
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "Finding": rule_id(&finding.kind),
        "Severity": finding.severity,
        "Operation": finding.operation,
        "Message": message(&finding.kind),
        "When": finding.region.as_ref().map(|region| Condition(region).to_string()),
        "Cases": finding.size.map(|size| size.cases.to_string()),
        "Of": finding.size.map(|size| size.of.to_string()),
        "Witness": finding.witness.as_ref().map(|witness| witness_case(finding.operation, witness)),
    })
}

/// The rules that a finding is about, the one that is to be changed first.
fn rules_of(kind: &Kind) -> Vec<&str> {
    match kind {
        Kind::NeverFires { row, hidden_by } => {
            [row].into_iter().chain(hidden_by).map(|row| row.rule.as_ref()).collect()
        }
        Kind::PartlyHidden { rule, by } => vec![by, rule],
        Kind::BilledThoughGone { row, .. } => vec![&row.rule],
        Kind::OrderDecides { .. }
        | Kind::NobodyRaises { .. }
        | Kind::Undecided
        | Kind::InterpretationWithoutInfluence { .. }
        | Kind::AttributeWithoutInfluence { .. }
        | Kind::StatusWithoutExit { .. }
        | Kind::PlanWithoutEnd { .. } => Vec::new(),
    }
}

/// Where a finding is shown: on the line of a custom rule that it is about, else at the top of the file.
fn location(finding: &Finding, file: &PolicyFile) -> Value {
    let line = finding.operation.and_then(|operation| {
        rules_of(&finding.kind).into_iter().find_map(|rule| file.line_of(operation, rule))
    });
    json!([{ "physicalLocation": {
        "artifactLocation": { "uri": file.name },
        "region": { "startLine": line.unwrap_or(1) },
    } }])
}

/// The findings as SARIF 2.1.0.
fn sarif(findings: &[Finding], file: Option<&PolicyFile>) -> Value {
    let mut ids: Vec<&str> = findings.iter().map(|finding| rule_id(&finding.kind)).collect();
    ids.sort_unstable();
    ids.dedup();
    let result = |finding: &Finding| {
        let level = if finding.severity == Severity::Error { "error" } else { "note" };
        let operation = finding.operation.map_or(String::new(), |operation| format!("{operation}: "));
        let mut result = json!({
            "ruleId": rule_id(&finding.kind),
            "level": level,
            "message": { "text": format!("{operation}{}", message(&finding.kind)) },
        });
        if let Some(file) = file {
            result["locations"] = location(finding, file);
        }
        result
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "lifecycle",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
            } },
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}
