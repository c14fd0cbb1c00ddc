//! The vectors of the calls of one operation.

use super::{ExpectedAnswer, Purpose, Vector};
use crate::analysis::partition::Partition;
use crate::analysis::rules::{ErrorAnswer, InactiveRow, RowAnswer, RowName, Rules, SETTLEMENT};
use crate::analysis::subtract::Meter;
use crate::analysis::witness::{Nearest, Witness, nearest_within};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::{
    ATTRIBUTES, Attribute, AttributeSet, Case, END, MASKS, Part, PolicyAttribute, request::dry_run, status,
};
use crate::condition::of_an_instance;
use crate::impossible::impossible;
use crate::outcome::{CHARGES, Charge, Effect, RiskRow, Settlement};
use crate::policy::RuleTable;
use crate::region::{Point, Region};
use crate::request::{Operation, Request};
use crate::rule::Row;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

impl Rules {
    /// Returns the test vectors of these rules: see [`vectors`](fn@super::super::vectors).
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn vectors(&self, budget: Budget) -> Result<Vec<Vector>, BudgetError> {
        let meter = Meter::new(budget, self.attributes.masks());
        let find = || -> Result<Vec<Vector>, BudgetError> {
            let search = Search::new(self, Region::FULL, &meter)?;
            let mut vectors = search.rows()?;
            vectors.extend(search.pairs(&vectors)?);
            vectors.extend(search.inactive()?);
            vectors.extend(search.dry_runs(&vectors));
            vectors.extend(search.consequences(&vectors)?);
            vectors.extend(search.parameters(&vectors)?);
            Ok(vectors)
        };
        find().map_err(|error| error.of(self.operation))
    }
}

/// The search for vectors of one operation among the cases in a region.
pub(super) struct Search<'r> {
    rules: &'r Rules,
    partition: Partition,
    /// The conditions of the rows in order.
    conditions: Vec<Region>,
    impossible: Vec<Region>,
    within: Region,
    meter: &'r Meter<'r>,
}

/// Rows of one rule with the same answer, by their indices.
pub(super) struct Group<'r> {
    pub(super) rows: Vec<usize>,
    answer: RowAnswer<'r>,
}

impl<'r> Search<'r> {
    pub(super) fn new(rules: &'r Rules, within: Region, meter: &'r Meter<'r>) -> Result<Self, BudgetError> {
        let (partition, whole) = Partition::within(rules.clone(), meter);
        whole?;
        let conditions = rules.conditions().copied().collect();
        let impossible = impossible().map(|impossible| impossible.region).collect();
        Ok(Self { rules, partition, conditions, impossible, within, meter })
    }

    /// Returns the rows by rule and answer, in the order of the first row of each.
    pub(super) fn groups(&self) -> Vec<Group<'r>> {
        let mut groups: Vec<Group<'r>> = Vec::new();
        for row in 0..self.conditions.len() {
            let answer = self.rules.answer(row);
            let is_same = |group: &&mut Group<'_>| {
                let name = |row| self.rules.row_name(row).rule;
                group.answer == answer && name(group.rows[0]) == name(row)
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { rows: Vec::from([row]), answer }),
            }
        }
        groups
    }

    /// Returns the simplest case in a region that one of the rows decides.
    pub(super) fn simplest(&self, rows: &[usize], also: &Region) -> Result<Option<Witness>, BudgetError> {
        self.nearest(rows, &[*also], &self.attributes().default_point())
    }

    fn attributes(&self) -> &'r AttributeSet {
        &self.rules.attributes
    }

    /// Returns the case of some regions, decided by one of the rows, that is nearest to a point.
    fn nearest(&self, rows: &[usize], also: &[Region], to: &Point) -> Result<Option<Witness>, BudgetError> {
        let masks = self.meter.masks;
        let mut nearest = Nearest::new(to, &self.impossible, self.attributes());
        for also in also {
            let Some(also) = masks.intersection(also, &self.within) else { continue };
            for cube in rows.iter().flat_map(|row| self.partition.part(*row).cubes) {
                if let Some(cube) = masks.intersection(cube, &also) {
                    nearest.offer(&cube, self.meter)?;
                }
            }
        }
        Ok(nearest.found())
    }

    /// The vectors of the rows: a case that each decides, and its near misses.
    fn rows(&self) -> Result<Vec<Vector>, BudgetError> {
        let mut vectors = Vec::new();
        for (row, when) in self.conditions.iter().enumerate() {
            let Some(witness) = self.simplest(&[row], &Region::FULL)? else { continue };
            vectors.extend(self.vector(row, Purpose::Decides, "", witness.clone()));
            for attribute in self.partition.scope().attributes() {
                if !reads(when, attribute) {
                    continue;
                }
                let kept_out = Region::FULL
                    .restrict(attribute.field(), attribute.field().all() & !when.admits(attribute.field()));
                if let Some(miss) =
                    nearest_within(&[kept_out], witness.point(), self.attributes(), self.meter)?
                {
                    let purpose = Purpose::Misses(attribute.to_name());
                    vectors.extend(self.vector(row, purpose, &format!("/{}", attribute.name()), miss));
                }
            }
        }
        Ok(vectors)
    }

    /// The vectors of the pairs of rules that can match together, as far as no known vector shows which
    /// comes first.
    fn pairs(&self, known: &[Vector]) -> Result<Vec<Vector>, BudgetError> {
        let known: Vec<(usize, Point)> = known
            .iter()
            .filter_map(|vector| Some((self.rules.decides(vector.witness.point())?, *vector.witness.point())))
            .collect();
        let groups = self.groups();
        let mut vectors = Vec::new();
        for (n, first) in groups.iter().enumerate() {
            for second in &groups[n + 1..] {
                let matches = |point: &Point| {
                    second.rows.iter().find(|row| self.conditions[**row].contains(point)).copied()
                };
                let shows =
                    |(row, point): &(usize, Point)| first.rows.contains(row) && matches(point).is_some();
                if !differ(first.answer, second.answer) || known.iter().any(shows) {
                    continue;
                }
                let also: Vec<Region> = second.rows.iter().map(|row| self.conditions[*row]).collect();
                let found = self.nearest(&first.rows, &also, &self.attributes().default_point())?;
                let Some(witness) = found else { continue };
                let (Some(row), Some(later)) =
                    (self.rules.decides(witness.point()), matches(witness.point()))
                else {
                    continue;
                };
                let later = self.rules.row_name(later);
                let about = format!("/before/{later}");
                vectors.extend(self.vector(row, Purpose::Precedes(later), &about, witness));
            }
        }
        Ok(vectors)
    }

    /// The vectors of inactive rows: a case that each would decide otherwise.
    fn inactive(&self) -> Result<Vec<Vector>, BudgetError> {
        let RuleTable { refusals, settlements, stages, .. } = self.rules.operation.rule_table();
        let mut vectors = Vec::new();
        for InactiveRow { row, name, kind, .. } in &self.rules.inactive {
            let (when, settlement) = match row.checked_sub(refusals.len()) {
                None => (&refusals[*row].when, None),
                Some(row) => (&settlements[row].when, Some(settlements[row].then)),
            };
            // The rows behind it that answer otherwise.
            let is_other = |index: &usize| match self.rules.answer(*index) {
                RowAnswer::Refuses(error) => error.kind.is_none() || error.kind != *kind,
                RowAnswer::Settles(other) => settlement != Some(other),
            };
            let is_behind = |index: &usize| self.rules.row_name(*index).table_row.is_some_and(|n| n > *row);
            let behind: Vec<usize> =
                (0..self.conditions.len()).filter(|index| is_behind(index) && is_other(index)).collect();
            let Some(witness) = self.simplest(&behind, &when.free_from(END))? else { continue };
            let number = match row.checked_sub(refusals.len()) {
                None => number(refusals, *row),
                Some(row) => number(settlements, row),
            };
            let stage = match kind {
                Some(_) => stages.names()[usize::from(refusals[*row].stage)],
                None => SETTLEMENT,
            };
            let about = RowName { rule: name.clone(), number, stage: stage.into(), table_row: Some(*row) };
            vectors.extend(self.vector_about(about, Purpose::Inactive, "/inactive", witness));
        }
        Ok(vectors)
    }

    /// The dry runs: for each rule and each settlement, of the first case that it decides.
    fn dry_runs(&self, known: &[Vector]) -> Vec<Vector> {
        let dry = |group: &Group<'_>| {
            let row = group.rows.iter().find_map(|row| {
                let name = self.rules.row_name(*row);
                let decides = |vector: &&Vector| vector.purpose == Purpose::Decides && vector.about == name;
                Some((*row, &known.iter().find(decides)?.witness))
            });
            let (row, witness) = row?;
            let point = witness.point().with(dry_run::FIELD, usize::from(dry_run::Yes));
            self.vector(row, Purpose::DryRun, "/dry-run", Witness::new(point, self.attributes().clone()))
        };
        self.groups().iter().filter_map(dry).collect()
    }

    /// The vectors of the effects on resources and of the risks, as far as no known vector shows them.
    fn consequences(&self, known: &[Vector]) -> Result<Vec<Vector>, BudgetError> {
        let mut shown: Vec<(Settlement, Point)> = known
            .iter()
            .filter(|vector| vector.purpose != Purpose::DryRun)
            .filter_map(|vector| match vector.expected {
                ExpectedAnswer::Settled(settlement) => Some((settlement, *vector.witness.point())),
                ExpectedAnswer::Refused(_) => None,
            })
            .collect();
        let mut vectors = Vec::new();
        for group in self.groups() {
            let RowAnswer::Settles(settlement) = group.answer else { continue };
            if settlement.is_already_done() {
                continue;
            }
            for consequence in self.consequences_of(settlement) {
                let shows =
                    |(of, point): &(Settlement, Point)| *of == settlement && consequence.when.contains(point);
                if shown.iter().any(shows) {
                    continue;
                }
                let Some(witness) = self.simplest(&group.rows, &consequence.when)? else { continue };
                let Some(row) = self.rules.decides(witness.point()) else { continue };
                shown.push((settlement, *witness.point()));
                vectors.extend(self.vector(row, consequence.purpose, &consequence.id, witness));
            }
        }
        Ok(vectors)
    }

    /// Returns the effects and risks of a settlement, and what is billed before it. Inactive rows count,
    /// for another implementation may interpret the documents otherwise.
    fn consequences_of(&self, settlement: Settlement) -> Vec<Consequence> {
        let RuleTable { effects, risks, .. } = self.rules.operation.rule_table();
        let listed = |resource| effects.iter().filter(move |effect| effect.resource == resource);
        let changes = effects.iter().map(|Effect { resource, when, .. }| {
            (Purpose::Affects(*resource), format!("/resource/{resource}"), *when)
        });
        let of_column = |row: &&RiskRow| row.columns >> settlement.column() & 1 == 1;
        let risks = risks
            .iter()
            .filter(of_column)
            .map(|RiskRow { risk, when, .. }| (Purpose::Risks(*risk), format!("/risk/{risk}"), *when));
        let charges =
            CHARGES.iter().filter(|_| !settlement.creates()).flat_map(|Charge { resource, when, .. }| {
                listed(*resource).filter_map(move |effect| {
                    let when = MASKS.intersection(when, &effect.when)?;
                    Some((Purpose::Bills(*resource), format!("/billed/{resource}"), when))
                })
            });
        let mut numbers: Vec<(String, usize)> = Vec::new();
        let numbered = |(purpose, id, when): (Purpose, String, Region)| {
            let number = match numbers.iter_mut().find(|(other, _)| *other == id) {
                Some((_, number)) => {
                    *number += 1;
                    *number
                }
                None => {
                    numbers.push((id.clone(), 1));
                    1
                }
            };
            Consequence { purpose, id: format!("{id}/{number}"), when: when.free_from(END) }
        };
        changes.chain(charges).chain(risks).map(numbered).collect()
    }

    /// The vectors of the values of parameters that change no answer: an accepted call with each.
    fn parameters(&self, known: &[Vector]) -> Result<Vec<Vector>, BudgetError> {
        let settled: Vec<usize> = (self.rules.refusals.len()..self.conditions.len())
            .filter(|row| !self.partition.part(*row).cubes.is_empty())
            .collect();
        let mut vectors = Vec::new();
        for attribute in parameters(self.rules.operation).filter(|it| it.field != dry_run::FIELD) {
            for value in (0..attribute.values.len()).filter(|value| *value != attribute.default) {
                let has = |vector: &Vector| vector.witness.point().value(attribute.field) == value;
                if known.iter().any(has) {
                    continue;
                }
                let with_value = Region::FULL.restrict(attribute.field, 1 << value);
                let Some(witness) = self.simplest(&settled, &with_value)? else { continue };
                let Some(row) = self.rules.decides(witness.point()) else { continue };
                let id = format!("/{}/{}", attribute.name, attribute.values[value]);
                vectors.extend(self.vector(row, Purpose::Ignores(attribute.name), &id, witness));
            }
        }
        Ok(vectors)
    }

    /// Returns the simplest accepted call with a value of a parameter that gets another answer with the
    /// default.
    pub(super) fn parameter_of_answer(
        &self,
        parameter: &Attribute,
        value: usize,
    ) -> Result<Option<Witness>, BudgetError> {
        let read = self.conditions.iter().filter(|when| when.reads(parameter.field));
        self.parameter(parameter, value, read.copied(), |point, default| {
            let answer = |point| self.rules.decides(point).map(|row| self.rules.answer(row));
            answer(point) != answer(default)
        })
    }

    /// Returns the simplest accepted call with a value of a parameter that has other effects or risks with
    /// the default.
    pub(super) fn parameter_of_plan(
        &self,
        parameter: &Attribute,
        value: usize,
    ) -> Result<Option<Witness>, BudgetError> {
        let RuleTable { effects, risks, .. } = self.rules.operation.rule_table();
        let all = effects.iter().map(|effect| effect.when).chain(risks.iter().map(|risk| risk.when));
        let read: Vec<Region> = all
            .filter(|when| self.rules.interpretations.admit(when) && when.reads(parameter.field))
            .map(|when| when.free_from(END))
            .collect();
        self.parameter(parameter, value, read.iter().copied(), |point, default| {
            let consequences = |point| read.iter().map(|when| when.contains(point)).collect::<Vec<_>>();
            consequences(point) != consequences(default)
        })
    }

    /// Returns the simplest accepted call with a value of a parameter, in one of some regions apart from
    /// the parameter, that differs from that with the default.
    fn parameter(
        &self,
        parameter: &Attribute,
        value: usize,
        regions: impl Iterator<Item = Region>,
        differs: impl Fn(&Point, &Point) -> bool,
    ) -> Result<Option<Witness>, BudgetError> {
        let settled: Vec<usize> = (self.rules.refusals.len()..self.conditions.len()).collect();
        for region in regions {
            let region = region.free_in(parameter.field).restrict(parameter.field, 1 << value);
            let found = self.simplest(&settled, &region)?.filter(|witness| {
                let point = witness.point();
                differs(point, &point.with(parameter.field, parameter.default))
            });
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Creates a vector about a row by its index. `None` if no row decides the case.
    fn vector(&self, index: usize, purpose: Purpose, id: &str, witness: Witness) -> Option<Vector> {
        self.vector_about(self.rules.row_name(index), purpose, id, witness)
    }

    fn vector_about(&self, about: RowName, purpose: Purpose, id: &str, witness: Witness) -> Option<Vector> {
        let deciding = self.rules.decides(witness.point())?;
        let expected = match self.rules.answer(deciding) {
            RowAnswer::Refuses(answer) => ExpectedAnswer::Refused(answer.clone()),
            RowAnswer::Settles(settlement) => ExpectedAnswer::Settled(settlement),
        };
        Some(Vector {
            id: format!("{}/{about}{id}", self.rules.operation),
            operation: self.rules.operation,
            about,
            purpose,
            witness,
            decided_by: self.rules.row_name(deciding),
            expected,
        })
    }
}

/// Returns the number of a row in its rule, from 1.
fn number<V>(rows: &[Row<V>], row: usize) -> usize {
    rows[..=row].iter().filter(|other| other.rule == rows[row].rule).count()
}

/// An effect or a risk.
struct Consequence {
    purpose: Purpose,
    id: String,
    when: Region,
}

/// Whether the answers of two rows look different.
fn differ(one: RowAnswer<'_>, other: RowAnswer<'_>) -> bool {
    let shown = |error: &'_ ErrorAnswer| {
        (
            (error.http_status, error.code.clone(), error.message.clone()),
            (error.expected.clone(), error.retryable),
        )
    };
    match (one, other) {
        (RowAnswer::Refuses(one), RowAnswer::Refuses(other)) => shown(one) != shown(other),
        (one, other) => one != other,
    }
}

/// Returns the parameters of an operation.
pub(super) fn parameters(operation: Operation) -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(move |attribute| {
        attribute.part == Part::Request && {
            let other = usize::from(attribute.default == 0);
            let given = Case::at(&Case::DEFAULT.point().with(attribute.field, other)).request;
            Request::new(operation, given).parameters() == given
        }
    })
}

/// Whether a condition reads an attribute; the implicit condition `status != Released` does not count.
fn reads(when: &Region, attribute: &PolicyAttribute) -> bool {
    let there = of_an_instance(Region::FULL).admits(status::FIELD);
    let field = attribute.field();
    when.reads(field) && !(field == status::FIELD && when.admits(status::FIELD) == there)
}
