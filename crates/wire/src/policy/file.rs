//! Reading policy files.

use crate::json::error::ReadError;
use crate::json::tree::Json;
use crate::policy::error::{Place, PolicyFileError, PolicyFileErrorKind, PolicyFormat};
use crate::policy::{place, read};
use instance_lifecycle::policy::{PolicyDocument, PolicyDocumentError, RuleDocument};
use instance_lifecycle::{Operation, Policy};

/// Returns the line, from 1, of a custom rule; `None` if the operation has no rule of that name.
///
/// ```
/// use instance_lifecycle::Operation;
/// use instance_lifecycle_wire::{PolicyFormat, line_of_rule};
///
/// let text = r#"policy = 1
/// base = "ecs-2024-11-14"
///
/// [[rules]]
/// operation = "StopInstance"
/// name = "fair"
/// stage = "Confirmation"
/// error = "DiskError"
/// "#;
/// assert_eq!(line_of_rule(text, PolicyFormat::Toml, Operation::StopInstance, "fair"), Some(6));
/// ```
#[must_use]
pub fn line_of_rule(text: &str, format: PolicyFormat, operation: Operation, rule: &str) -> Option<usize> {
    let document = read_document(text, format).ok()?;
    let is_it =
        |one: &RuleDocument| one.name == rule && one.operations().any(|one| one == operation.as_str());
    let number = document.rules.iter().position(is_it)?;
    Some(Place::of(text, place::offset(text, format, &format!("rules[{number}].name"))).line)
}

/// Reads a policy file without checking that the policy is valid.
///
/// # Errors
///
/// If the text is neither TOML nor JSON, or a field is missing, unknown or of another form.
pub fn read_document(text: &str, format: PolicyFormat) -> Result<PolicyDocument, PolicyFileError> {
    read::document(&parse(text, format)?).map_err(|error| in_form(text, format, error))
}

/// Parses a policy file, of either format.
pub(crate) fn parse(text: &str, format: PolicyFormat) -> Result<Json<'_>, PolicyFileError> {
    match format {
        PolicyFormat::Toml => place::toml(text),
        PolicyFormat::Json => serde_json::from_str::<Json<'_>>(text).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            PolicyFileError::of_syntax(text, place::of_line(text, error.line(), error.column()), message)
        }),
    }
}

/// An error in the form of a file, with its place.
pub(crate) fn in_form(text: &str, format: PolicyFormat, error: ReadError) -> PolicyFileError {
    let offset = place::offset(text, format, error.path());
    PolicyFileError::new(text, offset, error.path().to_owned(), PolicyFileErrorKind::Form(error))
}

/// Returns the policy of a document.
pub(crate) fn policy_of(
    document: &PolicyDocument,
    text: &str,
    format: PolicyFormat,
) -> Result<Policy, PolicyFileError> {
    document.policy().map_err(|PolicyDocumentError { path, problem }| {
        let offset = place::offset(text, format, &path);
        PolicyFileError::new(text, offset, path, PolicyFileErrorKind::Policy(problem))
    })
}
