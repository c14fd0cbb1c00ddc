//! Cases: what is asked, of what, in what surroundings.

use crate::{case, json, record, stop};
use instance_lifecycle::Action;
use instance_lifecycle::environment::{
    Balance, CapacityReservation, DedicatedHost, PrivatePool, Quota, Site, SpotPrice, Stock,
};
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy};
use instance_lifecycle::request::{Amount, StopMode};
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Environment, Instance, Operation, ReActivateInstances, RebootInstance,
    Request, RunInstances, StartInstance, StopInstance,
};
use instance_lifecycle_wire::{Case, Defaults, parameters, read_request};

#[test]
fn the_whole_case() {
    let read = case(
        r#"{"Instance": {"InstanceId": "i-1", "Status": "Running"},
            "Environment": {"EconomicalModeDefault": "true", "Balance": "Insufficient", "Stock": "SoldOut",
                            "Quota": "VcpusExceeded", "SpotPrice": "AboveBid", "HostRepairing": 1,
                            "PrivatePool": "UsedUp", "CapacityReservation": "Missing", "DedicatedHost": "FullByAffinity", "Site": "China"},
            "Request": {"Action": "StopInstance", "InstanceId": "i-1", "StoppedMode": "StopCharging",
                        "ForceStop": true, "ConfirmStop": "True", "Hibernate": "1", "DryRun": 1}}"#,
    );
    let expected = Case {
        id: Some("i-1".to_owned()),
        record: Some(record(r#"{"InstanceId": "i-1", "Status": "Running"}"#)),
        environment: Environment::DEFAULT.with(|it| {
            it.economical_mode_default = true;
            it.balance = Balance::Insufficient;
            it.stock = Stock::SoldOut;
            it.quota = Quota::VcpusExceeded;
            it.spot_price = SpotPrice::AboveBid;
            it.host_repairing = true;
            it.private_pool = PrivatePool::UsedUp;
            it.capacity_reservation = CapacityReservation::Missing;
            it.dedicated_host = DedicatedHost::FullByAffinity;
            it.site = Site::China;
        }),
        request: Request::StopInstance(StopInstance::DEFAULT.with(|it| {
            it.stopped_mode = Some(StopMode::StopCharging);
            it.force_stop = true;
            it.confirm_stop = true;
            it.hibernate = true;
            it.dry_run = true;
        })),
        notes: read.notes.clone(),
    };
    assert_eq!(read, expected);
    assert_eq!(read.instance(), Instance::DEFAULT);
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn requests_of_every_operation() {
    let rows: [(&str, Request); 12] = [
        (r#""StartInstance""#, StartInstance::default().into()),
        (r#""StartInstance", "InitLocalDisk": "true", "DryRun": 1"#, StartInstance::DEFAULT.with(|it| { it.init_local_disk = true; it.dry_run = true; }).into()),
        (r#""RebootInstance", "ForceStop": true, "DryRun": """#, RebootInstance::DEFAULT.with(|it| { it.force_stop = true; it.dry_run = false; }).into()),
        (r#""DeleteInstance""#, DeleteInstance::DEFAULT.with(|it| { it.force = false; it.force_stop = true; it.terminate_subscription = false; it.dry_run = false; }).into()),
        (r#""DeleteInstance", "ForceStop": null"#, DeleteInstance::default().into()),
        (r#""DeleteInstance", "Force": 1, "ForceStop": "false", "TerminateSubscription": true, "DryRun": true"#,
            DeleteInstance::DEFAULT.with(|it| { it.force = true; it.force_stop = false; it.terminate_subscription = true; it.dry_run = true; }).into()),
        (r#""ReActivateInstances", "InstanceId": "i-1""#, ReActivateInstances::default().into()),
        (r#""CreateInstance""#, CreateInstance::default().into()),
        (r#""CreateInstance", "InstanceChargeType": "PrePaid", "InstanceNetworkType": "Classic", "HibernationConfigured": true"#,
            CreateInstance::DEFAULT.with(|it| { it.charge_type = ChargeType::PrePaid; it.network_type = NetworkType::Classic; it.hibernation_configured = true; }).into()),
        (r#""RunInstances", "Amount": """#, RunInstances::default().into()),
        (r#""RunInstances", "Amount": 100, "SpotStrategy": "SpotAsPriceGo""#,
            RunInstances::DEFAULT.with(|it| { it.amount = amount(100); it.spot_strategy = SpotStrategy::SpotAsPriceGo; }).into()),
        (r#""RunInstances", "Amount": "7""#, RunInstances::DEFAULT.with(|it| it.amount = amount(7)).into()),
    ];
    for (request, expected) in rows {
        let instance = if expected.creates() { "null" } else { r#"{"InstanceId": "i-1", "Status": "Running"}"# };
        let text = format!(r#"{{"Instance": {instance}, "Request": {{"Action": {request}}}}}"#);
        assert_eq!(case(&text).request, expected, "{text}");
    }
}

fn amount(amount: u8) -> Amount {
    Amount::new(amount).expect("1 to 100")
}

/// The names of the parameters are those by which a request is read.
#[test]
fn parameters_by_name() {
    for &operation in Operation::ALL {
        for name in parameters(operation) {
            let text = format!(r#"{{"Action": "{operation}", "{name}": null}}"#);
            let json = json(&text);
            let (request, id) = read_request(&json).expect("an absent value is default");
            assert_eq!((request.operation(), id), (operation, None), "{text}");
        }
    }
}

#[test]
fn what_is_absent_is_plain() {
    let default = case(r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance"}}"#);
    assert_eq!(default.environment, Environment::DEFAULT);
    assert_eq!(default.request, Request::StopInstance(StopInstance::default()));
    assert_eq!(default.id, None);
    for absent in ["null", "\"\""] {
        let read = case(&format!(
            r#"{{"Instance": {{"Status": "Running"}}, "Environment": {absent},
                 "Request": {{"Action": "StopInstance", "InstanceId": null, "StoppedMode": {absent},
                              "ForceStop": {absent}, "ConfirmStop": {absent}, "Hibernate": {absent}, "DryRun": {absent}}}}}"#
        ));
        assert_eq!(read, default, "{absent}");
        let read = case(&format!(
            r#"{{"Instance": {{"Status": "Running"}}, "Request": {{"Action": "StopInstance"}},
                 "Environment": {{"EconomicalModeDefault": {absent}, "Balance": {absent}, "Quota": {absent}}}}}"#
        ));
        assert_eq!(read, default, "{absent}");
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
    let request = Request::StopInstance(StopInstance::default().with(|it| it.dry_run = true));
    let environment = Environment::DEFAULT.with(|it| {
        it.economical_mode_default = true;
        it.stock = Stock::SoldOut;
    });
    let defaults = Defaults {
        request: Some(request),
        environment,
        action: Some(Action::StopInstance),
        ..Defaults::default()
    };
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
        environment.with(|it| {
            it.stock = Stock::Available;
            it.balance = Balance::Insufficient;
        })
    );
    let custom = read(
        r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance", "ForceStop": true}}"#,
    );
    assert_eq!(custom.request, StopInstance::default().with(|it| it.force_stop = true).into());
    assert_eq!(custom.environment, environment);
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
