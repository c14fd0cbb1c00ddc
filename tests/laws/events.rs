//! The effect of events and accepted plans on an instance.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::environment::DedicatedHost;
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, Presence, SpotInterruptionBehavior, SpotStrategy, Standing,
    StatusBefore, StoppedFor, StoppedMode, Task,
};
use instance_lifecycle::plan::Path;
use instance_lifecycle::policy::interpretations::{
    ForceDeleteInTransit, ForceStopWhileStopping, StopOfStopped,
};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{
    Case, CreateInstance, DeleteInstance, Environment, Event, Instance, Policy, Request, RunInstances,
    StartInstance, Status, StopInstance, plan,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use support::{Random, is_possible};

const DEFAULT: Instance = Instance::DEFAULT;
const PREPAID: Instance = {
    let mut it = DEFAULT;
    it.charge_type = ChargeType::PrePaid;
    it
};
const SPOT: Instance = {
    let mut it = DEFAULT;
    it.spot_strategy = SpotStrategy::SpotAsPriceGo;
    it
};
const NOTICED: Instance = {
    let mut it = SPOT;
    it.locks = Locks::NONE.with(LockReason::Recycling);
    it
};
const EXPIRED: Instance = {
    let mut it = PREPAID;
    it.standing = Standing::Expired;
    it
};
const IN_ARREARS: Instance = {
    let mut it = DEFAULT;
    it.standing = Standing::InArrears;
    it
};
const FOR_ARREARS: Instance = {
    let mut it = IN_ARREARS;
    it.stopped_for = StoppedFor::Arrears;
    it
};
const ALL_LOCKS: Locks = Locks::NONE
    .with(LockReason::Financial)
    .with(LockReason::Security)
    .with(LockReason::Recycling)
    .with(LockReason::DedicatedHostFinancial)
    .with(LockReason::Refunded)
    .with_unknown();

/// Instances that differ in the attributes that events read, beside status and task.
#[rustfmt::skip] // a table: one line a row
const KINDS: [(&str, Instance); 22] = [
    ("default",                         DEFAULT),
    ("economical",                    { let mut it = DEFAULT; it.stopped_mode = StoppedMode::StopCharging; it }),
    ("initializing",                  { let mut it = DEFAULT; it.initializing = true; it }),
    ("with every lock",               { let mut it = DEFAULT; it.locks = ALL_LOCKS; it }),
    ("a subscription",                PREPAID),
    ("expired",                       EXPIRED),
    ("stopped for expiry",            { let mut it = EXPIRED; it.stopped_for = StoppedFor::Expiry; it }),
    ("in arrears",                    IN_ARREARS),
    ("in arrears, classic",           { let mut it = IN_ARREARS; it.network_type = instance_lifecycle::instance::NetworkType::Classic; it }),
    ("stopped for arrears",           FOR_ARREARS),
    ("stopped for arrears, locked",   { let mut it = FOR_ARREARS; it.locks = ALL_LOCKS; it }),
    ("stopped before the arrears",    { let mut it = FOR_ARREARS; it.status_before = StatusBefore::Stopped; it }),
    ("recycled",                      { let mut it = FOR_ARREARS; it.compute_recycled = true; it }),
    ("with a disk in arrears",        { let mut it = DEFAULT; it.disk_in_arrears = true; it }),
    ("with local disks",              { let mut it = DEFAULT; it.local_storage = true; it }),
    ("with a release time",           { let mut it = DEFAULT; it.auto_release_time = true; it }),
    ("in arrears, with a release time", { let mut it = IN_ARREARS; it.auto_release_time = true; it }),
    ("stopped for arrears, classic",  { let mut it = FOR_ARREARS; it.network_type = instance_lifecycle::instance::NetworkType::Classic; it }),
    ("spot",                          SPOT),
    ("spot, protected",               { let mut it = SPOT; it.spot_protected = true; it }),
    ("spot, noticed",                 NOTICED),
    ("spot, noticed, to be stopped",  { let mut it = NOTICED; it.spot_interruption = SpotInterruptionBehavior::Stop; it }),
];

/// Every consistent pair of status and task.
#[rustfmt::skip] // a table: one line a row
const PHASES: [(Status, &[Task]); 5] = [
    (Status::Pending,  &[Task::Create, Task::Run]),
    (Status::Starting, &[Task::Run, Task::Start, Task::Reboot]),
    (Status::Running,  &[Task::None]),
    (Status::Stopping, &[Task::Stop, Task::Hibernate, Task::Reboot, Task::Release]),
    (Status::Stopped,  &[Task::None]),
];

fn phases() -> impl Iterator<Item = (Status, Task)> {
    PHASES.into_iter().flat_map(|(status, tasks)| tasks.iter().map(move |task| (status, *task)))
}

/// Applies an event in the default environment under the documented policy.
fn apply(instance: &Instance, event: Event) -> Result<Instance, EventError> {
    instance.apply(event, &Environment::DEFAULT, &Policy::documented())
}

/// Returns the attributes that an event changes, or why it cannot happen.
fn after(before: &Instance, event: Event) -> String {
    let after = match apply(before, event) {
        Ok(Instance::RELEASED) => return "Released".to_owned(),
        Ok(after) => after,
        Err(reason) => return format!("- {reason}"),
    };
    let [was, is] = [before, &after].map(|instance| Case::DEFAULT.with(|it| it.instance = *instance).point());
    let changed =
        ATTRIBUTES.iter().filter(|attribute| was.value(attribute.field) != is.value(attribute.field));
    let words = changed.map(|it| format!("{}: {}", it.name, it.values[is.value(it.field)]));
    let words: Vec<String> = words.collect();
    if words.is_empty() { "nothing changes".to_owned() } else { words.join(", ") }
}

/// Returns the effect of an event on a kind of instance in every phase, equal ones on one line.
fn of_kind(kind: &Instance, event: Event) -> String {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (status, task) in phases() {
        let phase = if task == Task::None { status.to_string() } else { format!("{status} {task}") };
        let after = after(
            &kind.with(|it| {
                it.status = status;
                it.task = task;
            }),
            event,
        );
        match lines.iter_mut().find(|(known, _)| *known == after) {
            Some((_, phases)) => phases.push(phase),
            None => lines.push((after, vec![phase])),
        }
    }
    let all = phases().count();
    // The most common effect needs no list of phases.
    let most = lines.iter().map(|(_, phases)| phases.len()).max();
    let most = most.filter(|most| 2 * most > all);
    let line = |(after, phases): (String, Vec<String>)| {
        let phases = match phases.len() {
            number if number == all => "always".to_owned(),
            number if Some(number) == most => "otherwise".to_owned(),
            _ => phases.join(", "),
        };
        format!("    {phases}: {after}\n")
    };
    lines.into_iter().map(line).collect()
}

/// Every event on every kind of instance in every phase; kinds with equal effects are grouped.
#[test]
fn the_effect_of_every_event_equals_its_snapshot() {
    let mut text = String::new();
    for &event in Event::ALL {
        writeln!(text, "{event}").expect("text takes text");
        let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
        for (name, kind) in &KINDS {
            let lines = of_kind(kind, event);
            match alike.iter_mut().find(|(known, _)| *known == lines) {
                Some((_, names)) => names.push(name),
                None => alike.push((lines, vec![name])),
            }
        }
        let most = alike.iter().map(|(_, names)| names.len()).max();
        for (lines, names) in &alike {
            let names = if Some(names.len()) == most { "any other".to_owned() } else { names.join("; ") };
            write!(text, "  {names}\n{lines}").expect("text takes text");
        }
    }
    insta::assert_snapshot!("events", text);
}

#[test]
fn every_status_task_and_event_has_an_answer() {
    let phases: Vec<(Status, Task)> = phases().collect();
    for &event in Event::ALL {
        for &status in Status::ALL {
            for &task in Task::ALL {
                for (name, kind) in &KINDS {
                    let answer = apply(
                        &kind.with(|it| {
                            it.status = status;
                            it.task = task;
                        }),
                        event,
                    );
                    if status == Status::Released {
                        assert_eq!(answer, Err(EventError::Released), "{event}: {name} {task}");
                    } else if !phases.contains(&(status, task)) {
                        assert_eq!(answer, Err(EventError::NoSuchTask), "{event}: {name} {status} {task}");
                    }
                }
            }
        }
    }
}

/// The match fails to compile if a reason is added.
fn reasons() -> BTreeSet<EventError> {
    use EventError::*;
    let all = [
        NothingInFlight,
        AnotherTask,
        NoSuchTask,
        Released,
        InFlight,
        NotRunning,
        AlreadySo,
        NotLocked,
        NoSubscription,
        Subscription,
        NotExpired,
        NothingOwed,
        NotStoppedForThat,
        NoSpot,
        Protected,
        NotNoticed,
        NoDedicatedHost,
        NoLocalDisks,
        ClassicNetwork,
        NoAutoReleaseTime,
        InArrears,
    ];
    for reason in all {
        match reason {
            NothingInFlight | AnotherTask | NoSuchTask | Released | InFlight | NotRunning | AlreadySo
            | NotLocked | NoSubscription | Subscription | NotExpired | NothingOwed | NotStoppedForThat
            | NoSpot | Protected | NotNoticed | NoDedicatedHost | NoLocalDisks | ClassicNetwork
            | NoAutoReleaseTime | InArrears => {}
            other => panic!("not covered: {other:?}"),
        }
    }
    BTreeSet::from(all)
}

#[test]
fn every_event_can_happen_and_every_reason_occurs() {
    let mut happened = BTreeSet::new();
    let mut reasons_met = BTreeSet::from([EventError::NoSuchTask, EventError::Released]);
    for &event in Event::ALL {
        for (_, kind) in &KINDS {
            for (status, task) in phases() {
                for dedicated_host in [DedicatedHost::None, DedicatedHost::Available] {
                    let environment = Environment::DEFAULT.with(|it| it.dedicated_host = dedicated_host);
                    let instance = kind.with(|it| {
                        it.status = status;
                        it.task = task;
                    });
                    match instance.apply(event, &environment, &Policy::documented()) {
                        Ok(_) => happened.insert(event),
                        Err(reason) => reasons_met.insert(reason),
                    };
                }
            }
        }
    }
    assert_eq!(happened.into_iter().collect::<Vec<_>>(), Event::ALL);
    assert_eq!(reasons_met, reasons());
}

#[test]
fn an_event_changes_a_possible_instance_to_a_possible_one() {
    let mut random = Random::new();
    let mut happened: BTreeMap<Event, usize> = BTreeMap::new();
    for n in 0..30_000 {
        let (status, task) = phases().nth(n % phases().count()).expect("a phase");
        let Case { instance, environment, .. } = random.case(2 + n % 3);
        let before = instance.with(|it| {
            it.status = status;
            it.task = task;
        });
        if !is_possible(&Case::DEFAULT.with(|it| it.instance = before)) {
            continue;
        }
        for &event in Event::ALL {
            let Ok(after) = before.apply(event, &environment, &Policy::documented()) else { continue };
            *happened.entry(event).or_default() += 1;
            let point = Case::DEFAULT.with(|it| it.instance = after).point();
            let not = impossible().find(|impossible| impossible.region.contains(&point));
            assert_eq!(not.map(|not| not.reason), None, "{event}: {before:?} became {after:?}");
        }
    }
    assert!(Event::ALL.iter().all(|event| happened.contains_key(event)), "{happened:?}");
}

#[test]
fn a_stop_of_unknown_mode_is_in_the_default_mode() {
    let table = [
        (ChargeType::PostPaid, StoppedMode::NotApplicable, StoppedMode::KeepCharging),
        (ChargeType::PostPaid, StoppedMode::StopCharging, StoppedMode::StopCharging),
        (ChargeType::PrePaid, StoppedMode::NotApplicable, StoppedMode::NotApplicable),
        (ChargeType::PrePaid, StoppedMode::StopCharging, StoppedMode::NotApplicable),
    ];
    for (charge_type, stopped_mode, expected) in table {
        let stopping = Instance::DEFAULT.with(|it| {
            it.status = Status::Stopping;
            it.task = Task::Stop;
            it.charge_type = charge_type;
            it.stopped_mode = stopped_mode;
        });
        let stopped = apply(&stopping, Event::ShutdownCompleted).expect("a stop is in flight");
        let whole = stopping.with(|it| {
            it.status = Status::Stopped;
            it.task = Task::None;
            it.stopped_mode = expected;
        });
        assert_eq!(stopped, whole);
    }
}

#[test]
fn an_accepted_plan_changes_only_what_its_settlement_lists() {
    let hibernating = StopInstance::DEFAULT.with(|it| {
        it.stopped_mode = Some(StopMode::StopCharging);
        it.hibernate = true;
    });
    let before = Instance::DEFAULT.with(|it| {
        it.hibernation_configured = true;
        it.elastic_address = true;
    });
    let plan =
        plan(&before, &hibernating, &Environment::DEFAULT, &Policy::documented()).expect("a hibernation");
    let accepted = plan.accept(&before).expect("the plan is for this instance");
    let in_flight = before.with(|it| {
        it.status = Status::Stopping;
        it.task = Task::Hibernate;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    assert_eq!(accepted, in_flight);
    let stopped = before.with(|it| {
        it.status = Status::Stopped;
        it.task = Task::None;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    assert_eq!(apply(&accepted, Event::ShutdownCompleted), Ok(stopped.with(|it| it.hibernated = true)));
    let failed = apply(&accepted, Event::HibernationFailed).expect("a hibernation can fail");
    assert_eq!(failed, in_flight.with(|it| it.task = Task::Stop));
    assert_eq!(apply(&failed, Event::ShutdownCompleted), Ok(stopped));
    assert_eq!(apply(&failed, Event::HibernationFailed), Err(EventError::AnotherTask));
}

#[test]
fn a_forced_stop_while_stopping_keeps_its_path() {
    let policy = Policy::documented().with(ForceStopWhileStopping::Accept);
    let request = StopInstance::DEFAULT.with(|it| it.force_stop = true);
    for (task, forced) in
        [(Task::Stop, true), (Task::Hibernate, true), (Task::Reboot, false), (Task::Release, false)]
    {
        let hung = Instance::DEFAULT.with(|it| {
            it.status = Status::Stopping;
            it.task = task;
        });
        let plan = plan(&hung, &request, &Environment::DEFAULT, &policy).ok();
        let path = plan.map(|plan| plan.path());
        let expected = Path { from: Status::Stopping, via: &[], to: Status::Stopped };
        assert_eq!(path, forced.then_some(expected), "{task}");
        let accepted = plan.map(|plan| plan.accept(&hung).expect("the plan is for this instance"));
        let stopping = hung.with(|it| {
            it.task = Task::Stop;
            it.stopped_mode = StoppedMode::KeepCharging;
        });
        assert_eq!(accepted, forced.then_some(stopping), "{task}");
    }
}

#[test]
fn an_already_done_plan_changes_nothing() {
    let policy = Policy::documented().with(StopOfStopped::AlreadyDone);
    let stopped = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
        it.hibernated = true;
    });
    let plan =
        plan(&stopped, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).expect("it is done already");
    assert_eq!((plan.is_already_done(), plan.wait_for()), (true, None));
    assert_eq!(plan.accept(&stopped), Ok(stopped));
}

#[test]
fn a_plan_is_stale_after_a_change_of_status() {
    let request = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::KeepCharging));
    let plan = plan(&Instance::DEFAULT, &request, &Environment::DEFAULT, &Policy::documented())
        .expect("a default stop");
    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    let stale = plan.accept(&stopped).unwrap_err();
    assert_eq!(stale.to_string(), "stale plan: `status` is `Stopped` instead of `Running`");
}

/// Returns the accepted instance, under the documented policy in the default environment.
fn accepted(before: &Instance, request: impl Into<Request>) -> Instance {
    let plan = plan(before, &request.into(), &Environment::DEFAULT, &Policy::documented()).expect("a plan");
    plan.accept(before).expect("the status has not changed")
}

#[test]
fn a_creation_makes_the_requested_instance() {
    let request = RunInstances::DEFAULT.with(|it| {
        it.charge_type = ChargeType::PostPaid;
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.hibernation_configured = true;
    });
    let made = DEFAULT.with(|it| {
        it.status = Status::Pending;
        it.task = Task::Run;
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.hibernation_configured = true;
        it.snapshots = Presence::No;
    });
    assert_eq!(accepted(&Instance::RELEASED, request), made);
    let classic = request.with(|it| it.network_type = NetworkType::Classic);
    let made = made.with(|it| {
        it.network_type = NetworkType::Classic;
        it.hibernation_configured = false;
    });
    assert_eq!(accepted(&Instance::RELEASED, classic), made, "hibernation needs a VPC");
    let request = CreateInstance::DEFAULT.with(|it| {
        it.charge_type = ChargeType::PrePaid;
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
    });
    let made = PREPAID.with(|it| {
        it.status = Status::Pending;
        it.task = Task::Create;
        it.snapshots = Presence::No;
    });
    assert_eq!(accepted(&Instance::RELEASED, request), made);
}

#[test]
fn a_starting_instance_has_no_stop_mode() {
    let stopped = DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
        it.stopped_for = StoppedFor::SpotInterruption;
        it.status_before = StatusBefore::Stopped;
        it.hibernated = true;
        it.compute_recycled = true;
    });
    let starting = DEFAULT.with(|it| {
        it.status = Status::Starting;
        it.task = Task::Start;
    });
    assert_eq!(accepted(&stopped, StartInstance::DEFAULT), starting);
}

#[test]
fn a_stop_is_accepted_in_the_planned_mode() {
    let stopping = |stopped_mode| {
        DEFAULT.with(|it| {
            it.status = Status::Stopping;
            it.task = Task::Stop;
            it.stopped_mode = stopped_mode;
            it.elastic_address = true;
        })
    };
    let before = DEFAULT.with(|it| it.elastic_address = true);
    for (asked, expected) in [
        (StopMode::StopCharging, StoppedMode::StopCharging),
        (StopMode::KeepCharging, StoppedMode::KeepCharging),
    ] {
        let request = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(asked));
        assert_eq!(accepted(&before, request), stopping(expected));
    }
}

#[test]
fn a_plan_names_the_status_to_wait_for() {
    let policy = Policy::documented().with(StopOfStopped::AlreadyDone);
    let stopped = DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::KeepCharging;
    });
    for (before, expected) in [(DEFAULT, Some(Status::Stopped)), (stopped, None)] {
        let plan = plan(&before, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).expect("a plan");
        assert_eq!((plan.wait_for(), plan.hibernates()), (expected, false));
    }
}

#[test]
fn paying_a_disk_does_not_renew_a_subscription() {
    let expired = EXPIRED.with(|it| it.disk_in_arrears = true);
    assert_eq!(apply(&expired, Event::PaymentSettled), Ok(EXPIRED));
}

#[test]
fn an_interruption_keeps_hibernation() {
    let noticed = NOTICED.with(|it| it.spot_interruption = SpotInterruptionBehavior::Stop);
    for (hibernated, compute_recycled) in [(false, false), (true, false), (false, true), (true, true)] {
        let before = noticed.with(|it| {
            it.status = Status::Stopped;
            it.hibernated = hibernated;
            it.compute_recycled = compute_recycled;
        });
        let stopped = before.with(|it| {
            it.locks = Locks::NONE;
            it.stopped_mode = StoppedMode::StopCharging;
            it.stopped_for = StoppedFor::SpotInterruption;
        });
        assert_eq!(apply(&before, Event::SpotInterrupted), Ok(stopped));
    }
}

#[test]
fn a_guest_shutdown_does_not_hibernate() {
    let before = DEFAULT.with(|it| it.hibernated = true);
    let after = apply(&before, Event::GuestShutdown).expect("a running instance can shut down");
    assert_eq!((after.status, after.hibernated), (Status::Stopped, false));
}

#[test]
fn an_instance_is_stopped_once_for_its_arrears() {
    let stopped = IN_ARREARS.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    let for_arrears = apply(&stopped, Event::ArrearsStopped).expect("it was stopped on request");
    assert_eq!(for_arrears.stopped_for, StoppedFor::Arrears);
    assert_eq!(apply(&for_arrears, Event::ArrearsStopped), Err(EventError::AlreadySo));
}

#[test]
fn a_release_after_shutdown_leaves_no_stop_mode() {
    let stopping = DEFAULT.with(|it| {
        it.status = Status::Stopping;
        it.task = Task::Stop;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    let policy = Policy::documented().with(ForceDeleteInTransit::Accept);
    let waiting = DEFAULT.with(|it| {
        it.status = Status::Stopping;
        it.task = Task::Release;
    });
    for (force_stop, expected) in [(false, waiting), (true, Instance::RELEASED)] {
        let request = DeleteInstance::DEFAULT.with(|it| {
            it.force = true;
            it.force_stop = force_stop;
        });
        let plan = plan(&stopping, &request, &Environment::DEFAULT, &policy).expect("a plan");
        assert_eq!(plan.accept(&stopping), Ok(expected));
    }
}
