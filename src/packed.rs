//! Whole calls: typed or held packed, and decided by the slice.
//!
//! To pack a call reads every fact of it once; to decide it then takes a look-up a byte. A fleet that
//! is asked about again and again is best packed once.

use crate::attribute::{Case, Layout, Packing, View, request::dry_run};
use crate::decide::{Decidable, Decision, Explanation, Rejection};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::policy::{CustomRules, HasRuleTable, Policy};
use crate::request::{
    CreateInstance, DeleteInstance, Parameters, ReActivateInstances, RebootInstance, RunInstances,
    StartInstance, StopInstance,
};
use core::fmt;
use core::marker::PhantomData;
use sealed::Answer;

/// A call with all that it is decided on.
///
/// The default is the default instance, asked with every parameter at its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Call<R> {
    /// The instance.
    pub instance: Instance,
    /// What is asked of it.
    pub request: R,
    /// What lies outside it.
    pub environment: Environment,
}

/// A call of one operation in 16 bytes, its facts laid out as the rules of the operation ask for them.
///
/// It is decided as the [`Call`] is that it was packed from, by every policy. Nothing is lost but what
/// no rule can ask: the interruption behaviour of a spot instance, the amount of a RunInstances.
///
/// ```
/// use instance_lifecycle::{Call, Instance, Packed, Policy, Status, StopInstance};
///
/// let policy = Policy::documented();
/// let running = Packed::from(&Call { instance: Instance::DEFAULT, ..Call::default() });
/// assert!(running.plan(&policy).is_ok());
///
/// let hibernating = running.asking(StopInstance { hibernate: true, ..StopInstance::default() });
/// assert_eq!(hibernating.plan(&policy).unwrap_err().rule(), "hibernation-not-enabled");
/// assert_eq!(hibernating.call().instance.status, Status::Running);
/// ```
pub struct Packed<R> {
    facts: u128,
    request: PhantomData<fn() -> R>,
}

/// The request of one operation: whose calls can be packed.
///
/// The trait is sealed: an operation is a rule table of this crate.
pub trait Packable: Decidable + sealed::Pack {}

mod sealed {
    use super::{Decision, Environment, Instance, Parameters, Plan, Policy, Rejection};

    pub trait Answer: Copy {
        fn decision<'p>(&self, policy: &'p Policy) -> Decision<'p>;

        #[inline(always)]
        fn planned(&self, policy: &Policy) -> Result<Plan, Rejection> {
            self.decision(policy).plan()
        }
    }

    pub trait Pack: Copy + Into<Parameters> + From<Parameters> {
        /// The bits of what is asked.
        const ASKED: u128;

        fn pack(instance: &Instance, request: Self, environment: &Environment) -> u128;
        fn call(facts: u128) -> super::Call<Self>;
        fn decide_packed(facts: u128, policy: &Policy) -> Decision<'_>;
    }
}

macro_rules! packable {
    ($($request:ident),+ $(,)?) => {$(
        impl Packable for $request {}

        impl sealed::Pack for $request {
            const ASKED: u128 = <Self as Packing>::LAYOUT.request();

            #[inline(always)]
            fn pack(instance: &Instance, request: Self, environment: &Environment) -> u128 {
                View { instance, environment, request: &request.into() }.pack::<Self>()
            }

            fn call(facts: u128) -> Call<Self> {
                let Case { instance, environment, request } = Case::at(&Self::RULE_TABLE.layout.point(facts));
                Call { instance, request: request.into(), environment }
            }

            #[inline(always)]
            fn decide_packed(facts: u128, policy: &Policy) -> Decision<'_> {
                let layout = const { &<Self as Packing>::LAYOUT };
                let custom = policy.custom(Self::INDEX).map_or(0, |rules| custom_rules(rules, layout, facts));
                let is_dry_run = layout.value(facts, dry_run::NUMBER) == 1;
                Decision::of_packed::<Self>(facts as u64, custom, is_dry_run, policy)
            }
        }

    )+};
}

packable! {
    StopInstance, StartInstance, RebootInstance, DeleteInstance, ReActivateInstances, CreateInstance, RunInstances,
}

/// The custom rules that match.
#[cold]
#[inline(never)]
fn custom_rules(rules: &CustomRules, layout: &Layout, facts: u128) -> u64 {
    rules.matching(&layout.point(facts))
}

/// A whole call: a [`Call`], or a [`Packed`] one.
///
/// The trait is sealed: there is no third form.
pub trait Answerable: sealed::Answer {}

impl<R: Decidable> Answerable for Call<R> {}

impl<R: Decidable> sealed::Answer for Call<R> {
    #[inline(always)]
    fn decision<'p>(&self, policy: &'p Policy) -> Decision<'p> {
        self.request.decide(&self.instance, &self.environment, policy)
    }

    #[inline(always)]
    fn planned(&self, policy: &Policy) -> Result<Plan, Rejection> {
        self.request.plan(&self.instance, &self.environment, policy)
    }
}

impl<R: Packable> Answerable for Packed<R> {}

impl<R: Packable> sealed::Answer for Packed<R> {
    #[inline(always)]
    fn decision<'p>(&self, policy: &'p Policy) -> Decision<'p> {
        R::decide_packed(self.facts, policy)
    }
}

impl<R: Packable> From<&Call<R>> for Packed<R> {
    #[inline]
    fn from(call: &Call<R>) -> Self {
        Self { facts: R::pack(&call.instance, call.request, &call.environment), request: PhantomData }
    }
}

impl<R: Packable> Packed<R> {
    /// The same instance in the same environment, asked something else. This costs a third of
    /// packing.
    #[must_use]
    #[inline]
    pub fn asking(self, request: R) -> Self {
        let asked = R::pack(&Instance::DEFAULT, request, &Environment::DEFAULT) & R::ASKED;
        Self { facts: self.facts & !R::ASKED | asked, ..self }
    }

    /// The call; what no rule can ask is default.
    #[must_use]
    pub fn call(self) -> Call<R> {
        R::call(self.facts)
    }

    /// Decides the call, as [`plan`](fn@crate::plan) does.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn plan(self, policy: &Policy) -> Result<Plan, Rejection> {
        self.decision(policy).plan()
    }

    /// All that is to be said of the call, as by [`explain`](fn@crate::explain).
    #[inline]
    pub fn explain(self, policy: &Policy) -> Explanation<'_> {
        Explanation(self.decision(policy))
    }
}

/// Decides calls in the order of the slice, each as [`plan`](fn@crate::plan) does. Nothing is allocated.
///
/// ```
/// use instance_lifecycle::{Call, Instance, Packed, Policy, Status, StopInstance, plan_each};
///
/// let policy = Policy::documented();
/// let calls = [Status::Running, Status::Starting, Status::Stopping].map(|status| {
///     Packed::from(&Call { instance: Instance { status, ..Instance::DEFAULT }, ..Call::<StopInstance>::default() })
/// });
/// let stopped: Vec<bool> = plan_each(&calls, &policy).map(|answer| answer.is_ok()).collect();
/// assert_eq!(stopped, [true, false, false]);
/// ```
#[inline]
pub fn plan_each<'a>(
    calls: &'a [impl Answerable],
    policy: &'a Policy,
) -> impl ExactSizeIterator<Item = Result<Plan, Rejection>> + DoubleEndedIterator + 'a {
    calls.iter().map(move |call| call.planned(policy))
}

/// All that is to be said of calls, in the order of the slice, as by [`explain`](fn@crate::explain).
/// Nothing is allocated.
#[inline]
pub fn explain_each<'a>(
    calls: &'a [impl Answerable],
    policy: &'a Policy,
) -> impl ExactSizeIterator<Item = Explanation<'a>> + DoubleEndedIterator + 'a {
    calls.iter().map(move |call| Explanation(call.decision(policy)))
}

#[cfg(feature = "rayon")]
pub use parallel::{par_explain_each, par_plan_each};

/// The same on all cores: feature `rayon`, which needs `std`.
#[cfg(feature = "rayon")]
mod parallel {
    use super::{Answerable, Explanation, Plan, Policy, Rejection};
    use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

    /// Calls that go to a thread at once: some microseconds of work, so that handing them over costs
    /// little beside it.
    const AT_ONCE: usize = 4096;

    /// [`plan_each`](super::plan_each) on the threads of rayon: for slices of some hundred thousand calls and
    /// more, as to wake a thread takes longer than a few thousand. Collected, the answers stand in the order
    /// of the slice, whichever thread gave them.
    ///
    /// ```
    /// use instance_lifecycle::{Call, Policy, StopInstance, par_plan_each, plan_each};
    /// use rayon::iter::ParallelIterator;
    ///
    /// let (calls, policy) = ([Call::<StopInstance>::default(); 3], Policy::documented());
    /// let answers: Vec<_> = par_plan_each(&calls, &policy).collect();
    /// assert!(answers.into_iter().eq(plan_each(&calls, &policy)));
    /// ```
    pub fn par_plan_each<'a>(
        calls: &'a [impl Answerable + Sync],
        policy: &'a Policy,
    ) -> impl IndexedParallelIterator<Item = Result<Plan, Rejection>> + 'a {
        calls.par_iter().with_min_len(AT_ONCE).map(move |call| call.planned(policy))
    }

    /// [`explain_each`](super::explain_each) on the threads of rayon. Collected, the answers stand in
    /// the order of the slice.
    pub fn par_explain_each<'a>(
        calls: &'a [impl Answerable + Sync],
        policy: &'a Policy,
    ) -> impl IndexedParallelIterator<Item = Explanation<'a>> + 'a {
        calls.par_iter().with_min_len(AT_ONCE).map(move |call| Explanation(call.decision(policy)))
    }
}

impl<R> Clone for Packed<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Packed<R> {}

impl<R> PartialEq for Packed<R> {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

impl<R> Eq for Packed<R> {}

impl<R> core::hash::Hash for Packed<R> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.facts.hash(state);
    }
}

impl<R: Packable + fmt::Debug> fmt::Debug for Packed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Packed").field(&self.call()).finish()
    }
}
