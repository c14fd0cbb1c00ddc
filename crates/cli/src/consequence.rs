//! What an answer comes down to, so that two answers to the same case can be compared.

use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{AtNextStart, Disposition, Path, Resource};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Plan, Policy, Request, Revision};
use instance_lifecycle_wire::{Answer, BatchAnswer, BatchCase, Case, Outcome};
use serde::Serialize;

/// What an answer comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Consequence {
    outcome: &'static str,
    error: Option<(Option<u16>, String)>,
    plan: Option<Consequences>,
}

/// What a plan comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Consequences {
    path: Path,
    stopped_mode: StoppedMode,
    hibernates: bool,
    resources: Vec<(Resource, Disposition, bool, AtNextStart)>,
}

impl Consequences {
    fn of(plan: &Plan) -> Self {
        let resource = |of: instance_lifecycle::plan::ResourceOutcome| {
            (of.resource, of.disposition, of.billed_after, of.at_next_start)
        };
        Self {
            path: plan.path(),
            stopped_mode: plan.stopped_mode(),
            hibernates: plan.hibernates(),
            resources: plan.resources().map(resource).collect(),
        }
    }
}

impl Consequence {
    /// What an answer comes down to.
    pub(crate) fn of(answer: &Answer<'_>) -> Self {
        Self::of_outcome(&answer.outcome)
    }

    fn of_outcome(outcome: &Outcome<'_>) -> Self {
        let (error, plan) = match outcome {
            Outcome::Planned(plan) => (None, Some(Consequences::of(plan))),
            Outcome::AlreadyDone(_) => (None, None),
            Outcome::DryRunPassed(pass) => (None, Some(Consequences::of(&pass.plan()))),
            Outcome::Rejected(_, violations) => (
                violations.first().map(|first| {
                    let error = first.error();
                    (Some(error.http_status), error.code.to_owned())
                }),
                None,
            ),
            Outcome::Malformed(malformed) => {
                (Some((malformed.error.http_status, malformed.error.code.to_owned())), None)
            }
        };
        Self { outcome: outcome.name(), error, plan }
    }

    /// What the answer to a whole batch comes down to.
    fn of_batch(answer: &BatchAnswer<'_>) -> Self {
        let (outcome, error) = match (&answer.malformed, &answer.outcome) {
            (Some(malformed), _) => {
                ("Rejected", Some((malformed.error.http_status, malformed.error.code.to_owned())))
            }
            (None, Ok(_)) => ("Planned", None),
            (None, Err(BatchRejection::DryRunPassed(_))) => ("DryRunPassed", None),
            (None, Err(rejection)) => {
                let error = rejection.error();
                ("Rejected", error.map(|error| (Some(error.http_status), error.code.to_owned())))
            }
        };
        Self { outcome, error, plan: None }
    }
}

/// The newest revision of the documents, beside an older one.
#[derive(Clone, Debug)]
pub(crate) struct Newest {
    revision: Revision,
    policy: Policy,
}

/// The answer of the newest revision, where it is another.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OtherAnswer {
    /// The name of the policy; absent for an instance of a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// The instance of a batch, or the one for which the whole batch is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_mode: Option<StoppedMode>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    requested_mode_ignored: bool,
    /// The resources with another effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Resource>,
    /// The instances of a batch that are answered otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<OtherAnswer>,
}

impl Newest {
    pub(crate) const fn new(revision: Revision, policy: Policy) -> Self {
        Self { revision, policy }
    }

    /// The revision.
    pub(crate) const fn revision(&self) -> Revision {
        self.revision
    }

    /// The answer of the newest revision; `None` if it comes down to the same.
    pub(crate) fn other(&self, case: &Case, answer: &Answer<'_>) -> Option<OtherAnswer> {
        let there = Answer::new(case, &self.policy);
        let other = OtherAnswer::of(&Consequence::of(answer), Consequence::of(&there), &case.request)?;
        Some(OtherAnswer { policy: Some(self.name()), ..other })
    }

    /// The answer of the newest revision to a batch; `None` if it comes down to the same.
    pub(crate) fn other_of_batch(&self, case: &BatchCase, answer: &BatchAnswer<'_>) -> Option<OtherAnswer> {
        let there = BatchAnswer::new(case, &self.policy);
        let of_each = case.request.of_each();
        let items: Vec<OtherAnswer> = match (&answer.outcome, &there.outcome) {
            (Ok(here), Ok(there)) => {
                let others = here.iter().zip(there).filter_map(|(here, there)| {
                    let consequence = |item| Consequence::of_outcome(&Outcome::of_item(item));
                    let other = OtherAnswer::of(&consequence(here), consequence(there), &of_each)?;
                    Some(OtherAnswer { instance_id: Some(there.id.to_owned()), ..other })
                });
                others.collect()
            }
            _ => Vec::new(),
        };
        let instance_id = refused_for(&there);
        let (here, other) = (Consequence::of_batch(answer), Consequence::of_batch(&there));
        let is_same = here == other && refused_for(answer) == instance_id && items.is_empty();
        (!is_same).then(|| OtherAnswer {
            policy: Some(self.name()),
            instance_id: instance_id.map(str::to_owned),
            items,
            ..OtherAnswer::refusal_or_plan(other)
        })
    }

    fn name(&self) -> String {
        format!("ecs-{}", self.revision)
    }
}

/// The instance for which a whole batch is refused.
fn refused_for<'c>(answer: &BatchAnswer<'c>) -> Option<&'c str> {
    match &answer.outcome {
        Err(BatchRejection::Item { id, .. }) => Some(id),
        _ => None,
    }
}

impl OtherAnswer {
    /// The other answer; `None` if both come down to the same.
    fn of(here: &Consequence, there: Consequence, request: &Request) -> Option<Self> {
        if *here == there {
            return None;
        }
        let requested = match request {
            Request::StopInstance(stop) => stop.stopped_mode,
            _ => None,
        };
        let is_stop = matches!(request, Request::StopInstance(_));
        let stopped_mode = there.plan.as_ref().filter(|_| is_stop).map(|plan| plan.stopped_mode);
        let differs = |(resource, ..): &(Resource, Disposition, bool, AtNextStart)| {
            let find = |plan: &Option<Consequences>| {
                let resources = plan.iter().flat_map(|plan| &plan.resources);
                resources.copied().find(|(other, ..)| other == resource)
            };
            here.plan.is_some() && find(&here.plan) != find(&there.plan)
        };
        let all = here.plan.iter().chain(&there.plan).flat_map(|plan| &plan.resources);
        let mut resources: Vec<Resource> = all.filter(|of| differs(of)).map(|of| of.0).collect();
        resources.sort_unstable();
        resources.dedup();
        Some(Self {
            stopped_mode,
            requested_mode_ignored: requested == Some(StopMode::StopCharging)
                && stopped_mode.is_some_and(|mode| mode != StoppedMode::StopCharging),
            resources,
            ..Self::refusal_or_plan(there)
        })
    }

    /// The outcome and the error, without details of a plan.
    fn refusal_or_plan(there: Consequence) -> Self {
        let (http_status, code) = there.error.map_or((None, None), |(status, code)| (status, Some(code)));
        Self {
            policy: None,
            instance_id: None,
            outcome: there.outcome,
            http_status,
            code,
            stopped_mode: None,
            requested_mode_ignored: false,
            resources: Vec::new(),
            items: Vec::new(),
        }
    }

    /// The answer in words: `planned, KeepCharging; the mode asked for is ignored`.
    pub(crate) fn words(&self) -> String {
        if !self.items.is_empty() {
            let items = self
                .items
                .iter()
                .map(|item| format!("{} {}", item.instance_id.as_deref().unwrap_or_default(), item.words()));
            return items.collect::<Vec<_>>().join("; ");
        }
        let mut words = match self.outcome {
            "Planned" => "planned",
            "AlreadyDone" => "already done",
            "DryRunPassed" => "dry run passed",
            _ => "refused",
        }
        .to_owned();
        if let Some(mode) = self.stopped_mode.filter(|mode| *mode != StoppedMode::NotApplicable) {
            words = format!("{words}, {mode}");
        }
        // A batch is refused because of one instance; an item of a batch is named before its words.
        if let Some(id) = self.instance_id.as_ref().filter(|_| self.policy.is_some()) {
            words = format!("{words} because of {id}");
        }
        if let Some(code) = &self.code {
            let status = self.http_status.map_or(String::new(), |status| format!("{status} "));
            words = format!("{words}, {status}{code}");
        }
        if self.requested_mode_ignored {
            words.push_str("; the mode asked for is ignored");
        }
        if !self.resources.is_empty() {
            let names: Vec<&str> = self.resources.iter().map(|resource| resource.as_str()).collect();
            words = format!("{words}; another effect on {}", names.join(", "));
        }
        words
    }
}
