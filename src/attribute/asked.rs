//! Regions asked for by name, at run time: what [`region!`](super::region) is for rows of this
//! crate, for rows, laws and questions that come from outside.

use super::{ATTRIBUTES, Attribute};
use crate::region::Region;
use crate::suggest::{DidYouMean, OneOf, nearest};

/// An attribute and the values that are asked of it, by name.
pub type Constraint<'a> = (&'a str, &'a [&'a str]);

impl Attribute {
    /// The attribute of that name.
    ///
    /// # Errors
    ///
    /// When there is none, with the name that is spelt most like it.
    ///
    /// ```
    /// use instance_lifecycle::attribute::Attribute;
    ///
    /// assert_eq!(Attribute::named("status")?.values[2], "Running");
    /// assert_eq!(
    ///     Attribute::named("disk_statu").unwrap_err().to_string(),
    ///     "unknown attribute `disk_statu`: did you mean `disk_status`?"
    /// );
    /// # Ok::<_, instance_lifecycle::attribute::ConditionError<'_>>(())
    /// ```
    pub fn named(name: &str) -> Result<&'static Self, ConditionError<'_>> {
        let names = || ATTRIBUTES.iter().map(|attribute| attribute.name);
        ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name == name)
            .ok_or_else(|| ConditionError::Attribute { name, nearest: nearest(name, names()) })
    }

    /// The number of its value of that name.
    ///
    /// # Errors
    ///
    /// When it has no such value.
    pub fn value<'a>(&self, value: &'a str) -> Result<usize, ConditionError<'a>> {
        self.values.iter().position(|name| *name == value).ok_or_else(|| ConditionError::Value {
            attribute: self.name,
            value,
            nearest: nearest(value, self.values.iter().copied()),
            expected: self.values,
        })
    }

    /// The cases in which it has one of these values.
    ///
    /// # Errors
    ///
    /// When it lacks one of them, or none is given: nothing lies in that region.
    pub fn among<'a>(&self, values: impl IntoIterator<Item = &'a str>) -> Result<Region, ConditionError<'a>> {
        let set = values.into_iter().try_fold(0, |set, value| Ok(set | 1 << self.value(value)?))?;
        if set == 0 {
            return Err(ConditionError::NoValue { attribute: self.name });
        }
        Ok(Region::FULL.restrict(self.field, set))
    }
}

/// The cases in which every attribute that is named has one of the values beside it.
///
/// # Errors
///
/// When a name or value is unknown, when no value is given, or an attribute is named twice.
///
/// ```
/// use instance_lifecycle::Condition;
/// use instance_lifecycle::attribute::region_of;
///
/// let region = region_of(&[("status", &["Running", "Stopped"]), ("gpu", &["Yes"])])?;
/// assert_eq!(Condition(&region).to_string(), "status: Running | Stopped, gpu: Yes");
///
/// let error = region_of(&[("status", &["Runing"])]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown value `Runing` of the attribute `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, \
///      `Stopped` or `Released`: did you mean `Running`?"
/// );
/// # Ok::<_, instance_lifecycle::attribute::ConditionError<'_>>(())
/// ```
pub fn region_of<'a>(asked: &[Constraint<'a>]) -> Result<Region, ConditionError<'a>> {
    let mut region = Region::FULL;
    for &(name, values) in asked {
        let attribute = Attribute::named(name)?;
        if region.reads(attribute.field) {
            return Err(ConditionError::Twice { attribute: attribute.name });
        }
        region = region.intersect(&attribute.among(values.iter().copied())?);
    }
    Ok(region)
}

/// Why names are no region. It borrows the names that it complains of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError<'a> {
    /// A name of no attribute.
    #[error("unknown attribute `{name}`{}", DidYouMean(*.nearest))]
    Attribute {
        /// The name.
        name: &'a str,
        /// The attribute that is spelt most like it.
        nearest: Option<&'static str>,
    },
    /// A name of no value of the attribute.
    #[error(
        "unknown value `{value}` of the attribute `{attribute}`, expected {}{}",
        OneOf(.expected),
        DidYouMean(*.nearest)
    )]
    Value {
        /// The attribute.
        attribute: &'static str,
        /// The name.
        value: &'a str,
        /// The value that is spelt most like it.
        nearest: Option<&'static str>,
        /// The values that the attribute has.
        expected: &'static [&'static str],
    },
    /// No value is asked for.
    #[error("no value is asked of the attribute `{attribute}`")]
    NoValue {
        /// The attribute.
        attribute: &'static str,
    },
    /// The attribute is named twice.
    #[error("the attribute `{attribute}` is asked twice")]
    Twice {
        /// The attribute.
        attribute: &'static str,
    },
}
