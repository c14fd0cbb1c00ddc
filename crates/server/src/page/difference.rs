//! The difference between the policy in force and the default one.

use super::text::escaped;
use crate::world::policy::Chosen;
use instance_lifecycle::analysis::diff;
use std::fmt::Write as _;

/// The largest number of changes that are listed.
const MAX: usize = 20;

/// Writes the cases that the policy decides otherwise than the default one.
pub(super) fn write(policy: &Chosen) -> String {
    let default = Chosen::default();
    if policy.text == default.text {
        return "<p>This is the default policy.</p>".to_owned();
    }
    let difference = match diff(&default.policy, &policy.policy) {
        Ok(difference) => difference,
        Err(error) => {
            return format!(
                "<p>The difference to the default is unknown: {}</p>",
                escaped(&error.to_string())
            );
        }
    };
    let (mut items, mut count) = (String::new(), 0_usize);
    for (operation, _, change) in difference.changes() {
        count += 1;
        if count <= MAX {
            // Writing to a string cannot fail.
            let _ = write!(
                items,
                "<li><b>{operation}</b>: {} instead of {}, if <code>{}</code></li>",
                escaped(change.to.rule.as_ref()),
                escaped(change.from.rule.as_ref()),
                escaped(&change.when.to_string())
            );
        }
    }
    if count == 0 {
        return "<p>It decides every case as the default policy does.</p>".to_owned();
    }
    let more = if count > MAX {
        format!("<p>{} more; <code>lifecycle diff</code> lists all</p>", count - MAX)
    } else {
        String::new()
    };
    format!(
        "<details><summary>{count} differences to the default policy</summary><ul>{items}</ul>{more}</details>"
    )
}
