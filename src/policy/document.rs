//! A policy as a document of names and texts, for any format of serde. A document is checked when it is
//! converted to a [`Policy`]; defaults are left out.

mod attributes;
mod conditions;
mod rule;
mod stage;
mod write;

pub use attributes::AttributeDocument;
pub use conditions::{ConditionsDocument, ValuesDocument, conditions};
pub use stage::StageDocument;

use super::Policy;
use super::custom::{CustomError, RuleError};
use super::error::{KnownNames, PolicyError, Shortened, UnknownNameError};
use crate::attribute::{AnyOf, AttributeError, OwnedConditionError};
use crate::evidence::Revision;
use crate::interpretation::Interpretation;
use crate::outcome::Settlement;
use crate::request::Operation;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A policy as a document, for any format of serde.
///
/// In TOML:
///
/// ```text
/// policy = 1
/// base = "ecs-2024-11-14"
///
/// [interpretations]
/// security-locked-stop = "Allow"
///
/// [remove]
/// StopInstance = ["confirm-stop"]
///
/// [[rules]]
/// operation = "StopInstance"
/// name = "no-spot-in-vpc"
/// stage = "Confirmation"
/// when = { network_type = ["vpc"], spot_strategy = ["SpotAsPriceGo"] }
/// error = { http_status = 403, code = "House.Rule", message = "Not on our watch." }
/// ```
///
/// A rule raises a custom error as above, with `retryable = true` if the call may succeed later, or a documented one by name (`error =
/// "InstanceLockedForSecurity"`), or it settles the call (`settle = "stop-in-standard-mode"`), and then
/// it has no stage.
///
/// ```
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::policy::PolicyDocument;
/// use instance_lifecycle::{Policy, Revision};
///
/// let policy = Policy::ecs(Revision::V2021_01).with(SecurityLockedStop::Allow);
/// let document = policy.document();
/// assert_eq!(document.base, "ecs-2021-01");
/// assert_eq!(document.interpretations["security-locked-stop"], "Allow");
/// assert_eq!(document.policy()?, policy);
///
/// let misspelt = PolicyDocument { base: "ecs-2024-11-41".to_owned(), ..document };
/// assert_eq!(
///     misspelt.policy().unwrap_err().to_string(),
///     "at `base`: unknown policy `ecs-2024-11-41`, expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2024-12-20`, \
///      `ecs-2025-03-20` or `ecs-2025-12-03`: \
///      did you mean `ecs-2024-11-14`?"
/// );
/// # Ok::<_, instance_lifecycle::policy::PolicyDocumentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// The version of this format: [`Self::VERSION`].
    pub policy: u32,
    /// The built-in policy that all else is said of.
    pub base: String,
    /// Answers to interpretations, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub interpretations: BTreeMap<String, String>,
    /// Custom stages of an operation, with their places.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stages: BTreeMap<String, Vec<StageDocument>>,
    /// The stages of an operation in their order, every one of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub precedence: BTreeMap<String, Vec<String>>,
    /// Built-in rules of an operation that refuse nothing any more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remove: BTreeMap<String, Vec<String>>,
    /// Custom attributes, which conditions test as they do the built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeDocument>,
    /// Custom rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleDocument>,
    /// Tests of the policy, which `instance-lifecycle-wire` reads.
    #[serde(default, skip_serializing)]
    pub tests: Unread,
    /// Laws of the policy, which `instance-lifecycle-wire` reads.
    #[serde(default, skip_serializing)]
    pub laws: Unread,
}

/// A part of a policy file that a [`PolicyDocument`] accepts and ignores.
///
/// ```
/// use instance_lifecycle::policy::PolicyDocument;
///
/// let file = r#"{"policy": 1, "base": "ecs-2024-11-14", "tests": [{"name": "a"}]}"#;
/// let document: PolicyDocument = serde_json::from_str(file)?;
/// assert_eq!(document, PolicyDocument::default());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread;

impl<'de> serde::Deserialize<'de> for Unread {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// A custom rule of a [`PolicyDocument`].
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDocument {
    /// The operation; empty if there are several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// The operations, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Its name.
    pub name: String,
    /// The stage of a refusal. With `before` or `after`, the rule declares the stage; its name is that of
    /// the rule unless it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The stage directly before which the rule declares its stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The stage directly after which the rule declares its stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The values that it asks of attributes. A refusal that asks for no status is not asked of an
    /// instance that is not there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "conditions")]
    pub when: ConditionsDocument,
    /// Conditions of which one has to hold as well.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "conditions::any")]
    pub any: Option<Vec<ConditionsDocument>>,
    /// The error that it raises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorDocument>,
    /// `warn` if a refusal only warns of its error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// How it settles a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle: Option<String>,
    /// The message of which it warns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<String>,
    /// Its reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The error that a [`RuleDocument`] raises.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ErrorDocument {
    /// A documented error, by name.
    Documented(String),
    /// One of its own.
    Custom {
        /// The HTTP status.
        http_status: u16,
        /// The error code.
        code: String,
        /// The message.
        message: String,
        /// Whether the call may succeed later without a change by the caller or the owner.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        retryable: bool,
    },
}

/// Why a document is no policy: where, and what is wrong there.
///
/// ```
/// use instance_lifecycle::policy::PolicyDocument;
///
/// let document = PolicyDocument { base: "ecs-2024".into(), ..PolicyDocument::default() };
/// assert_eq!(document.policy().unwrap_err().path, "base");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at `{}`: {problem}", Shortened(.path, 200))]
pub struct PolicyDocumentError {
    /// The path of what is wrong: `rules[2].when.statu`.
    pub path: String,
    /// What is wrong.
    pub problem: Box<DocumentProblem>,
}

/// The problem with a part of a [`PolicyDocument`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentProblem {
    /// What the policy cannot be made of.
    #[error(transparent)]
    Policy(#[from] PolicyError<'static>),
    /// Another format than this one.
    #[error("unknown version `{0}` of the format: expected `{version}`", version = PolicyDocument::VERSION)]
    Version(u32),
    /// An attribute with an empty list of values.
    #[error("empty list: expected {}", AnyOf(.expected))]
    NoValue {
        /// The values that it has.
        expected: Vec<String>,
    },
    /// An unknown attribute of a policy with custom attributes, or an unknown key of a condition.
    #[error(transparent)]
    Condition(#[from] OwnedConditionError),
    /// An exclusion of all values.
    #[error("`not` excludes every value of `{attribute}`")]
    ExcludesAll {
        /// The attribute.
        attribute: String,
    },
    /// A value that a custom attribute does not have.
    #[error("unknown value `{value}` of `{attribute}`, expected {}", AnyOf(.expected))]
    CustomValue {
        /// The attribute.
        attribute: String,
        /// The value.
        value: String,
        /// The values that it has.
        expected: Vec<String>,
    },
    /// A custom attribute that cannot be declared.
    #[error(transparent)]
    Attribute(#[from] AttributeError),
    /// A rule that says nothing.
    #[error("expected one of `error`, `settle` and `warn`, found none")]
    SaysNothing,
    /// A rule that says two things.
    #[error("expected one of `error`, `settle` and `warn`, found several")]
    SaysTwoThings,
    /// A rule of no operation.
    #[error("expected `operation` or `operations`, found none")]
    NoOperation,
    /// A rule with an operation and a list of operations.
    #[error("expected `operation` or `operations`, found both")]
    OperationAndOperations,
    /// An operation that is listed twice.
    #[error("duplicate operation `{0}`")]
    RepeatedOperation(Operation),
    /// A refusal without a stage.
    #[error("expected the `stage` that the rule refuses in, or the stage `before` or `after` which it does")]
    NoStage,
    /// A stage with two places.
    #[error("expected `before` or `after`, found both")]
    TwoPlaces,
    /// A settlement or a warning with a stage or a mode.
    #[error("only a rule that refuses calls has a `{0}`")]
    OnlyOfRefusals(&'static str),
}

impl PolicyDocumentError {
    /// Returns the error within a member of a list.
    fn within(self, list: &str, n: usize) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{list}[{n}]{separator}{}", self.path), ..self }
    }
}

impl DocumentProblem {
    fn at(self, path: impl Into<String>) -> PolicyDocumentError {
        PolicyDocumentError { path: path.into(), problem: Box::new(self) }
    }
}

fn unknown(unknown: UnknownNameError<'_>) -> DocumentProblem {
    PolicyError::from(unknown.into_owned()).into()
}

/// The names of the built-in policies.
const BASES: &[&str; Revision::COUNT] =
    &["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"];

impl Default for PolicyDocument {
    fn default() -> Self {
        Policy::documented().document()
    }
}

impl PolicyDocument {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// The policy that is written here.
    ///
    /// # Errors
    ///
    /// When a name is unknown, or something is said that cannot be: with its path.
    pub fn policy(&self) -> Result<Policy, PolicyDocumentError> {
        if self.policy != Self::VERSION {
            return Err(DocumentProblem::Version(self.policy).at("policy"));
        }
        let revision = BASES.iter().position(|base| *base == self.base).ok_or_else(|| {
            unknown(UnknownNameError::new("policy", None, &*self.base, KnownNames::Listed(BASES))).at("base")
        })?;
        let mut policy = Policy::ecs(Revision::ALL[revision]);
        for (name, value) in &self.interpretations {
            policy = policy
                .with(answer(name, value).map_err(|problem| problem.at(format!("interpretations.{name}")))?);
        }
        for (name, stages) in &self.stages {
            let operation = operation(name).map_err(|problem| problem.at(format!("stages.{name}")))?;
            for (n, stage) in stages.iter().enumerate() {
                policy = stage.add_to(policy, operation).map_err(|error| {
                    let path = format!("stages.{name}[{n}]");
                    let path = match stage.member_of(&error) {
                        "" => path,
                        member => format!("{path}.{member}"),
                    };
                    DocumentProblem::from(error.into_owned()).at(path)
                })?;
            }
        }
        for (name, stages) in &self.precedence {
            let path = format!("precedence.{name}");
            let operation = operation(name).map_err(|problem| problem.at(&*path))?;
            let stages: Vec<&str> = stages.iter().map(String::as_str).collect();
            policy = policy.with_precedence(operation, &stages).map_err(|error| {
                let wrong = match &error {
                    PolicyError::Unknown(unknown) => stages.iter().position(|name| *name == &*unknown.name),
                    PolicyError::RepeatedStage(twice) => stages.iter().rposition(|name| *name == &**twice),
                    _ => None,
                };
                let path = wrong.map_or(path.clone(), |n| format!("{path}[{n}]"));
                DocumentProblem::from(error.into_owned()).at(path)
            })?;
        }
        for (name, rules) in &self.remove {
            let operation = operation(name).map_err(|problem| problem.at(format!("remove.{name}")))?;
            for (n, rule) in rules.iter().enumerate() {
                policy = policy.without(operation, rule).map_err(|error| {
                    DocumentProblem::from(error.into_owned()).at(format!("remove.{name}[{n}]"))
                })?;
            }
        }
        for (n, attribute) in self.attributes.iter().enumerate() {
            policy = attribute.add_to(policy).map_err(|error| error.within("attributes", n))?;
        }
        for (n, rule) in self.rules.iter().enumerate() {
            policy = rule.add_to(policy).map_err(|error| error.within("rules", n))?;
        }
        Ok(policy)
    }
}

/// The operation of that name, if rules decide it.
fn operation(name: &str) -> Result<Operation, DocumentProblem> {
    name.parse().map_err(|_| unknown(UnknownNameError::new("operation", None, name, KnownNames::Operations)))
}

fn answer(name: &str, value: &str) -> Result<crate::interpretation::Choice, DocumentProblem> {
    let interpretation =
        Interpretation::ALL.iter().find(|interpretation| interpretation.name == name).ok_or_else(|| {
            unknown(UnknownNameError::new("interpretation", None, name, KnownNames::Interpretations))
        })?;
    let choice = interpretation.choice(value);
    choice.map_err(|_| {
        unknown(UnknownNameError::new(
            "value",
            Some(interpretation.name),
            value,
            KnownNames::Listed(interpretation.values),
        ))
    })
}

impl ErrorDocument {
    fn raised(&self, operation: Operation) -> Result<RuleError, DocumentProblem> {
        match self {
            Self::Custom { http_status, code, message, retryable } => {
                let error = CustomError::new(*http_status, &**code, &**message);
                Ok(CustomError { retryable: *retryable, ..error }.into())
            }
            Self::Documented(name) => name.parse().map(RuleError::Documented).map_err(|_| {
                let known = KnownNames::Errors(operation);
                unknown(UnknownNameError::new("error", Some(operation.as_str()), &**name, known))
            }),
        }
    }
}

fn settlement(operation: Operation, name: &str) -> Result<Settlement, DocumentProblem> {
    let rows = operation.rule_table().settlements;
    let found = rows.iter().find(|row| row.rule == name);
    found.map(|row| row.then).ok_or_else(|| {
        let known = KnownNames::Settlements(operation);
        unknown(UnknownNameError::new("settlement", Some(operation.as_str()), name, known))
    })
}
