//! The interpretations that an accepted call relies on.

use super::explanation::Explanation;
use super::violation::{Facts, Violation};
use crate::evidence::Evidence;
use crate::interpretation::Interpretation;
use crate::plan::Plan;
use crate::policy::Policy;

/// An interpretation that an accepted call relies on: with another value, the call would be refused.
#[derive(Clone, Copy)]
pub struct Reliance<'p> {
    /// The interpretation.
    pub interpretation: &'static Interpretation,
    /// The value under the policy.
    pub in_force: &'static str,
    /// The value under which the call would be refused; the first if there are several.
    pub value: &'static str,
    /// The violation under that value.
    pub violation: Violation<'p>,
}

impl core::fmt::Debug for Reliance<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reliance")
            .field("interpretation", &self.interpretation.name)
            .field("in_force", &self.in_force)
            .field("value", &self.value)
            .field("rule", &self.violation.rule())
            .finish()
    }
}

/// `would be refused under R2 security-locked-stop = Deny: InstanceLockedForSecurity`.
impl core::fmt::Display for Reliance<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { interpretation, value, violation, .. } = self;
        write!(
            f,
            "would be refused under {} {} = {value}: {}",
            interpretation.id,
            interpretation.name,
            violation.error().code
        )
    }
}

impl Plan {
    /// Returns the interpretations that the call relies on under the policy that it was decided under: each
    /// with the value and the violation that would refuse it, in the order of the rule table.
    ///
    /// ```
    /// use instance_lifecycle::instance::{LockReason, Locks};
    /// use instance_lifecycle::rules::Evidence;
    /// use instance_lifecycle::{Environment, Instance, Policy, Revision, StopInstance, plan};
    ///
    /// let locked = Instance::DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Security));
    /// let policy = Policy::ecs(Revision::V2025_12_03);
    /// let plan = plan(&locked, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy)?;
    /// let reliance = plan.reliances(&policy).next().expect("the page of StopInstance forbids it");
    /// assert_eq!(
    ///     reliance.to_string(),
    ///     "would be refused under R2 security-locked-stop = Deny: InstanceLockedForSecurity"
    /// );
    /// assert_eq!(plan.evidence(&policy), Evidence::Contradicted);
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    pub fn reliances<'p>(&self, policy: &'p Policy) -> impl Iterator<Item = Reliance<'p>> + use<'p> {
        let (plan, table) = (*self, self.rule_table());
        let matching = table.decisions.matching(plan.packed) & table.refusal_rows();
        rows_of(matching).filter_map(move |row| {
            let (interpretation, value) = plan.relied(row, policy)?;
            // Rows of a rule count once.
            let is_repeated = rows_of(matching & table.rule_rows[row] & ((1 << row) - 1))
                .filter_map(|earlier| plan.relied(earlier, policy))
                .any(|(other, _)| other.id == interpretation.id);
            let facts = Facts::new(table, row, plan.path().from, policy);
            (!is_repeated).then(|| Reliance {
                interpretation,
                in_force: policy.interpretations().value(interpretation),
                value,
                violation: Violation { facts, custom: None },
            })
        })
    }

    /// Returns the evidence for the plan under the policy that it was decided under: the weakest of the
    /// evidence for the settlement and for the interpretations that the call relies on.
    #[must_use]
    pub fn evidence(&self, policy: &Policy) -> Evidence {
        let settlement = self.row().map_or(Evidence::Own, |row| row.evidence);
        self.reliances(policy).map(|reliance| reliance.interpretation.evidence()).fold(settlement, Ord::max)
    }

    /// Returns the interpretation, and its value, that alone would let a refusal whose attributes match apply;
    /// `None` if there is none.
    fn relied(&self, row: usize, policy: &Policy) -> Option<(&'static Interpretation, &'static str)> {
        if !policy.raises(self.operation, row) {
            return None;
        }
        let when = &self.rule_table().refusals[row].when;
        let mut others = Interpretation::ALL.iter().filter(|interpretation| {
            let value = policy.interpretations().index(interpretation.field());
            when.admits(interpretation.field()) >> value & 1 == 0
        });
        let interpretation = others.next()?;
        let value = when.admits(interpretation.field()).trailing_zeros() as usize;
        others.next().is_none().then(|| (interpretation, interpretation.values[value]))
    }
}

/// Iterates over the rows of a set.
fn rows_of(mut set: u128) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let row = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(row)
    })
}

impl<'p> Explanation<'p> {
    /// Returns the interpretations that the call relies on, as if no rule refused it. See
    /// [`Plan::reliances`].
    pub fn reliances(&self) -> impl Iterator<Item = Reliance<'p>> + use<'p> {
        self.plan().reliances(self.0.policy)
    }

    /// Returns the evidence for the plan. See [`Plan::evidence`].
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.plan().evidence(self.0.policy)
    }
}
