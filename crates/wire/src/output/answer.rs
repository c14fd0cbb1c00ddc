//! Answers to cases.

use crate::output::recorded::{RecordedAnswer, RecordedOutcome, RecordedRejection};
use crate::request::case::Case;
use crate::request::errors::Malformed;
use instance_lifecycle::batch::ItemAnswer;
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::errors::Warning;
use instance_lifecycle::rules::{Evidence, Reliance};
use instance_lifecycle::{Explanation, Plan, Policy, Rejection, Violation, explain};
use serde::ser::{Serialize, Serializer};

/// The answer to a case. It serialises as a line of the case format, which a [`RecordedAnswer`] reads.
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
    /// The warnings of the policy.
    pub warnings: Vec<Warning<'c>>,
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'p> {
    /// The call is accepted.
    Planned(Plan),
    /// The call is accepted and changes nothing.
    AlreadyDone(Plan),
    /// The call is rejected: the violation that is the error, and all violations in the precedence of the
    /// policy, of which it is the first.
    Rejected(Violation<'p>, Vec<Violation<'p>>),
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
                warnings: Vec::new(),
            };
        }
        let instance = case.instance();
        let explanation = explain(&instance, &case.request, &case.environment, policy);
        let outcome = Outcome::of(&explanation);
        let reliances = match outcome {
            Outcome::Rejected(..) => Vec::new(),
            _ => explanation.reliances().collect(),
        };
        Self {
            id: case.id.as_deref(),
            outcome,
            settled_by: explanation.settlement().rule,
            reliances,
            warnings: explanation.warnings().collect(),
        }
    }

    /// Returns the evidence: that for the error, or for a plan the weakest of that for its rule and for the
    /// interpretations relied on. `None` if nothing is done: the call has nothing to do, or is a dry run.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        match &self.outcome {
            Outcome::Planned(plan) => Some(evidence(plan, &self.reliances)),
            Outcome::Rejected(first, _) => Some(first.evidence()),
            Outcome::Malformed(malformed) => Some(malformed.error.evidence),
            Outcome::AlreadyDone(_) | Outcome::DryRunPassed(_) => None,
        }
    }
}

impl<'p> Outcome<'p> {
    /// Returns the outcome of an explained call.
    #[must_use]
    pub fn of(explanation: &Explanation<'p>) -> Self {
        if let Some(first) = explanation.violations().next() {
            return Self::Rejected(first, explanation.violations().collect());
        }
        match explanation.answer() {
            Err(Rejection::DryRunPassed(pass)) => Self::DryRunPassed(pass),
            _ => Self::accepted(explanation.plan()),
        }
    }

    fn accepted(plan: Plan) -> Self {
        if plan.is_already_done() { Self::AlreadyDone(plan) } else { Self::Planned(plan) }
    }

    /// Returns the outcome for one instance of a batch.
    #[must_use]
    pub fn of_item<I>(item: &'p ItemAnswer<'p, I>) -> Self {
        match item.outcome() {
            Ok(plan) => Self::accepted(plan),
            Err(first) => Self::Rejected(first, item.violations().collect()),
        }
    }

    /// Returns the name of the outcome.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Planned(_) => "Planned",
            Self::AlreadyDone(_) => "AlreadyDone",
            Self::Rejected(..) | Self::Malformed(_) => "Rejected",
            Self::DryRunPassed(_) => "DryRunPassed",
        }
    }
}

impl Outcome<'_> {
    /// Returns the owned form. `settled_by` is the rule that settles a call without violations.
    pub(crate) fn recorded(&self, settled_by: &str, reliances: &[Reliance<'_>]) -> RecordedOutcome {
        let (rule, relies_on) = (settled_by.to_owned(), reliances.iter().map(Into::into));
        match self {
            Self::Planned(plan) => RecordedOutcome::Planned {
                rule,
                evidence: evidence(plan, reliances),
                relies_on: relies_on.collect(),
                plan: (*plan).into(),
            },
            Self::AlreadyDone(_) => RecordedOutcome::AlreadyDone { rule, relies_on: relies_on.collect() },
            Self::Rejected(first, violations) => {
                RecordedOutcome::Rejected(RecordedRejection::of(first, violations))
            }
            Self::DryRunPassed(pass) => RecordedOutcome::passed(pass, relies_on.collect()),
            Self::Malformed(malformed) => malformed.into(),
        }
    }
}

/// Returns the evidence for a plan that relies on interpretations: the weakest of all.
fn evidence(plan: &Plan, reliances: &[Reliance<'_>]) -> Evidence {
    let settlement = plan.row().map_or(Evidence::Own, |row| row.evidence);
    reliances.iter().map(|reliance| reliance.interpretation.evidence()).fold(settlement, Ord::max)
}

impl From<&Explanation<'_>> for RecordedOutcome {
    fn from(explanation: &Explanation<'_>) -> Self {
        let reliances: Vec<_> = explanation.reliances().collect();
        Outcome::of(explanation).recorded(explanation.settlement().rule, &reliances)
    }
}

impl From<&Answer<'_>> for RecordedAnswer {
    fn from(answer: &Answer<'_>) -> Self {
        Self {
            instance_id: answer.id.map(str::to_owned),
            outcome: answer.outcome.recorded(answer.settled_by, &answer.reliances),
            warnings: answer.warnings.iter().map(Into::into).collect(),
        }
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RecordedAnswer::from(self).serialize(serializer)
    }
}
