//! Laws over histories: whatever happens to an instance, nothing released is billed, every
//! transitional status has an exit, and a history replays.

use crate::cases::Random;
use instance_lifecycle::testing::{Bias, Lifecycle, ModelState, histories};
use instance_lifecycle::trace::{Answer, Input};
use instance_lifecycle::{
    Disposition, Event, Instance, Policy, Request, Revision, Status, charges, resources,
};
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::test_runner::TestRunner;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// What must hold of an answer and of the instance after it.
fn hold_the_laws(before: &Instance, answer: &Answer, after: &Instance, policy: &Policy) {
    // L5: what is not retained is not billed, and an instance is billed for nothing that it has not.
    if let Answer::Request(Ok(plan)) = answer {
        for it in plan.resources() {
            assert!(!it.billed_after || it.disposition == Disposition::Retained, "{plan:?}");
        }
        // What is accepted ends in a steady status, or in release.
        assert!(!plan.path().to.is_transitional(), "{plan:?}");
    }
    for charge in charges(after, policy) {
        assert!(resources(after).any(|resource| resource == charge.resource), "{charge:?} of {after:?}");
    }
    // L6: what passes has an exit.
    if after.status.is_transitional() {
        let leads_out = |event: &&Event| after.on(**event).is_ok_and(|next| next.status != after.status);
        assert!(Event::ALL.iter().any(|event| leads_out(&event)), "{after:?}");
    }
    // What is refused, or cannot happen, changes nothing.
    if matches!(answer, Answer::Request(Err(_)) | Answer::Event(Err(_))) {
        assert_eq!(before, after);
    }
    // What is locked for security reasons is never started.
    if after.locks.security && before.status != Status::Starting {
        assert_ne!(after.status, Status::Starting, "{before:?}");
    }
}

/// A million steps. A history starts again where its instance is released.
#[test]
fn a_million_random_steps_hold_the_laws() {
    let mut random = Random::new();
    let policies = Revision::ALL.iter().map(|&revision| Policy::ecs(revision)).collect::<Vec<_>>();
    let mut instance = Instance::DEFAULT;
    let (mut accepted, mut happened, mut released) = (0, 0, 0);
    for _ in 0..1_000_000 {
        let policy = &policies[random.below(policies.len())];
        let input = input(&mut random);
        let (answer, next) = input.to(&instance, policy);
        hold_the_laws(&instance, &answer, &next, policy);
        match answer {
            Answer::Request(Ok(_)) => accepted += 1,
            Answer::Event(Ok(_)) => happened += 1,
            Answer::Request(Err(_)) | Answer::Event(Err(_)) => {}
        }
        instance = next;
        if instance.status == Status::Released {
            released += 1;
            instance = possible(&mut random);
        }
    }
    assert!(accepted > 50_000 && happened > 100_000 && released > 10_000, "{accepted} {happened} {released}");
}

/// A request or an event; each attribute of a request is default but for one time in eight.
fn input(random: &mut Random) -> Input {
    if random.below(2) == 0 {
        return Input::Event(Event::ALL[random.below(Event::ALL.len())]);
    }
    let case = random.case(8);
    let operation = Request::DEFAULTS[random.below(Request::DEFAULTS.len())].operation();
    let request = Request::new(operation, case.request);
    Input::Request(request, case.environment)
}

/// An instance whose status and task fit.
fn possible(random: &mut Random) -> Instance {
    let instance = random.case(8).instance;
    if instance.status == Status::Released {
        return Instance::RELEASED;
    }
    Instance { task: instance.status.default_task(), ..instance }
}

/// A control plane that keeps its instance as text.
struct Plane(String);

impl Plane {
    fn instance(&self) -> Instance {
        serde_json::from_str(&self.0).expect("what was written is read")
    }

    fn keep(instance: &Instance) -> Self {
        Self(serde_json::to_string(instance).expect("an instance can be written"))
    }
}

impl StateMachineTest for Plane {
    type SystemUnderTest = Self;
    type Reference = Lifecycle;

    fn init_test(lived: &ModelState) -> Self {
        Self::keep(&lived.instance)
    }

    fn apply(plane: Self, lived: &ModelState, input: Input) -> Self {
        let policy = Policy::documented();
        let before = plane.instance();
        let (answer, after) = input.to(&before, &policy);
        assert_eq!(lived.answer.as_ref(), Some(&answer));
        hold_the_laws(&before, &answer, &after, &policy);
        Self::keep(&after)
    }

    fn check_invariants(plane: &Self, lived: &ModelState) {
        assert_eq!(plane.instance(), lived.instance);
    }
}

#[test]
fn a_control_plane_agrees_with_the_reference_machine() {
    let config = ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() };
    // Impossible tasks are refused by every event, and have no exit.
    let machine =
        Lifecycle::sequential_strategy(1..60).prop_filter("a task that the status allows", |(lived, ..)| {
            lived.instance.on(Event::ShutdownCompleted) != Err(instance_lifecycle::EventError::NoSuchTask)
        });
    let mut runner = TestRunner::new(config.clone());
    let ran = runner.run(&machine, |(lived, happened, seen)| {
        Plane::test_sequential(config.clone(), lived, happened, seen);
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn histories_of_every_kind_replay() {
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    for bias in [Bias::Default, Bias::Hostile, Bias::Boundary(instance_lifecycle::Operation::StartInstance)] {
        for &revision in Revision::ALL {
            let policy = Policy::ecs(revision);
            let mut runner = TestRunner::new(config.clone());
            let ran = runner.run(&histories(bias, 0..40, policy.clone()), |trace| {
                assert_eq!(trace.replay(&policy), Ok(trace.end()));
                let shrunk = trace.shrink(&policy);
                assert!(shrunk.steps().len() <= trace.steps().len());
                Ok(())
            });
            ran.unwrap_or_else(|failure| panic!("{failure}"));
        }
    }
}
