//! What can be asked of an instance: one struct an operation, with its documented parameters.

mod stop;

pub use stop::StopInstance;

use crate::closed_set::closed_set;

closed_set! {
    /// The operations whose errors are documented. One with a request can be decided.
    Operation {
        /// Stops an instance.
        StopInstance = "StopInstance",
        /// Starts a stopped instance.
        StartInstance = "StartInstance",
        /// Restarts a running instance.
        RebootInstance = "RebootInstance",
        /// Releases an instance.
        DeleteInstance = "DeleteInstance",
        /// Stops up to 100 instances.
        StopInstances = "StopInstances",
        /// Starts up to 100 instances.
        StartInstances = "StartInstances",
        /// Restarts up to 100 instances.
        RebootInstances = "RebootInstances",
        /// Releases up to 100 instances.
        DeleteInstances = "DeleteInstances",
        /// Starts an instance that was stopped for arrears.
        ReActivateInstances = "ReActivateInstances",
    }
}

closed_set! {
    /// A stop mode that a request can ask for by name.
    StopMode {
        /// Economical mode.
        StopCharging = "StopCharging",
        /// Standard mode.
        KeepCharging = "KeepCharging",
    }
}

closed_set! {
    /// The parameter `StoppedMode` of a request, absence included.
    StopModeAsked {
        /// Not given.
        Absent = "Absent",
        /// Economical mode, by name.
        StopCharging = "StopCharging",
        /// Standard mode, by name.
        KeepCharging = "KeepCharging",
    }
}

impl From<Option<StopMode>> for StopModeAsked {
    fn from(mode: Option<StopMode>) -> Self {
        match mode {
            None => Self::Absent,
            Some(StopMode::StopCharging) => Self::StopCharging,
            Some(StopMode::KeepCharging) => Self::KeepCharging,
        }
    }
}

impl From<StopModeAsked> for Option<StopMode> {
    fn from(asked: StopModeAsked) -> Self {
        match asked {
            StopModeAsked::Absent => None,
            StopModeAsked::StopCharging => Some(StopMode::StopCharging),
            StopModeAsked::KeepCharging => Some(StopMode::KeepCharging),
        }
    }
}

/// The parameters of every operation side by side: the form in which rules read a request. What an
/// operation does not take stands at its documented default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parameters {
    /// `StoppedMode`.
    pub stopped_mode: StopModeAsked,
    /// `ForceStop`.
    pub force_stop: bool,
    /// `ConfirmStop`.
    pub confirm_stop: bool,
    /// `Hibernate`.
    pub hibernate: bool,
    /// `DryRun`.
    pub dry_run: bool,
}

impl Parameters {
    /// Every parameter at its documented default.
    pub const PLAIN: Self = Self {
        stopped_mode: StopModeAsked::Absent,
        force_stop: false,
        confirm_stop: false,
        hibernate: false,
        dry_run: false,
    };
}

/// A call of any operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(all(feature = "serde", feature = "alloc"), derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(all(feature = "serde", feature = "alloc"), serde(tag = "Action"))]
pub enum Request {
    /// A call of StopInstance.
    StopInstance(StopInstance),
}

impl Request {
    /// A request of every operation that has one, with default parameters.
    pub const DEFAULTS: &'static [Self] = &[Self::StopInstance(StopInstance::DEFAULT)];

    /// The operation that is called.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        match self {
            Self::StopInstance(_) => Operation::StopInstance,
        }
    }
}

impl From<StopInstance> for Request {
    fn from(request: StopInstance) -> Self {
        Self::StopInstance(request)
    }
}
