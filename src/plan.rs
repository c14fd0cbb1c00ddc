//! A plan: what a call that nothing refuses will do.

use crate::attribute::{Case, matching, status};
use crate::closed_set::Finite;
use crate::evidence::{Evidence, Source};
use crate::instance::{ChargeType, Instance, NetworkType, Presence, SpotStrategy, Status, StoppedMode};
use crate::outcome::{AtNextStart, CHARGES, Disposition, Resource, Risk, Settlement};
use crate::policy::{RULE_TABLES, RuleTable};
use crate::region::bits;
use crate::request::{Operation, Parameters};
use crate::rule::Row;
use core::fmt;

/// What a call will do. Everything is read from rows when it is asked for; nothing is allocated.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Resource, Status, StopInstance, StopMode, plan};
///
/// let request = StopInstance { stopped_mode: Some(StopMode::StopCharging), ..StopInstance::default() };
/// let plan = plan(&Instance::DEFAULT, &request, &Environment::DEFAULT, &Policy::documented())?;
/// assert_eq!(plan.path().to_string(), "Running -> Stopping -> Stopped");
/// assert_eq!(plan.wait_for(), Some(Status::Stopped));
/// let billed: Vec<Resource> = plan.resources().filter(|r| r.billed_after).map(|r| r.resource).collect();
/// assert_eq!(billed, [Resource::SystemDisk, Resource::DataDisks, Resource::Snapshots, Resource::ImageLicence]);
/// # Ok::<_, instance_lifecycle::Rejection>(())
/// ```
#[must_use]
#[derive(Clone, Copy)]
pub struct Plan {
    /// The number of the rule table.
    pub(crate) index: u16,
    pub(crate) packed: u64,
    /// The effect rows that the policy's interpretations leave active.
    pub(crate) effects: u64,
    /// The charges that they leave active.
    pub(crate) charges: u32,
    /// The row that settles the call, or would settle it so; and [`Plan::OWN`] where a rule of the
    /// policy's own does. One number, for the sake of small answers: a flag would bring a niche that
    /// fits no refusal.
    pub(crate) settlement: u16,
}

/// The statuses that an instance passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The status before the call.
    pub from: Status,
    /// The transitional statuses, in order.
    pub via: &'static [Status],
    /// The status at the end; `Released` is the end of the instance.
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

/// What must still hold when the plan is carried out: compare and swap on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The status that was decided on.
    pub status: Status,
}

/// What becomes of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceOutcome {
    /// The resource.
    pub resource: Resource,
    /// What becomes of it.
    pub disposition: Disposition,
    /// Whether it is billed before the call.
    pub billed_before: bool,
    /// Whether it is billed at the end of the path.
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
    /// The bit of the settlement where it is a custom rule's.
    pub(crate) const CUSTOM: u16 = 1 << 7;

    pub(crate) fn rule_table(&self) -> &'static RuleTable {
        RULE_TABLES[self.index as usize]
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.rule_table().operation
    }

    /// The built-in row that settles the call: its rule, how well it is known and where it stands. None
    /// where a rule of the policy's own does: a plan does not hold its policy, and
    /// [`Explanation::settlement`](crate::Explanation::settlement) names the rule.
    #[must_use]
    pub fn row(&self) -> Option<&'static Row<Settlement>> {
        (self.settlement & Self::CUSTOM == 0).then(|| self.built_in())
    }

    pub(crate) fn built_in(&self) -> &'static Row<Settlement> {
        &self.rule_table().settlements[(self.settlement & !Self::CUSTOM) as usize]
    }

    /// How the call is settled.
    #[must_use]
    pub fn settlement(&self) -> Settlement {
        self.built_in().then
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_already_done(&self) -> bool {
        self.settlement().is_already_done()
    }

    /// The statuses that the instance passes.
    #[must_use]
    pub fn path(&self) -> Path {
        let from = self.from();
        let (via, to) = self.settlement().path();
        // A status that the instance is in is not passed again.
        let via = if via.first() == Some(&from) { &via[1..] } else { via };
        Path { from, via, to }
    }

    /// The status before the call. What makes an instance is asked of none, whatever stands in its place.
    fn from(&self) -> Status {
        let layout = &self.rule_table().layout;
        if self.settlement().creates() {
            Status::Released
        } else {
            Status::from_index(layout.value(self.packed.into(), status::NUMBER))
        }
    }

    /// The status to wait for; none where there is nothing to do. "Accepted" is not "done".
    #[must_use]
    pub fn wait_for(&self) -> Option<Status> {
        (!self.is_already_done()).then(|| self.path().to)
    }

    /// The effective stop mode.
    #[must_use]
    pub fn stopped_mode(&self) -> StoppedMode {
        self.settlement().stopped_mode()
    }

    /// Whether the memory is saved to the system disk.
    #[must_use]
    pub fn hibernates(&self) -> bool {
        self.settlement().hibernates()
    }

    /// What must still hold when the plan is carried out.
    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard { status: self.path().from }
    }

    /// What becomes of each resource that the instance has; nothing where there is nothing to do.
    pub fn resources(&self) -> impl Iterator<Item = ResourceOutcome> + use<> {
        let RuleTable { effects, layout, .. } = self.rule_table();
        let (column, packed) = (self.settlement().column(), self.packed);
        // What makes an instance finds none that is billed, whatever stands in its place.
        let creates = self.settlement().creates();
        let charges = if creates { 0 } else { u64::from(self.charges) };
        let charged = bits(matching(self.rule_table().charges, packed) & charges)
            .fold(0_u32, |charged, row| charged | 1 << CHARGES[row].resource as u32);
        bits(self.consequences() & self.effects).map(move |row| {
            let cell = &effects[row].cells[column];
            let resource = effects[row].resource;
            // What a creation brings is unknown, whatever instance is described.
            let presence = resource.presence_number().map(|number| match creates {
                true => Presence::Unknown as usize,
                false => layout.value(packed.into(), number),
            });
            ResourceOutcome {
                resource,
                disposition: cell.disposition,
                billed_before: charged >> resource as u32 & 1 == 1,
                billed_after: cell.billed,
                if_present: cell.if_present || presence == Some(Presence::Unknown as usize),
                at_next_start: cell.at_next_start,
                evidence: cell.evidence,
                source: cell.source,
                against: cell.against,
            }
        })
    }

    /// What is risked, each risk once.
    pub fn risks(&self) -> impl Iterator<Item = Risk> + use<> {
        let (risks, column) = (self.rule_table().risks, self.settlement().column());
        let mut last = None;
        let all = (1 << risks.len()) - 1;
        bits(self.consequences() >> self.rule_table().effects.len() & all)
            .map(move |row| &risks[row])
            .filter(move |row| row.columns >> column & 1 == 1 && last.replace(row.risk) != Some(row.risk))
            .map(|row| row.risk)
    }

    /// The effect and risk rows that match the case.
    fn consequences(&self) -> u64 {
        if self.is_already_done() { 0 } else { matching(self.rule_table().consequences, self.packed) }
    }

    /// The instance right after the call is accepted.
    ///
    /// # Errors
    ///
    /// When the instance is no longer in the status that was decided on.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, Task, plan};
    ///
    /// let plan = plan(&Instance::DEFAULT, &StopInstance::default(), &Environment::DEFAULT, &Policy::documented())?;
    /// let stopping = plan.accept(&Instance::DEFAULT).expect("the instance is still running");
    /// assert_eq!((stopping.status, stopping.task), (Status::Stopping, Task::Stop));
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    pub fn accept(&self, instance: &Instance) -> Result<Instance, StalePlanError> {
        let Guard { status: expected } = self.guard();
        if instance.status != expected {
            return Err(StalePlanError { expected, found: instance.status });
        }
        Ok(self.accepted(instance))
    }

    fn accepted(&self, instance: &Instance) -> Instance {
        let settlement = self.settlement();
        settlement.accepted(if settlement.creates() { self.described() } else { *instance })
    }

    /// The instance that a creation describes. Spot parameters count for pay-as-you-go instances only, and
    /// hibernation needs a VPC.
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

/// The instance is no longer in the status that a plan was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan is for an instance that is `{expected}`, and this one is `{found}`")]
pub struct StalePlanError {
    /// The status that was decided on.
    pub expected: Status,
    /// The status that the instance is in.
    pub found: Status,
}

/// Two plans are equal when they do the same to the same case.
impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        let key = |plan: &Self| (plan.index, plan.packed, plan.effects, plan.charges, plan.settlement);
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
