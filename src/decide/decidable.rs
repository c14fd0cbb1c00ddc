//! The requests that can be decided, and the rows that match them.

use super::decision::Decision;
use super::rejection::Rejection;
use crate::attribute::{Case, Layout, OperationTables, View, matching, request::dry_run};
use crate::closed_set::Finite;
use crate::custom_values::CustomValues;
use crate::environment::Environment;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::policy::{CustomCase, Policy};
use crate::request::{
    CreateInstance, DeleteInstance, Operation, Parameters, ReActivateInstances, RebootInstance, Request,
    RunInstances, StartInstance, StopInstance, for_each_operation,
};

/// A request that can be decided: that of one operation, or [`Request`].
///
/// This trait is sealed.
///
/// ```
/// use instance_lifecycle::{Decidable, Environment, Instance, Policy, StartInstance, StopInstance, plan};
///
/// fn is_accepted(request: impl Decidable) -> bool {
///     plan(&Instance::default(), &request, &Environment::default(), &Policy::documented()).is_ok()
/// }
/// assert_eq!((is_accepted(StopInstance::default()), is_accepted(StartInstance::default())), (true, false));
/// ```
pub trait Decidable: sealed::Decide {}

pub(crate) mod sealed {
    use super::{Decision, Environment, Instance, Plan, Policy, Rejection};

    pub trait Decide: Copy {
        fn decide<'p>(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &'p Policy,
        ) -> Decision<'p>;

        #[inline(always)]
        fn plan(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &Policy,
        ) -> Result<Plan, Rejection> {
            self.decide(instance, environment, policy).plan()
        }

        /// Returns the decision of a packed call.
        fn decide_packed(packed: u128, policy: &Policy) -> Decision<'_>;

        fn pack(&self, instance: &Instance, environment: &Environment) -> u128;

        fn unpack(packed: u128) -> (Instance, Self, Environment);

        /// Returns a packed call with this request in place of its own.
        fn repack(&self, packed: u128) -> u128 {
            let (instance, _, environment) = Self::unpack(packed);
            self.pack(&instance, &environment)
        }
    }
}
use sealed::Decide;

/// The case as custom rules read it; none if the operation has no custom rules. It is found by
/// calls that return their results in registers: a decision that is partly written by a call is not kept
/// in registers.
macro_rules! custom_case {
    ($of:ident, $request:expr, $instance:ident, $environment:ident, $policy:ident) => {
        if $policy.has_custom_rules($of::OPERATION) {
            let packed = pack_all($request, $instance, $environment);
            let custom = custom_bits($policy, $instance.custom, $environment.custom);
            Some(CustomCase::new(packed, custom))
        } else {
            None
        }
    };
}

macro_rules! decidable {
    ($($(#[$about:meta])+ $request:ident $module:ident,)+) => {
        $(
            impl Decidable for $request {}

            impl Decide for $request {
                #[inline(always)]
                fn decide<'p>(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &'p Policy,
                ) -> Decision<'p> {
                    let custom = custom_case!(Self, self, instance, environment, policy);
                    let request = Parameters::from(*self);
                    let packed = View { instance, environment, request: &request }.pack_read::<Self>();
                    let rows = matching(Self::TABLES, packed);
                    Decision::new::<Self>(packed, custom, rows, request.dry_run, policy)
                }

                #[inline(always)]
                fn decide_packed(packed: u128, policy: &Policy) -> Decision<'_> {
                    let rows = matching(Self::TABLES, packed as u64);
                    let dry_run = const { &Self::LAYOUT }.value(packed, dry_run::NUMBER) == 1;
                    let custom = if policy.has_custom_rules(Self::OPERATION) {
                        let custom = custom_bits(policy, CustomValues::NONE, CustomValues::NONE);
                        Some(CustomCase::new(packed, custom))
                    } else {
                        None
                    };
                    Decision::new::<Self>(packed as u64, custom, rows, dry_run, policy)
                }

                #[inline(always)]
                fn pack(&self, instance: &Instance, environment: &Environment) -> u128 {
                    View { instance, environment, request: &Parameters::from(*self) }.pack::<Self>()
                }

                fn unpack(packed: u128) -> (Instance, Self, Environment) {
                    let Case { instance, environment, request } =
                        Case::at(&const { &Self::LAYOUT }.point(packed));
                    (instance, request.into(), environment)
                }

                #[inline]
                fn repack(&self, packed: u128) -> u128 {
                    let request = const { Self::LAYOUT.request() };
                    packed & !request | self.pack(&Instance::DEFAULT, &Environment::DEFAULT) & request
                }
            }
        )+

        impl Decidable for Request {}

        /// In packed calls the operation has the highest bits, which no layout uses.
        impl Decide for Request {
            #[inline]
            fn decide<'p>(
                &self,
                instance: &Instance,
                environment: &Environment,
                policy: &'p Policy,
            ) -> Decision<'p> {
                match self {
                    $(Self::$request(request) => request.decide(instance, environment, policy)),+
                }
            }

            #[inline]
            fn plan(
                &self,
                instance: &Instance,
                environment: &Environment,
                policy: &Policy,
            ) -> Result<Plan, Rejection> {
                match self {
                    $(Self::$request(request) => request.plan(instance, environment, policy)),+
                }
            }

            #[inline]
            fn decide_packed(packed: u128, policy: &Policy) -> Decision<'_> {
                match operation(packed) {
                    $(Operation::$request => $request::decide_packed(packed, policy)),+
                }
            }

            #[inline]
            fn pack(&self, instance: &Instance, environment: &Environment) -> u128 {
                let packed = match self {
                    $(Self::$request(request) => request.pack(instance, environment)),+
                };
                packed | (self.operation() as u128) << Layout::UNUSED
            }

            fn unpack(packed: u128) -> (Instance, Self, Environment) {
                match operation(packed) {
                    $(Operation::$request => {
                        let (instance, request, environment) = $request::unpack(packed);
                        (instance, Self::$request(request), environment)
                    })+
                }
            }
        }
    };
}

for_each_operation!(decidable);

/// Returns the operation of a packed [`Request`].
fn operation(packed: u128) -> Operation {
    Operation::from_index((packed >> Layout::UNUSED) as usize)
}

/// Packs all attributes of a case, for custom rules.
#[cold]
#[inline(never)]
fn pack_all<T: Decide>(request: &T, instance: &Instance, environment: &Environment) -> u128 {
    request.pack(instance, environment)
}

/// Returns the values of custom attributes as bits of a point.
#[cold]
#[inline(never)]
fn custom_bits(policy: &Policy, of_instance: CustomValues, around: CustomValues) -> u64 {
    policy.custom_bits(of_instance, around)
}
