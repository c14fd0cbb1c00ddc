//! Plans lead where they say when their tasks complete, and every task ends.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::instance::Task;
use instance_lifecycle::plan::{Path, Settlement};
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{Case, Instance, Plan, Policy, Status};
use std::collections::BTreeMap;
use support::{
    Random, attribute, before, completed, conditions, followed, is_possible, policies_of_row, product,
    read_by, rule_tables, unrefused, welcome,
};

fn statuses(path: Path) -> Vec<Status> {
    let passed = [&[path.from], path.via].concat();
    if passed == [path.to] { passed } else { [&passed[..], &[path.to]].concat() }
}

fn is_subsequence(part: &[Status], whole: &[Status]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|status| rest.any(|other| other == status))
}

fn follows_its_path(plan: &Plan, case: &Case) {
    let before = before(plan, case);
    let passed = followed(plan, &before);
    let mut rested: Vec<Status> = [before].iter().chain(&passed).map(|instance| instance.status).collect();
    rested.dedup();
    assert!(is_subsequence(&rested, &statuses(plan.path())), "{rested:?} on the way of {plan:?}");
    let end = passed[passed.len() - 1];
    assert_eq!((end.status, end.task), (plan.path().to, Task::None), "{plan:?}");
    for instance in &passed {
        let not =
            impossible().find(|it| it.region.contains(&case.with(|it| it.instance = *instance).point()));
        assert_eq!(not.map(|not| not.reason), None, "{instance:?} on the way of {plan:?}");
    }
}

/// Every combination of status, task and the attributes that a row reads, at the most acceptable case,
/// under every distinct policy; and random cases.
#[test]
fn an_accepted_plan_follows_its_path() {
    let mut random = Random::new();
    for rule_table in rule_tables() {
        let operation = rule_table.operation;
        let mut followed: BTreeMap<Settlement, usize> = BTreeMap::new();
        let mut follow = |case: &Case, policy: &Policy| {
            if let Some(plan) = is_possible(case).then(|| unrefused(operation, case, policy)).flatten() {
                follows_its_path(&plan, case);
                *followed.entry(plan.settlement()).or_default() += 1;
            }
        };
        for region in conditions(rule_table) {
            let policies = policies_of_row(rule_table, &region);
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

/// Every task ends in a steady status or in release.
#[test]
fn every_task_ends() {
    let mut random = Random::new();
    let mut ends = BTreeMap::new();
    for &status in Status::ALL.iter().filter(|status| status.is_transitional()) {
        for &task in Task::ALL {
            let phase = Instance::DEFAULT.with(|it| {
                it.status = status;
                it.task = task;
            });
            if !is_possible(&Case::DEFAULT.with(|it| it.instance = phase)) {
                continue;
            }
            let passed = completed(&phase);
            let names: Vec<String> = passed.iter().map(|instance| instance.status.to_string()).collect();
            ends.insert(format!("{status} {task}"), names[1..].join(" -> "));
            for _ in 0..1_000 {
                let instance = random.case(3).instance.with(|it| {
                    it.status = status;
                    it.task = task;
                });
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
