//! What an answer comes down to, so that two answers to the same case can be compared.

use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{AtNextStart, Disposition, Path, Resource};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Plan, Policy, Request, Revision};
use instance_lifecycle_wire::{Answer, Case, Outcome};
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
        let (error, plan) = match &answer.outcome {
            Outcome::Planned(plan) => (None, Some(Consequences::of(plan))),
            Outcome::AlreadyDone(_) => (None, None),
            Outcome::DryRunPassed(pass) => (None, Some(Consequences::of(&pass.plan()))),
            Outcome::Rejected(violations) => (
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
        Self { outcome: answer.outcome.name(), error, plan }
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
    policy: String,
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
        let here = Consequence::of(answer);
        let there = Consequence::of(&Answer::new(case, &self.policy));
        if here == there {
            return None;
        }
        let (http_status, code) = there.error.map_or((None, None), |(status, code)| (status, Some(code)));
        let requested = match case.request {
            Request::StopInstance(stop) => stop.stopped_mode,
            _ => None,
        };
        let is_stop = matches!(case.request, Request::StopInstance(_));
        let mode = there.plan.as_ref().filter(|_| is_stop).map(|plan| plan.stopped_mode);
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
        Some(OtherAnswer {
            policy: format!("ecs-{}", self.revision),
            outcome: there.outcome,
            http_status,
            code,
            stopped_mode: mode,
            requested_mode_ignored: requested == Some(StopMode::StopCharging)
                && mode.is_some_and(|mode| mode != StoppedMode::StopCharging),
            resources,
        })
    }
}

impl OtherAnswer {
    /// The answer in words: `planned, KeepCharging; the mode asked for is ignored`.
    pub(crate) fn words(&self) -> String {
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
