//! An independent model of the lifecycle, compared with the library.
//!
//! The model is written from the documents without any call of the library: machines (`state`), actions
//! (`actions`) and their effects (`documented`). The library is wrapped as a system of the same kind
//! (`library`). Both are explored breadth first from the same instances; their states and steps must be
//! equal (`compare`), and `stateright` checks properties of every state of both (`checks`). Finally,
//! faults are injected on either side and each must be detected (`faults`).
//!
//! Six instances are created, initialising or not: pay-as-you-go, one with hibernation and a time of
//! automatic release, one in the classic network with a disk in arrears; a subscription with local disks;
//! spot with either interruption behaviour. All other attributes are default, and so is the environment
//! but for the switch for economical mode and a dedicated host. The actions are all events and all calls
//! of the singular operations and of ReActivateInstances, with every parameter that matters here.

mod actions;
mod checks;
mod compare;
mod documented;
mod faults;
mod library;
mod routes;
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

/// The accounts: whether the switch for economical mode is on, whether there is a dedicated host, and the
/// numbers of states and steps of the model.
const ACCOUNTS: [(bool, bool, (usize, usize)); 2] =
    [(false, true, (22_289, 248_480)), (true, false, (11_465, 117_608))];

const fn model(switch: bool, host: bool) -> Documented {
    Documented { switch, host, fault: None }
}

/// The account of the tests of faults.
const LIBRARY: Library = Library { switch: false, host: true };
const MODEL: Documented = model(false, true);

/// Returns the checks that fail for a system.
fn broken<S: System>(system: S) -> BTreeSet<&'static str> {
    let seen = BTreeSet::from(SEEN);
    check(system, &Action::with_locks(&Lock::NAMED)).discoveries.difference(&seen).copied().collect()
}

#[test]
fn the_library_has_the_states_and_steps_of_the_model() {
    let actions = Action::with_locks(&Lock::ALL);
    for (switch, host, _) in ACCOUNTS {
        let differences = differences(&model(switch, host), &Library { switch, host }, &actions);
        let first: Vec<String> = differences.iter().take(5).map(ToString::to_string).collect();
        assert!(first.is_empty(), "{} differences, the first:\n{}", differences.len(), first.join("\n"));
    }
}

#[test]
fn the_checks_hold_for_the_model_and_the_library() {
    let actions = Action::with_locks(&Lock::ALL);
    for (switch, host, size) in ACCOUNTS {
        let explored = Explored::of(&model(switch, host), &actions);
        assert_eq!((explored.states.len(), explored.step_count()), size);
        let expected = Found {
            states: explored.states.len(),
            steps: explored.step_count(),
            discoveries: BTreeSet::from(SEEN),
        };
        assert_eq!(check(model(switch, host), &actions), expected, "the model");
        assert_eq!(check(Library { switch, host }, &actions), expected, "the library");
    }
}

#[test]
fn the_model_has_every_event() {
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
fn every_action_of_the_model_is_possible_somewhere_and_missed_if_removed() {
    // A machine with hibernation must not be powered off to hibernate, and no other hibernates.
    let nowhere: BTreeSet<Action> = [Constraint::Nothing, Constraint::Economical, Constraint::Standard]
        .map(|asked| Action::Stop { asked, power_off: true, sleep: true })
        .into();
    let mut tried = BTreeSet::new();
    for locks in [Lock::NAMED, Lock::UNNAMED] {
        let actions = Action::with_locks(&locks);
        for &action in actions.iter().filter(|&&action| tried.insert(action)) {
            let faulty = Perturbed {
                system: LIBRARY,
                perturbation: move |_: &_, taken, after| if taken == action { None } else { after },
            };
            let missed = !differences(&MODEL, &faulty, &actions).is_empty();
            assert_eq!(missed, !nowhere.contains(&action), "{action:?}");
        }
    }
}

#[test]
fn every_fault_of_the_model_is_detected() {
    let actions = Action::with_locks(&Lock::NAMED);
    for fault in Fault::ALL {
        let faulty = Documented { fault: Some(fault), ..MODEL };
        let noticed = differences(&faulty, &LIBRARY, &actions);
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
fn every_fault_of_the_library_is_detected() {
    let actions = Action::with_locks(&Lock::NAMED);
    for (fault, perturbation, check_broken) in OF_THE_LIBRARY {
        let faulty = Perturbed { system: LIBRARY, perturbation };
        assert!(!differences(&MODEL, &faulty, &actions).is_empty(), "{fault}");
        assert_eq!(broken(faulty), check_broken.iter().copied().collect(), "{fault}");
    }
}
