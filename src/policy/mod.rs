//! The rules: a ladder an operation, and the policy that chooses among their readings and orders
//! their chapters.

pub(crate) mod ladder;

mod create_instance;
mod delete_instance;
mod reactivate_instances;
mod reboot_instance;
mod run_instances;
mod start_instance;
mod stop_instance;

pub use ladder::Ladder;
pub(crate) use ladder::Laddered;

use crate::attribute::Attribute;
use crate::closed_set::UnknownName;
use crate::evidence::Revision;
use crate::outcome::CHARGES;
use crate::reading::{Choice, Readings, StatusText};
use crate::request::Operation;
use crate::rule::Chapters;

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
/// operation the precedence of its chapters.
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
}

/// What of a ladder speaks under a policy, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    /// Refusals, and above them settlements.
    pub(crate) decisions: u64,
    pub(crate) effects: u32,
    pub(crate) charges: u32,
    order: Option<Order>,
}

/// Chapters by their numbers; those behind the last are empty.
type Order = [u8; Chapters::MOST];

impl Active {
    const fn of(ladder: &Ladder, revision: Revision, readings: &Readings, order: Option<Order>) -> Self {
        let (mut decisions, mut effects, mut charges) = (0, 0, 0);
        let mut n = 0;
        while n < ladder.refusals.len() {
            let row = &ladder.refusals[n];
            // What a revision has no error for it cannot refuse.
            let raised = ladder.operation.errors().row(row.then, revision, false).is_some();
            decisions |= ((raised && readings.admit(&row.when)) as u64) << n;
            n += 1;
        }
        while n < ladder.refusals.len() + ladder.settlements.len() {
            let row = &ladder.settlements[n - ladder.refusals.len()];
            decisions |= (readings.admit(&row.when) as u64) << n;
            n += 1;
        }
        n = 0;
        while n < ladder.effects.len() {
            effects |= (readings.admit(&ladder.effects[n].when) as u32) << n;
            n += 1;
        }
        n = 0;
        while n < CHARGES.len() {
            charges |= (readings.admit(&CHARGES[n].when) as u32) << n;
            n += 1;
        }
        Self { decisions, effects, charges, order }
    }

    /// Of a set of refusals the first, by the precedence.
    #[inline]
    pub(crate) fn first(&self, ladder: &Ladder, refusals: u64) -> usize {
        let Some(order) = &self.order else { return refusals.trailing_zeros() as usize };
        order
            .iter()
            .map(|&chapter| refusals & ladder.chapter_rows[chapter as usize])
            .find(|&rows| rows != 0)
            .unwrap_or(refusals)
            .trailing_zeros() as usize
    }
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
        let mut active = [Active { decisions: 0, effects: 0, charges: 0, order: None }; LADDERS.len()];
        let mut n = 0;
        while n < LADDERS.len() {
            active[n] = Active::of(LADDERS[n], revision, &readings, None);
            n += 1;
        }
        Self { revision, readings, active }
    }

    /// This policy, but for one reading.
    #[must_use]
    pub fn with(mut self, reading: impl Into<Choice>) -> Self {
        self.readings = self.readings.with(reading.into());
        for (active, ladder) in self.active.iter_mut().zip(LADDERS) {
            *active = Active::of(ladder, self.revision, &self.readings, active.order);
        }
        self
    }

    /// This policy, with the chapters of an operation in another order.
    ///
    /// # Errors
    ///
    /// When the names are not a permutation of the operation's chapters.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy, PrecedenceError};
    ///
    /// let chapters = Policy::documented().precedence(Operation::StopInstance).collect::<Vec<_>>();
    /// assert_eq!(chapters[..3], ["Existence", "SecurityLock", "Arrears"]);
    /// assert_eq!(
    ///     Policy::documented().with_precedence(Operation::StopInstance, &chapters[1..]),
    ///     Err(PrecedenceError::Missing("Existence")),
    /// );
    /// ```
    pub fn with_precedence(
        mut self,
        operation: Operation,
        chapters: &[&str],
    ) -> Result<Self, PrecedenceError> {
        let Some(index) = LADDERS.iter().position(|ladder| ladder.operation == operation) else {
            return Err(PrecedenceError::NoLadder(operation));
        };
        let names = LADDERS[index].chapters.names();
        // A chapter that does not exist has no rows.
        let mut order = [Chapters::MOST as u8 - 1; Chapters::MOST];
        for (place, chapter) in chapters.iter().enumerate() {
            let number = names
                .iter()
                .position(|name| name == chapter)
                .ok_or(UnknownName { set: "chapter", expected: names })?;
            if chapters[..place].contains(chapter) {
                return Err(PrecedenceError::Repeated(names[number]));
            }
            order[place] = number as u8;
        }
        match names.iter().find(|name| !chapters.contains(name)) {
            Some(missing) => Err(PrecedenceError::Missing(missing)),
            None => {
                self.active[index].order = if chapters == names { None } else { Some(order) };
                Ok(self)
            }
        }
    }

    /// The chapters of an operation, in the order of this policy; none where it has no ladder.
    pub fn precedence(&self, operation: Operation) -> impl Iterator<Item = &'static str> {
        let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
        index.into_iter().flat_map(move |index| {
            let names = LADDERS[index].chapters.names();
            let order = self.active[index].order;
            (0..names.len()).map(move |place| names[order.map_or(place, |order| order[place] as usize)])
        })
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

    /// Whether a row of the operation's ladder speaks under this policy that reads the attribute.
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
        let ladders = LADDERS.iter().zip(&self.active).filter(|(ladder, _)| ladder.operation == operation);
        ladders.flat_map(|(ladder, active)| ladder.speaking(active)).any(|when| when.reads(attribute.field))
    }

    /// Whether that row of the operation's refusals, or behind them of its settlements, speaks under
    /// this policy.
    #[must_use]
    pub fn has_row(&self, operation: Operation, row: usize) -> bool {
        let ladders = LADDERS.iter().zip(&self.active).filter(|(ladder, _)| ladder.operation == operation);
        ladders.map(|(_, active)| active.decisions >> row & 1 == 1).next().unwrap_or(false)
    }

    /// What of the ladder of that number speaks.
    pub(crate) const fn active(&self, index: u8) -> &Active {
        &self.active[index as usize]
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

/// Why names are no precedence of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrecedenceError {
    /// A name that is no chapter of the operation.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// A chapter that stands twice.
    #[error("the chapter `{0}` stands twice")]
    Repeated(&'static str),
    /// A chapter that is left out.
    #[error("the chapter `{0}` is missing")]
    Missing(&'static str),
    /// An operation of which only the errors are known.
    #[error("`{0}` has no chapters")]
    NoLadder(Operation),
}
