//! Questions that make no difference: interpretations and attributes of which every value leads to the
//! same.

use super::{Finding, Kind, Severity};
use crate::analysis::cut::{Subtractor, Visit};
use crate::analysis::diff::OperationDiff;
use crate::analysis::partition::Partition;
use crate::analysis::rules::Rules;
use crate::analysis::{Budget, BudgetError};
use crate::attribute::Attribute;
use crate::error::ErrorKind;
use crate::interpretation::{Interpretation, StatusText};
use crate::outcome::CHARGES;
use crate::policy::{Policy, RuleTable};
use crate::region::Region;
use alloc::vec::Vec;

/// The interpretations that rows of the operation follow, and that make no difference.
pub(super) fn interpretations(
    policy: &Policy,
    rules: &Rules,
    budget: Budget,
) -> Result<Vec<Finding>, BudgetError> {
    let rule_table = rules.operation.rule_table();
    let mut findings = Vec::new();
    for interpretation in
        Interpretation::ALL.iter().filter(|interpretation| is_followed(rule_table, interpretation))
    {
        let mut differs = false;
        let answered = policy.interpretations().value(interpretation);
        for value in interpretation.values.iter().filter(|value| **value != answered) {
            let Ok(choice) = interpretation.choice(value) else { continue };
            let other = Rules::of(&policy.clone().with(choice), rules.operation);
            differs = differs || !OperationDiff::between(rules, &other, budget)?.causes.is_empty();
        }
        if !differs {
            let kind = Kind::InterpretationWithoutInfluence {
                id: interpretation.id,
                interpretation: interpretation.name,
            };
            findings.push(Finding::of(rules.operation, Severity::Note, kind));
        }
    }
    Ok(findings)
}

/// Whether a row of the rule table speaks under some answers to the interpretation alone.
fn is_followed(rule_table: &'static RuleTable, interpretation: &Interpretation) -> bool {
    let decisions = rule_table
        .refusals
        .iter()
        .map(|row| &row.when)
        .chain(rule_table.settlements.iter().map(|row| &row.when));
    let consequences = rule_table.effects.iter().map(|row| &row.when);
    // What makes an instance is billed for nothing before.
    let bills = !rule_table.settlements[0].then.creates();
    let charges = CHARGES.iter().filter(|_| bills).map(|charge| &charge.when);
    let chooses_text = interpretation.field() == StatusText::FIELD
        && rule_table.refusals.iter().any(|row| row.then == ErrorKind::IncorrectInstanceStatus);
    chooses_text
        || decisions.chain(consequences).chain(charges).any(|when| when.reads(interpretation.field()))
}

/// The attributes that decision rows ask for, and that make no difference to the answer.
pub(super) fn attributes(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let risks = rules.operation.rule_table().risks;
    let consequences =
        rules.effects.iter().map(|row| &row.when).chain(rules.charges.iter().map(|row| &row.when));
    let consequences: Vec<&Region> = consequences.chain(risks.iter().map(|row| &row.when)).collect();
    let mut findings = Vec::new();
    for attribute in partition.scope().attributes() {
        let matters = consequences.iter().any(|when| when.reads(attribute.field))
            || decides(partition, attribute, budget)?;
        if !matters {
            let kind = Kind::AttributeWithoutInfluence { attribute: attribute.name };
            let asking = rules.conditions().find(|when| when.reads(attribute.field));
            let finding = Finding::of(rules.operation, Severity::Note, kind);
            findings.push(asking.map_or(finding.clone(), |asking| finding.within(*asking)));
        }
    }
    Ok(findings)
}

/// Whether two cases that differ in the attribute alone are decided differently.
fn decides(partition: &Partition, attribute: &Attribute, budget: Budget) -> Result<bool, BudgetError> {
    for value in 1..attribute.values.len() {
        for other in 0..value {
            if tells_apart(partition, attribute, value, other, budget)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The cut has found something: nothing more is to be looked for.
struct Found(bool);

impl Visit for Found {
    fn enters(&self, _cube: &Region) -> bool {
        !self.0
    }

    fn take(&mut self, _cube: &Region) -> Result<(), BudgetError> {
        self.0 = true;
        Ok(())
    }
}

/// Whether some case is decided differently with the one value and with the other.
fn tells_apart(
    partition: &Partition,
    attribute: &Attribute,
    value: usize,
    other: usize,
    budget: Budget,
) -> Result<bool, BudgetError> {
    let rules = partition.rules();
    // What a row asks for once the attribute has a value; none where it does not admit it.
    let given = |when: &Region, value: usize| {
        (when.admits(attribute.field) >> value & 1 == 1).then(|| when.free_in(attribute.field))
    };
    let with = |value: usize| rules.conditions().map(|when| given(when, value)).collect::<Vec<_>>();
    let (rows, others) = (with(value), with(other));
    let impossible = partition.scope().impossible().iter();
    let impossible: Vec<Region> =
        impossible.flat_map(|when| [given(when, value), given(when, other)]).flatten().collect();
    let mut cutter = Subtractor::new(budget);
    for (i, row) in rows.iter().enumerate() {
        for (j, other) in others.iter().enumerate() {
            let (Some(when), Some(other_when)) = (row, other) else { continue };
            // The row that is asked first must fall silent with the other value.
            let meets = if i < j { others[i].is_none() } else { rows[j].is_none() };
            if i == j || !meets || rules.says(i) == rules.says(j) {
                continue;
            }
            let earlier = rows[..i].iter().chain(&others[..j]).flatten();
            let mut found = Found(false);
            cutter.cut(&when.intersect(other_when), earlier.chain(&impossible), &mut found)?;
            if found.0 {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
