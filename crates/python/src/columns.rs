//! Answers over tables, by `instance-lifecycle-columns`.

use crate::policy::{Policy, request_of};
use crate::{capsule, errors};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use instance_lifecycle_columns::{Decider, Differ, Encoded, Reader, SchemaError};
use instance_lifecycle_wire::Defaults;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A table of answers, which Arrow's libraries read without a copy.
#[pyclass(frozen, module = "instance_lifecycle._native")]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// The number of rows.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A request is a wish, which a producer may leave unfulfilled.
        drop(requested_schema);
        capsule::stream(py, self.batches.clone(), SchemaRef::clone(&self.schema))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.schema)
    }

    fn __repr__(&self) -> String {
        format!("<Table of {} rows: {}>", self.__len__(), self.column_names().join(", "))
    }
}

/// What is asked of each row.
enum Asked {
    Answer(Box<Decider>),
    Change(Box<Differ>),
}

/// Answers to the batches of one stream.
#[pyclass(frozen, module = "instance_lifecycle._native")]
pub(crate) struct Columns(Mutex<State>);

struct State {
    asked: Asked,
    defaults: Defaults,
    /// The reader, once the schema is known.
    reader: Option<Reader>,
    rows: u64,
}

/// What ends the reading of a table.
enum Failure {
    Schema(SchemaError),
    Arrow(ArrowError),
}

impl State {
    /// Calls `each` with the rows of a table, batch by batch, and with the number of the first one.
    fn each(
        &mut self,
        batches: Box<dyn RecordBatchReader + Send>,
        mut each: impl FnMut(&mut Asked, &Encoded, u64),
    ) -> Result<(), Failure> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => {
                let reader = Reader::new(&batches.schema(), self.defaults.clone());
                none.insert(reader.map_err(Failure::Schema)?)
            }
        };
        for batch in batches {
            let batch = batch.map_err(Failure::Arrow)?;
            let encoded = reader.encode(&batch).map_err(Failure::Schema)?;
            each(&mut self.asked, &encoded, self.rows + 1);
            self.rows += encoded.len() as u64;
        }
        Ok(())
    }
}

impl Columns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for the grouped difference.
    fn differ<T>(&self, py: Python<'_>, ask: impl FnOnce(&mut Differ) -> T) -> PyResult<T> {
        match &mut self.state().asked {
            Asked::Change(differ) => Ok(ask(differ)),
            Asked::Answer(_) => Err(errors::usage(py, "a difference needs a baseline".to_owned())),
        }
    }
}

fn raised(py: Python<'_>, failure: Failure) -> PyErr {
    match failure {
        Failure::Schema(error) => errors::unreadable(py, error.to_string(), None),
        Failure::Arrow(error) => capsule::invalid(error),
    }
}

#[pymethods]
impl Columns {
    /// The answers of a policy; with a baseline, what the policy changes.
    #[new]
    #[pyo3(signature = (policy, baseline = None, request = None, *, explain = false))]
    fn new(
        py: Python<'_>,
        policy: &Policy,
        baseline: Option<&Policy>,
        request: Option<&str>,
        explain: bool,
    ) -> PyResult<Self> {
        let request =
            request.map(|text| request_of(text).map_err(|failure| failure.raised(py))).transpose()?;
        let (asked, attributes) = match baseline {
            Some(baseline) => {
                let differ = Differ::new(baseline.rules(), policy.rules());
                let differ = differ.map_err(|error| errors::of_policy(py, error.to_string()))?;
                let attributes = differ.attributes().clone();
                (Asked::Change(Box::new(differ)), attributes)
            }
            None => {
                let rules = policy.rules().clone();
                let decider = if explain { Decider::explaining(rules) } else { Decider::new(rules) };
                (Asked::Answer(Box::new(decider)), policy.rules().attributes().clone())
            }
        };
        let defaults = Defaults { request, attributes, ..Defaults::default() };
        Ok(Self(Mutex::new(State { asked, defaults, reader: None, rows: 0 })))
    }

    /// The answers to the rows of a table, or what changes in each, in order.
    fn answer(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
        let batches = capsule::batches(table)?;
        let answered = py.detach(|| {
            let mut state = self.state();
            let schema = match &state.asked {
                Asked::Answer(decider) => decider.schema(),
                Asked::Change(differ) => differ.schema(),
            };
            let mut answers = Vec::new();
            state.each(batches, |asked, encoded, _| {
                answers.push(match asked {
                    Asked::Answer(decider) => decider.decide(encoded),
                    Asked::Change(differ) => differ.compare(encoded),
                });
            })?;
            Ok(Table { schema, batches: answers })
        });
        answered.map_err(|failure| raised(py, failure))
    }

    /// Counts the rows of a table by their changes.
    fn count(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<()> {
        self.differ(py, |_| ())?;
        let batches = capsule::batches(table)?;
        let counted = py.detach(|| {
            self.state().each(batches, |asked, encoded, first| {
                if let Asked::Change(differ) = asked {
                    differ.count(encoded, first);
                }
            })
        });
        counted.map_err(|failure| raised(py, failure))
    }

    /// The changes that were counted: a row for each group.
    fn groups(&self, py: Python<'_>) -> PyResult<Table> {
        let groups = self.differ(py, |differ| differ.groups())?;
        Ok(Table { schema: groups.schema(), batches: vec![groups] })
    }

    /// The numbers of rows that were counted: readable ones, those with a change, and unreadable ones.
    fn counted(&self, py: Python<'_>) -> PyResult<(u64, u64, u64)> {
        self.differ(py, |differ| (differ.cases(), differ.changed(), differ.unreadable()))
    }

    /// The names of the columns that are read; empty before the first batch.
    #[getter]
    fn columns_read(&self) -> Vec<usize> {
        self.state().reader.as_ref().map(|reader| reader.columns().to_vec()).unwrap_or_default()
    }
}
