//! Fixes of refused calls.

use crate::lifecycle;
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
      would succeed: --confirm-stop
    i-2  StopInstance  2 violations
      would succeed: --confirm-stop, if disk_status were Ready (owner must change
                    it)
    i-3  StopInstance  1 violation
      would succeed: if locks.security were No (vendor must change it)
    i-4  StopInstance  1 violation
      no change makes it succeed
    i-5  StopInstance  allowed
      allowed by rule stop-in-standard-mode
         applies when request.stopped_mode: Absent | KeepCharging
         evidence: documented
         source: StopInstance, 2024-11-14, StoppedMode
    i-6  DeleteInstance  2 violations
      would succeed: if status were Stopped (owner must change it) and
                    deletion_protection were No (owner must change it)
                 or --force, if deletion_protection were No (owner must change it)
                 or --terminate-subscription, if status were Stopped (owner must
                    change it) and charge_type were PrePaid (owner must change it)
                    and locks.financial were Yes (owner must change it)
                 or --terminate-subscription, if status were Stopped (owner must
                    change it) and charge_type were PrePaid (owner must change it)
                    and standing were Expired (owner must change it)
                 or --force --terminate-subscription, if charge_type were PrePaid
                    (owner must change it) and locks.financial were Yes (owner must
                    change it)
      or 1 other change
    ");
}

#[test]
fn text_shows_five_fixes_at_most() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"}, "Environment": {"Stock": "SoldOut", "PrivatePool": "UsedUp", "CapacityReservation": "Missing", "DedicatedHost": "NoneAvailable"}, "Request": {"Action": "StartInstance"}}"#;
    let ran = lifecycle(&["explain"], case);
    let (_, ways) = ran.stdout.split_once("would succeed:").expect("there are ways out");
    insta::assert_snapshot!(ways, @r#"
    if stopped_mode were Not-applicable (owner must change it)
                or if private_pool were None (owner must change it) and
                   capacity_reservation were None (owner must change it) and
                   dedicated_host were None (owner must change it) and stock were
                   Available (vendor must change it)
     assumed (not in the record): InstanceChargeType=PostPaid, SpotStrategy=NoSpot,
     OperationLocks=none, Standing=Good, DiskInArrears=false,
     ComputeRecycled=false, Initializing=false, SystemDisk=Present,
     DiskStatus=Ready, EncryptionKey=None; override with `Facts` or `--assume`
     assumed (environment): Balance=Sufficient, HostRepairing=false; override with
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
