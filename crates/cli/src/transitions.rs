//! The transitions between statuses, derived from the rows of decisions and events.

use crate::variations::{self, Variation};
use instance_lifecycle::analysis::{Budget, BudgetError, Steps, instance_region, simplest};
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::Region;
use instance_lifecycle::{
    Environment, Event, EventError, Finite, Instance, Operation, Policy, Request, Status, plan,
};

/// A transition from a status to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) from: Status,
    pub(crate) to: Status,
    /// The operation with its parameters, or the event.
    pub(crate) by: String,
}

/// All transitions by status, those of operations first.
pub(crate) fn all(policy: &Policy) -> Result<Vec<Transition>, BudgetError> {
    let mut transitions = Vec::new();
    for request in Request::DEFAULTS {
        transitions.extend(calls(request.operation(), policy)?.into_iter().map(|(transition, _)| transition));
    }
    for &event in Event::ALL {
        add(&mut transitions, by(event, policy)?, &event.to_string());
    }
    Ok(sorted(transitions))
}

/// The transitions of one operation: its call, and the events that end its task.
pub(crate) fn of(operation: Operation, policy: &Policy) -> Result<Vec<Transition>, BudgetError> {
    let (mut transitions, mut accepted) = (Vec::new(), Vec::new());
    for (transition, mut regions) in calls(operation, policy)? {
        transitions.push(transition);
        accepted.append(&mut regions);
    }
    let ending = || Event::ALL.iter().filter(|event| ends_a_task(**event, policy));
    let reached = Steps::from_events(policy, ending()).reachable_from(&accepted, Budget::default())?;
    for &event in ending() {
        add(
            &mut transitions,
            ways(&Steps::from_events(policy, &[event]), reached.cubes())?,
            &event.to_string(),
        );
    }
    Ok(sorted(transitions))
}

/// The statuses before and after an event.
pub(crate) fn by(event: Event, policy: &Policy) -> Result<Vec<Way>, BudgetError> {
    ways(&Steps::from_events(policy, &[event]), &[Region::FULL])
}

/// A status before, and the status after.
pub(crate) type Way = (Status, Status);

/// The first transition of every plan of an operation, by the fewest parameters, with the instances
/// right after the call.
fn calls(operation: Operation, policy: &Policy) -> Result<Vec<(Transition, Vec<Region>)>, BudgetError> {
    let mut calls: Vec<(Transition, Vec<Region>)> = Vec::new();
    for Variation { set, request } in variations::of(operation) {
        for ((from, to), after) in taken(&request, policy)? {
            match calls.iter_mut().find(|(known, _)| (known.from, known.to) == (from, to)) {
                Some((_, accepted)) => accepted.push(after),
                None => {
                    let by = [&[operation.to_string()], set.as_slice()].concat().join(" ");
                    calls.push((Transition { from, to, by }, vec![after]));
                }
            }
        }
    }
    Ok(calls)
}

/// The changes of status by a call, with the instances after it.
fn taken(request: &Request, policy: &Policy) -> Result<Vec<(Way, Region)>, BudgetError> {
    if request.creates() {
        let released = Instance::RELEASED;
        let plan = plan(&released, request, &Environment::DEFAULT, policy).ok();
        let made = plan.and_then(|plan| plan.accept(&released).ok());
        return Ok(made
            .iter()
            .map(|made| ((Status::Released, made.status), instance_region(made)))
            .collect());
    }
    let mut taken = Vec::new();
    for step in Steps::from_call(policy, request, &Environment::DEFAULT, Budget::default())?.iter() {
        for (from, to) in ways(&Steps::from_iter([*step]), &[Region::FULL])? {
            if from != to {
                taken.push(((from, to), step.set.apply(&within(&step.when, from))));
            }
        }
    }
    Ok(taken)
}

/// The changes of status by steps from instances in some regions.
fn ways(steps: &Steps, regions: &[Region]) -> Result<Vec<Way>, BudgetError> {
    let mut ways = Vec::new();
    for step in steps.iter() {
        let to = step.set.value(status().field).map(Status::from_index);
        for &from in Status::ALL {
            let when = within(&step.when, from);
            let leaving: Vec<Region> = regions.iter().map(|region| region.intersect(&when)).collect();
            let way = (from, to.unwrap_or(from));
            if !ways.contains(&way) && simplest(&leaving, Budget::default())?.is_some() {
                ways.push(way);
            }
        }
    }
    ways.sort_unstable();
    Ok(ways)
}

fn status() -> &'static Attribute {
    const ALL: &[Attribute] = &ATTRIBUTES;
    ALL.iter().find(|attribute| attribute.name == "status").expect("the status is an attribute")
}

/// The part of a region in a status.
fn within(region: &Region, there: Status) -> Region {
    region.restrict(status().field, 1 << there as u64)
}

/// Whether the event ends a task.
fn ends_a_task(event: Event, policy: &Policy) -> bool {
    Instance::DEFAULT.apply(event, &Environment::DEFAULT, policy) == Err(EventError::NothingInFlight)
}

fn add(transitions: &mut Vec<Transition>, ways: Vec<Way>, by: &str) {
    let moves = ways.into_iter().filter(|(from, to)| from != to);
    transitions.extend(moves.map(|(from, to)| Transition { from, to, by: by.to_owned() }));
}

fn sorted(mut transitions: Vec<Transition>) -> Vec<Transition> {
    // Transitions from the released status come first.
    transitions
        .sort_by_key(|transition| (transition.from != Status::Released, transition.from, transition.to));
    transitions
}
