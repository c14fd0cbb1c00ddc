//! The rules in CEL: a chain of conditional expressions with the name of the deciding rule.

use super::rules::{Fact, facts};
use cel::{Context, Env, Program, Value};
use instance_lifecycle::StopInstance;
use instance_lifecycle::packed::Call;
use std::sync::Arc;

const SOURCE: &str = r#"
status == "Released" ? "not-found"
: security_lock ? "security-lock"
: standing != "Good" || financial_lock || disk_in_arrears ? "expired-or-in-arrears"
: status != "Running" ? "status-not-running"
: disk_status == "Incorrect" ? "disk-status"
: local_storage && !confirm_stop ? "confirm-stop"
: hibernate && !hibernation_configured ? "hibernation-not-enabled"
: hibernate && (force_stop || spot_strategy != "NoSpot") ? "hibernation-forbids"
: stopped_mode == "StopCharging" && network_type == "classic" ? "economical-classic"
: stopped_mode == "StopCharging" && charge_type == "PrePaid" ? "economical-subscription"
: stopped_mode == "StopCharging" && local_storage ? "economical-local-disk"
: stopped_mode == "StopCharging" && spot_strategy != "NoSpot" ? "economical-spot"
: encryption_key == "ServiceUnauthorized" ? "kms-unauthorized"
: encryption_key == "MissingEcsTag" ? "kms-key-untagged"
: encryption_key == "NotEnabled" ? "kms-key-not-enabled"
: charge_type == "PrePaid" ? (hibernate ? "hibernate-subscription" : "stop-subscription")
: (stopped_mode == "StopCharging" || stopped_mode == "Absent" && economical_mode_default)
    && network_type == "vpc" && spot_strategy == "NoSpot" && !local_storage && !persistent_memory
  ? (hibernate ? "hibernate-economically" : "stop-economically")
: hibernate ? "hibernate-in-standard-mode" : "stop-in-standard-mode"
"#;

/// The compiled rules.
pub struct Cel {
    program: Program,
    env: Arc<Env>,
}

impl Cel {
    /// Compiles the rules.
    pub fn new() -> Self {
        let env = Env::stdlib();
        let program = env.compile(SOURCE).unwrap_or_else(|errors| panic!("{errors}"));
        Self { program, env: Arc::new(env) }
    }

    /// Returns a call as variables.
    pub fn input(&self, call: &Call<StopInstance>) -> Context<'static, 'static> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        for (name, fact) in facts(call) {
            match fact {
                Fact::Flag(flag) => context.add_variable_from_value(name, flag),
                Fact::Name(text) => context.add_variable_from_value(name, text),
            }
        }
        context
    }

    /// Evaluates the rules.
    pub fn decide(&self, input: &Context<'static, 'static>) -> Value {
        self.program.execute(input).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Returns the name of the deciding rule.
    pub fn deciding(answer: &Value) -> &str {
        match answer {
            Value::String(rule) => rule,
            other => panic!("expected the name of a rule, got {other:?}"),
        }
    }
}

impl Default for Cel {
    fn default() -> Self {
        Self::new()
    }
}
