//! Laws of histories: nothing released is billed, every transitional status has an exit, and histories
//! replay.

use instance_lifecycle::billing::{charges, resources};
use instance_lifecycle::plan::Disposition;
use instance_lifecycle::testing::{Bias, Lifecycle, ModelState, histories};
use instance_lifecycle::trace::{Answer, Input};
use instance_lifecycle::{Environment, Event, Instance, Policy, Revision, Status};
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::test_runner::TestRunner;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use support::{Random, rounds};

/// Asserts the laws of one answer and of the instance after it.
fn assert_laws(before: &Instance, input: &Input, answer: &Answer, after: &Instance, policy: &Policy) {
    let (Input::Request(_, environment) | Input::Event(_, environment)) = input;
    // L5: only retained resources are billed, and only resources that the instance has.
    if let Answer::Request(Ok(plan)) = answer {
        for it in plan.resources() {
            assert!(!it.billed_after || it.disposition == Disposition::Retained, "{plan:?}");
        }
        // Every plan ends in a steady status or in release.
        assert!(!plan.path().to.is_transitional(), "{plan:?}");
    }
    for charge in charges(after, environment, policy) {
        assert!(
            resources(after, environment).any(|resource| resource == charge.resource),
            "{charge:?} of {after:?}"
        );
    }
    // L6: every transitional status has an exit.
    if after.status.is_transitional() {
        let leads_out = |event: &&Event| {
            after.apply(**event, environment, policy).is_ok_and(|next| next.status != after.status)
        };
        assert!(Event::ALL.iter().any(|event| leads_out(&event)), "{after:?}");
    }
    // Refused calls and impossible events change nothing.
    if matches!(answer, Answer::Request(Err(_)) | Answer::Event(Err(_))) {
        assert_eq!(before, after);
    }
    // No instance with a security lock is started.
    if after.locks.security && before.status != Status::Starting {
        assert_ne!(after.status, Status::Starting, "{before:?}");
    }
}

/// A released instance is replaced by a new one.
#[test]
fn random_steps_hold_the_laws() {
    let mut random = Random::new();
    let policies = Revision::ALL.iter().map(|&revision| Policy::ecs(revision)).collect::<Vec<_>>();
    let mut instance = Instance::DEFAULT;
    let (mut accepted, mut happened, mut released) = (0, 0, 0);
    for _ in 0..rounds(50_000) {
        let policy = &policies[random.below(policies.len())];
        let input = random.input();
        let (answer, next) = input.apply_to(&instance, policy);
        assert_laws(&instance, &input, &answer, &next, policy);
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
    assert!(accepted > 0 && happened > 0 && released > 0, "{accepted} {happened} {released}");
}

/// Returns a random instance whose task fits its status.
fn possible(random: &mut Random) -> Instance {
    let instance = random.case(8).instance;
    if instance.status == Status::Released {
        return Instance::RELEASED;
    }
    instance.with(|it| it.task = instance.status.default_task())
}

/// A control plane that stores its instance as text.
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
        let (answer, after) = input.apply_to(&before, &policy);
        assert_eq!(lived.answer.as_ref(), Some(&answer));
        assert_laws(&before, &input, &answer, &after, &policy);
        Self::keep(&after)
    }

    fn check_invariants(plane: &Self, lived: &ModelState) {
        assert_eq!(plane.instance(), lived.instance);
    }
}

#[test]
fn a_control_plane_agrees_with_the_reference_machine() {
    let config =
        ProptestConfig { cases: rounds(25) as u32, failure_persistence: None, ..ProptestConfig::default() };
    // Tasks that the status excludes have no exit.
    let machine =
        Lifecycle::sequential_strategy(1..60).prop_filter("a task that the status allows", |(lived, ..)| {
            lived.instance.apply(Event::ShutdownCompleted, &Environment::DEFAULT, &Policy::documented())
                != Err(instance_lifecycle::event::EventError::NoSuchTask)
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
    let config =
        ProptestConfig { cases: rounds(6) as u32, failure_persistence: None, ..ProptestConfig::default() };
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
