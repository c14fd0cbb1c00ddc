//! Answers to batch cases.

use crate::json::error::clip;
use crate::output::answer::Outcome;
use crate::output::recorded::{RecordedError, RecordedOutcome, RecordedRejection, RecordedWarning};
use crate::request::batch::BatchCase;
use crate::request::errors::Malformed;
use instance_lifecycle::batch::{BatchRejection, ItemAnswer, batch};
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::{Policy, Status, Violation, explain};
use serde::{Deserialize, Serialize, Serializer};

/// The answer to a batch case. It serialises as a line of the case format, with the answer for each
/// instance under `Items`, which a [`RecordedBatchAnswer`] reads.
#[derive(Clone, Debug)]
pub struct BatchAnswer<'c> {
    /// The answer for each instance, or the rejection of the whole call.
    pub outcome: Result<Vec<ItemAnswer<'c, &'c str>>, BatchRejection<&'c str>>,
    /// The violations of the instance for which the whole call is rejected; empty if there is none.
    pub violations: Vec<Violation<'c>>,
    /// The error of the request itself; it comes before the outcome.
    pub malformed: Option<Malformed>,
}

impl<'c> BatchAnswer<'c> {
    /// Decides a batch case.
    #[must_use]
    pub fn new(case: &'c BatchCase, policy: &'c Policy) -> Self {
        let answered = batch(case.request, case.items(), &case.environment, policy);
        let operation = case.request.action();
        let violations = match &answered {
            Err(BatchRejection::Item { id, .. }) => {
                let instance = case.items().find(|(of, _)| of == id).map(|(_, instance)| instance);
                let of_each = case.request.of_each();
                let environment = case.environment_of_each(policy.attributes());
                let explanation = instance.map(|instance| explain(&instance, &of_each, &environment, policy));
                explanation
                    .iter()
                    .flat_map(|explanation| explanation.violations())
                    .map(|one| one.to_plural(operation))
                    .collect()
            }
            _ => Vec::new(),
        };
        let malformed = case.notes.malformed;
        Self { outcome: answered.map(|batch| batch.items().collect()), violations, malformed }
    }

    /// Returns the reason why the call cannot be made, if it is not an error of the vendor.
    #[must_use]
    pub fn ours(&self) -> Option<String> {
        match &self.outcome {
            _ if self.malformed.is_some() => None,
            Err(ours @ (BatchRejection::NoIds | BatchRejection::Repeated(_))) => {
                Some(clip(&ours.to_string()).to_owned())
            }
            _ => None,
        }
    }

    /// Whether the call is accepted for every instance.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.malformed.is_none()
            && self.outcome.as_ref().is_ok_and(|items| items.iter().all(|item| item.outcome().is_ok()))
    }
}

/// The answer to a plural call, owned: what a [`BatchAnswer`] writes, read back.
///
/// ```
/// use instance_lifecycle::{Policy, Status};
/// use instance_lifecycle_wire::{AnyCase, BatchAnswer, Defaults, RecordedBatchAnswer};
///
/// let line = r#"{"Instances":[{"InstanceId":"i-1","Status":"Running"}],"Request":{"Action":"StopInstances"}}"#;
/// let AnyCase::Batch(case) = AnyCase::read(&serde_json::from_str(line)?, &Defaults::default())? else {
///     panic!("the call is plural")
/// };
/// let policy = Policy::documented();
/// let answer = BatchAnswer::new(&case, &policy);
/// let read: RecordedBatchAnswer = serde_json::from_str(&serde_json::to_string(&answer)?)?;
/// assert_eq!(read, RecordedBatchAnswer::from(&answer));
/// assert_eq!(read.items[0].current_status, Some(Status::Stopping));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedBatchAnswer {
    /// The instance for which the whole call is rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The outcome of the whole call.
    #[serde(flatten)]
    pub outcome: RecordedBatchOutcome,
    /// The answer for each instance; empty unless the call is planned.
    pub items: Vec<RecordedItem>,
}

/// The outcome of a plural call as a whole, owned. The member `Outcome` has the name of the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "Outcome", rename_all_fields = "PascalCase")]
pub enum RecordedBatchOutcome {
    /// The call is accepted; instances that are decided independently may be refused.
    Planned,
    /// A dry run without violations.
    DryRunPassed {
        /// The name of the rule.
        rule: String,
        /// The error with which the service reports that.
        error: RecordedError,
    },
    /// The call is rejected.
    Rejected(RecordedRejection),
    /// The call cannot be made, for a reason that is not an error of the vendor.
    Unreadable {
        /// The reason.
        reason: String,
    },
}

/// The answer for one instance of a plural call, owned: an element of `Items`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedItem {
    /// The id.
    pub instance_id: String,
    /// `200`, or the code of the error.
    pub code: String,
    /// `success`, or the message of the error.
    pub message: String,
    /// The status before the call; `None` if the instance does not exist.
    #[serde(with = "status")]
    pub previous_status: Option<Status>,
    /// The status right after the call; `None` if the instance does not exist.
    #[serde(with = "status")]
    pub current_status: Option<Status>,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: RecordedOutcome,
    /// The warnings of the policy; they decide nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RecordedWarning>,
}

/// A status that is empty text if there is no instance.
mod status {
    use instance_lifecycle::Status;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IntoDeserializer};

    pub(super) fn serialize<S: Serializer>(status: &Option<Status>, to: S) -> Result<S::Ok, S::Error> {
        status.map_or("", Status::as_str).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
        let name = String::deserialize(from)?;
        (!name.is_empty()).then(|| Status::deserialize(name.into_deserializer())).transpose()
    }
}

impl From<&BatchAnswer<'_>> for RecordedBatchAnswer {
    fn from(answer: &BatchAnswer<'_>) -> Self {
        let whole = |outcome| Self { instance_id: None, outcome, items: Vec::new() };
        if let Some(malformed) = &answer.malformed {
            return whole(RecordedBatchOutcome::Rejected(malformed.into()));
        }
        match &answer.outcome {
            Ok(items) => {
                let items = items.iter().map(Into::into).collect();
                Self { items, ..whole(RecordedBatchOutcome::Planned) }
            }
            Err(BatchRejection::Item { id, violation }) => {
                let rejection = RecordedRejection::of(&violation.violation(), &answer.violations);
                let outcome = RecordedBatchOutcome::Rejected(rejection);
                Self { instance_id: Some((*id).to_owned()), ..whole(outcome) }
            }
            Err(BatchRejection::DryRunPassed(error)) => {
                let rule = DryRunPass::RULE.to_owned();
                whole(RecordedBatchOutcome::DryRunPassed { rule, error: error.into() })
            }
            Err(of_the_ids) => whole(match of_the_ids.error() {
                Some(error) => {
                    let rejection = RecordedRejection::of_request((&error).into(), Evidence::Documented);
                    RecordedBatchOutcome::Rejected(rejection)
                }
                None => RecordedBatchOutcome::Unreadable { reason: clip(&of_the_ids.to_string()).to_owned() },
            }),
        }
    }
}

impl From<&ItemAnswer<'_, &str>> for RecordedItem {
    fn from(item: &ItemAnswer<'_, &str>) -> Self {
        let outcome = Outcome::of_item(item);
        let reliances: Vec<_> = match outcome {
            Outcome::Rejected(..) => Vec::new(),
            _ => item.reliances().collect(),
        };
        // Released instances have no status in responses.
        let is_there = |status: &Status| *status != Status::Released;
        Self {
            instance_id: item.id.to_owned(),
            code: item.code().to_owned(),
            message: item.message().to_string(),
            previous_status: item.previous_status().filter(is_there),
            current_status: item.current_status().filter(is_there),
            outcome: outcome.recorded(item.settled_by(), &reliances),
            warnings: item.warnings().map(|warning| (&warning).into()).collect(),
        }
    }
}

impl Serialize for BatchAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RecordedBatchAnswer::from(self).serialize(serializer)
    }
}
