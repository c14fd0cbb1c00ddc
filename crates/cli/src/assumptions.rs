//! What is assumed of a record, of what an answer depends on.

use instance_lifecycle::attribute::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::region::Region;
use instance_lifecycle::{CHARGES, Operation, Policy};
use instance_lifecycle_wire::{Answer, BatchCase, Case, Outcome};

/// What the record leaves open of what the operation reads under the policy: to decide, and where a
/// plan comes of it, to tell what becomes of each resource.
pub(crate) fn of(case: &Case, answer: &Answer<'_>, policy: &Policy) -> Vec<&'static str> {
    let operation = case.request.operation();
    let is_planned = matches!(answer.outcome, Outcome::Planned(_) | Outcome::DryRunPassed(_));
    let is_read = |field: &&str| {
        attributes(field).any(|read| {
            policy.reads(operation, read) || is_planned && reads_consequences(policy, operation, read)
        })
    };
    case.record.iter().flat_map(|record| record.assumed.iter()).filter(is_read).collect()
}

/// What the records of a batch leave open between them.
pub(crate) fn of_batch(batch: &BatchCase, policy: &Policy) -> Vec<&'static str> {
    let mut all = Vec::new();
    for record in batch.records.iter().filter(|record| record.is_some()) {
        let (environment, request) = (batch.environment, batch.request.of_each());
        let case = Case { id: None, record: record.clone(), environment, request };
        for name in of(&case, &Answer::to(&case, policy), policy) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
    all
}

/// Whether what becomes of a resource, what is risked, or what is billed depends on the attribute.
fn reads_consequences(policy: &Policy, operation: Operation, attribute: &Attribute) -> bool {
    let reads = |when: &Region| policy.interpretations().admit(when) && when.reads(attribute.field);
    let rule_table = operation.rule_table();
    rule_table.effects.iter().any(|effect| reads(&effect.when))
        || rule_table.risks.iter().any(|risk| reads(&risk.when))
        || CHARGES.iter().any(|charge| reads(&charge.when))
}

/// The fields of a record whose attributes are called otherwise.
const NAMES: [(&str, &str); 4] = [
    ("InstanceChargeType", "charge_type"),
    ("InstanceNetworkType", "network_type"),
    ("HibernationOptions", "hibernation_configured"),
    ("StoppedMode", "stopped_as"),
];

/// The attributes that a field tells: `DiskStatus` is `disk_status`, `OperationLocks` every lock.
fn attributes(field: &str) -> impl Iterator<Item = &'static Attribute> {
    let renamed = NAMES.iter().find(|(name, _)| *name == field).map(|(_, attribute)| *attribute);
    let tells = move |attribute: &&Attribute| match renamed {
        Some(name) => attribute.name == name,
        None if field == "OperationLocks" => attribute.name.ends_with("_lock"),
        None => {
            let letters = attribute.name.bytes().filter(|&byte| byte != b'_');
            letters.eq(field.bytes().map(|byte| byte.to_ascii_lowercase()))
        }
    };
    ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance).filter(tells)
}
