//! Plural calls: one request for up to 100 instances, as a pure fold over them.
//!
//! Nothing is applied here, so that nothing can be half applied: the answer is either one refusal of
//! the whole call, or an answer for each instance, with the instance as it is afterwards.

use crate::decide::{Explanation, OwnedViolation, Reliance, Violation, documented, explain};
use crate::environment::Environment;
use crate::error::{ApiError, ErrorKind, Message};
use crate::instance::{Instance, Status};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::{BatchOptimization, BatchRequest, Operation, Request};
use core::fmt;

/// An id of the caller's.
///
/// Text that is empty is no id; an `Option` is none where it is `None`.
pub trait Id: PartialEq {
    /// Whether no instance can be called so.
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

/// The most ids of a call. Source: StopInstances, request parameters (page of 2025-12-03).
pub const MAX_IDS: usize = 100;

/// Why a plural call is not carried out, for any instance. `Display` writes the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchRejection<I: fmt::Debug> {
    /// The ids are refused.
    #[error("{0}")]
    Ids(ApiError<'static>),
    /// All were to be done together, and this one is refused.
    #[error("{violation}")]
    Item {
        /// The first that is refused, in the order of the ids.
        id: I,
        /// The first rule that objects to it.
        violation: OwnedViolation,
    },
    /// The call was only a check, and is answered as one that has passed: with `SuccessFirst` whether
    /// or not it has.
    #[error("{0}")]
    DryRunPassed(ApiError<'static>),
    /// No id is given to an operation whose page has no error for that. An error of ours.
    #[error("no instance id: expected 1 to {MAX_IDS}")]
    NoIds,
    /// An id is given twice. An error of ours: no page says what the service does.
    #[error("`{0:?}` stands twice among the instance ids")]
    Repeated(I),
}

impl<I: fmt::Debug> BatchRejection<I> {
    /// The exact error; none where it is one of this crate.
    #[must_use]
    pub fn error(&self) -> Option<ApiError<'_>> {
        match self {
            Self::Ids(error) | Self::DryRunPassed(error) => Some(*error),
            Self::Item { violation, .. } => Some(violation.error()),
            Self::NoIds | Self::Repeated(_) => None,
        }
    }
}

/// A plural call that is carried out: an answer for each instance.
#[derive(Clone, Debug)]
pub struct Batch<'p, T> {
    request: BatchRequest,
    of_each: Request,
    items: T,
    environment: Environment,
    policy: &'p Policy,
}

/// The answer for one instance of a batch, in the vendor's terms.
#[derive(Clone, Debug)]
pub struct ItemAnswer<'p, I> {
    /// The id.
    pub id: I,
    /// The instance before the call.
    pub instance: Instance,
    operation: Operation,
    explanation: Explanation<'p>,
}

/// Decides a plural call on instances, each with its id; a missing instance is
/// [`Instance::RELEASED`].
///
/// # Errors
///
/// Where nothing is done: the ids are refused, one of the instances is refused where all were to be
/// done together, or the call was only a check.
///
/// ```
/// use instance_lifecycle::{
///     BatchOptimization, BatchRejection, Environment, Instance, Policy, Status, StopInstances, batch,
/// };
///
/// let (policy, environment) = (Policy::documented(), Environment::DEFAULT);
/// let stopped = Instance { status: Status::Stopped, ..Instance::DEFAULT };
/// let items = [("i-1", Instance::DEFAULT), ("i-2", stopped)];
///
/// let request = StopInstances { batch_optimization: BatchOptimization::SuccessFirst, ..StopInstances::DEFAULT };
/// let answer = batch(request, items.into_iter(), &environment, &policy).expect("each on its own");
/// let codes: Vec<_> = answer.items().map(|item| (item.id, item.code())).collect();
/// assert_eq!(codes, [("i-1", "200"), ("i-2", "IncorrectInstanceStatus")]);
///
/// let Err(BatchRejection::Item { id, .. }) = batch(StopInstances::DEFAULT, items.into_iter(), &environment, &policy) else {
///     panic!("one is refused, and with it all")
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
    check_ids(request.operation(), items.clone().map(|(id, _)| id), policy)?;
    let of_each = request.of_each();
    let batch = Batch { request, of_each, items, environment: *environment, policy };
    if request.optimization() == BatchOptimization::AllTogether {
        for item in batch.items() {
            if let Err(violation) = item.outcome() {
                return Err(BatchRejection::Item { id: item.id, violation: violation.into() });
            }
        }
    }
    if request.is_dry_run() {
        let passed = documented(request.operation(), ErrorKind::DryRunPassed, policy.revision(), false);
        return Err(BatchRejection::DryRunPassed(passed));
    }
    Ok(batch)
}

fn check_ids<I: Id + fmt::Debug>(
    operation: Operation,
    ids: impl Iterator<Item = I> + Clone,
    policy: &Policy,
) -> Result<(), BatchRejection<I>> {
    let raise = |kind| {
        let row = operation.errors().row(kind, policy.revision(), false);
        row.map(|row| ApiError::documented(operation, row))
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
        // Where no error says that an id is null, it is malformed.
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
    /// The answer for each instance, in the order of the ids.
    pub fn items(&self) -> impl Iterator<Item = ItemAnswer<'p, I>> + use<'p, I, T> {
        let Self { request, of_each, environment, policy, items } = self.clone();
        items.map(move |(id, instance)| ItemAnswer {
            id,
            instance,
            operation: request.operation(),
            explanation: explain(&instance, &of_each, &environment, policy),
        })
    }

    /// The instances as they are right after the call.
    pub fn accepted(&self) -> impl Iterator<Item = (I, Instance)> + use<'p, I, T> {
        self.items().map(|item| {
            let next = item.next();
            (item.id, next)
        })
    }
}

impl<'p, I> ItemAnswer<'p, I> {
    /// The plan, or the first rule that objects.
    ///
    /// # Errors
    ///
    /// When a rule objects to this instance.
    pub fn outcome(&self) -> Result<Plan, Violation<'p>> {
        match self.violations().next() {
            Some(violation) => Err(violation),
            None => Ok(self.explanation.plan()),
        }
    }

    /// Every rule that objects to this instance, in the precedence of the policy.
    pub fn violations(&self) -> impl Iterator<Item = Violation<'p>> + use<'p, I> {
        let operation = self.operation;
        self.explanation.violations().map(move |violation| violation.to_plural(operation))
    }

    /// Returns the interpretations that the call relies on for this instance.
    pub fn reliances(&self) -> impl Iterator<Item = Reliance<'p>> + use<'p, I> {
        self.explanation.reliances()
    }

    /// The name of the rule that settles the call of this instance, once nothing objects.
    #[must_use]
    pub fn settled_by(&self) -> &'p str {
        self.explanation.settlement().rule
    }

    /// `Code`: `200`, or the code of the error.
    #[must_use]
    pub fn code(&self) -> &'p str {
        self.outcome().map_or_else(|violation| violation.error().code, |_| "200")
    }

    /// `Message`: `success`, or the message of the error.
    #[must_use]
    pub fn message(&self) -> Message<'p> {
        const SUCCESS: Message<'_> = Message { text: "success", status: None };
        self.outcome().map_or_else(|violation| violation.error().message, |_| SUCCESS)
    }

    /// `PreviousStatus`; none of an instance that is not there.
    #[must_use]
    pub fn previous_status(&self) -> Option<Status> {
        Some(self.instance.status).filter(|status| *status != Status::Released)
    }

    /// `CurrentStatus`: that right after the call; none of an instance that was not there.
    #[must_use]
    pub fn current_status(&self) -> Option<Status> {
        self.previous_status().map(|_| self.next().status)
    }

    /// The instance right after the call: unchanged where it is refused.
    #[must_use]
    pub fn next(&self) -> Instance {
        self.outcome().ok().and_then(|plan| plan.accept(&self.instance).ok()).unwrap_or(self.instance)
    }
}
