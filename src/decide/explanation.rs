//! The full explanation of a decision.

use super::decision::{Decision, next};
use super::rejection::Rejection;
use super::violation::{Facts, Violation};
use super::warning::Warning;
use crate::plan::Plan;
use crate::policy::{Cursor, PolicyRow, Refusing};

/// Every violation of a call, and its settlement: the result of [`explain`](fn@crate::explain).
///
/// ```
/// use instance_lifecycle::instance::{LockReason, Locks};
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, explain};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let locked = Instance::default().with(|it| it.locks = Locks::NONE.with(LockReason::Security));
/// let explanation = explain(&locked, &StartInstance::default(), &environment, &policy);
/// let rules: Vec<_> = explanation.violations().map(|violation| violation.rule()).collect();
/// assert_eq!(rules, ["security-lock", "status-not-stopped"]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'p>(pub(crate) Decision<'p>);

impl<'p> Explanation<'p> {
    /// Returns the violations, one for each rule that refuses the call, in the precedence of the policy.
    #[inline]
    pub fn violations(&self) -> impl Iterator<Item = Violation<'p>> + use<'p> {
        let Self(decision) = *self;
        let rows = decision.built_in_refusals();
        Violations { decision, facts: decision.facts(0), rows, next: Cursor::default() }
    }

    /// Returns the warnings of the policy, one for each rule that warns of the call, in the order of their
    /// addition. They decide nothing.
    pub fn warnings(&self) -> impl Iterator<Item = Warning<'p>> + use<'p> {
        let Self(decision) = *self;
        let mut from = 0;
        core::iter::from_fn(move || {
            let (rules, case) = decision.policy.custom(decision.operation).zip(decision.case)?;
            let (row, next) = rules.warning(&case, from)?;
            from = next;
            Some(Warning(decision.violation(Refusing::Custom(row))))
        })
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline]
    pub fn plan(&self) -> Plan {
        self.0.settle()
    }

    /// Returns the row that settles the call, as if no rule refused it: a custom rule of the policy, or
    /// [`Plan::row`].
    #[must_use]
    pub fn settlement(&self) -> PolicyRow<'p> {
        self.0.settling_row()
    }

    /// Returns the result of [`plan`](fn@crate::plan) for the same call.
    ///
    /// # Errors
    ///
    /// See [`plan`](fn@crate::plan#errors).
    pub fn answer(&self) -> Result<Plan, Rejection> {
        self.0.plan()
    }

    /// Returns the built-in refusals that match, bit `n` for row `n` of the rule table.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn rows(&self) -> u128 {
        self.0.built_in_refusals()
    }

    /// Returns the number of the first built-in refusal that matches.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn first_row(&self) -> Option<usize> {
        self.0.first_built_in(self.rows())
    }

    /// Returns the number of the built-in row that decides, settlements numbered behind refusals.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn deciding_row(&self) -> usize {
        self.0.deciding_row()
    }
}

/// The violations of a call that are not yet returned. A named type, since a closure in place of `next` is
/// not inlined into every caller.
struct Violations<'p> {
    decision: Decision<'p>,
    facts: Facts,
    rows: u128,
    /// The position after the last violation, if there are custom rules.
    next: Cursor,
}

impl<'p> Iterator for Violations<'p> {
    type Item = Violation<'p>;

    #[inline(always)]
    fn next(&mut self) -> Option<Violation<'p>> {
        let Decision { policy, operation, case, .. } = self.decision;
        let row = if let Some(case) = case {
            let (first, position) = next(policy, operation, self.rows, case, self.next)?;
            self.next = position;
            match first {
                Refusing::BuiltIn(row) => row,
                Refusing::Custom(_) => return Some(self.decision.violation(first)),
            }
        } else {
            self.decision.first_built_in(self.rows)?
        };
        self.rows &= !self.facts.rule_table.rule_rows[row];
        Some(Violation { facts: Facts { row: row as u32, ..self.facts }, custom: None })
    }
}
