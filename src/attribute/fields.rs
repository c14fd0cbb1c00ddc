//! Words of eight adjacent fields of an instance. One load, one mask and one rotation move the fields of a
//! word to their bits of a packed case.
//!
//! The words follow the memory layout of [`Instance`](crate::Instance). With another layout, packing is slower
//! but the same. A field in no word is packed by itself.

use super::OperationTables;
use super::View;
use super::layout::{MOVES, Move};
use crate::attribute as attributes;

macro_rules! fields {
    ($([$($($name:ident).+),+])+) => {
        /// The numbers of the attributes of each word.
        pub(super) const WORDS: [[usize; 8]; [$([$(stringify!($($name).+)),+]),+].len()] =
            [$([$(attributes::$($name)::+::NUMBER),+]),+];

        impl View<'_> {
            /// Returns the words: each field in a byte.
            #[inline(always)]
            pub(super) const fn words(&self) -> Words {
                [$(u64::from_le_bytes([$(self.instance.$($name).+ as u8),+])),+]
            }
        }
    };
}

/// The fields of an instance, eight to a word.
pub(super) type Words = [u64; WORDS.len()];

#[rustfmt::skip] // a table: one line a word
fields! {
    [charge_type, network_type, spot_interruption, spot_protected, locks.financial, locks.security, locks.recycling, locks.dedicated_host_financial]
    [locks.refunded, locks.unknown, disk_in_arrears, status_before, hibernated, hibernation_configured, local_storage, family_i1]
    [local_ssd, persistent_memory, burstable, unlimited_credits, sealed_data, gpu, elastic_address, system_disk]
    [disk_status, initializing, compute_recycled, deletion_protection, delete_with_instance, system_disk_delete_with_instance, delete_auto_snapshot, auto_release_time]
    [volumes_attached, route_entry, load_balancer_configuring, network_interface_linked, managed_by_product, spot_strategy, standing, stopped_mode]
    [static_address, data_disks, snapshots, image_licence, stopped_for, encryption_key, status, task]
}

macro_rules! packed {
    ($operation:ident, $all:ident, $words:ident; $($n:literal)+) => {{
        let mut packed = [0; 2];
        // The compiler would not unroll a loop.
        $(if const { $operation::LAYOUT.has_move($n, $all) } {
            let Move { word, mask, rotation, half } = const { $operation::LAYOUT.moves()[$n] };
            packed[half as usize] |= ($words[word as usize] & mask).rotate_left(rotation as u32);
        })+
        const _: () = assert!(MOVES == [$($n),+].len());
        packed
    }};
}

/// Moves the fields of all words, or of those words with attributes that rows read.
#[inline(always)]
pub(super) fn pack_words<T: OperationTables, const ALL: bool>(words: Words) -> [u64; 2] {
    packed!(T, ALL, words; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
}

/// Returns the word of an attribute, and its byte there; `None` if it is in no word.
pub(super) const fn place(number: usize) -> Option<(usize, usize)> {
    let mut n = 0;
    while n < WORDS.len() * 8 {
        if WORDS[n / 8][n % 8] == number {
            return Some((n / 8, n % 8));
        }
        n += 1;
    }
    None
}

/// Returns the value of an attribute of a word. Reading its field a second time would keep the compiler from
/// loading the word at once.
#[inline(always)]
pub(super) const fn value(words: Words, place: (usize, usize)) -> usize {
    (words[place.0] >> (place.1 * 8)) as usize & 0xff
}
