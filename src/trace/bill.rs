//! What a history costs: seconds billed and not billed, resource by resource.

use super::Trace;
use crate::billing::{charges, resources};
use crate::decide::explain;
use crate::environment::Environment;
use crate::instance::Instance;
use crate::outcome::Resource;
use crate::policy::Policy;
use crate::request::DeleteInstance;
use alloc::vec::Vec;

/// One resource of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// The resource.
    pub resource: Resource,
    /// Seconds in which it was billed; of a subscription, paid for by it.
    pub billed: u64,
    /// Seconds in which the instance had it, or had given it up, and was not billed for it.
    pub unbilled: u64,
}

/// What a history costs, from its first step to the end of the bill. From a release on the instance
/// costs nothing; what it leaves behind does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    lines: Vec<BillLine>,
    left_behind: Vec<Resource>,
}

/// A step lies before the one ahead of it, or behind the end of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("time runs back at step {step}: from {before} s to {after} s")]
pub struct TimeOrderError {
    /// The number of the step, from 0; that behind the last is the end of the bill.
    pub step: usize,
    /// The time before.
    pub before: u64,
    /// The time after it.
    pub after: u64,
}

impl Bill {
    /// The lines, in the order of the resources: those that the instance had at any time.
    #[must_use]
    pub fn lines(&self) -> &[BillLine] {
        &self.lines
    }

    /// The line of a resource; all zero where the instance never had it.
    #[must_use]
    pub fn line(&self, resource: Resource) -> BillLine {
        let line = self.lines.iter().find(|line| line.resource == resource);
        line.copied().unwrap_or(BillLine { resource, billed: 0, unbilled: 0 })
    }

    /// What outlived a release and is still billed, on another account than the instance's.
    #[must_use]
    pub fn left_behind(&self) -> &[Resource] {
        &self.left_behind
    }
}

impl Trace {
    /// What the history costs from its first step until `until`, in the seconds of its steps.
    ///
    /// # Errors
    ///
    /// When a step lies before the one ahead of it, or after `until`.
    pub fn bill(&self, until: u64, policy: &Policy) -> Result<Bill, TimeOrderError> {
        let mut seconds = [(0_u64, 0_u64); Resource::ALL.len()];
        let mut left_behind = Vec::new();
        let mut instance = self.start;
        let times = self.steps.iter().map(|step| step.at).skip(1).chain([until]);
        for (number, (step, after)) in self.steps.iter().zip(times).enumerate() {
            let (_, next) = step.input.to(&instance, policy);
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

/// What of an instance is billed after its release.
fn outliving(instance: &Instance, policy: &Policy) -> Vec<Resource> {
    let release = explain(instance, &DeleteInstance::DEFAULT, &Environment::DEFAULT, policy).plan();
    release.resources().filter(|it| it.billed_after).map(|it| it.resource).collect()
}
