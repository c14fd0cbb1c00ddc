//! All that is to be said of a call.

use super::decision::Decision;
use super::rejection::Rejection;
use super::violation::Violation;
use crate::plan::Plan;
use crate::policy::{PolicyRow, Refusing};

/// All that is to be said of a call: what [`explain`](fn@crate::explain) answers.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'p>(pub(crate) Decision<'p>);

impl<'p> Explanation<'p> {
    /// The rules that object, each once, by the precedence of the policy.
    #[inline]
    pub fn violations(&self) -> impl Iterator<Item = Violation<'p>> + use<'p> {
        let Self(decision) = *self;
        let custom = if decision.custom == 0 { 0 } else { decision.own_refusals() };
        let mut left = (decision.built_in_refusals(), custom);
        core::iter::from_fn(move || {
            let first = match left {
                (rows, 0) => decision.first_built_in(rows).map(Refusing::BuiltIn),
                all => decision.first(all),
            }?;
            match first {
                Refusing::BuiltIn(row) => left.0 &= !decision.rule_table().rule_rows[row],
                Refusing::Own(rule) => left.1 &= !(1 << rule),
            }
            Some(decision.violation(first))
        })
    }

    /// The built-in rows that object, as a set: bit `n` stands for row `n` of [`RuleTable::refusals`](crate::RuleTable::refusals). For
    /// those who count over many calls; a rule can have several rows, and custom rules are not among them.
    ///
    /// ```
    /// use instance_lifecycle::instance::{LockReason, Locks};
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
    ///
    /// let locked = Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::DEFAULT };
    /// let policy = Policy::documented();
    /// let explanation = explain(&locked, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
    /// let first = explanation.first_row().expect("a row objects");
    /// assert_eq!(explanation.rows(), 1 << first);
    /// let rule_table = Operation::StopInstance.rule_table().expect("StopInstance has one");
    /// assert_eq!(rule_table.refusals[first].rule, "security-lock");
    /// ```
    #[must_use]
    #[inline]
    pub fn rows(&self) -> u64 {
        self.0.built_in_refusals()
    }

    /// The first of those [rows](Self::rows), by the precedence of the policy.
    #[must_use]
    #[inline]
    pub fn first_row(&self) -> Option<usize> {
        self.0.first_built_in(self.rows())
    }

    /// The built-in row that decides: the first of those [rows](Self::rows), else the row that settles the
    /// call, numbered behind all refusals of the rule table. There is no branch.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
    ///
    /// let (policy, environment) = (Policy::documented(), Environment::DEFAULT);
    /// let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &environment, &policy);
    /// let rule_table = Operation::StopInstance.rule_table().expect("StopInstance has one");
    /// let settling = explanation.deciding_row() - rule_table.refusals.len();
    /// assert_eq!(rule_table.settlements[settling].rule, "stop-in-standard-mode");
    /// ```
    #[must_use]
    #[inline]
    pub fn deciding_row(&self) -> usize {
        self.0.deciding_row()
    }

    /// The plan that would run if nothing objected.
    #[inline]
    pub fn plan(&self) -> Plan {
        self.0.settle()
    }

    /// The row that would settle the call if nothing objected: a custom rule of the policy, or
    /// [`Plan::row`].
    #[must_use]
    pub fn settlement(&self) -> PolicyRow<'p> {
        self.0.settling_row()
    }

    /// What [`plan`](fn@crate::plan) answers.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn answer(&self) -> Result<Plan, Rejection> {
        self.0.plan()
    }
}
