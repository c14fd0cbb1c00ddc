//! What a record does not show: given, or taken for granted.

use crate::{json, record};
use instance_lifecycle::Task;
use instance_lifecycle_wire::Record;

#[test]
fn tasks_of_the_statuses() {
    for (status, tasks) in [
        ("Pending", &["Create", "Run"][..]),
        ("Starting", &["Start", "Run", "Reboot"]),
        ("Running", &["None"]),
        ("Stopping", &["Stop", "Hibernate", "Reboot", "Release"]),
        ("Stopped", &["None"]),
    ] {
        for task in Task::ALL.iter().map(|task| task.as_str()) {
            let text = format!(r#"{{"Status": "{status}", "Facts": {{"Task": "{task}"}}}}"#);
            let read = Record::read(&json(&text)).map(|record| record.instance.task.as_str()).ok();
            assert_eq!(read, tasks.contains(&task).then_some(task), "{text}");
        }
    }
}

#[test]
fn what_is_assumed() {
    let assumed = |text: &str| record(text).assumed.iter().collect::<Vec<_>>().join(" ");
    let always = "Standing DiskStatus DiskInArrears EncryptionKey";
    let release =
        "VolumesAttached RouteEntry LoadBalancerConfiguring NetworkInterfaceLinked ManagedByProduct";
    let family = "LocalStorage PersistentMemory Burstable FamilyI1";
    assert_eq!(
        assumed(r#"{"Status": "Running"}"#),
        format!(
            "InstanceChargeType InstanceNetworkType SpotStrategy OperationLocks HibernationOptions {always} {family} \
             Initializing SystemDisk {release}"
        )
    );
    let shown = r#""InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc", "SpotStrategy": "NoSpot",
        "OperationLocks": {"LockReason": []}, "HibernationOptions": {"Configured": true}, "InstanceType": "ecs.g7.large""#;
    assert_eq!(
        assumed(&format!(r#"{{"Status": "Running", {shown}}}"#)),
        format!("{always} Initializing SystemDisk {release}")
    );
    assert_eq!(
        assumed(&format!(
            r#"{{"Status": "Stopping", {shown}, "Facts": {{"SystemDisk": "Present", "Task": ""}}}}"#
        )),
        format!("{always} Initializing Task {release}")
    );
    assert_eq!(
        assumed(&format!(r#"{{"Status": "Stopped", {shown}}}"#)),
        format!(
            "StoppedMode {always} Initializing SystemDisk StoppedFor Hibernated ComputeRecycled {release}"
        )
    );
}
