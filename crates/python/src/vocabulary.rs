//! The vocabulary, and cases by the values of attributes: what the strategies are made of.

use crate::errors;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::{Case as CoreCase, Event, Instance, Operation, Request, Status};
use instance_lifecycle_wire::{Case, Notes, Record};
use pyo3::prelude::*;

/// The names of all events.
#[pyfunction]
pub(crate) fn events() -> Vec<&'static str> {
    Event::ALL.iter().map(|event| event.as_str()).collect()
}

/// An attribute: its name, its part, its values, the default first, and the operations that read it.
type Listed = (&'static str, &'static str, Vec<&'static str>, Vec<&'static str>);

/// The built-in attributes.
#[pyfunction]
pub(crate) fn attributes() -> Vec<Listed> {
    let listed = ATTRIBUTES.iter().map(|attribute| {
        let part = match attribute.part {
            Part::Instance => "instance",
            Part::Environment => "environment",
            _ => "request",
        };
        let default = attribute.values[attribute.default];
        let others = attribute.values.iter().copied().filter(|value| *value != default);
        let operations = Operation::ALL.iter().filter(|operation| operation.has_attribute(attribute));
        (
            attribute.name,
            part,
            std::iter::once(default).chain(others).collect(),
            operations.map(|operation| operation.as_str()).collect(),
        )
    });
    listed.collect()
}

/// The case of an instance in a status with the values of attributes, as JSON; `None` if it cannot occur.
#[pyfunction]
pub(crate) fn case(
    py: Python<'_>,
    status: &str,
    operation: &str,
    values: Vec<(String, String)>,
) -> PyResult<Option<Vec<u8>>> {
    let status: Status = status.parse().map_err(|_| errors::usage(py, format!("`{status}` is no status")))?;
    let operation: Operation =
        operation.parse().map_err(|_| errors::usage(py, format!("`{operation}` is no operation")))?;
    let mut point = CoreCase::DEFAULT.with(|it| it.instance = Instance::in_status(status)).point();
    for (name, value) in values {
        let found = ATTRIBUTES.iter().find(|attribute| attribute.name == name).and_then(|attribute| {
            Some((attribute, attribute.values.iter().position(|known| *known == value)?))
        });
        let Some((attribute, index)) = found else {
            return Err(errors::usage(py, format!("`{name}={value}` is no value of an attribute")));
        };
        point = point.with(attribute.field, index);
    }
    let core = CoreCase::at(&point);
    if core.instance.validate().is_err() {
        return Ok(None);
    }
    let request = Request::new(operation, core.request);
    let case = Case {
        id: None,
        record: (!request.creates()).then(|| Record::from(core.instance)),
        environment: core.environment,
        request,
        notes: Notes::default(),
    };
    Ok(Some(serde_json::to_vec(&case).unwrap_or_default()))
}
