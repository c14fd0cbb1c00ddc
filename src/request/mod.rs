//! What can be asked of an instance: one struct an operation, with its documented parameters.

mod batch;
mod create;
mod delete;
mod reactivate;
mod reboot;
mod start;
mod stop;

pub use batch::{
    BatchOptimization, BatchRequest, DeleteInstances, RebootInstances, StartInstances, StopInstances,
};
pub use create::{Amount, AmountError, CreateInstance, RunInstances};
pub use delete::DeleteInstance;
pub use reactivate::ReActivateInstances;
pub use reboot::RebootInstance;
pub use start::StartInstance;
pub use stop::StopInstance;

use crate::closed_set::closed_set;
use crate::instance::{ChargeType, NetworkType, SpotStrategy};

closed_set! {
    /// The operations of the lifecycle. Of the last two no table of errors is transcribed.
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
        /// Makes an instance.
        CreateInstance = "CreateInstance",
        /// Makes instances and starts them.
        RunInstances = "RunInstances",
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
    /// `InitLocalDisk` of a start.
    pub init_local_disk: bool,
    /// `Force` of a deletion.
    pub force: bool,
    /// `ForceStop` of a deletion: unlike that of other operations true by default.
    pub delete_force_stop: bool,
    /// `TerminateSubscription` of a deletion.
    pub terminate_subscription: bool,
    /// `InstanceChargeType` of a creation.
    pub new_charge_type: ChargeType,
    /// The network of a creation.
    pub new_network_type: NetworkType,
    /// `SpotStrategy` of a creation.
    pub new_spot_strategy: SpotStrategy,
    /// Whether a creation configures hibernation.
    pub new_hibernation: bool,
}

impl Parameters {
    /// Every parameter at its documented default.
    pub const DEFAULT: Self = Self {
        stopped_mode: StopModeAsked::Absent,
        force_stop: false,
        confirm_stop: false,
        hibernate: false,
        dry_run: false,
        init_local_disk: false,
        force: false,
        delete_force_stop: true,
        terminate_subscription: false,
        new_charge_type: ChargeType::PostPaid,
        new_network_type: NetworkType::Vpc,
        new_spot_strategy: SpotStrategy::NoSpot,
        new_hibernation: false,
    };
}

/// Declares the requests that are decided one instance at a time.
macro_rules! requests {
    ($($operation:ident),+ $(,)?) => {
        /// A call of any operation on one instance.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), serde(tag = "Action"))]
        pub enum Request {
            $(#[doc = concat!("A call of ", stringify!($operation), ".")] $operation($operation),)+
        }

        impl Request {
            /// A request of every operation that has one, with default parameters.
            pub const DEFAULTS: &'static [Self] = &[$(Self::$operation($operation::DEFAULT)),+];

            /// The operation that is called.
            #[must_use]
            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$operation(_) => Operation::$operation),+
                }
            }

            /// Its parameters, in the form in which rules read them.
            #[must_use]
            pub fn parameters(&self) -> Parameters {
                match *self {
                    $(Self::$operation(request) => request.into()),+
                }
            }

            /// The request of an operation with these parameters; none for a plural operation.
            #[must_use]
            pub fn of(operation: Operation, parameters: Parameters) -> Option<Self> {
                match operation {
                    $(Operation::$operation => Some(Self::$operation(parameters.into())),)+
                    Operation::StopInstances
                    | Operation::StartInstances
                    | Operation::RebootInstances
                    | Operation::DeleteInstances => None,
                }
            }
        }

        $(impl From<$operation> for Request {
            fn from(request: $operation) -> Self {
                Self::$operation(request)
            }
        })+
    };
}

requests! {
    StopInstance, StartInstance, RebootInstance, DeleteInstance, ReActivateInstances, CreateInstance, RunInstances,
}

impl Request {
    /// Whether it makes the instance that it is about.
    #[must_use]
    pub const fn creates(&self) -> bool {
        matches!(self, Self::CreateInstance(_) | Self::RunInstances(_))
    }
}
