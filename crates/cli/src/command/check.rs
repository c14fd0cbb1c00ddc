//! `lifecycle check`: defects of a policy, and notes on it.

use crate::args::{PolicyFile, PolicyOptions, single};
use crate::exit::{Failure, Status};
use crate::output::{BAD, FAINT, OTHER, Output, STRONG, Text, counted, number};
use crate::sarif::{self, Level};
use crate::witness::witness_case;
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{
    Budget, ErrorAnswer, Finding, FindingKind, RowName, Severity, UnreachableReason, check, check_within,
};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::{Operation, Policy};
use serde_json::{Value, json};

#[derive(Args, Debug)]
#[command(after_help = "\
An error is a rule without its intended effect, or an unfinished search; a note
is information. The built-in policies have notes only. Of a changed policy, the
findings that the built-in policy of its revision has too are counted, and
listed with --all.

Exit status: 0 no errors; 1 errors, with --deny-notes also notes; 2 usage
error.")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Fail on notes too
    #[arg(long)]
    deny_notes: bool,
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    /// Also list the findings that the base of the policy has, and the pairs of stages whose order matters
    #[arg(long)]
    all: bool,
    /// The number of regions to try in all; a search that needs more is reported as unfinished
    #[arg(long, value_name = "REGIONS", default_value_t = Budget::OF_CHECKS.0, hide_default_value = true)]
    budget: usize,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: CheckFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    Text,
    /// A finding per line
    Json,
    /// SARIF, for code hosts
    Sarif,
}

pub(super) fn run(arguments: &CheckArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let mut findings = check_within(&policy, Budget(arguments.budget));
    findings.retain(|finding| arguments.operation.is_none_or(|asked| finding.operation == Some(asked)));
    let known = if arguments.all { 0 } else { retain_new(&mut findings, &policy) };
    match arguments.format {
        CheckFormat::Text => write(&findings, &policy, arguments.all, known, output)?,
        CheckFormat::Json => {
            findings.iter().try_for_each(|finding| output.json(&as_json(finding, &policy)))?
        }
        CheckFormat::Sarif => output.json(&sarif(&findings, &policy, arguments.policy.file()))?,
    }
    let fails = |finding: &Finding| arguments.deny_notes || finding.severity == Severity::Error;
    Ok(if findings.iter().any(fails) { Status::Refused } else { Status::Good })
}

/// Removes the findings that the built-in policy of the revision has too; returns their number. A policy
/// that is built in keeps all.
fn retain_new(findings: &mut Vec<Finding>, policy: &Policy) -> usize {
    let base = Policy::ecs(policy.revision());
    if base == *policy {
        return 0;
    }
    let known = check(&base);
    let all = findings.len();
    findings.retain(|finding| !known.iter().any(|known| is_same(finding, known)));
    all - findings.len()
}

/// Whether two findings are the same but for their size.
fn is_same(a: &Finding, b: &Finding) -> bool {
    let is_same_kind = match (&a.kind, &b.kind) {
        (
            FindingKind::OrderMatters { first, then, .. },
            FindingKind::OrderMatters { first: one, then: other, .. },
        ) => (first, then) == (one, other),
        (a, b) => a == b,
    };
    (a.operation, a.severity) == (b.operation, b.severity) && is_same_kind
}

fn write(
    findings: &[Finding],
    policy: &Policy,
    all: bool,
    known: usize,
    output: &Output,
) -> Result<(), Failure> {
    let of_order = |finding: &&Finding| matches!(finding.kind, FindingKind::OrderMatters { .. });
    for finding in findings.iter().filter(|finding| all || !of_order(finding)) {
        let severity = match finding.severity {
            Severity::Error => Text::new().styled(BAD, "error"),
            Severity::Note => Text::new().styled(OTHER, "note"),
        };
        let operation = finding.operation.map_or(String::new(), |operation| format!("{operation}: "));
        let text = severity.plain("  ").styled(STRONG, operation).plain(message(finding, policy));
        output.hanging("", "       ", text)?;
        if finding.severity == Severity::Error {
            if let Some(region) = &finding.region {
                output.paragraph("       ", format_args!("when {}", region))?;
            }
            if let Some(witness) = &finding.witness {
                output.paragraph("       ", format_args!("such as {witness}"))?;
            }
        }
    }
    let ordered = findings.iter().filter(of_order).count();
    if !all && ordered > 0 {
        let pairs = counted(ordered, "pair");
        let text = Text::new().styled(OTHER, "note").plain("  ");
        output.hanging(
            "",
            "      ",
            text.plain(format_args!("the order matters for {pairs} of stages: --all lists them")),
        )?;
    }
    if known > 0 {
        let text = Text::new().styled(OTHER, "note").plain("  ");
        let findings = counted(known, "finding");
        output.hanging(
            "",
            "      ",
            text.plain(format_args!("{findings} that the base has too: --all lists them")),
        )?;
    }
    // A summary of many findings in one line is one note.
    let summarised = if all { 0 } else { ordered.saturating_sub(1) };
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let notes = findings.len() - errors - summarised;
    let summary = format!("{}, {}", counted(errors, "error"), counted(notes, "note"));
    output.line(Text::new().styled(FAINT, summary))
}

fn names(rows: &[RowName]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn error(answer: &ErrorAnswer) -> String {
    format!("{} {} `{}`", answer.http_status, answer.code, answer.message)
}

fn pairs_of_rows(pairs: usize) -> String {
    if pairs == 1 { "one pair of rows".to_owned() } else { format!("{pairs} pairs of rows") }
}

/// The message of a finding.
fn message(finding: &Finding, policy: &Policy) -> String {
    let cases = || {
        finding.size.map_or(String::new(), |size| match size.cases {
            1 => " in 1 case".to_owned(),
            cases => format!(" in {} cases", number(cases)),
        })
    };
    match &finding.kind {
        FindingKind::UnreachableRow { row, shadowed_by } if shadowed_by.is_empty() => {
            format!("unreachable row {row}: its condition is impossible")
        }
        FindingKind::UnreachableRow { row, shadowed_by } => {
            format!("unreachable row {row}: shadowed by {}", names(shadowed_by))
        }
        FindingKind::PartlyShadowed { rule, by } => format!("{rule}: {by} decides first{}", cases()),
        FindingKind::OrderMatters { first, then, pairs } if first == then => {
            format!("the order within stage {first} determines the error of {}", pairs_of_rows(*pairs))
        }
        FindingKind::OrderMatters { first, then, pairs } => {
            format!(
                "the order of stages {first} and {then} determines the error of {}",
                pairs_of_rows(*pairs)
            )
        }
        FindingKind::UnreachableError { error: answer, reason } => {
            let reason = match reason {
                UnreachableReason::Dormant(reason) => (*reason).to_owned(),
                UnreachableReason::Interpretations(interpretations) => {
                    let values = interpretations.iter().filter_map(|name| {
                        let interpretation = Interpretation::named(name).ok()?;
                        Some(format!("{name} = {}", policy.interpretations().value(interpretation)))
                    });
                    format!("its rows are inactive while {}", values.collect::<Vec<_>>().join(" and "))
                }
                UnreachableReason::OtherMessage => "it is raised with another message".to_owned(),
                UnreachableReason::Shadowed(rows) => format!("its rows are unreachable: {}", names(rows)),
                UnreachableReason::LeftOut(rule) => format!("the policy leaves out {rule}"),
                UnreachableReason::NoRow => "no row raises it".to_owned(),
            };
            format!("unreachable error {}: {reason}", error(answer))
        }
        FindingKind::Undecided => format!("no row matches{}", cases()),
        FindingKind::InterpretationWithoutInfluence { id, interpretation } => {
            format!("interpretation {id} {interpretation} has no influence under this policy")
        }
        FindingKind::AttributeWithoutInfluence { attribute } => {
            format!("attribute {attribute} is read, but has no influence")
        }
        FindingKind::StatusWithoutExit { status, task } => {
            format!("status {status} with task {task} has no exit")
        }
        FindingKind::BilledNotRetained { resource, disposition, row } => {
            format!("{resource} is {disposition} by {row}, but billed")
        }
        FindingKind::Unfinished { search, at, budget } => {
            let at = at.as_ref().map_or(String::new(), |at| format!(", at `{at}`"));
            format!(
                "unfinished search for {search}: more than {} regions{at}; custom rules are cheaper behind the \
                 built-in stages, and if they test fewer attributes",
                number(*budget as u128)
            )
        }
        FindingKind::PlanWithoutEnd { settlement, to } => {
            format!("plan {settlement} never completes: {to} is not a steady status or not reachable")
        }
    }
}

/// The rule id of a finding in JSON and SARIF.
fn rule_id(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::UnreachableRow { .. } => "unreachable-row",
        FindingKind::PartlyShadowed { .. } => "partly-shadowed",
        FindingKind::OrderMatters { .. } => "order-matters",
        FindingKind::UnreachableError { .. } => "unreachable-error",
        FindingKind::Undecided => "undecided",
        FindingKind::InterpretationWithoutInfluence { .. } => "interpretation-without-influence",
        FindingKind::AttributeWithoutInfluence { .. } => "attribute-without-influence",
        FindingKind::StatusWithoutExit { .. } => "status-without-exit",
        FindingKind::BilledNotRetained { .. } => "billed-not-retained",
        FindingKind::Unfinished { .. } => "unfinished",
        FindingKind::PlanWithoutEnd { .. } => "plan-without-end",
    }
}

fn as_json(finding: &Finding, policy: &Policy) -> Value {
    json!({
        "Finding": rule_id(&finding.kind),
        "Severity": finding.severity,
        "Operation": finding.operation,
        "Message": message(finding, policy),
        "When": finding.region.as_ref().map(ToString::to_string),
        "Cases": finding.size.map(|size| size.cases.to_string()),
        "Of": finding.size.map(|size| size.of.to_string()),
        "Witness": finding.witness.as_ref().map(|witness| witness_case(finding.operation, witness)),
    })
}

/// The rules that a finding is about, the one that is to be changed first.
fn rules_of(kind: &FindingKind) -> Vec<&str> {
    match kind {
        FindingKind::UnreachableRow { row, shadowed_by } => {
            [row].into_iter().chain(shadowed_by).map(|row| row.rule.as_ref()).collect()
        }
        FindingKind::PartlyShadowed { rule, by } => vec![by, rule],
        FindingKind::BilledNotRetained { row, .. } => vec![&row.rule],
        FindingKind::Unfinished { at, .. } => at.iter().map(|at| at.as_ref()).collect(),
        FindingKind::OrderMatters { .. }
        | FindingKind::UnreachableError { .. }
        | FindingKind::Undecided
        | FindingKind::InterpretationWithoutInfluence { .. }
        | FindingKind::AttributeWithoutInfluence { .. }
        | FindingKind::StatusWithoutExit { .. }
        | FindingKind::PlanWithoutEnd { .. } => Vec::new(),
    }
}

/// The findings as SARIF, each at the line of its custom rule, else at the top of the file.
fn sarif(findings: &[Finding], policy: &Policy, file: Option<&PolicyFile>) -> Value {
    let result = |finding: &Finding| {
        let operation = finding.operation.map_or(String::new(), |operation| format!("{operation}: "));
        let line = |file: &PolicyFile| {
            finding.operation.and_then(|operation| {
                rules_of(&finding.kind).into_iter().find_map(|rule| file.line_of(operation, rule))
            })
        };
        sarif::Finding {
            rule: rule_id(&finding.kind),
            level: if finding.severity == Severity::Error { Level::Error } else { Level::Note },
            message: format!("{operation}{}", message(finding, policy)),
            place: file.map(|file| (file.name.clone(), line(file).unwrap_or(1))),
        }
    };
    sarif::document(&findings.iter().map(result).collect::<Vec<_>>())
}
