//! An independent model of the lifecycle, and the library held against it.
//!
//! The model is written from the documents, in words of its own, without a call of the library: what
//! a machine is (`state`), what befalls it (`actions`), what becomes of it then (`documented`). The
//! library is seen as a system of the same kind (`library`). Both are walked breadth first from the
//! same instances; the states they reach and every step between them must be the same (`compare`),
//! and the checker of `stateright` asks both what must hold in every state (`checks`). Last, errors
//! are made on purpose on either side, and each must be noticed (`faults`).
//!
//! Six instances are created and run, initialising or not: pay-as-you-go, one of them bought with
//! hibernation, one in the classic network with a disk in arrears; a subscription; spot with either
//! behaviour when it is interrupted. Everything else about them is default, and so is the environment
//! but for the account's switch for economical mode. Every event happens to them, and every call of a
//! singular operation and of ReActivateInstances but for the parameters that nothing here depends on.
//! That makes 28,033 states and 329,664 steps, with the switch on as with it off.

mod actions;
mod checks;
mod compare;
mod documented;
mod faults;
mod library;
mod state;

use actions::{Action, Constraint};
use checks::{CAN_BE_RELEASED, ENDS_BY_ITSELF, Found, NEVER_STARTED, NOT_BILLED, SEEN, check};
use compare::{Explored, System, differences};
use documented::Documented;
use faults::{Fault, OF_THE_LIBRARY, Perturbed};
use instance_lifecycle::Event;
use library::{Library, event};
use state::Lock;
use std::collections::BTreeSet;

const fn model(switch: bool) -> Documented {
    Documented { switch, fault: None }
}

/// The checks that do not hold of a system.
fn broken<S: System>(system: S) -> BTreeSet<&'static str> {
    let seen = BTreeSet::from(SEEN);
    check(system, &Action::with_locks(&Lock::NAMED)).discoveries.difference(&seen).copied().collect()
}

#[test]
fn the_library_goes_the_ways_of_the_model() {
    let actions = Action::with_locks(&Lock::ALL);
    for switch in [false, true] {
        let differences = differences(&model(switch), &Library { switch }, &actions);
        let first: Vec<String> = differences.iter().take(5).map(ToString::to_string).collect();
        assert!(first.is_empty(), "{} differences, the first:\n{}", differences.len(), first.join("\n"));
    }
}

#[test]
fn the_checks_hold_of_the_model_and_of_the_library() {
    let actions = Action::with_locks(&Lock::ALL);
    for switch in [false, true] {
        let explored = Explored::of(&model(switch), &actions);
        assert_eq!((explored.states.len(), explored.step_count()), (28_033, 329_664));
        let expected = Found {
            states: explored.states.len(),
            steps: explored.step_count(),
            discoveries: BTreeSet::from(SEEN),
        };
        assert_eq!(check(model(switch), &actions), expected, "the model");
        assert_eq!(check(Library { switch }, &actions), expected, "the library");
    }
}

#[test]
fn every_event_happens_to_the_model() {
    let mut events: Vec<Event> = Action::with_locks(&Lock::ALL)
        .into_iter()
        .filter_map(|action| match action {
            Action::Happens(input) => Some(event(input)),
            _ => None,
        })
        .collect();
    events.sort_unstable();
    assert_eq!(events, Event::ALL);
}

#[test]
fn every_action_is_possible_somewhere_and_missed_where_it_is_not() {
    // A configured instance may not be powered off to hibernate, and no other hibernates.
    let nowhere: BTreeSet<Action> = [Constraint::Nothing, Constraint::Economical, Constraint::Standard]
        .map(|asked| Action::Stop { asked, power_off: true, sleep: true })
        .into();
    let mut tried = BTreeSet::new();
    for locks in [Lock::NAMED, Lock::UNNAMED] {
        let actions = Action::with_locks(&locks);
        for &action in actions.iter().filter(|&&action| tried.insert(action)) {
            let faulty = Perturbed {
                system: Library { switch: false },
                perturbation: move |_: &_, taken, after| if taken == action { None } else { after },
            };
            let missed = !differences(&model(false), &faulty, &actions).is_empty();
            assert_eq!(missed, !nowhere.contains(&action), "{action:?}");
        }
    }
}

#[test]
fn every_fault_of_the_model_is_noticed() {
    let actions = Action::with_locks(&Lock::NAMED);
    for fault in Fault::ALL {
        let faulty = Documented { switch: false, fault: Some(fault) };
        let noticed = differences(&faulty, &Library { switch: false }, &actions);
        assert!(!noticed.is_empty(), "{fault:?}");
        let expected: &[&str] = match fault {
            Fault::PaymentStartsLocked | Fault::LockedMachineStarts => &[NEVER_STARTED],
            Fault::ReleaseHangs => &[CAN_BE_RELEASED, ENDS_BY_ITSELF],
            Fault::RecycledComputeBilled => &[NOT_BILLED],
            Fault::RebootEndsStopped
            | Fault::GuestShutdownEconomical
            | Fault::UnexpiredSubscriptionDeleted
            | Fault::ReclaimLockKept => &[],
        };
        assert_eq!(broken(faulty), expected.iter().copied().collect(), "{fault:?}");
    }
}

#[test]
fn every_fault_of_the_library_is_noticed() {
    let actions = Action::with_locks(&Lock::NAMED);
    for (fault, perturbation, check_broken) in OF_THE_LIBRARY {
        let faulty = Perturbed { system: Library { switch: false }, perturbation };
        assert!(!differences(&model(false), &faulty, &actions).is_empty(), "{fault}");
        assert_eq!(broken(faulty), check_broken.iter().copied().collect(), "{fault}");
    }
}
