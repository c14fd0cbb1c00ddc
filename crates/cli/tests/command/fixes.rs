//! The nearest ways out of a refusal.

use crate::lifecycle;
use serde_json::Value;

#[test]
fn of_the_caller_the_owner_and_the_vendor() {
    let cases = r#"
        {"Instance": {"InstanceId": "i-1", "Status": "Running", "Facts": {"LocalStorage": true}}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-2", "Status": "Running", "Facts": {"LocalStorage": true, "DiskStatus": "Incorrect"}}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-3", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}, "Request": {"Action": "StopInstance", "DryRun": true}}
        {"Instance": null, "Request": {"Action": "StopInstance", "InstanceId": "i-4"}}
        {"Instance": {"InstanceId": "i-5", "Status": "Running"}, "Request": {"Action": "StopInstance"}}
        {"Instance": {"InstanceId": "i-6", "Status": "Running", "DeletionProtection": true}, "Request": {"Action": "DeleteInstance"}}
    "#;
    let ran = lifecycle(&["explain"], cases.trim());
    // From the ways out of each case to what was assumed.
    let mut told = Vec::new();
    let mut is_way_out = false;
    for line in ran.stdout.lines() {
        is_way_out = (is_way_out || line.contains("would")) && !line.contains("assumed");
        if line.starts_with("i-") || is_way_out {
            told.push(line);
        }
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!(told.join("\n"), @r#"
    i-1  StopInstance  1 rule objects
      would pass with  request.confirm_stop: Yes (request)
    i-2  StopInstance  2 rules object
      would pass with  request.confirm_stop: Yes (request), disk_status: Ready (owner)
    i-3  StopInstance  1 rule objects
      would pass with  locks.security: No (vendor)
    i-4  StopInstance  1 rule objects
      nothing that anybody can change would make it pass

    i-5  StopInstance  nothing objects
      settled by stop-in-standard-mode
         settles when request.stopped_mode: Absent | KeepCharging
         documented: StopInstance, 2024-11-14, StoppedMode
    i-6  DeleteInstance  2 rules object
      would pass with  status: Stopped (owner), deletion_protection: No (owner)
                   or  request.force: Yes (request), deletion_protection: No (owner)
                   or  request.terminate_subscription: Yes (request), status: Stopped
                       (owner), charge_type: PrePaid (owner), locks.financial: Yes
                       (owner)
                   or  request.terminate_subscription: Yes (request), status: Stopped
                       (owner), charge_type: PrePaid (owner), standing: Expired
                       (owner)
                   or  request.force: Yes (request), request.terminate_subscription: Yes (request),
                       charge_type: PrePaid (owner), locks.financial: Yes (owner)
      or in one more way
    "#);
}

#[test]
fn of_many_a_handful() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"}, "Environment": {"Stock": "SoldOut", "PrivatePool": "UsedUp", "CapacityReservation": "Missing", "DedicatedHost": "NoneAvailable"}, "Request": {"Action": "StartInstance"}}"#;
    let ran = lifecycle(&["explain"], case);
    let (_, ways) = ran.stdout.split_once("would pass with").expect("there are ways out");
    insta::assert_snapshot!(ways, @r#"
    stopped_mode: Not-applicable (owner)
                 or  private_pool: None (owner), capacity_reservation: None
                     (owner), dedicated_host: None (owner), stock: Available
                     (vendor)
    assumed: InstanceChargeType, SpotStrategy, OperationLocks, Standing,
    DiskStatus, DiskInArrears, EncryptionKey, Initializing, SystemDisk,
    ComputeRecycled
    "#);
}

#[test]
fn as_json() {
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
