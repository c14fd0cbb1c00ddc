//! `lifecycle permissions`: the permissions that calls need.

use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};
use crate::suggest::{known, unknown};
use clap::{Args, ValueEnum};
use instance_lifecycle::authorization::{self, PERMISSIONS, Permission};
use serde::Serialize;
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PermissionsFormat {
    #[value(alias = "table")]
    Text,
    Json,
    RamPolicy,
}

#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PermissionsArguments {
    /// The operations, such as StopInstance
    #[arg(required = true, value_name = "OPERATION", value_parser = operation)]
    operations: Vec<&'static str>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: PermissionsFormat,
    /// The region in resource names
    #[arg(long, value_name = "ID", default_value = "*")]
    region: String,
    /// The account in resource names
    #[arg(long, value_name = "ID", default_value = "*")]
    account: String,
    /// The instance in resource names
    #[arg(long, value_name = "ID", default_value = "*")]
    instance: String,
}

const EXAMPLES: &str = "\
Examples:
  lifecycle permissions StopInstance StartInstance
  lifecycle permissions StopInstance --format ram-policy --instance i-1";

/// The name of an operation whose permissions are known.
fn operation(name: &str) -> Result<&'static str, String> {
    let mut names: Vec<&'static str> = PERMISSIONS.iter().map(|permission| permission.operation).collect();
    names.dedup();
    names
        .iter()
        .find(|known| **known == name)
        .copied()
        .ok_or_else(|| unknown("operation", name, &names, &format!("expected {}", known(&names))))
}

impl PermissionsArguments {
    fn resource(&self, permission: &Permission) -> String {
        permission.arn(&self.region, &self.account, &self.instance).to_string()
    }

    /// The permissions of the operations, each once. Rows of a page that differ only in the resource may
    /// name the same one, such as `instance/*`.
    fn permissions(&self) -> Vec<&'static Permission> {
        let mut found: Vec<&Permission> = Vec::new();
        for permission in self.operations.iter().flat_map(|operation| authorization::of(operation)) {
            let is_same = |known: &&Permission| {
                Permission { arn_template: permission.arn_template, ..**known } == *permission
                    && self.resource(known) == self.resource(permission)
            };
            if !found.iter().any(is_same) {
                found.push(permission);
            }
        }
        found
    }
}

pub(super) fn run(arguments: &PermissionsArguments, output: &Output) -> Result<Status, Failure> {
    let permissions = arguments.permissions();
    match arguments.format {
        PermissionsFormat::Text => write_text(arguments, &permissions, output)?,
        PermissionsFormat::Json => {
            permissions.iter().try_for_each(|permission| write_json(arguments, permission, output))?;
        }
        PermissionsFormat::RamPolicy => {
            let policy = serde_json::to_string_pretty(&policy(arguments, &permissions));
            output.document(&policy.map_err(|error| Failure::Usage(error.to_string()))?)?;
            output.document("\n")?;
        }
    }
    Ok(Status::Good)
}

fn write_text(
    arguments: &PermissionsArguments,
    permissions: &[&Permission],
    output: &Output,
) -> Result<(), Failure> {
    permissions.iter().try_for_each(|permission| {
        let optional = if permission.is_required { "" } else { " (optional)" };
        let heading =
            Text::new().styled(STRONG, permission.action).plain("  ").plain(permission.access_level);
        output.line(heading.plain(format_args!("  {}{optional}", permission.resource_type)))?;
        output.paragraph("    ", format_args!("resource: {}", arguments.resource(permission)))?;
        let keys = match permission.condition_keys {
            [] => "none".to_owned(),
            keys => keys.join(", "),
        };
        output.hanging("    condition keys: ", "      ", keys)?;
        output.paragraph("    ", format_args!("source: {}", permission.document))
    })
}

fn write_json(
    arguments: &PermissionsArguments,
    permission: &Permission,
    output: &Output,
) -> Result<(), Failure> {
    output.json(&json!({
        "Operation": permission.operation, "Action": permission.action,
        "AccessLevel": permission.access_level, "ResourceType": permission.resource_type,
        "Required": permission.is_required, "Resource": arguments.resource(permission),
        "ConditionKeys": permission.condition_keys,
        "AssociatedOperations": permission.associated_operations,
        "Source": permission.document.to_string(),
    }))
}

/// A policy document of RAM.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RamPolicy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    action: Vec<&'static str>,
    resource: Vec<String>,
}

/// The policy that allows the calls: a statement for each set of resources. An optional resource type is
/// included only if the operation requires none.
fn policy(arguments: &PermissionsArguments, permissions: &[&'static Permission]) -> RamPolicy {
    let mut statements: Vec<Statement> = Vec::new();
    for of_action in permissions.chunk_by(|a, b| a.action == b.action) {
        let requires_one = of_action.iter().any(|permission| permission.is_required);
        let granted = of_action.iter().filter(|permission| permission.is_required || !requires_one);
        let mut resource: Vec<String> = granted.map(|permission| arguments.resource(permission)).collect();
        resource.dedup();
        let action = of_action[0].action;
        match statements.iter_mut().find(|known| known.resource == resource) {
            Some(known) => known.action.push(action),
            None => statements.push(Statement { effect: "Allow", action: vec![action], resource }),
        }
    }
    RamPolicy { version: "1", statement: statements }
}
