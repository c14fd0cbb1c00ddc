//! The operations on instances, and one request struct for each, with its documented parameters.

mod action;
mod batch;
mod create;
mod delete;
mod reactivate;
mod reboot;
mod start;
mod stop;

pub use action::Action;
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
use crate::record::record;

/// Calls a macro with every operation that rules decide: its documentation, its name, and the name of
/// its modules. All lists of operations are made by it, so that they agree.
macro_rules! for_each_operation {
    ($callback:ident) => {
        $callback! {
            /// Stops an instance.
            StopInstance stop_instance,
            /// Starts a stopped instance.
            StartInstance start_instance,
            /// Restarts a running instance.
            RebootInstance reboot_instance,
            /// Releases an instance.
            DeleteInstance delete_instance,
            /// Starts an instance that was stopped for arrears.
            ReActivateInstances reactivate_instances,
            /// Creates an instance.
            CreateInstance create_instance,
            /// Creates and starts instances.
            RunInstances run_instances,
        }
    };
}
pub(crate) use for_each_operation;

closed_set! {
    /// A stop mode that a request can name.
    ///
    /// ```
    /// use instance_lifecycle::StopInstance;
    /// use instance_lifecycle::request::StopMode;
    ///
    /// let request = StopInstance::default().with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    /// assert_eq!(request.stopped_mode.unwrap().to_string(), "StopCharging");
    /// ```
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

record! {
    /// The parameters of every operation side by side: the form in which rules read a request. Parameters
    /// that an operation does not take have their documented defaults.
    ///
    /// ```
    /// use instance_lifecycle::request::Parameters;
    /// use instance_lifecycle::{Operation, Request, StopInstance};
    ///
    /// let parameters = Parameters::DEFAULT.with(|it| it.force_stop = true);
    /// let request = Request::new(Operation::StopInstance, parameters);
    /// assert_eq!(request, StopInstance::default().with(|it| it.force_stop = true).into());
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct Parameters {
        /// `StoppedMode`.
        pub stopped_mode: StopModeAsked = StopModeAsked::Absent,
        /// `ForceStop`.
        pub force_stop: bool = false,
        /// `ConfirmStop`.
        pub confirm_stop: bool = false,
        /// `Hibernate`.
        pub hibernate: bool = false,
        /// `DryRun`.
        pub dry_run: bool = false,
        /// `InitLocalDisk` of a start.
        pub init_local_disk: bool = false,
        /// `Force` of a deletion.
        pub force: bool = false,
        /// `ForceStop` of a deletion: unlike that of other operations true by default.
        pub delete_force_stop: bool = true,
        /// `TerminateSubscription` of a deletion.
        pub terminate_subscription: bool = false,
        /// `InstanceChargeType` of a creation.
        pub new_charge_type: ChargeType = ChargeType::PostPaid,
        /// The network of a creation.
        pub new_network_type: NetworkType = NetworkType::Vpc,
        /// `SpotStrategy` of a creation.
        pub new_spot_strategy: SpotStrategy = SpotStrategy::NoSpot,
        /// Whether a creation configures hibernation.
        pub new_hibernation: bool = false,
    }
}

/// Declares the operations and their requests.
macro_rules! operations {
    ($($(#[$about:meta])+ $operation:ident $module:ident,)+) => {
        closed_set! {
            /// An operation on one instance. Each has a rule table.
            ///
            /// [`Action`] has the plural operations too.
            ///
            /// ```
            /// use instance_lifecycle::{Action, Operation};
            ///
            /// assert_eq!("StopInstance".parse(), Ok(Operation::StopInstance));
            /// assert_eq!(Operation::StopInstance.action(), Action::StopInstance);
            /// ```
            #[non_exhaustive]
            Operation { $($(#[$about])+ $operation = stringify!($operation)),+ }
        }

        impl Operation {
            /// Returns the operation as an action.
            #[must_use]
            pub const fn action(self) -> Action {
                match self {
                    $(Self::$operation => Action::$operation),+
                }
            }
        }

        impl Action {
            /// Returns the operation of this name; `None` for a plural operation.
            #[must_use]
            pub const fn operation(self) -> Option<Operation> {
                match self {
                    $(Self::$operation => Some(Operation::$operation),)+
                    Self::StopInstances
                    | Self::StartInstances
                    | Self::RebootInstances
                    | Self::DeleteInstances => None,
                }
            }
        }

        impl Action {
            /// Returns the operation on one instance: that of this name, or that which a plural operation
            /// makes of each instance.
            ///
            /// ```
            /// use instance_lifecycle::{Action, Operation};
            ///
            /// assert_eq!(Action::StopInstance.singular(), Operation::StopInstance);
            /// assert_eq!(Action::StopInstances.singular(), Operation::StopInstance);
            /// ```
            #[must_use]
            pub const fn singular(self) -> Operation {
                match self {
                    $(Self::$operation => Operation::$operation,)+
                    Self::StopInstances => Operation::StopInstance,
                    Self::StartInstances => Operation::StartInstance,
                    Self::RebootInstances => Operation::RebootInstance,
                    Self::DeleteInstances => Operation::DeleteInstance,
                }
            }
        }

        /// A call of any operation on one instance.
        ///
        /// ```
        /// use instance_lifecycle::{Operation, Request, StopInstance};
        ///
        /// let request: Request = StopInstance::default().with(|it| it.force_stop = true).into();
        /// assert_eq!(request.operation(), Operation::StopInstance);
        /// assert!(request.parameters().force_stop);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), serde(tag = "Action"))]
        #[non_exhaustive]
        pub enum Request {
            $(#[doc = concat!("A call of ", stringify!($operation), ".")] $operation($operation),)+
        }

        impl Request {
            /// A request of every operation, with default parameters, in the order of
            /// [`Operation::ALL`].
            pub const DEFAULTS: &'static [Self] = &[$(Self::$operation($operation::DEFAULT)),+];

            /// Returns a request of an operation with these parameters. Parameters that the operation
            /// does not take are ignored.
            #[must_use]
            pub fn new(operation: Operation, parameters: Parameters) -> Self {
                match operation {
                    $(Operation::$operation => Self::$operation(parameters.into()),)+
                }
            }

            /// Returns the operation that is called.
            #[must_use]
            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$operation(_) => Operation::$operation),+
                }
            }

            /// Returns the parameters, in the form in which rules read them.
            #[must_use]
            pub fn parameters(&self) -> Parameters {
                match *self {
                    $(Self::$operation(request) => request.into()),+
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

for_each_operation!(operations);

impl Operation {
    /// Returns whether the operation creates the instance.
    #[must_use]
    pub const fn creates(self) -> bool {
        matches!(self, Self::CreateInstance | Self::RunInstances)
    }
}

impl Request {
    /// Returns whether the call creates the instance.
    #[must_use]
    pub const fn creates(&self) -> bool {
        self.operation().creates()
    }
}

impl From<Operation> for Action {
    fn from(operation: Operation) -> Self {
        operation.action()
    }
}
