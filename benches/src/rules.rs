//! What is asked of the general policy engines: the 14 conditions under which a stop of an instance
//! that is there is refused by the documents of 2024-11-14, each named like the rule of the rule table.

use instance_lifecycle::attribute::ATTRIBUTES;
use instance_lifecycle::packed::Call;
use instance_lifecycle::{Case, Operation, Policy, Status, StopInstance, explain};

/// A fact of a call, as a policy engine takes it.
pub enum Fact {
    /// One of two values.
    Flag(bool),
    /// One of several.
    Name(&'static str),
}

/// The facts that the conditions ask for.
#[rustfmt::skip] // a list of names
const ASKED: [&str; 16] = [
    "status", "charge_type", "network_type", "spot_strategy", "security_lock", "financial_lock", "standing",
    "disk_in_arrears", "local_storage", "hibernation_configured", "disk_status", "encryption_key",
    "stopped_mode", "force_stop", "confirm_stop", "hibernate",
];

/// The facts of a call, by the names of the attributes.
pub fn facts(call: &Call<StopInstance>) -> impl Iterator<Item = (&'static str, Fact)> {
    let Call { instance, request, environment } = *call;
    let point = Case { instance, environment, request: request.into() }.point();
    ATTRIBUTES.iter().filter(|attribute| ASKED.contains(&attribute.name)).map(move |attribute| {
        let value = point.value(attribute.field);
        let is_flag = attribute.values == ["No", "Yes"];
        (attribute.name, if is_flag { Fact::Flag(value == 1) } else { Fact::Name(attribute.values[value]) })
    })
}

/// Of the calls those of an instance that is there: of one that is not, a policy engine is not asked.
pub fn of_instances(calls: Vec<Call<StopInstance>>) -> Vec<Call<StopInstance>> {
    calls.into_iter().filter(|call| call.instance.status != Status::Released).collect()
}

/// The rules of the library that refuse a call, by name.
pub fn refusing(call: &Call<StopInstance>) -> Vec<&'static str> {
    let policy = Policy::documented();
    let rule_table = Operation::StopInstance.rule_table();
    let explanation = explain(&call.instance, &call.request, &call.environment, &policy);
    let objecting: Vec<&str> = explanation.violations().map(|violation| violation.row().rule).collect();
    let mut rules: Vec<&str> = rule_table.refusals.iter().map(|row| row.rule).collect();
    rules.retain(|rule| objecting.contains(rule));
    rules.dedup();
    rules.sort_unstable();
    rules
}
