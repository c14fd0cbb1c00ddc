//! Sequences of numbers, each stored once and known by its own number.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Distinct sequences, numbered in the order of their addition.
#[derive(Debug, Default)]
pub(crate) struct Sequences {
    numbers: HashTable<u32>,
    ends: Vec<usize>,
    elements: Vec<u32>,
}

impl Sequences {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: u32) -> &[u32] {
        slice(&self.ends, &self.elements, number)
    }

    /// Returns the number of a sequence, which is added if it is new.
    pub(crate) fn number(&mut self, sequence: &[u32]) -> u32 {
        let Self { numbers, ends, elements } = self;
        let hash = hash(sequence);
        if let Some(number) = numbers.find(hash, |&number| slice(ends, elements, number) == sequence) {
            return *number;
        }
        let number = ends.len() as u32;
        elements.extend_from_slice(sequence);
        ends.push(elements.len());
        numbers.insert_unique(hash, number, |&number| self::hash(slice(ends, elements, number)));
        number
    }
}

fn slice<'e>(ends: &[usize], elements: &'e [u32], number: u32) -> &'e [u32] {
    let start = (number as usize).checked_sub(1).map_or(0, |before| ends[before]);
    &elements[start..ends[number as usize]]
}

fn hash(sequence: &[u32]) -> u64 {
    FixedState::default().hash_one(sequence)
}
