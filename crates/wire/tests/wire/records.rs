//! Whole records as they come, one of a variety: everything understood of each.

use crate::{json, record, tell};
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, SpotStrategy, StaticAddress, StoppedMode,
};
use instance_lifecycle::{Instance, Status};
use instance_lifecycle_wire::{AnyCase, Case, LineReader, Record};

const FULL: &str = r#"{
    "InstanceId": "i-1", "InstanceName": "web", "HostName": "web", "Description": "", "Status": "Running",
    "InstanceType": "ecs.g6.large", "InstanceTypeFamily": "ecs.g6", "Cpu": 2, "Memory": 8192, "GPUAmount": 0, "GPUSpec": "",
    "InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc", "SpotStrategy": "NoSpot", "SpotPriceLimit": 0.0,
    "SpotDuration": 1, "StoppedMode": "Not-applicable", "CreditSpecification": "", "LocalStorageCapacity": 0,
    "OperationLocks": {"LockReason": [{"LockReason": "security", "LockMsg": ""}]}, "HibernationOptions": {"Configured": true},
    "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InternetChargeType": "PayByBandwidth", "InternetMaxBandwidthIn": -1,
    "EipAddress": {"AllocationId": "", "IpAddress": "", "InternetChargeType": ""}, "InnerIpAddress": {"IpAddress": []},
    "VpcAttributes": {"VpcId": "vpc-1", "VSwitchId": "vsw-1", "NatIpAddress": "", "PrivateIpAddress": {"IpAddress": ["10.0.0.1"]}},
    "DeletionProtection": true, "DeviceAvailable": true, "Recyclable": false, "AutoReleaseTime": "", "SaleCycle": "",
    "ExpiredTime": "2099-12-31T15:59Z", "CreationTime": "2021-05-12T03:48Z", "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]},
    "DedicatedHostAttribute": {"DedicatedHostId": ""}, "DedicatedInstanceAttribute": {"Tenancy": "", "Affinity": ""}}"#;

const OF_2015: &str = r#"{
    "InstanceId": "i-2", "Status": "Running", "InstanceType": "ecs.s2.large", "InstanceChargeType": "PostPaid",
    "InstanceNetworkType": "classic", "InnerIpAddress": {"IpAddress": ["10.0.0.1"]}, "EipAddress": {}, "VlanId": "",
    "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InternetChargeType": "PayByTraffic", "InternetMaxBandwidthIn": "-1",
    "InternetMaxBandwidthOut": "1", "DeviceAvailable": "true", "IoOptimized": "false", "OperationLocks": {"LockReason": []},
    "VpcAttributes": {"VpcId": "", "VSwitchId": "", "NatIpAddress": "", "PrivateIpAddress": {"IpAddress": []}}}"#;

const REWRITTEN_BY_GO: &str = r#"{
    "InstanceId": "i-3", "Status": "Stopped", "StoppedMode": "StopCharging", "CPU": 0, "Cpu": 2, "GpuAmount": 0, "GPUAmount": 1,
    "Hostname": "", "HostName": "x", "OsType": "", "OSType": "linux", "IsSpot": false, "IntranetIp": "", "NetworkType": "",
    "InstanceNetworkType": "vpc", "SpotStrategy": "SpotWithPriceLimit", "SpotPriceLimit": 0.98, "SpotDuration": 0,
    "SpotInterruptionBehavior": "", "LocalStorageAmount": 0, "Tags": {"Tag": null}, "RdmaIpAddress": {"IpAddress": null},
    "PublicIpAddress": {"IpAddress": null}, "OperationLocks": {"LockReason": null}}"#;

const UNWRAPPED: &str = r#"{
    "InstanceId": "i-4", "Status": "Running", "InstanceChargeType": "PrePaid", "SecurityGroupIds": ["sg-1"], "Tags": [],
    "ExpiredTime": "2999-09-08T16:00Z", "SpotStrategy": "NoSpot", "SpotPriceLimit": "0.98",
    "OperationLocks": [{"LockReason": "Recycling", "LockMsg": "locked due to financial reason"}, {"LockReason": "Seized"}]}"#;

const COLLAPSED: &str = r#"{
    "InstanceId": "i-5", "Status": "Stopping", "OperationLocks": {"LockReason": {"LockReason": "financial"}},
    "PublicIpAddress": {"IpAddress": "203.0.113.7"}, "EipAddress": {"IpAddress": "203.0.113.8"}}"#;

#[test]
fn whole_records() {
    let rows: [(&str, &str, Instance, &[&str]); 5] = [
        (
            FULL,
            "i-1",
            Instance::DEFAULT.with(|it| {
                it.locks = Locks::NONE.with(LockReason::Security);
                it.hibernation_configured = true;
                it.static_address = StaticAddress::PayByBandwidth;
                it.deletion_protection = true;
            }),
            &["security"],
        ),
        (
            OF_2015,
            "i-2",
            Instance::DEFAULT.with(|it| {
                it.network_type = NetworkType::Classic;
                it.static_address = StaticAddress::PayByTraffic;
            }),
            &[],
        ),
        (
            REWRITTEN_BY_GO,
            "i-3",
            Instance::DEFAULT.with(|it| {
                it.status = Status::Stopped;
                it.stopped_mode = StoppedMode::StopCharging;
                it.spot_strategy = SpotStrategy::SpotWithPriceLimit;
                it.gpu = true;
            }),
            &[],
        ),
        (
            UNWRAPPED,
            "i-4",
            Instance::DEFAULT.with(|it| {
                it.charge_type = ChargeType::PrePaid;
                it.locks = Locks::NONE.with(LockReason::Recycling).with_unknown();
            }),
            &["recycling", "seized"],
        ),
        (
            COLLAPSED,
            "i-5",
            Instance::DEFAULT.with(|it| {
                it.status = Status::Stopping;
                it.task = Status::Stopping.default_task();
                it.locks = Locks::NONE.with(LockReason::Financial);
                it.static_address = StaticAddress::PayByTraffic;
                it.elastic_address = true;
            }),
            &["financial"],
        ),
    ];
    for (text, id, instance, locks) in rows {
        let read = record(text);
        assert_eq!((read.instance_id.as_deref(), read.instance), (Some(id), instance), "{id}");
        assert_eq!(read.locks, locks, "{id}");
    }
}

/// A whole response with small first letters, as a line.
#[test]
fn a_response_with_small_first_letters() {
    let line = r#"{"requestId": "R", "totalCount": 2, "instances": {"instance": [
        {"instanceId": "i-1", "status": "Stopped", "stoppedMode": "StopCharging", "GPUAmount": 1,
         "operationLocks": {"lockReason": [{"lockReason": "financial"}]}},
        {"instanceId": "i-2", "status": "Gone"}]}}"#
        .replace('\n', " ");
    let mut items = Vec::new();
    LineReader::new(crate::stop()).each(1, line.as_bytes(), |item| items.push(item));
    let told: Vec<_> = items.iter().map(tell).collect();
    assert_eq!(
        told,
        [
            "1: i-1",
            "line 1: at `instances.instance[1].status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or \
             `Stopped`, found `\"Gone\"`"
        ]
    );
    let Ok(AnyCase::One(Case { record: Some(Record { instance, locks, .. }), .. })) = &items[0].case else {
        panic!("{told:?}")
    };
    assert_eq!(
        *instance,
        Instance::DEFAULT.with(|it| {
            it.status = Status::Stopped;
            it.stopped_mode = StoppedMode::StopCharging;
            it.gpu = true;
            it.locks = Locks::NONE.with(LockReason::Financial);
        })
    );
    assert_eq!(*locks, ["financial"]);
}

/// Statuses that only archives and pages have are none of the wire.
#[test]
fn statuses_of_archives() {
    for status in ["Creating", "Deleted", "Released"] {
        let text = format!(r#"{{"InstanceId": "i-1", "Status": "{status}"}}"#);
        assert_eq!(
            Record::read(&json(&text)).expect_err(&text).to_string(),
            format!(
                "at `Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"{status}\"`"
            )
        );
    }
}
