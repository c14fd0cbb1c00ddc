//! Every fault of another implementation is found by a vector.

use instance_lifecycle::analysis::{
    BatchVector, Budget, EventVector, Purpose, Steps, Vector, batch_vectors, diff, event_vectors, impossible,
    simplest, vectors,
};
use instance_lifecycle::batch::{BatchRejection, ItemAnswer, MAX_IDS, batch};
use instance_lifecycle::event::EventError;
use instance_lifecycle::request::{BatchOptimization, BatchRequest};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{
    Action, Case, Event, Instance, Operation, Plan, Policy, Rejection, Request, Revision, plan,
};
use std::collections::BTreeSet;
use support::{Random, answered, other_answers};

fn policies() -> impl Iterator<Item = Policy> {
    [Revision::V2024_11_14, Revision::V2025_12_03].into_iter().map(Policy::ecs)
}

type Answer = Result<Plan, Rejection>;

fn call(case: &Case, operation: Operation, policy: &Policy) -> Answer {
    plan(&case.instance, &Request::new(operation, case.request), &case.environment, policy)
}

/// Whether two answers look alike: the same error, or plans with the same outcome.
fn alike(one: &Answer, other: &Answer) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one.same_outcome(other),
        (Err(Rejection::DryRunPassed(one)), Err(Rejection::DryRunPassed(other))) => {
            one.plan().same_outcome(&other.plan())
        }
        (Err(one), Err(other)) => one.to_string() == other.to_string() && code(one) == code(other),
        _ => false,
    }
}

fn code(rejection: &Rejection) -> (u16, String) {
    (rejection.error().http_status, rejection.error().code.to_owned())
}

/// The ids of the vectors that an implementation fails.
fn failed(
    vectors: &[Vector],
    policy: &Policy,
    operation: Operation,
    answer: impl Fn(&Case) -> Answer,
) -> Vec<String> {
    let of_operation = vectors.iter().filter(|vector| vector.operation == operation);
    let fails = |vector: &&Vector| {
        let case = vector.witness.case();
        !alike(&call(&case, operation, policy), &answer(&case))
    };
    of_operation.filter(fails).map(|vector| vector.id.clone()).collect()
}

/// Asserts that the vectors tell a policy from another one, in those of some operations that decide a case
/// otherwise.
fn assert_told_apart(
    vectors: &[Vector],
    policy: &Policy,
    faulty: &Policy,
    operations: &[Operation],
    fault: &str,
) {
    let differences = diff(policy, faulty).expect("within the budget");
    for &operation in operations {
        let differs = differences.operations.iter().any(|diff| diff.operation == operation);
        let failed = failed(vectors, policy, operation, |case| call(case, operation, faulty));
        assert_eq!(!failed.is_empty(), differs, "{} {operation}: {fault}", policy.revision());
    }
}

#[test]
fn another_order_of_the_rules_is_found() {
    for policy in policies() {
        let vectors = vectors(&policy).expect("within the budget");
        for &operation in Operation::ALL {
            let order: Vec<&str> = policy.precedence(operation).collect();
            let mut orders: Vec<Vec<&str>> = (1..order.len())
                .map(|n| {
                    let mut swapped = order.clone();
                    swapped.swap(n - 1, n);
                    swapped
                })
                .collect();
            orders.push(order.iter().rev().copied().collect());
            orders.extend((1..order.len()).map(|n| {
                let mut first = order.clone();
                first[..=n].rotate_right(1);
                first
            }));
            for order in orders {
                let faulty = policy.clone().with_precedence(operation, &order).expect("a permutation");
                assert_told_apart(&vectors, &policy, &faulty, &[operation], &format!("{order:?}"));
            }
        }
    }
}

#[test]
fn a_missing_rule_is_found() {
    for policy in policies() {
        let vectors = vectors(&policy).expect("within the budget");
        for &operation in Operation::ALL {
            let rules: BTreeSet<&str> = operation.rule_table().refusals.iter().map(|row| row.rule).collect();
            for rule in rules {
                let Ok(faulty) = policy.clone().without(operation, rule) else { continue };
                assert_told_apart(&vectors, &policy, &faulty, &[operation], rule);
            }
        }
    }
}

#[test]
fn another_interpretation_is_found() {
    for policy in policies() {
        let vectors = vectors(&policy).expect("within the budget");
        for (interpretation, value) in other_answers(policy.revision()) {
            let faulty = answered(policy.clone(), interpretation, value);
            let fault = format!("{}={value}", interpretation.name);
            assert_told_apart(&vectors, &policy, &faulty, Operation::ALL, &fault);
        }
    }
}

/// The case with the default value of an attribute.
fn without(case: &Case, attribute: &Attribute) -> Case {
    Case::at(&case.point().with(attribute.field, attribute.default))
}

#[test]
fn an_ignored_parameter_or_attribute_is_found() {
    let mut random = Random::new();
    let cases: Vec<Case> = (0..2_000).map(|_| random.case(5)).collect();
    for policy in policies() {
        let vectors = vectors(&policy).expect("within the budget");
        for &operation in Operation::ALL {
            for attribute in ATTRIBUTES.iter().filter(|attribute| policy.reads(operation, attribute)) {
                let ignoring = |case: &Case| call(&without(case, attribute), operation, &policy);
                let is_found = !failed(&vectors, &policy, operation, ignoring).is_empty();
                let shows = |case: &&Case| !alike(&call(case, operation, &policy), &ignoring(case));
                if !is_found && let Some(case) = cases.iter().find(shows) {
                    panic!("{} {operation} ignores {}: {case:?}", policy.revision(), attribute.name);
                }
            }
        }
    }
}

type Applied = Result<Instance, EventError>;

/// Whether the vectors of an event tell the reference from an implementation.
fn is_found(vectors: &[EventVector], event: Event, applied: impl Fn(&Case) -> Applied) -> bool {
    let of_event = vectors.iter().filter(|vector| vector.event == event);
    of_event.into_iter().any(|vector| applied(&vector.witness.case()) != vector.expected)
}

#[test]
fn an_attribute_that_an_event_does_not_set_is_found() {
    for policy in policies() {
        let vectors = event_vectors(&policy).expect("within the budget");
        for &event in Event::ALL {
            let steps = Steps::from_events(&policy, &[event]);
            for attribute in ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance) {
                let changed = steps.iter().filter_map(|step| {
                    let value = step.set.value(attribute.field)?;
                    let others = attribute.field.all() & !(1 << value);
                    Some(step.when.intersect(&Region::FULL.restrict(attribute.field, others)))
                });
                let changed: Vec<Region> = changed.collect();
                let is_changed = simplest(&changed, Budget::default()).expect("within the budget").is_some();
                let found = is_found(&vectors, event, |case| {
                    let next = case.instance.apply(event, &case.environment, &policy)?;
                    let mut after = *case;
                    after.instance = next;
                    let kept = case.point().value(attribute.field);
                    Ok(Case::at(&after.point().with(attribute.field, kept)).instance)
                });
                assert_eq!(found, is_changed, "{event} does not set {}", attribute.name);
            }
        }
    }
}

#[test]
fn an_attribute_that_an_event_ignores_is_found() {
    let mut random = Random::new();
    let cases: Vec<Case> = (0..300).map(|_| random.case(4)).filter(is_possible).collect();
    for policy in policies() {
        let vectors = event_vectors(&policy).expect("within the budget");
        for &event in Event::ALL {
            let apply = |case: &Case| case.instance.apply(event, &case.environment, &policy);
            for attribute in ATTRIBUTES.iter().filter(|attribute| attribute.part != Part::Request) {
                // The attribute counts as its default; it keeps its value unless the event sets it.
                let ignoring = |case: &Case| {
                    let mut after = *case;
                    after.instance = apply(&without(case, attribute))?;
                    let (before, point) = (case.point(), after.point());
                    let is_set = point.value(attribute.field) != attribute.default;
                    let value = if is_set { point } else { before }.value(attribute.field);
                    Ok(Case::at(&point.with(attribute.field, value)).instance)
                };
                let shows =
                    |case: &&Case| apply(case) != ignoring(case) && is_possible(&without(case, attribute));
                if !is_found(&vectors, event, ignoring)
                    && let Some(case) = cases.iter().find(shows)
                {
                    panic!("{} {event} ignores {}: {case:?}", policy.revision(), attribute.name);
                }
            }
        }
    }
}

fn is_possible(case: &Case) -> bool {
    let point = case.point();
    impossible().all(|impossible| !impossible.region.contains(&point))
}

#[test]
fn another_interpretation_of_an_event_is_found() {
    for policy in policies() {
        let vectors = event_vectors(&policy).expect("within the budget");
        for (interpretation, value) in other_answers(policy.revision()) {
            let faulty = answered(policy.clone(), interpretation, value);
            for &event in Event::ALL {
                let differs = Steps::from_events(&policy, &[event]) != Steps::from_events(&faulty, &[event]);
                let found =
                    is_found(&vectors, event, |case| case.instance.apply(event, &case.environment, &faulty));
                assert_eq!(found, differs, "{event} under {}={value}", interpretation.name);
            }
        }
    }
}

/// The ids of the batch vectors that an implementation fails.
fn failed_batches(
    vectors: &[BatchVector],
    policy: &Policy,
    action: Action,
    answer: impl Fn(&BatchVector) -> String,
) -> Vec<String> {
    let of_action = vectors.iter().filter(|vector| vector.request.action() == action);
    let fails = |vector: &&BatchVector| answered_batch(vector, policy) != answer(vector);
    of_action.filter(fails).map(|vector| vector.id.clone()).collect()
}

/// The answer to a batch as text: the error with its instance, or the answer for each instance with its
/// plan.
fn answered_batch(vector: &BatchVector, policy: &Policy) -> String {
    let items = vector.items.iter().map(|(id, instance)| (id.as_str(), *instance));
    match batch(vector.request, items, &vector.environment, policy) {
        Ok(batch) => {
            let item = |item: ItemAnswer<'_, &str>| {
                let plan = item.outcome().map(|plan| {
                    let risks: Vec<_> = plan.risks().collect();
                    (plan.settlement(), risks, plan.resources().map(|it| it.billed_after).collect::<Vec<_>>())
                });
                format!("{} {} {} {:?}", item.id, item.code(), item.message(), plan.ok())
            };
            batch.items().map(item).collect::<Vec<_>>().join("\n")
        }
        Err(rejection) => {
            let id = match &rejection {
                BatchRejection::Item { id, .. } => id,
                _ => "",
            };
            format!("{:?} {id}", rejection.error().map(|error| (error.http_status, error.code)))
        }
    }
}

/// A fault of the plural operations, and those that have it.
type BatchFault = (&'static str, fn(&mut BatchVector), &'static [Action]);

const ALL: &[Action] =
    &[Action::StopInstances, Action::StartInstances, Action::RebootInstances, Action::DeleteInstances];
const EACH: &[Action] = &[Action::StopInstances, Action::StartInstances, Action::RebootInstances];

/// Calls a macro for the request of any plural operation.
macro_rules! of_any {
    ($request:expr, $of:ident => $change:expr) => {
        match $request {
            BatchRequest::StopInstances($of) => $change,
            BatchRequest::StartInstances($of) => $change,
            BatchRequest::RebootInstances($of) => $change,
            BatchRequest::DeleteInstances($of) => $change,
            other => panic!("no fault for {other:?}"),
        }
    };
}

fn optimize(request: &mut BatchRequest, optimization: BatchOptimization) {
    match request {
        BatchRequest::StopInstances(of) => of.batch_optimization = optimization,
        BatchRequest::StartInstances(of) => of.batch_optimization = optimization,
        BatchRequest::RebootInstances(of) => of.batch_optimization = optimization,
        other => panic!("no fault for {other:?}"),
    }
}

#[rustfmt::skip] // a table: one line a row
const BATCH_FAULTS: &[BatchFault] = &[
    ("DryRun is ignored",          |it| of_any!(&mut it.request, of => of.dry_run = false),                                     ALL),
    ("every call is a dry run",    |it| of_any!(&mut it.request, of => of.dry_run = true),                                      ALL),
    ("SuccessFirst is ignored",    |it| optimize(&mut it.request, BatchOptimization::AllTogether),                               EACH),
    ("SuccessFirst is assumed",    |it| optimize(&mut it.request, BatchOptimization::SuccessFirst),                              EACH),
    ("the last item is left out",  |it| drop(it.items.pop()),                                                                    ALL),
    ("the items are reversed",     |it| it.items.reverse(),                                                                      ALL),
    ("null ids are left out",      |it| it.items.retain(|(id, _)| !id.is_empty()),                                               ALL),
    ("surplus ids are left out",   |it| it.items.truncate(MAX_IDS),                                                              ALL),
    ("the first item decides all", |it| { let first = it.items.first().map(|(_, instance)| *instance); for (_, instance) in &mut it.items { *instance = first.unwrap_or(*instance); } }, ALL),
    ("StoppedMode is ignored",     |it| if let BatchRequest::StopInstances(of) = &mut it.request { of.stopped_mode = None },     &[Action::StopInstances]),
    ("ForceStop is ignored",       |it| if let BatchRequest::StopInstances(of) = &mut it.request { of.force_stop = false },      &[Action::StopInstances]),
    ("ForceReboot is ignored",     |it| if let BatchRequest::RebootInstances(of) = &mut it.request { of.force_reboot = false },  &[Action::RebootInstances]),
    ("Force is ignored",           |it| if let BatchRequest::DeleteInstances(of) = &mut it.request { of.force = false },         &[Action::DeleteInstances]),
    ("ForceStop is ignored",       |it| if let BatchRequest::DeleteInstances(of) = &mut it.request { of.force_stop = true },     &[Action::DeleteInstances]),
    ("TerminateSubscription is ignored", |it| if let BatchRequest::DeleteInstances(of) = &mut it.request { of.terminate_subscription = false }, &[Action::DeleteInstances]),
];

#[test]
fn a_fault_of_a_plural_operation_is_found() {
    for policy in policies() {
        let vectors = batch_vectors(&policy).expect("within the budget");
        for (fault, change, actions) in BATCH_FAULTS {
            for &action in *actions {
                let failed = failed_batches(&vectors, &policy, action, |vector| {
                    let mut seen = vector.clone();
                    change(&mut seen);
                    answered_batch(&seen, &policy)
                });
                assert_ne!(failed, Vec::<String>::new(), "{} {action}: {fault}", policy.revision());
            }
        }
    }
}

/// A plural that leaves out a rule, or follows another order or interpretation, fails a vector if the
/// vectors of the singular operation that a plural can ask about show it.
#[test]
fn a_plural_that_ignores_a_rule_is_found() {
    for policy in policies() {
        let singular = vectors(&policy).expect("within the budget");
        let plural = batch_vectors(&policy).expect("within the budget");
        for request in BatchRequest::DEFAULTS {
            let operation = request.of_each().operation();
            let asked: Vec<Case> = singular
                .iter()
                .filter(|vector| vector.operation == operation && vector.purpose == Purpose::Decides)
                .map(|vector| {
                    let mut case = vector.witness.case();
                    case.request = request.of_each().parameters();
                    case
                })
                .collect();
            let rules: BTreeSet<&str> = operation.rule_table().refusals.iter().map(|row| row.rule).collect();
            for rule in rules {
                let Ok(faulty) = policy.clone().without(operation, rule) else { continue };
                let shows =
                    |case: &&Case| !alike(&call(case, operation, &policy), &call(case, operation, &faulty));
                let failed = failed_batches(&plural, &policy, request.action(), |vector| {
                    answered_batch(vector, &faulty)
                });
                assert!(
                    !failed.is_empty() || !asked.iter().any(|case| shows(&case)),
                    "{} {} ignores {rule}",
                    policy.revision(),
                    request.action()
                );
            }
        }
    }
}
