//! Errors as the exceptions of the package.

use instance_lifecycle_wire::{InputError, InputErrorKind, PolicyFileError, ReadError, ReadErrorKind};
use pyo3::prelude::*;

/// The module that defines the exceptions.
const MODULE: &str = "instance_lifecycle._errors";

/// An exception of the package; what prevents its construction is the exception then.
fn exception<'py, A>(py: Python<'py>, name: &str, arguments: A) -> PyErr
where
    A: pyo3::call::PyCallArgs<'py>,
{
    let made = py.import(MODULE).and_then(|module| module.getattr(name)?.call1(arguments));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// Invalid content: its path, what was expected and what was found.
pub(crate) fn of_content(py: Python<'_>, line: Option<u64>, error: &ReadError) -> PyErr {
    let (expected, found) = match error.kind() {
        ReadErrorKind::Unexpected { expected, found } => {
            (Some(expected.to_string()), Some(found.to_string()))
        }
        ReadErrorKind::Missing { expected } => (Some(expected.to_string()), None),
        _ => (None, None),
    };
    let path = Some(error.path().to_owned());
    exception(py, "ReadError", (error.to_string(), line, path, expected, found))
}

/// A line that cannot be read.
pub(crate) fn of_line(py: Python<'_>, error: &InputError) -> PyErr {
    match error.kind() {
        InputErrorKind::Content(content) => of_content(py, Some(error.line()), content),
        other => unreadable(py, other.to_string(), Some(error.line())),
    }
}

/// Input that cannot be read, for a reason in words.
pub(crate) fn unreadable(py: Python<'_>, reason: String, line: Option<u64>) -> PyErr {
    exception(py, "ReadError", (reason, line, None::<String>, None::<String>, None::<String>))
}

/// A policy file that cannot be read.
pub(crate) fn of_policy_file(py: Python<'_>, error: &PolicyFileError) -> PyErr {
    exception(py, "PolicyError", (error.to_string(), Some(error.line), Some(error.column)))
}

/// A policy that does not exist.
pub(crate) fn of_policy(py: Python<'_>, reason: String) -> PyErr {
    exception(py, "PolicyError", (reason, None::<usize>, None::<usize>))
}

/// Arguments that are wrong.
pub(crate) fn usage(py: Python<'_>, reason: String) -> PyErr {
    exception(py, "UsageError", (reason,))
}
