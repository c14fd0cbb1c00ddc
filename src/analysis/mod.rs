//! Analysis: what can be said of all cases at once, because conditions are data.
//!
//! Everything here reads a policy through [`Rules`] alone: the rows of an operation in the order in
//! which the policy asks them. From it follow, exactly and without sampling, the cases that each row
//! decides ([`Partition`]), what two policies decide differently ([`Diff`]), what is wrong with one
//! ([`check`]), the nearest ways out of a refusal ([`fixes`]), proofs ([`laws`]) and test cases for
//! other implementations ([`vectors`](fn@vectors)). Where calls and events lead ([`Steps`]) is found
//! in the same way. Results are data; writing them out is for others.
//!
//! Conditions are cubes, and what a row decides is its cube without those before it, cut into cubes
//! that do not overlap. Hostile rows can cut the cases into more pieces than anybody can hold, so
//! that all of it works within a [`Budget`].
//!
//! A *case* is counted by what the rows ask of it: the size of a region is a number of combinations
//! of the attributes in the [`Scope`] at hand, without those that cannot be.

mod check;
mod cut;
mod diff;
mod fixes;
mod impossible;
pub mod laws;
mod partition;
mod reach;
mod rules;
mod scope;
mod vectors;
mod witness;
#[cfg(feature = "serde")]
mod written;

pub use check::{Finding, Kind, Severity, Unraised, check, instances_without_exit, plans_without_end};
pub use diff::{
    Cause, Change, ChangeReason, Diff, Difference, Direction, InterpretationChange, OperationDiff,
    ResourceChange, ResourceState, Size, Subject, Summary, diff,
};
pub use fixes::{Fix, Repair, fixes};
pub use impossible::{Impossible, impossible};
pub use partition::{Part, Partition, partition};
pub use reach::{By, Reach, Step, Steps, only};
pub use rules::{
    Answer, InactiveRow, Provenance, ResolvedCharge, ResolvedEffect, ResolvedRow, RowName, Rules, Why,
};
pub use scope::Scope;
pub use vectors::{Expected, Vector, vectors};
pub use witness::{Witness, simplest};

/// How many regions an analysis may look at before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Default for Budget {
    /// A million, less than a second: the rule tables of this crate need thousands.
    fn default() -> Self {
        Self(1 << 20)
    }
}

/// The rows cut the cases into more regions than the budget allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rules cut the cases into more than {budget} regions")]
pub struct BudgetError {
    /// The budget.
    pub budget: usize,
}
