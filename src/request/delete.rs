//! DeleteInstance.

use super::Parameters;

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
    pub force: bool,
    /// Power off; counts only with `force`. Without it the instance shuts down first.
    pub force_stop: bool,
    /// Give up an expired subscription.
    pub terminate_subscription: bool,
    /// Check everything, change nothing.
    pub dry_run: bool,
}

impl DeleteInstance {
    /// Every parameter at its documented default.
    pub const DEFAULT: Self =
        Self { force: false, force_stop: true, terminate_subscription: false, dry_run: false };
}

impl Default for DeleteInstance {
    fn default() -> Self {
        Self::DEFAULT
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
