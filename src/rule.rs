//! Rows of a rule table: a condition, and its consequence.

use crate::attribute::SPACE;
use crate::closed_set::same;
use crate::condition::Condition;
use crate::evidence::{Evidence, Source};
use crate::region::Region;

/// The name of the rule that answers a dry run. It is in no rule table.
pub(crate) const DRY_RUN: &str = "dry-run";

/// A row. Adjacent rows with the same name form one rule, reported once, by the first matching row.
///
/// ```
/// use instance_lifecycle::rules::Evidence;
/// use instance_lifecycle::Operation;
///
/// let table = Operation::StopInstance.rule_table();
/// let row = table.refusals[0];
/// assert_eq!((row.rule, row.evidence), ("not-found", Evidence::Documented));
/// assert_eq!(row.condition().to_string(), "status: Released");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<V: 'static> {
    /// The name of the rule.
    pub rule: &'static str,
    /// The number of its stage in the rule table.
    pub stage: u8,
    /// The cases and interpretations under which the row applies.
    pub when: Region,
    /// The consequence.
    pub then: V,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

impl<V> Row<V> {
    /// Returns the condition as text: attributes, then interpretations.
    ///
    /// ```
    /// use instance_lifecycle::Operation;
    ///
    /// let rule_table = Operation::StopInstance.rule_table();
    /// let row = rule_table.refusals.iter().find(|row| row.rule == "security-lock").expect("a rule of it");
    /// assert_eq!(row.condition().to_string(), "locks.security: Yes, interpretation.security-locked-stop: Deny");
    /// ```
    #[must_use]
    pub fn condition(&self) -> Condition<'_> {
        Condition::new(&self.when)
    }
}

/// The names of the stages of a rule table, in their default order.
///
/// Stage names are unique:
///
/// ```compile_fail
/// use instance_lifecycle::rules::Stages;
///
/// const STAGES: Stages = Stages::new(&["Lock", "Arrears", "Lock"]);
/// # assert_eq!(STAGES.names().len(), 3);
/// ```
///
/// ```
/// use instance_lifecycle::rules::Stages;
///
/// const STAGES: Stages = Stages::new(&["Lock", "Arrears", "Status"]);
/// # assert_eq!(STAGES.names().len(), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages(&'static [&'static str]);

impl Stages {
    /// The maximum number of stages of a rule table.
    pub const MAX: usize = 24;

    /// Returns stages of these names.
    ///
    /// # Panics
    ///
    /// Panics if a name is repeated, or if there are more than [`Self::MAX`].
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        assert!(names.len() <= Self::MAX, "too many stages");
        let mut n = 0;
        while n < names.len() {
            let mut earlier = 0;
            while earlier < n {
                assert!(!same(names[earlier], names[n]), "a stage is repeated");
                earlier += 1;
            }
            n += 1;
        }
        Self(names)
    }

    /// Returns the names.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        self.0
    }
}

/// Returns, for each row, the set of rows of its rule: those next to it with the same name.
pub(crate) const fn rule_rows<V, const N: usize>(rows: &[Row<V>]) -> [u128; N] {
    let mut sets = [0; N];
    let mut n = 0;
    while n < N {
        let (mut set, mut end) = (1 << n, n + 1);
        while end < N && same(rows[n].rule, rows[end].rule) {
            set |= 1 << end;
            end += 1;
        }
        while n < end {
            sets[n] = set;
            n += 1;
        }
    }
    sets
}

/// Checks at compile time that no row is empty, that the rows of a rule are adjacent, and that a row
/// names a contradicting source if and only if it is contradicted.
pub(crate) const fn prove<V>(rows: &[Row<V>]) {
    let mut n = 0;
    while n < rows.len() {
        let _ = rows[n].when.inhabited(SPACE);
        assert!(
            matches!(rows[n].evidence, Evidence::Contradicted) == rows[n].against.is_some(),
            "a row is contradicted if and only if `against` names the other source"
        );
        if n > 0 && !same(rows[n].rule, rows[n - 1].rule) {
            let mut earlier = 0;
            while earlier < n {
                assert!(!same(rows[earlier].rule, rows[n].rule), "two rules have the same name");
                earlier += 1;
            }
        }
        n += 1;
    }
}
