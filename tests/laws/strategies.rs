//! The public strategies generate what they document.

use instance_lifecycle::instance::NetworkType;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::testing::{Bias, cases, requests};
use instance_lifecycle::{Case, Operation, Request};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use support::rule_tables;

fn drawn<S: Strategy>(strategy: S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).expect("a value").current())
}

/// Returns the number of attributes of a point that a region does not admit.
fn outside(region: &Region, point: &Point) -> usize {
    let is_outside = |field| region.admits(field) >> point.value(field) & 1 == 0;
    ATTRIBUTES.iter().filter(|attribute| is_outside(attribute.field)).count()
}

#[test]
fn requests_of_an_operation_are_of_that_operation() {
    for operation in Request::DEFAULTS.iter().map(Request::operation) {
        let mut of = drawn(requests(Bias::Hostile, Some(operation)), 20).map(|request| request.operation());
        assert!(of.all(|of| of == operation), "{operation}");
    }
    let any: Vec<Operation> =
        drawn(requests(Bias::Default, None), 200).map(|request| request.operation()).collect();
    assert!(Request::DEFAULTS.iter().all(|request| any.contains(&request.operation())));
}

#[test]
fn a_boundary_case_is_at_most_one_attribute_away_from_a_row() {
    for rule_table in rule_tables() {
        let refusals = rule_table.refusals.iter().map(|row| row.when);
        let regions: Vec<Region> =
            refusals.chain(rule_table.settlements.iter().map(|row| row.when)).collect();
        let drawn: Vec<Point> = drawn(cases(Bias::Boundary(rule_table.operation)), 30 * regions.len())
            .map(|case| case.point())
            .collect();
        let away = |point: &Point| regions.iter().map(|region| outside(region, point)).min();
        assert!(drawn.iter().all(|point| away(point) <= Some(1)), "{}", rule_table.operation);
        for (row, region) in regions.iter().enumerate() {
            let inside = drawn.iter().filter(|point| outside(region, point) == 0).count();
            assert!(inside >= 15, "{} {row}: {inside}", rule_table.operation);
        }
    }
}

#[test]
fn a_boundary_case_is_mostly_default() {
    for rule_table in rule_tables() {
        let drawn: Vec<Case> = drawn(cases(Bias::Boundary(rule_table.operation)), 1_000).collect();
        let default = drawn.iter().filter(|case| {
            (case.request.delete_force_stop, case.instance.network_type) == (true, NetworkType::Vpc)
        });
        assert!(default.count() > 500, "{}", rule_table.operation);
    }
}

mod for_fuzzers {
    use super::{ATTRIBUTES, Operation, Request};
    use arbitrary::{Arbitrary, Unstructured};
    use instance_lifecycle::request::{BatchRequest, DeleteInstances, StopInstances};
    use instance_lifecycle::trace::Trace;
    use instance_lifecycle::{
        Action, Case, DeleteInstance, Environment, Event, Instance, Policy, Revision, RunInstances,
        StopInstance,
    };
    use std::collections::HashSet;
    use std::hash::Hash;
    use support::Random;

    /// Returns the values generated from many byte strings.
    fn given<T: for<'a> Arbitrary<'a>>() -> impl Iterator<Item = T> {
        let mut random = Random::new();
        (0..2_000).map(move |_| {
            let bytes: Vec<u8> = (0..256).map(|_| random.below(256) as u8).collect();
            T::arbitrary(&mut Unstructured::new(&bytes)).expect("bytes enough")
        })
    }

    fn distinct<T: Eq + Hash + for<'a> Arbitrary<'a>>() -> usize {
        given::<T>().collect::<HashSet<T>>().len()
    }

    #[test]
    fn bytes_give_every_value_of_every_attribute() {
        let points: Vec<_> = given::<Case>().map(|case| case.point()).collect();
        for attribute in &ATTRIBUTES {
            let values: HashSet<usize> = points.iter().map(|point| point.value(attribute.field)).collect();
            assert_eq!(values.len(), attribute.values.len(), "{}", attribute.name);
        }
    }

    #[test]
    fn bytes_give_every_operation_and_event_and_no_two_cases_alike() {
        assert_eq!(distinct::<Operation>(), Operation::ALL.len());
        assert_eq!(distinct::<Event>(), Event::ALL.len());
        assert!(
            distinct::<Instance>() > 1_900 && distinct::<Environment>() > 500 && distinct::<Request>() > 50
        );
        let operations: HashSet<Operation> = given::<Request>().map(|request| request.operation()).collect();
        assert_eq!(operations.len(), Request::DEFAULTS.len());
    }

    #[test]
    fn bytes_give_every_parameter_of_every_request() {
        let modes: HashSet<_> = given::<StopInstance>().map(|request| request.stopped_mode).collect();
        assert_eq!(modes.len(), 3);
        assert_eq!([distinct::<StopInstance>(), distinct::<DeleteInstance>()], [48, 16]);
        assert_eq!([distinct::<StopInstances>(), distinct::<DeleteInstances>()], [24, 16]);
        let actions: HashSet<Action> = given::<BatchRequest>().map(|request| request.action()).collect();
        assert_eq!(actions.len(), BatchRequest::DEFAULTS.len());
        let amounts: HashSet<u8> = given::<RunInstances>().map(|request| request.amount.get()).collect();
        assert!(amounts.len() > 90);
    }

    #[test]
    fn bytes_give_traces_that_replay_and_policies_of_every_kind() {
        let documented = Policy::documented();
        let traces = || given::<Trace>().take(200);
        assert!(traces().all(|trace| trace.replay(&documented) == Ok(trace.end())));
        assert!(traces().map(|trace| trace.steps().len()).max() >= Some(3));
        let policies: Vec<Policy> = given::<Policy>().take(500).collect();
        let count = |is: fn(&Policy) -> bool| policies.iter().filter(|policy| is(policy)).count();
        let has_custom = |policy: &Policy| {
            Operation::ALL.iter().any(|operation| policy.custom_rules(*operation).next().is_some())
        };
        let lacks = |policy: &Policy| {
            Operation::ALL.iter().any(|operation| policy.removed(*operation).next().is_some())
        };
        assert!(count(|policy| policy.revision() == Revision::V2021_01) > 50);
        assert!(count(has_custom) > 50 && count(lacks) > 20, "{} {}", count(has_custom), count(lacks));
    }
}
