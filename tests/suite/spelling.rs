//! The exact spelling of every value, in text and by serde.

use instance_lifecycle::{
    AtNextStart, Balance, CapacityReservation, ChargeType, DedicatedHost, DiskStatus, Disposition, Document,
    EncryptionKey, Environment, ErrorKind, Event, Evidence, Finite, Grade, Instance, LockReason, Locks,
    NetworkType, Operation, PrivatePool, Quota, Request, Resource, Revision, Risk, Settlement,
    SpotInterruptionBehavior, SpotPrice, SpotStrategy, Standing, StaticAddress, Status, Stock, StopInstance,
    StopMode, StopModeAsked, StoppedFor, StoppedMode, SystemDisk, Task,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
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

macro_rules! closed_sets {
    ($($set:ident),+ $(,)?) => {
        #[test]
        fn every_value_of_every_closed_set_is_read_back() {
            $(read_back($set::ALL);)+
        }
    };
}

closed_sets! {
    AtNextStart, Balance, CapacityReservation, ChargeType, DedicatedHost, DiskStatus, Disposition, Document,
    EncryptionKey, ErrorKind, Event, Evidence, Grade, LockReason, NetworkType, Operation, PrivatePool, Quota,
    Resource, Revision, Risk, Settlement, SpotInterruptionBehavior, SpotPrice, SpotStrategy, Standing, StaticAddress,
    Status, Stock, StopMode, StopModeAsked, StoppedFor, StoppedMode, SystemDisk, Task,
}

#[test]
fn the_vendors_spellings() {
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
fn structs_are_read_back() {
    let instance = Instance {
        status: Status::Stopped,
        stopped_mode: StoppedMode::StopCharging,
        locks: Locks::NONE.with(LockReason::Recycling),
        ..Instance::PLAIN
    };
    let environment = Environment { economical_mode_default: true, ..Environment::PLAIN };
    let request =
        StopInstance { stopped_mode: Some(StopMode::KeepCharging), dry_run: true, ..StopInstance::DEFAULT };

    let json = serde_json::to_string(&instance).expect("an instance can be written");
    assert_eq!(serde_json::from_str::<Instance>(&json).expect("it can be read"), instance);
    assert_eq!(serde_json::from_str::<Instance>("{}").expect("absent is plain"), Instance::PLAIN);
    let json = serde_json::to_string(&environment).expect("an environment can be written");
    assert_eq!(serde_json::from_str::<Environment>(&json).expect("it can be read"), environment);
    let json = serde_json::to_string(&Request::from(request)).expect("a request can be written");
    insta::assert_snapshot!(json, @r#"{"Action":"StopInstance","StoppedMode":"KeepCharging","ForceStop":false,"ConfirmStop":false,"Hibernate":false,"DryRun":true}"#);
    assert_eq!(serde_json::from_str::<Request>(&json).expect("it can be read"), request.into());
}

#[test]
fn what_is_not_known_is_said() {
    let value = serde_json::from_str::<ChargeType>(r#""postpaid""#).unwrap_err();
    insta::assert_snapshot!(value, @r#"invalid value: string "postpaid", expected `PostPaid` or `PrePaid` at line 1 column 10"#);
    let text = "Sleeping".parse::<Status>().unwrap_err();
    insta::assert_snapshot!(text, @"not a Status: expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`");
    let field = serde_json::from_str::<StopInstance>(r#"{"Force": true}"#).unwrap_err();
    insta::assert_snapshot!(field, @"unknown field `Force`, expected one of `StoppedMode`, `ForceStop`, `ConfirmStop`, `Hibernate`, `DryRun` at line 1 column 8");
}
