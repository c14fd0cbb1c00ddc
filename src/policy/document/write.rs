//! The document of a policy.

use super::{AttributeDocument, BASES, ErrorDocument, PolicyDocument, RuleDocument, StageDocument, Unread};
use crate::attribute::{PolicyAttribute, status};
use crate::condition::of_an_instance;
use crate::interpretation::Interpretation;
use crate::policy::Policy;
use crate::policy::custom::{CustomError, CustomRule, CustomVerdict, RuleError};
use crate::region::{Region, bits};
use crate::request::Operation;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

impl Policy {
    /// Returns this policy as a document.
    #[must_use]
    pub fn document(&self) -> PolicyDocument {
        let operations = || Operation::ALL.iter().copied();
        let changed = Interpretation::ALL.iter().filter_map(|interpretation| {
            let value = self.interpretations.value(interpretation);
            (value != interpretation.default(self.revision))
                .then(|| (interpretation.name.to_owned(), value.to_owned()))
        });
        let ordered = operations().filter(|operation| StageDocument::placed(self, *operation).is_none());
        PolicyDocument {
            policy: PolicyDocument::VERSION,
            base: BASES[self.revision as usize].to_owned(),
            interpretations: changed.collect(),
            stages: listed(operations(), |operation| {
                StageDocument::placed(self, operation).unwrap_or_else(|| {
                    owned(self.custom_stages(operation)).into_iter().map(StageDocument::Last).collect()
                })
            }),
            precedence: ordered
                .map(|operation| (operation.to_string(), owned(self.precedence(operation))))
                .collect(),
            remove: listed(operations(), |operation| owned(self.removed(operation))),
            attributes: self
                .attributes()
                .custom()
                .map(|attribute| AttributeDocument::of(attribute))
                .collect(),
            rules: operations()
                .flat_map(|operation| self.custom_rules(operation).map(RuleDocument::of))
                .collect(),
            tests: Unread,
            laws: Unread,
        }
    }
}

fn owned<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(ToOwned::to_owned).collect()
}

/// The names of each operation that has any.
fn listed<T>(
    operations: impl Iterator<Item = Operation>,
    names: impl Fn(Operation) -> Vec<T>,
) -> BTreeMap<String, Vec<T>> {
    let all = operations.map(|operation| (operation.to_string(), names(operation)));
    all.filter(|(_, names)| !names.is_empty()).collect()
}

impl RuleDocument {
    fn of(rule: &CustomRule) -> Self {
        let (stage, error, settle) = match rule.then() {
            CustomVerdict::Refuse { stage, error } => {
                (Some(stage.clone()), Some(ErrorDocument::of(error)), None)
            }
            CustomVerdict::Settle(settlement) => (None, None, Some(settlement.to_string())),
        };
        // A refusal implies that the instance exists.
        let there = of_an_instance(Region::FULL).admits(status::FIELD);
        let is_implied = |attribute: &PolicyAttribute| {
            let is_there = attribute.field() == status::FIELD && rule.region().admits(status::FIELD) == there;
            is_there && stage.is_some() && !rule.operation().creates()
        };
        let asked = rule.attributes().iter().filter(|attribute| rule.region().reads(attribute.field()));
        let when = asked.filter(|attribute| !is_implied(attribute)).map(|attribute| {
            let values = bits(rule.region().admits(attribute.field()));
            (attribute.name().to_owned(), owned(values.map(|value| attribute.value_name(value))))
        });
        Self {
            operation: rule.operation().to_string(),
            name: rule.name().to_owned(),
            when: when.collect(),
            stage,
            before: None,
            after: None,
            error,
            settle,
            reason: rule.reason().to_owned(),
        }
    }
}

impl ErrorDocument {
    fn of(error: &RuleError) -> Self {
        match error {
            RuleError::Documented(kind) => Self::Documented(kind.to_string()),
            RuleError::Custom(CustomError { http_status, code, message, retryable }) => Self::Custom {
                http_status: *http_status,
                code: code.clone(),
                message: message.clone(),
                retryable: *retryable,
            },
        }
    }
}
