//! What events and accepted plans make of an instance: the total table.

use crate::cases::{ladder, plainest};
use instance_lifecycle::{
    CannotHappen, ChargeType, Environment, Event, ForceStopWhileStopping, Instance, Path, Policy, Revision,
    Stale, Status, StopInstance, StopMode, StopOfStopped, StoppedMode, Task, explain, plan,
};
use std::fmt::Write;

#[test]
fn every_status_task_and_event_has_an_answer() {
    let mut text = String::new();
    for &event in Event::ALL {
        for &status in Status::ALL {
            for &task in Task::ALL {
                let before =
                    Instance { status, task, stopped_mode: StoppedMode::StopCharging, ..Instance::PLAIN };
                let after = match before.on(event) {
                    Ok(Instance { status, task, stopped_mode, hibernated, .. }) => {
                        format!(
                            "{status} {task}, {stopped_mode}{}",
                            if hibernated { ", hibernated" } else { "" }
                        )
                    }
                    Err(reason) => format!("- {reason}"),
                };
                writeln!(text, "{event} {status} {task}: {after}").expect("text takes text");
            }
        }
    }
    insta::assert_snapshot!("evolve", text);
}

#[test]
fn the_mode_of_a_stop_that_is_not_known_is_the_default_one() {
    let table = [
        (ChargeType::PostPaid, StoppedMode::NotApplicable, StoppedMode::KeepCharging),
        (ChargeType::PostPaid, StoppedMode::StopCharging, StoppedMode::StopCharging),
        (ChargeType::PrePaid, StoppedMode::NotApplicable, StoppedMode::NotApplicable),
        (ChargeType::PrePaid, StoppedMode::StopCharging, StoppedMode::NotApplicable),
    ];
    for (charge_type, stopped_mode, expected) in table {
        let stopping = Instance {
            status: Status::Stopping,
            task: Task::Stop,
            charge_type,
            stopped_mode,
            ..Instance::PLAIN
        };
        let stopped = stopping.on(Event::ShutdownCompleted).expect("a stop is in flight");
        let whole =
            Instance { status: Status::Stopped, task: Task::None, stopped_mode: expected, ..stopping };
        assert_eq!(stopped, whole);
    }
}

#[test]
fn an_accepted_plan_changes_nothing_else() {
    let hibernating =
        StopInstance { stopped_mode: Some(StopMode::StopCharging), hibernate: true, ..StopInstance::DEFAULT };
    let before = Instance { hibernation_configured: true, elastic_address: true, ..Instance::PLAIN };
    let plan =
        plan(&before, &hibernating, &Environment::PLAIN, &Policy::documented()).expect("a hibernation");
    let accepted = plan.accept(&before).expect("the plan is for this instance");
    let in_flight = Instance {
        status: Status::Stopping,
        task: Task::Hibernate,
        stopped_mode: StoppedMode::StopCharging,
        ..before
    };
    assert_eq!(accepted, in_flight);
    let stopped = Instance {
        status: Status::Stopped,
        task: Task::None,
        stopped_mode: StoppedMode::StopCharging,
        ..before
    };
    assert_eq!(accepted.on(Event::ShutdownCompleted), Ok(Instance { hibernated: true, ..stopped }));
    let failed = accepted.on(Event::HibernationFailed).expect("a hibernation can fail");
    assert_eq!(failed, Instance { task: Task::Stop, ..in_flight });
    assert_eq!(failed.on(Event::ShutdownCompleted), Ok(stopped));
    assert_eq!(failed.on(Event::HibernationFailed), Err(CannotHappen::AnotherTask));
}

#[test]
fn a_hung_stop_that_is_forced_stays_on_its_path() {
    let policy = Policy::documented().with(ForceStopWhileStopping::Accept);
    let request = StopInstance { force_stop: true, ..StopInstance::DEFAULT };
    for (task, forced) in
        [(Task::Stop, true), (Task::Hibernate, true), (Task::Reboot, false), (Task::Release, false)]
    {
        let hung = Instance { status: Status::Stopping, task, ..Instance::PLAIN };
        let plan = plan(&hung, &request, &Environment::PLAIN, &policy).ok();
        let path = plan.map(|plan| plan.path());
        let expected = Path { from: Status::Stopping, via: &[], to: Status::Stopped };
        assert_eq!(path, forced.then_some(expected), "{task}");
        let accepted = plan.map(|plan| plan.accept(&hung).expect("the plan is for this instance"));
        let stopping = Instance { task: Task::Stop, stopped_mode: StoppedMode::KeepCharging, ..hung };
        assert_eq!(accepted, forced.then_some(stopping), "{task}");
    }
}

#[test]
fn what_is_stopped_already_stays_as_it_is() {
    let policy = Policy::documented().with(StopOfStopped::AlreadyDone);
    let stopped = Instance {
        status: Status::Stopped,
        stopped_mode: StoppedMode::StopCharging,
        hibernated: true,
        ..Instance::PLAIN
    };
    let plan =
        plan(&stopped, &StopInstance::DEFAULT, &Environment::PLAIN, &policy).expect("it is done already");
    assert_eq!((plan.is_already_done(), plan.wait_for()), (true, None));
    assert_eq!(plan.accept(&stopped), Ok(stopped));
}

#[test]
fn every_settlement_leads_where_its_plan_says() {
    let mut text = String::new();
    for row in ladder().settlements {
        let case = plainest(&row.when);
        // The readings under which the row speaks.
        let policy = Policy::ecs(Revision::V2025_12_03).with(StopOfStopped::AlreadyDone);
        let request = StopInstance::from(case.request);
        let plan = explain(&case.instance, &request, &case.environment, &policy).plan();
        let accepted = plan.accept(&case.instance).expect("the plan is for this instance");
        let end = if accepted.status == Status::Stopping {
            accepted.on(Event::ShutdownCompleted).expect("a shutdown is in flight")
        } else {
            accepted
        };
        assert_eq!(end.status, plan.path().to);
        if !plan.is_already_done() {
            assert_eq!((end.stopped_mode, end.hibernated), (plan.stopped_mode(), plan.hibernates()));
        }
        writeln!(
            text,
            "{}: {} {}, then {}",
            plan.settlement(),
            accepted.status,
            accepted.task,
            end.stopped_mode
        )
        .expect("text takes text");
    }
    insta::assert_snapshot!("accept", text);
}

#[test]
fn a_plan_is_not_for_an_instance_that_has_moved_on() {
    let request = StopInstance { stopped_mode: Some(StopMode::KeepCharging), ..StopInstance::DEFAULT };
    let plan =
        plan(&Instance::PLAIN, &request, &Environment::PLAIN, &Policy::documented()).expect("a plain stop");
    let stopped = Instance { status: Status::Stopped, ..Instance::PLAIN };
    let stale = plan.accept(&stopped).unwrap_err();
    assert_eq!(stale, Stale { expected: Status::Running, found: Status::Stopped });
    assert_eq!(stale.to_string(), "the plan is for an instance that is `Running`, and this one is `Stopped`");
}
