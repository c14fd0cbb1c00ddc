//! The common form of a case on one line, read without a tree of the whole line.
//!
//! Only what reads without doubt is read here: an object with the members of a case, each once and in its
//! exact spelling. Everything else, and every error, is left to the tree.

use crate::input::item::decode;
use crate::json::at::At;
use crate::json::pull::Pull;
use crate::json::tree::Json;
use crate::record::facts::read_environment;
use crate::record::found::Found;
use crate::record::read::Record;
use crate::request::case::Case;
use crate::request::single::{self, Defaults, is_absent};
use crate::request::vocabulary::is_known;

/// Reads a line that is a case of one instance; `None` if it is something else, or not valid.
pub(crate) fn read(line: &[u8], defaults: &Defaults) -> Option<Case> {
    if defaults.keep_records || defaults.attributes.has_custom() || line.first() != Some(&b'{') {
        return None;
    }
    let mut pull = Pull::new(decode(line).ok()?);
    let mut found = Found::default();
    let (mut has_record, mut environment, mut request) = (None, None, None);
    pull.object(|pull, key| match key {
        "Instance" => {
            let is_record = pull.peek()? == b'{';
            if is_record {
                read_record(pull, &mut found)?
            } else {
                pull.null()?
            }
            only(&mut has_record, is_record)
        }
        "Environment" => only(&mut environment, pull.value(is_known)?),
        "Request" => only(&mut request, pull.value(is_known)?),
        _ => None,
    })?;
    let found = has_record?.then_some(&found);
    if !pull.is_at_end() {
        return None;
    }
    case(found, environment, request, defaults)
}

/// Sets a member; `None` if it is repeated.
fn only<T>(place: &mut Option<T>, value: T) -> Option<()> {
    match place.replace(value) {
        Some(_) => None,
        None => Some(()),
    }
}

fn read_record<'a>(pull: &mut Pull<'a>, found: &mut Found<'a>) -> Option<()> {
    pull.object(|pull, key| match Found::exactly(key).ok()? {
        None => pull.skip(),
        Some(number) => found.add(number, pull.value(is_known)?).then_some(()),
    })
}

fn case(
    found: Option<&Found<'_>>,
    environment: Option<Json<'_>>,
    request: Option<Json<'_>>,
    defaults: &Defaults,
) -> Option<Case> {
    let mut notes = defaults.notes();
    let mut state = defaults.environment;
    if let Some(given) = environment.filter(|given| !is_absent(given)) {
        let facts = read_environment(At::ROOT, &given, &defaults.attributes, &mut state).ok()?;
        notes.given = notes.given.and(facts);
    }
    let given = request.filter(|given| !is_absent(given));
    let (request, asked) = match &given {
        Some(given) => single::read(At::ROOT, given, &mut notes).ok()?,
        None => (defaults.request?, None),
    };
    let is_other = |wanted| wanted != request.operation().action();
    if given.is_some() && defaults.action.is_some_and(is_other) {
        return None;
    }
    let record: Option<Record> = match found {
        Some(found) if !request.creates() => Some(found.record(defaults.custom()).ok()?),
        Some(_) => return None,
        None => None,
    };
    let known = record.as_ref().and_then(|record| record.instance_id.as_deref());
    if known.zip(asked).is_some_and(|(known, asked)| known != asked) {
        return None;
    }
    let id = known.or(asked).map(str::to_owned);
    Some(Case { id, record, environment: state, request, notes })
}
