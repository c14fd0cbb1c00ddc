//! Changes are counted without a list of their cases, or found without a count.

use super::rules;
use instance_lifecycle::analysis::{
    Budget, Change, Difference, Direction, OperationDiff, Partition, Rules, Scope, simplest,
};
use instance_lifecycle::policy::interpretations::{HibernatedBandwidth, ImageLicence};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, AttributeSet, Part};
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::{Case, Operation, Policy};
use std::collections::{BTreeMap, BTreeSet};
use support::Random;

/// Returns the documented policy with refusals of StopInstance ahead of all others. Each requires values of three
/// attributes of an instance, chosen at random by its seed.
fn with_refusals(seeds: impl Iterator<Item = u64>) -> Policy {
    let tested: Vec<&Attribute> =
        ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance).collect();
    seeds.fold(Policy::documented(), |policy, seed| {
        let mut random = Random::with_seed(seed);
        let error = CustomError::new(403, format!("House.R{}", seed % 3), "No.");
        let mut rule =
            CustomRule::refusal(Operation::StopInstance, format!("house-{seed}"), "Existence", error);
        for third in 0..3 {
            let part = tested.len() / 3;
            let attribute = tested[third * part + random.below(part)];
            let value = attribute.values[random.below(attribute.values.len())];
            rule = rule.when(&[(attribute.name, &[value])]).expect("known names");
        }
        policy.with_rule(rule).expect("a rule")
    })
}

/// Returns pairs of rules of StopInstance: policies with `count` refusals, and others.
fn pairs(seed: u64, count: u64) -> [[Rules; 2]; 4] {
    let seeds = seed * 1_000..seed * 1_000 + count;
    let from = with_refusals(seeds.clone());
    let others = [
        Policy::documented(),
        with_refusals(seeds.clone().skip(1).chain([seed + 900_000])),
        with_refusals(seeds.rev()),
        from.clone().with(ImageLicence::NotBilled).with(HibernatedBandwidth::Billed),
    ];
    others.map(|to| [&from, &to].map(|policy| rules(policy, Operation::StopInstance)))
}

fn changes(diff: &OperationDiff) -> impl Iterator<Item = &Change> {
    diff.causes.iter().flat_map(|cause| &cause.changes)
}

/// Removes all sizes; returns the number of changes that had none.
fn without_sizes(mut diff: OperationDiff) -> (OperationDiff, usize) {
    let mut uncounted = 0;
    for change in diff.causes.iter_mut().flat_map(|cause| &mut cause.changes) {
        uncounted += usize::from(change.size.take().is_none());
        if let Difference::OtherPlan { resources, .. } = &mut change.difference {
            resources.iter_mut().for_each(|resource| resource.size = None);
        }
    }
    (diff, uncounted)
}

/// Whatever the budget, the changes, their conditions and their simplest cases are the same, and each is counted
/// exactly or not at all.
#[test]
fn a_change_that_is_not_counted_is_found_with_its_simplest_case() {
    let mut uncounted = [0; 20];
    for [from, to] in (0..2).flat_map(|seed| pairs(seed, 12)) {
        let whole = OperationDiff::between(&from, &to, Budget::default()).expect("within the budget");
        assert!(changes(&whole).all(|change| change.size.is_some()));
        for (n, uncounted) in uncounted.iter_mut().enumerate() {
            let Ok(diff) = OperationDiff::between(&from, &to, Budget(1 << n)) else { continue };
            if diff.unsearched > 0 {
                continue;
            }
            for (change, counted) in changes(&diff).zip(changes(&whole)) {
                assert!(change.size.is_none() || change.size == counted.size, "{change:?}");
            }
            let (diff, without) = without_sizes(diff);
            *uncounted += without;
            assert_eq!(diff, without_sizes(whole.clone()).0);
        }
    }
    assert!(uncounted.iter().sum::<usize>() > 40 && uncounted[19] == 0, "{uncounted:?}");
}

/// The cases of two rows are those of the cubes in which one decides by each partition.
#[test]
fn a_count_equals_the_sum_over_the_cubes_of_the_partitions() {
    let mut compared = 0;
    for [from, to] in (0..3).flat_map(|seed| pairs(seed, 4)) {
        let diff = OperationDiff::between(&from, &to, Budget::default()).expect("within the budget");
        let scope = Scope::read_by(&AttributeSet::BUILT_IN, from.conditions().chain(to.conditions()));
        let [a, b] = [&from, &to].map(|rules| {
            let partition = Partition::new(rules.clone(), Budget::default()).expect("few regions");
            let mut cubes: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for (index, cube) in partition.cubes() {
                cubes.entry(rules.row_name(index)).or_default().push(*cube);
            }
            cubes
        });
        for change in changes(&diff) {
            if matches!(change.difference, Difference::OtherResource { .. }) {
                continue;
            }
            let both = |x| b[&change.to].iter().map(move |y| change.when.region().intersect(x).intersect(y));
            let cubes: Vec<_> = a[&change.from].iter().flat_map(both).collect();
            let cases: u128 =
                cubes.iter().map(|cube| scope.cases(cube, Budget::default()).expect("few regions")).sum();
            let size = change.size.expect("counted");
            assert_eq!((size.cases, size.of), (cases, diff.cases), "{} {}", change.from, change.to);
            assert_eq!(change.witness, simplest(&cubes, Budget::default()).expect("few regions"));
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared} changes");
}

/// Calls a function with every possible case of at most two deviations from the default.
fn near(visit: &mut dyn FnMut(&Case)) {
    let possible = |point: &Point| {
        let case = AttributeSet::BUILT_IN.case(point);
        support::is_possible(&case).then_some(case)
    };
    let deviations = |attribute: &'static Attribute| {
        (0..attribute.values.len())
            .filter(|value| *value != attribute.default)
            .map(|value| (attribute.field, value))
    };
    let default = Case::DEFAULT.point();
    visit(&Case::DEFAULT);
    for (n, first) in ATTRIBUTES.iter().enumerate() {
        for (field, value) in deviations(first) {
            let point = default.with(field, value);
            possible(&point).iter().for_each(&mut *visit);
            for (field, value) in ATTRIBUTES[..n].iter().flat_map(deviations) {
                possible(&point.with(field, value)).iter().for_each(&mut *visit);
            }
        }
    }
}

/// No case with fewer deviations is decided by the same two rows, and each nearby case that is decided by rows with
/// different answers is one of a change, or of a pair of rows that is not searched.
fn has_the_simplest_cases(diff: &OperationDiff, [from, to]: [&Rules; 2]) {
    let mut missing = BTreeSet::new();
    let mut least = BTreeMap::new();
    for change in changes(diff) {
        let Some(witness) = &change.witness else { continue };
        let decided = [from, to].map(|rules| rules.decides(witness.point()));
        let decided = (decided[0].map(|row| from.row_name(row)), decided[1].map(|row| to.row_name(row)));
        assert_eq!(decided, (Some(change.from.clone()), Some(change.to.clone())), "{witness}");
        least.insert((change.from.clone(), change.to.clone()), witness.deviations().count());
    }
    near(&mut |case| {
        let point = case.point();
        let [i, j] = [from, to].map(|rules| rules.decides(&point).expect("every case is decided"));
        let is_refusal = |rules: &Rules, row: usize| row < rules.refusals.len();
        let differ = match (is_refusal(from, i), is_refusal(to, j)) {
            (true, true) => from.refusals[i].verdict != to.refusals[j].verdict,
            (false, false) => false,
            _ => true,
        };
        if differ {
            let rows = (from.row_name(i), to.row_name(j));
            let deviations = ATTRIBUTES.iter().filter(|it| point.value(it.field) != it.default).count();
            let Some(least) = least.get(&rows) else {
                missing.insert(rows);
                return;
            };
            assert!(*least <= deviations, "{rows:?}: {case:?}");
        }
    });
    assert!(missing.len() <= diff.unsearched, "{missing:?}");
}

/// 9 million regions, and more.
#[test]
fn the_changes_by_thirty_wide_rules_are_counted() {
    for [from, to] in pairs(7, 30).into_iter().take(2) {
        assert!(Partition::new(from.clone(), Budget::default()).is_err(), "too many regions");
        let there = OperationDiff::between(&from, &to, Budget::default()).expect("within the budget");
        let back = OperationDiff::between(&to, &from, Budget::default()).expect("within the budget");
        for diff in [&there, &back] {
            assert!(changes(diff).count() > 20 && changes(diff).all(|change| change.size.is_some()));
        }
        assert_eq!(there.size(Direction::Tightening), back.size(Direction::Loosening));
        assert_eq!(there.size(Direction::Loosening), back.size(Direction::Tightening));
        assert_eq!(there.size(Direction::Neutral), back.size(Direction::Neutral));
        has_the_simplest_cases(&there, [&from, &to]);
    }
}

#[test]
fn the_changes_by_a_hundred_wide_rules_have_their_simplest_cases() {
    for [from, to] in pairs(8, 100).into_iter().take(2) {
        let diff = OperationDiff::between(&from, &to, Budget(300_000)).expect("within the budget");
        let uncounted = changes(&diff).filter(|change| change.size.is_none()).count();
        assert!(uncounted > 10, "{uncounted}");
        has_the_simplest_cases(&diff, [&from, &to]);
    }
}
