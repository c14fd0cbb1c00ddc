//! The fields of records and environments as cases write them, and the attributes behind them.

use crate::exit::Failure;
use crate::suggest::{known, not_among};
use instance_lifecycle::instance::{CustomValues, LockReason, Locks};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, AttributeSet, ChangedBy, Part};
use instance_lifecycle::suggest::nearest;
use instance_lifecycle::{Case, Environment, Instance};
use instance_lifecycle_wire::{Assumed, Given};
use serde_json::Value;
use std::fmt;

/// The field that holds every lock. `--assume` can only say that there is none.
const LOCKS: &str = "OperationLocks";
const NO_LOCKS: &str = "none";

/// An attribute, and the number of its value.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// The name of the field.
    pub(crate) name: &'static str,
    /// The name as cases write it.
    spelling: String,
    attribute: &'static Attribute,
    value: usize,
}

impl Fact {
    /// The environment with this fact.
    pub(crate) fn environment(&self, environment: Environment) -> Environment {
        self.case(Case::DEFAULT.with(|it| it.environment = environment)).environment
    }

    /// The name of the fact of the environment as cases write it.
    pub(crate) fn environment_name(&self) -> &str {
        &self.spelling
    }

    /// The instance with this fact.
    pub(crate) fn instance(&self, instance: Instance) -> Instance {
        self.case(Case::DEFAULT.with(|it| it.instance = instance)).instance
    }

    /// The value that the instance has instead, as cases write it.
    pub(crate) fn value_in(&self, instance: Instance) -> &'static str {
        if self.name == LOCKS {
            return instance.locks.iter().next().map_or(NO_LOCKS, LockReason::as_str);
        }
        let point = Case::DEFAULT.with(|it| it.instance = instance).point();
        values(self.attribute)[point.value(self.attribute.field)]
    }

    fn case(&self, case: Case) -> Case {
        let changed = Case::at(&case.point().with(self.attribute.field, self.value));
        // A point has no values of custom attributes.
        changed.with(|it| {
            it.instance.custom = case.instance.custom;
            it.environment.custom = case.environment.custom;
            if self.name == LOCKS {
                it.instance.locks = Locks::NONE;
            }
        })
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, values_of(self.name, self.attribute)[self.value])
    }
}

/// A fact given as an argument.
#[derive(Clone, Debug)]
pub(crate) enum GivenFact {
    /// The value of a built-in attribute.
    BuiltIn(Fact),
    /// The value of another attribute, which the policy may declare.
    Other(OtherFact),
}

/// A fact whose name is that of no built-in attribute.
#[derive(Clone, Debug)]
pub(crate) struct OtherFact {
    /// The argument.
    text: String,
    name: String,
    value: String,
    /// What is wrong if no custom attribute has the name.
    problem: UnknownFact,
}

/// What is wrong with a name that no built-in attribute has.
#[derive(Clone, Debug)]
enum UnknownFact {
    /// It is close to that of another field, or that of a field which another option sets.
    Says(String),
    /// These are the names of the fields.
    Expected(Vec<String>),
}

impl GivenFact {
    pub(crate) const fn built_in(&self) -> Option<&Fact> {
        match self {
            Self::BuiltIn(fact) => Some(fact),
            Self::Other(_) => None,
        }
    }
}

/// The values of custom attributes among the facts that an option gives.
pub(crate) fn custom_values(
    facts: &[GivenFact],
    option: &str,
    attributes: &AttributeSet,
    is_part: impl Fn(Part) -> bool,
) -> Result<CustomValues, Failure> {
    let mut values = CustomValues::NONE;
    for fact in facts {
        let GivenFact::Other(OtherFact { text, name, value, problem }) = fact else { continue };
        let wrong = |problem: &str| {
            // As the parser of arguments reports an invalid value.
            let value = format!("invalid value '{text}' for '--{option} <NAME=VALUE>': {problem}");
            Failure::Usage(format!("{value}\n\nFor more information, try '--help'."))
        };
        let named = attributes.custom().find(|it| it.name() == name && is_part(it.source().part()));
        let attribute = named.ok_or_else(|| {
            if let Some(elsewhere) = attributes.custom().find(|it| it.name() == name) {
                return wrong(&of_part(name, elsewhere.source().part()));
            }
            let names = attributes.custom().filter(|it| is_part(it.source().part())).map(|it| it.name());
            let names: Vec<&str> = names.collect();
            match (nearest(name, names.iter().copied()), problem) {
                (Some(custom), _) => wrong(&format!("there is no fact `{name}`, did you mean `{custom}`?")),
                (None, UnknownFact::Says(problem)) => wrong(problem),
                (None, UnknownFact::Expected(fields)) => {
                    let names: Vec<&str> =
                        names.into_iter().chain(fields.iter().map(String::as_str)).collect();
                    wrong(&format!("there is no fact `{name}`: expected {}", known(&names)))
                }
            }
        })?;
        let spelling = match crate::suggest::flag(value) {
            Some(true) if attribute.values() == ["No", "Yes"] => "Yes",
            Some(false) if attribute.values() == ["No", "Yes"] => "No",
            _ => value,
        };
        let number = attribute.value_of_text(spelling).ok_or_else(|| {
            let known_values: Vec<&str> = attribute.values().iter().map(String::as_str).collect();
            let expected = format!("expected {}", known(&known_values));
            wrong(&not_among(&format!("value of `{name}`"), value, &known_values, &expected))
        })?;
        values = attributes.with_value(values, name, number);
    }
    Ok(values)
}

/// Says of which part of a case an attribute is, and thus how it is given.
fn of_part(name: &str, part: Part) -> String {
    match part {
        Part::Instance => format!("`{name}` is a fact of the instance: use `--assume`"),
        Part::Environment => format!("`{name}` is a fact of the environment: use `--environment`"),
        Part::Request => format!("`{name}` follows from the number of instances of the call"),
    }
}

/// The custom attributes among the facts that an option gives, with those that are given already.
pub(crate) fn given_custom(facts: &[GivenFact], attributes: &AttributeSet, given: Given) -> Given {
    facts.iter().fold(given, |given, fact| match fact {
        GivenFact::Other(fact) => given.with_custom(attributes, &fact.name),
        GivenFact::BuiltIn(_) => given,
    })
}

/// A fact of the environment from `NAME=VALUE`.
pub(crate) fn environment_fact(text: &str) -> Result<GivenFact, String> {
    parse(text, "Stock=SoldOut", Part::Environment)
}

/// A fact of an instance from `NAME=VALUE`.
pub(crate) fn assumed_fact(text: &str) -> Result<GivenFact, String> {
    parse(text, "Standing=InArrears", Part::Instance)
}

/// The names of the fields that an option sets, with their attributes.
fn fields_of(part: Part) -> Vec<(String, &'static Attribute)> {
    let field = |name: &'static str| Some((name.to_owned(), Assumed::attributes(name).next()?));
    match part {
        Part::Instance => assumable().filter_map(field).collect(),
        part => of(part).map(|attribute| (name(attribute), attribute)).collect(),
    }
}

/// The fields that `--assume` can set.
fn assumable() -> impl Iterator<Item = &'static str> {
    let mut known = Vec::new();
    Assumed::ALL.iter().filter(move |name| {
        let is_new = !known.contains(name);
        known.push(*name);
        is_new
    })
}

/// Resources named like no attribute, with the attribute that says whether there is one.
const RESOURCES: [(&str, &str); 2] = [("ElasticIp", "elastic_address"), ("StaticPublicIp", "static_address")];

/// Reads a fact. Its name is that of the field or, as in policies, of the attribute; a flag has any of
/// the spellings of [`flag`].
fn parse(text: &str, example: &str, part: Part) -> Result<GivenFact, String> {
    let fields = fields_of(part);
    let (given, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, such as {example}"))?;
    let is_given =
        |(field, attribute): &&(String, &'static Attribute)| field == given || attribute.name == given;
    let is_locks = |(field, _): &&(String, &'static Attribute)| field == LOCKS;
    let is_given = |field: &&(String, &'static Attribute)| match is_locks(field) {
        true => given == LOCKS,
        false => is_given(field),
    };
    let Some((field, attribute)) = fields.iter().find(is_given) else {
        let (text, name, value) = (text.to_owned(), given.to_owned(), value.to_owned());
        return Ok(GivenFact::Other(OtherFact {
            text,
            name,
            value,
            problem: unknown_fact(given, part, &fields),
        }));
    };
    let values = values_of(field, attribute);
    let spelling = match crate::suggest::flag(value).filter(|_| is_flag(attribute)) {
        Some(flag) => {
            if flag {
                "true"
            } else {
                "false"
            }
        }
        None => value,
    };
    let index = values.iter().position(|name| *name == spelling);
    let index = index.ok_or_else(|| {
        not_among(&format!("value of `{field}`"), value, &values, &format!("expected {}", known(&values)))
    })?;
    let name = assumable().find(|name| name == field).unwrap_or(attribute.name);
    Ok(GivenFact::BuiltIn(Fact { name, spelling: field.clone(), attribute, value: index }))
}

/// Says that there is no fact of that name: with the field that was probably meant, by any of the names
/// that it has elsewhere.
fn unknown_fact(given: &str, part: Part, fields: &[(String, &'static Attribute)]) -> UnknownFact {
    let other = if part == Part::Instance { Part::Environment } else { Part::Instance };
    if fields_of(other).iter().any(|(field, attribute)| field == given || attribute.name == given) {
        return UnknownFact::Says(of_part(given, other));
    }
    let elsewhere = |(field, attribute): &(String, &'static Attribute)| -> Vec<(String, String)> {
        let resources = RESOURCES.iter().filter(|(_, of)| *of == attribute.name).map(|(name, _)| *name);
        let names =
            resources.map(str::to_owned).chain([field.clone(), name(attribute), attribute.name.to_owned()]);
        names.map(|name| (name, field.clone())).collect()
    };
    let all: Vec<(String, String)> = fields.iter().flat_map(elsewhere).collect();
    let nearest = nearest(given, all.iter().map(|(name, _)| name.as_str()));
    match nearest.and_then(|nearest| all.iter().find(|(name, _)| name == nearest)) {
        Some((_, field)) => UnknownFact::Says(format!("there is no fact `{given}`, did you mean `{field}`?")),
        None => UnknownFact::Expected(fields.iter().map(|(field, _)| field.clone()).collect()),
    }
}

/// Every fact of the environment with its values, the default first, a line each.
pub(crate) fn environment_help() -> String {
    of(Part::Environment).map(|attribute| help_line(&name(attribute), attribute)).collect()
}

/// Every fact that `--assume` sets with its values, the default first, a line each.
pub(crate) fn assumed_help() -> String {
    assumable().filter_map(|name| Some(help_line(name, Assumed::attributes(name).next()?))).collect()
}

/// A line of the help; long lists of values are continued on lines of their own.
fn help_line(name: &str, attribute: &Attribute) -> String {
    let mut values = values_of(name, attribute);
    values[..=attribute.default].rotate_right(1);
    let mut text = format!("  {name}=");
    let mut used = text.len();
    for (n, value) in values.iter().enumerate() {
        if n > 0 && used + 1 + value.len() > 78 {
            text.push_str("|\n      ");
            used = 6;
        } else if n > 0 {
            text.push('|');
            used += 1;
        }
        text.push_str(value);
        used += value.len();
    }
    text + "\n"
}

pub(crate) fn of(part: Part) -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(move |attribute| attribute.part == part)
}

/// The last name of an attribute's path.
pub(crate) fn leaf(attribute: &Attribute) -> &'static str {
    leaf_of(attribute.name)
}

fn leaf_of(name: &'static str) -> &'static str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The name of an attribute as cases write it: `HostRepairing`.
pub(crate) fn name(attribute: &Attribute) -> String {
    leaf(attribute).split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The name of the field of a request, or of any other field that no vendor field shows.
pub(crate) fn request_name(attribute: &Attribute) -> String {
    match leaf(attribute) {
        "delete_force_stop" => "ForceStop".to_owned(),
        "new_charge_type" => "InstanceChargeType".to_owned(),
        "new_network_type" => "InstanceNetworkType".to_owned(),
        "new_spot_strategy" => "SpotStrategy".to_owned(),
        "new_hibernation" => "HibernationConfigured".to_owned(),
        _ => name(attribute),
    }
}

/// The meaning of an attribute: the documentation of its field, without the marks of links.
pub(crate) fn meaning(attribute: &Attribute) -> String {
    let source = match (attribute.part, attribute.name.starts_with("locks.")) {
        (Part::Instance, true) => include_str!("../../../src/instance/locks.rs"),
        (Part::Instance, false) => include_str!("../../../src/instance/mod.rs"),
        (Part::Environment, _) => include_str!("../../../src/environment.rs"),
        (Part::Request, _) => include_str!("../../../src/request/mod.rs"),
    };
    let field = format!("pub {}: ", leaf(attribute));
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let end = lines.iter().position(|line| line.starts_with(&field)).unwrap_or(0);
    let start =
        lines[..end].iter().rposition(|line| !line.starts_with("/// ")).map_or(0, |before| before + 1);
    let words = lines[start..end].iter().flat_map(|line| line[3..].split_whitespace());
    words.collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`")
}

/// The name of those who can change an attribute.
pub(crate) const fn party(changed_by: ChangedBy) -> &'static str {
    match changed_by {
        ChangedBy::Request => "Request",
        ChangedBy::Owner => "Owner",
        ChangedBy::Vendor => "Vendor",
        ChangedBy::Nobody => "Nobody",
    }
}

/// The values of an attribute as cases write them.
pub(crate) fn values(attribute: &Attribute) -> Vec<&'static str> {
    let values = attribute.values.iter();
    values.map(|value| if is_flag(attribute) { flag(value) } else { *value }).collect()
}

/// The values of a field of which the first attribute is given.
fn values_of(field: &str, attribute: &Attribute) -> Vec<&'static str> {
    if field == LOCKS { vec![NO_LOCKS] } else { values(attribute) }
}

fn is_flag(attribute: &Attribute) -> bool {
    attribute.values == ["No", "Yes"]
}

/// The default value of an attribute as JSON.
pub(crate) fn default(attribute: &Attribute) -> Value {
    match attribute.values[attribute.default] {
        value if is_flag(attribute) => (value == "Yes").into(),
        value => value.into(),
    }
}

fn flag(value: &str) -> &'static str {
    if value == "Yes" { "true" } else { "false" }
}
