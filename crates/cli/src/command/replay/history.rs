//! The history of one instance in a trail, as a trace.
//!
//! A trail does not show when a task in progress ended. The trace has the end at the earliest time that
//! explains the recorded answers: that of the call before.

use crate::exit::Failure;
use crate::output::counted;
use crate::trails::before_any_rule;
use instance_lifecycle::trace::{Answer, Input};
use instance_lifecycle::{Environment, Instance, Policy, Rejection, Request, explain};
use instance_lifecycle_wire::{
    AnyCase, Fleet, RecordedStep, TraceFile, Trail, TrailAnswer, TrailCall, TrailEvent,
};
use std::collections::BTreeSet;

/// The number of instances that a message names.
const NAMED: usize = 5;

/// A trace, with the recorded answer to each call.
pub(super) struct History {
    pub(super) file: TraceFile,
    /// For each step the recorded answer; `None` for an event.
    answers: Vec<Option<Recorded>>,
}

/// Whether a call was accepted, or the code of the error.
type Recorded = Result<(), String>;

/// A step that a policy answers otherwise.
pub(super) struct Other {
    /// The number of the event.
    pub(super) event: u64,
    pub(super) recorded: String,
    pub(super) found: String,
}

/// Returns the only instance that the calls of a trail are about.
pub(super) fn only_instance(trail: &Trail) -> Result<String, Failure> {
    let ids = trail.events.iter().flat_map(|event| match (&event.call, &event.answer) {
        (TrailCall::One(_, Some(id)), _) => std::slice::from_ref(id),
        (TrailCall::Batch(_, ids), _) => ids,
        (TrailCall::One(_, None), TrailAnswer::Accepted { created, .. }) => created,
        (TrailCall::One(_, None), TrailAnswer::Refused { .. }) => &[],
    });
    let ids: BTreeSet<&String> = ids.collect();
    match ids.first().filter(|_| ids.len() == 1) {
        Some(id) => Ok((*id).clone()),
        None => {
            let named: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
            let more = if ids.len() > NAMED { ", …" } else { "" };
            let problem = match ids.len() {
                0 => "the trail has no call of an instance".to_owned(),
                all => format!(
                    "the trail is about {}, name one with --instance: {}{more}",
                    counted(all, "instance"),
                    named.join(", ")
                ),
            };
            Err(Failure::Usage(problem))
        }
    }
}

impl History {
    /// Follows one instance; `None` if it is neither listed nor created.
    pub(super) fn of(
        id: &str,
        trail: &Trail,
        mut fleet: Fleet,
        environment: Environment,
        policy: &Policy,
    ) -> Option<Self> {
        let mut origin = trail.events.first().map_or(0, |event| event.seconds);
        let mut building = fleet.record(id).map(|record| Building::new(0, record.instance, environment));
        let mut start = fleet.record(id).cloned();
        for event in &trail.events {
            let Some(case) = fleet.case(event, policy) else { continue };
            if let (Some(building), Some((instance, request))) = (&mut building, call_of(id, &case))
                && before_any_rule(event).is_none()
            {
                building.reach(&instance, policy);
                building.call(request, recorded(id, event), event, origin, policy);
            }
            fleet.advance(event, &case, policy);
            if building.is_none()
                && let Some(record) = fleet.record(id)
            {
                (origin, start) = (event.seconds, Some(record.clone()));
                building = Some(Building::new(event.number, record.instance, environment));
            }
        }
        let mut building = building?;
        while building.complete(policy) {}
        let mut file = TraceFile::new(start);
        file.steps = building.steps;
        Some(Self { file, answers: building.answers })
    }

    /// The number of recorded answers.
    pub(super) fn len(&self) -> usize {
        self.answers.iter().flatten().count()
    }

    /// The first call that a policy answers otherwise.
    pub(super) fn difference(&self, policy: &Policy) -> Option<Other> {
        let mut instance = self.file.start();
        for (step, recorded) in self.file.steps.iter().zip(&self.answers) {
            let (answer, after) = step.input.apply_to(&instance, policy);
            instance = after;
            let (Some(recorded), Answer::Request(answer)) = (recorded, answer) else { continue };
            let (code, found) = match &answer {
                Ok(plan) => (Ok(()), format!("accepted, {}", plan.settlement())),
                Err(Rejection::DryRunPassed(pass)) => {
                    (Err(pass.error().code.to_owned()), pass.error().code.to_owned())
                }
                Err(Rejection::Refused(refused)) => {
                    let (rule, code) = (refused.row().rule, refused.code());
                    (Err(code.to_owned()), format!("{code}, rule {rule}"))
                }
            };
            if *recorded != code {
                let recorded = match recorded {
                    Ok(()) => "accepted".to_owned(),
                    Err(code) => code.clone(),
                };
                return Some(Other { event: step.line, recorded, found });
            }
        }
        None
    }
}

/// The steps so far, and the instance after them.
struct Building {
    /// The event after which the history starts.
    number: u64,
    instance: Instance,
    environment: Environment,
    steps: Vec<RecordedStep>,
    answers: Vec<Option<Recorded>>,
}

impl Building {
    const fn new(number: u64, instance: Instance, environment: Environment) -> Self {
        Self { number, instance, environment, steps: Vec::new(), answers: Vec::new() }
    }

    /// Ends what is in progress until the instance is as a call found it.
    fn reach(&mut self, instance: &Instance, policy: &Policy) {
        while self.instance != *instance && self.complete(policy) {}
    }

    /// Ends one status in progress; returns `false` if there is none.
    fn complete(&mut self, policy: &Policy) -> bool {
        let Some(end) = self.instance.completed_by() else { return false };
        let Ok(after) = self.instance.apply(end, &self.environment, policy) else { return false };
        self.instance = after;
        let (line, at) = self.steps.last().map_or((self.number, 0), |step| (step.line, step.at));
        self.push(Input::Event(end, self.environment), None, line, at, policy);
        true
    }

    fn call(
        &mut self,
        request: Request,
        recorded: Recorded,
        event: &TrailEvent,
        origin: u64,
        policy: &Policy,
    ) {
        if recorded.is_ok() {
            let plan = explain(&self.instance, &request, &self.environment, policy).plan();
            self.instance = plan.accept(&self.instance).unwrap_or(self.instance);
        }
        let (number, at) = (event.number, event.seconds.saturating_sub(origin));
        self.push(Input::Request(request, self.environment), Some(recorded), number, at, policy);
    }

    fn push(&mut self, input: Input, recorded: Option<Recorded>, line: u64, at: u64, policy: &Policy) {
        self.steps.push(RecordedStep {
            line,
            at,
            input,
            answer: None,
            attributes: policy.attributes().clone(),
        });
        self.answers.push(recorded);
    }
}

/// The request of a case for one instance, and the instance as the call found it.
fn call_of(id: &str, case: &AnyCase) -> Option<(Instance, Request)> {
    match case {
        AnyCase::One(case) => (case.id.as_deref() == Some(id)).then(|| (case.instance(), case.request)),
        AnyCase::Batch(batch) => {
            let (_, instance) = batch.items().find(|(of, _)| *of == id)?;
            Some((instance, batch.request.of_each()))
        }
    }
}

/// The recorded answer for one instance.
fn recorded(id: &str, event: &TrailEvent) -> Recorded {
    match &event.answer {
        TrailAnswer::Refused { code, .. } => Err(code.clone()),
        TrailAnswer::Accepted { items, .. } => {
            match items.iter().find(|(of, code)| of == id && code != "200") {
                Some((_, code)) => Err(code.clone()),
                None => Ok(()),
            }
        }
    }
}
