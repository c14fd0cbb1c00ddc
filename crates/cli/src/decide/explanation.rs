//! Explanations: every rule that objects, with the ways out; or the rule that settles.

use super::answer::{code, heading, write_granted};
use super::{fixes, lower};
use crate::output::{BAD, Failure, GOOD, Output, STRONG};
use instance_lifecycle::{Objection, Operation, Policy, Rejection, explain};
use instance_lifecycle_wire::{Answer, Case, Outcome};
use serde::ser::{Serialize, SerializeMap, Serializer};

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    policy: &Policy,
    granted: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    let objections: &[Objection] = match &answer.outcome {
        Outcome::Rejected(objections) => objections,
        _ => &[],
    };
    let verdict = match objections.len() {
        0 => output.styled(GOOD, "nothing objects"),
        1 => output.styled(BAD, "1 rule objects"),
        many => output.styled(BAD, format!("{many} rules object")),
    };
    heading(case, &verdict, output)?;
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
        output.paragraph("     ", &format!("{}: {}", lower(objection.evidence()), row.source))?;
    }
    let instance = case.instance();
    let explanation = explain(&instance, &case.request, &case.environment, policy);
    if objections.is_empty() {
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
    write_granted(granted, output)?;
    output.line("")
}

/// An explanation as JSON: the answer without its plan, of every objection all that is known, and
/// every way out; these are left out where own rules make them too many to look at.
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
        let objections: Vec<_> = explanation.objections().map(|objection| {
            let (row, error) = (objection.row(), objection.error());
            serde_json::json!({
                "Rule": row.rule, "Chapter": objection.chapter(),
                "HttpStatus": error.http_status, "Code": error.code, "Message": error.to_string(),
                "When": row.condition().to_string(), "Evidence": objection.evidence(), "Source": row.source.to_string(),
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
        if !objections.is_empty()
            && let Ok(found) = fixes::of(case, policy)
        {
            object.serialize_entry("Fixes", &fixes::to_json(&found))?;
        }
        object.end()
    }
}
