//! The rules in Rego, for regorus: one partial rule each. A decision sets the input and evaluates all of
//! them, in the interpreter or in the virtual machine.

use super::rules::{Fact, facts};
use instance_lifecycle::StopInstance;
use instance_lifecycle::packed::Call;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{CompiledPolicy, Engine, Rc, Value};
use std::collections::BTreeMap;

const POLICY: &str = r#"
package stop

import rego.v1

refused contains "security-lock" if input.security_lock
refused contains "expired-or-in-arrears" if input.standing != "Good"
refused contains "expired-or-in-arrears" if input.financial_lock
refused contains "expired-or-in-arrears" if input.disk_in_arrears
refused contains "status-not-running" if input.status != "Running"
refused contains "disk-status" if input.disk_status == "Incorrect"
refused contains "confirm-stop" if { input.local_storage; not input.confirm_stop }
refused contains "hibernation-not-enabled" if { input.hibernate; not input.hibernation_configured }
refused contains "hibernation-forbids" if { input.hibernate; input.hibernation_configured; input.force_stop }
refused contains "hibernation-forbids" if { input.hibernate; input.hibernation_configured; input.spot_strategy != "NoSpot" }
refused contains "economical-classic" if { input.stopped_mode == "StopCharging"; input.network_type == "classic" }
refused contains "economical-subscription" if { input.stopped_mode == "StopCharging"; input.charge_type == "PrePaid" }
refused contains "economical-local-disk" if { input.stopped_mode == "StopCharging"; input.local_storage }
refused contains "economical-spot" if { input.stopped_mode == "StopCharging"; input.spot_strategy != "NoSpot" }
refused contains "kms-unauthorized" if input.encryption_key == "ServiceUnauthorized"
refused contains "kms-key-untagged" if input.encryption_key == "MissingEcsTag"
refused contains "kms-key-not-enabled" if input.encryption_key == "NotEnabled"
"#;

const ENTRY: &str = "data.stop.refused";

/// The compiled policy.
pub struct Rego {
    policy: CompiledPolicy,
    machine: RegoVM,
}

impl Rego {
    /// Compiles the policy.
    pub fn new() -> Self {
        let mut engine = Engine::new();
        engine.add_policy("stop.rego".to_owned(), POLICY.to_owned()).expect("the policy parses");
        let policy = engine.compile_with_entrypoint(&Rc::from(ENTRY)).expect("the policy compiles");
        let program =
            Compiler::compile_from_policy(&policy, &[ENTRY]).expect("the policy compiles to bytecode");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        Self { policy, machine }
    }

    /// Returns a call as an input.
    pub fn input(call: &Call<StopInstance>) -> Value {
        let fact = |(name, fact): (&str, Fact)| {
            let value = match fact {
                Fact::Flag(flag) => Value::Bool(flag),
                Fact::Name(name) => Value::from(name),
            };
            (Value::from(name), value)
        };
        Value::from(facts(call).into_iter().map(fact).collect::<BTreeMap<_, _>>())
    }

    /// Evaluates the policy in the interpreter.
    pub fn interpret(&self, input: &Value) -> Value {
        self.policy.eval_with_input(input.clone()).expect("the policy evaluates")
    }

    /// Evaluates the policy in the virtual machine.
    pub fn run(&mut self, input: &Value) -> Value {
        self.machine.set_input(input.clone());
        self.machine.execute().expect("the program runs")
    }

    /// Returns the names of all violated rules, sorted.
    pub fn violated(answer: &Value) -> Vec<String> {
        let rules = answer.as_set().expect("a partial rule is a set");
        rules.iter().map(|rule| rule.as_string().expect("a rule has a name").to_string()).collect()
    }
}

impl Default for Rego {
    fn default() -> Self {
        Self::new()
    }
}
