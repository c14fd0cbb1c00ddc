//! The rules: a ladder an operation, and the policy that chooses among their readings, orders their
//! chapters, removes some and adds its own.

pub(crate) mod ladder;

mod active;
#[cfg(all(feature = "alloc", feature = "serde"))]
mod document;
mod edit;
mod error;
#[cfg(feature = "alloc")]
mod own;
#[cfg(feature = "alloc")]
mod own_rows;
#[cfg(not(feature = "alloc"))]
#[path = "unowned.rs"]
mod own_rows;
mod row;

mod create_instance;
mod delete_instance;
mod reactivate_instances;
mod reboot_instance;
mod run_instances;
mod start_instance;
mod stop_instance;

pub(crate) use active::{Active, Refusing};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub use document::{DocumentProblem, ErrorDocument, InvalidPolicy, PolicyDocument, RuleDocument};
pub use error::{Known, Name, PolicyError, Unknown};
pub use ladder::Ladder;
pub(crate) use ladder::Laddered;
#[cfg(feature = "alloc")]
pub use own::{OwnError, OwnRule, OwnVerdict, Raised};
pub(crate) use own_rows::{OwnRows, Shared};
pub use row::{Origin, PolicyRow, Verdict};

use crate::attribute::Attribute;
use crate::evidence::Revision;
use crate::reading::{Choice, Readings, StatusText};
use crate::request::Operation;
use own_rows::Own;

/// The ladders, each at its own number.
pub(crate) static LADDERS: [&Ladder; 7] = [
    &stop_instance::LADDER,
    &start_instance::LADDER,
    &reboot_instance::LADDER,
    &delete_instance::LADDER,
    &reactivate_instances::LADDER,
    &create_instance::LADDER,
    &run_instances::LADDER,
];

impl Operation {
    /// Its ladder; none where only its errors are known.
    #[must_use]
    pub fn ladder(self) -> Option<&'static Ladder> {
        LADDERS.iter().copied().find(|ladder| ladder.operation == self)
    }
}

/// What decides: a revision of the documents, a reading of every contested point, and for every
/// operation the precedence of its chapters, the rules that are removed and those that are added.
///
/// ```
/// use instance_lifecycle::{Policy, Revision, SecurityLockedStop};
///
/// let policy = Policy::ecs(Revision::V2025_12_03).with(SecurityLockedStop::Deny);
/// assert_eq!(policy.revision(), Revision::V2025_12_03);
/// assert_ne!(policy, Policy::documented());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    revision: Revision,
    readings: Readings,
    active: [Active; LADDERS.len()],
    own: Own,
}

impl Policy {
    /// The documents as they stood on 2024-11-14: the default.
    #[must_use]
    pub const fn documented() -> Self {
        Self::ecs(Revision::V2024_11_14)
    }

    /// The documents of a revision, with its default readings and precedence.
    #[must_use]
    pub const fn ecs(revision: Revision) -> Self {
        let readings = Readings::of(revision);
        let mut active = [Active::NOTHING; LADDERS.len()];
        let mut n = 0;
        while n < LADDERS.len() {
            active[n] = Active::NOTHING.under(LADDERS[n], revision, &readings);
            n += 1;
        }
        Self { revision, readings, active, own: Own::NONE }
    }

    /// This policy, but for one reading.
    #[must_use]
    pub fn with(mut self, reading: impl Into<Choice>) -> Self {
        self.readings = self.readings.with(reading.into());
        for (active, ladder) in self.active.iter_mut().zip(LADDERS) {
            *active = active.under(ladder, self.revision, &self.readings);
        }
        self
    }

    /// The revision.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The readings.
    #[must_use]
    pub const fn readings(&self) -> &Readings {
        &self.readings
    }

    /// Whether a row of the operation speaks under this policy that reads the attribute.
    ///
    /// ```
    /// use instance_lifecycle::attribute::ATTRIBUTES;
    /// use instance_lifecycle::{Operation, Policy, Revision};
    ///
    /// let managed = ATTRIBUTES.iter().find(|attribute| attribute.name == "managed_by_product").expect("an attribute");
    /// assert!(!Policy::documented().reads(Operation::StopInstance, managed));
    /// assert!(Policy::ecs(Revision::V2025_12_03).reads(Operation::StopInstance, managed));
    /// ```
    #[must_use]
    pub fn reads(&self, operation: Operation, attribute: &Attribute) -> bool {
        self.rows(operation).any(|row| row.when.reads(attribute.field))
    }

    /// Whether that row of the operation's refusals, or behind them of its settlements, speaks under
    /// this policy.
    #[must_use]
    pub fn has_row(&self, operation: Operation, row: usize) -> bool {
        let ladders = LADDERS.iter().zip(&self.active).filter(|(ladder, _)| ladder.operation == operation);
        ladders.map(|(_, active)| active.decisions >> row & 1 == 1).next().unwrap_or(false)
    }

    /// What of the ladder of that number speaks.
    pub(crate) const fn active(&self, index: u32) -> &Active {
        &self.active[index as usize]
    }

    /// The own rules of the ladder of that number.
    #[inline]
    pub(crate) fn own(&self, index: u32) -> Option<&OwnRows> {
        self.own.of(index as usize)
    }

    /// Whether the refusal of a status carries the filled template.
    pub(crate) const fn fills_templates(&self) -> bool {
        self.readings.index(StatusText::FIELD) == StatusText::Templated as usize
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::documented()
    }
}
