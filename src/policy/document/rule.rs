//! The custom rule that a document states.

use super::conditions::{ConditionsDocument, ValuesDocument};
use super::{DocumentProblem, PolicyDocumentError, RuleDocument, StageDocument, settlement, unknown};
use crate::attribute::{ATTRIBUTES, Attribute, AttributeSet, OwnedConditionError};
use crate::condition::of_an_instance;
use crate::policy::Policy;
use crate::policy::custom::CustomRule;
use crate::policy::error::{KnownNames, PolicyError, UnknownNameError};
use crate::region::Region;
use crate::request::Operation;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The modes of a refusal.
const MODES: &[&str] = &["enforce", "warn"];

impl RuleDocument {
    /// Returns the names of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let one = Some(&*self.operation).filter(|operation| !operation.is_empty());
        one.into_iter().chain(self.operations.iter().map(String::as_str))
    }

    /// Returns the policy with this rule for each of its operations; the path of an error is that within the
    /// rule.
    pub(super) fn add_to(&self, policy: Policy) -> Result<Policy, PolicyDocumentError> {
        let place = self.place()?;
        self.operations_of()?
            .into_iter()
            .try_fold(policy, |policy, operation| self.add_for(operation, place.as_ref(), policy))
    }

    fn operations_of(&self) -> Result<Vec<Operation>, PolicyDocumentError> {
        match (self.operation.is_empty(), &*self.operations) {
            (true, []) => Err(DocumentProblem::NoOperation.at("")),
            (false, [_, ..]) => Err(DocumentProblem::OperationAndOperations.at("operations")),
            (false, []) => {
                let operation = super::operation(&self.operation);
                Ok(vec![operation.map_err(|problem| problem.at("operation"))?])
            }
            (true, names) => {
                let mut operations = Vec::new();
                for (n, name) in names.iter().enumerate() {
                    let path = || format!("operations[{n}]");
                    let operation = super::operation(name).map_err(|problem| problem.at(path()))?;
                    if operations.contains(&operation) {
                        return Err(DocumentProblem::RepeatedOperation(operation).at(path()));
                    }
                    operations.push(operation);
                }
                Ok(operations)
            }
        }
    }

    fn add_for(
        &self,
        operation: Operation,
        place: Option<&StageDocument>,
        policy: Policy,
    ) -> Result<Policy, PolicyDocumentError> {
        let attributes = policy.attributes().clone();
        let rule = self.verdict(operation, place)?.because(&*self.reason);
        let rule = rule.within(&attributes, &[region(&self.when, &attributes, "when")?]);
        let rule = match &self.any {
            None => rule,
            Some(any) => {
                let regions = any.iter().enumerate();
                let regions = regions.map(|(n, when)| region(when, &attributes, &format!("any[{n}]")));
                rule.within(&attributes, &regions.collect::<Result<Vec<_>, _>>()?)
            }
        };
        let policy = match place {
            Some(stage) => stage.add_to(policy, operation).map_err(|error| {
                let path = match stage.member_of(&error) {
                    "name" if self.stage.is_some() => "stage",
                    member => member,
                };
                DocumentProblem::from(error.into_owned()).at(path)
            })?,
            None => policy,
        };
        let regions = rule.regions().to_vec();
        policy.with_rule(rule).map_err(|error| {
            let path = self.path_of(&error, &attributes, &regions);
            DocumentProblem::from(error).at(path)
        })
    }

    /// Returns the rule without conditions.
    fn verdict(
        &self,
        operation: Operation,
        place: Option<&StageDocument>,
    ) -> Result<CustomRule, PolicyDocumentError> {
        let only_of_refusals = [
            ("stage", self.stage.is_some()),
            ("before", self.before.is_some()),
            ("after", self.after.is_some()),
            ("mode", self.mode.is_some()),
        ];
        match (&self.error, &self.settle, &self.warn) {
            (None, None, None) => return Err(DocumentProblem::SaysNothing.at("")),
            (Some(_), Some(_), _) => return Err(DocumentProblem::SaysTwoThings.at("settle")),
            (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
                return Err(DocumentProblem::SaysTwoThings.at("warn"));
            }
            (None, _, _) => {
                if let Some((member, _)) = only_of_refusals.into_iter().find(|(_, is_given)| *is_given) {
                    return Err(DocumentProblem::OnlyOfRefusals(member).at(member));
                }
            }
            (Some(_), None, None) => {}
        }
        if let Some(error) = &self.error {
            let own = place.is_some().then_some(&self.name);
            let stage = self.stage.as_ref().or(own).ok_or_else(|| DocumentProblem::NoStage.at(""))?;
            let error = error.raised(operation).map_err(|problem| problem.at("error"))?;
            let rule = CustomRule::refusal(operation, &*self.name, &**stage, error);
            return Ok(if self.warns()? { rule.on_trial() } else { rule });
        }
        if let Some(name) = &self.settle {
            let settlement = settlement(operation, name).map_err(|problem| problem.at("settle"))?;
            return Ok(CustomRule::settlement(operation, &*self.name, settlement));
        }
        Ok(CustomRule::warning(operation, &*self.name, self.warn.as_deref().unwrap_or_default()))
    }

    /// Returns whether the rule is in the mode `warn`.
    fn warns(&self) -> Result<bool, PolicyDocumentError> {
        match self.mode.as_deref() {
            None | Some("enforce") => Ok(false),
            Some("warn") => Ok(true),
            Some(mode) => {
                let known = KnownNames::Listed(MODES);
                Err(unknown(UnknownNameError::new("mode", None, mode, known)).at("mode"))
            }
        }
    }

    /// Returns the stage that the rule declares; `None` if it declares none.
    fn place(&self) -> Result<Option<StageDocument>, PolicyDocumentError> {
        let name = self.stage.as_ref().unwrap_or(&self.name).clone();
        match (self.before.clone(), self.after.clone()) {
            (None, None) => Ok(None),
            (Some(before), None) => Ok(Some(StageDocument::Before { name, before })),
            (None, Some(after)) => Ok(Some(StageDocument::After { name, after })),
            (Some(_), Some(_)) => Err(DocumentProblem::TwoPlaces.at("after")),
        }
    }

    /// Returns the path of what an edit of the policy rejects.
    fn path_of(&self, error: &PolicyError<'_>, attributes: &AttributeSet, regions: &[Region]) -> String {
        match error {
            PolicyError::Unknown(_) => "stage".to_owned(),
            PolicyError::InvalidName { .. } | PolicyError::RuleExists(_) => "name".to_owned(),
            PolicyError::NoCondition => "any".to_owned(),
            PolicyError::UnusedAttribute { attribute, .. } => {
                let is_tested = |when: &ConditionsDocument| when.contains_key(*attribute);
                self.path_in(attribute, self.any.iter().flatten().position(is_tested))
            }
            PolicyError::EmptyCondition(attribute) => {
                let field = attributes.named(attribute).map(|attribute| attribute.field());
                let is_empty = |when: &Region| field.as_ref().is_ok_and(|field| when.admits(*field) == 0);
                self.path_in(attribute, regions.iter().position(is_empty))
            }
            PolicyError::NotDocumented { .. } => "error".to_owned(),
            PolicyError::HttpStatus(_) => "error.http_status".to_owned(),
            PolicyError::Unprintable("reason") => "reason".to_owned(),
            PolicyError::Empty("warning") | PolicyError::Unprintable("warning") => "warn".to_owned(),
            PolicyError::Empty(thing) | PolicyError::Unprintable(thing) => format!("error.{thing}"),
            PolicyError::NotAlreadyStopped => "settle".to_owned(),
            _ => String::new(),
        }
    }

    /// Returns the path of an attribute in the condition of that number in `any`, if it is tested there, else
    /// in `when`.
    fn path_in(&self, attribute: &str, condition: Option<usize>) -> String {
        let any = self.any.as_deref().unwrap_or_default();
        match condition.filter(|n| any.get(*n).is_some_and(|when| when.contains_key(attribute))) {
            Some(n) => format!("any[{n}].{attribute}"),
            None => format!("when.{attribute}"),
        }
    }
}

/// Returns the cases that meet conditions at a path.
fn region(
    conditions: &ConditionsDocument,
    attributes: &AttributeSet,
    path: &str,
) -> Result<Region, PolicyDocumentError> {
    conditions.iter().try_fold(Region::FULL, |region, (name, values)| {
        let of_one = values.region(name, attributes);
        let of_one = of_one.map_err(|error| not_asked(error, attributes, path, name, values))?;
        // An exclusion of statuses is about instances that exist.
        let is_exclusion = matches!(values, ValuesDocument::Except { .. });
        let field = attributes.named(name).map(|attribute| attribute.field());
        if is_exclusion && field.is_ok_and(|field| of_one.admits(field) == 0) {
            return Err(
                DocumentProblem::ExcludesAll { attribute: name.clone() }.at(format!("{path}.{name}.not"))
            );
        }
        Ok(region.intersect(&if is_exclusion && name == "status" { of_an_instance(of_one) } else { of_one }))
    })
}

/// Returns the error of a condition on an attribute, in conditions at a path.
fn not_asked(
    error: OwnedConditionError,
    attributes: &AttributeSet,
    path: &str,
    name: &str,
    asked: &ValuesDocument,
) -> PolicyDocumentError {
    let path = format!("{path}.{name}");
    let (values, of_values) = match asked {
        ValuesDocument::Among(values) => (values, path.clone()),
        ValuesDocument::Except { not } => (not, format!("{path}.not")),
    };
    match error {
        error @ OwnedConditionError::Key { .. } => DocumentProblem::from(error).at(path),
        error @ OwnedConditionError::Attribute { .. } if attributes.has_custom() => {
            DocumentProblem::from(error).at(path)
        }
        OwnedConditionError::Attribute { name, .. } => {
            unknown(UnknownNameError::new("attribute", None, name, KnownNames::Attributes)).at(path)
        }
        OwnedConditionError::Value { attribute, value, expected } => {
            let wrong = values.iter().position(|name| *name == value).unwrap_or_default();
            let problem = match ATTRIBUTES.iter().find(|built_in| built_in.name == attribute) {
                Some(Attribute { name, values, .. }) => {
                    unknown(UnknownNameError::new("value", Some(name), value, KnownNames::Listed(values)))
                }
                None => DocumentProblem::CustomValue { attribute, value, expected },
            };
            problem.at(format!("{of_values}[{wrong}]"))
        }
        OwnedConditionError::NoValue { .. } | OwnedConditionError::Twice { .. } => {
            let expected =
                attributes.named(name).map(|attribute| attribute.values().map(str::to_owned).collect());
            DocumentProblem::NoValue { expected: expected.unwrap_or_default() }.at(of_values)
        }
    }
}
