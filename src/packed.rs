//! Calls in packed form: 16 bytes each, decided by one look-up a byte.
//!
//! Packing a call reads each of its attributes once. It pays where the same calls are decided again
//! and again, as in a simulation or a comparison of policies.

use crate::decide::{Decidable, Explanation, Rejection};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::policy::Policy;
use core::fmt;
use core::marker::PhantomData;

/// A call: an instance, a request and an environment.
///
/// The default is the default request of the default instance.
///
/// ```
/// use instance_lifecycle::packed::{Call, Packed};
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance};
///
/// let call = Call {
///     instance: Instance::default(),
///     request: StopInstance::default(),
///     environment: Environment::default(),
/// };
/// assert!(Packed::from(&call).plan(&Policy::documented()).is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Call<R> {
    /// The instance.
    pub instance: Instance,
    /// The request.
    pub request: R,
    /// The environment.
    pub environment: Environment,
}

/// A [`Call`] in 16 bytes.
///
/// Every policy decides it as it decides the call. All of the call is kept but the amount of a
/// RunInstances, which no rule reads, and the values of custom attributes: a packed call has their
/// default values.
///
/// ```
/// use instance_lifecycle::packed::{Call, Packed};
/// use instance_lifecycle::{Instance, Policy, Status, StopInstance};
///
/// let policy = Policy::documented();
/// let running = Packed::from(&Call { instance: Instance::DEFAULT, ..Call::default() });
/// assert!(running.plan(&policy).is_ok());
///
/// let hibernating = running.with_request(StopInstance::default().with(|it| it.hibernate = true));
/// assert_eq!(hibernating.plan(&policy).unwrap_err().rule(), "hibernation-not-enabled");
/// assert_eq!(hibernating.call().instance.status, Status::Running);
/// ```
pub struct Packed<R> {
    bits: u128,
    request: PhantomData<fn() -> R>,
}

impl<R: Decidable> From<&Call<R>> for Packed<R> {
    #[inline]
    fn from(call: &Call<R>) -> Self {
        Self { bits: call.request.pack(&call.instance, &call.environment), request: PhantomData }
    }
}

impl<R: Decidable> Packed<R> {
    /// Returns the call with another request.
    #[must_use]
    #[inline]
    pub fn with_request(self, request: R) -> Self {
        Self { bits: request.repack(self.bits), ..self }
    }

    /// Returns the call. The amount of a RunInstances is 1.
    #[must_use]
    pub fn call(self) -> Call<R> {
        let (instance, request, environment) = R::unpack(self.bits);
        Call { instance, request, environment }
    }

    /// Decides the call, as [`plan`](fn@crate::plan) does.
    ///
    /// # Errors
    ///
    /// See [`plan`](fn@crate::plan#errors).
    #[inline]
    pub fn plan(self, policy: &Policy) -> Result<Plan, Rejection> {
        R::decide_packed(self.bits, policy).plan()
    }

    /// Explains the decision, as [`explain`](fn@crate::explain) does.
    #[inline]
    pub fn explain(self, policy: &Policy) -> Explanation<'_> {
        Explanation(R::decide_packed(self.bits, policy))
    }
}

/// Decides calls one by one, in the order of the slice, without allocating.
///
/// ```
/// use instance_lifecycle::packed::{Call, Packed, plan_each};
/// use instance_lifecycle::{Instance, Policy, Status, StopInstance};
///
/// let policy = Policy::documented();
/// let calls = [Status::Running, Status::Stopped, Status::Released].map(|status| {
///     Packed::from(&Call {
///         instance: Instance::DEFAULT.with(|it| it.status = status),
///         ..Call::<StopInstance>::default()
///     })
/// });
/// let stopped: Vec<bool> = plan_each(&calls, &policy).map(|answer| answer.is_ok()).collect();
/// assert_eq!(stopped, [true, false, false]);
/// ```
#[inline]
pub fn plan_each<'a, R: Decidable>(
    calls: &'a [Packed<R>],
    policy: &'a Policy,
) -> impl ExactSizeIterator<Item = Result<Plan, Rejection>> + DoubleEndedIterator + 'a {
    calls.iter().map(move |call| call.plan(policy))
}

impl<R> Clone for Packed<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Packed<R> {}

impl<R> PartialEq for Packed<R> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl<R> Eq for Packed<R> {}

impl<R> core::hash::Hash for Packed<R> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

impl<R: Decidable + fmt::Debug> fmt::Debug for Packed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Packed").field(&self.call()).finish()
    }
}
