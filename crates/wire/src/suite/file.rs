//! Reading whole policy files: a policy with its tests and laws.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields::member;
use crate::json::tree::{Json, Member};
use crate::policy::error::{Place, PolicyFileError, PolicyFormat};
use crate::policy::file::{in_form, parse, policy_of};
use crate::policy::place::Places;
use crate::policy::read::{document, list, members, required};
use crate::suite::law::{PolicyLaw, law};
use crate::suite::test::{PolicyTest, test};
use instance_lifecycle::Policy;

/// A policy with the tests and laws of its file.
///
/// ```
/// use instance_lifecycle_wire::{PolicyFormat, read_policy_file};
///
/// let text = r#"
/// policy = 1
/// base = "ecs-2024-11-14"
///
/// [[tests]]
/// name = "an instance with local disks is not stopped without a confirmation"
/// operation = "StopInstance"
/// when = { local_storage = true }
/// expect = { code = "InstanceType.ParameterMismatch", rule = "confirm-stop" }
/// "#;
/// let file = read_policy_file(text, PolicyFormat::Toml)?;
/// assert_eq!(file.tests[0].run(&file.policy).mismatches, []);
/// # Ok::<(), instance_lifecycle_wire::PolicyFileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// The policy.
    pub policy: Policy,
    /// The tests, in their order.
    pub tests: Vec<PolicyTest>,
    /// The laws, in their order.
    pub laws: Vec<PolicyLaw>,
}

/// Reads a policy with its tests and laws.
///
/// # Errors
///
/// At the first error.
pub fn read_policy_file(text: &str, format: PolicyFormat) -> Result<PolicyFile, PolicyFileError> {
    let json = parse(text, format)?;
    let document = document(&json).map_err(|error| in_form(text, format, error))?;
    let policy = policy_of(&document, text, format)?;
    let mut file = PolicyFile { policy, tests: Vec::new(), laws: Vec::new() };
    let Json::Object(members) = &json else { return Ok(file) };
    let all = parts(members, "tests", |at, json| test(at, json, &file.policy))
        .and_then(|tests| Ok((tests, parts(members, "laws", |at, json| law(at, json, &file.policy))?)));
    (file.tests, file.laws) = all.map_err(|error| in_form(text, format, error))?;
    if !(file.tests.is_empty() && file.laws.is_empty()) {
        let lines = Lines::of(text, format);
        (0..).zip(&mut file.tests).for_each(|(n, test)| test.line = lines.of_name("tests", n));
        (0..).zip(&mut file.laws).for_each(|(n, law)| law.line = lines.of_name("laws", n));
    }
    Ok(file)
}

/// Reads a policy.
///
/// # Errors
///
/// At the first error.
///
/// ```
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{PolicyFormat, read_policy};
///
/// let text = "policy = 1\nbase = \"ecs-2024-11-14\"\n\n[interpretations]\nsecurity-locked-stop = \"Allow\"\n";
/// let policy = read_policy(text, PolicyFormat::of(text))?;
/// assert_eq!(policy, Policy::documented().with(SecurityLockedStop::Allow));
///
/// assert_eq!(
///     read_policy(&text.replace("Allow", "Alow"), PolicyFormat::Toml).unwrap_err().to_string(),
///     "line 5, column 1: at `interpretations.security-locked-stop`: unknown value `Alow` of `security-locked-stop`, \
///      expected `Deny` or `Allow`: did you mean `Allow`?",
/// );
/// # Ok::<_, instance_lifecycle_wire::PolicyFileError>(())
/// ```
pub fn read_policy(text: &str, format: PolicyFormat) -> Result<Policy, PolicyFileError> {
    read_policy_file(text, format).map(|file| file.policy)
}

/// Reads a file of laws about the calls of a policy. Of a policy file, only the laws are read.
///
/// # Errors
///
/// At the first error.
pub fn read_laws(
    text: &str,
    format: PolicyFormat,
    policy: &Policy,
) -> Result<Vec<PolicyLaw>, PolicyFileError> {
    let json = parse(text, format)?;
    let read = || {
        if is_policy(&json) {
            document(&json)?;
            let Json::Object(all) = &json else { return Ok(Vec::new()) };
            return parts(all, "laws", |at, json| law(at, json, policy));
        }
        let members = members(At::ROOT, &json, &["laws"], "a table of laws")?;
        let laws = |at: At<'_>, json: &Json<'_>| list(at, json, |at, json| law(at, json, policy));
        required(At::ROOT, members, "laws", "a list of laws", laws)
    };
    let mut laws = read().map_err(|error| in_form(text, format, error))?;
    let lines = Lines::of(text, format);
    (0..).zip(&mut laws).for_each(|(n, law)| law.line = lines.of_name("laws", n));
    Ok(laws)
}

/// Whether a file that is read as laws is a policy file.
fn is_policy(json: &Json<'_>) -> bool {
    matches!(json, Json::Object(members) if member(members, "policy").is_some())
}

/// Reads a list of a policy file; empty if it is absent.
fn parts<T>(
    members: &[Member<'_>],
    name: &'static str,
    read: impl Fn(At<'_>, &Json<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    member(members, name).map_or(Ok(Vec::new()), |json| list(At::ROOT.key(name), json, read))
}

/// The lines of the parts of a file.
struct Lines<'t> {
    text: &'t str,
    places: Places,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str, format: PolicyFormat) -> Self {
        Self { text, places: Places::of(text, format) }
    }

    /// Returns the line of the name of an element of a list, from 1.
    fn of_name(&self, list: &str, number: usize) -> usize {
        Place::of(self.text, self.places.offset(&format!("{list}[{number}].name"))).line
    }
}
