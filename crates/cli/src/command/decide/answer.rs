//! Answers as text.

use super::fixes;
use crate::assumptions::Assumptions;
use crate::consequence::OtherAnswer;
use crate::evidence::describe;
use crate::exit::Failure;
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Table, Text};
use crate::verdict::Verdict;
use instance_lifecycle::errors::Warning;
use instance_lifecycle::plan::{Resource, Settlement};
use instance_lifecycle::{Operation, Plan, Policy, Request, Revision, Status, Violation, explain};
use instance_lifecycle_wire::{Answer, Case, Malformed, Notes, Outcome};

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    policy: &Policy,
    newest: Option<(Revision, &OtherAnswer)>,
    assumptions: &Assumptions,
    output: &Output,
) -> Result<(), Failure> {
    match &answer.outcome {
        Outcome::Planned(plan) => {
            heading(case, Text::new().styled(GOOD, "planned"), output)?;
            write_plan(plan, answer.settled_by, case, policy, output)?;
        }
        Outcome::DryRunPassed(pass) => {
            heading(case, Text::new().styled(OTHER, "dry run passed"), output)?;
            let error = pass.error();
            output.line(format_args!("  {} {}", error.http_status, error.code))?;
            output.paragraph("  ", error)?;
            output.line("  nothing is changed; without DryRun the call does this:")?;
            write_plan(&pass.plan(), answer.settled_by, case, policy, output)?;
        }
        Outcome::AlreadyDone(plan) => {
            heading(case, Text::new().styled(OTHER, "already done"), output)?;
            write_rule(plan, answer.settled_by, "", case, policy, output)?;
        }
        Outcome::Malformed(malformed) => {
            heading(case, Text::new().styled(BAD, "refused"), output)?;
            write_malformed(malformed, output)?;
        }
        Outcome::Rejected(_, violations) => {
            heading(case, Text::new().styled(BAD, "refused"), output)?;
            write_violations(violations, output)?;
            fixes::write_of_request(case, policy, output)?;
        }
    }
    if !matches!(answer.outcome, Outcome::Rejected(..)) {
        write_warnings("", &answer.warnings, output)?;
    }
    write_ignored(&case.notes, output)?;
    write_newest(newest, output)?;
    write_assumptions(assumptions, output)?;
    output.line("")
}

/// Writes the warnings of the policy; `of` names the instance if there are several.
pub(super) fn write_warnings(of: &str, warnings: &[Warning<'_>], output: &Output) -> Result<(), Failure> {
    warnings.iter().try_for_each(|warning| {
        let head = Text::from("  ").styled(OTHER, "warning:").plain(format_args!(" {of}{}", warning.rule()));
        let text = match warning.error() {
            Some(error) => head.plain(format_args!(" would refuse, {} {}: ", error.http_status, error.code)),
            None => head.plain(": "),
        };
        output.hanging("", "    ", text.plain(warning))
    })
}

/// Writes an error of the request itself.
pub(super) fn write_malformed(malformed: &Malformed, output: &Output) -> Result<(), Failure> {
    let status = malformed.error.http_status.map_or(String::new(), |status| format!("{status} "));
    output.line(format_args!("  {status}{}", malformed.error.code))?;
    output.paragraph("  ", malformed)?;
    output.paragraph("  ", format_args!("rule {}; not retryable", Malformed::RULE))?;
    let evidence = describe(malformed.error.evidence, None);
    output.paragraph("  ", format_args!("evidence: {evidence}; source: {}", malformed.error.source))
}

/// Writes the parameters that were ignored.
pub(super) fn write_ignored(notes: &Notes, output: &Output) -> Result<(), Failure> {
    match notes.ignored.is_empty() {
        true => Ok(()),
        false => output.paragraph("  ", format_args!("ignored: {}", notes.ignored.join(", "))),
    }
}

/// Writes the answer of the newest revision.
pub(super) fn write_newest(newest: Option<(Revision, &OtherAnswer)>, output: &Output) -> Result<(), Failure> {
    match newest {
        Some((revision, other)) => output.paragraph("  ", format_args!("{revision}: {}", other.words())),
        None => Ok(()),
    }
}

/// Writes the instance, the operation and the verdict.
pub(super) fn heading(case: &Case, verdict: Text, output: &Output) -> Result<(), Failure> {
    let id = match &case.id {
        Some(id) => id,
        None if case.request.creates() => "(new)",
        None => "(no id)",
    };
    let text = Text::new().styled(STRONG, id).plain("  ").plain(case.request.operation());
    output.line(text.plain("  ").text(verdict))
}

fn write_violations(violations: &[Violation<'_>], output: &Output) -> Result<(), Failure> {
    let Some((first, others)) = violations.split_first() else { return Ok(()) };
    output.line(format_args!("  {}", code(first)))?;
    output.paragraph("  ", first)?;
    write_refusal(first, violations, output)?;
    others.iter().try_for_each(|other| {
        output.paragraph("  ", format_args!("also violated: {}, {}", other.row().rule, code(other)))
    })
}

/// Writes the rule of the first violation, with its evidence.
pub(super) fn write_refusal(
    first: &Violation<'_>,
    violations: &[Violation<'_>],
    output: &Output,
) -> Result<(), Failure> {
    let retry = if violations.iter().all(Violation::is_retryable) { "retryable" } else { "not retryable" };
    output.paragraph("  ", format_args!("rule {}; {retry}", first.row().rule))?;
    output.paragraph("  ", format_args!("evidence: {}", describe(first.evidence(), Some(&first.row()))))
}

/// Writes the rule that settles a call, with its evidence.
fn write_rule(
    plan: &Plan,
    rule: &str,
    consequences: &str,
    case: &Case,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    let explanation = explain(&case.instance(), &case.request, &case.environment, policy);
    let row = explanation.settlement();
    output.paragraph("  ", format_args!("rule {rule}{consequences}"))?;
    output.paragraph("  ", format_args!("evidence: {}", describe(plan.evidence(policy), Some(&row))))?;
    write_reliances("  ", plan, policy, output)
}

/// Writes the interpretations that an accepted call relies on.
pub(super) fn write_reliances(
    margin: &str,
    plan: &Plan,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    plan.reliances(policy).try_for_each(|reliance| output.paragraph(margin, reliance))
}

fn write_plan(plan: &Plan, rule: &str, case: &Case, policy: &Policy, output: &Output) -> Result<(), Failure> {
    output.paragraph("  ", plan.path())?;
    let stops = plan.operation() == Operation::StopInstance;
    let mode = if stops { format!("; stop mode {}", plan.stopped_mode()) } else { String::new() };
    let memory = if plan.hibernates() { ", memory saved to the system disk" } else { "" };
    write_rule(plan, rule, &format!("{mode}{memory}"), case, policy, output)?;
    if let Request::RunInstances(request) = case.request
        && request.amount.get() > 1
    {
        output.line(format_args!("  the plan of each of {} instances", request.amount.get()))?;
    }
    write_completion(plan, output)?;
    if let Some(verdict) = Verdict::of(plan) {
        output.paragraph("  ", verdict.words())?;
    }
    output.table(&resources(plan))?;
    // Resources that outlive a subscription are pay-as-you-go.
    let is_covered = plan.path().to != Status::Released;
    if is_covered && plan.resources().any(|resource| resource.resource == Resource::SubscriptionFee) {
        output.line("  billed: covered by the subscription")?;
    }
    let risks: Vec<&str> = plan.risks().map(|risk| risk.as_str()).collect();
    if !risks.is_empty() {
        output.paragraph("  ", Text::new().styled(OTHER, "risks:").plain(' ').plain(risks.join(", ")))?;
    }
    Ok(())
}

/// Writes the status to poll for, and the precondition. A new instance has none.
fn write_completion(plan: &Plan, output: &Output) -> Result<(), Failure> {
    let precondition = match plan.guard().status() {
        Status::Released => String::new(),
        status => format!("; precondition: status `{status}`"),
    };
    match plan.wait_for() {
        None => Ok(()),
        Some(Status::Released) => output.paragraph(
            "  ",
            format_args!("asynchronous: poll until the instance no longer exists{precondition}"),
        ),
        Some(status) => {
            output.paragraph("  ", format_args!("asynchronous: poll until `{status}`{precondition}"))
        }
    }
}

/// The effects on resources. Released and new instances have no next start.
fn resources(plan: &Plan) -> Table {
    let start = match plan.settlement() {
        Settlement::Release | Settlement::ReleaseAfterShutdown | Settlement::Create | Settlement::Run => None,
        _ if plan.path().to == Status::Running => Some("at this start"),
        _ => Some("at next start"),
    };
    let mut table = match start {
        Some(start) => Table::new(["resource", "effect", "billed", start]),
        None => Table::new(["resource", "effect", "billed"]),
    };
    for resource in plan.resources() {
        let billed = match (resource.billed_before, resource.billed_after) {
            (true, true) => "yes",
            (true, false) => "no longer",
            (false, true) => "from now on",
            (false, false) => "no",
        };
        let is_billed = resource.billed_before || resource.billed_after;
        let billed = match resource.if_present && is_billed {
            true => format!("{billed}, if present"),
            false => billed.to_owned(),
        };
        let [name, effect] = [resource.resource.as_str(), resource.disposition.as_str()].map(Text::from);
        let billed = Text::from(billed);
        match start {
            Some(_) => table.add([name, effect, billed, resource.at_next_start.as_str().into()]),
            None => table.add([name, effect, billed]),
        }
    }
    table
}

pub(super) fn write_assumptions(assumptions: &Assumptions, output: &Output) -> Result<(), Failure> {
    assumptions.texts().try_for_each(|text| output.paragraph("  ", text))
}

pub(super) fn code(violation: &Violation<'_>) -> String {
    let error = violation.error();
    format!("{} {}", error.http_status, error.code)
}
