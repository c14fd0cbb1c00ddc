//! Unreachable and shadowed rows, undecided cases, and effects that bill a resource that is not retained.

use super::{Checked, Finding, FindingKind, Found, Severity};
use crate::analysis::BudgetError;
use crate::analysis::measure::{Counted, Measure, Measured};
use crate::analysis::partition::{CaseCounter, MOST_REGIONS, Partition};
use crate::analysis::rules::{Name, Rules};
use crate::analysis::subtract::{Meter, Subtractor};
use crate::outcome::Disposition;
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Returns for each row whether it decides some case; `None` if the budget ends before that is known. Rows that are
/// not asked for count as reachable.
pub(super) fn reachable(
    partition: &Partition,
    is_asked: impl Fn(usize) -> bool,
    meter: &Meter,
) -> Vec<Option<bool>> {
    let rules = partition.rules();
    let mut measure = Measure::new(&rules.attributes, rules.conditions(), meter, meter.take(2));
    let by = measure.by(partition.scope());
    let decides_some = |index: usize| match partition.known_part(index) {
        _ if !is_asked(index) => Some(true),
        Some(part) => Some(!part.cubes.is_empty()),
        None => {
            let (when, left) = (rules.condition(index), rules.len() - index);
            let share = meter.share(2 * left);
            let earlier = rules.conditions().take(index).chain(partition.scope().impossible());
            let exceeds = Subtractor::new(&share).exceeds(when, earlier);
            meter.settle(&share);
            measure.next_share(left, 2 * left);
            let mut measured = || measure.measure(&by, when, 0..index).map(|measured| measured.is_some());
            exceeds.or_else(|_| measured()).ok()
        }
    };
    let reachable = (0..rules.len()).map(decides_some).collect();
    meter.give_back(&measure.finish());
    reachable
}

/// Finds the rows of a rule that warns that would decide no case if the rule refused: it never warns of a call that
/// succeeds without it.
pub(super) fn unreachable_warnings(
    policy: &Policy,
    operation: Operation,
    name: &str,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let Some(refusing) = policy.enforcing(operation, name) else { return Ok(()) };
    found.at = Some(Name::Owned(name.into()));
    let share = meter.share(3).at_most(MOST_REGIONS);
    let (partition, _) = Partition::within(Rules::new(&refusing, operation), &share);
    meter.settle(&share);
    let share = meter.share(2);
    let rules = partition.rules();
    let is_asked = |index: usize| rules.is_custom(index) && rules.rule(index) == name;
    let reachable = reachable(&partition, is_asked, &share);
    meter.settle(&share);
    unreachable(&Checked::new(&partition, reachable), found, meter)
}

/// Finds the rows that decide no case, given whether each row is reachable.
pub(super) fn unreachable(
    checked: &Checked<'_>,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let Checked { partition, reachable, .. } = checked;
    let (rules, scope) = (partition.rules(), partition.scope());
    for index in (0..rules.len()).filter(|&index| reachable[index] == Some(false)) {
        found.at = Some(rules.row_name(index).rule);
        let when = rules.condition(index);
        let takes = |earlier: &usize| match partition.known_part(*earlier) {
            Some(part) => part.cubes.iter().any(|cube| !meter.masks.are_disjoint(cube, when)),
            None => !meter.masks.are_disjoint(rules.condition(*earlier), when),
        };
        let shadowing_rows = minimal(partition, when, (0..index).filter(takes).collect(), meter)?;
        let kind = FindingKind::UnreachableRow {
            row: rules.row_name(index),
            shadowed_by: shadowing_rows.iter().map(|&by| rules.row_name(by)).collect(),
        };
        let mut counter = CaseCounter::new(scope, meter);
        Subtractor::new(meter).subtract(when, scope.impossible(), &mut counter)?;
        // Custom rules may shadow others on purpose, but are not meant to be shadowed.
        let severity = if rules.is_custom(index) { Severity::Error } else { Severity::Note };
        let finding = Finding::new(rules.operation, severity, kind).within(*when, &rules.attributes);
        found.findings.push(finding.measured(counter.measured(), checked.cases));
    }
    match reachable.iter().position(Option::is_none) {
        Some(unknown) => {
            found.at = Some(rules.row_name(unknown).rule);
            Err(meter.exceeded())
        }
        None => Ok(()),
    }
}

/// Reduces the rows that together shadow a condition to a minimal subset: to a single row if one
/// suffices.
fn minimal(
    partition: &Partition,
    when: &Region,
    mut shadowing_rows: Vec<usize>,
    meter: &Meter,
) -> Result<Vec<usize>, BudgetError> {
    let rules = partition.rules();
    if let Some(&alone) = shadowing_rows.iter().find(|&&by| rules.condition(by).covers(when)) {
        return Ok(Vec::from([alone]));
    }
    let mut subtractor = Subtractor::new(meter);
    let mut n = 0;
    while n < shadowing_rows.len() {
        let removed = shadowing_rows.remove(n);
        let others = shadowing_rows.iter().map(|&by| rules.condition(by));
        // All rows together shadow the condition, so that only the cases of this one may be left.
        let cases = when.intersect(rules.condition(removed));
        if subtractor.exceeds(&cases, others.chain(partition.scope().impossible()))? {
            shadowing_rows.insert(n, removed);
            n += 1;
        }
    }
    Ok(shadowing_rows)
}

/// Finds the cases that no row decides.
pub(super) fn undecided(checked: &Checked<'_>, found: &mut Found, meter: &Meter) -> Result<(), BudgetError> {
    let (rules, scope) = (checked.partition.rules(), checked.partition.scope());
    let all = scope.cases_within(&Region::FULL, meter)?;
    if checked.partition.is_whole() && checked.cases == all {
        return Ok(());
    }
    let (mut measure, by) = checked.measure(meter);
    if let Some(measured) = measure.measure(&by, &Region::FULL, 0..rules.len())? {
        let finding = Finding::new(rules.operation, Severity::Error, FindingKind::Undecided);
        found.findings.push(finding.measured(measured, all));
    }
    meter.give_back(&measure.finish());
    Ok(())
}

impl Rules {
    fn is_custom(&self, index: usize) -> bool {
        self.table_row(index).is_none()
    }

    /// Whether one of two rows is custom, or their order differs from the rule table.
    fn is_unusual(&self, first: usize, then: usize) -> bool {
        match (self.table_row(first), self.table_row(then)) {
            (Some(first), Some(then)) => first > then,
            _ => true,
        }
    }
}

/// Collects pairs of rows of which the first shadows the second.
struct Shadowing<'p> {
    checked: &'p Checked<'p>,
    meter: &'p Meter<'p>,
    subtractor: Subtractor<'p>,
    /// The measure of the cases of rows that are too many regions.
    measure: Option<(Measure<'p>, Counted)>,
    answers: Vec<usize>,
}

/// The cases that rows decide and others would decide differently.
#[derive(Default)]
struct Shadowed<'p> {
    /// Those counted cube by cube.
    counter: Option<CaseCounter<'p>>,
    /// Those of rows that are too many regions.
    measured: Option<Measured>,
    pairs: usize,
}

impl<'p> Shadowing<'p> {
    fn new(checked: &'p Checked<'p>, meter: &'p Meter<'p>) -> Self {
        let answers = checked.partition.rules().answer_numbers();
        let measure = (!checked.partition.is_whole()).then(|| checked.measure(meter));
        Self { checked, meter, subtractor: Subtractor::new(meter), measure, answers }
    }

    /// Whether two rows have different answers. A refusal does not shadow a settlement.
    fn disagree(&self, a: usize, b: usize) -> bool {
        let first_settlement = self.checked.partition.rules().refusals.len();
        self.answers[a] != self.answers[b] && (a < first_settlement) == (b < first_settlement)
    }

    /// Adds the cases that row `first` decides and one of the rows `then` would decide differently.
    fn add(&mut self, first: usize, then: &[usize], shadowed: &mut Shadowed<'p>) -> Result<(), BudgetError> {
        match (self.checked.partition.known_part(first), &mut self.measure) {
            (Some(part), _) => self.add_known(part.cubes, then, shadowed),
            (None, Some((measure, by))) => {
                let rules = self.checked.partition.rules();
                for (n, &index) in then.iter().enumerate() {
                    let conditions = (rules.condition(first), rules.condition(index));
                    let Some(both) = self.meter.masks.intersection(conditions.0, conditions.1) else {
                        continue;
                    };
                    let away = (0..first).chain(then[..n].iter().copied());
                    if let Some(measured) = measure.measure(by, &both, away)? {
                        shadowed.pairs += 1;
                        shadowed.measured = Some(match shadowed.measured.take() {
                            Some(others) => measure.sum(others, measured),
                            None => measured,
                        });
                    }
                }
                Ok(())
            }
            (None, None) => Err(self.meter.exceeded()),
        }
    }

    fn add_known(
        &mut self,
        cubes: &[Region],
        then: &[usize],
        shadowed: &mut Shadowed<'p>,
    ) -> Result<(), BudgetError> {
        let partition = self.checked.partition;
        let rules = partition.rules();
        self.meter.spend(cubes.len() * then.len() / 64)?;
        let mut found = Vec::new();
        for cube in cubes {
            // The cases of the cube that are counted already.
            let mut counted: Vec<Region> = Vec::new();
            for &index in then {
                let Some(both) = self.meter.masks.intersection(cube, rules.condition(index)) else {
                    continue;
                };
                let new = || CaseCounter::new(partition.scope(), self.meter);
                let counter = shadowed.counter.get_or_insert_with(new);
                let before = counter.cases;
                self.subtractor.subtract(&both, &counted, counter)?;
                if counter.cases > before {
                    found.push(index);
                    counted.push(both);
                }
                if both == *cube {
                    break;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        shadowed.pairs += found.len();
        Ok(())
    }

    /// Returns the measure of all cases; `None` if there is none.
    fn measured(&self, shadowed: &mut Shadowed<'p>) -> Option<Measured> {
        let counter = shadowed.counter.take().filter(|counter| counter.cases > 0);
        match (counter.map(|counter| counter.measured()), shadowed.measured.take(), &self.measure) {
            (Some(known), Some(others), Some((measure, _))) => Some(measure.sum(known, others)),
            (known, others, _) => known.or(others),
        }
    }

    /// Finds the pairs of groups of which the first shadows the second. A pair that exceeds the budget is
    /// left out.
    fn between(
        &mut self,
        groups: &[(Name, Vec<usize>)],
        counts: impl Fn(usize, usize) -> bool,
        kind: impl Fn(&Name, &Name, usize) -> FindingKind,
        found: &mut Found,
    ) -> Result<(), BudgetError> {
        let rules = self.checked.partition.rules();
        let mut whole = Ok(());
        let mut left = groups.len() * groups.len();
        for (first_name, first) in groups {
            let decides = |index: &usize| self.checked.reachable[*index] != Some(false);
            let first: Vec<usize> = first.iter().copied().filter(decides).collect();
            for (then_name, then) in groups {
                if let Some((measure, _)) = &mut self.measure {
                    measure.next_share(left, left);
                }
                left -= 1;
                let mut shadowed = Shadowed::default();
                let mut known = Ok(());
                for &index in &first {
                    let later = then.iter().copied().filter(|&other| {
                        other > index && self.disagree(index, other) && counts(index, other)
                    });
                    let later: Vec<usize> = later.collect();
                    if !later.is_empty() && self.add(index, &later, &mut shadowed).is_err() {
                        found.at = Some(rules.rule(index).clone());
                        known = Err(self.meter.exceeded());
                        break;
                    }
                }
                let measured = self.measured(&mut shadowed);
                match (known, measured) {
                    (Ok(()), Some(measured)) => {
                        let kind = kind(first_name, then_name, shadowed.pairs);
                        let finding = Finding::new(rules.operation, Severity::Note, kind);
                        found.findings.push(finding.measured(measured, self.checked.cases));
                    }
                    (Ok(()), None) => {}
                    (Err(error), _) => whole = Err(error),
                }
            }
        }
        if let Some((measure, _)) = self.measure.take() {
            self.meter.give_back(&measure.finish());
        }
        whole
    }
}

/// Groups rows by name, in order of first occurrence.
fn grouped<'n>(indices: impl Iterator<Item = (&'n Name, usize)>) -> Vec<(Name, Vec<usize>)> {
    let mut groups: Vec<(Name, Vec<usize>)> = Vec::new();
    let mut places: BTreeMap<&Name, usize> = BTreeMap::new();
    for (name, index) in indices {
        let place = *places.entry(name).or_insert(groups.len());
        if place == groups.len() {
            groups.push((name.clone(), Vec::new()));
        }
        groups[place].1.push(index);
    }
    groups
}

/// Finds the rules that are partly shadowed by custom rules or by a changed order.
pub(super) fn partly_shadowed(
    checked: &Checked<'_>,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let rules = checked.partition.rules();
    if (1..rules.len()).all(|index| !rules.is_unusual(index - 1, index)) {
        return Ok(());
    }
    let groups = grouped((0..rules.len()).map(|index| (rules.rule(index), index)));
    Shadowing::new(checked, meter).between(
        &groups,
        |first, then| rules.is_unusual(first, then),
        |by, rule, _| FindingKind::PartlyShadowed { rule: rule.clone(), by: by.clone() },
        found,
    )
}

/// Finds the pairs of stages whose order determines the error.
pub(super) fn order_matters(
    checked: &Checked<'_>,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let rules = checked.partition.rules();
    let stages = rules.refusals.iter().enumerate().map(|(index, row)| (&row.stage, index));
    Shadowing::new(checked, meter).between(
        &grouped(stages),
        |_, _| true,
        |first, then, pairs| FindingKind::OrderMatters { first: first.clone(), then: then.clone(), pairs },
        found,
    )
}

/// Finds the effects that bill a resource that is not retained.
pub(super) fn billed_not_retained(
    checked: &Checked<'_>,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let rules = checked.partition.rules();
    let (mut measure, by) = checked.measure(meter);
    for (n, row) in rules.settlements.iter().enumerate() {
        for effect in &rules.effects {
            let Some(cell) = effect.cells.get(row.verdict.column()) else { continue };
            if !cell.billed || cell.disposition == Disposition::Retained {
                continue;
            }
            found.at = Some(row.name.clone());
            let when = row.when.intersect(&effect.when);
            if let Some(measured) = measure.measure(&by, &when, 0..rules.refusals.len() + n)? {
                let kind = FindingKind::BilledNotRetained {
                    resource: effect.resource,
                    disposition: cell.disposition,
                    row: row.row_name(),
                };
                let finding = Finding::new(rules.operation, Severity::Error, kind);
                let finding = finding.within(when, &rules.attributes);
                found.findings.push(finding.measured(measured, checked.cases));
            }
        }
    }
    Ok(())
}
