//! Tests a control plane against the reference machine, and prints the shortest history in which they
//! differ.
//!
//! `cargo run --example control_plane --features proptest`

use instance_lifecycle::testing::{Lifecycle, ModelState};
use instance_lifecycle::trace::{Answer, Input};
use instance_lifecycle::{Instance, Policy, Request};
use proptest::test_runner::{Config, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// The system under test. It executes calls correctly, except that a deletion ignores the deletion
/// protection.
struct ControlPlane {
    instance: Instance,
}

impl ControlPlane {
    fn execute(&mut self, input: &Input) {
        let deletes = matches!(input, Input::Request(Request::DeleteInstance(_), _));
        if deletes && self.instance.deletion_protection {
            self.instance.deletion_protection = false;
        }
        (_, self.instance) = input.apply_to(&self.instance, &Policy::documented());
    }
}

impl StateMachineTest for ControlPlane {
    type SystemUnderTest = Self;
    type Reference = Lifecycle;

    fn init_test(state: &ModelState) -> Self {
        Self { instance: state.instance }
    }

    fn apply(mut plane: Self, state: &ModelState, input: Input) -> Self {
        plane.execute(&input);
        assert_eq!(plane.instance, state.instance);
        plane
    }
}

fn main() {
    let config = Config { cases: 10_000, failure_persistence: None, ..Config::default() };
    // Shrinking repeats the failed comparison many times: silence the panics.
    std::panic::set_hook(Box::new(|_| {}));
    let ran = TestRunner::new(config.clone()).run(
        &Lifecycle::sequential_strategy(1..20),
        |(state, inputs, seen)| {
            ControlPlane::test_sequential(config.clone(), state, inputs, seen);
            Ok(())
        },
    );
    match ran {
        Ok(()) => println!("no difference found"),
        Err(TestError::Abort(reason)) => println!("aborted: {reason}"),
        Err(TestError::Fail(_, (state, inputs, _))) => {
            let Instance { status, deletion_protection, .. } = state.instance;
            println!("initial status {status}, deletion protection {deletion_protection}:");
            let mut reference = state;
            for input in inputs {
                reference = reference.after(&input, &Policy::documented());
                let answer = match &reference.answer {
                    Some(Answer::Request(Err(rejection))) => rejection.error().code.to_owned(),
                    _ => reference.instance.status.to_string(),
                };
                match input {
                    Input::Request(request, _) => println!("  {request:?}\n    expected: {answer}"),
                    Input::Event(event, _) => println!("  {event}\n    expected: {answer}"),
                }
            }
        }
    }
}
