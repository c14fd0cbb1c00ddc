//! A test of a control plane, which may be remote, against the reference machine.

use super::{Bias, requests};
use crate::attribute::{ATTRIBUTES, Attribute, Case, status};
use crate::decide::{Rejection, plan};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::plan::{Plan, completions};
use crate::policy::Policy;
use crate::request::{Operation, Request};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// A control plane under test: a client of it, in the same process or over a network.
///
/// Each method returns an error only if the control plane cannot be reached: a refused call is a [`Reply`].
pub trait ControlPlane {
    /// The identifier of an instance.
    type Id;
    /// The error of the transport.
    type Error: fmt::Display;

    /// Creates an instance like this one, with nothing in flight, and returns its id.
    ///
    /// # Errors
    ///
    /// Returns an error if the control plane cannot be reached.
    fn create(&mut self, instance: &Instance) -> Result<Self::Id, Self::Error>;

    /// Calls an operation on an instance.
    ///
    /// # Errors
    ///
    /// Returns an error if the control plane cannot be reached.
    fn call(&mut self, id: &Self::Id, request: &Request) -> Result<Reply, Self::Error>;

    /// Waits until nothing is in flight.
    ///
    /// # Errors
    ///
    /// Returns an error if the control plane cannot be reached.
    fn let_time_pass(&mut self, id: &Self::Id) -> Result<(), Self::Error>;

    /// Describes an instance; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// Returns an error if the control plane cannot be reached.
    fn describe(&mut self, id: &Self::Id) -> Result<Option<Instance>, Self::Error>;
}

/// The reply to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The call is accepted.
    Accepted,
    /// The call is refused, or is a dry run.
    Refused {
        /// The HTTP status.
        http_status: u16,
        /// The error code.
        code: String,
        /// The message; not compared if it is `None`.
        message: Option<String>,
    },
}

impl Reply {
    /// Whether the reply of a control plane agrees with this one.
    fn agrees(&self, found: &Self) -> bool {
        match (self, found) {
            (
                Self::Refused { http_status, code, message },
                Self::Refused { http_status: other, code: other_code, message: other_message },
            ) => {
                let is_same = other_message.is_none() || other_message == message;
                http_status == other && code == other_code && is_same
            }
            (one, other) => one == other,
        }
    }
}

impl From<&Result<Plan, Rejection>> for Reply {
    fn from(answer: &Result<Plan, Rejection>) -> Self {
        let Err(rejection) = answer else { return Self::Accepted };
        let error = rejection.error();
        Self::Refused {
            http_status: error.http_status,
            code: error.code.into(),
            message: Some(error.message.to_string()),
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::Refused { http_status, code, message: None } => write!(f, "{http_status} {code}"),
            Self::Refused { http_status, code, message: Some(message) } => {
                write!(f, "{http_status} {code}: {message}")
            }
        }
    }
}

/// One step of a [`RemoteTest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteStep {
    /// A call.
    Call(Request),
    /// Time passes until nothing is in flight.
    TimePasses,
}

impl fmt::Display for RemoteStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Call(request) = self else { return f.write_str("time passes") };
        write!(f, "{}", request.operation())?;
        let mut case = Case::DEFAULT;
        case.request = request.parameters();
        deviations(f, &case)
    }
}

/// Writes the attributes that deviate from the default case.
fn deviations(f: &mut fmt::Formatter<'_>, case: &Case) -> fmt::Result {
    let point = case.point();
    for attribute in ATTRIBUTES.iter().filter(|it| point.value(it.field) != it.default) {
        write!(f, " {}={}", attribute.name, attribute.values[point.value(attribute.field)])?;
    }
    Ok(())
}

/// A randomized test of a [`ControlPlane`] against the reference machine.
///
/// Each case creates an instance and takes random steps. After each step the reply and the description
/// are compared with those of the reference machine. A history in which they differ is shrunk.
///
/// ```
/// use instance_lifecycle::testing::{ControlPlane, RemoteTest, Reply};
/// use instance_lifecycle::{Instance, Policy, Request, Status};
/// use std::convert::Infallible;
///
/// /// A control plane that accepts every call and does nothing.
/// struct Idle;
///
/// impl ControlPlane for Idle {
///     type Id = ();
///     type Error = Infallible;
///
///     fn create(&mut self, _: &Instance) -> Result<(), Infallible> {
///         Ok(())
///     }
///     fn call(&mut self, (): &(), _: &Request) -> Result<Reply, Infallible> {
///         Ok(Reply::Accepted)
///     }
///     fn let_time_pass(&mut self, (): &()) -> Result<(), Infallible> {
///         Ok(())
///     }
///     fn describe(&mut self, (): &()) -> Result<Option<Instance>, Infallible> {
///         Ok(Some(Instance::DEFAULT))
///     }
/// }
///
/// let failure = RemoteTest::new(Policy::documented()).run(&mut Idle).unwrap_err();
/// assert_eq!(
///     failure.to_string(),
///     "created: the default instance
/// 1. StopInstance
/// status: expected `Stopping`, found `Running`"
/// );
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RemoteTest {
    /// The policy of the reference machine.
    pub policy: Policy,
    /// The environment of the control plane.
    pub environment: Environment,
    /// The instances that are created: [`Instance::DEFAULT`] unless changed. Those that are impossible or
    /// have something in flight are left out.
    pub starts: BoxedStrategy<Instance>,
    /// The operations that are called on the instance: by default, those that stop, start, reboot and
    /// release it.
    pub operations: Vec<Operation>,
    /// The attributes of the instance that are compared after each step, beside the status. None by
    /// default.
    pub compared: Vec<&'static Attribute>,
    /// The number of cases.
    pub cases: u32,
    /// The maximum number of steps of a case.
    pub steps: usize,
    /// The seed of the random steps; the same steps are taken in each run.
    pub seed: u64,
}

/// A failed [`RemoteTest`]. `Display` writes the history, a line a step, and what is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteFailure<E> {
    /// The instance that was created.
    pub start: Instance,
    /// The steps up to the failure.
    pub steps: Vec<RemoteStep>,
    /// What is wrong after the last step.
    pub problem: Problem<E>,
}

/// What is wrong with a control plane.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem<E> {
    /// The control plane cannot be reached.
    Transport(E),
    /// The reply to a call is another.
    Reply {
        /// The reply of the reference machine.
        expected: Reply,
        /// The reply of the control plane.
        found: Reply,
    },
    /// The description of the instance is another.
    Description {
        /// The attribute; `status` is `Released` if there is no instance.
        attribute: &'static str,
        /// Its value in the reference machine.
        expected: &'static str,
        /// Its value in the control plane.
        found: &'static str,
    },
}

impl<E: fmt::Display> fmt::Display for Problem<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => write!(f, "the control plane cannot be reached: {error}"),
            Self::Reply { expected, found } => write!(f, "expected `{expected}`, found `{found}`"),
            Self::Description { attribute, expected, found } => {
                write!(f, "{attribute}: expected `{expected}`, found `{found}`")
            }
        }
    }
}

impl<E: fmt::Display> fmt::Display for RemoteFailure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("created:")?;
        let mut case = Case::DEFAULT;
        case.instance = self.start;
        if case == Case::DEFAULT {
            f.write_str(" the default instance")?;
        }
        deviations(f, &case)?;
        for (step, n) in self.steps.iter().zip(1..) {
            write!(f, "\n{n}. {step}")?;
        }
        write!(f, "\n{}", self.problem)
    }
}

impl<E: fmt::Display + fmt::Debug> core::error::Error for RemoteFailure<E> {}

impl RemoteTest {
    /// Returns a test of 256 cases with up to 20 steps, in the default environment.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            environment: Environment::DEFAULT,
            starts: Just(Instance::DEFAULT).boxed(),
            operations: [
                Operation::StopInstance,
                Operation::StartInstance,
                Operation::RebootInstance,
                Operation::DeleteInstance,
            ]
            .into(),
            compared: Vec::new(),
            cases: 256,
            steps: 20,
            seed: 0,
        }
    }

    /// Returns the test with changes.
    ///
    /// ```
    /// use instance_lifecycle::Policy;
    /// use instance_lifecycle::rules::attributes::Attribute;
    /// use instance_lifecycle::testing::{Bias, RemoteTest, instances};
    ///
    /// let mode = Attribute::named("stopped_mode")?;
    /// let test = RemoteTest::new(Policy::documented()).with(|it| {
    ///     it.compared.push(mode);
    ///     it.starts = instances(Bias::Default);
    /// });
    /// assert_eq!(test.compared, [mode]);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Runs the test.
    ///
    /// # Errors
    ///
    /// Returns the shortest history found in which the control plane differs from the reference machine,
    /// or the history at whose end the control plane cannot be reached.
    ///
    /// # Panics
    ///
    /// Panics if there are no operations, or if the strategy of starts yields nothing.
    #[expect(clippy::result_large_err, reason = "a failure ends the test")]
    pub fn run<P: ControlPlane>(&self, plane: &mut P) -> Result<(), RemoteFailure<P::Error>> {
        let config = Config {
            cases: self.cases,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(self.seed),
            ..Config::default()
        };
        let (plane, failure, is_lost) = (RefCell::new(plane), RefCell::new(None), Cell::new(false));
        let ran = TestRunner::new(config).run(&self.histories(), |(start, steps)| {
            // Without an answer there is nothing to compare, and nothing to shrink.
            if is_lost.get() {
                return Ok(());
            }
            let Err(found) = self.check(start, &steps, &mut **plane.borrow_mut()) else { return Ok(()) };
            is_lost.set(matches!(found.problem, Problem::Transport(_)));
            let reason = found.problem.to_string();
            let mut failure = failure.borrow_mut();
            if failure.is_some() && is_lost.get() {
                // The difference found before is not shrunk any further.
                return Ok(());
            }
            // Shrinking goes on from the history that failed last.
            *failure = Some(found);
            Err(TestCaseError::fail(reason))
        });
        match (ran, failure.into_inner()) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(failure)) => Err(self.shortened(failure, plane.into_inner())),
            (Err(error), None) => panic!("the test cannot run: {error}"),
        }
    }

    /// Leaves out steps as long as the control plane still differs: what a step is needed for may have been
    /// left out after it.
    fn shortened<P: ControlPlane>(
        &self,
        failure: RemoteFailure<P::Error>,
        plane: &mut P,
    ) -> RemoteFailure<P::Error> {
        if matches!(failure.problem, Problem::Transport(_)) {
            return failure;
        }
        for left_out in 0..failure.steps.len() {
            let mut steps = failure.steps.clone();
            steps.remove(left_out);
            match self.check(failure.start, &steps, plane) {
                Err(RemoteFailure { problem: Problem::Transport(_), .. }) => return failure,
                Err(shorter) => return self.shortened(shorter, plane),
                Ok(()) => {}
            }
        }
        failure
    }

    /// Instances to create, each with the steps to take.
    fn histories(&self) -> impl Strategy<Value = (Instance, Vec<RemoteStep>)> + use<> {
        let calls = self.operations.iter().map(|operation| requests(Bias::Default, Some(*operation)));
        let calls = Union::new(calls).prop_map(RemoteStep::Call).boxed();
        let steps = Union::new_weighted([(2, calls), (1, Just(RemoteStep::TimePasses).boxed())].into());
        let is_steady =
            |instance: &Instance| !instance.status.is_transitional() && instance.validate().is_ok();
        let starts = self.starts.clone().prop_filter("an instance with nothing in flight", is_steady);
        (starts, vec(steps, 1..=self.steps.max(1)))
    }

    /// Takes steps in the control plane and in the reference machine.
    #[expect(clippy::result_large_err, reason = "a failure ends the test")]
    fn check<P: ControlPlane>(
        &self,
        start: Instance,
        steps: &[RemoteStep],
        plane: &mut P,
    ) -> Result<(), RemoteFailure<P::Error>> {
        let failed = |taken: usize, problem| RemoteFailure { start, steps: steps[..taken].to_vec(), problem };
        let id = plane.create(&start).map_err(|error| failed(0, Problem::Transport(error)))?;
        let mut reference = start;
        self.compare(&reference, &id, plane).map_err(|problem| failed(0, problem))?;
        for (step, taken) in steps.iter().zip(1..) {
            let lost = |error| failed(taken, Problem::Transport(error));
            match step {
                RemoteStep::Call(request) => {
                    let answer = plan(&reference, request, &self.environment, &self.policy);
                    let (expected, found) = (Reply::from(&answer), plane.call(&id, request).map_err(lost)?);
                    if !expected.agrees(&found) {
                        return Err(failed(taken, Problem::Reply { expected, found }));
                    }
                    reference =
                        answer.ok().and_then(|plan| plan.accept(&reference).ok()).unwrap_or(reference);
                }
                RemoteStep::TimePasses => {
                    plane.let_time_pass(&id).map_err(lost)?;
                    let ends = completions(reference, &self.environment, &self.policy);
                    reference = ends.last().map_or(reference, |(_, instance)| instance);
                }
            }
            self.compare(&reference, &id, plane).map_err(|problem| failed(taken, problem))?;
        }
        Ok(())
    }

    /// Compares the description of an instance with the reference machine.
    fn compare<P: ControlPlane>(
        &self,
        reference: &Instance,
        id: &P::Id,
        plane: &mut P,
    ) -> Result<(), Problem<P::Error>> {
        let found = plane.describe(id).map_err(Problem::Transport)?.unwrap_or(Instance::RELEASED);
        let point = |instance: &Instance| Case { instance: *instance, ..Case::DEFAULT }.point();
        let (expected, found) = (point(reference), point(&found));
        let status = ATTRIBUTES.iter().filter(|attribute| attribute.field == status::FIELD);
        for attribute in status.chain(self.compared.iter().copied()) {
            let [expected, found] =
                [&expected, &found].map(|point| attribute.values[point.value(attribute.field)]);
            if expected != found {
                return Err(Problem::Description { attribute: attribute.name, expected, found });
            }
        }
        Ok(())
    }
}
