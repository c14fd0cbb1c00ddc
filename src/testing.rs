//! Test support (feature `proptest`): strategies for cases, traces and policies, a test of a remote control
//! plane ([`RemoteTest`]), and a reference model for `proptest-state-machine` ([`Lifecycle`]).
//!
//! Each strategy for cases takes a [`Bias`] first and shrinks towards the default case.

mod policies;
mod remote;

pub use policies::policies;
pub use remote::{ControlPlane, Problem, RemoteFailure, RemoteStep, RemoteTest, Reply};

use crate::attribute::{ATTRIBUTES, AttributeSet, Case};
use crate::environment::Environment;
use crate::event::Event;
use crate::instance::Instance;
use crate::policy::Policy;
use crate::region::{Field, Point};
use crate::request::{Operation, Request};
use crate::trace::{Answer, Input, Trace};
use alloc::vec::Vec;
use proptest::collection::SizeRange;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::sample::select;
use proptest::strategy::Union;
use proptest_state_machine::ReferenceStateMachine;

/// The distribution of a strategy.
///
/// ```
/// use instance_lifecycle::testing::{Bias, instances};
/// use instance_lifecycle::{Environment, Event, Policy, Status};
/// use proptest::prelude::*;
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// proptest!(|(instance in instances(Bias::Default))| {
///     if let Ok(crashed) = instance.apply(Event::SystemFailure, &environment, &policy) {
///         prop_assert_ne!(crashed.status, Status::Pending);
///     }
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// Mostly default values: one attribute in eight is not.
    Default,
    /// Any value of every attribute, including impossible cases.
    Hostile,
    /// Cases that match a row of the operation, or fail to match it by one attribute.
    Boundary(Operation),
}

/// Returns a strategy for cases, with the parameters of all operations.
///
/// ```
/// use instance_lifecycle::testing::{Bias, cases};
/// use instance_lifecycle::Operation;
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

/// Returns a strategy for cases with values of the custom attributes of a policy.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle::rules::attributes::{AttributeSource, CustomAttribute};
/// use instance_lifecycle::testing::{Bias, cases_of};
/// use proptest::prelude::*;
///
/// let env = CustomAttribute::new("env", ["test", "production"], AttributeSource::Tag("env".into()));
/// let policy = Policy::documented().with_attribute(env).expect("declared");
/// let attributes = policy.attributes();
/// proptest!(|(case in cases_of(Bias::Hostile, attributes))| {
///     prop_assert_eq!(attributes.case(&attributes.point(&case)), case);
/// });
/// ```
pub fn cases_of(bias: Bias, attributes: &AttributeSet) -> BoxedStrategy<Case> {
    let custom: Vec<Field> = attributes.declared().map(|(_, field)| field).collect();
    let values: Vec<_> = custom.iter().map(|field| (0..field.width()).boxed()).collect();
    let attributes = attributes.clone();
    (cases(bias), values)
        .prop_map(move |(case, values)| {
            let point = attributes.point(&case);
            let point =
                custom.iter().zip(values).fold(point, |point, (field, value)| point.with(*field, value));
            attributes.case(&point)
        })
        .boxed()
}

/// Returns a strategy for instances.
pub fn instances(bias: Bias) -> BoxedStrategy<Instance> {
    cases(bias).prop_map(|case| case.instance).boxed()
}

/// Returns a strategy for environments.
pub fn environments(bias: Bias) -> BoxedStrategy<Environment> {
    cases(bias).prop_map(|case| case.environment).boxed()
}

/// Returns a strategy for requests of an operation; of any operation if it is `None`.
pub fn requests(bias: Bias, operation: Option<Operation>) -> BoxedStrategy<Request> {
    let operations = operation.map_or(Vec::from(Operation::ALL), |operation| Vec::from([operation]));
    let request = |(operation, case): (Operation, Case)| Request::new(operation, case.request);
    (select(operations), cases(bias)).prop_map(request).boxed()
}

/// Returns a strategy for inputs: requests in any environment and events, equally often.
pub fn inputs(bias: Bias) -> BoxedStrategy<Input> {
    let calls = (requests(bias, None), environments(bias))
        .prop_map(|(request, environment)| Input::Request(request, environment));
    let events = (select(Event::ALL), environments(bias))
        .prop_map(|(event, environment)| Input::Event(event, environment));
    Union::new([calls.boxed(), events.boxed()]).boxed()
}

/// Returns a strategy for traces under a policy, with one step per second.
pub fn histories(bias: Bias, length: impl Into<SizeRange>, policy: Policy) -> BoxedStrategy<Trace> {
    let timed = proptest::collection::vec(inputs(bias), length);
    (instances(bias), timed)
        .prop_map(move |(start, inputs)| Trace::record(start, (0..).zip(inputs), &policy))
        .boxed()
}

/// Points whose attributes differ from the default once in `rarity` times.
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

/// Cases in the region of a row, or one attribute away from it.
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

/// The reference model for `proptest-state-machine`.
///
/// Implement `StateMachineTest` with this type as `Reference`, apply each [`Input`] to your control
/// plane, and compare its answer with [`ModelState::answer`] and its instance with
/// [`ModelState::instance`]. The model uses the documented policy; for another policy, implement
/// `ReferenceStateMachine` with [`ModelState::after`].
///
/// ```
/// use instance_lifecycle::testing::{Lifecycle, ModelState};
/// use instance_lifecycle::trace::Input;
/// use instance_lifecycle::{Environment, Event, Instance, Status};
/// use proptest_state_machine::ReferenceStateMachine;
///
/// let running = ModelState::new(Instance::default());
/// let input = Input::Event(Event::GuestShutdown, Environment::default());
/// assert_eq!(Lifecycle::apply(running, &input).instance.status, Status::Stopped);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Lifecycle;

/// The state of the reference model.
///
/// ```
/// use instance_lifecycle::event::EventError;
/// use instance_lifecycle::testing::ModelState;
/// use instance_lifecycle::trace::{Answer, Input};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let input = Input::Event(Event::BootCompleted, Environment::default());
/// let state = ModelState::new(Instance::default()).after(&input, &Policy::documented());
/// assert_eq!(state.instance, Instance::default());
/// assert_eq!(state.answer, Some(Answer::Event(Err(EventError::NothingInFlight))));
/// ```
#[derive(Clone, Debug)]
pub struct ModelState {
    /// The instance.
    pub instance: Instance,
    /// The answer to the last input; `None` at the start.
    pub answer: Option<Answer>,
}

impl ModelState {
    /// Creates the initial state.
    #[must_use]
    pub const fn new(instance: Instance) -> Self {
        Self { instance, answer: None }
    }

    /// Returns the state after an input.
    #[must_use]
    pub fn after(self, input: &Input, policy: &Policy) -> Self {
        let (answer, instance) = input.apply_to(&self.instance, policy);
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
