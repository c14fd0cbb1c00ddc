//! The nearest ways out of a refusal.

use crate::output::{FAINT, Failure, GOOD, Output};
use instance_lifecycle::analysis::{BudgetError, Fix, Repair, fixes};
use instance_lifecycle::attribute::ChangedBy;
use instance_lifecycle::{Case, Policy};
use instance_lifecycle_wire as wire;
use serde_json::{Value, json};

/// How many are written for people; more are counted.
const SHOWN: usize = 5;

/// The ways out of a refusal: those of the caller first, then those of the owner, then those of the
/// vendor.
pub(super) fn of(case: &wire::Case, policy: &Policy) -> Result<Vec<Fix>, BudgetError> {
    let request = case.request.parameters();
    let asked = Case { instance: case.instance(), environment: case.environment, request };
    fixes(&asked, case.request.operation(), policy)
}

pub(super) fn write(found: &Result<Vec<Fix>, BudgetError>, output: &Output) -> Result<(), Failure> {
    let found = match found {
        Ok(found) if found.is_empty() => {
            return output.line(output.styled(FAINT, "  nothing that anybody can change would make it pass"));
        }
        Ok(found) => found,
        Err(error) => {
            return output.paragraph("  ", &format!("what would make it pass is not told: {error}"));
        }
    };
    for (number, fix) in found.iter().take(SHOWN).enumerate() {
        let head = match number {
            0 => format!("  {}  ", output.styled(GOOD, "would pass with")),
            _ => format!("  {:>15}  ", "or"),
        };
        let changes: Vec<String> = changes(fix).into_iter().map(told).collect();
        output.hanging(&head, "                   ", &changes.join(", "))?;
    }
    match found.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        1 => output.line(output.styled(FAINT, "  or in one more way")),
        more => output.line(output.styled(FAINT, format!("  or in {more} more ways"))),
    }
}

/// A change, and who can make it.
fn told(change: &Repair) -> String {
    format!("{}: {} ({})", change.attribute.name, change.to, by(change.attribute.changed_by).to_lowercase())
}

pub(super) fn to_json(fixes: &[Fix]) -> Value {
    let change = |change: &Repair| {
        json!({
            "Attribute": change.attribute.name, "From": change.from, "To": change.to,
            "ChangedBy": by(change.attribute.changed_by),
        })
    };
    let fix = |fix: &Fix| -> Value {
        let changes: Vec<Value> = changes(fix).into_iter().map(change).collect();
        json!({ "ChangedBy": by(fix.changed_by()), "Changes": changes })
    };
    fixes.iter().map(fix).collect()
}

/// The changes, those that are easiest to make first.
fn changes(fix: &Fix) -> Vec<&Repair> {
    let mut changes: Vec<&Repair> = fix.changes.iter().collect();
    changes.sort_by_key(|change| change.attribute.changed_by);
    changes
}

const fn by(who: ChangedBy) -> &'static str {
    match who {
        ChangedBy::Request => "Request",
        ChangedBy::Owner => "Owner",
        ChangedBy::Vendor => "Vendor",
        ChangedBy::Nobody => "Nobody",
    }
}
