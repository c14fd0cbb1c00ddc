//! Answers as they are written and read: owned, without a policy.

use crate::output::plan::RecordedPlan;
use crate::request::errors::Malformed;
use instance_lifecycle::errors::Warning;
use instance_lifecycle::errors::{ApiError, DryRunPass, OwnedViolation};
use instance_lifecycle::rules::{Evidence, Reliance};
use instance_lifecycle::{Rejection, Violation};
use serde::{Deserialize, Serialize};

/// An error of the vendor, or of a custom rule, owned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedError {
    /// The HTTP status; `None` if no page states it.
    pub http_status: Option<u16>,
    /// The error code.
    pub code: String,
    /// The message, with placeholders filled if their content has been observed.
    pub message: String,
}

impl From<&ApiError<'_>> for RecordedError {
    fn from(error: &ApiError<'_>) -> Self {
        Self {
            http_status: Some(error.http_status),
            code: error.code.to_owned(),
            message: error.message.to_string(),
        }
    }
}

impl From<&Malformed> for RecordedError {
    fn from(malformed: &Malformed) -> Self {
        Self {
            http_status: malformed.error.http_status,
            code: malformed.error.code.to_owned(),
            message: malformed.message(),
        }
    }
}

/// A violation, owned: an element of `Violations`.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, explain};
/// use instance_lifecycle_wire::RecordedViolation;
///
/// let policy = Policy::documented();
/// let explanation = explain(&Instance::DEFAULT, &StartInstance::DEFAULT, &Environment::DEFAULT, &policy);
/// let violation = explanation.violations().next().expect("the instance is running");
/// let json = serde_json::to_string(&RecordedViolation::from(&violation))?;
/// assert_eq!(serde_json::from_str::<RecordedViolation>(&json)?, (&violation).into());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedViolation {
    /// The rule.
    pub rule: String,
    /// The error.
    #[serde(flatten)]
    pub error: RecordedError,
}

impl From<&Violation<'_>> for RecordedViolation {
    fn from(violation: &Violation<'_>) -> Self {
        Self { rule: violation.rule().to_owned(), error: (&violation.error()).into() }
    }
}

impl From<&OwnedViolation> for RecordedViolation {
    fn from(violation: &OwnedViolation) -> Self {
        (&violation.violation()).into()
    }
}

/// An interpretation that an accepted call relies on, owned: an element of `ReliesOn`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedReliance {
    /// The name of the interpretation.
    pub interpretation: String,
    /// The value under which the call would be refused.
    pub value: String,
    /// The rule that would refuse the call.
    pub rule: String,
    /// The code of the error.
    pub code: String,
}

impl From<&Reliance<'_>> for RecordedReliance {
    fn from(Reliance { interpretation, value, violation, .. }: &Reliance<'_>) -> Self {
        Self {
            interpretation: interpretation.name.to_owned(),
            value: (*value).to_owned(),
            rule: violation.rule().to_owned(),
            code: violation.error().code.to_owned(),
        }
    }
}

/// A warning of the policy, owned: an element of `Warnings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedWarning {
    /// The rule.
    pub rule: String,
    /// The message.
    pub message: String,
    /// The error that the rule would raise if it did not only warn of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<RecordedError>,
}

impl From<&Warning<'_>> for RecordedWarning {
    fn from(warning: &Warning<'_>) -> Self {
        Self {
            rule: warning.rule().to_owned(),
            message: warning.message().to_string(),
            error: warning.error().as_ref().map(Into::into),
        }
    }
}

/// The rejection of a call, owned: the members of an answer whose `Outcome` is `Rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedRejection {
    /// The rule of the first violation.
    pub rule: String,
    /// The evidence for the error.
    pub evidence: Evidence,
    /// Whether the call may succeed later without a change by the caller or the owner.
    pub retryable: bool,
    /// The error.
    pub error: RecordedError,
    /// The violations, in the precedence of the policy.
    pub violations: Vec<RecordedViolation>,
}

impl RecordedRejection {
    /// Returns the rejection of a call with violations, of which the first is the error. The call is
    /// retryable if every violation is.
    pub(crate) fn of(first: &Violation<'_>, all: &[Violation<'_>]) -> Self {
        Self {
            rule: first.rule().to_owned(),
            evidence: first.evidence(),
            retryable: first.is_retryable() && all.iter().all(Violation::is_retryable),
            error: (&first.error()).into(),
            violations: all.iter().map(Into::into).collect(),
        }
    }

    /// Returns the rejection of a call with an error of the request itself, which no rule raises.
    pub(crate) fn of_request(error: RecordedError, evidence: Evidence) -> Self {
        let rule = Malformed::RULE.to_owned();
        let violations = vec![RecordedViolation { rule: rule.clone(), error: error.clone() }];
        Self { rule, evidence, retryable: false, error, violations }
    }
}

impl From<&Malformed> for RecordedRejection {
    fn from(malformed: &Malformed) -> Self {
        Self::of_request(malformed.into(), malformed.error.evidence)
    }
}

/// The outcome of a call, owned. The member `Outcome` has the name of the variant.
///
/// The outcome of an [`Explanation`](instance_lifecycle::Explanation) is complete. That of a [`Rejection`]
/// holds the first violation and says whether it alone may pass by waiting; that of a passed dry run holds
/// no interpretations.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, explain, plan};
/// use instance_lifecycle_wire::RecordedOutcome;
///
/// let (instance, policy) = (Instance::DEFAULT, Policy::documented());
/// let rejection = plan(&instance, &StartInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err();
/// let explanation = explain(&instance, &StartInstance::DEFAULT, &Environment::DEFAULT, &policy);
/// let outcome = RecordedOutcome::from(&explanation);
/// assert_eq!(outcome, RecordedOutcome::from(&rejection), "there is one violation");
/// let json = serde_json::to_string(&outcome)?;
/// assert!(json.starts_with(r#"{"Outcome":"Rejected","Rule":"status-not-stopped","#));
/// assert_eq!(serde_json::from_str::<RecordedOutcome>(&json)?, outcome);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "Outcome", rename_all_fields = "PascalCase")]
pub enum RecordedOutcome {
    /// The call is accepted.
    Planned {
        /// The rule that settles the call.
        rule: String,
        /// The evidence: the weakest of that for the rule and for the interpretations relied on.
        evidence: Evidence,
        /// The interpretations that the call relies on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        relies_on: Vec<RecordedReliance>,
        /// The plan.
        plan: RecordedPlan,
    },
    /// The call is accepted and changes nothing.
    AlreadyDone {
        /// The rule that settles the call.
        rule: String,
        /// The interpretations that the call relies on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        relies_on: Vec<RecordedReliance>,
    },
    /// The call is rejected.
    Rejected(RecordedRejection),
    /// A dry run without violations.
    DryRunPassed {
        /// The name of the rule.
        rule: String,
        /// The error with which the service reports that.
        error: RecordedError,
        /// The interpretations that the call relies on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        relies_on: Vec<RecordedReliance>,
        /// The plan of the call without `DryRun`.
        plan: RecordedPlan,
    },
}

impl RecordedOutcome {
    /// Returns the outcome of a passed dry run.
    pub(crate) fn passed(pass: &DryRunPass, relies_on: Vec<RecordedReliance>) -> Self {
        Self::DryRunPassed {
            rule: DryRunPass::RULE.to_owned(),
            error: (&pass.error()).into(),
            relies_on,
            plan: pass.plan().into(),
        }
    }
}

impl From<&Rejection> for RecordedOutcome {
    fn from(rejection: &Rejection) -> Self {
        match rejection {
            Rejection::Refused(first) => {
                let first = first.violation();
                Self::Rejected(RecordedRejection::of(&first, &[first]))
            }
            Rejection::DryRunPassed(pass) => Self::passed(pass, Vec::new()),
        }
    }
}

impl From<&Malformed> for RecordedOutcome {
    fn from(malformed: &Malformed) -> Self {
        Self::Rejected(malformed.into())
    }
}

/// An answer, owned: what [`Answer`](crate::Answer) writes, read back. Members of a line that are not of
/// the answer, such as `Assumed`, are ignored.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{Answer, Case, Defaults, Json, RecordedAnswer};
///
/// let line = r#"{"Instance":{"InstanceId":"i-1","Status":"Running"},"Request":{"Action":"StopInstance"}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let case = Case::read(&json, &Defaults::default())?;
/// let policy = Policy::documented();
/// let answer = Answer::new(&case, &policy);
/// let read: RecordedAnswer = serde_json::from_str(&serde_json::to_string(&answer)?)?;
/// assert_eq!(read, RecordedAnswer::from(&answer));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedAnswer {
    /// The id of the instance, if it is known.
    pub instance_id: Option<String>,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: RecordedOutcome,
    /// The warnings of the policy; they decide nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RecordedWarning>,
}
