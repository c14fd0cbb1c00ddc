//! Answers to batch cases.

use crate::json::error::clip;
use crate::output::answer::Outcome;
use crate::output::recorded::{RecordedError, RecordedOutcome};
use crate::request::batch::BatchCase;
use crate::request::errors::Malformed;
use instance_lifecycle::batch::{BatchRejection, ItemAnswer, batch};
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::{Policy, Status, Violation, explain};
use serde::{Serialize, Serializer};

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

/// A line: the members of the outcome, and `Items`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Line<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<&'a str>,
    #[serde(flatten)]
    outcome: T,
    items: Vec<Item<'a>>,
}

impl<T> Line<'_, T> {
    fn of_call(outcome: T) -> Self {
        Self { instance_id: None, outcome, items: Vec::new() }
    }
}

/// The outcome of a whole call that no rule decides.
#[derive(Serialize)]
#[serde(tag = "Outcome", rename_all_fields = "PascalCase")]
enum Whole {
    Planned,
    DryRunPassed { rule: &'static str, error: RecordedError },
    Unreadable { reason: String },
}

impl Serialize for BatchAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(malformed) = &self.malformed {
            return Line::of_call(RecordedOutcome::from(malformed)).serialize(serializer);
        }
        let whole = match &self.outcome {
            Ok(items) => {
                let items = items.iter().map(Item::new).collect();
                return Line { items, ..Line::of_call(Whole::Planned) }.serialize(serializer);
            }
            Err(BatchRejection::Item { id, violation }) => {
                let outcome = RecordedOutcome::rejected(&violation.violation(), &self.violations);
                let line = Line { instance_id: Some(*id), ..Line::of_call(outcome) };
                return line.serialize(serializer);
            }
            Err(BatchRejection::DryRunPassed(error)) => {
                Whole::DryRunPassed { rule: DryRunPass::RULE, error: error.into() }
            }
            Err(of_the_ids) => match of_the_ids.error() {
                Some(error) => {
                    let outcome = RecordedOutcome::of_request((&error).into(), Evidence::Documented);
                    return Line::of_call(outcome).serialize(serializer);
                }
                None => Whole::Unreadable { reason: clip(&of_the_ids.to_string()).to_owned() },
            },
        };
        Line::of_call(whole).serialize(serializer)
    }
}

/// An element of `Items`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Item<'a> {
    instance_id: &'a str,
    code: &'a str,
    message: String,
    previous_status: &'static str,
    current_status: &'static str,
    #[serde(flatten)]
    outcome: RecordedOutcome,
}

impl<'a> Item<'a> {
    fn new(item: &'a ItemAnswer<'a, &'a str>) -> Self {
        // Released instances have no status in responses.
        let status = |status: Option<Status>| match status {
            None | Some(Status::Released) => "",
            Some(status) => status.as_str(),
        };
        let outcome = Outcome::of_item(item);
        let reliances: Vec<_> = match outcome {
            Outcome::Rejected(..) => Vec::new(),
            _ => item.reliances().collect(),
        };
        Self {
            instance_id: item.id,
            code: item.code(),
            message: item.message().to_string(),
            previous_status: status(item.previous_status()),
            current_status: status(item.current_status()),
            outcome: outcome.recorded(item.settled_by(), &reliances),
        }
    }
}
