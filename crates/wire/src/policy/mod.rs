//! Policies in files: TOML or JSON, in one schema. What is wrong is told with its line, its path, and
//! what was expected.

mod conditions;
mod place;
mod read;
mod schema;
mod write;

pub use conditions::{Conditions, conditions};
pub use schema::policy_schema;
pub use write::write_policy;

use crate::error::{Problem, ReadError};
use crate::json::Json;
use instance_lifecycle::{
    DocumentProblem, Operation, Policy, PolicyDocument, PolicyDocumentError, RuleDocument,
};
use place::Place;
use std::fmt;

/// The format of a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFormat {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl PolicyFormat {
    /// The format of a text: JSON begins with a brace, and no TOML does.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.trim_start().starts_with('{') { Self::Json } else { Self::Toml }
    }
}

/// Why a text is no policy: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {}{problem}", AtPath(path))]
pub struct PolicyFileError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters. Of a member it is that of its name.
    pub column: usize,
    /// The path: `rules[0].when.statu`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub problem: PolicyFileProblem,
}

/// What is wrong with a text that is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFileProblem {
    /// It is no TOML, or no JSON.
    #[error("{0}")]
    Syntax(String),
    /// Its form: a field that is missing, unknown or of another kind.
    #[error(transparent)]
    Form(Problem),
    /// What it says: a name that is unknown, or something that cannot be.
    #[error(transparent)]
    Policy(Box<DocumentProblem>),
}

struct AtPath<'a>(&'a str);

impl fmt::Display for AtPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "at `{}`: ", self.0) }
    }
}

impl PolicyFileError {
    fn new(text: &str, offset: usize, path: String, problem: PolicyFileProblem) -> Self {
        let Place { line, column } = Place::of(text, offset);
        Self { line, column, path, problem }
    }

    fn of_syntax(text: &str, offset: usize, message: &str) -> Self {
        Self::new(text, offset, String::new(), PolicyFileProblem::Syntax(message.to_owned()))
    }
}

/// Reads a policy.
///
/// # Errors
///
/// At the first thing that is wrong.
///
/// ```
/// use instance_lifecycle::{Policy, SecurityLockedStop};
/// use instance_lifecycle_wire::{PolicyFormat, read_policy};
///
/// let text = "policy = 1\nbase = \"ecs-2024-11-14\"\n\n[interpretations]\nsecurity-locked-stop = \"Allow\"\n";
/// let policy = read_policy(text, PolicyFormat::of(text))?;
/// assert_eq!(policy, Policy::documented().with(SecurityLockedStop::Allow));
///
/// assert_eq!(
///     read_policy(&text.replace("Allow", "Alow"), PolicyFormat::Toml).unwrap_err().to_string(),
///     "line 5, column 1: at `interpretations.security-locked-stop`: unknown value `Alow` of `security-locked-stop`, \
///      expected `Deny` or `Allow`: did you mean `Allow`?",
/// );
/// # Ok::<_, instance_lifecycle_wire::PolicyFileError>(())
/// ```
pub fn read_policy(text: &str, format: PolicyFormat) -> Result<Policy, PolicyFileError> {
    let document = read_document(text, format)?;
    document.policy().map_err(|PolicyDocumentError { path, problem }| {
        let offset = place::offset(text, format, &path);
        PolicyFileError::new(text, offset, path, PolicyFileProblem::Policy(problem))
    })
}

/// The line, from 1, on which a rule of the policy's own stands in the file; none where no rule of that
/// operation is called so.
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
    let is_it = |one: &RuleDocument| one.name == rule && one.operation == operation.as_str();
    let number = document.rules.iter().position(is_it)?;
    Some(Place::of(text, place::offset(text, format, &format!("rules[{number}].name"))).line)
}

/// Reads what stands in a policy file, without asking whether it can be.
///
/// # Errors
///
/// When the text is neither TOML nor JSON, or has another form.
pub fn read_document(text: &str, format: PolicyFormat) -> Result<PolicyDocument, PolicyFileError> {
    let json = match format {
        PolicyFormat::Toml => place::toml(text)?,
        PolicyFormat::Json => serde_json::from_str::<Json<'_>>(text).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            PolicyFileError::of_syntax(text, place::of_line(text, error.line(), error.column()), message)
        })?,
    };
    read::document(&json).map_err(|ReadError { path, problem }| {
        let offset = place::offset(text, format, &path);
        PolicyFileError::new(text, offset, path, PolicyFileProblem::Form(problem))
    })
}
