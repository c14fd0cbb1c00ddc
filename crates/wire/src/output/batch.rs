//! Answers to batch cases.

use crate::json::error::clip;
use crate::output::answer::{
    Outcome, RuleError, Text, Violations, serialize_malformed, serialize_outcome, serialize_rejection,
};
use crate::request::batch::BatchCase;
use crate::request::errors::Malformed;
use instance_lifecycle::batch::{BatchRejection, ItemAnswer, batch};
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::{Policy, Status, Violation, explain};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The answer to a batch case. It serialises as a line of the case format, with the answer for each
/// instance under `Items`.
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
                let explanation =
                    instance.map(|instance| explain(&instance, &of_each, &case.environment, policy));
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

impl Serialize for BatchAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        if let Some(malformed) = self.malformed {
            object.serialize_entry("Outcome", "Rejected")?;
            serialize_malformed(malformed, &mut object)?;
            object.serialize_entry("Items", &[(); 0])?;
            return object.end();
        }
        match &self.outcome {
            Ok(items) => {
                object.serialize_entry("Outcome", "Planned")?;
                object.serialize_entry("Items", &items.iter().map(Item).collect::<Vec<_>>())?;
                return object.end();
            }
            Err(BatchRejection::Item { id, violation }) => {
                object.serialize_entry("InstanceId", id)?;
                object.serialize_entry("Outcome", "Rejected")?;
                serialize_rejection(&violation.violation(), &mut object)?;
                object.serialize_entry("Violations", &Violations(&self.violations))?;
            }
            Err(BatchRejection::DryRunPassed(error)) => {
                object.serialize_entry("Outcome", "DryRunPassed")?;
                object.serialize_entry("Rule", DryRunPass::RULE)?;
                object.serialize_entry("Error", &RuleError(error))?;
            }
            Err(of_the_ids) => match of_the_ids.error() {
                Some(error) => {
                    object.serialize_entry("Outcome", "Rejected")?;
                    object.serialize_entry("Retryable", &false)?;
                    object.serialize_entry("Error", &RuleError(&error))?;
                }
                None => {
                    object.serialize_entry("Outcome", "Unreadable")?;
                    object.serialize_entry("Reason", clip(&of_the_ids.to_string()))?;
                }
            },
        }
        object.serialize_entry("Items", &[(); 0])?;
        object.end()
    }
}

/// An element of `Items`.
struct Item<'a>(&'a ItemAnswer<'a, &'a str>);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(item) = self;
        // Released instances have no status in responses.
        let status = |status: Option<Status>| match status {
            None | Some(Status::Released) => "",
            Some(status) => status.as_str(),
        };
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", item.id)?;
        object.serialize_entry("Code", item.code())?;
        object.serialize_entry("Message", &Text(item.message()))?;
        object.serialize_entry("PreviousStatus", status(item.previous_status()))?;
        object.serialize_entry("CurrentStatus", status(item.current_status()))?;
        let outcome = Outcome::of_item(item);
        let reliances: Vec<_> = match outcome {
            Outcome::Rejected(_) => Vec::new(),
            _ => item.reliances().collect(),
        };
        serialize_outcome(&outcome, item.settled_by(), &reliances, &mut object)?;
        object.end()
    }
}
