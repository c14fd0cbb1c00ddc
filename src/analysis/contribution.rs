//! The effect of every custom rule: the cases that it decides, and how they would be decided without it.

use super::measure::{Counted, Measure};
use super::partition::{MOST_REGIONS, Partition, RowCases};
use super::rules::{Name, RowAnswer, Rules};
use super::scope::{Count, Scope};
use super::subtract::{Meter, Subtractor};
use super::{Budget, BudgetError};
use crate::region::Region;
use crate::request::Operation;
use alloc::vec::Vec;

/// The effect of a custom rule.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Rules};
/// use instance_lifecycle::policy::{CustomError, CustomRule};
/// use instance_lifecycle::{Operation, Policy};
///
/// let error = CustomError::new(403, "House.Gpu", "GPUs are not stopped.");
/// let rule = CustomRule::refusal(Operation::StopInstance, "no-gpu", "Confirmation", error);
/// let policy = Policy::documented().with_rule(rule.when(&[("gpu", &["Yes"])])?)?;
///
/// let contributions = Rules::new(&policy, Operation::StopInstance).contributions(Budget::default());
/// let cases = contributions[0].cases.expect("the budget suffices");
/// assert!(cases.refused_plans > 0);
/// assert_eq!(cases.decided, cases.refused_plans + cases.other_errors + cases.unchanged());
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Contribution {
    /// The operation.
    pub operation: Operation,
    /// The rule.
    pub rule: Name,
    /// The numbers of cases; `None` if the analysis exceeds its budget before.
    pub cases: Option<ContributedCases>,
}

/// The numbers of cases that a custom rule concerns. Cases are counted by the attributes that the rules of
/// the operation read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ContributedCases {
    /// The cases that its conditions select.
    pub selected: u128,
    /// Those of them that it decides; an earlier rule decides the others.
    pub decided: u128,
    /// The decided cases that would be planned without it, and are refused.
    pub refused_plans: u128,
    /// The decided cases that would be refused with another error without it.
    pub other_errors: u128,
    /// The decided cases that would be settled in another way without it.
    pub other_plans: u128,
    /// All cases of the operation.
    pub of: u128,
}

impl ContributedCases {
    /// Returns the number of cases that would be decided in the same way without the rule.
    #[must_use]
    pub const fn unchanged(&self) -> u128 {
        self.decided - self.refused_plans - self.other_errors - self.other_plans
    }
}

impl Rules {
    /// Returns the effect of every custom rule, in order of evaluation, within a budget for all of them.
    #[must_use]
    pub fn contributions(&self, budget: Budget) -> Vec<Contribution> {
        self.contributions_over(Scope::read_by(&self.attributes, self.conditions()), budget)
    }

    /// Returns the effects as [`Self::contributions`] does, counted by the attributes that these rules or those
    /// of another policy read, so that the numbers of both can be compared. Both need the same attributes, see
    /// [`Policy::joined`](crate::Policy::joined).
    ///
    /// ```
    /// use instance_lifecycle::analysis::{Budget, Rules};
    /// use instance_lifecycle::policy::{CustomError, CustomRule};
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let refusal = |name: &'static str, code: &'static str| {
    ///     let error = CustomError::new(403, code, "No.");
    ///     CustomRule::refusal(Operation::StopInstance, name, "Confirmation", error)
    /// };
    /// let old = Policy::documented().with_rule(refusal("no-gpu", "House.Gpu").when(&[("gpu", &["Yes"])])?)?;
    /// let spot = refusal("no-spot", "House.Spot").when(&[("deletion_protection", &["Yes"]), ("gpu", &["No"])]);
    /// let new = old.clone().with_rule(spot?)?;
    ///
    /// let [old, new] = [&old, &new].map(|policy| Rules::new(policy, Operation::StopInstance));
    /// let budget = Budget::default();
    /// assert_ne!(old.contributions(budget)[0], new.contributions(budget)[0], "counted by other attributes");
    /// assert_eq!(old.contributions_beside(&new, budget)[0], new.contributions_beside(&old, budget)[0]);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn contributions_beside(&self, other: &Self, budget: Budget) -> Vec<Contribution> {
        let conditions = self.conditions().chain(other.conditions());
        self.contributions_over(Scope::read_by(&self.attributes, conditions), budget)
    }

    fn contributions_over(&self, scope: Scope, budget: Budget) -> Vec<Contribution> {
        let mut names: Vec<Name> = Vec::new();
        for row in (0..self.len()).map(|index| self.row_name(index)).filter(|row| row.table_row.is_none()) {
            if !names.contains(&row.rule) {
                names.push(row.rule);
            }
        }
        if names.is_empty() {
            return Vec::new();
        }
        let meter = &Meter::new(budget, self.attributes.masks());
        let share = meter.share(2).at_most(MOST_REGIONS);
        let (partition, _) = Partition::over(scope, self.clone(), &share);
        meter.settle(&share);
        let mut measure = Measure::new(&self.attributes, self.conditions(), meter, meter.take(2));
        let by = measure.by(partition.scope());
        let of = if partition.is_whole() { Ok(partition.size()) } else { measure.all(&by) };
        let contribution = |(n, rule): (usize, &Name)| {
            let share = meter.share(names.len() - n);
            measure.next_share(names.len() - n, 1);
            let cases = of.and_then(|of| contributed(&partition, rule, of, (&mut measure, &by), &share)).ok();
            meter.settle(&share);
            Contribution { operation: self.operation, rule: rule.clone(), cases }
        };
        names.iter().enumerate().map(contribution).collect()
    }
}

/// Counts the cases of a custom rule.
fn contributed(
    partition: &Partition,
    rule: &Name,
    of: u128,
    (measure, by): (&mut Measure<'_>, &Counted),
    meter: &Meter<'_>,
) -> Result<ContributedCases, BudgetError> {
    let (rules, scope) = (partition.rules(), partition.scope());
    let is_of_rule = |index: &usize| {
        let row = rules.row_name(*index);
        row.table_row.is_none() && row.rule == *rule
    };
    let rows: Vec<usize> = (0..rules.len()).filter(is_of_rule).collect();
    let mut subtractor = Subtractor::new(meter);
    let mut cases = ContributedCases { of, ..ContributedCases::default() };
    for (n, &index) in rows.iter().enumerate() {
        let mut selected = Count { scope, cases: 0 };
        let known = rows[..n].iter().map(|&row| rules.condition(row)).chain(scope.impossible());
        subtractor.subtract(rules.condition(index), known, &mut selected)?;
        cases.selected += selected.cases;
        let part = partition.known_part(index);
        cases.decided += match part {
            Some(part) => part.size(),
            None => measure.count(by, rules.condition(index), 0..index)?,
        };
        let later: Vec<usize> = (index + 1..rules.len()).filter(|later| !rows.contains(later)).collect();
        for &other in &later {
            let change = match (rules.answer(index), rules.answer(other)) {
                (RowAnswer::Refuses(_), RowAnswer::Settles(_)) => &mut cases.refused_plans,
                (RowAnswer::Refuses(error), RowAnswer::Refuses(other)) if error != other => {
                    &mut cases.other_errors
                }
                (RowAnswer::Settles(settlement), RowAnswer::Settles(other)) if settlement != other => {
                    &mut cases.other_plans
                }
                _ => continue,
            };
            let between = later.iter().copied().take_while(|between| *between < other);
            *change += match part {
                Some(part) => {
                    let between = between.map(|row| rules.condition(row));
                    without(part, rules.condition(other), between, &mut subtractor, meter)?
                }
                None => {
                    let both = rules.condition(index).intersect(rules.condition(other));
                    measure.count(by, &both, (0..index).chain(between))?
                }
            };
        }
    }
    Ok(cases)
}

/// Counts the cases of a part that a later row would decide.
fn without<'r>(
    part: RowCases<'_>,
    when: &Region,
    between: impl Iterator<Item = &'r Region> + Clone,
    subtractor: &mut Subtractor<'_>,
    meter: &Meter<'_>,
) -> Result<u128, BudgetError> {
    let mut count = Count { scope: part.scope(), cases: 0 };
    meter.spend(part.cubes.len() / 64)?;
    for both in part.cubes.iter().filter_map(|cube| meter.masks.intersection(cube, when)) {
        subtractor.subtract(&both, between.clone(), &mut count)?;
    }
    Ok(count.cases)
}
