//! Fixes: the smallest changes after which a refused call succeeds.

use crate::args::{OptionText, option_text};
use crate::exit::Failure;
use crate::fields::party;
use crate::output::{FAINT, GOOD, Output, Text, counted};
use instance_lifecycle::analysis::{BudgetError, Fix, Repair, fixes};
use instance_lifecycle::rules::attributes::{Attribute, ChangedBy, Part, PolicyAttribute};
use instance_lifecycle::{Case, Operation, Policy, Status};
use instance_lifecycle_wire as wire;
use serde_json::{Value, json};

/// The number of fixes that are written as text; the others are counted.
const SHOWN: usize = 5;

/// The fixes of a refused call: those of the caller first, then those of the owner, then those of the
/// vendor. A fix that starts from the status that the call leads to is left out: to stop a stopped
/// instance it need not be started.
pub(super) fn of(case: &wire::Case, policy: &Policy) -> Result<Vec<Fix>, BudgetError> {
    let request = case.request.parameters();
    let case_of_core = Case::new(case.instance(), case.environment, request);
    let mut found = fixes(&case_of_core, case.request.operation(), policy)?;
    found.retain(|fix| !starts_elsewhere(fix, case));
    Ok(found)
}

/// Whether the fix leads from another status to that of the instance.
fn starts_elsewhere(fix: &Fix, case: &wire::Case) -> bool {
    let (status, path) = (case.instance().status, fix.plan.path());
    path.to == status && path.from != status
}

/// The status from which the call would lead to that of the instance; `None` if there is none.
fn start(case: &wire::Case, policy: &Policy) -> Option<Status> {
    let request = case.request.parameters();
    let case_of_core = Case::new(case.instance(), case.environment, request);
    let found = fixes(&case_of_core, case.request.operation(), policy).ok()?;
    found.iter().find(|fix| starts_elsewhere(fix, case)).map(|fix| fix.plan.path().from)
}

/// Writes the fixes that the caller can make alone.
pub(super) fn write_of_request(case: &wire::Case, policy: &Policy, output: &Output) -> Result<(), Failure> {
    let found = of(case, policy).unwrap_or_default();
    let alone = found.iter().filter(|fix| fix.changed_by() == ChangedBy::Request);
    let texts: Vec<String> = alone.map(|fix| describe(fix, case.request.operation())).collect();
    if texts.is_empty() {
        return Ok(());
    }
    output.paragraph("  ", Text::new().styled(GOOD, "fix:").plain(' ').plain(texts.join(", or ")))
}

/// Writes all fixes.
pub(super) fn write(case: &wire::Case, policy: &Policy, output: &Output) -> Result<(), Failure> {
    let found = match of(case, policy) {
        Ok(found) if found.is_empty() => {
            let text = match start(case, policy) {
                Some(start) => format!(
                    "no fix: the instance is already {}, to which the call leads from {start}",
                    case.instance().status
                ),
                None => "no change makes it succeed".to_owned(),
            };
            return output.paragraph("  ", Text::new().styled(FAINT, text));
        }
        Ok(found) => found,
        Err(error) => return output.paragraph("  ", format_args!("fixes unknown: {error}")),
    };
    for (number, fix) in found.iter().take(SHOWN).enumerate() {
        let head = match number {
            0 => Text::from("  ").styled(GOOD, "would succeed:").plain(' '),
            _ => Text::from("             or "),
        };
        output.hanging(head, "                ", describe(fix, case.request.operation()))?;
    }
    match found.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => output.line(Text::new().styled(FAINT, format!("  or {}", counted(more, "other change")))),
    }
}

/// The parameter that a change is of; `None` if it is one of something else.
fn parameter(change: &Repair) -> Option<&Attribute> {
    match &change.attribute {
        PolicyAttribute::BuiltIn(attribute) => {
            Some(*attribute).filter(|attribute| attribute.changed_by == ChangedBy::Request)
        }
        PolicyAttribute::Custom(..) => None,
    }
}

/// What a change of an attribute takes that no parameter of the call makes.
fn condition(attribute: &PolicyAttribute) -> &'static str {
    match (attribute.part(), attribute.changed_by()) {
        (_, ChangedBy::Vendor) => "the vendor must change it",
        (Part::Instance, ChangedBy::Nobody) => "nobody can change it",
        (Part::Instance, _) => "the owner of the instance must change it",
        (Part::Environment, _) => "the environment must differ",
        (Part::Request, _) => "the call must name another number of instances",
    }
}

/// A fix: request options, and conditions on everything else with what they take.
fn describe(fix: &Fix, operation: Operation) -> String {
    let others = changes(fix).into_iter().filter(|change| parameter(change).is_none());
    let others: Vec<String> = others
        .map(|change| {
            format!("{} were {} ({})", change.attribute.name(), change.to, condition(&change.attribute))
        })
        .collect();
    let options = of_request(fix, operation);
    match (options.is_empty(), others.is_empty()) {
        (_, true) => options,
        (true, false) => format!("if {}", others.join(" and ")),
        (false, false) => format!("{options}, if {}", others.join(" and ")),
    }
}

/// The changes of the request as options: `without --stopped-mode and with --confirm-stop`.
fn of_request(fix: &Fix, operation: Operation) -> String {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for (change, attribute) in fix.changes.iter().filter_map(|change| Some((change, parameter(change)?))) {
        match option_text(operation, attribute, &change.to) {
            OptionText::Without(option) => without.push(option),
            OptionText::With(option) => with.push(option),
        }
    }
    let parts = [("without", without), ("with", with)].into_iter().filter(|(_, options)| !options.is_empty());
    let parts: Vec<String> =
        parts.map(|(word, options)| format!("{word} {}", options.join(" and "))).collect();
    parts.join(" and ")
}

pub(super) fn to_json(fixes: &[Fix]) -> Value {
    let change = |change: &Repair| {
        json!({
            "Attribute": change.attribute.name(), "From": change.from, "To": change.to,
            "ChangedBy": party(change.attribute.changed_by()),
        })
    };
    let fix = |fix: &Fix| -> Value {
        let changes: Vec<Value> = changes(fix).into_iter().map(change).collect();
        json!({ "ChangedBy": party(fix.changed_by()), "Changes": changes })
    };
    fixes.iter().map(fix).collect()
}

/// The changes, the easiest first.
fn changes(fix: &Fix) -> Vec<&Repair> {
    let mut changes: Vec<&Repair> = fix.changes.iter().collect();
    changes.sort_by_key(|change| change.attribute.changed_by());
    changes
}
