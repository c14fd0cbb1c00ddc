//! Findings about shadowed rows equal those of a search over all cases.

use super::checks::custom;
use super::{is_possible, rules};
use instance_lifecycle::analysis::{Budget, FindingKind, Partition, Rules};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Case, Operation, Policy};
use std::collections::{BTreeMap, BTreeSet};
use support::{Random, product};

/// Returns a reboot with random refusals in place of the documented ones: rules of up to two rows in three
/// stages, with two errors.
fn random_rules(random: &mut Random) -> Rules {
    let mut rules = rules(&Policy::documented(), Operation::RebootInstance);
    let tested = ["status", "charge_type", "locks.security", "locks.financial", "gpu", "burstable"];
    let tested = ATTRIBUTES.iter().filter(|attribute| tested.contains(&attribute.name));
    let tested: Vec<_> = tested.collect();
    rules.refusals.clear();
    for rule in 0..10 {
        let stage = ["First", "Second", "Third"][rule / 4];
        for number in 1..=1 + random.below(2) {
            let name = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][rule];
            let mut row = custom(name, &[], ["House.A", "House.B"][random.below(2)]);
            (row.stage, row.number) = (stage.into(), number);
            for _ in 0..1 + random.below(3) {
                let attribute = tested[random.below(tested.len())];
                let values = 1 + random.below((1 << attribute.values.len()) - 1);
                let when = row.when.restrict(attribute.field, values as u64);
                // Values of two conditions on an attribute may exclude each other.
                row.when = if when.reads(attribute.field) && when.admits(attribute.field) == 0 {
                    row.when
                } else {
                    when
                };
            }
            rules.refusals.push(row);
        }
    }
    rules
}

/// The shadowed rules or stages: the first, the second, the cases, and the pairs of rows.
type Shadowed = BTreeMap<(String, String), (u128, usize)>;

/// What a search over all cases finds.
#[derive(Debug, Default, PartialEq)]
struct Found {
    /// The unreachable rows, each with the rows that shadow it.
    unreachable: Vec<(String, Vec<String>)>,
    rules: BTreeMap<(String, String), u128>,
    stages: Shadowed,
}

fn searched(rules: &Rules, points: &[Point]) -> Found {
    let conditions: Vec<&Region> = rules.conditions().collect();
    let decides = |point: &Point| conditions.iter().position(|when| when.contains(point));
    let mut found = Found::default();
    for (index, when) in conditions.iter().enumerate() {
        let matching: Vec<&Point> = points.iter().filter(|point| when.contains(point)).collect();
        if matching.iter().any(|point| decides(point) == Some(index)) {
            continue;
        }
        let deciding: BTreeSet<usize> = matching.iter().filter_map(|point| decides(point)).collect();
        let mut by: Vec<usize> = match deciding.iter().find(|&&by| conditions[by].covers(when)) {
            Some(alone) => vec![*alone],
            None => deciding.into_iter().collect(),
        };
        let mut n = 0;
        while by.len() > 1 && n < by.len() {
            let others: Vec<usize> = by.iter().copied().filter(|other| *other != by[n]).collect();
            let is_shadowed = |point: &&Point| others.iter().any(|other| conditions[*other].contains(point));
            if matching.iter().all(is_shadowed) { by = others } else { n += 1 }
        }
        let names = by.iter().map(|by| rules.row_name(*by).to_string()).collect();
        found.unreachable.push((rules.row_name(index).to_string(), names));
    }
    let mut pairs: BTreeMap<(String, String), BTreeSet<(usize, usize)>> = BTreeMap::new();
    for point in points {
        let Some(first) = decides(point).filter(|index| *index < rules.refusals.len()) else { continue };
        let row = &rules.refusals[first];
        let later = rules.refusals.iter().enumerate().skip(first + 1);
        let later = later.filter(|(_, other)| other.when.contains(point) && other.verdict != row.verdict);
        let (mut named, mut staged) = (BTreeSet::new(), BTreeMap::new());
        for (index, other) in later {
            named.insert((row.name.to_string(), other.name.to_string()));
            // The first such row of a stage counts the case.
            staged.entry((row.stage.to_string(), other.stage.to_string())).or_insert(index);
        }
        named.into_iter().for_each(|names| *found.rules.entry(names).or_default() += 1);
        for (stages, index) in staged {
            found.stages.entry(stages.clone()).or_default().0 += 1;
            pairs.entry(stages).or_default().insert((first, index));
        }
    }
    for (stages, pairs) in pairs {
        found.stages.entry(stages).or_default().1 = pairs.len();
    }
    found
}

fn checked(rules: &Rules) -> Found {
    let mut found = Found::default();
    for finding in rules.check(Budget::default()) {
        let cases = finding.size.map_or(0, |size| size.cases);
        match finding.kind {
            FindingKind::UnreachableRow { row, shadowed_by } => {
                let by = shadowed_by.iter().map(ToString::to_string).collect();
                found.unreachable.push((row.to_string(), by));
            }
            FindingKind::PartlyShadowed { rule, by } => {
                // Settlements are shadowed by settlements; they are not random here.
                found.rules.insert((by.to_string(), rule.to_string()), cases);
            }
            FindingKind::OrderMatters { first, then, pairs } => {
                found.stages.insert((first.to_string(), then.to_string()), (cases, pairs));
            }
            FindingKind::Unfinished { search, .. } => panic!("{search} is unfinished"),
            _ => {}
        }
    }
    found
}

#[test]
fn shadowed_rows_equal_a_search_over_all_cases() {
    let mut random = Random::new();
    let (mut unreachable, mut together) = (0, 0);
    for _ in 0..60 {
        let rules = random_rules(&mut random);
        let partition = Partition::new(rules.clone(), Budget::default()).expect("few regions");
        let mut points = Vec::new();
        product(partition.scope().attributes(), Case::DEFAULT.point(), &mut |case| points.push(case.point()));
        points.retain(|point| is_possible(point, partition.scope()));
        let found = checked(&rules);
        assert_eq!(found, searched(&rules, &points));
        unreachable += found.unreachable.len();
        together += found.unreachable.iter().filter(|(_, by)| by.len() > 1).count();
    }
    assert!(unreachable > 50 && together > 20, "{unreachable} rows, {together} shadowed by several");
}
