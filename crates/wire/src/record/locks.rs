//! Lock reasons in `OperationLocks`.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind, clip};
use crate::json::names;
use crate::json::tree::Json;
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{LockReason, Locks};
use instance_lifecycle::suggest::nearest;
use std::borrow::Cow;

/// Reads `{"LockReason": [{"LockReason": "…"}]}`, a less wrapped form, or the `OperationLock` nesting
/// of disks, into the locks and their
/// names in lower case, sorted and without repetitions.
pub(crate) fn read(
    at: At<'_>,
    json: &Json<'_>,
    locks: &mut Locks,
    names: &mut Vec<Cow<'static, str>>,
) -> Result<(), ReadError> {
    each(at, json, &mut |at, text| {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let known = LockReason::ALL.iter().find(|reason| reason.as_str().eq_ignore_ascii_case(text));
        if let Some(&reason) = known {
            *locks = locks.with(reason);
            names.push(Cow::Borrowed(reason.as_str()));
        } else if let Some(nearest) = nearest(text, LockReason::NAMES.iter().copied()) {
            let reason = clip(text).to_owned();
            return Err(at.error(ReadErrorKind::MisspelledLock { reason, nearest }));
        } else {
            locks.unknown = true;
            names.push(Cow::Owned(text.to_lowercase()));
        }
        Ok(())
    })?;
    names.sort_unstable();
    names.dedup();
    Ok(())
}

/// Calls `lock` with every reason. The list of locks and the reason of one lock are both named
/// `LockReason`, so one step serves the wrapper, the list and the lock.
fn each(
    at: At<'_>,
    json: &Json<'_>,
    lock: &mut impl FnMut(At<'_>, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    match json {
        Json::Object(members) => {
            let inner =
                names::member(members, "LockReason").or_else(|| names::member(members, "OperationLock"));
            match inner {
                Some((key, inner)) => each(at.key(key), inner, lock),
                None if members.is_empty() => Ok(()),
                None => Err(at.key("LockReason").missing("a list of locks")),
            }
        }
        Json::Array(locks) => {
            locks.iter().enumerate().try_for_each(|(index, one)| each(at.index(index), one, lock))
        }
        other => at.text(other)?.map_or(Ok(()), |reason| lock(at, reason)),
    }
}

/// Returns the names of the locks of an instance whose record has `names`. A lock without a name is
/// called `unknown`.
pub(crate) fn names(set: Locks, names: &[Cow<'static, str>]) -> Vec<Cow<'static, str>> {
    let is_unknown = |name: &&Cow<'_, str>| name.parse::<LockReason>().is_err();
    let mut all: Vec<_> = set.iter().map(|reason| Cow::Borrowed(reason.as_str())).collect();
    if set.unknown {
        all.extend(names.iter().filter(is_unknown).cloned());
        if !names.iter().any(|name| is_unknown(&name)) {
            all.push(Cow::Borrowed("unknown"));
        }
    }
    all.sort_unstable();
    all
}
