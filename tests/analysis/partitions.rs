//! The partition of an operation equals the decisions of the library, case by case.

use super::{Corner, decided, deciding, is_possible, rules, within};
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::analysis::{Budget, Partition, Rules, simplest};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Constraint, region_of};
use instance_lifecycle::rules::region::{Point, Region, Space};
use instance_lifecycle::{Case, Operation, Policy, Revision};
use std::collections::BTreeMap;
use support::{Random, policies, product};

fn partition(rules: Rules) -> Partition {
    Partition::new(rules, Budget::default()).expect("within the budget")
}

fn origin(partition: &Partition, place: usize) -> Option<usize> {
    partition.rules().row_name(place).table_row
}

#[test]
fn every_case_of_a_corner_is_decided_by_the_row_that_answers() {
    let mut random = Random::new();
    for operation in decided() {
        for _ in 0..40 {
            let policy = random.policy();
            let whole = partition(rules(&policy, operation));
            let corner = Corner::of(whole.scope(), 3_000, &mut random);
            let part = partition(within(rules(&policy, operation), &corner.region));
            let mut counted: BTreeMap<Option<usize>, u128> = BTreeMap::new();
            for point in &corner.points {
                let deciding = deciding(point, operation, &policy);
                *counted.entry(deciding).or_default() += 1;
                assert_eq!(whole.decides(point).map(|place| origin(&whole, place)), Some(deciding));
                assert_eq!(part.decides(point).map(|place| origin(&part, place)), Some(deciding));
            }
            let sizes = part.parts().filter(|part| part.size() > 0);
            let sizes: BTreeMap<Option<usize>, u128> =
                sizes.map(|of| (origin(&part, of.index), of.size())).collect();
            assert_eq!(sizes, counted, "{operation}");
        }
    }
}

#[test]
fn every_case_of_the_small_operations_is_decided_by_the_row_that_answers() {
    let policy = Policy::documented();
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances, Operation::DeleteInstance] {
        let partition = partition(rules(&policy, operation));
        let mut counted: BTreeMap<Option<usize>, u128> = BTreeMap::new();
        product(partition.scope().attributes(), Case::DEFAULT.point(), &mut |case| {
            if is_possible(&case.point(), partition.scope()) {
                *counted.entry(deciding(&case.point(), operation, &policy)).or_default() += 1;
            }
        });
        let sizes = partition.parts().filter(|part| part.size() > 0);
        let sizes: BTreeMap<Option<usize>, u128> =
            sizes.map(|part| (origin(&partition, part.index), part.size())).collect();
        assert_eq!(sizes, counted, "{operation}");
    }
}

/// The number of impossible cases, by inclusion and exclusion.
fn impossible_cases(partition: &Partition) -> u128 {
    let fields: Vec<_> = partition.scope().attributes().iter().map(|attribute| attribute.field()).collect();
    let others = ATTRIBUTES.iter().filter(|attribute| !fields.contains(&attribute.field));
    let is_inner = |region: &Region| others.clone().all(|attribute| !region.reads(attribute.field));
    let regions: Vec<Region> = impossible().map(|impossible| impossible.region).filter(is_inner).collect();
    union_size(&regions, &Region::FULL, Space(&fields))
}

/// The size of a union of cubes within a cube.
fn union_size(cubes: &[Region], within: &Region, space: Space<'_>) -> u128 {
    let Some((first, rest)) = cubes.split_first() else { return 0 };
    let first = first.intersect(within);
    if first.is_empty(space) {
        return union_size(rest, within, space);
    }
    first.size(space) + union_size(rest, within, space) - union_size(rest, &first, space)
}

#[test]
fn the_parts_add_up_to_all_possible_cases() {
    for policy in policies() {
        for rules in Rules::all(&policy) {
            let operation = rules.operation;
            let partition = partition(rules);
            let all = partition.scope().combinations(&Region::FULL);
            assert_eq!(partition.size(), all - impossible_cases(&partition), "{operation}");
            let cubes: Vec<&Region> = partition.cubes().map(|(_, cube)| cube).collect();
            for (n, cube) in cubes.iter().enumerate() {
                let space = instance_lifecycle::rules::attributes::SPACE;
                assert!(cubes[..n].iter().all(|other| other.intersect(cube).is_empty(space)), "{operation}");
            }
        }
    }
}

#[test]
fn the_sizes_equal_their_snapshot() {
    let sizes: Vec<String> = Rules::all(&Policy::documented())
        .map(partition)
        .map(|of| {
            let (rules, attributes) = (of.rules(), of.scope().attributes().len());
            format!("{}: {} rows, {attributes} attributes, {} cases", rules.operation, rules.len(), of.size())
        })
        .collect();
    insta::assert_snapshot!(sizes.join("\n"), @r"
    StopInstance: 48 rows, 20 attributes, 11612208 cases
    StartInstance: 56 rows, 22 attributes, 353898240 cases
    RebootInstance: 15 rows, 8 attributes, 2401 cases
    DeleteInstance: 16 rows, 15 attributes, 122888 cases
    ReActivateInstances: 10 rows, 9 attributes, 772 cases
    CreateInstance: 1 rows, 0 attributes, 1 cases
    RunInstances: 1 rows, 0 attributes, 1 cases
    ");
}

/// Returns whether a point is possible by all attributes.
fn can_be(point: &Point) -> bool {
    impossible().all(|impossible| !impossible.region.contains(point))
}

#[test]
fn the_witness_of_a_row_is_the_simplest_case_that_it_decides() {
    let away = |point: &Point| {
        ATTRIBUTES.iter().filter(|attribute| point.value(attribute.field) != attribute.default).count()
    };
    let mut random = Random::new();
    let others: Vec<Point> = (0..20_000).map(|_| random.case(8).point()).filter(can_be).collect();
    for &revision in Revision::ALL {
        for rules in Rules::all(&Policy::ecs(revision)) {
            let partition = partition(rules);
            // The smallest deviation among the sampled cases that each row decides.
            let mut fewest: BTreeMap<usize, usize> = BTreeMap::new();
            for other in &others {
                let place = partition.rules().decides(other).expect("a row");
                let least = fewest.entry(place).or_insert(usize::MAX);
                *least = away(other).min(*least);
            }
            for part in partition.parts().filter(|part| part.size() > 0) {
                let witness = part.simplest(Budget::default()).expect("few regions").expect("a case");
                assert!(can_be(witness.point()), "{witness}");
                assert_eq!(partition.decides(witness.point()), Some(part.index), "{witness}");
                assert_eq!(witness.deviations().count(), away(witness.point()), "{witness}");
                assert!(fewest.get(&part.index).is_none_or(|least| witness.deviations().count() <= *least));
            }
        }
    }
}

#[test]
fn the_simplest_case_of_a_region() {
    let cases: [(&[Constraint<'_>], Option<&str>); 6] = [
        (&[], Some("the default case")),
        (&[("status", &["Stopped"])], Some("status: Stopped")),
        (&[("status", &["Pending", "Stopping"])], Some("status: Pending, task: Create")),
        (&[("task", &["Hibernate"])], Some("status: Stopping, task: Hibernate")),
        (&[("family_i1", &["Yes"])], Some("local_storage: Yes, family_i1: Yes, local_ssd: Yes")),
        (&[("status", &["Released"]), ("gpu", &["Yes"])], None),
    ];
    for (asked, expected) in cases {
        let region = region_of(asked).expect("known names");
        let witness = simplest(&[region], Budget::default()).expect("few regions");
        assert_eq!(witness.map(|witness| witness.to_string()).as_deref(), expected);
    }
}

/// Of equally simple cases, the one that changes the attribute declared last: the request before the
/// instance.
#[test]
fn the_order_of_declaration_decides_between_equally_simple_cases() {
    let regions = [("gpu", "Yes"), ("request.force_stop", "Yes"), ("status", "Stopped")]
        .map(|(name, value)| region_of(&[(name, &[value])]).expect("known names"));
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let witness = simplest(&order.map(|n| regions[n]), Budget::default()).expect("few regions");
        assert_eq!(witness.expect("a case").to_string(), "request.force_stop: Yes");
    }
}
