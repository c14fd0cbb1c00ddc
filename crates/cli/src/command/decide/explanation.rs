//! Explanations: every violation with the fixes, or the rule that allows the call.

use super::answer::{
    code, heading, write_assumptions, write_ignored, write_malformed, write_newest, write_reliances,
    write_warnings,
};
use super::fixes;
use crate::assumptions::Assumptions;
use crate::consequence::OtherAnswer;
use crate::evidence::{describe, origin};
use crate::exit::Failure;
use crate::output::{BAD, GOOD, Output, STRONG, Text, counted};
use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::rules::{PolicyRow, Reliance};
use instance_lifecycle::{Operation, Policy, Rejection, Revision, Violation, explain};
use instance_lifecycle_wire::{Answer, BatchAnswer, BatchCase, Case, Outcome, RecordedWarning};
use serde::ser::{Serialize, SerializeMap, Serializer};

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    policy: &Policy,
    newest: Option<(Revision, &OtherAnswer)>,
    assumptions: &Assumptions,
    output: &Output,
) -> Result<(), Failure> {
    if let Outcome::Malformed(malformed) = &answer.outcome {
        heading(case, Text::new().styled(BAD, counted(1, "violation")), output)?;
        write_malformed(malformed, output)?;
        write_ignored(&case.notes, output)?;
        write_newest(newest, output)?;
        return output.line("");
    }
    let violations: &[Violation<'_>] = match &answer.outcome {
        Outcome::Rejected(_, violations) => violations,
        _ => &[],
    };
    let verdict = match violations.len() {
        0 => Text::new().styled(GOOD, "allowed"),
        many => Text::new().styled(BAD, counted(many, "violation")),
    };
    heading(case, verdict, output)?;
    write_violations(violations, output)?;
    let instance = case.instance();
    let explanation = explain(&instance, &case.request, &case.environment, policy);
    if violations.is_empty() {
        let row = explanation.settlement();
        output.line(Text::from("  allowed by rule ").styled(STRONG, row.rule))?;
        let when = match row.condition().to_string() {
            always if always == "always" => "applies when no other rule does".to_owned(),
            when => format!("applies when {when}"),
        };
        output.paragraph("     ", when)?;
        output
            .paragraph("     ", format_args!("evidence: {}", describe(explanation.evidence(), Some(&row))))?;
        write_reliances("     ", &explanation.plan(), policy, output)?;
        write_sources(&row, output)?;
        if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
            let error = pass.error();
            output.line(format_args!("  dry run: {} {}", error.http_status, error.code))?;
        }
    } else {
        fixes::write(case, policy, output)?;
    }
    write_warnings("", &answer.warnings, output)?;
    write_ignored(&case.notes, output)?;
    write_newest(newest, output)?;
    write_assumptions(assumptions, output)?;
    output.line("")
}

/// Writes every violation with its error, condition, evidence and source.
fn write_violations(violations: &[Violation<'_>], output: &Output) -> Result<(), Failure> {
    for (number, violation) in violations.iter().enumerate() {
        let row = violation.row();
        let name = Text::new().styled(STRONG, row.rule);
        let head = format!("  {}. ", number + 1);
        output.hanging(head, "     ", name.plain("  ").plain(code(violation)))?;
        output.paragraph("     ", violation)?;
        if let Some(description) = violation.description() {
            output.hanging("     description: ", "       ", description)?;
        }
        output.paragraph("     ", format_args!("applies when {}", row.condition()))?;
        output
            .paragraph("     ", format_args!("evidence: {}", describe(violation.evidence(), Some(&row))))?;
        write_sources(&row, output)?;
    }
    Ok(())
}

/// Writes the violations and fixes of every instance for which a batch is refused.
pub(super) fn write_items(
    case: &BatchCase,
    answer: &BatchAnswer<'_>,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    if answer.malformed.is_some() {
        return Ok(());
    }
    let refused: Vec<(&str, Vec<Violation<'_>>)> = match &answer.outcome {
        Ok(items) => items.iter().map(|item| (item.id, item.violations().collect())).collect(),
        Err(BatchRejection::Item { id, .. }) => vec![(*id, answer.violations.clone())],
        Err(_) => Vec::new(),
    };
    for (id, violations) in refused.iter().filter(|(_, violations)| !violations.is_empty()) {
        let verdict = Text::new().styled(BAD, counted(violations.len(), "violation"));
        output.line(Text::from("  ").styled(STRONG, id).plain("  ").text(verdict))?;
        write_violations(violations, output)?;
        let record = case.ids.iter().zip(&case.records).find(|(known, _)| known == id);
        let one = Case {
            id: Some((*id).to_owned()),
            record: record.and_then(|(_, record)| record.clone()),
            environment: case.environment_of_each(policy.attributes()),
            request: case.request.of_each(),
            notes: case.notes.clone(),
        };
        fixes::write(&one, policy, output)?;
    }
    Ok(())
}

/// Writes the source of a row, and the source that contradicts it.
fn write_sources(row: &PolicyRow<'_>, output: &Output) -> Result<(), Failure> {
    output.paragraph("     ", origin(row.source))?;
    match row.against {
        Some(against) => output.paragraph("     ", format_args!("contradicted by: {against}")),
        None => Ok(()),
    }
}

/// An explanation as JSON: the outcome, every violation and every fix. `Fixes` is absent if custom rules
/// make the search for fixes exceed its budget.
pub(super) struct Explained<'a> {
    pub(super) case: &'a Case,
    pub(super) policy: &'a Policy,
}

impl Serialize for Explained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { case, policy } = self;
        let instance = case.instance();
        let explanation = explain(&instance, &case.request, &case.environment, policy);
        let answer = Answer::new(case, policy);
        if let Outcome::Malformed(_) = answer.outcome {
            return answer.serialize(serializer);
        }
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", &case.id)?;
        object.serialize_entry::<_, Operation>("Action", &case.request.operation())?;
        object.serialize_entry("Outcome", answer.outcome.name())?;
        let violations: Vec<_> = explanation.violations().map(|violation| {
            let (row, error) = (violation.row(), violation.error());
            serde_json::json!({
                "Rule": row.rule, "Stage": violation.stage(),
                "HttpStatus": error.http_status, "Code": error.code, "Message": error.to_string(),
                "Description": violation.description(),
                "When": row.condition().to_string(), "Evidence": violation.evidence(), "Source": row.source.to_string(),
                "Against": row.against.map(|against| against.to_string()),
                "Retryable": violation.is_retryable(),
            })
        }).collect();
        if violations.is_empty() {
            let row = explanation.settlement();
            let settled = serde_json::json!({
                "Rule": row.rule, "When": row.condition().to_string(),
                "Evidence": explanation.evidence(), "Source": row.source.to_string(),
                "Against": row.against.map(|against| against.to_string()),
            });
            object.serialize_entry("Settlement", &settled)?;
            let relies_on: Vec<_> = explanation
                .reliances()
                .map(|reliance| {
                    let Reliance { interpretation, value, violation, .. } = reliance;
                    serde_json::json!({
                        "Interpretation": interpretation.name, "Value": value,
                        "Rule": violation.rule(), "Code": violation.error().code,
                    })
                })
                .collect();
            if !relies_on.is_empty() {
                object.serialize_entry("ReliesOn", &relies_on)?;
            }
        }
        object.serialize_entry("Violations", &violations)?;
        let warnings: Vec<RecordedWarning> = answer.warnings.iter().map(Into::into).collect();
        if !warnings.is_empty() {
            object.serialize_entry("Warnings", &warnings)?;
        }
        if !violations.is_empty()
            && let Ok(found) = fixes::of(case, policy)
        {
            object.serialize_entry("Fixes", &fixes::to_json(&found))?;
        }
        object.end()
    }
}
