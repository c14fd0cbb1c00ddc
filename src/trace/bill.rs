//! The bill of a trace: seconds billed and not billed, by resource.

use super::Trace;
use crate::billing::{charges, resources};
use crate::decide::explain;
use crate::environment::Environment;
use crate::instance::Instance;
use crate::outcome::Resource;
use crate::policy::Policy;
use crate::request::DeleteInstance;
use alloc::vec::Vec;

/// One line of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// The resource.
    pub resource: Resource,
    /// The seconds in which the resource was billed, or covered by a subscription.
    pub billed: u64,
    /// The seconds in which the resource was not billed, although the instance had or had given it up.
    pub unbilled: u64,
}

/// The bill of a trace, from its first step to a given time. A released instance costs nothing;
/// resources that outlive it are listed separately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    lines: Vec<BillLine>,
    left_behind: Vec<Resource>,
}

/// The error of a trace whose steps are not in chronological order.
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
    /// Returns the lines in the order of [`Resource`], one per resource that the instance ever had.
    #[must_use]
    pub fn lines(&self) -> &[BillLine] {
        &self.lines
    }

    /// Returns the line of a resource; zero if the instance never had it.
    #[must_use]
    pub fn line(&self, resource: Resource) -> BillLine {
        let line = self.lines.iter().find(|line| line.resource == resource);
        line.copied().unwrap_or(BillLine { resource, billed: 0, unbilled: 0 })
    }

    /// Returns the resources that are still billed after the release of the instance.
    #[must_use]
    pub fn left_behind(&self) -> &[Resource] {
        &self.left_behind
    }
}

impl Trace {
    /// Bills the trace from its first step until `until`, in the time of its steps.
    ///
    /// # Errors
    ///
    /// Returns an error if the steps are not in chronological order or extend beyond `until`.
    pub fn bill(&self, until: u64, policy: &Policy) -> Result<Bill, TimeOrderError> {
        let mut seconds = [(0_u64, 0_u64); Resource::ALL.len()];
        let mut left_behind = Vec::new();
        let mut instance = self.start;
        let times = self.steps.iter().map(|step| step.at).skip(1).chain([until]);
        for (number, (step, after)) in self.steps.iter().zip(times).enumerate() {
            let (_, next) = step.input.apply_to(&instance, policy);
            if next == Instance::RELEASED && instance != next {
                left_behind = outliving(&instance, policy);
            }
            instance = next;
            let (before, step) = (step.at, number + 1);
            let passed = after.checked_sub(before).ok_or(TimeOrderError { step, before, after })?;
            for resource in resources(&instance) {
                let (billed, unbilled) = &mut seconds[resource as usize];
                let is_billed = charges(&instance, policy).any(|charge| charge.resource == resource);
                *(if is_billed { billed } else { unbilled }) += passed;
            }
        }
        let lines = Resource::ALL.iter().zip(seconds).filter(|(_, seconds)| *seconds != (0, 0));
        let lines = lines.map(|(&resource, (billed, unbilled))| BillLine { resource, billed, unbilled });
        Ok(Bill { lines: lines.collect(), left_behind })
    }
}

/// Returns the resources of an instance that are billed after its release.
fn outliving(instance: &Instance, policy: &Policy) -> Vec<Resource> {
    let release = explain(instance, &DeleteInstance::DEFAULT, &Environment::DEFAULT, policy).plan();
    release.resources().filter(|it| it.billed_after).map(|it| it.resource).collect()
}
