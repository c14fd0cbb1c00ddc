//! A row of a rule table: a condition, and what follows from it.

use crate::attribute::{self, ATTRIBUTES, SPACE};
use crate::evidence::{Evidence, Source};
use crate::instance::Status;
use crate::interpretation::Interpretation;
use crate::region::{Field, Region};
use core::fmt;

/// The name of the rule that answers a dry run. It stands in no rule table.
pub(crate) const DRY_RUN: &str = "dry-run";

/// One row. Adjacent rows of one name are one rule: `explain` reports it once, by the first row
/// that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<V: 'static> {
    /// The name of the rule.
    pub rule: &'static str,
    /// The stage that it stands in, by its place in the rule table.
    pub stage: u8,
    /// The cases, and the interpretations, under which it speaks.
    pub when: Region,
    /// What it says.
    pub then: V,
    /// How well it is known.
    pub evidence: Evidence,
    /// Where it stands.
    pub source: Source,
}

impl<V> Row<V> {
    /// When it speaks, in words: the attributes it asks for, then the interpretations.
    ///
    /// ```
    /// use instance_lifecycle::Operation;
    ///
    /// let rule_table = Operation::StopInstance.rule_table();
    /// let row = rule_table.refusals.iter().find(|row| row.rule == "security-lock").expect("a rule of it");
    /// assert_eq!(row.condition().to_string(), "security_lock: Yes, interpretation.security-locked-stop: Deny");
    /// ```
    #[must_use]
    pub fn condition(&self) -> Condition<'_> {
        Condition(&self.when)
    }
}

/// A region in words. That the instance is there goes without saying.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a>(pub &'a Region);

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = of_an_instance(Region::FULL).admits(attribute::status::FIELD);
        let attributes = ATTRIBUTES
            .iter()
            .filter(|asked| !(asked.field == attribute::status::FIELD && self.0.admits(asked.field) == there))
            .map(|asked| ("", asked.name, asked.values, asked.field));
        let interpretations = Interpretation::ALL.iter().map(|interpretation| {
            ("interpretation.", interpretation.name, interpretation.values, interpretation.field())
        });
        let mut asked =
            attributes.chain(interpretations).filter(|(.., field)| self.0.reads(*field)).peekable();
        if asked.peek().is_none() {
            return f.write_str("always");
        }
        for (n, (prefix, name, values, field)) in asked.enumerate() {
            write!(f, "{}{prefix}{name}: ", if n == 0 { "" } else { ", " })?;
            write_values(f, values, field, self.0)?;
        }
        Ok(())
    }
}

fn write_values(f: &mut fmt::Formatter<'_>, values: &[&str], field: Field, region: &Region) -> fmt::Result {
    let admitted = values.iter().enumerate().filter(|(value, _)| region.admits(field) >> value & 1 == 1);
    for (n, (_, value)) in admitted.enumerate() {
        write!(f, "{}{value}", if n == 0 { "" } else { " | " })?;
    }
    Ok(())
}

/// The names of a rule table's stages, in their default order.
///
/// No stage stands twice:
///
/// ```compile_fail
/// use instance_lifecycle::Stages;
///
/// const STAGES: Stages = Stages::new(&["Lock", "Arrears", "Lock"]);
/// # assert_eq!(STAGES.names().len(), 3);
/// ```
///
/// ```
/// use instance_lifecycle::Stages;
///
/// const STAGES: Stages = Stages::new(&["Lock", "Arrears", "Status"]);
/// # assert_eq!(STAGES.names().len(), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages(&'static [&'static str]);

impl Stages {
    /// The most stages that a rule table has.
    pub const MAX: usize = 24;

    /// Stages of these names.
    ///
    /// # Panics
    ///
    /// When a name stands twice, or there are too many.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        assert!(names.len() <= Self::MAX, "too many stages");
        let mut n = 0;
        while n < names.len() {
            let mut earlier = 0;
            while earlier < n {
                assert!(!same(names[earlier], names[n]), "a stage stands twice");
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

/// Returns for each row the rows of its rule, as a set.
pub(crate) const fn rule_rows<V, const N: usize>(rows: &[Row<V>]) -> [u128; N] {
    let mut sets = [0; N];
    let mut n = 0;
    while n < rows.len() {
        let mut other = 0;
        while other < rows.len() {
            sets[n] |= (same(rows[n].rule, rows[other].rule) as u128) << other;
            other += 1;
        }
        n += 1;
    }
    sets
}

/// Proves of rows, while they compile, that none is empty and that the rows of a rule stand
/// together in one stage.
pub(crate) const fn prove<V>(rows: &[Row<V>]) {
    let mut n = 0;
    while n < rows.len() {
        let _ = rows[n].when.inhabited(SPACE);
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
