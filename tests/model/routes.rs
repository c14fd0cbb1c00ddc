//! The lengths of routes equal a breadth-first search of the model, from every machine that it reaches.

use super::actions::{Action, Input};
use super::compare::{Explored, System};
use super::library::{Library, POLICY};
use super::state::{Lock, Machine, Phase};
use super::{ACCOUNTS, model};
use instance_lifecycle::analysis::{Budget, Goal, NamedGoal, Ranking, RouteLength, Routes};
use instance_lifecycle::{Instance, Status};
use std::collections::{BTreeMap, HashMap};

/// The length of an action on a route: calls are chosen, ends of phases waited for.
fn length(action: Action) -> Option<(u32, u32)> {
    match action {
        Action::Happens(Input::Made | Input::Booted | Input::WentDown | Input::Settled) => Some((0, 1)),
        Action::Happens(_) => None,
        _ => Some((1, 0)),
    }
}

/// Whether a machine is at a goal.
type IsThere = fn(&Machine) -> bool;

/// The goals, and whether a machine is there.
const GOALS: [(NamedGoal, IsThere); 3] = [
    (NamedGoal::NotBilled, |machine| machine.phase == Phase::Down && !machine.billed().compute),
    (NamedGoal::Released, |machine| machine.phase == Phase::Gone),
    (NamedGoal::Running, |machine| machine.phase == Phase::Up),
];

/// Returns the routes of the library to a goal.
fn routes(library: &Library, goal: NamedGoal) -> Routes {
    let goal = Goal::named(goal, &POLICY, Budget::default()).expect("within the budget");
    Routes::new(goal, &library.environment(), &[], &POLICY, Budget::default()).expect("within the budget")
}

/// Compares the lengths of routes to every goal, from every state, with the model.
fn compare_lengths((switch, host, _): (bool, bool, (usize, usize))) {
    let actions = Action::with_locks(&Lock::NAMED);
    let (model, library) = (model(switch, host), Library { switch, host });
    let (of_model, of_library) = (Explored::of(&model, &actions), Explored::of(&library, &actions));
    for (goal, is_there) in GOALS {
        let shortest = of_model.lengths(is_there, |action| length(actions[action]));
        let expected: HashMap<Machine, Option<(u32, u32)>> =
            of_model.states.iter().copied().zip(shortest).collect();
        let routes = routes(&library, goal);
        for instance in &of_library.states {
            let found = routes.length(instance).map(|length| (length.calls, length.events));
            assert_eq!(found, expected[&library.seen(instance)], "{goal}: {instance:?}");
        }
    }
}

#[test]
fn routes_are_as_short_as_a_breadth_first_search_of_the_model() {
    compare_lengths(ACCOUNTS[0]);
}

#[test]
fn routes_are_as_short_with_the_switch_for_economical_mode() {
    compare_lengths(ACCOUNTS[1]);
}

/// The first route that is searched has the length that is computed by regions, its steps follow from each
/// other, and it ends at the goal.
#[test]
fn routes_have_their_length_and_end_at_the_goal() {
    let (actions, library) = (Action::with_locks(&[]), Library { switch: false, host: true });
    let steady = |instance: &&Instance| matches!(instance.status, Status::Running | Status::Stopped);
    let explored = Explored::of(&library, &actions);
    let mut counts = Vec::new();
    for (goal, _) in GOALS {
        let (routes, environment) = (routes(&library, goal), library.environment());
        let mut lengths: BTreeMap<Option<RouteLength>, usize> = BTreeMap::new();
        for instance in explored.states.iter().filter(steady) {
            let found =
                routes.from(instance, Ranking::Calls, 1, Budget::default()).expect("within the budget");
            let length = found.first().map(instance_lifecycle::analysis::Route::length);
            assert_eq!(length, routes.length(instance), "{goal}: {instance:?}");
            for route in &found {
                assert!(routes.goal().contains(route.end(), &environment, &POLICY), "{goal}: {instance:?}");
            }
            *lengths.entry(length).or_default() += 1;
        }
        let lengths = lengths.iter().map(|(length, count)| match length {
            None => format!("no route: {count}"),
            Some(RouteLength { calls, events }) => format!("{calls}+{events}: {count}"),
        });
        counts.push(format!("{goal}: {}", lengths.collect::<Vec<_>>().join(", ")));
    }
    assert_eq!(
        counts,
        [
            "not-billed: no route: 129, 0+0: 274, 1+1: 2, 2+2: 3, 2+3: 2",
            "released: no route: 28, 1+0: 288, 1+1: 94",
            "running: no route: 252, 0+0: 44, 1+1: 97, 1+2: 17",
        ]
    );
}
