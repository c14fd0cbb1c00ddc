//! The stopped instances that are still billed, by the reason.

use crate::exit::Failure;
use crate::output::{Output, STRONG, Text, counted};
use instance_lifecycle::billing::ChargeLine;
use instance_lifecycle::instance::{ChargeType, StoppedMode};
use instance_lifecycle::plan::Resource;
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Policy, Status, StopInstance, plan};
use instance_lifecycle_wire::Case;
use serde_json::{Value, json};
use std::fmt;

/// The reason why a stopped instance is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    GuestShutdown,
    KeepCharging,
    Subscription,
    Ineligible,
    KeptResources,
}

/// The name of a reason, the reason in words, and what ends the cost.
#[rustfmt::skip] // a table: one line a reason
const COSTS: [(Cost, &str, &str, &str); 5] = [
    (Cost::GuestShutdown, "GuestShutdown", "no stop mode: shut down in the guest, which is never economical",   "start, then stop with StopCharging"),
    (Cost::KeepCharging,  "KeepCharging",  "stopped with KeepCharging",                                         "start, then stop with StopCharging"),
    (Cost::Ineligible,    "Ineligible",    "stopped in standard mode, and an economical stop is not possible",  "release; `lifecycle explain StopInstance --stopped-mode StopCharging` names the rule"),
    (Cost::Subscription,  "Subscription",  "a subscription: a stop changes neither its fee nor its expiry date", "change to pay-as-you-go, or let it expire"),
    (Cost::KeptResources, "KeptResources", "stopped in economical mode: only the kept resources are billed",    "release the instance with them"),
];

impl Cost {
    /// The reason why an instance is billed; `None` if it is not stopped, or not billed.
    pub(super) fn of(case: &Case, billed: &[ChargeLine], policy: &Policy) -> Option<Self> {
        let instance = case.instance();
        if instance.status != Status::Stopped || billed.is_empty() {
            return None;
        }
        if instance.charge_type == ChargeType::PrePaid {
            return Some(Self::Subscription);
        }
        if billed.iter().all(|line| line.resource != Resource::Vcpu) {
            return Some(Self::KeptResources);
        }
        let running = instance.with(|it| it.status = Status::Running);
        let request = StopInstance::DEFAULT.with(|it| {
            it.stopped_mode = Some(StopMode::StopCharging);
            it.confirm_stop = true;
        });
        let stop = plan(&running, &request, &case.environment, policy);
        let is_eligible = stop.is_ok_and(|plan| plan.stopped_mode() == StoppedMode::StopCharging);
        Some(match (is_eligible, instance.stopped_mode) {
            (false, _) => Self::Ineligible,
            (true, StoppedMode::KeepCharging) => Self::KeepCharging,
            (true, StoppedMode::NotApplicable | StoppedMode::StopCharging) => Self::GuestShutdown,
        })
    }

    /// The name of the reason, the reason in words, and what ends the cost.
    pub(super) fn words(self) -> (&'static str, &'static str, &'static str) {
        let row = COSTS.iter().find(|(cost, ..)| *cost == self);
        row.map_or(("", "", ""), |(_, name, reason, remedy)| (name, reason, remedy))
    }

    /// The reasons in the order of the text.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        COSTS.iter().map(|(cost, ..)| *cost)
    }

    pub(super) fn to_json(self) -> Value {
        let (name, _, remedy) = self.words();
        json!({ "Reason": name, "Remedy": remedy })
    }
}

/// The number of ids that are listed under a reason; the others are counted.
const SHOWN: usize = 5;

/// How many instances there are of a kind, with the ids of the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) count: u64,
    pub(super) first: Vec<String>,
}

impl Sample {
    pub(super) fn add(&mut self, id: &str) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(id.to_owned());
        }
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first.join(", "))?;
        match self.count - self.first.len() as u64 {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The stopped instances of a listing that are billed.
#[derive(Debug, Default)]
pub(super) struct Costs(Vec<(Cost, Sample)>);

impl Costs {
    pub(super) fn add(&mut self, cost: Option<Cost>, id: &str) {
        let Some(cost) = cost else { return };
        match self.0.iter_mut().find(|(known, _)| *known == cost) {
            Some((_, sample)) => sample.add(id),
            None => {
                let mut sample = Sample::default();
                sample.add(id);
                self.0.push((cost, sample));
            }
        }
    }

    /// Writes the reasons, each with its instances and its remedy.
    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let count: u64 = self.0.iter().map(|(_, sample)| sample.count).sum();
        let head = format!("billed though stopped: {}", counted(count, "instance"));
        output.line(Text::new().styled(STRONG, head))?;
        for cost in Cost::all() {
            let (_, reason, remedy) = cost.words();
            if let Some((_, sample)) = self.0.iter().find(|(known, _)| *known == cost) {
                output.paragraph("  ", format_args!("{reason}: {sample}"))?;
                output.paragraph("    ", format_args!("to end it: {remedy}"))?;
            }
        }
        output.line("")
    }
}
