//! A plan is accepted by exactly the instances that would get the same plan.

use instance_lifecycle::instance::{ChargeType, NetworkType};
use instance_lifecycle::plan::{Guard, StalePlanError};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{
    Action, Case, Environment, Instance, Operation, Plan, Policy, Revision, Status, StopInstance, plan,
};
use support::{Random, attribute, is_possible, regions, request, rule_table, welcome};

fn attributes_of_instances() -> impl Iterator<Item = &'static Attribute> {
    const ALL: &[Attribute] = &ATTRIBUTES;
    ALL.iter().filter(|attribute| attribute.part == Part::Instance)
}

/// Returns the cases that differ from `case` in one attribute of the instance.
fn neighbours(case: &Case) -> Vec<Case> {
    let point = case.point();
    attributes_of_instances()
        .flat_map(|attribute| {
            let values = (0..attribute.values.len()).filter(|value| *value != point.value(attribute.field));
            values.map(|value| Case::at(&point.with(attribute.field, value)))
        })
        .collect()
}

/// Returns an attribute of an instance that no built-in row of the operation reads.
fn unread(operation: Operation) -> Vec<&'static Attribute> {
    attributes_of_instances()
        .filter(|attribute| !regions(rule_table(operation)).any(|when| when.reads(attribute.field)))
        .collect()
}

/// Returns a policy with rules of the operation on the first and the last attribute that no built-in row
/// reads: a refusal and a settlement, which tells instances apart that are both accepted.
fn with_custom_rules(operation: Operation) -> Policy {
    let unread = unread(operation);
    let (first, last) = (unread[0], unread[unread.len() - 1]);
    let other = |attribute: &'static Attribute| {
        attribute
            .values
            .iter()
            .enumerate()
            .find(|(value, _)| *value != attribute.default)
            .map(|(_, name)| *name)
    };
    let stages = rule_table(operation).stages.names();
    let error = CustomError::new(403, "House.Refused", "refused");
    let refusal = CustomRule::refusal(operation, "house-refusal", stages[0], error)
        .when(&[(first.name, &[other(first).expect("two values")])])
        .expect("a condition");
    let settlements = rule_table(operation).settlements;
    let settlement =
        CustomRule::settlement(operation, "house-settlement", settlements[settlements.len() - 1].then)
            .when(&[(last.name, &[other(last).expect("two values")]), ("status", &["Running", "Stopped"])])
            .expect("a condition");
    let policy = Policy::documented().with_rule(refusal).expect("a rule");
    policy.with_rule(settlement).expect("a rule")
}

/// Asserts that `other` accepts the plan if and only if it gets the same one, and that the error, the guard
/// and the digest agree. Returns whether it does.
fn compare(made: &Plan, operation: Operation, other: &Case, policy: &Policy) -> bool {
    let again = plan(&other.instance, &request(operation, other), &other.environment, policy);
    let is_same = again == Ok(*made);
    let (guard, accepted) = (made.guard(), made.accept(&other.instance));
    assert_eq!(accepted.is_ok(), is_same, "{operation} under {policy:?}: {made:?}, {other:?}");
    assert_eq!(guard.check(&other.instance).is_ok(), is_same);
    assert_eq!(other.instance.digest() & guard.mask() == guard.digest(), is_same);
    if let Err(stale) = accepted {
        assert_eq!(guard.check(&other.instance), Err(stale));
        let point = other.point();
        let differing: Vec<_> = guard
            .values()
            .map(|(attribute, expected)| {
                (attribute.name, expected, attribute.values[point.value(attribute.field)])
            })
            .filter(|(_, expected, found)| expected != found)
            .collect();
        let changes = stale.changes().map(|change| (change.attribute.name, change.expected, change.found));
        assert_eq!(changes.collect::<Vec<_>>(), differing);
        assert!(!differing.is_empty());
    }
    is_same
}

const OF_INSTANCES: [Operation; 5] = [
    Operation::StopInstance,
    Operation::StartInstance,
    Operation::RebootInstance,
    Operation::DeleteInstance,
    Operation::ReActivateInstances,
];

#[test]
fn a_plan_is_accepted_by_exactly_the_instances_that_get_the_same_plan() {
    for operation in OF_INSTANCES {
        let welcome = welcome(operation);
        let built_in = Revision::ALL.iter().map(|revision| Policy::ecs(*revision));
        for policy in built_in.chain([with_custom_rules(operation)]) {
            let (mut same, mut others) = (0, 0);
            let is_planned = |case: &Case| {
                plan(&case.instance, &request(operation, case), &case.environment, &policy).ok()
            };
            let near = neighbours(&welcome);
            for case in core::iter::once(&welcome).chain(near.iter().step_by(3)) {
                let Some(made) = is_planned(case) else { continue };
                for other in core::iter::once(case).chain(&neighbours(case)) {
                    if compare(&made, operation, other, &policy) { same += 1 } else { others += 1 }
                }
            }
            assert!(same > 0 && others > 0, "{operation}: {same} accepted, {others} stale");
        }
    }
}

#[test]
fn random_instances_accept_exactly_the_plans_that_they_get() {
    let mut random = Random::new();
    for operation in OF_INSTANCES {
        for policy in [Policy::documented(), with_custom_rules(operation)] {
            let (made, others): (Vec<Option<Plan>>, Vec<Case>) = (0..2_000)
                .map(|_| {
                    // Attributes that many rows read stay as they are, so that most calls are accepted.
                    let welcome = welcome(operation).point();
                    let drawn = random.case(12).point();
                    let case = Case::at(&ATTRIBUTES.iter().fold(welcome, |point, attribute| {
                        let value = drawn.value(attribute.field);
                        let is_drawn = attribute.part == Part::Instance && value != attribute.default;
                        if is_drawn { point.with(attribute.field, value) } else { point }
                    }));
                    (plan(&case.instance, &request(operation, &case), &case.environment, &policy).ok(), case)
                })
                .unzip();
            let compared = made.iter().flatten().zip(others.iter().rev());
            let same =
                compared.map(|(made, other)| compare(made, operation, other, &policy)).filter(|same| *same);
            assert!(same.count() > 0, "{operation}");
        }
    }
}

#[test]
fn a_custom_rule_extends_the_guard_by_the_attributes_that_it_reads() {
    for operation in OF_INSTANCES {
        let case = welcome(operation);
        let guard = |policy: &Policy| {
            let plan = plan(&case.instance, &request(operation, &case), &case.environment, policy);
            plan.expect("a plan").guard().values().map(|(attribute, _)| attribute.name).collect::<Vec<_>>()
        };
        let (built_in, custom) = (guard(&Policy::documented()), guard(&with_custom_rules(operation)));
        let unread: Vec<&str> = unread(operation).iter().map(|attribute| attribute.name).collect();
        let added: Vec<&str> = custom.iter().copied().filter(|name| !built_in.contains(name)).collect();
        assert_eq!(added, [unread[0], unread[unread.len() - 1]], "{operation}");
        assert!(built_in.iter().all(|name| custom.contains(name)));
    }
}

#[test]
fn a_creation_is_accepted_by_the_released_instance_alone() {
    for operation in [Operation::CreateInstance, Operation::RunInstances] {
        let made = plan(
            &Instance::RELEASED,
            &request(operation, &Case::DEFAULT),
            &Environment::DEFAULT,
            &Policy::documented(),
        )
        .expect("a creation");
        let values: Vec<_> =
            made.guard().values().map(|(attribute, value)| (attribute.name, value)).collect();
        assert_eq!(values, [("status", "Released")]);
        let released = Case::DEFAULT.with(|it| it.instance = Instance::RELEASED);
        for other in neighbours(&Case::DEFAULT).into_iter().chain(neighbours(&released)).chain([released]) {
            if is_possible(&other) {
                assert_eq!(made.accept(&other.instance).is_ok(), other == released, "{other:?}");
            }
        }
    }
}

fn stale(instance: Instance, request: StopInstance, other: Instance) -> StalePlanError {
    let plan = plan(&instance, &request, &Environment::DEFAULT, &Policy::documented()).expect("a stop");
    plan.accept(&other).expect_err("the instance is another one")
}

#[test]
fn a_stop_planned_before_a_lock_is_stale() {
    let locked = Instance::DEFAULT.with(|it| it.locks.security = true);
    assert_eq!(
        stale(Instance::DEFAULT, StopInstance::DEFAULT, locked).to_string(),
        "stale plan: `locks.security` is `Yes` instead of `No`"
    );
}

#[test]
fn a_plan_is_stale_though_the_status_has_come_back() {
    // Stopped, hibernation configured anew or another disk status, started again: the status is the same.
    let changed = Instance::DEFAULT.with(|it| {
        it.static_address = instance_lifecycle::instance::StaticAddress::PayByTraffic;
        it.disk_in_arrears = true;
    });
    assert_eq!(
        stale(Instance::DEFAULT, StopInstance::DEFAULT, changed).to_string(),
        "stale plan: `disk_in_arrears` is `Yes` instead of `No`, \
         `static_address` is `PayByTraffic` instead of `None`"
    );
}

#[test]
fn a_plan_for_another_instance_is_stale() {
    let local = Instance::DEFAULT.with(|it| it.local_storage = true);
    assert_eq!(
        stale(Instance::DEFAULT, StopInstance::DEFAULT, local).to_string(),
        "stale plan: `local_storage` is `Yes` instead of `No`"
    );
}

#[test]
fn an_economical_plan_is_stale_for_a_subscription() {
    let subscription = Instance::DEFAULT.with(|it| it.charge_type = ChargeType::PrePaid);
    let economical = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    assert_eq!(
        stale(Instance::DEFAULT, economical, subscription).to_string(),
        "stale plan: `charge_type` is `PrePaid` instead of `PostPaid`"
    );
    let classic = Instance::DEFAULT.with(|it| {
        it.network_type = NetworkType::Classic;
        it.status = Status::Stopped;
    });
    assert_eq!(
        stale(Instance::DEFAULT, economical, classic).to_string(),
        "stale plan: `status` is `Stopped` instead of `Running`, `network_type` is `classic` instead of `vpc`"
    );
}

#[test]
fn instances_have_the_same_digest_if_and_only_if_they_are_equal() {
    let mut random = Random::new();
    let instances: Vec<Instance> = (0..2_000).map(|n| random.case(1 + n % 40).instance).collect();
    let mut digests: Vec<(u64, Instance)> =
        instances.iter().map(|instance| (instance.digest(), *instance)).collect();
    digests.sort();
    for pair in digests.windows(2) {
        assert_eq!(pair[0].0 == pair[1].0, pair[0].1 == pair[1].1, "{pair:?}");
    }
}

/// A store keeps digests: bits must not move without a line in the changelog.
#[test]
fn the_digest_keeps_each_attribute_in_its_bits() {
    let mut bits = String::new();
    let mut all = 0;
    for attribute in attributes_of_instances() {
        let digests = (0..attribute.values.len())
            .map(|value| Case::at(&Case::DEFAULT.point().with(attribute.field, value)).instance.digest());
        let varied = digests.fold(0, |varied, digest| varied | digest ^ Instance::DEFAULT.digest());
        assert_eq!(all & varied, 0, "{}", attribute.name);
        all |= varied;
        bits += &format!("{} {}\n", varied.trailing_zeros(), attribute.name);
    }
    insta::assert_snapshot!(bits, @r"
    0 status
    3 task
    6 charge_type
    7 network_type
    8 spot_strategy
    10 spot_interruption
    11 spot_protected
    12 locks.security
    13 locks.financial
    14 locks.recycling
    15 locks.dedicated_host_financial
    16 locks.refunded
    17 locks.unknown
    18 standing
    20 disk_in_arrears
    21 stopped_mode
    23 stopped_for
    25 status_before
    26 hibernated
    27 compute_recycled
    28 initializing
    29 local_storage
    30 family_i1
    31 local_ssd
    32 persistent_memory
    33 burstable
    34 unlimited_credits
    35 sealed_data
    36 gpu
    37 static_address
    39 elastic_address
    40 hibernation_configured
    41 system_disk
    42 disk_status
    43 encryption_key
    46 deletion_protection
    47 delete_with_instance
    48 system_disk_delete_with_instance
    49 delete_auto_snapshot
    50 auto_release_time
    51 data_disks
    53 snapshots
    55 image_licence
    57 volumes_attached
    58 route_entry
    59 load_balancer_configuring
    60 network_interface_linked
    61 managed_by_product
    ");
}

#[test]
fn a_guard_is_written_and_read() {
    let made = plan(
        &Instance::DEFAULT,
        &instance_lifecycle::RebootInstance::DEFAULT,
        &Environment::DEFAULT,
        &with_custom_rules(Operation::RebootInstance),
    )
    .expect("a reboot");
    let json = serde_json::to_string(&made.guard()).expect("a guard can be written");
    assert!(json.starts_with(r#"{"Operation":"RebootInstance","Attributes":{"status":"Running","#), "{json}");
    assert_eq!(serde_json::from_str::<Guard>(&json).expect("it can be read"), made.guard());
    let values = made.guard().values().map(|(attribute, value)| (attribute.name, value));
    assert_eq!(Guard::from_values(Operation::RebootInstance, values), Ok(made.guard()));

    let error = |values: &[(&'static str, &'static str)]| {
        Guard::from_values(Operation::StopInstance, values.iter().copied()).unwrap_err().to_string()
    };
    assert_eq!(error(&[]), "no value is given for the attribute `status`");
    assert_eq!(error(&[("stat", "Running")]), "unknown attribute `stat`: did you mean `status`?");
    assert_eq!(error(&[("balance", "Sufficient")]), "unknown attribute `balance`");
    assert_eq!(
        error(&[("status", "Running"), ("status", "Stopped")]),
        "the attribute `status` is named twice"
    );
    assert_eq!(
        error(&[("gpu", "yes")]),
        "unknown value `yes` of the attribute `gpu`, expected `No` or `Yes`: did you mean `Yes`?"
    );
    for (json, message) in [
        (
            r#"{"Operation": "StopInstance", "Attributes": {}}"#,
            "no value is given for the attribute `status`",
        ),
        (
            r#"{"Operation": "StopInstance", "Attributes": {"stock": "SoldOut"}}"#,
            r#"invalid value: string "stock", expected an attribute of an instance"#,
        ),
        (
            r#"{"Operation": "StopInstance", "Attributes": {"gpu": "yes"}}"#,
            r#"invalid value: string "yes", expected `No` or `Yes`"#,
        ),
        (r#"{"Operation": "StopInstance"}"#, "missing field `Attributes`"),
    ] {
        let error = serde_json::from_str::<Guard>(json).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
    assert_eq!(attribute("gpu").values, ["No", "Yes"]);
}

#[test]
fn a_lost_guard_has_the_documented_error_of_its_action() {
    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    let of_status = stale(Instance::DEFAULT, StopInstance::DEFAULT, stopped);
    let of_a_lock = stale(
        Instance::DEFAULT,
        StopInstance::DEFAULT,
        Instance::DEFAULT.with(|it| it.locks.security = true),
    );
    let answers: Vec<_> = Action::ALL
        .iter()
        .map(|action| {
            let code = |stale: StalePlanError| {
                stale.error(*action, Revision::V2025_12_03).map(|error| (error.http_status, error.code))
            };
            (action.as_str(), code(of_status), code(of_a_lock))
        })
        .collect();
    let (conflict, status) =
        (Some((409, "InvalidOperation.Conflict")), Some((403, "IncorrectInstanceStatus")));
    assert_eq!(
        answers,
        [
            ("StopInstance", status, None),
            ("StartInstance", status, None),
            ("RebootInstance", status, None),
            ("DeleteInstance", status, None),
            ("StopInstances", conflict, conflict),
            ("StartInstances", conflict, conflict),
            ("RebootInstances", conflict, conflict),
            ("DeleteInstances", status, None),
            ("ReActivateInstances", status, None),
            ("CreateInstance", None, None),
            ("RunInstances", None, None),
        ]
    );
}
