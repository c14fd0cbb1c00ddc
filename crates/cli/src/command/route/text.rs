//! Routes as text.

use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, STRONG, Text, amount, counted};
use crate::routes::{Found, action};
use instance_lifecycle::analysis::{Repair, Route, RouteAction, RouteCharge, RouteStep};
use instance_lifecycle::plan::Resource;
use instance_lifecycle::rules::attributes::ChangedBy;

/// The number of blockers that are written; the others are counted.
const SHOWN: usize = 5;

pub(super) fn write(
    id: Option<&str>,
    goal: &str,
    found: &Found,
    price: Option<&dyn Fn(Resource) -> f64>,
    output: &Output,
) -> Result<(), Failure> {
    let heading = Text::new().styled(STRONG, id.unwrap_or("(no id)")).plain("  ");
    let Some((first, others)) = found.routes.split_first() else {
        output.hanging(
            heading,
            "  ",
            Text::new().styled(BAD, "no route").plain(format_args!(" to {goal}")),
        )?;
        write_blockers(found, output)?;
        return output.line("");
    };
    let verdict = match first.steps.is_empty() {
        true => Text::new().styled(GOOD, "reached").plain(format_args!("  already at {goal}")),
        false => Text::new().styled(GOOD, "routed").plain(format_args!("  {} to {goal}", length(first))),
    };
    output.hanging(heading, "  ", verdict)?;
    let mut before = &first.billed;
    for (number, step) in first.steps.iter().enumerate() {
        write_step(number + 1, step, before, output)?;
        before = &step.billed;
    }
    let cost = |route: &Route| price.map(|price| route.cost_per_hour(price));
    let mut billed = format!("billed at the end: {}", list(first.billed_at_end()));
    if let Some(cost) = cost(first) {
        billed += &format!("; {} an hour", amount(cost.billed));
        if cost.if_present > 0.0 {
            billed += &format!(", {} more if present", amount(cost.if_present));
        }
    }
    output.paragraph("  ", billed)?;
    for other in others {
        let mut steps: Vec<String> = other.steps.iter().map(action).collect();
        if let Some(cost) = cost(other) {
            steps.push(format!("{} an hour", amount(cost.billed + cost.if_present)));
        }
        let risks = counted(other.risks().count(), "risk");
        let head = Text::from("  ").styled(OTHER, "or").plain(' ');
        output.hanging(head, "     ", format_args!("{}, {risks}: {}", length(other), steps.join("; ")))?;
    }
    output.line("")
}

/// `2 calls, 1 event`.
fn length(route: &Route) -> String {
    let length = route.length();
    format!("{}, {}", counted(length.calls, "call"), counted(length.events, "event"))
}

fn write_step(
    number: usize,
    step: &RouteStep,
    before: &[RouteCharge],
    output: &Output,
) -> Result<(), Failure> {
    let head = Text::from(format_args!("  {number}. ")).plain(action(step)).plain(' ');
    output.hanging(head, "     ", format_args!("-> {}", step.after.status))?;
    if let RouteAction::Call(_, plan) = &step.action {
        let risks: Vec<&str> = plan.risks().map(|risk| risk.as_str()).collect();
        if !risks.is_empty() {
            output
                .paragraph("     ", Text::new().styled(OTHER, "risks:").plain(' ').plain(risks.join(", ")))?;
        }
    }
    let missing = |from: &[RouteCharge], of: &[RouteCharge]| -> Vec<RouteCharge> {
        of.iter().filter(|charge| !from.contains(charge)).copied().collect()
    };
    for (what, changed) in [
        ("no longer billed", missing(&step.billed, before)),
        ("billed from now on", missing(before, &step.billed)),
    ] {
        if !changed.is_empty() {
            output.paragraph("     ", format_args!("{what}: {}", list(&changed)))?;
        }
    }
    Ok(())
}

fn list(billed: &[RouteCharge]) -> String {
    let name = |charge: &RouteCharge| match charge.if_present {
        true => format!("{} if present", charge.resource),
        false => charge.resource.to_string(),
    };
    let names: Vec<String> = billed.iter().map(name).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// Writes what blocks a route, and the events that open one.
fn write_blockers(found: &Found, output: &Output) -> Result<(), Failure> {
    for (number, changes) in found.blockers.iter().take(SHOWN).enumerate() {
        let head = if number == 0 { "  blocked unless " } else { "  or unless " };
        let changes: Vec<String> = changes.iter().map(change).collect();
        output.hanging(head, "    ", changes.join(" and "))?;
    }
    if let more @ 1.. = found.blockers.len().saturating_sub(SHOWN) {
        output.line(Text::new().styled(FAINT, format!("  or {}", counted(more, "other change"))))?;
    }
    if found.opening_events.is_empty() {
        return Ok(());
    }
    let events: Vec<&str> = found.opening_events.iter().map(|event| event.as_str()).collect();
    output.hanging("  ", "    ", format_args!("a route exists with --event {}", events.join(" or ")))
}

fn change(change: &Repair) -> String {
    let who = match change.attribute.changed_by() {
        ChangedBy::Request => "the caller can change it",
        ChangedBy::Owner => "the owner can change it",
        ChangedBy::Vendor => "only the vendor can change it",
        ChangedBy::Nobody => "it never changes",
    };
    format!("{} were {}, not {} ({who})", change.attribute.name(), change.to, change.from)
}
