//! Traces: replay, shrinking and bills.

use instance_lifecycle::environment::Stock;
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::{StoppedMode, Task};
use instance_lifecycle::plan::{PlanDifference, Resource};
use instance_lifecycle::policy::interpretations::{
    ForceStopWhileStopping, LocalDiskContents, SecurityLockedStop,
};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::trace::{Answer, BillLine, Input, ReplayError, TimeOrderError, Trace};
use instance_lifecycle::{
    Case, CreateInstance, DeleteInstance, Environment, Event, Instance, Operation, Plan, Policy,
    RebootInstance, Request, Revision, RunInstances, StartInstance, Status, StopInstance,
};
use std::collections::BTreeSet;
use support::{Random, product, read_by, rule_table};

fn call(request: impl Into<Request>) -> Input {
    Input::Request(request.into(), Environment::DEFAULT)
}

const fn event(event: Event) -> Input {
    Input::Event(event, Environment::DEFAULT)
}

fn stop(mode: StopMode) -> Input {
    call(StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(mode)))
}

/// Returns a trace with a step every ten seconds.
fn history(start: Instance, inputs: &[Input], policy: &Policy) -> Trace {
    Trace::record(start, inputs.iter().enumerate().map(|(n, &input)| (n as u64 * 10, input)), policy)
}

#[test]
fn a_trace_from_creation_to_release_equals_its_snapshot() {
    let policy = Policy::documented();
    let trace = history(
        Instance::RELEASED,
        &[
            call(RunInstances::DEFAULT),
            event(Event::CreationFinished),
            event(Event::BootCompleted),
            stop(StopMode::StopCharging),
            call(StartInstance::DEFAULT),
            event(Event::ShutdownCompleted),
            call(DeleteInstance::DEFAULT),
            call(DeleteInstance::DEFAULT),
        ],
        &policy,
    );
    let mut told = String::new();
    let mut instance = trace.start();
    for step in trace.steps() {
        let (answer, next) = step.input.apply_to(&instance, &policy);
        assert_eq!(answer, step.answer);
        let outcome = match &step.answer {
            Answer::Request(Ok(plan)) => plan.settlement().to_string(),
            Answer::Request(Err(rejection)) => rejection.error().code.to_owned(),
            Answer::Event(Ok(_)) => "happened".to_owned(),
            Answer::Event(Err(reason)) => reason.to_string(),
        };
        told += &format!("{} {} -> {} {}: {outcome}\n", step.at, instance.status, next.status, next.task);
        instance = next;
    }
    insta::assert_snapshot!(told, @r"
    0 Released -> Pending Run: run
    10 Pending -> Starting Run: happened
    20 Starting -> Running None: happened
    30 Running -> Stopping Stop: stop-economically
    40 Stopping -> Stopping Stop: IncorrectInstanceStatus
    50 Stopping -> Stopped None: happened
    60 Stopped -> Released None: release
    70 Released -> Released None: InvalidInstanceId.NotFound
    ");
    assert_eq!(trace.end(), Instance::RELEASED);
    assert_eq!(trace.replay(&policy), Ok(Instance::RELEASED));
}

#[test]
fn a_creation_leaves_an_existing_instance_alone() {
    let policy = Policy::documented();
    let create = call(CreateInstance::DEFAULT.with(|it| it.hibernation_configured = true));
    assert_eq!(create.apply_to(&Instance::DEFAULT, &policy).1, Instance::DEFAULT);
    let made = create.apply_to(&Instance::RELEASED, &policy).1;
    assert_eq!((made.status, made.hibernation_configured), (Status::Pending, true));
}

#[test]
fn a_replay_names_the_first_step_that_differs() {
    let recorded = Policy::documented().with(SecurityLockedStop::Allow);
    let inputs =
        [event(Event::SecurityLockSet), call(StopInstance::DEFAULT), event(Event::ShutdownCompleted)];
    let trace = history(Instance::DEFAULT, &inputs, &recorded);
    assert!(trace.replay(&recorded).is_ok());
    let Err(ReplayError { step, found }) = trace.replay(&Policy::documented()) else { panic!("it differs") };
    let Answer::Request(Err(rejection)) = found else { panic!("the stop is refused") };
    assert_eq!((step, rejection.rule()), (1, "security-lock"));
}

#[test]
fn shrinking_keeps_the_last_answer() {
    let policy = Policy::documented();
    let sold_out = Environment::DEFAULT.with(|it| it.stock = Stock::SoldOut);
    let start_without_stock = Input::Request(StartInstance::DEFAULT.into(), sold_out);
    let busy = [
        event(Event::GuestShutdown),
        call(StartInstance::DEFAULT),
        event(Event::BootCompleted),
        call(RebootInstance::DEFAULT),
        event(Event::RefundedLockSet),
        event(Event::ShutdownCompleted),
        event(Event::BootCompleted),
        stop(StopMode::StopCharging),
        event(Event::RefundedLockCleared),
        event(Event::ShutdownCompleted),
        start_without_stock,
    ];
    let shrunk = history(Instance::DEFAULT, &busy, &policy).shrink(&policy);
    let kept: Vec<Input> = shrunk.steps().iter().map(|step| step.input).collect();
    // The first shutdown replaces the second.
    assert_eq!(kept, [stop(StopMode::StopCharging), event(Event::ShutdownCompleted), start_without_stock]);
    assert_eq!(shrunk.shrink(&policy), shrunk);
    let empty = history(Instance::DEFAULT, &[], &policy);
    assert_eq!(empty.shrink(&policy), empty);
}

/// No selection of the other steps is shorter.
#[test]
fn shrinking_is_exact() {
    let mut random = Random::new();
    let policy = Policy::documented();
    for _ in 0..300 {
        let inputs: Vec<Input> = (0..8).map(|_| random.input()).collect();
        let trace = history(Instance::DEFAULT, &inputs, &policy);
        let shrunk = trace.shrink(&policy);
        let last = trace.steps().last().expect("eight steps");
        assert!(shrunk.steps().last().expect("the last is kept").answer.is_equivalent(&last.answer));
        let selections = (0_u32..1 << 7).filter(|selection| {
            let kept = (0..7).filter(|n| selection >> n & 1 == 1).map(|n| inputs[n]).chain([inputs[7]]);
            let tried = history(Instance::DEFAULT, &kept.collect::<Vec<_>>(), &policy);
            tried.steps().last().expect("the last is kept").answer.is_equivalent(&last.answer)
        });
        let shortest = selections.map(u32::count_ones).min().expect("all of them");
        assert_eq!(shrunk.steps().len() as u32, shortest + 1, "{inputs:?}");
    }
}

#[test]
fn random_traces_replay() {
    let mut random = Random::new();
    for _ in 0..2_000 {
        let policy = Policy::ecs(Revision::ALL[random.below(Revision::ALL.len())]);
        let inputs: Vec<Input> = (0..30).map(|_| random.input()).collect();
        let trace = history(random.case(8).instance, &inputs, &policy);
        assert_eq!(trace.replay(&policy), Ok(trace.end()));
        // Impossible events and refused calls change nothing.
        let mut instance = trace.start();
        for step in trace.steps() {
            let (answer, next) = step.input.apply_to(&instance, &policy);
            if matches!(answer, Answer::Request(Err(_)) | Answer::Event(Err(_))) {
                assert_eq!(next, instance);
            }
            instance = next;
        }
    }
}

#[test]
fn a_bill_counts_seconds_per_resource() {
    let policy = Policy::documented();
    let start = Instance::DEFAULT.with(|it| it.elastic_address = true);
    let trace = Trace::record(
        start,
        [
            (1_000, call(RebootInstance::DEFAULT)),
            (1_060, event(Event::ShutdownCompleted)),
            (1_100, event(Event::BootCompleted)),
            (2_000, stop(StopMode::StopCharging)),
            (2_030, event(Event::ShutdownCompleted)),
            (5_000, call(DeleteInstance::DEFAULT)),
        ],
        &policy,
    );
    let bill = trace.bill(9_000, &policy).expect("time runs forward");
    let line = |resource| {
        let BillLine { billed, if_present, unbilled, .. } = bill.line(resource);
        (resource, billed + if_present, unbilled)
    };
    // Running and stopping until 2,030, stopped until 5,000, then released.
    let expected = [
        (Resource::Vcpu, 1_030, 2_970),
        (Resource::Memory, 1_030, 2_970),
        (Resource::Gpu, 0, 0),
        (Resource::MemoryContents, 0, 4_000),
        (Resource::SystemDisk, 4_000, 0),
        (Resource::DataDisks, 4_000, 0),
        (Resource::Snapshots, 4_000, 0),
        (Resource::StaticPublicIp, 0, 0),
        (Resource::PublicBandwidth, 0, 0),
        (Resource::ElasticIp, 4_000, 0),
        (Resource::PrivateIp, 0, 4_000),
        (Resource::ImageLicence, 4_000, 0),
        (Resource::CpuCredits, 0, 0),
        (Resource::LocalDisks, 0, 0),
        (Resource::SubscriptionFee, 0, 0),
        (Resource::Configuration, 0, 4_000),
    ];
    assert_eq!(expected.map(|(resource, ..)| line(resource)), expected);
    assert_eq!(bill.lines().len(), 10);
    let left: Vec<_> = bill.left_behind().iter().map(|left| (left.resource, left.if_present)).collect();
    assert_eq!(left, [(Resource::Snapshots, true), (Resource::ElasticIp, false)]);
    // From 2025 the licence is not billed while the instance is stopped economically.
    let later = trace.bill(9_000, &Policy::ecs(Revision::V2025_12_03)).expect("time runs forward");
    assert_eq!(
        later.line(Resource::ImageLicence),
        BillLine { resource: Resource::ImageLicence, billed: 0, if_present: 1_030, unbilled: 2_970 }
    );
}

#[test]
fn a_bill_rejects_steps_out_of_order() {
    let policy = Policy::documented();
    let trace = Trace::record(
        Instance::DEFAULT,
        [
            (10, event(Event::GuestShutdown)),
            (5, call(StartInstance::DEFAULT)),
            (20, event(Event::BootCompleted)),
        ],
        &policy,
    );
    assert_eq!(trace.bill(30, &policy), Err(TimeOrderError { step: 1, before: 10, after: 5 }));
    let trace = Trace::record(Instance::DEFAULT, [(10, event(Event::GuestShutdown))], &policy);
    let back = trace.bill(9, &policy).expect_err("the end lies before the step");
    assert_eq!(back.to_string(), "step 1 is out of order: 9 s follows 10 s");
}

#[test]
fn a_failed_event_is_answered_with_its_reason() {
    let (answer, next) = event(Event::BootCompleted).apply_to(&Instance::DEFAULT, &Policy::documented());
    assert_eq!((answer, next), (Answer::Event(Err(EventError::NothingInFlight)), Instance::DEFAULT));
}

#[test]
fn compute_is_allocated_again_only_after_an_economical_stop() {
    let policy = Policy::documented();
    let sold_out = Environment::DEFAULT.with(|it| it.stock = Stock::SoldOut);
    let start = |environment| Input::Request(StartInstance::DEFAULT.into(), environment);
    for (mode, environment, expected) in [
        (StopMode::StopCharging, sold_out, "OperationDenied.NoStock"),
        (StopMode::StopCharging, Environment::DEFAULT, "start-on-new-compute"),
        (StopMode::KeepCharging, sold_out, "start-on-kept-compute"),
        (StopMode::KeepCharging, Environment::DEFAULT, "start-on-kept-compute"),
    ] {
        let inputs = [stop(mode), event(Event::ShutdownCompleted), start(environment)];
        let trace = history(Instance::DEFAULT, &inputs, &policy);
        let told = match &trace.steps()[2].answer {
            Answer::Request(Ok(plan)) => plan.settlement().as_str(),
            Answer::Request(Err(rejection)) => rejection.error().code,
            Answer::Event(_) => panic!("a call"),
        };
        assert_eq!(told, expected, "{mode}");
        assert_eq!(trace.start().stopped_mode, StoppedMode::NotApplicable);
    }
}

#[test]
fn answers_are_equivalent_if_their_plans_have_the_same_outcome() {
    let answer = |instance: Instance, request: Input| request.apply_to(&instance, &Policy::documented()).0;
    let stopping = |mode| answer(Instance::DEFAULT, stop(mode));
    let keeping = stopping(StopMode::KeepCharging);
    let force = call(StopInstance::DEFAULT.with(|it| it.force_stop = true));
    let elastic = Instance::DEFAULT.with(|it| it.elastic_address = true);
    let locked = Instance::DEFAULT.with(|it| it.deletion_protection = true);
    for (what, other, is_same) in [
        ("the same call", stopping(StopMode::KeepCharging), true),
        ("what no row reads", answer(locked, stop(StopMode::KeepCharging)), true),
        ("another settlement", stopping(StopMode::StopCharging), false),
        ("another resource", answer(elastic, stop(StopMode::KeepCharging)), false),
        ("another risk", answer(Instance::DEFAULT, force), false),
        ("a reboot", answer(Instance::DEFAULT, call(RebootInstance::DEFAULT)), false),
        ("a refusal", answer(Instance::RELEASED, stop(StopMode::KeepCharging)), false),
    ] {
        assert_eq!(keeping.is_equivalent(&other), is_same, "{what}");
    }
    let start = call(StartInstance::DEFAULT);
    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    let economical = stopped.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let kept = stopped.with(|it| it.stopped_mode = StoppedMode::KeepCharging);
    assert!(!answer(economical, start).is_equivalent(&answer(kept, start)));
    // Another path to the same status.
    let policy = Policy::documented().with(ForceStopWhileStopping::Accept);
    let stopping = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopping;
        it.task = Task::Stop;
    });
    let [running, stopping] =
        [Instance::DEFAULT, stopping].map(|instance| force.apply_to(&instance, &policy).0);
    assert!(!running.is_equivalent(&stopping) && running.is_equivalent(&running));
}

/// Both stops bill the same resources: they differ in the disposition of the local disks alone.
#[test]
fn a_stop_that_loses_the_local_disks_differs_from_one_that_keeps_them() {
    let instance = Instance::DEFAULT.with(|it| {
        it.local_storage = true;
        it.local_ssd = true;
        it.family_i1 = true;
    });
    let confirmed = call(StopInstance::DEFAULT.with(|it| it.confirm_stop = true));
    let [kept, lost] = [LocalDiskContents::Kept, LocalDiskContents::Lost].map(|contents| {
        match confirmed.apply_to(&instance, &Policy::documented().with(contents)).0 {
            Answer::Request(Ok(plan)) => plan,
            other => panic!("the stop is carried out: {other:?}"),
        }
    });
    let billed = |plan: &Plan| {
        let resources = plan.resources().map(|of| (of.resource, of.billed_before, of.billed_after));
        resources.collect::<Vec<_>>()
    };
    assert_eq!(billed(&kept), billed(&lost));
    assert_eq!(kept.difference(&lost), Some(PlanDifference::Resources));
    assert!(!Answer::Request(Ok(kept)).is_equivalent(&Answer::Request(Ok(lost))));
}

#[test]
fn plans_differ_in_one_respect_each() {
    let planned =
        |instance: Instance, input: Input, policy: &Policy| match input.apply_to(&instance, policy).0 {
            Answer::Request(Ok(plan)) => plan,
            other => panic!("the call is carried out: {other:?}"),
        };
    let policy = Policy::documented();
    let keep = planned(Instance::DEFAULT, stop(StopMode::KeepCharging), &policy);
    let economical = planned(Instance::DEFAULT, stop(StopMode::StopCharging), &policy);
    let force = call(StopInstance::DEFAULT.with(|it| it.force_stop = true));
    let accepting = Policy::documented().with(ForceStopWhileStopping::Accept);
    let stopping = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopping;
        it.task = Task::Stop;
    });
    let [forced, forced_again] =
        [Instance::DEFAULT, stopping].map(|instance| planned(instance, force, &accepting));
    let hibernating = CreateInstance::DEFAULT.with(|it| it.hibernation_configured = true);
    let [created, created_hibernating] = [CreateInstance::DEFAULT, hibernating]
        .map(|request| planned(Instance::RELEASED, call(request), &policy));
    for (one, other, expected) in [
        (keep, keep, None),
        (keep, economical, Some(PlanDifference::Settlement)),
        (forced, forced_again, Some(PlanDifference::Path)),
        (keep, forced, Some(PlanDifference::Risks)),
        (created, created_hibernating, Some(PlanDifference::CreatedInstance)),
    ] {
        assert_eq!(one.difference(&other), expected, "{one:?} {other:?}");
        assert_eq!(other.difference(&one), expected, "{one:?} {other:?}");
    }
}

/// A later guest shutdown ends in the same state as a stop and its completion.
#[test]
fn shrinking_finds_later_steps_too() {
    let policy = Policy::documented();
    let stopped = [stop(StopMode::KeepCharging), event(Event::ShutdownCompleted)];
    let shutdown = event(Event::GuestShutdown);
    let start = call(StartInstance::DEFAULT);
    let shrunk = |inputs: &[Input]| {
        let shrunk = history(Instance::DEFAULT, inputs, &policy).shrink(&policy);
        shrunk.steps().iter().map(|step| step.input).collect::<Vec<_>>()
    };
    assert_eq!(shrunk(&[stopped[0], stopped[1], start]), [stopped[0], stopped[1], start]);
    assert_eq!(shrunk(&[stopped[0], stopped[1], shutdown, start]), [shutdown, start]);
    assert_eq!(shrunk(&[shutdown, stopped[0], stopped[1], start]), [shutdown, start]);
    // The earlier of two equal steps is kept.
    assert_eq!(shrunk(&[shutdown, shutdown, start]), [shutdown, start]);
}

/// For every combination of the attributes that the effects of a deletion read, released by a call and
/// by an event.
#[test]
fn a_bill_leaves_behind_what_the_release_keeps_billed() {
    let policy = Policy::documented();
    let deletion = rule_table(Operation::DeleteInstance);
    let read = deletion.effects.iter().fold(Region::FULL, |read, row| read.intersect(&row.when));
    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    let mut met = BTreeSet::new();
    product(&read_by(&read), Case::DEFAULT.with(|it| it.instance = stopped).point(), &mut |case| {
        let trace = history(case.instance, &[call(DeleteInstance::DEFAULT)], &policy);
        let Answer::Request(Ok(plan)) = &trace.steps()[0].answer else { return };
        let kept: Vec<Resource> =
            plan.resources().filter(|it| it.billed_after).map(|it| it.resource).collect();
        let left_behind = |inputs: &[Input]| {
            let bill = history(case.instance, inputs, &policy).bill(100, &policy).expect("ordered steps");
            bill.left_behind().iter().map(|left| left.resource).collect::<Vec<_>>()
        };
        assert_eq!(left_behind(&[trace.steps()[0].input]), kept, "{:?}", case.instance);
        let release = [event(Event::AutoReleaseTimeReached)];
        if history(case.instance, &release, &policy).end() == Instance::RELEASED {
            assert_eq!(left_behind(&release), kept, "{:?}", case.instance);
        }
        met.insert(kept);
    });
    assert!(met.len() > 1, "the kept resources depend on the instance: {met:?}");
}

#[test]
fn nothing_is_left_behind_before_the_release_and_nothing_more_after_it() {
    let policy = Policy::documented();
    let stopped = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.elastic_address = true;
    });
    let delete = call(DeleteInstance::DEFAULT);
    let left_behind = |inputs: &[Input]| {
        let bill = history(stopped, inputs, &policy).bill(100, &policy).expect("ordered steps");
        bill.left_behind().iter().map(|left| left.resource).collect::<Vec<_>>()
    };
    assert_eq!(left_behind(&[call(StartInstance::DEFAULT)]), []);
    let kept = [Resource::Snapshots, Resource::ElasticIp];
    assert_eq!(left_behind(&[delete]), kept);
    assert_eq!(left_behind(&[delete, delete]), kept);
}
