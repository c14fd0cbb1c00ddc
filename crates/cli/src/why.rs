//! `lifecycle why`: one rule in full, or the names of all.

use crate::args::{WhyArguments, unknown};
use crate::decide::lower;
use crate::output::{Failure, GOOD, Output, STRONG, Status};
use crate::policy::{own_rules, write_own};
use instance_lifecycle::attribute::SPACE;
use instance_lifecycle::{DryRunPass, ErrorKind, Ladder, Operation, Policy, Row};
use instance_lifecycle_wire::parameters;

pub(crate) fn run(arguments: &WhyArguments, output: &Output) -> Result<Status, Failure> {
    let ladders: Vec<&Ladder> = Operation::ALL
        .iter()
        .filter(|operation| arguments.operation.is_none_or(|asked| asked == **operation))
        .filter_map(|operation| operation.ladder())
        .collect();
    let Some(rule) = arguments.rule.as_deref() else {
        ladders.iter().try_for_each(|ladder| write_names(ladder, output))?;
        return Ok(Status::Good);
    };
    let with: Vec<&Ladder> = ladders.iter().copied().filter(|ladder| names(ladder).contains(&rule)).collect();
    let policy = arguments.policy.policy();
    let own = own_rules(&policy, arguments.operation, rule);
    for (operation, row) in &own {
        write_own(*operation, row, output)?;
    }
    if with.is_empty() && !own.is_empty() {
        return Ok(Status::Good);
    }
    if with.is_empty() {
        let known: Vec<&str> = ladders.iter().flat_map(|ladder| names(ladder)).collect();
        return Err(Failure::Usage(unknown("rule", rule, &known, "`lifecycle why` lists them")));
    }
    for (n, ladder) in with.iter().enumerate() {
        if n > 0 {
            output.line("")?;
        }
        write_rule(ladder, rule, &policy, output)?;
    }
    Ok(Status::Good)
}

/// The names of an operation's rules: refusals in the default precedence, settlements, and the answer
/// to a dry run.
fn names(ladder: &Ladder) -> Vec<&'static str> {
    let refusals = Ladder::rules(ladder.refusals).map(|rule| rule[0].rule);
    let settlements = Ladder::rules(ladder.settlements).map(|rule| rule[0].rule);
    refusals.chain(settlements).chain(has_dry_run(ladder).then_some(DryRunPass::RULE)).collect()
}

fn has_dry_run(ladder: &Ladder) -> bool {
    parameters(ladder.operation).is_some_and(|parameters| parameters.contains(&"DryRun"))
}

fn write_names(ladder: &Ladder, output: &Output) -> Result<(), Failure> {
    output.line(output.styled(STRONG, ladder.operation))?;
    let refusals = Ladder::rules(ladder.refusals).count();
    let names = names(ladder);
    let (refusals, others) = names.split_at(refusals);
    if !refusals.is_empty() {
        output.hanging("  refused by  ", "              ", &refusals.join(", "))?;
    }
    output.hanging("  settled by  ", "              ", &others.join(", "))?;
    output.line("")
}

fn write_rule(ladder: &Ladder, name: &str, policy: &Policy, output: &Output) -> Result<(), Failure> {
    for rule in Ladder::rules(ladder.refusals).filter(|rule| rule[0].rule == name) {
        write_refusal(ladder, rule, policy, output)?;
    }
    for rule in Ladder::rules(ladder.settlements).filter(|rule| rule[0].rule == name) {
        output.line(format_args!("{}  settles {}", output.styled(GOOD, name), ladder.operation))?;
        output.line("  settles, once nothing objects, when")?;
        let first = place(ladder.settlements, rule);
        write_rows(ladder, rule, ladder.refusals.len() + first, policy, output)?;
    }
    if name == DryRunPass::RULE {
        write_dry_run(ladder, policy, output)?;
    }
    Ok(())
}

fn write_dry_run(ladder: &Ladder, policy: &Policy, output: &Output) -> Result<(), Failure> {
    output.line(format_args!(
        "{}  answers a dry run of {}",
        output.styled(STRONG, DryRunPass::RULE),
        ladder.operation
    ))?;
    write_error(ladder, ErrorKind::DryRunPassed, policy, output)?;
    output.line("  answers when nothing objects and DryRun is true; it objects to nothing itself")
}

/// The number of a rule's first row.
fn place<V>(rows: &[Row<V>], rule: &[Row<V>]) -> usize {
    rows.iter().position(|row| row.rule == rule[0].rule).unwrap_or_default()
}

fn write_refusal(
    ladder: &Ladder,
    rule: &[Row<ErrorKind>],
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    let chapters = ladder.chapters.names();
    let chapter = chapters[rule[0].chapter as usize];
    let name = output.styled(STRONG, rule[0].rule);
    output.line(format_args!("{name}  refuses {}, chapter {chapter}", ladder.operation))?;
    write_error(ladder, rule[0].then, policy, output)?;
    output.line("  objects when")?;
    let first = place(ladder.refusals, rule);
    write_rows(ladder, rule, first, policy, output)?;

    // Rules in the precedence of the policy.
    let order: Vec<&str> = policy.precedence(ladder.operation).collect();
    let rank = |row: &Row<ErrorKind>| {
        (
            order.iter().position(|name| *name == chapters[row.chapter as usize]),
            place(ladder.refusals, &[*row]),
        )
    };
    let speaks = |rows: &[Row<ErrorKind>]| -> Vec<Row<ErrorKind>> {
        let first = place(ladder.refusals, rows);
        let active = |(n, _): &(usize, &Row<ErrorKind>)| policy.has_row(ladder.operation, first + n);
        rows.iter().enumerate().filter(active).map(|(_, row)| *row).collect()
    };
    let (mut hides, mut hidden) = (Vec::new(), Vec::new());
    let mine = speaks(rule);
    for other in Ladder::rules(ladder.refusals).filter(|other| other[0].rule != rule[0].rule) {
        let meet = speaks(other)
            .iter()
            .any(|other| mine.iter().any(|row| !row.when.intersect(&other.when).is_empty(SPACE)));
        match meet {
            true if rank(&other[0]) < rank(&rule[0]) => hidden.push(other[0].rule),
            true => hides.push(other[0].rule),
            false => {}
        }
    }
    let list = |rules: Vec<&str>| if rules.is_empty() { "nothing".to_owned() } else { rules.join(", ") };
    output.paragraph("  ", &format!("where both object, its error hides those of: {}", list(hides)))?;
    output.paragraph("  ", &format!("and is hidden by those of: {}", list(hidden)))
}

fn write_error(ladder: &Ladder, kind: ErrorKind, policy: &Policy, output: &Output) -> Result<(), Failure> {
    let table = ladder.operation.errors();
    let rows: Vec<_> =
        [false, true].iter().filter_map(|&template| table.row(kind, policy.revision(), template)).collect();
    match rows.first() {
        None => output.line(format_args!("  raises nothing: {} has no such error", policy.revision())),
        Some(row) => {
            output.line(format_args!("  raises {} {}", row.http_status, row.code))?;
            output.paragraph("    ", row.message)?;
            match rows.get(1).filter(|other| other.message != row.message) {
                Some(other) => output.paragraph(
                    "    ",
                    &format!("or `{}`, filled, by the reading status-text", other.message),
                ),
                None => Ok(()),
            }
        }
    }
}

fn write_rows<V>(
    ladder: &Ladder,
    rows: &[Row<V>],
    first: usize,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    for (n, row) in rows.iter().enumerate() {
        let silent =
            if policy.has_row(ladder.operation, first + n) { "" } else { " (not under this policy)" };
        output.hanging(
            if n == 0 { "    " } else { "    or " },
            "       ",
            &format!("{}{silent}", row.condition()),
        )?;
        output.paragraph("       ", &format!("{}: {}", lower(row.evidence), row.source))?;
    }
    Ok(())
}
