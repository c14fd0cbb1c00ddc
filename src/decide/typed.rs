//! Calls of typed values: the requests that can be decided, and the rows that match them.

use super::decision::Decision;
use super::rejection::Rejection;
use super::violation::{Facts, OwnedViolation};
use crate::attribute::{Case, View, status};
use crate::environment::Environment;
use crate::instance::{Instance, Status};
use crate::plan::Plan;
use crate::policy::{CustomRules, HasRuleTable, Policy};
use crate::request::{
    CreateInstance, DeleteInstance, Parameters, ReActivateInstances, RebootInstance, Request, RunInstances,
    StartInstance, StopInstance,
};
use core::marker::PhantomData;

/// A request that can be decided: that of one operation, or [`Request`].
///
/// The trait is sealed: an operation is a rule table of this crate.
pub trait Decidable: sealed::Decide {}

mod sealed {
    use super::{Decision, Environment, Instance, Plan, Policy, Rejection};

    pub trait Decide: Copy {
        fn decide<'p>(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &'p Policy,
        ) -> Decision<'p>;

        fn plan(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &Policy,
        ) -> Result<Plan, Rejection>;
    }
}

macro_rules! decidable {
    ($($request:ident),+ $(,)?) => {
        $(
            impl Decidable for $request {}

            impl sealed::Decide for $request {
                #[inline(always)]
                fn decide<'p>(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &'p Policy,
                ) -> Decision<'p> {
                    Matched::of(instance, self, environment, policy).decision(policy)
                }

                #[inline(always)]
                fn plan(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &Policy,
                ) -> Result<Plan, Rejection> {
                    Matched::of(instance, self, environment, policy).plan(policy)
                }
            }
        )+

        impl Decidable for Request {}

        impl sealed::Decide for Request {
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
        }
    };
}

decidable! {
    StopInstance, StartInstance, RebootInstance, DeleteInstance, ReActivateInstances, CreateInstance, RunInstances,
}

/// Typed values, with the rows and the custom rules that match them. Nothing is packed before a plan or an
/// explanation has to keep it.
struct Matched<'a, L> {
    instance: &'a Instance,
    environment: &'a Environment,
    request: Parameters,
    rows: u64,
    custom: u64,
    operation: PhantomData<L>,
}

impl<'a, L: HasRuleTable + Into<Parameters>> Matched<'a, L> {
    #[inline(always)]
    fn of(instance: &'a Instance, request: &L, environment: &'a Environment, policy: &Policy) -> Self {
        let custom =
            policy.custom(L::INDEX).map_or(0, |rules| custom_rules(rules, instance, request, environment));
        let request: Parameters = (*request).into();
        let rows = View { instance, environment, request: &request }.matching::<L>();
        Self { instance, environment, request, rows, custom, operation: PhantomData }
    }

    #[inline(always)]
    fn decision(self, policy: &Policy) -> Decision<'_> {
        let Self { instance, environment, request, rows, custom, .. } = self;
        let packed = View { instance, environment, request: &request }.pack::<L>();
        Decision::of_rows::<L>(rows, packed as u64, custom, request.dry_run, policy)
    }

    #[inline(always)]
    fn plan(self, policy: &Policy) -> Result<Plan, Rejection> {
        let refusing = self.rows & policy.active(L::INDEX).decisions & const { L::RULE_TABLE.refusal_rows() };
        if refusing != 0 && self.custom == 0 {
            let first = policy.active(L::INDEX).first(L::RULE_TABLE, refusing);
            let status = if const { L::LAYOUT.reads(status::NUMBER) } {
                self.instance.status
            } else {
                Status::Released
            };
            let facts = Facts::of(L::RULE_TABLE, first, status, policy);
            return Err(Rejection::Refused(OwnedViolation::built_in(facts)));
        }
        self.decision(policy).plan()
    }
}

/// The custom rules that match. Kept apart from the tables, which most policies have alone.
#[cold]
#[inline(never)]
fn custom_rules(
    rules: &CustomRules,
    instance: &Instance,
    request: &(impl Into<Parameters> + Copy),
    environment: &Environment,
) -> u64 {
    let case = Case { instance: *instance, environment: *environment, request: (*request).into() };
    rules.matching(&case.point())
}
