//! Neither deciding nor reading an answer allocates.

use instance_lifecycle::billing::{charges, resources};
use instance_lifecycle::{Case, Event, Operation, Plan, Policy, explain, permitted, plan};
use support::{Random, policies, request, rule_tables};

/// Reads and counts every part of a plan.
fn read(plan: &Plan) -> usize {
    plan.resources().count() + plan.risks().count() + plan.path().via.len() + plan.guard().values().count()
}

#[test]
fn deciding_does_not_allocate() {
    let mut random = Random::new();
    let built_in: Vec<Policy> = policies().collect();
    let permuted: Vec<Policy> = (0..built_in.len()).map(|_| random.policy()).collect();
    let policies = [built_in, permuted].concat();
    let cases: Vec<Case> = (0..10_000).map(|n| random.case(1 + n % 8)).collect();
    let operations: Vec<Operation> = rule_tables().map(|rule_table| rule_table.operation).collect();
    let (mut said, mut refused, mut planned) = (0, 0, 0);
    let allocated = allocation_counter::measure(|| {
        for ((case, policy), operation) in
            cases.iter().zip(policies.iter().cycle()).zip(operations.iter().cycle())
        {
            let request = request(*operation, case);
            match plan(&case.instance, &request, &case.environment, policy) {
                Ok(plan) => {
                    planned += 1;
                    said += read(&plan) + usize::from(plan.accept(&case.instance).is_ok());
                }
                Err(rejection) => {
                    refused += 1;
                    said += rejection.rule().len() + rejection.error().code.len();
                }
            }
            let explanation = explain(&case.instance, &request, &case.environment, policy);
            let messages = explanation.violations().map(|violation| violation.error().message.text.len());
            said += messages.sum::<usize>() + read(&explanation.plan());
            let events = Event::ALL
                .iter()
                .filter(|event| case.instance.apply(**event, &case.environment, policy).is_ok());
            said += events.count()
                + charges(&case.instance, &case.environment, policy).count()
                + resources(&case.instance, &case.environment).count();
            said += permitted(&case.instance, &case.environment, policy).count();
        }
    });
    assert!(said > 0 && refused > 0 && planned > 0, "{refused} refused, {planned} planned");
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0));
}
