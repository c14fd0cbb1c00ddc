//! The summary of a listing: how many instances are in which status, which stopped ones are still billed,
//! and the calls that end it. What it keeps does not grow with the listing.

use super::costs::{Cost, Sample};
use crate::exit::Failure;
use crate::output::{Output, STRONG, Table, Text, counted};
use crate::routes::{Finder, calls};
use instance_lifecycle::analysis::{Budget, BudgetError, Goal, NamedGoal};
use instance_lifecycle::billing::{ChargeLine, charges};
use instance_lifecycle::{Policy, Status};
use instance_lifecycle_wire::Case;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The instances of a listing.
pub(super) struct Fleet {
    statuses: BTreeMap<Status, u64>,
    /// The stopped instances that are billed, by the reason and by the calls that end it.
    billed: BTreeMap<(Cost, String), Sample>,
    /// The routes to a stop that is not billed for compute, and to a release.
    finders: [Finder; 2],
}

impl Fleet {
    pub(super) fn new(policy: &Policy) -> Result<Self, BudgetError> {
        let finder = |name| {
            let goal = Goal::named(name, policy, Budget::default())?;
            Ok(Finder::new(goal, &[], policy.clone()))
        };
        let finders = [finder(NamedGoal::NotBilled)?, finder(NamedGoal::Released)?];
        Ok(Self { statuses: BTreeMap::new(), billed: BTreeMap::new(), finders })
    }

    pub(super) fn add(&mut self, case: &Case, policy: &Policy) -> Result<(), BudgetError> {
        let instance = case.instance();
        *self.statuses.entry(instance.status).or_default() += 1;
        let billed: Vec<ChargeLine> = charges(&instance, &case.environment, policy).collect();
        let Some(cost) = Cost::of(case, &billed, policy) else { return Ok(()) };
        let [not_billed, released] = &mut self.finders;
        // Once compute is not billed, only a release ends the rest.
        let stop = if cost == Cost::KeptResources { None } else { not_billed.shortest(case)? };
        let route = match stop {
            Some(route) => Some(route),
            None => released.shortest(case)?,
        };
        let calls = route.as_ref().map(calls).unwrap_or_default();
        self.billed.entry((cost, calls)).or_default().add(case.id.as_deref().unwrap_or("(no id)"));
        Ok(())
    }

    /// The number of stopped instances that are billed.
    fn billed_count(&self) -> u64 {
        self.billed.values().map(|sample| sample.count).sum()
    }

    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        let mut table = Table::new(["status", "instances"]);
        for (status, count) in &self.statuses {
            table.add([Text::from(status), Text::from(count)]);
        }
        if !self.statuses.is_empty() {
            output.table(&table)?;
            output.line("")?;
        }
        if self.billed.is_empty() {
            return Ok(());
        }
        let head = format!("billed though stopped: {}", counted(self.billed_count(), "instance"));
        output.line(Text::new().styled(STRONG, head))?;
        for cost in Cost::all() {
            let (_, reason, remedy) = cost.words();
            for ((_, calls), sample) in self.billed.iter().filter(|((of, _), _)| *of == cost) {
                let count = counted(sample.count, "instance");
                output.hanging("  ", "    ", format_args!("{count}, {reason}: {sample}"))?;
                let end = if calls.is_empty() { format!("no call; {remedy}") } else { calls.clone() };
                output.paragraph("    ", format_args!("to end it: {end}"))?;
            }
        }
        output.line("")
    }

    pub(super) fn json(&self) -> Value {
        let statuses: serde_json::Map<String, Value> =
            self.statuses.iter().map(|(status, count)| (status.to_string(), json!(count))).collect();
        let billed = self.billed.iter().map(|((cost, calls), sample)| {
            let (reason, _, remedy) = cost.words();
            let calls: Vec<&str> = calls.split(", then ").filter(|call| !call.is_empty()).collect();
            json!({
                "Reason": reason, "Remedy": remedy, "Calls": calls, "Instances": sample.count,
                "First": sample.first,
            })
        });
        json!({
            "Instances": self.statuses.values().sum::<u64>(),
            "Statuses": statuses,
            "BilledInStopped": billed.collect::<Vec<_>>(),
        })
    }
}
