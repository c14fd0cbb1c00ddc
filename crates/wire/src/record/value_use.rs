//! How much of a value is read.

use crate::record::family::Family;

/// How much of the value of a [`CaseField`](crate::CaseField) is read: values of the same meaning are read alike.
///
/// ```
/// use instance_lifecycle_wire::ValueUse;
///
/// let of = |text| ValueUse::Family.meaning_of_text(text);
/// assert_eq!(of("ecs.g7.large"), of("ecs.c7.xlarge"));
/// assert_ne!(of("ecs.g7.large"), of("ecs.gn7i-c8g1.2xlarge"));
/// assert_eq!(ValueUse::Sign.meaning_of_number(8), ValueUse::Sign.meaning_of_number(1));
/// assert_eq!(ValueUse::Whole.meaning_of_text("ecs.g7.large"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueUse {
    /// The value itself.
    Whole,
    /// Whether there is a value other than an empty text.
    Presence,
    /// The properties of the family of an instance type.
    Family,
    /// Whether a number is positive.
    Sign,
}

impl ValueUse {
    /// Returns how much is read of a member of a record.
    pub(crate) fn of_member(name: &str) -> Self {
        match name {
            "InstanceId" | "AutoReleaseTime" | "InnerIpAddress" | "PublicIpAddress" | "EipAddress"
            | "Snapshots" => Self::Presence,
            "InstanceType" => Self::Family,
            "LocalStorageAmount" | "GPUAmount" | "InternetMaxBandwidthOut" => Self::Sign,
            _ => Self::Whole,
        }
    }

    /// Returns a number that a text shares with all texts of the same meaning, below 4,096; `None` if the text
    /// itself is read.
    #[must_use]
    pub fn meaning_of_text(self, text: &str) -> Option<u16> {
        match self {
            _ if text.is_empty() => None,
            Self::Presence => Some(0),
            Self::Family => Some(Family::parse(text).map_or(0, |family| 1 + family.bits())),
            Self::Whole | Self::Sign => None,
        }
    }

    /// Returns a number that a number shares with all numbers of the same meaning; `None` if the number itself is
    /// read.
    #[must_use]
    pub fn meaning_of_number(self, number: u64) -> Option<u16> {
        (self == Self::Sign).then(|| (number > 0).into())
    }
}
