//! The requests of a case: one block an operation, with its parameters.

use crate::at::At;
use crate::error::{Expected, ReadError};
use crate::fields::{self, Count, Field, Flag, Folded, Form, MaybeWord, Word, fields};
use crate::json::{Json, Member};
use crate::names::REQUEST;
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Operation, ReActivateInstances, RebootInstance, Request, RunInstances,
    StartInstance, StopInstance,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A request and its parameters.
trait Constraint: Sized + Copy + Default + Into<Request> + 'static {
    const PARAMETERS: &'static [Field<Self>];

    fn read(at: At<'_>, members: &[Member<'_>]) -> Result<Request, ReadError> {
        let mut request = Self::default();
        fields::read(Self::PARAMETERS, REQUEST, at, members, &mut request)?;
        Ok(request.into())
    }

    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        fields::write(Self::PARAMETERS, self, object)
    }
}

macro_rules! requests {
    ($($operation:ident { $($name:literal => $field:ident: $kind:ident,)* })+) => {
        const ACTIONS: &[&str] = &[$(stringify!($operation)),+];

        /// The names of all parameters; that of several operations stands several times.
        pub(crate) const PARAMETERS: &[&str] = &[$($($name,)*)+];

        $(impl Constraint for $operation {
            const PARAMETERS: &'static [Field<Self>] = fields!($operation { $($name => $field: $kind),* });
        })+

        /// Returns the names of the parameters of an operation.
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
            }
        }

        /// The requests, by action, each with the forms of its parameters.
        pub(crate) fn forms() -> Vec<(&'static str, Vec<(&'static str, Form)>)> {
            vec![$((
                stringify!($operation),
                <$operation as Constraint>::PARAMETERS.iter().map(|field| (field.name, field.form)).collect(),
            )),+]
        }

        fn read_parameters(action: usize, at: At<'_>, members: &[Member<'_>]) -> Result<Request, ReadError> {
            type Reader = fn(At<'_>, &[Member<'_>]) -> Result<Request, ReadError>;
            const READERS: &[Reader] = &[$(<$operation as Constraint>::read),+];
            READERS[action](at, members)
        }

        fn write_parameters<M: SerializeMap>(request: &Request, object: &mut M) -> Result<(), M::Error> {
            match request {
                $(Request::$operation(parameters) => parameters.write(object)),+
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

/// Reads a request, and the id of the instance if it names one: the member `Request` of a case.
///
/// # Errors
///
/// When it names no operation, when it holds a parameter that the operation does not take, or when a
/// value cannot be understood.
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
    read(At::ROOT, json)
}

pub(crate) fn read<'t>(at: At<'_>, json: &'t Json<'_>) -> Result<(Request, Option<&'t str>), ReadError> {
    let members = at.object(json, "a request")?;
    let expected = Expected::OneOf(ACTIONS);
    let here = at.key("Action");
    let action = fields::member(members, "Action").ok_or_else(|| here.missing(expected))?;
    let index = here.choice(action, ACTIONS)?.ok_or_else(|| here.unexpected(expected, action))?;
    let request = read_parameters(index, at, members)?;
    let id = match fields::member(members, "InstanceId") {
        Some(id) => at.key("InstanceId").text(id)?,
        None => None,
    };
    Ok((request, id))
}

/// A request as it is written, with the id where the record does not have it.
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
