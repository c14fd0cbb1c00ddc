//! `lifecycle why`: a rule or an error code in full, or the names of all rules.

mod code;
mod custom;
mod json;
mod rule;

use crate::args::{Format, PolicyOptions, single};
use crate::catalogue::codes;
use crate::evidence::{lower, origin};
use crate::exit::{Failure, Status};
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Text};
use crate::suggest::unknown;
use clap::Args;
use code::CodeRows;
use custom::CustomRows;
use instance_lifecycle::errors::{DryRunPass, ErrorKind};
use instance_lifecycle::rules::{Condition, PolicyRow, Row, RuleTable, Source, Verdict};
use instance_lifecycle::{Operation, Policy};
use rule::{around, errors_of, has_row, names, neighbours, numbered, split_row};

#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    /// The name of a rule, as answers print it, one of its rows (RULE/N), or an error code; without a name,
    /// all rules are listed
    #[arg(value_name = "RULE|CODE")]
    name: Option<String>,
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &WhyArguments, output: &Output) -> Result<Status, Failure> {
    let rule_tables: Vec<&RuleTable> = Operation::ALL
        .iter()
        .filter(|operation| arguments.operation.is_none_or(|asked| asked == **operation))
        .map(|operation| operation.rule_table())
        .collect();
    let format = arguments.format;
    let Some(name) = arguments.name.as_deref() else {
        rule_tables.iter().try_for_each(|rule_table| match format {
            Format::Text => write_names(rule_table, output),
            Format::Json => output.json(&json::names_of(rule_table)),
        })?;
        return Ok(Status::Good);
    };
    let (name, row) = split_row(name);
    let with: Vec<&RuleTable> =
        rule_tables.iter().copied().filter(|rule_table| has_row(rule_table, name, row)).collect();
    let policy = arguments.policy.policy();
    let custom = CustomRows::all(&policy, arguments.operation, name, row);
    if with.is_empty() && custom.is_empty() {
        let Some(rows) = CodeRows::of(name, arguments.operation) else {
            let rules = rule_tables.iter().flat_map(|rule_table| names(rule_table));
            let known: Vec<&str> = rules.chain(codes()).collect();
            let otherwise = "`lifecycle why` lists the rules, `lifecycle errors` the codes";
            let asked = arguments.name.as_deref().unwrap_or_default();
            return Err(Failure::Usage(unknown("rule or code", asked, &known, otherwise)));
        };
        rows.write(format, output)?;
        return Ok(Status::Good);
    }
    for rule in &custom {
        match format {
            Format::Text => write_custom(rule, &policy, output)?,
            Format::Json => output.json(&json::custom(rule, &policy))?,
        }
    }
    for (n, rule_table) in with.iter().enumerate() {
        match format {
            Format::Json => {
                json::rules(rule_table, name, row, &policy).iter().try_for_each(|rule| output.json(rule))?;
            }
            Format::Text => {
                if n > 0 {
                    output.line("")?;
                }
                write_rule(rule_table, name, row, &policy, output)?;
            }
        }
    }
    Ok(Status::Good)
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

fn write_rule(
    rule_table: &RuleTable,
    name: &str,
    row: Option<usize>,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    for rule in RuleTable::rules(rule_table.refusals).filter(|rule| rule[0].rule == name) {
        write_refusal(rule_table, rule, row, policy, output)?;
    }
    for rule in RuleTable::rules(rule_table.settlements).filter(|rule| rule[0].rule == name) {
        let name = Text::new().styled(GOOD, name);
        output.hanging("", "  ", name.plain(format_args!("  settles {}", rule_table.operation)))?;
        output.line("  applies to calls without violations when")?;
        write_rows(rule_table, rule, row, policy, output)?;
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

fn write_refusal(
    rule_table: &RuleTable,
    rule: &[Row<ErrorKind>],
    row: Option<usize>,
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
    write_rows(rule_table, rule, row, policy, output)?;

    write_precedence(&neighbours(rule_table, rule, policy), output)
}

/// Writes the rules after and before a rule.
fn write_precedence((later, earlier): &(Vec<&str>, Vec<&str>), output: &Output) -> Result<(), Failure> {
    let list = |rules: &[&str]| if rules.is_empty() { "none".to_owned() } else { rules.join(", ") };
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
    let rows = errors_of(rule_table, kind, policy);
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
                    format_args!(
                        "or the template `{}`, see `lifecycle interpretations status-text`",
                        other.message
                    ),
                ),
                None => Ok(()),
            }
        }
    }
}

/// Writes the rows of a rule, or one of them, with their numbers if there are several.
fn write_rows<V>(
    rule_table: &RuleTable,
    rows: &[Row<V>],
    only: Option<usize>,
    policy: &Policy,
    output: &Output,
) -> Result<(), Failure> {
    for (number, row) in numbered(rows, only) {
        let inactive =
            if policy.is_active(rule_table.operation, row) { "" } else { " (not under this policy)" };
        output.hanging(
            &if rows.len() == 1 { "    ".to_owned() } else { format!("    /{number} ") },
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
fn write_address(source: Source, output: &Output) -> Result<(), Failure> {
    match source.document.url() {
        Some(url) => output.line(format_args!("         {url}")),
        None => Ok(()),
    }
}

fn write_custom(rule: &CustomRows<'_>, policy: &Policy, output: &Output) -> Result<(), Failure> {
    let CustomRows { operation, warns, first, rows, of } = rule;
    let stage = first.stage.map_or(String::new(), |stage| format!(", stage {stage}"));
    let (style, does) = match (warns, first.then.refuses()) {
        (true, true) => (OTHER, "would refuse"),
        (true, false) => (OTHER, "warns of"),
        (false, true) => (BAD, "refuses"),
        (false, false) => (GOOD, "settles"),
    };
    let name = Text::new().styled(style, first.rule);
    output.hanging("", "  ", name.plain(format_args!("  {does} {operation}{stage}")))?;
    let raises = if *warns { "only warns of" } else { "raises" };
    match first.then {
        Verdict::Raise(kind) => output.line(format_args!("  {raises} the documented error {kind}"))?,
        Verdict::RaiseCustom { http_status, code, message, retryable } => {
            let retry = if retryable { ", retryable" } else { "" };
            output.line(format_args!("  {raises} {http_status} {code}, a custom error{retry}"))?;
            output.paragraph("    ", message)?;
        }
        Verdict::Settle(settlement) => output.line(format_args!("  settles like {settlement}"))?,
        Verdict::Warn(message) => output.paragraph("    ", message)?,
    }
    let condition = |row: &PolicyRow<'_>| Condition::over(&row.when, policy.attributes()).to_string();
    if *of == 1 {
        output.paragraph("  ", format_args!("applies when {}", condition(first)))?;
    } else {
        output.line("  applies when")?;
        for (number, row) in rows {
            output.hanging(format_args!("    /{number} "), "       ", condition(row))?;
        }
    }
    output.paragraph("  ", origin(first.source))?;
    if *warns {
        return Ok(());
    }
    let mut precedence = (Vec::new(), Vec::new());
    for (_, row) in rows {
        let (later, earlier) = around(*operation, row, policy);
        for (all, found) in [(&mut precedence.0, later), (&mut precedence.1, earlier)] {
            all.extend(found.into_iter().filter(|rule| !all.contains(rule)).collect::<Vec<_>>());
        }
    }
    write_precedence(&precedence, output)
}
