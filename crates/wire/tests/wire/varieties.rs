//! The varieties in which records come.

use crate::{case, instance, record, told};
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, SpotInterruptionBehavior, SpotStrategy, StaticAddress,
    StoppedMode, Task,
};
use instance_lifecycle::{Instance, Status};
use instance_lifecycle_wire::Record;

const STOPPED: Instance = {
    let mut it = Instance::DEFAULT;
    it.status = Status::Stopped;
    it.stopped_mode = StoppedMode::KeepCharging;
    it
};

fn running(attributes: &str) -> Instance {
    instance(&format!(r#"{{"Status": "Running", {attributes}}}"#))
}

#[test]
fn only_a_status() {
    assert_eq!(instance(r#"{"Status": "Running"}"#), Instance::DEFAULT);
    assert_eq!(record(r#"{"Status": "Running"}"#).instance_id, None);
    for (status, task) in [
        (Status::Pending, Task::Run),
        (Status::Starting, Task::Start),
        (Status::Running, Task::None),
        (Status::Stopping, Task::Stop),
    ] {
        assert_eq!(
            instance(&format!(r#"{{"Status": "{status}"}}"#)),
            Instance::DEFAULT.with(|it| {
                it.status = status;
                it.task = task;
            })
        );
    }
    assert_eq!(instance(r#"{"Status": "Stopped"}"#), STOPPED);
}

#[test]
fn every_attribute_at_once() {
    let read = record(
        r#"{"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging", "InstanceChargeType": "PostPaid",
            "InstanceNetworkType": "classic", "SpotStrategy": "SpotAsPriceGo", "SpotInterruptionBehavior": "Stop",
            "OperationLocks": {"LockReason": [{"LockReason": "refunded", "LockMsg": "x"}, {"LockReason": "financial"}]},
            "HibernationOptions": {"Configured": true}, "LocalStorageAmount": 1, "InstanceType": "ecs.i1.large",
            "CreditSpecification": "Standard", "GPUAmount": 2, "PublicIpAddress": {"IpAddress": ["203.0.113.7"]},
            "InternetChargeType": "PayByBandwidth", "EipAddress": {"IpAddress": "203.0.113.8"}, "DeletionProtection": true,
            "Facts": {"Standing": "InArrears", "DiskStatus": "Incorrect", "DiskInArrears": true,
                      "EncryptionKey": "NotEnabled", "PersistentMemory": true, "Initializing": true, "Task": "None",
                      "SystemDisk": "Missing", "StoppedFor": "Arrears", "StatusBefore": "Stopped", "Hibernated": true,
                      "ComputeRecycled": true, "DeleteWithInstance": true, "VolumesAttached": true, "RouteEntry": true, "LoadBalancerConfiguring": true,
                      "NetworkInterfaceLinked": true, "ManagedByProduct": true, "SpotProtected": true, "LocalSsd": true, "UnlimitedCredits": true,
                      "SealedData": true, "SystemDiskDeleteWithInstance": false, "DeleteAutoSnapshot": true, "AutoReleaseTime": true,
                      "DataDisks": "Yes", "Snapshots": "No", "ImageLicence": "Yes"}}"#,
    );
    let expected = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.task = Task::None;
        it.charge_type = ChargeType::PostPaid;
        it.network_type = NetworkType::Classic;
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.spot_interruption = SpotInterruptionBehavior::Stop;
        it.spot_protected = true;
        it.locks = Locks::NONE.with(LockReason::Financial).with(LockReason::Refunded);
        it.standing = instance_lifecycle::instance::Standing::InArrears;
        it.disk_in_arrears = true;
        it.stopped_mode = StoppedMode::StopCharging;
        it.stopped_for = instance_lifecycle::instance::StoppedFor::Arrears;
        it.status_before = instance_lifecycle::instance::StatusBefore::Stopped;
        it.hibernated = true;
        it.hibernation_configured = true;
        it.local_storage = true;
        it.family_i1 = true;
        it.local_ssd = true;
        it.persistent_memory = true;
        it.burstable = true;
        it.unlimited_credits = true;
        it.sealed_data = true;
        it.gpu = true;
        it.static_address = StaticAddress::PayByBandwidth;
        it.elastic_address = true;
        it.system_disk = instance_lifecycle::instance::SystemDisk::Missing;
        it.disk_status = instance_lifecycle::instance::DiskStatus::Incorrect;
        it.encryption_key = instance_lifecycle::instance::EncryptionKey::NotEnabled;
        it.initializing = true;
        it.compute_recycled = true;
        it.deletion_protection = true;
        it.delete_with_instance = true;
        it.system_disk_delete_with_instance = false;
        it.delete_auto_snapshot = true;
        it.auto_release_time = true;
        it.data_disks = instance_lifecycle::instance::Presence::Yes;
        it.snapshots = instance_lifecycle::instance::Presence::No;
        it.image_licence = instance_lifecycle::instance::Presence::Yes;
        it.volumes_attached = true;
        it.route_entry = true;
        it.load_balancer_configuring = true;
        it.network_interface_linked = true;
        it.managed_by_product = true;
    });
    assert_eq!(read.instance, expected);
    assert_eq!(read.instance_id.as_deref(), Some("i-1"));
    assert_eq!(read.locks, ["financial", "refunded"]);
    assert_eq!(read.assumed.iter().collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn numbers_and_booleans_as_strings() {
    assert_eq!(
        running(
            r#""GPUAmount": "1", "LocalStorageAmount": "0", "DeletionProtection": "true", "EipAddress": {},
               "HibernationOptions": {"Configured": "True"}, "DeviceAvailable": "true", "InternetMaxBandwidthOut": "1""#
        ),
        Instance::DEFAULT.with(|it| {
            it.gpu = true;
            it.deletion_protection = true;
            it.hibernation_configured = true;
        })
    );
    assert_eq!(
        running(r#""GPUAmount": "0.0", "DeletionProtection": "0", "HibernationOptions": {"Configured": 0}"#),
        Instance::DEFAULT
    );
}

#[test]
fn nothing_in_every_spelling() {
    for nothing in ["null", "\"\"", "[]", "{}"] {
        let attributes: Vec<_> = [
            "InstanceId",
            "InstanceChargeType",
            "InstanceNetworkType",
            "VpcAttributes",
            "InnerIpAddress",
            "SpotStrategy",
            "SpotInterruptionBehavior",
            "OperationLocks",
            "StoppedMode",
            "HibernationOptions",
            "LocalStorageAmount",
            "InstanceType",
            "InstanceTypeFamily",
            "CreditSpecification",
            "GPUAmount",
            "PublicIpAddress",
            "EipAddress",
            "InternetChargeType",
            "DeletionProtection",
            "Facts",
        ]
        .iter()
        .map(|name| format!(r#""{name}": {nothing}"#))
        .collect();
        assert_eq!(running(&attributes.join(", ")), Instance::DEFAULT, "{nothing}");
        let inner = format!(
            r#""PublicIpAddress": {{"IpAddress": {nothing}}}, "EipAddress": {{"IpAddress": {nothing}}},
               "InnerIpAddress": {{"IpAddress": {nothing}}}, "VpcAttributes": {{"VpcId": {nothing}}},
               "OperationLocks": {{"LockReason": {nothing}}}"#
        );
        assert_eq!(running(&inner), Instance::DEFAULT, "{nothing}");
    }
}

#[test]
fn several_spellings_side_by_side() {
    let gpu = Instance::DEFAULT.with(|it| it.gpu = true);
    // The nearest spelling counts, even where it says nothing.
    assert_eq!(running(r#""GPUAmount": 1, "GpuAmount": 0, "gpuamount": 0"#), gpu);
    assert_eq!(running(r#""GpuAmount": 0, "gpuamount": 0, "GPUAmount": 1"#), gpu);
    assert_eq!(running(r#""GpuAmount": 1, "GPUAmount": 0"#), Instance::DEFAULT);
    assert_eq!(running(r#""GpuAmount": 1, "GPUAmount": null"#), Instance::DEFAULT);
    assert_eq!(running(r#""gPUAmount": 1, "gpuAmount": 0"#), gpu);
    assert_eq!(running(r#""GpuAmount": 1"#), gpu);
    // Of the same spelling, the last.
    assert_eq!(running(r#""GPUAmount": 0, "GPUAmount": 1"#), gpu);
    assert_eq!(running(r#""GPUAmount": 1, "GPUAmount": 0"#), Instance::DEFAULT);
    // Keys and zeros of a re-serialised struct.
    assert_eq!(
        running(
            r#""CPU": 0, "Cpu": 2, "Hostname": "", "HostName": "x", "IsSpot": false, "IntranetIp": "", "NetworkType": "",
               "SpotDuration": 0, "SpotInterruptionBehavior": "", "SpotStrategy": "", "LocalStorageAmount": 0"#
        ),
        Instance::DEFAULT
    );
}

#[test]
fn small_first_letters() {
    let read = record(
        r#"{"instanceId": "i-1", "status": "Stopped", "stoppedMode": "StopCharging", "GPUAmount": 1,
            "operationLocks": {"lockReason": [{"lockReason": "financial"}]}, "hibernationOptions": {"configured": true},
            "publicIpAddress": {"ipAddress": ["203.0.113.7"]}, "internetChargeType": "PayByTraffic",
            "vpcAttributes": {"vpcId": "vpc-1"}, "facts": {"Standing": "Expired"}}"#,
    );
    assert_eq!(
        read.instance,
        STOPPED.with(|it| {
            it.stopped_mode = StoppedMode::StopCharging;
            it.gpu = true;
            it.locks = Locks::NONE.with(LockReason::Financial);
            it.hibernation_configured = true;
            it.static_address = StaticAddress::PayByTraffic;
            it.standing = instance_lifecycle::instance::Standing::Expired;
        })
    );
    assert_eq!(read.instance_id.as_deref(), Some("i-1"));
}

#[test]
fn flat_records_of_describe_instance_attribute() {
    assert_eq!(
        record(
            r#"{"RequestId": "R", "InstanceId": "i-1", "Status": "Running", "StoppedMode": "Not-applicable",
                "InstanceChargeType": "PostPaid", "IoOptimized": "optimized", "CreationTime": "2021-05-12T03:48:23Z",
                "OperationLocks": {"LockReason": [{"LockReason": "financial"}]}}"#
        )
        .instance,
        Instance::DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Financial))
    );
}

#[test]
fn locks_more_and_less_wrapped() {
    let locks = |value: &str| {
        let Record { instance, locks, .. } =
            record(&format!(r#"{{"Status": "Running", "OperationLocks": {value}}}"#));
        (instance.locks, locks.join(" "))
    };
    let financial = Locks::NONE.with(LockReason::Financial);
    for value in [
        r#"{"LockReason": [{"LockReason": "financial", "LockMsg": "…"}]}"#,
        r#"{"LockReason": {"LockReason": "financial"}}"#,
        r#"{"LockReason": ["financial"]}"#,
        r#"{"LockReason": "financial"}"#,
        r#"[{"LockReason": "financial"}]"#,
        r#"["financial"]"#,
        r#""financial""#,
        r#""financial \t""#,
        r#"{"OperationLock": [{"LockReason": "financial"}]}"#,
        r#"[{"LockReason": "Financial"}, {"LockReason": "FINANCIAL"}, {"LockReason": ""}, {"LockReason": " "}, null]"#,
    ] {
        assert_eq!(locks(value), (financial, "financial".to_owned()), "{value}");
    }
    assert_eq!(
        locks(
            r#"[{"LockReason": "Recycling", "LockMsg": "The specified instance is locked due to financial reason."}]"#
        ),
        (Locks::NONE.with(LockReason::Recycling), "recycling".to_owned())
    );
    assert_eq!(
        locks(r#"{"LockReason": [{"LockReason": "Financial-Recycling"}, {"LockReason": "financial"}]}"#),
        (financial.with_unknown(), "financial financial-recycling".to_owned())
    );
    for reason in LockReason::ALL {
        let upper = reason.as_str().to_uppercase();
        assert_eq!(
            locks(&format!(r#"["{upper}"]"#)),
            (Locks::NONE.with(*reason), reason.as_str().to_owned())
        );
    }
}

#[test]
fn addresses_more_and_less_wrapped() {
    for value in [
        r#"{"IpAddress": ["203.0.113.7"]}"#,
        r#"{"IpAddress": "203.0.113.7"}"#,
        r#"["203.0.113.7"]"#,
        r#"["", null, "203.0.113.7"]"#,
        r#""203.0.113.7""#,
    ] {
        assert_eq!(
            running(&format!(r#""PublicIpAddress": {value}"#)),
            Instance::DEFAULT.with(|it| it.static_address = StaticAddress::PayByTraffic),
            "{value}"
        );
        assert_eq!(
            running(&format!(r#""EipAddress": {value}"#)),
            Instance::DEFAULT.with(|it| it.elastic_address = true),
            "{value}"
        );
        assert_eq!(
            running(&format!(r#""InnerIpAddress": {value}"#)),
            Instance::DEFAULT.with(|it| it.network_type = NetworkType::Classic),
            "{value}"
        );
    }
    // Without an address its billing means nothing.
    assert_eq!(running(r#""InternetChargeType": "PayByBandwidth""#), Instance::DEFAULT);
    assert_eq!(running(r#""InternetChargeType": "PayBySmile""#), Instance::DEFAULT);
}

#[test]
fn the_network() {
    let classic = Instance::DEFAULT.with(|it| it.network_type = NetworkType::Classic);
    for (attributes, expected) in [
        (r#""InstanceNetworkType": "vpc""#, Instance::DEFAULT),
        (r#""InstanceNetworkType": "VPC""#, Instance::DEFAULT),
        (r#""InstanceNetworkType": "Classic""#, classic),
        (
            r#""VpcAttributes": {"VpcId": "vpc-1"}, "InnerIpAddress": {"IpAddress": ["10.0.0.1"]}"#,
            Instance::DEFAULT,
        ),
        (r#""VpcAttributes": {"VpcId": ""}, "InnerIpAddress": {"IpAddress": ["10.0.0.1"]}"#, classic),
        (
            r#""InstanceNetworkType": "classic", "InnerIpAddress": {"IpAddress": ["10.0.0.1"]}, "InternetMaxBandwidthIn": -1,
               "VpcAttributes": {"VpcId": "", "VSwitchId": "", "NatIpAddress": "", "PrivateIpAddress": {"IpAddress": []}}"#,
            classic,
        ),
    ] {
        assert_eq!(running(attributes), expected, "{attributes}");
    }
}

#[test]
fn stopped_mode_is_read_of_stopping_and_stopped_instances() {
    let stopping = |mode: &str| instance(&format!(r#"{{"Status": "Stopping", "StoppedMode": "{mode}"}}"#));
    assert_eq!(stopping("KeepCharging").stopped_mode, StoppedMode::KeepCharging);
    assert_eq!(stopping("StopCharging").stopped_mode, StoppedMode::StopCharging);
    assert_eq!(stopping("Anything").stopped_mode, StoppedMode::NotApplicable);
    for status in ["Pending", "Starting", "Running"] {
        for mode in ["Not-applicable", "KeepCharging", "StopCharging", "Anything"] {
            let read = instance(&format!(r#"{{"Status": "{status}", "StoppedMode": "{mode}"}}"#));
            assert_eq!(read.stopped_mode, StoppedMode::NotApplicable, "{status} {mode}");
        }
    }
    #[rustfmt::skip]
    let table = [
        ("PostPaid", r#""KeepCharging""#, StoppedMode::KeepCharging),
        ("PostPaid", r#""StopCharging""#, StoppedMode::StopCharging),
        ("PostPaid", r#""Not-applicable""#, StoppedMode::NotApplicable),
        ("PostPaid", "null", StoppedMode::KeepCharging),
        ("PrePaid", r#""Not-applicable""#, StoppedMode::NotApplicable),
        ("PrePaid", r#""KeepCharging""#, StoppedMode::KeepCharging),
        ("PrePaid", r#""""#, StoppedMode::NotApplicable),
    ];
    for (billing, mode, expected) in table {
        let text =
            format!(r#"{{"Status": "Stopped", "InstanceChargeType": "{billing}", "StoppedMode": {mode}}}"#);
        assert_eq!(instance(&text).stopped_mode, expected, "{text}");
    }
}

#[test]
fn what_means_nothing_is_not_looked_at() {
    // Dates, prices, foreign types.
    assert_eq!(
        running(
            r#""ExpiredTime": "2999-09-08T16:00Z", "SpotPriceLimit": 0.98, "SpotInterruptionBehavior": "Whatever",
               "VlanId": 10, "Memory": [4096], "Tags": {"Tag": null}, "RdmaIpAddress": 7, "OSType": {"a": [1e9]},
               "Code": "200", "TradePrice": "0.165", "InstanceName": false"#
        ),
        Instance::DEFAULT
    );
    assert_eq!(
        running(r#""SpotStrategy": "SpotWithPriceLimit", "SpotPriceLimit": "0.5""#),
        Instance::DEFAULT.with(|it| it.spot_strategy = SpotStrategy::SpotWithPriceLimit)
    );
}

#[test]
fn responses_and_lists() {
    let one = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let two = r#"{"InstanceId": "i-2", "Status": "Stopped"}"#;
    let both = ["1: i-1", "1: i-2"];
    for (input, expected) in [
        (one.to_owned(), &both[..1]),
        (format!("[{one}, {two}]"), &both),
        (
            format!(
                r#"{{"RequestId": "R", "Instances": {{"Instance": [{one}, {two}]}}, "TotalCount": "2"}}"#
            ),
            &both,
        ),
        (format!(r#"{{"instances": {{"instance": [{one}, {two}]}}}}"#), &both),
        (format!(r#"{{"Instances": [{one}, {two}]}}"#), &both),
        (format!(r#"{{"Instances": {{"Instance": {one}}}}}"#), &both[..1]),
        (format!(r#"{{"Instance": [{one}, {two}]}}"#), &both),
        (format!(r#"{{"Instance": {one}}}"#), &both[..1]),
        (format!(r#"{{"instance": {one}}}"#), &both[..1]),
        (
            format!(
                r#"[{{"Instances": {{"Instance": [{one}]}}}}, {{"Instances": {{"Instance": [{two}]}}}}]"#
            ),
            &both,
        ),
        (r#"{"RequestId": "R", "Instances": {"Instance": []}, "TotalCount": 0}"#.to_owned(), &[]),
        (r#"{"Instances": {"Instance": null}}"#.to_owned(), &[]),
        (r#"{"Instances": {}}"#.to_owned(), &[]),
        (r#"{"Instances": null}"#.to_owned(), &[]),
        ("[]".to_owned(), &[]),
    ] {
        assert_eq!(told(&input), expected, "{input}");
    }
}

#[test]
fn a_record_within_a_case_is_read_alike() {
    let text =
        r#"{"status": "Stopped", "OperationLocks": ["Recycling"], "Facts": {"ComputeRecycled": "true"}}"#;
    let within = case(&format!(r#"{{"Instance": {text}, "Request": {{"Action": "StopInstance"}}}}"#));
    assert_eq!(within.record, Some(record(text)));
}
