//! The facts that an answer assumes because the record does not show them.

use crate::consequence::{Consequence, OtherAnswer};
use crate::fields;
use crate::output::{FAINT, Text};
use crate::verdict::Verdict;
use instance_lifecycle as core;
use instance_lifecycle::billing::CHARGES;
use instance_lifecycle::instance::Presence;
use instance_lifecycle::rules::attributes::{Part, PolicyAttribute};
use instance_lifecycle::rules::region::{Field, Region};
use instance_lifecycle::{Operation, Policy};
use instance_lifecycle_wire::{Answer, Assumed, BatchCase, Case, Outcome, Record};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Facts that were assumed, with their values. Serialises as an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assumptions {
    /// Facts of records.
    facts: Vec<(Cow<'static, str>, Value)>,
    /// Facts of the environment.
    environment: Vec<(String, Value)>,
}

impl Assumptions {
    /// The assumed fields of a record among some, and its custom attributes that fulfil a condition.
    pub(crate) fn of_record(record: &Record, some: Assumed, is_relevant: impl Fn(&str) -> bool) -> Self {
        // A resource whose presence is unknown is reported as such, so nothing is assumed.
        let is_known = |value: &Value| *value != Presence::Unknown.as_str();
        let facts = record.assumed.and(some).values(&record.instance);
        let facts = facts.filter(|(_, value)| is_known(value));
        let facts = facts.map(|(name, value)| (Cow::Borrowed(name), value));
        let custom = record.assumed_custom().filter(|(name, _)| is_relevant(name));
        let custom = custom.map(|(name, value)| (Cow::Owned(name.to_owned()), value.into()));
        Self { facts: facts.chain(custom).collect(), environment: Vec::new() }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.environment.is_empty()
    }

    /// Adds those that are not known yet.
    pub(crate) fn extend(&mut self, other: Self) {
        for assumption in other.facts {
            if !self.facts.contains(&assumption) {
                self.facts.push(assumption);
            }
        }
        for assumption in other.environment {
            if !self.environment.contains(&assumption) {
                self.environment.push(assumption);
            }
        }
    }

    /// The names, without the values.
    pub(crate) fn names(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        let environment = self.environment.iter().map(|(name, _)| name.as_str());
        for name in self.facts.iter().map(|(name, _)| &**name).chain(environment) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }

    /// `assumed (not in the record): Standing=Good; set them with ...`, and the same of the environment.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Text> {
        let facts = self.facts.iter().map(|(name, value)| format!("{name}={}", show(value)));
        let environment = self.environment.iter().map(|(name, value)| format!("{name}={}", show(value)));
        let parts: [(&str, Vec<String>, &str); 2] = [
            ("assumed (not in the record):", facts.collect(), "`Facts` or `--assume`"),
            ("assumed (environment):", environment.collect(), "`Environment` or `--environment`"),
        ];
        parts.into_iter().filter(|(_, values, _)| !values.is_empty()).map(|(head, values, how)| {
            let text = Text::new().styled(FAINT, head).plain(' ').plain(values.join(", "));
            text.plain(format_args!("; set them with {how}"))
        })
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "none".to_owned(),
        other => other.to_string(),
    }
}

impl Serialize for Assumptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.facts.len() + self.environment.len()))?;
        for (name, value) in &self.facts {
            object.serialize_entry(name, value)?;
        }
        for (name, value) in &self.environment {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}

/// An answer with its assumptions.
#[derive(Serialize)]
pub(crate) struct WithAssumed<'a, A> {
    #[serde(flatten)]
    pub(crate) answer: &'a A,
    #[serde(rename = "Verdict", skip_serializing_if = "Option::is_none")]
    pub(crate) verdict: Option<Verdict>,
    #[serde(rename = "Ignored", skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) ignored: &'a [&'static str],
    #[serde(rename = "Newest", skip_serializing_if = "Option::is_none")]
    pub(crate) newest: Option<&'a OtherAnswer>,
    #[serde(rename = "Assumed")]
    pub(crate) assumptions: &'a Assumptions,
}

/// Finds the assumptions that matter to an answer.
pub(crate) struct Reader<'p> {
    policy: &'p Policy,
    /// What an operation reads, for a refusal and for a plan.
    known: RefCell<HashMap<(Operation, bool), Rc<Read>>>,
}

/// What the answers to an operation depend on.
struct Read {
    /// The facts of records.
    facts: Assumed,
    /// The custom attributes of instances.
    custom: Vec<String>,
    /// The facts of the environment, with their names in cases.
    environment: Vec<(PolicyAttribute, String)>,
}

impl<'p> Reader<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Self {
        Self { policy, known: RefCell::default() }
    }

    /// The assumptions that the answer depends on: those read to decide and, for a plan, to determine
    /// resources, risks and charges.
    pub(crate) fn of(&self, case: &Case, answer: &Answer<'_>) -> Assumptions {
        let operation = case.request.operation();
        let is_planned = matches!(answer.outcome, Outcome::Planned(_) | Outcome::DryRunPassed(_));
        if matches!(answer.outcome, Outcome::Malformed(_)) {
            return Assumptions::default();
        }
        let read = Rc::clone(
            self.known
                .borrow_mut()
                .entry((operation, is_planned))
                .or_insert_with(|| Rc::new(self.read(operation, is_planned))),
        );
        let mut assumptions = match &case.record {
            Some(record) => {
                Assumptions::of_record(record, read.facts, |name| read.custom.iter().any(|it| it == name))
            }
            None => Assumptions::default(),
        };
        assumptions.environment = self.environment(case, answer, &read.environment);
        assumptions
    }

    /// The facts of the environment that are not given and at their default, and of which another
    /// value would change the answer.
    fn environment(
        &self,
        case: &Case,
        answer: &Answer<'_>,
        read: &[(PolicyAttribute, String)],
    ) -> Vec<(String, Value)> {
        let attributes = self.policy.attributes();
        let consequence = |answer: &Answer<'_>| {
            let warnings = answer.warnings.iter().map(|warning| warning.rule().to_owned());
            (Consequence::of(answer), warnings.collect::<Vec<_>>())
        };
        let here = consequence(answer);
        let point = attributes.point(&core::Case::DEFAULT.with(|it| it.environment = case.environment));
        let differs = |attribute: &PolicyAttribute, value: usize| {
            let environment = attributes.case(&point.with(attribute.field(), value)).environment;
            let other = Case { environment, ..case.clone() };
            consequence(&Answer::new(&other, self.policy)) != here
        };
        let is_given = |name: &str| {
            case.notes.given.contains(name) || case.notes.given.contains_custom(attributes, name)
        };
        let is_assumed = |(attribute, name): &&(PolicyAttribute, String)| {
            let default = attribute.default();
            point.value(attribute.field()) == default
                && !is_given(name)
                && (0..attribute.values().count()).any(|value| value != default && differs(attribute, value))
        };
        let of = |(attribute, name): &(PolicyAttribute, String)| {
            let value = match attribute {
                PolicyAttribute::BuiltIn(attribute) => fields::default(attribute),
                custom => custom.value_name(custom.default()).into(),
            };
            (name.clone(), value)
        };
        read.iter().filter(is_assumed).map(of).collect()
    }

    /// The assumptions of all records of a batch.
    pub(crate) fn of_batch(&self, batch: &BatchCase) -> Assumptions {
        let mut all = Assumptions::default();
        let environment = batch.environment_of_each(self.policy.attributes());
        for record in batch.records.iter().filter(|record| record.is_some()) {
            let request = batch.request.of_each();
            let notes = batch.notes.clone();
            let case = Case { id: None, record: record.clone(), environment, request, notes };
            all.extend(self.of(&case, &Answer::new(&case, self.policy)));
        }
        all
    }

    fn read(&self, operation: Operation, is_planned: bool) -> Read {
        let is_decided = |field| {
            self.policy
                .rows(operation)
                .chain(self.policy.warning_rows(operation))
                .any(|row| row.when.reads(field))
        };
        let is_read = |field| is_decided(field) || is_planned && self.determines(operation, field);
        let is_unread = |name: &&str| !Assumed::attributes(name).any(|attribute| is_read(attribute.field));
        let facts = Assumed::ALL.iter().filter(is_unread).fold(Assumed::ALL, Assumed::without);
        let all: Vec<PolicyAttribute> = self.policy.attributes().iter().collect();
        let custom =
            all.iter().filter(|it| it.is_custom() && it.part() == Part::Instance && is_read(it.field()));
        let custom = custom.map(|it| it.name().to_owned()).collect();
        // With another value, a refusal may become a plan.
        let is_read = |field| is_decided(field) || self.determines(operation, field);
        let environment =
            all.iter().filter(|it| it.part() == Part::Environment && is_read(it.field())).map(|it| {
                let name = match it {
                    PolicyAttribute::BuiltIn(attribute) => fields::name(attribute),
                    custom => custom.name().to_owned(),
                };
                (it.clone(), name)
            });
        Read { facts, custom, environment: environment.collect() }
    }

    /// Whether a resource, a risk or a charge depends on the attribute.
    fn determines(&self, operation: Operation, attribute: Field) -> bool {
        let interpretations = self.policy.interpretations();
        let reads = |when: &Region| interpretations.admit(when) && when.reads(attribute);
        let rule_table = operation.rule_table();
        rule_table.effects.iter().any(|effect| reads(&effect.when))
            || rule_table.risks.iter().any(|risk| reads(&risk.when))
            || CHARGES.iter().any(|charge| reads(&charge.when))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_an_object_with_values() {
        let json = serde_json::from_str(r#"{"Status": "Running"}"#).expect("it is JSON");
        let record = Record::read(&json).expect("it is a record");
        let shown = ["Standing", "DiskInArrears", "OperationLocks"];
        let some =
            Assumed::ALL.iter().filter(|name| !shown.contains(name)).fold(Assumed::ALL, Assumed::without);
        let assumptions = Assumptions::of_record(&record, some, |_| true);
        assert_eq!(
            serde_json::to_string(&assumptions).expect("it is JSON"),
            r#"{"OperationLocks":[],"Standing":"Good","DiskInArrears":false}"#
        );
        assert_eq!(assumptions.names(), "OperationLocks, Standing, DiskInArrears");
    }
}
