//! Questions that make no difference: readings and attributes of which every value leads to the
//! same.

use super::{Finding, Kind, Severity};
use crate::analysis::cut::{Cutter, Visit};
use crate::analysis::diff::OperationDiff;
use crate::analysis::partition::Partition;
use crate::analysis::rules::Rules;
use crate::analysis::{Budget, TooManyRegions};
use crate::attribute::Attribute;
use crate::error::ErrorKind;
use crate::outcome::CHARGES;
use crate::policy::{Ladder, Policy};
use crate::reading::{Reading, StatusText};
use crate::region::Region;
use alloc::vec::Vec;

/// The readings that rows of the operation follow, and that make no difference.
pub(super) fn readings(
    policy: &Policy,
    rules: &Rules,
    budget: Budget,
) -> Result<Vec<Finding>, TooManyRegions> {
    let Some(ladder) = rules.operation.ladder() else { return Ok(Vec::new()) };
    let mut findings = Vec::new();
    for reading in Reading::ALL.iter().filter(|reading| is_followed(ladder, reading)) {
        let mut differs = false;
        let answered = policy.readings().value(reading);
        for value in reading.values.iter().filter(|value| **value != answered) {
            let Ok(choice) = reading.choice(value) else { continue };
            let Some(other) = Rules::of(&policy.clone().with(choice), rules.operation) else { continue };
            differs = differs || !OperationDiff::between(rules, &other, budget)?.causes.is_empty();
        }
        if !differs {
            let kind = Kind::ReadingWithoutInfluence { id: reading.id, reading: reading.name };
            findings.push(Finding::of(rules.operation, Severity::Note, kind));
        }
    }
    Ok(findings)
}

/// Whether a row of the ladder speaks under some answers to the reading alone.
fn is_followed(ladder: &'static Ladder, reading: &Reading) -> bool {
    let decisions =
        ladder.refusals.iter().map(|row| &row.when).chain(ladder.settlements.iter().map(|row| &row.when));
    let consequences = ladder.effects.iter().map(|row| &row.when);
    // What makes an instance is billed for nothing before.
    let bills = !ladder.settlements[0].then.creates();
    let charges = CHARGES.iter().filter(|_| bills).map(|charge| &charge.when);
    let chooses_text = reading.field() == StatusText::FIELD
        && ladder.refusals.iter().any(|row| row.then == ErrorKind::IncorrectInstanceStatus);
    chooses_text || decisions.chain(consequences).chain(charges).any(|when| when.reads(reading.field()))
}

/// The attributes that decision rows ask for, and that make no difference to the answer.
pub(super) fn attributes(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, TooManyRegions> {
    let rules = partition.rules();
    let risks = rules.operation.ladder().map_or(&[][..], |ladder| ladder.risks);
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
fn decides(partition: &Partition, attribute: &Attribute, budget: Budget) -> Result<bool, TooManyRegions> {
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

    fn take(&mut self, _cube: &Region) -> Result<(), TooManyRegions> {
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
) -> Result<bool, TooManyRegions> {
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
    let mut cutter = Cutter::new(budget);
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
