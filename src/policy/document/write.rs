//! The document of a policy.

use super::{
    AttributeDocument, BASES, ConditionsDocument, ErrorDocument, PolicyDocument, RuleDocument, StageDocument,
    Unread, ValuesDocument,
};
use crate::attribute::{AttributeSet, PolicyAttribute, status};
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
        let attributes = rule.attributes();
        let (common, rest) = factored(attributes, rule.regions());
        let document = |region: &Region| conditions(attributes, region, rule);
        let of_any = rest.iter().map(document).collect();
        let mut it = Self {
            operation: rule.operation().to_string(),
            name: rule.name().to_owned(),
            when: document(&common),
            any: (rest.len() > 1).then_some(of_any),
            reason: rule.reason().to_owned(),
            ..Self::default()
        };
        match rule.then() {
            CustomVerdict::Refuse { stage, error } => {
                it.stage = Some(stage.clone());
                it.error = Some(ErrorDocument::of(error));
                it.mode = rule.is_on_trial().then(|| "warn".to_owned());
            }
            CustomVerdict::Settle(settlement) => it.settle = Some(settlement.to_string()),
            CustomVerdict::Warn(message) => it.warn = Some(message.clone()),
        }
        it
    }
}

/// Splits regions into a condition that all of them have, and the rest of each.
fn factored(attributes: &AttributeSet, regions: &[Region]) -> (Region, Vec<Region>) {
    let (mut common, mut rest) = (Region::FULL, regions.to_vec());
    for attribute in attributes.iter() {
        let field = attribute.field();
        let values = regions.first().map_or(field.all(), |first| first.admits(field));
        if regions.iter().all(|region| region.admits(field) == values) {
            common = common.restrict(field, values);
            rest = rest.iter().map(|region| region.free_in(field)).collect();
        }
    }
    (common, rest)
}

/// The conditions of a region of a rule.
fn conditions(attributes: &AttributeSet, region: &Region, rule: &CustomRule) -> ConditionsDocument {
    // A refusal or a warning implies that the instance exists.
    let there = of_an_instance(Region::FULL).admits(status::FIELD);
    let is_implied = |attribute: &PolicyAttribute| {
        let is_there = attribute.field() == status::FIELD && region.admits(status::FIELD) == there;
        is_there && !matches!(rule.then(), CustomVerdict::Settle(_)) && !rule.operation().creates()
    };
    let asked = attributes.iter().filter(|attribute| region.reads(attribute.field()));
    let asked = asked.filter(|attribute| !is_implied(attribute));
    let asked = asked.map(|attribute| {
        let values = bits(region.admits(attribute.field()));
        let values = owned(values.map(|value| attribute.value_name(value)));
        (attribute.name().to_owned(), ValuesDocument::Among(values))
    });
    asked.collect()
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
