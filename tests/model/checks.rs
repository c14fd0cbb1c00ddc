//! Properties of every reachable state, checked by `stateright`.

use super::actions::{Action, Input};
use super::compare::{Explored, System};
use super::state::{Cause, Lock, Phase};
use stateright::{Checker, Model, Property};
use std::collections::{BTreeSet, HashSet};

pub(super) const ENDS_BY_ITSELF: &str = "what passes ends without a call";
pub(super) const CAN_BE_RELEASED: &str = "every instance can reach release";
pub(super) const NOT_BILLED: &str = "nothing released is billed";
pub(super) const NEVER_STARTED: &str = "what is locked for security is never started";

/// Properties that some state must have, so that the checks are not vacuous.
pub(super) const SEEN: [&str; 5] =
    ["released", "asleep", "recycled", "taken by the market", "locked for security on its way up"];

/// A system as a model to check.
pub(super) struct Checked<S: System> {
    system: S,
    actions: Vec<Action>,
    /// The states from which release can be reached.
    releasable: HashSet<S::State>,
}

impl<S: System> Checked<S> {
    fn new(system: S, actions: &[Action]) -> Self {
        let released = |state: &S::State| system.seen(state).phase == Phase::Gone;
        let releasable = Explored::of(&system, actions).leading_to(released);
        Self { system, actions: actions.to_vec(), releasable }
    }

    /// Returns whether completing or failing the task leads to another phase; calls and expiry do not
    /// count.
    fn ends_by_itself(&self, state: &S::State) -> bool {
        use Input::{Booted, Made, NotBooted, NotMade, WentDown};
        let phase = self.system.seen(state).phase;
        let ends = |input| {
            let next = self.system.step(state, Action::Happens(input));
            next.is_some_and(|next| self.system.seen(&next).phase != phase)
        };
        !phase.passes() || [Made, NotMade, Booted, NotBooted, WentDown].into_iter().any(ends)
    }

    /// Returns whether a step starts a machine with a security lock.
    fn starts_a_locked_one(&self, state: &S::State) -> bool {
        let before = self.system.seen(state);
        self.next_states(state).iter().any(|next| {
            let after = self.system.seen(next);
            after.phase.is_booting() && after.phase != before.phase && after.has(Lock::Suspect)
        })
    }
}

impl<S: System> Model for Checked<S> {
    type State = S::State;
    type Action = Action;

    fn init_states(&self) -> Vec<S::State> {
        self.system.initial()
    }

    fn actions(&self, _: &S::State, actions: &mut Vec<Action>) {
        actions.extend(&self.actions);
    }

    fn next_state(&self, state: &S::State, action: Action) -> Option<S::State> {
        self.system.step(state, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let [released, asleep, recycled, reclaimed, locked] = SEEN;
        vec![
            Property::always(ENDS_BY_ITSELF, |checked: &Self, state| checked.ends_by_itself(state)),
            Property::always(CAN_BE_RELEASED, |checked, state| checked.releasable.contains(state)),
            Property::always(NOT_BILLED, |checked, state| !checked.system.bills_what_is_released(state)),
            Property::always(NEVER_STARTED, |checked, state| !checked.starts_a_locked_one(state)),
            Property::sometimes(released, |checked, state| checked.system.seen(state).phase == Phase::Gone),
            Property::sometimes(asleep, |checked, state| checked.system.seen(state).asleep),
            Property::sometimes(recycled, |checked, state| checked.system.seen(state).recycled),
            Property::sometimes(reclaimed, |checked, state| {
                checked.system.seen(state).cause == Cause::Market
            }),
            Property::sometimes(locked, |checked, state| {
                let machine = checked.system.seen(state);
                machine.phase.is_booting() && machine.has(Lock::Suspect)
            }),
        ]
    }
}

/// The result of the checker: the number of states and steps, and the names of the discovered examples
/// and counterexamples.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) states: usize,
    pub(super) steps: usize,
    pub(super) discoveries: BTreeSet<&'static str>,
}

pub(super) fn check<S: System>(system: S, actions: &[Action]) -> Found {
    let initial = system.initial().len();
    let checker = Checked::new(system, actions).checker().spawn_bfs().join();
    Found {
        states: checker.unique_state_count(),
        // The checker also counts the initial states.
        steps: checker.state_count() - initial,
        discoveries: checker.discoveries().into_keys().collect(),
    }
}
