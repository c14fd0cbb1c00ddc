//! Fixes of refused calls.

use crate::lifecycle;
use crate::policy_files::Written;
use serde_json::Value;

#[test]
fn fixes_name_who_must_change_what() {
    let cases = r#"
        {"Instance": {"InstanceId": "i-1", "Status": "Running", "Facts": {"LocalStorage": true}}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-2", "Status": "Running", "Facts": {"LocalStorage": true, "DiskStatus": "Incorrect"}}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-3", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}, "Request": {"Action": "StopInstance", "DryRun": true}}
        {"Instance": null, "Request": {"Action": "StopInstance", "InstanceId": "i-4"}}
        {"Instance": {"InstanceId": "i-5", "Status": "Running"}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-6", "Status": "Running", "DeletionProtection": true}, "Request": {"Action": "DeleteInstance"}}
    "#;
    let ran = lifecycle(&["explain"], cases.trim());
    // The fixes of each case, up to the newest revision and the assumptions.
    let starts = ["would succeed", "no change", "allowed by"];
    let mut shown = Vec::new();
    let mut is_fix = false;
    for line in ran.stdout.lines() {
        let starts = starts.iter().any(|start| line.contains(start));
        is_fix = (is_fix || starts)
            && !["assumed", "2025-12-03: "].iter().any(|end| line.contains(end))
            && !line.is_empty();
        if line.starts_with("i-") || is_fix {
            shown.push(line);
        }
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!(shown.join("\n"), @r"
    i-1  StopInstance  1 violation
      would succeed: with --confirm-stop
    i-2  StopInstance  2 violations
      would succeed: with --confirm-stop, if disk_status were Ready (the owner of
                    the instance must change it)
    i-3  StopInstance  1 violation
      would succeed: if locks.security were No (the vendor must change it)
    i-4  StopInstance  1 violation
      no change makes it succeed
    i-5  StopInstance  allowed
      allowed by rule stop-in-standard-mode
         applies when request.stopped_mode: Absent | KeepCharging
         evidence: documented
         source: StopInstance, 2024-11-14, StoppedMode
    i-6  DeleteInstance  2 violations
      would succeed: if status were Stopped (the owner of the instance must change
                    it) and deletion_protection were No (the owner of the instance
                    must change it)
                 or with --force, if deletion_protection were No (the owner of the
                    instance must change it)
                 or with --terminate-subscription, if status were Stopped (the owner
                    of the instance must change it) and charge_type were PrePaid
                    (the owner of the instance must change it) and locks.financial
                    were Yes (the owner of the instance must change it)
                 or with --terminate-subscription, if status were Stopped (the owner
                    of the instance must change it) and charge_type were PrePaid
                    (the owner of the instance must change it) and standing were
                    Expired (the owner of the instance must change it)
                 or with --force and --terminate-subscription, if charge_type were
                    PrePaid (the owner of the instance must change it) and
                    locks.financial were Yes (the owner of the instance must change
                    it)
      or 1 other change
    ");
}

#[test]
fn text_shows_five_fixes_at_most() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"}, "Environment": {"Stock": "SoldOut", "PrivatePool": "UsedUp", "CapacityReservation": "Missing", "DedicatedHost": "NoneAvailable"}, "Request": {"Action": "StartInstance"}}"#;
    let ran = lifecycle(&["explain"], case);
    let (_, ways) = ran.stdout.split_once("would succeed:").expect("there are ways out");
    insta::assert_snapshot!(ways, @r#"
    if stopped_mode were Not-applicable (the owner of the instance
                   must change it)
                or if private_pool were None (the environment must differ) and
                   capacity_reservation were None (the environment must differ) and
                   dedicated_host were None (the environment must differ) and stock
                   were Available (the vendor must change it)
     assumed (not in the record): InstanceChargeType=PostPaid, SpotStrategy=NoSpot,
     OperationLocks=none, Standing=Good, DiskInArrears=false,
     ComputeRecycled=false, Initializing=false, SystemDisk=Present,
     DiskStatus=Ready, EncryptionKey=None; set them with `Facts` or `--assume`
     assumed (environment): Balance=Sufficient, HostRepairing=false; set them with
     `Environment` or `--environment`
    "#);
}

#[test]
fn fixes_are_written_as_json() {
    let case = r#"{"Instance": {"InstanceId": "i-2", "Status": "Running", "Facts": {"LocalStorage": true, "DiskStatus": "Incorrect"}}, "Request": {"Action": "StopInstance"}}"#;
    let ran = lifecycle(&["explain", "--format", "json"], case);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("an explanation is JSON");
    insta::assert_snapshot!(answer["Fixes"], @r#"
    [{"ChangedBy":"Owner","Changes":[{"Attribute":"request.confirm_stop","ChangedBy":"Request","From":"No","To":"Yes"},{"Attribute":"disk_status","ChangedBy":"Owner","From":"Incorrect","To":"Ready"}]}]
    "#);
    let planned = lifecycle(&["explain", "StopInstance", "--format", "json"], r#"{"Status": "Running"}"#);
    let answer: Value = serde_json::from_str(&planned.stdout).expect("an explanation is JSON");
    assert_eq!(answer.get("Fixes"), None);
}

/// Options to omit and options to add; and a call to the status that the instance already has.
#[test]
fn fixes_say_what_to_omit_and_what_to_add() {
    let fixes = |arguments: &[&str], record: &str| {
        let ran = lifecycle(&[&["explain"], arguments].concat(), record);
        let lines = ran.stdout.lines().filter(|line| {
            ["would succeed", "             or", "no fix", "no change"].iter().any(|word| line.contains(word))
        });
        format!("{}:\n{}", arguments.join(" "), lines.collect::<Vec<_>>().join("\n"))
    };
    let local = r#"{"Status":"Running","LocalStorageAmount":1,"LocalStorageCapacity":10}"#;
    let table = [
        fixes(&["StopInstance", "--stopped-mode", "StopCharging"], local),
        fixes(&["StopInstance", "--hibernate"], r#"{"Status":"Running"}"#),
        fixes(&["StartInstance"], r#"{"Status":"Running"}"#),
        fixes(&["StopInstance"], r#"{"Status":"Stopped"}"#),
        fixes(&["RebootInstance"], r#"{"Status":"Stopped"}"#),
    ];
    insta::assert_snapshot!(table.join("\n"), @r"
    StopInstance --stopped-mode StopCharging:
      would succeed: without --stopped-mode and with --confirm-stop
    StopInstance --hibernate:
      would succeed: without --hibernate
    StartInstance:
      no fix: the instance is already Running, to which the call leads from Stopped
    StopInstance:
      no fix: the instance is already Stopped, to which the call leads from Running
    RebootInstance:
      would succeed: if status were Running (the owner of the instance must change
    ");
}

/// A batch is explained by the violations of each instance for which it is refused.
#[test]
fn batches_are_explained_by_instance() {
    let records = r#"[
        {"InstanceId": "i-1", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}},
        {"InstanceId": "i-2", "Status": "Running"}
    ]"#;
    let explained = |arguments: &[&str]| {
        let ran = lifecycle(&[&["explain", "StopInstances"], arguments].concat(), records);
        ran.show_narrow()
    };
    insta::assert_snapshot!(explained(&[]), @r"
    2 instances  StopInstances  refused
      because of i-1; no instance is changed
      403 InstanceLockedForSecurity
      The specified operation is denied as your instance is locked for security
      reasons.
      i-1  1 violation
      1. security-lock  403 InstanceLockedForSecurity
         The specified operation is denied as your instance is locked for security
         reasons.
         applies when locks.security: Yes, interpretation.security-locked-stop: Deny
         evidence: the vendor's documents disagree: R2 security-locked-stop, see
         `lifecycle interpretations R2`
         source: StopInstance, 2024-11-14, precautions
         contradicted by: API behavior when an instance is locked for security
         reasons, 2025-04-27, table
      would succeed: if locks.security were No (the vendor must change it)
      2025-12-03: planned
      assumed (not in the record): InstanceChargeType=PostPaid,
      InstanceNetworkType=vpc, SpotStrategy=NoSpot, HibernationOptions=false,
      Standing=Good, DiskInArrears=false, LocalStorage=false,
      PersistentMemory=false, DiskStatus=Ready, EncryptionKey=None,
      OperationLocks=none, GPUAmount=false, PublicIpAddress=None, EipAddress=false,
      LocalSsd=false, Burstable=false, UnlimitedCredits=false, SealedData=false; set
      them with `Facts` or `--assume`
      assumed (environment): EconomicalModeDefault=false, PrivatePool=None; set them
      with `Environment` or `--environment`

    [exit 1]
    ");
    insta::assert_snapshot!(explained(&["--batch-optimization", "SuccessFirst"]), @r"
    2 instances  StopInstances  1 planned, 1 refused
      instance  code                       before   after
      i-1       InstanceLockedForSecurity  Running  Running
      i-2       200                        Running  Stopping
      i-1  1 violation
      1. security-lock  403 InstanceLockedForSecurity
         The specified operation is denied as your instance is locked for security
         reasons.
         applies when locks.security: Yes, interpretation.security-locked-stop: Deny
         evidence: the vendor's documents disagree: R2 security-locked-stop, see
         `lifecycle interpretations R2`
         source: StopInstance, 2024-11-14, precautions
         contradicted by: API behavior when an instance is locked for security
         reasons, 2025-04-27, table
      would succeed: if locks.security were No (the vendor must change it)
      2025-12-03: i-1 planned, KeepCharging
      assumed (not in the record): InstanceChargeType=PostPaid,
      InstanceNetworkType=vpc, SpotStrategy=NoSpot, HibernationOptions=false,
      Standing=Good, DiskInArrears=false, LocalStorage=false,
      PersistentMemory=false, DiskStatus=Ready, EncryptionKey=None,
      OperationLocks=none, GPUAmount=false, PublicIpAddress=None, EipAddress=false,
      LocalSsd=false, Burstable=false, UnlimitedCredits=false, SealedData=false; set
      them with `Facts` or `--assume`
      assumed (environment): EconomicalModeDefault=false, PrivatePool=None; set them
      with `Environment` or `--environment`

    [exit 1]
    ");
}

/// What a change of an attribute takes follows from where its value comes from.
#[test]
#[rustfmt::skip] // a table: one line an attribute
fn fixes_say_what_a_change_takes() {
    let policy = r#"policy = 1
base = "ecs-2025-12-03"

[[attributes]]
name = "owner"
values = ["other", "finance"]
from = { tag = "owner" }

[[attributes]]
name = "office_hours"
values = ["Yes", "No"]
from = "environment"

[[attributes]]
name = "at_once"
values = ["few", "many"]
from = { items = [1, 6] }

[[rules]]
operation = "StopInstance"
name = "house"
before = "Existence"
when = { CONDITION }
error = { http_status = 403, code = "House", message = "No." }
"#;
    let ways = |condition: &str, case: &str| {
        let file = Written::new("takes.toml", &policy.replace("CONDITION", condition));
        let ran = lifecycle(&["explain", "--policy", file.name(), "--format", "text"], case).stdout;
        let (_, ways) = ran.split_once("would succeed: ").expect("there is a fix");
        ways.lines().take_while(|line| line.starts_with("    ") || line.starts_with("if")).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let case = |facts: &str, environment: &str| format!(r#"{{"Instance": {{"Status": "Running", {facts}}}, "Environment": {{{environment}}}, "Request": {{"Action": "StopInstance"}}}}"#);
    let none = r#""Facts": {}"#;
    for (condition, case, expected) in [
        ("owner = ['finance']", case(r#""Tags": {"owner": "finance"}"#, ""), "if owner were other (the owner of the instance must change it)"),
        ("office_hours = ['No']", case(none, r#""office_hours": "No""#), "if office_hours were Yes (the environment must differ)"),
        ("stock = ['SoldOut']", case(none, r#""Stock": "SoldOut""#), "if stock were Available (the vendor must change it)"),
        ("at_once = ['many']", case(none, r#""at_once": "many""#), "if at_once were few (the call must name another number of instances)"),
    ] {
        assert_eq!(ways(condition, &case), expected, "{condition}");
    }
}
