//! What is said of input that cannot be read: whole sentences, with the path and what was expected.

use crate::json;
use instance_lifecycle::Action;
use instance_lifecycle::{Request, RunInstances, StopInstance};
use instance_lifecycle_wire::{Case, Defaults, Expected, Found, ReadErrorKind, Record};

fn error(text: &str) -> String {
    let defaults = Defaults { action: Some(Action::StopInstance), ..Defaults::default() };
    Case::read(&json(text), &defaults).expect_err(text).to_string()
}

/// An error of the record, read within a case.
fn in_record(record: &str) -> String {
    error(&format!(r#"{{"Instance": {record}, "Request": {{"Action": "StopInstance"}}}}"#))
}

/// An error of a value of a running record.
fn of(attributes: &str) -> String {
    in_record(&format!(r#"{{"Status": "Running", {attributes}}}"#))
}

fn in_request(fields: &str) -> String {
    error(&format!(
        r#"{{"Instance": {{"Status": "Running", "InstanceId": "i-1"}}, "Request": {{{fields}}}}}"#
    ))
}

#[test]
#[rustfmt::skip]
fn statuses() {
    let five = "expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`";
    for (value, found) in [
        ("\"Creating\"", "`\"Creating\"`"), ("\"Released\"", "`\"Released\"`"), ("\"Deleted\"", "`\"Deleted\"`"),
        ("\"running\"", "`\"running\"`"), ("\" Running\"", "`\" Running\"`"), ("\"\"", "`\"\"`"), ("null", "`null`"),
        ("7", "`7`"), ("1.5", "`1.5`"), ("true", "`true`"), ("[\"Running\"]", "a list"), ("{}", "an object"),
    ] {
        assert_eq!(in_record(&format!(r#"{{"Status": {value}}}"#)), format!("at `Instance.Status`: {five}, found {found}"));
    }
    assert_eq!(in_record("{}"), format!("missing field `Instance.Status`; {five}"));
    assert_eq!(error("{}"), format!("missing field `Status`; {five}"));
    assert_eq!(in_record(r#"{"status": "Gone"}"#), format!("at `Instance.status`: {five}, found `\"Gone\"`"));
}

#[test]
#[rustfmt::skip]
fn attributes() {
    for (attributes, expected) in [
        (r#""InstanceChargeType": "Prepaid""#, "at `Instance.InstanceChargeType`: expected `PostPaid` or `PrePaid`, found `\"Prepaid\"`"),
        (r#""SpotStrategy": "Spot""#, "at `Instance.SpotStrategy`: expected one of `NoSpot`, `SpotWithPriceLimit` or `SpotAsPriceGo`, found `\"Spot\"`"),
        (r#""SpotStrategy": "SpotAsPriceGo", "SpotInterruptionBehavior": "stop""#, "at `Instance.SpotInterruptionBehavior`: expected `Terminate` or `Stop`, found `\"stop\"`"),
        (r#""InstanceNetworkType": "vlan""#, "at `Instance.InstanceNetworkType`: expected `vpc` or `classic`, found `\"vlan\"`"),
        (r#""InstanceNetworkType": 1"#, "at `Instance.InstanceNetworkType`: expected `vpc` or `classic`, found `1`"),
        (r#""GPUAmount": "many""#, "at `Instance.GPUAmount`: expected a number, found `\"many\"`"),
        (r#""GPUAmount": "inf""#, "at `Instance.GPUAmount`: expected a number, found `\"inf\"`"),
        (r#""LocalStorageAmount": true"#, "at `Instance.LocalStorageAmount`: expected a number, found `true`"),
        (r#""DeletionProtection": "yes""#, "at `Instance.DeletionProtection`: expected `true` or `false`, found `\"yes\"`"),
        (r#""DeletionProtection": 2"#, "at `Instance.DeletionProtection`: expected `true` or `false`, found `2`"),
        (r#""HibernationOptions": true"#, "at `Instance.HibernationOptions`: expected an object, found `true`"),
        (r#""HibernationOptions": {"Configured": "on"}"#, "at `Instance.HibernationOptions.Configured`: expected `true` or `false`, found `\"on\"`"),
        (r#""InstanceId": 5"#, "at `Instance.InstanceId`: expected a string, found `5`"),
        (r#""InstanceType": ["ecs.g7.large"]"#, "at `Instance.InstanceType`: expected a string, found a list"),
        (r#""PublicIpAddress": 5"#, "at `Instance.PublicIpAddress`: expected an address or a list of them, found `5`"),
        (r#""PublicIpAddress": {"IpAddress": ["203.0.113.7", 5]}"#, "at `Instance.PublicIpAddress.IpAddress[1]`: expected a string, found `5`"),
        (r#""PublicIpAddress": ["203.0.113.7"], "InternetChargeType": "PayByBandwith""#, "at `Instance.InternetChargeType`: expected `PayByTraffic` or `PayByBandwidth`, found `\"PayByBandwith\"`"),
        (r#""OperationLocks": 1"#, "at `Instance.OperationLocks`: expected a string, found `1`"),
        (r#""OperationLocks": {"LockReason": [{"LockReason": "security"}, {"lockReason": false}]}"#, "at `Instance.OperationLocks.LockReason[1].lockReason`: expected a string, found `false`"),
    ] {
        assert_eq!(of(attributes), expected);
    }
    assert_eq!(
        in_record(r#"{"Status": "Stopped", "StoppedMode": "stopcharging"}"#),
        "at `Instance.StoppedMode`: expected one of `StopCharging`, `KeepCharging` or `Not-applicable`, found `\"stopcharging\"`"
    );
}

#[test]
#[rustfmt::skip]
fn facts() {
    for (facts, expected) in [
        (r#"{"Standing": "good"}"#, "at `Instance.Facts.Standing`: expected one of `Good`, `Expired` or `InArrears`, found `\"good\"`"),
        (r#"{"DiskInArrears": "maybe"}"#, "at `Instance.Facts.DiskInArrears`: expected `true` or `false`, found `\"maybe\"`"),
        (r#"{"Standng": "Good"}"#, "unknown field `Instance.Facts.Standng`: did you mean `Standing`?"),
        (r#"{"standing": "Good"}"#, "unknown field `Instance.Facts.standing`: did you mean `Standing`?"),
        (r#"{"LocalDisks": true}"#, "unknown field `Instance.Facts.LocalDisks`; expected one of `Task`, `SpotProtected`, `Standing`, `DiskInArrears`, `StoppedMode`, `StoppedFor`, `StatusBefore`, `Hibernated`, `ComputeRecycled`, `Initializing`, `LocalStorage`, `FamilyI1`, `LocalSsd`, `PersistentMemory`, `Burstable`, `UnlimitedCredits`, `SealedData`, `StaticAddress`, `SystemDisk`, `DiskStatus`, `EncryptionKey`, `DeleteWithInstance`, `SystemDiskDeleteWithInstance`, `DeleteAutoSnapshot`, `AutoReleaseTime`, `DataDisks`, `Snapshots`, `ImageLicence`, `VolumesAttached`, `RouteEntry`, `LoadBalancerConfiguring`, `NetworkInterfaceLinked` or `ManagedByProduct`"),
        (r#"{"Task": "Stop", "Task": "Stop"}"#, "repeated field `Instance.Facts.Task`"),
        (r#"{"Task": "Reboot"}"#, "at `Instance.Facts.Task`: expected `None` while `Running`, found `Reboot`"),
        ("7", "at `Instance.Facts`: expected an object of facts, found `7`"),
    ] {
        assert_eq!(of(&format!(r#""Facts": {facts}"#)), expected);
    }
    assert_eq!(
        in_record(r#"{"Status": "Stopping", "Facts": {"Task": "Start"}}"#),
        "at `Instance.Facts.Task`: expected one of `Stop`, `Hibernate`, `Reboot` or `Release` while `Stopping`, found `Start`"
    );
}

#[test]
#[rustfmt::skip]
fn requests() {
    let actions = "expected one of `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `ReActivateInstances`, `CreateInstance` or `RunInstances`";
    assert_eq!(in_request(""), format!("missing field `Request.Action`; {actions}"));
    for (fields, found) in [
        (r#""Action": null"#, "`null`"), (r#""Action": "stopInstance""#, "`\"stopInstance\"`"),
        (r#""Action": "StopInstances""#, "`\"StopInstances\"`"), (r#""Action": "LaunchInstance""#, "`\"LaunchInstance\"`"),
    ] {
        assert_eq!(in_request(fields), format!("at `Request.Action`: {actions}, found {found}"));
    }
    for (fields, expected) in [
        (r#""Action": "StopInstance", "StoppedMode": "stopcharging""#, "at `Request.StoppedMode`: expected `StopCharging` or `KeepCharging`, found `\"stopcharging\"`"),
        (r#""Action": "StopInstance", "StoppedMode": 1"#, "at `Request.StoppedMode`: expected `StopCharging` or `KeepCharging`, found `1`"),
        (r#""Action": "StopInstance", "ForceStop": []"#, "at `Request.ForceStop`: expected `true` or `false`, found a list"),
        (r#""Action": "StopInstance", "Dry.run": true"#, "unknown field `Request.\"Dry.run\"`: did you mean `DryRun`?"),
        (r#""Action": "StopInstance", "[0]": true"#, "unknown field `Request.\"[0]\"`; expected one of `Action`, `InstanceId`, `StoppedMode`, `ForceStop`, `ConfirmStop`, `Hibernate` or `DryRun`"),
        (r#""Action": "StopInstance", "Dryrun": true"#, "unknown field `Request.Dryrun`: did you mean `DryRun`?"),
        (r#""Action": "StopInstance", "Region": "x""#, "unknown field `Request.Region`; expected one of `Action`, `InstanceId`, `StoppedMode`, `ForceStop`, `ConfirmStop`, `Hibernate` or `DryRun`"),
        (r#""Action": "StopInstance", "DryRun": true, "DryRun": true"#, "repeated field `Request.DryRun`"),
        (r#""Action": "StopInstance", "Action": "StopInstance""#, "repeated field `Request.Action`"),
        (r#""Action": "StopInstance", "InstanceId": "i-2""#, "at `Request.InstanceId`: expected `i-1` as in the record, found `i-2`"),
        (r#""Action": "StopInstance", "InstanceId": ["i-1"]"#, "at `Request.InstanceId`: expected a string, found a list"),
    ] {
        assert_eq!(in_request(fields), expected);
    }
}

/// What an operation does not take is unknown to it, whatever others take.
#[test]
#[rustfmt::skip]
fn requests_of_every_operation() {
    let read = |instance: &str, fields: &str| {
        let text = format!(r#"{{"Instance": {instance}, "Request": {{"Action": {fields}}}}}"#);
        Case::read(&json(&text), &Defaults::default()).expect_err(&text).to_string()
    };
    for (fields, expected) in [
        (r#""StartInstance", "ForceStop": true"#, "unknown field `Request.ForceStop`; expected one of `Action`, `InstanceId`, `InitLocalDisk` or `DryRun`"),
        (r#""StartInstance", "InitLocaldisk": true"#, "unknown field `Request.InitLocaldisk`: did you mean `InitLocalDisk`?"),
        (r#""RebootInstance", "ForceReboot": true"#, "unknown field `Request.ForceReboot`; expected one of `Action`, `InstanceId`, `ForceStop` or `DryRun`"),
        (r#""DeleteInstance", "StoppedMode": "KeepCharging""#, "unknown field `Request.StoppedMode`; expected one of `Action`, `InstanceId`, `Force`, `ForceStop`, `TerminateSubscription` or `DryRun`"),
        (r#""DeleteInstance", "Force": ["true"]"#, "at `Request.Force`: expected `true` or `false`, found a list"),
        (r#""ReActivateInstances", "DryRun": true"#, "unknown field `Request.DryRun`; expected `Action` or `InstanceId`"),
        (r#""CreateInstance", "Amount": 2"#, "unknown field `Request.Amount`; expected one of `Action`, `InstanceId`, `InstanceChargeType`, `InstanceNetworkType`, `SpotStrategy` or `HibernationConfigured`"),
        (r#""CreateInstance", "InstanceChargeType": "Prepaid""#, "at `Request.InstanceChargeType`: expected `PostPaid` or `PrePaid`, found `\"Prepaid\"`"),
        (r#""CreateInstance", "InstanceNetworkType": "vlan""#, "at `Request.InstanceNetworkType`: expected `vpc` or `classic`, found `\"vlan\"`"),
        (r#""RunInstances", "Amount": 0"#, "at `Request.Amount`: expected a whole number from 1 to 100, found `0`"),
        (r#""RunInstances", "Amount": 101"#, "at `Request.Amount`: expected a whole number from 1 to 100, found `101`"),
        (r#""RunInstances", "Amount": 257"#, "at `Request.Amount`: expected a whole number from 1 to 100, found `257`"),
        (r#""RunInstances", "Amount": 1.5"#, "at `Request.Amount`: expected a whole number from 1 to 100, found `1.5`"),
        (r#""RunInstances", "Amount": "-1""#, "at `Request.Amount`: expected a whole number from 1 to 100, found `\"-1\"`"),
        (r#""RunInstances", "Amount": true"#, "at `Request.Amount`: expected a whole number from 1 to 100, found `true`"),
    ] {
        assert_eq!(read("null", fields), expected);
    }
    for action in ["CreateInstance", "RunInstances"] {
        assert_eq!(
            read(r#"{"Status": "Running"}"#, &format!("\"{action}\"")),
            format!("at `Instance`: expected `null`, since `{action}` creates the instance; found a record")
        );
    }
}

#[test]
fn a_record_under_a_request_that_makes_the_instance() {
    let defaults = Defaults { request: Some(RunInstances::default().into()), ..Defaults::default() };
    for (text, at) in
        [(r#"{"Status": "Running"}"#, ""), (r#"{"Instance": {"Status": "Running"}}"#, "at `Instance`: ")]
    {
        assert_eq!(
            Case::read(&json(text), &defaults).expect_err(text).to_string(),
            format!("{at}expected `null`, since `RunInstances` creates the instance; found a record")
        );
    }
}

#[test]
#[rustfmt::skip]
fn cases() {
    for (text, expected) in [
        (r#"{"Request": {"Action": "StopInstance"}}"#, "missing field `Instance`; expected a record or `null`"),
        (r#"{"Instance": 5, "Request": {"Action": "StopInstance"}}"#, "at `Instance`: expected a record or `null`, found `5`"),
        (r#"{"Instance": [], "Request": {"Action": "StopInstance"}}"#, "at `Instance`: expected a record or `null`, found a list"),
        (r#"{"instance": {}, "Request": {"Action": "StopInstance"}}"#, "unknown field `instance`: did you mean `Instance`?"),
        (r#"{"Instance": null, "Enviroment": {}}"#, "unknown field `Enviroment`: did you mean `Environment`?"),
        (r#"{"Instance": null, "Outcome": "Planned"}"#, "unknown field `Outcome`; expected one of `Instance`, `Environment` or `Request`"),
        (r#"{"Instance": null, "Outcome": "Evolved", "Request": {}}"#, "unknown field `Request`; expected one of `InstanceId`, `Outcome`, `Events`, `Event`, `Reason`, `Environment` or `Instance`"),
        (r#"{"Instance": null, "Policy": {}}"#, "unknown field `Policy`; expected one of `Instance`, `Environment` or `Request`"),
        (r#"{"Instance": null, "Instance": null}"#, "repeated field `Instance`"),
        (r#"{"Instance": null, "Request": []}"#, "at `Request`: expected a request, found a list"),
        (r#"{"Instance": null, "Request": null}"#, "no request: neither the input nor the caller names an operation"),
        (r#"{"Instance": null, "Environment": true}"#, "at `Environment`: expected an environment, found `true`"),
        (r#"{"Instance": null, "Environment": {"Stock": "soldout"}}"#, "at `Environment.Stock`: expected `Available` or `SoldOut`, found `\"soldout\"`"),
        (r#"{"Instance": null, "Environment": {"Stok": "SoldOut"}}"#, "unknown field `Environment.Stok`: did you mean `Stock`?"),
        (r#"{"Instance": null, "Environment": {"Stock": "SoldOut", "Stock": "SoldOut"}}"#, "repeated field `Environment.Stock`"),
        (r#"{"Status": "Running"}"#, "no request: neither the input nor the caller names an operation"),
        ("5", "expected a case or a record, found `5`"),
        ("[]", "expected a case or a record, found a list"),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
}

#[test]
fn another_operation_than_asked_for() {
    let defaults = Defaults {
        action: Some(Action::StartInstance),
        request: Some(Request::StopInstance(StopInstance::default())),
        ..Defaults::default()
    };
    let text = r#"{"Instance": null, "Request": {"Action": "StopInstance"}}"#;
    assert_eq!(
        Case::read(&json(text), &defaults).expect_err(text).to_string(),
        "at `Request.Action`: expected operation `StartInstance`, found `StopInstance`"
    );
}

#[test]
fn what_the_sender_wrote_cannot_upset_a_terminal() {
    let long = "x".repeat(100);
    assert_eq!(
        of(r#""SpotStrategy": "a\u001b[31m\n`\"""#),
        "at `Instance.SpotStrategy`: expected one of `NoSpot`, `SpotWithPriceLimit` or `SpotAsPriceGo`, \
         found `\"a\\u{1b}[31m\\n`\\\"\"`"
    );
    assert_eq!(
        of(&format!(r#""SpotStrategy": "{long}""#)),
        format!(
            "at `Instance.SpotStrategy`: expected one of `NoSpot`, `SpotWithPriceLimit` or `SpotAsPriceGo`, found `\"{}\"`",
            &long[..60]
        )
    );
    assert_eq!(
        error(&format!(r#"{{"Instance": null, "{long}": 1}}"#)),
        format!("unknown field `{}`; expected one of `Instance`, `Environment` or `Request`", &long[..60])
    );
    assert_eq!(
        error(r#"{"Instance": null, "a\u0007": 1}"#),
        "unknown field `a\\u{7}`; expected one of `Instance`, `Environment` or `Request`"
    );
}

#[test]
fn an_error_has_a_path_and_a_kind() {
    let json = json(r#"{"Instance": null, "Environment": {"Stock": 1}}"#);
    let error = Case::read(&json, &Defaults::default()).expect_err("no word is a number");
    let (expected, found) = (Expected::OneOf(&["Available", "SoldOut"]), Found::Scalar("1".to_owned()));
    assert_eq!(
        (error.path(), error.kind()),
        ("Environment.Stock", &ReadErrorKind::Unexpected { expected, found })
    );
}

#[test]
fn a_misspelt_lock_is_an_error_and_an_empty_one_is_none() {
    for (locks, expected) in [
        (r#"["securty"]"#, "at `OperationLocks[0]`: unknown lock reason `securty`: did you mean `security`?"),
        (
            r#"{"LockReason": [{"LockReason": "Finacial"}]}"#,
            "at `OperationLocks.LockReason[0].LockReason`: unknown lock reason `Finacial`: did you mean `financial`?",
        ),
        (
            r#"{"Locks": [{"LockReason": "security"}]}"#,
            "missing field `OperationLocks.LockReason`; expected a list of locks",
        ),
    ] {
        let json = format!(r#"{{"Status": "Running", "OperationLocks": {locks}}}"#);
        let error = Record::read(&crate::json(&json)).expect_err("an error");
        assert_eq!(error.to_string(), expected);
    }
    let trimmed = crate::record(r#"{"Status": "Running", "OperationLocks": ["SECURITY ", " ", ""]}"#);
    assert_eq!(trimmed.locks, ["security"]);
    assert!(trimmed.instance.locks.security && !trimmed.instance.locks.unknown);
}

#[test]
fn long_names_are_shortened() {
    let name = "x".repeat(100_000);
    for text in [
        format!(
            r#"{{"Instance": {{"InstanceId": "a{name}", "Status": "Running"}}, "Request": {{"Action": "StopInstance", "InstanceId": "b{name}"}}}}"#
        ),
        format!(r#"{{"Instance": {{"Status": "{name}"}}, "Request": {{"Action": "StopInstance"}}}}"#),
        format!(r#"{{"Instance": null, "{name}": 1}}"#),
        format!(r#"{{"Instance": null, "Environment": {{"{name}": 1}}}}"#),
    ] {
        assert!(error(&text).len() < 600, "{}", &error(&text)[..600]);
    }
}
