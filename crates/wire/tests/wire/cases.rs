//! Cases: what is asked, of what, in what surroundings.

use crate::{case, json, record, stop};
use instance_lifecycle::{
    Balance, CapacityReservation, DedicatedHost, Environment, Instance, Operation, PrivatePool, Quota,
    Request, SpotPrice, Stock, StopInstance, StopMode,
};
use instance_lifecycle_wire::{Case, Defaults};

#[test]
fn the_whole_case() {
    let read = case(
        r#"{"Instance": {"InstanceId": "i-1", "Status": "Running"},
            "Environment": {"EconomicalModeDefault": "true", "Balance": "Insufficient", "Stock": "SoldOut",
                            "Quota": "VcpusExceeded", "SpotPrice": "AboveBid", "HostRepairing": 1,
                            "PrivatePool": "UsedUp", "CapacityReservation": "Missing", "DedicatedHost": "FullByAffinity"},
            "Request": {"Action": "StopInstance", "InstanceId": "i-1", "StoppedMode": "StopCharging",
                        "ForceStop": true, "ConfirmStop": "True", "Hibernate": "1", "DryRun": 1}}"#,
    );
    let expected = Case {
        id: Some("i-1".to_owned()),
        record: Some(record(r#"{"InstanceId": "i-1", "Status": "Running"}"#)),
        environment: Environment {
            economical_mode_default: true,
            balance: Balance::Insufficient,
            stock: Stock::SoldOut,
            quota: Quota::VcpusExceeded,
            spot_price: SpotPrice::AboveBid,
            host_repairing: true,
            private_pool: PrivatePool::UsedUp,
            capacity_reservation: CapacityReservation::Missing,
            dedicated_host: DedicatedHost::FullByAffinity,
        },
        request: Request::StopInstance(StopInstance {
            stopped_mode: Some(StopMode::StopCharging),
            force_stop: true,
            confirm_stop: true,
            hibernate: true,
            dry_run: true,
        }),
    };
    assert_eq!(read, expected);
    assert_eq!(read.instance(), Instance::PLAIN);
}

#[test]
fn what_is_absent_is_plain() {
    let plain = case(r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance"}}"#);
    assert_eq!(plain.environment, Environment::PLAIN);
    assert_eq!(plain.request, Request::StopInstance(StopInstance::default()));
    assert_eq!(plain.id, None);
    for absent in ["null", "\"\""] {
        let read = case(&format!(
            r#"{{"Instance": {{"Status": "Running"}}, "Environment": {absent},
                 "Request": {{"Action": "StopInstance", "InstanceId": {absent}, "StoppedMode": {absent},
                              "ForceStop": {absent}, "ConfirmStop": {absent}, "Hibernate": {absent}, "DryRun": {absent}}}}}"#
        ));
        assert_eq!(read, plain, "{absent}");
        let read = case(&format!(
            r#"{{"Instance": {{"Status": "Running"}}, "Request": {{"Action": "StopInstance"}},
                 "Environment": {{"EconomicalModeDefault": {absent}, "Balance": {absent}, "Quota": {absent}}}}}"#
        ));
        assert_eq!(read, plain, "{absent}");
    }
}

#[test]
fn no_such_instance() {
    let read = case(r#"{"Instance": null, "Request": {"Action": "StopInstance", "InstanceId": "i-9"}}"#);
    assert_eq!((read.id.as_deref(), &read.record), (Some("i-9"), &None));
    assert_eq!(read.instance(), Instance::RELEASED);
    assert_eq!(case(r#"{"Instance": null, "Request": {"Action": "StopInstance"}}"#).id, None);
}

#[test]
fn the_request_may_name_what_the_record_leaves_out() {
    let read = case(
        r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance", "InstanceId": "i-9"}}"#,
    );
    assert_eq!(read.id.as_deref(), Some("i-9"));
    assert_eq!(read.record.expect("it is there").instance_id, None);
}

#[test]
fn defaults() {
    let request = Request::StopInstance(StopInstance { dry_run: true, ..StopInstance::default() });
    let environment =
        Environment { economical_mode_default: true, stock: Stock::SoldOut, ..Environment::PLAIN };
    let defaults = Defaults { request: Some(request), environment, operation: Some(Operation::StopInstance) };
    let read = |text: &str| Case::read(&json(text), &defaults).expect("it is readable");

    let bare = read(r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    assert_eq!((bare.request, bare.environment, bare.id.as_deref()), (request, environment, Some("i-1")));
    // Fields of the case win over the defaults, each by itself; a request of its own wins whole.
    let given = read(
        r#"{"Instance": {"Status": "Running"}, "Environment": {"Stock": "Available", "Balance": "Insufficient"}}"#,
    );
    assert_eq!(given.request, request);
    assert_eq!(
        given.environment,
        Environment { stock: Stock::Available, balance: Balance::Insufficient, ..environment }
    );
    let own = read(
        r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance", "ForceStop": true}}"#,
    );
    assert_eq!(own.request, StopInstance { force_stop: true, ..StopInstance::default() }.into());
    assert_eq!(own.environment, environment);
}

/// A field that only a case has makes it one.
#[test]
fn cases_and_records_are_told_apart() {
    for (text, is_case) in [
        (r#"{"Instance": {"Status": "Running"}}"#, true),
        (r#"{"Instance": null}"#, true),
        (r#"{"Instance": {"Status": "Running"}, "Environment": {}}"#, true),
        (r#"{"Status": "Running"}"#, false),
        (r#"{"Status": "Running", "request": 1, "environment": 2, "Facts": {}}"#, false),
        (r#"{"Status": "Running", "Instance": "x"}"#, false),
    ] {
        let defaults = Defaults { request: None, ..stop() };
        let error = Case::read(&json(text), &defaults).expect_err("there is no request").to_string();
        assert_eq!(error, "no request: neither the input nor the caller names an operation", "{text}");
        let read = Case::read(&json(text), &stop()).expect("it is readable");
        let bare = text.replace(r#"{"Instance": {"Status": "Running"}"#, r#"{"Status": "Running""#);
        if is_case && read.record.is_some() {
            assert_eq!(read.record, Some(record(&bare)), "{text}");
        }
    }
}
