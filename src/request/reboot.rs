//! RebootInstance.

use super::Parameters;
use crate::record::record;

record! {
    /// A call of RebootInstance. Every parameter has the documented default.
    ///
    /// ```
    /// use instance_lifecycle::RebootInstance;
    ///
    /// assert!(!RebootInstance::default().force_stop);
    /// ```
    ///
    /// Source: RebootInstance, request parameters (page of 2025-12-03).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct RebootInstance {
        /// Power off: what is cached and not yet written to a disk is lost.
        pub force_stop: bool = false,
        /// Check everything, change nothing.
        pub dry_run: bool = false,
    }
}

impl From<RebootInstance> for Parameters {
    fn from(request: RebootInstance) -> Self {
        Self { force_stop: request.force_stop, dry_run: request.dry_run, ..Self::DEFAULT }
    }
}

impl From<Parameters> for RebootInstance {
    fn from(parameters: Parameters) -> Self {
        Self { force_stop: parameters.force_stop, dry_run: parameters.dry_run }
    }
}
