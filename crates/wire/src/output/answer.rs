//! Answers to cases.

use crate::output::path::StatusPath;
use crate::request::case::Case;
use crate::request::errors::Malformed;
use instance_lifecycle::batch::ItemAnswer;
use instance_lifecycle::errors::{ApiError, DryRunPass};
use instance_lifecycle::plan::ResourceOutcome;
use instance_lifecycle::rules::{Evidence, Reliance};
use instance_lifecycle::{Plan, Policy, Rejection, Violation, explain};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The answer to a case. It serialises as a line of the case format.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{Answer, Case, Defaults, Json};
///
/// let line = r#"{"Instance":null,"Request":{"Action":"StopInstance","InstanceId":"i-1"}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let case = Case::read(&json, &Defaults::default())?;
/// let answer = serde_json::to_value(Answer::new(&case, &Policy::documented()))?;
/// assert_eq!(answer["InstanceId"], "i-1");
/// assert_eq!(answer["Outcome"], "Rejected");
/// assert_eq!(answer["Error"]["Code"], "InvalidInstanceId.NotFound");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Answer<'c> {
    /// The id of the instance, if it is known.
    pub id: Option<&'c str>,
    /// The outcome.
    pub outcome: Outcome<'c>,
    /// The rule that settles the call if it has no violation.
    pub settled_by: &'c str,
    /// The interpretations that the call relies on if it has no violation.
    pub reliances: Vec<Reliance<'c>>,
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'p> {
    /// The call is accepted.
    Planned(Plan),
    /// The call is accepted and changes nothing.
    AlreadyDone(Plan),
    /// The call is rejected. All violations, in the precedence of the policy; the first is the error.
    Rejected(Vec<Violation<'p>>),
    /// A dry run without violations.
    DryRunPassed(DryRunPass),
    /// The request itself is wrong: the service rejects it before any rule.
    Malformed(Malformed),
}

impl<'c> Answer<'c> {
    /// Decides a case.
    #[must_use]
    pub fn new(case: &'c Case, policy: &'c Policy) -> Self {
        if let Some(malformed) = case.notes.malformed {
            let outcome = Outcome::Malformed(malformed);
            return Self {
                id: case.id.as_deref(),
                outcome,
                settled_by: Malformed::RULE,
                reliances: Vec::new(),
            };
        }
        let instance = case.instance();
        let explanation = explain(&instance, &case.request, &case.environment, policy);
        let outcome = match explanation.answer() {
            Ok(plan) if plan.is_already_done() => Outcome::AlreadyDone(plan),
            Ok(plan) => Outcome::Planned(plan),
            Err(Rejection::DryRunPassed(pass)) => Outcome::DryRunPassed(pass),
            Err(Rejection::Refused(_)) => Outcome::Rejected(explanation.violations().collect()),
        };
        let reliances = match outcome {
            Outcome::Rejected(_) => Vec::new(),
            _ => explanation.reliances().collect(),
        };
        Self { id: case.id.as_deref(), outcome, settled_by: explanation.settlement().rule, reliances }
    }
}

impl<'p> Outcome<'p> {
    /// Returns the outcome for one instance of a batch.
    #[must_use]
    pub fn of_item<I>(item: &'p ItemAnswer<'p, I>) -> Self {
        match item.outcome() {
            Ok(plan) if plan.is_already_done() => Self::AlreadyDone(plan),
            Ok(plan) => Self::Planned(plan),
            Err(_) => Self::Rejected(item.violations().collect()),
        }
    }

    /// Returns the name of the outcome.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Planned(_) => "Planned",
            Self::AlreadyDone(_) => "AlreadyDone",
            Self::Rejected(_) | Self::Malformed(_) => "Rejected",
            Self::DryRunPassed(_) => "DryRunPassed",
        }
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", &self.id)?;
        serialize_outcome(&self.outcome, self.settled_by, &self.reliances, &mut object)?;
        object.end()
    }
}

/// Returns the evidence for a plan that relies on interpretations: the weakest of all.
pub(crate) fn evidence(plan: &Plan, reliances: &[Reliance<'_>]) -> Evidence {
    let settlement = plan.row().map_or(Evidence::Own, |row| row.evidence);
    reliances.iter().map(|reliance| reliance.interpretation.evidence()).fold(settlement, Ord::max)
}

/// Writes the members of an outcome. `settled_by` is the rule that settles a call without violations.
pub(crate) fn serialize_outcome<M: SerializeMap>(
    outcome: &Outcome<'_>,
    settled_by: &str,
    reliances: &[Reliance<'_>],
    object: &mut M,
) -> Result<(), M::Error> {
    object.serialize_entry("Outcome", outcome.name())?;
    match outcome {
        Outcome::Planned(plan) => {
            object.serialize_entry("Rule", settled_by)?;
            object.serialize_entry("Evidence", &evidence(plan, reliances))?;
            serialize_reliances(reliances, object)?;
            object.serialize_entry("Plan", &Planned(plan))
        }
        Outcome::AlreadyDone(_) => {
            object.serialize_entry("Rule", settled_by)?;
            serialize_reliances(reliances, object)
        }
        Outcome::Rejected(violations) => {
            if let Some(first) = violations.first() {
                serialize_rejection(first, object)?;
            }
            object.serialize_entry("Violations", &Violations(violations))
        }
        Outcome::Malformed(malformed) => serialize_malformed(*malformed, object),
        Outcome::DryRunPassed(pass) => {
            object.serialize_entry("Rule", DryRunPass::RULE)?;
            object.serialize_entry("Error", &RuleError(&pass.error()))?;
            serialize_reliances(reliances, object)?;
            object.serialize_entry("Plan", &Planned(&pass.plan()))
        }
    }
}

/// Writes the interpretations that an accepted call relies on; nothing if there is none.
fn serialize_reliances<M: SerializeMap>(reliances: &[Reliance<'_>], object: &mut M) -> Result<(), M::Error> {
    struct Relied<'a>(&'a Reliance<'a>);

    impl Serialize for Relied<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let Reliance { interpretation, value, violation, .. } = self.0;
            let mut object = serializer.serialize_map(Some(4))?;
            object.serialize_entry("Interpretation", interpretation.name)?;
            object.serialize_entry("Value", value)?;
            object.serialize_entry("Rule", violation.rule())?;
            object.serialize_entry("Code", violation.error().code)?;
            object.end()
        }
    }

    if reliances.is_empty() {
        return Ok(());
    }
    object.serialize_entry("ReliesOn", &reliances.iter().map(Relied).collect::<Vec<_>>())
}

/// Writes the members of the violation that is the error.
pub(crate) fn serialize_rejection<M: SerializeMap>(
    first: &Violation<'_>,
    object: &mut M,
) -> Result<(), M::Error> {
    object.serialize_entry("Rule", first.row().rule)?;
    object.serialize_entry("Evidence", &first.evidence())?;
    object.serialize_entry("Retryable", &first.is_retryable())?;
    object.serialize_entry("Error", &RuleError(&first.error()))
}

/// Writes the members of an error of the request itself.
pub(crate) fn serialize_malformed<M: SerializeMap>(
    malformed: Malformed,
    object: &mut M,
) -> Result<(), M::Error> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Error<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<&'a str>,
        http_status: Option<u16>,
        code: &'a str,
        message: &'a str,
    }

    let message = malformed.message();
    let error = |rule| Error {
        rule,
        http_status: malformed.error.http_status,
        code: malformed.error.code,
        message: &message,
    };
    object.serialize_entry("Rule", Malformed::RULE)?;
    object.serialize_entry("Evidence", &malformed.error.evidence)?;
    object.serialize_entry("Retryable", &false)?;
    object.serialize_entry("Error", &error(None))?;
    object.serialize_entry("Violations", &[error(Some(Malformed::RULE))])
}

/// Text that is written without an allocation.
pub(crate) struct Text<T>(pub(crate) T);

impl<T: std::fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn serialize_error<M: SerializeMap>(error: &ApiError<'_>, object: &mut M) -> Result<(), M::Error> {
    object.serialize_entry("HttpStatus", &error.http_status)?;
    object.serialize_entry("Code", error.code)?;
    object.serialize_entry("Message", &Text(error))
}

pub(crate) struct RuleError<'a>(pub(crate) &'a ApiError<'a>);

impl Serialize for RuleError<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(3))?;
        serialize_error(self.0, &mut object)?;
        object.end()
    }
}

/// The list of violations.
pub(crate) struct Violations<'a>(pub(crate) &'a [Violation<'a>]);

impl Serialize for Violations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct One<'a>(&'a Violation<'a>);

        impl Serialize for One<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_map(Some(4))?;
                object.serialize_entry("Rule", self.0.row().rule)?;
                serialize_error(&self.0.error(), &mut object)?;
                object.end()
            }
        }

        serializer.collect_seq(self.0.iter().map(One))
    }
}

struct Planned<'a>(&'a Plan);

impl Serialize for Planned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(plan) = self;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Status", &StatusPath(plan.path()))?;
        object.serialize_entry("StoppedMode", &plan.stopped_mode())?;
        object.serialize_entry("Hibernates", &plan.hibernates())?;
        object.serialize_entry("Resources", &Resources(plan))?;
        object.serialize_entry("Risks", &Risks(plan))?;
        object.serialize_entry("Guard", &Guard(plan.guard()))?;
        object.end()
    }
}

struct Guard(instance_lifecycle::plan::Guard);

impl Serialize for Guard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(1))?;
        object.serialize_entry("Status", &self.0.status)?;
        object.end()
    }
}

struct Risks<'a>(&'a Plan);

impl Serialize for Risks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.0.risks().try_for_each(|risk| list.serialize_element(&risk))?;
        list.end()
    }
}

struct Resources<'a>(&'a Plan);

impl Serialize for Resources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct One(ResourceOutcome);

        impl Serialize for One {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_map(None)?;
                object.serialize_entry("Resource", &self.0.resource)?;
                object.serialize_entry("Disposition", &self.0.disposition)?;
                object.serialize_entry("BilledBefore", &self.0.billed_before)?;
                object.serialize_entry("BilledAfter", &self.0.billed_after)?;
                if self.0.if_present {
                    object.serialize_entry("IfPresent", &true)?;
                }
                object.serialize_entry("AtNextStart", &self.0.at_next_start)?;
                object.end()
            }
        }

        let mut list = serializer.serialize_seq(None)?;
        self.0.resources().try_for_each(|resource| list.serialize_element(&One(resource)))?;
        list.end()
    }
}
