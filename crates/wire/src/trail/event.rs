//! One event of a trail: a call of the lifecycle, and its recorded answer.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::request::notes::Notes;
use crate::request::plural::{self, batch_parameters};
use crate::request::single::{self, parameters};
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::{Action, Operation, Request};
use std::borrow::Cow;

/// A recorded call of the lifecycle with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct TrailEvent {
    /// The position in the input, from 1.
    pub number: u64,
    /// `eventId`; empty if the event has none.
    pub id: String,
    /// `eventTime`, as written: `2026-11-02T08:15:30Z`.
    pub time: String,
    /// The time in seconds since 1970.
    pub seconds: u64,
    /// The call.
    pub call: TrailCall,
    /// The recorded answer.
    pub answer: TrailAnswer,
    /// What the reader noticed beside the call.
    pub notes: Notes,
    /// The parameters that describe a new instance, as the members of its record; empty for other calls.
    pub(crate) created_as: Vec<Member<'static>>,
}

/// A call of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrailCall {
    /// A call for one instance, or for none if it creates instances.
    One(Request, Option<String>),
    /// A plural call, with the ids.
    Batch(BatchRequest, Vec<String>),
}

impl TrailCall {
    /// Returns the action.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::One(request, _) => request.operation().action(),
            Self::Batch(request, _) => request.action(),
        }
    }
}

/// The recorded answer to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrailAnswer {
    /// The call was accepted.
    Accepted {
        /// The ids of the instances that it created.
        created: Vec<String>,
        /// The code of each instance of a plural call; empty if the trail does not show them.
        items: Vec<(String, String)>,
    },
    /// The call was refused.
    Refused {
        /// `errorCode`; empty if only a message is recorded.
        code: String,
        /// `errorMessage`; empty if none is recorded.
        message: String,
    },
}

/// An event, or the reason why it is no call of the lifecycle.
pub(crate) enum Entry {
    Call(Box<TrailEvent>),
    OtherService,
    ReadOnly,
    OtherCall,
}

/// The members of a new record that the parameters of a creation give under the same name.
const DESCRIBING: &[&str] = &[
    "InstanceChargeType",
    "InstanceNetworkType",
    "InstanceType",
    "SpotStrategy",
    "SpotInterruptionBehavior",
    "CreditSpecification",
    "DeletionProtection",
    "AutoReleaseTime",
    "InternetChargeType",
];

/// Reads an event.
pub(crate) fn read(number: u64, json: &Json<'_>) -> Result<Entry, ReadError> {
    let at = At::ROOT;
    let members = at.object(json, "an event of a trail")?;
    let at_inner = at.key("event");
    match member(members, "event") {
        Some(inner @ Json::Object(_)) => read_members(number, at_inner, at_inner.object(inner, "an event")?),
        Some(Json::String(text)) => {
            let inner = parse(at_inner, text)?;
            read_members(number, at_inner, at_inner.object(&inner, "an event of a trail")?)
        }
        _ => read_members(number, at, members),
    }
}

fn read_members(number: u64, at: At<'_>, members: &[Member<'_>]) -> Result<Entry, ReadError> {
    let text = |name| match member(members, name) {
        None => Ok(""),
        Some(json) => at.key(name).text(json).map(Option::unwrap_or_default),
    };
    let name = text("eventName")?;
    if name.is_empty() {
        return Err(at.key("eventName").missing("the name of a call"));
    }
    let service = text("serviceName")?;
    if service.is_empty() {
        return Err(at.key("serviceName").missing("the name of a service"));
    }
    if !service.eq_ignore_ascii_case("Ecs") {
        return Ok(Entry::OtherService);
    }
    if text("eventRW")? == "Read" || name.starts_with("Describe") {
        return Ok(Entry::ReadOnly);
    }
    let action = Action::ALL.iter().copied().find(|action| action.as_str() == name);
    let is_call = !matches!(text("eventType")?, "AliyunServiceEvent" | "ConsoleSignin" | "ConsoleSignout");
    let Some(action) = action.filter(|_| is_call) else { return Ok(Entry::OtherCall) };
    let time = text("eventTime")?;
    let seconds = seconds(time);
    let expected = "a time such as `2026-11-02T08:15:30Z`";
    let seconds = seconds.ok_or_else(|| match member(members, "eventTime") {
        Some(found) => at.key("eventTime").unexpected(expected, found),
        None => at.key("eventTime").missing(expected),
    })?;
    let parsed;
    let (key, given) = match (member(members, "requestParameters"), member(members, "requestParameterJson")) {
        (Some(json), _) if !json.is_empty() => ("requestParameters", Some(json)),
        (_, Some(json)) if !json.is_empty() => ("requestParameterJson", Some(json)),
        _ => ("requestParameters", None),
    };
    let here = at.key(key);
    let given = match given {
        None => &[][..],
        Some(Json::String(text)) => {
            parsed = parse(here, text)?;
            here.object(&parsed, "an object of parameters")?
        }
        Some(json) => here.object(json, "an object of parameters")?,
    };
    let mut notes = Notes::default();
    let call = read_call(here, action, given, &mut notes)?;
    notes.ignored.clear();
    let creates = matches!(&call, TrailCall::One(request, _) if request.creates());
    let described = |name: &'static str| {
        let value = member(given, name).filter(|value| !value.is_empty())?;
        Some((Cow::Borrowed(name), value.to_owned()))
    };
    let described = DESCRIBING.iter().filter(|_| creates).filter_map(|name| described(name));
    let created_as: Vec<Member<'static>> = described.collect();
    let (code, message) = (text("errorCode")?, text("errorMessage")?);
    let answer = match code.is_empty() && message.is_empty() {
        true => accepted(at.key("responseElements"), member(members, "responseElements"))?,
        false => TrailAnswer::Refused { code: code.to_owned(), message: message.to_owned() },
    };
    let (id, time) = (text("eventId")?.to_owned(), time.to_owned());
    Ok(Entry::Call(Box::new(TrailEvent { number, id, time, seconds, call, answer, notes, created_as })))
}

/// Reads a call from its parameters. Parameters that no rule reads are ignored.
fn read_call(
    at: At<'_>,
    action: Action,
    given: &[Member<'_>],
    notes: &mut Notes,
) -> Result<TrailCall, ReadError> {
    let mut request: Vec<Member<'_>> =
        vec![(Cow::Borrowed("Action"), Json::String(Cow::Borrowed(action.as_str())))];
    let names = match (batch_parameters(action), Operation::ALL.iter().find(|of| of.action() == action)) {
        (Some(names), _) => names,
        (None, Some(operation)) => parameters(*operation),
        (None, None) => &[],
    };
    for (key, value) in given {
        let name =
            if key == "HibernationOptions.Configured" { "HibernationConfigured" } else { key.as_ref() };
        if let Some(name) = names.iter().find(|known| **known == name)
            && !request.iter().any(|(known, _)| known == name)
        {
            request.push((Cow::Borrowed(*name), value.clone()));
        }
    }
    let ids = ids(at, given)?;
    if batch_parameters(action).is_some() {
        let (request, _) = plural::read(at, &Json::Object(request), notes)?;
        return Ok(TrailCall::Batch(request, ids));
    }
    let id = ids.into_iter().next();
    let (request, _) = single::read(at, &Json::Object(request), notes)?;
    Ok(TrailCall::One(request, id.filter(|_| !request.creates())))
}

/// Returns the ids of a call: `InstanceId` as a text, a list or a list in a text, or `InstanceId.1` and so on.
fn ids(at: At<'_>, given: &[Member<'_>]) -> Result<Vec<String>, ReadError> {
    let here = at.key("InstanceId");
    let list = |json: &Json<'_>| match json {
        Json::Array(ids) => {
            let text = |(index, id)| here.index(index).text(id).map(|id| id.unwrap_or_default().to_owned());
            ids.iter().enumerate().map(text).collect::<Result<Vec<_>, _>>()
        }
        json => Ok(here.text(json)?.map(str::to_owned).into_iter().collect()),
    };
    match member(given, "InstanceId") {
        Some(Json::String(text)) if text.starts_with('[') => list(&parse(here, text)?),
        Some(json) => list(json),
        None => {
            let mut numbered: Vec<(u32, &str)> = Vec::new();
            for (key, value) in given {
                if let Some(number) = key.strip_prefix("InstanceId.").and_then(|number| number.parse().ok()) {
                    numbered.push((number, at.key(key).text(value)?.unwrap_or_default()));
                }
            }
            numbered.sort_by_key(|(number, _)| *number);
            Ok(numbered.into_iter().map(|(_, id)| id.to_owned()).collect())
        }
    }
}

/// Reads the elements of the response to an accepted call.
fn accepted(at: At<'_>, elements: Option<&Json<'_>>) -> Result<TrailAnswer, ReadError> {
    let parsed;
    let elements = match elements {
        Some(Json::String(text)) if !text.is_empty() => {
            parsed = parse(at, text)?;
            Some(&parsed)
        }
        other => other,
    };
    let Some(Json::Object(elements)) = elements else {
        return Ok(TrailAnswer::Accepted { created: Vec::new(), items: Vec::new() });
    };
    let list = |outer, inner| match member(elements, outer) {
        Some(Json::Object(members)) => match member(members, inner) {
            Some(Json::Array(list)) => list.as_slice(),
            _ => &[],
        },
        Some(Json::Array(list)) => list.as_slice(),
        _ => &[],
    };
    let text = |json: &Json<'_>| match json {
        Json::String(text) => Some(text.clone().into_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut created: Vec<String> = list("InstanceIdSets", "InstanceIdSet").iter().filter_map(text).collect();
    created.extend(member(elements, "InstanceId").and_then(text));
    let item = |json: &Json<'_>| match json {
        Json::Object(item) => {
            Some((member(item, "InstanceId").and_then(text)?, member(item, "Code").and_then(text)?))
        }
        _ => None,
    };
    let items = list("InstanceResponses", "InstanceResponse").iter().filter_map(item).collect();
    Ok(TrailAnswer::Accepted { created, items })
}

fn member<'t, 'a>(members: &'t [Member<'a>], name: &str) -> Option<&'t Json<'a>> {
    names::member(members, name).map(|(_, value)| value)
}

/// Parses JSON in a text.
fn parse(at: At<'_>, text: &str) -> Result<Json<'static>, ReadError> {
    let parsed: Result<Json<'_>, _> = serde_json::from_str(text);
    match parsed {
        Ok(json) => Ok(json.to_owned()),
        Err(_) => Err(at.unexpected("JSON in a text", &Json::String(Cow::Borrowed(text)))),
    }
}

/// The seconds since 1970 of a time in UTC such as `2026-11-02T08:15:30Z`; fractions are dropped.
fn seconds(time: &str) -> Option<u64> {
    let number = |range: std::ops::Range<usize>| -> Option<u64> {
        let digits = time.get(range)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let rest = time.get(19..)?.strip_suffix('Z')?;
    let is_fraction = rest.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if !marks.iter().all(|(at, mark)| time.as_bytes()[*at] == *mark) || !(rest.is_empty() || is_fraction) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if year < 1970
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    // Years that start in March end with the leap day.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    days.checked_sub(719_468).map(|days| days * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_are_seconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-03-01T00:00:00Z", Some(951_868_800)),
            ("2021-08-04T06:11:36Z", Some(1_628_057_496)),
            ("2024-02-29T23:59:59.125Z", Some(1_709_251_199)),
            ("2024-02-29T23:59:59+08:00", None),
            ("2024-13-01T00:00:00Z", None),
            ("2024-02-29 23:59:59Z", None),
            ("2024-02-2éT23:59:59Z", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
