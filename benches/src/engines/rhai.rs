//! The rules in Rhai: a script of `if` and `else` with the name of the deciding rule.

use super::rules::{Fact, facts};
use instance_lifecycle::StopInstance;
use instance_lifecycle::packed::Call;
use rhai::{AST, Engine, ImmutableString, Scope};

const SOURCE: &str = r#"
if status == "Released" { return "not-found"; }
if security_lock { return "security-lock"; }
if standing != "Good" || financial_lock || disk_in_arrears { return "expired-or-in-arrears"; }
if status != "Running" { return "status-not-running"; }
if disk_status == "Incorrect" { return "disk-status"; }
if local_storage && !confirm_stop { return "confirm-stop"; }
if hibernate {
    if !hibernation_configured { return "hibernation-not-enabled"; }
    if force_stop || spot_strategy != "NoSpot" { return "hibernation-forbids"; }
}
if stopped_mode == "StopCharging" {
    if network_type == "classic" { return "economical-classic"; }
    if charge_type == "PrePaid" { return "economical-subscription"; }
    if local_storage { return "economical-local-disk"; }
    if spot_strategy != "NoSpot" { return "economical-spot"; }
}
if encryption_key == "ServiceUnauthorized" { return "kms-unauthorized"; }
if encryption_key == "MissingEcsTag" { return "kms-key-untagged"; }
if encryption_key == "NotEnabled" { return "kms-key-not-enabled"; }
if charge_type == "PrePaid" {
    return if hibernate { "hibernate-subscription" } else { "stop-subscription" };
}
if (stopped_mode == "StopCharging" || stopped_mode == "Absent" && economical_mode_default)
    && network_type == "vpc" && spot_strategy == "NoSpot" && !local_storage && !persistent_memory {
    return if hibernate { "hibernate-economically" } else { "stop-economically" };
}
if hibernate { "hibernate-in-standard-mode" } else { "stop-in-standard-mode" }
"#;

/// The compiled rules.
pub struct Rhai {
    engine: Engine,
    rules: AST,
}

impl Rhai {
    /// Compiles the rules.
    pub fn new() -> Self {
        let engine = Engine::new();
        let rules = engine.compile(SOURCE).unwrap_or_else(|error| panic!("{error}"));
        Self { engine, rules }
    }

    /// Returns a call as variables.
    pub fn input(call: &Call<StopInstance>) -> Scope<'static> {
        let mut scope = Scope::new();
        for (name, fact) in facts(call) {
            match fact {
                Fact::Flag(flag) => scope.push(name, flag),
                Fact::Name(text) => scope.push(name, ImmutableString::from(text)),
            };
        }
        scope
    }

    /// Evaluates the rules and returns the name of the deciding rule.
    pub fn decide(&self, input: &mut Scope<'static>) -> ImmutableString {
        let answer = self.engine.eval_ast_with_scope(input, &self.rules);
        answer.unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Default for Rhai {
    fn default() -> Self {
        Self::new()
    }
}
