//! Interpretations and attributes without influence: every value leads to the same decisions.

use super::{Finding, FindingKind, Found, Severity};
use crate::analysis::BudgetError;
use crate::analysis::diff::OperationDiff;
use crate::analysis::partition::Partition;
use crate::analysis::rules::Rules;
use crate::analysis::subtract::{Meter, Subtractor};
use crate::attribute::PolicyAttribute;
use crate::error::ErrorKind;
use crate::interpretation::{Interpretation, StatusText};
use crate::outcome::CHARGES;
use crate::policy::{Policy, RuleTable};
use crate::region::Region;
use alloc::vec::Vec;

/// Finds the interpretations that rows of the operation depend on, but that make no difference.
pub(super) fn interpretations(
    policy: &Policy,
    rules: &Rules,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let rule_table = rules.operation.rule_table();
    for interpretation in
        Interpretation::ALL.iter().filter(|interpretation| is_read(rule_table, interpretation))
    {
        found.at = Some(interpretation.name.into());
        let mut differs = false;
        let chosen = policy.interpretations().value(interpretation);
        for value in interpretation.values.iter().filter(|value| **value != chosen) {
            let Ok(choice) = interpretation.choice(value) else { continue };
            let other = Rules::new(&policy.clone().with(choice), rules.operation);
            differs = differs || OperationDiff::differs(rules, &other, meter)?;
        }
        if !differs {
            let kind = FindingKind::InterpretationWithoutInfluence {
                id: interpretation.id,
                interpretation: interpretation.name,
            };
            found.findings.push(Finding::new(rules.operation, Severity::Note, kind));
        }
    }
    Ok(())
}

/// Whether some row of the rule table depends on the interpretation.
fn is_read(rule_table: &'static RuleTable, interpretation: &Interpretation) -> bool {
    let decisions = rule_table
        .refusals
        .iter()
        .map(|row| &row.when)
        .chain(rule_table.settlements.iter().map(|row| &row.when));
    let consequences = rule_table.effects.iter().map(|row| &row.when);
    // A creation has no prior charges.
    let bills = !rule_table.settlements[0].then.creates();
    let charges = CHARGES.iter().filter(|_| bills).map(|charge| &charge.when);
    let chooses_text = interpretation.field() == StatusText::FIELD
        && rule_table.refusals.iter().any(|row| row.then == ErrorKind::IncorrectInstanceStatus);
    chooses_text
        || decisions.chain(consequences).chain(charges).any(|when| when.reads(interpretation.field()))
}

/// Finds the attributes that decision rows read, but that make no difference to the answer.
pub(super) fn attributes(partition: &Partition, found: &mut Found, meter: &Meter) -> Result<(), BudgetError> {
    let rules = partition.rules();
    let risks = rules.operation.rule_table().risks;
    let consequences =
        rules.effects.iter().map(|row| &row.when).chain(rules.charges.iter().map(|row| &row.when));
    let consequences: Vec<&Region> = consequences.chain(risks.iter().map(|row| &row.when)).collect();
    for attribute in partition.scope().attributes() {
        found.at = Some(attribute.to_name());
        let matters = consequences.iter().any(|when| when.reads(attribute.field()))
            || decides(partition, attribute, meter)?;
        if !matters {
            let kind = FindingKind::AttributeWithoutInfluence { attribute: attribute.to_name() };
            let first = rules.conditions().find(|when| when.reads(attribute.field()));
            let finding = Finding::new(rules.operation, Severity::Note, kind);
            found
                .findings
                .push(first.map_or(finding.clone(), |when| finding.within(*when, &rules.attributes)));
        }
    }
    Ok(())
}

/// The maximum number of cubes that are compared with each other: more of them take longer than the rows.
const MOST_CUBES: usize = 2_048;

/// Whether two cases that differ only in the attribute are decided differently.
fn decides(partition: &Partition, attribute: &PolicyAttribute, meter: &Meter) -> Result<bool, BudgetError> {
    let (field, answers) = (attribute.field(), partition.rules().answer_numbers());
    let reading = partition.cubes().filter(|(_, cube)| cube.reads(field));
    let reading: Vec<(usize, Region)> =
        reading.map(|(index, cube)| (answers[index], cube.free_in(field))).collect();
    if partition.is_whole() && reading.len() <= MOST_CUBES {
        for (n, (answer, cube)) in reading.iter().enumerate() {
            meter.spend(1 + n / 64)?;
            let differs = |(other_answer, other): &(usize, Region)| {
                answer != other_answer && !meter.masks.are_disjoint(cube, other)
            };
            if reading[..n].iter().any(differs) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    for value in 1..field.width() {
        for other in 0..value {
            if distinguishes(partition, attribute, value, other, meter)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether some case is decided differently for two values of the attribute.
fn distinguishes(
    partition: &Partition,
    attribute: &PolicyAttribute,
    value: usize,
    other: usize,
    meter: &Meter,
) -> Result<bool, BudgetError> {
    let rules = partition.rules();
    // The rest of a condition, given a value of the attribute; `None` if the value is not admitted.
    let given = |when: &Region, value: usize| {
        (when.admits(attribute.field()) >> value & 1 == 1).then(|| when.free_in(attribute.field()))
    };
    let with = |value: usize| rules.conditions().map(|when| given(when, value)).collect::<Vec<_>>();
    let (rows, others) = (with(value), with(other));
    let impossible = partition.scope().impossible().iter();
    let impossible: Vec<Region> =
        impossible.flat_map(|when| [given(when, value), given(when, other)]).flatten().collect();
    let mut subtractor = Subtractor::new(meter);
    for (i, row) in rows.iter().enumerate() {
        for (j, other) in others.iter().enumerate() {
            let (Some(when), Some(other_when)) = (row, other) else { continue };
            // The earlier row must not match the other value.
            let meets = if i < j { others[i].is_none() } else { rows[j].is_none() };
            if i == j || !meets || rules.answer(i) == rules.answer(j) {
                continue;
            }
            let earlier = rows[..i].iter().chain(&others[..j]).flatten();
            if subtractor.exceeds(&when.intersect(other_when), earlier.chain(&impossible))? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
