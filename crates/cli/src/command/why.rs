//! `lifecycle why`: a rule in full, or the names of all rules.

use crate::args::{PolicyOptions, single};
use crate::evidence::lower;
use crate::exit::{Failure, Status};
use crate::output::{BAD, GOOD, Output, STRONG, Text};
use crate::suggest::unknown;
use clap::Args;
use instance_lifecycle::attribute::SPACE;
use instance_lifecycle::{
    DryRunPass, ErrorKind, Evidence, Operation, Policy, PolicyRow, Row, RuleTable, Source, Verdict,
};
use instance_lifecycle_wire::parameters;

#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    /// The name of the rule, as answers print it; without a name, all rules are listed
    rule: Option<String>,
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &WhyArguments, output: &Output) -> Result<Status, Failure> {
    let rule_tables: Vec<&RuleTable> = Operation::ALL
        .iter()
        .filter(|operation| arguments.operation.is_none_or(|asked| asked == **operation))
        .filter_map(|operation| operation.rule_table())
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
        write_custom(*operation, row, output)?;
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

/// The names of an operation's rules: refusals in the default precedence, settlements, the dry run.
fn names(rule_table: &RuleTable) -> Vec<&'static str> {
    let refusals = RuleTable::rules(rule_table.refusals).map(|rule| rule[0].rule);
    let settlements = RuleTable::rules(rule_table.settlements).map(|rule| rule[0].rule);
    refusals.chain(settlements).chain(has_dry_run(rule_table).then_some(DryRunPass::RULE)).collect()
}

fn has_dry_run(rule_table: &RuleTable) -> bool {
    parameters(rule_table.operation).is_some_and(|parameters| parameters.contains(&"DryRun"))
}

fn write_names(rule_table: &RuleTable, output: &Output) -> Result<(), Failure> {
    output.line(Text::new().styled(STRONG, rule_table.operation))?;
    let refusals = RuleTable::rules(rule_table.refusals).count();
    let names = names(rule_table);
    let (refusals, others) = names.split_at(refusals);
    if !refusals.is_empty() {
        output.hanging("  refused by  ", "              ", refusals.join(", "))?;
    }
    output.hanging("  settled by  ", "              ", others.join(", "))?;
    output.line("")
}

fn write_rule(rule_table: &RuleTable, name: &str, policy: &Policy, output: &Output) -> Result<(), Failure> {
    for rule in RuleTable::rules(rule_table.refusals).filter(|rule| rule[0].rule == name) {
        write_refusal(rule_table, rule, policy, output)?;
    }
    for rule in RuleTable::rules(rule_table.settlements).filter(|rule| rule[0].rule == name) {
        let name = Text::new().styled(GOOD, name);
        output.hanging("", "  ", name.plain(format_args!("  settles {}", rule_table.operation)))?;
        output.line("  applies to calls without violations when")?;
        let first = place(rule_table.settlements, rule);
        write_rows(rule_table, rule, rule_table.refusals.len() + first, policy, output)?;
    }
    if name == DryRunPass::RULE {
        write_dry_run(rule_table, policy, output)?;
    }
    Ok(())
}

fn write_dry_run(rule_table: &RuleTable, policy: &Policy, output: &Output) -> Result<(), Failure> {
    let name = Text::new().styled(STRONG, DryRunPass::RULE);
    output.line(name.plain(format_args!("  answers a dry run of {}", rule_table.operation)))?;
    write_error(rule_table, ErrorKind::DryRunPassed, policy, output)?;
    output.line("  applies when DryRun is true and there are no violations")
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
    let name = Text::new().styled(STRONG, rule[0].rule);
    output.hanging(
        "",
        "  ",
        name.plain(format_args!("  refuses {}, stage {stage}", rule_table.operation)),
    )?;
    write_error(rule_table, rule[0].then, policy, output)?;
    output.line("  applies when")?;
    let first = place(rule_table.refusals, rule);
    write_rows(rule_table, rule, first, policy, output)?;

    // Rules in the precedence of the policy.
    let order: Vec<&str> = policy.precedence(rule_table.operation).collect();
    let rank = |row: &Row<ErrorKind>| {
        (
            order.iter().position(|name| *name == stages[row.stage as usize]),
            place(rule_table.refusals, &[*row]),
        )
    };
    let active_rows = |rows: &[Row<ErrorKind>]| -> Vec<Row<ErrorKind>> {
        let first = place(rule_table.refusals, rows);
        let active = |(n, _): &(usize, &Row<ErrorKind>)| policy.has_row(rule_table.operation, first + n);
        rows.iter().enumerate().filter(active).map(|(_, row)| *row).collect()
    };
    let (mut later, mut earlier) = (Vec::new(), Vec::new());
    let mine = active_rows(rule);
    for other in RuleTable::rules(rule_table.refusals).filter(|other| other[0].rule != rule[0].rule) {
        let meet = active_rows(other)
            .iter()
            .any(|other| mine.iter().any(|row| !row.when.intersect(&other.when).is_empty(SPACE)));
        match meet {
            true if rank(&other[0]) < rank(&rule[0]) => earlier.push(other[0].rule),
            true => later.push(other[0].rule),
            false => {}
        }
    }
    let list = |rules: Vec<&str>| if rules.is_empty() { "none".to_owned() } else { rules.join(", ") };
    output.paragraph("  ", format_args!("takes precedence over: {}", list(later)))?;
    output.paragraph("  ", format_args!("preceded by: {}", list(earlier)))
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
        None => {
            output.line(format_args!("  raises no error: revision {} does not list it", policy.revision()))
        }
        Some(row) => {
            output.line(format_args!("  raises {} {}", row.http_status, row.code))?;
            output.paragraph("    ", row.message)?;
            if let Some(description) = table.description(row, table.column(policy.revision())) {
                output.hanging("    description: ", "      ", description)?;
            }
            match rows.get(1).filter(|other| other.message != row.message) {
                Some(other) => output.paragraph(
                    "    ",
                    format_args!("or the template `{}`, see the interpretation status-text", other.message),
                ),
                None => Ok(()),
            }
        }
    }
}

fn write_rows<V>(
    rule_table: &RuleTable,
    rows: &[Row<V>],
    first: usize,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    for (n, row) in rows.iter().enumerate() {
        let inactive =
            if policy.has_row(rule_table.operation, first + n) { "" } else { " (not under this policy)" };
        output.hanging(
            if n == 0 { "    " } else { "    or " },
            "       ",
            format_args!("{}{inactive}", row.condition()),
        )?;
        output.paragraph("       ", format_args!("{}: {}", lower(row.evidence), row.source))?;
        write_address(row.source, output)?;
        if let Some(against) = row.against {
            output.paragraph("       ", format_args!("contradicted by: {against}"))?;
            write_address(against, output)?;
        }
    }
    Ok(())
}

/// Writes the address of a source, if it has one.
pub(super) fn write_address(source: Source, output: &Output) -> Result<(), Failure> {
    match source.document.url() {
        Some(url) => output.line(format_args!("         {url}")),
        None => Ok(()),
    }
}

/// The custom rules of that name, each with its operation.
fn custom_rules<'p>(
    policy: &'p Policy,
    operation: Option<Operation>,
    name: &str,
) -> Vec<(Operation, PolicyRow<'p>)> {
    let operations = Operation::ALL.iter().filter(|one| operation.is_none_or(|asked| asked == **one));
    let rows = operations.flat_map(|operation| policy.rows(*operation).map(move |row| (*operation, row)));
    rows.filter(|(_, row)| row.evidence == Evidence::Own && row.rule == name).collect()
}

fn write_custom(operation: Operation, row: &PolicyRow<'_>, output: &Output) -> Result<(), Failure> {
    let stage = row.stage.map_or(String::new(), |stage| format!(", stage {stage}"));
    let (style, does) = if row.then.refuses() { (BAD, "refuses") } else { (GOOD, "settles") };
    let name = Text::new().styled(style, row.rule);
    output.hanging("", "  ", name.plain(format_args!("  {does} {operation}{stage}")))?;
    match row.then {
        Verdict::Raise(kind) => output.line(format_args!("  raises the documented error {kind}"))?,
        Verdict::RaiseCustom { http_status, code, message } => {
            output.line(format_args!("  raises {http_status} {code}, a custom error"))?;
            output.paragraph("    ", message)?;
        }
        Verdict::Settle(settlement) => output.line(format_args!("  settles like {settlement}"))?,
    }
    output.paragraph("  ", format_args!("applies when {}", row.condition()))?;
    output.paragraph("  ", format_args!("not documented: {}", row.source))
}
