//! Conditions: regions as rules write and print them.

#[cfg(feature = "alloc")]
use crate::attribute::AttributeSet;
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
/// assert_eq!(Condition::new(&region).to_string(), "status: Running | Stopped");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a> {
    region: &'a Region,
    #[cfg(feature = "alloc")]
    attributes: Option<&'a AttributeSet>,
}

impl<'a> Condition<'a> {
    /// Returns the text of a region over the built-in attributes.
    #[must_use]
    pub const fn new(region: &'a Region) -> Self {
        Self {
            region,
            #[cfg(feature = "alloc")]
            attributes: None,
        }
    }

    /// Returns the text of a region over the attributes of a policy.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub const fn over(region: &'a Region, attributes: &'a AttributeSet) -> Self {
        Self { region, attributes: Some(attributes) }
    }

    /// Iterates over the custom attributes: name, values and bits.
    #[cfg(feature = "alloc")]
    fn custom(&self) -> impl Iterator<Item = (&'a str, impl Iterator<Item = &'a str>, Field)> {
        let custom = self.attributes.into_iter().flat_map(AttributeSet::declared);
        custom.map(|(it, field)| (it.name(), it.values().iter().map(alloc::string::String::as_str), field))
    }

    #[cfg(not(feature = "alloc"))]
    fn custom(&self) -> impl Iterator<Item = (&'a str, core::iter::Empty<&'a str>, Field)> {
        core::iter::empty()
    }
}

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = of_an_instance(Region::FULL).admits(status::FIELD);
        let attributes = ATTRIBUTES
            .iter()
            .filter(|attribute| {
                !(attribute.field == status::FIELD && self.region.admits(attribute.field) == there)
            })
            .map(|attribute| ("", attribute.name, attribute.values, attribute.field));
        let interpretations = Interpretation::ALL.iter().map(|interpretation| {
            ("interpretation.", interpretation.name, interpretation.values, interpretation.field())
        });
        let mut separator = "";
        let mut write = |(prefix, name, values, field): (&str, &str, &[&str], Field)| {
            if self.region.reads(field) {
                write!(f, "{separator}{prefix}{name}: ")?;
                write_values(f, values.iter().copied(), field, self.region)?;
                separator = ", ";
            }
            Ok(())
        };
        attributes.into_iter().try_for_each(&mut write)?;
        interpretations.into_iter().try_for_each(&mut write)?;
        for (name, values, field) in self.custom().filter(|(.., field)| self.region.reads(*field)) {
            write!(f, "{separator}{name}: ")?;
            write_values(f, values, field, self.region)?;
            separator = ", ";
        }
        if separator.is_empty() { f.write_str("always") } else { Ok(()) }
    }
}

fn write_values<'v>(
    f: &mut fmt::Formatter<'_>,
    values: impl Iterator<Item = &'v str>,
    field: Field,
    region: &Region,
) -> fmt::Result {
    let admitted = values.enumerate().filter(|(value, _)| region.admits(field) >> value & 1 == 1);
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
