//! Input that people have and the vendor's documents, on the command line: a row for each case.

use crate::lifecycle;

/// A record after an economical stop.
const RELEASED: &str = r#"{"InstanceId":"i-1","Status":"Stopped","InstanceChargeType":"PostPaid","StoppedMode":"StopCharging","PublicIpAddress":{"IpAddress":[]},"InternetChargeType":"PayByBandwidth","InternetMaxBandwidthOut":5}"#;
/// A subscription, and an economical stop of it.
const SUBSCRIPTION: &str = r#"{"Instance":{"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PrePaid"},"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"}}"#;
const LISTING: &str = r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Running"}]}}"#;
const MIXED: &str = r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Stopped"}]}}"#;

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
    // A4
    (&["plan", "StartInstance"], RELEASED, 0, "StaticPublicIp   Retained       no"),
    (&["plan", "StartInstance", "--format", "json"], RELEASED, 0, r#""AtNextStart":"NewAddress""#),
    (&["plan", "StartInstance"], RELEASED, 0, "PublicAddressMayChange"),
    // A5
    (&["evolve", "--event", "BootCompleted", "--format", "json"], r#"{"InstanceId":"i-1","Status":"Starting","InstanceType":"ecs.g7.large","Tags":{"Tag":[]},"AutoReleaseTime":"2027-01-01T00:00Z"}"#, 0,
        r#""Instance":{"InstanceId":"i-1","Status":"Running","InstanceType":"ecs.g7.large","Tags":{"Tag":[]},"AutoReleaseTime":"2027-01-01T00:00Z"}"#),
    // A7
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","OperationLocks":{"OperationLock":[{"LockReason":"security"}]}}"#, 1, "InstanceLockedForSecurity"),
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","OperationLocks":{"Lock":[]}}"#, 2, "missing field `OperationLocks.LockReason`"),
    // A14
    (&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running","InstanceType":"ecs.ebmi2g.32xlarge"}"#, 1, "--confirm-stop"),
    (&["inspect", "--format", "json"], r#"{"Status":"Running","InstanceType":"ecs.re7p.large"}"#, 0, r#""PersistentMemory":true"#),
    // C2
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":""}}"#, 1, "400 MissingParameter"),
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":"","DryRun":true}}"#, 1, "400 MissingParameter"),
    (&["explain"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","ForceStop":"abc"}}"#, 1, "400 InvalidParameter"),
    (&["explain", "--format", "json"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","ForceStop":"abc"}}"#, 1, r#""Code":"InvalidParameter""#),
    (&["plan"], r#"{"Instance":null,"Request":{"Action":"StopInstance"}}"#, 1, "404 InvalidInstanceId.NotFound"),
    (&["errors", "--request"], "", 0, "400 MissingParameter"),
    (&["errors", "--request", "--format", "json"], "", 0, r#""Code":"Forbidden.RAM""#),
    (&["errors", "--request", "--format", "tsv"], "", 0, "503\tServiceUnavailable\t"),
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
    (&["status", "--format", "json"], STOPPED, 0, r#""BilledInStopped":{"Reason":"StandardMode","#),
    // E3
    (&["plan", "StopInstance"], SPOT, 0, "keeps: public address, private address, disk data; may lose: capacity"),
    (&["plan", "StopInstance"], r#"{"Status":"Running"}"#, 0, "  keeps: private address, disk data, capacity\n"),
    (&["plan", "StopInstance", "--stopped-mode", "StopCharging", "--dry-run"], r#"{"Status":"Running"}"#, 0, "keeps: private address, disk data; may lose: capacity"),
    (&["plan", "StopInstance", "--format", "json"], SPOT, 0, r#""Verdict":{"Keeps":["public address","private address","disk data"],"MayLose":["capacity"]}"#),
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
    // D5
    (&["plan"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","RegionId":"r","ClientToken":"c","StoppedMode":"Not-applicable"}}"#, 0, "ignored: RegionId, ClientToken, StoppedMode"),
    (&["plan", "--format", "json"], r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","OwnerId":1}}"#, 0, r#""Ignored":["OwnerId"]"#),
];

#[test]
fn runs() {
    for (arguments, input, status, part) in RUNS {
        let ran = lifecycle(arguments, input);
        let output = format!("{}{}", ran.stdout, ran.stderr).replace("\n  ", " ");
        let is_found = format!("{}{}", ran.stdout, ran.stderr).contains(part) || output.contains(part);
        assert!(is_found, "{arguments:?} < {input}: {part:?} is missing in\n{}", ran.show());
        assert_eq!(ran.status, Some(*status), "{arguments:?} < {input}\n{}", ran.show());
    }
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
