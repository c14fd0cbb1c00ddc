//! A control plane of one's own, held against the reference machine: the shortest history in which
//! it goes wrong.
//!
//! `cargo run --example control_plane --features proptest`

use instance_lifecycle::testing::{Lifecycle, ModelState};
use instance_lifecycle::trace::{Answer, Input};
use instance_lifecycle::{Instance, Policy, Request};
use proptest::test_runner::{Config, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// The system under test. It carries calls out as it should, but forgets that a deletion has to ask
/// for the protection first.
struct ControlPlane {
    instance: Instance,
}

impl ControlPlane {
    fn carry_out(&mut self, input: &Input) {
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

    fn init_test(lived: &ModelState) -> Self {
        Self { instance: lived.instance }
    }

    fn apply(mut plane: Self, lived: &ModelState, input: Input) -> Self {
        plane.carry_out(&input);
        assert_eq!(plane.instance, lived.instance);
        plane
    }
}

fn main() {
    let config = Config { cases: 10_000, failure_persistence: None, ..Config::default() };
    // A failed comparison is found again and again while the history is made shorter.
    std::panic::set_hook(Box::new(|_| {}));
    let ran = TestRunner::new(config.clone()).run(
        &Lifecycle::sequential_strategy(1..20),
        |(lived, happened, seen)| {
            ControlPlane::test_sequential(config.clone(), lived, happened, seen);
            Ok(())
        },
    );
    match ran {
        Ok(()) => println!("no difference found"),
        Err(TestError::Abort(reason)) => println!("given up: {reason}"),
        Err(TestError::Fail(_, (lived, happened, _))) => {
            let Instance { status, deletion_protection, .. } = lived.instance;
            println!("an instance that is {status}, deletion protection {deletion_protection}:");
            let mut reference = lived;
            for input in happened {
                reference = reference.after(&input, &Policy::documented());
                let answer = match &reference.answer {
                    Some(Answer::Request(Err(rejection))) => rejection.error().code.to_owned(),
                    _ => reference.instance.status.to_string(),
                };
                match input {
                    Input::Request(request, _) => println!("  {request:?}\n    should come to {answer}"),
                    Input::Event(event) => println!("  {event}\n    should come to {answer}"),
                }
            }
        }
    }
}
