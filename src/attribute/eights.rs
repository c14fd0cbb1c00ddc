//! The facts of an instance that have two values, eight at a time: listed as they lie in memory, so
//! that eight are one load, and one multiplication gathers their bits into a byte.
//!
//! How they lie is the compiler's choice. Were it another, packing would be slower and as right.

use super::{COUNT, Packing, View};
use crate::attribute as facts;

/// What lies between them and is no attribute of two values.
const NONE: usize = COUNT;

macro_rules! eights {
    ($([$($($name:ident).+ = $($place:ident).+),+])+) => {
        /// The numbers of the attributes of each eight.
        pub(super) const EIGHTS: [[usize; 8]; [$([$(stringify!($($name).+)),+]),+].len()] =
            [$([$(eights!(@ $($name).+)),+]),+];

        impl View<'_> {
            /// The eights that a layout gathers, each in its byte.
            #[inline(always)]
            pub(super) fn pack_eights<P: Packing>(&self) -> u128 {
                let eights = [$([$(self.instance.$($place).+ as u8),+]),+];
                let mut packed = 0;
                let mut n = 0;
                while n < EIGHTS.len() {
                    if let Some(shift) = P::LAYOUT.eight(n) {
                        packed |= u128::from(gather(eights[n]) & bits(&EIGHTS[n])) << shift;
                    }
                    n += 1;
                }
                packed
            }

            /// The set of rows that match the eights that a layout gathers.
            #[inline(always)]
            pub(super) fn matching_eights<P: Packing>(&self) -> u64 {
                let eights = [$([$(self.instance.$($place).+ as u8),+]),+];
                let (mut rows, mut n) = (u64::MAX, 0);
                while n < EIGHTS.len() {
                    if let Some(table) = P::LAYOUT.decided_eight(n) {
                        rows &= P::TABLES[table][(gather(eights[n]) & bits(&EIGHTS[n])) as usize];
                    }
                    n += 1;
                }
                rows
            }
        }
    };
    (@ none) => { NONE };
    (@ $($name:ident).+) => { facts::$($name)::+::NUMBER };
}

#[rustfmt::skip] // a table: one line an eight
eights! {
    [charge_type = charge_type, network_type = network_type, spot_interruption = spot_interruption, spot_protected = spot_protected, locks.financial = locks.financial, locks.security = locks.security, locks.recycling = locks.recycling, locks.dedicated_host_financial = locks.dedicated_host_financial]
    [locks.refunded = locks.refunded, locks.unknown = locks.unknown, disk_in_arrears = disk_in_arrears, status_before = status_before, hibernated = hibernated, hibernation_configured = hibernation_configured, local_storage = local_storage, family_i1 = family_i1]
    [persistent_memory = persistent_memory, burstable = burstable, gpu = gpu, elastic_address = elastic_address, system_disk = system_disk, disk_status = disk_status, initializing = initializing, compute_recycled = compute_recycled]
    [deletion_protection = deletion_protection, delete_with_instance = delete_with_instance, volumes_attached = volumes_attached, route_entry = route_entry, load_balancer_configuring = load_balancer_configuring, network_interface_linked = network_interface_linked, managed_by_product = managed_by_product, none = spot_strategy]
}

/// The lowest bits of eight bytes, the first lowest. A product carries no bit into another of the
/// highest byte: each byte reaches it once, at its own place.
#[inline(always)]
const fn gather(bytes: [u8; 8]) -> u8 {
    (u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// The bits of an eight that are attributes.
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
