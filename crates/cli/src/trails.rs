//! Trails of calls, with a listing as the starting point.

use crate::args::EnvironmentOptions;
use crate::exit::{Failure, Input};
use crate::input;
use crate::output::{BAD, FAINT, Output, Text, counted};
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{AnyCase, Defaults, Fleet, MAX_LINE, REQUEST_ERRORS, Trail, TrailEvent};
use serde::Serialize;
use std::path::Path;

/// The number of unreadable events that are named.
const NAMED: usize = 5;

/// The events that are not compared.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Skipped {
    pub(crate) other_services: u64,
    pub(crate) read_only: u64,
    pub(crate) other_calls: u64,
    /// The calls of instances that the listing does not have.
    pub(crate) unlisted: u64,
}

/// Reads a trail from a file or from standard input.
pub(crate) fn read_trail(file: Option<&Path>, output: &Output) -> Result<Trail, Failure> {
    let (name, reader) = input::open(file, output)?;
    Trail::read(reader).map_err(|error| match error.is_io() {
        true => Failure::Input(name, error.into()),
        false => Failure::Usage(format!("cannot read {}: not JSON: {error}", Input(&name))),
    })
}

/// Reads the listing before a trail. An unreadable record is an error, since all later answers would be in
/// doubt.
pub(crate) fn read_fleet(
    file: &Path,
    environment: &EnvironmentOptions,
    policy: &Policy,
    output: &Output,
) -> Result<Fleet, Failure> {
    let given = environment.given(policy.attributes());
    let defaults =
        Defaults { given, ..input::record_defaults(environment.environment(policy.attributes())?, policy) };
    let mut fleet = Fleet::new(defaults.clone());
    let name = file.display().to_string();
    let failed = |line: u64, reason: &str| {
        Failure::Usage(format!("cannot read {}: line {line}: {reason}", Input(&name)))
    };
    input::each_single(Some(file), MAX_LINE, defaults, output, |line, case| {
        let case = case.map_err(|error| failed(error.line(), &error.kind().to_string()))?;
        let record = case.record.ok_or_else(|| failed(line, "expected a record, found `null`"))?;
        let Some(id) = record.instance_id.clone() else {
            return Err(failed(line, "missing field `InstanceId`; expected the id of the instance"));
        };
        match fleet.insert(record) {
            true => Ok(()),
            false => Err(failed(line, &format!("`{id}` is listed twice"))),
        }
    })?;
    Ok(fleet)
}

/// Calls `case` with every call of a trail as a case, under the policy that explains the states between, and
/// applies the recorded answers. Returns the events that are skipped.
pub(crate) fn each(
    trail: &Trail,
    mut fleet: Fleet,
    policy: &Policy,
    mut case: impl FnMut(&TrailEvent, &AnyCase),
) -> Skipped {
    let Trail { other_services, read_only, other_calls, .. } = *trail;
    let mut skipped = Skipped { other_services, read_only, other_calls, unlisted: 0 };
    for event in &trail.events {
        match fleet.case(event, policy) {
            Some(found) => {
                case(event, &found);
                fleet.advance(event, &found, policy);
            }
            None => skipped.unlisted += 1,
        }
    }
    skipped
}

/// Returns the code of an answer that the service gives before any rule of the lifecycle.
pub(crate) fn before_any_rule(event: &TrailEvent) -> Option<&str> {
    let code = event.answer.code()?;
    let is_of_the_lifecycle = event.call.action().errors().rows.iter().any(|row| row.code == code);
    let is_known = REQUEST_ERRORS.iter().any(|error| error.code == code) || code.starts_with("Throttling");
    (is_known && !is_of_the_lifecycle).then_some(code)
}

impl Skipped {
    /// Writes what is skipped, unless it is nothing.
    pub(crate) fn write(&self, output: &Output) -> Result<(), Failure> {
        let Self { other_services, read_only, other_calls, unlisted } = *self;
        let parts = [
            (other_services, "event", "of other services"),
            (read_only, "call", "that only read"),
            (other_calls, "other call", "of the service"),
            (unlisted, "call", "of instances that the listing lacks"),
        ];
        let parts = parts.iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> =
            parts.map(|(count, what, which)| format!("{} {which}", counted(*count, what))).collect();
        match parts.is_empty() {
            true => Ok(()),
            false => {
                output.paragraph("", Text::new().styled(FAINT, format!("skipped: {}", parts.join(", "))))
            }
        }
    }
}

/// Writes the first unreadable events, and the number of the others.
pub(crate) fn write_unreadable(trail: &Trail, output: &Output) -> Result<(), Failure> {
    for (number, error) in trail.unreadable.iter().take(NAMED) {
        let head = Text::from(format_args!("event {number}: ")).styled(BAD, "unreadable:");
        output.paragraph("", head.plain(' ').plain(error))?;
    }
    match trail.unreadable.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => output.line(format_args!("and {more} more unreadable")),
    }
}

/// The first unreadable events, as JSON.
pub(crate) fn named_unreadable(trail: &Trail) -> Vec<impl Serialize + use<>> {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Unreadable {
        event: u64,
        reason: String,
    }

    let unreadable = trail.unreadable.iter().take(NAMED);
    unreadable.map(|(number, error)| Unreadable { event: *number, reason: error.to_string() }).collect()
}
