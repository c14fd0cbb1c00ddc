//! The attributes: every field of a case that a rule can read, each declared once.
//!
//! The name of an attribute is the path of its field: `status`, `locks.security`; fields of a request
//! have the prefix `request.`. Bits, encoding and decoding are derived from the declaration. The
//! choices of a *policy* are not attributes of a case but [interpretations](crate::Interpretation).

mod by_name;
#[cfg(feature = "alloc")]
mod custom;
#[cfg(feature = "alloc")]
mod declaration;
mod digest;
mod fields;
#[cfg(feature = "alloc")]
mod join;
mod layout;
#[cfg(feature = "alloc")]
mod set;
mod tables;
mod unread;

use fields::pack_words;

#[cfg(all(feature = "alloc", feature = "serde"))]
pub(crate) use by_name::AnyOf;
#[cfg(feature = "alloc")]
pub use by_name::OwnedConditionError;
pub use by_name::{ConditionError, Constraint, region_of};
#[cfg(feature = "alloc")]
pub use custom::{AttributeSource, CustomAttribute, PolicyAttribute};
#[cfg(feature = "alloc")]
pub use declaration::AttributeError;
pub(crate) use digest::{digest_mask, digest_value, digest_with};
#[cfg(feature = "alloc")]
pub(crate) use join::{Joined, Lift};
pub(crate) use layout::Layout;
#[cfg(feature = "alloc")]
pub use set::AttributeSet;
pub(crate) use tables::{Lookup, OperationTables, RowSet, Table, admitting_each, matching, tables, words};
pub(crate) use unread::Unread;

use crate::closed_set::{Finite, same};
use crate::environment::{
    Balance, CapacityReservation, DedicatedHost, Environment, PrivatePool, Quota, Site, SpotPrice, Stock,
};
use crate::instance::{
    ChargeType, DiskStatus, EncryptionKey, Instance, NetworkType, Presence, SpotInterruptionBehavior,
    SpotStrategy, Standing, StaticAddress, Status, StatusBefore, StoppedFor, StoppedMode, SystemDisk, Task,
};
use crate::record::record;
#[cfg(feature = "alloc")]
use crate::region::FieldMasks;
use crate::region::{Field, Point, Space};
use crate::request::{Parameters, StopModeAsked};

record! {
    /// The input of a decision: an instance, its environment, and the parameters of a request.
    ///
    /// ```
    /// use instance_lifecycle::{Case, Instance, Status};
    ///
    /// let case = Case::DEFAULT.with(|it| it.instance.status = Status::Stopped);
    /// assert_eq!(Case::at(&case.point()), case);
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct Case {
        /// The instance.
        pub instance: Instance = Instance::DEFAULT,
        /// The environment.
        pub environment: Environment = Environment::DEFAULT,
        /// The parameters of the request.
        pub request: Parameters = Parameters::DEFAULT,
    }
}

impl Case {
    /// Returns the case of an instance, its environment, and a request or its parameters.
    ///
    /// ```
    /// use instance_lifecycle::{Case, Environment, Instance, StopInstance};
    ///
    /// let request = StopInstance::DEFAULT.with(|it| it.force_stop = true);
    /// let case = Case::new(Instance::DEFAULT, Environment::DEFAULT, request);
    /// assert!(case.request.force_stop);
    /// ```
    #[must_use]
    pub fn new(instance: Instance, environment: Environment, request: impl Into<Parameters>) -> Self {
        Self { instance, environment, request: request.into() }
    }
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
    /// The caller, with a parameter.
    Request,
    /// The owner of the instance.
    Owner,
    /// Only the vendor.
    Vendor,
    /// No one: it is fixed when the instance is created.
    Nobody,
}

/// One attribute of a case.
///
/// ```
/// use instance_lifecycle::rules::attributes::Attribute;
///
/// let status = Attribute::named("status")?;
/// assert_eq!(status.values[status.default], "Running");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name, as in rules and policy files: `status`, `locks.security`, `request.force_stop`.
    pub name: &'static str,
    /// The part of the case that holds it.
    pub part: Part,
    /// The names of the values.
    pub values: &'static [&'static str],
    /// The bits of the values.
    pub field: Field,
    /// The number of the value in [`Case::DEFAULT`].
    pub default: usize,
    /// Who can change it.
    pub changed_by: ChangedBy,
}

/// The names of the values of an attribute: those of its enum, or `No` and `Yes`.
macro_rules! values {
    (bool) => {
        type Value = bool;
        #[allow(non_upper_case_globals, unused, reason = "named like the variants of an enum")]
        mod flag {
            pub(crate) const No: bool = false;
            pub(crate) const Yes: bool = true;
        }
        #[allow(unused_imports, reason = "not every attribute is named in a rule")]
        pub(crate) use flag::*;
    };
    ($values:ident) => {
        type Value = $crate::attribute::$values;
        #[allow(unused_imports, reason = "not every attribute is named in a rule")]
        pub(crate) use $crate::attribute::$values::*;
    };
}

/// The name of an attribute: the path of its field, without the part of the case unless that is the
/// request.
macro_rules! name {
    ([request] $field:ident) => {
        concat!("request.", stringify!($field))
    };
    ([$part:ident] $field:ident) => {
        stringify!($field)
    };
    ([$part:ident.$group:ident] $field:ident) => {
        concat!(stringify!($group), ".", stringify!($field))
    };
}

/// The field of an attribute, in a case or in the part that holds it.
macro_rules! field {
    ($case:ident: [$part:ident $(.$group:ident)?] $field:ident) => {
        $case.$part$(.$group)?.$field
    };
    ($it:ident in [$part:ident $(.$group:ident)?] $field:ident) => {
        $it$(.$group)?.$field
    };
}

/// The value of an attribute, from its word if it is in one.
macro_rules! value {
    ($view:ident, $words:ident, $module:ident $name:ident, $place:tt) => {
        match const { fields::place($module::$name::NUMBER) } {
            Some(place) => fields::value($words, place),
            None => field!($view: $place $name) as usize,
        }
    };
}

/// Declares the attributes in blocks: the module of a block, the part of the case and its type, the path
/// to the fields. An attribute is a field, its type and who can change it; its default value is that
/// of [`Case::DEFAULT`].
macro_rules! attributes {
    ($($module:ident: $part:ident, $of:ident at $place:tt { $(
        $name:ident: $values:ident, $changed_by:ident;
    )+ })+) => {
        const NAMES: &[&str] = &[$($(name!($place $name),)+)+];

        /// The number of attributes.
        pub(crate) const COUNT: usize = NAMES.len();

        const FIELDS: [Field; COUNT] = Field::layout(0, [$($(<$values as Finite>::NAMES.len(),)+)+]);

        /// Every attribute, in the order of declaration.
        pub const ATTRIBUTES: [Attribute; COUNT] = {
            const CASE: Case = Case::DEFAULT;
            [$($(Attribute {
                name: name!($place $name),
                part: Part::$part,
                values: <$values as Finite>::NAMES,
                field: $module::$name::FIELD,
                default: field!(CASE: $place $name) as usize,
                changed_by: ChangedBy::$changed_by,
            },)+)+]
        };

        $(pub(crate) mod $module { $(
            pub(crate) mod $name {
                use $crate::attribute;

                #[allow(unused, reason = "an attribute that no built-in row reads is open to custom rows")]
                pub(crate) const NUMBER: usize = attribute::number(name!($place $name));
                pub(crate) const FIELD: $crate::region::Field = attribute::FIELDS[NUMBER];
                values!($values);

                /// Returns its value in a case.
                #[allow(unused, reason = "transitions read instances and environments only")]
                #[inline(always)]
                pub(crate) const fn seen(case: &attribute::View<'_>) -> Value {
                    field!(case: $place $name)
                }

                /// Returns `it` with another value.
                #[allow(unused, reason = "transitions change instances only")]
                #[inline(always)]
                pub(crate) const fn put(mut it: attribute::$of, value: Value) -> attribute::$of {
                    field!(it in $place $name) = value;
                    it
                }
            }
        )+ })+

        impl Case {
            /// Returns the case as a point of the space of all attributes.
            #[must_use]
            pub fn point(&self) -> Point {
                let mut point = Point::EMPTY;
                $($(point = point.with($module::$name::FIELD, field!(self: $place $name) as usize);)+)+
                point
            }

            /// Returns the case at a point; an attribute without a value has its default.
            #[must_use]
            pub fn at(point: &Point) -> Self {
                let mut case = Self::DEFAULT;
                $($(
                    let value = point.value($module::$name::FIELD);
                    if value < <$values as Finite>::NAMES.len() {
                        field!(case: $place $name) = Finite::from_index(value);
                    }
                )+)+
                case
            }
        }

        impl View<'_> {
            /// Returns the case packed by the layout of an operation.
            #[inline(always)]
            pub(crate) fn pack<T: OperationTables>(&self) -> u128 {
                let [low, high] = self.packed::<T, true>();
                u128::from(low) | u128::from(high) << 64
            }

            /// Returns the attributes that rows read, packed by the layout of an operation. Other bits may be
            /// set as well.
            #[inline(always)]
            pub(crate) fn pack_read<T: OperationTables>(&self) -> u64 {
                self.packed::<T, false>()[0]
            }

            #[inline(always)]
            fn packed<T: OperationTables, const ALL: bool>(&self) -> [u64; 2] {
                let words = self.words();
                let [mut low, mut high] = pack_words::<T, ALL>(words);
                $($(if const {
                    !T::LAYOUT.moves_with_word($module::$name::NUMBER)
                        && (ALL || T::LAYOUT.reads($module::$name::NUMBER))
                } {
                    let value = value!(self, words, $module $name, $place) as u64;
                    let shift = const { T::LAYOUT.shift($module::$name::NUMBER) };
                    if shift < 64 { low |= value << shift } else { high |= value << (shift - 64) }
                })+)+
                [low, high]
            }

            /// Returns the digest of the instance.
            pub(crate) const fn digest(&self) -> u64 {
                let mut digest = 0;
                $($(if const { digest_mask($module::$name::NUMBER) != 0 } {
                    digest |= (field!(self: $place $name) as u64)
                        << const { digest::shift($module::$name::NUMBER) };
                })+)+
                digest
            }
        }
    };
}

attributes! {
    state: Instance, Instance at [instance] {
        status: Status, Owner;
        task: Task, Vendor;
        charge_type: ChargeType, Owner;
        network_type: NetworkType, Nobody;
        spot_strategy: SpotStrategy, Nobody;
        spot_interruption: SpotInterruptionBehavior, Nobody;
        spot_protected: bool, Vendor;
    }
    locks: Instance, Instance at [instance.locks] {
        security: bool, Vendor;
        financial: bool, Owner;
        recycling: bool, Vendor;
        dedicated_host_financial: bool, Owner;
        refunded: bool, Vendor;
        unknown: bool, Vendor;
    }
    condition: Instance, Instance at [instance] {
        standing: Standing, Owner;
        disk_in_arrears: bool, Owner;
        stopped_mode: StoppedMode, Owner;
        stopped_for: StoppedFor, Vendor;
        status_before: StatusBefore, Nobody;
        hibernated: bool, Owner;
        compute_recycled: bool, Vendor;
        initializing: bool, Vendor;
        local_storage: bool, Nobody;
        family_i1: bool, Nobody;
        local_ssd: bool, Nobody;
        persistent_memory: bool, Nobody;
        burstable: bool, Nobody;
        unlimited_credits: bool, Owner;
        sealed_data: bool, Nobody;
        gpu: bool, Nobody;
        static_address: StaticAddress, Owner;
        elastic_address: bool, Owner;
        hibernation_configured: bool, Nobody;
        system_disk: SystemDisk, Owner;
        disk_status: DiskStatus, Owner;
        encryption_key: EncryptionKey, Owner;
        deletion_protection: bool, Owner;
        delete_with_instance: bool, Owner;
        system_disk_delete_with_instance: bool, Owner;
        delete_auto_snapshot: bool, Owner;
        auto_release_time: bool, Owner;
        data_disks: Presence, Owner;
        snapshots: Presence, Owner;
        image_licence: Presence, Nobody;
        volumes_attached: bool, Owner;
        route_entry: bool, Owner;
        load_balancer_configuring: bool, Owner;
        network_interface_linked: bool, Owner;
        managed_by_product: bool, Vendor;
    }
    environment: Environment, Environment at [environment] {
        economical_mode_default: bool, Owner;
        balance: Balance, Owner;
        stock: Stock, Vendor;
        quota: Quota, Owner;
        spot_price: SpotPrice, Vendor;
        host_repairing: bool, Vendor;
        private_pool: PrivatePool, Owner;
        capacity_reservation: CapacityReservation, Owner;
        dedicated_host: DedicatedHost, Owner;
        site: Site, Nobody;
    }
    request: Request, Parameters at [request] {
        stopped_mode: StopModeAsked, Request;
        force_stop: bool, Request;
        confirm_stop: bool, Request;
        hibernate: bool, Request;
        dry_run: bool, Request;
        init_local_disk: bool, Request;
        force: bool, Request;
        delete_force_stop: bool, Request;
        terminate_subscription: bool, Request;
        new_charge_type: ChargeType, Request;
        new_network_type: NetworkType, Request;
        new_spot_strategy: SpotStrategy, Request;
        new_hibernation: bool, Request;
    }
}

pub(crate) use {condition::*, environment::*, state::*};

/// Returns the attributes of an instance that rows of an operation read, packed by its layout. Other bits may be
/// set as well.
pub(crate) fn pack_instance<T: OperationTables>(instance: &Instance) -> u64 {
    View { instance, environment: &Environment::DEFAULT, request: &Parameters::DEFAULT }.pack_read::<T>()
}

/// Returns the number of the attribute of that name.
const fn number(name: &str) -> usize {
    let mut n = 0;
    while !same(NAMES[n], name) {
        n += 1;
    }
    n
}

/// The word of a region with the custom attributes of a policy.
pub(crate) const CUSTOM: usize = FIELDS[COUNT - 1].next_word();

/// The first word of a region after the attributes: the interpretations start there.
pub(crate) const END: usize = CUSTOM + 1;

/// The masks of all attributes.
#[cfg(feature = "alloc")]
pub(crate) static MASKS: FieldMasks = FieldMasks::new(&FIELDS);

/// The space of all attributes.
pub const SPACE: Space<'static> = Space(&FIELDS);
