//! The rules in the ZEN expression language: a chain of conditional expressions with the name of the
//! deciding rule, compiled to bytecode.

use super::rules::{Fact, facts};
use instance_lifecycle::StopInstance;
use instance_lifecycle::packed::Call;
use zen_expression::expression::Standard;
use zen_expression::variable::{Symbol, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

const SOURCE: &str = r#"
status == "Released" ? "not-found"
: security_lock ? "security-lock"
: standing != "Good" or financial_lock or disk_in_arrears ? "expired-or-in-arrears"
: status != "Running" ? "status-not-running"
: disk_status == "Incorrect" ? "disk-status"
: local_storage and not confirm_stop ? "confirm-stop"
: hibernate and not hibernation_configured ? "hibernation-not-enabled"
: hibernate and (force_stop or spot_strategy != "NoSpot") ? "hibernation-forbids"
: stopped_mode == "StopCharging" and network_type == "classic" ? "economical-classic"
: stopped_mode == "StopCharging" and charge_type == "PrePaid" ? "economical-subscription"
: stopped_mode == "StopCharging" and local_storage ? "economical-local-disk"
: stopped_mode == "StopCharging" and spot_strategy != "NoSpot" ? "economical-spot"
: encryption_key == "ServiceUnauthorized" ? "kms-unauthorized"
: encryption_key == "MissingEcsTag" ? "kms-key-untagged"
: encryption_key == "NotEnabled" ? "kms-key-not-enabled"
: charge_type == "PrePaid" ? (hibernate ? "hibernate-subscription" : "stop-subscription")
: (stopped_mode == "StopCharging" or stopped_mode == "Absent" and economical_mode_default)
    and network_type == "vpc" and spot_strategy == "NoSpot" and not local_storage and not persistent_memory
  ? (hibernate ? "hibernate-economically" : "stop-economically")
: hibernate ? "hibernate-in-standard-mode" : "stop-in-standard-mode"
"#;

/// The compiled rules.
pub struct Zen {
    rules: Expression<Standard>,
    vm: VM,
}

impl Zen {
    /// Compiles the rules.
    pub fn new() -> Self {
        let rules = compile_expression(SOURCE).unwrap_or_else(|error| panic!("{error}"));
        Self { rules, vm: VM::new() }
    }

    /// Returns a call as variables.
    pub fn input(call: &Call<StopInstance>) -> Scope {
        let variables = facts(call).into_iter().map(|(name, fact)| {
            let value = match fact {
                Fact::Flag(flag) => Variable::Bool(flag),
                Fact::Name(text) => Variable::String(Symbol::from(text)),
            };
            (Symbol::from(name), value)
        });
        Scope::new(Variable::from_object(VariableMap::from_iter(variables)))
    }

    /// Evaluates the rules.
    pub fn decide(&mut self, input: &Scope) -> Variable {
        let answer = self.rules.evaluate_with_scope(input, &mut self.vm);
        answer.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Returns the name of the deciding rule.
    pub fn deciding(answer: &Variable) -> &str {
        answer.as_str().expect("the answer is the name of a rule")
    }
}

impl Default for Zen {
    fn default() -> Self {
        Self::new()
    }
}
