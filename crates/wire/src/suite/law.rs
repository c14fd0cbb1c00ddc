//! Laws as policy files and files of laws write them.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError, ReadErrorKind, clip};
use crate::json::fields::member;
use crate::json::tree::Json;
use crate::policy::conditions::{self, Conditions};
use crate::policy::read::{boolean, list, members, required, table, text};
use instance_lifecycle::analysis::laws::{Claim, Law, always, implies, never};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{Disposition, Resource, Settlement};
use instance_lifecycle::rules::Verdict;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::suggest::{OneOf, nearest};
use instance_lifecycle::{Action, Policy, Status};

pub(crate) const LAW: &[&str] = &["name", "operation", "when", "never", "always", "if", "then"];
pub(crate) const CLAIM: &[&str] =
    &["refused", "code", "settled", "stopped_mode", "ends_in", "billed", "not_billed", "becomes"];

/// A law of a file: a claim about all cases of an operation, with its name.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{PolicyFormat, read_laws};
///
/// let text = r#"
/// [[laws]]
/// name = "subscriptions are never stopped in economical mode"
/// operation = "StopInstance"
/// when = { charge_type = ["PrePaid"] }
/// never = { stopped_mode = "StopCharging" }
/// "#;
/// let policy = Policy::documented();
/// let laws = read_laws(text, PolicyFormat::Toml, &policy)?;
/// assert!(laws[0].law.prove(&policy, laws[0].action).is_ok());
/// # Ok::<(), instance_lifecycle_wire::PolicyFileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLaw {
    /// The name.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// The operation.
    pub action: Action,
    /// The law.
    pub law: Law,
}

/// Reads a law about the calls of a policy.
pub(crate) fn law(at: At<'_>, json: &Json<'_>, policy: &Policy) -> Result<PolicyLaw, ReadError> {
    let members = members(at, json, LAW, "a table of a law")?;
    let name = required(at, members, "name", "a name for the law", text)?;
    let action = required(at, members, "operation", "the name of an operation", word)?;
    let region = match member(members, "when") {
        Some(json) => region(at.key("when"), json, policy)?,
        None => Region::FULL,
    };
    let claim =
        |name| member(members, name).map(|json| claim(at.key(name), json, action, policy)).transpose();
    let law = match (claim("never")?, claim("always")?, claim("if")?, claim("then")?) {
        (Some(claim), None, None, None) => never(region, claim),
        (None, Some(claim), None, None) => always(region, claim),
        (None, None, Some(assumed), Some(claimed)) => implies(region, assumed, claimed),
        _ => return Err(invalid(at, &"expected one of `never`, `always`, or `if` with `then`")),
    };
    Ok(PolicyLaw { name, line: 0, action, law })
}

/// The cases that conditions select.
fn region(at: At<'_>, json: &Json<'_>, policy: &Policy) -> Result<Region, ReadError> {
    let mut asked = Conditions::new();
    conditions::read(at, json, "", &mut asked)?;
    asked.iter().try_fold(Region::FULL, |all, (name, values)| {
        let region = values.region(name, policy.attributes());
        region.map(|region| all.intersect(&region)).map_err(|error| of_attribute(at, json, name, &error))
    })
}

/// The error of an attribute in a table, whose name is a key or the keys of nested tables.
pub(super) fn of_attribute(
    at: At<'_>,
    json: &Json<'_>,
    name: &str,
    problem: &impl std::fmt::Display,
) -> ReadError {
    let is_key = matches!(json, Json::Object(members) if member(members, name).is_some());
    match name.split_once('.').filter(|_| !is_key) {
        Some((table, rest)) => invalid(at.key(table).key(rest), problem),
        None => invalid(at.key(name), problem),
    }
}

pub(super) fn invalid(at: At<'_>, problem: &impl std::fmt::Display) -> ReadError {
    at.error(ReadErrorKind::Invalid { problem: problem.to_string() })
}

/// Reads a value of a closed set.
pub(super) fn word<T: Finite>(at: At<'_>, json: &Json<'_>) -> Result<T, ReadError> {
    at.word(json)?.ok_or_else(|| at.unexpected(Expected::OneOf(T::NAMES), json))
}

/// Reads a claim about an answer: the conjunction of its keys.
fn claim(at: At<'_>, json: &Json<'_>, action: Action, policy: &Policy) -> Result<Claim, ReadError> {
    let members = members(at, json, CLAIM, "a table of a claim")?;
    let mut all = Vec::new();
    for (key, value) in members {
        let here = at.key(key);
        match key.as_ref() {
            "refused" if boolean(here, value)? => all.push(Claim::Refused),
            "refused" => all.push(!Claim::Refused),
            "code" => all.push(Claim::Code(code(here, value, action, policy)?.into())),
            "settled" => all.push(Claim::Settled(settlement(here, value, action)?)),
            "stopped_mode" => all.push(Claim::StoppedMode(word::<StoppedMode>(here, value)?)),
            "ends_in" => all.push(Claim::EndsIn(word::<Status>(here, value)?)),
            "billed" => all.extend(list(here, value, word::<Resource>)?.into_iter().map(Claim::Billed)),
            "not_billed" => {
                let resources = list(here, value, word::<Resource>)?;
                all.extend(resources.into_iter().map(|resource| !Claim::Billed(resource)));
            }
            _ => {
                let becomes = dispositions(here, value)?.into_iter();
                all.extend(becomes.map(|(resource, becomes)| Claim::Disposition(resource, becomes)));
            }
        }
    }
    Ok(Claim::All(all))
}

/// Reads the dispositions of resources.
pub(super) fn dispositions(at: At<'_>, json: &Json<'_>) -> Result<Vec<(Resource, Disposition)>, ReadError> {
    let becomes = |(name, disposition): (String, Disposition)| {
        let resource = name.parse().map_err(|error| invalid(at.key(&name), &error));
        resource.map(|resource| (resource, disposition))
    };
    table(at, json, word)?.into_iter().map(becomes).collect()
}

/// Reads a code. One that neither the pages of the operation list nor a custom rule raises is an error: no
/// case has it, so that a misspelt code would prove anything.
fn code(at: At<'_>, json: &Json<'_>, action: Action, policy: &Policy) -> Result<String, ReadError> {
    let code = text(at, json)?;
    // A plural answers with the error of its singular if its own page has none.
    let pages = [action, action.singular().action()];
    let documented = pages.into_iter().flat_map(|page| page.errors().rows).map(|row| row.code);
    let custom = policy.rows(action.singular()).filter_map(|row| match row.then {
        Verdict::RaiseCustom { code, .. } => Some(code),
        Verdict::Raise(_) | Verdict::Settle(_) | Verdict::Warn(_) => None,
    });
    let known: Vec<&str> = documented.chain(custom).collect();
    if known.contains(&code.as_str()) {
        return Ok(code);
    }
    let problem = format!("`{}` is no code of `{action}`", clip(&code));
    Err(invalid(
        at,
        &match nearest(&code, known) {
            Some(nearest) => format!("{problem}, did you mean `{nearest}`?"),
            None => format!("{problem}: `lifecycle errors --operation {action}` lists the codes"),
        },
    ))
}

/// Reads a settlement of the operation; one of another operation is an error, for the same reason.
fn settlement(at: At<'_>, json: &Json<'_>, action: Action) -> Result<Settlement, ReadError> {
    let settlement: Settlement = word(at, json)?;
    let mut names: Vec<&str> =
        action.singular().rule_table().settlements.iter().map(|row| row.then.as_str()).collect();
    names.dedup();
    if names.contains(&settlement.as_str()) {
        return Ok(settlement);
    }
    let expected = OneOf(&names);
    Err(invalid(at, &format!("`{action}` never settles as `{settlement}`: expected {expected}")))
}
