//! ReActivateInstances.

use super::Parameters;
use crate::record::record;

record! {
    /// A call of ReActivateInstances. It takes no parameter but the id of one instance.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, ReActivateInstances, Request};
    ///
    /// assert_eq!(Request::from(ReActivateInstances::default()).operation(), Operation::ReActivateInstances);
    /// ```
    ///
    /// Source: ReActivateInstances, request parameters (page of 2025-01-21).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
    pub struct ReActivateInstances {}
}

impl From<ReActivateInstances> for Parameters {
    fn from(ReActivateInstances {}: ReActivateInstances) -> Self {
        Self::DEFAULT
    }
}

impl From<Parameters> for ReActivateInstances {
    fn from(_: Parameters) -> Self {
        Self {}
    }
}
