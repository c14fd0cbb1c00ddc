//! Conditions: regions as rules write and print them.

use crate::attribute::{ATTRIBUTES, status};
use crate::instance::Status;
use crate::interpretation::Interpretation;
use crate::region::{Field, Region};
use core::fmt;

/// Writes a region: `` region!({ status: Pending | Starting, interpretation.StopOfStopped: Reject }) ``.
///
/// Names are real paths, so that a typo is reported at the word. `..BASE` at the end intersects with
/// the region `BASE`.
macro_rules! region {
    (@ $region:expr;) => { $region };
    (@ $region:expr; ..$base:ident) => { $region.intersect(&$base) };
    (@ $region:expr; interpretation.$interpretation:ident: $($value:ident)|+ $(, $($rest:tt)*)?) => {
        $crate::condition::region!(@ $region.restrict(
            $crate::interpretation::$interpretation::FIELD,
            0 $(| 1 << $crate::interpretation::$interpretation::$value as u32)+
        ); $($($rest)*)?)
    };
    (@ $region:expr; $($name:ident).+: $($value:ident)|+ $(, $($rest:tt)*)?) => {
        $crate::condition::region!(@ $region.restrict($crate::attribute::$($name)::+::FIELD, {
            use $crate::attribute::$($name)::+ as attribute;
            0 $(| 1 << attribute::$value as u32)+
        }); $($($rest)*)?)
    };
    ({ $($body:tt)* }) => { $crate::condition::region!(@ $crate::region::Region::FULL; $($body)*) };
}
pub(crate) use region;

/// The text of a region. The condition that the instance exists is left out.
///
/// ```
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::rules::Condition;
///
/// let region = region_of(&[("status", &["Running", "Stopped"])])?;
/// assert_eq!(Condition(&region).to_string(), "status: Running | Stopped");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a>(pub &'a Region);

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = of_an_instance(Region::FULL).admits(status::FIELD);
        let attributes = ATTRIBUTES
            .iter()
            .filter(|attribute| {
                !(attribute.field == status::FIELD && self.0.admits(attribute.field) == there)
            })
            .map(|attribute| ("", attribute.name, attribute.values, attribute.field));
        let interpretations = Interpretation::ALL.iter().map(|interpretation| {
            ("interpretation.", interpretation.name, interpretation.values, interpretation.field())
        });
        let mut read =
            attributes.chain(interpretations).filter(|(.., field)| self.0.reads(*field)).peekable();
        if read.peek().is_none() {
            return f.write_str("always");
        }
        for (n, (prefix, name, values, field)) in read.enumerate() {
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

/// Returns the condition of a refusal, restricted to instances that exist unless it is about released
/// ones only.
pub(crate) const fn of_an_instance(when: Region) -> Region {
    let released = 1 << Status::Released as u32;
    if when.admits(status::FIELD) == released { when } else { when.restrict(status::FIELD, !released) }
}
