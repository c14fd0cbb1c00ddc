//! StartInstance.

use super::Parameters;
use crate::record::record;

record! {
    /// A call of StartInstance. Every parameter has the documented default.
    ///
    /// ```
    /// use instance_lifecycle::StartInstance;
    ///
    /// assert!(!StartInstance::default().init_local_disk);
    /// ```
    ///
    /// Source: StartInstance, request parameters (page of 2025-12-03).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct StartInstance {
        /// Reset the local disks: what is on them is lost.
        pub init_local_disk: bool = false,
        /// Check everything, change nothing.
        pub dry_run: bool = false,
    }
}

impl From<StartInstance> for Parameters {
    fn from(request: StartInstance) -> Self {
        Self { init_local_disk: request.init_local_disk, dry_run: request.dry_run, ..Self::DEFAULT }
    }
}

impl From<Parameters> for StartInstance {
    fn from(parameters: Parameters) -> Self {
        Self { init_local_disk: parameters.init_local_disk, dry_run: parameters.dry_run }
    }
}
