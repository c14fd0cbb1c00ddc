//! What leads from status to status: read off the decisions and events of plain instances, one of
//! every phase and of each kind that matters to an event.

use crate::variations;
use instance_lifecycle::{
    CannotHappen, ChargeType, Environment, Event, Instance, LockReason, Locks, Operation, Policy, Request,
    SpotInterruptionBehavior, SpotStrategy, Standing, Status, StatusBefore, StoppedFor, StoppedMode, Task,
    plan,
};

/// One way from a status to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) from: Status,
    pub(crate) to: Status,
    /// The operation with the parameters that it takes, or the event.
    pub(crate) by: String,
}

/// All of them, by status, first those of operations.
pub(crate) fn all(policy: &Policy) -> Vec<Transition> {
    let calls = Request::DEFAULTS.iter().flat_map(|request| calls(request.operation(), policy));
    let mut transitions: Vec<Transition> = calls.map(|(transition, _)| transition).collect();
    for (event, before, after) in events(&plain()) {
        add(&mut transitions, before.status, after.status, event.to_string());
    }
    sorted(transitions)
}

/// Those of one operation: the call, and what becomes of the task that it puts in flight.
pub(crate) fn of(operation: Operation, policy: &Policy) -> Vec<Transition> {
    let calls = calls(operation, policy);
    let mut reached: Vec<Instance> = Vec::new();
    let mut transitions = Vec::new();
    for (transition, accepted) in calls {
        transitions.push(transition);
        reached.extend(accepted);
    }
    let mut next = 0;
    while next < reached.len() {
        let before = reached[next];
        next += 1;
        for &event in Event::ALL.iter().filter(|event| ends_a_task(**event)) {
            let Ok(after) = before.on(event) else { continue };
            add(&mut transitions, before.status, after.status, event.to_string());
            if !reached.contains(&after) {
                reached.push(after);
            }
        }
    }
    sorted(transitions)
}

/// What an event makes of instances: the status before, and the one after.
pub(crate) fn by(event: Event) -> Vec<(Status, Status)> {
    let instances: Vec<Instance> = plain().into_iter().chain(rare()).collect();
    let happened = events(&instances).filter(|(happened, ..)| *happened == event);
    let mut ways: Vec<(Status, Status)> =
        happened.map(|(_, before, after)| (before.status, after.status)).collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// Of an operation, the first step of every plan, by the fewest parameters that lead there, with the
/// instances right after the call.
fn calls(operation: Operation, policy: &Policy) -> Vec<(Transition, Vec<Instance>)> {
    let mut calls: Vec<(Transition, Vec<Instance>)> = Vec::new();
    for variation in variations::of(operation) {
        let released = variation.request.creates().then_some(Instance::RELEASED);
        for before in released.into_iter().chain(plain()) {
            let Ok(plan) = plan(&before, &variation.request, &Environment::PLAIN, policy) else { continue };
            let Ok(after) = plan.accept(&before) else { continue };
            if before.status == after.status {
                continue;
            }
            let known =
                calls.iter_mut().find(|(known, _)| (known.from, known.to) == (before.status, after.status));
            match known {
                Some((_, accepted)) => accepted.push(after),
                None => {
                    let by = [&[operation.to_string()], variation.set.as_slice()].concat().join(" ");
                    calls.push((Transition { from: before.status, to: after.status, by }, vec![after]));
                }
            }
        }
    }
    calls
}

/// The events that can happen to instances.
fn events(instances: &[Instance]) -> impl Iterator<Item = (Event, Instance, Instance)> {
    Event::ALL.iter().flat_map(move |&event| {
        let happened = move |before: &Instance| Some((event, *before, before.on(event).ok()?));
        instances.iter().filter_map(happened)
    })
}

/// Whether it is the task in flight that the event ends.
fn ends_a_task(event: Event) -> bool {
    Instance::PLAIN.on(event) == Err(CannotHappen::NothingInFlight)
}

fn add(transitions: &mut Vec<Transition>, from: Status, to: Status, by: String) {
    let transition = Transition { from, to, by };
    if from != to && !transitions.contains(&transition) {
        transitions.push(transition);
    }
}

fn sorted(mut transitions: Vec<Transition>) -> Vec<Transition> {
    // What is not there comes first.
    transitions
        .sort_by_key(|transition| (transition.from != Status::Released, transition.from, transition.to));
    transitions
}

/// Statuses and tasks that go together.
fn phases() -> impl Iterator<Item = Instance> {
    let all = Status::ALL.iter().flat_map(|&status| Task::ALL.iter().map(move |&task| (status, task)));
    all.map(|(status, task)| Instance { status, task, ..Instance::PLAIN })
        .filter(|instance| instance.status != Status::Released)
        .filter(|instance| instance.on(Event::UnknownLockSet).is_ok())
        .map(|instance| match instance.status {
            Status::Stopped => Instance { stopped_mode: StoppedMode::KeepCharging, ..instance },
            _ => instance,
        })
}

/// One instance of every phase and kind of payment; stopped ones for every reason.
fn plain() -> Vec<Instance> {
    let spot = |spot_interruption| Instance {
        spot_strategy: SpotStrategy::SpotAsPriceGo,
        spot_interruption,
        locks: Locks::NONE.with(LockReason::Recycling),
        ..Instance::PLAIN
    };
    let kinds = [
        Instance::PLAIN,
        Instance { standing: Standing::InArrears, ..Instance::PLAIN },
        Instance { charge_type: ChargeType::PrePaid, standing: Standing::Expired, ..Instance::PLAIN },
        spot(SpotInterruptionBehavior::Terminate),
        spot(SpotInterruptionBehavior::Stop),
    ];
    let instances = phases().flat_map(|phase| {
        kinds.iter().flat_map(move |kind| {
            let reasons =
                if phase.status == Status::Stopped { StoppedFor::ALL } else { &[StoppedFor::Request] };
            reasons.iter().map(move |&stopped_for| Instance {
                status: phase.status,
                task: phase.task,
                stopped_mode: phase.stopped_mode,
                stopped_for,
                status_before: StatusBefore::Running,
                ..*kind
            })
        })
    });
    instances.collect()
}

/// What some events happen to alone.
fn rare() -> impl Iterator<Item = Instance> {
    let locks = LockReason::ALL.iter().fold(Locks::NONE, |locks, &reason| locks.with(reason));
    let spot = Instance { spot_strategy: SpotStrategy::SpotAsPriceGo, ..Instance::PLAIN };
    let kinds = [
        Instance { initializing: true, ..Instance::PLAIN },
        Instance { locks: Locks { unknown: true, ..locks }, ..Instance::PLAIN },
        Instance { spot_protected: true, ..spot },
        spot,
        Instance { charge_type: ChargeType::PrePaid, ..Instance::PLAIN },
    ];
    phases().flat_map(move |phase| {
        let Instance { status, task, stopped_mode, .. } = phase;
        kinds.into_iter().map(move |kind| Instance { status, task, stopped_mode, ..kind })
    })
}
