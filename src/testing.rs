//! Support for the tests of others (feature `proptest`): strategies for cases and histories, and a
//! reference machine for `proptest-state-machine` to hold a control plane against.
//!
//! Every strategy of cases comes in three kinds ([`Bias`]) and shrinks towards the default case.

mod policies;

pub use policies::policies;

use crate::attribute::{ATTRIBUTES, Case};
use crate::environment::Environment;
use crate::event::Event;
use crate::instance::Instance;
use crate::policy::Policy;
use crate::region::Point;
use crate::request::{Operation, Request};
use crate::trace::{Answer, Input, Trace};
use alloc::vec::Vec;
use proptest::collection::SizeRange;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::sample::select;
use proptest::strategy::Union;
use proptest_state_machine::ReferenceStateMachine;

/// What a strategy prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// Mostly default: one attribute in eight is not.
    Default,
    /// Any value of every attribute, impossible cases included.
    Hostile,
    /// Cases of which a row of the operation speaks, or would but for one attribute.
    Boundary(Operation),
}

/// Cases. The request is that of any operation, in the form in which rules read it.
///
/// ```
/// use instance_lifecycle::Operation;
/// use instance_lifecycle::testing::{Bias, cases};
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let strategy = cases(Bias::Boundary(Operation::StopInstance));
/// let case = strategy.new_tree(&mut TestRunner::deterministic()).expect("a case").current();
/// assert_eq!(instance_lifecycle::Case::at(&case.point()), case);
/// ```
pub fn cases(bias: Bias) -> BoxedStrategy<Case> {
    match bias {
        Bias::Default => points(8).prop_map(|point| Case::at(&point)).boxed(),
        Bias::Hostile => points(1).prop_map(|point| Case::at(&point)).boxed(),
        Bias::Boundary(operation) => boundary(operation),
    }
}

/// Instances.
pub fn instances(bias: Bias) -> BoxedStrategy<Instance> {
    cases(bias).prop_map(|case| case.instance).boxed()
}

/// What lies outside an instance.
pub fn environments(bias: Bias) -> BoxedStrategy<Environment> {
    cases(bias).prop_map(|case| case.environment).boxed()
}

/// Requests of one operation; of any operation if it is `None`.
pub fn requests(operation: Option<Operation>, bias: Bias) -> BoxedStrategy<Request> {
    let operations = operation.map_or(Vec::from(Operation::ALL), |operation| Vec::from([operation]));
    let request = |(operation, case): (Operation, Case)| Request::new(operation, case.request);
    (select(operations), cases(bias)).prop_map(request).boxed()
}

/// Things that happen: requests in any environment, and events, as many of the one as of the other.
pub fn inputs(bias: Bias) -> BoxedStrategy<Input> {
    let calls = (requests(None, bias), environments(bias))
        .prop_map(|(request, environment)| Input::Request(request, environment));
    let events = select(Event::ALL).prop_map(Input::Event);
    Union::new([calls.boxed(), events.boxed()]).boxed()
}

/// Histories under a policy, a step each second.
pub fn histories(bias: Bias, length: impl Into<SizeRange>, policy: Policy) -> BoxedStrategy<Trace> {
    let happened = proptest::collection::vec(inputs(bias), length);
    (instances(bias), happened)
        .prop_map(move |(start, happened)| Trace::record(start, (0..).zip(happened), &policy))
        .boxed()
}

/// Points of which each attribute is default but for one time in `rarity`.
fn points(rarity: u32) -> impl Strategy<Value = Point> {
    let values: Vec<BoxedStrategy<usize>> = ATTRIBUTES
        .iter()
        .map(|attribute| {
            let any = 0..attribute.values.len();
            if rarity == 1 {
                return any.boxed();
            }
            Union::new_weighted([(rarity - 1, Just(attribute.default).boxed()), (1, any.boxed())].into())
                .boxed()
        })
        .collect();
    values.prop_map(|values| {
        ATTRIBUTES
            .iter()
            .zip(values)
            .fold(Point::EMPTY, |point, (attribute, value)| point.with(attribute.field, value))
    })
}

/// Cases inside the region of a row, or one attribute away from it.
fn boundary(operation: Operation) -> BoxedStrategy<Case> {
    let rule_table = operation.rule_table();
    let refusals = rule_table.refusals.iter().map(|row| row.when);
    let regions: Vec<_> = refusals.chain(rule_table.settlements.iter().map(|row| row.when)).collect();
    (points(8), select(regions), proptest::bool::ANY, points(1), select(&ATTRIBUTES[..]))
        .prop_map(|(default, region, crosses, any, crossed)| {
            let inside = ATTRIBUTES.iter().fold(default, |point, attribute| {
                let admitted = region.admits(attribute.field);
                if admitted >> point.value(attribute.field) & 1 == 1 {
                    return point;
                }
                point.with(attribute.field, admitted.trailing_zeros() as usize)
            });
            Case::at(&if crosses { inside.with(crossed.field, any.value(crossed.field)) } else { inside })
        })
        .boxed()
}

/// The lifecycle as a reference machine for `proptest-state-machine`: implement
/// `StateMachineTest` with it as `Reference`, carry each [`Input`] out on your own control plane,
/// and compare what it answered with [`ModelState::answer`] and where it stands with [`ModelState::instance`].
///
/// The policy is the documented one; for another write your own machine of three lines with
/// [`ModelState::after`].
#[derive(Clone, Copy, Debug)]
pub struct Lifecycle;

/// Where the reference machine stands.
#[derive(Clone, Debug)]
pub struct ModelState {
    /// The instance.
    pub instance: Instance,
    /// What the last thing that happened came to; none at the start.
    pub answer: Option<Answer>,
}

impl ModelState {
    /// Where an instance stands to which nothing has happened yet.
    #[must_use]
    pub const fn new(instance: Instance) -> Self {
        Self { instance, answer: None }
    }

    /// Where it stands after something has happened.
    #[must_use]
    pub fn after(self, input: &Input, policy: &Policy) -> Self {
        let (answer, instance) = input.to(&self.instance, policy);
        Self { instance, answer: Some(answer) }
    }
}

impl ReferenceStateMachine for Lifecycle {
    type State = ModelState;
    type Transition = Input;

    fn init_state() -> BoxedStrategy<ModelState> {
        instances(Bias::Default).prop_map(ModelState::new).boxed()
    }

    fn transitions(_: &ModelState) -> BoxedStrategy<Input> {
        inputs(Bias::Default)
    }

    fn apply(state: ModelState, input: &Input) -> ModelState {
        state.after(input, &Policy::documented())
    }
}
