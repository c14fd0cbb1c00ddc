//! Custom attributes in decisions and in every analysis: symbolic results equal enumeration.

use instance_lifecycle::analysis::laws::{Claim, never};
use instance_lifecycle::analysis::{
    Change, Difference, Direction, FindingKind, Partition, Rules, check, diff, fixes, partition, vectors,
};
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::policy::{CustomError, CustomRule, PolicyError};
use instance_lifecycle::rules::attributes::{
    AttributeError, AttributeSet, AttributeSource, Constraint, CustomAttribute, PolicyAttribute,
};
use instance_lifecycle::{
    Case, Environment, Instance, Operation, Policy, Rejection, Request, StopInstance, explain, plan,
};
use support::Random;

fn tag(name: &str, values: &[&str]) -> CustomAttribute {
    CustomAttribute::new(name, values.iter().copied(), AttributeSource::Tag(name.into()))
}

/// A policy with the attributes `env`, `hours` of the environment, and `batch` of the number of items.
fn house() -> Policy {
    let attributes = [
        tag("env", &["other", "test", "production"]).with_anything_else("other"),
        CustomAttribute::new("hours", ["No", "Yes"], AttributeSource::Environment),
        CustomAttribute::new("batch", ["one", "few", "many"], AttributeSource::Items(vec![1, 2, 11])),
    ];
    let policy = attributes.into_iter().try_fold(Policy::documented(), Policy::with_attribute);
    policy.expect("the attributes can be declared")
}

fn refusal(policy: &Policy, name: &str, when: &[Constraint<'_>]) -> CustomRule {
    let error = CustomError::new(403, format!("House.{name}"), "Not here.");
    let rule = CustomRule::refusal(Operation::StopInstance, name, "Confirmation", error);
    rule.when_in(policy.attributes(), when).expect("a condition")
}

fn with(policy: Policy, rules: &[(&str, &[Constraint<'_>])]) -> Policy {
    rules.iter().fold(policy, |policy, (name, when)| {
        let rule = refusal(&policy, name, when);
        policy.with_rule(rule).expect("a rule")
    })
}

/// Every combination of values of the custom attributes, set on a case.
fn each_custom(attributes: &AttributeSet, case: &Case, visit: &mut impl FnMut(&Case)) {
    let custom: Vec<PolicyAttribute> = attributes.iter().filter(PolicyAttribute::is_custom).collect();
    let count: usize = custom.iter().map(|attribute| attribute.field().width()).product();
    for mut n in 0..count {
        let mut point = attributes.point(case);
        for attribute in &custom {
            let width = attribute.field().width();
            point = point.with(attribute.field(), n % width);
            n /= width;
        }
        visit(&attributes.case(&point));
    }
}

fn decided_by(case: &Case, policy: &Policy) -> String {
    let request = Request::new(Operation::StopInstance, case.request);
    let explanation = explain(&case.instance, &request, &case.environment, policy);
    match explanation.violations().next() {
        Some(violation) => violation.row().rule.to_owned(),
        None => explanation.settlement().rule.to_owned(),
    }
}

#[test]
fn a_decision_reads_the_values_of_the_instance_and_of_the_environment() {
    let policy = with(house(), &[("hours", &[("env", &["production"]), ("hours", &["Yes"])])]);
    let attributes = policy.attributes();
    let [production, test, hours] = [("env", "production"), ("env", "test"), ("hours", "Yes")]
        .map(|value| attributes.values([value]).expect("a value"));
    let decide = |of_instance: CustomValues, around: CustomValues| {
        let instance = Instance::DEFAULT.with(|it| it.custom = of_instance);
        let environment = Environment::DEFAULT.with(|it| it.custom = around);
        match plan(&instance, &StopInstance::DEFAULT, &environment, &policy) {
            Ok(_) => "planned",
            Err(Rejection::Refused(violation)) if violation.error().code == "House.hours" => "refused",
            Err(other) => panic!("{other:?}"),
        }
    };
    assert_eq!(decide(production, hours), "refused");
    assert_eq!(decide(production, CustomValues::NONE), "planned");
    assert_eq!(decide(test, hours), "planned");
    assert_eq!(decide(CustomValues::NONE, hours), "planned");
}

#[test]
fn values_of_other_attributes_are_ignored() {
    let policy = with(house(), &[("prod", &[("env", &["production"])])]);
    let other = Policy::documented().with_attribute(tag("env", &["production", "other"])).expect("declared");
    let foreign = other.attributes().values([("env", "other")]).expect("a value");
    let own = policy.attributes().values([("env", "production")]).expect("a value");
    let answer = |custom| {
        let instance = Instance::DEFAULT.with(|it| it.custom = custom);
        plan(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).is_ok()
    };
    assert!(!answer(own));
    assert!(answer(foreign), "they belong to another policy");
    let rule = refusal(&other, "stranger", &[("env", &["production"])]);
    let error = policy.with_rule(rule).expect_err("the rule is over other attributes");
    assert!(matches!(error, PolicyError::OtherAttributes(_)));
    assert_eq!(error.to_string(), "the rule `stranger` tests custom attributes of another policy");
}

#[test]
fn declarations_are_checked() {
    let values: Vec<String> = (0..33).map(|n| format!("v{n}")).collect();
    let wide = |name: &str| CustomAttribute::new(name, values.clone(), AttributeSource::Fact);
    let two = ["a", "b"];
    #[rustfmt::skip] // a table: one line a declaration
    let rows: [(CustomAttribute, &str); 11] = [
        (tag("status", &two), "the attribute `status` already exists"),
        (tag("env", &two), "the attribute `env` already exists"),
        (tag("Stock", &two), "`Stock` is another spelling of the built-in attribute `stock`"),
        (tag("StoppedMode", &two), "`StoppedMode` is another spelling of the built-in attribute `stopped_mode`"),
        (tag("a b", &two), "invalid name `a b` of an attribute: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (tag("x", &["a", "b\u{7}"]), "invalid name `b\u{7}` of a value: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (tag("x", &["a"]), "too few values of the attribute `x`: expected at least 2"),
        (tag("x", &["a", "b", "a"]), "`a` is given twice for the attribute `x`"),
        (tag("x", &two).with_default("c"), "unknown value `c` of the attribute `x`, expected `a` or `b`: did you mean `a`?"),
        (wide("x"), "too many values: with `x` the custom attributes have 66, expected at most 64"),
        (CustomAttribute::new("x", two, AttributeSource::Items(vec![2, 3])), "expected a lowest number of items for each value of the attribute `x`, from 1 in ascending order"),
    ];
    let attributes = AttributeSet::BUILT_IN.with(tag("env", &two)).and_then(|set| {
        let fill: Vec<String> = (0..31).map(|n| format!("v{n}")).collect();
        set.with(CustomAttribute::new("fill", fill, AttributeSource::Fact))
    });
    let attributes = attributes.expect("33 values");
    for (attribute, expected) in rows {
        let found: Result<AttributeSet, AttributeError> = attributes.clone().with(attribute);
        assert_eq!(found.map_err(|error| error.to_string()).unwrap_err(), expected);
    }
    let most: Vec<String> = (0..31).map(|n| format!("w{n}")).collect();
    assert!(attributes.with(CustomAttribute::new("rest", most, AttributeSource::Fact)).is_ok(), "64 values");
}

/// The row that decides, by the partition, by the rules and by the decision itself.
#[test]
fn the_partition_equals_decisions() {
    let random = &mut Random::new();
    for round in 0..12 {
        let policy = random_policy(random, round);
        let partition: Partition = partition(&policy, Operation::StopInstance).expect("within the budget");
        let rules = Rules::new(&policy, Operation::StopInstance);
        for _ in 0..8 {
            each_custom(policy.attributes(), &possible(random), &mut |case| {
                let point = policy.attributes().point(case);
                let row = partition.decides(&point).expect("a possible case");
                assert_eq!(Some(row), rules.decides(&point));
                assert_eq!(*rules.row_name(row).rule, decided_by(case, &policy), "{case:?}");
            });
        }
        assert_eq!(
            partition.size(),
            partition
                .scope()
                .cases(&instance_lifecycle::rules::region::Region::FULL, Default::default())
                .unwrap()
        );
    }
}

/// A case that can be.
fn possible(random: &mut Random) -> Case {
    loop {
        let case = random.case(6);
        let point = case.point();
        if !instance_lifecycle::analysis::impossible().any(|impossible| impossible.region.contains(&point)) {
            return case;
        }
    }
}

fn random_policy(random: &mut Random, round: usize) -> Policy {
    const CHOICES: [&[Constraint<'_>]; 7] = [
        &[("env", &["production"])],
        &[("env", &["test", "production"]), ("hours", &["Yes"])],
        &[("batch", &["many"]), ("status", &["Running"])],
        &[("batch", &["few", "many"]), ("env", &["other"])],
        &[("hours", &["No"]), ("gpu", &["Yes"])],
        &[("env", &["other", "test"]), ("batch", &["one"]), ("locks.security", &["No"])],
        &[("charge_type", &["PrePaid"]), ("hours", &["Yes"])],
    ];
    let mut policy = house();
    for n in 0..1 + round % 4 {
        let rule = refusal(&policy, &format!("r{n}"), CHOICES[random.below(CHOICES.len())]);
        policy = policy.with_rule(rule).expect("a rule");
    }
    policy
}

/// The cases that change, counted by the difference and one by one over the values of custom attributes.
#[test]
fn the_difference_counts_the_cases_that_decisions_count() {
    let a = with(house(), &[("prod", &[("env", &["production"])])]);
    let b = with(house(), &[("prod", &[("env", &["test", "production"]), ("hours", &["Yes"])])]);
    let found = diff(&a, &b).expect("within the budget");
    let [stop] = &found.operations[..] else { panic!("one operation differs: {found:?}") };
    let mut shares = [0_u32; 2];
    each_custom(a.attributes(), &Case::DEFAULT, &mut |case| {
        let refused = [&a, &b].map(|policy| decided_by(case, policy) == "prod");
        match refused {
            [true, false] => shares[0] += 1,
            [false, true] => shares[1] += 1,
            _ => {}
        }
    });
    // 18 combinations of custom values; `batch` is read by no rule.
    assert_eq!(shares, [3, 3]);
    let sizes = [Direction::Loosening, Direction::Tightening].map(|direction| stop.size(direction).cases);
    assert_eq!(sizes[0], sizes[1]);
    assert!(sizes[0] > 0);
    for (_, _, change) in found.changes() {
        let witness = change.witness.clone().expect("a case");
        let rows = [&a, &b].map(|policy| decided_by(&witness.case(), policy));
        assert_eq!(rows, [change.from.rule.to_string(), change.to.rule.to_string()]);
    }
}

#[test]
fn policies_with_other_declarations_are_compared_text_by_text() {
    let declare = |values: &[&str], default: &str| {
        let env = tag("env", values).with_anything_else(default).with_default(default);
        Policy::documented().with_attribute(env).expect("declared")
    };
    let a = with(declare(&["other", "production"], "other"), &[("prod", &[("env", &["production"])])]);
    let b = declare(&["rest", "production", "staging"], "rest");
    let b = with(b, &[("prod", &[("env", &["production", "staging"])])]);
    let [joined_a, joined_b] = Policy::joined(&a, &b).expect("few values");
    let env = joined_a.attributes().custom().next().expect("an attribute");
    assert_eq!(env.values(), ["other.rest", "production", "staging"]);
    for text in ["production", "staging", "rest", "other", "other.rest", "anything"] {
        let value = env.value_of_text(text).expect("every text has a value");
        let values = joined_a.attributes().with_value(CustomValues::NONE, "env", value);
        let joined = Case::DEFAULT.with(|it| it.instance.custom = values);
        for (own, joined_policy) in [(&a, &joined_a), (&b, &joined_b)] {
            let declared = own.attributes().custom().next().expect("an attribute");
            let value = declared.value_of_text(text).expect("every text has a value");
            let values = own.attributes().with_value(CustomValues::NONE, "env", value);
            let case = Case::DEFAULT.with(|it| it.instance.custom = values);
            assert_eq!(decided_by(&case, own), decided_by(&joined, joined_policy), "{text}");
        }
    }
    let found = diff(&a, &b).expect("compared");
    let changes: Vec<_> = found.changes().map(|(_, _, change)| change).collect();
    let example = |change: &&Change| change.witness.as_ref().map(ToString::to_string).unwrap_or_default();
    let others = changes
        .iter()
        .copied()
        .map(|change| example(&change))
        .filter(|example: &String| !example.ends_with("env: staging"));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<String>::new());
    let refused = changes.iter().filter(|change| matches!(change.difference, Difference::Refused { .. }));
    assert!(refused.map(example).any(|example| example == "env: staging"), "a default instance is refused");
}

#[test]
fn laws_findings_fixes_and_vectors_name_custom_attributes() {
    let policy = with(
        house(),
        &[("prod", &[("env", &["production"])]), ("again", &[("env", &["production"]), ("hours", &["Yes"])])],
    );
    let attributes = policy.attributes();
    let production = attributes.region_of(&[("env", &["production"])]).expect("a region");
    let law = never(production, !Claim::Refused);
    assert!(law.prove(&policy, Operation::StopInstance).expect("proved").cases > 0);
    let hours = attributes.region_of(&[("hours", &["Yes"])]).expect("a region");
    let error = never(hours, !Claim::Refused).prove(&policy, Operation::StopInstance).unwrap_err();
    assert_eq!(error.to_string(), "refuted by `hours: Yes`, which `stop-in-standard-mode/4` decides");

    let findings = check(&policy);
    let hidden = findings
        .iter()
        .find(|it| matches!(&it.kind, FindingKind::UnreachableRow { row, .. } if row.rule == "again"));
    let hidden = hidden.expect("the rule is shadowed");
    assert_eq!(
        hidden.region.as_ref().map(ToString::to_string).as_deref(),
        Some("status: Pending | Starting | Running | Stopping | Stopped, env: production, hours: Yes").map(
            |text| text.trim_start_matches("status: Pending | Starting | Running | Stopping | Stopped, ")
        )
    );

    let values = attributes.values([("env", "production")]).expect("a value");
    let case = Case::DEFAULT.with(|it| it.instance.custom = values);
    let found = fixes(&case, Operation::StopInstance, &policy).expect("few");
    let changes: Vec<_> = found
        .iter()
        .flat_map(|fix| &fix.changes)
        .map(|it| (it.attribute.name(), &*it.from, &*it.to))
        .collect();
    assert_eq!(changes, [("env", "production", "other")]);
    assert_eq!(found[0].case(), Case::DEFAULT);

    let vectors = vectors(&policy).expect("within the budget");
    let vector = vectors.iter().find(|vector| vector.id == "StopInstance/prod/1/env").expect("a near miss");
    assert_eq!(vector.witness.to_string(), "the default case");
    let decides = vectors.iter().find(|vector| vector.id == "StopInstance/prod/1").expect("a case");
    assert_eq!(decides.witness.to_string(), "env: production");
}

#[test]
fn a_plan_is_accepted_by_the_instances_with_the_same_custom_values() {
    let policy = with(house(), &[("prod", &[("env", &["production"]), ("hours", &["Yes"])])]);
    let attributes = policy.attributes().clone();
    let decide = |instance: &Instance| {
        plan(instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).expect("nothing refuses it")
    };
    let mut instances = Vec::new();
    each_custom(&attributes, &Case::DEFAULT, &mut |case| {
        if !instances.contains(&case.instance) {
            instances.push(case.instance);
        }
    });
    assert_eq!(instances.len(), 3, "one for each value of `env`");
    for a in &instances {
        let planned = decide(a);
        for b in &instances {
            assert_eq!(planned.accept(b).is_ok(), planned == decide(b), "{a:?} {b:?}");
            let guard = planned.guard();
            let has_digest = b.custom.digest() & guard.custom_mask() == guard.custom_digest();
            assert_eq!(guard.check(b).is_ok(), has_digest);
        }
    }
    let [other, .., production] = &instances[..] else { panic!("three instances") };
    let stale = decide(other).accept(production).expect_err("another value");
    assert_eq!(stale.to_string(), "stale plan: custom attributes differ");
    assert_eq!(stale.custom_changes(&attributes).collect::<Vec<_>>(), [("env", "other", "production")]);

    // A policy whose rules test no custom attribute of an instance compares none.
    let policy = with(house(), &[("hours", &[("hours", &["Yes"])])]);
    let planned = plan(other, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).expect("planned");
    assert!(planned.accept(production).is_ok());
}
