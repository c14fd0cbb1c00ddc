//! The whole answer to a case of every rule that refuses.

use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, LockReason, Locks, NetworkType, Standing, StoppedMode,
};
use instance_lifecycle::policy::PolicyName;
use instance_lifecycle::policy::interpretations::{StatusText, StopOfStopped};
use instance_lifecycle::request::{StopMode, StopModeAsked};
use instance_lifecycle::rules::{Row, RuleTable};
use instance_lifecycle::{
    Case, Environment, Instance, Operation, Policy, Rejection, Revision, Status, StopInstance, explain,
    permitted, plan,
};
use std::fmt::Write;
use support::{answered, explained, nearest, other_answers, rule_table, rule_tables, simplest, welcome};

/// Returns the whole answer of StopInstance, one fact per line.
fn answer(case: &Case, policy: &Policy) -> String {
    answer_of(Operation::StopInstance, case, policy)
}

fn answer_of(operation: Operation, case: &Case, policy: &Policy) -> String {
    let explanation = explained(operation, case, policy);
    let mut text = String::new();
    for violation in explanation.violations() {
        let (row, error) = (violation.row(), violation.error());
        let retry = if violation.is_retryable() { "retryable" } else { "for good" };
        writeln!(text, "{} {} {}", error.http_status, error.code, error).expect("text takes text");
        writeln!(text, "  {}/{}, {}, {}, {retry}", violation.stage(), row.rule, row.evidence, row.source)
            .expect("text takes text");
    }
    match explanation.answer() {
        Ok(plan) => writeln!(text, "{}: {}", plan.settlement(), plan.path()).expect("text takes text"),
        Err(Rejection::DryRunPassed(pass)) => {
            let error = pass.error();
            writeln!(text, "{} {} {error}", error.http_status, error.code).expect("text takes text");
            writeln!(text, "  would run {}: {}", pass.plan().settlement(), pass.plan().path())
                .expect("text takes text");
        }
        Err(Rejection::Refused(_)) => {}
    }
    text
}

/// Returns the answer to the simplest case of the first row of a rule.
fn of_rule(rule: &str, policy: &Policy) -> String {
    let row = rule_table(Operation::StopInstance)
        .refusals
        .iter()
        .find(|row| row.rule == rule)
        .expect("a rule of the rule table");
    answer(&simplest(&row.when), policy)
}

fn documented(rule: &str) -> String {
    of_rule(rule, &Policy::documented())
}

fn of_2025(rule: &str) -> String {
    of_rule(rule, &Policy::ecs(Revision::V2025_12_03))
}

#[test]
fn stop_of_a_released_instance() {
    insta::assert_snapshot!(documented("not-found"), @r#"
    404 InvalidInstanceId.NotFound The specified InstanceId does not exist.
      Existence/not-found, Documented, StopInstance, 2024-11-14, error row 16, for good
    "#);
}

#[test]
fn security_lock() {
    insta::assert_snapshot!(documented("security-lock"), @r"
    403 InstanceLockedForSecurity The specified operation is denied as your instance is locked for security reasons.
      SecurityLock/security-lock, Contradicted, StopInstance, 2024-11-14, precautions, for good
    ");
}

#[test]
fn expired_or_in_arrears() {
    insta::assert_snapshot!(documented("expired-or-in-arrears"), @r#"
    403 InstanceExpiredOrInArrears The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).
      Arrears/expired-or-in-arrears, Documented, StopInstance, 2024-11-14, error row 5, for good
    "#);
}

#[test]
fn status() {
    insta::assert_snapshot!(documented("status-not-running"), @r#"
    403 IncorrectInstanceStatus The current status of the resource does not support this operation.
      Status/status-not-running, Documented, StopInstance, 2024-11-14, error row 1, retryable
    "#);
}

#[test]
fn status_templated() {
    insta::assert_snapshot!(of_rule("status-not-running", &Policy::documented().with(StatusText::Templated)), @r#"
    403 IncorrectInstanceStatus The specified instance is in an incorrect status for the requested action; Status of the specified instance is Pending but the expected status is in (Running).
      Status/status-not-running, Documented, StopInstance, 2024-11-14, error row 1, retryable
    "#);
}

#[test]
fn status_of_2025() {
    insta::assert_snapshot!(of_2025("status-not-running"), @r#"
    403 IncorrectInstanceStatus The specified instance is in an incorrect status for the requested action; Status of the specified instance is Pending but the expected status is in (Running).
      Status/status-not-running, Documented, StopInstance, 2024-11-14, error row 1, retryable
    "#);
}

#[test]
fn disk_status() {
    insta::assert_snapshot!(documented("disk-status"), @r#"
    403 DiskError IncorrectDiskStatus
      Disk/disk-status, Inferred, StopInstance, 2024-11-14, error row 3, for good
    "#);
}

#[test]
fn disk_status_of_2025() {
    insta::assert_snapshot!(of_2025("disk-status"), @r#"
    400 DiskError IncorrectDiskStatus.
      Disk/disk-status, Inferred, StopInstance, 2024-11-14, error row 3, for good
    "#);
}

#[test]
fn confirm_stop() {
    insta::assert_snapshot!(documented("confirm-stop"), @r#"
    403 InstanceType.ParameterMismatch The input parameter ConfirmStop must be true when an instance have localstorage.
      Confirmation/confirm-stop, Contradicted, StopInstance, 2024-11-14, error row 4, for good
    "#);
}

#[test]
fn managed_by_product() {
    insta::assert_snapshot!(documented("managed-by-product"), @"stop-in-standard-mode: Running -> Stopping -> Stopped");
}

#[test]
fn managed_by_product_of_2025() {
    insta::assert_snapshot!(of_2025("managed-by-product"), @r"
    403 OperationDenied.SystemInstanceNotSupport The system instance does not support the %s operation because %s.
      SystemInstance/managed-by-product, Documented, StopInstance, 2025-12-03, OperationDenied.SystemInstanceNotSupport, for good
    ");
}

#[test]
fn hibernation_not_enabled() {
    insta::assert_snapshot!(documented("hibernation-not-enabled"), @r"
    403 HibernationConfigured.NotEnabled The instance hibernation configured option is not enabled.
      Hibernation/hibernation-not-enabled, Documented, StopInstance, 2024-11-14, error row 15, for good
    ");
}

#[test]
fn hibernation_forbids() {
    insta::assert_snapshot!(documented("hibernation-forbids"), @r#"
    403 HibernationConfigured.InstanceOperationForbidden The operation is not permitted due to limit of the hibernation configured instance.
      Hibernation/hibernation-forbids, Inferred, StopInstance, 2024-11-14, error row 14, for good
    "#);
}

#[test]
fn hibernation_of_2021() {
    insta::assert_snapshot!(of_rule("hibernation-forbids", &Policy::ecs(Revision::V2021_01)), @"stop-in-standard-mode: Running -> Stopping -> Stopped");
}

#[test]
fn economical_classic() {
    insta::assert_snapshot!(documented("economical-classic"), @r"
    403 InvalidInstanceId.NotSupport Classic network Instance does not support this operation.
      EconomicalMode/economical-classic, Contradicted, StopInstance, 2024-11-14, error row 6, for good
    ");
}

#[test]
fn economical_classic_of_2025() {
    insta::assert_snapshot!(of_2025("economical-classic"), @"stop-in-standard-mode: Running -> Stopping -> Stopped");
}

#[test]
fn economical_subscription() {
    insta::assert_snapshot!(documented("economical-subscription"), @r"
    403 InvalidInstanceId.NotSupport Pre pay instance does not support this operation.
      EconomicalMode/economical-subscription, Contradicted, StopInstance, 2024-11-14, error row 7, for good
    ");
}

#[test]
fn economical_local_disk() {
    insta::assert_snapshot!(documented("economical-local-disk"), @r"
    403 InstanceType.ParameterMismatch The input parameter ConfirmStop must be true when an instance have localstorage.
      Confirmation/confirm-stop, Contradicted, StopInstance, 2024-11-14, error row 4, for good
    403 InvalidInstanceId.NotSupport Local disk instance does not support this operation.
      EconomicalMode/economical-local-disk, Contradicted, StopInstance, 2024-11-14, error row 8, for good
    ");
}

#[test]
fn economical_spot() {
    insta::assert_snapshot!(documented("economical-spot"), @r"
    403 InvalidInstanceId.NotSupport Spot instance does not support this operation.
      EconomicalMode/economical-spot, Contradicted, StopInstance, 2024-11-14, error row 9, for good
    ");
}

#[test]
fn kms_unauthorized() {
    insta::assert_snapshot!(documented("kms-unauthorized"), @r"
    403 InvalidParameter.KMSKeyId.KMSUnauthorized ECS service have no right to access your KMS.
      Encryption/kms-unauthorized, Inferred, StopInstance, 2024-11-14, error row 13, for good
    ");
}

#[test]
fn kms_key_untagged() {
    insta::assert_snapshot!(documented("kms-key-untagged"), @r"
    403 InvalidParameter.KMSKeyId.CMKUnauthorized The CMK needs to be added ECS tag
      Encryption/kms-key-untagged, Inferred, StopInstance, 2024-11-14, error row 11, for good
    ");
}

#[test]
fn kms_key_not_enabled() {
    insta::assert_snapshot!(documented("kms-key-not-enabled"), @r"
    403 InvalidParameter.KMSKeyId.CMKNotEnabled The CMK needs to be enabled.
      Encryption/kms-key-not-enabled, Inferred, StopInstance, 2024-11-14, error row 12, for good
    ");
}

#[test]
fn dry_run() {
    insta::assert_snapshot!(answer(
        &Case::DEFAULT.with(|it| it.request = Case::DEFAULT.request.with(|it| it.dry_run = true)),
        &Policy::documented(),
    ), @r#"
    400 DryRunOperation Request validation has been passed with DryRun flag set.
      would run stop-in-standard-mode: Running -> Stopping -> Stopped
    "#);
}

#[test]
fn already_stopped() {
    insta::assert_snapshot!({
        let policy = Policy::documented().with(StopOfStopped::AlreadyDone);
        let row = rule_table(Operation::StopInstance).settlements.iter().find(|row| row.rule == "already-stopped").expect("a settlement");
        let case = simplest(&row.when);
        answer(&case.with(|it| it.request = case.request.with(|it| it.dry_run = true)), &policy)
    }, @"already-stopped: Stopped");
}

/// A case that violates most rules, and a dry run of it: a dry run is not a violation.
#[test]
fn several_violations_are_reported_in_order() {
    let case = Case::DEFAULT.with(|it| {
        it.instance = Case::DEFAULT.instance.with(|it| {
            it.status = Status::Stopped;
            it.charge_type = ChargeType::PrePaid;
            it.network_type = NetworkType::Classic;
            it.standing = Standing::Expired;
            it.locks = Locks::NONE.with(LockReason::Security).with(LockReason::Financial);
            it.local_storage = true;
            it.disk_status = DiskStatus::Incorrect;
            it.encryption_key = EncryptionKey::ServiceUnauthorized;
        });
        it.request = Case::DEFAULT.request.with(|it| {
            it.stopped_mode = StopModeAsked::StopCharging;
            it.hibernate = true;
            it.dry_run = true;
        });
    });
    insta::assert_snapshot!(answer(&case, &Policy::documented()), @r"
    403 InstanceLockedForSecurity The specified operation is denied as your instance is locked for security reasons.
      SecurityLock/security-lock, Contradicted, StopInstance, 2024-11-14, precautions, for good
    403 InstanceExpiredOrInArrears The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).
      Arrears/expired-or-in-arrears, Documented, StopInstance, 2024-11-14, error row 5, for good
    403 IncorrectInstanceStatus The current status of the resource does not support this operation.
      Status/status-not-running, Documented, StopInstance, 2024-11-14, error row 1, for good
    403 DiskError IncorrectDiskStatus
      Disk/disk-status, Inferred, StopInstance, 2024-11-14, error row 3, for good
    403 InstanceType.ParameterMismatch The input parameter ConfirmStop must be true when an instance have localstorage.
      Confirmation/confirm-stop, Contradicted, StopInstance, 2024-11-14, error row 4, for good
    403 HibernationConfigured.NotEnabled The instance hibernation configured option is not enabled.
      Hibernation/hibernation-not-enabled, Documented, StopInstance, 2024-11-14, error row 15, for good
    403 InvalidInstanceId.NotSupport Classic network Instance does not support this operation.
      EconomicalMode/economical-classic, Contradicted, StopInstance, 2024-11-14, error row 6, for good
    403 InvalidInstanceId.NotSupport Pre pay instance does not support this operation.
      EconomicalMode/economical-subscription, Contradicted, StopInstance, 2024-11-14, error row 7, for good
    403 InvalidInstanceId.NotSupport Local disk instance does not support this operation.
      EconomicalMode/economical-local-disk, Contradicted, StopInstance, 2024-11-14, error row 8, for good
    403 InvalidParameter.KMSKeyId.KMSUnauthorized ECS service have no right to access your KMS.
      Encryption/kms-unauthorized, Inferred, StopInstance, 2024-11-14, error row 13, for good
    ");
}

#[test]
fn only_a_transitional_status_is_retryable() {
    let retryable = |status: Status| {
        let case =
            Case::DEFAULT.with(|it| it.instance = Case::DEFAULT.instance.with(|it| it.status = status));
        let answer = explained(Operation::StopInstance, &case, &Policy::documented()).answer();
        answer.err().map(|rejection| rejection.is_retryable())
    };
    let expected = [
        (Status::Pending, Some(true)),
        (Status::Starting, Some(true)),
        (Status::Running, None),
        (Status::Stopping, Some(true)),
        (Status::Stopped, Some(false)),
        (Status::Released, Some(false)),
    ];
    assert_eq!(expected.map(|(status, _)| (status, retryable(status))), expected);
}

/// The documented policy, with the name of the interpretation that must change to activate the row.
fn speaking<V>(operation: Operation, row: &Row<V>) -> (Policy, String) {
    let documented = Policy::documented();
    if documented.is_active(operation, row) {
        return (documented, String::new());
    }
    let others = other_answers(documented.revision()).into_iter();
    let mut changed = others.map(|(interpretation, value)| {
        (
            answered(Policy::documented(), interpretation, value),
            format!(" ({}: {value})", interpretation.name),
        )
    });
    changed.find(|(policy, _)| policy.is_active(operation, row)).expect("a interpretation wakes the row")
}

/// Returns the answers to the most acceptable case of each rule, and to each settlement as a dry run.
fn answers(rule_table: &'static RuleTable) -> String {
    let (operation, mut text) = (rule_table.operation, String::new());
    for rows in RuleTable::rules(rule_table.refusals) {
        let (policy, name) = speaking(operation, &rows[0]);
        let case = nearest(&rows[0].when, &welcome(operation));
        let answer = answer_of(operation, &case, &policy);
        writeln!(text, "# {}{name}\n{answer}", rows[0].rule).expect("text takes text");
    }
    for rows in RuleTable::rules(rule_table.settlements) {
        let (policy, name) = speaking(operation, &rows[0]);
        let case = nearest(&rows[0].when, &welcome(operation));
        let dry_run = case.with(|it| it.request = case.request.with(|it| it.dry_run = true));
        let answer = answer_of(operation, &dry_run, &policy);
        writeln!(text, "# {}{name}\n{answer}", rows[0].rule).expect("text takes text");
    }
    text
}

#[test]
fn answers_of_the_other_operations_equal_their_snapshots() {
    for rule_table in rule_tables().filter(|rule_table| rule_table.operation != Operation::StopInstance) {
        insta::assert_snapshot!(rule_table.operation.as_str(), answers(rule_table));
    }
}

#[test]
fn an_explanation_numbers_its_rows() {
    let locked = Instance::DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Security));
    let both = locked.with(|it| it.status = Status::Stopped);
    let policy = Policy::documented();
    let refusals = rule_table(Operation::StopInstance).refusals;
    for (instance, objecting, deciding) in [
        (Instance::DEFAULT, &[][..], "stop-in-standard-mode"),
        (locked, &["security-lock"], "security-lock"),
        (both, &["security-lock", "status-not-running"], "security-lock"),
        (Instance::RELEASED, &["not-found"], "not-found"),
    ] {
        let explanation = explain(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
        let rows = (0..refusals.len()).filter(|row| explanation.rows() >> row & 1 == 1);
        let names: Vec<&str> = rows.map(|row| refusals[row].rule).collect();
        assert_eq!(names, objecting);
        assert!(explanation.violations().map(|violation| violation.rule()).eq(names));
        let first = explanation.first_row().map(|row| refusals[row].rule);
        assert_eq!(first, (!objecting.is_empty()).then_some(deciding));
        let row = explanation.deciding_row();
        let name = match row.checked_sub(refusals.len()) {
            Some(settling) => rule_table(Operation::StopInstance).settlements[settling].rule,
            None => refusals[row].rule,
        };
        assert_eq!(name, deciding);
    }
}

#[test]
fn eligibility_for_economical_mode_follows_the_table() {
    let eligible = |instance: Instance| instance.is_eligible_for_economical_mode(&Policy::documented());
    let default = Instance::DEFAULT;
    for (what, instance, expected) in [
        ("default", default, true),
        ("stopped", default.with(|it| it.status = Status::Stopped), true),
        ("classic", default.with(|it| it.network_type = NetworkType::Classic), false),
        (
            "classic and stopped",
            default.with(|it| {
                it.status = Status::Stopped;
                it.network_type = NetworkType::Classic;
            }),
            false,
        ),
        ("a subscription", default.with(|it| it.charge_type = ChargeType::PrePaid), false),
    ] {
        assert_eq!(eligible(instance), expected, "{what}");
    }
    let done = Policy::documented().with(StopOfStopped::AlreadyDone);
    assert!(default.with(|it| it.status = Status::Stopped).is_eligible_for_economical_mode(&done));
}

#[test]
fn permitted_lists_no_creation() {
    let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    let asked: Vec<Operation> =
        permitted(&Instance::DEFAULT, &environment, &policy).map(|(operation, _)| operation).collect();
    assert_eq!(
        asked,
        [
            Operation::StopInstance,
            Operation::StartInstance,
            Operation::RebootInstance,
            Operation::DeleteInstance,
            Operation::ReActivateInstances,
        ]
    );
}

#[test]
fn violations_are_equal_if_row_and_text_are() {
    let policy = Policy::documented();
    let first = |status, stopped_mode| {
        let instance = Instance::DEFAULT.with(|it| {
            it.status = status;
            it.stopped_mode = stopped_mode;
        });
        let explanation = explain(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
        OwnedViolation::from(explanation.violations().next().expect("a status that forbids it"))
    };
    let stopped = first(Status::Stopped, StoppedMode::KeepCharging);
    assert_eq!(stopped, first(Status::Stopped, StoppedMode::StopCharging));
    let starting = first(Status::Starting, StoppedMode::NotApplicable);
    assert_eq!(stopped.error().to_string(), starting.error().to_string());
    assert_ne!(stopped, starting);
    assert_ne!(stopped, first(Status::Released, StoppedMode::NotApplicable));
}

#[test]
fn debug_output_shows_the_decision() {
    let policy = Policy::documented();
    let explanation = explain(&Instance::RELEASED, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
    let violation = explanation.violations().next().expect("there is no instance");
    let printed = format!("Violation {{ row: {:?}, error: {:?} }}", violation.row(), violation.error());
    assert_eq!(format!("{violation:?}"), printed);
    assert_eq!(format!("{:?}", OwnedViolation::from(violation)), format!("OwnedViolation({printed})"));
    let plan =
        plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).expect("a plan");
    let path = plan.path();
    let begins = format!(
        "Plan {{ operation: StopInstance, settlement: StopInStandardMode, path: {path:?}, case: Case {{"
    );
    assert!(format!("{plan:?}").starts_with(&begins), "{plan:?}");
    assert_eq!(format!("{:?}", PolicyName::from("House")), "\"House\"");
}

#[test]
fn plans_are_equal_if_case_and_outcome_are() {
    let stop = |instance: Instance, stopped_mode| {
        let request = StopInstance::DEFAULT.with(|it| it.stopped_mode = stopped_mode);
        plan(&instance, &request, &Environment::DEFAULT, &Policy::documented()).expect("a plan")
    };
    let gpu = Instance::DEFAULT.with(|it| it.gpu = true);
    let default = stop(Instance::DEFAULT, None);
    assert_eq!(default, stop(Instance::DEFAULT, None));
    assert_ne!(default, stop(Instance::DEFAULT, Some(StopMode::StopCharging)));
    assert_ne!(default, stop(gpu, None));
}
