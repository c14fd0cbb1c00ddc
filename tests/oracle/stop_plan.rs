//! StopInstance: the plan of an accepted stop.

use super::{
    AccountSwitch, Costs, HibernateMode, HibernateParameter, HibernatedBandwidth, ImageLicence,
    Interpretations, Listing, LocalDiskContents, Plan, Resource, SpotComputeAfterStop, SpotEconomicalMode,
    facts, has_undocumented_lock, is_spot,
};
use instance_lifecycle::environment::PrivatePool;
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy, StaticAddress, StoppedMode};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Status, StopInstance};

/// Returns whether the request asks to hibernate. StopInstance, 2021, has no parameter Hibernate.
pub(super) fn asks_to_hibernate(request: &StopInstance, interpretations: &Interpretations) -> bool {
    request.hibernate && interpretations.hibernate_parameter == HibernateParameter::Taken
}

/// The plan of an accepted stop.
pub(super) fn plan(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    interpretations: &Interpretations,
) -> Plan {
    let mode = effective_mode(instance, environment, request, interpretations);
    // Nothing saves the memory of an instance without hibernation.
    let hibernates = asks_to_hibernate(request, interpretations) && instance.hibernation_configured;
    Plan {
        from: instance.status,
        via: if instance.status == Status::Stopping { vec![] } else { vec![Status::Stopping] },
        to: Status::Stopped,
        mode,
        hibernates,
        resources: resources(instance, environment, mode, hibernates, interpretations),
        risks: risks(instance, mode, request, hibernates, interpretations),
    }
}

/// The effective stop mode.
fn effective_mode(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    interpretations: &Interpretations,
) -> StoppedMode {
    let is_eligible = instance.network_type == NetworkType::Vpc
        && instance.charge_type == ChargeType::PostPaid
        && (!is_spot(instance) || interpretations.spot_economical_mode == SpotEconomicalMode::Supported)
        && !instance.local_storage
        && !instance.persistent_memory;

    if instance.charge_type == ChargeType::PrePaid {
        return StoppedMode::NotApplicable;
    }
    // A stop in flight keeps its mode unless one is named.
    if instance.status == Status::Stopping && request.stopped_mode.is_none() {
        return match instance.stopped_mode {
            StoppedMode::StopCharging => StoppedMode::StopCharging,
            StoppedMode::KeepCharging | StoppedMode::NotApplicable => StoppedMode::KeepCharging,
        };
    }
    if request.stopped_mode == Some(StopMode::KeepCharging) {
        return StoppedMode::KeepCharging;
    }
    if !is_eligible {
        return StoppedMode::KeepCharging;
    }
    if request.stopped_mode == Some(StopMode::StopCharging) {
        return StoppedMode::StopCharging;
    }
    // R8 is about hibernations: without hibernation configured the call is an ordinary stop.
    if asks_to_hibernate(request, interpretations)
        && instance.hibernation_configured
        && interpretations.hibernation_default == HibernateMode::KeepCharging
    {
        return StoppedMode::KeepCharging;
    }
    // Economical mode, 2026: the switch only presets the console.
    if environment.economical_mode_default && interpretations.account_switch == AccountSwitch::Counts {
        return StoppedMode::StopCharging;
    }
    StoppedMode::KeepCharging
}

/// Returns whether the compute must be found again at the next start. In standard mode that is the case
/// for spot instances only.
fn must_be_found_again(instance: &Instance, economical: bool, interpretations: &Interpretations) -> bool {
    if economical {
        return true;
    }
    is_spot(instance) && interpretations.spot_compute == SpotComputeAfterStop::ToBeFoundAgain
}

/// The outcome of each resource. A subscription uses the columns of KeepCharging; `billed` then means
/// paid for by the subscription.
fn resources(
    instance: &Instance,
    environment: &Environment,
    mode: StoppedMode,
    hibernates: bool,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let economical = mode == StoppedMode::StopCharging;
    let mut listing = Listing::new();

    let compute = if economical { "Released" } else { "Retained" };
    let at_next_start =
        if must_be_found_again(instance, economical, interpretations) { "Reallocated" } else { "Unchanged" };
    listing.add_until_start("Vcpu", compute, true, !economical, at_next_start);
    listing.add_until_start("Memory", compute, true, !economical, at_next_start);
    if instance.gpu {
        listing.add_until_start("Gpu", compute, true, !economical, at_next_start);
    }
    if hibernates {
        listing.add_until_start("MemoryContents", "SavedToSystemDisk", false, false, "ReadBack");
    } else {
        listing.add_until_start("MemoryContents", "Lost", false, false, "Empty");
    }
    listing.add("SystemDisk", "Retained", true, true);
    listing.add_if(facts::data_disks(instance), "DataDisks", "Retained", true, true);
    listing.add_if(facts::snapshots(instance), "Snapshots", "Retained", true, true);

    if instance.static_address != StaticAddress::None {
        if economical {
            listing.add_until_start("StaticPublicIp", "Released", false, false, "NewAddress");
        } else {
            listing.add_until_start("StaticPublicIp", "Retained", false, false, "Unchanged");
        }
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        let goes_on = hibernates && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed;
        if economical && !goes_on {
            listing.add("PublicBandwidth", "Released", true, false);
        } else {
            listing.add("PublicBandwidth", "Retained", true, true);
        }
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", true, true);
    }
    listing.add("PrivateIp", "Retained", false, false);

    let licence_goes_on = !economical || interpretations.image_licence == ImageLicence::Billed;
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Retained", true, licence_goes_on);
    if instance.burstable {
        if economical {
            listing.add_until_start("CpuCredits", "Lost", false, false, "Initial");
        } else {
            listing.add_until_start("CpuCredits", "Retained", false, false, "Unchanged");
        }
    }
    if instance.local_storage {
        // StopInstance, 2021: a stop clears local SSDs. The other documents mention local disks only for
        // standard mode without hibernation.
        let is_cleared = instance.local_ssd && interpretations.local_ssd_contents == LocalDiskContents::Lost;
        if !economical && is_cleared {
            listing.add("LocalDisks", "Lost", false, false);
        } else if economical || hibernates {
            listing.add("LocalDisks", "NotApplicable", false, false);
        } else {
            listing.add("LocalDisks", "Retained", false, false);
        }
    }
    // Private pools, 2026: the account pays for the part of the pool that is not used.
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", false, economical);
    }
    if instance.charge_type == ChargeType::PrePaid {
        if economical {
            listing.add("SubscriptionFee", "NotApplicable", true, false);
        } else {
            listing.add("SubscriptionFee", "Retained", true, true);
        }
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

/// The billed resources of an instance that stays stopped.
pub(super) fn billed(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<&'static str> {
    let costs = Costs::of(instance, interpretations);
    let mut listing = Listing::new();
    listing.add("Vcpu", "", costs.compute, costs.compute);
    listing.add("Memory", "", costs.compute, costs.compute);
    if instance.gpu {
        listing.add("Gpu", "", costs.compute, costs.compute);
    }
    listing.add("SystemDisk", "", costs.disks, costs.disks);
    listing.add_if(facts::data_disks(instance), "DataDisks", "", costs.disks, costs.disks);
    listing.add_if(facts::snapshots(instance), "Snapshots", "", costs.disks, costs.disks);
    if instance.static_address == StaticAddress::PayByBandwidth {
        listing.add("PublicBandwidth", "", costs.bandwidth, costs.bandwidth);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "", costs.elastic_address, costs.elastic_address);
    }
    listing.add_if(facts::image_licence(instance), "ImageLicence", "", costs.licence, costs.licence);
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "", costs.reserved, costs.reserved);
    }
    if instance.charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "", costs.subscription, costs.subscription);
    }
    listing.resources.iter().filter(|resource| resource.billed_after).map(|resource| resource.name).collect()
}

/// The risks.
fn risks(
    instance: &Instance,
    mode: StoppedMode,
    request: &StopInstance,
    hibernates: bool,
    interpretations: &Interpretations,
) -> Vec<&'static str> {
    let mut risks = Vec::new();
    let economical = mode == StoppedMode::StopCharging;

    if request.force_stop {
        risks.push("CachedDataLost");
    }
    if must_be_found_again(instance, economical, interpretations) {
        risks.push("CapacityNotGuaranteed");
    }
    if economical && instance.static_address != StaticAddress::None {
        risks.push("PublicAddressMayChange");
    }
    if economical && instance.burstable {
        risks.push("CpuCreditsCleared");
    }
    if instance.spot_strategy == SpotStrategy::SpotWithPriceLimit {
        risks.push("SpotPriceMayExceedBid");
    }
    if economical {
        risks.push("RestartMayConflict");
    }
    // The pages disagree, so the contents may be lost under either answer to R15.
    if instance.local_storage && instance.local_ssd {
        risks.push("LocalDataLost");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    if instance.locks.security {
        risks.push("CannotStartWhileLocked");
    }
    if hibernates {
        risks.push("PreviewFeature");
    }
    if request.stopped_mode == Some(StopMode::StopCharging) && !economical {
        risks.push("RequestedModeIgnored");
    }
    // Another host cannot decrypt sealed data.
    if instance.sealed_data && must_be_found_again(instance, economical, interpretations) {
        risks.push("SealedDataLost");
    }
    // Burstable instances, 2026: an economical stop charges advance credits.
    if economical && instance.burstable && instance.unlimited_credits {
        risks.push("AdvanceCreditsCharged");
    }

    risks
}
