//! Tests and laws as they are written, to keep them when their policy file is written anew.

use crate::json::at::At;
use crate::json::fields::member;
use crate::json::tree::Json;
use crate::policy::error::{PolicyFileError, PolicyFormat};
use crate::policy::file::parse;
use crate::policy::write::{entry, given};
use crate::suite::expectation::TestAnswer;
use crate::suite::law::LAW;
use crate::suite::test::{TEST, test};
use instance_lifecycle::Policy;
use serde::ser::{Error, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The tests and laws of a policy file as it writes them, for
/// [`write_annotated_policy`](crate::write_annotated_policy).
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{PolicyFormat, WrittenSuite, write_annotated_policy};
///
/// let text = "policy = 1\nbase = \"ecs-2024-11-14\"\n\n\
///     [[tests]]\nname = \"a plain stop\"\noperation = \"StopInstance\"\nexpect = \"planned\"\n";
/// let suite = WrittenSuite::read(text, PolicyFormat::of(text))?;
/// assert!(write_annotated_policy(&Policy::documented(), &suite).contains("\nname = \"a plain stop\"\n"));
/// # Ok::<_, instance_lifecycle_wire::PolicyFileError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenSuite {
    tests: Vec<Json<'static>>,
    laws: Vec<Json<'static>>,
}

impl WrittenSuite {
    /// No tests and no laws.
    pub const NONE: Self = Self { tests: Vec::new(), laws: Vec::new() };

    /// Returns the tests and laws of a policy file, without reading what they say.
    ///
    /// # Errors
    ///
    /// If the text is neither TOML nor JSON.
    pub fn read(text: &str, format: PolicyFormat) -> Result<Self, PolicyFileError> {
        let json = parse(text, format)?;
        let list = |name| match &json {
            Json::Object(members) => match member(members, name) {
                Some(Json::Array(all)) => all.iter().map(Json::to_owned).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        Ok(Self { tests: list("tests"), laws: list("laws") })
    }

    /// Writes the tests; without any, one that passes.
    pub(crate) fn write_tests(&self, f: &mut fmt::Formatter<'_>, policy: &Policy) -> fmt::Result {
        match self.tests.as_slice() {
            [] => write_test(f, policy),
            tests => tests.iter().try_for_each(|test| write(f, "tests", TEST, test)),
        }
    }

    /// Writes the laws; without any, one that holds in every policy.
    pub(crate) fn write_laws(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.laws.as_slice() {
            [] => f.write_str(SAMPLE),
            laws => laws.iter().try_for_each(|law| write(f, "laws", LAW, law)),
        }
    }
}

const SAMPLE: &str = r#"
[[laws]]
name = "a deleted instance is not billed for compute"
operation = "DeleteInstance"
never = { ends_in = "Released", billed = ["Vcpu"] }
"#;

/// Writes a test of the default case with the answer of the policy.
fn write_test(f: &mut fmt::Formatter<'_>, policy: &Policy) -> fmt::Result {
    let word = |text| Json::String(Cow::Borrowed(text));
    let members = [
        ("name", word("a running instance is stopped")),
        ("operation", word("StopInstance")),
        ("expect", word("planned")),
    ];
    let json = Json::Object(members.map(|(name, value)| (Cow::Borrowed(name), value)).into());
    // It names no attribute that a policy could lack.
    let test = test(At::ROOT, &json, policy).map_err(|_| fmt::Error)?;
    let TestAnswer { outcome, rule, error, plan, warnings } = test.run(policy).answer;
    let name = if plan.is_some() { test.name.as_str() } else { "a running instance is not stopped" };
    f.write_str("\n[[tests]]\n")?;
    entry(f, "name", &name)?;
    entry(f, "operation", &test.action)?;
    let mut expected = vec![("outcome", word(outcome)), ("rule", Json::String(rule.into()))];
    expected.extend(error.map(|error| ("code", Json::String(error.code.into()))));
    expected.extend(plan.map(|plan| ("ends_in", word(plan.status.to.as_str()))));
    if !warnings.is_empty() {
        let names = warnings.into_iter().map(|warning| Json::String(warning.rule.into()));
        expected.push(("warnings", Json::Array(names.collect())));
    }
    let expected = expected.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
    entry(f, "expect", &Toml(&Json::Object(expected)))
}

/// Writes an element of a list of tables, one line for each member, in the order of the keys that the reader
/// knows: a table of TOML has none.
fn write(f: &mut fmt::Formatter<'_>, list: &str, keys: &[&str], json: &Json<'_>) -> fmt::Result {
    let Json::Object(members) = json else { return Ok(()) };
    write!(f, "\n[[{list}]]\n")?;
    keys.iter().try_for_each(|key| {
        let value = member(members, key).filter(|value| **value != Json::Null);
        given(f, key, value.map(Toml).as_ref())
    })
}

/// JSON as a value of TOML, which has neither `null` nor whole numbers beyond 64 bits with a sign.
struct Toml<'a>(&'a Json<'a>);

impl Serialize for Toml<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_there = |json: &&Json<'_>| **json != Json::Null;
        match self.0 {
            Json::Array(elements) => serializer.collect_seq(elements.iter().filter(is_there).map(Toml)),
            Json::Object(members) => serializer.collect_map(
                members.iter().filter(|(_, value)| is_there(&value)).map(|(key, value)| (key, Toml(value))),
            ),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => serializer.serialize_i64(whole),
                (None, Some(number)) => serializer.serialize_f64(number),
                (None, None) => Err(S::Error::custom("not a number")),
            },
            other => other.serialize(serializer),
        }
    }
}
