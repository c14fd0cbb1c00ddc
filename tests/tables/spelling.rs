//! The exact spelling of every value, as text and by serde.

use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::environment::{
    Balance, CapacityReservation, DedicatedHost, PrivatePool, Quota, Site, SpotPrice, Stock,
};
use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, LockReason, Locks, NetworkType, Presence,
    SpotInterruptionBehavior, SpotStrategy, Standing, StaticAddress, StatusBefore, StoppedFor, StoppedMode,
    SystemDisk, Task,
};
use instance_lifecycle::plan::{AtNextStart, Disposition, Resource, Risk, Settlement};
use instance_lifecycle::policy::interpretations::{
    AccountSwitch, ArrearsBeforeStop, ArrearsStopMode, ForceDeleteInTransit, ForceStopWhileStopping,
    HibernateMode, HibernateParameter, HibernatedBandwidth, HibernationForbids, ImageLicence,
    IneligibleStopCharging, Interpretation, KeysChecked, LocalDiskContents, LockStops, OtherLocks,
    ReactivationStatus, RebootPath, SecurityLockedDelete, SecurityLockedStop, SpotComputeAfterStop,
    SpotEconomicalMode, StartWhilePending, StatusText, StopOfStopped, SystemDiskKept, WhoConfirms,
    WhoseArrears,
};
use instance_lifecycle::request::{
    Amount, BatchOptimization, BatchRequest, Parameters, StopInstances, StopMode, StopModeAsked,
};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::rules::{Document, Evidence};
use instance_lifecycle::suggest::{OneOf, nearest};
use instance_lifecycle::{
    Action, Environment, Event, Instance, Operation, Request, Revision, RunInstances, Status, StopInstance,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

fn read_back<T>(all: &[T])
where
    T: Finite + Copy + Debug + PartialEq + Display + FromStr + Serialize + DeserializeOwned,
{
    assert_eq!(all.len(), T::NAMES.len());
    for (&value, name) in all.iter().zip(T::NAMES) {
        assert_eq!(value.to_string(), *name);
        assert_eq!(name.parse().ok(), Some(value));
        assert_eq!(serde_json::to_string(&value).expect("a value can be written"), format!("{name:?}"));
        assert_eq!(serde_json::from_str::<T>(&format!("{name:?}")).expect("a name can be read"), value);
        assert!(
            name.to_uppercase().parse::<T>().is_err() || name.to_uppercase() == *name,
            "{name} in capitals"
        );
    }
}

/// Tests the listed sets, and that the sets of interpretations are complete.
macro_rules! closed_sets {
    ($($set:ident),+ ; $($interpretation:ident),+ $(,)?) => {
        #[test]
        fn every_value_of_every_closed_set_is_read_back() {
            $(read_back($set::ALL);)+
            $(read_back($interpretation::ALL);)+
        }

        #[test]
        fn every_attribute_and_interpretation_takes_its_values_from_a_listed_set() {
            let sets = [$($set::NAMES,)+ $($interpretation::NAMES,)+ bool::NAMES];
            let attributes = ATTRIBUTES.iter().map(|attribute| attribute.values);
            let interpretations = Interpretation::ALL.iter().map(|interpretation| interpretation.values);
            for values in attributes.chain(interpretations) {
                assert!(sets.contains(&values), "no listed set has the values {values:?}");
            }
        }
    };
}

closed_sets! {
    AtNextStart, Balance, BatchOptimization, CapacityReservation, ChargeType, DedicatedHost, DiskStatus, Disposition,
    Document, EncryptionKey, ErrorKind, Event, Evidence, LockReason, NetworkType, Operation, Presence, PrivatePool, Quota,
    Resource, Revision, Risk, Settlement, Site, SpotInterruptionBehavior, SpotPrice, SpotStrategy, Standing, StaticAddress,
    Status, StatusBefore, Stock, StopMode, StopModeAsked, StoppedFor, StoppedMode, SystemDisk, Task;
    AccountSwitch, ArrearsBeforeStop, ArrearsStopMode, ForceDeleteInTransit, ForceStopWhileStopping, HibernateMode,
    HibernateParameter, HibernatedBandwidth, HibernationForbids, ImageLicence, IneligibleStopCharging, KeysChecked,
    LocalDiskContents, LockStops, OtherLocks, ReactivationStatus, RebootPath, SecurityLockedDelete, SecurityLockedStop,
    SpotComputeAfterStop, SpotEconomicalMode, StartWhilePending, StatusText, StopOfStopped, SystemDiskKept,
    WhoConfirms, WhoseArrears,
}

/// Ids are matched in either case, names exactly.
#[test]
fn an_interpretation_is_found_by_its_id_and_by_its_name() {
    for interpretation in Interpretation::ALL {
        for name in [interpretation.id, &interpretation.id.to_lowercase(), interpretation.name] {
            assert_eq!(Interpretation::named(name), Ok(interpretation), "{name}");
        }
    }
    let names: BTreeSet<&str> = Interpretation::ALL
        .iter()
        .flat_map(|interpretation| [interpretation.id, interpretation.name])
        .collect();
    assert_eq!(names.len(), 2 * Interpretation::ALL.len());
    assert!(Interpretation::named("r10").is_err() && Interpretation::named("Status-Text").is_err());
    let value = Interpretation::named("L1")
        .and_then(|interpretation| interpretation.choice("ViaStarting"))
        .unwrap_err();
    insta::assert_snapshot!(value, @"not a value of the interpretation: expected `ViaStopping`, `StartingAtOnce` or `ViaStopped`");
}

#[test]
fn statuses_and_modes_are_spelt_as_the_vendor_does() {
    assert_eq!(Status::NAMES, ["Pending", "Starting", "Running", "Stopping", "Stopped", "Released"]);
    assert_eq!(ChargeType::NAMES, ["PostPaid", "PrePaid"]);
    assert_eq!(NetworkType::NAMES, ["vpc", "classic"]);
    assert_eq!(SpotStrategy::NAMES, ["NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"]);
    assert_eq!(StoppedMode::NAMES, ["StopCharging", "KeepCharging", "Not-applicable"]);
    assert_eq!(
        LockReason::NAMES,
        ["financial", "security", "recycling", "dedicatedhostfinancial", "refunded"]
    );
}

#[test]
fn instances_environments_and_requests_are_read_back() {
    let instance = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::StopCharging;
        it.locks = Locks::NONE.with(LockReason::Recycling);
    });
    let environment = Environment::DEFAULT.with(|it| it.economical_mode_default = true);
    let request = StopInstance::DEFAULT.with(|it| {
        it.stopped_mode = Some(StopMode::KeepCharging);
        it.dry_run = true;
    });

    let json = serde_json::to_string(&instance).expect("an instance can be written");
    assert_eq!(serde_json::from_str::<Instance>(&json).expect("it can be read"), instance);
    assert_eq!(serde_json::from_str::<Instance>("{}").expect("absent is default"), Instance::DEFAULT);
    let json = serde_json::to_string(&environment).expect("an environment can be written");
    assert_eq!(serde_json::from_str::<Environment>(&json).expect("it can be read"), environment);
    let json = serde_json::to_string(&Request::from(request)).expect("a request can be written");
    assert_eq!(serde_json::from_str::<Request>(&json).expect("it can be read"), request.into());
}

/// Also from its name alone.
#[test]
fn every_default_request_is_read_back() {
    let mut text = String::new();
    for &request in Request::DEFAULTS {
        let json = serde_json::to_string(&request).expect("a request can be written");
        assert_eq!(serde_json::from_str::<Request>(&json).expect("it can be read"), request);
        let name = format!(r#"{{"Action":"{}"}}"#, request.operation());
        assert_eq!(serde_json::from_str::<Request>(&name).expect("absent is default"), request);
        assert_eq!(request.parameters(), Parameters::DEFAULT);
        assert_eq!(Request::new(request.operation(), Parameters::DEFAULT), request);
        text += &format!("{json}\n");
    }
    for &request in BatchRequest::DEFAULTS {
        let json = serde_json::to_string(&request).expect("a request can be written");
        assert_eq!(serde_json::from_str::<BatchRequest>(&json).expect("it can be read"), request);
        let name = format!(r#"{{"Action":"{}"}}"#, request.action());
        assert_eq!(serde_json::from_str::<BatchRequest>(&name).expect("absent is default"), request);
        assert_eq!(request.action().operation(), None);
        text += &format!("{json}\n");
    }
    insta::assert_snapshot!(text, @r#"
    {"Action":"StopInstance","StoppedMode":null,"ForceStop":false,"ConfirmStop":false,"Hibernate":false,"DryRun":false}
    {"Action":"StartInstance","InitLocalDisk":false,"DryRun":false}
    {"Action":"RebootInstance","ForceStop":false,"DryRun":false}
    {"Action":"DeleteInstance","Force":false,"ForceStop":true,"TerminateSubscription":false,"DryRun":false}
    {"Action":"ReActivateInstances"}
    {"Action":"CreateInstance","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","HibernationConfigured":false}
    {"Action":"RunInstances","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","HibernationConfigured":false,"Amount":1}
    {"Action":"StopInstances","StoppedMode":null,"ForceStop":false,"BatchOptimization":"AllTogether","DryRun":false}
    {"Action":"StartInstances","BatchOptimization":"AllTogether","DryRun":false}
    {"Action":"RebootInstances","ForceReboot":false,"BatchOptimization":"AllTogether","DryRun":false}
    {"Action":"DeleteInstances","Force":false,"ForceStop":true,"TerminateSubscription":false,"DryRun":false}
    "#);

    assert!(Request::DEFAULTS.iter().map(Request::operation).eq(Operation::ALL.iter().copied()));
    let actions = Request::DEFAULTS.iter().map(|request| request.operation().action());
    let actions: BTreeSet<Action> =
        actions.chain(BatchRequest::DEFAULTS.iter().map(BatchRequest::action)).collect();
    assert_eq!(actions, Action::ALL.iter().copied().collect());
}

/// Each parameter alone, with the operations that accept it.
#[test]
fn every_parameter_is_read_back() {
    use Operation::{
        CreateInstance, DeleteInstance, RebootInstance, RunInstances, StartInstance, StopInstance,
    };
    let default = Parameters::DEFAULT;
    #[rustfmt::skip] // a table: one line a row
    let table: [(Parameters, &[Operation]); 14] = [
        (default.with(|it| it.stopped_mode = StopModeAsked::StopCharging),      &[StopInstance]),
        (default.with(|it| it.stopped_mode = StopModeAsked::KeepCharging),      &[StopInstance]),
        (default.with(|it| it.force_stop = true),                               &[StopInstance, RebootInstance]),
        (default.with(|it| it.confirm_stop = true),                             &[StopInstance]),
        (default.with(|it| it.hibernate = true),                                &[StopInstance]),
        (default.with(|it| it.dry_run = true),                                  &[StopInstance, StartInstance, RebootInstance, DeleteInstance]),
        (default.with(|it| it.init_local_disk = true),                          &[StartInstance]),
        (default.with(|it| it.force = true),                                    &[DeleteInstance]),
        (default.with(|it| it.delete_force_stop = false),                               &[DeleteInstance]),
        (default.with(|it| it.terminate_subscription = true),                   &[DeleteInstance]),
        (default.with(|it| it.new_charge_type = ChargeType::PrePaid),           &[CreateInstance, RunInstances]),
        (default.with(|it| it.new_network_type = NetworkType::Classic),         &[CreateInstance, RunInstances]),
        (default.with(|it| it.new_spot_strategy = SpotStrategy::SpotAsPriceGo), &[CreateInstance, RunInstances]),
        (default.with(|it| it.new_hibernation = true),                          &[CreateInstance, RunInstances]),
    ];
    for (parameters, takers) in table {
        for operation in Request::DEFAULTS.iter().map(Request::operation) {
            let request = Request::new(operation, parameters);
            let json = serde_json::to_string(&request).expect("a request can be written");
            assert_eq!(serde_json::from_str::<Request>(&json).expect("it can be read"), request);
            let expected = if takers.contains(&operation) { parameters } else { default };
            assert_eq!(request.parameters(), expected, "{json}");
        }
    }
}

#[test]
fn a_plural_maps_to_a_singular_request_per_instance() {
    let asked: Vec<String> = BatchRequest::DEFAULTS
        .iter()
        .map(|request| format!("{}, {}: {:?}", request.action(), request.optimization(), request.of_each()))
        .collect();
    insta::assert_snapshot!(asked.join("\n"), @r#"
    StopInstances, AllTogether: StopInstance(StopInstance { stopped_mode: None, force_stop: false, confirm_stop: true, hibernate: false, dry_run: false })
    StartInstances, AllTogether: StartInstance(StartInstance { init_local_disk: false, dry_run: false })
    RebootInstances, AllTogether: RebootInstance(RebootInstance { force_stop: false, dry_run: false })
    DeleteInstances, AllTogether: DeleteInstance(DeleteInstance { force: false, force_stop: true, terminate_subscription: false, dry_run: false })
    "#);
    let hard = StopInstances::DEFAULT.with(|it| {
        it.force_stop = true;
        it.stopped_mode = Some(StopMode::StopCharging);
        it.dry_run = true;
    });
    let of_each = StopInstance::DEFAULT.with(|it| {
        it.force_stop = true;
        it.stopped_mode = Some(StopMode::StopCharging);
        it.confirm_stop = true;
    });
    assert_eq!(BatchRequest::from(hard).of_each(), Request::from(of_each));
}

#[test]
fn an_amount_is_1_to_100() {
    let read = |text: &str| serde_json::from_str::<Amount>(text).map_err(|error| error.to_string());
    for amount in 1..=Amount::MAX {
        let read = read(&amount.to_string()).expect("an amount");
        assert_eq!((read, u8::from(read)), (Amount::new(amount).expect("an amount"), amount));
        assert_eq!(serde_json::to_string(&read).expect("an amount can be written"), amount.to_string());
    }
    let refused = ["0", "101", "255", "256", "-1", "1.5", r#""1""#].map(|text| read(text).unwrap_err());
    insta::assert_snapshot!(refused.join("\n"), @r#"
    `0` is no amount: expected 1 to 100
    `101` is no amount: expected 1 to 100
    `255` is no amount: expected 1 to 100
    invalid value: integer `256`, expected u8 at line 1 column 3
    invalid value: integer `-1`, expected u8 at line 1 column 2
    invalid type: floating point `1.5`, expected u8 at line 1 column 3
    invalid type: string "1", expected u8 at line 1 column 3
    "#);
    let many = RunInstances::DEFAULT.with(|it| it.amount = Amount::new(7).expect("an amount"));
    let json = serde_json::to_string(&Request::from(many)).expect("a request can be written");
    assert_eq!(serde_json::from_str::<Request>(&json).expect("it can be read"), many.into());
}

#[test]
fn an_unknown_value_or_field_is_reported_with_the_expected_ones() {
    let value = serde_json::from_str::<ChargeType>(r#""postpaid""#).unwrap_err();
    insta::assert_snapshot!(value, @r#"invalid value: string "postpaid", expected `PostPaid` or `PrePaid` at line 1 column 10"#);
    let text = "Sleeping".parse::<Status>().unwrap_err();
    insta::assert_snapshot!(text, @"not a Status: expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`");
    let vowel = "Yes".parse::<AtNextStart>().unwrap_err();
    insta::assert_snapshot!(vowel, @"not an AtNextStart: expected `Unchanged`, `Reallocated`, `NewAddress`, `Resumes`, `ReadBack`, `Empty` or `Initial`");
    let field = serde_json::from_str::<StopInstance>(r#"{"Force": true}"#).unwrap_err();
    insta::assert_snapshot!(field, @"unknown field `Force`, expected one of `StoppedMode`, `ForceStop`, `ConfirmStop`, `Hibernate`, `DryRun` at line 1 column 8");
}

#[test]
fn one_of_writes_alternatives_with_or() {
    for (names, expected) in
        [(&[][..], ""), (&["a"], "`a`"), (&["a", "b"], "`a` or `b`"), (&["a", "b", "c"], "`a`, `b` or `c`")]
    {
        assert_eq!(OneOf(names).to_string(), expected);
    }
}

#[test]
fn nearest_tolerates_one_wrong_letter_in_three() {
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("Running",          "Running",  true),
        ("running",          "Running",  true),
        ("Runing",           "Running",  true),
        ("Rning",            "Running",  true),
        ("Rnng",             "Running",  false),
        ("xyRunning",        "Running",  true),
        ("xyzRunning",       "Running",  false),
        ("Runnnnning",       "Running",  false),
        ("uRnnign",          "Running",  true),
        ("tSpoipgn",         "Stopping", false),
        ("no",               "on",       true),
        ("Not_applicable",   "Not-applicable", true),
    ];
    for (text, name, is_near) in table {
        assert_eq!(nearest(text, [name]), is_near.then_some(name), "{text}");
    }
    assert_eq!(nearest("stoped", ["Stopping", "Stopped", "Starting"]), Some("Stopped"));
}

#[test]
fn nearest_ignores_texts_longer_than_a_name() {
    let (name, longer) = ("x".repeat(63), "x".repeat(64));
    for (letters, is_near) in [(62, true), (63, true), (64, true), (65, false), (66, false)] {
        let found = nearest(&"x".repeat(letters), [name.as_str()]);
        assert_eq!(found, is_near.then_some(name.as_str()), "{letters} letters");
    }
    assert_eq!(nearest(&name, [longer.as_str()]), None);
}
