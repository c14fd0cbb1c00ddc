//! The plural operations: one call for up to 100 instances.

use super::{DeleteInstance, Operation, RebootInstance, Request, StartInstance, StopInstance, StopMode};
use crate::closed_set::closed_set;

closed_set! {
    /// What one refused instance means for the others of a batch.
    /// Source: StopInstances, `BatchOptimization` (page of 2025-12-03).
    BatchOptimization {
        /// All are verified, and where one is refused nothing is done: the default.
        AllTogether,
        /// Each on its own.
        SuccessFirst,
    }
}

/// Declares the plural requests.
macro_rules! batches {
    ($(
        $(#[doc = $about:literal])+
        $name:ident { $($(#[doc = $meaning:literal])+ $field:ident: $type:ty = $default:expr,)+ } of $one:ident $mode:expr;
        |$request:ident| $singular:expr
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
            #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
            pub struct $name {
                $($(#[doc = $meaning])+ pub $field: $type,)+
                /// Check everything, change nothing.
                pub dry_run: bool,
            }

            impl $name {
                /// Every parameter at its documented default.
                pub const DEFAULT: Self = Self { $($field: $default,)+ dry_run: false };
            }

            impl Default for $name {
                fn default() -> Self {
                    Self::DEFAULT
                }
            }

            impl From<$name> for BatchRequest {
                fn from(request: $name) -> Self {
                    Self::$name(request)
                }
            }
        )+

        /// A call of any plural operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(all(feature = "serde", feature = "alloc"), serde(tag = "Action"))]
        pub enum BatchRequest {
            $(#[doc = concat!("A call of ", stringify!($name), ".")] $name($name),)+
        }

        impl BatchRequest {
            /// A request of every plural operation, with default parameters.
            pub const DEFAULTS: &'static [Self] = &[$(Self::$name($name::DEFAULT)),+];

            /// The operation that is called.
            #[must_use]
            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$name(_) => Operation::$name),+
                }
            }

            /// What one refused instance means for the others.
            #[must_use]
            pub const fn optimization(&self) -> BatchOptimization {
                match self {
                    $(Self::$name($request) => { let _ = $request; $mode })+
                }
            }

            /// Whether it is only a check.
            #[must_use]
            pub const fn is_dry_run(&self) -> bool {
                match self {
                    $(Self::$name(request) => request.dry_run),+
                }
            }

            /// What it asks of each instance, as a call of the singular operation. What the plural
            /// does not take it does not ask for either: StopInstances needs no `ConfirmStop`.
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
    StopInstances {
        /// The stop mode asked for by name; `None` leaves it to the account and the instance.
        stopped_mode: Option<StopMode> = None,
        /// Power off: what is cached and not yet written to a disk is lost.
        force_stop: bool = false,
        /// What one refused instance means for the others.
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
        /// What one refused instance means for the others.
        batch_optimization: BatchOptimization = BatchOptimization::AllTogether,
    } of StartInstance request.batch_optimization;
    |request| StartInstance::DEFAULT

    /// A call of RebootInstances.
    ///
    /// Source: RebootInstances, request parameters (page of 2025-12-03).
    RebootInstances {
        /// Power off: what is cached and not yet written to a disk is lost.
        force_reboot: bool = false,
        /// What one refused instance means for the others.
        batch_optimization: BatchOptimization = BatchOptimization::AllTogether,
    } of RebootInstance request.batch_optimization;
    |request| RebootInstance { force_stop: request.force_reboot, dry_run: false }

    /// A call of DeleteInstances. It has no mode: all are released, or none.
    ///
    /// Source: DeleteInstances, request parameters (page of 2025-04-09).
    DeleteInstances {
        /// Release instances though they are running.
        force: bool = false,
        /// Power off; counts only with `force`.
        force_stop: bool = true,
        /// Give up expired subscriptions.
        terminate_subscription: bool = false,
    } of DeleteInstance BatchOptimization::AllTogether;
    |request| DeleteInstance {
        force: request.force,
        force_stop: request.force_stop,
        terminate_subscription: request.terminate_subscription,
        dry_run: false,
    }
}
