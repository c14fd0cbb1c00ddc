//! A fuzz harness: an implementation of your own, compared with the reference machine on arbitrary histories.
//!
//! With cargo-fuzz, the target is one line:
//!
//! ```text
//! fuzz_target!(|history: History| history.check(&Server::default()));
//! ```
//!
//! `cargo run --example fuzz_harness --features arbitrary -- FILE...` replays inputs that a fuzzer saved;
//! without files, random bytes are tried.

use arbitrary::{Arbitrary, Result, Unstructured};
use instance_lifecycle::trace::Input;
use instance_lifecycle::{Environment, Event, Instance, Policy, Request, plan};

/// The implementation under test. Replace it with yours.
#[derive(Default)]
struct Server {
    /// A fault: a deletion does not heed the deletion protection.
    ignores_protection: bool,
}

impl Server {
    /// Decides a call, and changes the instance if it is accepted. Returns the error code if it is refused.
    fn call(&self, it: &mut Instance, request: &Request, environment: &Environment) -> Option<String> {
        let is_ignored = self.ignores_protection && matches!(request, Request::DeleteInstance(_));
        let seen = it.with(|it| it.deletion_protection &= !is_ignored);
        match plan(&seen, request, environment, &Policy::documented()) {
            Ok(plan) => {
                *it = plan.accept(&seen).unwrap_or(*it);
                None
            }
            Err(rejection) => Some(rejection.error().code.to_owned()),
        }
    }

    /// Changes the instance after an event, if it is possible.
    fn event(&self, it: &mut Instance, event: Event, environment: &Environment) {
        *it = it.apply(event, environment, &Policy::documented()).unwrap_or(*it);
    }
}

/// A history of one instance. Any bytes are one.
#[derive(Debug)]
struct History {
    start: Instance,
    inputs: Vec<Input>,
}

impl<'a> Arbitrary<'a> for History {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        // A running instance, protected or not: most calls of an arbitrary instance are refused at once.
        let is_protected = bytes.arbitrary()?;
        let start = Instance::DEFAULT.with(|it| it.deletion_protection = is_protected);
        Ok(Self { start, inputs: bytes.arbitrary_iter()?.take(32).collect::<Result<_>>()? })
    }
}

impl History {
    /// Takes the steps in both machines.
    ///
    /// # Panics
    ///
    /// Panics if they differ, which is how a fuzzer learns of it.
    fn check(&self, server: &Server) {
        let policy = Policy::documented();
        let (mut expected, mut found) = (self.start, self.start);
        for input in &self.inputs {
            match input {
                // Such a request makes another instance.
                Input::Request(request, _) if request.creates() => continue,
                Input::Request(request, environment) => {
                    let code = server.call(&mut found, request, environment);
                    let answer = plan(&expected, request, environment, &policy);
                    let error = answer.err().map(|rejection| rejection.error().code.to_owned());
                    assert_eq!(code, error, "{request:?} of {expected:?}");
                }
                Input::Event(event, environment) => server.event(&mut found, *event, environment),
            }
            (_, expected) = input.apply_to(&expected, &policy);
            assert_eq!(found, expected, "after {input:?}");
        }
    }
}

fn check(server: &Server, bytes: &[u8]) {
    // Too few bytes are no history.
    if let Ok(history) = History::arbitrary_take_rest(Unstructured::new(bytes)) {
        history.check(server);
    }
}

/// Bytes from a linear congruential generator, for runs without a fuzzer.
fn random(seed: u64) -> Vec<u8> {
    let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    let states = std::iter::successors(next(&seed), next);
    states.skip(8).take(1_000).map(|state| (state >> 56) as u8).collect()
}

fn main() -> std::io::Result<()> {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    for file in &files {
        check(&Server::default(), &std::fs::read(file)?);
    }
    if files.is_empty() {
        (0..10_000).for_each(|seed| check(&Server::default(), &random(seed)));
    }
    println!("no difference found");
    Ok(())
}

#[test]
fn the_server_agrees_with_the_reference_machine() {
    (0..300).for_each(|seed| check(&Server::default(), &random(seed)));
}

#[test]
fn an_ignored_protection_is_found() {
    let fails = |seed| {
        let faulty = Server { ignores_protection: true };
        std::panic::catch_unwind(|| check(&faulty, &random(seed))).is_err()
    };
    assert!((0..300).any(fails));
}
