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

/// The reason why a stopped instance is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cost {
    Subscription,
    StandardMode,
    Ineligible,
    KeptResources,
}

/// The name of a reason, the reason in words, and what ends the cost.
#[rustfmt::skip] // a table: one line a reason
const COSTS: [(Cost, &str, &str, &str); 4] = [
    (Cost::StandardMode,  "StandardMode",  "stopped in standard mode: shut down in the guest, or with KeepCharging", "start, then stop with StopCharging"),
    (Cost::Ineligible,    "Ineligible",    "stopped in standard mode, and an economical stop is not possible",      "release; `lifecycle explain StopInstance --stopped-mode StopCharging` names the rule"),
    (Cost::Subscription,  "Subscription",  "a subscription: a stop changes neither its fee nor its expiry date",    "change to pay-as-you-go, or let it expire"),
    (Cost::KeptResources, "KeptResources", "stopped in economical mode: only the kept resources are billed",         "release the instance with them"),
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
        Some(if is_eligible { Self::StandardMode } else { Self::Ineligible })
    }

    pub(super) fn to_json(self) -> Value {
        let row = COSTS.iter().find(|(cost, ..)| *cost == self);
        json!(row.map(|(_, name, _, remedy)| json!({ "Reason": name, "Remedy": remedy })))
    }
}

/// The number of ids that are listed under a reason; the others are counted.
const SHOWN: usize = 5;

/// The stopped instances of a listing that are billed.
#[derive(Debug, Default)]
pub(super) struct Costs(Vec<(Cost, String)>);

impl Costs {
    pub(super) fn add(&mut self, cost: Option<Cost>, id: &str) {
        self.0.extend(cost.map(|cost| (cost, id.to_owned())));
    }

    /// Writes the reasons, each with its instances and its remedy.
    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let head = format!("billed though stopped: {}", counted(self.0.len(), "instance"));
        output.line(Text::new().styled(STRONG, head))?;
        for (cost, _, reason, remedy) in COSTS {
            let ids: Vec<&str> =
                self.0.iter().filter(|(of, _)| *of == cost).map(|(_, id)| id.as_str()).collect();
            let (shown, more) = ids.split_at(ids.len().min(SHOWN));
            if shown.is_empty() {
                continue;
            }
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            output.paragraph("  ", format_args!("{reason}: {}{more}", shown.join(", ")))?;
            output.paragraph("    ", format_args!("to end it: {remedy}"))?;
        }
        output.line("")
    }
}
