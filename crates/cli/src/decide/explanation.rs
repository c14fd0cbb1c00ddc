//! Explanations: every rule that objects, with the ways out; or the rule that settles.

use super::answer::{code, heading, write_granted};
use super::{fixes, lower};
use crate::output::{BAD, Failure, GOOD, Output, STRONG};
use instance_lifecycle::{Operation, Policy, Rejection, Violation, explain};
use instance_lifecycle_wire::{Answer, Case, Outcome};
use serde::ser::{Serialize, SerializeMap, Serializer};

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    policy: &Policy,
    assumptions: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    let violations: &[Violation] = match &answer.outcome {
        Outcome::Rejected(violations) => violations,
        _ => &[],
    };
    let verdict = match violations.len() {
        0 => output.styled(GOOD, "nothing objects"),
        1 => output.styled(BAD, "1 rule objects"),
        many => output.styled(BAD, format!("{many} rules object")),
    };
    heading(case, &verdict, output)?;
    for (number, violation) in violations.iter().enumerate() {
        let row = violation.row();
        output.line(format_args!(
            "  {}. {}  {}",
            number + 1,
            output.styled(STRONG, row.rule),
            code(violation)
        ))?;
        output.paragraph("     ", &violation.to_string())?;
        output.paragraph("     ", &format!("objects when {}", row.condition()))?;
        output.paragraph("     ", &format!("{}: {}", lower(violation.evidence()), row.source))?;
    }
    let instance = case.instance();
    let explanation = explain(&instance, &case.request, &case.environment, policy);
    if violations.is_empty() {
        let row = explanation.settlement();
        output.line(format_args!("  settled by {}", output.styled(STRONG, row.rule)))?;
        let when = match row.condition().to_string() {
            always if always == "always" => "settles what no other rule does".to_owned(),
            when => format!("settles when {when}"),
        };
        output.paragraph("     ", &when)?;
        output.paragraph("     ", &format!("{}: {}", lower(row.evidence), row.source))?;
        if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
            let error = pass.error();
            output.line(format_args!("  a dry run: {} {}", error.http_status, error.code))?;
        }
    } else {
        fixes::write(&fixes::of(case, policy), output)?;
    }
    write_granted(assumptions, output)?;
    output.line("")
}

/// An explanation as JSON: the answer without its plan, of every violation all that is known, and
/// every way out; these are left out where custom rules make them too many to look at.
pub(super) struct Explained<'a> {
    pub(super) case: &'a Case,
    pub(super) policy: &'a Policy,
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
        let violations: Vec<_> = explanation.violations().map(|violation| {
            let (row, error) = (violation.row(), violation.error());
            serde_json::json!({
                "Rule": row.rule, "Stage": violation.stage(),
                "HttpStatus": error.http_status, "Code": error.code, "Message": error.to_string(),
                "When": row.condition().to_string(), "Evidence": violation.evidence(), "Source": row.source.to_string(),
                "Retryable": violation.is_retryable(),
            })
        }).collect();
        if violations.is_empty() {
            let row = explanation.settlement();
            let settled = serde_json::json!({
                "Rule": row.rule, "When": row.condition().to_string(),
                "Evidence": row.evidence, "Source": row.source.to_string(),
            });
            object.serialize_entry("Settlement", &settled)?;
        }
        object.serialize_entry("Violations", &violations)?;
        if !violations.is_empty()
            && let Ok(found) = fixes::of(case, policy)
        {
            object.serialize_entry("Fixes", &fixes::to_json(&found))?;
        }
        object.end()
    }
}
