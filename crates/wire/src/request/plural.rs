//! Plural requests, and their parameters.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError};
use crate::json::fields::{self, Field, Flag, Form, MaybeWord, Word, fields};
use crate::json::tree::{Json, Member};
use crate::request::notes::{self, Notes};
use crate::request::single::{REQUEST, unwritten};
use instance_lifecycle::Action;
use instance_lifecycle::request::{
    BatchRequest, DeleteInstances, RebootInstances, StartInstances, StopInstances,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A plural request and its parameters.
trait Parameters: Sized + Copy + Default + Into<BatchRequest> + 'static {
    const PARAMETERS: &'static [Field<Self>];

    fn read(at: At<'_>, members: &[Member<'_>], notes: &mut Notes) -> Result<BatchRequest, ReadError> {
        let mut request = Self::default();
        let members = notes::take(Self::PARAMETERS, at, members, notes);
        fields::read(Self::PARAMETERS, REQUEST, at, &members, &mut request)?;
        Ok(request.into())
    }
}

macro_rules! batches {
    ($($operation:ident { $($name:literal => $field:ident: $kind:ident,)* })+) => {
        /// The plural actions.
        pub(crate) const ACTIONS: &[&str] = &[$(stringify!($operation)),+];

        /// The names of all parameters, with repetitions.
        pub(crate) const PARAMETERS: &[&str] = &[$($($name,)*)+];

        $(impl Parameters for $operation {
            const PARAMETERS: &'static [Field<Self>] = fields!($operation { $($name => $field: $kind),* });
        })+

        /// Returns the actions, each with the forms of its parameters.
        pub(crate) fn forms() -> Vec<(&'static str, Vec<(&'static str, Form)>)> {
            vec![$((
                stringify!($operation),
                <$operation as Parameters>::PARAMETERS.iter().map(|field| (field.name, field.form)).collect(),
            )),+]
        }

        fn read_parameters(
            action: usize,
            at: At<'_>,
            members: &[Member<'_>],
            notes: &mut Notes,
        ) -> Result<BatchRequest, ReadError> {
            type Reader = fn(At<'_>, &[Member<'_>], &mut Notes) -> Result<BatchRequest, ReadError>;
            const READERS: &[Reader] = &[$(<$operation as Parameters>::read),+];
            READERS[action](at, members, notes)
        }

        /// Returns the names of the parameters of a plural action; `None` for other actions.
        #[must_use]
        pub const fn batch_parameters(action: Action) -> Option<&'static [&'static str]> {
            match action {
                $(Action::$operation => Some(&[$($name),*]),)+
                _ => None,
            }
        }

        fn write_parameters<M: SerializeMap>(request: &BatchRequest, object: &mut M) -> Result<(), M::Error> {
            match request {
                $(BatchRequest::$operation(request) => fields::write($operation::PARAMETERS, request, object),)+
                _ => Err(unwritten(request.action())),
            }
        }
    };
}

batches! {
    StopInstances {
        "StoppedMode"       => stopped_mode: MaybeWord,
        "ForceStop"         => force_stop: Flag,
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    StartInstances {
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    RebootInstances {
        "ForceReboot"       => force_reboot: Flag,
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    DeleteInstances {
        "Force"                 => force: Flag,
        "ForceStop"             => force_stop: Flag,
        "TerminateSubscription" => terminate_subscription: Flag,
        "DryRun"                => dry_run: Flag,
    }
}

/// Whether the object is a batch case: one whose request calls a plural operation.
pub(crate) fn is_batch(members: &[Member<'_>]) -> bool {
    matches!(fields::member(members, "Request"), Some(Json::Object(request))
        if matches!(fields::member(request, "Action"), Some(Json::String(action)) if ACTIONS.contains(&action.as_ref())))
}

/// Reads a plural request without its ids.
///
/// # Errors
///
/// As [`read_request`](crate::read_request).
pub fn read_batch_request(json: &Json<'_>) -> Result<BatchRequest, ReadError> {
    let mut notes = Notes::default();
    let (request, _) = read(At::ROOT, json, &mut notes)?;
    notes.check(At::ROOT, json)?;
    Ok(request)
}

/// Reads a plural request: the request, and the ids unless it has none.
pub(crate) fn read(
    at: At<'_>,
    json: &Json<'_>,
    notes: &mut Notes,
) -> Result<(BatchRequest, Option<Vec<String>>), ReadError> {
    let members = at.object(json, "a request")?;
    let expected = Expected::OneOf(ACTIONS);
    let here = at.key("Action");
    let action = fields::member(members, "Action").ok_or_else(|| here.missing(expected))?;
    let index = here.choice(action, ACTIONS)?.ok_or_else(|| here.unexpected(expected, action))?;
    let request = read_parameters(index, at, members, notes)?;
    let here = at.key("InstanceId");
    let ids = match fields::member(members, "InstanceId") {
        None | Some(Json::Null) => None,
        Some(Json::Array(ids)) if ids.is_empty() => None,
        Some(Json::Array(ids)) => {
            let read =
                |(index, id)| here.index(index).text(id).map(Option::unwrap_or_default).map(str::to_owned);
            Some(ids.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?)
        }
        Some(other) => return Err(here.unexpected("a list of ids", other)),
    };
    Ok((request, ids))
}

/// A plural request as it is written, with the ids.
pub(crate) struct Written<'a> {
    pub(crate) request: &'a BatchRequest,
    pub(crate) ids: &'a [String],
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Action", self.request.action().as_str())?;
        object.serialize_entry("InstanceId", self.ids)?;
        write_parameters(self.request, &mut object)?;
        object.end()
    }
}
