//! The writer of policy files.

use crate::policy::conditions;
use crate::policy::error::PolicyFormat;
use instance_lifecycle::Policy;
use instance_lifecycle::policy::{AttributeDocument, PolicyDocument, RuleDocument};
use serde::Serialize;
use std::fmt;
use toml::ser::ValueSerializer;

/// Writes a policy file without the values that are default.
///
/// ```
/// use instance_lifecycle::{Operation, Policy};
/// use instance_lifecycle_wire::{PolicyFormat, write_policy};
///
/// let policy = Policy::documented().without(Operation::StopInstance, "confirm-stop")?;
/// assert_eq!(
///     write_policy(&policy, PolicyFormat::Toml),
///     "policy = 1\nbase = \"ecs-2024-11-14\"\n\n[remove]\nStopInstance = [\"confirm-stop\"]\n",
/// );
/// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
/// ```
#[must_use]
pub fn write_policy(policy: &Policy, format: PolicyFormat) -> String {
    let document = policy.document();
    match format {
        PolicyFormat::Toml => Toml(&document).to_string(),
        PolicyFormat::Json => {
            let text = serde_json::to_string_pretty(&document);
            text.expect("names and texts are JSON") + "\n"
        }
    }
}

/// TOML with a condition on one line: `toml` alone would give each a table of its own.
struct Toml<'a>(&'a PolicyDocument);

impl fmt::Display for Toml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyDocument {
            policy,
            base,
            interpretations,
            stages,
            precedence,
            remove,
            attributes,
            rules,
            ..
        } = self.0;
        entry(f, "policy", policy)?;
        entry(f, "base", base)?;
        table(f, "interpretations", interpretations)?;
        table(f, "stages", stages)?;
        table(f, "precedence", precedence)?;
        table(f, "remove", remove)?;
        attributes.iter().try_for_each(|attribute| write_attribute(f, attribute))?;
        rules.iter().try_for_each(|rule| write_rule(f, rule))
    }
}

pub(crate) fn write_rule(f: &mut fmt::Formatter<'_>, rule: &RuleDocument) -> fmt::Result {
    let RuleDocument {
        operation,
        operations,
        name,
        stage,
        before,
        after,
        when,
        any,
        error,
        mode,
        settle,
        warn,
        reason,
    } = rule;
    f.write_str("\n[[rules]]\n")?;
    given(f, "operation", Some(operation).filter(|operation| !operation.is_empty()))?;
    given(f, "operations", Some(operations).filter(|operations| !operations.is_empty()))?;
    entry(f, "name", name)?;
    given(f, "stage", stage.as_ref())?;
    given(f, "before", before.as_ref())?;
    given(f, "after", after.as_ref())?;
    if !when.is_empty() {
        writeln!(f, "when = {}", conditions::Toml(when))?;
    }
    if let Some(any) = any {
        f.write_str("any = [\n")?;
        any.iter().try_for_each(|when| writeln!(f, "  {},", conditions::Toml(when)))?;
        f.write_str("]\n")?;
    }
    given(f, "error", error.as_ref())?;
    given(f, "mode", mode.as_ref())?;
    given(f, "settle", settle.as_ref())?;
    given(f, "warn", warn.as_ref())?;
    given(f, "reason", Some(reason).filter(|reason| !reason.is_empty()))
}

fn table<T: Serialize>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    entries: &std::collections::BTreeMap<String, T>,
) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    write!(f, "\n[{name}]\n")?;
    // Keys are names of operations and interpretations: none needs quotes.
    entries.iter().try_for_each(|(key, value)| entry(f, key, value))
}

pub(crate) fn given(f: &mut fmt::Formatter<'_>, key: &str, value: Option<&impl Serialize>) -> fmt::Result {
    value.map_or(Ok(()), |value| entry(f, key, value))
}

pub(crate) fn entry(f: &mut fmt::Formatter<'_>, key: &str, value: &impl Serialize) -> fmt::Result {
    member(f, key, value)?;
    f.write_str("\n")
}

/// Writes a key that needs no quotes, and its value.
pub(super) fn member(f: &mut fmt::Formatter<'_>, key: &str, value: &impl Serialize) -> fmt::Result {
    let mut text = String::new();
    value.serialize(ValueSerializer::new(&mut text)).map_err(|_| fmt::Error)?;
    write!(f, "{key} = {text}")
}

/// Writes a custom attribute.
pub(crate) fn write_attribute(f: &mut fmt::Formatter<'_>, attribute: &AttributeDocument) -> fmt::Result {
    let AttributeDocument { name, values, from, default, anything_else, texts, meaning } = attribute;
    f.write_str("\n[[attributes]]\n")?;
    entry(f, "name", name)?;
    entry(f, "values", values)?;
    entry(f, "from", from)?;
    given(f, "default", default.as_ref())?;
    given(f, "anything_else", anything_else.as_ref())?;
    given(f, "texts", Some(texts).filter(|texts| !texts.is_empty()))?;
    given(f, "meaning", Some(meaning).filter(|meaning| !meaning.is_empty()))
}
