//! Requests for one instance, and their parameters.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError};
use crate::json::fields::{self, Count, Field, Flag, Folded, Form, MaybeWord, Word, fields};
use crate::json::tree::{Json, Member};
use crate::record::custom::Custom;
use crate::request::errors::Malformed;
use crate::request::notes::{self, Given, Notes};
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{
    Action, CreateInstance, DeleteInstance, Environment, Operation, ReActivateInstances, RebootInstance,
    Request, RunInstances, StartInstance, StopInstance,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The members of a request besides its parameters.
pub(crate) const REQUEST: &[&str] = &["Action", "InstanceId"];

/// Values for what a case leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The request of bare records, and of cases without a request.
    pub request: Option<Request>,
    /// The environment, for the fields that a case does not give.
    pub environment: Environment,
    /// The facts of the environment and the custom attributes that the caller gives; the others are assumed.
    pub given: Given,
    /// The only action that cases may call; `None` for any.
    pub action: Option<Action>,
    /// Whether to keep the JSON of every record in [`Record::source`](crate::Record::source), so that
    /// an [`Evolution`](crate::Evolution) can return it with the changed members replaced.
    pub keep_records: bool,
    /// The values of custom attributes of instances that do not give them.
    pub custom: CustomValues,
    /// The attributes of the policy: the custom ones are read from tags, fields and facts.
    pub attributes: AttributeSet,
}

impl Defaults {
    /// Returns the notes of a case before it is read.
    pub(crate) fn notes(&self) -> Notes {
        Notes { given: self.given, attributes: self.attributes.clone(), ..Notes::default() }
    }

    /// Returns the custom attributes that records are read with.
    pub(crate) const fn custom(&self) -> Custom<'_> {
        Custom { attributes: &self.attributes, values: self.custom, given: self.given.custom() }
    }
}

/// The error of a request that this version has no parameters for.
pub(crate) fn unwritten<E: serde::ser::Error>(action: Action) -> E {
    E::custom(format_args!("the parameters of `{action}` are unknown"))
}

/// Whether the value stands for an absent one.
pub(crate) fn is_absent(json: &Json<'_>) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

/// A request and its parameters.
trait Parameters: Sized + Copy + Default + Into<Request> + 'static {
    const PARAMETERS: &'static [Field<Self>];

    fn read(at: At<'_>, members: &[Member<'_>], notes: &mut Notes) -> Result<Request, ReadError> {
        let mut request = Self::default();
        if matches!(fields::member(members, "InstanceId"), Some(Json::String(id)) if id.is_empty()) {
            notes.malformed = Some(Malformed::missing("InstanceId"));
        }
        let members = notes::take(Self::PARAMETERS, at, members, notes);
        fields::read(Self::PARAMETERS, REQUEST, at, &members, &mut request)?;
        Ok(request.into())
    }

    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        fields::write(Self::PARAMETERS, self, object)
    }
}

macro_rules! requests {
    ($($operation:ident { $($name:literal => $field:ident: $kind:ident,)* })+) => {
        const ACTIONS: &[&str] = &[$(stringify!($operation)),+];

        /// The names of all parameters, with repetitions.
        pub(crate) const PARAMETERS: &[&str] = &[$($($name,)*)+];

        $(impl Parameters for $operation {
            const PARAMETERS: &'static [Field<Self>] = fields!($operation { $($name => $field: $kind),* });
        })+

        /// Returns the names of the parameters of an operation; `None` for plural operations.
        ///
        /// ```
        /// use instance_lifecycle::Operation;
        /// use instance_lifecycle_wire::parameters;
        ///
        /// assert_eq!(parameters(Operation::StartInstance), ["InitLocalDisk", "DryRun"]);
        /// ```
        #[must_use]
        pub const fn parameters(operation: Operation) -> &'static [&'static str] {
            match operation {
                $(Operation::$operation => &[$($name),*],)+
                _ => &[],
            }
        }

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
        ) -> Result<Request, ReadError> {
            type Reader = fn(At<'_>, &[Member<'_>], &mut Notes) -> Result<Request, ReadError>;
            const READERS: &[Reader] = &[$(<$operation as Parameters>::read),+];
            READERS[action](at, members, notes)
        }

        fn write_parameters<M: SerializeMap>(request: &Request, object: &mut M) -> Result<(), M::Error> {
            match request {
                $(Request::$operation(parameters) => parameters.write(object),)+
                _ => Err(unwritten(request.operation().action())),
            }
        }
    };
}

requests! {
    StopInstance {
        "StoppedMode" => stopped_mode: MaybeWord,
        "ForceStop"   => force_stop: Flag,
        "ConfirmStop" => confirm_stop: Flag,
        "Hibernate"   => hibernate: Flag,
        "DryRun"      => dry_run: Flag,
    }
    StartInstance {
        "InitLocalDisk" => init_local_disk: Flag,
        "DryRun"        => dry_run: Flag,
    }
    RebootInstance {
        "ForceStop" => force_stop: Flag,
        "DryRun"    => dry_run: Flag,
    }
    DeleteInstance {
        "Force"                 => force: Flag,
        "ForceStop"             => force_stop: Flag,
        "TerminateSubscription" => terminate_subscription: Flag,
        "DryRun"                => dry_run: Flag,
    }
    ReActivateInstances {}
    CreateInstance {
        "InstanceChargeType"    => charge_type: Word,
        "InstanceNetworkType"   => network_type: Folded,
        "SpotStrategy"          => spot_strategy: Word,
        "HibernationConfigured" => hibernation_configured: Flag,
    }
    RunInstances {
        "InstanceChargeType"    => charge_type: Word,
        "InstanceNetworkType"   => network_type: Folded,
        "SpotStrategy"          => spot_strategy: Word,
        "HibernationConfigured" => hibernation_configured: Flag,
        "Amount"                => amount: Count,
    }
}

/// Reads the member `Request` of a case: the request, and the id of the instance if it has one.
///
/// # Errors
///
/// If the operation is missing or unknown, a parameter is not one of the operation, or a value is
/// invalid.
///
/// ```
/// use instance_lifecycle::{RebootInstance, Request};
/// use instance_lifecycle_wire::{Json, read_request};
///
/// let json: Json = serde_json::from_str(r#"{"Action": "RebootInstance", "InstanceId": "i-1"}"#)?;
/// let (request, id) = read_request(&json)?;
/// assert_eq!((request, id), (Request::RebootInstance(RebootInstance::DEFAULT), Some("i-1")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_request<'t>(json: &'t Json<'_>) -> Result<(Request, Option<&'t str>), ReadError> {
    read_strictly(At::ROOT, json)
}

/// Reads a request; an invalid parameter is an error.
pub(crate) fn read_strictly<'t>(
    at: At<'_>,
    json: &'t Json<'_>,
) -> Result<(Request, Option<&'t str>), ReadError> {
    let mut notes = Notes::default();
    let read = read(at, json, &mut notes)?;
    notes.check(at, json)?;
    Ok(read)
}

pub(crate) fn read<'t>(
    at: At<'_>,
    json: &'t Json<'_>,
    notes: &mut Notes,
) -> Result<(Request, Option<&'t str>), ReadError> {
    let members = at.object(json, "a request")?;
    let expected = Expected::OneOf(ACTIONS);
    let here = at.key("Action");
    let action = fields::member(members, "Action").ok_or_else(|| here.missing(expected))?;
    let index = here.choice(action, ACTIONS)?.ok_or_else(|| here.unexpected(expected, action))?;
    let request = read_parameters(index, at, members, notes)?;
    let id = match fields::member(members, "InstanceId") {
        Some(id) => at.key("InstanceId").text(id)?,
        None => None,
    };
    Ok((request, id))
}

/// A request as it is written, with the id unless the record has it.
pub(crate) struct Written<'a> {
    pub(crate) request: &'a Request,
    pub(crate) id: Option<&'a str>,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Action", self.request.operation().as_str())?;
        if let Some(id) = self.id {
            object.serialize_entry("InstanceId", id)?;
        }
        write_parameters(self.request, &mut object)?;
        object.end()
    }
}
