//! Groups of eight adjacent fields of an instance with two values each. One load and one
//! multiplication gather the bits of a group into a byte. This makes a decision a third faster than
//! one look-up for each field.
//!
//! The groups follow the memory layout of [`Instance`](crate::Instance). With another layout, a
//! decision is slower but the same.

use super::{COUNT, OperationTables, RowSet, View};
use crate::attribute as attributes;

/// The place of a field that is not an attribute of two values.
const NONE: usize = COUNT;

macro_rules! eights {
    ($([$($($name:ident).+ = $($place:ident).+),+])+) => {
        /// The numbers of the attributes of each group.
        pub(super) const EIGHTS: [[usize; 8]; [$([$(stringify!($($name).+)),+]),+].len()] =
            [$([$(eights!(@ $($name).+)),+]),+];

        impl View<'_> {
            /// Returns the groups that a layout gathers, each in its byte.
            #[inline(always)]
            pub(super) fn pack_eights<T: OperationTables>(&self) -> u128 {
                let eights = [$([$(self.instance.$($place).+ as u8),+]),+];
                let mut packed = 0;
                let mut n = 0;
                while n < EIGHTS.len() {
                    if let Some(byte) = T::LAYOUT.eight(n) {
                        packed |= u128::from(gather(eights[n]) & bits(&EIGHTS[n])) << (byte * 8);
                    }
                    n += 1;
                }
                packed
            }

            /// Returns the rows that match the groups that a layout gathers.
            #[inline(always)]
            pub(super) fn matching_eights<T: OperationTables>(&self) -> T::Rows {
                let eights = [$([$(self.instance.$($place).+ as u8),+]),+];
                let (mut rows, mut n) = (T::Rows::ALL, 0);
                while n < EIGHTS.len() {
                    if let Some(byte) = T::LAYOUT.decided_eight(n) {
                        rows = rows.and(T::TABLES[byte][(gather(eights[n]) & bits(&EIGHTS[n])) as usize]);
                    }
                    n += 1;
                }
                rows
            }
        }
    };
    (@ none) => { NONE };
    (@ $($name:ident).+) => { attributes::$($name)::+::NUMBER };
}

#[rustfmt::skip] // a table: one line a group
eights! {
    [charge_type = charge_type, network_type = network_type, spot_interruption = spot_interruption, spot_protected = spot_protected, locks.financial = locks.financial, locks.security = locks.security, locks.recycling = locks.recycling, locks.dedicated_host_financial = locks.dedicated_host_financial]
    [locks.refunded = locks.refunded, locks.unknown = locks.unknown, disk_in_arrears = disk_in_arrears, status_before = status_before, hibernated = hibernated, hibernation_configured = hibernation_configured, local_storage = local_storage, family_i1 = family_i1]
    [persistent_memory = persistent_memory, burstable = burstable, gpu = gpu, elastic_address = elastic_address, system_disk = system_disk, disk_status = disk_status, initializing = initializing, compute_recycled = compute_recycled]
    [deletion_protection = deletion_protection, delete_with_instance = delete_with_instance, volumes_attached = volumes_attached, route_entry = route_entry, load_balancer_configuring = load_balancer_configuring, network_interface_linked = network_interface_linked, managed_by_product = managed_by_product, none = spot_strategy]
}

/// Returns the lowest bits of eight bytes, the first byte in the lowest bit. No carry reaches the
/// highest byte of the product: each byte sets its own bit there.
#[inline(always)]
const fn gather(bytes: [u8; 8]) -> u8 {
    (u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// Returns the bits of a group that are attributes.
const fn bits(eight: &[usize; 8]) -> u8 {
    let (mut bits, mut n) = (0, 0);
    while n < 8 {
        if eight[n] != NONE {
            bits |= 1 << n;
        }
        n += 1;
    }
    bits
}
