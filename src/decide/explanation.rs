//! The full explanation of a decision.

use super::decision::Decision;
use super::rejection::Rejection;
use super::violation::Violation;
use crate::plan::Plan;
use crate::policy::{PolicyRow, Refusing};

/// Every violation of a call, and its settlement: the result of [`explain`](fn@crate::explain).
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'p>(pub(crate) Decision<'p>);

impl<'p> Explanation<'p> {
    /// Returns the violations, one for each rule that refuses the call, in the precedence of the policy.
    #[inline]
    pub fn violations(&self) -> impl Iterator<Item = Violation<'p>> + use<'p> {
        let Self(decision) = *self;
        let mut rows = decision.built_in_refusals();
        let mut custom = if decision.custom == 0 { 0 } else { decision.custom_refusals() };
        core::iter::from_fn(move || {
            let first = if custom == 0 {
                decision.first_built_in(rows).map(Refusing::BuiltIn)
            } else {
                decision.first(rows, custom)
            }?;
            match first {
                Refusing::BuiltIn(row) => rows &= !decision.rule_table().rule_rows[row],
                Refusing::Custom(rule) => custom &= !(1 << rule),
            }
            Some(decision.violation(first))
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
