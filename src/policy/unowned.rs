//! What stands in the place of own rules without `alloc`: there are none.

use super::error::Name;
use super::row::PolicyRow;
use crate::outcome::Settlement;
use crate::region::Point;
use core::iter::Empty;

/// No own rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shared {}

/// No own rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own;

/// No own rules of an operation.
#[derive(Debug)]
pub(crate) enum OwnRows {}

impl Own {
    pub(crate) const NONE: Self = Self;

    pub(crate) const fn of(&self, _index: usize) -> Option<&OwnRows> {
        None
    }
}

impl Shared {
    pub(crate) fn row(&self) -> PolicyRow<'_> {
        match *self {}
    }
}

impl OwnRows {
    pub(crate) fn chapters(&self) -> Empty<&str> {
        match *self {}
    }

    pub(crate) fn chapter(&self, _number: usize) -> &str {
        match *self {}
    }

    pub(crate) fn owned_chapter(&self, _number: usize) -> Name<'static> {
        match *self {}
    }

    pub(crate) fn rule(&self, _number: usize) -> &Shared {
        match *self {}
    }

    pub(crate) fn matching(&self, _point: &Point) -> u64 {
        match *self {}
    }

    pub(crate) fn settling(&self, _rules: u64) -> u64 {
        match *self {}
    }

    pub(crate) fn refusing(&self, _rules: u64) -> u64 {
        match *self {}
    }

    pub(crate) fn in_chapter(&self, _rules: u64, _chapter: usize) -> u64 {
        match *self {}
    }

    pub(crate) fn settlement(&self, _number: usize) -> Option<Settlement> {
        match *self {}
    }

    pub(crate) fn refusals_of(&self, _chapter: usize) -> Empty<PolicyRow<'_>> {
        match *self {}
    }

    pub(crate) fn settling_rows(&self) -> Empty<PolicyRow<'_>> {
        match *self {}
    }
}
