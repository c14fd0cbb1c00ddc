//! `lifecycle attributes`: what the rules of a policy can test.

use crate::args::{Format, policy_named};
use crate::exit::{Failure, Status};
use crate::fields;
use crate::output::{Output, STRONG, Text};
use crate::suggest::unknown;
use clap::Args;
use instance_lifecycle::rules::attributes::{
    ATTRIBUTES, Attribute, AttributeSource, ChangedBy, CustomAttribute, Part,
};
use instance_lifecycle::{Operation, Policy};
use instance_lifecycle_wire::vendor_field;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Args, Debug)]
#[command(after_help = "\
Rules, policy files and laws test attributes by these names and values:
  when = { status = [\"Running\"], locks.security = [\"Yes\"] }

Examples:
  lifecycle attributes elastic_address standing
  lifecycle attributes --format json")]
pub(crate) struct AttributesArguments {
    /// Only these, by the name of the attribute or of the field that gives it
    #[arg(value_name = "NAME")]
    only: Vec<String>,
    /// Also list the custom attributes of this policy
    #[arg(long, value_name = "POLICY", value_parser = policy_named)]
    policy: Option<Policy>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &AttributesArguments, output: &Output) -> Result<Status, Failure> {
    let custom: Vec<_> = arguments.policy.iter().flat_map(|policy| policy.attributes().custom()).collect();
    for name in &arguments.only {
        let is_custom = custom.iter().any(|attribute| attribute.name() == name);
        if !is_custom && !ATTRIBUTES.iter().any(|attribute| is_named(attribute, name)) {
            let names = ATTRIBUTES.iter().map(|attribute| attribute.name);
            let names: Vec<&str> = names.chain(custom.iter().map(|attribute| attribute.name())).collect();
            let otherwise = "`lifecycle attributes` lists them";
            return Err(Failure::Usage(unknown("attribute", name, &names, otherwise)));
        }
    }
    let is_asked = |attribute: &&Attribute| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| is_named(attribute, name))
    };
    ATTRIBUTES.iter().filter(is_asked).try_for_each(|attribute| match arguments.format {
        Format::Text => write(attribute, output),
        Format::Json => output.json(&to_json(attribute)),
    })?;
    let is_asked = |attribute: &&&Arc<CustomAttribute>| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| attribute.name() == name)
    };
    custom.iter().filter(is_asked).try_for_each(|attribute| match arguments.format {
        Format::Text => write_custom(attribute, output),
        Format::Json => output.json(&custom_to_json(attribute)),
    })?;
    Ok(Status::Good)
}

fn write_custom(attribute: &CustomAttribute, output: &Output) -> Result<(), Failure> {
    let name = Text::new().styled(STRONG, attribute.name());
    output.hanging("", "    ", name.plain("  ").plain(source(attribute.source())))?;
    if !attribute.meaning().is_empty() {
        output.paragraph("    ", attribute.meaning())?;
    }
    let lowest = |n: usize| match attribute.source() {
        AttributeSource::Items(lowest) => format!(" from {}", lowest[n]),
        _ => String::new(),
    };
    let values = attribute.values().iter().enumerate().map(|(n, value)| match n == attribute.default() {
        true => format!("{value}{} (default)", lowest(n)),
        false => format!("{value}{}", lowest(n)),
    });
    output.hanging("    values: ", "      ", values.collect::<Vec<_>>().join(", "))?;
    if let Some(other) = attribute.anything_else() {
        output.line(format_args!("    any other text: {other}"))?;
    }
    let changed_by = match attribute.source() {
        AttributeSource::Items(_) => "the caller",
        _ => "the owner",
    };
    output.line(format_args!("    changed by: {changed_by}; declared by the policy"))
}

/// Where the value of a custom attribute comes from, in words.
fn source(source: &AttributeSource) -> String {
    match source {
        AttributeSource::Tag(key) => format!("tag `{}` of the record", key.escape_debug()),
        AttributeSource::Field(path) => format!("field `{}` of the record", path.escape_debug()),
        AttributeSource::Fact => "field of the record's `Facts`".to_owned(),
        AttributeSource::Environment => "field of the environment".to_owned(),
        AttributeSource::Items(_) => "the number of instances in the call".to_owned(),
        _ => "a source of the policy".to_owned(),
    }
}

fn custom_to_json(attribute: &CustomAttribute) -> Value {
    json!({
        "Name": attribute.name(), "Meaning": attribute.meaning(), "Values": attribute.values(),
        "Default": attribute.values()[attribute.default()], "From": attribute.source(),
        "AnythingElse": attribute.anything_else(), "Custom": true,
    })
}

fn is_named(attribute: &Attribute, name: &str) -> bool {
    attribute.name == name || field(attribute) == name
}

/// The field of a record, an environment or a request that gives the attribute.
fn field(attribute: &Attribute) -> String {
    vendor_field(attribute).map_or_else(|| fields::request_name(attribute), str::to_owned)
}

/// The object that holds the field.
fn place(attribute: &Attribute) -> &'static str {
    match attribute.part {
        Part::Instance if vendor_field(attribute).is_some() => "Record",
        Part::Instance => "Facts",
        Part::Environment => "Environment",
        Part::Request => "Request",
    }
}

fn write(attribute: &Attribute, output: &Output) -> Result<(), Failure> {
    let name = Text::new().styled(STRONG, attribute.name);
    let field = field(attribute);
    let source = match place(attribute) {
        "Record" => format!("field `{field}` of the record"),
        "Facts" => format!("field `{field}` of the record's `Facts`"),
        "Environment" => format!("field `{field}` of the environment"),
        _ => format!("parameter `{field}` of {}", operations(attribute).join(", ")),
    };
    output.hanging("", "    ", name.plain("  ").plain(source))?;
    output.paragraph("    ", fields::meaning(attribute))?;
    let values = attribute.values.iter().enumerate().map(|(n, value)| match n == attribute.default {
        true => format!("{value} (default)"),
        false => (*value).to_owned(),
    });
    output.hanging("    values: ", "      ", values.collect::<Vec<_>>().join(", "))?;
    let changed_by = match attribute.changed_by {
        ChangedBy::Request => "the caller, with the parameter",
        ChangedBy::Owner => "the owner",
        ChangedBy::Vendor => "only the vendor",
        ChangedBy::Nobody => "no one: it is fixed at creation",
    };
    output.line(format_args!("    changed by: {changed_by}"))
}

/// The operations whose rules can test the attribute.
fn operations(attribute: &Attribute) -> Vec<&'static str> {
    let operations = Operation::ALL.iter().filter(|operation| operation.has_attribute(attribute));
    operations.map(|operation| operation.as_str()).collect()
}

fn to_json(attribute: &Attribute) -> Value {
    json!({
        "Name": attribute.name, "Meaning": fields::meaning(attribute), "Values": attribute.values,
        "Default": attribute.values[attribute.default], "In": place(attribute), "Field": field(attribute),
        "ChangedBy": fields::party(attribute.changed_by), "Operations": operations(attribute),
    })
}
