//! The requests of the plural operations: one call for up to 100 instances.

use super::{Action, DeleteInstance, RebootInstance, Request, StartInstance, StopInstance, StopMode};
use crate::closed_set::closed_set;
use crate::record::record;

closed_set! {
    /// How a refused instance affects the others of a batch.
    ///
    /// Source: StopInstances, `BatchOptimization` (page of 2025-12-03).
    ///
    /// ```
    /// use instance_lifecycle::request::BatchOptimization;
    ///
    /// assert_eq!("SuccessFirst".parse(), Ok(BatchOptimization::SuccessFirst));
    /// ```
    BatchOptimization {
        /// All instances are checked, and if one is refused, nothing is done. The default.
        AllTogether,
        /// Each instance is decided independently.
        SuccessFirst,
    }
}

/// Declares the plural requests, each with the singular request that is made of each instance.
macro_rules! batches {
    ($(
        $(#[doc = $about:literal])+
        $name:ident { $($(#[doc = $meaning:literal])+ $field:ident: $type:ty = $default:expr,)+ } of $one:ident $mode:expr;
        |$request:ident| $singular:expr
    )+) => {
        $(
            record! {
                $(#[doc = $about])+
                #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
                #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
                #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
                pub struct $name {
                    $($(#[doc = $meaning])+ pub $field: $type = $default,)+
                    /// Whether to check the call without carrying it out.
                    pub dry_run: bool = false,
                }
            }

            impl From<$name> for BatchRequest {
                fn from(request: $name) -> Self {
                    Self::$name(request)
                }
            }
        )+

        /// A call of any plural operation.
        ///
        /// ```
        /// use instance_lifecycle::request::{BatchRequest, StopInstances};
        /// use instance_lifecycle::{Action, StopInstance};
        ///
        /// let request = BatchRequest::from(StopInstances::default().with(|it| it.force_stop = true));
        /// assert_eq!(request.action(), Action::StopInstances);
        /// // The plural has no parameter `ConfirmStop`: each instance is confirmed.
        /// let each = StopInstance::default().with(|it| {
        ///     it.force_stop = true;
        ///     it.confirm_stop = true;
        /// });
        /// assert_eq!(request.of_each(), each.into());
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), serde(tag = "Action"))]
        #[non_exhaustive]
        pub enum BatchRequest {
            $(#[doc = concat!("A call of ", stringify!($name), ".")] $name($name),)+
        }

        impl BatchRequest {
            /// A request of every plural operation, with default parameters.
            pub const DEFAULTS: &'static [Self] = &[$(Self::$name($name::DEFAULT)),+];

            /// Returns the action that is called.
            #[must_use]
            pub const fn action(&self) -> Action {
                match self {
                    $(Self::$name(_) => Action::$name),+
                }
            }

            /// Returns how a refused instance affects the others.
            #[must_use]
            pub const fn optimization(&self) -> BatchOptimization {
                match self {
                    $(Self::$name($request) => { let _ = $request; $mode })+
                }
            }

            /// Returns whether the call is a dry run.
            #[must_use]
            pub const fn is_dry_run(&self) -> bool {
                match self {
                    $(Self::$name(request) => request.dry_run),+
                }
            }

            /// Returns the request of the singular operation that is made of each instance. Checks on
            /// parameters that the plural does not take pass: StopInstances needs no `ConfirmStop`.
            #[must_use]
            pub const fn of_each(&self) -> Request {
                match self {
                    $(Self::$name($request) => { let _ = $request; Request::$one($singular) })+
                }
            }
        }
    };
}

batches! {
    /// A call of StopInstances. It takes neither `ConfirmStop` nor `Hibernate`.
    ///
    /// Source: StopInstances, request parameters (page of 2025-12-03).
    ///
    /// ```
    /// use instance_lifecycle::request::{BatchOptimization, StopInstances};
    ///
    /// let request = StopInstances::default().with(|it| it.force_stop = true);
    /// assert_eq!(request.batch_optimization, BatchOptimization::AllTogether);
    /// ```
    StopInstances {
        /// The requested stop mode; if `None`, the account and the instance determine it.
        stopped_mode: Option<StopMode> = None,
        /// Whether to power off: cached data that is not yet on a disk is lost.
        force_stop: bool = false,
        /// How a refused instance affects the others.
        batch_optimization: BatchOptimization = BatchOptimization::AllTogether,
    } of StopInstance request.batch_optimization;
    |request| StopInstance {
        stopped_mode: request.stopped_mode,
        force_stop: request.force_stop,
        confirm_stop: true,
        ..StopInstance::DEFAULT
    }

    /// A call of StartInstances.
    ///
    /// Source: StartInstances, request parameters (page of 2025-12-03).
    StartInstances {
        /// How a refused instance affects the others.
        batch_optimization: BatchOptimization = BatchOptimization::AllTogether,
    } of StartInstance request.batch_optimization;
    |request| StartInstance::DEFAULT

    /// A call of RebootInstances.
    ///
    /// Source: RebootInstances, request parameters (page of 2025-12-03).
    RebootInstances {
        /// Whether to power off: cached data that is not yet on a disk is lost.
        force_reboot: bool = false,
        /// How a refused instance affects the others.
        batch_optimization: BatchOptimization = BatchOptimization::AllTogether,
    } of RebootInstance request.batch_optimization;
    |request| RebootInstance { force_stop: request.force_reboot, dry_run: false }

    /// A call of DeleteInstances. It has no `BatchOptimization`: all instances are released, or none.
    ///
    /// Source: DeleteInstances, request parameters (page of 2025-04-09).
    DeleteInstances {
        /// Whether to release running instances.
        force: bool = false,
        /// Whether to power off before the release; only used with `force`.
        force_stop: bool = true,
        /// Whether to terminate expired subscriptions.
        terminate_subscription: bool = false,
    } of DeleteInstance BatchOptimization::AllTogether;
    |request| DeleteInstance {
        force: request.force,
        force_stop: request.force_stop,
        terminate_subscription: request.terminate_subscription,
        dry_run: false,
    }
}
