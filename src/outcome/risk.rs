//! What is risked by a call that nothing refuses.

use crate::closed_set::closed_set;
use crate::evidence::Source;
use crate::region::Region;

closed_set! {
    /// Something that may go wrong although nothing refuses the call.
    Risk {
        /// Data cached and not yet written to a disk is lost.
        CachedDataLost = "CachedDataLost",
        /// The next start may find no capacity.
        CapacityNotGuaranteed = "CapacityNotGuaranteed",
        /// The public address may be another one after the next start.
        PublicAddressMayChange = "PublicAddressMayChange",
        /// The CPU credits start from their initial value.
        CpuCreditsCleared = "CpuCreditsCleared",
        /// At the next start the market may be above the bid.
        SpotPriceMayExceedBid = "SpotPriceMayExceedBid",
        /// A start right after the stop may answer a conflict.
        RestartMayConflict = "RestartMayConflict",
        /// What is on the local disks is lost.
        LocalDataLost = "LocalDataLost",
        /// Every cloud disk goes, those that are not marked `DeleteWithInstance` too.
        EveryDiskReleased = "EveryDiskReleased",
        /// The market may take the spot instance back.
        SpotMayBeInterrupted = "SpotMayBeInterrupted",
        /// A lock is set of which no page says what it refuses.
        UndocumentedLock = "UndocumentedLock",
    }
}

/// One row: a risk, and when it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskRow {
    /// The risk.
    pub risk: Risk,
    /// The cases that take it.
    pub when: Region,
    /// The columns of the effect rows in which it is taken, as a set.
    #[doc(hidden)]
    pub columns: u8,
    /// Where it stands.
    pub source: Source,
}

/// Declares risk rows; the rows of one risk stand together.
macro_rules! risks {
    ($($risk:ident $when:tt in $columns:ident, $document:ident/$place:tt;)*) => {
        /// What is risked.
        pub(crate) const RISKS: &[$crate::outcome::RiskRow] = &[$($crate::outcome::RiskRow {
            risk: $crate::outcome::Risk::$risk,
            when: $crate::attribute::region!($when),
            columns: $columns,
            source: $crate::evidence::source!($document/$place),
        }),*];
    };
}
pub(crate) use risks;
