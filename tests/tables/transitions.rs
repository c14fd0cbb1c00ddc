//! The rows of transitions equal the code generated from them.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::event::{EventError, Next, Transition};
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy, Task};
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::rules::region::{Assignment, Field, Point, Region, Space};
use instance_lifecycle::{Case, Event, Instance, Operation, Policy, Request, Status, plan};
use std::collections::BTreeSet;
use support::{Random, attribute};

/// Applies the first matching row to a point.
fn read(rows: &[Transition], point: Point, policy: &Policy) -> Result<Point, EventError> {
    let matches = |row: &&Transition| policy.interpretations().admit(&row.when) && row.when.contains(&point);
    let row = rows.iter().find(matches).expect("one row matches");
    match row.next {
        Next::Cannot(reason) => Err(reason),
        Next::Becomes { set, then } => {
            let point = ATTRIBUTES.iter().fold(point, |point, attribute| {
                set.value(attribute.field).map_or(point, |value| point.with(attribute.field, value))
            });
            if then.is_empty() { Ok(point) } else { read(then, point, policy) }
        }
    }
}

/// Random cases with every pair of status and task, each with random interpretations.
fn cases() -> impl Iterator<Item = (Case, Policy)> {
    let mut random = Random::new();
    let phases = Status::ALL.iter().flat_map(|status| Task::ALL.iter().map(move |task| (*status, *task)));
    phases.cycle().take(10_000).enumerate().map(move |(n, (status, task))| {
        let case = random.case(1 + n % 4);
        let instance = case.instance.with(|it| {
            it.status = status;
            it.task = task;
        });
        (case.with(|it| it.instance = instance), random.interpretations())
    })
}

#[test]
fn the_rows_of_an_event_equal_its_effect() {
    for (case, policy) in cases() {
        for event in Event::ALL {
            let after = case.instance.apply(*event, &case.environment, &policy);
            let expected = after.map(|instance| case.with(|it| it.instance = instance).point());
            assert_eq!(read(event.transitions(), case.point(), &policy), expected, "{event}: {case:?}");
        }
    }
}

#[test]
fn the_rows_of_a_settlement_equal_the_accepted_instance() {
    let mut random = Random::new();
    let mut settled = BTreeSet::new();
    for n in 0..30_000 {
        let case = random.case(3 + n % 6);
        let policy = random.interpretations();
        for &operation in Operation::ALL {
            let request = Request::new(operation, case.request);
            let before = if request.creates() { Instance::RELEASED } else { case.instance };
            let Ok(plan) = plan(&before, &request, &case.environment, &policy) else { continue };
            let accepted = plan.accept(&before).expect("the plan is for this instance");
            let described = Instance::DEFAULT.with(|it| {
                it.charge_type = case.request.new_charge_type;
                it.network_type = case.request.new_network_type;
                it.spot_strategy = if case.request.new_charge_type == ChargeType::PrePaid {
                    SpotStrategy::NoSpot
                } else {
                    case.request.new_spot_strategy
                };
                it.hibernation_configured =
                    case.request.new_hibernation && case.request.new_network_type == NetworkType::Vpc;
            });
            let from = if request.creates() { described } else { before };
            let rows = plan.settlement().transitions();
            let point = |instance| case.with(|it| it.instance = instance).point();
            assert_eq!(read(rows, point(from), &policy), Ok(point(accepted)), "{operation}: {case:?}");
            settled.insert(plan.settlement());
        }
    }
    assert_eq!(settled.into_iter().collect::<Vec<_>>(), Settlement::ALL);
}

/// Every row of events and settlements, also of those that follow others.
fn each(visit: &mut impl FnMut(&Transition)) {
    fn visit_all(rows: &[Transition], visit: &mut impl FnMut(&Transition)) {
        for row in rows {
            visit(row);
            if let Next::Becomes { then, .. } = row.next {
                visit_all(then, visit);
            }
        }
    }
    Event::ALL.iter().for_each(|event| visit_all(event.transitions(), visit));
    Settlement::ALL.iter().for_each(|settlement| visit_all(settlement.transitions(), visit));
}

/// No transition is custom.
#[test]
fn rows_carry_their_evidence() {
    let mut known = BTreeSet::new();
    each(&mut |row| {
        let cannot = matches!(row.next, Next::Cannot(_));
        known.insert((cannot, row.evidence.as_str()));
    });
    let expected = [
        (false, "Documented"),
        (false, "Observed"),
        (false, "Inferred"),
        (false, "Contradicted"),
        (true, "Documented"),
        (true, "Inferred"),
    ];
    assert_eq!(known, BTreeSet::from(expected));
}

/// Transitions set attributes of the instance alone, and never to their old value.
#[test]
fn rows_change_only_instances() {
    let mut changed = BTreeSet::new();
    each(&mut |row| {
        let Next::Becomes { set, .. } = row.next else { return };
        let of_it = ATTRIBUTES.iter().filter(|attribute| set.value(attribute.field).is_some());
        changed.extend(of_it.map(|attribute| (attribute.part == Part::Instance, attribute.name)));
    });
    let all = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
    assert_eq!(changed, all.map(|attribute| (true, attribute.name)).collect());
}

#[test]
fn the_tasks_that_a_status_excludes_are_impossible() {
    let task = attribute("task").field;
    let excluded: Vec<Region> = impossible()
        .map(|impossible| impossible.region)
        .filter(|region| region.reads(task) && region.admits(task).count_ones() > 1)
        .filter(|region| region.admits(attribute("status").field) != 1 << Status::Released as u32)
        .collect();
    for event in Event::ALL {
        let refused =
            event.transitions().iter().filter(|row| row.next == Next::Cannot(EventError::NoSuchTask));
        assert_eq!(refused.map(|row| row.when).collect::<Vec<_>>(), excluded, "{event}");
    }
}

const COLOUR: Field = Field::new(0, 0, 3);
const SHAPE: Field = Field::new(1, 5, 4);

fn of(colours: u64, shapes: u64) -> Region {
    Region::FULL.restrict(COLOUR, colours).restrict(SHAPE, shapes)
}

#[test]
fn an_assignment_maps_a_region_to_a_region() {
    let space = Space(&[COLOUR, SHAPE]);
    let red = Assignment::NONE.with(COLOUR, 0);
    let round = Assignment::NONE.with(SHAPE, 3);
    let both = red.then(&round);
    let table = [
        (Assignment::NONE, of(0b110, 0b0011), Some(of(0b110, 0b0011))),
        (red, of(0b001, 0b0011), Some(of(0b111, 0b0011))),
        (round, of(0b110, 0b1000), Some(of(0b110, 0b1111))),
        (both, of(0b001, 0b1000), Some(of(0b111, 0b1111))),
    ];
    for (set, after, before) in table {
        assert_eq!(set.apply(&of(0b110, 0b0011)), after);
        assert_eq!(Some(set.preimage(&after)), before);
    }
    assert_eq!((both.value(COLOUR), both.value(SHAPE)), (Some(0), Some(3)));
    assert_eq!((red.value(COLOUR), red.value(SHAPE)), (Some(0), None));
    assert_eq!(round.then(&red), both);
    assert_eq!(red.then(&Assignment::NONE.with(COLOUR, 2)), Assignment::NONE.with(COLOUR, 2));
    assert_eq!(red.with(COLOUR, 1), Assignment::NONE.with(COLOUR, 1));
    for (set, region) in [(red, of(0b110, 0b1111)), (round, of(0b111, 0b0111)), (both, of(0b001, 0b0111))] {
        assert!(set.preimage(&region).is_empty(space));
    }
    assert_eq!(of(0b001, 0b0110).or(&of(0b100, 0b0011)), of(0b101, 0b0111));
}
