//! Groups of eight adjacent fields of an instance with two values each. One load and one
//! multiplication gather the bits of a group into a byte. This makes a decision a third faster than
//! one look-up for each field.
//!
//! The groups follow the memory layout of [`Instance`](crate::Instance). With another layout, a
//! decision is slower but the same.

use super::layout::{Gathered, STEPS};
use super::{COUNT, OperationTables, RowSet, View};
use crate::attribute as attributes;

/// The place of no field, in a group of fewer than eight.
const NONE: usize = COUNT;

macro_rules! eights {
    ($([$($($name:ident).+),+])+) => {
        /// The numbers of the attributes of each group.
        pub(super) const EIGHTS: [[usize; 8]; [$([$(stringify!($($name).+)),+]),+].len()] =
            [$([$(eights!(@ $($name).+)),+]),+];

        impl View<'_> {
            /// Returns the gathered bits of each group.
            #[inline(always)]
            pub(super) const fn eights(&self) -> Eights {
                [$(gather([$(eights!(@ self $($name).+)),+])),+]
            }
        }
    };
    (@ none) => { NONE };
    (@ $($name:ident).+) => { attributes::$($name)::+::NUMBER };
    (@ $view:ident none) => { 0 };
    (@ $view:ident $($name:ident).+) => { $view.instance.$($name).+ as u8 };
}

/// The gathered bits of each group.
pub(super) type Eights = [u8; EIGHTS.len()];

/// Packs groups, each in the bytes that the layout gives it.
#[inline(always)]
pub(super) fn pack_eights<T: OperationTables>(eights: Eights) -> [u64; 2] {
    let (mut packed, mut eight) = ([0; 2], 0);
    while eight < EIGHTS.len() {
        let mut step = 0;
        while step < STEPS {
            let Gathered { byte, bits } = T::LAYOUT.eight(eight, step);
            packed[byte as usize / 8] |= u64::from(eights[eight] & bits) << (byte % 8 * 8);
            step += 1;
        }
        eight += 1;
    }
    packed
}

/// Returns the rows that match the groups that deciding looks up.
#[inline(always)]
pub(super) fn matching_eights<T: OperationTables>(eights: Eights) -> T::Rows {
    let (mut rows, mut eight) = (T::Rows::ALL, 0);
    while eight < EIGHTS.len() {
        let Gathered { byte, bits } = T::LAYOUT.eight(eight, 0);
        if bits != 0 {
            rows = rows.and(T::TABLES[byte as usize][eights[eight] as usize]);
        }
        eight += 1;
    }
    rows
}

/// Returns the group of an attribute, and its bit there; `None` if it is in no group.
pub(super) const fn place(number: usize) -> Option<(usize, usize)> {
    let mut n = 0;
    while n < EIGHTS.len() * 8 {
        if EIGHTS[n / 8][n % 8] == number {
            return Some((n / 8, n % 8));
        }
        n += 1;
    }
    None
}

/// Returns the value of an attribute of a group. Reading its field a second time would keep the compiler
/// from loading the group at once.
#[inline(always)]
pub(super) const fn value(eights: Eights, place: (usize, usize)) -> usize {
    (eights[place.0] >> place.1) as usize & 1
}

#[rustfmt::skip] // a table: one line a group
eights! {
    [charge_type, network_type, spot_interruption, spot_protected, locks.financial, locks.security, locks.recycling, locks.dedicated_host_financial]
    [locks.refunded, locks.unknown, disk_in_arrears, status_before, hibernated, hibernation_configured, local_storage, family_i1]
    [local_ssd, persistent_memory, burstable, unlimited_credits, sealed_data, gpu, elastic_address, system_disk]
    [disk_status, initializing, compute_recycled, deletion_protection, delete_with_instance, system_disk_delete_with_instance, delete_auto_snapshot, auto_release_time]
    [volumes_attached, route_entry, load_balancer_configuring, network_interface_linked, managed_by_product, none, none, none]
}

/// Returns the lowest bits of eight bytes, the first byte in the lowest bit. No carry reaches the
/// highest byte of the product: each byte sets its own bit there.
#[inline(always)]
const fn gather(bytes: [u8; 8]) -> u8 {
    (u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}
