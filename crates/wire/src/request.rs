//! The requests of a case: one row an operation.

use crate::at::At;
use crate::error::{Expected, ReadError};
use crate::fields::{self, STOP_INSTANCE};
use crate::json::Json;
use crate::names::REQUEST;
use instance_lifecycle::{Operation, Request, StopInstance};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Rows of an operation and the table of its parameters.
macro_rules! requests {
    ($($operation:ident: $parameters:ident),+ $(,)?) => {
        const ACTIONS: &[&str] = &[$(stringify!($operation)),+];
        const OPERATIONS: &[Operation] = &[$(Operation::$operation),+];

        fn read_parameters(
            operation: Operation,
            at: At<'_>,
            members: &[crate::json::Member<'_>],
        ) -> Result<Option<Request>, ReadError> {
            match operation {
                $(Operation::$operation => {
                    let mut request = $operation::default();
                    fields::read($parameters, REQUEST, at, members, &mut request)?;
                    Ok(Some(Request::$operation(request)))
                })+
                _ => Ok(None),
            }
        }

        fn write_parameters<M: SerializeMap>(request: &Request, object: &mut M) -> Result<(), M::Error> {
            match request {
                $(Request::$operation(parameters) => fields::write($parameters, parameters, object)),+
            }
        }
    };
}

requests! {
    StopInstance: STOP_INSTANCE,
}

/// Reads a request, and the id of the instance if it names one.
pub(crate) fn read<'t>(at: At<'_>, json: &'t Json<'_>) -> Result<(Request, Option<&'t str>), ReadError> {
    let members = at.object(json, "a request")?;
    let expected = Expected::OneOf(ACTIONS);
    let here = at.key("Action");
    let action = fields::member(members, "Action").ok_or_else(|| here.missing(expected))?;
    let index = here.choice(action, ACTIONS)?.ok_or_else(|| here.unexpected(expected, action))?;
    let request = read_parameters(OPERATIONS[index], at, members)?;
    let request = request.ok_or_else(|| here.unexpected(expected, action))?;
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
