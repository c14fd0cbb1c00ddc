//! The effective stop modes of the oracle equal the documented table.

use super::{Answer, HibernationDefault, IneligibleStopCharging, Interpretations, Violation, stop};
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy, StoppedMode};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Revision, StopInstance};

const STOP_CHARGING: Option<StopMode> = Some(StopMode::StopCharging);
const KEEP_CHARGING: Option<StopMode> = Some(StopMode::KeepCharging);

const CLASSIC: Instance = Instance { network_type: NetworkType::Classic, ..Instance::DEFAULT };
const PRE_PAID: Instance = Instance { charge_type: ChargeType::PrePaid, ..Instance::DEFAULT };
const LOCAL_STORAGE: Instance = Instance { local_storage: true, ..Instance::DEFAULT };
const PERSISTENT_MEMORY: Instance = Instance { persistent_memory: true, ..Instance::DEFAULT };
const SPOT: Instance = Instance { spot_strategy: SpotStrategy::SpotAsPriceGo, ..Instance::DEFAULT };

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
    let environment = Environment { economical_mode_default: default, ..Environment::DEFAULT };
    let request = StopInstance { stopped_mode: asked, confirm_stop: true, ..StopInstance::default() };
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
    let instance = Instance { hibernation_configured: true, ..Instance::DEFAULT };
    let environment = Environment { economical_mode_default: true, ..Environment::DEFAULT };
    let request = StopInstance { hibernate: true, ..StopInstance::default() };
    for (hibernation_default, expected) in [
        (HibernationDefault::SameAsAnyStop, StoppedMode::StopCharging),
        (HibernationDefault::KeepCharging, StoppedMode::KeepCharging),
    ] {
        let revision = Revision::V2024_11_14;
        let interpretations = Interpretations { hibernation_default, ..Interpretations::of(revision) };
        let answer = stop(&instance, &environment, &request, revision, &interpretations);
        assert_eq!(mode_of(&answer), Some(expected), "{hibernation_default:?}");
    }
}
