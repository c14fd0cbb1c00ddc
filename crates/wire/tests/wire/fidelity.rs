//! Cases in which the reader follows the vendor's documents and the forms that clients really have: a
//! row for each.

use crate::{json, stop, told};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Event, Policy, StartInstance, StopInstance};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, Case, Defaults, Evolution, Given, Inspection, OBSERVED_CODES,
    REQUEST_ERRORS, Record,
};
use serde_json::{Value, json as value};

/// A record after an economical stop: no address is listed, its bandwidth stays.
const RELEASED: &str = r#"{"InstanceId":"i-1","Status":"Stopped","InstanceChargeType":"PostPaid","StoppedMode":"StopCharging","PublicIpAddress":{"IpAddress":[]},"InternetChargeType":"PayByBandwidth","InternetMaxBandwidthOut":5}"#;

/// A record, the attribute that it tells, and its value.
#[rustfmt::skip]
const RECORDS: &[(&str, &str, &str)] = &[
    // A4
    (RELEASED, "static_address", "PayByBandwidth"),
    (r#"{"Status":"Stopped","StoppedMode":"StopCharging","InternetChargeType":"PayByTraffic","InternetMaxBandwidthOut":"5"}"#, "static_address", "PayByTraffic"),
    (r#"{"Status":"Stopped","StoppedMode":"StopCharging","InternetMaxBandwidthOut":5}"#, "static_address", "PayByTraffic"),
    (r#"{"Status":"Stopped","StoppedMode":"StopCharging","InternetMaxBandwidthOut":0}"#, "static_address", "None"),
    (r#"{"Status":"Stopped","StoppedMode":"KeepCharging","InternetMaxBandwidthOut":5}"#, "static_address", "None"),
    (r#"{"Status":"Running","StoppedMode":"StopCharging","InternetMaxBandwidthOut":5}"#, "static_address", "None"),
    (r#"{"Status":"Stopped","StoppedMode":"StopCharging","EipAddress":{"IpAddress":"198.51.100.7"},"InternetMaxBandwidthOut":5}"#, "static_address", "None"),
    // A7
    (r#"{"Status":"Running","OperationLocks":{"OperationLock":[{"LockReason":"security"}]}}"#, "locks.security", "Yes"),
    (r#"{"Status":"Running","OperationLocks":{"OperationLock":{"LockReason":"financial"}}}"#, "locks.financial", "Yes"),
    (r#"{"Status":"Running","OperationLocks":{}}"#, "locks.security", "No"),
    // A14, C4: families and members
    (r#"{"Status":"Running","InstanceType":"ecs.i4.large"}"#, "local_ssd", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.d3c.large"}"#, "local_ssd", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.ebmi2g.32xlarge"}"#, "local_ssd", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.hpc6id.32xlarge"}"#, "local_ssd", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.d2s.5xlarge"}"#, "local_ssd", "No"),
    (r#"{"Status":"Running","InstanceType":"ecs.g7t.large"}"#, "sealed_data", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.r9it.large"}"#, "sealed_data", "Yes"),
    (r#"{"Status":"Running","InstanceType":"ecs.g7.large"}"#, "sealed_data", "No"),
    (r#"{"Status":"Running","CreditSpecification":"Unlimited"}"#, "unlimited_credits", "Yes"),
    (r#"{"Status":"Running","CreditSpecification":"Standard"}"#, "unlimited_credits", "No"),
    (r#"{"Status":"Running","AutoReleaseTime":"2027-01-01T00:00Z"}"#, "auto_release_time", "Yes"),
    (r#"{"Status":"Running","AutoReleaseTime":""}"#, "auto_release_time", "No"),
    // D1: an inventory record, and a record with its disks
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"system","Encrypted":true}],"SecurityGroups":[]}"#, "encryption_key", "Usable"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"system"},{"Type":"data","DeleteWithInstance":true}]}"#, "delete_with_instance", "Yes"),
    (r#"{"Instance":{"Status":"Running"},"Disks":{"Disk":[{"Type":"data","DeleteWithInstance":"false"}]}}"#, "delete_with_instance", "No"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"system","DeleteWithInstance":false}]}"#, "system_disk_delete_with_instance", "No"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"system","DeleteAutoSnapshot":"true"}]}"#, "delete_auto_snapshot", "Yes"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"data"}]}"#, "data_disks", "Yes"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"system"}]}"#, "data_disks", "No"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[]}"#, "data_disks", "Unknown"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[],"Snapshots":[]}"#, "snapshots", "No"),
    (r#"{"Instance":{"Status":"Running"},"Snapshots":[{"SnapshotId":"s-1"}]}"#, "snapshots", "Yes"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"data","Status":"Attaching"}]}"#, "disk_status", "Incorrect"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"Type":"data","Status":"In_use"}]}"#, "disk_status", "Ready"),
    (r#"{"Instance":{"Status":"Running"},"Disks":[{"OperationLocks":{"OperationLock":[{"LockReason":"financial"}]}}]}"#, "disk_in_arrears", "Yes"),
    (r#"{"Status":"Running","Disks":[{"Status":"In_use","OperationLocks":{"OperationLock":[{"LockReason":"security"}]}}]}"#, "disk_status", "Incorrect"),
    (r#"{"Instance":{"Status":"Stopped"},"Disks":[{"Type":"data"}]}"#, "system_disk", "Missing"),
    (r#"{"instance":{"status":"Running"},"disks":[{"type":"data","status":"Detaching"}]}"#, "disk_status", "Incorrect"),
];

fn value_of(text: &str, attribute: &str) -> &'static str {
    let json = json(text);
    let AnyCase::One(case) = AnyCase::read(&json, &stop()).expect(text) else { panic!("{text}") };
    let point = instance_lifecycle::Case::DEFAULT.with(|it| it.instance = case.instance());
    let attribute = instance_lifecycle::rules::attributes::ATTRIBUTES.iter().find(|of| of.name == attribute);
    let attribute = attribute.expect("an attribute");
    attribute.values[point.point().value(attribute.field)]
}

#[test]
fn records_tell_attributes() {
    for (record, attribute, expected) in RECORDS {
        assert_eq!(value_of(record, attribute), *expected, "{attribute} of {record}");
    }
}

#[test]
fn a_start_after_an_economical_stop_assigns_an_address() {
    let defaults = Defaults { request: Some(StartInstance::default().into()), ..Defaults::default() };
    let json = json(RELEASED);
    let case = Case::read(&json, &defaults).expect("a record");
    let answer = serde_json::to_value(Answer::new(&case, &Policy::documented())).expect("JSON");
    let resource = |name: &str| -> Value {
        let resources = answer["Plan"]["Resources"].as_array().expect("a list").iter();
        resources.clone().find(|of| of["Resource"] == name).expect(name).clone()
    };
    assert_eq!(resource("StaticPublicIp")["AtNextStart"], "NewAddress");
    assert_eq!(resource("PublicBandwidth")["AtNextStart"], "Resumes");
    let risks = answer["Plan"]["Risks"].as_array().expect("a list");
    assert!(risks.contains(&value!("PublicAddressMayChange")), "{risks:?}");
}

/// Events change the members that they are about and no others, and no value is made up.
#[test]
fn events_patch_the_record() {
    let text = r#"{"InstanceId":"i-1","Status":"Stopping","InstanceType":"ecs.g7.large","PublicIpAddress":{"IpAddress":["8.8.8.8"]},"InternetChargeType":"PayByTraffic","InternetMaxBandwidthOut":5,"Tags":{"Tag":[{"TagKey":"a"}]},"AutoReleaseTime":"2027-01-01T00:00Z","Facts":{"StoppedMode":"StopCharging"}}"#;
    let json = json(text);
    let defaults = Defaults { keep_records: true, ..stop() };
    let case = Case::read(&json, &defaults).expect("a record");
    let evolution = Evolution::new(&case, &[Event::ShutdownCompleted], &Policy::documented());
    let after = serde_json::to_value(&evolution).expect("JSON")["Instance"].clone();
    for (name, expected) in [
        ("Status", value!("Stopped")),
        ("StoppedMode", value!("StopCharging")),
        ("InstanceType", value!("ecs.g7.large")),
        ("PublicIpAddress", value!({ "IpAddress": [] })),
        ("InternetMaxBandwidthOut", value!(5)),
        ("Tags", value!({ "Tag": [{ "TagKey": "a" }] })),
        ("AutoReleaseTime", value!("2027-01-01T00:00Z")),
    ] {
        assert_eq!(after[name], expected, "{name}");
    }
    let record = Record::read(&crate::json(&after.to_string())).expect("a record");
    assert_eq!(record.instance, evolution.after());
    assert!(!after.to_string().contains("203.0.113."), "{after}");
}

#[test]
fn locks_that_are_not_understood_are_an_error() {
    let read = Record::read(&json(r#"{"Status":"Running","OperationLocks":{"Locks":["security"]}}"#));
    assert_eq!(
        read.expect_err("an error").to_string(),
        "missing field `OperationLocks.LockReason`; expected a list of locks"
    );
}

/// Input, and what is read from it: the id of each record, or the error.
#[rustfmt::skip]
const INPUTS: &[(&str, &[&str])] = &[
    // D1: wrappers
    (r#"{"headers":{"a":"b"},"statusCode":200,"body":{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]}}}"#, &["1: i-1"]),
    (r#"{"response":{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]}}}"#, &["1: i-1"]),
    (r#"{"status":"ok","data":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Stopped"}]}"#, &["1: i-1", "1: i-2"]),
    (r#"{"code":"200","message":"ok","result":{"InstanceId":"i-1","Status":"Running"}}"#, &["1: i-1"]),
    (r#"{"outer":{"inner":{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]}}}}"#, &["1: i-1"]),
    (r#"{"DescribeInstancesResponse":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]}}"#, &["1: i-1"]),
    (r#"{"InstanceStatuses":{"InstanceStatus":[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Stopped"}]}}"#, &["1: i-1", "1: i-2"]),
    (r#"{"Instance":{"InstanceId":"i-1","Status":"Running"},"Disks":[],"SecurityGroups":[]}"#, &["1: i-1"]),
    (r#"[{"Instance":{"InstanceId":"i-1","Status":"Running"},"Disks":null},{"Instance":{"InstanceId":"i-2","Status":"Running"},"Disks":[]}]"#, &["1: i-1", "1: i-2"]),
    // D1: error answers
    (r#"{"RequestId":"1","HostId":"ecs.aliyuncs.com","Code":"Forbidden.RAM","Message":"User not authorized"}"#, &["line 1: this is an error answer: `Forbidden.RAM`: User not authorized"]),
    (r#"{"statusCode":403,"body":{"RequestId":"1","Code":"Throttling"}}"#, &["line 1: at `body`: this is an error answer: `Throttling`"]),
    // D2
    (r#"{"Reservations":"x","Owner":1}"#, &["line 1: no instance records found: expected `Instances`, `Instance`, `InstanceStatuses` or a record with `Status`, found keys `Reservations`, `Owner`"]),
    ("{}", &["line 1: no instance records found: expected `Instances`, `Instance`, `InstanceStatuses` or a record with `Status`, found no keys"]),
    (r#"{"instance_id":"i-1","status":"Running","instance_type":"ecs.g7.large"}"#, &["line 1: not a record of DescribeInstances: expected `InstanceId`, found key `instance_id`"]),
    (r#"{"InstanceId":"i-1"}"#, &["line 1: missing field `Status`; expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`"]),
    // D3
    (r#"{"TotalCount":0,"Instances":{"Instance":[]}}"#, &[]),
    (r#"{"body":{"Instances":{"Instance":[]}}}"#, &[]),
];

#[test]
fn records_are_found() {
    for (input, expected) in INPUTS {
        assert_eq!(told(input), *expected, "{input}");
        // The same over several lines.
        let value: Value = serde_json::from_str(input).expect("JSON");
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        let without_line = |items: Vec<String>| -> Vec<String> {
            let end = |item: &String| item.split_once(": ").map_or(item.clone(), |(_, end)| end.to_owned());
            items.iter().map(end).collect()
        };
        let sorted = |mut items: Vec<String>| {
            items.sort_unstable();
            items
        };
        let (long, short) = (without_line(told(pretty)), without_line(told(value.to_string())));
        assert_eq!(sorted(long), sorted(short), "{input}");
    }
}

/// A request about a running instance, and the answer: the outcome, the code, and what was ignored.
#[rustfmt::skip]
const REQUESTS: &[(&str, &str, &str, &[&str])] = &[
    // D5
    (r#"{"Action":"StopInstance","RegionId":"cn-hangzhou","ClientToken":"x","OwnerId":1,"OwnerAccount":"","ResourceOwnerId":2,"ResourceOwnerAccount":"a"}"#,
        "Planned", "", &["RegionId", "ClientToken", "OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount"]),
    (r#"{"Action":"StopInstance","StoppedMode":"Not-applicable"}"#, "Planned", "", &["StoppedMode"]),
    // C2
    (r#"{"Action":"StopInstance","InstanceId":""}"#, "Rejected", "MissingParameter", &[]),
    (r#"{"Action":"StopInstance","InstanceId":"","DryRun":true}"#, "Rejected", "MissingParameter", &[]),
    (r#"{"Action":"StopInstance","InstanceId":null}"#, "Planned", "", &[]),
    (r#"{"Action":"StopInstance","ForceStop":"abc"}"#, "Rejected", "InvalidParameter", &[]),
    (r#"{"Action":"StopInstance","ForceStop":2,"DryRun":true}"#, "Rejected", "InvalidParameter", &[]),
    (r#"{"Action":"StopInstance","InstanceId":"","ForceStop":"abc"}"#, "Rejected", "MissingParameter", &[]),
    (r#"{"Action":"StartInstance","InitLocalDisk":"yes"}"#, "Rejected", "InvalidParameter", &[]),
    (r#"{"Action":"StopInstance","DryRun":true}"#, "DryRunPassed", "DryRunOperation", &[]),
];

#[test]
fn requests_are_checked() {
    for (request, outcome, code, ignored) in REQUESTS {
        let text = format!(r#"{{"Instance":{{"Status":"Running"}},"Request":{request}}}"#);
        let case = crate::case(&text);
        assert_eq!(case.notes.ignored, *ignored, "{request}");
        let answer = serde_json::to_value(Answer::new(&case, &Policy::documented())).expect("JSON");
        assert_eq!(answer["Outcome"], *outcome, "{answer}");
        assert_eq!(answer["Error"]["Code"].as_str().unwrap_or_default(), *code, "{answer}");
    }
    let text = r#"{"Instance":null,"Request":{"Action":"StopInstance","InstanceId":""}}"#;
    let answer = serde_json::to_value(Answer::new(&crate::case(text), &Policy::documented())).expect("JSON");
    assert_eq!(answer["Error"]["HttpStatus"], 400);
    assert_eq!(
        answer["Error"]["Message"],
        "The input parameter \"InstanceId\" that is mandatory for processing this request is not supplied."
    );
    let text = r#"{"Instance":null,"Request":{"Action":"StopInstance"}}"#;
    let answer = serde_json::to_value(Answer::new(&crate::case(text), &Policy::documented())).expect("JSON");
    assert_eq!(answer["Error"]["Code"], "InvalidInstanceId.NotFound");
}

/// The column of examples on the page of StopInstance of 2024-11-14.
#[test]
fn the_example_request_of_the_page_is_read() {
    let text = r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":"i-bp67acfmxazb4ph****","ConfirmStop":true,"ForceStop":false,"StoppedMode":"KeepCharging","DryRun":true}}"#;
    let case = crate::case(text);
    assert_eq!(case.id.as_deref(), Some("i-bp67acfmxazb4ph****"));
    let stopped_mode = Some(StopMode::KeepCharging);
    let expected = StopInstance::DEFAULT.with(|it| {
        it.confirm_stop = true;
        it.stopped_mode = stopped_mode;
        it.dry_run = true;
    });
    assert_eq!(case.request, expected.into());
    let answer = serde_json::to_value(Answer::new(&case, &Policy::documented())).expect("JSON");
    assert_eq!(answer["Error"]["Code"], "DryRunOperation");
}

#[test]
fn batch_requests_are_checked() {
    for (request, outcome, code) in [
        (r#"{"Action":"StopInstances","RegionId":"cn-hangzhou"}"#, "Planned", ""),
        (r#"{"Action":"StopInstances","ForceStop":"abc"}"#, "Rejected", "InvalidParameter"),
        (r#"{"Action":"DeleteInstances","ClientToken":"a","Force":true}"#, "Planned", ""),
    ] {
        let text =
            format!(r#"{{"Instances":[{{"InstanceId":"i-1","Status":"Running"}}],"Request":{request}}}"#);
        let json = json(&text);
        let AnyCase::Batch(batch) = AnyCase::read(&json, &Defaults::default()).expect(&text) else {
            panic!("{text}")
        };
        let answer = serde_json::to_value(BatchAnswer::new(&batch, &Policy::documented())).expect("JSON");
        assert_eq!(answer["Outcome"], outcome, "{answer}");
        assert_eq!(answer["Error"]["Code"].as_str().unwrap_or_default(), code, "{answer}");
    }
}

/// Other values stay unreadable: no page says what the service answers.
#[test]
fn an_unknown_mode_is_not_an_error_of_the_service() {
    let json =
        json(r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance","StoppedMode":"Off"}}"#);
    let error = Case::read(&json, &Defaults::default()).expect_err("an error");
    assert_eq!(error.path(), "Request.StoppedMode");
}

/// C2 and C7: every row has what a person needs to look it up.
#[test]
fn tables_of_errors() {
    for row in REQUEST_ERRORS {
        assert!(![row.condition, row.code, row.message, row.source].contains(&""), "{row:?}");
        assert!(row.http_status.is_none_or(|status| (400..600).contains(&status)), "{row:?}");
    }
    for code in
        ["MissingParameter", "InvalidParameter", "Throttling", "Forbidden.RAM", "InvalidAction.NotFound"]
    {
        assert!(REQUEST_ERRORS.iter().any(|row| row.code == code), "{code}");
    }
    let conflict = OBSERVED_CODES.iter().find(|row| row.code == "InvalidOperation.Conflict");
    assert_eq!(conflict.and_then(|row| row.http_status), Some(409));
    assert!(OBSERVED_CODES.iter().any(|row| row.code == "OperationConflict"));
    // The table of the operation does not list them.
    for observed in OBSERVED_CODES {
        let mut rows = observed.action.errors().rows.iter();
        assert!(rows.all(|row| row.code != observed.code), "{observed:?}");
    }
}

/// C6: what the record does not show is assumed, addresses and protection included.
#[test]
fn fields_that_are_assumed() {
    for (record, name, is_assumed) in [
        (r#"{"Status":"Running"}"#, "DeletionProtection", true),
        (r#"{"Status":"Running","DeletionProtection":false}"#, "DeletionProtection", false),
        (r#"{"Status":"Running"}"#, "PublicIpAddress", true),
        (r#"{"Status":"Running","PublicIpAddress":{"IpAddress":[]}}"#, "PublicIpAddress", false),
        (r#"{"Status":"Running"}"#, "EipAddress", true),
        (r#"{"Status":"Running","EipAddress":{}}"#, "EipAddress", false),
        (r#"{"Status":"Running"}"#, "GPUAmount", true),
        (r#"{"Status":"Running","GPUAmount":0}"#, "GPUAmount", false),
        (r#"{"Status":"Running","InstanceType":"ecs.g7.large"}"#, "GPUAmount", false),
        (r#"{"Status":"Running","Disks":[{"Encrypted":false}]}"#, "EncryptionKey", false),
        (r#"{"Status":"Running","Disks":[{"Encrypted":true}]}"#, "EncryptionKey", true),
    ] {
        assert_eq!(crate::record(record).assumed.contains(name), is_assumed, "{name} of {record}");
    }
    let case = crate::case(
        r#"{"Instance":null,"Environment":{"EconomicalModeDefault":false},"Request":{"Action":"StopInstance"}}"#,
    );
    assert!(case.notes.given.contains("EconomicalModeDefault") && !case.notes.given.contains("Stock"));
    let given = Given::NONE.with("Stock");
    let defaults = Defaults { given, request: Some(StopInstance::default().into()), ..Defaults::default() };
    let json = json(r#"{"Status":"Running"}"#);
    assert_eq!(Case::read(&json, &defaults).expect("a record").notes.given, given);
}

/// A14: `GPUAmount` comes before the family.
#[test]
fn the_family_tells_the_gpu() {
    let gpu = |text: &str| {
        let record = crate::record(text);
        serde_json::to_value(Inspection::new(&record, &Policy::documented())).expect("JSON")["Gpu"].clone()
    };
    assert_eq!(gpu(r#"{"Status":"Running","InstanceType":"ecs.gn7i-c8g1.2xlarge"}"#), true);
    assert_eq!(gpu(r#"{"Status":"Running","InstanceType":"ecs.gn7i-c8g1.2xlarge","GPUAmount":0}"#), false);
}
