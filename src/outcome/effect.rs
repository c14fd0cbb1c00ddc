//! The effect of an accepted call on each resource: rows in the shape of the vendor's tables, a row for
//! each resource and condition, a column for each kind of settlement.

use crate::attribute::{data_disks, image_licence, snapshots};
use crate::closed_set::closed_set;
use crate::evidence::{Evidence, Source, source};
use crate::instance::{Instance, Presence};
use crate::region::Region;

closed_set! {
    /// A part of an instance that is kept, released, lost or billed.
    ///
    /// ```
    /// use instance_lifecycle::billing::charges;
    /// use instance_lifecycle::plan::Resource;
    /// use instance_lifecycle::{Environment, Instance, Policy};
    ///
    /// let (environment, policy) = (Environment::default(), Policy::documented());
    /// let mut billed = charges(&Instance::default(), &environment, &policy).map(|line| line.resource);
    /// assert_eq!(billed.next(), Some(Resource::Vcpu));
    /// ```
    #[non_exhaustive]
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
        /// The capacity of the private pool that the instance uses.
        ReservedCapacity,
        /// The fee of a subscription.
        SubscriptionFee,
        /// Id, name, tags, security groups, network interfaces, role.
        Configuration,
    }
}

closed_set! {
    /// The disposition of a resource after a call.
    ///
    /// ```
    /// use instance_lifecycle::plan::{Disposition, Resource};
    /// use instance_lifecycle::request::StopMode;
    /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
    ///
    /// let request = StopInstance::default().with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    /// let plan = plan(&Instance::default(), &request, &Environment::default(), &Policy::documented())?;
    /// let released = plan.resources().filter(|outcome| outcome.disposition == Disposition::Released);
    /// assert!(released.map(|outcome| outcome.resource).any(|resource| resource == Resource::Vcpu));
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
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
    /// The state at the next start.
    pub at_next_start: AtNextStart,
    /// Whether only a part of the resource may be kept, and possibly none.
    pub if_present: bool,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

impl Cell {
    /// Returns the cell with its evidence. Checks at compile time that a cell names a contradicting source
    /// if and only if it is contradicted.
    pub(crate) const fn known(self, evidence: Evidence, source: Source, against: Option<Source>) -> Self {
        assert!(
            matches!(evidence, Evidence::Contradicted) == against.is_some(),
            "a cell is contradicted if and only if `against` names the other source"
        );
        Self { evidence, source, against, ..self }
    }
}

impl Resource {
    /// Returns whether an instance has the resource as far as its facts tell; `Yes` for resources that
    /// no fact of their own is about.
    #[must_use]
    pub const fn presence(self, instance: &Instance) -> Presence {
        match self {
            Self::DataDisks => instance.data_disks,
            Self::Snapshots => instance.snapshots,
            Self::ImageLicence => instance.image_licence,
            _ => Presence::Yes,
        }
    }

    /// Returns the number of the attribute that tells the presence of the resource.
    pub(crate) const fn presence_number(self) -> Option<usize> {
        match self {
            Self::DataDisks => Some(data_disks::NUMBER),
            Self::Snapshots => Some(snapshots::NUMBER),
            Self::ImageLicence => Some(image_licence::NUMBER),
            _ => None,
        }
    }
}

/// A row: a resource, a condition, and a cell for each column.
///
/// ```
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::Operation;
///
/// let effects = Operation::StopInstance.rule_table().effects;
/// assert!(effects.iter().any(|effect| effect.resource == Resource::StaticPublicIp));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The resource.
    pub resource: Resource,
    /// The cases and interpretations under which the row applies.
    pub when: Region,
    /// A cell for each column.
    pub cells: &'static [Cell],
}

/// Declares the words for cells: the disposition, whether the resource is billed, and its state at the
/// next start.
macro_rules! cells {
    ($($cell:ident: $disposition:ident, $billed:ident, $next:ident $(, $present:ident)?;)+) => {
        /// The words for cells.
        #[allow(non_upper_case_globals, reason = "written like words in the tables")]
        pub(crate) mod cell { $(
            #[allow(missing_docs, reason = "crate-private: the table shows what each word means")]
            pub(crate) const $cell: $crate::outcome::Cell = $crate::outcome::Cell {
                disposition: $crate::outcome::Disposition::$disposition,
                billed: cells!(@ $billed),
                at_next_start: $crate::outcome::AtNextStart::$next,
                if_present: cells!(@ $($present)?),
                ..super::UNKNOWN
            };
        )+ }

        // No released, lost or saved resource is billed.
        const _: () = { $(
            assert!(!cells!(@ $billed) || matches!(Disposition::$disposition, Disposition::Retained));
        )+ };
    };
    (@ billed) => { true };
    (@ free) => { false };
    (@ if_present) => { true };
    (@) => { false };
}

/// A cell without a word and evidence.
const UNKNOWN: Cell = Cell {
    disposition: Disposition::NotApplicable,
    billed: false,
    at_next_start: AtNextStart::Unchanged,
    if_present: false,
    evidence: Evidence::Inferred,
    source: source!(LifecycleGuide2021 / statuses),
    against: None,
};

#[rustfmt::skip] // a table: one line a row
cells! {
    kept_billed:      Retained,          billed, Unchanged;
    kept_free:        Retained,          free,   Unchanged;
    // Kept in part, if there is such a part.
    part_billed:      Retained,          billed, Unchanged, if_present;
    // Kept and billed, but the next start allocates it again.
    kept_unsure:      Retained,          billed, Reallocated;
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
/// the evidence in parentheses unless it is documented, and with its own source there unless it has that
/// of its row.
macro_rules! effects {
    (
        resource and condition $(| $column:ident)+;
        $($resource:ident $when:tt $(| $cell:ident $(($($known:tt)+))?)+ from $document:ident/$place:tt;)+
    ) => {
        /// The number of columns of the effect rows.
        pub(crate) const COLUMNS: usize = [$(stringify!($column)),+].len();

        /// The effect on each resource.
        pub(crate) const EFFECTS: &[$crate::outcome::Effect] = &[$($crate::outcome::Effect {
            resource: $crate::outcome::Resource::$resource,
            when: $crate::condition::region!($when),
            cells: {
                const CELLS: &[$crate::outcome::Cell] = &[$(
                    $crate::outcome::known!($document/$place; $crate::outcome::cell::$cell; $($($known)+)?)
                ),+];
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
        }),+];
    };
}
pub(crate) use effects;

/// A cell with its evidence, in the row of a source.
macro_rules! known {
    ($document:ident/$place:tt; $cell:expr;) => {
        $crate::outcome::known!($document/$place; $cell; Documented)
    };
    ($document:ident/$place:tt; $cell:expr; $evidence:ident) => {
        $crate::outcome::known!($document/$place; $cell; $evidence $document/$place)
    };
    ($document:ident/$place:tt; $cell:expr; $evidence:ident against $($other:tt)+) => {
        $crate::outcome::known!($document/$place; $cell; $evidence $document/$place against $($other)+)
    };
    ($row:ident/$in:tt; $cell:expr; $evidence:ident $document:ident/$place:tt $(against $other:ident/$there:tt)?) => {
        $cell.known(
            $crate::evidence::Evidence::$evidence,
            $crate::evidence::source!($document/$place),
            $crate::evidence::against!($(against $other/$there)?),
        )
    };
}
pub(crate) use known;
