//! What instances may be, and what happens to them next.

use instance_lifecycle::analysis::{Rules, impossible};
use instance_lifecycle::billing::{charges, resources};
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::{StoppedMode, Task};
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::{
    Action, Case, Environment, Event, Instance, Operation, Policy, Request, Revision, Status, explain,
    permitted, plan,
};
use support::{Random, is_possible, nearest, request, simplest, welcome};

/// Returns random cases with possible instances, most attributes default.
fn possible_cases() -> Vec<Case> {
    let mut random = Random::new();
    let cases = (0..8_000).map(|n| random.case(1 + n % 30));
    cases.filter(is_possible).collect()
}

fn policies() -> Vec<Policy> {
    Revision::ALL.iter().map(|revision| Policy::ecs(*revision)).collect()
}

#[test]
fn calls_and_events_make_valid_instances_of_valid_ones() {
    let policies = policies();
    let (mut accepted, mut happened) = (0, 0);
    for (case, policy) in possible_cases().iter().zip(policies.iter().cycle()) {
        assert_eq!(case.instance.validate(), Ok(()));
        for default in Request::DEFAULTS {
            let request = request(default.operation(), case);
            // A creation makes another instance.
            if request.creates() && case.instance != Instance::RELEASED {
                continue;
            }
            if let Ok(plan) = plan(&case.instance, &request, &case.environment, policy) {
                let next = plan.accept(&case.instance).expect("the plan is for this instance");
                assert_eq!(next.validate(), Ok(()), "{request:?} of {:?}", case.instance);
                accepted += 1;
            }
        }
        for (event, next) in case.instance.possible_events(&case.environment, policy) {
            assert_eq!(next.validate(), Ok(()), "{event} of {:?}", case.instance);
            happened += 1;
        }
    }
    assert!(accepted > 1_000 && happened > 1_000, "{accepted} accepted, {happened} happened");
}

#[test]
fn possible_events_are_those_that_apply_and_complete_every_task() {
    let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    for status in Status::ALL {
        for task in Task::ALL {
            let instance = Instance::DEFAULT.with(|it| {
                it.status = *status;
                it.task = *task;
            });
            let possible: Vec<(Event, Instance)> = instance.possible_events(&environment, &policy).collect();
            let applied: Vec<(Event, Instance)> = Event::ALL
                .iter()
                .filter_map(|&event| Some((event, instance.apply(event, &environment, &policy).ok()?)))
                .collect();
            assert_eq!(possible, applied);
            let is_in_flight = status.is_transitional() && status.tasks().contains(task);
            assert_eq!(instance.in_flight(), is_in_flight.then_some(*task));
            assert_eq!(instance.completed_by().is_some(), is_in_flight, "{status} {task}");
            if let Some(event) = instance.completed_by() {
                let (_, next) = possible.iter().find(|(other, _)| *other == event).expect("it can occur");
                assert_ne!(next.status, *status, "{event} ends the status");
            }
        }
    }
}

#[test]
fn a_plan_is_completed_along_its_path() {
    let mut compared = 0;
    for policy in policies() {
        for default in Request::DEFAULTS {
            let operation = default.operation();
            let case = match operation.creates() {
                true => Case::DEFAULT.with(|it| it.instance = Instance::RELEASED),
                false => welcome(operation),
            };
            let point = case.point();
            let near = ATTRIBUTES.iter().flat_map(|attribute| {
                (0..attribute.values.len()).map(move |value| Case::at(&point.with(attribute.field, value)))
            });
            let has_its_instance =
                |case: &Case| !operation.creates() || case.instance.status == Status::Released;
            for case in near.filter(is_possible).filter(has_its_instance) {
                let request = request(operation, &case);
                let Ok(plan) = plan(&case.instance, &request, &case.environment, &policy) else { continue };
                if case.instance.locks.security {
                    continue; // A security lock stops what would boot.
                }
                let accepted = plan.accept(&case.instance).expect("the plan is for this instance");
                let events: Vec<(Event, Instance)> = plan
                    .completed_by(&case.instance, &case.environment, &policy)
                    .expect("the plan is for this instance")
                    .collect();
                let last = events.last().map_or(accepted, |(_, last)| *last);
                assert_eq!((last.status, last.in_flight()), (plan.path().to, None), "{request:?}: {case:?}");
                let passed = [accepted].into_iter().chain(events.iter().map(|(_, after)| *after));
                let transitional: Vec<Status> =
                    passed.map(|it| it.status).filter(|status| status.is_transitional()).collect();
                let via = plan.path().via.iter().copied().filter(|status| status.is_transitional());
                let first = Some(plan.path().from).filter(|from| from.is_transitional());
                assert_eq!(transitional, first.into_iter().chain(via).collect::<Vec<_>>(), "{case:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared} compared");
}

#[test]
fn a_stale_plan_is_completed_by_nothing() {
    let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    let request = Request::DEFAULTS[0];
    let plan = plan(&Instance::DEFAULT, &request, &environment, &policy).expect("a stop");
    let stopped = Instance::in_status(Status::Stopped);
    let stale = plan.completed_by(&stopped, &environment, &policy).err();
    assert_eq!(stale, plan.accept(&stopped).err());
    assert!(stale.is_some());
}

#[test]
fn an_instance_in_another_status_is_valid_and_else_the_same() {
    let cases = possible_cases();
    for status in Status::ALL {
        assert_eq!(Instance::in_status(*status).validate(), Ok(()), "{status}");
        for case in cases.iter().step_by(20) {
            let moved = case.instance.with_status(*status);
            assert_eq!((moved.status, moved.validate()), (*status, Ok(())), "{:?}", case.instance);
            if *status == Status::Released {
                assert_eq!(moved, Instance::RELEASED);
                continue;
            }
            let back = |it: Instance| {
                it.with(|it| {
                    it.status = Status::Running;
                    it.task = Task::None;
                    it.stopped_mode = StoppedMode::NotApplicable;
                    it.stopped_for = Instance::DEFAULT.stopped_for;
                    it.status_before = Instance::DEFAULT.status_before;
                    it.hibernated = false;
                    it.compute_recycled = false;
                })
            };
            assert_eq!(back(moved), back(case.instance));
        }
    }
}

/// A decision does not check the instance: for impossible ones too, `plan`, `explain` and `permitted` give
/// one answer, and events do unless the status does not allow the task.
#[test]
fn impossible_instances_have_one_answer() {
    let (mut without_task, mut with_task) = (0, 0);
    for impossible in impossible() {
        let of_defaults = [simplest(&impossible.region), nearest(&impossible.region, &Case::DEFAULT)];
        for case in of_defaults {
            let Case { instance, environment, .. } = case;
            let error = instance.validate().expect_err("the instance is impossible");
            assert!(error.region().contains(&case.point()), "{error}");
            for policy in policies() {
                for default in Request::DEFAULTS {
                    let request = request(default.operation(), &case);
                    let answer = plan(&instance, &request, &environment, &policy);
                    assert_eq!(answer, explain(&instance, &request, &environment, &policy).answer());
                    if let Ok(plan) = &answer {
                        let is_accepted = plan.accept(&instance).is_ok();
                        assert_eq!(is_accepted, !request.creates() || instance.status == Status::Released);
                    }
                }
                for (operation, answer) in permitted(&instance, &environment, &policy) {
                    let default = Request::DEFAULTS.iter().find(|it| it.operation() == operation);
                    let request = default.expect("every operation has a default request");
                    assert_eq!(answer, plan(&instance, request, &environment, &policy));
                }
                let allows_task = instance.status.tasks().contains(&instance.task);
                for event in Event::ALL {
                    let answer = instance.apply(*event, &environment, &policy);
                    let expected = match instance.status {
                        Status::Released => Some(EventError::Released),
                        _ if !allows_task => Some(EventError::NoSuchTask),
                        _ => None,
                    };
                    match expected {
                        Some(reason) => assert_eq!(answer, Err(reason), "{event}: {instance:?}"),
                        None => assert_ne!(answer, Err(EventError::NoSuchTask), "{event}: {instance:?}"),
                    }
                }
                *if allows_task { &mut with_task } else { &mut without_task } += 1;
            }
        }
    }
    assert!(without_task > 0 && with_task > 0, "{without_task} without a task, {with_task} with one");
}

#[test]
fn of_impossible_instances_nothing_stays_that_cannot_be() {
    let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    let economical = Instance::DEFAULT.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let stopped = economical.apply(Event::GuestShutdown, &environment, &policy).expect("it is running");
    assert_eq!(stopped, Instance::in_status(Status::Stopped));

    let released = Instance::RELEASED.with(|it| it.gpu = true);
    assert_eq!(resources(&released, &environment).count(), 0);
    assert_eq!(charges(&released, &environment, &policy).count(), 0);
}

/// Functions that take a number or a point answer for any, or document when they panic.
#[test]
fn numbers_out_of_range_have_an_answer() {
    assert_eq!(Case::at(&Point::EMPTY), Case::DEFAULT);
    let rules = Rules::new(&Policy::documented(), Operation::StopInstance);
    assert_eq!(rules.decides(&Point::EMPTY), Some(0));
    for action in Action::ALL {
        let errors = action.errors();
        for column in [errors.revisions.len().max(Revision::ALL.len()), usize::MAX] {
            assert_eq!(errors.of(column).count(), 0, "{action} {column}");
            if errors.revisions.len() > 1 {
                assert!(!errors.is_transcribed(column) && !errors.has_own_numbers(column));
                assert_eq!(errors.document(column), None);
            }
            for row in errors.rows {
                let is_single = row.places.len() == 1;
                assert_eq!(
                    row.evidence_in(column) == row.evidence,
                    is_single || row.evidence == Evidence::Inferred
                );
                let last = row.descriptions.last().map(|(_, text)| *text).filter(|text| *text != "-");
                assert_eq!(errors.description(row, column), last);
            }
        }
    }
}
