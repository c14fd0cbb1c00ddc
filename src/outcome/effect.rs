//! The effect of an accepted call on each resource: rows in the shape of the vendor's tables, a row for
//! each resource and condition, a column for each kind of settlement.

use crate::closed_set::closed_set;
use crate::evidence::{Evidence, Source};
use crate::region::Region;

closed_set! {
    /// A part of an instance that is kept, released, lost or billed.
    Resource {
        /// Its vCPUs.
        Vcpu,
        /// Its memory.
        Memory,
        /// Its GPU, FPGA or NPU.
        Gpu,
        /// The contents of the memory.
        MemoryContents,
        /// The system disk.
        SystemDisk,
        /// The data disks.
        DataDisks,
        /// The snapshots.
        Snapshots,
        /// The public address assigned by the system, without its bandwidth.
        StaticPublicIp,
        /// The bandwidth of that address, where it is billed by time.
        PublicBandwidth,
        /// The elastic IP address and its bandwidth.
        ElasticIp,
        /// The private address.
        PrivateIp,
        /// The licence of the image.
        ImageLicence,
        /// The CPU credits of a burstable instance.
        CpuCredits,
        /// The local disks and their contents.
        LocalDisks,
        /// The fee of a subscription.
        SubscriptionFee,
        /// Id, name, tags, security groups, network interfaces, role.
        Configuration,
    }
}

closed_set! {
    /// The disposition of a resource after a call.
    Disposition {
        /// Retained by the instance.
        Retained,
        /// Released to the vendor.
        Released,
        /// Lost.
        Lost,
        /// Saved to the system disk.
        SavedToSystemDisk,
        /// Not covered by the documents.
        NotApplicable,
    }
}

closed_set! {
    /// The state of a resource at the next start; in the plan of a start, at this start.
    AtNextStart {
        /// Unchanged.
        Unchanged,
        /// Allocated again, which may fail.
        Reallocated,
        /// An address is assigned again, possibly a different one.
        NewAddress,
        /// Billed again.
        Resumes,
        /// Read back from the system disk.
        ReadBack,
        /// Empty.
        Empty,
        /// The initial value.
        Initial,
    }
}

/// The effect on a resource under one kind of settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The disposition.
    pub disposition: Disposition,
    /// Whether the resource is billed afterwards.
    pub billed: bool,
    /// The evidence.
    pub evidence: Evidence,
    /// The state at the next start.
    pub at_next_start: AtNextStart,
}

/// A row: a resource, a condition, and a cell for each column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The resource.
    pub resource: Resource,
    /// The cases and interpretations under which the row applies.
    pub when: Region,
    /// A cell for each column.
    pub cells: &'static [Cell],
    /// The source.
    pub source: Source,
}

/// Declares the words for cells: the disposition, whether the resource is billed, and its state at the
/// next start.
macro_rules! cells {
    ($($cell:ident: $disposition:ident, $billed:ident, $next:ident;)+) => {
        /// The words for cells.
        pub(crate) mod cell { $(
            #[allow(missing_docs, reason = "crate-private: the table shows what each word means")]
            pub(crate) const fn $cell(evidence: $crate::evidence::Evidence) -> $crate::outcome::Cell {
                $crate::outcome::Cell {
                    disposition: $crate::outcome::Disposition::$disposition,
                    billed: cells!(@ $billed),
                    evidence,
                    at_next_start: $crate::outcome::AtNextStart::$next,
                }
            }
        )+ }

        // No released, lost or saved resource is billed.
        const _: () = { $(
            assert!(!cells!(@ $billed) || matches!(Disposition::$disposition, Disposition::Retained));
        )+ };
    };
    (@ billed) => { true };
    (@ free) => { false };
}

#[rustfmt::skip] // a table: one line a row
cells! {
    kept_billed:      Retained,          billed, Unchanged;
    kept_free:        Retained,          free,   Unchanged;
    // Kept, not billed until the next start.
    unbilled:         Retained,          free,   Resumes;
    released:         Released,          free,   Reallocated;
    address_released: Released,          free,   NewAddress;
    // Released until the next start, and billed again from then on.
    suspended:        Released,          free,   Resumes;
    // Released for good.
    gone:             Released,          free,   Empty;
    lost:             Lost,              free,   Empty;
    reset:            Lost,              free,   Initial;
    saved:            SavedToSystemDisk, free,   ReadBack;
    not_applicable:   NotApplicable,     free,   Unchanged;
    nothing:          NotApplicable,     free,   Empty;
    // What a start finds.
    reallocated:      Retained,          billed, Reallocated;
    resumes:          Retained,          billed, Resumes;
    new_address:      Retained,          free,   NewAddress;
    read_back:        Retained,          free,   ReadBack;
    initial:          Retained,          free,   Initial;
}

/// Declares effect rows under the names of their columns. A cell is one of the words of [`cell`], with
/// the evidence in parentheses unless it is documented.
macro_rules! effects {
    (
        resource and condition $(| $column:ident)+;
        $($resource:ident $when:tt $(| $cell:ident $(($evidence:ident))?)+ from $document:ident/$place:tt;)+
    ) => {
        /// The number of columns of the effect rows.
        pub(crate) const COLUMNS: usize = [$(stringify!($column)),+].len();

        /// The effect on each resource.
        pub(crate) const EFFECTS: &[$crate::outcome::Effect] = &[$($crate::outcome::Effect {
            resource: $crate::outcome::Resource::$resource,
            when: $crate::condition::region!($when),
            cells: {
                const CELLS: &[$crate::outcome::Cell] =
                    &[$($crate::outcome::cell::$cell($crate::outcome::evidence!($($evidence)?))),+];
                assert!(
                    CELLS.len() == COLUMNS,
                    "{}",
                    concat!(
                        "effect row `", stringify!($resource), " ", stringify!($when), "` from ",
                        stringify!($document), "/", stringify!($place), ": expected one cell for each column"
                    )
                );
                CELLS
            },
            source: $crate::evidence::source!($document/$place),
        }),+];
    };
}
pub(crate) use effects;

/// The evidence of a cell.
macro_rules! evidence {
    () => {
        $crate::evidence::Evidence::Documented
    };
    ($evidence:ident) => {
        $crate::evidence::Evidence::$evidence
    };
}
pub(crate) use evidence;
