//! The actions that the vendor names.

use crate::closed_set::closed_set;

closed_set! {
    /// A value of the parameter `Action`: an operation on one instance ([`Operation`](crate::Operation))
    /// or its plural.
    ///
    /// ```
    /// use instance_lifecycle::{Action, Operation};
    ///
    /// assert_eq!(Action::StopInstance.operation(), Some(Operation::StopInstance));
    /// assert_eq!(Action::StopInstances.operation(), None);
    /// ```
    #[non_exhaustive]
    Action {
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
        /// Creates an instance.
        CreateInstance = "CreateInstance",
        /// Creates and starts instances.
        RunInstances = "RunInstances",
    }
}
