//! The attributes: everything that a rule can ask of a case, each declared once.
//!
//! A declaration names its values, the place it is read from, its default value and who can change
//! it. Bits, encoding, decoding and names follow from it. What a *policy* chooses is not an
//! attribute of a case but a [interpretation](crate::Interpretation) of the rows.

mod asked;
mod eights;
mod layout;

pub use asked::{ConditionError, Constraint, region_of};
pub(crate) use layout::{
    Admitting, Consequences, Layout, OperationTables, RowSet, Table, admitting_each, matching, tables, words,
};

use crate::closed_set::Finite;
use crate::environment::{
    Balance, CapacityReservation, DedicatedHost, Environment, PrivatePool, Quota, SpotPrice, Stock,
};
use crate::instance::{
    ChargeType, DiskStatus, EncryptionKey, Instance, NetworkType, SpotInterruptionBehavior, SpotStrategy,
    Standing, StaticAddress, Status, StatusBefore, StoppedFor, StoppedMode, SystemDisk, Task,
};
#[cfg(feature = "alloc")]
use crate::region::Frame;
use crate::region::{Field, Point, Region, Space};
use crate::request::{Parameters, StopModeAsked};

/// What a decision is about: an instance, what lies around it, and what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Case {
    /// The instance.
    pub instance: Instance,
    /// What lies outside it.
    pub environment: Environment,
    /// What is asked.
    pub request: Parameters,
}

impl Case {
    /// The default instance, asked with every parameter at its default.
    pub const DEFAULT: Self =
        Self { instance: Instance::DEFAULT, environment: Environment::DEFAULT, request: Parameters::DEFAULT };
}

/// A [`Case`] by reference.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) environment: &'a Environment,
    pub(crate) request: &'a Parameters,
}

/// The part of a case that an attribute belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// [`Case::instance`].
    Instance,
    /// [`Case::environment`].
    Environment,
    /// [`Case::request`].
    Request,
}

/// Who can change an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedBy {
    /// Whoever makes the call.
    Request,
    /// The owner of the instance.
    Owner,
    /// Only the vendor.
    Vendor,
    /// Nobody: it was fixed when the instance was created.
    Nobody,
}

/// One attribute of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as rules and policies write it.
    pub name: &'static str,
    /// The part of the case that holds it.
    pub part: Part,
    /// The names of its values.
    pub values: &'static [&'static str],
    /// The bits of its values.
    pub field: Field,
    /// The number of its default value: that of [`Case::DEFAULT`].
    pub default: usize,
    /// Who can change it.
    pub changed_by: ChangedBy,
}

/// Names for the values of an attribute: those of its enum, or `No` and `Yes`.
macro_rules! values {
    (bool) => {
        type Value = bool;
        #[allow(non_upper_case_globals, unused, reason = "named like the variants of an enum")]
        mod flag {
            pub(crate) const No: bool = false;
            pub(crate) const Yes: bool = true;
        }
        #[allow(unused_imports, reason = "an attribute that effects alone read names one value")]
        pub(crate) use flag::*;
    };
    ($values:ident) => {
        type Value = super::$values;
        #[allow(unused_imports, reason = "rules name the values they ask for")]
        pub(crate) use super::super::$values::*;
    };
}

macro_rules! attributes {
    ($($part:ident: $of:ident at $root:ident { $(
        $(#[doc = $about:literal])+
        $name:ident: $values:ident = $($place:ident).+, $default:ident, $changed_by:ident;
    )+ })+) => {
        #[allow(non_camel_case_types, reason = "the number of each attribute, by its name")]
        enum Number { $($($name,)+)+ Count }

        /// How many attributes there are.
        pub(crate) const COUNT: usize = Number::Count as usize;

        const FIELDS: [Field; COUNT] = Field::layout(0, [$($(<$values as Finite>::NAMES.len(),)+)+]);

        /// Every attribute, in the order of declaration.
        pub const ATTRIBUTES: [Attribute; COUNT] = [$($(Attribute {
            name: stringify!($name),
            part: Part::$part,
            values: <$values as Finite>::NAMES,
            field: $name::FIELD,
            default: $name::$default as usize,
            changed_by: ChangedBy::$changed_by,
        },)+)+];

        $($(
            $(#[doc = $about])+
            pub(crate) mod $name {
                #[allow(unused, reason = "an attribute that no built-in row reads is open to custom rows")]
                pub(crate) const NUMBER: usize = super::Number::$name as usize;
                pub(crate) const FIELD: crate::region::Field = super::FIELDS[NUMBER];
                values!($values);

                /// The value of it.
                #[allow(unused, reason = "what happens asks an instance alone, and not all of it")]
                #[inline(always)]
                pub(crate) const fn of(it: &super::$of) -> Value {
                    it.$($place).+
                }

                /// The same with another value of it.
                #[allow(unused, reason = "what happens changes an instance alone, and not all of it")]
                #[inline(always)]
                pub(crate) const fn put(mut it: super::$of, value: Value) -> super::$of {
                    it.$($place).+ = value;
                    it
                }
            }
        )+)+

        impl Case {
            /// The case as a point of the space of all attributes.
            #[must_use]
            pub fn point(&self) -> Point {
                let mut point = Point::default();
                $($(point = point.with($name::FIELD, self.$root.$($place).+ as usize);)+)+
                point
            }

            /// The case at a point; what no attribute reads is default.
            #[must_use]
            pub fn at(point: &Point) -> Self {
                let mut case = Self::DEFAULT;
                $($(case.$root.$($place).+ = Finite::from_index(point.value($name::FIELD));)+)+
                case
            }
        }

        impl View<'_> {
            /// Returns the case packed by the layout of an operation.
            #[inline(always)]
            pub(crate) fn pack<T: OperationTables>(&self) -> u128 {
                let mut packed = self.pack_eights::<T>();
                $($(if const { !T::LAYOUT.gathers($name::NUMBER) } {
                    packed |= (self.$root.$($place).+ as u128) << const { T::LAYOUT.shift($name::NUMBER) };
                })+)+
                packed
            }

            /// Returns the status packed by the layout of an operation.
            #[inline(always)]
            pub(crate) fn pack_status<T: OperationTables>(&self) -> u128 {
                (self.instance.status as u128) << const { T::LAYOUT.shift(status::NUMBER) }
            }

            /// Returns the rows of an operation that match the case.
            #[inline(always)]
            pub(crate) fn matching<T: OperationTables>(&self) -> T::Rows {
                let mut rows = self.matching_eights::<T>();
                $($(if const { T::LAYOUT.decides($name::NUMBER) && !T::LAYOUT.gathers($name::NUMBER) } {
                    rows = rows.and(T::ADMITTING[$name::NUMBER][self.$root.$($place).+ as usize]);
                })+)+
                rows
            }
        }
    };
}

attributes! {
    Instance: Instance at instance {
        /// Where the instance stands in its lifecycle.
        status: Status = status, Running, Owner;
        /// What is in flight.
        task: Task = task, None, Vendor;
        /// How it is paid for.
        charge_type: ChargeType = charge_type, PostPaid, Owner;
        /// The network it lives in.
        network_type: NetworkType = network_type, Vpc, Nobody;
        /// Whether it is a spot instance.
        spot_strategy: SpotStrategy = spot_strategy, NoSpot, Nobody;
        /// What an interruption does to a spot instance.
        spot_interruption: SpotInterruptionBehavior = spot_interruption, Terminate, Nobody;
        /// A spot instance inside its protection period.
        spot_protected: bool = spot_protected, No, Vendor;
        /// Locked for security reasons.
        security_lock: bool = locks.security, No, Vendor;
        /// Locked as expired or in arrears.
        financial_lock: bool = locks.financial, No, Owner;
        /// About to be reclaimed.
        recycling_lock: bool = locks.recycling, No, Vendor;
        /// Locked for the arrears of its dedicated host.
        dedicated_host_financial_lock: bool = locks.dedicated_host_financial, No, Owner;
        /// Locked as refunded.
        refunded_lock: bool = locks.refunded, No, Vendor;
        /// Locked for a reason that no page lists.
        unknown_lock: bool = locks.unknown, No, Vendor;
        /// Whether it is paid for.
        standing: Standing = standing, Good, Owner;
        /// A disk of it is in arrears.
        disk_in_arrears: bool = disk_in_arrears, No, Owner;
        /// How it was stopped, or is being stopped.
        stopped_as: StoppedMode = stopped_mode, NotApplicable, Owner;
        /// Why it was stopped.
        stopped_for: StoppedFor = stopped_for, Request, Vendor;
        /// The status before its owner's arrears stopped it.
        status_before: StatusBefore = status_before, Running, Nobody;
        /// Its memory was saved when it stopped.
        hibernated: bool = hibernated, No, Owner;
        /// Its compute was recycled.
        compute_recycled: bool = compute_recycled, No, Vendor;
        /// Still initialising.
        initializing: bool = initializing, No, Vendor;
        /// Of a family with local disks.
        local_storage: bool = local_storage, No, Nobody;
        /// Of family i1.
        family_i1: bool = family_i1, No, Nobody;
        /// Of a family with persistent memory.
        persistent_memory: bool = persistent_memory, No, Nobody;
        /// Of a family that runs on CPU credits.
        burstable: bool = burstable, No, Nobody;
        /// With a GPU, FPGA or NPU.
        gpu: bool = gpu, No, Nobody;
        /// The public address assigned by the system.
        static_address: StaticAddress = static_address, None, Owner;
        /// An elastic IP address is bound to it.
        elastic_address: bool = elastic_address, No, Owner;
        /// Created with hibernation.
        hibernation_configured: bool = hibernation_configured, No, Nobody;
        /// Whether it has a system disk.
        system_disk: SystemDisk = system_disk, Present, Owner;
        /// Whether its disks allow operations.
        disk_status: DiskStatus = disk_status, Ready, Owner;
        /// The state of the key of its encrypted disks.
        encryption_key: EncryptionKey = encryption_key, None, Owner;
        /// Protected from being deleted by a call.
        deletion_protection: bool = deletion_protection, No, Owner;
        /// Its data disks are marked `DeleteWithInstance`.
        delete_with_instance: bool = delete_with_instance, No, Owner;
        /// Volumes are attached that forbid a release.
        volumes_attached: bool = volumes_attached, No, Owner;
        /// A route entry points at it.
        route_entry: bool = route_entry, No, Owner;
        /// A load balancer is being configured with it.
        load_balancer_configuring: bool = load_balancer_configuring, No, Owner;
        /// A network interface is linked to it.
        network_interface_linked: bool = network_interface_linked, No, Owner;
        /// Managed by another product of the vendor.
        managed_by_product: bool = managed_by_product, No, Vendor;
    }
    Environment: Environment at environment {
        /// The switch of the account for economical mode.
        economical_mode_default: bool = economical_mode_default, No, Owner;
        /// The balance of the account.
        balance: Balance = balance, Sufficient, Owner;
        /// The stock of the zone.
        stock: Stock = stock, Available, Vendor;
        /// The quota of the account.
        quota: Quota = quota, Available, Owner;
        /// The market price of a spot instance.
        spot_price: SpotPrice = spot_price, WithinBid, Vendor;
        /// The host is being repaired.
        host_repairing: bool = host_repairing, No, Vendor;
        /// The private pool to start from.
        private_pool: PrivatePool = private_pool, None, Owner;
        /// The capacity reservation to start from.
        capacity_reservation: CapacityReservation = capacity_reservation, None, Owner;
        /// The dedicated host to start on.
        dedicated_host: DedicatedHost = dedicated_host, None, Owner;
    }
    Request: Parameters at request {
        /// The stop mode asked for by name.
        stopped_mode: StopModeAsked = stopped_mode, Absent, Request;
        /// Power off.
        force_stop: bool = force_stop, No, Request;
        /// Consent to a stop with local storage.
        confirm_stop: bool = confirm_stop, No, Request;
        /// Save the memory.
        hibernate: bool = hibernate, No, Request;
        /// Check, change nothing.
        dry_run: bool = dry_run, No, Request;
        /// Reset the local disks.
        init_local_disk: bool = init_local_disk, No, Request;
        /// Release it though it is running.
        force: bool = force, No, Request;
        /// Power off before a forced release: the `ForceStop` of a deletion.
        power_off: bool = power_off, Yes, Request;
        /// Give up an expired subscription.
        terminate_subscription: bool = terminate_subscription, No, Request;
        /// How a new instance is paid for.
        new_charge_type: ChargeType = new_charge_type, PostPaid, Request;
        /// The network of a new instance.
        new_network_type: NetworkType = new_network_type, Vpc, Request;
        /// Whether a new instance is a spot instance.
        new_spot_strategy: SpotStrategy = new_spot_strategy, NoSpot, Request;
        /// Whether a new instance can hibernate.
        new_hibernation: bool = new_hibernation, No, Request;
    }
}

/// The first word that no attribute reaches into: the interpretations stand there.
pub(crate) const END: usize = FIELDS[COUNT - 1].next_word();

/// The fields of all attributes together.
#[cfg(feature = "alloc")]
pub(crate) static FRAME: Frame = Frame::of(&FIELDS);

/// The space of all attributes.
pub const SPACE: Space<'static> = Space(&FIELDS);

/// Writes a region as a rule does: `` region!({ status: Pending | Starting, interpretation.StopOfStopped: Reject }) ``.
///
/// Names are real paths, so that a typo is reported at the word. `..BASE` at the
/// end asks also for what that region asks for.
macro_rules! region {
    (@ $region:expr;) => { $region };
    (@ $region:expr; ..$base:ident) => { $region.intersect(&$base) };
    (@ $region:expr; interpretation.$interpretation:ident: $($value:ident)|+ $(, $($rest:tt)*)?) => {
        $crate::attribute::region!(@ $region.restrict(
            $crate::interpretation::$interpretation::FIELD,
            0 $(| 1 << $crate::interpretation::$interpretation::$value as u32)+
        ); $($($rest)*)?)
    };
    (@ $region:expr; $name:ident: $($value:ident)|+ $(, $($rest:tt)*)?) => {
        $crate::attribute::region!(@ $region.restrict(
            $crate::attribute::$name::FIELD,
            0 $(| 1 << $crate::attribute::$name::$value as u32)+
        ); $($($rest)*)?)
    };
    ({ $($body:tt)* }) => { $crate::attribute::region!(@ $crate::region::Region::FULL; $($body)*) };
}
pub(crate) use region;

/// Cases that cannot be, with the reason. They are decided like any other, and left out of sizes,
/// witnesses and near misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// Why there is no such case.
    pub reason: &'static str,
    /// The cases.
    pub region: Region,
}

#[rustfmt::skip] // a table: one line a row
const IMPOSSIBLE: &[Impossible] = &[
    Impossible { reason: "family i1 has local disks",          region: region!({ family_i1: Yes, local_storage: No }) },
    Impossible { reason: "a subscription does not bid",        region: region!({ charge_type: PrePaid, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "a subscription does not bid",        region: region!({ new_charge_type: PrePaid, new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "only a stop has a mode",             region: region!({ status: Pending | Starting | Running, stopped_as: StopCharging | KeepCharging }) },
    Impossible { reason: "only what is stopped hibernates",    region: region!({ status: Pending | Starting | Running | Stopping, hibernated: Yes }) },
    Impossible { reason: "only what is stopped is recycled",   region: region!({ status: Pending | Starting | Running | Stopping, compute_recycled: Yes }) },
    Impossible { reason: "pending is a creation",              region: region!({ status: Pending, task: None | Start | Stop | Hibernate | Reboot | Release }) },
    Impossible { reason: "starting is a start",                region: region!({ status: Starting, task: None | Create | Stop | Hibernate | Release }) },
    Impossible { reason: "stopping is a stop",                 region: region!({ status: Stopping, task: None | Create | Run | Start }) },
    Impossible { reason: "nothing is in flight when steady",   region: region!({ status: Running | Stopped, task: Create | Run | Start | Stop | Hibernate | Reboot | Release }) },
];

/// The cases that cannot be: those of the table, and a released instance of which anything is left.
pub fn impossible() -> impl Iterator<Item = Impossible> {
    let released = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part == Part::Instance && attribute.name != "status")
        .map(|attribute| Impossible {
            reason: "of a released instance nothing is left",
            region: region!({ status: Released }).restrict(attribute.field, !(1 << attribute.default)),
        });
    IMPOSSIBLE.iter().copied().chain(released)
}
