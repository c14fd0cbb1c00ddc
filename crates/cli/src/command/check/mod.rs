//! `lifecycle check`: defects of a policy, and notes on it.

mod custom;
mod words;

use crate::args::{PolicyFile, PolicyOptions, policy_named, single};
use crate::exit::{Failure, Status};
use crate::output::{BAD, FAINT, OTHER, Output, STRONG, Text, counted};
use crate::sarif::{self, Level};
use crate::witness::witness_case;
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{Budget, Finding, FindingKind, Severity, check_within};
use instance_lifecycle::{Operation, Policy};
use serde_json::{Value, json};
use words::{message, rule_id};

#[derive(Args, Debug)]
#[command(after_help = "\
An error is a rule without its intended effect, or an unfinished search; a note
is information. The built-in policies have notes only. Of a changed policy, the
findings that the built-in policy of its revision has too, or that of
--baseline, are counted, and listed with --all.

A line for each custom rule says what it does: the cases that it decides, by the
way they would be decided without it. With --baseline, only for rules that are
new or have another effect, be it because of other rules. Cases are counted over
the attributes that the rules of the operation test.

Example:
  lifecycle check --policy new.toml --baseline old.toml

Exit status: 0 no errors; 1 errors, with --deny-notes also notes; 2 usage
error.")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Only what the policy adds to this one, instead of the built-in policy of its revision
    #[arg(long, value_name = "POLICY", value_parser = policy_named)]
    baseline: Option<Policy>,
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
    let budget = Budget(arguments.budget);
    let mut findings = check_within(&policy, budget);
    findings.retain(|finding| arguments.operation.is_none_or(|asked| finding.operation == Some(asked)));
    let mut effects = custom::effects(&policy, budget, &findings);
    effects.retain(|effect| arguments.operation.is_none_or(|asked| effect.operation() == asked));
    if let Some(baseline) = &arguments.baseline {
        custom::retain_new(&mut effects, &policy, baseline, budget);
    }
    let base = arguments.baseline.clone().or_else(|| {
        // A policy that is built in keeps all findings.
        Some(Policy::ecs(policy.revision())).filter(|base| *base != policy)
    });
    let known = match base.filter(|_| !arguments.all) {
        Some(base) => retain_new(&mut findings, &check_within(&base, budget)),
        None => 0,
    };
    match arguments.format {
        CheckFormat::Text => {
            effects.iter().try_for_each(|effect| effect.write(output))?;
            write(&findings, &policy, arguments.all, known, output)?;
        }
        CheckFormat::Json => {
            findings.iter().try_for_each(|finding| output.json(&as_json(finding, &policy)))?;
            effects.iter().try_for_each(|effect| output.json(&effect.json()))?;
        }
        CheckFormat::Sarif => output.json(&sarif(&findings, &policy, arguments.policy.file()))?,
    }
    let fails = |finding: &Finding| arguments.deny_notes || finding.severity == Severity::Error;
    Ok(if findings.iter().any(fails) { Status::Refused } else { Status::Good })
}

/// Removes the findings that are known; returns their number.
fn retain_new(findings: &mut Vec<Finding>, known: &[Finding]) -> usize {
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
    // The lines of the custom rules sum these up.
    let of_custom = |finding: &&Finding| custom::is_summed_up(finding, policy);
    let is_listed = |finding: &&Finding| all || !(of_order(finding) || of_custom(finding));
    for finding in findings.iter().filter(is_listed) {
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
    let summed_up = findings.iter().filter(of_custom).count();
    if !all && summed_up > 0 {
        let text = Text::new().styled(OTHER, "note").plain("  ");
        let pairs = counted(summed_up, "pair");
        let which = "of rules, one of them custom, apply to the same cases";
        output.hanging("", "      ", text.plain(format_args!("{pairs} {which}: --all lists them")))?;
    }
    if known > 0 {
        let findings = counted(known, "finding");
        let text = format!("{findings} that the base has too: --all lists them");
        output.hanging("", "", Text::new().styled(FAINT, text))?;
    }
    // A summary of many findings in one line is one note.
    let summarised = if all { 0 } else { ordered.saturating_sub(1) + summed_up.saturating_sub(1) };
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let notes = findings.len() - errors - summarised;
    let summary = format!("{}, {}", counted(errors, "error"), counted(notes, "note"));
    output.line(Text::new().styled(FAINT, summary))
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
    let run = file.map_or("lifecycle-check".to_owned(), |file| format!("lifecycle-check/{}", file.name));
    sarif::document(&run, &findings.iter().map(result).collect::<Vec<_>>())
}
