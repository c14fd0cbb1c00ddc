//! What stands in the place of custom rules without `alloc`: there are none.

use super::error::Name;
use super::row::PolicyRow;
use crate::outcome::Settlement;
use crate::region::Point;
use core::iter::Empty;

/// No custom rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shared {}

/// No custom rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own;

/// No custom rules of an operation.
#[derive(Debug)]
pub(crate) enum CustomRules {}

impl Own {
    pub(crate) const NONE: Self = Self;

    pub(crate) const fn of(&self, _index: usize) -> Option<&CustomRules> {
        None
    }
}

impl Shared {
    pub(crate) fn row(&self) -> PolicyRow<'_> {
        match *self {}
    }
}

impl CustomRules {
    pub(crate) fn stages(&self) -> Empty<&str> {
        match *self {}
    }

    pub(crate) fn stage(&self, _number: usize) -> &str {
        match *self {}
    }

    pub(crate) fn owned_stage(&self, _number: usize) -> Name<'static> {
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

    pub(crate) fn in_stage(&self, _rules: u64, _stage: usize) -> u64 {
        match *self {}
    }

    pub(crate) fn settlement(&self, _number: usize) -> Option<Settlement> {
        match *self {}
    }

    pub(crate) fn refusals_of(&self, _stage: usize) -> Empty<PolicyRow<'_>> {
        match *self {}
    }

    pub(crate) fn settling_rows(&self) -> Empty<PolicyRow<'_>> {
        match *self {}
    }
}
