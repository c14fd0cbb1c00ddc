//! Routes: their lengths equal a search of every instance, with custom attributes in play.

use instance_lifecycle::analysis::{
    Budget, BudgetError, Goal, NamedGoal, Ranking, Route, RouteAction, RouteLength, Routes,
};
use instance_lifecycle::environment::Stock;
use instance_lifecycle::instance::{ChargeType, NetworkType, StoppedMode};
use instance_lifecycle::plan::Resource;
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::rules::attributes::{AttributeSource, CustomAttribute};
use instance_lifecycle::{Environment, Event, Instance, Operation, Policy, Request, Status};

const BUDGET: Budget = Budget(1 << 20);

fn routes(goal: NamedGoal, environment: &Environment, events: &[Event], policy: &Policy) -> Routes {
    let goal = Goal::named(goal, policy, BUDGET).expect("within the budget");
    Routes::new(goal, environment, events, policy, BUDGET).expect("within the budget")
}

/// A policy under which an instance with the tag `keep` is not stopped, except in a change window.
fn house() -> Policy {
    let keep = CustomAttribute::new("keep", ["No", "Yes"], AttributeSource::Tag("keep".into()));
    let window = CustomAttribute::new("window", ["Closed", "Open"], AttributeSource::Environment);
    let policy = Policy::documented().with_attribute(keep).expect("a new name");
    let policy = policy.with_attribute(window).expect("a new name");
    let error = CustomError::new(403, "House.Keep", "The instance carries the tag keep.");
    let rule = CustomRule::refusal(Operation::StopInstance, "keep", "Confirmation", error)
        .when_in(policy.attributes(), &[("keep", &["Yes"]), ("window", &["Closed"])])
        .expect("known names");
    policy.with_rule(rule).expect("a new rule")
}

/// The blockers of an instance, as `attribute=value+…`.
fn blockers(routes: &Routes, instance: &Instance) -> Vec<String> {
    let blockers = routes.blockers(instance, BUDGET).expect("within the budget");
    let changes = blockers.iter().map(|changes| {
        let changes = changes.iter().map(|change| format!("{}={}", change.attribute.name(), change.to));
        changes.collect::<Vec<_>>().join("+")
    });
    changes.collect()
}

/// The actions of the best route, as the names of operations and events.
fn steps(route: &Route) -> Vec<String> {
    let name = |action: &RouteAction| match action {
        RouteAction::Call(request, _) => request.operation().to_string(),
        RouteAction::Wait(event) => event.to_string(),
    };
    route.steps.iter().map(|step| name(&step.action)).collect()
}

#[test]
fn custom_attributes_block_routes() {
    let policy = house();
    let values = |name| policy.attributes().values([(name, if name == "keep" { "Yes" } else { "Open" })]);
    let kept = Instance::DEFAULT.with(|it| it.custom = values("keep").expect("known names"));
    let closed = routes(NamedGoal::NotBilled, &Environment::DEFAULT, &[], &policy);
    assert_eq!(closed.length(&Instance::DEFAULT), Some(RouteLength { calls: 1, events: 1 }));
    assert_eq!(closed.length(&kept), None);
    assert_eq!(closed.from(&kept, Ranking::Calls, 3, BUDGET), Ok(Vec::new()));
    assert_eq!(blockers(&closed, &kept), ["keep=No", "window=Open"]);

    let environment = Environment::DEFAULT.with(|it| it.custom = values("window").expect("known names"));
    let open = routes(NamedGoal::NotBilled, &environment, &[], &policy);
    assert_eq!(open.length(&kept), Some(RouteLength { calls: 1, events: 1 }));
}

/// The number of instances of a call is given, like the environment: no call of a route changes it.
#[test]
fn the_number_of_instances_blocks_routes() {
    let batch = CustomAttribute::new("batch", ["Few", "Many"], AttributeSource::Items(vec![1, 6]));
    let policy = Policy::documented().with_attribute(batch).expect("a new name");
    let error = CustomError::new(403, "House.Many", "Not so many at once.");
    let rule = CustomRule::refusal(Operation::StopInstance, "many", "Confirmation", error)
        .when_in(policy.attributes(), &[("batch", &["Many"])])
        .expect("known names");
    let policy = policy.with_rule(rule).expect("a new rule");
    let many = policy.attributes().values([("batch", "Many")]).expect("known names");
    let many = Environment::DEFAULT.with(|it| it.custom = many);
    let direct = Some(RouteLength { calls: 1, events: 1 });
    let table = [
        (Environment::DEFAULT, &[][..], direct, &[""][..]),
        (many, &[], None, &["batch=Few"]),
        (many, &[Event::PaymentSettled], None, &["batch=Few"]),
    ];
    for (environment, events, length, expected) in table {
        let routes = routes(NamedGoal::NotBilled, &environment, events, &policy);
        let found = routes.from(&Instance::DEFAULT, Ranking::Calls, 1, BUDGET).expect("within the budget");
        let lengths = (routes.length(&Instance::DEFAULT), found.first().map(Route::length));
        assert_eq!(lengths, (length, length), "{events:?}");
        assert_eq!(blockers(&routes, &Instance::DEFAULT), expected, "{events:?}");
    }
}

#[test]
fn blockers_are_minimal() {
    let policy = Policy::documented();
    let stopped = Instance::in_status(Status::Stopped);
    let economical = stopped.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let sold_out = Environment::DEFAULT.with(|it| it.stock = Stock::SoldOut);
    let classic = stopped.with(|it| it.network_type = NetworkType::Classic);
    let both = classic.with(|it| it.local_storage = true);
    let table = [
        (NamedGoal::Running, sold_out, economical, "stock=Available"),
        (NamedGoal::NotBilled, Environment::DEFAULT, classic, "network_type=vpc"),
        (NamedGoal::NotBilled, Environment::DEFAULT, both, "network_type=vpc+local_storage=No"),
    ];
    for (goal, environment, instance, expected) in table {
        let routes = routes(goal, &environment, &[], &policy);
        assert_eq!(routes.length(&instance), None, "{goal} {instance:?}");
        assert_eq!(blockers(&routes, &instance), [expected], "{goal} {instance:?}");
    }
}

/// Payment is not assumed unless it is named.
#[test]
fn events_take_part_only_if_they_are_named() {
    let policy = Policy::documented();
    let subscription = Instance::in_status(Status::Stopped).with(|it| {
        it.charge_type = ChargeType::PrePaid;
        it.standing = "Expired".parse().expect("a standing");
    });
    let table =
        [(&[][..], None), (&[Event::Renewed][..], Some(vec!["Renewed", "StartInstance", "BootCompleted"]))];
    for (events, expected) in table {
        let routes = routes(NamedGoal::Running, &Environment::DEFAULT, events, &policy);
        let found = routes.from(&subscription, Ranking::Calls, 1, BUDGET).expect("within the budget");
        let expected = expected.map(|steps| steps.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(found.first().map(steps), expected, "{events:?}");
    }
}

#[test]
fn the_rankings_differ() {
    let policy = Policy::documented();
    let found = |routes: &Routes, ranking: Ranking<'_>| {
        let found = routes.from(&Instance::DEFAULT, ranking, 1, BUDGET).expect("within the budget");
        let requests: Vec<Request> = found[0].calls().map(|(request, _)| *request).collect();
        (requests, found[0].risks().count())
    };
    let release = routes(NamedGoal::Released, &Environment::DEFAULT, &[], &policy);
    let (by_calls, risks) = found(&release, Ranking::Calls);
    let (by_risk, fewest) = found(&release, Ranking::Risk);
    assert!(fewest < risks, "{by_calls:?} {by_risk:?}");

    let stopped = Goal::new(
        [policy.attributes().region_of(&[("status", &["Stopped"])]).expect("known names")],
        policy.attributes(),
    )
    .expect("no parameter");
    let stop = Routes::new(stopped, &Environment::DEFAULT, &[], &policy, BUDGET).expect("within the budget");
    let price = |resource: Resource| if resource == Resource::Vcpu { 1.0 } else { 0.0 };
    let end = |ranking: Ranking<'_>| {
        let found = stop.from(&Instance::DEFAULT, ranking, 1, BUDGET).expect("within the budget");
        (found[0].end().stopped_mode, found[0].cost_per_hour(price).billed)
    };
    assert_eq!(end(Ranking::Calls), (StoppedMode::KeepCharging, 1.0));
    assert_eq!(end(Ranking::Money(&price)), (StoppedMode::StopCharging, 0.0));
}

#[test]
fn the_budget_is_kept() {
    let policy = Policy::documented();
    let goal = Goal::named(NamedGoal::Running, &policy, BUDGET).expect("within the budget");
    let small = Budget(10);
    let error = Routes::new(goal.clone(), &Environment::DEFAULT, &[], &policy, small).unwrap_err();
    assert_eq!(error.budget, 10);
    let routes = Routes::new(goal, &Environment::DEFAULT, &[], &policy, BUDGET).expect("within the budget");
    let stopped = Instance::in_status(Status::Stopped);
    let error = BudgetError { budget: 1, operation: None };
    assert_eq!(routes.from(&stopped, Ranking::Calls, 1, Budget(1)), Err(error));
}
