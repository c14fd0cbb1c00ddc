//! The effective stop modes of the oracle equal the documented table.

use super::{
    AccountSwitch, Answer, ForceStopWhileStopping, HibernateMode, IneligibleStopCharging, Interpretations,
    StopOfStopped, Violation, stop,
};
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy, StoppedMode};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Revision, Status, StopInstance};

const STOP_CHARGING: Option<StopMode> = Some(StopMode::StopCharging);
const KEEP_CHARGING: Option<StopMode> = Some(StopMode::KeepCharging);

const CLASSIC: Instance = {
    let mut it = Instance::DEFAULT;
    it.network_type = NetworkType::Classic;
    it
};
const PRE_PAID: Instance = {
    let mut it = Instance::DEFAULT;
    it.charge_type = ChargeType::PrePaid;
    it
};
const LOCAL_STORAGE: Instance = {
    let mut it = Instance::DEFAULT;
    it.local_storage = true;
    it
};
const PERSISTENT_MEMORY: Instance = {
    let mut it = Instance::DEFAULT;
    it.persistent_memory = true;
    it
};
const SPOT: Instance = {
    let mut it = Instance::DEFAULT;
    it.spot_strategy = SpotStrategy::SpotAsPriceGo;
    it
};

/// The instances that the table distinguishes: billing, eligibility, instance.
const INSTANCES: [(ChargeType, bool, Instance); 6] = [
    (ChargeType::PostPaid, true, Instance::DEFAULT),
    (ChargeType::PostPaid, false, CLASSIC),
    (ChargeType::PostPaid, false, LOCAL_STORAGE),
    (ChargeType::PostPaid, false, PERSISTENT_MEMORY),
    (ChargeType::PostPaid, false, SPOT),
    (ChargeType::PrePaid, false, PRE_PAID),
];

/// Requested StoppedMode, billing, eligible, switch of the account, effective mode. `None` is "absent"
/// in the first column and "any" in the others.
type Line = (Option<StopMode>, ChargeType, Option<bool>, Option<bool>, StoppedMode);

/// The documented table of effective modes. Its remark on subscriptions is a row here; R1 does not
/// refuse.
#[rustfmt::skip]
const EFFECTIVE: [Line; 9] = [
    (None,          ChargeType::PostPaid, Some(true),  Some(true),  StoppedMode::StopCharging),
    (None,          ChargeType::PostPaid, Some(true),  Some(false), StoppedMode::KeepCharging),
    (None,          ChargeType::PostPaid, Some(false), None,        StoppedMode::KeepCharging),
    (None,          ChargeType::PrePaid,  Some(false), None,        StoppedMode::NotApplicable),
    (KEEP_CHARGING, ChargeType::PostPaid, None,        None,        StoppedMode::KeepCharging),
    (KEEP_CHARGING, ChargeType::PrePaid,  None,        None,        StoppedMode::NotApplicable),
    (STOP_CHARGING, ChargeType::PostPaid, Some(true),  None,        StoppedMode::StopCharging),
    (STOP_CHARGING, ChargeType::PostPaid, Some(false), None,        StoppedMode::KeepCharging),
    (STOP_CHARGING, ChargeType::PrePaid,  Some(false), None,        StoppedMode::NotApplicable),
];

fn decide(
    instance: &Instance,
    default: bool,
    asked: Option<StopMode>,
    interpretations: &Interpretations,
) -> Answer {
    let environment = Environment::DEFAULT.with(|it| it.economical_mode_default = default);
    let request = StopInstance::default().with(|it| {
        it.stopped_mode = asked;
        it.confirm_stop = true;
    });
    stop(instance, &environment, &request, Revision::V2024_11_14, interpretations)
}

fn mode_of(answer: &Answer) -> Option<StoppedMode> {
    match answer {
        Answer::Planned(plan) => Some(plan.mode),
        _ => None,
    }
}

#[test]
fn effective_modes_are_those_of_the_table() {
    let interpretations = Interpretations {
        ineligible_stop_charging: IneligibleStopCharging::StopAsKeepCharging,
        ..Interpretations::of(Revision::V2024_11_14)
    };
    for (billing, eligible, instance) in INSTANCES {
        for default in [false, true] {
            for asked in [None, KEEP_CHARGING, STOP_CHARGING] {
                let lines: Vec<StoppedMode> = EFFECTIVE
                    .iter()
                    .filter(|line| line.0 == asked && line.1 == billing)
                    .filter(|line| line.2.is_none_or(|wanted| wanted == eligible))
                    .filter(|line| line.3.is_none_or(|wanted| wanted == default))
                    .map(|line| line.4)
                    .collect();
                let [expected] = lines[..] else { panic!("not one line but {lines:?}") };
                let answer = decide(&instance, default, asked, &interpretations);
                assert_eq!(mode_of(&answer), Some(expected), "{asked:?}, {default}, {instance:?}");
            }
        }
    }
}

#[test]
fn stop_charging_of_the_ineligible_is_refused_row_by_row() {
    let refused = [
        (CLASSIC, "Classic network Instance does not support this operation."),
        (PRE_PAID, "Pre pay instance does not support this operation."),
        (LOCAL_STORAGE, "Local disk instance does not support this operation."),
        (SPOT, "Spot instance does not support this operation."),
    ];
    let interpretations = Interpretations::of(Revision::V2024_11_14);
    for (instance, message) in refused {
        let violation =
            Violation { http: 403, code: "InvalidInstanceId.NotSupport", message: message.to_owned() };
        assert_eq!(
            decide(&instance, false, STOP_CHARGING, &interpretations),
            Answer::Rejected { violations: vec![violation], retryable: false }
        );
    }
}

#[test]
fn persistent_memory_has_no_row_and_stops_as_keep_charging() {
    let answer = decide(&PERSISTENT_MEMORY, true, STOP_CHARGING, &Interpretations::of(Revision::V2024_11_14));
    assert_eq!(mode_of(&answer), Some(StoppedMode::KeepCharging));
}

#[test]
fn spot_is_eligible_where_economical_mode_supports_it() {
    let interpretations = Interpretations::of(Revision::V2025_12_03);
    let modes = [None, KEEP_CHARGING, STOP_CHARGING]
        .map(|asked| mode_of(&decide(&SPOT, true, asked, &interpretations)));
    let expected = [StoppedMode::StopCharging, StoppedMode::KeepCharging, StoppedMode::StopCharging];
    assert_eq!(modes, expected.map(Some));
}

#[test]
fn hibernation_without_a_mode_follows_its_interpretation() {
    let instance = Instance::DEFAULT.with(|it| it.hibernation_configured = true);
    let environment = Environment::DEFAULT.with(|it| it.economical_mode_default = true);
    let request = StopInstance::default().with(|it| it.hibernate = true);
    for (hibernation_default, expected) in [
        (HibernateMode::SameDefault, StoppedMode::StopCharging),
        (HibernateMode::KeepCharging, StoppedMode::KeepCharging),
    ] {
        let revision = Revision::V2024_11_14;
        let interpretations = Interpretations { hibernation_default, ..Interpretations::of(revision) };
        let answer = stop(&instance, &environment, &request, revision, &interpretations);
        assert_eq!(mode_of(&answer), Some(expected), "{hibernation_default:?}");
    }
}

#[test]
fn the_switch_of_the_account_may_preset_the_console_only() {
    let interpretations = Interpretations {
        account_switch: AccountSwitch::ConsoleOnly,
        ..Interpretations::of(Revision::V2024_11_14)
    };
    let modes = [None, KEEP_CHARGING, STOP_CHARGING]
        .map(|asked| mode_of(&decide(&Instance::DEFAULT, true, asked, &interpretations)));
    let expected = [StoppedMode::KeepCharging, StoppedMode::KeepCharging, StoppedMode::StopCharging];
    assert_eq!(modes, expected.map(Some));
}

#[test]
fn a_stop_in_flight_keeps_its_mode_unless_one_is_named() {
    let interpretations = Interpretations {
        force_stop_while_stopping: ForceStopWhileStopping::Accept,
        ..Interpretations::of(Revision::V2024_11_14)
    };
    let instance = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopping;
        it.stopped_mode = StoppedMode::StopCharging;
    });
    for (stopped_mode, expected) in [
        (None, StoppedMode::StopCharging),
        (KEEP_CHARGING, StoppedMode::KeepCharging),
        (STOP_CHARGING, StoppedMode::StopCharging),
    ] {
        let request = StopInstance::default().with(|it| {
            it.stopped_mode = stopped_mode;
            it.force_stop = true;
        });
        let revision = Revision::V2024_11_14;
        let answer = stop(&instance, &Environment::DEFAULT, &request, revision, &interpretations);
        assert_eq!(mode_of(&answer), Some(expected), "{stopped_mode:?}");
    }
}

#[test]
fn a_stopped_instance_is_not_stopped_in_another_mode() {
    let interpretations = Interpretations {
        stop_of_stopped: StopOfStopped::AlreadyDone,
        ..Interpretations::of(Revision::V2024_11_14)
    };
    for (stopped_mode, asked, done) in [
        (StoppedMode::StopCharging, None, true),
        (StoppedMode::StopCharging, STOP_CHARGING, true),
        (StoppedMode::StopCharging, KEEP_CHARGING, false),
        (StoppedMode::KeepCharging, None, true),
        (StoppedMode::KeepCharging, STOP_CHARGING, false),
        (StoppedMode::KeepCharging, KEEP_CHARGING, true),
        (StoppedMode::NotApplicable, STOP_CHARGING, false),
        (StoppedMode::NotApplicable, KEEP_CHARGING, true),
    ] {
        let instance = Instance::DEFAULT.with(|it| {
            it.status = Status::Stopped;
            it.stopped_mode = stopped_mode;
        });
        let answer = decide(&instance, false, asked, &interpretations);
        assert_eq!(matches!(answer, Answer::AlreadyDone { .. }), done, "{stopped_mode}, {asked:?}");
    }
}
