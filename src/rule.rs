//! A row of a ladder: a condition, and what follows from it.

use crate::attribute::{self, SPACE};
use crate::evidence::{Evidence, Source};
use crate::instance::Status;
use crate::region::Region;

/// One row. Adjacent rows of one name are one rule: `explain` reports it once, by the first row
/// that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<V: 'static> {
    /// The name of the rule.
    pub rule: &'static str,
    /// The chapter that it stands in, by its place in the ladder.
    pub chapter: u8,
    /// The cases, and the readings, under which it speaks.
    pub when: Region,
    /// What it says.
    pub then: V,
    /// How well it is known.
    pub evidence: Evidence,
    /// Where it stands.
    pub source: Source,
}

/// The names of a ladder's chapters, in their default order.
///
/// No chapter stands twice:
///
/// ```compile_fail
/// use instance_lifecycle::Chapters;
///
/// const CHAPTERS: Chapters = Chapters::new(&["Lock", "Arrears", "Lock"]);
/// # assert_eq!(CHAPTERS.names().len(), 3);
/// ```
///
/// ```
/// use instance_lifecycle::Chapters;
///
/// const CHAPTERS: Chapters = Chapters::new(&["Lock", "Arrears", "Status"]);
/// # assert_eq!(CHAPTERS.names().len(), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapters(&'static [&'static str]);

impl Chapters {
    /// The most chapters that a ladder has.
    pub const MOST: usize = 24;

    /// Chapters of these names.
    ///
    /// # Panics
    ///
    /// When a name stands twice, or there are too many.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        assert!(names.len() <= Self::MOST, "too many chapters");
        let mut n = 0;
        while n < names.len() {
            let mut earlier = 0;
            while earlier < n {
                assert!(!same(names[earlier], names[n]), "a chapter stands twice");
                earlier += 1;
            }
            n += 1;
        }
        Self(names)
    }

    /// The names.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        self.0
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}

/// The condition of a refusal as its row writes it, kept to instances that are there. Only a row
/// that says so speaks of one that is not: of it nothing else can be asked.
pub(crate) const fn of_an_instance(when: Region) -> Region {
    let released = 1 << Status::Released as u32;
    if when.admits(attribute::status::FIELD) == released {
        when
    } else {
        when.restrict(attribute::status::FIELD, !released)
    }
}

/// Proves of rows, while they compile, that none is empty and that the rows of a rule stand
/// together in one chapter.
pub(crate) const fn prove<V>(rows: &[Row<V>]) {
    let mut n = 0;
    while n < rows.len() {
        assert!(!rows[n].when.is_empty(SPACE), "a row that nothing can match");
        if n > 0 && !same(rows[n].rule, rows[n - 1].rule) {
            let mut earlier = 0;
            while earlier < n {
                assert!(!same(rows[earlier].rule, rows[n].rule), "two rules of one name");
                earlier += 1;
            }
        }
        n += 1;
    }
}
