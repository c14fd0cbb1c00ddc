//! Plural calls: one request for up to 100 instances.
//!
//! A plural call is decided as a whole: it is either rejected, or has an answer for each instance.

use crate::decide::{Explanation, OwnedViolation, Reliance, Violation, Warning, documented, explain};
use crate::environment::Environment;
use crate::error::{ApiError, ErrorKind, Message};
use crate::instance::{Instance, Status};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::{Action, BatchOptimization, BatchRequest, Request};
use core::fmt;

/// An instance id, of a type that the caller chooses.
///
/// Empty text and `None` are null ids.
///
/// ```
/// use instance_lifecycle::batch::Id;
///
/// assert!("".is_null());
/// assert!(None::<&str>.is_null());
/// assert!(!Some("i-1").is_null());
/// ```
pub trait Id: PartialEq {
    /// Returns whether the id is null: no instance has it.
    fn is_null(&self) -> bool {
        false
    }
}

impl Id for &str {
    fn is_null(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(feature = "alloc")]
impl Id for alloc::string::String {
    fn is_null(&self) -> bool {
        self.is_empty()
    }
}

impl<I: Id> Id for Option<I> {
    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(Id::is_null)
    }
}

impl Id for u32 {}
impl Id for u64 {}
impl Id for u128 {}
impl Id for usize {}

/// The maximum number of ids of a call. Source: StopInstances, request parameters (page of 2025-12-03).
pub const MAX_IDS: usize = 100;

/// The reason why a plural call is not carried out for any instance. `Display` writes the message.
///
/// ```
/// use instance_lifecycle::batch::batch;
/// use instance_lifecycle::request::StopInstances;
/// use instance_lifecycle::{Environment, Instance, Policy};
///
/// let none: [(&str, Instance); 0] = [];
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let rejection = batch(StopInstances::default(), none.into_iter(), &environment, &policy).err().unwrap();
/// assert_eq!(rejection.error().map(|error| error.code), Some("InvalidInstanceId.NotFound"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchRejection<I: fmt::Debug> {
    /// The ids are invalid.
    #[error("{0}")]
    Ids(ApiError<'static>),
    /// The instances are decided together, and this one is refused.
    #[error("{violation}")]
    Item {
        /// The first refused instance, in the order of the ids.
        id: I,
        /// The first violation.
        violation: OwnedViolation,
    },
    /// The call is a dry run. With `SuccessFirst`, instances may be refused.
    #[error("{0}")]
    DryRunPassed(ApiError<'static>),
    /// There are no ids, and the action documents no error for that. Not an error of the vendor.
    #[error("no instance id: expected 1 to {MAX_IDS}")]
    NoIds,
    /// An id is given twice. Not an error of the vendor, who documents none for that.
    #[error("duplicate instance id `{0:?}`")]
    Repeated(I),
}

impl<I: fmt::Debug> BatchRejection<I> {
    /// Returns the error of the vendor; `None` if the vendor documents none.
    #[must_use]
    pub fn error(&self) -> Option<ApiError<'_>> {
        match self {
            Self::Ids(error) | Self::DryRunPassed(error) => Some(*error),
            Self::Item { violation, .. } => Some(violation.error()),
            Self::NoIds | Self::Repeated(_) => None,
        }
    }
}

/// An accepted plural call, with an answer for each instance.
///
/// ```
/// use instance_lifecycle::batch::batch;
/// use instance_lifecycle::instance::{LockReason, Locks};
/// use instance_lifecycle::request::{BatchOptimization, StopInstances};
/// use instance_lifecycle::{Environment, Instance, Policy};
///
/// let locked = Instance::default().with(|it| it.locks = Locks::NONE.with(LockReason::Security));
/// let instances = [("i-1", Instance::default()), ("i-2", locked)];
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let batch_optimization = BatchOptimization::SuccessFirst;
/// let request = StopInstances::default().with(|it| it.batch_optimization = batch_optimization);
/// let batch = batch(request, instances.into_iter(), &environment, &policy).unwrap();
/// let codes: Vec<_> = batch.items().map(|item| (item.id, item.outcome().is_ok())).collect();
/// assert_eq!(codes, [("i-1", true), ("i-2", false)]);
/// ```
#[derive(Clone, Debug)]
pub struct Batch<'p, T> {
    request: BatchRequest,
    of_each: Request,
    items: T,
    environment: Environment,
    policy: &'p Policy,
}

/// The answer for one instance of a plural call.
///
/// ```
/// use instance_lifecycle::batch::batch;
/// use instance_lifecycle::request::StopInstances;
/// use instance_lifecycle::{Environment, Instance, Policy, Status};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let instances = [("i-1", Instance::default())];
/// let batch = batch(StopInstances::default(), instances.into_iter(), &environment, &policy)?;
/// let answer = batch.items().next().expect("one instance");
/// assert_eq!((answer.id, answer.code(), answer.current_status()), ("i-1", "200", Some(Status::Stopping)));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ItemAnswer<'p, I> {
    /// The id.
    pub id: I,
    /// The instance before the call.
    pub instance: Instance,
    action: Action,
    explanation: Explanation<'p>,
}

/// Decides a plural call on instances with their ids. An instance that does not exist is
/// [`Instance::RELEASED`].
///
/// # Errors
///
/// Returns an error if the ids are invalid, if an instance is refused and the instances are decided
/// together, or if the call is a dry run.
///
/// ```
/// use instance_lifecycle::batch::{BatchRejection, batch};
/// use instance_lifecycle::request::{BatchOptimization, StopInstances};
/// use instance_lifecycle::{Environment, Instance, Policy, Status};
///
/// let (policy, environment) = (Policy::documented(), Environment::DEFAULT);
/// let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
/// let items = [("i-1", Instance::DEFAULT), ("i-2", stopped)];
///
/// let request = StopInstances::DEFAULT.with(|it| it.batch_optimization = BatchOptimization::SuccessFirst);
/// let answer = batch(request, items.into_iter(), &environment, &policy)
///     .expect("instances are decided independently");
/// let codes: Vec<_> = answer.items().map(|item| (item.id, item.code())).collect();
/// assert_eq!(codes, [("i-1", "200"), ("i-2", "IncorrectInstanceStatus")]);
///
/// let Err(BatchRejection::Item { id, .. }) =
///     batch(StopInstances::DEFAULT, items.into_iter(), &environment, &policy)
/// else {
///     panic!("one instance is refused")
/// };
/// assert_eq!(id, "i-2");
/// ```
pub fn batch<'p, I, T>(
    request: impl Into<BatchRequest>,
    items: T,
    environment: &Environment,
    policy: &'p Policy,
) -> Result<Batch<'p, T>, BatchRejection<I>>
where
    I: Id + fmt::Debug,
    T: Iterator<Item = (I, Instance)> + Clone,
{
    let request = request.into();
    check_ids(request.action(), items.clone().map(|(id, _)| id), policy)?;
    let of_each = request.of_each();
    let environment = policy.environment_of(*environment, || items.clone().count());
    let batch = Batch { request, of_each, items, environment, policy };
    if request.optimization() == BatchOptimization::AllTogether {
        for item in batch.items() {
            if let Err(violation) = item.outcome() {
                return Err(BatchRejection::Item { id: item.id, violation: violation.into() });
            }
        }
    }
    if request.is_dry_run() {
        let passed = documented(request.action(), ErrorKind::DryRunPassed, policy.revision(), false);
        return Err(BatchRejection::DryRunPassed(passed));
    }
    Ok(batch)
}

fn check_ids<I: Id + fmt::Debug>(
    action: Action,
    ids: impl Iterator<Item = I> + Clone,
    policy: &Policy,
) -> Result<(), BatchRejection<I>> {
    let raise = |kind| {
        let row = action.errors().row(kind, policy.revision(), false);
        row.map(|row| ApiError::documented(action, row))
    };
    let refused = |kind| raise(kind).map_or(Ok(()), |error| Err(BatchRejection::Ids(error)));
    if ids.clone().nth(MAX_IDS).is_some() {
        refused(ErrorKind::TooManyInstanceIds)?;
    }
    if ids.clone().next().is_none() {
        refused(ErrorKind::InstanceIdNull)?;
        return Err(BatchRejection::NoIds);
    }
    if ids.clone().any(|id| id.is_null()) {
        // Without an error for null ids, a null id is malformed.
        refused(ErrorKind::InstanceIdNull)?;
        refused(ErrorKind::MalformedInstanceIds)?;
    }
    let mut rest = ids;
    while let Some(id) = rest.next() {
        if rest.clone().any(|other| other == id) {
            return Err(BatchRejection::Repeated(id));
        }
    }
    Ok(())
}

impl<'p, I, T: Iterator<Item = (I, Instance)> + Clone> Batch<'p, T> {
    /// Returns the answer for each instance, in the order of the ids.
    pub fn items(&self) -> impl Iterator<Item = ItemAnswer<'p, I>> + use<'p, I, T> {
        let Self { request, of_each, environment, policy, items } = self.clone();
        items.map(move |(id, instance)| ItemAnswer {
            id,
            instance,
            action: request.action(),
            explanation: explain(&instance, &of_each, &environment, policy),
        })
    }

    /// Returns the instances right after the call.
    pub fn accepted(&self) -> impl Iterator<Item = (I, Instance)> + use<'p, I, T> {
        self.items().map(|item| {
            let next = item.next();
            (item.id, next)
        })
    }
}

impl<'p, I> ItemAnswer<'p, I> {
    /// Returns the plan of the call of this instance.
    ///
    /// # Errors
    ///
    /// Returns the first violation if a rule refuses the call of this instance.
    pub fn outcome(&self) -> Result<Plan, Violation<'p>> {
        match self.violations().next() {
            Some(violation) => Err(violation),
            None => Ok(self.explanation.plan()),
        }
    }

    /// Returns the violations of this instance, in the precedence of the policy.
    pub fn violations(&self) -> impl Iterator<Item = Violation<'p>> + use<'p, I> {
        let action = self.action;
        self.explanation.violations().map(move |violation| violation.to_plural(action))
    }

    /// Returns the warnings of the policy for this instance.
    pub fn warnings(&self) -> impl Iterator<Item = Warning<'p>> + use<'p, I> {
        let action = self.action;
        self.explanation.warnings().map(move |warning| warning.to_plural(action))
    }

    /// Returns the interpretations that the call relies on for this instance.
    pub fn reliances(&self) -> impl Iterator<Item = Reliance<'p>> + use<'p, I> {
        self.explanation.reliances()
    }

    /// Returns the name of the rule that settles the call of this instance, as if no rule refused it.
    #[must_use]
    pub fn settled_by(&self) -> &'p str {
        self.explanation.settlement().rule
    }

    /// Returns the `Code`: `200`, or the code of the error.
    #[must_use]
    pub fn code(&self) -> &'p str {
        self.outcome().map_or_else(|violation| violation.error().code, |_| "200")
    }

    /// Returns the `Message`: `success`, or the message of the error.
    #[must_use]
    pub fn message(&self) -> Message<'p> {
        const SUCCESS: Message<'_> = Message { text: "success", status: None };
        self.outcome().map_or_else(|violation| violation.error().message, |_| SUCCESS)
    }

    /// Returns the `PreviousStatus`; `None` if the instance does not exist.
    #[must_use]
    pub fn previous_status(&self) -> Option<Status> {
        Some(self.instance.status).filter(|status| *status != Status::Released)
    }

    /// Returns the `CurrentStatus`, right after the call; `None` if the instance did not exist.
    #[must_use]
    pub fn current_status(&self) -> Option<Status> {
        self.previous_status().map(|_| self.next().status)
    }

    /// Returns the instance right after the call, unchanged if the call is refused.
    #[must_use]
    pub fn next(&self) -> Instance {
        self.outcome().ok().and_then(|plan| plan.accept(&self.instance).ok()).unwrap_or(self.instance)
    }
}
