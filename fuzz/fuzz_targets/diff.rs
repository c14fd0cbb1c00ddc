//! Two policies: their difference according to the analysis equals the one found by enumeration of some
//! attributes that their rows read.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::analysis::{Budget, Difference, OperationDiff, Rules, Scope};
use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, AttributeSet, PolicyAttribute};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Case, Operation, Plan, Policy, Request};
use instance_lifecycle_fuzz::{answer, edited, nearly_plain};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

/// The maximal number of enumerated cases.
const MOST_CASES: usize = 512;

#[derive(Debug)]
struct Pair {
    operation: Operation,
    from: Policy,
    to: Policy,
    /// The values of the attributes that do not vary.
    fixed: Case,
    /// The choice of the attributes that vary, among those that the rows read.
    choices: [u8; 8],
}

impl<'a> Arbitrary<'a> for Pair {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let operation = bytes.choose(Request::DEFAULTS)?.operation();
        let (choices, fixed) = (bytes.arbitrary()?, nearly_plain(bytes)?);
        let from: Policy = bytes.arbitrary()?;
        let mut to = if bytes.arbitrary()? { bytes.arbitrary()? } else { from.clone() };
        for _ in 0..bytes.int_in_range(1..=3)? {
            to = edited(to, bytes)?;
        }
        Ok(Self { operation, from, to, fixed, choices })
    }
}

fuzz_target!(|pair: Pair| {
    let Pair { operation, from, to, fixed, choices } = &pair;
    let [a, b] = [from, to].map(|policy| Rules::new(policy, *operation));
    let scope = Scope::read_by(&AttributeSet::BUILT_IN, a.conditions().chain(b.conditions()));
    let (region, points) = corner(&scope, &fixed.point(), choices);
    let [a, b] = [a, b].map(|rules| within(rules, &region));

    let mut counted = BTreeMap::<_, u128>::new();
    for point in &points {
        let [one, other] = [from, to].map(|policy| at(point, *operation, policy));
        if said(&one) != said(&other) {
            let rows = [&a, &b].map(|rules| row(rules, rules.decides(point).expect("a row decides it")));
            *counted.entry(rows).or_default() += 1;
        }
    }

    let Ok(diff) = OperationDiff::between(&a, &b, Budget::default()) else { return };
    let mut found = BTreeMap::new();
    for change in diff.causes.iter().flat_map(|cause| &cause.changes) {
        if let Some(witness) = &change.witness {
            assert!(change.when.region().contains(witness.point()), "{change:?}");
        }
        if !matches!(change.difference, Difference::OtherResource { .. }) {
            let rows = [&change.from, &change.to].map(|row| (row.rule.to_string(), row.number));
            assert_eq!(
                found.insert(rows, change.size.expect("counted").cases),
                None,
                "one line for two rows"
            );
        }
    }
    assert_eq!(found, counted);
});

/// A region in which few attributes vary, and its possible points.
fn corner(scope: &Scope, fixed: &Point, choices: &[u8]) -> (Region, Vec<Point>) {
    let mut left: Vec<PolicyAttribute> = scope.attributes().to_vec();
    let mut free: Vec<PolicyAttribute> = Vec::new();
    let mut combinations = 1;
    for choice in choices {
        if left.is_empty() {
            break;
        }
        let attribute = left.swap_remove(usize::from(*choice) % left.len());
        if combinations * attribute.field().width() <= MOST_CASES {
            combinations *= attribute.field().width();
            free.push(attribute);
        }
    }
    let held = scope.attributes().iter().filter(|attribute| !free.contains(attribute));
    let region = held.fold(Region::FULL, |region, attribute| {
        region.restrict(attribute.field(), 1 << fixed.value(attribute.field()))
    });
    let mut points = vec![*fixed];
    for attribute in free {
        let field = attribute.field();
        let values = |point: Point| (0..field.width()).map(move |value| point.with(field, value));
        points = points.into_iter().flat_map(values).collect();
    }
    points.retain(|point| is_possible(point, scope));
    (region, points)
}

/// Returns whether a case is possible as far as the attributes of a scope decide it.
fn is_possible(point: &Point, scope: &Scope) -> bool {
    let is_read =
        |attribute: &&Attribute| scope.attributes().iter().any(|read| read.name() == attribute.name);
    let others: Vec<&Attribute> = ATTRIBUTES.iter().filter(|attribute| !is_read(attribute)).collect();
    let told = |region: &Region| others.iter().all(|attribute| !region.reads(attribute.field));
    impossible().all(|impossible| !told(&impossible.region) || !impossible.region.contains(point))
}

/// Returns the rules restricted to a region.
fn within(mut rules: Rules, region: &Region) -> Rules {
    rules.refusals.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules.settlements.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules
}

fn row(rules: &Rules, place: usize) -> (String, usize) {
    let row = rules.row_name(place);
    (row.rule.to_string(), row.number)
}

fn at(point: &Point, operation: Operation, policy: &Policy) -> std::result::Result<Plan, OwnedViolation> {
    let case = Case::at(point);
    let request = Request::new(operation, case.request);
    answer(&case.instance, &request, &case.environment, policy)
}

/// The settlement or the error of an answer.
fn said(answer: &std::result::Result<Plan, OwnedViolation>) -> String {
    match answer {
        Ok(plan) => plan.settlement().to_string(),
        Err(refusal) => {
            let error = refusal.error();
            let custom = if refusal.kind().is_none() && refusal.is_retryable() { ", retryable" } else { "" };
            format!("{} {} {error}{custom}", error.http_status, error.code)
        }
    }
}
