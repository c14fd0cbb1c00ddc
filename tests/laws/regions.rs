//! The cube algebra equals brute force on every point of small random spaces.

use instance_lifecycle::rules::region::{Field, Point, Region, Space};
use proptest::prelude::*;

/// Miri is a thousand times slower.
const CASES: u32 = if cfg!(miri) { 2 } else { 2_000 };

/// Widths with which a field would cross a word boundary without the layout.
fn fields() -> impl Strategy<Value = Vec<Field>> {
    (prop::collection::vec(1..=4usize, 3), 50..=63usize).prop_map(|(widths, first)| {
        let laid_out = Field::layout(0, [first, widths[0], widths[1], widths[2]]);
        laid_out[1..].to_vec()
    })
}

/// A space and some regions of it, also empty ones.
fn regions(count: usize) -> impl Strategy<Value = (Vec<Field>, Vec<Region>)> {
    (fields(), prop::collection::vec([0..16u64, 0..16, 0..16], count)).prop_map(|(fields, sets)| {
        let region = |sets: &[u64; 3]| {
            fields
                .iter()
                .zip(sets)
                .fold(Region::FULL, |region, (&field, &values)| region.restrict(field, values))
        };
        let regions = sets.iter().map(region).collect();
        (fields, regions)
    })
}

fn points(fields: &[Field]) -> Vec<Point> {
    fields.iter().fold(vec![Point::EMPTY], |points, &field| {
        points
            .iter()
            .flat_map(|point| (0..field.width()).map(move |value| point.with(field, value)))
            .collect()
    })
}

fn inside(region: &Region, points: &[Point]) -> Vec<Point> {
    points.iter().filter(|point| region.contains(point)).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_point_is_its_values((fields, values) in fields().prop_flat_map(|fields| {
        let values: Vec<_> = fields.iter().map(|field| 0..field.width()).collect();
        (Just(fields), values)
    })) {
        let point = fields.iter().zip(&values).fold(Point::EMPTY, |point, (&field, &value)| {
            point.with(field, 0).with(field, value)
        });
        let read: Vec<usize> = fields.iter().map(|&field| point.value(field)).collect();
        prop_assert_eq!(read, values);
    }

    #[test]
    fn a_region_is_the_sets_of_values_that_it_admits((fields, regions) in regions(1), sets in [0..16u64, 0..16, 0..16]) {
        let region = fields.iter().zip(sets).fold(regions[0], |region, (&field, set)| region.restrict(field, set));
        for (&field, set) in fields.iter().zip(sets) {
            let admitted = regions[0].admits(field) & set;
            prop_assert_eq!(region.admits(field), admitted);
            prop_assert_eq!(region.reads(field), admitted.count_ones() as usize != field.width());
        }
        for point in points(&fields) {
            let admitted = fields.iter().all(|&field| region.admits(field) >> point.value(field) & 1 == 1);
            prop_assert_eq!(region.contains(&point), admitted);
        }
    }

    #[test]
    fn fields_lie_in_one_word_and_apart(widths in [1..=64usize, 1..=64, 1..=64, 1..=64]) {
        let fields = Field::layout(0, widths);
        for (n, &field) in fields.iter().enumerate() {
            prop_assert_eq!(field.width(), widths[n]);
            let only = Region::FULL.restrict(field, 0);
            prop_assert_eq!(only.admits(field), 0);
            for &other in fields.iter().filter(|other| **other != field) {
                prop_assert_eq!(only.admits(other), other.all());
            }
        }
    }

    #[test]
    fn sizes_emptiness_and_intersection((fields, regions) in regions(2)) {
        let (space, points) = (Space(&fields), points(&fields));
        prop_assert_eq!(space.size(), points.len() as u128);
        for region in &regions {
            let size = inside(region, &points).len();
            prop_assert_eq!(region.size(space), size as u128);
            prop_assert_eq!(region.is_empty(space), size == 0);
        }
        let both: Vec<Point> = points.iter().filter(|point| regions.iter().all(|it| it.contains(point))).copied().collect();
        prop_assert_eq!(inside(&regions[0].intersect(&regions[1]), &points), both);
    }

    #[test]
    fn covering_is_containing_every_point((fields, regions) in regions(2)) {
        let points = points(&fields);
        let [a, b] = [&regions[0], &regions[1]];
        let contains_all = inside(b, &points).iter().all(|point| a.contains(point));
        // For an empty region either answer is correct.
        if b.is_empty(Space(&fields)) {
            prop_assert!(contains_all);
        } else {
            prop_assert_eq!(a.covers(b), contains_all);
        }
    }
}
