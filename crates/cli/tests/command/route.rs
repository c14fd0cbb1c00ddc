//! Routes to goals.

use crate::lifecycle;
use serde_json::Value;
use std::fs;

const RUNNING: &str = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
/// Shut down in the guest.
const STOPPED: &str = r#"{"InstanceId": "i-2", "Status": "Stopped"}"#;
const ECONOMICAL: &str = r#"{"InstanceId": "i-3", "Status": "Stopped", "StoppedMode": "StopCharging"}"#;
const SUBSCRIPTION: &str = r#"{"InstanceId": "i-4", "Status": "Stopped", "InstanceChargeType": "PrePaid"}"#;
const CLASSIC: &str = r#"{"InstanceId": "i-5", "Status": "Stopped", "InstanceNetworkType": "classic"}"#;
const OWING: &str = r#"{"InstanceId": "i-6", "Status": "Stopped", "StoppedMode": "StopCharging", "Facts": {"Standing": "InArrears"}}"#;
const ADDRESS: &str =
    r#"{"InstanceId": "i-7", "Status": "Running", "PublicIpAddress": {"IpAddress": ["192.0.2.1"]}}"#;

/// The steps of the first route in words, or the blockers and the events that open one.
fn told(arguments: &[&str], input: &str) -> String {
    let ran = lifecycle(&[&["route", "--format", "json"], arguments].concat(), input);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.show()));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.to_string().replace('"', "");
    let step = |step: &Value| match step["Request"].as_object() {
        Some(request) => {
            let mut members = vec![text(&request["Action"])];
            let others = request.iter().filter(|(name, _)| *name != "Action");
            members.extend(others.map(|(name, value)| format!("{name}={}", text(value))));
            members.join(" ")
        }
        None => text(&step["Event"]),
    };
    if answer["Outcome"] == "Routed" {
        return list(&answer["Routes"][0]["Steps"]).iter().map(step).collect::<Vec<_>>().join(", ");
    }
    let change = |change: &Value| format!("{}={}", text(&change["Attribute"]), text(&change["To"]));
    let blockers = list(&answer["Blockers"])
        .into_iter()
        .map(|changes| list(&changes).iter().map(change).collect::<Vec<_>>().join("+"));
    let events = list(&answer["OpeningEvents"]);
    let events = events.iter().map(text).collect::<Vec<_>>().join(" ");
    format!("blocked: {}; {events}", blockers.collect::<Vec<_>>().join(" "))
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn routes_lead_to_their_goal() {
    let table: [(&[&str], &str, &str); 15] = [
        (&["--to", "not-billed"], RUNNING, "StopInstance StoppedMode=StopCharging, ShutdownCompleted"),
        (&["--to", "not-billed"], STOPPED, "StartInstance, BootCompleted, StopInstance StoppedMode=StopCharging, ShutdownCompleted"),
        (&["--to", "not-billed"], ECONOMICAL, ""),
        (&["--to", "released"], RUNNING, "DeleteInstance Force=true"),
        (&["--to", "released", "--by", "risk"], RUNNING, "DeleteInstance Force=true ForceStop=false, ShutdownCompleted"),
        (&["--to", "running"], ECONOMICAL, "StartInstance, BootCompleted"),
        (&["--to", "running", "--environment", "Stock=SoldOut"], ECONOMICAL, "blocked: stock=Available; "),
        (&["--to", "running"], OWING, "blocked: standing=Good; PaymentSettled"),
        (&["--to", "running", "--event", "PaymentSettled"], OWING, "PaymentSettled, StartInstance, BootCompleted"),
        (&["--to", "address-kept"], ADDRESS, "StopInstance, ShutdownCompleted"),
        (&["--to", "address-kept", "--economical-mode-default", "on"], ADDRESS, "StopInstance StoppedMode=KeepCharging, ShutdownCompleted"),
        (&["--to", "status=stopped,stopped_mode=KeepCharging|StopCharging"], RUNNING, "StopInstance, ShutdownCompleted"),
        (&["--to", r#"{ status = ["Stopped"], network_type = ["vpc"] }"#], RUNNING, "StopInstance, ShutdownCompleted"),
        (&["--to", "not-billed"], SUBSCRIPTION, "blocked: charge_type=PostPaid; "),
        (&["--to", "not-billed"], CLASSIC, "blocked: network_type=vpc; "),
    ];
    for (arguments, input, expected) in table {
        assert_eq!(told(arguments, input), expected, "{arguments:?} {input}");
    }
}

#[test]
fn routes_are_written_as_text() {
    let records = [RUNNING, STOPPED, ECONOMICAL, SUBSCRIPTION, OWING].join("\n");
    insta::assert_snapshot!(lifecycle(&["route", "--to", "not-billed"], records).show_narrow());
}

/// Money counts what is billed at the goal, at the prices of a file.
#[test]
fn routes_are_ranked_by_money() {
    let folder = std::env::temp_dir().join(format!("lifecycle-prices-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = folder.join("prices.toml");
    fs::write(&file, "Vcpu = 0.5\nSystemDisk = 0.01\n").expect("a file can be written");
    let file = file.to_string_lossy();
    let arguments = ["route", "--to", "status=Stopped", "--by", "money", "--prices", &file];
    insta::assert_snapshot!(lifecycle(&arguments, RUNNING).show_narrow(), @r#"
    i-1  routed  1 call, 1 event to status=Stopped
      1. StopInstance StoppedMode=StopCharging -> Stopping
         risks: CapacityNotGuaranteed, RestartMayConflict
      2. wait for ShutdownCompleted -> Stopped
         no longer billed: Vcpu, Memory
      billed at the end: SystemDisk, DataDisks if present, Snapshots if present,
      ImageLicence if present; 0.01 an hour
      or 1 call, 1 event, 0 risks: StopInstance; wait for ShutdownCompleted; 0.51 an
         hour

    [exit 0]
    "#);
    fs::write(&*file, "Vcpus = 0.5\n").expect("a file can be written");
    let problem = lifecycle(&arguments, RUNNING).stderr;
    assert!(problem.contains("`Vcpus` is no resource: expected `Vcpu`, "), "{problem}");
    fs::write(&*file, r#"{"Vcpu": -1}"#).expect("a file can be written");
    let problem = lifecycle(&arguments, RUNNING).stderr;
    assert!(problem.contains("the price of `Vcpu` is `-1`: expected a number"), "{problem}");
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn wrong_goals_are_explained() {
    let table = [
        ("not-biled", "cannot read the goal of `--to`: there is no goal `not-biled`, did you mean `not-billed`?"),
        ("asleep", "cannot read the goal of `--to`: there is no goal `asleep`: expected `not-billed`, `released`, `running` or `address-kept`, or a condition, such as `status=Stopped,stopped_mode=StopCharging`"),
        ("stats=Running", "cannot read the goal of `--to`: unknown attribute `stats`: did you mean `status`?"),
        ("status=Sleeping", "cannot read the goal of `--to`: unknown value `Sleeping` of the attribute `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`"),
        ("request.force_stop=Yes", "cannot read the goal of `--to`: a goal is about instances, `request.force_stop` is a parameter of a call"),
        ("status=Running,status=Stopped", "cannot read the goal of `--to`: the attribute `status` is named twice"),
        ("status=Running,gpu", "cannot read the goal of `--to`: `gpu` is no condition: expected NAME=VALUE"),
        ("{ status = { nott = ['Running'] } }", "cannot read the goal of `--to`: unknown key `nott` of the attribute `status`: did you mean `not`?"),
        ("{ gpu = { not = ['Yse'] } }", "cannot read the goal of `--to`: unknown value `Yse` of the attribute `gpu`, expected `No` or `Yes`: did you mean `Yes`?"),
        ("{ gpu = { not = ['No', 'Yes'] } }", "cannot read the goal of `--to`: `not` excludes every value of `gpu`"),
        ("{ status = [", "cannot read the goal of `--to`: unclosed array, expected `]`"),
    ];
    for (goal, expected) in table {
        let ran = lifecycle(&["route", "--to", goal], RUNNING);
        assert_eq!((ran.status, ran.stderr.trim_end()), (Some(2), format!("error: {expected}").as_str()), "{goal}");
    }
    let unknown = lifecycle(&["route", "--to", "foo=Running"], RUNNING).stderr;
    assert!(unknown.starts_with("error: cannot read the goal of `--to`: unknown attribute `foo`, expected `status`, `task`, "), "{unknown}");
    let ran = lifecycle(&["route", "--to", "running", "--by", "money"], RUNNING);
    assert_eq!(ran.stderr, "error: `--by money` compares costs: give `--prices FILE`\n");
}
