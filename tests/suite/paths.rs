//! Plans followed to their end, by the events that complete what is in flight; and that nothing is in
//! flight for ever.

use crate::cases::{Random, attribute, conditions, policies_of, product, read_by, rule_tables, welcome};
use crate::costs::{is_possible, unrefused};
use crate::laws::before;
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::region::Region;
use instance_lifecycle::{Case, Event, Instance, Path, Plan, Policy, Settlement, Status, Task};
use std::collections::BTreeMap;

/// The events that complete what is in flight. They do it as planned; others may break in.
const COMPLETING: [Event; 3] = [Event::CreationFinished, Event::BootCompleted, Event::ShutdownCompleted];

/// What completing events make of an instance, step by step, until nothing is in flight.
fn completed(instance: &Instance) -> Vec<Instance> {
    let mut passed = vec![*instance];
    while passed[passed.len() - 1].status.is_transitional() {
        let here = passed[passed.len() - 1];
        let next: Vec<Instance> = COMPLETING.iter().filter_map(|&event| here.apply(event).ok()).collect();
        assert_eq!(next.len(), 1, "one event completes what is in flight: {here:?}");
        passed.extend(next);
        assert!(passed.len() <= 4, "what is in flight ends: {passed:?}");
    }
    passed
}

/// The instance right after the call of a plan, and then step by step until nothing is in flight.
pub(crate) fn followed(plan: &Plan, before: &Instance) -> Vec<Instance> {
    completed(&plan.accept(before).expect("the plan is for this instance"))
}

fn statuses(path: Path) -> Vec<Status> {
    let passed = [&[path.from], path.via].concat();
    if passed == [path.to] { passed } else { [&passed[..], &[path.to]].concat() }
}

fn is_subsequence(part: &[Status], whole: &[Status]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|status| rest.any(|other| other == status))
}

fn leads_where_it_says(plan: &Plan, case: &Case) {
    let before = before(plan, case);
    let passed = followed(plan, &before);
    let mut rested: Vec<Status> = [before].iter().chain(&passed).map(|instance| instance.status).collect();
    rested.dedup();
    assert!(is_subsequence(&rested, &statuses(plan.path())), "{rested:?} on the way of {plan:?}");
    let end = passed[passed.len() - 1];
    assert_eq!((end.status, end.task), (plan.path().to, Task::None), "{plan:?}");
    for instance in &passed {
        let not = impossible().find(|it| it.region.contains(&Case { instance: *instance, ..*case }.point()));
        assert_eq!(not.map(|not| not.reason), None, "{instance:?} on the way of {plan:?}");
    }
}

/// Every unrefused plan: of every combination that a row reads together with the status and the task,
/// at the case that is most welcome, under every policy that the operation can tell apart; and random.
#[test]
fn a_plan_that_is_accepted_leads_where_it_says() {
    let mut random = Random::new();
    for rule_table in rule_tables() {
        let operation = rule_table.operation;
        let policies = policies_of(rule_table);
        let mut followed: BTreeMap<Settlement, usize> = BTreeMap::new();
        let mut follow = |case: &Case, policy: &Policy| {
            if let Some(plan) = is_possible(case).then(|| unrefused(operation, case, policy)).flatten() {
                leads_where_it_says(&plan, case);
                *followed.entry(plan.settlement()).or_default() += 1;
            }
        };
        for region in conditions(rule_table) {
            let phase = |region: Region, name| region.restrict(attribute(name).field, 0);
            let read = read_by(&phase(phase(region, "status"), "task"));
            product(&read, welcome(operation).point(), &mut |case| {
                policies.iter().for_each(|policy| follow(case, policy));
            });
        }
        for _ in 0..2_000 {
            follow(&random.case(8), &random.policy());
        }
        for row in rule_table.settlements {
            assert!(followed.contains_key(&row.then), "{} is followed", row.rule);
        }
    }
}

/// Whatever the instance, what is in flight ends: in a steady status, or with the instance.
#[test]
fn nothing_is_in_flight_for_ever() {
    let mut random = Random::new();
    let mut ends = BTreeMap::new();
    for &status in Status::ALL.iter().filter(|status| status.is_transitional()) {
        for &task in Task::ALL {
            let phase = Instance { status, task, ..Instance::DEFAULT };
            if !is_possible(&Case { instance: phase, ..Case::DEFAULT }) {
                continue;
            }
            let passed = completed(&phase);
            let names: Vec<String> = passed.iter().map(|instance| instance.status.to_string()).collect();
            ends.insert(format!("{status} {task}"), names[1..].join(" -> "));
            for _ in 0..1_000 {
                let instance = Instance { status, task, ..random.case(3).instance };
                let end = *completed(&instance).last().expect("an end");
                assert!(!end.status.is_transitional() && end.task == Task::None, "{instance:?}");
            }
        }
    }
    let ends: Vec<String> = ends.iter().map(|(from, to)| format!("{from}: {to}")).collect();
    insta::assert_snapshot!(ends.join("\n"), @r"
    Pending Create: Stopped
    Pending Run: Starting -> Running
    Starting Reboot: Running
    Starting Run: Running
    Starting Start: Running
    Stopping Hibernate: Stopped
    Stopping Reboot: Starting -> Running
    Stopping Release: Released
    Stopping Stop: Stopped
    ");
}
