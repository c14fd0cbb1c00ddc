//! The risks of accepted calls.

use crate::closed_set::closed_set;
use crate::evidence::Source;
use crate::region::Region;

closed_set! {
    /// A risk of an accepted call.
    ///
    /// ```
    /// use instance_lifecycle::plan::Risk;
    /// use instance_lifecycle::request::StopMode;
    /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
    ///
    /// let request = StopInstance::default().with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    /// let plan = plan(&Instance::default(), &request, &Environment::default(), &Policy::documented())?;
    /// assert!(plan.risks().any(|risk| risk == Risk::CapacityNotGuaranteed));
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[non_exhaustive]
    Risk {
        /// Cached data that is not yet written to a disk is lost.
        CachedDataLost,
        /// The next start may find no capacity.
        CapacityNotGuaranteed,
        /// The public address may change at the next start.
        PublicAddressMayChange,
        /// The CPU credits are reset to their initial value.
        CpuCreditsCleared,
        /// The market price may exceed the bid at the next start.
        SpotPriceMayExceedBid,
        /// A start directly after the stop may fail with a conflict.
        RestartMayConflict,
        /// The contents of the local disks are lost.
        LocalDataLost,
        /// Every cloud disk is released, including those not marked `DeleteWithInstance`.
        EveryDiskReleased,
        /// The spot instance may be interrupted.
        SpotMayBeInterrupted,
        /// A lock is set whose effect is not documented.
        UndocumentedLock,
        /// CPU credits taken in advance are charged.
        AdvanceCreditsCharged,
        /// Data sealed to the host cannot be read on another host.
        SealedDataLost,
        /// The instance cannot be started until its lock is cleared.
        CannotStartWhileLocked,
        /// The feature is in invitational preview.
        PreviewFeature,
        /// The requested stop mode is ignored: the instance goes on being charged.
        RequestedModeIgnored,
        /// The automatic snapshots are deleted with their disks.
        AutomaticSnapshotsDeleted,
    }
}

/// A row: a risk, and its condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskRow {
    /// The risk.
    pub risk: Risk,
    /// The cases with the risk.
    pub when: Region,
    /// The set of columns of the effect rows with the risk.
    #[doc(hidden)]
    pub columns: u8,
    /// The source.
    pub source: Source,
}

/// Declares risk rows; the rows of one risk stand together.
macro_rules! risks {
    ($($risk:ident $when:tt in $columns:ident, $document:ident/$place:tt;)*) => {
        /// The risks.
        pub(crate) const RISKS: &[$crate::outcome::RiskRow] = &[$($crate::outcome::RiskRow {
            risk: $crate::outcome::Risk::$risk,
            when: $crate::condition::region!($when),
            columns: $columns,
            source: $crate::evidence::source!($document/$place),
        }),*];
    };
}
pub(crate) use risks;
