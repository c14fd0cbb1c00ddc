//! What a record does not show: given, or assumed.

use crate::{json, record};
use instance_lifecycle::instance::{StoppedMode, Task};
use instance_lifecycle_wire::Record;
use std::collections::BTreeSet;

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
fn absent_fields_that_matter_are_assumed() {
    let set = |names: String| names.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
    let assumed = |text: &str| record(text).assumed.iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let always = "PublicIpAddress EipAddress DeletionProtection Standing DiskStatus DiskInArrears EncryptionKey \
         AutoReleaseTime DataDisks Snapshots ImageLicence";
    let release = "DeleteWithInstance SystemDiskDeleteWithInstance DeleteAutoSnapshot VolumesAttached \
                   RouteEntry LoadBalancerConfiguring NetworkInterfaceLinked ManagedByProduct";
    let family = "LocalStorage LocalSsd PersistentMemory SealedData Burstable UnlimitedCredits FamilyI1";
    assert_eq!(
        assumed(r#"{"Status": "Running"}"#),
        set(format!(
            "InstanceChargeType InstanceNetworkType SpotStrategy OperationLocks HibernationOptions GPUAmount {always} \
             {family} \
             Initializing SystemDisk {release}"
        ))
    );
    let shown = r#""InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc", "SpotStrategy": "NoSpot",
        "OperationLocks": {"LockReason": []}, "HibernationOptions": {"Configured": true}, "InstanceType": "ecs.g7.large""#;
    assert_eq!(
        assumed(&format!(r#"{{"Status": "Running", {shown}}}"#)),
        set(format!("{always} Initializing SystemDisk {release}"))
    );
    assert_eq!(
        assumed(&format!(
            r#"{{"Status": "Stopping", {shown}, "Facts": {{"SystemDisk": "Present", "Task": ""}}}}"#
        )),
        set(format!("{always} Initializing Task StoppedMode {release}"))
    );
    assert_eq!(
        assumed(&format!(r#"{{"Status": "Stopped", {shown}}}"#)),
        set(format!(
            "StoppedMode {always} Initializing SystemDisk StoppedFor Hibernated ComputeRecycled {release}"
        ))
    );
    // How it stops matters only where it does, and is not a subscription.
    for (billing, facts, expected) in [
        ("PostPaid", r#""Task": "Stop""#, format!("{always} Initializing SystemDisk StoppedMode {release}")),
        (
            "PostPaid",
            r#""Task": "Hibernate""#,
            format!("{always} Initializing SystemDisk StoppedMode {release}"),
        ),
        ("PostPaid", r#""Task": "Reboot""#, format!("{always} Initializing SystemDisk {release}")),
        ("PrePaid", r#""Task": "Stop""#, format!("{always} Initializing SystemDisk {release}")),
        (
            "PostPaid",
            r#""Task": "Stop", "StoppedMode": "StopCharging""#,
            format!("{always} Initializing SystemDisk {release}"),
        ),
    ] {
        let shown = shown.replace("PostPaid", billing);
        let text = format!(r#"{{"Status": "Stopping", {shown}, "Facts": {{{facts}}}}}"#);
        assert_eq!(assumed(&text), set(expected), "{text}");
    }
    // Where it came from matters only where arrears stopped it.
    assert_eq!(
        assumed(&format!(r#"{{"Status": "Stopped", {shown}, "Facts": {{"StoppedFor": "Arrears"}}}}"#)),
        set(format!(
            "StoppedMode {always} Initializing SystemDisk StatusBefore Hibernated ComputeRecycled {release}"
        ))
    );
}

/// The fact takes precedence over the member of the record, and is ignored in other statuses.
#[test]
fn the_mode_of_a_stop_in_flight() {
    for (status, expected) in [
        ("Pending", StoppedMode::NotApplicable),
        ("Starting", StoppedMode::NotApplicable),
        ("Running", StoppedMode::NotApplicable),
        ("Stopping", StoppedMode::StopCharging),
        ("Stopped", StoppedMode::StopCharging),
    ] {
        let text = format!(
            r#"{{"Status": "{status}", "StoppedMode": "KeepCharging", "Facts": {{"StoppedMode": "StopCharging"}}}}"#
        );
        assert_eq!(record(&text).instance.stopped_mode, expected, "{text}");
    }
}
