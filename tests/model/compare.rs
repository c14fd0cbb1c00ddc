//! Breadth-first comparison of two systems: their states, the steps between them, and billing.

use super::actions::Action;
use super::state::{Billed, Machine};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::{Debug, Display, Formatter, Result};
use std::hash::Hash;

/// A transition system whose states can be seen as machines of the model.
pub(super) trait System: Copy + Send + Sync + 'static {
    type State: Copy + Eq + Hash + Debug + Send + Sync + 'static;

    fn initial(&self) -> Vec<Self::State>;

    /// The state after an action; `None` if it is refused or impossible.
    fn step(&self, state: &Self::State, action: Action) -> Option<Self::State>;

    /// The state as a machine of the model.
    fn seen(&self, state: &Self::State) -> Machine;

    /// What is billed.
    fn billed(&self, state: &Self::State) -> Billed;

    /// Whether anything is billed that the machine no longer has.
    fn bills_what_is_released(&self, state: &Self::State) -> bool;
}

/// The reachable states of a system.
pub(super) struct Explored<S: System> {
    pub(super) states: Vec<S::State>,
    /// For each state: the number of an action and of the state it leads to.
    steps: Vec<Vec<(usize, usize)>>,
}

impl<S: System> Explored<S> {
    pub(super) fn of(system: &S, actions: &[Action]) -> Self {
        let mut found: HashMap<S::State, usize> = HashMap::new();
        let mut states = vec![];
        let mut number = |state, states: &mut Vec<S::State>| {
            *found.entry(state).or_insert_with(|| {
                states.push(state);
                states.len() - 1
            })
        };
        for state in system.initial() {
            number(state, &mut states);
        }
        let mut steps = vec![];
        while let Some(&state) = states.get(steps.len()) {
            let next = actions.iter().enumerate().filter_map(|(action, &taken)| {
                system.step(&state, taken).map(|next| (action, number(next, &mut states)))
            });
            steps.push(next.collect());
        }
        Self { states, steps }
    }

    pub(super) fn step_count(&self) -> usize {
        self.steps.iter().map(Vec::len).sum()
    }

    /// The states from which one that `ends` can be reached.
    pub(super) fn leading_to(&self, ends: impl Fn(&S::State) -> bool) -> HashSet<S::State> {
        let mut back = vec![vec![]; self.states.len()];
        for (from, steps) in self.steps.iter().enumerate() {
            for &(_, to) in steps {
                back[to].push(from);
            }
        }
        let mut leading: HashSet<usize> = HashSet::new();
        let mut pending: Vec<usize> =
            (0..self.states.len()).filter(|&state| ends(&self.states[state])).collect();
        while let Some(state) = pending.pop() {
            if leading.insert(state) {
                pending.extend(&back[state]);
            }
        }
        leading.into_iter().map(|state| self.states[state]).collect()
    }

    /// The length of the shortest way from each state to one that `ends`, by the numbers of calls and of
    /// inputs; `length` is that of an action, `None` if it is not taken.
    pub(super) fn lengths(
        &self,
        ends: impl Fn(&S::State) -> bool,
        length: impl Fn(usize) -> Option<(u32, u32)>,
    ) -> Vec<Option<(u32, u32)>> {
        let mut back = vec![vec![]; self.states.len()];
        for (from, steps) in self.steps.iter().enumerate() {
            for &(action, to) in steps {
                if let Some(length) = length(action) {
                    back[to].push((from, length));
                }
            }
        }
        let mut shortest = vec![None; self.states.len()];
        let mut pending: BTreeSet<((u32, u32), usize)> = self
            .states
            .iter()
            .enumerate()
            .filter(|(_, state)| ends(state))
            .map(|(state, _)| ((0, 0), state))
            .collect();
        while let Some((length, state)) = pending.pop_first() {
            if shortest[state].is_none() {
                shortest[state] = Some(length);
                let longer = |&(from, (calls, inputs)): &(usize, (u32, u32))| {
                    ((length.0 + calls, length.1 + inputs), from)
                };
                pending.extend(back[state].iter().map(longer));
            }
        }
        shortest
    }

    /// Returns the successors of a state as machines, by action.
    fn ways(&self, system: &S, state: usize) -> HashMap<usize, Machine> {
        self.steps[state].iter().map(|&(action, next)| (action, system.seen(&self.states[next]))).collect()
    }
}

/// A difference of two systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// An action leads to different states, or is possible in one system only.
    Step {
        from: Machine,
        action: Action,
        first: Option<Machine>,
        second: Option<Machine>,
    },
    /// The systems bill differently.
    Billed {
        machine: Machine,
        first: Billed,
    },
    OnlyFirstReaches(Machine),
    OnlySecondReaches(Machine),
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let way = |machine: &Option<Machine>| match machine {
            Some(machine) => format!("{machine:?}"),
            None => String::from("impossible"),
        };
        match self {
            Self::Step { from, action, first, second } => {
                write!(f, "{action:?} of\n  {from:?} is\n  {} or\n  {}", way(first), way(second))
            }
            other => write!(f, "{other:?}"),
        }
    }
}

/// Returns all differences of two systems under the same `actions`.
pub(super) fn differences<A: System, B: System>(
    first: &A,
    second: &B,
    actions: &[Action],
) -> BTreeSet<Difference> {
    let (ours, theirs) = (Explored::of(first, actions), Explored::of(second, actions));
    let numbers: HashMap<Machine, usize> =
        ours.states.iter().enumerate().map(|(number, state)| (first.seen(state), number)).collect();
    assert_eq!(numbers.len(), ours.states.len(), "the states of the first system are distinct");
    let mut differences = BTreeSet::new();
    let mut reached = HashSet::new();
    for (number, state) in theirs.states.iter().enumerate() {
        let machine = second.seen(state);
        reached.insert(machine);
        let Some(&twin) = numbers.get(&machine) else {
            differences.insert(Difference::OnlySecondReaches(machine));
            continue;
        };
        let (left, right) = (ours.ways(first, twin), theirs.ways(second, number));
        for (number, &action) in actions.iter().enumerate() {
            let (a, b) = (left.get(&number).copied(), right.get(&number).copied());
            if a != b {
                differences.insert(Difference::Step { from: machine, action, first: a, second: b });
            }
        }
        let billed = first.billed(&ours.states[twin]);
        if billed != second.billed(state) {
            differences.insert(Difference::Billed { machine, first: billed });
        }
    }
    let unreached = numbers.into_keys().filter(|machine| !reached.contains(machine));
    differences.extend(unreached.map(Difference::OnlyFirstReaches));
    differences
}
