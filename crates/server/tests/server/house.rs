//! A house policy with custom attributes: their values come from tags, fields, facts and the environment.

use crate::support::{NOW, ask, asked, call, code, create, instant};
use instance_lifecycle_server::endpoint::Endpoint;
use instance_lifecycle_server::protocol::signature::Keys;
use instance_lifecycle_server::world::snapshot::Snapshot;
use instance_lifecycle_wire::{MAX_LINE, PolicyFormat, TraceFile, read_policy};
use serde_json::json;

const HOUSE: &str = r#"policy = 1
base = "ecs-2025-12-03"

[[attributes]]
name = "env"
values = ["test", "live"]
from = { tag = "env" }

[[attributes]]
name = "vpc"
values = ["lab", "main"]
from = { field = "VpcAttributes.VpcId" }
texts = { main = ["vpc-1"] }
anything_else = "lab"

[[attributes]]
name = "approved"
values = ["No", "Yes"]
from = "fact"

[[attributes]]
name = "freeze"
values = ["off", "on"]
from = "environment"

[[attributes]]
name = "at_once"
values = ["one", "more"]
from = { items = [1, 2] }

[[rules]]
operations = ["StopInstance", "RebootInstance"]
name = "frozen"
before = "Status"
when = { env = ["live"], approved = ["No"], freeze = ["on"] }
error = { http_status = 403, code = "House.Freeze", message = "Not in the week of the fair." }

[[rules]]
operation = "StopInstance"
name = "one-by-one"
before = "Status"
when = { vpc = ["main"], at_once = ["more"] }
error = { http_status = 403, code = "House.OneByOne", message = "One by one." }
"#;

fn house() -> Endpoint {
    let endpoint = instant();
    assert_eq!(ask(&endpoint, "PUT", "policy", HOUSE).0, 200);
    endpoint
}

fn freeze(endpoint: &Endpoint, value: &str) {
    asked(endpoint, "PATCH", "environment", &format!("{{\"freeze\": {value}}}"));
}

const LIVE: &str = r#"{"TagKey": "env", "TagValue": "live"}"#;

fn running(id: &str, rest: &str) -> String {
    format!(r#"{{"InstanceId": "{id}", "Status": "Running"{rest}}}"#)
}

/// Tags that calls set, facts and the environment that the admin interface sets: each changes the decision.
#[test]
fn tags_facts_and_the_environment_decide() {
    let endpoint = house();
    create(&endpoint, &running("i-1", ""));
    let dry = || code(&endpoint, "Action=RebootInstance&InstanceId=i-1&DryRun=true");
    let tag = |rest: &str| {
        code(
            &endpoint,
            &format!(
                "Action=TagResources&RegionId=cn-hangzhou&ResourceType=instance&ResourceId.1=i-1&{rest}"
            ),
        )
    };
    let custom = || asked(&endpoint, "GET", "instances/i-1", "")["Custom"].clone();
    assert_eq!((dry(), custom()), ("400 DryRunOperation".to_owned(), json!({})));
    freeze(&endpoint, "\"on\"");
    assert_eq!(dry(), "400 DryRunOperation");
    assert_eq!(tag("Tag.1.Key=env&Tag.1.Value=live"), "200");
    assert_eq!((dry(), custom()), ("403 House.Freeze".to_owned(), json!({ "env": "live" })));
    let planned = asked(&endpoint, "POST", "plan", r#"{"Action": "RebootInstance", "InstanceId": "i-1"}"#);
    assert_eq!((&planned["Rule"], &planned["Fixes"][0][0]["Attribute"]), (&json!("frozen"), &json!("env")));
    asked(&endpoint, "PATCH", "instances/i-1", r#"{"Facts": {"approved": true}}"#);
    assert_eq!(
        (dry(), custom()),
        ("400 DryRunOperation".to_owned(), json!({ "env": "live", "approved": "Yes" }))
    );
    asked(&endpoint, "PATCH", "instances/i-1", r#"{"Facts": {"approved": null}}"#);
    assert_eq!(dry(), "403 House.Freeze");
    freeze(&endpoint, "null");
    assert_eq!(dry(), "400 DryRunOperation");
    // A tag that the policy cannot read is an error of ours, and says so.
    assert_eq!(tag("Tag.1.Key=env&Tag.1.Value=staging"), "200");
    let (status, answer) = call(&endpoint, "Action=RebootInstance&InstanceId=i-1");
    assert_eq!(
        (status, &answer["Code"], &answer["Message"]),
        (
            400,
            &json!("Lifecycle.UnreadableAttribute"),
            &json!(
                "the policy cannot read the instance `i-1`: at `Tags.Tag[0].TagValue`: expected a value of the custom attribute `env`, `test` or `live`, found `staging`"
            )
        )
    );
    assert!(custom().as_str().is_some_and(|reason| reason.contains("`staging`")), "{}", custom());
    // Another policy does not read it.
    assert_eq!(ask(&endpoint, "PUT", "policy", "\"latest\"").0, 200);
    assert_eq!(code(&endpoint, "Action=RebootInstance&InstanceId=i-1"), "200");
}

/// Creations give tags and the VPC; a plural call counts its instances.
#[test]
fn fields_and_numbers_decide() {
    let endpoint = house();
    let vpc = r#", "VpcAttributes": {"VpcId": "vpc-1"}"#;
    create(&endpoint, &format!("[{}, {}]", running("i-1", vpc), running("i-2", vpc)));
    let stop = |ids: &str| call(&endpoint, &format!("Action=StopInstances&RegionId=cn-hangzhou&{ids}"));
    let (_, refused) = stop("InstanceId.1=i-1&InstanceId.2=i-2");
    assert_eq!(refused["Code"], "House.OneByOne");
    assert_eq!(stop("InstanceId.1=i-1").0, 200);
    assert_eq!(code(&endpoint, "Action=StopInstance&InstanceId=i-2"), "200");
    freeze(&endpoint, "\"on\"");
    let created = "Action=CreateInstance&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large&Tag.1.Key=env&Tag.1.Value=live";
    let (_, created) = call(&endpoint, created);
    let id = created["InstanceId"].as_str().expect("an id").to_owned();
    assert_eq!(asked(&endpoint, "GET", &format!("instances/{id}"), "")["Custom"], json!({ "env": "live" }));
}

/// The values are those that the command finds in the records, and a recorded history replays under the
/// policy, also after a restart.
#[test]
fn histories_and_snapshots_keep_custom_values() {
    let endpoint = house();
    let live = format!(r#", "Tags": {{"Tag": [{LIVE}]}}"#);
    create(&endpoint, &format!("[{}, {}]", running("i-1", &live), running("i-2", &live)));
    freeze(&endpoint, "\"on\"");
    assert_eq!(code(&endpoint, "Action=StopInstance&InstanceId=i-1"), "403 House.Freeze");
    freeze(&endpoint, "\"off\"");
    assert_eq!(
        code(&endpoint, "Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-1&InstanceId.2=i-2"),
        "200"
    );
    freeze(&endpoint, "\"on\"");
    let policy = read_policy(HOUSE, PolicyFormat::Toml).expect("a policy");
    let replayed = |endpoint: &Endpoint| {
        let (status, trace) = ask(endpoint, "GET", "instances/i-1/trace", "");
        assert_eq!(status, 200, "{trace}");
        let (file, _) =
            TraceFile::read_under(trace.as_bytes(), MAX_LINE, |_| Ok(policy.clone())).expect("a trace");
        assert_eq!(file.difference(&policy), None, "{trace}");
        assert_eq!(
            file.record.as_ref().map(|record| record.instance.custom.digest() > 0),
            Some(true),
            "{trace}"
        );
        trace
    };
    let trace = replayed(&endpoint);
    let answers: Vec<serde_json::Value> =
        trace.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers[0]["Answer"]["Rule"], "frozen");
    assert_eq!(answers[1]["Environment"], json!({ "at_once": "more" }));

    let snapshot = asked(&endpoint, "GET", "snapshot", "");
    let restored = instant();
    assert_eq!(ask(&restored, "PUT", "snapshot", &snapshot.to_string()).0, 200);
    assert_eq!(replayed(&restored), trace);
    assert_eq!(asked(&restored, "GET", "environment", "")["freeze"], "on");
    let read: Snapshot = serde_json::from_value(snapshot.clone()).expect("a snapshot");
    assert_eq!(json!(read), snapshot);
    assert_eq!(code(&restored, "Action=StartInstance&InstanceId=i-1"), "200");
    assert_eq!(code(&restored, "Action=RebootInstance&InstanceId=i-1"), "403 House.Freeze");
}

#[test]
fn wrong_values_are_refused() {
    let endpoint = house();
    create(&endpoint, &running("i-1", ""));
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("PATCH", "environment", r#"{"freeze": "maybe"}"#, "`freeze`: `maybe` is no value; expected one of `off`, `on`"),
        ("PATCH", "environment", r#"{"freeze": ["on"]}"#, "`freeze`: expected a text"),
        ("PATCH", "environment", r#"{"approved": "Yes"}"#, "unknown field `approved`, expected one of "),
        ("PATCH", "instances/i-1", r#"{"Facts": {"approved": "perhaps"}}"#, "at `Facts.approved`: expected a value of the custom attribute `approved`, `No` or `Yes`, found `perhaps`"),
        ("PATCH", "instances/i-1", r#"{"Facts": {"freeze": "on"}}"#, "at `Facts.freeze`: this is a fact of the environment, expected in `Environment`"),
        ("POST", "instances", r#"{"InstanceId": "i-2", "Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "x"}]}}"#, "record 1: at `Tags.Tag[0].TagValue`: expected a value of the custom attribute `env`, `test` or `live`, found `x`"),
    ];
    for (method, path, body, expected) in table {
        let (status, answer) = ask(&endpoint, method, path, body);
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        let reason = answer["Error"].as_str().unwrap_or_default();
        assert!(status == 400 && reason.starts_with(expected), "{path} {body}: {status} {reason}");
    }
    // Values belong to their policy: another one neither knows the names nor reads them.
    freeze(&endpoint, "\"on\"");
    assert_eq!(ask(&endpoint, "PUT", "policy", "\"latest\"").0, 200);
    assert_eq!(ask(&endpoint, "PATCH", "environment", r#"{"freeze": "on"}"#).0, 400);
    assert_eq!(asked(&endpoint, "GET", "instances/i-1", "").get("Custom"), None);
    assert_eq!(ask(&endpoint, "PUT", "policy", HOUSE).0, 200);
    assert_eq!(asked(&endpoint, "GET", "environment", "")["freeze"], "on");
}

/// The page makes its calls with forms that the server signs.
#[test]
fn forms_are_signed_for_accounts_with_a_key() {
    use crate::support::{message, with_keys};
    use instance_lifecycle_server::page;
    use instance_lifecycle_server::protocol::signature::Key;
    let key = Key { secret: "secret".to_owned(), account: "test".to_owned() };
    let signed = with_keys(Keys::from([("id".to_owned(), key)]));
    let ask_form = |endpoint: &Endpoint, body: &str| ask(endpoint, "POST", "form", body);
    let post = |endpoint: &Endpoint, form: &str| {
        let mut request = message("POST", "/");
        request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        request.body = form.as_bytes().to_vec();
        let answer = endpoint.answer(&request, NOW).answer;
        let body: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        body["Code"].as_str().unwrap_or("200").to_owned()
    };
    let call = r#"{"Action": "DescribeRegions", "Version": "2014-05-26", "Format": "JSON", "Signature": "x", "Name": "a b&c+é"}"#;
    let form = |endpoint: &Endpoint| {
        let (status, answer) = ask_form(endpoint, call);
        assert_eq!(status, 200, "{answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        answer["Form"].as_str().expect("a form").to_owned()
    };
    let (one, other) = (form(&signed), form(&signed));
    assert_eq!((post(&signed, &one), post(&signed, &other)), ("200".to_owned(), "200".to_owned()));
    assert_eq!(post(&signed, &one), "SignatureNonceUsed");
    assert_eq!(post(&signed, &other.replace("DescribeRegions", "DescribeZones")), "SignatureDoesNotMatch");
    assert!(!one.contains("secret"));
    assert_eq!(post(&instant(), &form(&instant())), "200");

    let without =
        with_keys(Keys::from([("id".to_owned(), Key { secret: "s".to_owned(), account: "b".to_owned() })]));
    let (status, answer) = ask_form(&without, call);
    assert_eq!((status, answer.as_str()), (400, r#"{"Error":"the account `test` has no access key"}"#));
    let page = |query: &str| page::write(&signed, query, NOW);
    assert!(page("").contains("data-account=\"test\"") && page("").contains("The server signs the call"));
    assert!(page("Account=none").contains("this account has none"));
    assert!(!page("Account=none").contains("<button>Call</button>"));
}
