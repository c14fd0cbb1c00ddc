//! StopInstance.

use super::{Parameters, StopMode};
use crate::record::record;

record! {
    /// A call of StopInstance. Every parameter has the documented default.
    ///
    /// ```
    /// use instance_lifecycle::StopInstance;
    /// use instance_lifecycle::request::StopMode;
    ///
    /// let request = StopInstance::default().with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    /// assert!(!request.force_stop);
    /// ```
    ///
    /// Source: StopInstance, request parameters (page of 2024-11-14).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct StopInstance {
        /// The stop mode asked for by name; `None` leaves it to the account and the instance.
        pub stopped_mode: Option<StopMode> = None,
        /// Power off: what is cached and not yet written to a disk is lost.
        pub force_stop: bool = false,
        /// Consent to a stop of an instance with local storage.
        pub confirm_stop: bool = false,
        /// Save the memory to the system disk, then stop.
        pub hibernate: bool = false,
        /// Check everything, change nothing.
        pub dry_run: bool = false,
    }
}

impl From<StopInstance> for Parameters {
    fn from(request: StopInstance) -> Self {
        Self {
            stopped_mode: request.stopped_mode.into(),
            force_stop: request.force_stop,
            confirm_stop: request.confirm_stop,
            hibernate: request.hibernate,
            dry_run: request.dry_run,
            ..Self::DEFAULT
        }
    }
}

impl From<Parameters> for StopInstance {
    fn from(parameters: Parameters) -> Self {
        Self {
            stopped_mode: parameters.stopped_mode.into(),
            force_stop: parameters.force_stop,
            confirm_stop: parameters.confirm_stop,
            hibernate: parameters.hibernate,
            dry_run: parameters.dry_run,
        }
    }
}
