//! The inputs of the engines, and the answers of the library to compare theirs with.

use instance_lifecycle::packed::Call;
use instance_lifecycle::request::StopModeAsked;
use instance_lifecycle::{Explanation, Policy, Status, StopInstance, explain};

/// The value of an attribute, as engines take it.
pub enum Fact {
    /// A Boolean.
    Flag(bool),
    /// A string.
    Name(&'static str),
}

/// The attributes of a call that the rules read, by name.
pub fn facts(call: &Call<StopInstance>) -> [(&'static str, Fact); 18] {
    use Fact::{Flag, Name};
    let Call { instance, request, environment } = call;
    let stopped_mode = StopModeAsked::from(request.stopped_mode);
    [
        ("status", Name(instance.status.as_str())),
        ("charge_type", Name(instance.charge_type.as_str())),
        ("network_type", Name(instance.network_type.as_str())),
        ("spot_strategy", Name(instance.spot_strategy.as_str())),
        ("security_lock", Flag(instance.locks.security)),
        ("financial_lock", Flag(instance.locks.financial)),
        ("standing", Name(instance.standing.as_str())),
        ("disk_in_arrears", Flag(instance.disk_in_arrears)),
        ("local_storage", Flag(instance.local_storage)),
        ("persistent_memory", Flag(instance.persistent_memory)),
        ("hibernation_configured", Flag(instance.hibernation_configured)),
        ("disk_status", Name(instance.disk_status.as_str())),
        ("encryption_key", Name(instance.encryption_key.as_str())),
        ("economical_mode_default", Flag(environment.economical_mode_default)),
        ("stopped_mode", Name(stopped_mode.as_str())),
        ("force_stop", Flag(request.force_stop)),
        ("confirm_stop", Flag(request.confirm_stop)),
        ("hibernate", Flag(request.hibernate)),
    ]
}

/// Returns whether the instance exists. Cedar and Rego have no rule for one that does not: it would
/// have to switch off all others.
pub fn exists(call: &Call<StopInstance>) -> bool {
    call.instance.status != Status::Released
}

/// The answers of the library, by rule names.
pub struct Expected<'p> {
    explanation: Explanation<'p>,
}

impl<'p> Expected<'p> {
    /// Explains a call.
    pub fn of(call: &Call<StopInstance>, policy: &'p Policy) -> Self {
        Self { explanation: explain(&call.instance, &call.request, &call.environment, policy) }
    }

    /// Returns the names of all violated rules, sorted.
    pub fn violated(&self) -> Vec<&'p str> {
        let mut rules: Vec<_> = self.explanation.violations().map(|violation| violation.rule()).collect();
        rules.sort_unstable();
        rules
    }

    /// Returns the name of the deciding rule: the first violation, otherwise the settlement.
    pub fn deciding(&self) -> &'p str {
        let first = self.explanation.violations().next();
        first.map_or_else(|| self.explanation.settlement().rule, |violation| violation.rule())
    }
}
