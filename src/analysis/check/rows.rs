//! Rows that hide others, rows that leave cases open, cells that bill what is gone.

use super::{Finding, Kind, Severity};
use crate::analysis::cut::Subtractor;
use crate::analysis::partition::{CaseCounter, Partition};
use crate::analysis::rules::{Name, Provenance, Rules, Says};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::FRAME;
use crate::outcome::Disposition;
use crate::region::Region;
use alloc::vec::Vec;

/// The rows that decide nothing.
pub(super) fn never_firing(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut findings = Vec::new();
    for part in partition.parts().filter(|part| part.cubes.is_empty()) {
        let (when, place) = (rules.condition(part.place), part.place);
        let takes =
            |earlier: &usize| partition.part(*earlier).cubes.iter().any(|cube| !FRAME.apart(cube, when));
        let hiding = fewest(partition, when, (0..place).filter(takes).collect(), budget)?;
        let kind = Kind::NeverFires {
            row: rules.row_name(place),
            hidden_by: hiding.iter().map(|&by| rules.row_name(by)).collect(),
        };
        let mut survey = CaseCounter::new(partition.scope(), budget);
        Subtractor::new(budget).cut(when, partition.scope().impossible(), &mut survey)?;
        // A custom rule that hides others was meant to; one that is hidden was not.
        let severity = if rules.is_own(place) { Severity::Error } else { Severity::Note };
        let finding = Finding::of(rules.operation, severity, kind).within(*when);
        findings.push(finding.surveyed(&survey, partition.size()));
    }
    Ok(findings)
}

/// Of rows that hide a condition together some of which none can be spared: the one that hides it
/// alone, if there is one.
fn fewest(
    partition: &Partition,
    when: &Region,
    mut hiding: Vec<usize>,
    budget: Budget,
) -> Result<Vec<usize>, BudgetError> {
    let rules = partition.rules();
    if let Some(&alone) = hiding.iter().find(|&&by| rules.condition(by).covers(when)) {
        return Ok(Vec::from([alone]));
    }
    let mut cutter = Subtractor::new(budget);
    let mut n = 0;
    while n < hiding.len() {
        let spared = hiding.remove(n);
        let mut left = CaseCounter::new(partition.scope(), budget);
        let others = hiding.iter().map(|&by| rules.condition(by));
        cutter.cut(when, others.chain(partition.scope().impossible()), &mut left)?;
        if left.cases > 0 {
            hiding.insert(n, spared);
            n += 1;
        }
    }
    Ok(hiding)
}

/// The cases that no row decides.
pub(super) fn undecided(partition: &Partition, budget: Budget) -> Result<Option<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut survey = CaseCounter::new(partition.scope(), budget);
    let away = rules.conditions().chain(partition.scope().impossible());
    Subtractor::new(budget).cut(&Region::FULL, away, &mut survey)?;
    let finding = Finding::of(rules.operation, Severity::Error, Kind::Undecided);
    Ok((survey.cases > 0).then(|| finding.surveyed(&survey, partition.size() + survey.cases)))
}

impl Rules {
    fn is_own(&self, place: usize) -> bool {
        self.row_name(place).origin == Provenance::Own
    }

    /// Whether one of two rows is the caller's own, or the first stands behind the other in the
    /// documents.
    fn is_unusual(&self, first: usize, then: usize) -> bool {
        match (self.row_name(first).origin, self.row_name(then).origin) {
            (Provenance::RuleTable(first), Provenance::RuleTable(then)) => first > then,
            _ => true,
        }
    }

    /// Whether two rows say different things. What is refused is not settled: no settlement is hidden
    /// by a refusal.
    fn disagree(&self, a: usize, b: usize) -> bool {
        match (self.says(a), self.says(b)) {
            (Says::Refuses(a), Says::Refuses(b)) => a != b,
            (Says::Settles(a), Says::Settles(b)) => a != b,
            _ => false,
        }
    }
}

/// Pairs of rows of which the first takes cases from the second, put together.
struct Shadowing<'p> {
    partition: &'p Partition,
    budget: Budget,
    cutter: Subtractor,
}

impl Shadowing<'_> {
    /// The cases that row `first` decides and that one of the rows `then` would decide otherwise, and
    /// how many of these rows there are.
    fn survey(
        &mut self,
        first: usize,
        then: &[usize],
        survey: &mut CaseCounter<'_>,
    ) -> Result<usize, BudgetError> {
        let (rules, scope) = (self.partition.rules(), self.partition.scope());
        let mut pairs = 0;
        for (n, &place) in then.iter().enumerate() {
            let both = rules.condition(first).intersect(rules.condition(place));
            // What a row before it takes of the same cases is counted there.
            let counted = then[..n].iter().map(|&place| rules.condition(place));
            let earlier = rules.conditions().take(first);
            let before = survey.cases;
            self.cutter.cut(&both, earlier.chain(counted).chain(scope.impossible()), survey)?;
            pairs += usize::from(survey.cases > before);
        }
        Ok(pairs)
    }

    /// Findings about groups of rows: of every two groups, what the first takes from the second.
    fn between(
        &mut self,
        groups: &[(Name, Vec<usize>)],
        counts: impl Fn(usize, usize) -> bool,
        kind: impl Fn(&Name, &Name, usize) -> Kind,
    ) -> Result<Vec<Finding>, BudgetError> {
        let rules = self.partition.rules();
        let mut findings = Vec::new();
        for (first_name, first) in groups {
            for (then_name, then) in groups {
                let mut survey = CaseCounter::new(self.partition.scope(), self.budget);
                let mut pairs = 0;
                for &place in first {
                    let later = then.iter().copied().filter(|&other| {
                        other > place && rules.disagree(place, other) && counts(place, other)
                    });
                    pairs += self.survey(place, &later.collect::<Vec<_>>(), &mut survey)?;
                }
                if survey.cases > 0 {
                    let kind = kind(first_name, then_name, pairs);
                    let finding = Finding::of(rules.operation, Severity::Note, kind);
                    findings.push(finding.surveyed(&survey, self.partition.size()));
                }
            }
        }
        Ok(findings)
    }
}

/// Rows by a name of theirs, in the order in which the names first stand.
fn grouped(places: impl Iterator<Item = (Name, usize)>) -> Vec<(Name, Vec<usize>)> {
    let mut groups: Vec<(Name, Vec<usize>)> = Vec::new();
    for (name, place) in places {
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, places)) => places.push(place),
            None => groups.push((name, Vec::from([place]))),
        }
    }
    groups
}

/// The rules that custom rules, or an order that is not that of the documents, hide in part.
pub(super) fn hidden(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let usual = |place: usize| {
        !rules.is_own(place)
            && (0..rules.len()).all(|other| !rules.is_unusual(place.min(other), place.max(other)))
    };
    if (0..rules.len()).all(usual) {
        return Ok(Vec::new());
    }
    let groups = grouped((0..rules.len()).map(|place| (rules.row_name(place).rule, place)));
    let mut contest = Shadowing { partition, budget, cutter: Subtractor::new(budget) };
    contest.between(
        &groups,
        |first, then| rules.is_unusual(first, then),
        |by, rule, _| Kind::PartlyHidden { rule: rule.clone(), by: by.clone() },
    )
}

/// The stages whose order decides which error is answered.
pub(super) fn order_decides(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let stages = rules.refusals.iter().enumerate().map(|(place, row)| (row.stage.clone(), place));
    let mut contest = Shadowing { partition, budget, cutter: Subtractor::new(budget) };
    contest.between(
        &grouped(stages),
        |_, _| true,
        |first, then, pairs| Kind::OrderDecides { first: first.clone(), then: then.clone(), pairs },
    )
}

/// What is billed although it is no longer there.
pub(super) fn billed_though_gone(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let cubes = partition.part(rules.refusals.len() + n).cubes;
        for effect in &rules.effects {
            let Some(cell) = effect.cells.get(row.verdict.column()) else { continue };
            if !cell.billed || cell.disposition == Disposition::Retained {
                continue;
            }
            let mut survey = CaseCounter::new(partition.scope(), budget);
            let mut cutter = Subtractor::new(budget);
            for cube in cubes {
                cutter.cut(&cube.intersect(&effect.when), partition.scope().impossible(), &mut survey)?;
            }
            if survey.cases > 0 {
                let kind = Kind::BilledThoughGone {
                    resource: effect.resource,
                    disposition: cell.disposition,
                    row: row.row_name(),
                };
                let finding = Finding::of(rules.operation, Severity::Error, kind);
                let finding = finding.within(row.when.intersect(&effect.when));
                findings.push(finding.surveyed(&survey, partition.size()));
            }
        }
    }
    Ok(findings)
}
