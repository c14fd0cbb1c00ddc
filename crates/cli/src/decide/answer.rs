//! Answers as people read them.

use super::lower;
use crate::output::{BAD, FAINT, Failure, GOOD, OTHER, Output, STRONG, printable};
use comfy_table::Table;
use instance_lifecycle::{Operation, Plan, Request, Resource, Settlement, Status, Violation};
use instance_lifecycle_wire::{Answer, Case, Outcome};

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    assumptions: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    match &answer.outcome {
        Outcome::Planned(plan) => {
            heading(case, &output.styled(GOOD, "planned"), output)?;
            write_plan(plan, answer.settled_by, case, output)?;
        }
        Outcome::DryRunPassed(pass) => {
            heading(case, &output.styled(OTHER, "dry run passed"), output)?;
            let error = pass.error();
            output.line(format_args!("  {} {}", error.http_status, error.code))?;
            output.paragraph("  ", &error.to_string())?;
            output.line("  nothing is changed; without DryRun it would do this:")?;
            write_plan(&pass.plan(), answer.settled_by, case, output)?;
        }
        Outcome::AlreadyDone(plan) => {
            heading(case, &output.styled(OTHER, "already done"), output)?;
            output.line(format_args!("  rule {}, {}", answer.settled_by, lower(plan.evidence())))?;
        }
        Outcome::Rejected(violations) => {
            heading(case, &output.styled(BAD, "refused"), output)?;
            write_violations(violations, output)?;
        }
    }
    write_granted(assumptions, output)?;
    output.line("")
}

/// The instance, what is asked of it and what that comes to.
pub(super) fn heading(case: &Case, verdict: &str, output: &Output) -> Result<(), Failure> {
    let id = match &case.id {
        Some(id) => id,
        None if case.request.creates() => "(new)",
        None => "(no id)",
    };
    output.line(format_args!(
        "{}  {}  {verdict}",
        output.styled(STRONG, printable(id)),
        case.request.operation()
    ))
}

fn write_violations(violations: &[Violation], output: &Output) -> Result<(), Failure> {
    let Some((first, others)) = violations.split_first() else { return Ok(()) };
    output.line(format_args!("  {}", code(first)))?;
    output.paragraph("  ", &first.to_string())?;
    let retry = if first.is_retryable() { "time alone may cure it" } else { "trying again will not help" };
    output.paragraph("  ", &format!("rule {}, {}; {retry}", first.row().rule, lower(first.evidence())))?;
    others.iter().try_for_each(|other| {
        output.paragraph("  ", &format!("also objects: {}, {}", other.row().rule, code(other)))
    })
}

fn write_plan(plan: &Plan, rule: &str, case: &Case, output: &Output) -> Result<(), Failure> {
    output.line(format_args!("  {}", plan.path()))?;
    let stops = plan.operation() == Operation::StopInstance;
    let mode = if stops { format!("; stop mode {}", plan.stopped_mode()) } else { String::new() };
    let memory = if plan.hibernates() { ", memory saved to the system disk" } else { "" };
    output.paragraph("  ", &format!("rule {rule}, {}{mode}{memory}", lower(plan.evidence())))?;
    if let Request::RunInstances(request) = case.request
        && request.amount.get() > 1
    {
        output.line(format_args!("  each of {} instances", request.amount.get()))?;
    }
    write_what_to_wait_for(plan, output)?;
    output.print(&resources(plan, output))?;
    if plan.resources().any(|resource| resource.resource == Resource::SubscriptionFee) {
        output.line("  billed: paid for by the subscription")?;
    }
    let risks: Vec<&str> = plan.risks().map(|risk| risk.as_str()).collect();
    if !risks.is_empty() {
        output.paragraph("  ", &format!("{} {}", output.styled(OTHER, "risks:"), risks.join(", ")))?;
    }
    Ok(())
}

/// Accepted is not done. Of what is made there is nothing to swap on.
fn write_what_to_wait_for(plan: &Plan, output: &Output) -> Result<(), Failure> {
    let guard = match plan.guard().status {
        Status::Released => String::new(),
        status => format!("; swap on {status}"),
    };
    match plan.wait_for() {
        None => Ok(()),
        Some(Status::Released) => {
            output.line(format_args!("  accepted is not done: wait until there is no such instance{guard}"))
        }
        Some(status) => output.line(format_args!("  accepted is not done: wait for {status}{guard}")),
    }
}

/// What becomes of each resource. What is released or new is not started again.
fn resources(plan: &Plan, output: &Output) -> Table {
    let start = match plan.settlement() {
        Settlement::Release | Settlement::ReleaseAfterShutdown | Settlement::Create | Settlement::Run => None,
        _ if plan.path().to == Status::Running => Some("at this start"),
        _ => Some("at next start"),
    };
    let header = ["resource", "becomes", "billed"].into_iter().chain(start);
    let mut table = output.table(&header.collect::<Vec<_>>());
    for resource in plan.resources() {
        let billed = match (resource.billed_before, resource.billed_after) {
            (true, true) => "yes",
            (true, false) => "no more",
            (false, true) => "from now on",
            (false, false) => "no",
        };
        let row = [resource.resource.as_str(), resource.disposition.as_str(), billed];
        table.add_row(row.into_iter().chain(start.map(|_| resource.at_next_start.as_str())));
    }
    table
}

pub(super) fn write_granted(assumptions: &[&str], output: &Output) -> Result<(), Failure> {
    if assumptions.is_empty() {
        return Ok(());
    }
    output.paragraph("  ", &format!("{} {}", output.styled(FAINT, "assumed:"), assumptions.join(", ")))
}

pub(super) fn code(violation: &Violation) -> String {
    let error = violation.error();
    format!("{} {}", error.http_status, error.code)
}
