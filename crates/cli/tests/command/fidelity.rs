//! Input that people have and the vendor's documents, on the command line: a row for each case.

use crate::lifecycle;

/// A record after an economical stop.
const RELEASED: &str = r#"{"InstanceId":"i-1","Status":"Stopped","InstanceChargeType":"PostPaid","StoppedMode":"StopCharging","PublicIpAddress":{"IpAddress":[]},"InternetChargeType":"PayByBandwidth","InternetMaxBandwidthOut":5}"#;
/// A subscription, and an economical stop of it.
const SUBSCRIPTION: &str = r#"{"Instance":{"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PrePaid"},"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"}}"#;
const LISTING: &str = r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Running"}]}}"#;
const MIXED: &str = r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Stopped"}]}}"#;

/// An instance stopped for arrears, in economical mode.
const OWING: &str = r#"{"InstanceId":"i-1","Status":"Stopped","InstanceChargeType":"PostPaid","StoppedMode":"StopCharging","Facts":{"Standing":"InArrears","StoppedFor":"Arrears"}}"#;
/// An instance in arrears that still runs.
const IN_ARREARS: &str = r#"{"InstanceId":"i-1","Status":"Running","Facts":{"Standing":"InArrears"}}"#;
/// A record of an instance stopped for arrears as the service lists it.
const FINANCIAL: &str = r#"{"InstanceId":"i-1","Status":"Stopped","InstanceChargeType":"PostPaid","OperationLocks":{"LockReason":[{"LockReason":"financial"}]}}"#;
/// An instance whose compute was recycled after a stop for arrears.
const RECYCLED: &str = r#"{"InstanceId":"i-1","Status":"Stopped","Facts":{"Standing":"InArrears","StoppedFor":"Arrears","ComputeRecycled":true}}"#;
/// An instance stopped in standard mode.
const KEPT: &str = r#"{"InstanceId":"i-1","Status":"Stopped","StoppedMode":"KeepCharging"}"#;
/// An instance configured for hibernation.
const HIBERNATING: &str =
    r#"{"InstanceId":"i-1","Status":"Running","HibernationOptions":{"Configured":true}}"#;
/// Running instances, one locked for security.
const LOCKED: &str = r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running","OperationLocks":["security"]},{"InstanceId":"i-2","Status":"Running"}]}}"#;
/// A spot instance with a static address.
const SPOT: &str = r#"{"InstanceId":"i-1","Status":"Running","SpotStrategy":"SpotAsPriceGo","InternetChargeType":"PayByTraffic","PublicIpAddress":{"IpAddress":["203.0.113.7"]}}"#;
/// Stopped instances: in standard mode, ineligible for economical mode, a subscription, in economical mode,
/// and one stopped for arrears.
const STOPPED: &str = r#"[{"InstanceId":"i-1","Status":"Stopped","StoppedMode":"KeepCharging"},{"InstanceId":"i-2","Status":"Stopped","StoppedMode":"KeepCharging","InstanceNetworkType":"classic"},{"InstanceId":"i-3","Status":"Stopped","InstanceChargeType":"PrePaid"},{"InstanceId":"i-4","Status":"Stopped","StoppedMode":"StopCharging"},{"InstanceId":"i-5","Status":"Stopped","Facts":{"Standing":"InArrears","StoppedFor":"Arrears"}}]"#;

/// The arguments, the input, the exit status, and a part of the output.
#[rustfmt::skip]
const RUNS: &[(&[&str], &str, i32, &str)] = &[
    // A1
    (&["status"], OWING, 0, "billed: nothing"),
    (&["plan", "ReActivateInstances", "--format", "json"], OWING, 0, r#""Resource":"SystemDisk","Disposition":"Retained","BilledBefore":false"#),
    // A2
    (&["evolve", "--event", "ArrearsStopped", "--economical-mode-default", "on", "--format", "json"], IN_ARREARS, 0, r#""StoppedMode":"StopCharging""#),
    (&["evolve", "--event", "ArrearsStopped", "--economical-mode-default", "off", "--format", "json"], IN_ARREARS, 0, r#""StoppedMode":"KeepCharging""#),
    // A3
    (&["plan", "ReActivateInstances"], FINANCIAL, 0, "planned"),
    (&["plan", "ReActivateInstances", "--environment", "Balance=Insufficient"], FINANCIAL, 1, "NotEnoughBalance"),
    (&["evolve", "--event", "PaymentSettled"], FINANCIAL, 0, "Stopped -> Starting"),
    (&["status"], FINANCIAL, 0, "billed: nothing"),
    // A4
    (&["plan", "StartInstance"], RELEASED, 0, "StaticPublicIp   Retained       no"),
    (&["plan", "StartInstance", "--format", "json"], RELEASED, 0, r#""AtNextStart":"NewAddress""#),
    (&["plan", "StartInstance"], RELEASED, 0, "PublicAddressMayChange"),
    // A5
    (&["evolve", "--event", "BootCompleted", "--format", "json"], r#"{"InstanceId":"i-1","Status":"Starting","InstanceType":"ecs.g7.large","Tags":{"Tag":[]},"AutoReleaseTime":"2027-01-01T00:00Z"}"#, 0,
        r#""Instance":{"InstanceId":"i-1","Status":"Running","InstanceType":"ecs.g7.large","Tags":{"Tag":[]},"AutoReleaseTime":"2027-01-01T00:00Z"}"#),
    // A6
    (&["plan", "StopInstance"], SPOT, 0, "risks: CapacityNotGuaranteed"),
    (&["plan", "StopInstance", "--stopped-mode", "StopCharging"], SPOT, 1, "the vendor's documents disagree"),
    // A7
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","OperationLocks":{"OperationLock":[{"LockReason":"security"}]}}"#, 1, "InstanceLockedForSecurity"),
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","OperationLocks":{"Lock":[]}}"#, 2, "missing field `OperationLocks.LockReason`"),
    // A8
    (&["plan", "DeleteInstance", "--force"], r#"{"Instance":{"InstanceId":"i-1","Status":"Running"},"Disks":[{"Type":"system","DeleteWithInstance":false}]}"#, 0, "SystemDisk Retained yes"),
    (&["plan", "DeleteInstance", "--force"], r#"{"Status":"Running"}"#, 0, "DeleteWithInstance=true"),
    // A10
    (&["plan", "StopInstance", "--interpretation", "R12=AlreadyDone"], KEPT, 0, "already done"),
    (&["plan", "StopInstance", "--interpretation", "R12=AlreadyDone", "--stopped-mode", "StopCharging"], KEPT, 1, "403 IncorrectInstanceStatus"),
    // A12
    (&["plan", "StopInstance", "--hibernate", "--policy", "ecs-2021-01"], HIBERNATING, 0, "rule stop-in-standard-mode"),
    (&["plan", "StopInstance", "--hibernate"], HIBERNATING, 0, "rule hibernate-in-standard-mode"),
    // A13
    (&["plan", "StopInstance", "--confirm-stop"], r#"{"Status":"Running","InstanceType":"ecs.i4.large"}"#, 0, "risks: LocalDataLost"),
    (&["plan", "StopInstance", "--policy", "ecs-2021-01"], r#"{"Status":"Running","InstanceType":"ecs.i4.large"}"#, 0, "LocalDisks      Lost"),
    // A15
    (&["evolve", "--event", "Refunded", "--event", "GracePeriodEnded"], r#"{"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PrePaid"}"#, 0, "Released"),
    (&["evolve", "--event", "RefundedLockSet"], r#"{"InstanceId":"i-1","Status":"Running"}"#, 1, "the instance is not a subscription"),
    (&["evolve", "--event", "AutoReleaseTimeReached"], r#"{"InstanceId":"i-1","Status":"Running"}"#, 1, "no automatic release time is set"),
    // A14
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","InstanceType":"ecs.ebmi2g.32xlarge"}"#, 1, "--confirm-stop"),
    (&["inspect", "--format", "json"], r#"{"Status":"Running","InstanceType":"ecs.re7p.large"}"#, 0, r#""PersistentMemory":true"#),
    // B1
    (&["plan", "StopInstance", "--policy", "latest"], r#"{"Status":"Running","OperationLocks":["security"]}"#, 0, "would be refused under R2 security-locked-stop = Deny: InstanceLockedForSecurity"),
    // B2
    (&["plan", "StopInstance", "--hibernate"], HIBERNATING, 0, "risks: PreviewFeature"),
    // B4
    (&["explain", "StopInstance", "--policy", "latest"], KEPT, 1, "evidence: observed in public reports"),
    // C2
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":""}}"#, 1, "400 MissingParameter"),
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":"","DryRun":true}}"#, 1, "400 MissingParameter"),
    (&["explain"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","ForceStop":"abc"}}"#, 1, "400 InvalidParameter"),
    (&["explain", "--format", "json"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","ForceStop":"abc"}}"#, 1, r#""Code":"InvalidParameter""#),
    (&["plan"], r#"{"Instance":null,"Request":{"Action":"StopInstance"}}"#, 1, "404 InvalidInstanceId.NotFound"),
    (&["errors", "--request"], "", 0, "400 MissingParameter"),
    (&["errors", "--request", "--format", "json"], "", 0, r#""Code":"Forbidden.RAM""#),
    (&["errors", "--request", "--format", "tsv"], "", 0, "503\tServiceUnavailable\t"),
    // C3
    (&["permissions", "StopInstance"], "", 0, "ecs:StopInstance"),
    // C4
    (&["plan", "StopInstance", "--stopped-mode", "StopCharging", "--environment", "PrivatePool=Available"], r#"{"Status":"Running"}"#, 0, "ReservedCapacity Retained from now on"),
    (&["plan", "StopInstance", "--stopped-mode", "StopCharging", "--policy", "latest"], r#"{"Status":"Running","InstanceNetworkType":"classic"}"#, 0, "RequestedModeIgnored"),
    // C5, F1
    (&["errors", "--operation", "StopInstance", "--revisions"], "", 0, "2023-07-17"),
    (&["errors", "--operation", "StopInstance", "--revision", "2024-12-20", "--format", "tsv"], "", 0, "inferred-moderate"),
    // C1, C6, C7
    (&["why", "InvalidInstanceId.NotFound"], "", 0, "description: The specified instance does not exist."),
    (&["why", "OperationConflict"], "", 0, "https://www.alibabacloud.com/help/en/ecs/billing-faq"),
    (&["errors", "--code", "OperationConflict"], "", 0, "retry later"),
    (&["errors", "--code", "InvalidOperation.Conflict"], "", 0, "409 InvalidOperation.Conflict"),
    (&["errors", "--code", "DiskErr"], "", 2, "did you mean `DiskError`?"),
    (&["plan", "StopInstance", "--strict"], r#"{"Status":"Running"}"#, 2, "EconomicalModeDefault"),
    (&["plan", "StopInstance"], r#"{"Status":"Running"}"#, 0, "EconomicalModeDefault=false"),
    (&["plan", "DeleteInstance", "--force"], r#"{"Status":"Running"}"#, 0, "DeletionProtection=false"),
    (&["plan", "StopInstance", "--policy", "latest"], r#"{"Status":"Running"}"#, 0, "planned"),
    (&["policy", "show", "latest"], "", 0, "base = \"ecs-2025-12-03\""),
    (&["diff", "ecs-2025-12-03", "latest"], "", 0, ""),
    (&["plan"], SUBSCRIPTION, 1, "  2025-12-03: planned; the mode asked for is ignored"),
    (&["plan", "--format", "json"], SUBSCRIPTION, 1, r#""Newest":{"Policy":"ecs-2025-12-03","Outcome":"Planned","StoppedMode":"Not-applicable","RequestedModeIgnored":true}"#),
    (&["status"], r#"{"Status":"Running","OperationLocks":["security"]}"#, 0, "2025-12-03: StopInstance planned, KeepCharging"),
    // E2
    (&["status"], STOPPED, 0, "billed though stopped: 4 instances"),
    (&["status"], STOPPED, 0, "with KeepCharging: i-1   to end it: start, then stop with StopCharging"),
    (&["status"], STOPPED, 0, "an economical stop is not possible: i-2"),
    (&["status"], STOPPED, 0, "a subscription: a stop changes neither its fee nor its expiry date: i-3"),
    (&["status"], STOPPED, 0, "only the kept resources are billed: i-4"),
    (&["status", "--format", "json"], STOPPED, 0, r#""BilledInStopped":{"Reason":"KeepCharging","#),
    // E3
    (&["plan", "StopInstance"], SPOT, 0, "keeps: public address, private address, disk data; may lose: capacity"),
    (&["plan", "StopInstance"], r#"{"Status":"Running"}"#, 0, "  keeps: private address, disk data, capacity\n"),
    (&["plan", "StopInstance", "--stopped-mode", "StopCharging", "--dry-run"], r#"{"Status":"Running"}"#, 0, "keeps: private address, disk data; may lose: capacity"),
    (&["plan", "StopInstance", "--format", "json"], SPOT, 0, r#""Verdict":{"Keeps":["public address","private address","disk data"],"MayLose":["capacity"],"KeepsAddress":true,"KeepsData":true,"KeepsPlace":false}"#),
    // E4
    (&["explain"], SUBSCRIPTION, 1, "  2025-12-03: planned; the mode asked for is ignored"),
    (&["explain", "--format", "json"], SUBSCRIPTION, 1, r#""Newest":{"Policy":"ecs-2025-12-03","Outcome":"Planned""#),
    (&["plan", "StopInstances"], LOCKED, 1, "  2025-12-03: planned\n"),
    (&["plan", "StopInstances", "--batch-optimization", "SuccessFirst"], LOCKED, 1, "  2025-12-03: i-1 planned, KeepCharging\n"),
    (&["plan", "StopInstances", "--batch-optimization", "SuccessFirst", "--format", "json"], LOCKED, 1, r#""Newest":{"Policy":"ecs-2025-12-03","Outcome":"Planned","Items":[{"InstanceId":"i-1","Outcome":"Planned","StoppedMode":"KeepCharging"}]}"#),
    (&["plan", "StopInstances", "--policy", "latest", "--format", "json"], LOCKED, 0, r#""Outcome":"Planned","Items":"#),
    // D1
    (&["status"], r#"{"headers":{},"statusCode":200,"body":{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]}}}"#, 0, "i-1  Running"),
    (&["status"], r#"{"response":{"InstanceStatuses":{"InstanceStatus":[{"InstanceId":"i-1","Status":"Stopped"}]}}}"#, 0, "i-1  Stopped"),
    (&["plan", "StartInstance"], r#"{"Instance":{"InstanceId":"i-1","Status":"Stopped"},"Disks":[{"Type":"system","OperationLocks":{"OperationLock":[{"LockReason":"financial"}]}}]}"#, 1, "DiskInArrears"),
    (&["plan", "StopInstance"], r#"{"RequestId":"1","HostId":"h","Code":"Forbidden.RAM","Message":"User not authorized"}"#, 2, "this is an error answer: `Forbidden.RAM`"),
    // D2
    (&["plan", "StopInstance"], r#"{"Vms":1,"Total":2}"#, 2, "no instance records found"),
    (&["plan", "StopInstance"], r#"{"instance_id":"i-1","status":"Running"}"#, 2, "found key `instance_id`"),
    // D3
    (&["plan", "StopInstance"], r#"{"Instances":{"Instance":[]}}"#, 3, "0 instances"),
    (&["plan", "StopInstances"], r#"{"Instances":{"Instance":[]}}"#, 3, "0 instances"),
    // D4
    (&["plan", "StopInstances"], LISTING, 0, "2 instances  StopInstances  planned"),
    (&["plan", "StopInstances"], MIXED, 1, "because of i-2"),
    (&["plan", "StopInstances", "--batch-optimization", "SuccessFirst"], MIXED, 1, "1 planned, 1 refused"),
    (&["plan", "RebootInstances", "--force-reboot", "--format", "json"], LISTING, 0, r#""Outcome":"Planned","Items":[{"InstanceId":"i-1","Code":"200""#),
    (&["plan", "StopInstances", "--dry-run"], LISTING, 0, "DRYRUN.SUCCESS"),
    (&["plan", "StopInstances"], r#"[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2"}]"#, 2, "missing field `[1].Status`"),
    (&["plan", "StopInstances", "--hibernate"], LISTING, 2, "`StopInstances` does not take `--hibernate`"),
    // F2
    (&["why", "DiskError"], "", 0, "400  page of 2025-12-03, row 3 of the catalogue"),
    // F3
    (&["interpretations"], "", 0, "ecs-20140526, 2025-07-14"),
    // F4
    (&["why", "MissingParameter"], "", 0, "http://youfumai.cn/help/fwq/19964.html"),
    // F5
    (&["plan", "ReActivateInstances"], RECYCLED, 1, "refused"),
    (&["plan", "ReActivateInstances", "--environment", "Site=China"], RECYCLED, 0, "planned"),
    // D5
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","RegionId":"r","ClientToken":"c","StoppedMode":"Not-applicable"}}"#, 0, "ignored: RegionId, ClientToken, StoppedMode"),
    (&["plan", "--format", "json"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","OwnerId":1}}"#, 0, r#""Ignored":["OwnerId"]"#),
];

#[test]
fn runs() {
    let mut wrong = Vec::new();
    for (arguments, input, status, part) in RUNS {
        let ran = lifecycle(arguments, input);
        // However lines are wrapped and columns padded.
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_found = squeezed(&format!("{} {}", ran.stdout, ran.stderr)).contains(&squeezed(part));
        if !is_found || ran.status != Some(*status) {
            wrong.push(format!("{arguments:?} < {input}: expected {part:?}, exit {status}\n{}", ran.show()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// D6: what PowerShell writes.
#[test]
fn utf_16_is_decoded() {
    let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let little: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(units(LISTING).iter().flat_map(|unit| unit.to_le_bytes())).collect();
    let big: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(units(LISTING).iter().flat_map(|unit| unit.to_be_bytes())).collect();
    let expected = lifecycle(&["status"], LISTING);
    for input in [little, big] {
        let ran = lifecycle(&["status"], input);
        assert_eq!((ran.status, &ran.stdout), (Some(0), &expected.stdout), "{}", ran.stderr);
    }
}

/// A fact that is given is not assumed, though it has the default value.
#[test]
fn given_facts_of_the_environment_are_not_assumed() {
    let assumes = |arguments: &[&str], input: &str| {
        lifecycle(arguments, input).stdout.contains("EconomicalModeDefault")
    };
    let bare = r#"{"Status":"Running"}"#;
    assert!(assumes(&["plan", "StopInstance"], bare));
    assert!(!assumes(&["plan", "StopInstance", "--economical-mode-default", "off"], bare));
    assert!(!assumes(&["plan", "StopInstance", "--environment", "EconomicalModeDefault=false"], bare));
    assert!(!assumes(&["plan", "StopInstance", "--stopped-mode", "KeepCharging"], bare));
    let case = r#"{"Instance":{"Status":"Running"},"Environment":{"EconomicalModeDefault":false},"Request":{"Action":"StopInstance"}}"#;
    assert!(!assumes(&["plan"], case));
}
