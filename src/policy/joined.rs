//! Two policies over the custom attributes of both.

use super::Policy;
use super::custom_rules::CustomRuleSets;
use crate::attribute::{AttributeError, AttributeSet, Joined, Lift};
use crate::request::Operation;

impl Policy {
    /// Returns two policies over the custom attributes of both, so that they can be compared.
    ///
    /// An attribute that both declare with the same source is one attribute, which distinguishes
    /// what one of them distinguishes; its values are named after texts if the policies disagree.
    ///
    /// # Errors
    ///
    /// Returns an error if both together have too many values.
    ///
    /// ```
    /// use instance_lifecycle::Policy;
    /// use instance_lifecycle::rules::attributes::{AttributeSource, CustomAttribute};
    ///
    /// let env = |values: [&'static str; 2]| {
    ///     CustomAttribute::new("env", values, AttributeSource::Tag("env".into())).with_anything_else(values[0])
    /// };
    /// let [old, new] = [["other", "production"], ["other", "staging"]]
    ///     .map(|values| Policy::documented().with_attribute(env(values)));
    /// let [old, new] = Policy::joined(&old?, &new?)?;
    /// assert_eq!(old.attributes(), new.attributes());
    /// let env = new.attributes().custom().next().expect("an attribute");
    /// assert_eq!(env.values(), ["other", "production", "staging"]);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    pub fn joined(one: &Self, other: &Self) -> Result<[Self; 2], AttributeError> {
        if one.attributes == other.attributes {
            return Ok([one.clone(), other.clone()]);
        }
        let joined = Joined::of([&one.attributes, &other.attributes])?;
        let [lift, other_lift] = &joined.lifts;
        Ok([one.over(&joined.attributes, lift), other.over(&joined.attributes, other_lift)])
    }

    /// Returns this policy over the joined attributes of two policies.
    fn over(&self, attributes: &AttributeSet, lift: &Lift) -> Self {
        let mut policy = Self { attributes: attributes.clone(), ..self.clone() };
        policy.custom = CustomRuleSets::NONE;
        for &operation in Operation::ALL {
            for stage in self.custom_stages(operation) {
                policy.custom.get_mut(operation).add_stage(stage);
            }
            for rule in self.custom_rules(operation) {
                policy
                    .custom
                    .get_mut(operation)
                    .add_rule(rule.clone().lifted(attributes, lift), self.role(rule));
            }
        }
        policy
    }
}
