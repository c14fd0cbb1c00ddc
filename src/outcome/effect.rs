//! What becomes of each resource: rows in the shape of the vendor's own tables, a row a resource
//! and condition, a column a way to settle the call.

use crate::closed_set::closed_set;
use crate::evidence::{Evidence, Source};
use crate::region::Region;

closed_set! {
    /// Something that an instance has and that is kept, lost or paid for.
    Resource {
        /// Its vCPUs.
        Vcpu = "Vcpu",
        /// Its memory.
        Memory = "Memory",
        /// Its GPU, FPGA or NPU.
        Gpu = "Gpu",
        /// What is in the memory.
        MemoryContents = "MemoryContents",
        /// The system disk.
        SystemDisk = "SystemDisk",
        /// The data disks.
        DataDisks = "DataDisks",
        /// The snapshots.
        Snapshots = "Snapshots",
        /// The public address assigned by the system, without its bandwidth.
        StaticPublicIp = "StaticPublicIp",
        /// The bandwidth of that address, where it is billed by time.
        PublicBandwidth = "PublicBandwidth",
        /// The elastic IP address and its bandwidth.
        ElasticIp = "ElasticIp",
        /// The private address.
        PrivateIp = "PrivateIp",
        /// The licence of the image.
        ImageLicence = "ImageLicence",
        /// The CPU credits of a burstable instance.
        CpuCredits = "CpuCredits",
        /// The local disks and what is on them.
        LocalDisks = "LocalDisks",
        /// The fee of a subscription.
        SubscriptionFee = "SubscriptionFee",
        /// Id, name, tags, security groups, network interfaces, role.
        Configuration = "Configuration",
    }
}

closed_set! {
    /// What becomes of a resource.
    Disposition {
        /// It stays with the instance.
        Retained = "Retained",
        /// It goes back to the vendor.
        Released = "Released",
        /// It is lost.
        Lost = "Lost",
        /// It is saved to the system disk.
        SavedToSystemDisk = "SavedToSystemDisk",
        /// The documents leave the cell out.
        NotApplicable = "NotApplicable",
    }
}

closed_set! {
    /// What the next start finds.
    AtNextStart {
        /// As it was.
        Unchanged = "Unchanged",
        /// To be found again, which may fail.
        Reallocated = "Reallocated",
        /// A new address, maybe another one.
        NewAddress = "NewAddress",
        /// Billed again.
        Resumes = "Resumes",
        /// Read back from the system disk.
        ReadBack = "ReadBack",
        /// Empty.
        Empty = "Empty",
        /// The initial value.
        Initial = "Initial",
    }
}

/// What becomes of a resource under one way to settle a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What becomes of it.
    pub disposition: Disposition,
    /// Whether it is billed afterwards.
    pub billed: bool,
    /// How well this is known.
    pub evidence: Evidence,
    /// What the next start finds.
    pub at_next_start: AtNextStart,
}

/// One row: a resource, where there is one, and a cell for each way to settle the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The resource.
    pub resource: Resource,
    /// The cases, and the interpretations, that it is about.
    pub when: Region,
    /// A cell a column.
    pub cells: &'static [Cell],
    /// Where the row stands.
    pub source: Source,
}

/// Proves of effect rows, while they compile, that no released, lost or saved resource is billed.
pub(crate) const fn prove(effects: &[Effect]) {
    let mut row = 0;
    while row < effects.len() {
        let mut column = 0;
        while column < effects[row].cells.len() {
            let cell = &effects[row].cells[column];
            assert!(
                !cell.billed || matches!(cell.disposition, Disposition::Retained),
                "what is not retained is not billed"
            );
            column += 1;
        }
        row += 1;
    }
}

/// Declares effect rows. A cell reads: disposition (`R`etained, `X` released, `L`ost, `S`aved to the
/// system disk, `N`ot applicable), 1 where it is billed, evidence (`D`ocumented, `I`nferred,
/// `C`ontradicted), what the next start finds; in the plan of a start, what that start finds.
macro_rules! effects {
    ($($resource:ident $when:tt $(| $disposition:ident $billed:literal $evidence:ident $next:ident)+ from $document:ident/$place:tt;)+) => {
        /// What becomes of each resource.
        pub(crate) const EFFECTS: &[$crate::outcome::Effect] = &[$($crate::outcome::Effect {
            resource: $crate::outcome::Resource::$resource,
            when: $crate::attribute::region!($when),
            cells: &[$($crate::outcome::Cell {
                disposition: $crate::outcome::effects!(@ $disposition),
                billed: $billed == 1,
                evidence: $crate::evidence::grade!($evidence),
                at_next_start: $crate::outcome::AtNextStart::$next,
            }),+],
            source: $crate::evidence::source!($document/$place),
        }),+];

        const _: () = $crate::outcome::prove(EFFECTS);
    };
    (@ R) => { $crate::outcome::Disposition::Retained };
    (@ X) => { $crate::outcome::Disposition::Released };
    (@ L) => { $crate::outcome::Disposition::Lost };
    (@ S) => { $crate::outcome::Disposition::SavedToSystemDisk };
    (@ N) => { $crate::outcome::Disposition::NotApplicable };
}
pub(crate) use effects;
