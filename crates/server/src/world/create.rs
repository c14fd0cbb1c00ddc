//! New instances from the parameters of RunInstances and CreateInstance.

use super::account::Stored;
use super::details::Details;
use super::events::{DAY, MINUTE};
use super::recording::Recording;
use super::regions::Region;
use crate::protocol::fault::Fault;
use crate::protocol::parameters::Parameters;
use crate::protocol::time::{self, Millis};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{
    ChargeType, NetworkType, Presence, SpotInterruptionBehavior, SpotStrategy,
};
use instance_lifecycle::request::Amount;
use instance_lifecycle::{CreateInstance, Instance, Request, RunInstances};
use instance_lifecycle_wire::{Json, Record};
use std::borrow::Cow;

/// A creation as it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct New {
    /// The request, as the library decides it.
    pub request: Request,
    /// The instance with the attributes that its type, its network and its disks give; the status and what
    /// depends on it come from the accepted plan.
    pub instance: Instance,
    /// The other fields.
    pub details: Details,
    /// `Amount`.
    pub amount: u32,
}

/// Reads the parameters of a creation in a region.
///
/// # Errors
///
/// Returns the error of the tables of RunInstances or CreateInstance (pages of 2021).
pub fn read(parameters: &Parameters, runs: bool, region: &Region, now: Millis) -> Result<New, Fault> {
    let get = |name: &str| parameters.get(name);
    let charge_type = word(get("InstanceChargeType"), ChargeType::PostPaid)
        .ok_or_else(|| Fault::of("unknown billing method in a filter", ""))?;
    let spot_strategy = word(get("SpotStrategy"), SpotStrategy::NoSpot).ok_or_else(invalid_spot_strategy)?;
    if charge_type == ChargeType::PrePaid && spot_strategy != SpotStrategy::NoSpot {
        return Err(Fault::new(
            400,
            "InvalidSpotPrepaid",
            "The specified Spot type is not support PrePay Instance.",
        ));
    }
    let network_type = if get("VSwitchId").is_some() { NetworkType::Vpc } else { network(parameters) };
    let interruption = word(get("SpotInterruptionBehavior"), SpotInterruptionBehavior::Terminate);
    let interruption = interruption.ok_or_else(|| {
        Fault::own(400, "InvalidParameter", "`SpotInterruptionBehavior` is neither `Terminate` nor `Stop`")
    })?;
    let hibernates = flag(parameters, "HibernationOptions.Configured", false)?;
    let amount = amount(parameters, runs)?;
    let create = CreateInstance::DEFAULT.with(|it| {
        (it.charge_type, it.network_type) = (charge_type, network_type);
        (it.spot_strategy, it.hibernation_configured) = (spot_strategy, hibernates);
    });
    let request = if runs {
        let count = u8::try_from(amount).ok().and_then(Amount::new);
        Request::from(RunInstances::DEFAULT.with(|it| {
            (it.charge_type, it.network_type) = (charge_type, network_type);
            (it.spot_strategy, it.hibernation_configured) = (spot_strategy, hibernates);
            it.amount = count.unwrap_or(Amount::ONE);
        }))
    } else {
        create.into()
    };
    let details = details(parameters, runs, region, (charge_type, spot_strategy), now)?;
    let mut instance = of_type(&details.instance_type, get("CreditSpecification"))?;
    (instance.charge_type, instance.network_type) = (charge_type, network_type);
    (instance.spot_strategy, instance.hibernation_configured) = (spot_strategy, hibernates);
    if spot_strategy != SpotStrategy::NoSpot {
        instance.spot_interruption = interruption;
        instance.spot_protected = details.spot_duration != Some(0);
    }
    if runs && details.bandwidth_out > 0 {
        let billed =
            word(get("InternetChargeType"), instance_lifecycle::instance::StaticAddress::PayByTraffic);
        instance.static_address = billed.ok_or_else(|| {
            let message = "The specified InternetChargeType is not valid.";
            Fault::new(400, "InvalidInternetChargeType.ValueNotSupported", message)
        })?;
    }
    instance.deletion_protection = flag(parameters, "DeletionProtection", false)?;
    let disks = parameters.iter().filter(|(name, _)| name.starts_with("DataDisk."));
    instance.data_disks = if disks.clone().next().is_some() { Presence::Yes } else { Presence::No };
    let keeps = |(name, value): (&str, &str)| {
        name.ends_with(".DeleteWithInstance") && value.eq_ignore_ascii_case("false")
    };
    instance.delete_with_instance = !disks.clone().any(keeps);
    Ok(New { request, instance, details, amount })
}

impl New {
    /// Returns the instance right after an accepted plan, given what the plan makes of it.
    #[must_use]
    pub fn accepted(&self, id: String, accepted: &Instance, now: Millis) -> Stored {
        let instance = self.instance.with(|it| {
            (it.status, it.task, it.snapshots) = (accepted.status, accepted.task, accepted.snapshots);
            (it.charge_type, it.network_type) = (accepted.charge_type, accepted.network_type);
            (it.spot_strategy, it.hibernation_configured) =
                (accepted.spot_strategy, accepted.hibernation_configured);
        });
        let details = Details { created: now, ..self.details.clone() };
        Stored { id, instance, details, due: Vec::new(), recording: Recording::new(instance) }
    }
}

/// Without a VSwitch the instance is in the classic network, which the vendor no longer sells; a mock without
/// a VSwitch of its own is easier to use if it is in a VPC, so that is what it gets. A parameter
/// `InstanceNetworkType`, which is ours, asks for the classic network.
fn network(parameters: &Parameters) -> NetworkType {
    match parameters.get("InstanceNetworkType") {
        Some(given) if given.eq_ignore_ascii_case("classic") => NetworkType::Classic,
        _ => NetworkType::Vpc,
    }
}

fn details(
    parameters: &Parameters,
    runs: bool,
    region: &Region,
    (charge_type, spot): (ChargeType, SpotStrategy),
    now: Millis,
) -> Result<Details, Fault> {
    let owned = |name: &str| parameters.get(name).unwrap_or_default().to_owned();
    let zone = owned("ZoneId");
    if !zone.is_empty() && !region.zones().any(|known| known == zone) {
        return Err(Fault::new(404, "InvalidZoneId.NotFound", "The specified zoneId does not exist."));
    }
    let expires = match charge_type {
        ChargeType::PrePaid => Some(now + period(parameters)?),
        ChargeType::PostPaid => None,
    };
    let mut groups = parameters.list("SecurityGroupIds");
    groups.extend(parameters.get("SecurityGroupId"));
    let image = parameters.get("ImageId").or(parameters.get("ImageFamily")).unwrap_or_default().to_owned();
    Ok(Details {
        region: region.id.to_owned(),
        zone: if zone.is_empty() { region.zones().next().unwrap_or_default() } else { zone },
        instance_type: owned("InstanceType"),
        image,
        name: owned("InstanceName"),
        host_name: owned("HostName"),
        description: owned("Description"),
        vpc: "vpc-mock".to_owned(),
        v_switch: parameters.get("VSwitchId").unwrap_or("vsw-mock").to_owned(),
        security_groups: groups.into_iter().map(str::to_owned).collect(),
        created: now,
        expires,
        auto_release: match parameters.get("AutoReleaseTime").filter(|_| runs) {
            Some(given) => Some(auto_release(given, now).ok_or_else(|| {
                let message = "The specified parameter AutoReleaseTime is not valid.";
                Fault::new(400, "InvalidAutoReleaseTime.Malformed", message)
            })?),
            None => None,
        },
        bandwidth_out: bandwidth(parameters)?,
        spot_price_limit: price(parameters, spot)?,
        spot_duration: duration(parameters, spot)?,
        tags: super::super::action::tags::read(parameters)?,
        ..Details::default()
    })
}

/// Returns the automatic release time, which is rounded down to the minute; `None` if it is malformed, less
/// than 30 minutes or more than three years ahead.
#[must_use]
pub fn auto_release(given: &str, now: Millis) -> Option<Millis> {
    let at = time::parse(given)?;
    let at = at - at.rem_euclid(MINUTE);
    // The half hour is counted from the current minute, so that half an hour from now is accepted.
    let earliest = now - now.rem_euclid(MINUTE) + 30 * MINUTE;
    (earliest..=now + 3 * 366 * DAY).contains(&at).then_some(at)
}

/// The period of a subscription. A month has 30 days here: the vendor counts calendar months.
fn period(parameters: &Parameters) -> Result<Millis, Fault> {
    // The misspelt code is the vendor's.
    let missing = || Fault::new(400, "MissingParamter", "The specified parameter \"Period\" is not null.");
    let invalid = || Fault::new(400, "InvalidPeriod", "The specified period is not valid.");
    let given = parameters.get("Period").ok_or_else(missing)?;
    let count: i64 = given.parse().ok().filter(|count| (1..=60).contains(count)).ok_or_else(invalid)?;
    match parameters.get("PeriodUnit").unwrap_or("Month") {
        "Week" => Ok(count * 7 * DAY),
        "Month" => Ok(count * 30 * DAY),
        "Year" => Ok(count * 365 * DAY),
        _ => Err(invalid()),
    }
}

fn amount(parameters: &Parameters, runs: bool) -> Result<u32, Fault> {
    let read = |name: &str| match parameters.get(name).filter(|_| runs) {
        None => Ok(1),
        Some(given) => given.parse().ok().filter(|count| (1..=100).contains(count)).ok_or_else(|| {
            Fault::own(400, "InvalidParameter", format!("`{name}` is no whole number from 1 to 100"))
        }),
    };
    let least: u32 = read("MinAmount")?;
    Ok(read("Amount")?.max(least))
}

fn bandwidth(parameters: &Parameters) -> Result<i64, Fault> {
    let Some(given) = parameters.get("InternetMaxBandwidthOut") else { return Ok(0) };
    let bandwidth = given.parse().ok().filter(|bandwidth| (0..=100).contains(bandwidth));
    bandwidth.ok_or_else(|| Fault::invalid("InternetMaxBandwidthOut"))
}

fn price(parameters: &Parameters, spot: SpotStrategy) -> Result<Option<f64>, Fault> {
    let given = parameters.get("SpotPriceLimit").filter(|_| spot == SpotStrategy::SpotWithPriceLimit);
    let Some(given) = given else { return Ok(None) };
    let price = given.parse().ok().filter(|price: &f64| price.is_finite() && *price > 0.0);
    // The space that is missing in the message is the vendor's.
    price
        .map(Some)
        .ok_or_else(|| Fault::new(400, "InvalidSpotPriceLimit", "The specified SpotPriceLimitis not valid."))
}

fn duration(parameters: &Parameters, spot: SpotStrategy) -> Result<Option<u32>, Fault> {
    if spot == SpotStrategy::NoSpot {
        return Ok(None);
    }
    let given = parameters.get("SpotDuration").unwrap_or("1");
    let hours = given.parse().ok().filter(|hours| (0..=6).contains(hours));
    hours
        .map(Some)
        .ok_or_else(|| Fault::new(400, "InvalidSpotDuration", "The specified SpotDuration is not valid."))
}

fn invalid_spot_strategy() -> Fault {
    Fault::new(400, "InvalidSpotStrategy", "The specified SpotStrategy is not valid.")
}

/// Reads a word of a closed list; the default if there is none.
fn word<T: Finite + std::str::FromStr>(given: Option<&str>, default: T) -> Option<T> {
    given.map_or(Some(default), |given| given.parse().ok())
}

/// Reads a boolean as the vendor's clients write it.
///
/// # Errors
///
/// Returns the error of an invalid boolean.
pub fn flag(parameters: &Parameters, name: &'static str, default: bool) -> Result<bool, Fault> {
    match parameters.get(name) {
        None => Ok(default),
        Some(given) if given == "1" || given.eq_ignore_ascii_case("true") => Ok(true),
        Some(given) if given == "0" || given.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(Fault::invalid(name)),
    }
}

/// Returns an instance with the attributes that its type gives, as the reader of records finds them.
fn of_type(instance_type: &str, credits: Option<&str>) -> Result<Instance, Fault> {
    let text = |text: &str| Json::String(Cow::Owned(text.to_owned()));
    let record = Json::Object(vec![
        ("Status".into(), text("Running")),
        ("InstanceType".into(), text(instance_type)),
        ("CreditSpecification".into(), text(credits.unwrap_or_default())),
    ]);
    let read = Record::read(&record);
    let read = read.map_err(|error| Fault::own(400, "InvalidParameter", error.to_string()))?;
    Ok(read.instance)
}
