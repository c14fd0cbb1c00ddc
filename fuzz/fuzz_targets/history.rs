//! A history of one instance: it replays, shrinks to a history with the same last answer, is billed by
//! the second, and every step keeps the laws.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use instance_lifecycle::billing::{charges, resources};
use instance_lifecycle::event::EventError;
use instance_lifecycle::plan::{Disposition, Resource};
use instance_lifecycle::trace::{Answer, Input, Step, Trace};
use instance_lifecycle::{Event, Instance, Policy, Request, Status};
use instance_lifecycle_fuzz::{answer as answer_of, nearly_plain};
use libfuzzer_sys::fuzz_target;

/// Longer histories find nothing more and take longer to shrink.
const MOST_STEPS: usize = 24;

#[derive(Debug)]
struct History {
    policy: Policy,
    start: Instance,
    inputs: Vec<(u64, Input)>,
}

impl<'a> Arbitrary<'a> for History {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let policy = bytes.arbitrary()?;
        let start = start(bytes)?;
        let (mut at, mut inputs) = (0, Vec::new());
        while !bytes.is_empty() && inputs.len() < MOST_STEPS {
            at += u64::from(bytes.arbitrary::<u8>()?);
            inputs.push((at, input(bytes)?));
        }
        Ok(Self { policy, start, inputs })
    }
}

/// Returns the default instance, a released one, one whose task fits its status, or any.
fn start(bytes: &mut Unstructured<'_>) -> Result<Instance> {
    Ok(match bytes.int_in_range(0..=3)? {
        0 => Instance::DEFAULT,
        1 => Instance::RELEASED,
        2 => {
            let instance = nearly_plain(bytes)?.instance;
            match instance.status {
                Status::Released => Instance::RELEASED,
                status => instance.with(|it| it.task = status.default_task()),
            }
        }
        _ => bytes.arbitrary()?,
    })
}

/// Returns an event, a nearly default call, or any call.
fn input(bytes: &mut Unstructured<'_>) -> Result<Input> {
    Ok(match bytes.int_in_range(0..=4)? {
        0 | 1 => Input::Event(bytes.arbitrary()?, bytes.arbitrary()?),
        2 | 3 => {
            let operation = bytes.choose(Request::DEFAULTS)?.operation();
            let case = nearly_plain(bytes)?;
            let request = Request::new(operation, case.request);
            Input::Request(request, case.environment)
        }
        _ => Input::Request(bytes.arbitrary()?, bytes.arbitrary()?),
    })
}

fuzz_target!(|history: History| {
    let History { policy, start, inputs } = history;
    let trace = Trace::record(start, inputs.iter().copied(), &policy);
    assert_eq!(trace.steps().len(), inputs.len());
    assert_eq!(trace.replay(&policy), Ok(trace.end()));

    let mut instance = start;
    for Step { input, answer, .. } in trace.steps() {
        let (_, next) = input.apply_to(&instance, &policy);
        hold_the_laws(&instance, input, answer, &next, &policy);
        instance = next;
    }
    assert_eq!(instance, trace.end());

    let shrunk = trace.shrink(&policy);
    assert!(shrunk.steps().len() <= trace.steps().len());
    assert_eq!(shrunk.start(), start);
    assert_eq!(shrunk.replay(&policy), Ok(shrunk.end()));
    assert_eq!(shrunk.steps().is_empty(), trace.steps().is_empty());
    if let (Some(one), Some(other)) = (shrunk.steps().last(), trace.steps().last()) {
        assert!(one.answer.is_equivalent(&other.answer), "{shrunk:?} for {trace:?}");
        assert_eq!(shrunk.shrink(&policy).steps().len(), shrunk.steps().len());
    }
    pay(&trace, &policy);
});

/// Asserts that refusals change nothing, `plan` and `explain` agree, released resources are not billed,
/// and transitional statuses have an exit.
fn hold_the_laws(before: &Instance, input: &Input, answer: &Answer, after: &Instance, policy: &Policy) {
    if let Input::Request(request, environment) = input {
        drop(answer_of(before, request, environment, policy));
    }
    if matches!(answer, Answer::Request(Err(_)) | Answer::Event(Err(_))) {
        assert_eq!(before, after);
    }
    if let Answer::Request(Ok(plan)) = answer {
        for it in plan.resources() {
            assert!(!it.billed_after || it.disposition == Disposition::Retained, "{plan:?}");
        }
        assert!(!plan.path().to.is_transitional(), "{plan:?}");
    }
    let (Input::Request(_, environment) | Input::Event(_, environment)) = input;
    for charge in charges(after, environment, policy) {
        assert!(
            resources(after, environment).any(|resource| resource == charge.resource),
            "{charge:?} of {after:?}"
        );
    }
    // Tasks that the status excludes have no exit.
    let apply = |event| after.apply(event, environment, policy);
    let is_possible = apply(Event::ShutdownCompleted) != Err(EventError::NoSuchTask);
    if after.status.is_transitional() && is_possible {
        let leads_out = |event: &Event| apply(*event).is_ok_and(|next| next.status != after.status);
        assert!(Event::ALL.iter().any(leads_out), "{after:?}");
    }
    // A policy may permit the owner to start it; no event does.
    let is_event = matches!(input, Input::Event(..));
    if is_event && after.locks.security && before.status != Status::Starting {
        assert_ne!(after.status, Status::Starting, "{before:?}");
    }
}

/// Asserts that a bill counts every second at most once.
fn pay(trace: &Trace, policy: &Policy) {
    let Some((first, last)) = trace.steps().first().zip(trace.steps().last()) else {
        assert!(trace.bill(0, policy).is_ok_and(|bill| bill.lines().is_empty()));
        return;
    };
    let until = last.at + 100;
    let bill = trace.bill(until, policy).expect("time runs forward");
    for line in bill.lines() {
        let seconds = line.billed + line.if_present + line.unbilled;
        assert!(0 < seconds && seconds <= until - first.at, "{line:?} of {trace:?}");
        assert_eq!(bill.line(line.resource), *line);
    }
    assert!(bill.lines().len() <= Resource::ALL.len());
    if let Some(before) = last.at.checked_sub(1) {
        assert!(trace.bill(before, policy).is_err());
    }
}
