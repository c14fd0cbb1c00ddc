//! A policy in which a rule that warns refuses.

use super::Policy;
use super::custom::{CustomError, CustomRule, CustomVerdict, RuleError};
use super::custom_rules::{CustomRules, Role};
use crate::request::Operation;

impl Policy {
    /// Returns this policy with a rule that refuses instead of warning: a rule on trial with its error in its stage, a
    /// warning behind all other refusals. `None` if the operation has no rule of that name that warns.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomRule;
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
    ///
    /// let rule = CustomRule::warning(Operation::StopInstance, "costly", "The stop is billed.");
    /// let policy = Policy::documented().with_rule(rule)?;
    /// let refusing = policy.enforcing(Operation::StopInstance, "costly").expect("a rule that warns");
    /// let plan = |policy| plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, policy);
    /// assert!(plan(&policy).is_ok());
    /// assert_eq!(plan(&refusing).unwrap_err().to_string(), "The stop is billed.");
    /// assert_eq!(policy.enforcing(Operation::StartInstance, "costly"), None);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn enforcing(&self, operation: Operation, rule: &str) -> Option<Self> {
        let warning = self.custom_rules(operation).find(|it| it.name() == rule && it.warns())?;
        let refusal = match warning.then() {
            CustomVerdict::Warn(message) => {
                let error = RuleError::Custom(CustomError::new(403, "Warning", message.as_str()));
                warning.clone().refusing(self.precedence(operation).last()?, error)
            }
            CustomVerdict::Refuse { stage, error } => warning.clone().refusing(stage, error.clone()),
            CustomVerdict::Settle(_) => return None,
        };
        let mut custom = CustomRules::default();
        self.custom_stages(operation).for_each(|stage| custom.add_stage(stage));
        let mut add = |rule: &CustomRule| custom.add_rule(rule.clone(), self.role(rule));
        for it in self.custom_rules(operation) {
            match it.name() == rule {
                true if warning.is_on_trial() => add(&refusal),
                true => {}
                false => add(it),
            }
        }
        if !warning.is_on_trial() {
            add(&refusal);
        }
        let mut policy = self.clone();
        *policy.custom.get_mut(operation) = custom;
        Some(policy)
    }

    /// Returns what a rule does to the calls that it matches.
    pub(super) fn role(&self, rule: &CustomRule) -> Role {
        match rule.then() {
            CustomVerdict::Refuse { stage, .. } if !rule.warns() => {
                let stage = self.stage(rule.operation(), &**stage);
                Role::Refusal(stage.expect("a rule is added to a stage of its policy"))
            }
            CustomVerdict::Refuse { .. } | CustomVerdict::Warn(_) => Role::Warning,
            CustomVerdict::Settle(_) => Role::Settlement,
        }
    }
}
