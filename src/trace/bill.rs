//! The bill of a trace: seconds billed and not billed, by resource.

use super::{Input, Trace};
use crate::billing::{ChargeLine, charges, lines, point, resources};
use crate::decide::explain;
use crate::event::Event;
use crate::instance::{Instance, Status};
use crate::outcome::{GRACE_PERIOD_REMAINS, Resource};
use crate::policy::Policy;
use crate::request::DeleteInstance;
use alloc::vec::Vec;
use core::iter::Sum;
use core::ops::{Add, AddAssign};

/// One line of a bill.
///
/// ```
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::trace::{Input, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let policy = Policy::documented();
/// let shutdown = Input::Event(Event::GuestShutdown, Environment::default());
/// let trace = Trace::record(Instance::default(), [(0, shutdown)], &policy);
/// let vcpu = trace.bill(3_600, &policy)?.line(Resource::Vcpu);
/// assert_eq!((vcpu.billed, vcpu.unbilled), (3_600, 0), "a shutdown of the guest is not economical");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// The resource.
    pub resource: Resource,
    /// The seconds in which the resource was billed, or covered by a subscription.
    pub billed: u64,
    /// The seconds in which the resource was billed if the instance had it, which is unknown.
    pub if_present: u64,
    /// The seconds in which the resource was not billed, although the instance had or had given it up.
    pub unbilled: u64,
}

/// A resource that outlives its instance and stays billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// The resource.
    pub resource: Resource,
    /// Whether it is billed only if the instance had it, which is unknown.
    pub if_present: bool,
    /// The time of the release.
    pub since: u64,
    /// The seconds from the release to the end of the bill.
    pub seconds: u64,
}

/// The bill of a trace, from its first step to a given time. A released instance costs nothing;
/// resources that outlive it are listed separately.
///
/// Bills of several instances add up:
///
/// ```
/// use instance_lifecycle::instance::Presence;
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::trace::{Bill, Input, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let policy = Policy::documented();
/// let instance = Instance::DEFAULT.with(|it| it.data_disks = Presence::Yes);
/// let inputs = [(0, Input::Event(Event::SystemFailure, Environment::DEFAULT))];
/// let trace = Trace::record(instance, inputs, &policy);
/// let bills = [trace.bill(3_600, &policy)?, trace.bill(7_200, &policy)?];
/// let bill: Bill = bills.into_iter().sum();
/// assert_eq!(bill.line(Resource::DataDisks).billed, 10_800);
///
/// let cost = bill.cost(|resource| match resource {
///     Resource::Vcpu => 0.5,
///     Resource::Snapshots => 0.25,
///     _ => 0.0,
/// });
/// assert_eq!((cost.billed, cost.if_present), (1.5, 0.75));
/// # Ok::<_, instance_lifecycle::trace::TimeOrderError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    lines: Vec<BillLine>,
    left_behind: Vec<LeftBehind>,
}

/// The cost of a bill, in the currency of the prices.
///
/// ```
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::trace::{Cost, Trace};
/// use instance_lifecycle::{Instance, Policy};
///
/// let policy = Policy::documented();
/// let bill = Trace::record(Instance::default(), [], &policy).bill(3_600, &policy)?;
/// let price = |resource| if resource == Resource::Vcpu { 0.5 } else { 0.0 };
/// assert_eq!(bill.cost(price), Cost { billed: 0.0, if_present: 0.0 });
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Cost {
    /// The cost of what is billed.
    pub billed: f64,
    /// The additional cost of what is billed if the instance has it, which is unknown.
    pub if_present: f64,
}

/// The error of a trace whose steps are not in chronological order.
///
/// ```
/// use instance_lifecycle::trace::{Input, TimeOrderError, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let policy = Policy::documented();
/// let shutdown = Input::Event(Event::GuestShutdown, Environment::default());
/// let trace = Trace::record(Instance::default(), [(100, shutdown)], &policy);
/// assert_eq!(trace.bill(50, &policy).unwrap_err(), TimeOrderError { step: 1, before: 100, after: 50 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step {step} is out of order: {after} s follows {before} s")]
pub struct TimeOrderError {
    /// The number of the step, from 0; the number of steps for the end of the bill.
    pub step: usize,
    /// The time of the step before it.
    pub before: u64,
    /// The time of the step.
    pub after: u64,
}

impl Bill {
    /// Creates a bill of lines in any order; lines of the same resource add up.
    #[must_use]
    pub fn new(
        lines: impl IntoIterator<Item = BillLine>,
        left_behind: impl IntoIterator<Item = LeftBehind>,
    ) -> Self {
        let mut bill = Self { lines: Vec::new(), left_behind: left_behind.into_iter().collect() };
        lines.into_iter().for_each(|line| bill.add_line(line));
        bill
    }

    /// Returns the lines in the order of [`Resource`], one for each resource that the instance ever had.
    #[must_use]
    pub fn lines(&self) -> &[BillLine] {
        &self.lines
    }

    /// Returns the line of a resource; zero if the instance never had it.
    #[must_use]
    pub fn line(&self, resource: Resource) -> BillLine {
        let line = self.lines.iter().find(|line| line.resource == resource);
        line.copied().unwrap_or(BillLine { resource, billed: 0, if_present: 0, unbilled: 0 })
    }

    /// Returns the resources that stay billed after the release of their instance.
    #[must_use]
    pub fn left_behind(&self) -> &[LeftBehind] {
        &self.left_behind
    }

    /// Returns the cost at prices per hour, of the lines and of what is left behind.
    #[must_use]
    pub fn cost(&self, mut price: impl FnMut(Resource) -> f64) -> Cost {
        let lines = self.lines.iter().map(|line| (line.resource, line.billed, line.if_present));
        let left_behind = self.left_behind.iter().map(|left| match left.if_present {
            true => (left.resource, 0, left.seconds),
            false => (left.resource, left.seconds, 0),
        });
        lines.chain(left_behind).fold(Cost::default(), |cost, (resource, billed, if_present)| {
            let price = price(resource);
            let of = |seconds: u64| price * (seconds as f64 / 3_600.0);
            Cost { billed: cost.billed + of(billed), if_present: cost.if_present + of(if_present) }
        })
    }

    fn add_line(&mut self, BillLine { resource, billed, if_present, unbilled }: BillLine) {
        let line = self.line_mut(resource);
        line.billed = line.billed.saturating_add(billed);
        line.if_present = line.if_present.saturating_add(if_present);
        line.unbilled = line.unbilled.saturating_add(unbilled);
    }

    fn line_mut(&mut self, resource: Resource) -> &mut BillLine {
        let at = self.lines.partition_point(|line| line.resource < resource);
        if self.lines.get(at).is_none_or(|line| line.resource != resource) {
            self.lines.insert(at, BillLine { resource, billed: 0, if_present: 0, unbilled: 0 });
        }
        &mut self.lines[at]
    }
}

impl AddAssign for Bill {
    fn add_assign(&mut self, other: Self) {
        other.lines.into_iter().for_each(|line| self.add_line(line));
        self.left_behind.extend(other.left_behind);
    }
}

impl Add for Bill {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Sum for Bill {
    fn sum<I: Iterator<Item = Self>>(bills: I) -> Self {
        bills.fold(Self::default(), Self::add)
    }
}

impl Trace {
    /// Bills the trace from its first step until `until`, in the time of its steps.
    ///
    /// # Errors
    ///
    /// Returns an error if the steps are not in chronological order or extend beyond `until`.
    pub fn bill(&self, until: u64, policy: &Policy) -> Result<Bill, TimeOrderError> {
        let mut bill = Bill::default();
        let mut instance = self.start;
        let times = self.steps.iter().map(|step| step.at).skip(1).chain([until]);
        for (number, (step, after)) in self.steps.iter().zip(times).enumerate() {
            let (Input::Request(_, environment) | Input::Event(_, environment)) = &step.input;
            let (_, next) = step.input.apply_to(&instance, policy);
            let (before, number) = (step.at, number + 1);
            let passed = after.checked_sub(before).ok_or(TimeOrderError { step: number, before, after })?;
            if next.status == Status::Released && instance != next {
                let left = outliving(&instance, &step.input, policy).into_iter();
                let left = left.map(|(resource, if_present)| LeftBehind {
                    resource,
                    if_present,
                    since: before,
                    seconds: 0,
                });
                bill.left_behind.extend(left);
            }
            instance = next;
            for resource in resources(&instance, environment) {
                let charge = charges(&instance, environment, policy).find(|line| line.resource == resource);
                let line = bill.line_mut(resource);
                match charge {
                    Some(ChargeLine { if_present: false, .. }) => line.billed += passed,
                    Some(ChargeLine { if_present: true, .. }) => line.if_present += passed,
                    None => line.unbilled += passed,
                }
            }
        }
        for left in &mut bill.left_behind {
            left.seconds = until - left.since;
        }
        bill.lines.retain(|line| (line.billed, line.if_present, line.unbilled) != (0, 0, 0));
        Ok(bill)
    }
}

/// Returns the resources of an instance that are billed after an input has released it, and whether only
/// if present.
pub(crate) fn outliving(instance: &Instance, input: &Input, policy: &Policy) -> Vec<(Resource, bool)> {
    let (Input::Request(_, environment) | Input::Event(_, environment)) = input;
    if let Input::Event(Event::GracePeriodEnded, _) = input {
        let left = lines(GRACE_PERIOD_REMAINS, *instance, point(instance, environment), policy);
        return left.map(|line| (line.resource, line.if_present)).collect();
    }
    let release = explain(instance, &DeleteInstance::DEFAULT, environment, policy).plan();
    let left = release.resources().filter(|it| it.billed_after);
    left.map(|it| (it.resource, it.if_present)).collect()
}
