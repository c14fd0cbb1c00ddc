//! DeleteInstance.

use super::Parameters;
use crate::record::record;

record! {
    /// A call of DeleteInstance. Every parameter has the documented default.
    ///
    /// ```
    /// use instance_lifecycle::DeleteInstance;
    ///
    /// let request = DeleteInstance::default();
    /// assert!(!request.force && request.force_stop);
    /// ```
    ///
    /// Source: DeleteInstance, request parameters (page of 2025-04-09).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct DeleteInstance {
        /// Release the instance though it is running.
        pub force: bool = false,
        /// Power off; counts only with `force`. Without it the instance shuts down first.
        pub force_stop: bool = true,
        /// Give up an expired subscription.
        pub terminate_subscription: bool = false,
        /// Check everything, change nothing.
        pub dry_run: bool = false,
    }
}

impl From<DeleteInstance> for Parameters {
    fn from(request: DeleteInstance) -> Self {
        Self {
            force: request.force,
            delete_force_stop: request.force_stop,
            terminate_subscription: request.terminate_subscription,
            dry_run: request.dry_run,
            ..Self::DEFAULT
        }
    }
}

impl From<Parameters> for DeleteInstance {
    fn from(parameters: Parameters) -> Self {
        Self {
            force: parameters.force,
            force_stop: parameters.delete_force_stop,
            terminate_subscription: parameters.terminate_subscription,
            dry_run: parameters.dry_run,
        }
    }
}
