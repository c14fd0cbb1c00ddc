//! `lifecycle why`: one rule in full, or the names of all.

use crate::args::{WhyArguments, unknown};
use crate::decide::lower;
use crate::output::{Failure, GOOD, Output, STRONG, Status};
use crate::policy::{custom_rules, write_own};
use instance_lifecycle::attribute::SPACE;
use instance_lifecycle::{DryRunPass, ErrorKind, Operation, Policy, Row, RuleTable};
use instance_lifecycle_wire::parameters;

pub(crate) fn run(arguments: &WhyArguments, output: &Output) -> Result<Status, Failure> {
    let rule_tables: Vec<&RuleTable> = Operation::ALL
        .iter()
        .filter(|operation| arguments.operation.is_none_or(|asked| asked == **operation))
        .map(|operation| operation.rule_table())
        .collect();
    let Some(rule) = arguments.rule.as_deref() else {
        rule_tables.iter().try_for_each(|rule_table| write_names(rule_table, output))?;
        return Ok(Status::Good);
    };
    let with: Vec<&RuleTable> =
        rule_tables.iter().copied().filter(|rule_table| names(rule_table).contains(&rule)).collect();
    let policy = arguments.policy.policy();
    let custom = custom_rules(&policy, arguments.operation, rule);
    for (operation, row) in &custom {
        write_own(*operation, row, output)?;
    }
    if with.is_empty() && !custom.is_empty() {
        return Ok(Status::Good);
    }
    if with.is_empty() {
        let known: Vec<&str> = rule_tables.iter().flat_map(|rule_table| names(rule_table)).collect();
        return Err(Failure::Usage(unknown("rule", rule, &known, "`lifecycle why` lists them")));
    }
    for (n, rule_table) in with.iter().enumerate() {
        if n > 0 {
            output.line("")?;
        }
        write_rule(rule_table, rule, &policy, output)?;
    }
    Ok(Status::Good)
}

/// The names of an operation's rules: refusals in the default precedence, settlements, and the answer
/// to a dry run.
fn names(rule_table: &RuleTable) -> Vec<&'static str> {
    let refusals = RuleTable::rules(rule_table.refusals).map(|rule| rule[0].rule);
    let settlements = RuleTable::rules(rule_table.settlements).map(|rule| rule[0].rule);
    refusals.chain(settlements).chain(has_dry_run(rule_table).then_some(DryRunPass::RULE)).collect()
}

fn has_dry_run(rule_table: &RuleTable) -> bool {
    parameters(rule_table.operation).contains(&"DryRun")
}

fn write_names(rule_table: &RuleTable, output: &Output) -> Result<(), Failure> {
    output.line(output.styled(STRONG, rule_table.operation))?;
    let refusals = RuleTable::rules(rule_table.refusals).count();
    let names = names(rule_table);
    let (refusals, others) = names.split_at(refusals);
    if !refusals.is_empty() {
        output.hanging("  refused by  ", "              ", &refusals.join(", "))?;
    }
    output.hanging("  settled by  ", "              ", &others.join(", "))?;
    output.line("")
}

fn write_rule(rule_table: &RuleTable, name: &str, policy: &Policy, output: &Output) -> Result<(), Failure> {
    for rule in RuleTable::rules(rule_table.refusals).filter(|rule| rule[0].rule == name) {
        write_refusal(rule_table, rule, policy, output)?;
    }
    for rule in RuleTable::rules(rule_table.settlements).filter(|rule| rule[0].rule == name) {
        output.line(format_args!("{}  settles {}", output.styled(GOOD, name), rule_table.operation))?;
        output.line("  settles, once nothing objects, when")?;
        write_rows(rule_table, rule, policy, output)?;
    }
    if name == DryRunPass::RULE {
        write_dry_run(rule_table, policy, output)?;
    }
    Ok(())
}

fn write_dry_run(rule_table: &RuleTable, policy: &Policy, output: &Output) -> Result<(), Failure> {
    output.line(format_args!(
        "{}  answers a dry run of {}",
        output.styled(STRONG, DryRunPass::RULE),
        rule_table.operation
    ))?;
    write_error(rule_table, ErrorKind::DryRunPassed, policy, output)?;
    output.line("  answers when nothing objects and DryRun is true; it objects to nothing itself")
}

/// The number of a rule's first row.
fn place<V>(rows: &[Row<V>], rule: &[Row<V>]) -> usize {
    rows.iter().position(|row| row.rule == rule[0].rule).unwrap_or_default()
}

fn write_refusal(
    rule_table: &RuleTable,
    rule: &[Row<ErrorKind>],
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    let stages = rule_table.stages.names();
    let stage = stages[rule[0].stage as usize];
    let name = output.styled(STRONG, rule[0].rule);
    output.line(format_args!("{name}  refuses {}, stage {stage}", rule_table.operation))?;
    write_error(rule_table, rule[0].then, policy, output)?;
    output.line("  objects when")?;
    write_rows(rule_table, rule, policy, output)?;

    // Rules in the precedence of the policy.
    let order: Vec<&str> = policy.precedence(rule_table.operation).collect();
    let rank = |row: &Row<ErrorKind>| {
        (
            order.iter().position(|name| *name == stages[row.stage as usize]),
            place(rule_table.refusals, &[*row]),
        )
    };
    let speaks = |rows: &[Row<ErrorKind>]| -> Vec<Row<ErrorKind>> {
        rows.iter().filter(|row| policy.is_active(rule_table.operation, row)).copied().collect()
    };
    let (mut hides, mut hidden) = (Vec::new(), Vec::new());
    let mine = speaks(rule);
    for other in RuleTable::rules(rule_table.refusals).filter(|other| other[0].rule != rule[0].rule) {
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

fn write_error(
    rule_table: &RuleTable,
    kind: ErrorKind,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    let table = rule_table.operation.errors();
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
                    &format!("or `{}`, filled, by the interpretation status-text", other.message),
                ),
                None => Ok(()),
            }
        }
    }
}

fn write_rows<V>(
    rule_table: &RuleTable,
    rows: &[Row<V>],
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    for (n, row) in rows.iter().enumerate() {
        let silent =
            if policy.is_active(rule_table.operation, row) { "" } else { " (not under this policy)" };
        output.hanging(
            if n == 0 { "    " } else { "    or " },
            "       ",
            &format!("{}{silent}", row.condition()),
        )?;
        output.paragraph("       ", &format!("{}: {}", lower(row.evidence), row.source))?;
    }
    Ok(())
}
