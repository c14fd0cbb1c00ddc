//! The protocol: requests with their exact answers, in the order in which the gateway checks them.

use crate::support::{answer, create, instant, manual, message};
use instance_lifecycle_server::protocol::call::Message;

/// The request id of every answer is replaced by `ID`.
fn shown(message: &Message) -> String {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let answered = answer(&endpoint, message);
    let body = answered.answer.body.replace(&answered.request_id, "ID");
    format!("{} {} {body}", answered.answer.http_status, answered.answer.content_type)
}

fn error(status: u16, code: &str, message: &str) -> String {
    let message = serde_json::to_string(message).expect("text");
    format!(
        "{status} application/json;charset=utf-8 {{\"RequestId\":\"ID\",\"HostId\":\"ecs.cn-hangzhou.aliyuncs.com\",\"Code\":\"{code}\",\"Message\":{message},\"Recommend\":\"https://api.aliyun.com/troubleshoot?q={code}&product=Ecs&requestId=ID\"}}"
    )
}

fn own(status: u16, code: &str, message: &str) -> String {
    let message = serde_json::to_string(message).expect("text");
    format!(
        "{status} application/json;charset=utf-8 {{\"RequestId\":\"ID\",\"HostId\":\"ecs.cn-hangzhou.aliyuncs.com\",\"Code\":\"{code}\",\"Message\":{message}}}"
    )
}

#[test]
fn every_error_of_the_gateway_is_exact() {
    let missing = |name: &str| {
        let message = format!(
            "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
        );
        error(400, "MissingParameter", &message)
    };
    let v = "/?Format=JSON&Version=2014-05-26&AccessKeyId=test";
    let invalid = |name: &str| {
        error(400, "InvalidParameter", &format!("The specified parameter \"{name}\" is not valid."))
    };
    let not_found =
        error(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("PUT",  format!("{v}&Action=StopInstance"), error(403, "UnsupportedHTTPMethod", "This http method not supported.")),
        ("GET",  "/other?Format=JSON".to_owned(), own(404, "Lifecycle.NoSuchPath", "the endpoint has the path `/` only")),
        ("GET",  "/?Format=JSON".to_owned(), missing("Version")),
        ("GET",  "/?Format=JSON&Version=2015-01-01".to_owned(), error(400, "InvalidVersion", "Specified parameter Version is not valid.")),
        ("GET",  "/?Format=JSON&Version=2016-03-14&Action=StopInstance".to_owned(), not_found.clone()),
        ("GET",  "/?Format=JSON&Version=2014-05-26".to_owned(), missing("Action")),
        ("GET",  format!("{v}&Action=Nonsense"), not_found.clone()),
        ("GET",  format!("{v}&Action=stopinstance"), not_found),
        ("GET",  format!("{v}&Action=DescribeDisks"), own(501, "Lifecycle.NotImplemented", "the vendor has the action `DescribeDisks`, but this mock does not model it")),
        ("POST", format!("{v}&Action=StopInstance"), missing("InstanceId")),
        ("POST", format!("{v}&Action=StopInstance&InstanceId="), missing("InstanceId")),
        ("POST", format!("{v}&Action=StopInstances"), missing("RegionId")),
        ("POST", format!("{v}&Action=RunInstances&RegionId=cn-hangzhou&InstanceType=ecs.g7.large"), missing("ImageId")),
        ("POST", format!("{v}&Action=StopInstance&InstanceId=i-1&ForceStop=abc"), invalid("ForceStop")),
        ("POST", format!("{v}&Action=RebootInstances&RegionId=cn-hangzhou&InstanceId.1=i-1&ForceReboot=abc"), invalid("ForceReboot")),
        ("POST", format!("{v}&Action=StopInstance&InstanceId=i-1&StoppedMode=abc"), own(400, "Lifecycle.InvalidParameter", "at `StoppedMode`: expected `StopCharging` or `KeepCharging`, found `\"abc\"`")),
        ("POST", format!("{v}&Action=StopInstance&InstanceId=i-1&RegionId=nowhere"), error(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")),
        ("POST", format!("{v}&Action=StopInstances&RegionId=cn-hangzhou"), error(403, "InvalidInstanceId.NotFound", "InstanceId should not be null.")),
        ("POST", format!("{v}&Action=DeleteInstances&RegionId=cn-hangzhou"), missing("InstanceId")),
        ("POST", format!("{v}&Action=StartInstances&RegionId=cn-hangzhou&InstanceId.1=a%20b"), error(403, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.")),
        ("POST", format!("{v}&Action=DeleteInstances&RegionId=cn-hangzhou&InstanceId.1=a%20b"), error(403, "InvalidInstanceIds.ValueNotSupported", "The specified instanceIds is not valid.")),
        ("POST", format!("{v}&Action=StopInstances&RegionId=cn-hangzhou&{}", many(101)), error(403, "InvalidParameter.TooManyInstanceIds", "Instance ids cannot be more than 100.")),
        ("POST", format!("{v}&Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-1&InstanceId.2=i-1"), own(400, "Lifecycle.InvalidParameter", "duplicate instance id `\"i-1\"`")),
        ("POST", format!("{v}&Action=StopInstance&InstanceId=i-1&DryRun=True"), error(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.")),
        ("POST", format!("{v}&Action=StopInstances&RegionId=cn-hangzhou&InstanceId=i-1&DryRun=TRUE"), error(400, "DRYRUN.SUCCESS", "This request is a dryrun request with successful result.")),
        ("POST", format!("{v}&Action=DescribeInstances&RegionId=cn-hangzhou&Status=Gone"), error(404, "InvalidStatus.NotFound", "The specified Status is not found")),
        ("POST", format!("{v}&Action=DescribeInstances&RegionId=cn-hangzhou&InstanceIds=i-1"), error(400, "InvalidParameter", "The specified parameter is not valid")),
        ("POST", format!("{v}&Action=DescribeInstances&RegionId=cn-hangzhou&PageSize=101"), invalid("PageSize")),
        ("POST", format!("{v}&Action=DescribeInstanceAttribute&InstanceId=i-2"), error(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")),
        ("POST", format!("{v}&Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&LaunchTemplateId=lt"), own(501, "Lifecycle.NotImplemented", "this mock does not model launch templates")),
    ];
    for (method, target, expected) in table {
        assert_eq!(shown(&message(method, &target)), expected, "{method} {target}");
    }
}

fn many(count: usize) -> String {
    (1..=count).map(|number| format!("InstanceId.{number}=i-{number}&")).collect()
}

/// A request without query, with headers and a body.
fn with(headers: &[(&str, &str)], body: &str) -> Message {
    let mut message = message("POST", "/");
    message.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    message.body = body.as_bytes().to_vec();
    message
}

#[test]
fn parameters_are_read_wherever_clients_put_them() {
    let stopped = "200 application/json;charset=utf-8 {\"RequestId\":\"ID\"}";
    let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    // @alicloud/pop-core with `method: 'POST'`: everything in the form.
    let in_form = "AccessKeyId=test&Action=StopInstance&Version=2014-05-26&Format=JSON&InstanceId=i-1";
    assert_eq!(shown(&with(&[form], in_form)), stopped);
    // Style V3: action and version in headers, JSON by default.
    let headers = [
        ("authorization", "ACS3-HMAC-SHA256 Credential=test,SignedHeaders=host,Signature=00"),
        ("x-acs-action", "StopInstance"),
        ("x-acs-version", "2014-05-26"),
    ];
    let mut request = with(&headers, "");
    request.query = "InstanceId=i-1".to_owned();
    assert_eq!(shown(&request), stopped);
    // The parameters of the provider for Terraform: common ones in the query, own ones in the form.
    let mut request = with(&[form], "InstanceId=i-1&Format=XML");
    request.query = "AccessKeyId=test&Action=StopInstance&Version=2014-05-26&Format=json".to_owned();
    assert_eq!(shown(&request), stopped, "the query wins");
    // Without the type of a form, the body is no form.
    assert!(shown(&with(&[], in_form)).contains("MissingParameter"));
}

#[test]
fn bodies_in_xml_are_exact() {
    let v = "/?Version=2014-05-26&AccessKeyId=test";
    let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("Action=StopInstance&InstanceId=i-1", "<StopInstanceResponse><RequestId>ID</RequestId></StopInstanceResponse>"),
        ("Action=StopInstance&InstanceId=i-2", "<Error><RequestId>ID</RequestId><HostId>ecs.cn-hangzhou.aliyuncs.com</HostId><Code>InvalidInstanceId.NotFound</Code><Message>The specified InstanceId does not exist.</Message><Recommend>https://api.aliyun.com/troubleshoot?q=InvalidInstanceId.NotFound&amp;product=Ecs&amp;requestId=ID</Recommend></Error>"),
        ("Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-1&BatchOptimization=SuccessFirst&InstanceId.2=i-2", "<StopInstancesResponse><RequestId>ID</RequestId><InstanceResponses><InstanceResponse><InstanceId>i-1</InstanceId><PreviousStatus>Running</PreviousStatus><CurrentStatus>Stopping</CurrentStatus><Code>200</Code><Message>success</Message></InstanceResponse><InstanceResponse><InstanceId>i-2</InstanceId><PreviousStatus/><CurrentStatus/><Code>InvalidInstanceId.NotFound</Code><Message>The specified InstanceId does not exist.</Message></InstanceResponse></InstanceResponses></StopInstancesResponse>"),
        ("Action=DescribeInstances&RegionId=cn-beijing&Format=xml", "<DescribeInstancesResponse><RequestId>ID</RequestId><PageNumber>1</PageNumber><PageSize>10</PageSize><TotalCount>0</TotalCount><NextToken/><Instances/></DescribeInstancesResponse>"),
        ("Action=DescribeInstanceStatus&RegionId=cn-hangzhou", "<DescribeInstanceStatusResponse><RequestId>ID</RequestId><PageNumber>1</PageNumber><PageSize>10</PageSize><TotalCount>1</TotalCount><InstanceStatuses><InstanceStatus><InstanceId>i-1</InstanceId><Status>Running</Status></InstanceStatus></InstanceStatuses></DescribeInstanceStatusResponse>"),
    ];
    for (parameters, expected) in table {
        let endpoint = instant();
        create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
        let answered = answer(&endpoint, &message("GET", &format!("{v}&{parameters}")));
        let body = answered.answer.body.replace(&answered.request_id, "ID");
        assert_eq!(body, format!("{prolog}{expected}"), "{parameters}");
        assert_eq!(answered.answer.content_type, "text/xml;charset=utf-8");
    }
}

#[test]
fn the_name_of_an_instance_is_escaped_in_xml() {
    let endpoint = manual();
    let name = "a<b>&\\\"'\\u0001";
    create(&endpoint, &format!(r#"{{"InstanceId": "i-1", "Status": "Running", "InstanceName": "{name}"}}"#));
    let target = "/?Version=2014-05-26&AccessKeyId=test&Action=DescribeInstanceAttribute&InstanceId=i-1";
    let body = answer(&endpoint, &message("GET", target)).answer.body;
    assert!(body.contains("<InstanceName>a&lt;b&gt;&amp;&quot;&apos;\u{fffd}</InstanceName>"), "{body}");
}

#[test]
fn request_ids_are_unique_uuids_in_capitals() {
    let endpoint = manual();
    let ids: std::collections::BTreeSet<String> =
        (0..1_000).map(|_| answer(&endpoint, &message("GET", "/")).request_id).collect();
    assert_eq!(ids.len(), 1_000);
    let id = ids.first().expect("an id");
    let parts: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12]);
    assert!(ids.iter().all(|id| {
        id.chars().all(|digit| digit == '-' || digit.is_ascii_digit() || ('A'..='F').contains(&digit))
    }));
}
