//! The members of a record, found one by one.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::names::Spelling;
use crate::json::tree::Json;
use crate::record::custom::Custom;
use crate::record::read::{COUNT, MEMBERS, Members, NAMES, Record};

/// The members of a record that are read, each at most once and in its exact spelling.
#[derive(Default)]
pub(crate) struct Found<'a>([Option<Json<'a>>; COUNT]);

impl<'a> Found<'a> {
    /// Returns the number of the member of that name; `None` if no such member is read.
    ///
    /// # Errors
    ///
    /// If it is spelled otherwise.
    pub(crate) fn exactly(key: &str) -> Result<Option<usize>, Spelling> {
        match NAMES.find(key) {
            None => Ok(None),
            Some((index, Spelling::Exact)) => Ok(Some(index)),
            Some((_, spelling)) => Err(spelling),
        }
    }

    /// Adds the member of that number; returns `false` if it is repeated.
    pub(crate) fn add(&mut self, number: usize, value: Json<'a>) -> bool {
        self.0[number].replace(value).is_none()
    }

    /// Reads the record. Custom attributes are read from members that are not found here.
    pub(crate) fn record(&self, custom: Custom<'_>) -> Result<Record, ReadError> {
        let mut found = [None; COUNT];
        for ((found, name), value) in found.iter_mut().zip(MEMBERS).zip(&self.0) {
            *found = value.as_ref().map(|value| (Spelling::Exact, name, value));
        }
        Members { at: At::ROOT, all: &[], found }.record(custom)
    }
}
