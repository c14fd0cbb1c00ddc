//! The native part of the Python package `instance_lifecycle`: JSON in, JSON out.
//!
//! Dicts become JSON in Python, by the C code of its `json`; `instance-lifecycle-wire` reads it, and answers
//! have the form of the command with `--format json`. The GIL is released while a case is read and decided.

mod capsule;
mod columns;
mod errors;
mod policy;
mod vocabulary;

use pyo3::prelude::*;

/// The native functions and types.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::columns::{Columns, Table};
    #[pymodule_export]
    use super::policy::{Policy, replay};
    #[pymodule_export]
    use super::vocabulary::{attributes, case, events};
    #[pymodule_export]
    use super::{run, run_in_memory, serve};
}

/// Runs the command `lifecycle` on the streams of the process, and returns its exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<String>) -> u8 {
    py.detach(|| instance_lifecycle_cli::run(program("lifecycle", arguments)))
}

/// Runs the command `lifecycle` in memory: returns its exit status, output and errors.
#[pyfunction]
fn run_in_memory(py: Python<'_>, arguments: Vec<String>, input: Vec<u8>) -> (u8, Vec<u8>, Vec<u8>) {
    let finished =
        py.detach(|| instance_lifecycle_cli::run_in_memory(program("lifecycle", arguments), input));
    (finished.status, finished.output, finished.errors)
}

/// Runs the command `lifecycle-server`, and returns its exit status.
#[pyfunction]
fn serve(py: Python<'_>, arguments: Vec<String>) -> u8 {
    py.detach(|| instance_lifecycle_server::run_with(program("lifecycle-server", arguments)))
}

/// Arguments behind the name of the program.
fn program(name: &str, arguments: Vec<String>) -> impl Iterator<Item = std::ffi::OsString> {
    std::iter::once(name.to_owned()).chain(arguments).map(Into::into)
}
