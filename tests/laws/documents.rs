//! Policy documents: a policy survives writing and reading, and errors name their place.

use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::policy::interpretations::{Interpretation, SecurityLockedStop};
use instance_lifecycle::policy::{
    ConditionsDocument, CustomError, CustomRule, ErrorDocument, PolicyDocument, RuleDocument, StageDocument,
    ValuesDocument,
};
use instance_lifecycle::testing::policies;
use instance_lifecycle::{Operation, Policy, Revision};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

#[test]
fn a_policy_survives_writing_and_reading() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let same = TestRunner::new(config).run(&policies(), |policy| {
        let document = policy.document();
        let read = document.policy().expect("its own document");
        assert_eq!(read, policy);
        assert_eq!(read.document(), document);
        let json = serde_json::to_string(&document).expect("text");
        let document: PolicyDocument = serde_json::from_str(&json).expect("its own text");
        assert_eq!(document.policy(), Ok(policy));
        Ok(())
    });
    same.expect("every policy is itself");
}

#[test]
fn defaults_are_omitted() {
    let bases = ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"];
    assert_eq!(bases.len(), Revision::ALL.len());
    for (&revision, base) in Revision::ALL.iter().zip(bases) {
        let document = Policy::ecs(revision).document();
        assert_eq!(document.base, format!("ecs-{revision}"));
        let json = serde_json::to_string(&document).expect("text");
        assert_eq!(json, format!(r#"{{"policy":1,"base":"{base}"}}"#));
        for interpretation in Interpretation::ALL {
            for value in interpretation.values {
                let policy =
                    Policy::ecs(revision).with(interpretation.choice(value).expect("an answer of it"));
                let is_default = *value == interpretation.default(revision);
                assert_eq!(
                    policy.document().interpretations.is_empty(),
                    is_default,
                    "{}: {value}",
                    interpretation.name
                );
            }
        }
    }
}

/// Returns a policy that uses every part of a document.
fn of_everything() -> Policy {
    let stop = Operation::StopInstance;
    let policy = Policy::documented().with(SecurityLockedStop::Allow).with_stage(stop, "House");
    let policy = policy.expect("a new stage").without(stop, "confirm-stop").expect("a rule of it");
    let mut order: Vec<&str> = policy.precedence(stop).collect();
    order.rotate_right(2);
    let order: Vec<String> = order.into_iter().map(str::to_owned).collect();
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    let policy = policy.with_precedence(stop, &order).expect("a permutation");
    let error = CustomError::new(403, "House.Rule", "Not on our \"watch\".").retryable();
    let rules = [
        CustomRule::refusal(stop, "no-spot-in-vpc", "House", error)
            .when(&[("network_type", &["vpc"]), ("spot_strategy", &["SpotAsPriceGo", "SpotWithPriceLimit"])])
            .expect("attributes and values")
            .because("it is dear to start again"),
        CustomRule::refusal(Operation::DeleteInstance, "keep", "Status", ErrorKind::DeletionProtection),
        CustomRule::settlement(stop, "gently", Settlement::StopInStandardMode),
    ];
    rules.into_iter().fold(policy, |policy, rule| policy.with_rule(rule).expect("a rule"))
}

#[test]
fn a_document_with_every_part_equals_its_snapshot() {
    let json = serde_json::to_string_pretty(&of_everything().document()).expect("text");
    insta::assert_snapshot!("policy_of_everything", json);
}

fn rule() -> RuleDocument {
    RuleDocument {
        operation: "StopInstance".to_owned(),
        name: "house".to_owned(),
        stage: Some("Disk".to_owned()),
        error: Some(ErrorDocument::Documented("DiskError".to_owned())),
        ..RuleDocument::default()
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn of(key: &str, values: &[&str]) -> BTreeMap<String, Vec<String>> {
    BTreeMap::from([(key.to_owned(), names(values))])
}

fn stages(operation: &str, names: &[&str]) -> BTreeMap<String, Vec<StageDocument>> {
    let stages = names.iter().map(|&name| StageDocument::Last(name.to_owned()));
    BTreeMap::from([(operation.to_owned(), stages.collect())])
}

/// A stage `House` before another one of StopInstance.
fn before(before: &str) -> BTreeMap<String, Vec<StageDocument>> {
    let stage = StageDocument::Before { name: "House".to_owned(), before: before.to_owned() };
    BTreeMap::from([("StopInstance".to_owned(), vec![stage])])
}

fn when(name: &str, values: &[&str]) -> ConditionsDocument {
    BTreeMap::from([(name.to_owned(), names(values).into())])
}

fn except(name: &str, values: &[&str]) -> ConditionsDocument {
    BTreeMap::from([(name.to_owned(), ValuesDocument::Except { not: names(values) })])
}

/// Returns the error of an otherwise default document.
fn wrong(change: impl FnOnce(&mut PolicyDocument)) -> String {
    let mut document = PolicyDocument::default();
    change(&mut document);
    document.policy().unwrap_err().to_string()
}

/// Returns the error of a document with a valid rule and one that is edited.
fn wrong_rule(change: impl FnOnce(&mut RuleDocument)) -> String {
    let sound = RuleDocument { name: "sound".to_owned(), ..rule() };
    let mut broken = rule();
    change(&mut broken);
    wrong(|document| document.rules = vec![sound, broken])
}

fn custom(http_status: u16, code: &str, message: &str) -> Option<ErrorDocument> {
    Some(ErrorDocument::Custom {
        http_status,
        code: code.to_owned(),
        message: message.to_owned(),
        retryable: false,
    })
}

#[test]
fn errors_name_their_place_in_the_document() {
    let interpretations = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (wrong(|it| it.policy = 2), "at `policy`: unknown version `2` of the format: expected `1`"),
        (wrong(|it| it.base = "ecs".to_owned()),
            "at `base`: unknown policy `ecs`, expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2024-12-20`, `ecs-2025-03-20` or `ecs-2025-12-03`"),
        (wrong(|it| it.interpretations = interpretations("security-locked-stp", "Allow")),
            "at `interpretations.security-locked-stp`: unknown interpretation `security-locked-stp`: did you mean `security-locked-stop`?"),
        (wrong(|it| it.interpretations = interpretations("security-locked-stop", "Alow")),
            "at `interpretations.security-locked-stop`: unknown value `Alow` of `security-locked-stop`, expected `Deny` or `Allow`: did you mean `Allow`?"),
        (wrong(|it| it.stages = stages("StopInstanc", &["House"])),
            "at `stages.StopInstanc`: unknown operation `StopInstanc`: did you mean `StopInstance`?"),
        (wrong(|it| it.stages = stages("StopInstances", &["House"])),
            "at `stages.StopInstances`: unknown operation `StopInstances`: did you mean `StopInstance`?"),
        (wrong(|it| it.stages = stages("StopInstance", &["House", "Disk"])),
            "at `stages.StopInstance[1]`: duplicate stage `Disk`"),
        (wrong(|it| it.stages = before("Disks")),
            "at `stages.StopInstance[0].before`: unknown stage `Disks` of `StopInstance`: did you mean `Disk`?"),
        (wrong(|it| it.precedence = of("Stop", &[])),
            "at `precedence.Stop`: unknown operation `Stop`, expected `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, \
             `ReActivateInstances`, `CreateInstance` or `RunInstances`"),
        (wrong(|it| it.precedence = of("StopInstance", &["Existence", "Statu"])),
            "at `precedence.StopInstance[1]`: unknown stage `Statu` of `StopInstance`: did you mean `Status`?"),
        (wrong(|it| it.precedence = of("StopInstance", &["Existence", "Status", "Existence"])),
            "at `precedence.StopInstance[2]`: duplicate stage `Existence`"),
        (wrong(|it| it.precedence = of("StopInstance", &["Existence"])),
            "at `precedence.StopInstance`: missing stage `SecurityLock`"),
        (wrong(|it| it.remove = of("StartInstance", &["not-ready", "not-found"])),
            "at `remove.StartInstance[0]`: unknown rule `not-ready` of `StartInstance`, expected `not-found`, `security-lock`, \
             `expired-pay-as-you-go`, `expired-subscription`, `disk-in-arrears`, `initializing`, `status-not-stopped`, \
             `system-disk`, `disk-status`, `kms-unauthorized`, `kms-key-untagged`, `kms-key-not-enabled`, `balance`, \
             `host-repairing`, `dedicated-host-full`, `dedicated-host-none`, `capacity-reservation-short`, \
             `capacity-reservation-gone`, `private-pool`, `quota-type-exhausted`, `quota-type-exceeded`, \
             `quota-vcpus-exceeded`, `quota-type-or-vcpus-exceeded`, `stock` or `spot-price`"),
        (wrong(|it| it.remove = of("DeleteInstances", &[])),
            "at `remove.DeleteInstances`: unknown operation `DeleteInstances`: did you mean `DeleteInstance`?"),
        (wrong_rule(|it| it.operation = "StopInstances".to_owned()),
            "at `rules[1].operation`: unknown operation `StopInstances`: did you mean `StopInstance`?"),
        (wrong_rule(|it| it.name = "sound".to_owned()), "at `rules[1].name`: duplicate rule `sound`"),
        (wrong_rule(|it| it.name = "custom rule".to_owned()),
            "at `rules[1].name`: invalid name `custom rule` of a rule: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (wrong_rule(|it| it.stage = Some("Disks".to_owned())),
            "at `rules[1].stage`: unknown stage `Disks` of `StopInstance`: did you mean `Disk`?"),
        (wrong_rule(|it| it.stage = None),
            "at `rules[1]`: expected the `stage` that the rule refuses in, or the stage `before` or `after` which it does"),
        (wrong_rule(|it| it.before = Some("Status".to_owned())), "at `rules[1].stage`: duplicate stage `Disk`"),
        (wrong_rule(|it| { it.stage = None; it.before = Some("Disks".to_owned()) }),
            "at `rules[1].before`: unknown stage `Disks` of `StopInstance`: did you mean `Disk`?"),
        (wrong_rule(|it| { it.stage = None; it.name = "Disk".to_owned(); it.after = Some("Disk".to_owned()) }),
            "at `rules[1].name`: duplicate stage `Disk`"),
        (wrong_rule(|it| { it.before = Some("Disk".to_owned()); it.after = Some("Disk".to_owned()) }),
            "at `rules[1].after`: expected `before` or `after`, found both"),
        (wrong_rule(|it| it.error = None), "at `rules[1]`: expected one of `error`, `settle` and `warn`, found none"),
        (wrong_rule(|it| it.settle = Some("stop-economically".to_owned())),
            "at `rules[1].settle`: expected one of `error`, `settle` and `warn`, found several"),
        (wrong_rule(|it| { it.error = None; it.settle = Some("stop-economically".to_owned()) }),
            "at `rules[1].stage`: only a rule that refuses calls has a `stage`"),
        (wrong_rule(|it| *it = RuleDocument { error: None, stage: None, after: Some("Disk".to_owned()), settle: Some("stop-economically".to_owned()), ..rule() }),
            "at `rules[1].after`: only a rule that refuses calls has a `after`"),
        (wrong_rule(|it| *it = RuleDocument { error: None, stage: None, settle: Some("stop-eco".to_owned()), ..rule() }),
            "at `rules[1].settle`: unknown settlement `stop-eco` of `StopInstance`, expected `already-stopped`, \
             `hibernate-subscription`, `stop-subscription`, `hibernate-economically`, `hibernate-in-standard-mode`, \
             `stop-economically` or `stop-in-standard-mode`"),
        (wrong_rule(|it| *it = RuleDocument { error: None, stage: None, settle: Some("already-stopped".to_owned()), ..rule() }),
            "at `rules[1].settle`: `already-stopped` needs the condition that `status` is `Stopped`"),
        (wrong_rule(|it| it.when = when("statu", &["Running"])),
            "at `rules[1].when.statu`: unknown attribute `statu`: did you mean `status`?"),
        (wrong_rule(|it| it.when = when("status", &["Running", "Stoped"])),
            "at `rules[1].when.status[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, \
             `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (wrong_rule(|it| it.when = except("status", &["Running", "Stoped"])),
            "at `rules[1].when.status.not[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, \
             `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (wrong_rule(|it| it.when = except("gpu", &[])),
            "at `rules[1].when.gpu.not`: empty list: expected `No` or `Yes`"),
        (wrong_rule(|it| it.when = except("gpu", &["No", "Yes"])),
            "at `rules[1].when.gpu.not`: `not` excludes every value of `gpu`"),
        (wrong_rule(|it| it.when = when("status.nott", &["Running"])),
            "at `rules[1].when.status.nott`: unknown key `nott` of the attribute `status`: did you mean `not`?"),
        (wrong_rule(|it| it.any = Some(vec![])),
            "at `rules[1].any`: no case meets the condition: expected at least one of several conditions"),
        (wrong_rule(|it| it.any = Some(vec![when("gpu", &["Yes"]), when("gpus", &["Yes"])])),
            "at `rules[1].any[1].gpus`: unknown attribute `gpus`: did you mean `gpu`?"),
        (wrong_rule(|it| { it.when = when("gpu", &["No"]); it.any = Some(vec![when("status", &["Running"]), when("gpu", &["Yes"])]) }),
            "at `rules[1].any[1].gpu`: no case meets the condition: its values of `gpu` exclude each other"),
        (wrong_rule(|it| it.any = Some(vec![when("gpu", &["Yes"]), when("request.delete_force_stop", &["No"])])),
            "at `rules[1].any[1].request.delete_force_stop`: `StopInstance` has no attribute `request.delete_force_stop`"),
        (wrong_rule(|it| it.operation.clear()), "at `rules[1]`: expected `operation` or `operations`, found none"),
        (wrong_rule(|it| it.operations = names(&["StartInstance"])),
            "at `rules[1].operations`: expected `operation` or `operations`, found both"),
        (wrong_rule(|it| { it.operation.clear(); it.operations = names(&["RebootInstance", "StopInstances"]) }),
            "at `rules[1].operations[1]`: unknown operation `StopInstances`: did you mean `StopInstance`?"),
        (wrong_rule(|it| { it.operation.clear(); it.operations = names(&["RebootInstance", "RebootInstance"]) }),
            "at `rules[1].operations[1]`: duplicate operation `RebootInstance`"),
        (wrong_rule(|it| { it.operation.clear(); it.operations = names(&["StopInstance", "DeleteInstance"]) }),
            "at `rules[1].error`: `DeleteInstance` has no error `DiskError` under `2024-11-14`"),
        (wrong_rule(|it| it.warn = Some("Think twice.".to_owned())),
            "at `rules[1].warn`: expected one of `error`, `settle` and `warn`, found several"),
        (wrong_rule(|it| { it.error = None; it.warn = Some("Think twice.".to_owned()) }),
            "at `rules[1].stage`: only a rule that refuses calls has a `stage`"),
        (wrong_rule(|it| *it = RuleDocument { error: None, stage: None, mode: Some("warn".to_owned()), warn: Some("Think twice.".to_owned()), ..rule() }),
            "at `rules[1].mode`: only a rule that refuses calls has a `mode`"),
        (wrong_rule(|it| *it = RuleDocument { error: None, stage: None, warn: Some("a\u{1b}".to_owned()), ..rule() }),
            "at `rules[1].warn`: invalid warning: expected text without control characters"),
        (wrong_rule(|it| it.mode = Some("warning".to_owned())),
            "at `rules[1].mode`: unknown mode `warning`, expected `enforce` or `warn`"),
        (wrong_rule(|it| it.when = when("gpu", &[])),
            "at `rules[1].when.gpu`: empty list: expected `No` or `Yes`"),
        (wrong_rule(|it| it.when = when("request.delete_force_stop", &["No"])),
            "at `rules[1].when.request.delete_force_stop`: `StopInstance` has no attribute `request.delete_force_stop`"),
        (wrong_rule(|it| it.error = Some(ErrorDocument::Documented("DiskEror".to_owned()))),
            "at `rules[1].error`: unknown error `DiskEror` of `StopInstance`: did you mean `DiskError`?"),
        (wrong_rule(|it| it.error = Some(ErrorDocument::Documented("SystemInstanceNotSupported".to_owned()))),
            "at `rules[1].error`: `StopInstance` has no error `SystemInstanceNotSupported` under `2024-11-14`"),
        (wrong_rule(|it| it.error = custom(200, "House.Rule", "No.")),
            "at `rules[1].error.http_status`: invalid HTTP status `200` of an error: expected 400 to 599"),
        (wrong_rule(|it| it.error = custom(403, "House Rule", "No.")),
            "at `rules[1].error.code`: invalid code: expected printable ASCII without blanks"),
        (wrong_rule(|it| it.error = custom(403, "House.Rule", "\u{7}")),
            "at `rules[1].error.message`: invalid message: expected text without control characters"),
        (wrong_rule(|it| it.reason = "\n".to_owned()),
            "at `rules[1].reason`: invalid reason: expected text without control characters"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

/// Wherever a custom stage stands, a document says so, and as briefly as possible.
#[test]
fn stages_have_places() {
    let stop = Operation::StopInstance;
    let names = stop.rule_table().stages.names();
    for (n, name) in names.iter().enumerate() {
        let before = Policy::documented().with_stage_before(stop, "House", name).expect("a stage");
        assert_eq!(before.precedence(stop).position(|stage| stage == "House"), Some(n));
        let after = Policy::documented().with_stage_after(stop, "House", name).expect("a stage");
        assert_eq!(after.precedence(stop).position(|stage| stage == "House"), Some(n + 1));
        for policy in [&before, &after] {
            let second = policy.clone().with_stage_before(stop, "Second", "House").expect("a stage");
            for policy in [policy.clone(), second] {
                let document = policy.document();
                assert!(document.precedence.is_empty());
                assert_eq!(document.policy(), Ok(policy));
            }
        }
    }
    let last = Policy::documented().with_stage_after(stop, "House", names[names.len() - 1]);
    assert_eq!(last, Policy::documented().with_stage(stop, "House"));
}

/// A rule declares its stage with `before` or `after`.
#[test]
fn rules_declare_stages() {
    let stop = Operation::StopInstance;
    let own = RuleDocument { stage: None, before: Some("SecurityLock".to_owned()), ..rule() };
    let named = RuleDocument {
        name: "second".to_owned(),
        after: Some("house".to_owned()),
        stage: Some("House".to_owned()),
        ..rule()
    };
    let third = RuleDocument { name: "third".to_owned(), stage: Some("House".to_owned()), ..rule() };
    let document = PolicyDocument { rules: vec![own, named, third], ..PolicyDocument::default() };
    let policy = document.policy().expect("a policy");
    let stages: Vec<&str> = policy.precedence(stop).collect();
    assert_eq!(stages[..4], ["Existence", "house", "House", "SecurityLock"]);
    let rules: Vec<_> = policy.rows(stop).take(4).map(|row| (row.stage, row.rule)).collect();
    assert_eq!(
        rules,
        [
            (Some("Existence"), "not-found"),
            (Some("house"), "house"),
            (Some("House"), "second"),
            (Some("House"), "third"),
        ]
    );
    assert_eq!(policy.document().policy(), Ok(policy));
}

/// A rule of several operations is one rule for each.
#[test]
fn rules_of_several_operations_are_expanded() {
    let several = RuleDocument {
        operation: String::new(),
        operations: names(&["StopInstance", "RebootInstance"]),
        stage: None,
        before: Some("Existence".to_owned()),
        when: except("status", &["Stopped", "Released"]),
        any: Some(vec![when("gpu", &["Yes"]), when("local_storage", &["Yes"])]),
        error: custom(403, "House.Keep", "Keep it."),
        ..rule()
    };
    let policy = PolicyDocument { rules: vec![several], ..PolicyDocument::default() }.policy();
    let policy = policy.expect("a policy");
    for operation in [Operation::StopInstance, Operation::RebootInstance] {
        let rows: Vec<_> = policy.rows(operation).take(3).map(|row| row.condition().to_string()).collect();
        let status = "status: Pending | Starting | Running | Stopping";
        assert_eq!(
            rows,
            [
                format!("{status}, gpu: Yes"),
                format!("{status}, local_storage: Yes"),
                "status: Released".to_owned(),
            ]
        );
        assert_eq!(policy.custom_rules(operation).count(), 1);
    }
    // The values of `status` are those of an instance.
    let document = policy.document();
    assert_eq!(document.rules.len(), 2);
    assert_eq!(document.rules[1].operation, "RebootInstance");
    assert_eq!(document.rules[1].any, Some(vec![when("gpu", &["Yes"]), when("local_storage", &["Yes"])]));
    assert_eq!(document.policy(), Ok(policy));
}
