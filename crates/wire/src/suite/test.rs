//! Tests of a policy: a case, and the answer that is expected.

use crate::input::shape::AnyCase;
use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields::member;
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::output::batch::BatchAnswer;
use crate::policy::read::{list, members, required, text};
use crate::record::custom::Custom;
use crate::record::facts::read_environment;
use crate::record::read::Record;
use crate::request::batch::BatchCase;
use crate::request::case::Case;
use crate::request::notes::Notes;
use crate::request::{plural, single};
use crate::suite::expectation::{Expectation, Mismatch, TestAnswer, expectation};
use crate::suite::law::{invalid, of_attribute, word};
use instance_lifecycle as core;
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::rules::attributes::{AttributeSet, Part, PolicyAttribute};
use instance_lifecycle::{Action, Environment, Instance, Operation, Policy, Request, Status};
use std::borrow::Cow;

pub(crate) const TEST: &[&str] =
    &["name", "operation", "when", "instance", "instances", "environment", "request", "expect"];

/// A test of a policy: a case, and the answer that is expected.
///
/// The case is the default one, with the parts that the test gives: records, environment and request as
/// cases write them, and attributes by the names that rules use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTest {
    /// The name.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// The operation.
    pub action: Action,
    /// The case.
    pub case: AnyCase,
    /// The answer that is expected.
    pub expected: Expectation,
}

/// The answer to a test, and how it differs from the one that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The answer.
    pub answer: TestAnswer,
    /// The differences; none if the test passes.
    pub mismatches: Vec<Mismatch>,
}

impl PolicyTest {
    /// Answers the case, and compares the answer with the one that is expected.
    #[must_use]
    pub fn run(&self, policy: &Policy) -> TestResult {
        let answer = match &self.case {
            AnyCase::One(case) => TestAnswer::of_case(case, policy),
            AnyCase::Batch(batch) => TestAnswer::of_batch(batch, policy),
        };
        TestResult { mismatches: self.expected.mismatches(&answer), answer }
    }

    /// Returns what is decided: one case, or one for each instance of a plural operation.
    #[must_use]
    pub fn decided(&self) -> Vec<core::Case> {
        match &self.case {
            AnyCase::One(case) => {
                vec![core::Case::new(case.instance(), case.environment, case.request.parameters())]
            }
            AnyCase::Batch(batch) => {
                let of_each = batch.request.of_each().parameters();
                let environment = batch.environment_of_each(&batch.notes.attributes);
                let cases =
                    batch.items().map(|(_, instance)| core::Case::new(instance, environment, of_each));
                cases.collect()
            }
        }
    }
}

/// Reads a test.
pub(crate) fn test(at: At<'_>, json: &Json<'_>, policy: &Policy) -> Result<PolicyTest, ReadError> {
    let members = members(at, json, TEST, "a table of a test")?;
    let name = required(at, members, "name", "a name for the test", text)?;
    let action: Action = required(at, members, "operation", "the name of an operation", word)?;
    let given = match member(members, "when") {
        Some(json) => Given::read(at.key("when"), json, policy.attributes())?,
        None => Given::new(policy.attributes()),
    };
    let mut environment = Environment::DEFAULT;
    if let Some(json) = member(members, "environment") {
        read_environment(at.key("environment"), json, policy.attributes(), &mut environment)?;
    }
    let case = match action.operation() {
        Some(operation) => AnyCase::One(one(at, members, operation, environment, &given)?),
        None => AnyCase::Batch(batch(at, members, action, environment, &given)?),
    };
    let expected = |at: At<'_>, json: &Json<'_>| expectation(at, json, action, policy);
    let expected =
        required(at, members, "expect", "an outcome, or a table of the expected answer", expected)?;
    Ok(PolicyTest { name, line: 0, action, case, expected })
}

/// Reads the case of an operation on one instance.
fn one(
    at: At<'_>,
    members: &[Member<'_>],
    operation: Operation,
    environment: Environment,
    given: &Given<'_>,
) -> Result<Case, ReadError> {
    if member(members, "instances").is_some() {
        let problem = format!("`{operation}` is about one instance: expected `instance`");
        return Err(invalid(at.key("instances"), &problem));
    }
    let mut notes = Notes { attributes: given.attributes.clone(), ..Notes::default() };
    let (request, id) = {
        let json = with_action(at, member(members, "request"), operation.action())?;
        let (request, id) = single::read(at.key("request"), &json, &mut notes)?;
        (request, id.map(str::to_owned))
    };
    let record = match member(members, "instance") {
        Some(_) if request.creates() => {
            let problem = format!("`{operation}` creates the instance: expected no `instance`");
            return Err(invalid(at.key("instance"), &problem));
        }
        Some(json) => given.record(at.key("instance"), json)?,
        None if request.creates() => given.record_of(Instance::RELEASED),
        None => given.record_of(Instance::DEFAULT),
    };
    let case = given.set(at, core::Case::new(record.instance, environment, request.parameters()))?;
    let request = Request::new(operation, case.request);
    let id = record.instance_id.clone().or(id);
    let record = of_instance(record, case.instance);
    Ok(Case { id, record, environment: case.environment, request, notes })
}

/// Reads the case of a plural operation.
fn batch(
    at: At<'_>,
    members: &[Member<'_>],
    action: Action,
    environment: Environment,
    given: &Given<'_>,
) -> Result<BatchCase, ReadError> {
    if member(members, "instance").is_some() {
        let problem = format!("`{action}` is about several instances: expected `instances`");
        return Err(invalid(at.key("instance"), &problem));
    }
    let mut notes = Notes { attributes: given.attributes.clone(), ..Notes::default() };
    let json = with_action(at, member(members, "request"), action)?;
    let (request, _) = plural::read(at.key("request"), &json, &mut notes)?;
    let mut records = match member(members, "instances") {
        None => vec![given.record_of(Instance::DEFAULT)],
        Some(Json::Number(number)) => {
            let count = number.as_u64().filter(|count| (1..=MAX_INSTANCES).contains(count));
            let expected = "a list of records, or their number from 1 to 100";
            let count = count
                .ok_or_else(|| at.key("instances").unexpected(expected, &Json::Number(number.clone())))?;
            (0..count).map(|_| given.record_of(Instance::DEFAULT)).collect()
        }
        Some(json) => list(at.key("instances"), json, |at, json| given.record(at, json))?,
    };
    if records.is_empty() {
        return Err(invalid(at.key("instances"), &"expected at least one instance"));
    }
    if let Some(name) =
        given.values.iter().map(|(attribute, _)| attribute.name()).find(|name| name.starts_with("request."))
    {
        let problem = format!("the parameters of `{action}` are given in `request`");
        return Err(of_attribute(at.key("when"), &Json::Null, name, &problem));
    }
    let is_counted =
        |attribute: &&PolicyAttribute| attribute.is_custom() && attribute.part() == Part::Request;
    let counted = given.values.iter().map(|(attribute, _)| attribute).find(is_counted);
    if let Some(name) = counted.map(PolicyAttribute::name) {
        let problem = format!("the value of `{name}` follows from the number of `instances`");
        return Err(of_attribute(at.key("when"), &Json::Null, name, &problem));
    }
    let mut decided = environment;
    for record in &mut records {
        let case = core::Case::new(record.instance, environment, request.of_each().parameters());
        let case = given.set(at, case)?;
        decided = case.environment;
        record.instance = case.instance;
    }
    let ids = records
        .iter()
        .zip(1..)
        .map(|(record, n)| record.instance_id.clone().unwrap_or_else(|| format!("i-{n}")));
    let ids: Vec<String> = ids.collect();
    let records = records.into_iter().map(|record| {
        let instance = record.instance;
        of_instance(record, instance)
    });
    let batch = BatchCase { ids, records: records.collect(), environment: decided, request, notes };
    match BatchAnswer::new(&batch, &Policy::documented()).ours() {
        Some(problem) => Err(invalid(at.key("instances"), &problem)),
        None => Ok(batch),
    }
}

/// The number of instances that one call may name.
const MAX_INSTANCES: u64 = 100;

/// The record with this instance; `None` if it is released.
fn of_instance(record: Record, instance: Instance) -> Option<Record> {
    let record = if record.instance == instance {
        record
    } else {
        Record { instance_id: record.instance_id, attributes: record.attributes, ..Record::from(instance) }
    };
    (instance.status != Status::Released).then_some(record)
}

/// The request of a test with the action that the test names.
fn with_action<'a>(at: At<'_>, json: Option<&Json<'a>>, action: Action) -> Result<Json<'a>, ReadError> {
    let given = match json {
        Some(json) => at.key("request").object(json, "the parameters of a request")?,
        None => &[],
    };
    if member(given, "Action").is_some() {
        return Err(invalid(at.key("request").key("Action"), &"the action is the `operation` of the test"));
    }
    let name = (Cow::Borrowed("Action"), Json::String(action.as_str().into()));
    Ok(Json::Object([name].into_iter().chain(given.iter().cloned()).collect()))
}

/// The attributes that a test gives, with the numbers of their values.
struct Given<'p> {
    attributes: &'p AttributeSet,
    values: Vec<(PolicyAttribute, usize)>,
}

impl<'p> Given<'p> {
    const fn new(attributes: &'p AttributeSet) -> Self {
        Self { attributes, values: Vec::new() }
    }

    /// Reads `{ status = "Stopped", gpu = true, locks.security = true }`.
    fn read(at: At<'_>, json: &Json<'_>, attributes: &'p AttributeSet) -> Result<Self, ReadError> {
        let mut given = Self::new(attributes);
        given.add(at, json, "")?;
        Ok(given)
    }

    fn add(&mut self, at: At<'_>, json: &Json<'_>, table: &str) -> Result<(), ReadError> {
        for (key, value) in at.object(json, "a table of attributes")? {
            let here = at.key(key);
            let name = if table.is_empty() { key.clone() } else { format!("{table}.{key}").into() };
            if matches!(value, Json::Object(_)) && table.is_empty() {
                self.add(here, value, &name)?;
                continue;
            }
            let attribute = self.attributes.named(&name).map_err(|error| invalid(here, &error))?;
            let value = match value {
                Json::String(value) => value,
                Json::Bool(true) => "Yes",
                Json::Bool(false) => "No",
                other => return Err(here.unexpected("a value of the attribute", other)),
            };
            // The error of an unknown value lists the known ones.
            self.attributes.values_region(&name, [value]).map_err(|error| invalid(here, &error))?;
            let value = attribute.values().position(|known| known == value).unwrap_or_default();
            if self.has(&name) {
                return Err(invalid(here, &format_args!("the attribute `{name}` is given twice")));
            }
            self.values.push((attribute, value));
        }
        Ok(())
    }

    /// Reads a record; without a status, it is running.
    fn record(&self, at: At<'_>, json: &Json<'_>) -> Result<Record, ReadError> {
        let custom = Custom::of(self.attributes);
        let members = at.object(json, "a record")?;
        if names::member(members, "Status").is_some() {
            return Record::read_and_keep(at, json, false, custom);
        }
        let status = (Cow::Borrowed("Status"), Json::String(Status::Running.as_str().into()));
        let members = members.iter().cloned().chain([status]).collect();
        Record::read_and_keep(at, &Json::Object(members), false, custom)
    }

    /// Returns a record without assumptions, which is written with the values of custom attributes.
    fn record_of(&self, instance: Instance) -> Record {
        Record { attributes: self.attributes.clone(), ..Record::from(instance) }
    }

    fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(attribute, _)| attribute.name() == name)
    }

    /// Sets the attributes of a case. A status without a task has its usual task.
    fn set(&self, at: At<'_>, case: core::Case) -> Result<core::Case, ReadError> {
        let given = self.values.iter();
        let point = given.fold(self.attributes.point(&case), |point, (attribute, value)| {
            point.with(attribute.field(), *value)
        });
        let mut case = self.attributes.case(&point);
        if self.has("status") && !self.has("task") {
            case.instance.task = case.instance.status.default_task();
        }
        let point = case.point();
        match impossible().find(|impossible| impossible.region.contains(&point)) {
            Some(impossible) => Err(invalid(at, &format_args!("impossible case: {}", impossible.reason))),
            None => Ok(case),
        }
    }
}
