//! The actions, one after the other, as clients call them.

use crate::support::{ask, asked, call, code, create, instant, manual, settle, status};
use instance_lifecycle_server::endpoint::Endpoint;
use serde_json::{Value, json};

const RUN: &str =
    "Action=RunInstances&RegionId=cn-hangzhou&ImageId=m-1&InstanceType=ecs.g7.large&VSwitchId=vsw-1";

fn run(endpoint: &Endpoint, more: &str) -> Vec<String> {
    let (status, body) = call(endpoint, &format!("{RUN}&{more}"));
    assert_eq!(status, 200, "{body}");
    let ids = body["InstanceIdSets"]["InstanceIdSet"].as_array().cloned().unwrap_or_default();
    ids.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn described(endpoint: &Endpoint, more: &str) -> Value {
    let (status, body) = call(endpoint, &format!("Action=DescribeInstances&RegionId=cn-hangzhou&{more}"));
    assert_eq!(status, 200, "{body}");
    body
}

/// The ids of the instances that a call lists.
fn listed(endpoint: &Endpoint, more: &str) -> Vec<String> {
    let body = described(endpoint, more);
    let records = body["Instances"]["Instance"].as_array().cloned().unwrap_or_default();
    records.iter().filter_map(|record| record["InstanceId"].as_str()).map(str::to_owned).collect()
}

#[test]
fn an_instance_lives_from_its_creation_to_its_release() {
    let endpoint = manual();
    let id = run(&endpoint, "").remove(0);
    let id = id.as_str();
    let step = |parameters: &str, expected: &str, then: &str, settled: &str| {
        assert_eq!(code(&endpoint, &format!("{parameters}&InstanceId={id}")), expected, "{parameters}");
        assert_eq!(status(&endpoint, id), then, "{parameters}");
        settle(&endpoint);
        assert_eq!(status(&endpoint, id), settled, "{parameters}");
    };
    assert_eq!(status(&endpoint, id), "Pending");
    settle(&endpoint);
    step("Action=StartInstance", "403 IncorrectInstanceStatus", "Running", "Running");
    step("Action=StopInstance&StoppedMode=StopCharging", "200", "Stopping", "Stopped");
    step("Action=StartInstance", "200", "Starting", "Running");
    step("Action=RebootInstance&ForceStop=true", "200", "Stopping", "Running");
    step("Action=DeleteInstance", "403 IncorrectInstanceStatus", "Running", "Running");
    step("Action=StopInstance", "200", "Stopping", "Stopped");
    step("Action=DeleteInstance", "200", "", "");
    assert_eq!(
        code(&endpoint, &format!("Action=StartInstance&InstanceId={id}")),
        "404 InvalidInstanceId.NotFound"
    );
}

#[test]
fn create_instance_ends_stopped() {
    let endpoint = manual();
    let create = RUN.replace("RunInstances", "CreateInstance");
    let (_, body) = call(&endpoint, &create);
    let id = body["InstanceId"].as_str().expect("an id").to_owned();
    settle(&endpoint);
    assert_eq!(status(&endpoint, &id), "Stopped");
}

#[test]
fn a_record_shows_what_was_asked_for() {
    let endpoint = instant();
    let more = "InstanceName=web&HostName=h&Description=text&SecurityGroupId=sg-1&ZoneId=cn-hangzhou-h&InternetMaxBandwidthOut=5&InternetChargeType=PayByBandwidth&SpotStrategy=SpotWithPriceLimit&SpotPriceLimit=0.5&Tag.1.Key=a&Tag.1.Value=b&HibernationOptions.Configured=true";
    let id = run(&endpoint, more).remove(0);
    let record = &described(&endpoint, "")["Instances"]["Instance"][0];
    let expected = json!({
        "InstanceId": id, "Status": "Running", "InstanceName": "web", "HostName": "h", "Description": "text",
        "SecurityGroupIds": {"SecurityGroupId": ["sg-1"]}, "ZoneId": "cn-hangzhou-h", "RegionId": "cn-hangzhou",
        "InternetMaxBandwidthOut": 5, "InternetChargeType": "PayByBandwidth", "PublicIpAddress": {"IpAddress": ["203.0.113.2"]},
        "SpotStrategy": "SpotWithPriceLimit", "SpotPriceLimit": 0.5, "SpotDuration": 1, "InstanceNetworkType": "vpc",
        "HibernationOptions": {"Configured": true}, "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]},
        "InstanceType": "ecs.g7.large", "InstanceTypeFamily": "ecs.g7", "Cpu": 2, "ImageId": "m-1",
        "CreationTime": "2026-01-01T00:00Z", "StartTime": "2026-01-01T00:00Z", "AutoReleaseTime": "",
        "ExpiredTime": "2099-12-31T15:59Z", "StoppedMode": "Not-applicable", "IoOptimized": true,
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(record[name], *value, "{name}");
    }
    // The other action shows another selection.
    let (_, attribute) = call(&endpoint, &format!("Action=DescribeInstanceAttribute&InstanceId={id}"));
    assert_eq!(
        (&attribute["IoOptimized"], &attribute["CreationTime"]),
        (&json!("optimized"), &json!("2026-01-01T00:00:00Z"))
    );
    assert!(
        ["DeletionProtection", "SpotStrategy", "AutoReleaseTime", "Tags"]
            .iter()
            .all(|name| attribute.get(name).is_none())
    );
}

#[test]
fn an_instance_type_gives_attributes_that_decide() {
    let endpoint = instant();
    let (_, body) = call(&endpoint, &RUN.replace("ecs.g7.large", "ecs.i2.xlarge"));
    let id = body["InstanceIdSets"]["InstanceIdSet"][0].as_str().expect("an id").to_owned();
    let stop = format!("Action=StopInstance&InstanceId={id}&StoppedMode=StopCharging");
    assert_eq!(code(&endpoint, &stop), "403 InstanceType.ParameterMismatch");
}

#[test]
fn creations_are_refused_as_documented() {
    let endpoint = instant();
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("InstanceChargeType=Free", "404 InvalidInstanceChargeType.NotFound"),
        ("InstanceChargeType=PrePaid", "400 MissingParamter"),
        ("InstanceChargeType=PrePaid&Period=0", "400 InvalidPeriod"),
        ("InstanceChargeType=PrePaid&Period=1&SpotStrategy=SpotAsPriceGo", "400 InvalidSpotPrepaid"),
        ("SpotStrategy=Cheap", "400 InvalidSpotStrategy"),
        ("SpotStrategy=SpotWithPriceLimit&SpotPriceLimit=-1", "400 InvalidSpotPriceLimit"),
        ("SpotStrategy=SpotAsPriceGo&SpotDuration=9", "400 InvalidSpotDuration"),
        ("ZoneId=cn-beijing-a", "404 InvalidZoneId.NotFound"),
        ("AutoReleaseTime=2026-01-01T00:29:00Z", "400 InvalidAutoReleaseTime.Malformed"),
        ("Tag.1.Key=acs:x", "400 InvalidTagKey.Malformed"),
        ("Amount=101", "400 Lifecycle.InvalidParameter"),
        ("DryRun=true", "400 DryRunOperation"),
    ];
    for (more, expected) in table {
        assert_eq!(code(&endpoint, &format!("{RUN}&{more}")), expected, "{more}");
    }
    assert_eq!(described(&endpoint, "")["TotalCount"], 0, "nothing was created");
}

#[test]
fn a_client_token_makes_a_creation_once() {
    let endpoint = instant();
    let first = run(&endpoint, "Amount=3&ClientToken=t-1");
    assert_eq!(run(&endpoint, "Amount=3&ClientToken=t-1"), first);
    assert_eq!(
        code(&endpoint, &format!("{RUN}&Amount=2&ClientToken=t-1")),
        "400 IdempotentParameterMismatch"
    );
    assert_ne!(run(&endpoint, "Amount=3&ClientToken=t-2"), first);
    assert_eq!(
        code(&endpoint, &format!("{RUN}&ClientToken={}", "x".repeat(65))),
        "400 InvalidClientToken.ValueNotSupported"
    );
    assert_eq!(described(&endpoint, "")["TotalCount"], 6);
    // A refused call keeps no result.
    assert_eq!(code(&endpoint, &format!("{RUN}&ZoneId=x&ClientToken=t-3")), "404 InvalidZoneId.NotFound");
    assert_eq!(run(&endpoint, "ClientToken=t-3").len(), 1);
}

#[test]
fn lists_are_paged_by_number_and_by_token() {
    let endpoint = instant();
    let ids = run(&endpoint, "Amount=25");
    assert_eq!(listed(&endpoint, ""), ids[..10]);
    assert_eq!(listed(&endpoint, "PageNumber=3&PageSize=10"), ids[20..]);
    assert_eq!(listed(&endpoint, "PageNumber=4"), ids[25..]);
    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let more = format!("MaxResults=12&NextToken={token}");
        let body = described(&endpoint, &more);
        assert_eq!(body["TotalCount"], 25);
        paged.extend(listed(&endpoint, &more));
        token = body["NextToken"].as_str().expect("text").to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, ids);
    assert_eq!(
        code(&endpoint, "Action=DescribeInstances&RegionId=cn-hangzhou&NextToken=x"),
        "400 Lifecycle.InvalidParameter"
    );
    let (_, body) = call(&endpoint, "Action=DescribeInstanceStatus&RegionId=cn-hangzhou&PageSize=50");
    assert_eq!(body["InstanceStatuses"]["InstanceStatus"].as_array().map(Vec::len), Some(25));
    assert_eq!(
        code(&endpoint, "Action=DescribeInstanceStatus&RegionId=cn-hangzhou&PageSize=51"),
        "400 InvalidParameter"
    );
}

#[test]
fn filters_select_instances() {
    let endpoint = instant();
    create(
        &endpoint,
        r#"[{"InstanceId": "i-a", "Status": "Running", "InstanceName": "web-1", "Tags": {"Tag": [{"TagKey": "k", "TagValue": "v"}]},
             "OperationLocks": {"LockReason": [{"LockReason": "security"}]}, "CreationTime": "2025-01-01T00:00Z", "InstanceType": "ecs.t6-c1m1.large"},
            {"InstanceId": "i-b", "Status": "Stopped", "InstanceName": "web-2", "InstanceNetworkType": "classic", "ZoneId": "cn-hangzhou-k",
             "SecurityGroupIds": {"SecurityGroupId": ["sg-9"]}, "CreationTime": "2025-06-01T00:00Z"},
            {"InstanceId": "i-c", "Status": "Running", "RegionId": "cn-beijing"},
            {"InstanceId": "i-d", "Status": "Running", "InstanceChargeType": "PrePaid", "ExpiredTime": "2027-01-01T00:00Z", "CreationTime": "2025-09-01T00:00Z"}]"#,
    );
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("", "i-a i-b i-d"),
        ("Status=Stopped", "i-b"),
        ("InstanceChargeType=PrePaid", "i-d"),
        ("InstanceNetworkType=classic", "i-b"),
        ("LockReason=Security", "i-a"),
        ("InstanceName=web-*", "i-a i-b"),
        ("InstanceName=*2", "i-b"),
        ("InstanceName=web", ""),
        ("InstanceType=ecs.t6-c1m1.large", "i-a"),
        ("ZoneId=cn-hangzhou-k", "i-b"),
        ("SecurityGroupId=sg-9", "i-b"),
        ("Tag.1.Key=k", "i-a"),
        ("Tag.1.Key=k&Tag.1.Value=w", ""),
        ("Filter.1.Key=CreationStartTime&Filter.1.Value=2025-05-01T00:00Z&Filter.2.Key=CreationEndTime&Filter.2.Value=2025-07-01T00:00Z", "i-b"),
        ("Filter.3.Key=ExpiredStartTime&Filter.3.Value=2026-05-01T00:00Z", "i-d"),
        ("InstanceIds=%5B%22i-b%22,%22i-x%22,%22i-a%22,%22i-c%22%5D", "i-a i-b"),
    ];
    for (more, expected) in table {
        assert_eq!(listed(&endpoint, more).join(" "), expected, "{more}");
    }
    #[rustfmt::skip] // a table: one line a row
    let refused = [
        ("LockReason=x", "404 InvalidLockReason.NotFound"),
        ("InstanceNetworkType=x", "404 InvalidNetworkType.NotFound"),
        ("InstanceChargeType=x", "404 InvalidInstanceChargeType.NotFound"),
        ("InternetChargeType=x", "404 InvalidInternetChargeType.ValueNotSupported"),
        ("Filter.1.Key=x&Filter.1.Value=2025-05-01T00:00Z", "404 InvalidFilterKey.NotFound"),
        ("DryRun=true", "400 DryRunOperation"),
    ];
    for (more, expected) in refused {
        assert_eq!(
            code(&endpoint, &format!("Action=DescribeInstances&RegionId=cn-hangzhou&{more}")),
            expected,
            "{more}"
        );
    }
}

#[test]
fn an_instance_is_found_in_its_region_and_account_only() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-c", "Status": "Running", "RegionId": "cn-beijing"}"#);
    let reboot = "Action=RebootInstance&InstanceId=i-c";
    // The endpoint that is called is that of cn-hangzhou.
    assert_eq!(code(&endpoint, reboot), "404 InvalidInstanceId.NotFound");
    assert_eq!(code(&endpoint, &format!("{reboot}&RegionId=cn-beijing")), "200");
    let other = "/?Format=JSON&Version=2014-05-26&AccessKeyId=other&Action=RebootInstance&InstanceId=i-c&RegionId=cn-beijing";
    let answered = crate::support::answer(&endpoint, &crate::support::message("POST", other));
    assert_eq!(answered.answer.http_status, 404);
}

#[test]
fn batches_are_decided_as_a_whole_or_one_by_one() {
    let endpoint = manual();
    create(
        &endpoint,
        r#"[{"InstanceId": "i-a", "Status": "Running"}, {"InstanceId": "i-b", "Status": "Stopped"}]"#,
    );
    let stop = "Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-a&InstanceId.2=i-b";
    assert_eq!(code(&endpoint, stop), "403 IncorrectInstanceStatus");
    assert_eq!(status(&endpoint, "i-a"), "Running", "nothing is done");
    let (_, body) = call(&endpoint, &format!("{stop}&BatchOptimization=SuccessFirst"));
    let item = |id: &str, before: &str, after: &str, code: &str, message: &str| json!({ "InstanceId": id, "PreviousStatus": before, "CurrentStatus": after, "Code": code, "Message": message });
    let refused = "The current status of the resource does not support this operation.";
    assert_eq!(
        body["InstanceResponses"]["InstanceResponse"],
        json!([
            item("i-a", "Running", "Stopping", "200", "success"),
            item("i-b", "Stopped", "Stopped", "IncorrectInstanceStatus", refused)
        ])
    );
    settle(&endpoint);
    assert_eq!(
        code(&endpoint, "Action=StartInstances&RegionId=cn-hangzhou&InstanceId.1=i-a&InstanceId.2=i-b"),
        "200"
    );
    settle(&endpoint);
    assert_eq!(
        code(&endpoint, "Action=RebootInstances&RegionId=cn-hangzhou&InstanceId.1=i-a&ForceReboot=true"),
        "200"
    );
    settle(&endpoint);
    let (status_code, body) = call(
        &endpoint,
        "Action=DeleteInstances&RegionId=cn-hangzhou&InstanceId.1=i-a&InstanceId.2=i-b&Force=true",
    );
    assert_eq!((status_code, body.as_object().map(serde_json::Map::len)), (200, Some(1)), "{body}");
    settle(&endpoint);
    assert_eq!((status(&endpoint, "i-a"), status(&endpoint, "i-b")), (String::new(), String::new()));
}

#[test]
fn attributes_and_times_are_modified() {
    let endpoint = instant();
    let id = run(&endpoint, "").remove(0);
    assert_eq!(
        code(
            &endpoint,
            &format!(
                "Action=ModifyInstanceAttribute&InstanceId={id}&DeletionProtection=true&InstanceName=new"
            )
        ),
        "200"
    );
    assert_eq!(
        code(&endpoint, &format!("Action=DeleteInstance&InstanceId={id}&Force=true")),
        "403 InvalidOperation.DeletionProtection"
    );
    assert_eq!(listed(&endpoint, "InstanceName=new"), [id.as_str()]);
    create(&endpoint, r#"{"InstanceId": "i-p", "Status": "Running", "InstanceChargeType": "PrePaid"}"#);
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("Action=ModifyInstanceAttribute&InstanceId=i-x", "404 InvalidInstanceId.NotFound"),
        ("Action=ModifyInstanceAttribute&InstanceId=i-p&DeletionProtection=true", "403 Lifecycle.ChargeTypeViolation"),
        ("Action=ModifyInstanceAttribute&InstanceId=i-p&DeletionProtection=7", "400 InvalidParameter"),
        ("Action=ModifyInstanceAttribute&InstanceId=i-p&InstanceName=x", "400 InvalidInstanceName.Malformed"),
        ("Action=ModifyInstanceAutoReleaseTime", "400 MissingParameter"),
        ("Action=ModifyInstanceAutoReleaseTime&InstanceId=i-x", "404 NoSuchResource"),
        ("Action=ModifyInstanceAutoReleaseTime&InstanceId=i-p&AutoReleaseTime=2026-02-01T00:00:00Z", "403 ChargeTypeViolation"),
        ("Action=ModifyInstanceAutoReleaseTime&InstanceId=i-p&AutoReleaseTime=tomorrow", "400 InvalidAutoReleaseTime.Malformed"),
        ("Action=ModifyInstanceAutoReleaseTime&InstanceId=i-p&AutoReleaseTime=2030-01-01T00:00:00Z", "400 InvalidAutoReleaseTime.Malformed"),
    ];
    for (parameters, expected) in table {
        assert_eq!(code(&endpoint, parameters), expected, "{parameters}");
    }
}

#[test]
fn resources_are_tagged_and_untagged() {
    let endpoint = instant();
    let id = run(&endpoint, "").remove(0);
    let tag = format!("Action=TagResources&RegionId=cn-hangzhou&ResourceType=instance&ResourceId.1={id}");
    assert_eq!(code(&endpoint, &format!("{tag}&Tag.1.Key=a&Tag.1.Value=1&Tag.2.Key=b")), "200");
    assert_eq!(listed(&endpoint, "Tag.1.Key=a&Tag.1.Value=1&Tag.2.Key=b"), [id.as_str()]);
    let untag = tag.replace("TagResources", "UntagResources");
    assert_eq!(code(&endpoint, &format!("{untag}&TagKey.1=a")), "200");
    assert_eq!(listed(&endpoint, "Tag.1.Key=a"), [""; 0]);
    assert_eq!(code(&endpoint, &format!("{untag}&All=true")), "200");
    assert_eq!(listed(&endpoint, "Tag.1.Key=b"), [""; 0]);
    let twenty_one: String = (0..21).map(|number| format!("&Tag.{}.Key=k{number}", number + 1)).collect();
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (tag.clone(), "404 MissingParameter.Tags"),
        (format!("{tag}{twenty_one}"), "400 NumberExceed.Tags"),
        (format!("{tag}&Tag.1.Key=a&Tag.2.Key=a"), "400 Duplicate.TagKey"),
        (format!("{tag}&ResourceId.2=i-x&Tag.1.Key=a"), "404 InvalidResourceId.NotFound"),
        (tag.replace("=instance", "=disk"), "501 Lifecycle.NotImplemented"),
        (tag.replace("=instance", "=x"), "404 InvalidResourceType.NotFound"),
        (tag.replace("&ResourceType=instance", ""), "404 MissingParameter.ResourceType"),
        (tag.replace("&RegionId=cn-hangzhou", ""), "404 MissingParameter.RegionId"),
    ];
    for (parameters, expected) in table {
        assert_eq!(code(&endpoint, &parameters), expected, "{parameters}");
    }
}

#[test]
fn places_are_listed() {
    let endpoint = instant();
    let (_, body) = call(&endpoint, "Action=DescribeRegions");
    let regions = body["Regions"]["Region"].as_array().expect("a list");
    assert!(regions.iter().any(|region| region["RegionId"] == "cn-hangzhou"
        && region["RegionEndpoint"] == "ecs.cn-hangzhou.aliyuncs.com"));
    let (_, body) = call(&endpoint, "Action=DescribeZones&RegionId=eu-central-1");
    let zones: Vec<&str> = body["Zones"]["Zone"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|zone| zone["ZoneId"].as_str())
        .collect();
    assert_eq!(zones, ["eu-central-1a", "eu-central-1b"]);
}

#[test]
fn an_action_is_ours_or_known_to_the_vendor_or_unknown() {
    use instance_lifecycle_server::action::{ACTIONS, find, is_known};
    assert!(ACTIONS.iter().all(|action| is_known(action.name)), "no action is invented");
    let code = |name| find(name).map_err(|fault| fault.code.into_owned()).err();
    assert_eq!(code("CreateDisk").as_deref(), Some("Lifecycle.NotImplemented"));
    assert_eq!(code("Invent").as_deref(), Some("InvalidAction.NotFound"));
}

#[test]
fn a_reactivation_needs_arrears() {
    let endpoint = instant();
    let id = run(&endpoint, "").remove(0);
    let reactivate = format!("Action=ReActivateInstances&InstanceId={id}");
    assert_eq!(code(&endpoint, &reactivate), "403 IncorrectInstanceStatus");
    for event in ["ArrearsIncurred", "ArrearsStopped"] {
        asked(&endpoint, "POST", &format!("instances/{id}/events"), &format!("{{\"Event\": \"{event}\"}}"));
    }
    assert_eq!(status(&endpoint, &id), "Stopped");
    assert_eq!(code(&endpoint, &reactivate), "200");
    assert_eq!(ask(&endpoint, "GET", "instances/i-x", "").0, 404);
}
