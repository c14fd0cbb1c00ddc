//! The plan of an accepted call.

mod completion;
mod difference;
mod guard;

pub use crate::outcome::{AtNextStart, Disposition, Resource, Risk, Settlement};
#[cfg(feature = "proptest")]
pub(crate) use completion::completions;
pub use difference::{ChangeKind, PlanDifference};
pub use guard::{AttributeChange, Guard, StalePlanError};

use crate::attribute::{Case, hibernated, status, stopped_mode};
use crate::closed_set::Finite;
use crate::custom_values::CustomGuard;
use crate::evidence::{Evidence, Source};
use crate::instance::{ChargeType, Instance, NetworkType, Presence, SpotStrategy, Status, StoppedMode};
use crate::outcome::CHARGES;
use crate::policy::RuleTable;
use crate::region::bits;
use crate::request::{Operation, Parameters};
use crate::rule::Row;
use core::fmt;

/// The plan of an accepted call: the statuses, resources and risks that follow from it.
///
/// A plan is small and `Copy`: its methods read the rule table. Nothing is allocated.
///
/// ```
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::request::StopMode;
/// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, plan};
///
/// let request = StopInstance::default().with(|it| it.stopped_mode = Some(StopMode::StopCharging));
/// let plan = plan(&Instance::DEFAULT, &request, &Environment::DEFAULT, &Policy::documented())?;
/// assert_eq!(plan.path().to_string(), "Running -> Stopping -> Stopped");
/// assert_eq!(plan.wait_for(), Some(Status::Stopped));
/// let billed: Vec<Resource> = plan.resources().filter(|r| r.billed_after).map(|r| r.resource).collect();
/// assert_eq!(
///     billed,
///     [Resource::SystemDisk, Resource::DataDisks, Resource::Snapshots, Resource::ImageLicence]
/// );
/// # Ok::<_, instance_lifecycle::Rejection>(())
/// ```
#[must_use]
#[derive(Clone, Copy)]
pub struct Plan {
    /// The attributes of the case that rows read.
    pub(crate) packed: u64,
    /// The values of the attributes of the instance that custom rules read and no built-in row.
    pub(crate) unread: u64,
    /// The values of the custom attributes of the instance that custom rules read.
    pub(crate) custom: CustomGuard,
    /// The active effect rows and, behind them, the active risk rows.
    pub(crate) effects: u64,
    /// The active charges.
    pub(crate) charges: u32,
    pub(crate) operation: Operation,
    /// The number of the built-in row that settles the call, or of the first with the settlement of the
    /// custom rule.
    pub(crate) settlement: u8,
    /// Whether a custom rule settles the call.
    pub(crate) is_custom: bool,
}

/// The statuses of an instance from the call to its end.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, RebootInstance, Status, plan};
///
/// let plan = plan(&Instance::default(), &RebootInstance::default(), &Environment::default(), &Policy::documented())?;
/// let path = plan.path();
/// assert_eq!((path.from, path.to), (Status::Running, Status::Running));
/// assert_eq!(path.to_string(), "Running -> Stopping -> Starting -> Running");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The status before the call.
    pub from: Status,
    /// The transitional statuses, in order.
    pub via: &'static [Status],
    /// The status at the end.
    pub to: Status,
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        for status in self.via {
            write!(f, " -> {status}")?;
        }
        if self.via.is_empty() && self.from == self.to {
            return Ok(());
        }
        write!(f, " -> {}", self.to)
    }
}

/// The effect of a call on one resource.
///
/// ```
/// use instance_lifecycle::plan::{Disposition, Resource};
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
///
/// let plan = plan(&Instance::default(), &StopInstance::default(), &Environment::default(), &Policy::documented())?;
/// let vcpu = plan.resources().find(|outcome| outcome.resource == Resource::Vcpu).unwrap();
/// assert_eq!((vcpu.disposition, vcpu.billed_after), (Disposition::Retained, true));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceOutcome {
    /// The resource.
    pub resource: Resource,
    /// What happens to the resource.
    pub disposition: Disposition,
    /// Whether the resource is billed before the call.
    pub billed_before: bool,
    /// Whether the resource is billed at the end of the path.
    pub billed_after: bool,
    /// Whether the instance has the resource is unknown: it is billed only if present.
    pub if_present: bool,
    /// The state at the next start.
    pub at_next_start: AtNextStart,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

impl Plan {
    pub(crate) fn rule_table(&self) -> &'static RuleTable {
        self.operation.rule_table()
    }

    /// Returns the operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// Returns the built-in row that settles the call; `None` if a custom rule does. A plan does not
    /// hold its policy: [`Explanation::settlement`](crate::Explanation::settlement) returns the custom
    /// rule.
    #[must_use]
    pub fn row(&self) -> Option<&'static Row<Settlement>> {
        (!self.is_custom).then(|| self.built_in())
    }

    pub(crate) fn built_in(&self) -> &'static Row<Settlement> {
        &self.rule_table().settlements[usize::from(self.settlement)]
    }

    /// Returns the settlement of the call.
    #[must_use]
    pub fn settlement(&self) -> Settlement {
        self.rule_table().settled[usize::from(self.settlement)]
    }

    /// Returns whether the instance is already in the requested state, so that nothing changes.
    #[must_use]
    pub fn is_already_done(&self) -> bool {
        self.settlement().is_already_done()
    }

    /// Returns the statuses of the instance from the call to its end.
    #[must_use]
    pub fn path(&self) -> Path {
        let from = self.from();
        let (via, to) = self.settlement().path();
        // The path does not repeat the status of the instance.
        let via = if via.first() == Some(&from) { &via[1..] } else { via };
        Path { from, via, to }
    }

    /// Returns the status before the call: `Released` if the call creates the instance.
    fn from(&self) -> Status {
        let layout = &self.rule_table().layout;
        if self.settlement().creates() {
            Status::Released
        } else {
            Status::from_index(layout.value(self.packed.into(), status::NUMBER))
        }
    }

    /// Returns the status to poll for after the call; `None` if nothing changes.
    #[must_use]
    pub fn wait_for(&self) -> Option<Status> {
        (!self.is_already_done()).then(|| self.path().to)
    }

    /// Returns the effective stop mode.
    #[must_use]
    pub fn stopped_mode(&self) -> StoppedMode {
        self.settlement().stopped_mode()
    }

    /// Returns whether the memory is saved to the system disk.
    #[must_use]
    pub fn hibernates(&self) -> bool {
        self.settlement().hibernates()
    }

    /// Returns the effect on each resource of the instance; nothing if the call changes nothing.
    pub fn resources(&self) -> impl Iterator<Item = ResourceOutcome> + use<> {
        let RuleTable { effects, risks, layout, .. } = self.rule_table();
        let (column, packed, is_done) = (self.column(), self.packed, self.is_already_done());
        let consequences = self.rule_table().consequences.matching(packed);
        // Nothing is billed before a creation.
        let creates = self.settlement().creates();
        let charges = if creates { 0 } else { self.charges };
        let charged = bits((consequences >> (effects.len() + risks.len())) as u64 & u64::from(charges))
            .fold(0_u32, |charged, row| charged | 1 << CHARGES[row].resource as u32);
        let rows = consequences as u64 & self.effects & ((1 << effects.len()) - 1);
        // A call with nothing to do changes no resource: it lists those that stay billed.
        let is_listed = move |row: &usize| !is_done || charged >> effects[*row].resource as u32 & 1 == 1;
        bits(rows).filter(is_listed).map(move |row| {
            let cell = &effects[row].cells[column];
            let resource = effects[row].resource;
            // The resources of a new instance are unknown, whatever instance is described.
            let presence = resource.presence_number().map(|number| match creates {
                true => Presence::Unknown as usize,
                false => layout.value(packed.into(), number),
            });
            ResourceOutcome {
                resource,
                disposition: if is_done { Disposition::Retained } else { cell.disposition },
                billed_before: charged >> resource as u32 & 1 == 1,
                billed_after: cell.billed || is_done,
                if_present: cell.if_present || presence == Some(Presence::Unknown as usize),
                at_next_start: cell.at_next_start,
                evidence: cell.evidence,
                source: cell.source,
                against: cell.against,
            }
        })
    }

    /// Returns the risks of the call, each once.
    pub fn risks(&self) -> impl Iterator<Item = Risk> + use<> {
        let (risks, column) = (self.rule_table().risks, self.settlement().column());
        let mut last = None;
        let all = (1 << risks.len()) - 1;
        let active = self.effects >> self.rule_table().effects.len();
        bits((self.consequences() >> self.rule_table().effects.len()) as u64 & active & all)
            .map(move |row| &risks[row])
            .filter(move |row| row.columns >> column & 1 == 1 && last.replace(row.risk) != Some(row.risk))
            .map(|row| row.risk)
    }

    /// Returns the column of the effect rows: that of the settlement, or of the stop in force if there is
    /// nothing to do.
    fn column(&self) -> usize {
        if !self.is_already_done() {
            return self.settlement().column();
        }
        let value = |number| self.rule_table().layout.value(self.packed.into(), number);
        let is_economical = value(stopped_mode::NUMBER) == StoppedMode::StopCharging as usize;
        let stop = match (value(hibernated::NUMBER) == 1, is_economical) {
            (false, true) => Settlement::StopEconomically,
            (false, false) => Settlement::StopInStandardMode,
            (true, true) => Settlement::HibernateEconomically,
            (true, false) => Settlement::HibernateInStandardMode,
        };
        stop.column()
    }

    /// Returns the effects, risks and charges that match the case, as a set.
    fn consequences(&self) -> u128 {
        if self.is_already_done() { 0 } else { self.rule_table().consequences.matching(self.packed) }
    }

    /// Returns the instance right after the call, whatever the guard says.
    fn accepted(&self, instance: &Instance) -> Instance {
        let settlement = self.settlement();
        if settlement.creates() {
            settlement.accepted(&self.described())
        } else {
            settlement.accepted(instance)
        }
    }

    /// The instance that a creation describes. Spot parameters count for pay-as-you-go instances only, and
    /// hibernation needs a VPC.
    #[cold]
    fn described(&self) -> Instance {
        let Parameters { new_charge_type, new_network_type, new_spot_strategy, new_hibernation, .. } =
            Case::at(&self.rule_table().layout.point_read(self.packed)).request;
        Instance {
            charge_type: new_charge_type,
            network_type: new_network_type,
            spot_strategy: match new_charge_type {
                ChargeType::PostPaid => new_spot_strategy,
                ChargeType::PrePaid => SpotStrategy::NoSpot,
            },
            hibernation_configured: new_hibernation && matches!(new_network_type, NetworkType::Vpc),
            ..Instance::DEFAULT
        }
    }
}

/// Plans are equal if they do the same to the same case.
impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        let key = |plan: &Self| {
            (
                (plan.operation, plan.packed, plan.unread, plan.custom),
                (plan.effects, plan.charges, plan.settlement, plan.is_custom),
            )
        };
        key(self) == key(other)
    }
}

impl Eq for Plan {}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("operation", &self.operation())
            .field("settlement", &self.settlement())
            .field("path", &self.path())
            .field("case", &Case::at(&self.rule_table().layout.point_read(self.packed)))
            .finish_non_exhaustive()
    }
}
