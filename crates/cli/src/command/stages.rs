//! `lifecycle stages`: the stages of each operation in the order of a policy, with their rules.

use crate::args::{Format, interpretation, policy_named, single};
use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Table, Text};
use clap::Args;
use instance_lifecycle::policy::interpretations::Choice;
use instance_lifecycle::rules::{Evidence, PolicyRow};
use instance_lifecycle::{Operation, Policy};
use serde_json::{Value, json};

#[derive(Args, Debug)]
#[command(after_help = "\
Of the rules that a call violates, that of the first stage gives the error.
Custom rules come last in their stage. If no rule refuses the call, a settlement
applies.

Examples:
  lifecycle stages --operation StopInstance
  lifecycle stages house.toml")]
pub(crate) struct StagesArguments {
    /// A built-in policy, or a policy file
    #[arg(default_value = "ecs-2024-11-14", value_parser = policy_named)]
    policy: Policy,
    /// An interpretation, by id or name; may be repeated
    #[arg(long = "interpretation", value_name = "NAME=VALUE", value_parser = interpretation)]
    interpretations: Vec<Choice>,
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &StagesArguments, output: &Output) -> Result<Status, Failure> {
    let interpretations = arguments.interpretations.iter();
    let policy =
        interpretations.fold(arguments.policy.clone(), |policy, &interpretation| policy.with(interpretation));
    let is_asked = |operation: &&Operation| arguments.operation.is_none_or(|asked| asked == **operation);
    for (n, operation) in Operation::ALL.iter().filter(is_asked).enumerate() {
        let stages = Stages::of(*operation, &policy);
        match arguments.format {
            Format::Text => {
                if n > 0 {
                    output.line("")?;
                }
                stages.write(output)?;
            }
            Format::Json => output.json(&stages.to_json())?,
        }
    }
    Ok(Status::Good)
}

/// The rules of an operation, each once.
struct Stages<'p> {
    operation: Operation,
    stages: Vec<Stage<'p>>,
    settlements: Vec<Rule<'p>>,
    /// The rules that warn.
    warnings: Vec<Rule<'p>>,
}

struct Stage<'p> {
    name: &'p str,
    is_custom: bool,
    rules: Vec<Rule<'p>>,
}

struct Rule<'p> {
    name: &'p str,
    is_custom: bool,
}

impl<'p> Stages<'p> {
    fn of(operation: Operation, policy: &'p Policy) -> Self {
        let rules = |stage: Option<&str>| {
            let mut rules: Vec<PolicyRow<'p>> = policy.rows(operation).collect();
            rules.retain(|row| row.stage == stage);
            rules.dedup_by_key(|row| row.rule);
            let rule =
                |row: &PolicyRow<'p>| Rule { name: row.rule, is_custom: row.evidence == Evidence::Own };
            rules.iter().map(rule).collect()
        };
        let mut warnings: Vec<PolicyRow<'p>> = policy.warning_rows(operation).collect();
        warnings.dedup_by_key(|row| row.rule);
        let warnings = warnings.iter().map(|row| Rule { name: row.rule, is_custom: true }).collect();
        let stages = policy.precedence(operation).map(|name| Stage {
            name,
            is_custom: policy.custom_stages(operation).any(|custom| custom == name),
            rules: rules(Some(name)),
        });
        Self { operation, stages: stages.collect(), settlements: rules(None), warnings }
    }

    fn write(&self, output: &Output) -> Result<(), Failure> {
        output.line(Text::new().styled(STRONG, self.operation))?;
        let mut table = Table::default();
        for (number, stage) in (1..).zip(&self.stages) {
            table.add([
                format_args!("{number:>2}").into(),
                marked(stage.name, stage.is_custom).into(),
                listed(&stage.rules),
            ]);
        }
        table.add([Text::new(), "settlements".into(), listed(&self.settlements)]);
        if !self.warnings.is_empty() {
            table.add([Text::new(), "warnings".into(), listed(&self.warnings)]);
        }
        output.table(&table)
    }

    fn to_json(&self) -> Value {
        let rules = |rules: &[Rule<'_>]| -> Vec<Value> {
            let rule = |rule: &Rule<'_>| json!({ "Rule": rule.name, "Custom": rule.is_custom });
            rules.iter().map(rule).collect()
        };
        let stage = |stage: &Stage<'_>| json!({ "Stage": stage.name, "Custom": stage.is_custom, "Rules": rules(&stage.rules) });
        json!({
            "Operation": self.operation, "Stages": self.stages.iter().map(stage).collect::<Vec<_>>(),
            "Settlements": rules(&self.settlements), "Warnings": rules(&self.warnings),
        })
    }
}

/// A name, marked if it is not built in.
fn marked(name: &str, is_custom: bool) -> String {
    if is_custom { format!("{name} (custom)") } else { name.to_owned() }
}

fn listed(rules: &[Rule<'_>]) -> Text {
    let rules: Vec<String> = rules.iter().map(|rule| marked(rule.name, rule.is_custom)).collect();
    if rules.is_empty() { "no rules".into() } else { rules.join(", ").into() }
}
